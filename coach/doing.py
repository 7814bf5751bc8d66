"""What a person did, where no danger stands before it: a command, a button, or words."""

from datetime import timedelta

from msgspec.structs import replace

from coach import answering, checkin_steps, intents, menu, numbers, overheard, theirs
from coach.book import FELT_PLAINLY
from coach.content import TextStep
from coach.course import Course
from coach.effects import Ask, Close, Record
from coach.events import Pressed, Said, Started, Via, said
from coach.heard import heard
from coach.safety import answer, notice, quiet_days, spoken
from coach.safety.notice import Noticed
from coach.safety.written import bare

HELP = ("crisis", "help")  # the flows that show who to call
LONGEST = 20_000  # characters of one text; far above what a platform lets through in one message
TWICE = timedelta(seconds=10)  # a second tap on a button this soon is the same tap


def do(course: Course, event: Started | Said | Pressed, found: Noticed) -> None:
    match event:
        case Started(command, argument):
            _command(course, command, argument)
        case Pressed():
            _pressed(course, event)
        case _:
            _said(course, event, found)


def _command(course: Course, command: str, argument: str) -> None:
    if (flow := course.book.by_command(command.casefold())) is not None:
        asked = course.flow is not None and course.flow.urgent
        course.open(flow, argument.strip()[: menu.ARGUMENT])
        if asked and course.person.is_calm(course.now) and course.book.flows[flow].aside and flow not in HELP:
            menu.stay(course)  # who to call is the last word
        answering.go_ahead(course)
    elif course.asking:
        course.say("unknown_command")
        course.ask_again()
    else:
        menu.show(course, "unknown_command")


def _pressed(course: Course, event: Pressed) -> None:
    if event.prompt == course.session.closed and _same_tap(course):
        return
    if menu.is_standing(course.session, event.prompt):
        _standing(course, event)
    elif event.prompt == course.session.prompt and (asking := course.asking):
        answering.answer(course, asking, event)
    elif course.session.under and event.prompt == course.session.under.prompt:
        _above(course, event)
    else:
        _closed(course, event.prompt)


def _above(course: Course, event: Pressed) -> None:
    """They go on with what they were asked before words of theirs raised a question: so it was only a phrase."""
    answer.passed_over(course)
    _pressed(course, event)


def _same_tap(course: Course) -> bool:
    """A button tapped twice: the first tap was answered, the second means nothing."""
    moved = course.session.moved
    return moved is not None and course.now - moved < TWICE


def _standing(course: Course, event: Pressed) -> None:
    course.emit(Close(event.prompt))
    course.session = replace(course.session, closed=event.prompt, moved=course.now)
    flow, _, argument = event.choice.partition(".")
    if flow in course.book.flows:
        course.open(flow, argument)
    else:
        menu.show(course, "nothing_open")


def _closed(course: Course, prompt: str) -> None:
    """Nothing comes of an old button, nor of one that was made for somebody else."""
    own = prompt.startswith(course.session.tag)
    if own:
        course.emit(Close(prompt))
    if course.asking:
        course.say("closed_question_open" if own else "not_yours_open")
        course.ask_again()
    else:
        menu.show(course, "closed" if own else "not_yours")


def _said(course: Course, event: Said, found: Noticed) -> None:
    """Words: an answer to the open question, then a command in plain words, then the menu."""
    if is_call(course, event) or notice.signals(said(event)):
        course.open("crisis")
    elif event.via is Via.EDIT:
        _edited(course)
    elif len(event.text) > LONGEST:
        course.say("too_long")
        course.ask_again()
    elif menu.is_standing(course.session, event.prompt):
        _out_of_nowhere(course, event, found)
    elif event.prompt and event.prompt != course.session.prompt:
        _closed(course, event.prompt)
    elif course.days_old and menu.meant(course.book, event.text) == course.session.flow:
        course.open(course.session.flow)  # about today: the open one is about another day
    elif event.more and course.asking:
        _filled_in(course, event)
    elif asking := course.asking:
        answering.answer(course, asking, event, found)
    else:
        _out_of_nowhere(course, event, found)


def is_call(course: Course, event: Said) -> bool:
    """Whether it is a call for help and nothing else. In a plan what somebody feels is a sign like others."""
    plans = course.session.flow == answer.PLAN
    asked = [line[:100] for line in (event.text, *event.more) if course.book.asks_for_help(line[:100])]
    return any(not plans or not notice.is_symptom(line) for line in asked)


def _filled_in(course: Course, event: Said) -> None:
    """A form's answers one after another, as far as its questions follow; those in between are never shown."""
    flow, begun = course.session.flow, len(course.effects)
    for words in (event.text, *event.more):
        asking = course.asking
        if course.session.flow != flow or not isinstance(asking, TextStep):
            break
        if not words.strip() and asking.skip is not None:
            course.skip()
            continue
        answering.answer(course, asking, Said(words))
        if not words.strip():
            break
    new = course.effects[begun:]
    between = {e.prompt for e in new if isinstance(e, Ask)} - {course.session.prompt}
    between = {prompt for prompt in between if not menu.is_standing(course.session, prompt)}
    course.effects[begun:] = [e for e in new if getattr(e, "prompt", "") not in between]


def _edited(course: Course) -> None:
    """What was said first stands. Of somebody who has not agreed to anything, nothing was taken that could."""
    if course.person.ready:
        course.say("edited")
        course.ask_again()


def _out_of_nowhere(course: Course, event: Said, found: Noticed) -> None:
    """Words to no question, also those that are written below a message that is none."""
    if opened := answering.opened_by(course, event.text):
        answering.open_by_words(course, *opened)
    elif answering.is_reply(course, event.text):
        pass
    elif named := menu.named(course.book, event.text):
        _command(course, *named)
    else:
        _greeted(course, event, found)


def _greeted(course: Course, event: Said, found: Noticed) -> None:
    """Words out of nowhere: after a danger who to call, for somebody new the beginning, for others what can be done."""
    if not event.text.strip():
        menu.show(course, "only_words")
    elif overheard.heed(course, event.text) or theirs.goes_on(course, event.text):
        pass
    elif course.person.is_calm(course.now):
        if not quiet_days.elsewhere(course, event.text):
            quiet_days.answer(course, event.text, found)
    elif spoken.overheard(bare(event.text)):
        quiet_days.unspoken(course)
    elif not course.person.ready:
        course.open("start")
    elif (small := menu.small_talk(course.book, event.text)) and not _adds(course, small):
        menu.show(course, small)
    elif found.sure and found.intent in intents.FOR_US and intents.of_intent(course, found):
        pass  # not a line about the day
    elif _is_line(course, event.text) and checkin_steps.has_just_told(course.ledger, course.now):
        course.emit(Record(checkin_steps.added(course.person, event.text, course.now)))
        menu.added(course, found)
    elif spoken.for_them(bare(event.text)):
        menu.show(course, "not_for_them")
    elif intents.of_intent(course, found) or intents.young(course, event.text):
        pass
    elif course.drop_days_gone():
        menu.show(course, "day_over")
    else:
        menu.show(course, "nothing_open")
        course.offer_left(daily=True)


def _is_line(course: Course, text: str) -> bool:
    """Whether words can be a line about the day: not a way out, a number, or one word of yes or no. "I'm fine" is."""
    short = heard(text) in {*course.book.heard["yes"], *course.book.heard["no"]} and len(text.split()) == 1
    return not menu.is_way(course.book, text) and numbers.read(text.casefold()) is None and not short


def _adds(course: Course, small: str) -> bool:
    """Whether a word about how somebody is goes with the check-in that they have just done."""
    return small in FELT_PLAINLY and checkin_steps.has_just_told(course.ledger, course.now)
