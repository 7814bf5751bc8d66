"""Somebody silent for long: told once, two weeks before, then erased, and it costs nobody's turn or tick anything."""

import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.build import book as read_book
from bot.config import LEAST_DAYS, Settings
from bot.store.records import millis
from bot.store.sqlite import Sqlite
from bot.wakes import FAR
from coach.book import Book
from coach.effects import Ask, Effect, Forget, Kind, Push, Wake
from coach.engine import step
from coach.events import Woken
from coach.ledger import Ledger
from coach.person import Gate, Pace, Person
from coach.retention import BEFORE, ERASE, LISTENED
from coach.schedule import LOOK, SILENT
from coach.session import Session
from coach.still import still
from tests.botapi import BotApi
from tests.office import MORNING, Office, count, rows
from tests.people import House
from tests.properties import examples
from tests.test_chat import SETTLED, chat
from tests.test_engine import DAY, HOUR, settled
from tests.test_store import CANARY, traces, values_of

YEAR = timedelta(days=365)
HEARD = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = Person(consented=HEARD, zone="Europe/London", settled=True, hour=time(9))
NOTICE = datetime(2027, 2, 16, 9, tzinfo=UTC)  # at nine, the first after 351 days


def woken(
    book: Book, key: str, now: datetime, *, due: datetime | None = None, heard: datetime | None = HEARD, **more: Any
) -> list[Effect]:
    session = Session("a1b2c3d4", heard=heard)
    event = Woken(key, now if due is None else due)
    return list(step(book, replace(KNOWN, **more), session, Ledger(), event, now).effects)


def said(effects: list[Effect]) -> list[str]:
    return [effect.text for effect in effects if isinstance(effect, Ask)]


# The look


@pytest.mark.parametrize("days", [0, 1, 44, 45, 200, 320])
def test_before_it_is_time_the_next_look_is_set(book: Book, days: int) -> None:
    now = HEARD + timedelta(days=days)
    assert woken(book, SILENT, now) == [Wake(SILENT, min(NOTICE, now + LOOK))]


def test_no_look_is_so_far_off_that_it_would_pass_for_a_clocks_mistake(book: Book) -> None:
    assert LOOK < FAR
    assert BEFORE < FAR
    assert timedelta(days=LEAST_DAYS) > LOOK + BEFORE, "and none comes when the time is over already"


def test_at_its_hour_they_are_told_and_the_end_is_set(book: Book) -> None:
    effects = woken(book, SILENT, NOTICE)
    [ask] = [effect for effect in effects if isinstance(effect, Ask)]
    assert (ask.kind, ask.push and ask.push.kind) == (Kind.PUSH, "silent")
    assert "2 March" in ask.text
    assert [choice.id for choice in ask.choices] == ["status", "export", "delete"]
    assert effects[-1] == Wake(ERASE, NOTICE + BEFORE)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, True),
        ({"reached": False}, False),
        ({"pace": Pace.NONE}, False),  # they said stop
        ({"pace": Pace.NONE, "parted": True}, True),  # we said farewell
        ({"pace": Pace.SOME}, True),
        ({"settled": False}, True),
        ({"gates": frozenset(Gate)}, True),
    ],
)
def test_who_is_told_and_who_is_not(book: Book, more: dict[str, Any], told: bool) -> None:
    effects = woken(book, SILENT, NOTICE, **more)
    assert bool(said(effects)) == told
    assert effects[-1] == Wake(ERASE, NOTICE + BEFORE)


def test_the_words_are_nobodys_business(book: Book) -> None:
    """The first line, and all the others, say nothing of what it is about; nothing hopes, whatever stands."""
    for gates in (frozenset[Gate](), frozenset(Gate)):
        [ask] = [e for e in woken(book, SILENT, NOTICE, gates=gates) if isinstance(e, Ask)]
        words = f"{ask.title} {ask.text} {' '.join(c.label for c in ask.choices)}".casefold()
        assert not re.search(r"break|ex\b|contact|return|heal|relationship|window|coach|steady|check", words), words


@pytest.mark.parametrize("late", [timedelta(hours=3), timedelta(days=5), YEAR])
def test_where_the_hour_was_missed_it_is_the_next_day(book: Book, late: timedelta) -> None:
    now = NOTICE + late
    effects = woken(book, SILENT, now, due=NOTICE)
    assert (said(effects), [e.key for e in effects if isinstance(e, Wake)]) == ([], [SILENT])
    [wake] = effects
    assert isinstance(wake, Wake)
    assert wake.at is not None
    assert timedelta(0) < wake.at - now <= DAY
    assert said(woken(book, SILENT, wake.at))


def test_a_clock_that_jumps_for_an_hour_tells_nobody(book: Book) -> None:
    """A look that was set for long before is no sign that so much time has passed."""
    jump = HEARD + LOOK + YEAR
    effects = woken(book, SILENT, jump, due=HEARD + LOOK)
    assert said(effects) == []
    [wake] = effects
    assert isinstance(wake, Wake)
    back = HEARD + LOOK + HOUR  # the clock is right again, and what it had set is healed to yesterday
    assert woken(book, SILENT, back, due=back - DAY) == [Wake(SILENT, back + LOOK)]


def test_after_a_danger_it_waits_for_the_quiet_to_end(book: Book) -> None:
    effects = woken(book, SILENT, NOTICE, calm_until=NOTICE + HOUR)
    assert effects == [Wake(SILENT, NOTICE + DAY)]


def test_who_never_agreed_is_forgotten_by_another_wake(book: Book) -> None:
    for key in (SILENT, ERASE):
        assert woken(book, key, NOTICE, consented=None) == []


@pytest.mark.parametrize("heard", [None, NOTICE + YEAR])
def test_where_it_is_not_known_when_they_were_heard_nothing_is_hurried(book: Book, heard: datetime | None) -> None:
    """Never, or at an hour that is still to come: the clock was ahead then."""
    consented = NOTICE - DAY
    [wake] = woken(book, SILENT, NOTICE, heard=heard, consented=consented)
    assert wake == Wake(SILENT, NOTICE + LOOK)


# The end


def test_then_everything_goes_in_silence(book: Book) -> None:
    assert woken(book, ERASE, NOTICE + BEFORE) == [Forget()]


def test_a_sign_of_them_is_enough(book: Book) -> None:
    now = NOTICE + BEFORE
    assert woken(book, ERASE, now, heard=now - HOUR) == [Wake(SILENT, now + LOOK)]


def test_where_nobody_listened_they_get_the_time_again(book: Book) -> None:
    now = NOTICE + BEFORE + LISTENED + HOUR
    assert woken(book, ERASE, now, due=NOTICE + BEFORE) == [Wake(ERASE, now + BEFORE)]


def test_where_the_operator_has_set_another_time_that_one_counts() -> None:
    book = read_book(Settings.model_validate({"retention": {"days": 60}}))
    assert "60 days" in "\n".join(settled(book).take(settled(book).event("/privacy")))
    at = datetime(2026, 4, 17, 8, tzinfo=UTC)
    assert said(woken(book, SILENT, at))
    assert woken(book, ERASE, at + BEFORE) == [Forget()]


@pytest.mark.parametrize(
    ("heard", "more", "sent"),
    [(HEARD, {}, True), (NOTICE - HOUR, {}, False), (HEARD, {"paused_until": NOTICE + HOUR}, False)],
)
def test_at_the_moment_of_sending_it_is_looked_at_once_more(
    book: Book, heard: datetime, more: dict[str, Any], sent: bool
) -> None:
    push = Push("silent", NOTICE.date(), NOTICE + 3 * HOUR)
    person = replace(KNOWN, pace=Pace.NONE, **more)
    assert still(person, Session("a1b2c3d4", heard=heard), push, NOTICE) == (NOTICE if sent else None)


@pytest.mark.parametrize(
    ("late", "at"),
    [(5 * HOUR, 5 * HOUR), (2 * DAY + 3 * HOUR, 2 * DAY + 3 * HOUR), (18 * HOUR, DAY), (7 * DAY, None)],
)
def test_where_nobody_could_be_written_to_for_hours_they_are_told_later(
    book: Book, late: timedelta, at: timedelta | None
) -> None:
    """They are not erased untold because a platform was away for an evening; in the night it waits for their hour."""
    [push] = [e.push for e in woken(book, SILENT, NOTICE) if isinstance(e, Ask)]
    assert push is not None
    found = still(KNOWN, Session("a1b2c3d4", heard=HEARD), push, NOTICE + late)
    assert found == (None if at is None else NOTICE + at)
    back = still(KNOWN, Session("a1b2c3d4", heard=NOTICE + HOUR), push, NOTICE + DAY)
    assert back is None, "they have been here since"


ZONES = ("Europe/London", "Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe")


@examples(40)
@given(
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(60, 400),
    st.integers(0, 365 * 24),
    st.lists(st.integers(1, 500), max_size=3),
)
def test_nobody_is_erased_untold_or_too_soon(
    book: Book, zone: str, hour: int, days: int, start: int, signs: list[int]
) -> None:
    """However often they come back: told 14 to 16 days before, at their own hour, and erased when the time is over."""
    import dataclasses

    book = dataclasses.replace(book, retention=days)
    heard = HEARD + timedelta(hours=start)
    person = replace(KNOWN, zone=zone, hour=time(hour), consented=heard)
    session, wakes, tells = Session("a1b2c3d4", heard=heard), {SILENT: heard + LOOK}, list[datetime]()
    ahead = [timedelta(days=n) for n in signs]
    while wakes:
        key = min(wakes, key=lambda one: wakes[one])
        now = wakes.pop(key)
        if ahead and session.heard and now > session.heard + ahead[0]:
            session = replace(session, heard=session.heard + ahead.pop(0))
        effects = step(book, person, session, Ledger(), Woken(key, now), now).effects
        tells += [now for effect in effects if isinstance(effect, Ask)]
        assert session.heard is not None
        if Forget() in effects:
            assert now - session.heard >= timedelta(days=days)
            assert timedelta(days=14) <= now - tells[-1] <= timedelta(days=16)
            assert now - session.heard <= timedelta(days=days + 2)
            assert tells[-1].astimezone(ZoneInfo(zone)).hour in (hour, hour + 1)
            break
        wakes |= {effect.key: effect.at for effect in effects if isinstance(effect, Wake) and effect.at}
    else:
        pytest.fail("they were never erased")


# By the wakes, in the store


@pytest.fixture
async def house(book: Book, tmp_path: Path) -> AsyncGenerator[House]:
    async with BotApi() as server:
        yield House(server, book, tmp_path / "steady.db")
        assert server.faults == []


async def lives(house: House, until: datetime) -> None:
    """Every wake at its own time."""
    while (due := await house.app.wakes.next()) is not None and due <= until:
        house.clock.at = due
        await house.tick()
    house.clock.at = until


async def test_a_year_of_silence_on_telegram(house: House) -> None:
    async with house.serving():
        ada, bob = house.friend(7), house.friend(8, "Bob")
        for friend in (ada, bob):
            await friend.settles_in()
            await friend.checks_in(word=CANARY)
            await friend.says("/less")
        await lives(house, MORNING + timedelta(days=200))
        await bob.says("/status")
        before = len(ada.said)
        await lives(house, MORNING + timedelta(days=353))
        assert ["is erased, unless you write" in said for said in ada.said[before:]] == [True]
        assert len(rows(house.path, "select * from wake where key = 'erase'")) == 1
        before, values = len(ada.said), values_of(house, 7)
        await lives(house, MORNING + timedelta(days=368))
        assert (house.somebody(7), len(ada.said)) == (None, before)
        assert house.person(8).settled
        assert traces(house.path, values) == 0
        await ada.says("/status")
        assert house.at(7) == ("start", "age")


async def test_somebody_who_has_blocked_us_is_erased_untold(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        ada.person.blocks()
        await lives(house, MORNING + timedelta(days=353))
        assert len(rows(house.path, "select * from wake where key = 'erase'")) == 1
        sent = len(house.server.sent)
        await lives(house, MORNING + timedelta(days=368))
        assert (house.somebody(7), len(house.server.sent)) == (None, sent)


async def test_a_platform_that_is_served_no_more_keeps_nobody_for_ever(book: Book, tmp_path: Path) -> None:
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    await office.knows(1, Session("tag00001", heard=MORNING))
    await office.write("delete from person where id = 2")
    await office.write("update account set platform = 'of old'")
    await office.write("insert into wake values (1, 'silent', ?), (1, 'nudge', ?)", *[millis(office.clock())] * 2)
    async with office.open() as app:
        for _ in range(400):
            office.clock.skip(days=1)
            await app.wakes.tick()
            await app.delivery.drained()
    assert (count(office.path, "person"), office.board.calls) == (0, [])


async def test_it_costs_nothing_until_it_is_due(book: Book, tmp_path: Path) -> None:
    """One row for each person, by an index: a tick reads none of them, and a turn writes none."""
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    await office.write("insert into wake values (1, 'silent', ?)", millis(MORNING + LOOK))
    async with office.open() as app:
        due = await app.desk.do(
            lambda store: store.fetch("due_wakes", {"now": millis(MORNING), "most": 9, "platforms": "[]"})
        )
    [plan] = [row[3] for row in rows(office.path, _explained("due_wakes")) if " w " in f" {row[3]} "]
    assert (due, "USING INDEX wake_at" in plan or "USING COVERING INDEX wake_at" in plan) == ([], True)
    before = rows(office.path, "select * from wake where key = 'silent'")
    assert len(before) == 1


def _explained(name: str) -> str:
    from bot.store.queries import queries

    text = queries()[name]
    for value, given_as in ((":now", "1"), (":most", "9"), (":platforms", "'[]'")):
        text = text.replace(value, given_as)
    return f"explain query plan {text}"


async def test_people_of_an_earlier_version_are_looked_at_like_all_others(book: Book, tmp_path: Path) -> None:
    """The migration sets their first look by when they were heard."""
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    await office.write("update account set heard = ? where person = 1", millis(MORNING))
    for statement in ("drop trigger note_erased", "drop table erased", "drop table shown", "pragma user_version = 6"):
        await office.write(statement)
    store = await Sqlite.open(str(office.path))
    await store.close()
    looks = dict(rows(office.path, "select person, at from wake where key = 'silent'"))
    assert looks == {1: millis(MORNING + LOOK), 2: millis(datetime(1970, 1, 1, tzinfo=UTC) + LOOK)}


# In the terminal


async def test_time_travel_shows_it(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}:skip 350d\n:story\n:skip 10d\n:skip 10d\n:story\n")
    assert "is erased, unless you write" in said
    before, after = said.split("> :story")[1:]
    assert "window" in before
    assert "Nothing is stored about you." in after


async def test_in_the_terminal_a_sign_keeps_it(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}:skip 360d\n/status\n:skip 60d\n:story\n")
    assert said.count("is erased, unless you write") == 1
    assert "Nothing is stored" not in said
