"""Reading a store beside a Steady that runs: nothing is written, nobody waits, and nothing is held for long."""

import fcntl
import os
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.store.faults import BadStore, explained
from bot.store.file import TABLES, beside, fit, in_use, migrations, place
from bot.store.queries import queries

LOG_LEFT = "it was not closed, and its log is put in order at the next start. Start Steady once, and ask again"
OLDER = "it is of an older version. Start Steady once, which brings it up to date, and ask again"
MEANWHILE = "Steady was started at this very moment. Ask again"


@contextmanager
def reading(path: Path) -> Generator[tuple[sqlite3.Connection, bool]]:
    """The store, to read from, and whether a Steady runs on it. Raises BadStore where there is none to be read.

    Where none runs, none can be started on it meanwhile: SQLite takes the file for one that nobody writes.
    """
    place(path)
    if not path.exists():
        raise BadStore(f"{path}: there is no store yet")
    with (
        explained(path),
        _held(beside(path, ".lock")) as is_free,
        closing(sqlite3.connect(_address(path, is_free), timeout=5, uri=True)) as db,
    ):
        [[version]] = db.execute("pragma user_version")
        fit(path, version, [name for [name] in db.execute(TABLES)])
        if version < len(migrations()):
            raise BadStore(f"{path}: {OLDER}")
        db.row_factory = sqlite3.Row
        yield db, not is_free


def _address(path: Path, is_free: bool) -> str:
    how, log = f"{path.absolute().as_uri()}?mode=ro", beside(path, "-wal")
    if not is_free:
        return how
    if log.exists() and log.stat().st_size:
        raise BadStore(f"{path}: {LOG_LEFT}")
    return f"{how}&immutable=1"


@contextmanager
def _held(lock: Path) -> Generator[bool]:
    """Whether no Steady runs, and then none can be started until this ends."""
    if in_use(lock):
        yield False
        return
    try:
        holding = os.open(lock, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:  # nobody has ever opened the store but by hand
        yield True
        return
    try:
        try:
            fcntl.flock(holding, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadStore(f"{lock}: {MEANWHILE}") from None
        yield True
    finally:
        os.close(holding)


def entries(db: sqlite3.Connection) -> Iterator[tuple[int, list[bytes]]]:
    """Everybody's entries, as they are sealed, one person at a time: no statement is open between two of them."""
    sql = queries()
    for [person] in db.execute(sql["everybody"]).fetchall():
        yield person, [body for [body] in db.execute(sql["bodies_of"], (person,)).fetchall()]
