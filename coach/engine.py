"""One turn of a conversation. Pure: no I/O, no clock, no chance."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from coach import checkin_steps, menu, overheard, reading, replied, retention, theirs, wakes
from coach.book import Book
from coach.content import Asking, ChoiceStep, TextStep, is_free
from coach.course import Course
from coach.effects import Ask, Close, Effect, Record
from coach.events import Event, Pressed, Said, Started, Unreached, Via, Woken
from coach.heard import heard
from coach.ledger import Ledger
from coach.person import Person
from coach.safety import answer, notice, quiet_days, spoken
from coach.safety.notice import NOTHING, Noticed
from coach.safety.written import bare
from coach.session import Session

LONGEST = 20_000  # characters of one text; far above what a platform lets through in one message
HELP = ("crisis", "help")  # the flows that show who to call
FEW = 6  # words
TWICE = timedelta(seconds=10)  # a second tap on a button this soon is the same tap


class Turn(Struct, frozen=True):
    session: Session
    effects: tuple[Effect, ...]


def step(book: Book, person: Person, session: Session, ledger: Ledger, event: Event, now: datetime) -> Turn:
    """Answer one event. Every path returns; nothing is sent from here.

    Raises Unread when the answer depends on the ledger and it is not loaded: load it and call again.
    """
    course = Course(book, person, session, ledger, now)
    match event:
        case Woken(key, due):
            wakes.woken(course, key, due)
        case Unreached():
            menu.offer(course, "unreached", "knock")
        case _:
            _heard(course, event)
            _taken(course, event)
    return Turn(course.session, tuple(course.effects))


def said(event: Event) -> str:
    """All the words of an event, also those behind a slash."""
    if isinstance(event, Said):
        return "\n".join((event.text, *event.more))
    return f"{event.flow} {event.argument}" if isinstance(event, Started) else ""


def noticed(book: Book, event: Event, calm: bool = False) -> Noticed:
    """What the words of an event tell of; a press says nothing of its own."""
    return book.noticed(said(event), event.seen, calm) if isinstance(event, Started | Said) else NOTHING


def calls(book: Book, event: Event) -> bool:
    """Whether an event calls for help: by its words, a command or a button."""
    match event:
        case Started(flow=name):
            return book.by_command(name.casefold()) in HELP or noticed(book, event, calm=True).alarming
        case Said(text=text):
            return book.asks_for_help(text[:100]) or notice.signals(text) or noticed(book, event, calm=True).alarming
        case Pressed(choice=choice):
            return choice in HELP
        case _:
            return False


def _taken(course: Course, event: Started | Said | Pressed) -> None:
    """What a person did. Words of danger come first."""
    words = said(event)
    found = theirs.weighed(course, noticed(course.book, event, course.person.is_calm(course.now)), words)
    if (found.hinted and _answers(course, event)) or _is_listed(course, event) or _is_age(event, found):
        found = NOTHING  # a doubt of the model's does not stand before what is plain
    elif (
        not found.calm
        and found.tier < 3
        and (_asks_for_help(course, event, found) or answer.reads_plainly(course, event, found))
    ):
        found = NOTHING
    course.young = not found.calm and overheard.is_young(course, words)
    if course.young and (found.tier or found.past):
        overheard.young(course)
    if answer.somebody_else(course, event, found):
        return
    if answer.is_kept(course, event, found):
        of_plan = course.session.flow == answer.PLAN
        _done(course, event, found)
        answer.after_kept(course, found, of_plan)
    elif found.calm or not answer.answer(course, found):
        _done(course, event, found)
    elif found.tier or found.past:
        overheard.count(course, words)  # nothing else is spoken of now
    else:
        overheard.heed(course, words)


def _is_call(course: Course, event: Said) -> bool:
    """Whether it is a call for help and nothing else. In a plan what somebody feels is a sign like others."""
    plans = course.session.flow == answer.PLAN
    asked = [line[:100] for line in (event.text, *event.more) if course.book.asks_for_help(line[:100])]
    return any(not plans or not notice.is_symptom(line) for line in asked)


def _asks_for_help(course: Course, event: Event, found: Noticed) -> bool:
    """By a command, or by words that are nothing else: who to call is shown, and nothing is asked."""
    if isinstance(event, Started):
        return found.hinted and course.book.by_command(event.flow.casefold()) in HELP
    return isinstance(event, Said) and _is_call(course, event)


def _answers(course: Course, event: Event) -> bool:
    """Whether a few words plainly answer the open question: "I'm 30" may sound like anything to a model."""
    asking = course.asking
    if asking is None or is_free(asking) or not isinstance(event, Said) or len(event.text.split()) > FEW:
        return False
    return _reads(course, asking, event)


def _is_age(event: Event, found: Noticed) -> bool:
    """Whether a model alone hears danger in words that say how old somebody is."""
    return found.by_model_alone and found.tier < 3 and isinstance(event, Said) and overheard.is_age(event.text[:100])


def _is_listed(course: Course, event: Event) -> bool:
    """Whether words are one of the answers that a pack lists to the open question: "goodbye", asked how to go on.

    To a question that comes before everything they are always one; to others, where they tell of no danger themselves.
    """
    asking = course.asking
    if course.flow is None or not isinstance(asking, ChoiceStep) or not isinstance(event, Said):
        return False
    listed = any(heard(event.text) in words for words in asking.also.values())
    return listed and (course.flow.urgent or notice.judge(event.text, None).calm)


def _reads(course: Course, asking: Asking, event: Said | Pressed) -> bool:
    return isinstance(reading.read(course, asking, event), reading.Answer | reading.Ticked)


def _done(course: Course, event: Started | Said | Pressed, found: Noticed) -> None:
    match event:
        case Started(command, argument):
            _command(course, command, argument)
        case Pressed():
            _pressed(course, event)
        case _:
            _said(course, event, found)


def _heard(course: Course, event: Event) -> None:
    before = course.session.heard
    course.session = replace(course.session, heard=course.now)
    course.drop_what_is_gone()
    answer.drop_what_is_old(course, event)
    if not course.person.ready:
        retention.lapse(course, before)


def _command(course: Course, command: str, argument: str) -> None:
    if (flow := course.book.by_command(command.casefold())) is not None:
        asked = course.flow is not None and course.flow.urgent
        course.open(flow, argument.strip()[: menu.ARGUMENT])
        if asked and course.person.is_calm(course.now) and course.book.flows[flow].aside and flow not in HELP:
            menu.stay(course)  # who to call is the last word
        _go_ahead(course)
    elif course.asking:
        course.say("unknown_command")
        course.ask_again()
    else:
        menu.show(course, "unknown_command")


def _go_ahead(course: Course) -> None:
    """Words that stood behind the command answer the question that it opened."""
    words, course.ahead = course.ahead, ""  # they may open something else, which has words of its own
    if words and (asking := course.asking):
        prompt = course.session.prompt
        _answer(course, asking, Said(words))
        if course.session.prompt != prompt and course.session.closed == prompt:  # it was answered, and is not shown
            shown = [e for e in course.effects if not (isinstance(e, Ask | Close) and e.prompt == prompt)]
            course.effects[:] = shown
            _go_ahead(course)  # they may hold the answer to the next one as well


def _opened(course: Course, text: str) -> tuple[str, str] | None:
    """The flow that plain words open; not what is told, in the days after a danger, nor what is not for them."""
    opened = menu.opened(course.book, text)
    flow = course.book.flows[opened[0]] if opened is not None else None
    told = flow is not None and flow.who == "adult" and not flow.before  # those say themselves when they are shut
    told = told and menu.by_name(course.book, text) is None
    closed = course.person.is_calm(course.now) or not course.person.may_open("adult")
    return None if told and closed else opened


def _open(course: Course, flow: str, words: str) -> None:
    """What words opened, with those that answer its first question."""
    course.open(flow, words)
    _go_ahead(course)


def _is_reply(course: Course, text: str) -> bool:
    """Whether it was taken as an answer to our last message, in the place of a tap on one of its buttons."""
    found = replied.meant(course, text)
    if found is None or course.person.is_calm(course.now):
        return False
    course.open(found.flow, found.argument)
    course.ahead = found.ahead
    _go_ahead(course)
    return True


def _pressed(course: Course, event: Pressed) -> None:
    if event.prompt == course.session.closed and _same_tap(course):
        return
    if menu.is_standing(course.session, event.prompt):
        _standing(course, event)
    elif event.prompt == course.session.prompt and (asking := course.asking):
        _answer(course, asking, event)
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
    if _is_call(course, event) or notice.signals(said(event)):
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
        _answer(course, asking, event, found)
    else:
        _out_of_nowhere(course, event, found)


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
        _answer(course, asking, Said(words))
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
    if opened := _opened(course, event.text):
        _open(course, *opened)
    elif _is_reply(course, event.text):
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
    elif found.sure and found.intent in menu.FOR_US and menu.of_intent(course, found):
        pass  # not a line about the day
    elif not menu.is_way(course.book, event.text) and checkin_steps.has_just_told(course.ledger, course.now):
        course.emit(Record(checkin_steps.added(course.person, event.text, course.now)))
        menu.added(course, found)
    elif spoken.for_them(bare(event.text)):
        menu.show(course, "not_for_them")
    elif menu.of_intent(course, found):
        pass
    elif course.drop_days_gone():
        menu.show(course, "day_over")
    else:
        menu.show(course, "nothing_open")
        course.offer_left(daily=True)


def _adds(course: Course, small: str) -> bool:
    """Whether a word about how somebody is goes with the check-in that they have just done."""
    return small == "plain" and checkin_steps.has_just_told(course.ledger, course.now)


def _answer(course: Course, asking: Asking, event: Said | Pressed, found: Noticed = NOTHING) -> None:
    if course.too_late:
        course.put_away()
        course.drop_days_gone()
        menu.show(course, "day_over")
        return
    if isinstance(event, Said) and not isinstance(asking, TextStep) and overheard.under_18(course, event.text):
        return  # "I'm 15" is no hour, and no number of days
    if isinstance(event, Said) and course.here_now().flow.urgent and _heeded(course, event.text):
        return  # any other words are an answer there
    if isinstance(event, Said) and theirs.is_below(course, event.text):
        _not_said(course, event)
        return
    match reading.read(course, asking, event):
        case reading.Control(name):
            _control(course, name)
        case reading.Ticked(picked):
            course.tick(picked)
        case reading.Suggested(offered):
            course.suggest(offered)
            overheard.heed(course, said(event))
        case reading.Meant(choice):
            course.confirm(choice)
        case reading.Answer(value, label):
            course.answer(value, label)
            if _is_free(asking, value):
                overheard.heed(course, said(event))
        case _:
            _unread(course, event, found)


def _is_free(asking: Asking, value: str) -> bool:
    """Whether an answer is in the person's own words, and not one that a pack lists."""
    return isinstance(asking, TextStep) or (isinstance(asking, ChoiceStep) and value not in asking.choices)


def _unread(course: Course, event: Said | Pressed, found: Noticed) -> None:
    """No answer to the open question: another command, what must be heeded, and else the question again."""
    text = event.text if isinstance(event, Said) else None
    opened = _opened(course, text) if text else None
    if text and text.strip() and course.here_now().flow.urgent and (opened is None or opened[0] == "stop"):
        _not_said(course, event)
    elif opened:
        _open(course, *opened)
    elif text and overheard.heed(course, text):
        pass
    elif text and theirs.goes_on(course, text):
        course.ask_again()
    elif course.person.is_calm(course.now):
        quiet_days.answer(course, text or "", found)
        course.ask_again()
    elif text and text.strip() and course.has_timer:
        course.say("with_you")  # whatever is written while the minutes pass
        course.ask_again()
    elif text and spoken.for_them(bare(text)):
        menu.show(course, "not_for_them")
        course.ask_again()
    elif text and _is_reply(course, text):
        pass  # whatever is open besides
    elif found.sure and menu.of_intent(course, found):
        course.ask_again()
    else:
        course.missed(attached=text is not None and not text.strip())


def _not_said(course: Course, event: Said | Pressed) -> None:
    """No answer to the light question: to what waits under it, perhaps, and else they need not say."""
    above = course.session
    asking = course.asking if course.back_under() else None
    fits = asking is not None and not isinstance(asking, TextStep) and _reads(course, asking, event)
    course.session = above
    if asking is not None and fits:
        answer.passed_over(course)
        _answer(course, asking, event)
    else:
        course.answer("", course.book.label("skip"))


def _heeded(course: Course, text: str) -> bool:
    """What counts, in the place of an answer to what is asked first: a gate, their country, a question about us."""
    return overheard.gate(course, text) or quiet_days.elsewhere(course, text) or quiet_days.asks_who(course, text)


def _control(course: Course, name: str) -> None:
    match name:
        case "back":
            course.back()
        case "skip":
            course.skip()
        case "again":
            course.again()
        case "done":
            course.done()
        case _:
            course.stop()
