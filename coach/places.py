"""Countries and time zones as plain values, and how a person's words for them are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from coach import times


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """countries: code -> English name.  zones: IANA name -> country code ("" for none).  cities: IANA name -> city.

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
    if said.upper() in places.countries:
        return [said.upper()]
    if said in places.aliases:
        return [places.aliases[said]]
    names = {_plain(name): code for code, name in places.countries.items()}
    if said in names:
        return [names[said]]
    begun = [code for name, code in names.items() if len(said) >= 3 and name.startswith(said)]
    return begun[:6] or [names[name] for name in get_close_matches(said, names, n=4, cutoff=0.75)]


def read_zone(places: Gazetteer, text: str, country: str, now: datetime) -> list[str]:
    """The zones that a text may mean: a zone's name, a city, a country, or the time it is there now (14:35, 2.35 pm)."""
    said = _plain(text)
    if (offset := read_offset(text, now)) is not None:
        return at_offset(places, offset, country, now)
    by_name = {_plain(zone): zone for zone in places.zones}
    by_city = {_plain(city): zone for zone, city in places.cities.items()}
    if zone := by_name.get(said) or by_city.get(said):
        return [zone]
    if len(said) >= 4 and len(codes := read_country(places, text)) == 1:
        return list(places.first.get(codes[0], ()))[:6]
    begun = [zone for city, zone in by_city.items() if len(said) >= 3 and city.startswith(said)]
    return begun[:6] or [by_city[c] for c in get_close_matches(said, by_city, n=4, cutoff=0.75)]


def read_offset(text: str, now: datetime) -> timedelta | None:
    """How far from UTC a clock is that shows this time now; None where the words are no time of day."""
    at = times.read_clock(text)
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

    own = [z for z in places.first.get(country, ()) if same(z)]
    if own:
        return own[:6]
    return [zs[0] for code in _WIDELY if (zs := [z for z in places.first.get(code, ()) if same(z)])][:6] or [
        z for z in places.zones if places.zones[z] and same(z)
    ][:6]


_WIDELY = (
    "US",
    "GB",
    "IN",
    "DE",
    "NG",
    "PH",
    "BR",
    "AU",
    "CA",
    "ZA",
    "PK",
    "KE",
    "JP",
    "AE",
    "MX",
    "SG",
    "NZ",
    "NP",
    "TR",
)
"""Whose zones stand for an offset where the country is not known: large ones, English-speaking first."""


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace(".", "").split())
