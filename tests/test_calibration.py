"""`steady calibration`: what is counted, what is hidden, and that it is read beside a Steady that runs."""

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calibration import HAPPENED, HIDDEN, LEAST, OPEN, SAID, Table, calibration, cell_of, lines
from bot.config import Settings
from bot.store.faults import BadStore, StoreTaken
from bot.store.file import migrations
from bot.store.reading import reading
from bot.store.sqlite import Sqlite
from coach.book import Book
from coach.ledger import Entry
from coach.outcome import ANSWERS, MAY, MAY_NOT
from tests.botapi import BotApi
from tests.office import KEY, NINE, Office, unsealed
from tests.properties import examples
from tests.test_cli import ended, polls, steady, telegram

ROWS = [*SAID, OPEN]
CELLS = [(row, column) for row in ROWS for column in HAPPENED]


def told(value: str, said: str = "2") -> Entry:
    note = json.dumps({"said": said, "taken": "2026-01-01"}) if value != MAY_NOT else ""
    return Entry("outcome", value, NINE.date(), NINE, note)


# What is counted


@pytest.mark.parametrize(
    ("value", "said", "cell"),
    [
        ("together", "2", ("2", "together")),
        ("parted", "4", ("4", "together, parted again")),
        ("touch", "1", ("1", "not together")),
        ("no", "1", ("1", "not together")),
        ("better", "3", ("3", "not together")),
        ("rather", "3", ("3", "would not say")),
        (MAY, "1", ("1", "no answer yet")),
        ("no", "1-3", (OPEN, "not together")),
        (MAY_NOT, "", None),
        ("tea", "2", None),
    ],
)
def test_an_answer_counts_in_one_cell(value: str, said: str, cell: tuple[str, str] | None) -> None:
    assert cell_of(told(value, said)) == cell


def test_every_answer_has_a_column() -> None:
    assert sorted(a for answers in HAPPENED.values() for a in answers) == sorted((*ANSWERS, MAY))


# What is hidden


def table(counts: list[int]) -> Table:
    return Counter(dict(zip(CELLS, counts, strict=True)))


def test_small_counts_are_hidden_and_so_is_every_sum_with_one_in_it() -> None:
    shown = lines(table([7, 3, 20, 5, 9, *[6] * 20]))
    assert re.split(r"  +", shown[1]) == ["very unlikely (0 to 1 in 10)", "7", HIDDEN, "20", "5", "9", "-"]
    assert re.split(r"  +", shown[2]) == ["unlikely (1 to 3 in 10)", "6", "6", "6", "6", "6", "30"]
    assert re.split(r"  +", shown[6]) == ["sum", "31", "-", "44", "29", "33", "-"]


def test_where_there_is_too_little_it_says_so_and_no_number() -> None:
    [said] = lines(table([LEAST - 1] * len(CELLS)))
    assert said.startswith("Too little to show")
    assert lines(Counter()) == [said], "not even whether there was anybody"


@examples(200)
@given(st.lists(st.integers(0, 12), min_size=len(CELLS), max_size=len(CELLS)), st.data())
def test_nothing_that_is_printed_depends_on_what_is_hidden(counts: list[int], data: st.DataObject) -> None:
    """Whoever knows all the rest of it learns nothing of a hidden count: other small ones print the same."""
    others = [n if n >= LEAST else data.draw(st.integers(0, LEAST - 1)) for n in counts]
    assert lines(table(counts)) == lines(table(others))


# Out of a store


async def town(book: Book, folder: Path) -> Office:
    """Seven people whom the quiz told "unlikely": five are not together, and of two nothing is to be told."""
    office = Office(book, folder / "steady.db")
    await office.prepare()
    for person in range(1, 8):
        await office.knows(person)
        answer = [told("no")] if person <= 5 else [told("together")] if person == 6 else [told(MAY_NOT)]
        await writes(office, person, told(MAY), *answer, Entry("mood", "5", NINE.date(), NINE))
    return office


async def writes(office: Office, person: int, *entries: Entry, first: int = 0) -> None:
    with unsealed(office.path) as records:
        rows = [(person, n, records.write("entry", person, entry)) for n, entry in enumerate(entries, first)]
    await office.write_many("insert into entry values (?, ?, 0, ?)", rows)


def settings(office: Office) -> Settings:
    return Settings.model_validate({"store": {"url": f"sqlite:///{office.path}"}, "vault": {"key": KEY}})


def unlikely(found: list[str]) -> list[str]:
    return re.split(r"  +", found[2])[1:]


def state(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")}


COUNTED = [HIDDEN, HIDDEN, "5", HIDDEN, HIDDEN, "-"]


async def test_a_store_is_counted_and_left_as_it_was(book: Book, tmp_path: Path) -> None:
    office = await town(book, tmp_path)
    before = state(tmp_path)
    assert unlikely(calibration(settings(office))) == COUNTED
    assert state(tmp_path) == before


async def test_it_is_counted_beside_a_steady_that_runs(book: Book, tmp_path: Path) -> None:
    office = await town(book, tmp_path)
    async with office.open() as app:
        await writes(office, 6, told("no"), first=3)  # what is only in its log is read as well
        assert unlikely(calibration(settings(office)))[2] == "6"
        await app.delivery.drained()
    assert unlikely(calibration(settings(office)))[2] == "6"


async def test_whoever_was_erased_is_not_counted(book: Book, tmp_path: Path) -> None:
    office = await town(book, tmp_path)
    with unsealed(office.path) as records:
        records.vault.destroy([3])
    assert len(calibration(settings(office))) == 1, "four are too few"


async def test_nothing_can_be_begun_on_it_meanwhile(book: Book, tmp_path: Path) -> None:
    office = await town(book, tmp_path)
    with reading(office.path) as (_, is_running):
        assert not is_running
        with pytest.raises(StoreTaken):
            await Sqlite.open(str(office.path))


async def test_a_store_that_cannot_be_read_is_a_line(book: Book, tmp_path: Path) -> None:
    office = await town(book, tmp_path)
    nowhere = Settings.model_validate({"store": {"url": f"sqlite:///{tmp_path}/none.db"}})
    with pytest.raises(BadStore, match="there is no store yet"):
        calibration(nowhere)
    (tmp_path / "steady.db-wal").write_bytes(b"left by a crash")
    with pytest.raises(BadStore, match="Start Steady once"):
        calibration(settings(office))
    (tmp_path / "steady.db-wal").unlink()
    (tmp_path / "steady.db.keys").unlink()
    with pytest.raises(BadStore, match="the keys are not there"):
        calibration(settings(office))


async def test_a_store_of_before_is_brought_up_to_date_first(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(migrations()[0].read_text("utf-8"))
        db.execute("pragma user_version = 1")
    with pytest.raises(BadStore, match="of an older version"):
        calibration(Settings.model_validate({"store": {"url": f"sqlite:///{path}"}, "vault": {"key": KEY}}))


async def test_an_empty_store_has_too_little(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    await (await Sqlite.open(str(path))).close()
    found = calibration(Settings.model_validate({"store": {"url": f"sqlite:///{path}"}, "vault": {"key": KEY}}))
    assert found == lines(Counter())


async def test_the_command_says_it_while_steady_runs(tmp_path: Path) -> None:
    async with BotApi() as server, steady(tmp_path, "run", **telegram(server)) as running:
        await polls(server)
        found = await ended(tmp_path, "calibration")
        assert (found.code, found.err) == (0, "")
        assert found.out.startswith("Too little to show")
        assert (await running.end()).code == 0
    refused = await ended(tmp_path, "calibration", STORE__URL="sqlite:///nowhere.db")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "store.url: nowhere.db: there is no store yet\n"
