"""Settling in: what was asked at the start becomes the person. The same questions serve /settings, one at a time."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta

from msgspec.structs import replace

from coach import numbers, places, schedule, times, typed, zones
from coach.counts import RULE
from coach.here import Here, Reading, Told
from coach.person import Age, Gate, Goal, Pace, Person
from coach.session import Offered

DAYS_AGO = {"today": 0, "yesterday": 1, "days": 3, "week": 7, "fortnight": 14, "month": 30, "months": 90}
FAR = 3650  # days; an older last contact is no answer
COMMON = ("GB", "US", "IE", "IN", "AU", "CA")  # offered; every other country is typed
HOURS = ("07:30", "09:00", "12:30", "18:00", "20:00", "21:00")
NIGHT = 5  # up to this a number by itself is no hour of a message


# What the questions offer, and how typed answers are read


def offer_countries(here: Here) -> tuple[Offered, ...]:
    return _named(here, COMMON)


def _named(here: Here, codes: tuple[str, ...]) -> tuple[Offered, ...]:
    return tuple(Offered(code, here.book.places.countries[code]) for code in codes)


def read_country(here: Here, text: str) -> Reading:
    meant = places.read_country(here.book.places, text)
    return meant.found[0] if meant.sure else _named(here, meant.found)


def offer_zones(here: Here) -> tuple[Offered, ...]:
    return _clocks(here, zones.clocks(here.book.places, here.country, here.now)[:6])


def read_zone(here: Here, text: str) -> Reading:
    """A bare number is that of a suggestion, and where there is none of that number, the hour it is for the person."""
    bare = _BARE.fullmatch(text.casefold())
    if bare and 1 <= numbers.value(bare[0]) <= len(here.session.offered):
        return None
    meant = zones.read_zone(here.book.places, text, here.country, here.now)
    return meant.found[0] if meant.sure else _clocks(here, meant.found)


_BARE = re.compile(numbers.NUMBER, re.ASCII)


def zone_of(here: Here) -> str:
    """The zone as answered; or the one known before, if it fits the country answered; or the country's most used."""
    there = here.book.places.first.get(here.answers.get("country", ""), (here.person.zone,))
    return here.answers.get("zone") or (here.person.zone if here.person.zone in there else there[0])


def _clocks(here: Here, found: tuple[str, ...]) -> tuple[Offered, ...]:
    return tuple(Offered(z, f"{here.book.places.cities[z]}, {times.local(here.now, z):%H:%M}") for z in found)


def offer_hours(_: Here) -> tuple[Offered, ...]:
    return tuple(Offered(hour, hour) for hour in HOURS)


def read_hour(_: Here, text: str) -> Reading:
    """Not a small number by itself: it is more likely one of those that are offered than an hour of the night."""
    at, number = typed.read_clock(text), numbers.read(text.casefold())
    return None if at is None or (number is not None and number <= NIGHT) else f"{at:%H:%M}"


def read_when(here: Here, text: str) -> Reading:
    """A day in the past: a date (2026-03-01, 1.3.2026, 1 March), or how many days, weeks or months ago."""
    today = _today(here)
    day = typed.read_day(text, today)
    known = day is not None and timedelta(0) <= today - day <= timedelta(days=FAR)
    return day.isoformat() if day is not None and known else None


def mean_day(here: Here, choice: str) -> str:
    """The date that "today" or "about a week ago" is; other choices are what they are."""
    return (_today(here) - timedelta(days=DAYS_AGO[choice])).isoformat() if choice in DAYS_AGO else choice


def _today(here: Here) -> date:
    """By the clock that was just answered, which is not the person's yet."""
    return times.today(here.now, zone_of(here))


def read_window(_: Here, text: str) -> Reading:
    """A number of days from 7 to 365: 40, forty, six weeks, or the only number there is in a sentence."""
    alone = _NUMBERS.findall(text)
    days = typed.read_span(text) or (int(alone[0]) if len(alone) == 1 else 0)
    return str(days) if 7 <= days <= 365 else None


_NUMBERS = re.compile(r"\d{1,4}", re.ASCII)


# What the answers change


def _last_contact(person: Person, answer: str, today: date) -> Person:
    """The window runs from the last contact. "Still in touch" begins it anew, skipping the question takes nothing."""
    last = None if answer in ("", "still") else date.fromisoformat(answer)
    since = today if answer == "still" else _since(last, person, today)
    return replace(person, last_contact=last, since=since)


def _since(last: date | None, person: Person, today: date) -> date:
    """From the last contact, unless that lies further back than the window is long: then the days there are go on."""
    recent = last is not None and (person.window == 0 or (today - last).days < person.window)
    return last if last is not None and recent else person.since or today


def _window(person: Person, answer: str, today: date) -> Person:
    """Another length takes nothing from the days: they run on from where they began. At the start they begin here."""
    person = replace(person, window=0 if answer == "open" else int(answer))
    return (
        person
        if person.settled
        else replace(person, since=_since(person.last_contact, replace(person, since=None), today))
    )


def _gate(person: Person, answer: str, _: date) -> Person:
    """What stands today by word or order; what the quiz has found about safety stays. Skip changes nothing."""
    if not answer:
        return person
    kept = person.gates - {Gate.ORDER, Gate.NO}
    stands = {"order": {Gate.ORDER}, "told_no": {Gate.NO}}.get(answer, set[Gate]())
    return replace(person, gates=kept | stands)


def _pace(person: Person, answer: str, _: date) -> Person:
    pace = Pace(answer)
    return person.at_pace(schedule.most(person) if pace in schedule.DAILY and person.age is Age.TEEN else pace)


CHANGES: Mapping[str, Callable[[Person, str, date], Person]] = {
    "country": lambda p, a, _: replace(p, country=a),
    "zone": lambda p, a, _: replace(p, zone=a),
    "goal": lambda p, a, _: replace(p, goal=Goal(a)),
    "last_contact": _last_contact,
    "window": _window,
    "since": lambda p, a, _: replace(p, since=date.fromisoformat(a)) if a else p,
    "rule": lambda p, a, _: replace(p, rule=frozenset(a.split("+")) & frozenset(RULE)) if a else p,
    "counting": lambda p, a, _: replace(p, counting=a == "on"),
    "limited": lambda p, a, _: replace(p, limited=tuple(k for k in a.split("+") if k not in ("", "none"))),
    "gate": _gate,
    "hour": lambda p, a, _: replace(p, hour=time.fromisoformat(a)),
    "pace": _pace,
    "pictures": lambda p, a, _: replace(p, pictures=a == "yes"),
}


TEENS = frozenset({"country", "zone", "hour", "pace", "counting", "pictures"})  # what somebody under 18 is asked


def changed(here: Here) -> Person:
    """The person with every answer that was given. Answers are applied in the order of CHANGES."""
    person, answers = here.person, {**here.session.told, "zone": zone_of(here)}
    for question, change in CHANGES.items():
        if question in answers:
            person = change(person, answers[question], times.today(here.now, person.zone))
    return person


def in_country(here: Here) -> Person:
    """One setting at a time counts when it is applied; the country, which a cry for help is answered by, at once."""
    return replace(here.person, country=here.country)


COUNTRY = Told(in_country)
TOLD = Told(changed, frozenset(CHANGES))
