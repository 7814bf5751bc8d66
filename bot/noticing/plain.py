"""The same model in numpy alone, where ONNX Runtime cannot load. It reads the same weights, and is slower."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.noticing.port import Logits
from bot.noticing.weightfile import tensors

HEADS, LAYERS, TINY = 12, 6, 1e-12
ERF = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)  # Abramowitz and Stegun 1964, 7.1.26


class PlainModel:
    name = "numpy"

    def __init__(self, path: Path) -> None:
        self._held = tensors(path)
        self._whole: dict[str, Any] = {}

    def __call__(self, ids: Sequence[Sequence[int]]) -> Logits:
        return [self._one(np.asarray(one)).tolist() for one in ids]

    def _one(self, ids: Any) -> Any:
        x = self._embedded(ids)
        for layer in range(LAYERS):
            at = f"base.encoder.layer.{layer}."
            x = self._normed(x + self._attended(x, f"{at}attention."), f"{at}attention.output.LayerNorm")
            inner = self._linear(x, f"{at}intermediate.dense")
            gelu = inner * 0.5 * (1 + _erf(inner / math.sqrt(2)))
            x = self._normed(x + self._linear(gelu, f"{at}output.dense"), f"{at}output.LayerNorm")
        seen = np.concatenate([x.mean(0), x.max(0)])
        return np.concatenate([self._linear(seen, head, "_Transposed") for head in ("what", "danger")])

    def _embedded(self, ids: Any) -> Any:
        at = "base.embeddings."
        rows = self._rows(f"{at}word_embeddings", ids) + self._rows(f"{at}token_type_embeddings", np.zeros_like(ids))
        return self._normed(rows + self._rows(f"{at}position_embeddings", np.arange(len(ids))), f"{at}LayerNorm")

    def _attended(self, x: Any, at: str) -> Any:
        """(tokens, width): every token with what it takes from the others, a head at a time."""
        q, k, v = (self._heads(self._linear(x, f"{at}self.{part}")) for part in ("query", "key", "value"))
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(q.shape[-1])
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (weights / weights.sum(-1, keepdims=True)) @ v
        return self._linear(mixed.transpose(1, 0, 2).reshape(x.shape), f"{at}output.dense")

    def _heads(self, x: Any) -> Any:
        return x.reshape(len(x), HEADS, -1).transpose(1, 0, 2)

    def _normed(self, x: Any, at: str) -> Any:
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + TINY)
        return centred / spread * self._held[f"{at}.weight"] + self._held[f"{at}.bias"]

    def _linear(self, x: Any, at: str, turned: str = "") -> Any:
        return x @ self._matrix(f"{at}.weight{turned}") + self._held[f"{at}.bias"]

    def _matrix(self, name: str) -> Any:
        if name not in self._whole:
            whole = self._held[f"{name}_quantized"].astype(np.float32) - self._held[f"{name}_zero_point"]
            self._whole[name] = whole * self._held[f"{name}_scale"]
        return self._whole[name]

    def _rows(self, of: str, ids: Any) -> Any:
        name = f"{of}.weight"
        rows = self._held[f"{name}_quantized"][ids].astype(np.float32) - self._held[f"{name}_zero_point"]
        return rows * self._held[f"{name}_scale"]


def _erf(x: Any) -> Any:
    """To within 1.5e-7."""
    near = 1 / (1 + 0.3275911 * np.abs(x))
    left = np.zeros_like(x)
    for factor in ERF:
        left = (left + factor) * near
    return np.sign(x) * (1 - left * np.exp(-(x**2)))
