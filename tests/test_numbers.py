"""Numbers as people type them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import numbers
from coach.numbers import read, unhedged
from tests.properties import examples


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("07", 7),
        ("10", 10),
        ("zero", 0),
        ("nought", 0),
        ("Seven", 7),
        ("ten.", 10),
        ("twelve", 12),
        ("nineteen", 19),
        ("forty", 40),
        ("forty-five", 45),
        ("twenty one", 21),
        ("a couple", 2),
        ("a couple of", 2),
        # alone, or with a little doubt
        ("about 6", 6),
        ("around six", 6),
        ("maybe a 4", 4),
        ("I’d say 7", 7),
        ("it's about a seven, I think", 7),
        ("i'm at a 3 right now", 3),
        ("7ish", 7),
        ("seven-ish", 7),
        ("~ 5", 5),
        ("5 or so, probably", 5),
        ("Hmm, 5?", 5),
        ("8 today!", 8),
        # not one number
        ("7 or 8", None),
        ("seven or eight", None),
        ("between 6 and 7", None),
        ("7-8", None),
        ("7/8", None),
        ("6.5", None),
        ("-1", None),
        ("over 7", None),
        ("12345", None),
        ("٣", None),
        ("²", None),
        ("some", None),
        ("seven of", None),
        ("a few", None),
        ("a", None),
        ("about", None),
        ("today", None),
        ("about today", None),
        ("", None),
        ("!" * 20_000 + "x", None),
        ("about " * 20 + "7", None),  # longer than anybody who gives a number
    ],
)
def test_reads_one_number(text: str, number: int | None) -> None:
    assert read(text) == number


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("About 3 days, I think", "3 days"),
        ("a month or so", "a month"),
        ("today", "today"),
        ("now", "now"),
        ("like, ten past nine please", "ten past nine"),
        ("2026-03-01", "2026-03-01"),
        ("", ""),
    ],
)
def test_doubt_is_taken_off(text: str, left: str) -> None:
    assert unhedged(text) == left


def test_a_pattern_takes_the_longest_number() -> None:
    for text in ("nineteen", "seventeen", "sixty", "thirty-three", "a couple of", "1234"):
        found = re.match(numbers.NUMBER, text)
        assert found is not None
        assert found[0] == text


@examples(200)
@given(st.text(max_size=100) | st.from_regex(numbers.WORD, fullmatch=True))
def test_any_words_are_a_number_or_none(text: str) -> None:
    assert read(text) is None or 0 <= (read(text) or 0) < 10_000
