"""The vault: what is sealed opens in its own place alone, and a start brings the keys and the database to one."""

import os
import sqlite3
import stat
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import encode
from structlog.testing import capture_logs

from adapters.port import Arrived, Where
from bot import config
from bot.config import BadConfig
from bot.store.faults import BadStore
from bot.store.file import beside
from bot.store.sqlite import Sqlite
from bot.vault import source
from bot.vault.cipher import SEALED
from bot.vault.keys import END, VAULT_KEY, Keys
from bot.vault.opening import unlocked
from bot.vault.vault import AHEAD, MOST, NOBODY, Place, Vault
from bot.vault.vaultkey import VaultKey, fresh, parsed
from coach.book import Book
from coach.events import Said, Started
from coach.ledger import Entry
from coach.person import Person
from coach.session import Session
from tests.botapi import BotApi
from tests.office import ADA, BOB, KEY, MORNING, NINE, UNLOCK, VAULT, Office, count, keys_of, loose, rows, unsealed
from tests.people import House
from tests.test_store import FIRST

pytestmark = pytest.mark.unmeasured  # of what is around the coach

CANARY = "canary-Kp3wY"
LAST_PLAIN = 5  # the version of the store when there was no vault
TABLES = {"person": "id", "session": "person", "entry": "person", "outbox": "coalesce(person, 0)"}


def everything(path: Path, wanted: config.Vault = VAULT) -> list[tuple[str, int, bytes]]:
    """All that is told in a store, but for what a test has spoilt. Raises ValueError where one will not open."""
    keys = Keys.open(beside(path, END))
    with closing(Vault(keys, source.find(wanted, path).fitting(keys.fact(VAULT_KEY), keys.file))) as vault:
        return sorted(
            (table, person, vault.open(Place(table, person), body))
            for table, key in TABLES.items()
            for person, body in rows(path, f"select {key}, body from {table} where length(body) > 1")
        )


def on_disk(folder: Path, word: bytes = CANARY.encode()) -> list[str]:
    """The files in which it stands."""
    return [file.name for file in folder.rglob("*") if file.is_file() and word in file.read_bytes()]


def keyed(path: Path) -> set[int]:
    """Of all numbers that people have had, those that have a key."""
    [[newest]] = rows(path, "select coalesce(max(seq), 0) from sqlite_sequence where name = 'person'")
    return {person for [person] in rows(beside(path, END), "select person from key") if 0 < person <= newest}


# Sealing


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_what_is_sealed_is_what_is_opened(value: bytes) -> None:
    vault = VAULTED.vault
    for place in (Place("entry", 1), Place("outbox", NOBODY)):
        sealed = vault.seal(place, value)
        assert (sealed[:1], len(sealed), vault.open(place, sealed)) == (SEALED, len(value) + 29, value)


VAULTED = loose(NOBODY, 1, 2)
SOMEWHERE = Place("entry", 1)
ELSEWHERE = [Place("entry", 2), Place("session", 1), Place("entry", 1, "note"), Place("entry", NOBODY), Place("", 1)]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_value_opens_in_its_own_place_alone(place: Place) -> None:
    sealed = VAULTED.vault.seal(SOMEWHERE, b"at home")
    with pytest.raises(ValueError, match="sealed by another key or for another place, or changed since"):
        VAULTED.vault.open(place, sealed)


def test_the_place_is_sealed_in_also_where_the_key_is_the_same() -> None:
    key, keys = VaultKey(parsed(KEY)), Keys.nowhere()
    keys.add((person, key.wrap(person, bytes(32))) for person in (1, 2))
    vault = Vault(keys, key)
    sealed = vault.seal(SOMEWHERE, b"at home")
    assert vault.open(SOMEWHERE, sealed) == b"at home"
    with pytest.raises(ValueError, match="for another place"):
        vault.open(Place("entry", 2), sealed)


def test_a_value_of_which_any_bit_was_changed_or_any_part_lost_does_not_open() -> None:
    sealed = VAULTED.vault.seal(SOMEWHERE, b"as it was")
    changed = [
        sealed[:at] + bytes([sealed[at] ^ 1 << bit]) + sealed[at + 1 :] for at in range(len(sealed)) for bit in range(8)
    ]
    for other in (*changed, *(sealed[:at] for at in range(len(sealed))), sealed + b"\0", b"\0as it was"):
        with pytest.raises(ValueError, match=r"entry\.body: "):
            VAULTED.vault.open(SOMEWHERE, other)


def test_no_two_values_are_sealed_alike() -> None:
    assert len({VAULTED.vault.seal(SOMEWHERE, b"good morning")[:13] for _ in range(5000)}) == 5000


def test_nobody_without_a_key_can_be_written_about() -> None:
    with pytest.raises(ValueError, match="there is no key"):
        VAULTED.vault.seal(Place("person", 5_000_000), b"{}")


def test_a_key_wrapped_for_somebody_opens_nothing_of_another() -> None:
    """Not even in the keys file can one take the place of another's."""
    key = VaultKey(parsed(KEY))
    wrapped = key.wrap(1, bytes(32))
    assert key.unwrap(1, wrapped) == bytes(32)
    for other, person in ((key, 2), (VaultKey(parsed(fresh())), 1)):
        with pytest.raises(ValueError, match="another key"):
            other.unwrap(person, wrapped)
    assert key.id == VaultKey(parsed(f" {KEY}\n")).id != VaultKey(parsed(fresh())).id


@pytest.mark.parametrize("text", ["", " ", "x", KEY[:-1], KEY[:-4], f"{KEY}{KEY}", f"-{KEY[1:]}", "é" * 44, "=" * 44])
def test_what_is_no_key_is_said_without_a_word_of_it(text: str) -> None:
    with pytest.raises(ValueError, match="this is no key") as bad:
        parsed(text)
    assert not text.strip() or text not in str(bad.value).replace("this is no key", "")


# Keys


class Counting(Keys):
    """How often the file is asked."""

    asked = 0

    def find(self, people: Iterable[int]) -> list[tuple[int, bytes]]:
        self.asked += 1
        return super().find(people)


async def test_the_keys_of_a_batch_are_one_query_and_are_kept_at_hand(tmp_path: Path) -> None:
    keys = Counting.open(tmp_path / "keys")
    keys.begin("", "", ())
    with closing(Vault(keys, VaultKey(parsed(KEY)))) as vault:
        vault.admit(1)
        keys.asked = 0
        vault.ready(range(1, 200))
        vault.ready(range(1, 200))
        for person in range(1, 200):
            assert vault.open(Place("person", person), vault.seal(Place("person", person), b"{}")) == b"{}"
        assert keys.asked == 1
        for person in range(AHEAD, MOST + 2 * AHEAD):
            vault.admit(person)
        keys.asked = 0
        vault.admit(MOST + 2 * AHEAD - 1)
        assert keys.asked == 0
        vault.ready([1])
        assert keys.asked == 1, "not all are held: whoever came first has left"


def test_more_people_than_keys_at_hand_are_served_from_many_threads(tmp_path: Path) -> None:
    vault = loose().vault
    everybody = range(1, MOST + 2 * AHEAD)
    for first in everybody[::AHEAD]:
        vault.admit(first)
    sealed = {person: vault.seal(Place("person", person), str(person).encode()) for person in everybody}

    def opens(first: int) -> None:
        for person in everybody[first::7]:
            assert vault.open(Place("person", person), sealed[person]) == str(person).encode()

    def goes(person: int) -> None:
        vault.seal(Place("person", person), b"")
        vault.destroy([person])
        with pytest.raises(ValueError, match="there is no key"):
            vault.seal(Place("person", person), b"")

    for person in range(1, 50):
        vault.admit(everybody[-1] + person * AHEAD)
    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(opens, first) for first in range(7)]
        done += [threads.submit(goes, everybody[-1] + person * AHEAD) for person in range(1, 50)]
        for one in done:
            one.result()


def test_a_damaged_key_is_its_persons_alone(tmp_path: Path) -> None:
    keys = Keys.open(tmp_path / "keys")
    keys.begin("", "", ())
    with closing(Vault(keys, VaultKey(parsed(KEY)))) as vault:
        vault.admit(1)
        with closing(sqlite3.connect(tmp_path / "keys")) as db, db:
            db.execute("update key set wrapped = x'0102' where person = 2")
        vault.ready([1, 2, 3])
        for person in (1, 3):
            assert vault.open(Place("entry", person), vault.seal(Place("entry", person), b"x")) == b"x"
        with pytest.raises(ValueError, match="there is no key"):
            vault.seal(Place("entry", 2), b"x")


# Opening a store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "steady.db"


async def starts(path: Path, wanted: config.Vault = VAULT) -> list[Path]:
    """What the start of a process does to a store; the keys it has made."""
    made: list[Path] = []
    store = await Sqlite.open(str(path))
    try:
        (await unlocked(wanted, made.append, store)).close()
    finally:
        await store.close()
    return made


@pytest.fixture
async def office(book: Book, path: Path) -> Office:
    office = Office(book, path)
    await office.prepare()
    for id in (ADA, BOB):
        with unsealed(path) as records:
            body = records.write("entry", id, Entry("word", "", NINE.date(), NINE, CANARY))
        await office.write("insert into entry values (?, 1, 0, ?)", id, body)
        await office.puts(CANARY, person=id)
    await office.puts(CANARY, person=None, account="-5")
    return office


async def test_the_first_run_makes_a_key_for_its_user_alone_and_says_where(path: Path) -> None:
    before = os.umask(0)
    try:
        made = await starts(path, config.Vault())
    finally:
        os.umask(before)
    assert made == [beside(path, ".vault-key")]
    assert stat.S_IMODE(made[0].stat().st_mode) == 0o600
    assert VaultKey(parsed(made[0].read_text("ascii")))
    assert sorted(os.listdir(path.parent)) == ["steady.db", "steady.db.keys", "steady.db.lock", "steady.db.vault-key"]
    assert await starts(path, config.Vault()) == [], "and none a second time"
    assert (keyed(path), rows(path, "select count(*) from fact where key like 'vault%'")) == (set(), [(2,)])


async def test_what_people_say_is_nowhere_in_the_files(book: Book, path: Path) -> None:
    async with BotApi() as server:
        house = House(server, book, path)
        async with house.serving():
            ada = house.friend(7)
            await ada.settles_in()
            await ada.checks_in(word=f"{CANARY} tonight")
            await ada.says(f"{CANARY} is no number")
            await ada.says("/chances")
            await ada.says(CANARY)
            server.person(8).state = "kicked"
            await ada.says(f"{CANARY} " * 400)
            group = server.group(-5)
            group.adds_bot(ada.person)
            await ada.reads()
            assert any(CANARY in entry.note for entry in house.entries(7))
            assert on_disk(path.parent) == []
        assert on_disk(path.parent) == []
        assert [text for _, _, text in everything(path) if CANARY.encode() in text]
        assert server.faults == []


async def test_rows_given_to_somebody_else_open_nothing_and_harm_nobody_else(office: Office) -> None:
    """By whoever can write to the database and has not the key."""
    await office.write("update session set body = (select body from session where person = 1) where person = 2")
    async with office.open() as app:
        with capture_logs() as log:
            for n, id in enumerate((ADA, BOB)):
                await app.handle(Arrived(str(n), Where("board", str(id), f"room {id}"), Started("status")))
            await app.delivery.drained()
    assert [entry["event"] for entry in log if entry["log_level"] == "error"] == ["turn.unwritable"]
    assert "My message comes at 09:00" in office.board.texts("room 1")[-1]
    assert office.board.texts("room 2")[-1].startswith("Something went wrong")


# Erasing


async def goes(office: Office, id: int) -> None:
    async with office.open() as app:
        for n, event in enumerate((Started("delete"), Said("erase everything"))):
            await app.handle(Arrived(f"erase{n}", Where("board", str(id), f"room {id}"), event))
        await app.desk.do(lambda _: None)
        assert id not in keyed(office.path), "the key has gone before the next transaction"
        await app.delivery.drained()


async def test_whoever_is_erased_cannot_be_read_in_an_old_copy_of_the_database(office: Office) -> None:
    copy = office.path.with_name("copy.db")
    copyfile(office.path, copy)
    wrapped = rows(beside(office.path, END), "select wrapped from key where person = ?", ADA)[0][0]
    await goes(office, ADA)
    assert on_disk(office.path.parent, wrapped) == []
    copyfile(beside(office.path, END), beside(copy, END))
    with pytest.raises(ValueError, match="there is no key for it"):
        everything(copy)
    with capture_logs() as log:
        await starts(copy)
    assert [(entry["event"], entry["people"]) for entry in log] == [("vault.erased_since", 1)]
    told = everything(copy)
    assert {person for _, person, _ in told} == {BOB, NOBODY}
    assert [table for table, person, _ in told if person == BOB] == ["entry", "outbox", "person", "session"]
    assert count(copy, "account") == 1, "nor is it known any more that they were there"


async def test_a_key_that_a_crash_left_is_destroyed_at_the_next_start(office: Office) -> None:
    await office.write("delete from outbox where person = 1")
    await office.write("delete from entry where person = 1")
    for table in ("session", "account", "wake"):
        await office.write(f"delete from {table} where person = 1")
    await office.write("delete from person where id = 1")
    assert ADA in keyed(office.path)
    await starts(office.path)
    assert keyed(office.path) == {BOB}
    assert {person for _, person, _ in everything(office.path)} == {BOB, NOBODY}


@pytest.mark.parametrize("by_mistake", ["none", "older", "empty"])
async def test_another_copy_put_there_by_mistake_costs_nobody_their_key(office: Office, by_mistake: str) -> None:
    """Not even when it is started more than once."""
    right = office.path.with_name("right.db")
    copyfile(office.path, right)
    before = everything(office.path)
    if by_mistake == "older":
        await office.write("delete from outbox where person = 2")
        for table in ("entry", "session", "account", "wake", "shown"):
            await office.write(f"delete from {table} where person = 2")
        await office.write("drop trigger note_erased")
        await office.write("delete from person where id = 2")
        await office.write("create trigger note_erased after delete on person begin select 1; end")
    else:
        office.path.unlink()
        if by_mistake == "empty":
            office.path.touch()
    for _ in range(3):
        await starts(office.path)
    copyfile(right, office.path)
    for _ in range(2):
        await starts(office.path)
    assert everything(office.path) == before


class Stubborn(Vault):
    """A disk on which the keys file cannot be written, at first."""

    asked = 0

    def destroy(self, people: Collection[int]) -> None:
        self.asked += 1
        if self.asked == 1:
            raise sqlite3.OperationalError("disk I/O error")
        super().destroy(people)


async def test_a_key_that_cannot_be_destroyed_is_tried_again_with_the_next_turn(book: Book, path: Path) -> None:
    async def unlock(store: Sqlite) -> Vault:
        (await UNLOCK(store)).close()
        return Stubborn(*keys_of(store.file))

    async with BotApi() as server:
        house = House(server, book, path)
        async with house.serving(unlock=unlock) as app:
            ada = house.friend(7)
            await ada.settles_in()
            [[person]] = rows(path, "select id from person")
            with capture_logs() as log:
                await ada.says("/delete")
                await ada.taps("erase")
            assert [entry["event"] for entry in log if entry["log_level"] == "error"] == ["store.not_cleared"]
            await app.desk.do(lambda _: None)
            await app.desk.do(lambda _: None)
            assert person not in keyed(path)
            vault = app.records.vault
            assert isinstance(vault, Stubborn)
            assert vault.asked == 2, "and not after that"


async def test_what_was_in_hand_for_somebody_erased_is_dropped_without_a_word(office: Office) -> None:
    """Between the transaction that takes a row in hand and the look into it, their key can go."""
    async with office.open() as app:
        with capture_logs() as log:
            await app.delivery.once()
            app.desk.erased.add(ADA)
            app.records.vault.destroy([ADA])
            await app.delivery.drained()
    assert log == []
    assert office.board.shown == [("room 2", CANARY), ("room -5", CANARY)]


# Keys that are not the database's


def state(path: Path) -> dict[str, Any]:
    """What is in the tables, and every byte beside them."""
    beside_it = {file.name: file.is_file() and file.read_bytes() for file in path.parent.glob("steady.db.*")}
    tables = (*TABLES, "account", "wake", "fact", "receipt", "seen")
    return beside_it | {table: rows(path, f"select * from {table} order by 1, 2") for table in tables}


async def refused(path: Path, wanted: config.Vault = VAULT) -> str:
    before = state(path)
    with pytest.raises((BadStore, BadConfig)) as bad:
        await starts(path, wanted)
    assert state(path) == before, "nothing is changed"
    [line] = bad.value.faults
    assert KEY not in line
    return line.replace(f"{path.parent}/", "")


async def test_keys_that_are_lost(office: Office) -> None:
    beside(office.path, END).unlink()
    assert (await refused(office.path)).startswith("store.url: steady.db.keys: the keys are not there, without which")
    await office.write("delete from account")
    for table in ("person", "session", "entry"):
        await office.write(f"delete from {table}")
    await starts(office.path)
    assert beside(office.path, END).exists(), "where nobody is, nothing is lost"


async def test_keys_that_are_older_than_the_database(office: Office) -> None:
    keys = beside(office.path, END).read_bytes()
    await office.knows(AHEAD)
    await office.knows(AHEAD + 1)
    beside(office.path, END).write_bytes(keys)
    line = await refused(office.path)
    assert line.startswith(
        "store.url: steady.db.keys: it is older than the database: of 1 people the key is not in it. "
    )


async def test_keys_that_are_a_little_older_open_those_who_came_since(office: Office) -> None:
    """Some are made ahead, and a start does not make others."""
    keys = beside(office.path, END).read_bytes()
    for id in (BOB + 1, AHEAD - 1):
        await starts(office.path)
        await office.knows(id)
    told = everything(office.path)
    beside(office.path, END).write_bytes(keys)
    await starts(office.path)
    assert everything(office.path) == told


async def test_the_newest_database_can_be_put_back_after_an_older_one_was_tried(office: Office) -> None:
    older, newer = office.path.with_name("older"), office.path.with_name("newer")
    copyfile(office.path, older)
    await office.knows(BOB + 1)
    await starts(office.path)
    told = everything(office.path)
    copyfile(office.path, newer)
    for copy in (older, newer):
        copy.replace(office.path)
        await starts(office.path)
    assert everything(office.path) == told


async def test_nobody_new_takes_a_number_that_somebody_had_after_an_older_copy_was_put_back(office: Office) -> None:
    """Or their key would open what is in the copies of the others."""
    older = office.path.with_name("older")
    copyfile(office.path, older)
    for account in ("33", "34"):
        await greets(office, account)
    goes_by = rows(office.path, "select max(id) from person")[0][0]
    older.replace(office.path)
    await greets(office, "35")
    [[number]] = rows(office.path, "select person from account where account = '35'")
    assert number > goes_by


async def greets(office: Office, account: str) -> None:
    async with office.open() as app:
        await app.handle(Arrived(f"start {account}", Where("board", account, f"room {account}"), Started("start")))
        await app.delivery.drained()


async def test_keys_of_another_database(office: Office, book: Book, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Office(book, tmp_path / "other" / "steady.db")
    await other.prepare()
    beside(other.path, END).replace(beside(office.path, END))
    line = await refused(office.path)
    assert line.startswith("store.url: steady.db.keys: the keys are of another database. Put those of this one there")


def _garbage(keys: Path) -> None:
    keys.write_bytes(b"no database at all, and long enough to be looked at as one" * 20)


def _foreign(keys: Path) -> None:
    keys.unlink()
    with closing(sqlite3.connect(keys)) as db:
        db.execute("create table song (name text)")


def _newer(keys: Path) -> None:
    with closing(sqlite3.connect(keys)) as db:
        db.execute("pragma user_version = 99")


def _folder(keys: Path) -> None:
    keys.unlink()
    keys.mkdir()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_garbage, "it is damaged. Put back its newest copy"),
        (_foreign, "it is the database of another program. Put"),
        (_newer, "it was written by a newer Steady. Install"),
        (_folder, "it can't be opened. Give the file"),
    ],
)
async def test_a_keys_file_that_is_none(office: Office, spoil: Callable[[Path], None], said: str) -> None:
    spoil(beside(office.path, END))
    assert (await refused(office.path)).startswith(f"store.url: steady.db.keys: {said}")


async def test_another_vault_key_and_none(office: Office) -> None:
    wrong = await refused(office.path, config.Vault.model_validate({"key": fresh()}))
    assert wrong.startswith("vault.key: this is not the key by which the keys in steady.db.keys are wrapped. Give that")
    none = await refused(office.path, config.Vault())
    assert none.startswith("vault.key_file: the vault key is missing: the store is sealed, and steady.db.vault-key is ")


# Stores of before


def plain(path: Path, people: int = 3, entries: int = 4, stray: int = 10) -> None:
    """As Steady kept them when there was no vault; `stray` is the number of somebody who is missing."""

    def body(value: object) -> bytes:
        return b"\0" + encode(value)

    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"pragma journal_mode = wal; {FIRST} pragma user_version = 1;")
        for id in range(1, people + 1):
            person, session = Person(country=CANARY), Session(f"tag{id}", answers={"q": CANARY})
            db.execute("insert into person values (?, ?, ?)", (id, session.tag, body(person)))
            db.execute("insert into account values ('board', ?, ?, '', 1)", (str(id), id))
            db.execute("insert into session values (?, ?)", (id, body(session)))
            told = [body(Entry("word", str(n), MORNING.date(), MORNING, CANARY)) for n in range(entries)]
            db.executemany("insert into entry values (?, ?, 0, ?)", [(id, n, one) for n, one in enumerate(told)])
        row = "('board', ?, '', 'reply', 0, 'show', ?, 0, 0)"
        columns = "(platform, account, room, kind, lane, op, body, created, not_before, person)"
        for id in (1, None, stray):
            db.execute(
                f"insert into outbox {columns} values {row[:-1]}, ?)",
                (str(id), body({"card": None, "receipt": CANARY}), id),
            )
        db.execute("insert or ignore into session values (?, ?)", (stray, body(Session("", answers={"q": CANARY}))))
        db.execute("delete from entry where n = 0")
        db.commit()
        db.execute("update person set body = x'07' where id = 2")
        db.commit()


def texts(path: Path) -> list[tuple[str, int, bytes]]:
    found = [(table, *row) for table, key in TABLES.items() for row in rows(path, f"select {key}, body from {table}")]
    return sorted((table, person, body[1:]) for table, person, body in found if body and body[0] == 0)


async def test_a_store_of_before_is_sealed_at_the_start_and_nothing_plain_stays(path: Path) -> None:
    plain(path)
    told = texts(path)
    assert on_disk(path.parent) != []
    with capture_logs() as log:
        await starts(path)
    assert [(entry["event"], entry["rows"]) for entry in log] == [("vault.sealed", len(told))]
    assert on_disk(path.parent) == []
    assert rows(path, "select body from person where id = 2") == [(b"\x07",)], "what was damaged is as it was"
    assert everything(path) == told
    assert keyed(path) == {1, 2, 3}
    assert rows(path, "pragma user_version")[0][0] > LAST_PLAIN, "a Steady of before refuses it"
    with capture_logs() as log:
        await starts(path)
    assert log == []


async def test_many_rows_are_sealed_in_some_transactions(path: Path) -> None:
    plain(path, people=40, entries=200)
    told = texts(path)
    await starts(path)
    assert everything(path) == told
    assert on_disk(path.parent) == []
    assert len(told) > 7000


async def test_a_store_of_before_that_somebody_reads_is_sealed_when_they_have_gone(path: Path) -> None:
    plain(path)
    await (await Sqlite.open(str(path))).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select * from entry").fetchall()
        with pytest.raises(BadStore, match=r"steady\.db: another program holds it\. End that one"):
            await starts(path)
    await starts(path)
    assert on_disk(path.parent) == []


async def test_an_old_plain_copy_is_sealed_again_without_those_who_were_erased(path: Path) -> None:
    plain(path)
    copyfile(path, path.with_name("copy"))
    await starts(path)
    with closing(Keys.open(beside(path, END))) as keys:
        keys.destroy([1])
    path.with_name("copy").replace(path)
    await starts(path)
    assert on_disk(path.parent) == []
    assert rows(path, "select id from person") == [(2,), (3,)]
