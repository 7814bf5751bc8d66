"""What every test may want: the book, read once, our own time zone data, and Steady on the loopback Discord."""

import os
import shutil
import sys
import threading
import tomllib
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import reset_tzpath

import pytest
import structlog
from hypothesis import is_hypothesis_test

from bot.build import PACKS
from bot.build import book as read_book
from bot.config import Settings
from coach.book import Book
from tests.canaries import LOGGED, sung
from tests.office import MORNING

if TYPE_CHECKING:
    from tests.discordapi import DiscordApi
    from tests.guests import Parlour

reset_tzpath([])
structlog.configure(  # by itself it draws every value of every frame, a book among them
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)
tomllib.loads = cache(tomllib.loads)  # most of a load of all packs, which many tests do; what reads it changes nothing


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """No test passes in which a line of a log holds what it must not."""
    report = yield
    lines = [line for _, text in report.sections for line in text.splitlines() if LOGGED.match(line)]
    if report.when == "call" and report.passed and (found := sung("\n".join(lines))):
        report.outcome, report.longrepr = "failed", "\n".join(["a secret in the log:", *found])
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """pytest-cov has a mark for this, which changes nothing in the processes of xdist."""
    with unmeasured() if item.get_closest_marker("unmeasured") is not None else nullcontext():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """The coach is loaded by now, and of the tests themselves nothing is measured."""
    with unmeasured():
        yield


@contextmanager
def unmeasured() -> Generator[None]:
    here, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        threading.settrace(in_threads)
        sys.settrace(here)


LONG = (
    *("test_crash.py", "test_thousand.py", "test_engine.py", "test_walked.py", "test_vault_cli.py"),
    *("test_content.py", "test_told.py", "test_chat.py", "test_cli.py", "test_vault_killed.py"),
)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many of them wait, for processes, for answers and for a moment of calm."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: none of them is left to one worker when the others have nothing to do any more.

    Only with --no-loadscope-reorder, for xdist by itself puts the files with the most tests first. No property is
    measured: what is covered is so by an example that a person can read, and not by chance.
    """
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.unmeasured)
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


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


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of all packs, to be spoilt."""
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))
