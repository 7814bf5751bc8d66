"""The whole journey, walked through the real clients of Telegram and Discord on the loopback."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters import token
from adapters.surface import DISCORD, TELEGRAM
from coach.book import Book
from tests.botapi import BotApi, Keyboard
from tests.discordapi import DiscordApi
from tests.discordrules import BUTTON
from tests.guests import Guest, Parlour
from tests.people import Friend, House
from tests.transcript import BEGIN
from tests.walking import Beside, Hand, Walk

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts

HERE = Path(__file__).parent / "transcripts"
WALKED = (  # without what only changes what Steady knows of somebody, and without menus for ticks, which end there
    *("ninety_days", "sos_rounds", "hold", "slip", "they", "dates", "story"),
    *("curve_first", "habits", "own_things", "lesson_days", "hard_hour"),
)
MARK = re.compile(r"\\([\\*_~`|>#\[\]<])")


class OnTelegram(Hand):
    def __init__(self, friend: Friend) -> None:
        self.person, self.id, self.house = friend.person, friend.id, friend.house

    def commands(self, flow: str, argument: str) -> None:
        self.person.says(f"/{flow} {argument}".strip())

    def writes(self, text: str) -> None:
        self.person.says(text)

    def forwards(self, text: str) -> None:
        self.person.forwards(text)

    def presses(self, prompt: str, choice: str) -> None:
        self.person.presses(token.write(prompt, choice))

    def messages(self) -> Iterator[tuple[str, Keyboard, bool]]:
        yield from ((m.text, m.keyboard, "photo" in m.payload) for m in self.person.messages if m.by_bot)


class OnDiscord(Hand):
    """In their private messages with Steady."""

    def __init__(self, guest: Guest) -> None:
        self.guest, self.id, self.house = guest, guest.id, guest.house

    def commands(self, flow: str, argument: str) -> None:
        if argument:  # not every argument is an option there
            self.guest.person.dms(f"/{flow} {argument}")
        else:
            self.guest.person.uses(flow)

    def writes(self, text: str) -> None:
        self.guest.person.dms(text)

    def forwards(self, text: str) -> None:
        self.guest.person.forwards(text)

    def presses(self, prompt: str, choice: str) -> None:
        wanted = token.write(prompt, choice)
        for message in self.guest.messages:
            for item in (item for row in message.rows for item in row):
                if item["type"] == BUTTON and item["custom_id"] == wanted:
                    self.guest.person.presses(wanted, message)
                    return
                offered = [option["value"] for option in item.get("options", ())]
                if choice in offered and token.read(item["custom_id"]).prompt == prompt:
                    self.guest.person.selects(choice, message=message)
                    return
        raise LookupError(f"there is no button {choice!r}")

    def messages(self) -> Iterator[tuple[str, Keyboard, bool]]:
        shown = (message for message in self.guest.messages if message.by_bot)
        yield from ((unmarked(m.text), m.keyboard, bool(m.payload.get("attachments"))) for m in shown)


def unmarked(text: str) -> str:
    """As Discord shows it."""
    return MARK.sub(r"\1", re.sub(r"\A\*\*(.*?)\*\*", r"\1", text))


@pytest.mark.parametrize("name", WALKED)
async def test_on_telegram(book: Book, tmp_path: Path, name: str) -> None:
    async with BotApi() as server:
        house = House(server, book, tmp_path / "steady.db")
        house.clock.at = BEGIN
        async with house.serving():
            await Walk(house, OnTelegram(house.friend()), Beside(book, TELEGRAM)).along(script(name))
        assert server.faults == []


@pytest.mark.parametrize("name", WALKED)
async def test_on_discord(book: Book, tmp_path: Path, name: str) -> None:
    async with DiscordApi(at=BEGIN.timestamp()) as server:
        house = Parlour(server, book, tmp_path / "steady.db")
        house.clock.at = BEGIN
        async with house.serving():
            await Walk(house, OnDiscord(house.guest().at_home()), Beside(book, DISCORD)).along(script(name))
        assert server.faults == []


def script(name: str) -> str:
    return (HERE / f"{name}.txt").read_text("utf-8")
