"""The write-ahead log, moved into the file by a thread of its own, so that no turn waits for it. Decision 15."""

import asyncio
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Self


class Log:
    def __init__(self, db: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._db, self._thread = db, thread
        self._under_way: Future[None] | None = None

    @classmethod
    def of(cls, file: Path) -> Self:
        """Of a store that is open and whole."""
        db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        db.execute("pragma busy_timeout = 0")  # while it waits for a reader, everybody's turns would wait with it
        return cls(db, ThreadPoolExecutor(1, "log"))

    def sweep(self) -> None:
        """Begin to move what is committed, beside whatever is written meanwhile, unless that is under way."""
        if self._under_way is None or self._under_way.done():
            self._under_way = self._thread.submit(self._swept)

    def _swept(self) -> None:
        with suppress(sqlite3.Error):  # a disk that fails is the writer's to tell of
            self._checkpoint("passive")

    async def clear(self) -> bool:
        """Move all of it and leave nothing there. False while somebody else reads. No transaction may be open."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._checkpoint, "truncate")

    def _checkpoint(self, how: str) -> bool:
        [[busy, _, _]] = self._db.execute(f"pragma wal_checkpoint({how})").fetchall()
        return not busy

    async def close(self) -> None:
        """After what is under way."""
        self._thread.submit(self._db.close)
        await asyncio.to_thread(self._thread.shutdown)
