"""The one writer. Whatever waits is done in one transaction: turns, marks of what was sent, housekeeping. Group commit.

A turn is: its event marked as seen, the new session, entries, changes, wakes and outbox rows, together or not at all.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from adapters.port import Arrived, StoreDown
from bot.store.faults import remedy
from bot.store.sqlite import Sqlite, Statements
from bot.turns import Turns

log = structlog.get_logger()
T = TypeVar("T")
MOST = 200  # turns in one transaction


@dataclass(slots=True)
class Job(Generic[T]):
    """Work on the store that is not a turn: claims, marks, housekeeping."""

    work: Callable[[Statements], T]
    done: "asyncio.Future[T]"


@dataclass(slots=True)
class Waiting:
    arrived: Arrived
    done: "asyncio.Future[None]"


class Desk:
    """`coming` is called when a turn was handed in: what it says can be taken in hand in its own transaction."""

    def __init__(self, store: Sqlite, turns: Turns) -> None:
        self._store, self._turns = store, turns
        self.coming: Callable[[], None] = lambda: None
        self.erased: set[int | None] = set()  # since the start
        self._keyed: set[int] = set()  # who was erased, and whose key is still there
        self._in_the_log = False  # what was erased may still be read there
        self._queue: deque[Waiting | Job[Any]] = deque()
        self._news = asyncio.Event()

    async def handle(self, arrived: Arrived) -> None:
        """Take one turn; returns when it is committed. Raises StoreDown when it could not be: nothing has changed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._hand_in(Waiting(arrived, done))
        self.coming()
        await done

    async def handle_all(self, arrived: list[Arrived]) -> None:
        """Take turns in this order, in as few transactions as can be."""
        await asyncio.gather(*(self.handle(one) for one in arrived))

    def clears_log(self) -> None:
        """With the next transaction: whatever was erased or sent since the last time is no longer read there."""
        self._in_the_log = True

    async def do(self, work: Callable[[Statements], T]) -> T:
        """Do some work inside the next transaction. Raises StoreDown when it could not be committed."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._hand_in(Job(work, done))
        return await done

    def _hand_in(self, one: Waiting | Job[Any]) -> None:
        self._queue.append(one)
        self._news.set()

    async def run(self) -> None:
        """Until cancelled. Cancelled between transactions or in one, it leaves none open."""
        while True:
            if not self._queue:
                self._news.clear()
                await self._news.wait()
            await asyncio.sleep(0)  # whoever was woken with us hands in what they have
            await self._commit([self._queue.popleft() for _ in range(min(MOST, len(self._queue)))])

    async def _commit(self, batch: list[Waiting | Job[Any]]) -> None:
        try:
            results = await self._transact(batch)
        except Exception as bad:  # noqa: BLE001 (whatever it is, it is sorted out in _failed)
            if len(batch) > 1:  # one of them may be at fault: each by itself, and the rest go through
                for one in batch:
                    await self._commit([one])
            else:
                await self._failed(batch[0], bad)
            return
        self.erased.update(self._turns.forgotten)
        self._keyed.update(self._turns.forgotten)
        self._in_the_log = self._in_the_log or bool(self._turns.forgotten) or self._turns.struck
        for one, result in zip(batch, results, strict=True):
            if not one.done.done():
                one.done.set_result(result)
        await self._clear()

    async def _transact(self, batch: list[Waiting | Job[Any]]) -> list[Any]:
        def work(store: Statements) -> list[Any]:
            arrived = [one.arrived for one in batch if isinstance(one, Waiting)]
            if arrived:
                self._turns.take(arrived)
            return [one.work(store) if isinstance(one, Job) else None for one in batch]

        self._turns.forgotten.clear()
        self._turns.struck = False
        return await self._store.transact(work)

    async def _clear(self) -> None:
        """Whoever was erased loses their key, and what they said leaves the log: at once, or after a later transaction.

        The latter where the disk fails, or somebody reads the log.
        """
        if not self._keyed and not self._in_the_log:
            return
        try:
            if self._keyed:
                await self._store.transact(lambda _: self._turns.destroy_keys(self._keyed))
                self._keyed.clear()
            self._in_the_log = not await self._store.checkpoint()
        except sqlite3.Error as bad:
            log.error("store.not_cleared", error=type(bad).__name__, remedy=remedy(bad))

    async def _failed(self, one: Waiting | Job[Any], bad: Exception) -> None:
        """Nothing of it was written. The store's own trouble may pass; any other turn would come back for ever."""
        kind = type(bad).__name__
        if _is_the_store(bad):
            log.error("store.down", error=kind, remedy=remedy(bad))
            _refuse(one, StoreDown(remedy(bad)))
        elif isinstance(one, Job):
            _refuse(one, bad)
        else:
            log.error("turn.unwritable", error=kind)
            await self._set_aside(one)

    async def _set_aside(self, one: Waiting) -> None:
        try:
            await self._store.transact(lambda _: self._turns.set_aside(one.arrived))
        except Exception as worse:  # not even that: it stays unconfirmed, and will be offered again
            log.exception("store.down", error=type(worse).__name__, remedy=remedy(worse))
            _refuse(one, StoreDown(remedy(worse)))
            return
        if not one.done.done():
            one.done.set_result(None)


def _is_the_store(bad: Exception) -> bool:
    """The disk, a lock, or a damaged file, which has no kind of its own; not a value that SQLite will not take."""
    return isinstance(bad, sqlite3.OperationalError | OSError) or type(bad) is sqlite3.DatabaseError


def _refuse(one: Waiting | Job[Any], why: Exception) -> None:
    if not one.done.done():
        one.done.set_exception(why)
