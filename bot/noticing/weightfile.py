"""The weights in an ONNX file, without ONNX: it is a protocol buffer (onnx.proto3), of which this reads the tensors."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

GRAPH, INITIALIZER = 7, 5  # the numbers of fields, and of a tensor's own:
DIMS, KIND, FLOATS, WHOLE, NAME, RAW = 1, 2, 4, 5, 8, 9
KINDS: dict[int, Any] = {1: np.float32, 2: np.uint8, 3: np.int8}
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5  # how a field is written
SIZES = {FIXED64: 8, FIXED32: 4}


def tensors(path: Path) -> dict[str, Any]:
    """Name to numpy array, of the three kinds that a model in eight bits has. Raises ValueError for another file."""
    [graph] = [held for field, held in _fields(memoryview(path.read_bytes())) if field == GRAPH]
    found = [_tensor(held) for field, held in _fields(graph) if field == INITIALIZER]
    return {name: array for name, array in found if array is not None}


def _tensor(of: memoryview) -> tuple[str, Any]:
    held: dict[int, Any] = {}
    dims = list[int]()
    for field, value in _fields(of):
        if field == DIMS:
            dims += [value] if isinstance(value, int) else _varints(value)
        else:
            held[field] = value
    name, kind = bytes(held[NAME]).decode(), KINDS.get(held[KIND])
    if kind is None:
        return name, None
    if FLOATS in held:
        flat = np.frombuffer(held[FLOATS], np.float32)
    elif WHOLE in held:
        flat = np.array(_varints(held[WHOLE])).astype(kind)
    else:
        flat = np.frombuffer(held[RAW], kind)
    return name, flat.reshape(dims)


def _fields(of: memoryview) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(of):
        key, at = _varint(of, at)
        how = key & 7
        if how == VARINT:
            held, at = _varint(of, at)
        elif how == LENGTH or how in SIZES:
            size, at = _varint(of, at) if how == LENGTH else (SIZES[how], at)
            held, at = of[at : at + size], at + size
        else:
            raise ValueError("this is no ONNX file")
        yield key >> 3, held


def _varints(of: memoryview) -> list[int]:
    found, at = list[int](), 0
    while at < len(of):
        one, at = _varint(of, at)
        found.append(one)
    return found


def _varint(of: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = of[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
