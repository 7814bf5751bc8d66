"""What every test may want: the book, read once, and our own time zone data."""

from zoneinfo import reset_tzpath

import pytest

from bot.build import book as read_book
from bot.config import Settings
from coach.book import Book

reset_tzpath([])


@pytest.fixture(scope="session")
def book() -> Book:
    return read_book(Settings())
