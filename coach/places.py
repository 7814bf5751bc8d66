"""Countries, zones and towns as plain values; how a person's words for a place are taken apart, and a country read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from unicodedata import combining, normalize

from msgspec import Struct


class Gazetteer(Struct, frozen=True):
    """countries: code -> English name.  zones: IANA name -> country code.  cities: IANA name -> city.

    first: country code -> its zones, the most used first.   names: all that a country is called, plain -> code.
    towns: plain name -> what is called so, as (country code, zone), the most people first: zones (also as they were
    called once), their cities, towns and regions. A region has its name and its letters behind a dash too ("-tx").
    """

    countries: Mapping[str, str]
    zones: Mapping[str, str]
    cities: Mapping[str, str]
    first: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    towns: Mapping[str, Sequence[tuple[str, str]]]


class Meant(Struct, frozen=True):
    """What a text may mean, the likeliest first. `sure`: it names that outright; else it has to be confirmed."""

    found: tuple[str, ...] = ()
    sure: bool = False


def plain(text: str) -> str:
    """Small letters without accents or marks, one space between words: "Saint-Étienne" and "saint etienne" are one."""
    letters = (c for c in normalize("NFKD", text.casefold().translate(_LETTERS)) if not combining(c))
    return " ".join(re.sub(r"[^\w/]|_", " ", "".join(letters)).split())


_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "&": " and ",
        ".": "",
        **dict.fromkeys("'’‘ʻ`", ""),
    }
)


# A text that has more in it than the place


def phrases(text: str) -> Iterator[str]:
    """The text, then what is left of it as words that only lead up to a place are taken off, down to the place."""
    words = plain(text).split()[:_LOOKED_AT]
    end = len(words)
    while end > 1 and words[end - 1] in _AFTER:
        end -= 1
    start = 0
    while start < end - 1 and words[start] in _BEFORE:
        start += 1
    seen = {(i, j): None for i in range(start + 1) for j in range(len(words), end - 1, -1) if i < j}
    return (" ".join(words[i:j]) for i, j in seen)


def mentions(text: str) -> Iterator[str]:
    """What may be a place in the middle of a sentence: what comes after "in" or "near", the longest first."""
    words = plain(text).split()[:_LOOKED_AT]
    if not denies(words):
        after = [n for n, word in enumerate(words, start=1) if word in _NEAR]
        for at in (n + skip for n in after for skip in range(1 + (words[n : n + 1] == ["the"]))):
            yield from (" ".join(words[at : at + length]) for length in (4, 3, 2, 1) if at + length <= len(words))


def around(places: Gazetteer, name: str) -> Iterator[tuple[str, str, Sequence[tuple[str, str]]]]:
    """Each way to take a name for a place in a country or region: what stands before, that one's name, its zones."""
    words = name.split()
    for at in range(len(words) - 1, max(len(words) - 5, 0), -1):
        end = " ".join(words[at:])
        code = places.names.get(end, end.upper())  # CA is Canada and California
        found = [*((code, zone) for zone in places.first.get(code, ())), *places.towns.get(f"-{end}", ())]
        if found:
            yield " ".join(words[:at]), end, found


def is_said(name: str, text: str) -> bool:
    """Whether a name is meant where nothing else speaks for it. Letters are only in capitals: "ok" is not Oklahoma."""
    return len(name) > 3 or name in ("uk", "usa", "uae") or name.upper() in re.findall(r"\w+", text)


def denies(words: Iterable[str]) -> bool:
    """Whether they say where somebody isn't, or of two places which it may be."""
    return not _DENIED.isdisjoint(words)


_LOOKED_AT = 40  # words of a text that are looked at
_NEAR = frozenset(["in", "near", "at", "from", "around", "outside", "on", "as", "to"])
_LEADING = """
i im ive am we were are is its thats it this my the a well hi hello hey so ok um oh hm yes yeah live lives living based
stay staying located come coming just now currently still right here about same close next city town country state zone
time timezone place clock of by like with be think maybe probably perhaps
en em estoy vivo estou moro je suis ich bin wohne lebe
"""
_TRAILING = "please thanks thank you now here currently time timezone zone clock right too i think guess"
_DENYING = "not no never dont doesnt isnt arent wasnt left used moved or"
_BEFORE, _AFTER, _DENIED = _NEAR.union(_LEADING.split()), frozenset(_TRAILING.split()), frozenset(_DENYING.split())


# A country


def read_country(places: Gazetteer, text: str) -> Meant:
    """The country that a text names, or those that it may mean: a town's, one that begins so, one that is near."""
    names, said, parts = places.names, text.strip(), list(phrases(text))
    if said.upper() in places.countries and (said.casefold() not in _WORDS or said.isupper()):
        return Meant((said.upper(),), True)
    if name := next((part for part in parts if part in names and is_said(part, text)), None):
        states = [code for code, _ in places.towns.get(f"-{name}", ())]  # Georgia
        return Meant(tuple(dict.fromkeys((names[name], *states))), not states)
    last = parts[-1] if parts else ""
    begun = [code for name, code in names.items() if len(last) >= 3 and name.startswith(last)]
    near = [names[name] for name in get_close_matches(last, names, n=4, cutoff=0.75) if can_be_misspelt(last)]
    found = _of_town(places, parts) or begun or near or _in_a_sentence(places, last, text)
    return Meant(tuple(dict.fromkeys(found))[:6])


_WORDS = frozenset(
    ["am", "as", "at", "be", "by", "do", "hm", "in", "is", "it", "la", "me", "my", "no", "pm", "so", "to"]
)
"""Words that are codes only in capitals: "no" is not Norway, where another number helps."""


def can_be_misspelt(name: str) -> bool:
    """From five letters on: "home" is not Rome. Nor is "not Germany" a slip."""
    return len(name) >= 5 and not denies(name.split())


def _of_town(places: Gazetteer, names: Iterable[str]) -> list[str]:
    """The countries in which a place has that name."""
    return [code for code, _ in next((places.towns[name] for name in names if name in places.towns), ())]


def _in_a_sentence(places: Gazetteer, last: str, text: str) -> list[str]:
    """Those named after "in", the one that it ends with (the longest: New Mexico), those of a town after "in"."""
    named = [places.names[part] for part in mentions(text) if part in places.names and is_said(part, text)]
    ends = [
        [code for code, _ in zones]
        for before, end, zones in around(places, last)
        if is_said(end, text) and not denies(before.split())
    ]
    return named or (ends[-1] if ends else _of_town(places, mentions(text)))
