"""From the outbox to the platforms: what is due is taken in hand under a lease, of each account and lane one at a time.

Sending comes after the commit, never inside it. Each platform, and in it replies and pushes, has hands of its own, so
that none waits for another; and nobody, however much waits for them, has more than one of them.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from adapters.port import StoreDown
from bot.desk import Desk
from bot.lost import end
from bot.sender import Sender
from bot.store.records import Records, Waiting, instant, millis
from bot.store.sqlite import Row, Statements, listed
from bot.vault.vault import NOBODY

log = structlog.get_logger()
LEASE = timedelta(seconds=90)  # then what no note could be taken of comes back; not what is in hand, however long
HANDS = (64, 8)  # of a platform: replies and pushes that wait for their slot or are under way
IDLE = 20.0  # seconds after which the outbox is looked at anyway
PARTING = 3.0  # seconds that sends under way get to end, when the process has to

Line = tuple[str, int]  # a platform and a lane
Hands = dict[int, "asyncio.Task[None]"]
Claimed = dict[Line, list[Row]]


class Delivery:
    def __init__(self, desk: Desk, records: Records, sender: Sender, clock: Callable[[], datetime]) -> None:
        self._desk, self._records, self._sender, self._clock = desk, records, sender, clock
        self._poked = asyncio.Event()
        self._hands: dict[Line, Hands] = {(platform, lane): {} for platform in sender.served for lane in (0, 1)}
        self._in_hand: set[int] = set()  # rows
        self._ending = False
        self._under_way: set[int] = set()  # hands whose row has its slot

    def poke(self) -> None:
        """Something is being written, or was, that may have to be sent."""
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
        self._ending = True
        tasks = {id: task for hands in self._hands.values() for id, task in hands.items()}
        for id in tasks.keys() - self._under_way:
            tasks[id].cancel()
        if tasks:
            await asyncio.wait(tasks.values(), timeout=PARTING)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def once(self) -> float:
        """Take what is due in hand; returns for how many seconds there is nothing to do."""
        free, in_hand = self._free(), list(self._in_hand)

        def look(store: Statements) -> tuple[Claimed, float | None]:
            now = self._clock()  # one for both, and after the turns of this transaction: nothing falls in between
            return self._claim(store, free, in_hand, now), self._wait(store, now)

        claimed, wait = await self._desk.do(look)
        taken = self._take(claimed)
        if any(taken[line] == room for line, room in free.items()):
            return 0.0  # as many as there were hands for, so there may be more
        return IDLE if wait is None or not free else min(IDLE, wait)  # a hand that comes free pokes

    def _claim(self, store: Statements, free: dict[Line, int], in_hand: list[int], now: datetime) -> Claimed:
        """As many rows of each line as there are hands for, with the keys to open them at hand."""
        values = {"now": millis(now), "until": millis(now + LEASE), "in_hand": listed(in_hand)}
        asked = {line: {**values, "platform": line[0], "lane": line[1], "most": room} for line, room in free.items()}
        claimed = {line: store.fetch("claim", one) for line, one in asked.items()}
        self._records.vault.ready(row["person"] or NOBODY for rows in claimed.values() for row in rows)
        return claimed

    def _wait(self, store: Statements, now: datetime) -> float | None:
        due = self._next_send(store, now)
        return None if due is None else max(0.0, (due - now).total_seconds())

    async def next_due(self) -> datetime | None:
        """When the next row may be sent that may not be sent yet; None when none waits."""
        return await self._desk.do(lambda store: self._next_send(store, self._clock()))

    def _next_send(self, store: Statements, now: datetime) -> datetime | None:
        values = {"now": millis(now), "platforms": listed(sorted(self._sender.served))}
        [[due]] = store.fetch("next_send", values)
        return None if due is None else instant(due)

    async def drained(self) -> None:
        """Until everything that is due now was sent: for the terminal, where there is nobody else to wait for."""
        while any((await self._take_due()).values()) or any(self._hands.values()):
            await asyncio.gather(*(task for hands in self._hands.values() for task in hands.values()))

    async def _take_due(self) -> dict[Line, int]:
        free, in_hand = self._free(), list(self._in_hand)
        return self._take(await self._desk.do(lambda store: self._claim(store, free, in_hand, self._clock())))

    def _free(self) -> dict[Line, int]:
        """How many hands each line has free, where it has any and its platform can be written to."""
        free = {line: HANDS[line[1]] - len(hands) for line, hands in self._hands.items()}
        return {line: room for line, room in free.items() if room and line[0] in self._sender.served}

    def _take(self, claimed: Claimed) -> dict[Line, int]:
        """A hand for each; returns how many there were."""
        for line, rows in claimed.items():
            for row in sorted(rows, key=lambda row: row["id"]):
                self._hands[line][row["id"]] = asyncio.create_task(self._serve(line, row))
        return {line: len(rows) for line, rows in claimed.items()}

    async def _serve(self, line: Line, row: Row) -> None:
        """One account's rows, one after another, until none waits or one has to: then so do those behind it."""
        hand, now_at = row["id"], row
        try:
            while now_at is not None:
                self._in_hand.add(now_at["id"])
                now_at = await self._one(hand, now_at)
        except StoreDown:
            log.error("delivery.store_down")  # the row stays leased and comes back, with a doubt more
        finally:
            self._under_way.discard(hand)
            del self._hands[line][hand]
            self.poke()

    async def _one(self, hand: int, row: Row) -> Row | None:
        """The row that comes next, once this one has ended; None where none does, or this one was put back."""
        try:
            return await self._tried(hand, row)
        finally:
            self._in_hand.discard(row["id"])

    async def _tried(self, hand: int, row: Row) -> Row | None:
        self._under_way.discard(hand)
        if row["person"] in self._desk.erased:
            return await self._next(row, lambda _: None)  # it went with them, and so did the key to it
        waiting = self._read(row)
        if waiting is None:
            return await self._next(row, lambda store: end(store, "dead", "unreadable", [row["id"]]))
        if not await self._sender.slot(waiting):
            return None
        self._under_way.add(hand)
        ended = await self._sender.deliver(waiting)
        return None if ended is None else await self._next(row, ended.note)

    async def _next(self, row: Row, note: Callable[[Statements], None]) -> Row | None:
        """What comes next of the same account, in one transaction with the note of what became of this one."""
        if self._ending:
            return await self._desk.do(note)
        now = self._clock()
        values = {"now": millis(now), "until": millis(now + LEASE), "gone": row["id"]}
        values |= {key: row[key] for key in ("platform", "account", "lane")}

        def noted(store: Statements) -> list[Row]:
            note(store)
            return store.fetch("claim_next", values)

        found = await self._desk.do(noted)
        return found[0] if found else None

    def _read(self, row: Row) -> Waiting | None:
        """None where it cannot be read, by a defect or after a change of format: it is laid aside."""
        try:
            return self._records.waiting(row)
        except ValueError as bad:
            log.error("delivery.unreadable", error=type(bad).__name__, kind=row["kind"], op=row["op"])
            return None
