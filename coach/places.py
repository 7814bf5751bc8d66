"""Countries and time zones as plain values, and how a person's words for them are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from coach import times, typed

HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """countries: code -> English name.  zones: IANA name -> country code.  cities: IANA name -> city.

    first: country code -> its zones, the most used first.   aliases: other words for a country, casefolded -> code.
    """

    countries: Mapping[str, str]
    zones: Mapping[str, str]
    cities: Mapping[str, str]
    first: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str]


def read_country(places: Gazetteer, text: str) -> list[str]:
    """The country codes that a text may mean: one when it is clear, several when it is near, none when it is not."""
    said = _plain(text)
    if said.upper() in places.countries and (said not in _WORDS or text.strip().isupper()):
        return [said.upper()]
    if said in places.aliases:
        return [places.aliases[said]]
    names = {_plain(name): code for code, name in places.countries.items()}
    if said in names:
        return [names[said]]
    begun = [code for name, code in names.items() if len(said) >= 3 and name.startswith(said)]
    return begun[:6] or [names[name] for name in get_close_matches(said, names, n=4, cutoff=0.75)]


_WORDS = frozenset(["am", "as", "at", "be", "by", "do", "hm", "in", "is", "it", "me", "my", "no", "pm", "so", "to"])
"""English words that are codes only in capitals: "no" is not Norway, where another number helps."""


def clocks(places: Gazetteer, country: str, now: datetime) -> tuple[str, ...]:
    """One zone for each clock there is in a country, now and half a year on, the most used first."""
    found: dict[tuple[timedelta | None, ...], str] = {}
    for zone in places.first.get(country, ()):
        offsets = tuple(times.local(when, zone).utcoffset() for when in (now, now + HALF_A_YEAR))
        found.setdefault(offsets, zone)
    return tuple(found.values())


def read_zone(places: Gazetteer, text: str, country: str, now: datetime) -> list[str]:
    """The zones that a text may mean: a zone's name, a city, a country, or the time it is there now (14:35, 2 pm)."""
    said = _plain(text)
    if (offset := read_offset(text, now)) is not None:
        return at_offset(places, offset, country, now)
    by_name = {_plain(zone): zone for zone in places.zones}
    by_city = {_plain(city): zone for zone, city in places.cities.items()}
    if zone := by_name.get(said) or by_city.get(said):
        return [zone]
    if len(said) >= 4 and len(codes := read_country(places, text)) == 1:
        return list(clocks(places, codes[0], now))[:6]
    begun = [zone for city, zone in by_city.items() if len(said) >= 3 and city.startswith(said)]
    return begun[:6] or [by_city[c] for c in get_close_matches(said, by_city, n=4, cutoff=0.75)]


def is_named(places: Gazetteer, zone: str, text: str) -> bool:
    """Whether a text names this zone outright, by its name or its city: what it only resembles has to be confirmed."""
    return _plain(text) in (_plain(zone), _plain(places.cities[zone]))


def read_offset(text: str, now: datetime) -> timedelta | None:
    """How far from UTC a clock is that shows this time now; None where the words are no time of day."""
    at = typed.read_clock(text)
    if at is None:
        return None
    shown = now.replace(hour=at.hour, minute=at.minute)
    quarters = round((shown - now) / timedelta(minutes=15))
    quarters = (quarters + 48) % 96 - 48  # nearest half day, UTC-12 to UTC+12
    return timedelta(minutes=15 * quarters)


def at_offset(places: Gazetteer, offset: timedelta, country: str, now: datetime) -> list[str]:
    """Zones whose clocks show that offset now (a day's wrap is the same clock), the person's own country first."""

    def same(zone: str) -> bool:
        there = times.local(now, zone).utcoffset() or timedelta()
        return (there - offset) % timedelta(days=1) == timedelta()

    own = [zone for zone in clocks(places, country, now) if same(zone)]
    wide = (next(filter(same, places.first.get(code, ())), None) for code in _WIDELY)
    return (own or [zone for zone in wide if zone is not None] or list(filter(same, places.zones)))[:6]


_WIDELY = ("US", "GB", "IN", "DE", "NG", "PH", "BR", "AU", "CA", "ZA", "PK", "JP", "AE", "MX", "NZ", "NP", "TR")
"""Whose zones stand for an offset where the country is not known: large ones, English-speaking first."""


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace(".", "").split())
