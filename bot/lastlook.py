"""The last look before a row goes out: whether it is still wanted, as the store has it at that moment."""

from collections.abc import Callable, Container
from datetime import datetime
from enum import Enum

from bot.desk import Desk
from bot.lost import end
from bot.store.records import Records, Waiting, millis
from bot.store.sqlite import Statements
from coach.effects import Push
from coach.still import still


class Look(Enum):
    GO = "go"
    WAITS = "waits"  # it was put back
    GONE = "gone"  # it is not wanted any more, or whoever it was for is gone


class LastLook:
    """`erased`: the numbers of those who were erased since the start. What was in hand for them is not sent."""

    def __init__(
        self, desk: Desk, records: Records, clock: Callable[[], datetime], erased: Container[int | None]
    ) -> None:
        self._desk, self._records, self._clock, self._erased = desk, records, clock, erased

    async def says(self, row: Waiting) -> Look:
        """Raises StoreDown."""
        if row.parcel.push is not None:
            return await self._begin(row, row.parcel.push)
        return Look.GONE if row.person in self._erased else Look.GO

    async def _begin(self, row: Waiting, push: Push) -> Look:
        """Read once more, now that it may go out, whether the push is wanted, and write down that it is on its way.

        In one transaction: nobody can pause in between, and a push that dies on its way is never sent again. It waits
        where they are talking to us.
        """
        now = self._clock()

        def begin(store: Statements) -> Look:
            when = self._wanted(store, row, push, now)
            if when is None:
                end(store, "expired" if now >= push.expires else "dead", "not wanted", [row.id])
                return Look.GONE
            if when > now:
                store.run("put_back", [(millis(when), row.doubts, "busy", row.id)])
                return Look.WAITS
            store.run("begin_push", [(row.id,)])
            return Look.GO

        return await self._desk.do(begin)

    def _wanted(self, store: Statements, row: Waiting, push: Push, now: datetime) -> datetime | None:
        """The person's state, read now: paused, stopped, erased, in a crisis, or talking to us at this moment."""
        found = store.fetch("load_person", (row.person,))
        if not found or not found[0]["reachable"]:
            return None
        [[tag, body, session, _]] = found
        id = row.person or 0
        return still(self._records.person(id, body), self._records.session(id, tag, session), push, now)
