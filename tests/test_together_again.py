"""Trying again: what is written for people apart rests, what was asked for comes, and a gate or a word ends it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from coach.book import Book
from coach.counts import paused
from coach.ledger import Ledger
from coach.person import Gate, Pace
from tests.test_danger import says, seen
from tests.test_engine import do, settled
from tests.transcript import Player

WEEK = timedelta(days=7)


def together(book: Book) -> Player:
    player = settled(book)
    do(player, "/back", "none", "Money", "I say it", "They ask", "Slowly", "We wait a day", "yes, let them rest", "yes")
    assert player.person.tries_again(player.now)
    return player


def away(player: Player) -> int:
    return len([day for day in paused(Ledger(tuple(player.entries))) if day >= player.now.date()])


def test_what_is_for_people_apart_rests_and_what_they_asked_for_comes(book: Book) -> None:
    player = together(book)
    came = player.travel(5 * WEEK)
    assert [line.strip() for line in came if line.startswith("  (")] == ["(Mon 16 Mar 09:00)", "(Mon 30 Mar 09:00)"]
    assert "\n".join(came).count("[Show my lines]") == 2


def test_a_hard_date_is_one_for_them_too(book: Book) -> None:
    player = together(book)
    do(player, "/dates", "a hearing", "14 march", "once", "skip", "skip", "skip", "skip", "skip", "skip")
    assert [e.kind for e in player.entries if e.kind == "date"] == ["date"]
    came = "\n".join(player.travel(2 * WEEK))
    assert came.count("hearing") >= 2


@pytest.mark.parametrize("way", [("/safety", "afraid"), ("there is a restraining order against me", "yes")])
def test_a_gate_ends_it_and_its_pause(book: Book, way: tuple[str, ...]) -> None:
    player = together(book)
    assert away(player) == 56
    do(player, *way)
    assert player.person.gated
    assert player.person.together is None
    assert away(player) == 0
    assert player.travel(2 * WEEK), "they are written to"


def test_being_apart_again_ends_it_and_nothing_else(book: Book) -> None:
    player = together(book)
    said = do(player, "he left me again")
    assert "What I send comes again at 09:00" in said
    assert (player.person.together, away(player)) == (None, 0)
    said = do(player, "he left me again")
    assert "What I send comes again" not in said


@pytest.mark.parametrize("command", ["/stop", "/pause"])
def test_being_apart_again_brings_no_messages_that_were_not_wanted(book: Book, command: str) -> None:
    player = settled(book)
    do(player, command)
    before = player.person
    do(player, "we broke up again")
    assert player.person == before
    player = together(book)
    do(player, "/stop", "we broke up again")
    assert player.person.pace is Pace.NONE


def test_a_pause_of_their_own_goes_on_when_they_are_apart_again(book: Book) -> None:
    player = together(book)
    do(player, "/pause 30")
    player.now += timedelta(days=10)
    said = do(player, "/resume apart")
    assert "I'm quiet until 1 April" in said
    assert "09:00" not in said
    assert (player.person.together, away(player)) == (None, 20)
    assert "1 April" in do(player, "/status")
    assert not player.travel(timedelta(days=19))
    assert away(player) == 1


@pytest.mark.parametrize(("pause", "days"), [("/pause 30", 20), ("/pause 5", 0)])
def test_a_pause_of_their_own_outlives_a_gate(book: Book, pause: str, days: int) -> None:
    player = together(book)
    do(player, pause)
    player.now += timedelta(days=10)
    do(player, "there is a restraining order against me", "yes")
    assert (player.person.together, away(player)) == (None, days)


def test_whoever_has_stopped_the_messages_is_promised_none_when_they_are_apart_again(book: Book) -> None:
    player = together(book)
    said = do(player, "/stop", "/resume apart")
    assert "days count from today" in said.casefold()
    assert "09:00" not in said


def test_a_pause_meanwhile_takes_no_day_of_it_away(book: Book) -> None:
    player = together(book)
    do(player, "/pause")
    assert away(player) == 56
    player.now += timedelta(days=10)
    assert "Show my lines" in "\n".join(player.travel(WEEK))


def test_the_check_in_is_not_for_people_apart(book: Book) -> None:
    player = together(book)
    said = do(player, "/checkin", "7")
    assert "pull" not in said
    assert "contact" not in said


def test_what_was_agreed_is_changed_without_the_question(book: Book) -> None:
    player = together(book)
    said = do(player, "/back", "none", "Money", "skip", "skip", "skip", "skip")
    assert "Shall they rest" not in said
    assert "Shall I bring it out again" in said


def test_whoever_wants_no_messages_is_not_asked_whether_they_shall_rest(book: Book) -> None:
    player = settled(book)
    assert "Shall they rest" not in do(player, "/stop", "/back", "none", "Money", "skip", "skip", "skip", "skip")


def test_the_curve_that_was_promised_comes_and_no_chances_do(book: Book) -> None:
    player = together(book)
    player.wakes |= {"again": player.now + timedelta(days=2, hours=1), "early": player.now + timedelta(days=3, hours=1)}
    came = "\n".join(player.travel(WEEK))
    assert "[How it was]" in came
    assert "[An honest look]" not in came
    player.person = replace(player.person, together=None)
    assert "[An honest look]" in "\n".join(player.travel(WEEK))


def test_behind_a_gate_it_does_not_begin(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset({Gate.ORDER}), together=player.now + WEEK)
    assert not player.person.tries_again(player.now)


@pytest.mark.parametrize("words", ["I texted him", "she texted me", "/slip", "/they"])
def test_being_in_touch_is_no_event_while_they_try_again(book: Book, words: str) -> None:
    player = together(book)
    before = len(player.entries)
    said = do(player, words)
    assert "trying again" in said or "try again" in said
    assert len(player.entries) == before
    do(player, "[We're apart again]")
    assert not player.person.tries_again(player.now)
    assert "trying again" not in do(player, words)


def test_a_threat_is_answered_as_one_while_they_try_again(book: Book) -> None:
    player = together(book)
    assert "emergency" in do(player, "he threatened to kill me")


def test_where_nothing_reaches_them_no_message_for_people_apart_waits_either(book: Book) -> None:
    player = together(book)
    player.person = replace(player.person, reached=False)
    player.travel(timedelta(days=2))
    assert not [e for e in player.entries if e.kind == "push" and e.at == player.now]
    do(player, "/status")
    assert not [e for e in player.entries if e.kind == "push" and e.at == player.now]


def test_where_nothing_reaches_them_as_many_wait_as_would_have_come(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, reached=False, pace=Pace.WEEKLY)
    for _ in range(14):
        do(player, "/status")
        player.now += timedelta(days=1)
    assert len([e for e in player.entries if e.kind == "push"]) == 2


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        ("slip", "being in touch is part of it"),
        ("ex_contacted", "being in touch is part of it"),
        ("urge", "who you can call"),
        ("will_ex_return", "who you can call"),
    ],
)
def test_what_is_written_of_the_two_is_no_slip_and_no_pull(book: Book, intent: str, said: str) -> None:
    assert said in says(together(book), seen(intent))
