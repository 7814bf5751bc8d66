"""Choice without chance: the same seed draws the same thing, on every machine and version of Python."""

from bisect import bisect
from collections.abc import Sequence
from hashlib import blake2s
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


def number(*seed: object) -> float:
    """A number in [0, 1) that looks random and is not."""
    digest = blake2s("/".join(map(str, seed)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48  # fewer bits than a float has: never rounded up to 1


def one(options: Sequence[T], *seed: object) -> T:
    """One of the options. Raises IndexError where there are none."""
    return options[int(number(*seed) * len(options))]


def weighted(options: Sequence[tuple[T, float]], *seed: object) -> T:
    """One of the options, by weight. Weights are above 0; raises IndexError where there are no options."""
    sums = list(accumulate(weight for _, weight in options))
    return options[bisect(sums, number(*seed) * sums[-1])][0]
