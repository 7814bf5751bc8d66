"""The port: whatever reads a message and says how it looks, in numbers."""

from collections.abc import Sequence
from typing import Protocol

Logits = Sequence[Sequence[float]]
"""For each text one number for every label and head (coach/safety/seen.py)."""


class Model(Protocol):
    """`name`: what runs it, as `steady check` says it."""

    @property
    def name(self) -> str: ...

    def __call__(self, ids: Sequence[Sequence[int]]) -> Logits:
        """For token numbers of each text, in lists of any lengths."""
        ...
