"""A copy of everything that is kept about somebody, read from the store at the moment at which it is sent."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.store.records import Records, instant
from bot.store.sqlite import Row, Statements, listed
from coach.book import Book
from coach.export import FILES, Document, Kept, document
from coach.ledger import Entry


class Copies:
    def __init__(self, book: Book, desk: Desk, records: Records, clock: Callable[[], datetime]) -> None:
        self._book, self._desk, self._records, self._clock = book, desk, records, clock

    async def made(self, person: int | None) -> Mapping[str, Document]:
        """By the names in coach.export.FILES; none where there is nobody of that number. Raises StoreDown."""
        kept = await self._desk.do(lambda store: self._kept(store, person))
        return {} if kept is None else await asyncio.to_thread(self._documents, kept)

    def _documents(self, kept: Kept) -> Mapping[str, Document]:
        """After years these are large: in a thread, so that nobody else waits for them."""
        return {name: document(self._book, kept, name) for name in FILES}

    def _kept(self, store: Statements, id: int | None) -> Kept | None:
        found = store.fetch("load_person", (id,)) if id is not None else []
        if not found or id is None:
            return None
        [[tag, body, session, _]] = found
        entries = store.fetch("load_entries", {"people": listed([id])})
        return Kept(
            self._records.person(id, body),
            self._records.session(id, tag, session),
            tuple(entry for row in entries if (entry := self._entry(row)) is not None),
            self._sending(store, id),
            self._clock(),
        )

    def _entry(self, row: Row) -> Entry | None:
        """None where it cannot be read: what can be is handed over all the same, as it counts in a turn."""
        try:
            return self._records.entry(row["person"], row["body"])
        except ValueError:
            return None

    def _sending(self, store: Statements, id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return {
            "addresses": [_plain(row) for row in store.fetch("kept_addresses", (id,))],
            "planned": [_plain(row) for row in store.fetch("kept_planned", (id,))],
            "waiting": [self._waiting(row) for row in store.fetch("kept_waiting", (id,))],
            "messages": [_plain(row) for row in store.fetch("kept_messages", {"person": id})],
        }

    def _waiting(self, row: Row) -> Mapping[str, Any]:
        """A row that has ended has no words any more, and one that cannot be read has none to show."""
        try:
            card = self._records.parcel(row).card if row["body"] else None
        except ValueError:
            card = None
        about = {"kind": row["kind"], "op": row["op"], "state": row["state"], "at": instant(row["created"])}
        return {**about, "text": card.read if card else ""}


def _plain(row: Row) -> dict[str, Any]:
    """Instants are instants, and what is so or not is so or not."""
    told = {key: row[key] for key in row.keys()}  # noqa: SIM118 (a Row has no other)
    for key in ("at", "heard"):
        if key in told:
            told[key] = instant(told[key])
    return {**told, **({"reachable": bool(told["reachable"])} if "reachable" in told else {})}
