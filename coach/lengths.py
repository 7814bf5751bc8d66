"""How long something lasted or how long ago it was, as people type it, and which of several stretches that is."""

import re
from collections.abc import Mapping

from coach import numbers, typed
from coach.here import Here, Reading
from coach.session import Offered

MONTH, YEAR = 30.44, 365.25
_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": MONTH, "year": YEAR, "yr": YEAR, "mo": MONTH, "wk": 7.0}
_N = rf"(?:\d{{1,3}}(?:\.\d)?|{numbers.WORD}|couple of|couple|an?)"
_UNIT = rf"({'|'.join(_DAYS)})s?"
_LENGTH = re.compile(
    rf"(?:(over|more than|longer than|at least|under|less than|just under|not quite|nearly|almost) )?"
    rf"(half )?({_N})(?: (?:to|or) ({_N}))?(?: (and a half))? ?{_UNIT}( and a half)?(?: (?:and )?({_N}) {_UNIT})?",
    re.ASCII,
)
_ASIDE = re.compile(
    r"\b(?:we|were|was|been|have|had|together|for|it|it's|ended|lasted|broke|split|up|dated|dating|in total|ago|now"
    r"|about|around|roughly|maybe|i think|i guess|or so|relationship|already|since|and counting|old|like|only"
    r"|just(?! under))\b"
)
UNDER = frozenset({"under", "less than", "just under", "not quite", "nearly", "almost"})
Stretch = tuple[int, int]  # from and to, in days, both included
LONG = 36500


def read(text: str) -> tuple[Stretch, int] | None:
    """The days that a typed length allows, and the day it comes closest to. None where it is no length."""
    said = re.sub(
        r"(?<=\d) ?[-\u2013] ?(?=\d)", " to ", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    plain = " ".join(_ASIDE.sub(" ", re.sub(r"[,!?~]|\.(?!\d)", " ", said)).split())
    found = _LENGTH.fullmatch(plain)
    if found is None:
        return None
    about, half, low, high, between, unit, after, more, small = found.groups()
    of = _DAYS[unit]
    least = (0.5 if half else _many(low) + (0.5 if between or after else 0)) * of
    least += _many(more) * _DAYS[small] if more else 0
    days, most = round(least), round(_many(high) * of) if high else round(least)
    if about in UNDER:
        return (0, days - 1), days - 1
    return ((days + 1, LONG), days + 1) if about else ((days, most), days)


def _many(text: str) -> float:
    return 1 if text in ("a", "an") else float(text) if text[0].isdigit() else numbers.value(text)


def fitting(stretches: Mapping[str, Stretch], length: tuple[Stretch, int]) -> tuple[str | None, str | None]:
    """The stretch that holds the whole length; where none does, or two do, the last that holds the day it is near."""
    (low, high), near = length
    whole = [id for id, (begin, end) in stretches.items() if begin <= low and high <= end]
    if len(whole) == 1:
        return whole[0], None
    return None, next((id for id, (begin, end) in [*stretches.items()][::-1] if begin <= near <= end), None)


# The quiz's two questions of time: how long together, and how long ago it ended

TOGETHER = {"short": (0, 90), "mid": (91, 365), "long": (366, LONG)}
SINCE = {"lt2": (0, 13), "m2": (14, 61), "m6": (61, 183), "m12": (183, 365), "gt12": (366, LONG)}


def together(here: Here, text: str) -> Reading:
    return _answer(here, TOGETHER, read(text))


def since(here: Here, text: str) -> Reading:
    """A length, or a date."""
    day = typed.read_day(text, here.today)
    ago = None if day is None else (here.today - day).days
    return _answer(here, SINCE, read(text) or (None if ago is None or ago < 0 else ((ago, ago), ago)))


def _answer(here: Here, stretches: Mapping[str, Stretch], length: tuple[Stretch, int] | None) -> Reading:
    """What lies on a border, or may lie beyond it, is asked about rather than taken."""
    sure, near = fitting(stretches, length) if length is not None else (None, None)
    return sure or ((Offered(near, near),) if near is not None else None)
