"""The embedded store: one SQLite file, one writer, one process."""

import sqlite3
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiosqlite
from filelock import FileLock, Timeout

from bot.store.faults import StoreTaken, explained
from bot.store.file import TABLES, beside, fit, migrations, place
from bot.store.queries import queries

PATIENCE = "pragma busy_timeout = 5000"
PRAGMAS = (
    "pragma journal_mode = wal",
    "pragma synchronous = full",  # the commit is the acknowledgement: it has to survive a power cut
    "pragma foreign_keys = on",
    PATIENCE,
    "pragma journal_size_limit = 67108864",
    "pragma secure_delete = on",  # what was erased is overwritten
    "pragma cache_size = -16000",
)
A_LOOK = 0.2  # seconds; `steady check` may hold the lock for a moment

Row = Any  # a sqlite3.Row: by name or by place
Values = Sequence[Any] | Mapping[str, Any]


class Sqlite:
    """One connection. All writing happens inside `transaction()`, one at a time: see bot/desk.py."""

    def __init__(self, db: aiosqlite.Connection, lock: FileLock) -> None:
        self._db, self._lock, self._sql = db, lock, queries()

    @classmethod
    async def open(cls, path: str) -> Self:
        """Raises StoreTaken when another process has it, BadStore when it is no store of ours or cannot be written."""
        file = Path(path)
        lock = _take(file)
        async with AsyncExitStack() as undo:
            undo.callback(lock.release)
            with explained(file):
                sqlite3.connect(path).close()  # what cannot be opened fails here, and not in a thread that outlives us
                db = await aiosqlite.connect(path, isolation_level=None)
                undo.push_async_callback(db.close)
                store = cls(db, lock)
                await store._prepare(file)
            undo.pop_all()
        return store

    async def _prepare(self, file: Path) -> None:
        self._db.row_factory = aiosqlite.Row
        [[version]] = await self._db.execute_fetchall("pragma user_version")
        fit(file, version, [name for [name] in await self._db.execute_fetchall(TABLES)])
        for pragma in PRAGMAS:
            await self._db.execute_fetchall(pragma)
        steps = migrations()
        for number, step in enumerate(steps, start=1):
            if number > version:
                await self._migrate(number, step.read_text("utf-8"))
        async with self.transaction():  # a file that may only be read says so at the first write: here, not in a turn
            await self._db.execute_fetchall(f"pragma user_version = {len(steps)}")

    async def _migrate(self, number: int, script: str) -> None:
        """A migration and its number, together or not at all."""
        await self._db.executescript(f"begin immediate;\n{script}\npragma user_version = {number};\ncommit;")

    async def close(self) -> None:
        """Always closes: a connection left open keeps its thread, and its thread keeps the process."""
        try:
            await self._db.close()
        finally:
            self._lock.release()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        """Everything inside commits together, or not at all; also when the task is cancelled in the middle.

        Cancelled or not, a statement that was handed over is run, in its order: so the rollback comes after it, and is
        handed over whether or not a transaction is open by now. Where none is (a full disk ends it), it does nothing.
        """
        try:
            await self._db.execute_fetchall("begin immediate")
            yield
            await self._db.commit()
        except BaseException:
            await self._db.rollback()
            raise

    async def fetch(self, name: str, values: Values = ()) -> list[Row]:
        return list(await self._db.execute_fetchall(self._sql[name], values))

    async def run(self, name: str, rows: Iterable[Values]) -> None:
        """One statement over many rows."""
        if rows := list(rows):
            await self._db.executemany(self._sql[name], rows)

    async def checkpoint(self) -> bool:
        """Move the log into the file, so that what was erased is gone from both. False while somebody else reads.

        Without waiting for the reader: everybody's turns would wait with us.
        """
        await self._db.execute_fetchall("pragma busy_timeout = 0")
        try:
            [[busy, _, _]] = await self._db.execute_fetchall("pragma wal_checkpoint(truncate)")
        finally:
            await self._db.execute_fetchall(PATIENCE)
        return not busy


def _take(path: Path) -> FileLock:
    place(path)
    lock = FileLock(beside(path, ".lock"))
    with explained(lock.lock_file):
        try:
            lock.acquire(timeout=A_LOOK)
        except Timeout:
            raise StoreTaken(
                f"{path}: another Steady has it open. Stop that one first, or give this one its own store"
            ) from None
    return lock
