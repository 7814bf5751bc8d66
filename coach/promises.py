"""Messages that were promised for a day: the quiz can be read now, the question passed over, the curve once more."""

from datetime import datetime

from coach import outcome, schedule
from coach.book import Book
from coach.course import Course
from coach.effects import Choice, Wake
from coach.here import buttons
from coach.person import Gate
from coach.sending import asked_for, fewer, in_time, is_full, push_of, send

PROMISED = {  # the flow that has the words, their key, and the flows that are offered
    "early": ("chances", "early_prompt", ("chances",)),
    "later": ("chances", "later_safety", ("safety", "crisis")),
    "again": ("curve", "again_prompt", ("curve",)),
    outcome.WAKE: ("outcome", "ask", ("outcome",)),
}
WEIGHS = frozenset(["early", "again"])  # they invite to weigh how it was


def once(course: Course, key: str, due: datetime) -> None:
    """What was promised for a day: the quiz can be read now; the question passed over; the curve once more."""
    if not in_time(course, due) or not schedule.wanted(course.person, course.now):
        return
    if not course.person.may_open(course.book.flows[PROMISED[key][2][0]].who):
        return
    states = asked_for(course, course.today, 0).states
    if is_unfit(key, course.person.standing) or (key in WEIGHS and "danger" in states):
        return
    waits = key == "early" and course.person.tries_again(course.now)  # nobody's chances are looked at meanwhile
    if waits or "slip1" in states or is_full(course):  # that day has one message; this one keeps for another
        course.emit(Wake(key, schedule.promised(course.person, course.now, days=1)))
        return
    text, buttons = promised(course.book, key)
    send(course, key, key, text, buttons, push_of(course, key, due))


def promised(book: Book, key: str) -> tuple[str, tuple[Choice, ...]]:
    """The words and the buttons of a message that was promised."""
    flow, words, offered = PROMISED[key]
    _, text = book.fill(book.flows[flow].words[words], 0, {})
    return text, (*buttons(book, *offered), *fewer(book))


def is_unfit(key: str, standing: frozenset[Gate]) -> bool:
    """No invitation to a quiz that would show no odds or a curve that is not drawn, nor a question about them."""
    return (key in ("early", outcome.WAKE) and bool(standing)) or (key == "again" and Gate.ABUSE in standing)
