"""What disguises a word is taken away, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.safety.normal import LONGEST, normal


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("I wanna D I E tn", "i want to die tonight"),
        ("k1ll mys3lf!!!", "kill myself!!!"),
        ("su*cide", "suicide"),
        ("ki\u200bll my\u00adself", "kill myself"),
        ("\u043aill", "kill"),  # its first letter is Cyrillic
        ("\uff4b\uff49\uff4c\uff4c", "kill"),  # full-width
        ("k.i.l.l", "kill"),
        ("d!e", "die"),
        ("sooooo tired", "so tired"),
        ("killll me, pleeease, i want to dieeee", "kill me, pleease, i want to die"),
        ("café à 9am, it's the 3rd", "cafe a 9am, it's the 3rd"),
        ("I\u2019m 21yo, dont call @ 8pm", "i'm 21yo, don't call @ 8pm"),
        ("100% sure", "100% sure"),
        ("it's 5am!!!", "it's 5am!!!"),
    ],
)
def test_a_message_as_it_is_read(text: str, read: str) -> None:
    assert normal(text) == read


@given(st.text(max_size=300))
def test_any_text_is_read_in_single_spaces_and_plain_letters(text: str) -> None:
    read = normal(text)
    assert read == " ".join(read.split())
    assert not any("A" <= c <= "Z" or c == "\u200b" for c in read)


@pytest.mark.parametrize("part", ["a ", "*", "a*", "0a", "aaa", "a.a.", "!a", "\u0430", "i'm "])
def test_what_is_made_to_take_long_is_cut(part: str) -> None:
    assert len(normal(part * 100_000)) <= 12 * LONGEST
