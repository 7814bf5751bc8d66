"""Days, lengths and times of day as people type them. What is none of these is None, never an exception."""

import re
from datetime import date, time, timedelta

from coach import numbers

# A time of day

_NAMED = {"noon": time(12), "midday": time(12), "12 noon": time(12), "midnight": time(0), "12 midnight": time(0)}
_PART = re.compile(r"[ ,]{0,9}(?:([ap])\.?m\.?|(?:in the |this )(morning|afternoon|evening)|(?:at |to)(night))$")
_DIGITS = re.compile(r"(?:(\d{1,2})(?:[:.h ](\d{2}))?h?|(\d{2})(\d{2}))(?: ?o'?clock)?", re.ASCII)
_WORDS = re.compile(rf"({numbers.WORD})(?: oh ({numbers.WORD})| ({numbers.WORD}))?(?: o'?clock)?")
_HALF = re.compile(rf"half(?: past)? ({numbers.NUMBER})", re.ASCII)
_PAST = re.compile(rf"({numbers.NUMBER}|(?:a )?quarter)(?: minutes)? (?:past|after) ({numbers.NUMBER})", re.ASCII)
_TO = re.compile(
    rf"({numbers.WORD}|(?:a )?quarter|\d{{1,2}}(?= minutes))(?: minutes)? (?:to|till|before) ({numbers.NUMBER})",
    re.ASCII,
)


def read_clock(text: str) -> time | None:
    """A typed time of day: 9, 9:30, 21.05, 9 am, noon; nine, half past nine, quarter to ten, 9 in the evening."""
    said = numbers.unhedged(text)
    if said in _NAMED:
        return _NAMED[said]
    part = _PART.search(said)
    at = _hand(said[: part.start()] if part else said)
    return None if at is None else _in_part(*at, next(filter(None, part.groups())) if part else "")


def _hand(said: str) -> tuple[int, int] | None:
    """The hour and minute as they are said, whichever half of the day they are in. Half nine is half past nine."""
    if found := _DIGITS.fullmatch(said):
        return int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if found := _WORDS.fullmatch(said):
        minute = numbers.value(found[2] or found[3] or "zero")
        return (numbers.value(found[1]), minute) if not found[3] or minute >= 10 else None
    if found := _HALF.fullmatch(said):
        return numbers.value(found[1]), 30
    if found := _PAST.fullmatch(said):
        return numbers.value(found[2]), _minutes(found[1])
    if (found := _TO.fullmatch(said)) and (minutes := _minutes(found[1])) % 5 == 0 and minutes:  # no "nine to five"
        hour = numbers.value(found[2])
        return 12 if hour == 1 else hour - 1, 60 - minutes
    return None


def _minutes(text: str) -> int:
    return 15 if text.endswith("quarter") else numbers.value(text)


def _in_part(hour: int, minute: int, part: str) -> time | None:
    """The time in a part of the day: a, p, morning, afternoon, evening or night, "" where none was said."""
    if part and not (1 <= hour <= 12 or (len(part) > 1 and hour < 24)):
        return None
    late = part in ("p", "afternoon") or (part == "evening" and hour < 12) or (part == "night" and 6 <= hour < 12)
    if part and hour <= 12:
        hour = hour % 12 + (12 if late else 0)
    return time(hour, minute) if 0 <= hour < 24 and minute < 60 else None


# A day, and a number of days

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FAR = 9999  # of whatever it is: so far ahead nobody plans, and there is no date beyond it
_LENGTHS = {"d": 1, "day": 1, "w": 7, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_AGO = re.compile(rf"(an?|{numbers.NUMBER}) (day|week|fortnight|month|year)s?(?: ago)?", re.ASCII)
_SPAN = re.compile(rf"(an?|{numbers.NUMBER}) ?(d|w|day|week|fortnight|month)?s?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\.?", re.ASCII)  # day first, as in Britain
_SPELT = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}))?", re.ASCII)


def read_day(text: str, today: date) -> date | None:
    """A typed day: 2026-03-01, 1/3/2026 (day first), 1 March, 12 days ago, about two weeks, today.

    A date without a year is the last such date, today included.
    """
    said = numbers.unhedged(text)
    if said in ("today", "yesterday"):
        return today - timedelta(days=said == "yesterday")
    if found := _AGO.fullmatch(said):
        return _before(today, _many(found[1]) * _LENGTHS[found[2]])
    if found := _ISO.fullmatch(said):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(said):
        return _dated(found[3], int(found[2]), int(found[1]), today)
    if (found := _SPELT.fullmatch(said)) and found[2][:3] in _MONTHS:
        return _dated(found[3], _MONTHS.index(found[2][:3]) + 1, int(found[1]), today)
    return None


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_IN = re.compile(
    rf"(?:in )?(an?|{numbers.NUMBER}) (day|week|fortnight|month)'?s?'?(?: from(?: now| today)?| time)?", re.ASCII
)
_WEEKDAY = re.compile(
    r"(?:(?:this|next|coming|this coming) )?(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?", re.ASCII
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.ASCII)


def read_ahead(text: str, today: date) -> date | None:
    """A typed day that lies ahead: tomorrow, Saturday, in three weeks, 12 June, June 12, 12/6 (day first), 2027-06-12.

    A date without a year is the next such date, today included. One with a year is as it stands, also in the past.
    """
    said = numbers.unhedged(text).removeprefix("on ").removeprefix("the ")
    if said in ("tonight", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    if found := _IN.fullmatch(said):
        return today + timedelta(days=min(_many(found[1]), FAR) * _LENGTHS[found[2]])
    if found := _WEEKDAY.fullmatch(said):
        return today + timedelta(days=(_DAYS.index(found[1][:3]) - today.weekday() - 1) % 7 + 1)
    if (found := _MONTH_FIRST.fullmatch(said)) and found[1][:3] in _MONTHS:
        said = f"{found[2]} {found[1]} {found[3] or ''}".strip()
    if (found := _NUMERIC.fullmatch(said)) and not found[3]:
        return _next(today, int(found[2]), int(found[1]))
    if (found := _SPELT.fullmatch(said)) and not found[3]:
        return _next(today, _MONTHS.index(found[2][:3]) + 1, int(found[1])) if found[2][:3] in _MONTHS else None
    return None if said == "yesterday" or _AGO.fullmatch(said) else read_day(said, today)


_DAY_WORDS = 5  # as many as a day is said in: "on the 3rd of December"
_SOME_DAY = date(2000, 1, 1)  # a day is one on any other
_BEFORE_DAY = frozenset({"is", "are", "for"})


def day_in(text: str) -> tuple[str, str] | None:
    """A sentence that begins or ends with a day, as read_ahead reads it: what else it says, and the day as written.

    "his birthday is on 3 december" is ("his birthday", "on 3 december").
    """
    words = text.strip(" .!?").split()
    for n in range(min(_DAY_WORDS, len(words) - 1), 0, -1):
        for day, rest in ((words[-n:], words[:-n]), (words[:n], words[n:])):
            if read_ahead(" ".join(day), _SOME_DAY) is not None:
                while rest and rest == words[: len(rest)] and rest[-1].strip(",").casefold() in _BEFORE_DAY:
                    rest = rest[:-1]
                return " ".join(rest).strip(","), " ".join(day)
    return None


def _next(today: date, month: int, day: int) -> date | None:
    """The next such date, today included; the 29th of February waits for its year."""
    years = range(today.year, today.year + 9)
    return next((found for year in years if (found := _date(year, month, day)) is not None and found >= today), None)


def _many(text: str) -> int:
    return 1 if text in ("a", "an") else numbers.value(text)


def _before(today: date, days: int) -> date | None:
    return today - timedelta(days=days) if days < today.toordinal() else None


def read_span(text: str) -> int | None:
    """A typed number of days: 10, 10d, 3 days, about two weeks, a month. None where it is none, or no day at all."""
    found = _SPAN.fullmatch(numbers.unhedged(text))
    return _many(found[1]) * _LENGTHS[found[2] or "day"] or None if found else None


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
