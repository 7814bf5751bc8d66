"""What a model makes of a message, as plain numbers: the core judges them, and knows no model."""

from collections.abc import Sequence

from msgspec import Struct

LABELS = (
    "abuse", "control", "crisis", "ex_contacted", "low_mood", "progress",
    "question", "slip", "smalltalk", "stalking", "urge", "will_ex_return",
)  # fmt: skip
HEADS = ("tier 1", "tier 2", "tier 3", "abuse", "stalking", "theirs", "past")


class Seen(Struct, frozen=True):
    """Probabilities, 0 to 1. `labels`: one for each of LABELS, together 1.

    `ask`, `danger`, `now`: that the tier is at least 1, 2, 3.   `abuse`, `stalking`: that it tells of it, besides or
    above all.   `theirs`: that somebody they know may be in danger from themselves.   `past`: that danger of their own
    is told of that is over.   `words`: how many were read.
    """

    labels: tuple[float, ...]
    ask: float
    danger: float
    now: float
    abuse: float
    stalking: float
    theirs: float
    past: float
    words: int

    @classmethod
    def of(cls, labels: Sequence[float], heads: Sequence[float], words: int) -> "Seen":
        return cls(tuple(labels), *heads, words=words)

    @property
    def likely(self) -> tuple[str, float]:
        """The likeliest label but crisis, which the tiers decide, and how much likelier than the next it is."""
        found = sorted(
            ((p, label) for p, label in zip(self.labels, LABELS, strict=True) if label != "crisis"), reverse=True
        )
        (best, label), (next_best, _) = found[:2]
        return label, best - next_best
