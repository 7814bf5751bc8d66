"""Turn what was fitted into what is shipped: the model in eight bits for ONNX Runtime, and its vocabulary.

    .venv-train/bin/python -m tools.notice.export FOLDER

Reads FOLDER/model.pt. Writes bot/noticing/weights, and says how near the eight bits are to the whole numbers.
"""

import json
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.noticing.onnx import OnnxModel
from bot.noticing.reader import WEIGHTS, windows
from bot.noticing.wordpiece import WordPiece
from coach.safety.normal import normal
from tools.notice.corpus import CORPUS, read
from tools.notice.train import BASE, Model

SAMPLE = 400  # messages that are compared


def named(graph: Any, model: Model) -> None:
    """Give the weights in the file the names that they have in the model, so that plain.py finds them there."""
    known = {name: value.detach().numpy() for name, value in model.named_parameters() if value.dim() == 2}
    new: dict[str, str] = {}
    for tensor in graph.initializer:
        held = onnx.numpy_helper.to_array(tensor)
        for name, value in known.items():
            if held.shape in (value.shape, value.T.shape) and (_same(held, value) or _same(held, value.T)):
                new[tensor.name] = name
    for tensor in graph.initializer:
        tensor.name = new.get(tensor.name, tensor.name)
    for node in graph.node:
        node.input[:] = [new.get(name, name) for name in node.input]


def _same(a: Any, b: Any) -> bool:
    return a.shape == b.shape and bool((a == b).all())


def export(model: Model, to: Path) -> None:
    ids, mask = torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8, dtype=torch.long)
    axes = {"input_ids": {0: "texts", 1: "tokens"}, "attention_mask": {0: "texts", 1: "tokens"}, "logits": {0: "texts"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        names = {"input_names": ["input_ids", "attention_mask"], "output_names": ["logits"]}
        torch.onnx.export(model, (ids, mask), whole, **names, dynamic_axes=axes, opset_version=17, dynamo=False)
        graph = onnx.load(whole)
        named(graph.graph, model)
        onnx.save(graph, whole)
        to.parent.mkdir(exist_ok=True)
        kinds = {"weight_type": QuantType.QInt8, "per_channel": True, "op_types_to_quantize": ["MatMul", "Gather"]}
        quantize_dynamic(whole, to, **kinds)


def main() -> None:
    warnings.simplefilter("ignore")
    torch.set_num_threads(2)
    model = Model().eval()
    model.load_state_dict(torch.load(Path(sys.argv[1]) / "model.pt"))
    export(model, WEIGHTS / "model.onnx")
    vocabulary = json.loads((BASE / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)
    (WEIGHTS / "vocabulary.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    compare(model)


@torch.no_grad()
def compare(model: Model) -> None:
    texts = [normal(one.text) for one in read(CORPUS)][:: -(-len(read(CORPUS)) // SAMPLE)]
    words, short = WordPiece(WEIGHTS / "vocabulary.txt"), OnnxModel(WEIGHTS / "model.onnx")
    ids = [windows(words(text))[0] for text in texts]
    whole = np.vstack([model(torch.tensor([one]), torch.ones(1, len(one), dtype=torch.long)).numpy() for one in ids])
    eight = np.vstack([short([one]) for one in ids])
    same = (whole > 0) == (eight > 0)
    sys.stdout.write(f"of {len(ids)} messages the heads agree on {same[:, 12:].mean():.4f}; ")
    sys.stdout.write(f"the label on {(whole[:, :12].argmax(1) == eight[:, :12].argmax(1)).mean():.4f}; ")
    sys.stdout.write(f"the greatest difference is {np.abs(whole - eight).max():.2f}\n")


if __name__ == "__main__":
    main()
