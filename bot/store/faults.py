"""What may be wrong with the store, in an operator's words: what it is and what to do, in one line.

Told by SQLite's result codes and the system's error numbers, never by their sentences.
"""

import errno
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class StoreFault(Exception):
    """The store cannot be had, or not whole: why, and what to do, in a line that begins with the path of a file."""

    @property
    def faults(self) -> list[str]:
        return [f"store.url: {self}"]


class StoreTaken(StoreFault):
    """Another process has it open."""


class BadStore(StoreFault):
    """The file cannot be used."""


class Unreadable(StoreFault):
    """Some of its rows can't be read. `lines`: one for each kind of row."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines

    @property
    def faults(self) -> list[str]:
        return [f"store.url: {line}" for line in self.lines]


RIGHTS = "Give the file, what lies beside it and the folder to the user Steady runs as, or choose another path"
READ_ONLY = f"it can't be written to. {RIGHTS}"
FULL = "the disk is full. Make room on it, or choose a path on another"
LOCKED = "another program holds it. End that one, a backup or an open sqlite3 perhaps, and start again"
PRIMARY = 0xFF  # an extended code says in its lowest byte which one it extends

BY_CODE = {
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_READONLY_DBMOVED: "the file was moved or removed. Put it back, and start again",
    sqlite3.SQLITE_CANTOPEN: f"it can't be opened. {RIGHTS}",
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,  # the log's index is the first thing for which there is no room
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_NOTADB: "this is no SQLite database. Move it away, or choose another path",
    sqlite3.SQLITE_CORRUPT: "it is damaged. Restore a backup, or save what can be read with sqlite3's .recover",
    sqlite3.SQLITE_IOERR: "the disk could not be read or written. Look for its errors in the system's log",
}
BY_NUMBER = {
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EROFS: READ_ONLY,
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.ENAMETOOLONG: "the path is too long. Choose a shorter one",
}


def remedy(bad: Exception) -> str:
    """What is wrong and what to do about it: a sentence each."""
    if isinstance(bad, OSError):
        return BY_NUMBER.get(bad.errno or 0) or f"{bad.strerror}. Put that right, or choose another path"
    if not isinstance(bad, sqlite3.Error):
        return "this is a defect of Steady. Report it"
    name = getattr(bad, "sqlite_errorname", type(bad).__name__)
    code = getattr(bad, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    other = f"it can't be used ({name}). Restore a backup, or report this"
    return BY_CODE.get(code) or BY_CODE.get(code & PRIMARY) or other


@contextmanager
def explained(path: Path | str) -> Generator[None]:
    """What SQLite or the system refuses inside is a BadStore."""
    try:
        yield
    except (sqlite3.Error, OSError) as bad:
        raise BadStore(f"{path}: {remedy(bad)}") from None
