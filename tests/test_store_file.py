"""What may be wrong with the store's file, said in one line with its remedy; and looking at it without a trace."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from adapters.port import Arrived, Where
from bot.store.faults import BadStore, StoreFault, explained
from bot.store.file import look, migrations
from bot.store.readable import unreadable
from bot.store.sqlite import Sqlite
from bot.vault import source
from bot.vault.look import people
from coach.book import Book
from coach.events import Said, Started
from coach.ledger import Entry
from tests.office import ADA, BOB, NINE, VAULT, Office, rows, unsealed

pytestmark = pytest.mark.unmeasured  # of what is around the coach

NOW = len(migrations())  # the version that a store is brought to


async def made(path: Path) -> Path:
    await (await Sqlite.open(str(path))).close()
    return path


def write(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else b"" for p in folder.rglob("*")}


@contextmanager
def nobody_special() -> Generator[Path]:
    """A folder, and no more rights than anybody has, whoever runs the tests."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        before = os.geteuid()
        os.seteuid(65534 if before == 0 else before)
        try:
            yield Path(folder)
        finally:
            os.seteuid(before)


# What is wrong is said in a line


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database at all, and long enough to be read as one" * 9)


def _folder(path: Path) -> None:
    path.mkdir()


def _folder_for_lock(path: Path) -> None:
    path.with_name(path.name + ".lock").mkdir()


def _link_for_lock(path: Path) -> None:
    path.with_name(path.name + ".lock").symlink_to("nowhere")


def _device(path: Path) -> None:
    os.mkfifo(path)


def cut_off(path: Path) -> None:
    asyncio.run(made(path))
    write(path, f"insert into fact values ('x', '{'x' * 9000}'); pragma wal_checkpoint(truncate);")
    os.truncate(path, 8000)


def _torn(path: Path) -> None:
    asyncio.run(made(path))
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)


def newer(path: Path) -> None:
    asyncio.run(made(path))
    write(path, "pragma user_version = 99")


def _foreign(path: Path) -> None:
    write(path, "create table person (name text)")


def _foreign_with_a_number(path: Path) -> None:
    write(path, "create table songs (name text); pragma user_version = 1")


WRONG = [
    (garbage, "this is no SQLite database. Move it away"),
    (_folder, "this is a folder. Give the path of a file in it"),
    (_device, "this is no file. Give the path of one"),
    (_folder_for_lock, "something else stands where the lock belongs. Move it away"),
    (_link_for_lock, "something else stands where the lock belongs. Move it away"),
    (cut_off, "it is damaged. Restore a backup"),
    (_torn, "it is damaged. Restore a backup"),
    (newer, f"it was written by a newer Steady (version 99, and this one knows {NOW}). Install that one"),
    (_foreign, "it is the database of another program. Correct the path"),
    (_foreign_with_a_number, "it is the database of another program. Correct the path"),
]


@pytest.mark.parametrize(("spoil", "fault"), WRONG)
def test_what_cannot_be_opened_is_a_line_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[Path], None], fault: str
) -> None:
    path = tmp_path / "steady.db"
    spoil(path)
    before = bytes_of(tmp_path)
    with pytest.raises(BadStore) as looked:
        look(path)
    assert bytes_of(tmp_path) == before, "looking leaves no trace"
    with pytest.raises(BadStore) as refused:
        asyncio.run(made(path))
    assert str(looked.value) == str(refused.value)
    file, _, said = str(refused.value).partition(": ")
    assert file in (str(path), f"{path}.lock")
    assert said.startswith(fault)
    assert "\n" not in said
    left = bytes_of(tmp_path)
    assert {name: left[name] for name in before} == before


def test_looking_finds_damage_that_opening_does_not_come_upon(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    asyncio.run(made(path))
    [[page, root]] = rows(path, "select page_size, rootpage from pragma_page_size, sqlite_master where name = 'entry'")
    with path.open("r+b") as file:
        file.seek(page * (root - 1))
        file.write(b"\xff" * page)
    before = bytes_of(tmp_path)
    with pytest.raises(BadStore, match="it is damaged"):
        look(path)
    assert bytes_of(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "fault"),
    [("nowhere/steady.db", "there is no folder"), ("x" * 300, "the path is too long. Choose a shorter one")],
)
async def test_a_place_that_cannot_hold_a_file(tmp_path: Path, name: str, fault: str) -> None:
    for refused in (lambda: look(tmp_path / name), lambda: asyncio.run(made(tmp_path / name))):
        with pytest.raises(BadStore, match=fault):
            await asyncio.to_thread(refused)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("closed", ["steady.db", "steady.db.lock", "."])
def test_what_may_only_be_read_is_a_line(closed: str) -> None:
    with nobody_special() as above:
        folder = above / "folder"
        folder.mkdir()
        path = folder / "steady.db"
        if closed != ".":
            asyncio.run(made(path))
        (folder / closed).chmod(0o555)
        for refused in (lambda: look(path), lambda: asyncio.run(made(path))):
            with pytest.raises(BadStore, match=r"it can't be written to\. Give the file, what lies beside it and the"):
                refused()
        folder.chmod(0o777)


def test_a_folder_that_may_not_be_entered_is_a_line() -> None:
    with nobody_special() as above:
        (above / "folder").mkdir(0)
        path = above / "folder" / "steady.db"
        for refused in (lambda: look(path), lambda: asyncio.run(made(path))):
            with pytest.raises(BadStore, match=r"it can't be written to\. Give"):
                refused()


# SQLite's and the system's errors, each raised by itself


def _full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma max_page_count = 2")
        db.execute("create table t as select zeroblob(9999)")


def _locked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(path, timeout=0)) as other:
        one.execute("begin exclusive")
        other.execute("begin immediate")


def _locked_table(path: Path) -> None:
    uri = f"{path.as_uri()}?cache=shared"
    with closing(sqlite3.connect(uri, uri=True)) as one, closing(sqlite3.connect(uri, uri=True)) as other:
        one.execute("create table t (x)")
        one.execute("insert into t values (1)")
        other.execute("select * from t")


def _read_only(path: Path) -> None:
    write(path, "create table t (x)")
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        db.execute("insert into t values (1)")


def _not_there(path: Path) -> None:
    sqlite3.connect(path / "below").close()


def _no_disk(path: Path) -> None:
    path.mkdir()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        db.execute("pragma user_version")


def _nonsense(path: Path) -> None:
    write(path, "no statement")


def _without_a_code(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("select cast(x'ff' as text)").fetchall()


def _device_full(_: Path) -> None:
    Path("/dev/full").write_text("x")


@pytest.mark.parametrize(
    ("fail", "fault"),
    [
        (_full, "the disk is full. Make room on it"),
        (_device_full, "the disk is full. Make room on it"),
        (_locked, "another program holds it. End that one"),
        (_locked_table, "another program holds it. End that one"),
        (_read_only, "it can't be written to. Give the file"),
        (_not_there, "it can't be opened. Give the file"),
        (_no_disk, "the disk could not be read or written. Look"),
        (_nonsense, "it can't be used (SQLITE_ERROR). Restore a backup"),
        (_without_a_code, "it can't be used (OperationalError). Restore a backup"),
    ],
)
def test_an_error_is_named_by_its_code_and_not_by_its_sentence(
    tmp_path: Path, fail: Callable[[Path], None], fault: str
) -> None:
    path = tmp_path / "steady.db"
    with pytest.raises(BadStore) as bad, explained("the file"):
        fail(path)
    assert str(bad.value).startswith(f"the file: {fault}")
    assert "\n" not in str(bad.value)


# Looking


async def test_a_store_that_is_not_there_yet(tmp_path: Path) -> None:
    assert look(tmp_path / "steady.db") == "not there yet, will be made"
    assert os.listdir(tmp_path) == []


async def test_a_store_with_signs_of_an_address_in_its_name(tmp_path: Path) -> None:
    assert look(await made(tmp_path / "my store #1 100%3f?.db")).startswith(f"version {NOW}, ")


async def test_an_empty_file_is_filled_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "steady.db").touch()
    assert look(tmp_path / "steady.db") == "empty, will be filled"


async def test_a_store_says_its_version_and_size(tmp_path: Path) -> None:
    path = await made(tmp_path / "steady.db")
    before = bytes_of(tmp_path)
    assert look(path) == f"version {NOW}, {path.stat().st_size // 1000} kB"
    write(path, "insert into fact values ('x', hex(zeroblob(5800000))); pragma wal_checkpoint(truncate)")
    assert look(path) == f"version {NOW}, 12 MB"
    assert bytes_of(tmp_path).keys() == before.keys()


async def test_a_store_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    store = await Sqlite.open(str(path))
    before = bytes_of(tmp_path)
    assert look(path).startswith("in use by a running Steady, ")
    assert bytes_of(tmp_path) == before
    await store.transact(lambda facts: facts.run("set_fact", [("key", "value")]))
    await store.close()
    assert look(path).startswith(f"version {NOW}, ")


async def test_what_a_crash_left_is_read_with_its_log(tmp_path: Path) -> None:
    """Everything is still in the log; the file itself knows no table. Without the log's index nothing can be read."""
    store = await Sqlite.open(str(tmp_path / "steady.db"))
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"copy.db{end}").write_bytes((tmp_path / f"steady.db{end}").read_bytes())
    await store.close()
    before = bytes_of(tmp_path)
    assert look(tmp_path / "copy.db").startswith(f"version {NOW}, ")
    assert bytes_of(tmp_path) == before
    (tmp_path / "copy.db-shm").unlink()
    assert look(tmp_path / "copy.db").endswith(" kB, with a log that is read at the start")
    assert not (tmp_path / "copy.db-shm").exists()


# What is stored of people


@pytest.fixture
async def town(book: Book, tmp_path: Path) -> Path:
    """A store of some people with a day each."""
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    for id in (ADA, BOB):
        with unsealed(office.path) as records:
            body = records.write("entry", id, Entry("mood", "5", NINE.date(), NINE))
        await office.write_many("insert into entry values (?, ?, 0, ?)", [(id, n, body) for n in (1, 2)])
    write(office.path, "pragma wal_checkpoint(truncate)")
    return office.path


def looked(town: Path) -> str:
    """With the key."""
    return look(town, partial(people, source.find(VAULT, town), town))


BACKUP = "Restore a backup"
SPOILT = [
    ("update person set body = x'00' where id = 1", ["1 row of person can't be read", BACKUP]),
    ("update person set body = x'07'", ["2 rows of person can't be read", BACKUP]),
    ("update session set body = cast('{broken' as blob)", ["2 rows of session can't be read", BACKUP]),
    ("update entry set body = cast(x'ff00fe' as blob) where person = 2", ["2 rows of entry can't be read", BACKUP]),
    ("delete from person where id = 2", ["1 row of account leads to nobody", BACKUP]),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_looking_counts_the_rows_of_people_that_cannot_be_read(town: Path, spoil: str, said: list[str]) -> None:
    assert looked(town).startswith(f"version {NOW}, ")
    write(town, f"{spoil}; pragma wal_checkpoint(truncate)")
    before = bytes_of(town.parent)
    with pytest.raises(StoreFault) as bad:
        looked(town)
    assert bytes_of(town.parent) == before
    [line] = bad.value.faults
    assert line.startswith(f"store.url: {town}: {said[0]}")
    assert said[1] in line


def test_each_kind_of_row_that_cannot_be_read_is_a_line(town: Path) -> None:
    write(town, "; ".join(spoil for spoil, _ in (SPOILT[0], *SPOILT[2:])))
    with pytest.raises(StoreFault) as bad:
        looked(town)
    assert [line.split()[5] for line in bad.value.faults] == ["account", "person", "session", "entry"]
    assert str(bad.value) == "\n".join(line.removeprefix("store.url: ") for line in bad.value.faults)


def test_the_newest_are_looked_at_where_there_are_many(town: Path) -> None:
    for table, key in (("person", "id"), ("session", "person"), ("entry", "person")):
        write(town, f"update {table} set body = x'00' where {key} = {ADA}")
    with closing(sqlite3.connect(town)) as db, unsealed(town) as records:
        assert len(unreadable(db, records)) == 3
        assert unreadable(db, records, people=1, entries=2) == []


async def test_what_is_left_of_them_can_be_used_as_the_line_says(town: Path, book: Book) -> None:
    """Whoever has days that cannot be read can erase them by /delete."""
    write(town, "update entry set body = x'00'")
    async with Office(book, town).open() as app:
        for id, event in (("1", Started("delete")), ("2", Said("erase everything"))):
            await app.handle(Arrived(id, Where("board", str(ADA), "room 1"), event))
    assert rows(town, "select distinct person from entry") == [(BOB,)]
