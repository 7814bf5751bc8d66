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
NO_LIBRARY = "telegram.token: there is a token, but not the library for it. Install it with pip install '.[telegram]'"
BAD_PROXY = (
    "environment: the proxy in ALL_PROXY, HTTPS_PROXY or HTTP_PROXY can't be used. Give one that begins with http://, "
    "or for socks5:// install python-telegram-bot[socks]"
)
UNKNOWN_BOT = (  # a server of one's own answers an address it does not know as Telegram answers an unknown token
    "get a new token from @BotFather and set telegram.token; or, where telegram.base_url is set, correct that"
)


@dataclass(frozen=True, slots=True)
class Served:
    """A platform with a token: how it is written to, how it is listened to, and what to close when both have ended.

    `remedy`: what the operator can do when the platform does not know the token.
    """

    platform: Platform
    listen: Callable[[Handle, Book], Coroutine[Any, Any, None]]
    close: Callable[[], Coroutine[Any, Any, None]]
    remedy: str


def book(settings: Settings) -> Book:
    """All packs. Raises BadPack with all their faults."""
    return load_book(PACKS, NAMED, gazetteer(), plural(), settings.operator.contact)


def served(settings: Settings) -> dict[str, Served]:
    """Every platform that has a token. Raises BadConfig where one's library or proxy will not do."""
    made = {name: make(settings) for name, make in PLATFORMS.items()}
    return {name: one for name, one in made.items() if one is not None}


def _telegram(settings: Settings) -> Served | None:
    token = settings.telegram.token
    if token is None:
        return None
    if find_spec("telegram") is None:
        raise BadConfig([NO_LIBRARY])
    from adapters.telegram.outbound import TelegramMessenger
    from adapters.telegram.run import TelegramPoll, make_bot

    try:
        bot = make_bot(token.get_secret_value(), settings.telegram.base_url)
    except ValueError:
        raise BadConfig([BAD_PROXY]) from None
    messenger = TelegramMessenger(bot)

    def listen(handle: Handle, words: Book) -> Coroutine[Any, Any, None]:
        return TelegramPoll(bot, handle, menu(words)).run()

    pace = settings.telegram
    platform = Platform(messenger.surface, messenger, pace.per_second, pace.per_chat)
    return Served(platform, listen, bot.shutdown, UNKNOWN_BOT)


PLATFORMS: dict[str, Callable[[Settings], Served | None]] = {"telegram": _telegram}


def menu(words: Book) -> list[tuple[str, str]]:
    """(command, description) in the order in which people look for them."""
    flows = [words.flows[name] for name in MENU]
    return [(flow.command, flow.about) for flow in flows if flow.command]
