"""The string behind a button: whatever the packs may hold fits, and whatever comes back is read or is nobody's."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import token
from coach.book import Book
from coach.content import Asking, ChoiceStep
from coach.events import Pressed
from tests.properties import examples

PROMPT = "a1b2c3d4mffffffff"  # four thousand million questions to one person
NAMES = st.from_regex(r"\A[a-z0-9][a-z0-9_.]{0,19}\Z")


def test_every_choice_of_every_pack_fits_and_is_read_again(book: Book) -> None:
    ids = {"_done", "_back", "_skip", "_stop", "pause.7", "o10"}
    for name, flow in book.flows.items():
        ids |= {name, f"{name}.new"}
        for step in flow.steps.values():
            ids |= set(getattr(step, "choices", {})) if isinstance(step, Asking) else set[str]()
            assert not isinstance(step, ChoiceStep) or not any(re.fullmatch(r"o\d+", id) for id in step.choices)
    for id in ids | {f"o{n}" for n in range(20)}:
        written = token.write(PROMPT, id)
        assert len(written.encode()) <= 47
        assert token.read(written) == Pressed(PROMPT, id)


@examples(300)
@given(st.from_regex(r"\A[a-f0-9]{8}m?[a-f0-9]{1,8}\Z"), NAMES)
def test_round_trip(prompt: str, choice: str) -> None:
    assert token.read(token.write(prompt, choice)) == Pressed(prompt, choice)


def test_what_would_be_too_long_is_never_written() -> None:
    assert len(token.write("p" * 24, "c" * 20)) == 47
    with pytest.raises(ValueError, match="too long"):
        token.write("p" * 24, "c" * 21)


@pytest.mark.parametrize(
    "junk",
    ["", ":", "::", "1", "1:a", "1:a:b:c", "2:a:b", "01:a:b", "nonsense", "1:" + "p" * 40 + ":cccccc", "1:é:\x00" * 9],
)
def test_what_we_never_wrote_is_nobodys(junk: str) -> None:
    assert token.read(junk) == Pressed("", "")


@examples(300)
@given(st.text(max_size=80))
def test_any_string_is_a_press_or_nobodys(text: str) -> None:
    pressed = token.read(text)
    assert pressed == token.GONE or token.write(pressed.prompt, pressed.choice) == text
