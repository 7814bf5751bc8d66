"""The store's file before it is opened: whether it can be one of ours, and a look at it that leaves no trace."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.store.faults import BY_CODE, FULL, READ_ONLY, BadStore, Unreadable, explained
from bot.vault.keys import END

OURS = {"account", "person", "outbox"}  # tables of every version
TABLES = "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'"
LEAST = 1_000_000  # bytes free on the disk, to begin with


def migrations() -> list[Traversable]:
    """In their order: the first makes version 1 of the store."""
    scripts = (files("bot.store") / "migrations").iterdir()
    return sorted((s for s in scripts if s.name.endswith(".sql")), key=lambda s: s.name)


def beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def place(path: Path) -> None:
    """Raises BadStore where no file can be, nor its lock."""
    lock = beside(path, ".lock")
    with explained(path):
        if path.is_dir():
            raise BadStore(f"{path}: this is a folder. Give the path of a file in it")
        if path.exists() and not path.is_file():
            raise BadStore(f"{path}: this is no file. Give the path of one")
        if not path.parent.is_dir():  # the lock would make it, and a mistyped path would be an empty store
            raise BadStore(f"{path}: there is no folder {path.parent}. Make it, or correct the path")
        if lock.is_symlink() or (lock.exists() and not lock.is_file()):
            raise BadStore(f"{lock}: something else stands where the lock belongs. Move it away")


def fit(path: Path, version: int, tables: Collection[str]) -> None:
    """Raises BadStore for another program's database, and for a store that is newer than we are."""
    newest = len(migrations())
    if not set(tables) >= OURS if version else tables:
        raise BadStore(f"{path}: it is the database of another program. Correct the path")
    if version > newest:
        raise BadStore(
            f"{path}: it was written by a newer Steady (version {version}, and this one knows {newest})."
            " Install that one, or restore a backup"
        )


def look(path: Path, people: Callable[[sqlite3.Connection], list[str]] = lambda _: []) -> str:
    """What is there, in a few words. Raises BadStore and Unreadable. Nothing is made or changed, and nobody waits.

    `people` looks at what is told there, where the database can be read, and gives a line for what can't.
    """
    place(path)
    with explained(path):
        _can_be_written(path)
        if not path.exists():
            return "not there yet, will be made"
        size, log = _size(path), beside(path, "-wal")
        if in_use(beside(path, ".lock")):
            return f"in use by a running Steady, {size}"
        crashed = log.exists() and log.stat().st_size > 0
        if crashed and not beside(path, "-shm").exists():  # to read the log, SQLite would have to make its index
            return f"{size}, with a log that is read at the start"
        version = _version(path, "readonly_shm=1" if crashed else "immutable=1", people)
    return f"version {version}, {size}" if version else "empty, will be filled"


def _can_be_written(path: Path) -> None:
    those = [path, *(beside(path, end) for end in (".lock", "-wal", "-shm", END))]
    for one in (path.parent, *(one for one in those if one.exists())):
        if not os.access(one, os.W_OK | (os.X_OK if one.is_dir() else os.R_OK), effective_ids=True):
            raise BadStore(f"{one}: {READ_ONLY}")
    if shutil.disk_usage(path.parent).free < LEAST:
        raise BadStore(f"{path}: {FULL}")


def in_use(lock: Path) -> bool:
    """Whether a process holds it. Held by us, shared, for the length of this question."""
    try:
        asking = os.open(lock, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(asking, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(asking)
    return False


def _version(path: Path, how: str, people: Callable[[sqlite3.Connection], list[str]]) -> int:
    """0 of an empty file. `how` keeps SQLite from making files of its own."""
    address = f"{path.absolute().as_uri()}?mode=ro&{how}"
    with closing(sqlite3.connect(address, timeout=0, uri=True)) as db:
        [[version]] = db.execute("pragma user_version")
        tables = [name for [name] in db.execute(TABLES)]
        fit(path, version, tables)
        [[first]] = db.execute("pragma quick_check(1)")  # reads the whole file: half a second for a hundred megabytes
        if first != "ok":
            raise BadStore(f"{path}: {BY_CODE[sqlite3.SQLITE_CORRUPT]}")
        db.row_factory = sqlite3.Row
        if version and (lines := people(db)):
            raise Unreadable([f"{path}: {line}" for line in lines])
    return version


def _size(path: Path) -> str:
    log = beside(path, "-wal")
    size = path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size // 1000} kB"
