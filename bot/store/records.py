"""Rows as values, and values as rows. What is sensitive passes through the vault here and nowhere else."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder, Encoder

from adapters.port import Where
from adapters.surface import Card
from bot.vault.vault import NOBODY, Place, Vault
from coach.effects import Push
from coach.ledger import Entry
from coach.person import Person
from coach.session import Session

T = TypeVar("T")


class Parcel(Struct, frozen=True):
    """What an outbox row holds sealed: the card, the push it is, if it is one, the message it is about, and its way.

    `closed`: how the question that it closes stays; None where only its buttons go.
    `files`: the documents that an export takes along; `messages`: those to be taken back.
    `otherwise`: what an export says in place of documents that are too large.
    `receipt` is empty but where the person is gone, and their receipts with them, and a last keyboard has to go too.
    """

    card: Card | None
    push: Push | None = None
    receipt: str = ""
    way: str = ""
    closed: Card | None = None
    files: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    otherwise: Card | None = None


class Waiting(Struct, frozen=True):
    """An outbox row in hand. `op`: show, edit, replace (edit, or show where nothing is left to edit), strip, knock,
    export (show, with documents made now), recall (take messages back; where that fails, show the card there is).

    `doubts`: how often it may have arrived already.   `receipt`: of the message that an edit is about, if it was shown.
    `closes`: the prompt of an answered question, whose look changes right before this is shown; `closing`: its receipt.
    """

    id: int
    person: int | None
    where: Where
    kind: str
    lane: int
    op: str
    prompt: str
    silent: bool
    parcel: Parcel
    created: int
    expires: int | None
    doubts: int
    receipt: str | None = None
    closes: str = ""
    closing: str | None = None


_encode = Encoder().encode


@cache
def _decoder(kind: type[T]) -> Decoder[T]:
    return Decoder(kind)


class Records:
    """Values to sealed bytes and back. Raises ValueError for bytes that are not of this place or kind."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def write(self, table: str, person: int, value: Person | Session | Entry | Parcel) -> bytes:
        return self.vault.seal(Place(table, person), _encode(value))

    def _read(self, kind: type[T], table: str, person: int, body: bytes) -> T:
        text = self.vault.open(Place(table, person), body)
        try:
            return _decoder(kind).decode(text)
        except MsgspecError:
            raise ValueError(f"not what a {table} holds") from None  # its own words quote what is there

    def person(self, id: int, body: bytes) -> Person:
        return self._read(Person, "person", id, body)

    def session(self, id: int, tag: str, body: bytes | None) -> Session:
        if body is None:
            return Session(tag)
        return self._read(Session, "session", id, body)

    def entry(self, id: int, body: bytes) -> Entry:
        return self._read(Entry, "entry", id, body)

    def parcel(self, row: Any) -> Parcel:
        return self._read(Parcel, "outbox", row["person"] or NOBODY, row["body"] or b"")  # the column may be null

    def waiting(self, row: Any) -> Waiting:
        parcel = self.parcel(row)
        where = Where(row["platform"], row["account"], row["room"], parcel.way)
        keys = ("kind", "lane", "op", "prompt", "closes", "closing", "created", "expires", "doubts")
        rest = {key: row[key] for key in keys}
        told = {"silent": bool(row["silent"]), "parcel": parcel, "receipt": parcel.receipt or row["receipt"]}
        return Waiting(row["id"], row["person"], where, **told, **rest)


EPOCH, MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


def millis(instant: datetime) -> int:
    """Whole milliseconds since 1970. In whole numbers: a fraction would not always find its own row again."""
    return (instant - EPOCH) // MILLISECOND


def instant(millis: int) -> datetime:
    return EPOCH + millis * MILLISECOND
