"""A curve of how it was: the figures, the verdicts, what moved, and moments as people write them."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import curve
from coach.book import Book
from coach.chart import HIGHEST, LOWEST
from coach.curve import Moment, beside, is_enough, load, moved, signed, write
from coach.curve_moments import MIX
from coach.ledger import Entry
from coach.person import Gate
from tests.properties import examples
from tests.test_engine import do, settled
from tests.transcript import BEGIN, Player

SCORES = st.lists(st.integers(LOWEST, HIGHEST), min_size=1, max_size=curve.MOST)


def line(*scores: int) -> list[Moment]:
    return [Moment(f"own{n}", "", score) for n, score in enumerate(scores)]


# The figures


@pytest.mark.parametrize(
    ("scores", "peak", "end", "mean", "gap", "verdict"),
    [  # the vectors of content 6.2, reckoned by hand
        ((2, 5, 3, 1, -4), 5, -4, 1.4, -0.9, 4),
        ((3, -5, -4, 1, -2), -5, -2, -1.4, -2.1, 1),
        ((4, 3, 4, -5, 4, 3), -5, 3, 2.17, -3.17, 2),
        ((4, 3, -4, 3, 2), -4, 2, 1.6, -2.6, 2),  # as far either way: the bad one
        ((5, -2, -3, -2, -3), 5, -3, -1, 2, 3),
        ((2, 3, 2, 1, 0), 3, 0, 1.6, -0.1, 5),
        ((1, 1, 0, -1, 1), -1, 1, 0.4, -0.4, 6),
        # the edges
        ((-5, 5, 5, -5, 0), -5, 0, 0, -2.5, 1),  # a mean of nothing is no good one
        ((3, 0, 0, 0, -3), -3, -3, 0, -3, 1),
        ((4, 0, 0, -1, -3), 4, -3, 0, 0.5, 4),
        ((4, 0, 0, -1, -2), 4, -2, 0.2, 0.8, 6),
        ((3, 1, 1, 0, 0), 3, 0, 1, 0.5, 5),
        ((3, 1, 1, 0, -1), 3, -1, 0.8, 0.2, 6),
        ((2, 2, 2, 2, 2), 2, 2, 2, 0, 6),
        ((0, 0, 0, 0, 0), 0, 0, 0, 0, 6),
    ],
)
def test_the_vectors(scores: tuple[int, ...], peak: int, end: int, mean: float, gap: float, verdict: int) -> None:
    reading = curve.read(line(*scores))
    assert (reading.peak, reading.end, reading.verdict) == (peak, end, verdict)
    assert (reading.mean, reading.gap) == (pytest.approx(mean, abs=0.005), pytest.approx(gap, abs=0.005))
    assert reading.is_pulled == (abs(gap) >= 2)


def test_one_that_was_not_safe_comes_before_every_figure() -> None:
    assert (
        curve.read([Moment("first", "", 4), Moment("best", "", 3), Moment("worst", "", -5, unsafe=True)]).verdict == 0
    )


def test_nothing_is_read_from_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        curve.read([])


@given(SCORES)
@examples(300)
def test_a_curve_the_other_way_up_has_its_figures_the_other_way_up(scores: list[int]) -> None:
    there, back = curve.read(line(*scores)), curve.read(line(*(-s for s in scores)))
    assert back.mean == pytest.approx(-there.mean)
    assert abs(back.peak) == abs(there.peak) == max(map(abs, scores))
    assert min(scores) <= there.mean <= max(scores)
    assert scores[there.at] == there.peak


@given(SCORES)
@examples(300)
def test_a_better_ending_is_no_worse_news(scores: list[int]) -> None:
    """Nothing but the end moved up, and the peak and the mean stay on their side: no verdict becomes a graver one."""
    better = [*scores[:-1], min(HIGHEST, scores[-1] + 1)]
    now, then = curve.read(line(*better)), curve.read(line(*scores))
    if then.verdict == 5 and now.peak == then.peak:
        assert now.verdict == 5
    assert now.mean >= then.mean


@pytest.mark.parametrize(
    ("number", "digits", "said"), [(4, 0, "4"), (-4, 0, "−4"), (0, 0, "0"), (-0.04, 1, "0.0"), (-1.25, 1, "−1.2")]
)
def test_a_minus_is_one_that_is_read_aloud(number: float, digits: int, said: str) -> None:
    assert signed(number, digits) == said


@given(st.lists(st.builds(Moment, st.sampled_from(MIX), st.text(max_size=40), st.integers(-5, 5)), max_size=12))
@examples(100)
def test_it_is_kept_as_it_is(moments: list[Moment]) -> None:
    assert list(load(Entry("curve", "v1", BEGIN.date(), BEGIN, write(moments)))) == moments


def test_five_are_enough() -> None:
    assert [is_enough(line(*[1] * n)) for n in (4, 5, 12)] == [False, True, True]


# What moved


def at(**scores: int) -> list[Moment]:
    return [Moment(asked, "", score) for asked, score in scores.items()]


THEN = {"first": 3, "best": 5, "tuesday": 1, "month": -2, "ending": -5}


@pytest.mark.parametrize(
    ("now", "mean", "end", "peak", "furthest"),
    [
        ({}, 0, None, None, None),
        ({"ending": -2}, 1, (-5, -2), (-5, 5), "ending"),
        ({"best": 3, "tuesday": -1}, -1, None, None, "best"),
        ({"tuesday": 2}, 0, None, None, None),
        ({"first": 1, "ending": -4}, 0, (-5, -4), (-5, 5), "first"),
    ],
)
def test_what_moved(
    now: dict[str, int], mean: int, end: tuple[int, int] | None, peak: tuple[int, int] | None, furthest: str | None
) -> None:
    found = moved(at(**THEN), at(**{**THEN, **now}))
    assert (found.mean, found.end, found.peak) == (mean, end, peak)
    assert (found.moment and found.moment[1].asked) == furthest


def test_a_moment_of_their_own_is_not_compared_with_another_one() -> None:
    assert moved(line(5, 1, 1, 1, 1), line(-5, 1, 1, 1, 1)).moment is None


# Moments as people write them


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("4", "4"),
        ("+4", "4"),
        ("-4", "-4"),
        ("−4", "-4"),
        ("four", "4"),
        ("minus four", "-4"),
        ("Minus 4.", "-4"),
        ("about a 3", "3"),
        ("the sea, 4", "4 the sea"),
        ("the sea 4", "4 the sea"),
        ("4 the sea", "4 the sea"),
        ("4: the sea", "4 the sea"),
        ("the sea (4)", "4 the sea"),
        ("4!", "4"),
        ("the fight, minus three", "-3 the fight"),
        ("the airport -3", "-3 the airport"),
        ("-3 the airport", "-3 the airport"),
        ("the airport, minus three", "-3 the airport"),
        ("one summer evening, 5", "5 one summer evening"),
        ("2 weeks in Rome 5", "5 2 weeks in Rome"),
        ("x" * 60 + " 2", "2 " + "x" * 39 + "…"),
        ("unsafe", "unsafe"),
        ("that was not safe", "unsafe"),
        ("I didn\N{RIGHT SINGLE QUOTATION MARK}t feel safe", "unsafe"),
        ("not safe, -5", "unsafe"),
        ("skip", ""),
        ("don't know", ""),
    ],
)
def test_a_number_is_read_with_words_or_without(book: Book, said: str, kept: str) -> None:
    player = settled(book)
    do(player, "/curve", said)
    assert player.session.answers["first"] == kept


@pytest.mark.parametrize(
    ("said", "name"), [("the sea", "the sea"), ("one summer", "one summer"), ("the sea - 3", "the sea")]
)
def test_a_name_alone_is_kept_until_its_number_comes(book: Book, said: str, name: str) -> None:
    """A dash before a number may be one, or a minus: the number is asked for once more."""
    player = settled(book)
    assert f'I have it as "{name}"' in do(player, "/curve", said)
    do(player, "[−3]")
    assert player.session.answers["first"] == f"-3 {name}"


@pytest.mark.parametrize("said", ["7", "-6", "what is this?", "...", "12", "the 80s"])
def test_what_is_neither_is_asked_again(book: Book, said: str) -> None:
    player = settled(book)
    assert "couldn't match" in do(player, "/curve", said)
    assert player.session.step == "first"


def test_a_command_in_plain_words_is_no_name(book: Book) -> None:
    player = settled(book)
    assert "How it stands" in do(player, "/curve", "status")


def test_a_name_that_tells_of_a_clear_no_counts_as_that(book: Book) -> None:
    for said in ("she told me to leave her alone -4", "the day she told me to leave her alone"):
        player = settled(book)
        do(player, "/curve", said)
        assert Gate.NO in player.person.gates


# The order


def drawn(book: Book, *scores: str) -> Player:
    player = settled(book)
    do(player, "/curve", *scores)
    return player


EIGHT = ("2", "5", "1", "skip", "3", "-4", "-1", "-3")  # seven of them


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("yes", "1234567"),
        ("[Draw it]", "1234567"),
        ("2 1 3 4 5 6 7", "2134567"),
        ("2,1,3,4,5,6", "2134567"),  # the ending's number may be left out
        ("213456", "2134567"),
        ("7 1 2 3 4 5 6", "1234567"),  # and is the last, wherever it is put
    ],
)
def test_the_order_is_theirs_and_the_ending_is_last(book: Book, said: str, order: str) -> None:
    player = drawn(book, *EIGHT, said)
    asked = [moment.asked for moment in load(player.entries[-1])]
    first = ["first", "best", "tuesday", "helped", "worst", "month", "ending"]
    assert asked == [first[int(n) - 1] for n in order]


@pytest.mark.parametrize("said", ["1 2", "1 1 2 3 4 5 6", "2 1 and so on", "9 8 7", "hm"])
def test_half_an_order_is_none(book: Book, said: str) -> None:
    player = drawn(book, *EIGHT)
    assert "couldn't match" in do(player, said)
    assert player.session.step == "check"


def test_without_an_ending_the_last_is_the_one_they_put_there(book: Book) -> None:
    player = drawn(book, *EIGHT[:-1], "skip", "6 1 2 3 4 5")
    assert [m.asked for m in load(player.entries[-1])][-1] == "worst"


# Their own, too few, too many


def test_a_curve_of_twelve_takes_no_more(book: Book) -> None:
    player = drawn(book, *["1"] * 8)
    for _ in range(4):
        do(player, "[Add one of my own]", "a day 2")
    assert "as many as one line can carry" in do(player, "[Add one of my own]")
    do(player, "draw it")
    assert len(load(player.entries[-1])) == 12


def test_fewer_than_five_are_asked_for(book: Book) -> None:
    player = drawn(book, "2", "3", *["skip"] * 6)
    assert "A curve needs five" in do(player, "hm")
    assert "A moment of your own" in do(player, "ok")
    assert "kept" in do(player, "[Stop]")
    assert not [e for e in player.entries if e.kind == "curve"]


def test_with_nothing_at_all_there_is_no_order(book: Book) -> None:
    player = drawn(book, *["skip"] * 8)
    assert "None of them has a number yet" in do(player, "hm")
    player.session = replace(player.session, step="check", misses=0)
    assert "couldn't match" in do(player, "2 1")


# To whom


def test_words_of_danger_about_what_they_did_are_asked_about_first(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, worded=frozenset([Gate.HARM]))
    assert "there is one question about that" in do(player, "/stop", "/curve")


@pytest.mark.parametrize("gate", [Gate.ORDER, Gate.NO, Gate.HARM])
@pytest.mark.parametrize(
    "scores",
    [
        "1 -5 -4 -5 1 -5 -2 -1",
        "4 3 4 4 4 -5 4 3",
        "5 -2 -3 -2 -3 -4 -2 -3",
        "4 5 3 2 3 -1 -2 -4",
        "4 5 3 2 3 -1 3 2",
        "1 1 0 -1 1 0 1 1",
    ],
    ids=[f"v{n}" for n in range(1, 7)],
)
def test_behind_a_gate_no_verdict_leaves_a_return_open(book: Book, gate: Gate, scores: str, request: Any) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset([gate]))
    said = do(player, "/curve", *scores.split(), "ok")
    assert player.entries[-1].value == request.node.callspec.id.split("-")[0]
    for word in ("return", "could happen again", "put it right", "Give it some weeks", "whether it would have lasted"):
        assert word not in said
    assert ("theirs to draw" in said) == (gate is Gate.HARM)


def test_with_fear_no_line_is_drawn_though_it_was_begun_before(book: Book) -> None:
    player = settled(book)
    do(player, "/curve", "4", "3", "/stop")
    player.person = replace(player.person, gates=frozenset([Gate.ABUSE]))
    assert "No curve, on purpose" in do(player, "/curve")


def test_a_gate_for_fear_that_comes_up_in_the_middle_stops_it(book: Book) -> None:
    player = settled(book)
    do(player, "/curve", *["1"] * 8)
    player.person = replace(player.person, gates=frozenset([Gate.ABUSE]))
    said = do(player, "ok")
    assert "No curve, on purpose" in said
    assert not [e for e in player.entries if e.kind == "curve"]


def test_nobody_who_is_not_written_to_is_asked_whether_they_want_to_be(book: Book) -> None:
    player = settled(book)
    assert "Shall I ask you" not in do(player, "/stop", "/curve", *["1"] * 8, "ok")


def named(letters: str) -> list[Moment]:
    """A small letter is one of the eight, a capital one of their own, and "-" one of these without a name."""
    return [
        Moment(f"own{n}", one.strip("-"), 1) if one.isupper() or one == "-" else Moment(one, "", 1)
        for n, one in enumerate(letters)
    ]


@pytest.mark.parametrize(
    ("before", "now", "then", "at", "now_at"),
    [
        ("abcd", "abcd", "abcd", (0, 1, 2, 3), (0, 1, 2, 3)),
        ("abd", "abcd", "abd", (0, 1, 3), (0, 1, 2, 3)),
        ("abcd", "abd", "abcd", (0, 1, 2, 3), (0, 1, 3)),
        ("xad", "ad", "xad", (0, 1, 2), (1, 2)),
        ("abcd", "cbad", "cbad", (0, 1, 2, 3), (0, 1, 2, 3)),
        ("aLd", "aMLd", "aLd", (0, 2, 3), (0, 1, 2, 3)),
        ("ad", "a--d", "ad", (0, 3), (0, 1, 2, 3)),
        ("a-d-", "a--d", "a--d", (0, 1, 2, 3), (0, 1, 2, 3)),
        ("aLd", "aLdL", "aLd", (0, 1, 2), (0, 1, 2, 3)),
        ("aLL", "La", "LLa", (0, 1, 2), (0, 2)),
        ("ab", "cd", "abcd"[:2], (0, 1), (2, 3)),
    ],
)
def test_two_curves_stand_over_each_other_in_the_order_of_the_newer(
    before: str, now: str, then: str, at: tuple[int, ...], now_at: tuple[int, ...]
) -> None:
    both = beside(named(before), named(now))
    assert "".join(one.label or one.asked[:1].replace("o", "-") for one in both.then) == then
    assert (both.at, both.now_at) == (at, now_at)


def test_what_was_told_then_and_not_this_time_is_named(book: Book) -> None:
    player = settled(book)
    do(player, "/curve", *["1"] * 8, "ok", "skip")
    said = do(player, "/curve new", "skip", *["2"] * 7, "ok")
    assert "Told then, and not this time: The first time: 1." in said
    assert "2, was 1" in said


def test_a_curve_that_is_drawn_over_on_its_day_does_not_hide_the_one_before(book: Book) -> None:
    player, scores = settled(book), ("3", "4", "5", "2", "-1", "0", "2", "1")
    do(player, "/curve", *scores, "ok", "no")
    player.travel(timedelta(days=21))
    for _ in range(2):
        said = do(player, "/curve", "draw it anew", *scores, "ok")
        assert "2 March" in said


def test_leaving_the_question_whether_to_draw_anew_loses_nothing(book: Book) -> None:
    player = settled(book)
    do(player, "/curve", "3", "4", "5", "2", "-1", "0", "2", "1", "ok", "no")
    assert "what was there before is as it was" in do(player, "/curve", "stop")
