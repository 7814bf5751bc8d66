"""A store that tests look into, a clock they move, and a platform that does what it is told."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from pydantic import SecretStr

from adapters.port import Platform, Where
from adapters.surface import TELEGRAM, Card, Surface
from bot import config
from bot.app import App, opened
from bot.store.file import beside
from bot.store.records import Parcel, Records, millis
from bot.store.sqlite import Sqlite, Statements
from bot.vault import source
from bot.vault.keys import END, VAULT_KEY, Keys
from bot.vault.opening import unlocking
from bot.vault.vault import Vault
from bot.vault.vaultkey import VaultKey, parsed
from coach.book import Book
from coach.effects import Kind, Push
from coach.export import Document
from coach.person import Age, Person
from coach.session import Session

MORNING = datetime(2026, 3, 10, 7, 30, tzinfo=UTC)  # a Tuesday in winter time: London's clocks say the same
NINE = MORNING + timedelta(hours=1.5)
ADA, BOB = 1, 2
PUSH = Push("nudge", NINE.date(), NINE + timedelta(hours=3))
KEY = "c3RlYWR5IGluIHRlc3RzIGlzIHNlYWxlZCBieSB0aGk="  # the vault key of every store that is made here
VAULT = config.Vault(key=SecretStr(KEY))
UNLOCK = unlocking(VAULT, lambda _: None)


def loose(*people: int) -> Records:
    """Of no store, with keys for these people."""
    vault = Vault(Keys.nowhere(), VaultKey(parsed(KEY)))
    for person in people:
        vault.admit(person)
    return Records(vault)


@contextmanager
def unsealed(path: Path) -> Generator[Records]:
    """Of a store, as another process that has the key reads and writes it."""
    with closing(Vault(*keys_of(path))) as vault:
        yield Records(vault)


def keys_of(path: Path) -> tuple[Keys, VaultKey]:
    keys = Keys.open(beside(path, END))
    return keys, source.find(VAULT, path).fitting(keys.fact(VAULT_KEY), keys.file)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def skip(self, **length: float) -> None:
        self.at += timedelta(**length)


def rows(path: Path, query: str, *values: object) -> list[Any]:
    """What another reader of the store sees: what is committed."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query, values).fetchall()


def count(path: Path, table: str, where: str = "true", *values: object) -> int:
    return rows(path, f"select count(*) from {table} where {where}", *values)[0][0]


def commits(path: Path) -> int:
    """Transactions in the write-ahead log: frames that say how large the database is now end one each."""
    log = path.with_name(path.name + "-wal").read_bytes()
    size = 24 + int.from_bytes(log[8:12], "big")
    frames = (log[at : at + 16] for at in range(32, len(log) - size + 1, size))
    return sum(frame[4:8] != bytes(4) and frame[8:16] == log[16:24] for frame in frames)


def nothing(_: Statements) -> None:
    """A job for the desk that only takes its turn."""


class Board:
    """A platform that keeps what it is shown. `fails` holds, for a text, what becomes of it, call by call."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []
        self.calls: list[str] = []
        self.documents: list[Document] = []
        self.drawn: list[bytes] = []
        self.fails: dict[str, list[Exception]] = {}
        self.going = asyncio.Event()
        self.going.set()
        self.slow = ""
        self.memory = timedelta()
        self.on = TELEGRAM
        self.deleted: set[str] = set()  # messages that the person has taken away, or that are too old to be

    @property
    def surface(self) -> Surface:
        return self.on

    @property
    def remembers(self) -> timedelta:
        return self.memory

    async def open(self, where: Where) -> str:
        await self._call(f"open {where.person}")
        return f"room {where.person}"

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        await self._call(card.text)
        self.shown.append((where.way or where.room, card.text))
        self.documents += card.documents
        self.drawn += [card.drawn] if card.drawn else []
        return f"message {len(self.shown)}"

    async def edit(self, where: Where, receipt: str, card: Card) -> bool:
        await self._call(f"{receipt} is now {card.text}")
        return receipt not in self.deleted

    async def strip(self, where: Where, receipt: str) -> None:
        await self._call(f"{receipt} is bare")

    async def take_back(self, where: Where, receipts: Sequence[str]) -> bool:
        await self._call(f"{' '.join(receipts)} is taken back")
        return not self.deleted.intersection(receipts)

    async def _call(self, text: str) -> None:
        self.calls.append(text)
        if self.slow and self.slow in text:
            await self.going.wait()
        if self.fails.get(text):
            raise self.fails[text].pop(0)

    def texts(self, room: str = "") -> list[str]:
        return [text for at, text in self.shown if room in ("", at)]


class Office:
    """A store that is written to from outside, and the app that sends what it finds there."""

    def __init__(self, book: Book, path: Path) -> None:
        self.book, self.path = book, path
        self.board, self.other, self.clock = Board(), Board(), Clock(NINE)

    @asynccontextmanager
    async def open(self, *, rate: float = 0, room_rate: float = 0, sending: bool = False) -> AsyncGenerator[App]:
        boards = {"board": self.board, "other": self.other}
        platforms = {name: Platform(TELEGRAM, board, rate, room_rate) for name, board in boards.items()}
        async with opened(self.book, str(self.path), platforms, self.clock, UNLOCK, sending=sending) as app:
            yield app

    async def send(self) -> None:
        """One life of the process: recover, send all that is due, end."""
        async with self.open() as app:
            await app.delivery.drained()

    async def prepare(self) -> None:
        store = await Sqlite.open(str(self.path))
        (await UNLOCK(store)).close()
        await store.close()
        for id in (ADA, BOB):
            await self.knows(id)

    async def knows(self, id: int, session: Session | None = None, **more: Any) -> None:
        person = replace(Person(age=Age.ADULT, consented=MORNING, settled=True, zone="Europe/London"), **more)
        session = session or Session(f"tag{id:05}")
        with unsealed(self.path) as records:
            records.vault.admit(id)
            body, told = records.write("person", id, person), records.write("session", id, session)
        await self.write("insert or replace into person (id, tag, body) values (?, ?, ?)", id, session.tag, body)
        await self.write("insert or replace into session values (?, ?)", id, told)
        await self.write("insert or ignore into account values ('board', ?, ?, ?, 1, 0)", str(id), id, f"room {id}")

    async def puts(self, text: str, kind: Kind = Kind.REPLY, person: int | None = ADA, **more: Any) -> None:
        """A row of the outbox, as a turn or an earlier process left it."""
        push, closed = more.pop("push", PUSH if kind is Kind.PUSH else None), more.pop("closed", "")
        card = None if more.get("op") == "strip" else Card(text, prompt=more.get("prompt", ""))
        at = millis(more.pop("created", NINE))
        account = more.pop("account", str(person))
        parcel: dict[str, Any] = {"closed": Card(closed) if closed else None} | more.pop("parcel", {})
        with unsealed(self.path) as records:
            body = records.write("outbox", person or 0, Parcel(card, push, **parcel))
        row = {
            "person": person, "platform": "board", "account": account, "room": f"room {account}", "kind": kind.value,
            "lane": int(kind is Kind.PUSH), "op": "show", "created": at, "not_before": at,
            "expires": millis(push.expires) if push else None,
            "body": body,
        } | more  # fmt: skip
        await self.write(f"insert into outbox ({', '.join(row)}) values ({', '.join('?' * len(row))})", *row.values())

    async def write(self, statement: str, *values: object) -> None:
        """In a thread, as another process would: the desk must be able to go on, or neither ever gets the lock."""
        await self.write_many(statement, [values])

    async def write_many(self, statement: str, values: Sequence[tuple[object, ...]]) -> None:
        await asyncio.to_thread(self._write, statement, values)

    def _write(self, statement: str, values: Sequence[tuple[object, ...]]) -> None:
        with closing(sqlite3.connect(self.path)) as db, db:
            db.executemany(statement, values)

    def states(self) -> list[str]:
        return [state for [state] in rows(self.path, "select state from outbox order by id")]


async def until(app: App, condition: Callable[[], object]) -> None:
    """As soon as it holds. The desk's turns are the steps, and there is always another."""
    async with asyncio.timeout(10):
        await app.desk.do(nothing)
        while not condition():
            await app.desk.do(nothing)
