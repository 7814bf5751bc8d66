"""The last look before a row goes out: whether it is still wanted, as the store has it at that moment."""

from collections.abc import Callable
from datetime import datetime

from bot.desk import Desk
from bot.lost import end
from bot.store.records import Records, Waiting, millis
from bot.store.sqlite import Sqlite
from coach import pushes
from coach.effects import Push


class LastLook:
    def __init__(self, desk: Desk, records: Records, clock: Callable[[], datetime]) -> None:
        self._desk, self._records, self._clock = desk, records, clock

    async def lets(self, row: Waiting) -> bool:
        """True when it may go out now. Raises StoreDown."""
        if row.parcel.push is not None:
            return await self._begin(row, row.parcel.push)
        # Whoever it was for may have been erased, or have blocked us, since it was taken in hand.
        return bool(await self._desk.do(lambda store: store.fetch("in_hand", (row.id,))))

    async def _begin(self, row: Waiting, push: Push) -> bool:
        """Read once more, now that it may go out, whether the push is wanted, and write down that it is on its way.

        In one transaction: nobody can pause in between, and a push that dies on its way is never sent again. False: it
        was put back, because they are talking to us, or laid aside.
        """
        now = self._clock()

        async def begin(store: Sqlite) -> bool:
            when = await self._wanted(store, row, push, now)
            if when is None:
                await end(store, "expired" if now >= push.expires else "dead", "not wanted", [row.id])
            elif when > now:
                await store.run("put_back", [(millis(when), row.doubts, "busy", row.id)])
            else:
                await store.run("begin_push", [(row.id,)])
            return when == now

        return await self._desk.do(begin)

    async def _wanted(self, store: Sqlite, row: Waiting, push: Push, now: datetime) -> datetime | None:
        """The person's state, read now: paused, stopped, erased, in a crisis, or talking to us at this moment."""
        found = await store.fetch("load_person", (row.person,))
        if not found or not found[0]["reachable"]:
            return None
        [[tag, body, session, _]] = found
        id = row.person or 0
        return pushes.still(self._records.person(id, body), self._records.session(id, tag, session), push, now)
