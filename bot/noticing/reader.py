"""A message into numbers: as it is read, in pieces, through the model. A long one a window at a time."""

import math
from collections.abc import Sequence
from pathlib import Path

from bot.noticing.port import Model
from bot.noticing.wordpiece import WordPiece
from coach.safety.normal import normal
from coach.safety.seen import LABELS, Seen

WEIGHTS = Path(__file__).parent / "weights"
TOKENS, STEP = 192, 150  # of one window, and from one to the next: no sentence is cut in both
TOGETHER = 4  # windows: their memory grows with each
MOST = 36  # windows of one text, the last ones too: 5,000 characters of any language but for odd ones


class Reader:
    def __init__(self, model: Model, words: WordPiece) -> None:
        self._model, self._words = model, words

    @property
    def name(self) -> str:
        return self._model.name

    def see(self, text: str) -> Seen:
        """Of several windows the greatest danger counts, and the label that they have together."""
        ids = windows(self._words(normal(text)))
        logits = [row for at in range(0, len(ids), TOGETHER) for row in self._model(ids[at : at + TOGETHER])]
        labels, heads = zip(*((row[: len(LABELS)], row[len(LABELS) :]) for row in logits), strict=True)
        together = _softmax([sum(column) / len(labels) for column in zip(*labels, strict=True)])
        return Seen.of(
            together, [1 / (1 + math.exp(-max(column))) for column in zip(*heads, strict=True)], len(text.split())
        )


def windows(ids: list[int]) -> list[list[int]]:
    first, *inner, last = ids
    room = TOKENS - 2
    begins = list(range(0, max(1, len(inner) - room + STEP), STEP))
    if len(begins) > MOST:
        begins = [*begins[: MOST - MOST // 4], *begins[-(MOST // 4) :]]
    return [[first, *inner[at : at + room], last] for at in begins]


def _softmax(logits: Sequence[float]) -> list[float]:
    grown = [math.exp(one - max(logits)) for one in logits]
    return [one / sum(grown) for one in grown]
