"""From the outbox to the platforms: two lanes, leases, receipts, and a rule for each kind after an uncertain end.

Sending comes after the commit, never inside it. Rows of one room go out in order, one at a time.
"""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.port import Messenger, NotSent, Refused, Revoked, StoreDown, TooSoon, Unknown, Unreachable
from bot.desk import Desk
from bot.pacer import Pacer
from bot.store.records import Records, Waiting, instant, millis
from bot.store.sqlite import Sqlite
from coach import pushes
from coach.effects import Kind

log = structlog.get_logger()
LEASE = timedelta(seconds=90)  # longer than the longest send: a time-out and the platform's own patience
HANDS = 64  # rows in hand at once
WORKERS = 16
AGAIN_WITHIN = timedelta(minutes=10)  # for how long a reply whose fate is unknown is sent again
TRIES = {Kind.REPLY.value: 12, Kind.PUSH.value: 6, Kind.CRISIS.value: 60, Kind.RECEIPT.value: 60}
LONGEST_WAIT = 60.0  # seconds between two tries
SOON = 0.25  # seconds; a row may be due and have to wait for an earlier one of its room
IDLE = 20.0  # seconds after which the outbox is looked at anyway


class Delivery:
    def __init__(
        self,
        desk: Desk,
        records: Records,
        messengers: Mapping[str, Messenger],
        pacers: Mapping[str, Pacer],
        clock: Callable[[], datetime],
    ) -> None:
        self._desk, self._records, self._messengers, self._pacers = desk, records, messengers, pacers
        self._clock = clock
        self._poked = asyncio.Event()
        self._rooms: dict[tuple[str, str, int], deque[Waiting]] = {}
        self._hands: set[int] = set()
        self._workers = asyncio.Semaphore(WORKERS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._down: set[str] = set()

    def poke(self) -> None:
        """Something was committed that may have to be sent."""
        self._poked.set()

    async def run(self) -> None:
        """Until cancelled. Rows in hand then stay leased, and the next start recovers them."""
        try:
            while True:
                self._poked.clear()
                try:
                    wait = await self.once()
                except StoreDown:
                    wait = 1.0
                await self._rest(wait)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._poked.wait()
        except TimeoutError:
            pass

    async def once(self) -> float:
        """Take what is due in hand; returns for how many seconds there is nothing to do."""
        room = HANDS - len(self._hands)
        if room <= 0:
            return IDLE
        rows = await self._claim(room)
        for row in rows:
            self._take(row)
        if len(rows) == room:
            return IDLE if len(self._hands) >= HANDS else 0.0
        due = await self.next_due()
        return IDLE if due is None else min(IDLE, max(SOON, (due - self._clock()).total_seconds()))

    async def next_due(self) -> datetime | None:
        """When the next row may be sent; None when none waits."""
        [[due]] = await self._desk.do(lambda store: store.fetch("next_send", {"platforms": self._platforms}))
        return None if due is None else instant(due)

    async def drained(self) -> None:
        """Until everything that is due now was sent: for the terminal, where there is nobody else to wait for."""
        while await self._claim_all() or self._tasks:
            await asyncio.gather(*self._tasks)

    async def _claim_all(self) -> bool:
        rows = await self._claim(HANDS)
        for row in rows:
            self._take(row)
        return bool(rows)

    async def _claim(self, most: int) -> list[Waiting]:
        now = self._clock()
        values = {"now": millis(now), "until": millis(now + LEASE), "most": most, "platforms": self._platforms}
        rows = await self._desk.do(lambda store: store.fetch("claim", values))
        found = sorted((self._records.waiting(row) for row in rows), key=lambda w: (w.lane, w.id))
        return [w for w in found if w.id not in self._hands]

    @property
    def _platforms(self) -> str:
        return json.dumps([name for name in self._messengers if name not in self._down])

    def _take(self, row: Waiting) -> None:
        """In line behind what this room has in hand; a room without a worker gets one."""
        self._hands.add(row.id)
        key = (row.where.platform, row.where.room, row.lane)
        if key in self._rooms:
            self._rooms[key].append(row)
            return
        self._rooms[key] = deque([row])
        task = asyncio.create_task(self._serve(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, key: tuple[str, str, int]) -> None:
        line = self._rooms[key]
        try:
            while line:
                async with self._workers:
                    went = await self._deliver(line[0])
                self._hands.discard(line.popleft().id)
                if not went:  # it has to wait, and what stands behind it waits too
                    await self._desk.do(lambda store: store.run("release", [(row.id,) for row in line]))
                    return
        except StoreDown:
            log.error("delivery.store_down")  # the rows stay leased and come back
        except Exception as bad:  # a defect of ours: this row is laid aside, the rest of the line comes back
            log.exception("delivery.failed", error=type(bad).__name__, kind=line[0].kind, op=line[0].op)
            await self._finish(line[0], "dead", type(bad).__name__)
        finally:
            self._hands -= {row.id for row in line}
            del self._rooms[key]
            self.poke()

    async def _deliver(self, row: Waiting) -> bool:
        """Send one row and write down what became of it. False: it was put back, to be tried later."""
        try:
            if row.kind == Kind.PUSH.value and not await self._still_wanted(row):
                return True
            room = row.where.room if row.op == "show" else ""  # an edit is no message to the room's limit
            await self._pacers[row.where.platform].slot(row.lane, room)
            if row.kind == Kind.PUSH.value and not await self._begin(row):
                return True
            receipt = await self._send(row)
        except TooSoon as soon:
            self._pacers[row.where.platform].hold(row.lane, soon.seconds)
            return await self._later(row, soon.seconds, "too soon", row.tries)
        except NotSent:
            return await self._again(row, "not sent")
        except Unknown:
            return await self._uncertain(row)
        except Unreachable:
            return await self._unreachable(row)
        except Refused as refused:
            log.error("delivery.refused", kind=row.kind, op=row.op, code=refused.code)
            return await self._finish(row, "dead", refused.code)
        except Revoked:
            self._down.add(row.where.platform)
            log.critical("platform.revoked", platform=row.where.platform)
            return await self._later(row, LONGEST_WAIT, "revoked", row.tries)
        await self._mark_sent(row, receipt)
        return True

    async def _send(self, row: Waiting) -> str | None:
        """The platform's id of what was shown; None where nothing new was."""
        messenger, card = self._messengers[row.where.platform], row.parcel.card
        message = await self._receipt(row) if row.op in ("edit", "strip", "replace") else None
        if message is None and row.op in ("edit", "strip"):
            return None
        if message is None:
            assert card is not None
            return await messenger.show(row.where, card, silent=row.silent, nonce=f"steady-{row.id}")
        if row.op == "strip" or card is None:
            await messenger.strip(row.where, message)
        else:
            await messenger.edit(row.where, message, card)
        return None

    async def _receipt(self, row: Waiting) -> str | None:
        found = await self._desk.do(lambda store: store.fetch("find_receipt", (row.person, row.prompt)))
        return found[0]["message"] if found else None

    async def _still_wanted(self, row: Waiting) -> bool:
        """The person's state, read now: paused, stopped, erased, in a crisis, or talking to us at this moment."""
        now = self._clock()
        known = await self._desk.do(lambda store: store.fetch("load_person", (row.person,)))
        push = row.parcel.push
        if not known or push is None or not known[0]["reachable"]:
            await self._finish(row, "dead", "not wanted")
            return False
        person = self._records.person(row.person or 0, known[0]["body"])
        session = self._records.session(row.person or 0, known[0]["tag"], known[0]["session"])
        when = pushes.still(person, session, push, now)
        if when is None:
            await self._finish(row, "expired" if now >= push.expires else "dead", "not wanted")
        elif when > now:
            await self._later(row, (when - now).total_seconds(), "busy", row.tries)
        return when is not None and when <= now

    async def _begin(self, row: Waiting) -> bool:
        """Written down before the call: a push that dies on its way is never sent again."""
        return bool(await self._desk.do(lambda store: store.fetch("begin_push", (row.id,))))

    async def _mark_sent(self, row: Waiting, receipt: str | None) -> None:
        now = millis(self._clock())

        async def mark(store: Sqlite) -> None:
            if row.op in ("edit", "strip"):
                await store.run("drop_receipt", [(row.person, row.prompt)])
            elif receipt is not None and row.prompt and row.person is not None:
                values = (row.person, row.prompt, receipt, row.where.room, now, row.person)
                await store.run("add_receipt", [values])
            if row.kind == Kind.PUSH.value:
                await store.run("finished", [("sent", "", row.id)])
            else:
                await store.run("sent", [(row.id,)])

        await self._desk.do(mark)

    async def _later(self, row: Waiting, seconds: float, code: str, tries: int) -> bool:
        at = millis(self._clock() + timedelta(seconds=seconds))
        await self._desk.do(lambda store: store.run("put_back", [(at, tries, code, row.id)]))
        return False

    async def _again(self, row: Waiting, code: str) -> bool:
        """It did not leave: later, each time later, until it is no longer worth it."""
        if row.op in ("edit", "strip") or row.tries + 1 >= TRIES[row.kind]:
            return await self._finish(row, "dead", code)
        wait = min(LONGEST_WAIT, 2.0**row.tries) * random.uniform(0.5, 1)  # noqa: S311 (spreads retries, guards nothing)
        return await self._later(row, wait, code, row.tries + 1)

    async def _uncertain(self, row: Waiting) -> bool:
        """It may have arrived. A push is never sent again; a reply once, while fresh; help and receipts always."""
        fresh = self._clock() - instant(row.created) < AGAIN_WITHIN
        once_more = row.kind == Kind.REPLY.value and fresh and row.tries == 0
        if row.kind in (Kind.CRISIS.value, Kind.RECEIPT.value) or once_more:
            return await self._again(row, "unknown")
        log.warning("delivery.unknown", kind=row.kind)
        return await self._finish(row, "unknown", "unknown")

    async def _unreachable(self, row: Waiting) -> bool:
        """They have blocked us, or are gone: nothing more to them until they write."""
        address = (row.where.platform, row.where.person)

        async def mark(store: Sqlite) -> None:
            await store.run("unreachable", [address])
            await store.run("finished", [("unreachable", "", row.id)])
            await store.run("drop_waiting", [address])

        await self._desk.do(mark)
        return True

    async def _finish(self, row: Waiting, state: str, code: str) -> bool:
        await self._desk.do(lambda store: store.run("finished", [(state, code, row.id)]))
        return True
