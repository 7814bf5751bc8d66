"""Days, lengths and times of day as people type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.typed import read_clock, read_day, read_span
from tests.properties import examples

# A time of day as it is typed


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("9", "09:00"),
        ("09:30", "09:30"),
        ("9.30", "09:30"),
        ("21h", "21:00"),
        ("21h05", "21:05"),
        (" 7:05 AM ", "07:05"),
        ("7pm", "19:00"),
        ("7 p.m.", "19:00"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("0:00", "00:00"),
        ("noon", "12:00"),
        ("Midnight", "00:00"),
        ("midday", "12:00"),
        ("12 noon", "12:00"),
        ("9 30", "09:30"),
        ("2130", "21:30"),
        # in words; half nine is British for half past nine
        ("nine", "09:00"),
        ("Nine o'clock", "09:00"),
        ("nine thirty", "09:30"),
        ("nine oh five", "09:05"),
        ("twenty-one thirty-five", "21:35"),
        ("half nine", "09:30"),
        ("half past nine", "09:30"),
        ("half past 21", "21:30"),
        ("half twelve", "12:30"),
        ("quarter to ten", "09:45"),
        ("a quarter past 9", "09:15"),
        ("quarter to one", "12:45"),  # on a clock with twelve hours
        ("ten past nine", "09:10"),
        ("20 past 9", "09:20"),
        ("five to nine", "08:55"),
        ("twenty-five minutes to nine", "08:35"),
        ("20 minutes to 9", "08:40"),
        # in a part of the day
        ("9 in the evening", "21:00"),
        ("half eight this evening", "20:30"),
        ("nine pm", "21:00"),
        ("quarter to ten p.m.", "21:45"),
        ("quarter to one pm", "12:45"),
        ("quarter to one am", "00:45"),
        ("7 in the morning", "07:00"),
        ("12 in the morning", "00:00"),
        ("1 in the afternoon", "13:00"),
        ("12 in the afternoon", "12:00"),
        ("12 in the evening", "00:00"),
        ("9 at night", "21:00"),
        ("12 at night", "00:00"),
        ("2 at night", "02:00"),
        ("21:00 tonight", "21:00"),
        # with a little doubt
        ("at 9", "09:00"),
        ("around half past nine, I think", "09:30"),
        ("9ish", "09:00"),
        ("it's about 14:35 now", "14:35"),
    ],
)
def test_reads_a_clock(text: str, read: str) -> None:
    assert read_clock(text) == time.fromisoformat(read)


@pytest.mark.parametrize(
    "text",
    [
        *("", "24", "24:00", "9:60", "13pm", "0am", "9:5", "9:300", "٩", "-1", "930", "13 pm", "25 in the evening"),
        *("9 to 5", "nine to five", "9 or 10", "zero to nine", "quarter to zero", "nine five", "twenty-five", "half"),
        *("in the evening", "half past 9999", "quarter to half past nine"),
    ],
)
def test_reads_no_clock(text: str) -> None:
    assert read_clock(text) is None


# A day as it is typed

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("today", "2026-03-02"),
        ("Yesterday", "2026-03-01"),
        ("12 days ago", "2026-02-18"),
        ("12 days", "2026-02-18"),
        ("about two weeks ago", "2026-02-16"),
        ("a month ago", "2026-01-31"),
        ("around an year", "2025-03-02"),
        ("0 days ago", "2026-03-02"),
        ("2026-02-14", "2026-02-14"),
        ("2026-2-4", "2026-02-04"),
        ("1/3/2026", "2026-03-01"),  # day first
        ("1.3.26", "2026-03-01"),
        ("14.2.", "2026-02-14"),
        ("2/3", "2026-03-02"),  # today
        ("3/3", "2025-03-03"),  # not come yet this year
        ("1 March", "2026-03-01"),
        ("the 1st", None),
        ("1st of march, 2026", "2026-03-01"),
        ("24 Dec", "2025-12-24"),
        ("30 February", None),
        ("29/2", None),  # neither this year nor last
        ("31.2.2026", None),
        ("2026-13-01", None),
        ("32/1", None),
        ("0000-01-01", None),
        ("twelve days ago", "2026-02-18"),
        ("a couple of days ago", "2026-02-28"),
        ("a fortnight ago", "2026-02-16"),
        ("maybe nine weeks ago?", "2025-12-29"),
        ("3 days ago, I think", "2026-02-27"),
        ("3 or 4 days ago", None),
        ("9999 years ago", None),  # before there were dates
        ("5000 weeks ago", "1930-05-05"),
        ("a long time ago", None),
        ("", None),
        ("٣ days ago", None),
    ],
)
def test_reads_a_day(text: str, read: str | None) -> None:
    assert read_day(text, TODAY) == (None if read is None else date.fromisoformat(read))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("10", 10),
        ("10d", 10),
        ("1 day", 1),
        ("3 days", 3),
        ("for two weeks", 14),
        ("2w", 14),
        ("a month", 30),
        ("twelve days", 12),
        ("forty-five", 45),
        ("for about two weeks", 14),
        ("a fortnight", 14),
        ("2 or 3 days", None),
        ("0", None),
        ("0 days", None),
        ("", None),
        ("long", None),
        ("-3", None),
        ("٣", None),
        ("3 years", None),
    ],
)
def test_reads_a_span(text: str, days: int | None) -> None:
    assert read_span(text) == days


@examples(300)
@given(st.text(max_size=40) | st.from_regex(r"\A\d{1,4} (day|week|month|year)s? ago\Z"))
def test_any_words_are_a_day_or_none(text: str) -> None:
    assert read_day(text, TODAY) is None or isinstance(read_day(text, TODAY), date)
    assert read_clock(text) is None or isinstance(read_clock(text), time)
