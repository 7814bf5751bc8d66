"""Own things: what is told and counted, what is suggested from where, and hours by somebody's own numbers alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import meter, own
from coach.book import Book
from coach.counts import own_days
from coach.here import Here
from coach.ledger import Entry, Ledger
from coach.meter import Spared
from coach.own import by_area, minutes, parted
from coach.person import Age, Gate, Goal, Person
from coach.session import Session
from tests.properties import examples
from tests.test_engine import DAY, do, settled
from tests.transcript import Player

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
TAGS = ["a1b2c3d4", "b7c01d22", "00ff00ff", "12345678", "deadbeef", "cafe0001", "77777777", "abcdef01"]


def entry(kind: str, value: str, ago: int = 0, note: str = "") -> Entry:
    return Entry(kind, value, TODAY - timedelta(days=ago), NOW - timedelta(days=ago), note)


# Words


@pytest.mark.parametrize(
    ("text", "words", "area"),
    [
        ("swam, body", "swam", "body"),
        ("Swam for 20 minutes,  Body.", "Swam for 20 minutes", "body"),
        ("soup, bread, cooking", "soup, bread", "craft"),
        ("rang Ann, about the flat", "rang Ann, about the flat", ""),
        ("read, Home and money", "read", "home"),
        ("people", "", "people"),
        ("a walk", "a walk", ""),
        (",", ",", ""),
    ],
)
def test_what_stands_behind_the_last_comma_may_be_the_area(book: Book, text: str, words: str, area: str) -> None:
    assert parted(book, text) == (words, area)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("swam for 20 minutes", 20),
        ("45min on the bike", 45),
        ("an hour with my sister", 60),
        ("half an hour of piano", 30),
        ("1.5 hours of mending", 90),
        ("2 hours 10 minutes", 130),
        ("1 h 30 min", 90),
        ("1h30 on the bike", 90),
        ("1h30m", 90),
        ("2h 5m", 125),
        ("1 hour, 5 mins", 65),
        ("2.25 hours", 135),
        ("2,5 hrs of cooking", 150),
        ("an hour and 20 minutes", 80),
        ("an hour and a half", 90),
        ("two and a half hours", 150),
        ("two hours and a quarter", 135),
        ("three quarters of an hour", 45),
        ("quarter of an hour", 15),
        ("Two hours", 120),
        ("a couple of hours with Ann", 120),
        ("twenty-five minutes", 25),
        ("swam 20 minutes, then read for half an hour", 50),
        ("walked,30 min", 30),
        ("2 songs", 0),
        ("swam 500 m", 0),
        ("ran 400m", 0),
        ("an hour, then 500 m", 60),
        ("1hall", 0),
        ("1:30 hours", 0),
        ("99 hours", 16 * 60),
        ("", 0),
    ],
)
def test_how_long_it_took(text: str, told: int) -> None:
    assert minutes(text) == told


# What is counted


def test_days_and_areas() -> None:
    ledger = Ledger((
        entry("action", "body.slow_stretch", 6, "stretch"),
        entry("own", "done", 5),  # the stretch
        entry("action", "own.mine_1", 5, "the accordion"),
        entry("own", "part", 4),  # of no area
        entry("own", "done", 3),
        entry("own", "no", 3),  # the last word on that day
        entry("did", "people", 4, "rang Ann"),
        entry("did", "", 2, "a walk"),
        entry("lesson", "3.done", 2, "home"),
        entry("lesson", "4.skip", 1, "mind"),
        entry("lesson", "13.gentle", 2, "body"),
        entry("did", "body", 2, "swam"),
    ))  # fmt: skip
    assert len(own_days(ledger)) == 3
    assert by_area(ledger) == {"body": 2, "home": 1, "people": 1}


def test_a_suggestion_of_last_week_is_not_what_was_done() -> None:
    assert by_area(Ledger((entry("action", "body.x", 9), entry("own", "done", 2)))) == {}


# What is suggested


def here(book: Book, *entries: Entry, person: Person | None = None, tag: str = TAGS[0]) -> Here:
    return Here(book, book.flows["checkin"], person or Person(), Session(tag), Ledger(entries), NOW)


@pytest.mark.parametrize("tag", TAGS)
def test_it_comes_from_the_areas_they_chose(book: Book, tag: str) -> None:
    two, one = Person(areas=("mind", "people")), Person(areas=("mind",))
    last = entry("action", "mind.one_puzzle", 1)
    assert own.suggestion(here(book, last, person=two, tag=tag), False, False).value.startswith("people.")
    assert own.suggestion(here(book, last, person=one, tag=tag), False, False).value.startswith("mind.")


def test_one_of_theirs_comes_about_every_other_time_and_never_twice_running(book: Book) -> None:
    listed = entry("mine", "1", 9, "play the accordion, craft"), entry("mine", "2", 9, "sit by the pond")
    found = [own.suggestion(here(book, *listed, tag=tag), False, False) for tag in TAGS]
    theirs = [one for one in found if "mine_" in one.value]
    assert 0 < len(theirs) < len(TAGS)
    assert {(one.value, one.words) for one in theirs} == {("craft.mine_1", "play the accordion")}
    tag = TAGS[found.index(theirs[0])]
    before = entry("action", "craft.mine_1", 2), entry("action", "body.x", 1)
    assert own.suggestion(here(book, *listed, *before, tag=tag), False, False).value == "own.mine_2"
    assert "two minutes" in own.suggestion(here(book, *listed, *before, tag=tag), False, True).words
    assert "mine_" not in own.suggestion(here(book, *listed, before[0], tag=tag), False, False).value


def test_after_three_misses_it_is_their_last_one_in_two_minutes(book: Book) -> None:
    shrunk = own.suggestion(here(book, entry("action", "body.slow_stretch", 1, "stretch")), True, True)
    assert (shrunk.value, shrunk.words) == ("body.slow_stretch", book.actions.area["body"]["slow_stretch"].tiny)


def test_also_where_it_was_one_that_they_wrote(book: Book) -> None:
    mine, last = entry("mine", "1", 5, "play the accordion, craft"), entry("action", "craft.mine_1", 1)
    shrunk = own.suggestion(here(book, mine, last), True, True)
    assert shrunk.value == "craft.mine_1"
    assert shrunk.words.endswith("play the accordion")


@pytest.mark.parametrize("gone", ["body.no_such_thing", "craft.mine_4", "garden.weeds"])
def test_what_is_there_no_more_is_another_in_two_minutes(book: Book, gone: str) -> None:
    found = own.suggestion(here(book, entry("action", gone, 1)), True, True)
    assert found.words in {a.tiny for area in book.actions.area.values() for a in area.values()}


def test_the_third_miss_is_answered_with_it(book: Book) -> None:
    player = settled(book)
    do(player, "/stop")
    for _ in range(4):
        do(player, "/checkin", "6", "2", "kept", *(["skip"] * (player.session.step in ("gap_one", "gap_two"))), "no")
        last = [e for e in player.entries if e.kind == "action"]
        said = do(player, "skip")
        if any(e.kind == "rule" and e.value == "r8" for e in player.entries):
            area, _, key = last[-1].value.partition(".")
            assert next(a for n, a in book.actions.area.items() if n == area)[key].tiny in said
            assert "[My own things]" in said
            return
        player.now += DAY
    pytest.fail("three misses went by without a word")


# Hours


def hours(*told: tuple[int, int]) -> Ledger:
    """(days ago, hours a day)"""
    return Ledger(tuple(entry("hours", str(n), ago) for ago, n in told))


@pytest.mark.parametrize(
    ("told", "spared"),
    [
        ((), None),
        (((9, 4),), (9, 4, None)),
        (((9, 4), (2, 1)), (9, 4, 21)),
        (((20, 4), (2, 1)), (20, 4, 21)),  # an answer speaks for a week at the most
        (((16, 4), (9, 2), (2, 0)), (16, 4, 14 + 28)),
        (((16, 2), (9, 5), (2, 1)), (16, 2, 0)),  # what was more is set against it, and it is never under nothing
        (((9, 4), (9, 3), (2, 1)), (9, 3, 14)),  # the last word on a day
    ],
)
def test_the_sum(told: tuple[tuple[int, int], ...], spared: tuple[int, int, int | None] | None) -> None:
    expected = spared and Spared(TODAY - timedelta(days=spared[0]), spared[1], told[-1][1], spared[2])
    assert meter.spared(hours(*told)) == expected


@examples(200)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from([0, 1, 2, 4, 5])), min_size=2, max_size=30))
def test_it_is_never_negative_and_never_more_than_all_the_days_there_were(told: list[tuple[int, int]]) -> None:
    found = meter.spared(hours(*sorted(told, reverse=True)))
    assert found is not None
    assert 0 <= (found.hours or 0) <= found.first * (TODAY - found.since).days


@pytest.mark.parametrize(("ago", "due"), [(0, False), (6, False), (7, True), (40, True)])
def test_it_is_asked_about_once_a_week(ago: int, due: bool) -> None:
    assert meter.is_due(hours((ago, 4)), TODAY) is due


@pytest.mark.parametrize(
    ("goal", "gates", "said"),
    [
        (Goal.RECONCILE, frozenset[Gate](), "Whatever comes of the rest"),
        (Goal.HEAL, frozenset[Gate](), "for something else"),
        (Goal.UNDECIDED, frozenset[Gate](), "nothing had to be decided"),
        (Goal.RECONCILE, frozenset({Gate.ORDER}), "for something else"),
    ],
)
def test_the_sum_is_said_in_the_words_of_their_goal(book: Book, goal: Goal, gates: frozenset[Gate], said: str) -> None:
    player = settled(book)
    player.person = replace(player.person, goal=goal, gates=gates)
    player.now = NOW
    player.entries += hours((9, 4), (2, 1))
    assert said in do(player, "/own")
    assert "21 hours" in do(player, "/own")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (((9, 0), (2, 0)), "nothing for me to add up"),
        (((9, 2), (2, 2)), "much as they were"),
        (((9, 2), (2, 5)), "More hours go to them"),
        (((16, 2), (9, 5), (2, 0)), "come out even"),
    ],
)
def test_where_there_is_nothing_to_sum_up_it_says_so(book: Book, told: tuple[tuple[int, int], ...], said: str) -> None:
    player = settled(book)
    player.now = NOW
    player.entries += hours(*told)
    assert said in do(player, "/own")


def test_nothing_is_said_of_hours_to_those_who_told_none(book: Book) -> None:
    player = settled(book)
    assert "hours" not in do(player, "/own")


# What is left alone, and how full a list may be


@pytest.mark.parametrize("what", ["did", "areas", "mine", "hours"])
def test_a_question_that_is_passed_over_changes_nothing(book: Book, what: str) -> None:
    player = settled(book)
    player.person = replace(player.person, areas=("mind",))
    before = list(player.entries)
    assert "stays as it was" in do(player, f"/own {what}", "skip")
    assert player.person.areas == ("mind",)
    assert player.entries == before


def test_no_matter_which_is_all_of_them_again(book: Book) -> None:
    player = settled(book)
    do(player, "/own areas", "mind")
    assert player.person.areas == ("mind",)
    assert "All seven" in do(player, "/own areas", "no matter which")
    assert player.person.areas == ()


def test_the_list_holds_five(book: Book) -> None:
    player = settled(book)
    for word in ("one", "two", "three", "four", "five"):
        do(player, "/own mine", f"play song {word}")
    assert "Tap one away first" in do(player, "/own mine", "play song six")
    do(player, "[Take away: play song two]")
    assert list(own.mine(Ledger(tuple(player.entries)))) == ["1", "3", "4", "5"]
    do(player, "/own mine", "play song six")
    assert own.mine(Ledger(tuple(player.entries)))["2"] == "play song six"


def test_what_is_told_without_an_area_has_none(book: Book) -> None:
    player = settled(book)
    do(player, "/own did", "a walk", "skip")
    assert (player.entries[-1].value, player.entries[-1].note) == ("", "a walk")
    said = do(player, "/own")
    assert "Something of your own on 1 day." in said
    assert "By area" not in said


def test_whoever_wants_no_counting_is_told_no_figures(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, counting=False)
    do(player, "/lesson", "[Done]")
    assert not re.search(r"\d", do(player, "/own did", "swam, body"))
    assert "on 1 day" not in do(player, "/own")
    assert "of the programme done" not in do(player, "/status")


def test_what_was_suggested_is_shown_until_it_is_told_of(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "6", "2", "kept", "yes", "skip")
    player.now += DAY
    assert "Suggested on 2 March" in do(player, "/own")
    do(player, "/checkin", "6", "2", "kept", "done", "skip")
    player.now += 5 * DAY
    assert "Suggested" not in do(player, "/own")


def test_words_with_a_colon_are_a_command_only_where_one_takes_them(book: Book) -> None:
    player = settled(book)
    for words in ("today: awful", "did:", "note: buy milk", "status: good"):
        do(player, words)
        assert player.session.flow == ""
    do(player, "did: swam, body")
    assert player.entries[-1].kind == "did"


def test_an_open_suggestion_stays_where_something_else_was_told_by_itself(book: Book) -> None:
    player: Player = settled(book)
    do(player, "/stop", "/checkin", "6", "2", "kept", "yes", "skip", "/own did", "swam, body")
    player.now += DAY
    assert "Last time I suggested this" in do(player, "/checkin", "6", "2", "kept")


def test_somebody_under_18_has_none(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, age=Age.TEEN)
    assert "18" in do(player, "/own")


def test_a_number_is_no_thing_that_was_done(book: Book) -> None:
    player = settled(book)
    assert "Your own things" in do(player, "/own 3")
    assert player.session.flow == ""
