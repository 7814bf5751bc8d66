"""The wall clock, over every change of every clock there is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.times import instant, is_quiet, next_time, quiet_begins
from tests.properties import examples

ZONES = sorted(available_timezones())
FROM, TO = datetime(1995, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
INSTANTS = st.datetimes(FROM.replace(tzinfo=None), TO.replace(tzinfo=None), timezones=st.just(UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# next_time


@pytest.mark.parametrize(
    ("after", "wish", "zone", "due"),
    [
        ("2026-03-02T08:00", "20:30", "UTC", "2026-03-02T20:30"),
        ("2026-03-02T20:30", "20:30", "UTC", "2026-03-03T20:30"),  # strictly after
        ("2026-03-02T23:30", "08:00", "Asia/Tokyo", "2026-03-03T23:00"),  # tomorrow there already
        # clocks go forward: a time that is not there is the first instant after the gap
        ("2026-03-07T12:00", "01:30", "America/New_York", "2026-03-08T06:30"),
        ("2026-03-07T12:00", "02:30", "America/New_York", "2026-03-08T07:00"),
        ("2026-03-28T12:00", "01:30", "Europe/London", "2026-03-29T01:00"),
        ("2026-03-28T12:00", "09:00", "Europe/Vienna", "2026-03-29T07:00"),
        ("2026-10-03T12:00", "01:45", "Australia/Lord_Howe", "2026-10-03T15:15"),
        ("2026-10-03T12:00", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30"),  # half an hour
        ("2026-04-23T12:00", "00:30", "Africa/Cairo", "2026-04-23T22:00"),
        ("2026-09-05T12:00", "00:00", "America/Santiago", "2026-09-06T04:00"),
        ("2026-03-28T12:00", "00:00", "Asia/Beirut", "2026-03-28T22:00"),
        ("2026-03-28T12:00", "23:59", "America/Nuuk", "2026-03-30T00:59"),  # the gap swallows the rest of the 28th
        # clocks go back: of a time that comes twice, the first, and once only
        ("2026-10-31T12:00", "01:30", "America/New_York", "2026-11-01T05:30"),
        ("2026-11-01T05:30", "01:30", "America/New_York", "2026-11-02T06:30"),
        ("2026-11-01T06:00", "01:30", "America/New_York", "2026-11-02T06:30"),  # between the two
        ("2026-10-24T12:00", "01:30", "Europe/London", "2026-10-25T00:30"),
        ("2026-10-25T00:45", "01:30", "Europe/London", "2026-10-26T01:30"),
        ("2026-10-24T12:00", "09:00", "Europe/Vienna", "2026-10-25T08:00"),
        ("2026-04-04T12:00", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),
        ("2026-10-29T12:00", "00:30", "Africa/Cairo", "2026-10-29T22:30"),
        ("2026-04-04T12:00", "00:00", "America/Santiago", "2026-04-05T04:00"),
        # far from Greenwich, and in between whole hours
        ("2026-06-01T00:00", "09:00", "Asia/Kathmandu", "2026-06-01T03:15"),
        ("2026-06-01T00:00", "09:00", "Pacific/Chatham", "2026-06-01T20:15"),
        ("2026-06-01T00:00", "09:00", "Pacific/Kiritimati", "2026-06-01T19:00"),
        ("2026-06-01T00:00", "09:00", "Etc/GMT+12", "2026-06-01T21:00"),
        # Samoa had no 30th of December in 2011
        ("2011-12-29T19:00", "09:00", "Pacific/Apia", "2011-12-30T19:00"),
        ("2011-12-30T19:00", "09:00", "Pacific/Apia", "2011-12-31T19:00"),
    ],
)
def test_next_time(after: str, wish: str, zone: str, due: str) -> None:
    assert next_time(time.fromisoformat(wish), zone, at(after)) == at(due)


def test_a_date_that_is_not_there_has_no_instant() -> None:
    assert instant(date(2011, 12, 30), time(9), "Pacific/Apia") is None
    assert instant(date(2026, 3, 28), time(23, 59), "America/Nuuk") is None


@examples(300)
@given(st.sampled_from(ZONES), st.times().map(lambda t: t.replace(second=0, microsecond=0)), INSTANTS)
def test_every_day_once_at_the_hour_that_was_wished(zone: str, wish: time, after: datetime) -> None:
    last = after
    for _ in range(4):
        due = next_time(wish, zone, last)
        assert due > last
        assert due.tzinfo is UTC
        shown = due.astimezone(ZoneInfo(zone))
        days = (shown.date() - last.astimezone(ZoneInfo(zone)).date()).days
        assert days >= (0 if last is after else 1), "twice on one local date"
        assert days <= 1 or not any(there(day(shown, n), wish, zone) for n in range(1, days)), "a date was left out"
        assert shown.time() == wish or in_gap(shown, wish), "not the hour that was wished"
        last = due


def day(shown: datetime, before: int) -> date:
    return shown.date() - timedelta(days=before)


def there(day: date, wish: time, zone: str) -> bool:
    """Whether that date has any minute at or after the hour."""
    noon = datetime.combine(day, time(12), UTC)
    shown = ((noon + n * MINUTE).astimezone(ZoneInfo(zone)) for n in range(-1800, 1800))
    return any(s.date() == day and s.time() >= wish for s in shown)


def in_gap(shown: datetime, wish: time) -> bool:
    """Whether the clock jumped over the hour to what it shows, on the same date."""
    before = (shown.astimezone(UTC) - timedelta(seconds=1)).astimezone(shown.tzinfo)
    wished = datetime.combine(shown.date(), wish)
    return before.replace(tzinfo=None) < wished < shown.replace(tzinfo=None)


def test_every_change_of_every_clock() -> None:
    """Each wish beside and inside each change, from 1995 to 2035: right, once, and no date left out."""
    seen = 0
    for changes, zone in {changes_of(zone): zone for zone in ZONES}.items():
        tz = ZoneInfo(zone)
        for change in changes:
            begin, end = change - timedelta(days=1, hours=6), change + timedelta(days=1, hours=6)
            before, after = (wall(change - timedelta(seconds=1), tz), wall(change, tz))
            for wish in {(min(before, after) + timedelta(minutes=n)).time() for n in (-20, 0, 1, 15, 31, 59, 61)}:
                due = next_time(wish.replace(second=0), zone, begin)
                dates = list[date]()
                while due < end:
                    shown = due.astimezone(tz)
                    dates.append(shown.date())
                    assert shown.time() == wish.replace(second=0) or in_gap(shown, wish.replace(second=0)), (zone, due)
                    due = next_time(wish.replace(second=0), zone, due)
                assert len(set(dates)) == len(dates), (zone, change, wish)
                seen += 1
    assert seen > 20_000


def wall(instant: datetime, tz: ZoneInfo) -> datetime:
    return instant.astimezone(tz).replace(tzinfo=None)


@cache
def changes_of(zone: str) -> tuple[datetime, ...]:
    return tuple(_changes(ZoneInfo(zone)))


def _changes(tz: ZoneInfo) -> Iterator[datetime]:
    """The instants at which a clock was or will be put forward or back, found week by week."""
    low, offset = FROM, FROM.astimezone(tz).utcoffset()
    while low < TO:
        high = low + timedelta(days=7)
        if (new := high.astimezone(tz).utcoffset()) != offset:
            yield _change(low, high, tz)
        low, offset = high, new


def _change(low: datetime, high: datetime, tz: ZoneInfo) -> datetime:
    before = low.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(tz).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


# The quiet hours


@pytest.mark.parametrize(("clock", "quiet"), [("21:59", False), ("22:00", True), ("03:00", True), ("08:00", False)])
def test_quiet_hours_are_the_persons_own(clock: str, quiet: bool) -> None:
    assert is_quiet(at(f"2026-03-02T{clock}"), "UTC") is quiet
    tokyo = at(f"2026-03-02T{clock}") - timedelta(hours=9)
    assert is_quiet(tokyo, "Asia/Tokyo") is quiet


def test_quiet_begins_at_ten_there() -> None:
    assert quiet_begins(at("2026-03-02T12:00"), "Asia/Tokyo") == at("2026-03-02T13:00")
    assert quiet_begins(at("2026-03-02T13:00"), "Asia/Tokyo") == at("2026-03-03T13:00")
