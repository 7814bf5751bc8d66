"""Somebody while their turns are taken."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from adapters.port import Arrived, Where
from coach.events import Unreached, Woken
from coach.ledger import Ledger
from coach.person import Person
from coach.session import Session


@dataclass(slots=True, eq=False)
class Known:
    """A person and what is theirs. `id` is None until they are in the store.

    `elsewhere`: what arrived last did not come from their own room.   `heard`: when they last did anything.
    """

    id: int | None
    person: Person
    session: Session
    ledger: Ledger
    where: Where
    reachable: bool = True
    changed: bool = False
    gone: bool = False
    elsewhere: bool = False
    heard: datetime | None = None

    def meets(self, arrived: Arrived, now: datetime) -> None:
        """Where they are now. Whoever writes into their own room can be reached there.

        Nobody knows that of those who are elsewhere, nor where they only used a button or a command (by a way): both
        work in a room that is closed to us.
        """
        if isinstance(arrived.event, Woken):
            return
        where = arrived.where
        self.elsewhere = not where.room
        self.where = replace(where, room=self.where.room) if self.elsewhere else where
        if not isinstance(arrived.event, Unreached):
            self.heard = now
            self.reachable = self.reachable or not (self.elsewhere or where.way)

    @property
    def number(self) -> int:
        """In the store, where they are by now."""
        assert self.id is not None
        return self.id
