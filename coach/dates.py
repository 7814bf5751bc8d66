"""Hard dates (content 4.6): which there are, when they come, and what is due to be said of them on a day."""

import json
from calendar import isleap
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from coach import times
from coach.ledger import Entry, Ledger
from coach.stock import Occasion

DATE, DATED = "date", "dated"  # entries: a date with its plan, by id; and that it was spoken of (before, day, ...)
PLAN = ("where", "who", "phone", "leave", "own")
FIXED = {"valentines": (2, 14), "christmas": (12, 25), "new_year": (12, 31)}  # month and day
YEARLY = frozenset({"your_birthday", "their_birthday", "childs_birthday", "anniversary", *FIXED})
EVERY = {"week": 7, "fortnight": 14}  # days
LEAP = (2, 29)
BEFORE, AFTER = 3, 3  # days: from so many before, and up to so many after, it can still be spoken of
MOST = 20  # dates of one person


class Note(Struct, frozen=True):
    """What the note of an entry holds."""

    occasion: Occasion
    every: Literal["once", "year", "week", "fortnight"]
    name: str = ""
    plan: dict[str, str] = {}


class HardDate(Struct, frozen=True):
    """`day` is the first on which it comes. `every`: once, year, week or fortnight. `told`: the date it was told on.

    `name`: their own words for it, often none. `plan`: their own words for some of PLAN. A yearly 29th of February has
    the last one before it was told as its `day`.
    """

    id: str
    occasion: str
    day: date
    every: str
    told: date
    name: str = ""
    plan: dict[str, str] = {}

    def entry(self, now: datetime) -> Entry:
        kept = {"occasion": self.occasion, "every": self.every, "name": self.name, "plan": self.plan}
        return Entry(DATE, self.id, self.day, now, json.dumps(kept, ensure_ascii=False))

    def on_or_after(self, day: date) -> date | None:
        """Its next day, that one included; None where it came once and has gone by."""
        if self.day >= day or self.every == "once":
            return self.day if self.day >= day else None
        if self.every == "year":
            this = anniversary(self.day, day.year)
            return this if this >= day else anniversary(self.day, day.year + 1)
        step = EVERY[self.every]
        return self.day + timedelta(days=-(-(day - self.day).days // step) * step)

    def within(self, first: date, last: date) -> Iterator[date]:
        """Its days from `first` to `last`, both included."""
        day = self.on_or_after(first)
        while day is not None and day <= last:
            yield day
            day = self.on_or_after(day + timedelta(days=1))


class Due(Struct, frozen=True):
    """What is to be said: before, day, evening (the second on the day) or after, of these dates, all on that day."""

    when: str
    day: date
    dates: tuple[HardDate, ...]


def anniversary(day: date, year: int) -> date:
    """The same date in another year; the last day of February where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def counted_from(day: date, today: date) -> date:
    """The day from which a date that comes every year is counted: the next such day, in whatever year it began.

    Of the 29th of February the last there was: so it is known as what it is, and comes in the years between as well.
    """
    if (day.month, day.day) == LEAP:
        leaps = (date(year, *LEAP) for year in range(today.year, today.year - 9, -1) if isleap(year))
        return next(leap for leap in leaps if leap <= today)
    this = anniversary(day, today.year)
    return day if day >= today else this if this >= today else anniversary(day, today.year + 1)


def all_of(ledger: Ledger, zone: str) -> dict[str, HardDate]:
    """By id, as they were told last."""
    return {
        e.value: HardDate(e.value, kept.occasion, e.day, kept.every, times.today(e.at, zone), kept.name, kept.plan)
        for e, kept in ledger.with_notes(DATE, Note)
    }


def ahead(ledger: Ledger, zone: str, today: date, days: int) -> list[tuple[date, HardDate]]:
    """What comes within so many days from today on, the soonest first: for whoever asks about the next two weeks."""
    last = today + timedelta(days=days)
    found = [(day, one) for one in all_of(ledger, zone).values() for day in one.within(today, last)]
    return sorted(found, key=lambda pair: (pair[0], pair[1].id))


def due(ledger: Ledger, zone: str, today: date, evening: bool) -> Due | None:
    """What takes the place of a message of this day: of the daily one, or, on the day itself, of the evening's too.

    The day comes first, then one that is tomorrow, then how one has been. What was missed is said while it still helps.
    """
    said = {(e.note, e.day, e.value) for e in ledger.of(DATED)}
    found: dict[tuple[int, str, date], list[HardDate]] = {}
    for one in all_of(ledger, zone).values():
        for day in one.within(today - timedelta(days=AFTER), today + timedelta(days=BEFORE)):
            when = _when(one, day, today, {value for id, on, value in said if (id, on) == (one.id, day)}, evening)
            if when:
                rank = 0 if day == today else 1 if (day - today).days == 1 else 2 if day < today else 3
                found.setdefault((rank, when, day), []).append(one)
    if not found:
        return None
    _, when, day = first = min(found)
    return Due(when, day, tuple(found[first]))


def _when(one: HardDate, day: date, today: date, said: set[str], evening: bool) -> str:
    """Empty where nothing is due. One that comes every week is spoken of round its first time, then on the day."""
    if day == today:
        return "day" if "day" not in said else "evening" if evening and "evening" not in said else ""
    if evening or (one.every in EVERY and day != one.day):
        return ""
    if day > today:
        return "before" if "before" not in said and one.told < today else ""
    return "" if "after" in said else "after"
