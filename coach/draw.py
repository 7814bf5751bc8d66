"""Choice without chance: the same seed draws the same thing, on every machine and version of Python."""

from collections.abc import Sequence
from hashlib import blake2s
from typing import TypeVar

T = TypeVar("T")


def number(*seed: object) -> float:
    """A number in [0, 1) that looks random and is not."""
    digest = blake2s("/".join(map(str, seed)).encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big") / 2**56


def one(options: Sequence[T], *seed: object) -> T:
    """One of the options. Raises IndexError where there are none."""
    return options[int(number(*seed) * len(options))]


def weighted(options: Sequence[tuple[T, float]], *seed: object) -> T:
    """One of the options, by weight. Weights are above 0; raises IndexError where there are no options."""
    left = number(*seed) * sum(weight for _, weight in options)
    for option, weight in options:
        left -= weight
        if left < 0:
            return option
    return options[-1][0]
