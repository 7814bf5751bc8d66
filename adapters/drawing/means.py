"""Of numbers that were told day by day: the mean of every week or so, and where a line through them breaks off."""

from collections.abc import Sequence
from statistics import fmean

import msgspec

FEW, GAP = 3, 3  # days told of, under which a week's mean is hollow; from one told day to the next, for a line


class Mean(msgspec.Struct, frozen=True):
    """Of `days` days in which something was told, the middle of them, and what was told on average."""

    at: float
    value: float
    days: int
    part: int


class Piece(msgspec.Struct):
    at: list[float]
    values: list[float]


def means(told: Sequence[tuple[float, float]], every: int) -> list[Mean]:
    """Of every so many days in which something was told, in the middle of those days."""
    parts: dict[int, list[tuple[float, float]]] = {}
    for at, value in told:
        parts.setdefault(int(at) // every, []).append((at, value))
    return [
        Mean(fmean(at for at, _ in part), fmean(value for _, value in part), len(part), n) for n, part in parts.items()
    ]


def pieces(means: Sequence[Mean], every: int) -> list[Piece]:
    """No line goes through a pause: over weeks one of them, over days more than two, in which nothing was told."""
    widest, pieces, before = (1 if every > 1 else GAP), list[Piece](), None
    for mean in means:
        if before is None or mean.part - before > widest:
            pieces.append(Piece([], []))
        pieces[-1].at.append(mean.at)
        pieces[-1].values.append(mean.value)
        before = mean.part
    return pieces
