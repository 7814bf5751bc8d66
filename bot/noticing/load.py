"""Which reader there is on this machine: the model in ONNX Runtime, else in numpy, else none, and cues decide alone."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct

from bot.noticing.reader import WEIGHTS, Reader
from bot.noticing.wordpiece import WordPiece

RUNNERS = (("onnx", "OnnxModel"), ("plain", "PlainModel"))  # the better one first


class Loaded(Struct, frozen=True):
    """`reader`: None where nothing can run the model.   `why_not`: for each runner passed over, what it lacked."""

    reader: Reader | None
    why_not: tuple[str, ...] = ()


def load(weights: Path = WEIGHTS, runners: tuple[tuple[str, str], ...] = RUNNERS) -> Loaded:
    """Whatever goes wrong, there is an answer: a cry for help is noticed by its words at the least."""
    missed = list[str]()
    for module, name in runners:
        try:
            make: Callable[[Path], Any] = getattr(import_module(f"bot.noticing.{module}"), name)
            reader = Reader(make(weights / "model.onnx"), WordPiece(weights / "vocabulary.txt"))
            reader.see("hello")
        except Exception as bad:  # noqa: BLE001 (a library that cannot load raises anything)
            missed.append(f"{module}: {type(bad).__name__}")
        else:
            return Loaded(reader, tuple(missed))
    return Loaded(None, tuple(missed))
