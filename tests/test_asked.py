"""Messages that somebody asked for: when they come, whom they still reach, and what they say over a shoulder."""

from datetime import UTC, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from coach import asked, pushes
from coach.book import Book
from coach.effects import Ask, Wake
from coach.events import Pressed, Woken
from coach.ledger import Entry
from coach.person import CALM, Age, Gate, Pace, Person
from coach.session import Session
from coach.still import still
from tests.test_engine import do, settled, take
from tests.transcript import Player

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = Person(consented=NOON, settled=True, age=Age.ADULT, hour=time(9))
KEYS = list(asked.SAID)


@pytest.mark.parametrize(
    ("at", "hours", "comes"),
    [
        ("2026-03-02T12:00+00:00", 24, "2026-03-03T12:00+00:00"),
        ("2026-03-02T02:00+00:00", 24, "2026-03-03T09:00+00:00"),  # nobody is woken
        ("2026-03-02T23:30+00:00", 48, "2026-03-05T09:00+00:00"),
    ],
)
def test_a_wait_ends_when_they_are_up(at: str, hours: int, comes: str) -> None:
    assert asked.when(ADA, datetime.fromisoformat(at), hours) == datetime.fromisoformat(comes)


@pytest.mark.parametrize(("hour", "days", "comes"), [(12, 3, 5), (1, 3, 5), (23, 14, 17), (20, 14, 16)])
def test_days_from_now_it_is_their_own_hour(hour: int, days: int, comes: int) -> None:
    due = asked.days_on(ADA, NOON.replace(hour=hour), days)
    assert due == NOON.replace(day=comes, hour=9)


def woken(book: Book, person: Person, key: str, late: timedelta = timedelta()) -> tuple[list[Ask], list[Wake]]:
    player = Player(book, now=NOON + late, person=person)
    effects = player.step(Woken(key, NOON)).effects
    return [e for e in effects if isinstance(e, Ask)], [e for e in effects if isinstance(e, Wake)]


@pytest.mark.parametrize("key", KEYS)
def test_it_comes_with_its_answers_and_ways_to_have_fewer(book: Book, key: str) -> None:
    [ask], wakes = woken(book, replace(ADA, discreet=False), key)
    assert ask.push is not None
    assert ask.push.kind == key
    assert [c.id for c in ask.choices][-3:] == ["less", "pause.7", "stop"]
    assert {c.id.partition(".")[0] for c in ask.choices[:-3]} == {asked.SAID[key][0]}
    assert wakes == []


@pytest.mark.parametrize("key", ["early", "again"])
def test_nobody_under_18_is_invited_to_what_is_for_adults(book: Book, key: str) -> None:
    assert woken(book, replace(ADA, age=Age.TEEN), key) == ([], [])


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("gate", list(Gate))
def test_nobody_behind_a_gate_is_reminded_of_an_answer_or_a_return(book: Book, key: str, gate: Gate) -> None:
    asks, wakes = woken(book, replace(ADA, gates=frozenset({gate})), key)
    assert bool(asks) is (key == asked.RUNG)
    assert wakes == []


@pytest.mark.parametrize(
    ("person", "late", "waits"),
    [
        (replace(ADA, pace=Pace.NONE), timedelta(), False),  # who has stopped it all has stopped this
        (replace(ADA, age=Age.TEEN), timedelta(), False),
        (replace(ADA, paused_until=NOON + 24 * HOUR), timedelta(), True),
        (replace(ADA, calm_until=NOON + CALM), timedelta(), True),
        (ADA, 5 * HOUR, True),  # nobody was there to be written to
    ],
    ids=["stopped", "under 18", "paused", "after a danger", "late"],
)
@pytest.mark.parametrize("key", KEYS)
def test_where_nobody_is_written_to_it_waits_but_a_wait_is_over(
    book: Book, key: str, person: Person, late: timedelta, waits: bool
) -> None:
    asks, wakes = woken(book, person, key, late)
    assert asks == []
    again = [Wake(key, datetime(2026, 3, 3, 9, tzinfo=UTC))]
    assert wakes == (again if waits and key != asked.WAIT else [])


def test_an_unknown_one_says_nothing(book: Book) -> None:
    assert woken(book, ADA, "asked.9") == ([], [])


@pytest.mark.parametrize("key", KEYS)
def test_it_comes_closed_and_opens(book: Book, key: str) -> None:
    player = settled(book)
    do(player, "/hide")
    player.now += timedelta(days=1)
    [ask] = [e for e in take(player, Woken(key, player.now)) if isinstance(e, Ask) and e.push]
    assert [c.id for c in ask.choices] == [f"open.{key}", "show"]
    assert key not in ask.text
    [opened] = [e for e in take(player, Pressed(ask.prompt, f"open.{key}")) if isinstance(e, Ask)]
    assert opened.text in str(book.flows[asked.SAID[key][0]].words[asked.SAID[key][1]])


def test_what_was_opened_too_late_to_be_right_stays_closed(book: Book) -> None:
    player = settled(book)
    player.entries.append(Entry("push", asked.WAIT, player.now.date(), player.now, asked.KIND))
    player.person = replace(player.person, gates=frozenset({Gate.ORDER}))
    [told] = [e for e in take(player, Pressed(f"{player.session.tag}m1", f"open.{asked.WAIT}")) if isinstance(e, Ask)]
    assert "no longer fits" in told.text


@pytest.mark.parametrize("key", KEYS)
def test_no_own_words_are_in_it_and_its_key_says_nothing(book: Book, key: str) -> None:
    assert key.partition(".")[0] in pushes.SENDING
    shown = asked.shown(book, ADA, key, NOON.date())
    assert shown is not None
    assert "{" not in shown[0]


def test_whoever_stopped_the_messages_is_not_offered_one(book: Book) -> None:
    player = settled(book)
    assert "Shall I ask" in do(player, "/they", "a hey")
    do(player, "stop", "/stop")
    assert "Shall I ask" not in do(player, "/they", "a hey")
    assert "Shall I ask" not in do(player, "/mute", "done")


@pytest.mark.parametrize(("key", "comes"), [("asked.3", True), ("asked.1", True), ("nudge", False), ("prompt", False)])
def test_while_they_try_again_only_what_they_asked_for_comes(book: Book, key: str, comes: bool) -> None:
    person = replace(ADA, discreet=False, together=NOON + timedelta(weeks=8))
    asks, _ = woken(book, person, key)
    assert bool(asks) == comes
    for push in (ask.push for ask in asks if ask.push is not None):
        assert still(person, Session("a1b2c3d4"), push, NOON) == NOON
        assert still(replace(person, paused_until=person.together), Session("a1b2c3d4"), push, NOON) is None
