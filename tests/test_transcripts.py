"""Conversations as they are written in tests/transcripts, played on every surface. Read one before you change it."""

from pathlib import Path

import pytest

from adapters.surface import CONSOLE, DISCORD, TELEGRAM, Surface
from coach.book import Book
from tests.transcript import play, unlaid

SCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_goes_as_written(book: Book, script: Path) -> None:
    text = script.read_text("utf-8").strip()
    assert play(book, text, TELEGRAM) == text


@pytest.mark.unmeasured
@pytest.mark.parametrize("surface", [CONSOLE, DISCORD], ids=["console", "discord"])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_goes_the_same_way_on_every_surface(book: Book, script: Path, surface: Surface) -> None:
    text = script.read_text("utf-8").strip()
    assert unlaid(play(book, text, surface)) == unlaid(text)


def test_there_are_transcripts() -> None:
    assert len(SCRIPTS) >= 30
