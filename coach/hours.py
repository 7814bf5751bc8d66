"""The hours of the day in which the pull is often strong, learned from a person's own urges (content 9.3)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from coach import times
from coach.effects import Wake
from coach.ledger import Ledger
from coach.person import Age, Pace, Person
from coach.signs import by_themselves

WITHIN = 21  # days back; what was hard before that may be over
LEARNED = timedelta(days=7)  # of telling, before anything is taken to be learned (content 9.3)
OFTEN = 3  # days on which it came in that hour
AHEAD = timedelta(minutes=30)  # before the hour
LAST, FIRST = time(21, 30), time(8)  # no message outside of these, for they are the quiet hours' edge (times.py)
NIGHT = 4  # up to this hour a hard hour belongs to the evening before


def hard_hour(person: Person, ledger: Ledger, now: datetime) -> int | None:
    """The hour of the local day, 0 to 23, in which it was strong on most days of late; None where none is often so.

    Of several, the one in which it came last.
    """
    moments = list(_strong(ledger, now))
    first = min((e.at for e in ledger if e.kind in ("urge", "sos", "held")), default=now)
    if now - first < LEARNED:
        return None
    days: dict[int, set[date]] = {}
    for at in moments:
        local = times.local(at, person.zone)
        days.setdefault(local.hour, set()).add(local.date())
    often = {hour: on for hour, on in days.items() if len(on) >= OFTEN}
    return max(often, key=lambda hour: (len(often[hour]), max(often[hour])), default=None)


def _strong(ledger: Ledger, now: datetime) -> Iterator[datetime]:
    """When they came for it by themselves."""
    since = now - timedelta(days=WITHIN)
    yield from (entry.at for entry in by_themselves(ledger) if since < entry.at <= now)


def before_hard(person: Person, ledger: Ledger, now: datetime) -> datetime | None:
    """When the next message before the hard hour is due, in UTC; None where there is no such hour, or it is theirs.

    Never in the quiet hours: for an hour of the night it comes in the evening, for one of the early morning not at all.
    """
    if person.pace is Pace.NONE or person.age is not Age.ADULT:
        return None
    hour = hard_hour(person, ledger, now)
    if hour is None:
        return None
    at = (datetime.combine(date.min + timedelta(days=1), time(hour)) - AHEAD).time()
    if hour <= NIGHT or at > LAST:
        at = LAST
    return times.next_time(at, person.zone, now) if at >= FIRST else None


def learned(person: Person, ledger: Ledger, now: datetime) -> tuple[Wake, ...]:
    """The wake for the next such message, where there is reason for one."""
    at = before_hard(person, ledger, now)
    return (Wake("before", at),) if at is not None else ()
