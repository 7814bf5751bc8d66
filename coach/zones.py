"""The zone that a person's words mean: a zone, a town, a region, a country, letters such as CET, or the time it is."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from difflib import get_close_matches
from itertools import chain

from coach import times, typed
from coach.places import (
    Gazetteer,
    Meant,
    around,
    can_be_misspelt,
    denies,
    is_said,
    mentions,
    phrases,
    plain,
    read_country,
)

HALF_A_YEAR = timedelta(days=182)
MOST = 6  # zones that are offered at once

Clock = tuple[timedelta | None, ...]


def clocks(places: Gazetteer, country: str, now: datetime) -> tuple[str, ...]:
    """One zone for each clock there is in a country, now and half a year on, the most used first."""
    return _distinct(places.first.get(country, ()), now)


def _distinct(zones: Iterable[str], now: datetime) -> tuple[str, ...]:
    found: dict[Clock, str] = {}
    for zone in zones:
        found.setdefault(_clock(zone, now), zone)
    return tuple(found.values())


def _clock(zone: str, now: datetime) -> Clock:
    return tuple(times.local(when, zone).utcoffset() for when in (now, now + HALF_A_YEAR))


def read_zone(places: Gazetteer, text: str, country: str, now: datetime) -> Meant:
    """The zones that a text may mean. Of several places of one name, those in the person's country come first."""
    if (offset := read_offset(text, now)) is not None:
        return Meant(at_offset(places, offset, country, now))
    parts = list(phrases(text))
    ways = chain(
        (_named(places, part, country, now) for part in parts),
        (_town_and_more(places, part, country, text, now) for part in reversed(parts)),
        (_lettered(places, part, country, now) for part in parts),
        (_near(places, part, country, now) for part in parts[-1:]),
        (Meant(_named(places, part, country, now).found) for part in mentions(text)),
        (_nearly(places, part, now) for part in parts[-1:]),
    )
    return next((meant for meant in ways if meant.found), Meant())


# By name


def _named(places: Gazetteer, name: str, country: str, now: datetime) -> Meant:
    """Sure where all that is called so in the person's country, or gives a zone its name, has one clock."""
    found = [*places.towns.get(name, ()), *_nation(places, name, now)]
    here = [zone for code, zone in found if code == country or "/" in name]
    certain = _distinct([*here, *(zone for _, zone in found if plain(places.cities[zone]) == name)], now)
    if len(certain) == 1:
        return Meant(certain, True)
    return Meant(_distinct([*here, *(zone for _, zone in found)], now)[:MOST])


def _nation(places: Gazetteer, name: str, now: datetime) -> list[tuple[str, str]]:
    code = places.names.get(name, "")
    return [(code, zone) for zone in clocks(places, code, now)]


def _town_and_more(places: Gazetteer, name: str, country: str, text: str, now: datetime) -> Meant:
    """ "Portland, Oregon", "Leeds, UK": the town of that name there. Of one that isn't known, what is there."""
    rest = Meant()
    for before, end, zones in around(places, name):
        there = {(code, _clock(zone, now)) for code, zone in zones}
        within = (zone for code, zone in places.towns.get(before, ()) if (code, _clock(zone, now)) in there)
        if found := _distinct(within, now):
            return Meant(found[:MOST], len(found) == 1)
        if is_said(end, text) and not denies(before.split()):
            rest = Meant(_distinct(_own_first(zones, country), now)[:MOST])
    return rest


def _own_first(found: Iterable[tuple[str, str]], country: str) -> list[str]:
    return [zone for _, zone in sorted(found, key=lambda place: place[0] != country)]


def _near(places: Gazetteer, name: str, country: str, now: datetime) -> Meant:
    """The cities of zones that begin so, or nearly have that name; other towns that nearly do."""
    cities = {plain(city): zone for zone, city in places.cities.items()}
    begun = [zone for city, zone in cities.items() if len(name) >= 3 and city.startswith(name)]
    if begun or not can_be_misspelt(name):
        return Meant(tuple(begun[:MOST]))
    if alike := get_close_matches(name, cities, n=4, cutoff=0.75):
        return Meant(tuple(cities[city] for city in alike))
    towns = [t for t in places.towns if t[0] == name[0] and abs(len(t) - len(name)) <= 2]
    found = [place for town in get_close_matches(name, towns, n=4, cutoff=0.85) for place in places.towns[town]]
    return Meant(_distinct(_own_first(found, country), now)[:MOST])


def _nearly(places: Gazetteer, name: str, now: datetime) -> Meant:
    """The clocks of the one country that a name may mean."""
    found = read_country(places, name).found
    return Meant(clocks(places, found[0], now)[:MOST] if len(found) == 1 else ())


# By letters: EST, CET, "Pacific time"

_SPOKEN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("et", "est", "edt", "eastern", "eastern standard", "eastern daylight"), ("EST", "AEST")),
    **dict.fromkeys(("ct", "cst", "cdt", "central", "central standard", "central daylight"), ("CST", "ACST")),
    **dict.fromkeys(("mt", "mountain", "mountain standard", "mountain daylight"), ("MST",)),
    **dict.fromkeys(("pt", "pacific", "pacific standard", "pacific daylight"), ("PST",)),
    **dict.fromkeys(("central european", "central europe"), ("CET",)),
    **dict.fromkeys(("british", "british summer"), ("BST",)),
    **dict.fromkeys(("gmt", "greenwich", "greenwich mean"), ("GMT",)),
}
"""Besides the letters that the zones themselves give to their clocks."""


def _lettered(places: Gazetteer, name: str, country: str, now: datetime) -> Meant:
    """Zones whose clocks go by these letters in winter or summer, the person's own country first. Many share some."""
    if not (name in _SPOKEN or (3 <= len(name) <= 5 and name.isalpha())):
        return Meant()
    letters = {*_SPOKEN.get(name, ()), name.upper()}

    def goes_by(zone: str) -> bool:
        return not letters.isdisjoint({times.local(when, zone).tzname() for when in (now, now + HALF_A_YEAR)})

    own = [zone for zone in places.first.get(country, ()) if goes_by(zone)]
    wide = (next(filter(goes_by, places.first.get(code, ())), None) for code in _WIDELY)
    return Meant(_distinct(own or (zone for zone in wide if zone is not None), now)[:MOST])


# By the time it is there

_FROM_UTC = re.compile(r"utc|(?:utc|gmt) ?([+-]) ?(\d{1,2})(?::?([0-5]\d))?", re.ASCII)
_SHOWN = re.compile(r"\b\d{1,2}[:.]\d{2}\b(?: ?[ap]\.?m\b)?", re.ASCII | re.IGNORECASE)  # "it's 2:35 pm where I am"


def read_offset(text: str, now: datetime) -> timedelta | None:
    """How far from UTC a clock is: one that shows this time now, or "UTC+2". None where the words are neither."""
    if (told := _FROM_UTC.fullmatch(text.strip().casefold().replace("\N{MINUS SIGN}", "-"))) is not None:
        length = timedelta(hours=int(told[2] or 0), minutes=int(told[3] or 0))
        return -length if told[1] == "-" else length
    within = _SHOWN.findall(text)
    at = typed.read_clock(text) or (typed.read_clock(within[0]) if len(within) == 1 else None)
    if at is None:
        return None
    shown = now.replace(hour=at.hour, minute=at.minute)
    quarters = round((shown - now) / timedelta(minutes=15))
    quarters = (quarters + 48) % 96 - 48  # nearest half day, UTC-12 to UTC+12
    return timedelta(minutes=15 * quarters)


def at_offset(places: Gazetteer, offset: timedelta, country: str, now: datetime) -> tuple[str, ...]:
    """Zones whose clocks show that offset now (a day's wrap is the same clock), the person's own country first."""

    def same(zone: str) -> bool:
        there = times.local(now, zone).utcoffset() or timedelta()
        return (there - offset) % timedelta(days=1) == timedelta()

    own = [zone for zone in clocks(places, country, now) if same(zone)]
    wide = (next(filter(same, places.first.get(code, ())), None) for code in _WIDELY)
    return tuple((own or [zone for zone in wide if zone is not None] or list(filter(same, places.zones)))[:MOST])


_WIDELY = ("US", "GB", "IN", "DE", "NG", "PH", "BR", "AU", "CA", "ZA", "PK", "JP", "AE", "MX", "NZ", "NP", "TR")
"""Whose zones stand for a clock where the country is not known: large ones, English-speaking first."""
