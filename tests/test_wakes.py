"""Wakes: raised once, in slices, by whoever ticks; and what a person gets after the process was away."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from structlog.testing import capture_logs

from adapters.port import Arrived, Where
from bot.clock import now
from bot.run import TICK, tick
from bot.store.records import instant, millis
from bot.wakes import next_look
from coach import schedule
from coach.book import Book
from coach.effects import Kind
from coach.events import Said
from coach.person import Age, Pace, Person
from coach.session import Session
from tests.office import ADA, BOB, MORNING, NINE, Office, count, nothing, rows, unsealed, until
from tests.test_store import traces

LONDON = "Europe/London"
ALL_DUE = NINE + timedelta(minutes=5)


@pytest.fixture
async def office(book: Book, tmp_path: Path) -> Office:
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    return office


async def crowd(
    office: Office, size: int, *, pace: Pace = Pace.ONE, zone: str = LONDON, heard: datetime = MORNING
) -> None:
    """So many settled people, numbered from 100, whose daily message is due, at nine and some seconds of their own."""
    person = Person(
        age=Age.ADULT, consented=MORNING, settled=True, zone=zone, pace=pace, since=MORNING.date() - timedelta(days=3)
    )
    ids = range(100, 100 + size)
    with unsealed(office.path) as records:
        for n in ids:
            records.vault.admit(n)
        people = [(n, f"tag{n:05}", records.write("person", n, person)) for n in ids]
        sessions = [(n, records.write("session", n, Session(f"tag{n:05}", heard=heard))) for n in ids]
    await office.write_many("insert into person (id, tag, body) values (?, ?, ?)", people)
    await office.write_many("insert into session values (?, ?)", sessions)
    accounts = [("board", str(n), n, f"room {n}") for n in ids]
    await office.write_many("insert into account values (?, ?, ?, ?, 1, 0)", accounts)
    due = [(n, millis(schedule.next_nudge(person, f"tag{n:05}", MORNING) or MORNING)) for n in ids]
    await office.write_many("insert into wake values (?, 'nudge', ?)", due)
    office.clock.at = ALL_DUE


def pushes(office: Office) -> Counter[int]:
    return Counter(person for [person] in rows(office.path, "select person from outbox where kind = 'push'"))


def wake_of(office: Office, person: int, key: str = "nudge") -> datetime | None:
    found = rows(office.path, "select at from wake where person = ? and key = ?", person, key)
    return instant(found[0][0]) if found else None


async def test_a_due_wake_is_raised_once_and_the_next_is_set(office: Office) -> None:
    await crowd(office, 3)
    office.clock.at = NINE - timedelta(seconds=1)
    async with office.open() as app:
        await app.wakes.tick()
        assert not pushes(office)
        due = [wake_of(office, n) for n in (100, 101, 102)]
        office.clock.at = ALL_DUE
        for _ in range(3):
            await app.wakes.tick()
        assert pushes(office) == {100: 1, 101: 1, 102: 1}
        ahead = [wake_of(office, n) for n in (100, 101, 102)]
        assert ahead == [at + timedelta(days=1) for at in due if at]
        assert await app.wakes.next() == min(at for at in ahead if at)


async def test_a_chat_has_its_turn_between_the_slices_of_twelve_hundred_at_one_hour(office: Office) -> None:
    await crowd(office, 1200)
    async with office.open() as app:
        raising = asyncio.create_task(app.wakes.tick())
        await until(app, lambda: pushes(office))
        await app.handle(Arrived("e1", Where("board", str(ADA), "room 1"), Said("hello")))
        assert 0 < len(pushes(office)) < 200, "nobody who writes waits for all of them"
        await raising
    assert (len(pushes(office)), set(pushes(office).values())) == (1200, {1})
    assert count(office.path, "wake", "at <= ?", millis(ALL_DUE)) == 0


async def test_two_ticks_at_once_are_harmless(office: Office) -> None:
    await crowd(office, 120)
    async with office.open() as app:
        await asyncio.gather(app.wakes.tick(), app.wakes.tick(), app.wakes.tick())
        await app.delivery.drained()
        await asyncio.gather(app.wakes.tick(), app.wakes.tick())
        await app.delivery.drained()
    assert set(pushes(office).values()) == {1}
    assert set(Counter(room for room, _ in office.board.shown).values()) == {1}
    assert count(office.path, "entry") == 120


async def test_a_second_push_of_a_kind_on_one_date_never_gets_into_the_outbox(office: Office) -> None:
    """Two planners that know nothing of each other: the ledger of neither shows what the other did."""
    await crowd(office, 1)
    async with office.open() as app:
        await app.wakes.tick()
        await office.write("delete from entry")
        await office.write("update wake set at = ?", millis(ALL_DUE))
        await app.wakes.tick()
        await app.delivery.drained()
    assert pushes(office) == {100: 1}
    assert len(office.board.shown) == 1


@pytest.mark.parametrize("hour", range(24))
async def test_after_three_days_away_there_is_one_message_at_most_and_none_at_night(office: Office, hour: int) -> None:
    for first, zone in ((0, LONDON), (1, "Pacific/Auckland"), (2, "America/Los_Angeles")):
        await office.knows(1000 + first, zone=zone, since=MORNING.date(), hour=time(9), pace=Pace.TWO)
        for key, at in (("nudge", NINE), ("prompt", NINE + timedelta(hours=11))):
            await office.write("insert into wake values (?, ?, ?)", 1000 + first, key, millis(at))
        await office.puts("left", Kind.PUSH, 1000 + first)  # planned, and not sent, when the process went
    office.clock.at = datetime.combine(NINE.date() + timedelta(days=3), time(hour, 30), UTC)
    async with office.open() as app:
        for _ in range(3):
            await app.wakes.tick()
            await app.delivery.drained()
            office.clock.skip(seconds=20)
    got = Counter(room for room, _ in office.board.shown)
    assert set(got.values()) <= {1}
    for first, zone in ((0, LONDON), (1, "Pacific/Auckland"), (2, "America/Los_Angeles")):
        there = office.clock().astimezone(ZoneInfo(zone)).hour
        assert 8 <= there < 22 or not got[f"room {1000 + first}"], f"at {there} o'clock"
        ahead = wake_of(office, 1000 + first)
        assert ahead is not None
        assert office.clock() < ahead < office.clock() + timedelta(days=1, minutes=10)


async def test_every_tick_for_three_days_gives_two_messages_a_day(office: Office) -> None:
    await office.knows(ADA, pace=Pace.TWO, since=MORNING.date(), hour=time(9))
    for key, at in (("nudge", NINE), ("prompt", NINE + timedelta(hours=11))):
        await office.write("insert into wake values (?, ?, ?)", ADA, key, millis(at))
    sent: list[datetime] = []
    async with office.open() as app:
        while office.clock() < NINE + timedelta(days=3):
            await app.wakes.tick()
            await app.delivery.drained()
            sent += [office.clock()] * (len(office.board.shown) - len(sent))
            office.clock.skip(minutes=10)
    assert [f"{at:%d %H}" for at in sent] == ["10 09", "10 20", "11 09", "11 20", "12 09", "12 20"]


async def test_whoever_is_known_on_a_platform_that_is_not_served_is_left_alone(office: Office) -> None:
    await crowd(office, 3)
    await office.write("update account set platform = 'elsewhere' where person != 101")
    async with office.open() as app:
        with capture_logs() as log:
            await app.wakes.tick()
        assert (pushes(office), log) == ({101: 1}, [])
        assert [(wake_of(office, n) or ALL_DUE) < ALL_DUE for n in (100, 101, 102)] == [True, False, True]
        assert await app.wakes.next() == wake_of(office, 101)


async def becomes(office: Office, id: int, person: Person) -> None:
    with unsealed(office.path) as records:
        body = records.write("person", id, person)
    await office.write("update person set body = ? where id = ?", body, id)


async def test_a_wake_that_fails_says_nothing_and_comes_again_next_day(office: Office) -> None:
    await crowd(office, 2)
    odd = Person(age=Age.ADULT, consented=MORNING, settled=True, zone="Nowhere/At_All", pace=Pace.ONE)
    await becomes(office, 100, odd)
    await office.write("update person set body = x'00' where id = 101")
    due = [wake_of(office, n) or NINE for n in (100, 101)]
    office.clock.at = NINE + timedelta(days=2, hours=1)
    async with office.open() as app:
        with capture_logs() as log:
            await app.wakes.tick()
            await app.wakes.tick()
            await app.delivery.drained()
    assert sorted(entry["event"] for entry in log) == ["turn.failed", "turn.unwritable"]
    assert office.board.shown == []
    assert [wake_of(office, n) for n in (100, 101)] == [at + timedelta(days=3) for at in due]


async def test_a_clock_that_was_put_back_leaves_nobody_out(office: Office) -> None:
    await crowd(office, 1)
    due = wake_of(office, 100) or NINE
    async with office.open() as app:
        await app.wakes.tick()
        await app.delivery.drained()
        await office.write("update wake set at = ?", millis(due))  # as planned anew at eight, when it is eight again
        await app.wakes.tick()
        await app.delivery.drained()
        assert len(office.board.shown) == 1
        assert wake_of(office, 100) == due + timedelta(days=1)
        office.clock.skip(days=1)
        await app.wakes.tick()
        await app.delivery.drained()
    assert len(office.board.shown) == 2


async def test_somebody_erased_between_look_and_turn_is_not_made_anew(office: Office) -> None:
    await crowd(office, 2)
    async with office.open() as app:
        ticking = asyncio.create_task(app.wakes.tick())
        await app.desk.do(lambda store: store.run("forget_person", [(100,)]))
        await ticking
    assert 100 not in pushes(office)
    assert rows(office.path, "select id from person where id >= 100") == [(101,)]


async def test_nobody_hears_of_a_pause_that_came_between_planning_and_sending(office: Office) -> None:
    await crowd(office, 2)
    async with office.open() as app:
        await app.wakes.tick()
        paused = replace(
            Person(age=Age.ADULT, consented=MORNING, settled=True, zone=LONDON), paused_until=NINE + timedelta(days=7)
        )
        await becomes(office, 100, paused)
        await app.delivery.drained()
    assert [room for room, _ in office.board.shown] == ["room 101"]


async def test_what_is_long_done_is_cleared_away(office: Office) -> None:
    for n, (state, days) in enumerate((("sent", 4), ("sent", 2), ("dead", 4), ("pending", 4))):
        await office.puts(f"{n}", Kind.PUSH, BOB, state=state, created=NINE - timedelta(days=days))
    await office.write("insert into seen values ('old', ?), ('new', ?)",
                       millis(NINE - timedelta(days=9)), millis(NINE))  # fmt: skip
    await office.write("insert into receipt values (1, 'old', 'm', 'r', ?), (1, 'new', 'm', 'r', ?)",
                       millis(NINE - timedelta(days=61)), millis(NINE))  # fmt: skip
    office.clock.at = NINE + timedelta(hours=4)
    async with office.open() as app:
        await app.wakes.tick()
    assert office.states() == ["sent"]
    assert [rows(office.path, f"select count(*) from {table}") for table in ("seen", "receipt")] == [[(1,)], [(1,)]]


@given(st.integers(0, 4_102_444_800_000))
def test_an_instant_keeps_its_milliseconds(number: int) -> None:
    assert millis(instant(number)) == number


async def test_nothing_is_said_or_counted_while_somebody_cannot_be_reached(office: Office) -> None:
    """Weeks behind a block are not weeks of silence: whoever comes back finds their messages as they were."""
    await crowd(office, 1)
    await office.write("update account set reachable = 0 where person = 100")
    async with office.open() as app:
        for _ in range(25):
            await app.wakes.tick()
            await app.delivery.drained()
            office.clock.skip(days=1)
        assert office.board.calls == []
        assert rows(office.path, "select count(*) from entry where person = 100") == [(0,)]
        assert rows(office.path, "select key from wake where person = 100") == [("nudge",)]
        await office.write("update account set reachable = 1 where person = 100")
        await app.wakes.tick()
        await app.delivery.drained()
    assert [room for room, _ in office.board.shown] == ["room 100"]


async def test_a_clock_that_was_ahead_silences_nobody(office: Office) -> None:
    """Everything that was set and told in that future is put right within a day, and nothing is said twice for it."""
    await crowd(office, 1, pace=Pace.TWO)
    office.clock.at = NINE + timedelta(days=400)
    async with office.open() as app:
        await app.wakes.tick()  # too late to say anything, and the next wake stands a day on
        office.clock.at = NINE + timedelta(days=1, hours=-3)
        far = wake_of(office, 100)
        assert far is not None
        assert far > NINE + timedelta(days=399)
        office.clock.skip(hours=1)
        for _ in range(3):
            await app.wakes.tick()
            office.clock.skip(hours=1)
        healed = wake_of(office, 100)
        assert healed is not None
        assert healed < NINE + timedelta(days=3)
        before = count(office.path, "outbox", "kind = 'push'")
        office.clock.at = NINE + timedelta(days=1, minutes=10)
        await app.wakes.tick()
        assert count(office.path, "outbox", "kind = 'push'") == before + 1


async def test_what_was_sent_leaves_the_log_within_the_hour(office: Office) -> None:
    async with office.open() as app:
        await app.wakes.tick()
        await office.puts("words")
        [[body]] = rows(office.path, "select body from outbox")
        await app.delivery.drained()
        assert office.board.texts() == ["words"]
        assert traces(office.path, [body]) > 0
        office.clock.skip(hours=1)
        await app.wakes.tick()
        await app.desk.do(nothing)
        assert traces(office.path, [body]) == 0


@pytest.mark.parametrize(
    ("due", "seconds"), [(None, 20), (-5, 1), (0, 1), (0.5, 1), (7.25, 7.25), (19, 19), (3600, 20)]
)
def test_the_next_look_is_at_what_is_due_next_if_that_is_soon(due: float | None, seconds: float) -> None:
    at = None if due is None else NINE + timedelta(seconds=due)
    assert next_look(NINE, at) == NINE + timedelta(seconds=seconds)


@pytest.mark.parametrize(("people", "seconds"), [(0, 20), (1, 1)])
async def test_a_look_brings_the_next_one_forward(office: Office, people: int, seconds: int) -> None:
    await crowd(office, people)
    scheduler: Any = AsyncIOScheduler(timezone="UTC")
    scheduler.start(paused=True)
    async with office.open() as app:
        scheduler.add_job(tick, "interval", (app, scheduler), id=TICK, seconds=3600)
        before = now()
        await tick(app, scheduler)
        after = now()
        assert before <= scheduler.get_job(TICK).next_run_time - timedelta(seconds=seconds) <= after
        scheduler.remove_job(TICK)
        await tick(app, scheduler)  # the process ends: there is nothing to bring forward
    scheduler.shutdown(wait=False)
