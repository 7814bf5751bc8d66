"""Messages that somebody asked for: how it stands when a wait is over, how a step holds, an agreement after some weeks.

Their keys stand in plain sight in the store, and say no more than that something was asked for.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from coach import schedule, sending, times
from coach.book import Book
from coach.course import Course
from coach.effects import Choice, Wake
from coach.person import Pace, Person

KIND = "asked"
WAIT, RUNG = f"{KIND}.1", f"{KIND}.2"
WEEKS: Mapping[str, int] = {f"{KIND}.3": 2, f"{KIND}.4": 4, f"{KIND}.5": 8}
SAID: Mapping[str, tuple[str, str, tuple[str, ...]]] = {  # the flow whose words they are, the words, the buttons
    WAIT: ("they", "over", ("left", "answer")),
    RUNG: ("mute", "asked", ("held", "slid")),
    **{key: ("back", f"week_{week}", ("show",)) for key, week in WEEKS.items()},
}
HOPING = frozenset({WAIT, *WEEKS})  # they leave an answer or a return open: nobody behind a gate has them


def may_ask(person: Person, now: datetime) -> bool:
    """Whether anything is offered: whoever has stopped or paused what we begin has done so for this too."""
    return schedule.wanted(person, now)


def when(person: Person, now: datetime, hours: int) -> datetime:
    """So many hours from now, or the first hour of theirs after it, where that would be at night."""
    at = now + timedelta(hours=hours)
    return times.next_time(person.hour, person.zone, at) if times.is_quiet(at, person.zone) else at


def days_on(person: Person, now: datetime, days: int) -> datetime:
    """Their own hour, so many days from now."""
    return times.next_time(person.hour, person.zone, now + timedelta(days=days) - timedelta(hours=12))


def woken(course: Course, key: str, due: datetime) -> None:
    """While they are written to by nobody it waits for another day, but for a wait, which is over by then."""
    person, now = course.person, course.now
    found = shown(course.book, person, key, times.today(now, person.zone))
    if found is None or person.pace is Pace.NONE:
        return
    if schedule.wanted(person, now) and sending.in_time(course, due):
        sending.send(course, KIND, key, *found, sending.push_of(course, key, due))
    elif key != WAIT:
        course.emit(Wake(key, times.next_time(person.hour, person.zone, now)))


def shown(book: Book, person: Person, key: str, day: date) -> tuple[str, tuple[Choice, ...]] | None:
    """The words and the buttons of one; None where there is none of that key, or none for them any more."""
    flow, said, buttons = SAID.get(key, ("", "", ()))
    if not flow or (person.gated and key in HOPING) or not person.may_open(book.flows[flow].who):
        return None
    words = book.flows[flow].words
    choices = (Choice(f"{flow}.{to}", book.fill(words[f"to_{to}"], 0, {})[1]) for to in buttons)
    return book.fill(words[said], day.toordinal(), {})[1], (*choices, *sending.fewer(book))
