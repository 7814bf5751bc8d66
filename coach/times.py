"""Wall clocks. All arithmetic on a person's day goes through here."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_TO = time(22), time(8)  # content 9.3


def local(now: datetime, zone: str) -> datetime:
    return now.astimezone(ZoneInfo(zone))


def today(now: datetime, zone: str) -> date:
    return local(now, zone).date()


def instant(day: date, at: time, zone: str) -> datetime | None:
    """`at` on that local date, in UTC. In a gap, the first instant after it; None where that is another date.

    A wall time that comes twice means the first of the two.
    """
    tz = ZoneInfo(zone)
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


_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?h?\s?(?:([ap])\.?m\.?)?", re.ASCII)
_SPOKEN = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def read_clock(text: str) -> time | None:
    """A typed time of day: 9, 9:30, 21.05, 9 am, 12pm, noon. None where it is none."""
    said = text.casefold().strip()
    if said in _SPOKEN:
        return _SPOKEN[said]
    if (found := _CLOCK.fullmatch(said)) is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AGO = re.compile(
    r"(?:about |around )?(a|an|one|two|three|four|five|six|\d{1,4}) (day|week|month|year)s?(?: ago)?", re.ASCII
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_LENGTHS = {"d": 1, "day": 1, "w": 7, "week": 7, "month": 30, "year": 365}
_SPAN = re.compile(r"(?:for )?(a|an|one|two|three|four|five|six|\d{1,4}) ?(d|w|day|week|month)?s?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\.?", re.ASCII)  # day first, as in Britain
_SPELT = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}))?", re.ASCII)


def read_day(text: str, today: date) -> date | None:
    """A typed day: 2026-03-01, 1/3/2026 (day first), 1 March, 12 days ago, two weeks, today. None where it is none.

    A date without a year is the last such date, today included.
    """
    said = " ".join(text.casefold().split())
    if said in ("today", "yesterday"):
        return today - timedelta(days=said == "yesterday")
    if found := _AGO.fullmatch(said):
        many = _NUMBERS.get(found[1]) or int(found[1])
        return _before(today, many * _LENGTHS[found[2]])
    if found := _ISO.fullmatch(said):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(said):
        return _dated(found[3], int(found[2]), int(found[1]), today)
    if (found := _SPELT.fullmatch(said)) and found[2][:3] in _MONTHS:
        return _dated(found[3], _MONTHS.index(found[2][:3]) + 1, int(found[1]), today)
    return None


def _before(today: date, days: int) -> date | None:
    return today - timedelta(days=days) if days < today.toordinal() else None


def read_span(text: str) -> int | None:
    """A typed number of days: 10, 10d, 3 days, two weeks, a month. None where it is none, or no day at all."""
    found = _SPAN.fullmatch(" ".join(text.casefold().split()))
    return (_NUMBERS.get(found[1]) or int(found[1])) * _LENGTHS[found[2] or "day"] or None if found else None


def _dated(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    last = _date(today.year, month, day)
    return last if last is not None and last <= today else _date(today.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
