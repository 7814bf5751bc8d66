"""What waiting costs, turned inwards: hours not spent on the other, by somebody's own numbers and nothing else.

The first answer is what there was to begin with. Each later one speaks for the days since the one before it, a week at
the most: what was not told about counts for nothing, and nothing is counted ahead.
"""

from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from coach.ledger import Ledger

EVERY = timedelta(days=7)  # it is asked about no more often, and an answer speaks for no longer


class Spared(Struct, frozen=True):
    """`first`, `last`: hours a day. `hours`: whole hours since the first answer, on `since`; None where it is alone."""

    since: date
    first: int
    last: int
    hours: int | None


def is_due(ledger: Ledger, today: date) -> bool:
    last = ledger.last("hours")
    return last is None or today - last.day >= EVERY


def spared(ledger: Ledger) -> Spared | None:
    """None for those who told nothing. Days on which it was more than at first are set against the rest."""
    told = sorted(ledger.by_day("hours").items())
    if not told:
        return None
    (since, begun), first = told[0], int(told[0][1].value)
    if len(told) == 1:
        return Spared(since, first, first, None)
    sums = [min(b - a, EVERY).days * (int(begun.value) - int(entry.value)) for (a, _), (b, entry) in pairwise(told)]
    return Spared(since, first, int(told[-1][1].value), max(0, sum(sums)))
