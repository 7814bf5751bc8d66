"""The embedded store: one SQLite file, one writer, one process."""

import sqlite3
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import aiosqlite
from filelock import FileLock, Timeout

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

Row = Any  # a sqlite3.Row: by name or by place
Values = Sequence[Any] | Mapping[str, Any]


class StoreTaken(Exception):
    """Another process has this store open."""


class BadStore(Exception):
    """The file cannot be used, and why, in one line."""


class Sqlite:
    """One connection. All writing happens inside `transaction()`, one at a time: see bot/desk.py."""

    def __init__(self, db: aiosqlite.Connection, lock: FileLock | None) -> None:
        self._db, self._lock, self._sql = db, lock, queries()

    @classmethod
    async def open(cls, path: str) -> Self:
        """Raises StoreTaken when another process has it, BadStore when it is no store of ours or cannot be written."""
        lock = None if path == ":memory:" else _take(Path(path))
        async with AsyncExitStack() as undo:
            if lock is not None:
                undo.callback(lock.release)
            try:
                sqlite3.connect(path).close()  # what cannot be opened fails here, and not in a thread that outlives us
                db = await aiosqlite.connect(path, isolation_level=None)
                undo.push_async_callback(db.close)
                store = cls(db, lock)
                await store._prepare()
            except aiosqlite.Error as bad:
                raise BadStore(f"{path}: {bad}") from None
            undo.pop_all()
        return store

    async def _prepare(self) -> None:
        self._db.row_factory = aiosqlite.Row
        for pragma in PRAGMAS:
            await self._db.execute_fetchall(pragma)
        [[version]] = await self._db.execute_fetchall("pragma user_version")
        steps = sorted(p.name for p in (files("bot.store") / "migrations").iterdir() if p.name.endswith(".sql"))
        if version > len(steps):
            raise BadStore("the store was written by a newer Steady: install that one, or restore a backup")
        for number, name in enumerate(steps, start=1):
            if number > version:
                await self._migrate(number, (files("bot.store") / "migrations" / name).read_text("utf-8"))
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
            if self._lock is not None:
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
    if not path.parent.is_dir():  # the lock would make it, and a mistyped path would be an empty store
        raise BadStore(f"{path}: there is no folder {path.parent}. Make it, or correct the path")
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreTaken(
            f"{path}: another Steady has it open. Stop that one first, or give this one its own store"
        ) from None
    except OSError as bad:
        raise BadStore(f"{path}: {bad.strerror}") from None
    return lock
