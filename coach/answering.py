"""Words or a press as an answer to the open question, and what else they may be."""

from coach import intents, menu, overheard, reading, replied, theirs
from coach.content import Asking, ChoiceStep, TextStep
from coach.course import Course
from coach.effects import Ask, Close
from coach.events import Pressed, Said, said
from coach.safety import answer as safety
from coach.safety import quiet_days, spoken
from coach.safety.notice import NOTHING, Noticed
from coach.safety.written import bare

HOPE = ""  # in the place of a flow: words ask for a return where none is spoken of


def answer(course: Course, asking: Asking, event: Said | Pressed, found: Noticed = NOTHING) -> None:
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
    if isinstance(event, Said) and replied.asks_last(course, event) and is_reply(course, event.text):
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
            topic = course.book.topic(said(event))
            if topic is not None and topic[0] == course.session.flow:
                open_by_words(course, *topic)  # "her birthday, 2 December": the question and the one after it
            elif course.session.step == "gate" or not overheard.gate(course, said(event)):
                course.confirm(choice)
        case reading.Answer(value, label):
            daily = course.here_now().flow.daily
            course.answer(value, label)
            if _is_free(asking, value) and not overheard.heed(course, said(event)) and daily:
                intents.beside(course, found)
        case _:
            _unread(course, event, found)


def _is_free(asking: Asking, value: str) -> bool:
    """Whether an answer is in the person's own words, and not one that a pack lists."""
    return isinstance(asking, TextStep) or (isinstance(asking, ChoiceStep) and value not in asking.choices)


def _unread(course: Course, event: Said | Pressed, found: Noticed) -> None:
    """No answer to the open question: another command, what must be heeded, and else the question again."""
    text = event.text if isinstance(event, Said) else None
    opened = opened_by(course, text) if text else None
    if text and text.strip() and course.here_now().flow.urgent and (opened is None or opened[0] == "stop"):
        _not_said(course, event)
    elif opened:
        open_by_words(course, *opened)
    elif text and overheard.heed(course, text):
        pass
    elif text and theirs.goes_on(course, text):
        course.ask_again()
    elif course.person.is_calm(course.now):
        quiet_days.answer(course, text or "", found)
        course.ask_again()
    elif text and found.sure and found.intent == "slip" and course.has_timer and intents.of_intent(course, found):
        course.ask_again()
    elif text and text.strip() and course.has_timer:
        course.say("with_you")  # whatever is written while the minutes pass
        course.ask_again()
    elif text and spoken.for_them(bare(text)):
        menu.show(course, "not_for_them")
        course.ask_again()
    elif text and is_reply(course, text):
        pass  # whatever is open besides
    elif found.sure and intents.of_intent(course, found):
        course.ask_again()
    else:
        course.missed(attached=text is not None and not text.strip())


def _not_said(course: Course, event: Said | Pressed) -> None:
    """No answer to the light question: to what waits under it, perhaps, and else they need not say."""
    above = course.session
    asking = course.asking if course.back_under() else None
    fits = asking is not None and not isinstance(asking, TextStep) and reads(course, asking, event)
    course.session = above
    if asking is not None and fits:
        safety.passed_over(course)
        answer(course, asking, event)
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


def reads(course: Course, asking: Asking, event: Said | Pressed) -> bool:
    return isinstance(reading.read(course, asking, event), reading.Answer | reading.Ticked)


def opened_by(course: Course, text: str) -> tuple[str, str] | None:
    """The flow that plain words open; not what is told, in the days after a danger, nor what is not for them."""
    opened = menu.opened(course.book, text)
    flow = course.book.flows[opened[0]] if opened is not None else None
    told = flow is not None and flow.who == "adult" and not flow.before  # those say themselves when they are shut
    told = told and menu.by_name(course.book, text) is None
    closed = course.person.is_calm(course.now) or not course.person.may_open("adult")
    if told and closed:
        return None
    return (HOPE, "") if intents.hopes_in_vain(course, text) else opened


def open_by_words(course: Course, flow: str, words: str) -> None:
    """What words opened, with those that answer its first question."""
    if flow == HOPE:
        intents.no_odds(course)
        course.ask_again()
        return
    course.open(flow, words)
    go_ahead(course)


def go_ahead(course: Course) -> None:
    """Words that stood behind the command answer the question that it opened."""
    words, course.ahead = course.ahead, ""  # they may open something else, which has words of its own
    if words and (asking := course.asking):
        prompt = course.session.prompt
        answer(course, asking, Said(words))
        if course.session.prompt != prompt and course.session.closed == prompt:  # it was answered, and is not shown
            shown = [e for e in course.effects if not (isinstance(e, Ask | Close) and e.prompt == prompt)]
            course.effects[:] = shown
            go_ahead(course)  # they may hold the answer to the next one as well


def is_reply(course: Course, text: str) -> bool:
    """Whether it was taken as an answer to our last message, in the place of a tap on one of its buttons."""
    found = replied.meant(course, text)
    if found is None or course.person.is_calm(course.now):
        return False
    if found.flow in replied.NO:
        menu.show(course, replied.NO[found.flow])
        return True
    course.open(found.flow, found.argument)
    course.ahead = found.ahead
    go_ahead(course)
    return True
