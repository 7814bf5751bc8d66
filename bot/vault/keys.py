"""The keys file: everybody's data key, wrapped, beside the database and in none of its backups.

SQLite as well, with a journal: what is committed is on the disk, and what is destroyed is overwritten.
"""

import sqlite3
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec

from bot.store.faults import PRIMARY, BadStore, remedy

END = ".keys"  # of its name, after the database's
VERSION = 1
PRAGMAS = (
    "pragma journal_mode = delete",
    "pragma synchronous = extra",  # with `full`, a power cut could bring the journal back and take the last keys away
    "pragma secure_delete = on",
    "pragma busy_timeout = 5000",
)
TABLES = (
    "create table key (person integer primary key autoincrement, wrapped blob not null) strict",
    "create table fact (name text primary key, value text not null) strict, without rowid",
    f"pragma user_version = {VERSION}",
)
STORE, VAULT_KEY = "store", "vault key"  # facts: the ids of the database they belong to, and of what wraps them
NUMBERS = "numbers"  # a fact: how many people there had been when they were closed; none while they are open
NO_KEYS = "select id from store.person except select person from key"
ERASED = "select person from key where person in (select person from store.erased)"
AT_ONCE = 1000  # rows
DAMAGED = "it is damaged. Put back its newest copy"

Rows = Iterable[tuple[int, bytes]]  # a person and their key, wrapped


class Keys:
    """From one thread at a time. Raises sqlite3.Error where it cannot be read or written."""

    def __init__(self, db: sqlite3.Connection, file: Path) -> None:
        self._db, self.file = db, file

    @classmethod
    def open(cls, file: Path) -> Self:
        """To write to; an empty one where there was none. Raises BadStore."""
        return cls._opened(file, file.absolute().as_uri(), PRAGMAS)

    @classmethod
    def look(cls, file: Path) -> Self:
        """To read from, without a trace, where nobody writes. Raises BadStore."""
        return cls._opened(file, f"{file.absolute().as_uri()}?mode=ro&immutable=1", ())

    @classmethod
    def beside(cls, file: Path) -> Self:
        """To read from beside whoever writes to them. Raises BadStore."""
        return cls._opened(file, f"{file.absolute().as_uri()}?mode=ro", ("pragma busy_timeout = 5000",))

    @classmethod
    def nowhere(cls) -> Self:
        """None yet, and gone with the process."""
        keys = cls(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False), Path())
        keys.begin("", "", ())
        return keys

    @classmethod
    def _opened(cls, file: Path, address: str, pragmas: Iterable[str]) -> Self:
        with told(file):
            db = sqlite3.connect(address, isolation_level=None, check_same_thread=False, uri=True)
        try:
            with told(file):
                _fit(db, file)
                for pragma in pragmas:
                    db.execute(pragma).fetchall()
        except BaseException:
            db.close()
            raise
        return cls(db, file)

    def close(self) -> None:
        self._db.close()

    def begin(self, store: str, vault_key: str, first: Rows) -> None:
        """Fill an empty one."""
        with self._transaction():
            for statement in TABLES:
                self._db.execute(statement)
            self._db.executemany("insert into fact values (?, ?)", [(STORE, store), (VAULT_KEY, vault_key)])
            self._db.executemany("insert into key values (?, ?)", first)

    def fact(self, name: str) -> str:
        """Empty in a file that was not filled yet."""
        if not _version(self._db):
            return ""
        return next((value for [value] in self._db.execute("select value from fact where name = ?", (name,))), "")

    def find(self, people: Iterable[int]) -> list[tuple[int, bytes]]:
        those = msgspec.json.encode(list(people)).decode()
        query = "select person, wrapped from key where person in (select value from json_each(?))"
        return self._db.execute(query, (those,)).fetchall()

    def add(self, rows: Rows) -> None:
        """For those who have none. They are on the disk when it returns."""
        with self._transaction():
            self._db.executemany("insert into key values (?, ?) on conflict do nothing", rows)

    def destroy(self, people: Collection[int]) -> None:
        with self._transaction():
            self._db.executemany("delete from key where person = ?", [(person,) for person in people])

    def opened(self) -> str:
        """How many people there had been when they were closed, which is not known any more from here on."""
        numbers = self.fact(NUMBERS)
        self._db.execute("delete from fact where name = ?", (NUMBERS,))
        return numbers

    def closing(self, numbers: int) -> None:
        upsert = "insert into fact values (?, ?) on conflict (name) do update set value = excluded.value"
        self._db.execute(upsert, (NUMBERS, str(numbers)))

    def wrap(self, vault_key: str, again: Callable[[int, bytes], bytes]) -> None:
        """All of them by another vault key, or none. `again`: of a person and their key."""
        last = -1
        with self._transaction():
            query = "select person, wrapped from key where person > ? order by person limit ?"
            while rows := self._db.execute(query, (last, AT_ONCE)).fetchall():
                changed = [(again(person, wrapped), person) for person, wrapped in rows]
                self._db.executemany("update key set wrapped = ? where person = ?", changed)
                last = rows[-1][0]
            self._db.execute("update fact set value = ? where name = ?", (vault_key, VAULT_KEY))

    def compare(self, database: Path) -> tuple[list[int], list[int]]:
        """Who is in the database and has no key, and who was erased from it and has one."""
        self._db.execute("attach ? as store", (str(database.absolute()),))
        try:
            keyless, erased = ([n for [n] in self._db.execute(query)] for query in (NO_KEYS, ERASED))
            return keyless, erased
        finally:
            self._db.execute("detach store")

    @property
    def newest(self) -> int:
        """The highest number that ever had a key."""
        [[number]] = self._db.execute("select max(seq) from sqlite_sequence")
        return number

    @contextmanager
    def _transaction(self) -> Generator[None]:
        self._db.execute("begin immediate")
        with self._db:  # commits, or rolls back
            yield


@contextmanager
def told(file: Path) -> Generator[None]:
    """What SQLite or the system refuses inside is a BadStore."""
    try:
        yield
    except (sqlite3.Error, OSError) as bad:
        damaged = getattr(bad, "sqlite_errorcode", 0) & PRIMARY in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
        raise BadStore(f"{file}: {DAMAGED if damaged else remedy(bad)}") from None


def _fit(db: sqlite3.Connection, file: Path) -> None:
    version, tables = _version(db), {name for [name] in db.execute("select name from sqlite_schema")}
    if version > VERSION:
        raise BadStore(f"{file}: it was written by a newer Steady. Install that one")
    if not tables >= {"key", "fact"} if version else tables:
        raise BadStore(f"{file}: it is the database of another program. Put the keys of this store there")


def _version(db: sqlite3.Connection) -> int:
    [[version]] = db.execute("pragma user_version")
    return version
