"""The one seam through which what is sensitive is written and read: answers, ledger, settings, what waits to be sent.

Plain for now. The first byte names the format, so that sealed and plain rows can stand in one store.
"""

from typing import Protocol

from msgspec import Struct

PLAIN = b"\x00"


class Place(Struct, frozen=True):
    """Where a value stands. A sealed one opens only in its own place, so that no row can be moved to somebody else."""

    table: str
    person: int
    field: str = "body"


class Vault(Protocol):
    def seal(self, place: Place, text: str) -> bytes: ...
    def open(self, place: Place, sealed: bytes) -> str: ...


class PlainVault:
    """No encryption. Raises ValueError for a value that it did not write."""

    def seal(self, place: Place, text: str) -> bytes:
        return PLAIN + text.encode()

    def open(self, place: Place, sealed: bytes) -> str:
        if sealed[:1] != PLAIN:
            raise ValueError(f"{place.table}.{place.field} is sealed, and there is no key")
        return sealed[1:].decode()
