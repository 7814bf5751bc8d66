"""Countries and plural rules out of CLDR (Babel), zones out of tzdata, towns out of GeoNames, as plain values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import cast

from babel import Locale

from coach.places import Gazetteer, plain

ALIASES = {  # what people call a country, beside its name and code
    **dict.fromkeys(("uk", "gb", "britain", "great britain", "england", "scotland", "wales", "northern ireland"), "GB"),
    **dict.fromkeys(("us", "usa", "america", "the us", "the usa", "the states", "united states of america"), "US"),
    "bosnia": "BA",
    "burma": "MM",
    "cape verde": "CV",
    "czech republic": "CZ",
    "dr congo": "CD",
    "drc": "CD",
    "east timor": "TL",
    "eire": "IE",
    "emirates": "AE",
    "holland": "NL",
    "hong kong": "HK",
    "ivory coast": "CI",
    "korea": "KR",
    "macau": "MO",
    "macedonia": "MK",
    "myanmar": "MM",
    "palestine": "PS",
    "republic of ireland": "IE",
    "russia": "RU",
    "swaziland": "SZ",
    "turkey": "TR",
    "uae": "AE",
    "vatican": "VA",
    "espana": "ES",
    "deutschland": "DE",
    "osterreich": "AT",
    "oesterreich": "AT",
    "schweiz": "CH",
    "suisse": "CH",
    "belgique": "BE",
    "belgie": "BE",
    "nederland": "NL",
    "italia": "IT",
    "sverige": "SE",
    "norge": "NO",
    "danmark": "DK",
    "suomi": "FI",
    "polska": "PL",
    "brasil": "BR",
    "bharat": "IN",
    "hindustan": "IN",
    "estados unidos": "US",
    "inglaterra": "GB",
    "angleterre": "GB",
    "reino unido": "GB",
    "royaume uni": "GB",
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
    names = {plain(name): code for code, name in countries.items()} | ALIASES
    by_people = {code: _by_people(there) for code, there in first.items()}
    return Gazetteer(countries, zones, cities, by_people, names, Towns(zones, cities))


def _table() -> Iterator[tuple[str, str]]:
    """(zone, country code), in the order of zone.tab, which comes with the zones themselves."""
    for line in _lines("zone.tab"):
        code, _, zone, *_ = line.split("\t")
        yield zone, code


def _lines(name: str) -> Iterator[str]:
    lines = (files("tzdata") / "zoneinfo" / name).read_text("utf-8").splitlines()
    return (line for line in lines if not line.startswith("#"))


class Towns(Mapping[str, Sequence[tuple[str, str]]]):
    """Read when the first name is looked up: most people never type one. Some milliseconds, and a megabyte or two."""

    def __init__(self, zones: Mapping[str, str], cities: Mapping[str, str]) -> None:
        self._zones, self._cities = zones, cities

    @cached_property
    def _found(self) -> dict[str, str]:
        """Each name with its places as they stand in the file: they are taken apart when somebody asks for one."""
        found = {plain(zone): f"{code} {zone}" for zone, code in self._zones.items()}
        for line in _lines("tzdata.zi"):
            if line.startswith("L ") and "/" in line.split()[2] and (zone := line.split()[1]) in self._zones:
                found.setdefault(plain(line.split()[2]), f"{self._zones[zone]} {zone}")  # as it was called once
        for line in (files("bot") / "cities.tsv").read_text("utf-8").splitlines()[1:]:
            name, _, places = line.partition("\t")
            found[name] = places
        for zone, city in self._cities.items():
            name = plain(city)
            found[name] = (
                f"{self._zones[zone]} {zone}|{found[name]}" if name in found else f"{self._zones[zone]} {zone}"
            )
        return found

    def __getitem__(self, name: str) -> Sequence[tuple[str, str]]:
        places = (place.split(" ") for place in self._found[name].split("|"))
        return [(code, zone) for code, zone in places if zone in self._zones]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


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
