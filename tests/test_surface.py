"""What the coach says, laid out for a platform: every length fits, no answer is lost, no emoji is torn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.surface import CONSOLE, DISCORD, TELEGRAM, Card, Surface, closed, layout
from adapters.text import split, units
from coach.effects import WRITE, Ask, Choice, Say
from coach.graphemes import shortened
from tests.properties import examples

SURFACES = {"telegram": TELEGRAM, "console": CONSOLE}
NARROW = Surface(text=64, label=10, width=20, per_row=3)
FAMILY = "👨‍👩‍👧‍👦"
NAILS = "💅🏽"
FLAG = "🏳️‍🌈"
ENGLAND = "🏴" + "".join(chr(0xE0000 + ord(c)) for c in "gbeng") + "\U000e007f"
E_ACUTE = "e\N{COMBINING ACUTE ACCENT}"
LETTERS = {  # of one piece, and of several characters
    "Hindi": "\u0915\u093f\u0902",
    "Hindi, joined": "\u0915\u094d\u0937",
    "Tamil": "\u0ba8\u0bbf",
    "Thai": "\u0e17\u0e35\u0e48",
    "Thai, no mark": "\u0e01\u0e33",
    "Korean": "\u1100\u1161\u11a8",
    "Persian": "\u06cc\u200c",
    "encircled": "a\u20dd",
}


def ask(*labels: str, text: str = "Which?", on: str = "", title: str = "") -> Ask:
    return Ask("p1", text, title, tuple(Choice(f"c{n}", label, label == on) for n, label in enumerate(labels)))


def rows(card: Card) -> list[list[str]]:
    return [[c.label for c in row] for row in card.rows]


# Rows


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([], []),
        (["Yes", "No"], [["Yes", "No"]]),
        ([str(n) for n in range(11)], [list("012345"), ["6", "7", "8", "9", "10"]]),  # six and five
        (
            ["07:30", "09:00", "12:30", "18:00", "20:00", "21:00"],
            [["07:30", "09:00", "12:30"], ["18:00", "20:00", "21:00"]],
        ),
        (["x" * 15, "y" * 15, "z"], [["x" * 15, "y" * 15], ["z"]]),
        (["x" * 16, "y"], [["x" * 16], ["y"]]),
        (["x" * 38, "y"], [["x" * 38], ["y"]]),
    ],
)
def test_rows_are_as_even_as_they_can_be(labels: list[str], expected: list[list[str]]) -> None:
    [card] = layout(ask(*labels), TELEGRAM)
    assert rows(card) == expected
    assert card.text == "Which?"


def test_a_label_too_long_for_a_button_is_listed_and_numbered() -> None:
    [card] = layout(ask("Short", "x" * 39, on="Short"), TELEGRAM)
    assert card.text == "Which?\n\n1. ✓ Short\n2. " + "x" * 39
    assert rows(card) == [["✓ 1", "2"]]
    assert [c.id for row in card.rows for c in row] == ["c0", "c1"], "the number is a label and no id"


def test_where_there_are_no_buttons_every_answer_has_its_own_line() -> None:
    [card] = layout(ask("Short", "x" * 39, on="Short"), CONSOLE)
    assert card.text == "Which?"
    assert rows(card) == [["✓ Short"], ["x" * 39]]


def test_the_ways_out_stand_apart() -> None:
    stop = (Choice("_stop", "Stop"),)
    [card] = layout(Ask("p1", "Which?", choices=(Choice("a", "A"),), controls=stop), TELEGRAM)
    assert (card.controls, card.prompt) == (stop, "p1")


def test_only_the_last_of_several_messages_has_the_buttons() -> None:
    *before, last = layout(ask("A", "B", text="word " * 2000, title="Title"), TELEGRAM)
    assert len(before) == 2
    assert all(not card.rows and not card.prompt for card in before)
    assert rows(last) == [["A", "B"]]
    assert [card.title for card in (*before, last)] == ["Title", "", ""]


def test_a_title_takes_its_room() -> None:
    for length in range(4080, 4100):
        first, *_ = layout(Say("x" * length, "A title"), TELEGRAM)
        assert units(first.whole) == min(length + 9, 4096)
        assert first.whole.startswith("A title\n\nxxx")


# Where there are menus and forms


def test_many_answers_are_a_menu_and_few_are_buttons() -> None:
    [few] = layout(ask(*"abcde"), DISCORD)
    assert (rows(few), few.menu) == ([list("abcde")], ())
    [many] = layout(ask(*"abcdef", on="b"), DISCORD)
    assert (many.rows, [(c.label, c.on) for c in many.menu]) == ((), [(c, c == "b") for c in "abcdef"])
    assert not many.several
    [ticks] = layout(replace(ask(*"abcdef"), several=True), DISCORD)
    assert ticks.several


def test_answers_that_take_more_rows_than_there_are_become_a_menu() -> None:
    five = replace(ask(*(letter * 60 for letter in "abcde")), controls=(Choice("_stop", "Stop"),))
    [card] = layout(five, DISCORD)
    assert (card.rows, len(card.menu)) == ((), 5)
    [card] = layout(replace(five, controls=()), DISCORD)
    assert (len(card.rows), card.menu) == (5, ())


def test_an_answer_too_long_for_a_menu_is_shortened_there() -> None:
    [card] = layout(ask(*"abcde", "x" * 101), DISCORD)
    assert card.menu[-1].label == "x" * 99 + "…"


def test_words_are_written_in_a_form_where_there_are_forms() -> None:
    question = Ask("p1", "Which?", controls=(Choice(WRITE, "Write it"), Choice("_stop", "Stop")))
    assert [[c.id for c in layout(question, on)[0].controls] for on in (DISCORD, TELEGRAM)] == [
        [WRITE, "_stop"],
        ["_stop"],
    ]


def test_what_would_be_read_as_a_mark_takes_twice_its_room() -> None:
    [card, *more] = layout(Say("*" * 1000), DISCORD)
    assert (card.text, more) == ("*" * 1000, [])
    assert [len(card.text) for card in layout(Say("*" * 1001), DISCORD)] == [1000, 1]
    assert [len(card.text) for card in layout(Say("*" * 1000, "T*"), DISCORD)] == [995, 5], (
        "**T\\***, and a line between"
    )


# An answered question


def test_the_chosen_answer_is_left_standing() -> None:
    card = closed(Say("Which?", "Title"), "Yes", TELEGRAM)
    assert card == Card("Which?\n\n› Yes", "Title")


@pytest.mark.parametrize("chosen", ["x" * 5000, "word " * 4000, FAMILY * 3000], ids=["long", "words", "families"])
def test_a_long_answer_is_left_standing_as_far_as_it_fits(chosen: str) -> None:
    card = closed(Say("Which?", "Title"), chosen, TELEGRAM)
    assert units(card.whole) <= 4096
    assert card.text.startswith("Which?\n\n› " + chosen[:1000])
    assert card.text.endswith("…")


def test_an_answer_to_a_question_that_fills_a_message_finds_no_room_and_is_left_out() -> None:
    card = closed(Say("x" * 4090), "A long answer", TELEGRAM)
    assert card == Card("x" * 4090)


# Splitting


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("one two\n\nthree", ["one two", "three"]),
        ("onetwothre   ", ["onetwothre"]),
        ("one two three", ["one two", "three"]),
        ("one\ntwo three", ["one\ntwo", "three"]),
        ("onetwothree", ["onetwothre", "e"]),
        ("a bcdefghijkl", ["a bcdefghi", "jkl"]),  # no cut near the end
    ],
)
def test_a_text_is_cut_where_it_ends_by_itself(text: str, parts: list[str]) -> None:
    assert split(text, 10) == parts


@pytest.mark.parametrize("whole", [FAMILY, NAILS, FLAG, E_ACUTE, "1️⃣", "🇬🇧", ENGLAND, *LETTERS.values()])
@pytest.mark.parametrize("before", range(12))
def test_no_emoji_and_no_letter_is_torn(whole: str, before: int) -> None:
    text = "x" * before + whole * 30
    parts = split(text, 40)
    assert "".join(parts) == text
    assert all(units(part) <= 40 for part in parts)
    for part in parts:
        assert part.replace("x", "").replace(whole, "") == "", part


@pytest.mark.parametrize("whole", [FAMILY, NAILS, FLAG, E_ACUTE, ENGLAND, *LETTERS.values()])
@pytest.mark.parametrize("before", range(12))
def test_nor_is_one_where_only_the_beginning_is_kept(whole: str, before: int) -> None:
    short = shortened("x" * before + whole * 30, 29)
    assert 1 < len(short) <= 29
    assert short.replace("x", "").replace(whole, "") == "…", short


@pytest.mark.parametrize(
    "text", ["word " * 3000, "x" * 9000, ("para\n\n" * 40 + "y" * 1999 + " ") * 3, "😀" * 5000, " " * 9000]
)
def test_no_word_is_lost_and_every_piece_fits(text: str) -> None:
    parts = split(text, 1000, 2000)
    assert units(parts[0]) <= 1000
    assert all(units(part) <= 2000 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@examples(300)
@given(
    st.text(st.sampled_from("ab \n😀\u200d\ufe0f\u0301👧🏽🇬🇧*_"), max_size=1500),
    st.text(max_size=20),
    st.lists(st.text("abc 😀", min_size=1, max_size=90), max_size=12),
    st.sampled_from([TELEGRAM, NARROW, DISCORD]),
)
def test_every_message_is_one_that_the_platform_takes(text: str, title: str, labels: list[str], on: Surface) -> None:
    question = replace(ask(*labels, text=f"?{text}", title=title), controls=(Choice("_stop", "Stop"),))
    cards = layout(question, on)
    assert all(0 < on.size(card.whole) + (on.bold if card.title else 0) <= on.text for card in cards)
    assert all(card.text or card.title for card in cards), "an empty message"
    assert len(cards[-1].rows) + bool(cards[-1].menu) + bool(cards[-1].controls) <= on.rows
    assert not (cards[-1].rows and cards[-1].menu)
    assert all(0 < len(c.label) <= on.option for c in cards[-1].menu)
    shown = cards[-1].menu or [c for row in cards[-1].rows for c in row]
    assert [c.id for c in shown] == [f"c{n}" for n in range(len(labels))]
    for row in cards[-1].rows:
        assert len(row) <= on.per_row
        assert len(row) == 1 or sum(len(c.label) + 4 for c in row) <= on.width
        assert all(len(c.label) <= on.label for c in row)
    assert on.size(closed(Say(text, title), text, on).whole) <= on.text - (on.bold if title else 0)
