"""From the outbox to the platforms: what is due is taken in hand under a lease, of each room one row at a time.

Sending comes after the commit, never inside it. Replies and pushes have hands of their own, so that neither waits for
the other, and nobody's room, however much waits for it, has more than one of them.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from adapters.port import StoreDown
from bot.desk import Desk
from bot.sender import Sender
from bot.store.records import Records, Waiting, instant, millis
from bot.store.sqlite import Row, Sqlite

log = structlog.get_logger()
LEASE = timedelta(seconds=90)  # longer than the longest send: a time-out and the platform's own patience
HANDS = (16, 8)  # replies and pushes that wait for their slot or are under way
IDLE = 20.0  # seconds after which the outbox is looked at anyway
PARTING = 3.0  # seconds that sends under way get to end, when the process has to

Hands = dict[int, "asyncio.Task[None]"]


class Delivery:
    def __init__(self, desk: Desk, records: Records, sender: Sender, clock: Callable[[], datetime]) -> None:
        self._desk, self._records, self._sender, self._clock = desk, records, sender, clock
        self._poked = asyncio.Event()
        self._hands: tuple[Hands, ...] = tuple({} for _ in HANDS)
        self._under_way: set[int] = set()  # rows in hand that have their slot

    def poke(self) -> None:
        """Something was committed that may have to be sent."""
        self._poked.set()

    async def run(self) -> None:
        """Until cancelled. What is under way then may end; the rest is left for the next start."""
        try:
            while True:
                self._poked.clear()
                await self._rest(await self._look())
        finally:
            await self._end()

    async def _look(self) -> float:
        try:
            return await self.once()
        except StoreDown:
            return 1.0
        except Exception as bad:  # a defect of ours must not end all sending
            log.exception("delivery.failed", error=type(bad).__name__)
            return 1.0

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._poked.wait()

    async def _end(self) -> None:
        tasks = {id: task for hands in self._hands for id, task in hands.items()}
        for id in tasks.keys() - self._under_way:
            tasks[id].cancel()
        if tasks:
            await asyncio.wait(tasks.values(), timeout=PARTING)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def once(self) -> float:
        """Take what is due in hand; returns for how many seconds there is nothing to do."""
        free = [most - len(hands) for most, hands in zip(HANDS, self._hands, strict=True)]
        taken = await self._take_due(free)
        if any(0 < room == took for room, took in zip(free, taken, strict=True)):
            return 0.0  # as many as there were hands for, so there may be more
        if not any(free):
            return IDLE  # a hand that comes free pokes
        due = await self.next_due()
        return IDLE if due is None else min(IDLE, max(0.0, (due - self._clock()).total_seconds()))

    async def next_due(self) -> datetime | None:
        """When the next row may be sent that may not be sent yet; None when none waits."""
        values = {"now": millis(self._clock()), "platforms": self._platforms}
        [[due]] = await self._desk.do(lambda store: store.fetch("next_send", values))
        return None if due is None else instant(due)

    async def drained(self) -> None:
        """Until everything that is due now was sent: for the terminal, where there is nobody else to wait for."""
        while any(await self._take_due(list(HANDS))) or any(self._hands):
            await asyncio.gather(*(task for hands in self._hands for task in hands.values()))

    @property
    def _platforms(self) -> str:
        return json.dumps(sorted(self._sender.served))

    async def _take_due(self, free: list[int]) -> list[int]:
        """Claim as many rows of each lane as there are hands for; returns how many there were."""
        now = self._clock()
        in_hand = json.dumps([id for hands in self._hands for id in hands])
        values = {"now": millis(now), "until": millis(now + LEASE), "platforms": self._platforms, "in_hand": in_hand}

        async def claim(store: Sqlite) -> list[list[Row]]:
            lanes = ({**values, "lane": lane, "most": most} for lane, most in enumerate(free))
            return [await store.fetch("claim", one) if one["most"] else [] for one in lanes]

        claimed = await self._desk.do(claim)
        for row in (row for lane in claimed for row in sorted(lane, key=lambda row: row["id"])):
            if (waiting := await self._read(row)) is not None:
                self._hands[waiting.lane][waiting.id] = asyncio.create_task(self._serve(waiting))
        return [len(lane) for lane in claimed]

    async def _read(self, row: Row) -> Waiting | None:
        """None where it cannot be read, by a defect or after a change of format: it is laid aside."""
        try:
            return self._records.waiting(row)
        except ValueError as bad:
            log.error("delivery.unreadable", error=type(bad).__name__, kind=row["kind"], op=row["op"])
        await self._sender.finish(row["id"], "dead", "unreadable")
        return None

    async def _serve(self, row: Waiting) -> None:
        try:
            if await self._sender.slot(row):
                self._under_way.add(row.id)
                await self._sender.deliver(row)
        except StoreDown:
            log.error("delivery.store_down")  # the row stays leased and comes back, with a doubt more
        finally:
            self._under_way.discard(row.id)
            del self._hands[row.lane][row.id]
            self.poke()
