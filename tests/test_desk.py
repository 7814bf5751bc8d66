"""The one writer: turns that wait together are one transaction, and whatever goes wrong goes wrong alone."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Coroutine, Generator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from adapters.port import Arrived, StoreDown, Where
from adapters.surface import TELEGRAM
from bot.build import PACKS
from bot.desk import MOST, Desk
from bot.gazetteer import gazetteer, plural
from bot.store.faults import FULL
from bot.store.records import Records, millis
from bot.store.sqlite import Sqlite, Statements
from bot.turns import Turns
from bot.vault.vault import NOBODY
from coach.book import Book, load_book
from coach.effects import Record, Say
from coach.events import Event, Said, Started, Woken
from coach.here import Do, Here, Outcome
from coach.ledger import Entry
from coach.named import NAMED
from tests.office import MORNING, Clock, commits, count, loose, rows

pytestmark = pytest.mark.unmeasured  # of what is around the coach

CANARY = "canary-of-the-desk"
SETTLING = ("/start", "adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00")
TRIP = 'command = "trip"\nabout = "Odd"\nwho = "anyone"\nstart = "do"\n[steps.do]\nkind = "do"\nby = "{}"\n'


def _trips(_: Here) -> Outcome:
    raise ZeroDivisionError(CANARY)


def _scribbles(here: Here) -> Outcome:
    """A note that no store can hold."""
    return Outcome((Record(Entry("own", "done", here.today, here.now, "\ud800")),))


def _notes(here: Here) -> Outcome:
    """A note, without a look at the ledger."""
    return Outcome((Record(Entry("own", "done", here.today, here.now, CANARY)),))


def _recalls(here: Here) -> Outcome:
    return Outcome((Say(f"recalled {len(here.ledger.of('own'))}"),))


ODD = {"trips": _trips, "scribbles": _scribbles, "notes": _notes, "recalls": _recalls}


@pytest.fixture(scope="module")
def odd_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Our packs, and flows whose functions do what functions should not."""
    folder = tmp_path_factory.mktemp("packs") / "packs"
    shutil.copytree(PACKS, folder)
    for name in ODD:
        (folder / "flows" / f"{name}.toml").write_text(TRIP.format(name).replace('"trip"', f'"{name}"'))
    do = {**NAMED.do, **{name: Do(function) for name, function in ODD.items()}}
    return load_book(folder, replace(NAMED, do=do), gazetteer(), plural())


class Probe(Sqlite):
    """The store, with a hand on what the disk has left."""

    async def pages(self, most: int) -> None:
        await self._visit(lambda: self._db.execute(f"pragma max_page_count = {most}").fetchall())

    async def is_open(self) -> bool:
        return await self._visit(lambda: self._db.in_transaction)


class Room:
    """A desk on a real store, and those who write to it."""

    def __init__(self, store: Probe, desk: Desk, path: Path, records: Records) -> None:
        self.store, self.desk, self.path, self.records = store, desk, path, records
        self.numbers = iter(range(1, 100_000))

    def says(self, text: str, who: str = "ada") -> Arrived:
        event: Event = Started(text[1:]) if text.startswith("/") else Said(text)
        return Arrived(str(next(self.numbers)), Where("board", who, f"room of {who}"), event)

    def mail(self, who: str) -> list[str]:
        """What would be sent to somebody, in order."""
        query = (
            "select id, person, platform, account, room, kind, lane, op, prompt, closes, silent, body, created,"
            " expires, doubts, null as receipt, null as closing"
        )
        found = rows(self.path, f"{query} from outbox where account = ? and op = 'show' order by id", who)
        names = [part.split()[-1] for part in query.removeprefix("select ").split(",")]
        cards = (self.records.waiting(dict(zip(names, row, strict=True))).parcel.card for row in found)
        return [card.text for card in cards if card is not None]


@asynccontextmanager
async def room(book: Book, path: Path, *, working: bool = True) -> AsyncGenerator[Room]:
    store = await Probe.open(str(path))
    records = loose(NOBODY)
    desk = Desk(store, Turns(book, store.statements, records, {"board": TELEGRAM}, Clock()))
    task = asyncio.create_task(desk.run() if working else asyncio.sleep(0))
    try:
        yield Room(store, desk, path, records)
        assert not working or not task.done(), "the desk has ended"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.close()


@pytest.fixture
async def desk(odd_book: Book, tmp_path: Path) -> AsyncGenerator[Room]:
    async with room(odd_book, tmp_path / "steady.db") as found:
        yield found


# Group commit


@pytest.mark.parametrize(("turns", "transactions"), [(1, 1), (MOST, 1), (MOST + 1, 2), (3 * MOST, 3)])
async def test_turns_that_wait_together_are_one_transaction(desk: Room, turns: int, transactions: int) -> None:
    before = commits(desk.path)
    await desk.desk.handle_all([desk.says("/start", f"person {n}") for n in range(turns)])
    assert commits(desk.path) - before == transactions
    assert (count(desk.path, "person"), count(desk.path, "seen")) == (turns, turns)


async def test_turns_and_jobs_that_wait_together_are_one_transaction(desk: Room) -> None:
    def fact(store: Statements) -> str:
        store.run("set_fact", [("key", "value")])
        return "done"

    before = commits(desk.path)
    ends = await asyncio.gather(desk.desk.handle(desk.says("/start")), desk.desk.do(fact), desk.desk.do(fact))
    assert (ends, commits(desk.path) - before) == ([None, "done", "done"], 1)


async def test_each_persons_turns_run_in_order_in_a_batch(desk: Room) -> None:
    people = ("ada", "bob", "cid")
    await desk.desk.handle_all([desk.says(text, who) for text in SETTLING for who in people])
    for who in people:
        [(person, body)] = rows(
            desk.path, "select p.id, p.body from person p join account on person = id and account = ?", who
        )
        found = desk.records.person(person, body)
        assert (found.settled, found.country, found.window, f"{found.hour:%H:%M}") == (True, "GB", 30, "09:00")
        assert count(desk.path, "entry", "person = ?", person) == 1
        assert count(desk.path, "wake", "person = ? and key != 'silent'", person) == 2


async def test_a_later_turn_of_a_batch_sees_what_an_earlier_one_recorded(desk: Room) -> None:
    await desk.desk.handle(desk.says("/notes"))
    await desk.desk.handle_all([desk.says(text) for text in ("/notes", "/notes", "/recalls", "/notes", "/recalls")])
    assert desk.mail("ada") == ["recalled 3", "recalled 4"]
    assert count(desk.path, "entry") == 4


@pytest.mark.parametrize("together", [True, False])
async def test_an_event_that_comes_again_changes_nothing(desk: Room, together: bool) -> None:
    first, second = desk.says("/notes"), desk.says("/recalls")
    batch = [first, second, replace(first), replace(second), replace(first)]
    if together:
        await desk.desk.handle_all(batch)
    else:
        for turn in batch:
            await desk.desk.handle(turn)
    assert (count(desk.path, "entry"), count(desk.path, "seen")) == (1, 2)
    assert desk.mail("ada") == ["recalled 1"]


# A question that was answered


def waiting(path: Path) -> list[tuple[str, str, bool, str]]:
    """Of each row of the outbox how it is sent, what it is, and whether it closes a question or is a question."""
    return rows(path, "select kind, op, closes != '', prompt != '' from outbox order by id")


async def test_a_reply_takes_the_closing_of_the_question_before_it_along(desk: Room) -> None:
    await desk.desk.handle_all([desk.says(text) for text in SETTLING])
    await desk.store.transact(lambda store: store.run("forget_outbox", [(1,)]))
    await desk.desk.handle(desk.says("/checkin"))
    await desk.desk.handle(desk.says("6"))
    assert waiting(desk.path) == [("reply", "show", 0, 1), ("reply", "show", 1, 1)]


async def test_help_waits_for_no_question_to_be_closed(desk: Room) -> None:
    """The quiz is put aside with the answer, and nothing follows that."""
    await desk.desk.handle_all([desk.says(text) for text in SETTLING])
    await desk.store.transact(lambda store: store.run("forget_outbox", [(1,)]))
    await desk.desk.handle_all([desk.says("/chances"), desk.says("none of this"), desk.says("i want to die")])
    ways = [(kind, op, closes) for kind, op, closes, _ in waiting(desk.path)]
    assert ways[-2:] == [("urgent", "show", 0), ("reply", "strip", 0)]


async def test_of_two_questions_that_close_in_one_turn_each_is_closed(desk: Room) -> None:
    """A message of ours between two turns of a batch: the first is closed by itself, the second with what follows."""
    await desk.desk.handle_all([desk.says(text) for text in SETTLING])
    await desk.store.transact(lambda store: store.run("forget_outbox", [(1,)]))
    await desk.desk.handle(desk.says("/chances"))
    await desk.desk.handle_all([desk.says("i want to die"), desk.says("/help"), desk.says("/checkin")])
    closed = rows(desk.path, "select op, closes, prompt from outbox where op in ('edit', 'strip') or closes != ''")
    assert len({closes or prompt for _, closes, prompt in closed}) == len(closed) >= 1


# Alone in going wrong


async def test_a_turn_that_fails_is_set_aside_with_an_apology_and_the_rest_commit(desk: Room, odd_book: Book) -> None:
    await desk.desk.handle_all([desk.says(text) for text in SETTLING])
    before, commit = rows(desk.path, "select * from session"), commits(desk.path)
    trip = desk.says("/trips")
    with capture_logs() as log:
        await desk.desk.handle_all([desk.says("/start", "bob"), trip, desk.says("/start", "cid")])
    assert commits(desk.path) - commit == 1
    assert rows(desk.path, "select * from session where person = 1") == before
    assert is_apology(desk.mail("ada")[-1])
    assert [(e["event"], e["error"]) for e in log] == [("turn.failed", "ZeroDivisionError")]
    assert {bool(desk.mail(who)) for who in ("bob", "cid")} == {True}
    sent = len(desk.mail("ada"))
    await desk.desk.handle(trip)
    assert len(desk.mail("ada")) == sent


async def test_a_stranger_whose_turn_fails_is_not_kept(desk: Room) -> None:
    await desk.desk.handle(desk.says("/trips"))
    assert (len(desk.mail("ada")), count(desk.path, "person")) == (1, 0)


async def test_a_turn_that_cannot_be_written_is_set_aside_alone(desk: Room, odd_book: Book) -> None:
    scribble = desk.says("/scribbles")
    with capture_logs() as log:
        await desk.desk.handle_all([desk.says("/notes", "bob"), scribble, desk.says("/notes", "cid")])
    assert (count(desk.path, "entry"), count(desk.path, "seen")) == (2, 3)
    assert list(map(is_apology, desk.mail("ada"))) == [True]
    assert [entry["event"] for entry in log] == ["turn.unwritable"]
    await desk.desk.handle(scribble)
    assert len(desk.mail("ada")) == 1


async def test_a_person_who_cannot_be_read_is_apologised_to_and_nobody_else_notices(desk: Room, odd_book: Book) -> None:
    await desk.desk.handle_all([desk.says(text, who) for text in SETTLING for who in ("ada", "bob")])
    await asyncio.to_thread(_execute, desk.path, "update person set body = x'00' where id = 1")
    before = len(desk.mail("bob"))
    with capture_logs() as log:
        await desk.desk.handle_all([desk.says("/status", "bob"), desk.says("/status", "ada"), _wake(1, "ada")])
        await desk.desk.handle(desk.says("/status", "bob"))
    assert is_apology(desk.mail("ada")[-1])
    assert len(desk.mail("bob")) == before + 2
    assert {entry["event"] for entry in log} == {"turn.unwritable"}
    assert rows(desk.path, "select count(*) from wake where person = 1 and at <= ?", millis(MORNING)) == [(0,)]


async def test_a_platform_nobody_serves_does_not_end_the_desk(desk: Room) -> None:
    elsewhere = Arrived("1", Where("elsewhere", "ada", "room"), Started("start"))
    with capture_logs():
        with pytest.raises(StoreDown):
            await desk.desk.handle(elsewhere)
        await desk.desk.handle(desk.says("/start"))
    assert desk.mail("ada")


async def test_a_job_that_fails_says_why_and_the_rest_commit(desk: Room) -> None:
    def fails(_: Statements) -> None:
        raise LookupError(CANARY)

    ends = await asyncio.gather(desk.desk.do(fails), desk.desk.handle(desk.says("/notes")), return_exceptions=True)
    assert isinstance(ends[0], LookupError)
    assert count(desk.path, "entry") == 1


# When the store fails


async def test_a_full_disk_takes_the_whole_unit_and_says_so(desk: Room) -> None:
    await desk.desk.handle(desk.says("/start"))
    before = {table: count(desk.path, table) for table in ("person", "seen", "outbox", "entry", "session")}
    await desk.store.pages(1)
    turns = [desk.says("/start", f"person {n}") for n in range(150)]
    with capture_logs() as log:
        ends = await asyncio.gather(*map(desk.desk.handle, turns), return_exceptions=True)
    assert {type(end) for end in ends[5:]} == {StoreDown}  # the last page had room for a few, each by itself
    assert {(entry["event"], entry["remedy"]) for entry in log} == {("store.down", FULL)}
    took = sum(end is None for end in ends)
    assert count(desk.path, "seen") == before["seen"] + took
    assert count(desk.path, "person") == before["person"] + took
    await desk.store.pages(1_000_000)
    await desk.desk.handle_all(turns)
    assert count(desk.path, "person") == before["person"] + 150
    assert rows(desk.path, "pragma integrity_check") == [("ok",)]


async def test_nothing_is_half_written_when_the_disk_is_full(desk: Room) -> None:
    """Whatever page is the last: a turn is there with all its parts or not at all."""
    for pages in range(20, 60):
        await desk.store.pages(pages)
        with capture_logs():
            await asyncio.gather(*(desk.desk.handle(desk.says("/start", f"{pages}.{n}")) for n in range(9)),
                                 return_exceptions=True)  # fmt: skip
        people = count(desk.path, "person")
        assert count(desk.path, "seen") == people == count(desk.path, "session") == count(desk.path, "wake")
        assert count(desk.path, "outbox", "prompt != ''") == people


class Interrupted:
    """A coroutine that is cancelled at one of the points where it waits, as Task.cancel() would do it."""

    def __init__(self, work: Coroutine[Any, Any, None], at: int) -> None:
        self.work, self.at, self.waits = work, at, 0

    def __await__(self) -> Generator[Any, Any, None]:
        go_on = partial(self.work.send, None)
        while True:
            try:
                waiting = go_on()
            except StopIteration:
                return
            if self.waits == self.at:
                waiting.cancel()
            self.waits += 1
            try:
                yield waiting
                go_on = partial(self.work.send, None)
            except BaseException as thrown:  # noqa: BLE001 - handed on, whatever it is
                go_on = partial(self.work.throw, thrown)


async def _settle(interrupted: Awaitable[None]) -> None:
    await interrupted


async def test_a_task_cancelled_anywhere_leaves_no_open_transaction(odd_book: Book, tmp_path: Path) -> None:
    cancelled = 0
    async with room(odd_book, tmp_path / "steady.db", working=False) as found:
        for at in range(12):
            turns = [found.says("/notes"), found.says("/recalls"), found.says("/start", f"person {at}")]
            handed = [asyncio.ensure_future(found.desk.handle(turn)) for turn in turns]
            work = asyncio.create_task(_settle(Interrupted(found.desk.run(), at)))
            done, _ = await asyncio.wait({work, asyncio.gather(*handed)}, return_when=asyncio.FIRST_COMPLETED)
            cancelled += work in done
            for task in (work, *handed):
                task.cancel()
            await asyncio.gather(work, *handed, return_exceptions=True)
            assert not await found.store.is_open(), f"cancelled at wait {at}"
            await asyncio.to_thread(_execute, found.path, "begin immediate")
            seen, people = count(found.path, "seen"), count(found.path, "person")
            assert count(found.path, "session") == people
            anew = Turns(odd_book, found.store.statements, found.records, {"board": TELEGRAM}, Clock())
            fresh = Desk(found.store, anew)
            worker = asyncio.create_task(fresh.run())
            await fresh.handle_all(turns)
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
            assert count(found.path, "seen") - seen in (0, 3), "a part of a batch was committed"
            assert count(found.path, "entry") == at + 1
    assert 1 < cancelled < 12, "the points where it waits were not all tried"


def _wake(person: int, who: str) -> Arrived:
    at = millis(MORNING)
    return Arrived(f"wake:{person}:nudge:{at}", Where("board", who, f"room of {who}"), Woken("nudge", MORNING))


def _execute(path: Path, statement: str) -> None:
    with closing(connect(path, isolation_level=None, timeout=1)) as db:
        db.execute(statement)


async def test_an_entry_that_cannot_be_read_costs_no_other(desk: Room) -> None:
    await desk.desk.handle_all([desk.says("/notes"), desk.says("/notes")])
    await asyncio.to_thread(_execute, desk.path, "update entry set body = cast(x'ff00fe' as blob) where n = 1")
    with capture_logs() as log:
        await desk.desk.handle(desk.says("/recalls"))
    assert desk.mail("ada") == ["recalled 1"]
    assert [entry["event"] for entry in log] == ["store.unreadable"]


def is_apology(text: str) -> bool:
    """Who to call stands in it, too: /help may fail in the same way."""
    return text.startswith("Something went wrong") and "findahelpline.com" in text


@pytest.mark.parametrize(("words", "apology"), [("I want to kill myself", False), ("good morning", True)])
async def test_words_of_danger_are_answered_also_when_the_turn_fails(desk: Room, words: str, apology: bool) -> None:
    await desk.desk.handle_all([desk.says(text) for text in SETTLING])
    await asyncio.to_thread(_execute, desk.path, "update person set body = x'00' where id = 1")
    with capture_logs():
        await desk.desk.handle(desk.says(words))
    assert "findahelpline.com" in desk.mail("ada")[-1]
    assert is_apology(desk.mail("ada")[-1]) == apology


async def test_a_damaged_file_is_the_store_and_no_turn(desk: Room) -> None:
    """Nothing is counted as taken: it is offered again when there is a store."""

    def trips(_: Statements) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    with capture_logs() as log, pytest.raises(StoreDown):
        await desk.desk.do(trips)
    assert log[0]["event"] == "store.down"
