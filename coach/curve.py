"""A time together as a few moments: its peak, its end, its mean, and what they say side by side (content 6.2).

Pure sums. That the strongest moment and the last one shape how a time is remembered is well tested, and so is that the
plain average does about as well (Alaybek et al 2022); in one rich experience it did better (Strijbosch et al 2019). So
all three are shown.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from coach.chart import HIGHEST, LOWEST
from coach.ledger import Entry, Ledger, note_of

LEAST, MOST = 5, 12  # moments
FAINT = 2  # a peak that is no further from nothing than this is none
BAD_END, GOOD_MEAN = -3, 1
WIDE_GAP = 2  # from which on peak and end pull the picture away from the average
NEAR, FAR = 0.5, 2  # a mean that moved less is about where it was; a moment that moved so far is named


Score = Annotated[int, Meta(ge=LOWEST, le=HIGHEST)]


class Moment(Struct, frozen=True):
    """`asked` is the id of its question, `label` the person's own name for it or empty. `score` is -5 to 5."""

    asked: str
    label: str
    score: int
    unsafe: bool = False


class Reading(Struct, frozen=True):
    """`peak`: the score furthest from nothing; of two as far, the bad one. `at`: which moment that is, from 0.

    `verdict` is 0 to 6: not safe, heavy peaks, one storm, bright peaks, a bad last page, mostly good, mixed.
    """

    peak: int
    at: int
    end: int
    mean: float
    verdict: int

    @property
    def pe(self) -> float:
        """What a memory that goes by peak and end alone would make of it."""
        return (self.peak + self.end) / 2

    @property
    def gap(self) -> float:
        return self.pe - self.mean

    @property
    def is_pulled(self) -> bool:
        return abs(self.gap) >= WIDE_GAP


def is_enough(moments: Sequence[Moment]) -> bool:
    return len(moments) >= LEAST


def read(moments: Sequence[Moment]) -> Reading:
    """At least one moment, in the order in which they happened. Raises ValueError for none."""
    scores = [moment.score for moment in moments]
    highest, lowest = max(scores), min(scores)
    peak = highest if abs(highest) > abs(lowest) else lowest
    end, mean = scores[-1], sum(scores) / len(scores)
    unsafe = any(moment.unsafe for moment in moments)
    return Reading(peak, scores.index(peak), end, mean, 0 if unsafe else _verdict(peak, end, mean))


def _verdict(peak: int, end: int, mean: float) -> int:
    if abs(peak) <= FAINT:
        return 6
    if peak < 0 and mean > 0 and end == peak:
        return 4  # the storm is the end of it: nothing came after that could tell
    if peak < 0:
        return 1 if mean <= 0 else 2
    if mean < 0:
        return 3
    if end <= BAD_END:
        return 4
    return 5 if mean >= GOOD_MEAN else 6


# As it is said


def signed(number: float, digits: int = 0) -> str:
    """With a minus that is read aloud as one; -0.04 is 0.0."""
    said = f"{abs(number):.{digits}f}"
    return said if number >= 0 or not float(said) else f"\u2212{said}"


def name_of(moment: Moment) -> str:
    """The key of the name that its question has."""
    return f"m_{moment.asked.rstrip('1234')}"


# Two of them


class Moved(Struct, frozen=True):
    """What is different from the curve before: `mean` is -1, 0 or 1; the others are the old and the new score, or None.

    `moment` is the one of the same question that moved furthest, where one moved far.
    """

    mean: int
    end: tuple[int, int] | None
    peak: tuple[int, int] | None
    moment: tuple[Moment, Moment] | None


def moved(before: Sequence[Moment], now: Sequence[Moment]) -> Moved:
    old, new = read(before), read(now)
    by = new.mean - old.mean
    return Moved(
        0 if abs(by) < NEAR else 1 if by > 0 else -1,
        None if old.end == new.end else (old.end, new.end),
        None if old.peak == new.peak else (old.peak, new.peak),
        _furthest(before, now),
    )


class Beside(Struct, frozen=True):
    """Two of them over each other, both in the order of the newer. `then`: the earlier. `at`, `now_at`: the places of
    the moments among all that either has, from 0; the same question stands at the same place."""

    then: tuple[Moment, ...]
    at: tuple[int, ...]
    now_at: tuple[int, ...]


def beside(before: Sequence[Moment], now: Sequence[Moment]) -> Beside:
    """What only the earlier has comes after what came before it then."""
    old, new = _keys(before), _keys(now)
    all_ = [*new]
    for n, key in enumerate(old):
        if key not in all_:
            all_.insert(all_.index(old[n - 1]) + 1 if n else 0, key)
    then = sorted(zip((all_.index(key) for key in old), before, strict=True), key=lambda placed: placed[0])
    return Beside(tuple(moment for _, moment in then), tuple(at for at, _ in then), tuple(map(all_.index, new)))


def _keys(moments: Sequence[Moment]) -> list[tuple[str, str, int]]:
    """One of their own is known by its name, and, of as many as have that name or none, by which of them it is."""
    names = [("own", one.label.casefold()) if one.asked.startswith("own") else (one.asked, "") for one in moments]
    return [(*name, names[:n].count(name)) for n, name in enumerate(names)]


def _furthest(before: Sequence[Moment], now: Sequence[Moment]) -> tuple[Moment, Moment] | None:
    then = {moment.asked: moment for moment in before if not moment.asked.startswith("own")}
    pairs = [(then[moment.asked], moment) for moment in now if moment.asked in then]
    far = [(a, b) for a, b in pairs if abs(b.score - a.score) >= FAR]
    return max(far, key=lambda pair: abs(pair[1].score - pair[0].score), default=None)


# As it is kept


def write(moments: Sequence[Moment]) -> str:
    rows = [[m.asked, m.label, m.score] for m in moments]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load(entry: Entry) -> tuple[Moment, ...]:
    """Empty where it cannot be read."""
    return tuple(Moment(*row) for row in note_of(entry, list[tuple[str, str, Score]]) or [])


def last(ledger: Ledger, before: date | None = None) -> Entry | None:
    """The last that can be drawn; `before`: of an earlier day than that."""
    drawn = (entry for entry in reversed(ledger.of("curve")) if before is None or entry.day < before)
    return next((entry for entry in drawn if load(entry)), None)
