"""The composition root: settings become a book, platforms and runners. A new platform is one line in PLATFORMS."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import coach
from adapters.port import Handle, Platform
from bot.config import BadConfig, Settings
from bot.gazetteer import gazetteer, plural
from coach.book import Book, load_book
from coach.named import NAMED

PACKS = Path(coach.__file__).parent / "packs"
MENU = (
    "checkin",
    "chances",
    "status",
    "settings",
    "help",
    "pause",
    "resume",
    "why",
    "privacy",
    "stop",
    "delete",
    "start",
)


@dataclass(frozen=True, slots=True)
class Served:
    """A platform with a token: how it is written to, how it is listened to, and what to close when both have ended."""

    platform: Platform
    listen: Callable[[Handle, Book], Coroutine[Any, Any, None]]
    close: Callable[[], Coroutine[Any, Any, None]]


def book(settings: Settings) -> Book:
    """All packs. Raises BadPack with all their faults."""
    return load_book(PACKS, NAMED, gazetteer(), plural(), settings.operator.contact)


def served(settings: Settings) -> dict[str, Served]:
    """Every platform that has a token. Raises BadConfig where one's library is not installed."""
    made = {name: make(settings) for name, make in PLATFORMS.items()}
    return {name: one for name, one in made.items() if one is not None}


def _telegram(settings: Settings) -> Served | None:
    token = settings.telegram.token
    if token is None:
        return None
    if find_spec("telegram") is None:
        raise BadConfig(["telegram.token: there is a token, but not the library for it. Install steady[telegram]"])
    from adapters.telegram.outbound import TelegramMessenger
    from adapters.telegram.run import TelegramPoll, make_bot

    bot = make_bot(token.get_secret_value(), settings.telegram.base_url)
    messenger = TelegramMessenger(bot)

    def listen(handle: Handle, words: Book) -> Coroutine[Any, Any, None]:
        return TelegramPoll(bot, handle, menu(words)).run()

    pace = settings.telegram
    return Served(Platform(messenger.surface, messenger, pace.per_second, pace.per_chat), listen, bot.shutdown)


PLATFORMS: dict[str, Callable[[Settings], Served | None]] = {"telegram": _telegram}


def menu(words: Book) -> list[tuple[str, str]]:
    """(command, description) in the order in which people look for them."""
    flows = [words.flows[name] for name in MENU]
    return [(flow.command, flow.about) for flow in flows if flow.command]
