"""Countries and plural rules out of CLDR (Babel) and zones out of tzdata, as the plain values the coach reads."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import cast

from babel import Locale

from coach.places import Gazetteer

ALIASES = {  # what people call a country, beside its name and code
    "uk": "GB",
    "britain": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "usa": "US",
    "america": "US",
    "the us": "US",
    "the states": "US",
    "holland": "NL",
    "czech republic": "CZ",
    "turkey": "TR",
    "uae": "AE",
    "korea": "KR",
    "russia": "RU",
    "eire": "IE",
    "republic of ireland": "IE",
}
NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})


@cache
def gazetteer() -> Gazetteer:
    """What is known of places, in English. Some tens of milliseconds the first time, and kept."""
    territories = cast("dict[str, str]", Locale("en").territories)
    countries = {c: n for c, n in territories.items() if len(c) == 2 and c.isalpha() and c not in NOT_COUNTRIES}
    zones = dict(_table())
    cities = {zone: zone.rpartition("/")[2].replace("_", " ") for zone in zones}
    first: dict[str, list[str]] = {}
    for zone, code in zones.items():
        first.setdefault(code, []).append(zone)
    return Gazetteer(countries, zones, cities, {code: _by_people(names) for code, names in first.items()}, ALIASES)


def _table() -> Iterator[tuple[str, str]]:
    """(zone, country code), in the order of zone.tab, which comes with the zones themselves."""
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            yield zone, code


MOST_PEOPLE = (  # zone.tab goes from east to west; where a country has many clocks, most people live by these
    *(
        "America/New_York",
        "America/Chicago",
        "America/Los_Angeles",
        "America/Denver",
        "America/Phoenix",
        "America/Anchorage",
    ),
    *(
        "America/Toronto",
        "America/Vancouver",
        "America/Edmonton",
        "America/Winnipeg",
        "America/Halifax",
        "America/St_Johns",
    ),
    *("Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane", "Australia/Perth", "Australia/Adelaide"),
    *("America/Sao_Paulo", "America/Manaus", "America/Fortaleza", "America/Mexico_City", "America/Tijuana"),
    *("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok", "Asia/Jakarta", "Asia/Makassar"),
)


def _by_people(zones: list[str]) -> tuple[str, ...]:
    return tuple(sorted(zones, key=lambda z: MOST_PEOPLE.index(z) if z in MOST_PEOPLE else len(MOST_PEOPLE)))


def plural() -> Callable[[int], str]:
    rule = Locale("en").plural_form
    return lambda number: rule(number)
