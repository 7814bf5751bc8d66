"""Days that have gone by: how they are told, and what comes of a pause that begins too late."""

from datetime import date, timedelta

import pytest

from coach.book import Book
from coach.counts import AWAY, BROUGHT, PAUSE, paused
from coach.ledger import Ledger
from tests.test_engine import DAY, do, settled
from tests.transcript import Player

MINUTE = timedelta(minutes=1)


def player(book: Book) -> Player:
    found = settled(book)
    do(found, "/stop")
    return found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("yesterday", "1"), ("3", "3"), ("the last 3 days", "3"), ("past week", "7"), ("5 days", "5"),
        ("two weeks", "14"),
        ("since 25 february", "5"), ("since yesterday", "1"), ("for the last four days", "4"), ("12", "12"),
        ("week", "7"),
        ("since 1 january 2020", None), ("0", None), ("91", None), ("since next year", None), ("a while", None),
        ("since today", None),
    ],
)  # fmt: skip
def test_how_many_days(book: Book, text: str, days: str | None) -> None:
    there = player(book)
    do(there, "/away", text)
    assert [e.value for e in there.entries if e.kind == AWAY] == ([days] if days else [])


@pytest.mark.parametrize("text", ["/away 3", "/away the last 3 days", "/away since 27 february"])
def test_what_stands_behind_the_command_is_the_answer(book: Book, text: str) -> None:
    there = player(book)
    do(there, text)
    assert [e.day for e in there.entries if e.kind == AWAY] == [date(2026, 2, 27)]


def test_what_cannot_be_read_behind_the_command_is_asked_for(book: Book) -> None:
    assert "How many days" in do(player(book), "/away for ages")


def test_a_pause_for_days_that_have_gone_by_is_offered_as_that(book: Book) -> None:
    there = player(book)
    assert "Nothing was changed yet" in do(there, "/pause last three days")
    assert not [e for e in there.entries if e.kind == PAUSE]
    do(there, "[away.3]")
    assert [e.value for e in there.entries if e.kind == AWAY] == ["3"]


def test_of_those_under_18_no_days_before_are_asked(book: Book) -> None:
    there = Player(book)
    do(there, "/start", "13 to 17", "[yes]", "ireland", "18:00")
    assert "Paused for 7 days" in do(there, "/pause last three days")


def test_a_pause_that_is_ended_ends_today_and_one_that_is_over_leaves_nothing_to_end(book: Book) -> None:
    there = player(book)
    do(there, "/pause 10")
    there.now += 3 * DAY
    do(there, "/resume", "/resume")
    assert [e.value for e in there.entries if e.kind == PAUSE] == ["10", "0"]
    assert len(paused(Ledger(tuple(there.entries)))) == 3


@pytest.mark.parametrize(
    ("slips", "value"), [("none", "0"), ("no", "0"), ("two", "2"), ("7", "7"), ("about 12", "12"), ("skip", None)]
)
def test_days_from_another_counter(book: Book, slips: str, value: str | None) -> None:
    there = player(book)
    do(there, "/bring", "1 january", slips)
    assert [e.value for e in there.entries if e.kind == BROUGHT] == ([value] if value else [])
    assert there.person.since == date(2026, 1, 1)


def test_without_a_date_nothing_is_brought(book: Book) -> None:
    there = player(book)
    since = there.person.since
    assert "Nothing was brought" in do(there, "/bring", "skip", "skip")
    assert there.person.since == since


def test_nobody_who_wants_no_counting_is_shown_any_of_it(book: Book) -> None:
    there = player(book)
    do(there, "/settings counting", "[Hide them]")
    shown = do(there, "/bring 40 days ago", "3") + do(there, "/status") + do(there, "/settings")
    assert "no counting" in shown
    for figure in ("40", "37", "30 days", "Kept", "milestone"):
        assert figure not in shown.replace("40 days ago", "")
