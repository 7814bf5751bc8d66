"""The model in ONNX Runtime, a whole batch at a time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # pyright: ignore[reportMissingTypeStubs]

from bot.noticing.port import Logits


class OnnxModel:
    name = "ONNX Runtime"

    def __init__(self, path: Path) -> None:
        made: Any = onnxruntime
        options = made.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the other core is for everybody else
        options.log_severity_level = 4
        self._session = made.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, ids: Sequence[Sequence[int]]) -> Logits:
        longest = max(map(len, ids))
        padded = np.zeros((len(ids), longest), np.int64)
        mask = np.zeros_like(padded)
        for row, one in enumerate(ids):
            padded[row, : len(one)], mask[row, : len(one)] = one, 1
        return self._session.run(None, {"input_ids": padded, "attention_mask": mask})[0].tolist()
