"""What every test may want: the book, read once, our own time zone data, and Steady on the loopback Discord."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import reset_tzpath

import pytest

from bot.build import book as read_book
from bot.config import Settings
from coach.book import Book
from tests.office import MORNING

if TYPE_CHECKING:
    from tests.discordapi import DiscordApi
    from tests.guests import Parlour

reset_tzpath([])


@pytest.fixture(scope="session")
def book() -> Book:
    return read_book(Settings())


@pytest.fixture
async def discord() -> "AsyncIterator[DiscordApi]":
    from tests.discordapi import DiscordApi

    async with DiscordApi(at=MORNING.timestamp()) as server:
        yield server
        assert server.faults == []


@pytest.fixture
def house(discord: "DiscordApi", book: Book, tmp_path: Path) -> "Parlour":
    from tests.guests import Parlour

    return Parlour(discord, book, tmp_path / "steady.db")
