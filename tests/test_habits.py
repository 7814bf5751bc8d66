"""Habits in closeness: the means and their bands, what they are called, and what was seen of somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import habits
from coach.book import Book
from coach.person import Gate
from tests.properties import examples
from tests.test_engine import DAY, do, settled
from tests.transcript import Player


def told(*numbers: int | None) -> dict[str, str]:
    return {item: "" if n is None else str(n) for item, n in zip(habits.ITEMS, numbers, strict=True)}


@pytest.mark.parametrize(
    ("mean", "band"), [(0, 0), (1.5, 0), (1.599, 0), (1.6, 1), (2.0, 1), (2.4, 1), (2.401, 2), (4, 2)]
)
def test_the_edges_of_the_bands(mean: float, band: int) -> None:
    assert habits.band(mean) == band


@pytest.mark.parametrize(
    ("numbers", "reach", "step", "name"),
    [
        ((1, 1, 1, 1, 1, 1, 1, 1), 1, 1, "steady"),
        ((4, 3, 3, 4, 1, 1, 2, 0), 3.5, 1, "reach"),
        ((2, 2, 2, 2, 1, 1, 1, 1), 2, 1, "reach"),
        ((0, 1, 0, 1, 4, 4, 3, 2), 0.5, 3.25, "step"),
        ((4, 4, 4, 4, 4, 4, 4, 4), 4, 4, "both"),
        ((2, 2, 2, 2, 2, 2, 2, 1), 2, 1.75, "both"),  # some of each
        ((4, 4, 4, 4, 2, 2, 2, 2), 4, 2, "reach"),  # a lot of one and some of the other
        ((2, 2, None, 2, 0, None, 0, 0), 2, 0, "reach"),  # one of each passed over
    ],
)
def test_what_it_is_called(numbers: tuple[int | None, ...], reach: float, step: float, name: str) -> None:
    assert habits.read(told(*numbers)) == habits.Reading(reach, step, name)


@pytest.mark.parametrize("numbers", [(2, 2, None, None, 2, 2, 2, 2), (2, 2, 2, 2, 1, None, None, None)])
def test_too_few_answers_say_nothing(numbers: tuple[int | None, ...]) -> None:
    assert habits.read(told(*numbers)) is None


@given(st.lists(st.integers(0, 4), min_size=8, max_size=8))
@examples(200)
def test_the_other_way_round_it_has_the_other_name(numbers: list[int]) -> None:
    here, there = habits.read(told(*numbers)), habits.read(told(*numbers[4:], *numbers[:4]))
    assert here is not None
    assert there is not None
    assert (here.reach, here.step) == (there.step, there.reach)
    assert {"reach": "step", "step": "reach"}.get(here.name, here.name) == there.name


# What was seen of the other, in the order in which it is asked: quiet, asked, told, apart, anxious, ended


@pytest.mark.parametrize(
    ("answers", "seen"),
    [
        ("often no no often no often", "step"),
        ("no often often no often no", "reach"),
        ("often often no often often often", "both"),
        ("no no often no no no", "steady"),
        ("some some some some some some", "both"),
        ("often dk dk often no often", "step"),  # two that they don't know
        ("often dk often no dk no", "steady"),  # nothing known of reaching: it isn't said
        ("often dk dk often dk often", None),
        ("dk dk dk dk dk dk", None),
    ],
)
def test_what_was_seen(answers: str, seen: str | None) -> None:
    assert habits.seen(dict(zip(habits.SEEN, answers.split(), strict=True))) == seen


@pytest.mark.parametrize(
    ("mine", "theirs", "dance"),
    [
        ("reach", "step", "chase"),
        ("step", "reach", "chased"),
        ("reach", "reach", "two_reach"),
        ("step", "step", "two_step"),
        ("steady", "steady", "open"),
        ("both", "step", "open"),
        ("steady", "reach", "open"),
    ],
)
def test_the_dance(mine: str, theirs: str, dance: str) -> None:
    assert habits.pair(mine, theirs) == dance


# In a conversation

MINE = ("/habits", "4", "4", "4", "4", "0", "0", "0", "0")


def asked(book: Book, *what: str) -> Player:
    player = settled(book)
    do(player, "/stop", *what)
    return player


def test_what_they_say_of_the_other_is_kept_nowhere(book: Book) -> None:
    player = asked(book, *MINE, "yes", "often", "never", "no", "often", "no")
    assert "predict a return" in do(player, "often")
    assert [e.kind for e in player.entries if e.kind == "habits"] == ["habits"]
    assert "seen" not in "".join(entry.note for entry in player.entries)
    assert not player.session.answers


def test_three_that_are_not_known_are_not_read(book: Book) -> None:
    player = asked(book, *MINE, "yes", "dk", "dk", "skip", "often", "often")
    assert "I'd rather read nothing" in do(player, "often")


@pytest.mark.parametrize("gate", list(Gate))
def test_behind_a_gate_nothing_is_asked_about_the_other(book: Book, gate: Gate) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset([gate]))
    said = do(player, *MINE)
    assert "What would help now?" in said
    assert not player.session.prompt


def test_a_gate_that_comes_up_in_between_closes_it(book: Book) -> None:
    player = asked(book, *MINE, "yes", "often", "never", "no", "often", "no")
    player.person = replace(player.person, gates=frozenset([Gate.NO]))
    said = do(player, "often")
    assert "What you saw" not in said
    assert "predict" not in said


def test_what_was_forgotten_in_between_is_no_half_of_a_dance(book: Book) -> None:
    player = asked(book, *MINE, "yes", "often", "never", "no", "often", "no")
    player.entries = []
    assert "What would help now?" in do(player, "often")


def test_with_too_few_answers_nothing_is_kept(book: Book) -> None:
    player = asked(book, "/habits", *["skip"] * 7)
    assert "none of it was kept" in do(player, "skip")
    assert not [e for e in player.entries if e.kind == "habits"]


@pytest.mark.parametrize(("days", "asks"), [(0, False), (13, False), (14, True), (40, True)])
def test_it_is_asked_again_after_fourteen_days(book: Book, days: int, asks: bool) -> None:
    player = asked(book, *MINE, "no")
    player.now += days * DAY
    said = do(player, "/habits")
    assert ("1 of 8" in said) == asks
    assert ("Reaching for: 4.0" in said) != asks


def test_in_the_days_after_a_danger_it_waits(book: Book) -> None:
    player = asked(book, "he hit me")
    for flow in ("/habits", "/curve", "/learn"):
        assert "Not in these days" in do(player, flow)
