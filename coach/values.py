"""Values that are never changed: another one, with some fields different."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")


def replace(value: T, /, **changes: Any) -> T:
    """As dataclasses.replace(), for slotted dataclasses of two fields or more, set by place; three times as fast.

    A turn makes a dozen of them. Raises KeyError for a field that there is not.
    """
    fields, places = _shape(type(value))
    values = list(fields(value))
    for name, changed in changes.items():
        values[places[name]] = changed
    return type(value)(*values)


@cache
def _shape(kind: type) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, int]]:
    names = cast("tuple[str, ...]", getattr(kind, "__slots__"))  # noqa: B009 (no type says that it has them)
    return attrgetter(*names), {name: place for place, name in enumerate(names)}
