"""One turn of a conversation. Pure: no I/O, no clock, no chance."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from coach import answering, doing, menu, overheard, retention, theirs, wakes
from coach.book import Book
from coach.content import ChoiceStep, ScaleStep, is_free
from coach.course import Course
from coach.effects import Effect
from coach.events import Event, Pressed, Said, Started, Unreached, Woken, said
from coach.heard import heard
from coach.ledger import Ledger
from coach.person import Person
from coach.safety import answer, notice
from coach.safety.notice import NOTHING, Noticed
from coach.session import Session

FEW = 6  # words


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


def noticed(book: Book, event: Event, calm: bool = False) -> Noticed:
    """What the words of an event tell of; a press says nothing of its own."""
    return book.noticed(said(event), event.seen, calm) if isinstance(event, Started | Said) else NOTHING


def calls(book: Book, event: Event) -> bool:
    """Whether an event calls for help: by its words, a command or a button."""
    match event:
        case Started(flow=name):
            return book.by_command(name.casefold()) in doing.HELP or noticed(book, event, calm=True).alarming
        case Said(text=text):
            return book.asks_for_help(text[:100]) or notice.signals(text) or noticed(book, event, calm=True).alarming
        case Pressed(choice=choice):
            return choice in doing.HELP
        case _:
            return False


def _heard(course: Course, event: Event) -> None:
    before = course.session.heard
    course.session = replace(course.session, heard=course.now, proposed="")
    course.drop_what_is_gone()
    answer.drop_what_is_old(course, event)
    if not course.person.ready:
        retention.lapse(course, before)


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
        doing.do(course, event, found)
        answer.after_kept(course, found, of_plan)
    elif found.calm or not answer.answer(course, found, event):
        doing.do(course, event, found)
    elif found.tier or found.past:
        overheard.count(course, words)  # nothing else is spoken of now
    else:
        overheard.heed(course, words)


def _asks_for_help(course: Course, event: Event, found: Noticed) -> bool:
    """By a command, or by words that are nothing else: who to call is shown, and nothing is asked."""
    if isinstance(event, Started):
        return found.hinted and course.book.by_command(event.flow.casefold()) in doing.HELP
    return isinstance(event, Said) and doing.is_call(course, event)


def _answers(course: Course, event: Event) -> bool:
    """Whether a few words plainly answer the open question: "I'm 30" may sound like anything to a model."""
    asking = course.asking
    if asking is None or is_free(asking) or not isinstance(event, Said) or len(event.text.split()) > FEW:
        return False
    return answering.reads(course, asking, event)


def _is_age(event: Event, found: Noticed) -> bool:
    """Whether a model alone hears danger in words that say how old somebody is."""
    return found.by_model_alone and found.tier < 3 and isinstance(event, Said) and overheard.is_age(event.text[:100])


def _is_listed(course: Course, event: Event) -> bool:
    """Whether words are one of the answers that a pack lists to the open question: "goodbye", asked how to go on.

    To a question that comes before everything they are always one; to others, where they tell of no danger themselves.
    """
    asking = course.asking
    if course.flow is None or not isinstance(asking, ChoiceStep | ScaleStep) or not isinstance(event, Said):
        return False
    listed = any(heard(event.text) in words for words in asking.also.values())
    return listed and (course.flow.urgent or notice.judge(event.text, None).calm)
