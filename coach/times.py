"""Wall clocks. All arithmetic on a person's day goes through here."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_TO = time(22), time(8)  # content 9.3


@cache
def _clock(zone: str) -> ZoneInfo:
    """ZoneInfo keeps the last eight by itself. A community has more, and each is a file to read."""
    return ZoneInfo(zone)


def local(now: datetime, zone: str) -> datetime:
    return now.astimezone(_clock(zone))


def today(now: datetime, zone: str) -> date:
    return local(now, zone).date()


def instant(day: date, at: time, zone: str) -> datetime | None:
    """`at` on that local date, in UTC. In a gap, the first instant after it; None where that is another date.

    A wall time that comes twice means the first of the two.
    """
    tz = _clock(zone)
    due = datetime.combine(day, at, tz).astimezone(UTC)
    if due.astimezone(tz).replace(tzinfo=None) == datetime.combine(day, at):
        return due
    after = _end_of_gap(due, tz)
    return after if after.astimezone(tz).date() == day else None


def _end_of_gap(due: datetime, tz: ZoneInfo) -> datetime:
    """The instant, within a day around `due`, at which the clocks went forward. `due` came out of a gap."""
    low, high = due - timedelta(days=1), due + timedelta(days=1)
    before = low.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(tz).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


def next_time(wish: time, zone: str, after: datetime) -> datetime:
    """The next instant, strictly after `after`, at which it is `wish` on the wall clock of `zone`, in UTC.

    Once a local date at most. A date on which the time falls into a gap that swallows the rest of it is passed over.
    """
    day = today(after, zone)
    while True:
        due = instant(day, wish, zone)
        if due is not None and due > after:
            return due
        day += timedelta(days=1)


def is_quiet(now: datetime, zone: str) -> bool:
    at = local(now, zone).time()
    return at >= QUIET_FROM or at < QUIET_TO


def quiet_begins(now: datetime, zone: str) -> datetime:
    """When the quiet hours next begin, in UTC."""
    return next_time(QUIET_FROM, zone, now)
