"""The embedded store: opening it, what may be wrong with the file, rows and values, and what an erasure leaves."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing, suppress
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.port import Where
from adapters.surface import Card
from bot.store.faults import BadStore, StoreTaken
from bot.store.file import beside, migrations
from bot.store.queries import queries
from bot.store.records import Parcel, millis
from bot.store.sqlite import SWEEP, Sqlite, Statements
from bot.vault.cipher import SEALED
from bot.vault.vault import NOBODY, Place
from coach.book import Book
from coach.effects import Choice, Push
from coach.ledger import Entry
from coach.person import Age, Gate, Goal, Pace, Person
from coach.session import Left, Offered, Session
from tests.botapi import BotApi
from tests.office import MORNING, count, loose, rows
from tests.people import House, Household

pytestmark = pytest.mark.unmeasured  # of what is around the coach

CANARY = "canary-Zq7vX"
FIRST = (files("bot.store") / "migrations" / "0001.sql").read_text("utf-8")
OF_OLD = """
insert into outbox (dedup, platform, account, room, kind, lane, op, created, not_before, tries)
values (null, 'board', '1', 'room 1', 'reply', 0, 'show', 0, 0, 2),
       (null, 'board', '1', 'room 1', 'crisis', 0, 'show', 0, 0, 0),
       ('nudge:1:safety:2026-03-10', 'board', '1', 'room 1', 'push', 1, 'show', 0, 0, 0),
       ('nudge:1:nudge:2026-03-10', 'board', '1', 'room 1', 'push', 1, 'show', 0, 0, 0);
insert into person (id, tag, body) values (1, 'tag00001', x'00');
insert into wake values (1, 'safety', 5), (1, 'nudge', 6);
"""


# Opening


async def writes(store: Sqlite, key: str, value: str) -> None:
    await store.transact(lambda facts: facts.run("set_fact", [(key, value)]))


async def reads(store: Sqlite, key: str) -> list[str]:
    return [row["value"] for row in await store.transact(lambda facts: facts.fetch("get_fact", (key,)))]


async def test_a_new_store_is_made_and_an_old_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    for value in ("first", "second"):
        store = await Sqlite.open(str(path))
        before = await store.transact(lambda facts: facts.fetch("get_fact", ("key",)))
        await writes(store, "key", value)
        await store.close()
        assert [row["value"] for row in before] == ([] if value == "first" else ["first"])
    assert rows(path, "pragma user_version") == [(len(migrations()),)]
    assert rows(path, "pragma journal_mode") == [("wal",)]
    assert rows(path, "pragma integrity_check") == [("ok",)]


async def test_the_log_moves_into_the_file_while_others_write(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    store = await Sqlite.open(str(path))

    def many(facts: Statements) -> None:
        facts.run("set_fact", [(str(n), CANARY) for n in range(SWEEP)])

    async with asyncio.timeout(10):
        while CANARY.encode() not in path.read_bytes():
            await store.transact(many)
    await store.close()
    assert count(path, "fact") == SWEEP


async def test_a_store_of_the_first_shape_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"{FIRST} pragma user_version = 1; {OF_OLD}")
    await (await Sqlite.open(str(path))).close()
    assert rows(path, "select id, kind, doubts from outbox where id < 3") == [(1, "reply", 2), (2, "urgent", 0)]
    keys = [("nudge:1:later:2026-03-10",), ("nudge:1:nudge:2026-03-10",)]
    assert rows(path, "select dedup from outbox where id > 2 order by id") == keys
    assert rows(path, "select key, at from wake order by key") == [("later", 5), ("nudge", 6)]


async def test_every_statement_fits_the_tables(tmp_path: Path) -> None:
    store = await Sqlite.open(str(tmp_path / "steady.db"))
    await store.close()
    with closing(sqlite3.connect(tmp_path / "steady.db")) as db:
        for name, statement in queries().items():
            names = {part.strip("(,)") for part in statement.replace(":", " :").split() if part.startswith(":")}
            values = dict.fromkeys((n[1:] for n in names), None) if names else (None,) * statement.count("?")
            assert db.execute(f"explain {statement}", values).fetchall(), name


async def test_a_second_one_is_refused_in_a_line_until_the_first_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    first = await Sqlite.open(str(path))
    with pytest.raises(StoreTaken) as refused:
        await Sqlite.open(str(path))
    assert (str(path) in str(refused.value), str(refused.value).count("\n")) == (True, 0)
    await first.close()
    await (await Sqlite.open(str(path))).close()


@pytest.mark.parametrize("content", [b"this is no database at all, and long enough to be read as one" * 9, bytes(4096)])
async def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "steady.db"
    path.write_bytes(content)
    with pytest.raises(BadStore) as refused:
        await Sqlite.open(str(path))
    assert str(path) in str(refused.value)
    assert path.read_bytes() == content
    path.unlink()
    await (await Sqlite.open(str(path))).close()  # the lock was let go of


async def test_a_log_that_was_cut_off_opens_with_what_was_committed_before(tmp_path: Path) -> None:
    """As after a power cut: the last frame half written, the shared index gone."""
    path, copy = tmp_path / "steady.db", tmp_path / "copy.db"
    store = await Sqlite.open(str(path))
    for value in ("first", "second"):
        await writes(store, value, value)
    copy.write_bytes(path.read_bytes())
    log = path.with_name("steady.db-wal").read_bytes()
    copy.with_name("copy.db-wal").write_bytes(log[:-100])
    await store.close()
    opened = await Sqlite.open(str(copy))
    found = [await reads(opened, key) for key in ("first", "second")]
    await opened.close()
    assert found == [["first"], []]
    assert rows(copy, "pragma integrity_check") == [("ok",)]


async def test_an_error_inside_takes_all_of_a_transaction(tmp_path: Path) -> None:
    store = await Sqlite.open(str(tmp_path / "steady.db"))

    def trips(facts: Statements) -> None:
        facts.run("set_fact", [("key", "value")])
        raise ZeroDivisionError

    with suppress(ZeroDivisionError):
        await store.transact(trips)
    assert await reads(store, "key") == []
    await writes(store, "key", "value")
    await store.close()
    assert count(tmp_path / "steady.db", "fact") == 1


# Rows and values

RECORDS = loose(NOBODY, 1, 7)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
instants = st.integers(0, 4_000_000_000_000_000).map(
    lambda n: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=n)
)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
answers = st.dictionaries(texts, texts, max_size=3)
trails = st.lists(texts, max_size=3).map(tuple)
people = st.builds(
    Person,
    age=st.sampled_from(Age), consented=st.none() | instants, country=texts, zone=texts, goal=st.sampled_from(Goal),
    last_contact=st.none() | days, since=st.none() | days, window=st.integers(0, 400), limited=trails,
    gates=st.frozensets(st.sampled_from(Gate)), pace=st.sampled_from(Pace), hour=st.times(), paused_until=instants,
    calm_until=st.none() | instants, settled=st.booleans(),
)  # fmt: skip
left = st.builds(Left, step=texts, answers=answers, trail=trails, at=instants)
sessions = st.builds(
    Session,
    tag=texts, flow=texts, step=texts, prompt=texts, asked=st.integers(0), answers=answers, trail=trails, picked=trails,
    offered=st.lists(st.builds(Offered, value=texts, label=texts), max_size=3).map(tuple), misses=st.integers(0),
    left=st.dictionaries(texts, left, max_size=2), heard=st.none() | instants, closed=texts, moved=st.none() | instants,
)  # fmt: skip
entries = st.builds(Entry, kind=texts, value=texts, day=days, at=instants, note=texts)
choices = st.lists(st.builds(Choice, id=texts, label=texts, on=st.booleans()), max_size=2).map(tuple)
cards = st.builds(
    Card, text=texts, title=texts, rows=st.lists(choices, max_size=2).map(tuple), controls=choices, prompt=texts
)
pushed = st.builds(Push, kind=texts, day=days, expires=instants, silent=st.booleans())
parcels = st.builds(Parcel, card=st.none() | cards, push=st.none() | pushed, receipt=texts)


@given(people, sessions, entries)
def test_what_is_written_about_a_person_is_what_is_read(person: Person, session: Session, entry: Entry) -> None:
    assert RECORDS.person(7, RECORDS.write("person", 7, person)) == person
    assert RECORDS.session(7, "tag", RECORDS.write("session", 7, session)) == session
    assert RECORDS.entry(7, RECORDS.write("entry", 7, entry)) == entry


@given(parcels, texts, st.integers(0, 1), st.none() | st.integers(1, 999))
def test_what_waits_to_be_sent_is_what_is_sent(parcel: Parcel, text: str, lane: int, person: int | None) -> None:
    row = {
        "id": 1, "person": person, "platform": text, "account": text, "room": text, "kind": "reply", "lane": lane,
        "op": "show", "prompt": text, "silent": lane, "created": 5, "expires": None, "doubts": 2, "receipt": None,
        "closes": text, "closing": None,
        "body": RECORDS.write("outbox", person or 0, parcel),
    }  # fmt: skip
    waiting = RECORDS.waiting(row)
    where = Where(text, text, text, parcel.way)
    assert (waiting.parcel, waiting.where, waiting.silent) == (parcel, where, bool(lane))
    assert (waiting.id, waiting.lane, waiting.prompt, waiting.doubts) == (1, lane, text, 2)


def test_a_row_written_before_a_field_was_thought_of_is_read() -> None:
    """Everything that has a default may be missing, and what is no longer known is passed over."""
    assert RECORDS.person(1, sealed("person", b'{"age": "adult", "of_old": 1}')) == Person(age=Age.ADULT)
    assert RECORDS.session(1, "", sealed("session", b'{"tag": "t"}')) == Session("t")
    assert RECORDS.session(1, "t", None) == Session("t")


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[]", b'{"age": "old"}'])
def test_a_row_that_cannot_be_read_is_a_value_error(text: bytes) -> None:
    for body in (sealed("person", text), b"\x00" + text, SEALED + text, b""):
        with pytest.raises(ValueError, match="person"):
            RECORDS.person(1, body)


def sealed(table: str, text: bytes) -> bytes:
    return RECORDS.vault.seal(Place(table, 1), text)


# Erasing


@pytest.fixture
async def house(book: Book, tmp_path: Path) -> AsyncGenerator[House]:
    async with BotApi() as server:
        yield House(server, book, tmp_path / "steady.db")
        assert server.faults == []


def values_of(house: Household, account: int) -> list[bytes]:
    """Everything that is sealed for somebody, as it stands in the tables."""
    [[person]] = rows(house.path, "select person from account where account = ?", str(account))
    tables = (("person", "id"), ("session", "person"), ("entry", "person"), ("outbox", "person"))
    found = [rows(house.path, f"select body from {table} where {key} = ?", person) for table, key in tables]
    return [body for table in found for [body] in table if body]


def traces(path: Path, values: list[bytes]) -> int:
    """How often any of them, or the canary, stands in the bytes of the store's files."""
    files = [file.read_bytes() for end in ("", "-wal", "-shm") if (file := beside(path, end)).exists()]
    assert not any(CANARY.encode() in file for file in files), "a plain word"
    return sum(file.count(value) for file in files for value in values)


async def test_an_erased_person_leaves_no_word_in_any_file(house: House) -> None:
    async with house.serving():
        ada, bob = house.friend(7), house.friend(8, "Bob")
        for friend in (ada, bob):
            await friend.settles_in()
        await ada.checks_in(word=f"{CANARY} tonight")
        await ada.says("/checkin")
        await ada.says(f"{CANARY} is no number")
        await ada.taps("4", "4", "kept", "done")
        await ada.says("{CANARY} " * 300 + CANARY)
        values = values_of(house, 7)
        assert traces(house.path, values) >= len(values) > 10
        before = {table: count(house.path, table) for table in ("person", "account", "session", "wake", "entry")}
        await ada.says("/delete")
        await ada.taps("erase")
        await house.app.desk.do(_nothing)
        assert traces(house.path, values) == 0
        assert {table: before[table] - count(house.path, table) for table in ("person", "account", "session")} == {
            "person": 1, "account": 1, "session": 1}  # fmt: skip
        assert (house.somebody(7), house.entries(7), bool(house.somebody(8))) == (None, [], True)
        assert count(house.path, "receipt", "room = '7'") == count(house.path, "outbox", "account = '7'") == 0
        await ada.says("/delete")
        await ada.taps("erase")
    assert traces(house.path, values) == 0


async def test_what_a_reader_holds_back_is_cleared_as_soon_as_it_has_gone(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in(word=CANARY)
        values = values_of(house, 7)
        with closing(sqlite3.connect(house.path, isolation_level=None)) as reader:
            reader.execute("pragma busy_timeout = 0")
            reader.execute("begin")
            reader.execute("select * from entry").fetchall()
            await ada.says("/delete")
            erasing = asyncio.create_task(ada.taps("erase"))
            await house.server.until(lambda: "gone" in ada.person.screen())
            reader.execute("rollback")
            await erasing
        await house.app.desk.do(_nothing)
        await house.app.desk.do(_nothing)
        assert traces(house.path, values) == 0


async def test_a_push_that_waits_goes_with_the_person(house: House) -> None:
    async with house.serving() as app:
        ada = house.friend()
        await ada.settles_in()
        house.clock.skip(hours=1.4)
        await ada.says("/status")
        house.clock.skip(minutes=12)
        await app.wakes.tick()
        app.delivery.poke()
        await house.quiet()
        assert count(house.path, "outbox", "kind = 'push' and state = 'pending'") == 1, "they talk: it waits"
        await ada.says("/delete")
        await ada.taps("erase")
        said = len(ada.said)
        await house.skip(minutes=20)
        assert len(ada.said) == said
        assert count(house.path, "outbox", "kind = 'push'") == 0


def _nothing(_: Statements) -> None:
    pass


def test_the_person_of_these_tests_is_whole() -> None:
    assert replace(Person(), hour=time(9)) == Person()
    assert millis(MORNING) + 1000 == millis(MORNING + timedelta(seconds=1))
