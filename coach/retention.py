"""Somebody silent for long is told once, some days before, and then erased.

One wake for each person, and a look at how long it has been when it comes due: nobody's turn pays for it, and no tick.
"""

from datetime import datetime, timedelta

from coach import schedule, times
from coach.course import Course
from coach.effects import Ask, Effect, Forget, Kind, Push, Record, Wake
from coach.here import buttons
from coach.ledger import Entry
from coach.person import Pace
from coach.schedule import LOOK, SILENT
from coach.sending import expires
from coach.still import NOTICE, NOTICE_FOR

HOUR, LAPSE = timedelta(hours=1), timedelta(days=7)  # somebody who never agreed to be remembered is forgotten
ERASE = "erase"  # the wake for the end
BEFORE = timedelta(days=14)
LISTENED = timedelta(days=1)  # an end that is later than that came while nobody was there to be written to
MOMENT = timedelta(microseconds=1)
NEXT = ("status", "export", "delete")


def woken(course: Course, key: str, due: datetime) -> None:
    """SILENT or ERASE. Somebody who never agreed to be remembered is forgotten sooner, by another wake (`lapsed`)."""
    if course.person.ready:
        (_look if key == SILENT else _end)(course, due)


def _last_heard(course: Course) -> datetime:
    """No later than now: the clock may have been ahead."""
    heard = course.session.heard or course.person.consented or course.now
    return min(heard, course.now)


def _notice(course: Course) -> datetime:
    """When they are told, at their own hour."""
    at = _last_heard(course) + timedelta(days=course.book.retention) - BEFORE
    return times.next_time(course.person.hour, course.person.zone, at)


def _wait(course: Course) -> None:
    course.emit(Wake(SILENT, min(_notice(course), course.now + LOOK)))


def _look(course: Course, due: datetime) -> None:
    """A second look where this one was not set for that hour: a clock that is wrong for a moment tells nobody."""
    notice, person = _notice(course), course.person
    their_hour = times.next_time(person.hour, person.zone, due - MOMENT)
    if course.now < notice:
        _wait(course)
    elif due < notice or due != their_hour or course.now >= expires(person, due) or schedule.held(person, course.now):
        course.emit(Wake(SILENT, times.next_time(person.hour, person.zone, course.now)))
    else:
        if person.reached and (person.parted or person.pace is not Pace.NONE):  # not after /stop
            _tell(course, due)
        course.emit(Wake(ERASE, course.now + BEFORE))


def _tell(course: Course, due: datetime) -> None:
    person, now = course.person, course.now
    today, ends = times.today(now, person.zone), times.today(now + BEFORE, person.zone)
    since = course.book.spoken(times.today(_last_heard(course), person.zone), today)
    title, text = course.phrase("silent", since=since, date=course.book.spoken(ends, today))
    choices = buttons(course.book, *NEXT)
    push = Push(NOTICE, today, now + NOTICE_FOR, times.is_quiet(now, person.zone))  # not to be missed for hours
    course.emit(Record(Entry("push", SILENT, today, now, SILENT)))
    course.emit(Ask("", text, title, choices, kind=Kind.PUSH, push=push))


def _end(course: Course, due: datetime) -> None:
    if course.now < _last_heard(course) + timedelta(days=course.book.retention):
        _wait(course)
    elif course.now - due > LISTENED:
        course.emit(Wake(ERASE, course.now + BEFORE))
    else:
        course.emit(Forget())


# Somebody who never agreed


def lapse(course: Course, before: datetime | None) -> None:
    """`before`: when they were heard last. Within the hour nothing is set: it is looked at when it comes due."""
    if before is None or course.now - before >= HOUR:
        course.emit(Wake("lapse", course.now + LAPSE))


def lapsed(course: Course, key: str, due: datetime) -> None:
    """Nobody who never agreed to be remembered is kept for longer than a week of silence."""
    if not course.person.ready:
        course.emit(_lapsed(course))


def _lapsed(course: Course) -> Effect:
    due = (course.session.heard or course.now - LAPSE) + LAPSE
    return Wake("lapse", due) if course.now < due else Forget()
