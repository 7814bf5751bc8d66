"""The one question that was allowed: it comes once, in the place of a message of that day."""

from datetime import datetime

from coach import invite, outcome, promises, schedule, sending
from coach.course import Course
from coach.effects import Wake
from coach.person import Pace


def woken(course: Course, key: str, due: datetime) -> None:
    """Never to anybody for whom a gate has come to stand, or it is not meant, nor where messages have stopped.

    For these last /outcome is there.
    """
    person, now = course.person, course.now
    if outcome.allowed(course.ledger) is None or _is_closed(course):
        return
    states = invite.wanted(course.book, person, course.ledger, now, course.session.tag).states
    held = schedule.held(person, now) is not None or states & {*invite.FULL, "low"}
    if held or not sending.in_time(course, due) or sending.is_full(course):
        course.emit(Wake(key, schedule.promised(person, now, days=1)))
        return
    text, buttons = promises.promised(course.book, key)
    sending.send(course, key, key, text, buttons, sending.push_of(course, key, due))


def _is_closed(course: Course) -> bool:
    """Whether a gate stands, also one of the last result, it is not open to them, or they are no longer written to."""
    person, flow = course.person, course.book.flows[outcome.FLOW]
    shut = outcome.is_closed(course.here(flow)) or not person.may_open(flow.who)
    return shut or not person.settled or person.pace is Pace.NONE
