"""Which reader there is on this machine: the model in ONNX Runtime, else in numpy, else none, and cues decide alone."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from msgspec import Struct

from bot.noticing.reader import WEIGHTS, Reader
from bot.noticing.wordpiece import WordPiece
from coach.safety.seen import Seen

RUNNERS = (("onnx", "OnnxModel"), ("plain", "PlainModel"))  # the better one first


class Loaded(Struct, frozen=True):
    """`reader`: None where nothing can run the model.   `why_not`: for each runner passed over, what it lacked."""

    reader: Reader | None
    why_not: tuple[str, ...] = ()


class Lazily:
    """The reader there is on this machine, loaded when the first message is read: it takes half a second.

    `told` is called with what was loaded.
    """

    def __init__(self, told: Callable[[Loaded], None] = lambda _: None) -> None:
        self._told, self._lock = told, Lock()
        self._loaded: Loaded | None = None

    def __call__(self, text: str) -> Seen | None:
        """Safe in any thread. None where nothing can run the model."""
        with self._lock:
            if self._loaded is None:
                self._loaded = load()
                self._told(self._loaded)
        return self._loaded.reader.see(text) if self._loaded.reader else None


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
