"""The embedded store: one SQLite file, one writer, one process."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec
from filelock import FileLock, Timeout

from bot.store.faults import StoreTaken, explained
from bot.store.file import TABLES, beside, fit, migrations, place
from bot.store.log import Log
from bot.store.queries import queries

PRAGMAS = (
    "pragma journal_mode = wal",
    "pragma synchronous = full",  # the commit is the acknowledgement: it has to survive a power cut
    "pragma foreign_keys = on",
    "pragma busy_timeout = 5000",
    "pragma journal_size_limit = 67108864",
    "pragma secure_delete = on",  # what was erased is overwritten
    "pragma cache_size = -16000",
    "pragma wal_autocheckpoint = 16000",  # in pages of 4 kB, and only where the sweeping (log.py) does not keep up
)
SWEEP = 2000  # rows changed, some ten megabytes of log: then it is moved into the file
A_LOOK = 0.2  # seconds; `steady check` may hold the lock for a moment

T = TypeVar("T")
Row = Any  # a sqlite3.Row: by name or by place
Values = Sequence[Any] | Mapping[str, Any]


def listed(values: Any) -> str:
    """Many values as one, which a statement takes apart by json_each."""
    return msgspec.json.encode(values).decode()


class Statements:
    """The statements of queries.sql, inside the transaction under way, in the writer's thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db, self._sql = db, queries()

    def fetch(self, name: str, values: Values = ()) -> list[Row]:
        return self._db.execute(self._sql[name], values).fetchall()

    def run(self, name: str, rows: Iterable[Values]) -> None:
        """One statement over many rows."""
        if rows := list(rows):
            self._db.executemany(self._sql[name], rows)


class Sqlite:
    """One connection in a thread of its own; a transaction is one visit to it, whatever it holds (decision 12)."""

    def __init__(
        self, file: Path, db: sqlite3.Connection, writer: ThreadPoolExecutor, log: Log, lock: FileLock
    ) -> None:
        self.file, self._db, self._writer, self._log, self._lock = file, db, writer, log, lock
        self._swept = 0  # rows changed up to the last sweep
        self.statements = Statements(db)

    @classmethod
    async def open(cls, path: str) -> Self:
        """Raises StoreTaken when another process has it, BadStore when it is no store of ours or cannot be written."""
        file = Path(path)
        lock = take(file)
        writer = ThreadPoolExecutor(1, "store")
        with ExitStack() as undo:
            undo.callback(lock.release)
            undo.callback(writer.shutdown)
            with explained(file):
                db = await asyncio.get_running_loop().run_in_executor(writer, _opened, file)
                log = Log.of(file)
            undo.pop_all()
        return cls(file, db, writer, log, lock)

    async def transact(self, work: Callable[[Statements], T]) -> T:
        """Everything inside commits together, or not at all. Cancelled or not, what was begun comes to its end.

        Whatever `work` raises comes out here, and then nothing has changed.
        """
        return await self._visit(partial(self._transact, work))

    def _transact(self, work: Callable[[Statements], T]) -> T:
        try:
            self._db.execute("begin immediate")
            found = work(self.statements)
            self._db.commit()
        except BaseException:
            self._db.rollback()  # where none is open (a full disk ends it), it does nothing
            raise
        if self._db.total_changes - self._swept > SWEEP:
            self._swept = self._db.total_changes
            self._log.sweep()
        return found

    async def checkpoint(self) -> bool:
        """Move the log into the file, so that what was erased is gone from both. False while somebody else reads.

        No transaction may be under way.
        """
        return await self._log.clear()

    async def compact(self) -> bool:
        """Written anew without what was overwritten. False while somebody else reads, who sees what was there before.

        No transaction may be under way.
        """
        await self._visit(lambda: self._db.execute("vacuum"))
        return await self.checkpoint()

    async def _visit(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    async def close(self) -> None:
        """Always closes, after what is under way: its thread would keep the process."""
        await self._log.close()
        self._writer.submit(self._db.close)
        try:
            await asyncio.to_thread(self._writer.shutdown)
        finally:
            self._lock.release()


def _opened(file: Path) -> sqlite3.Connection:
    """A store of ours at its newest version."""
    db = sqlite3.connect(file, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        _prepare(db, file)
    except BaseException:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, file: Path) -> None:
    [[version]] = db.execute("pragma user_version").fetchall()
    fit(file, version, [name for [name] in db.execute(TABLES)])
    for pragma in PRAGMAS:
        db.execute(pragma).fetchall()
    steps = migrations()
    for number, step in enumerate(steps, start=1):
        if number > version:  # a migration and its number, together or not at all
            script = step.read_text("utf-8")
            db.executescript(f"begin immediate;\n{script}\npragma user_version = {number};\ncommit;")
    db.execute("begin immediate")  # a file that may only be read says so at the first write: here, not in a turn
    db.execute(f"pragma user_version = {len(steps)}")
    db.commit()


def take(path: Path) -> FileLock:
    """The store's lock, for one process. Raises StoreTaken where another has it, BadStore where there can be none."""
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
