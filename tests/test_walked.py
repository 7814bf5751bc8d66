"""The whole journey, walked through the real clients of Telegram and Discord on the loopback."""

import re
from pathlib import Path

import pytest

from adapters import token
from adapters.surface import DISCORD, TELEGRAM
from coach.book import Book
from coach.events import Event, Pressed, Said, Started, Via
from tests.botapi import BotApi
from tests.discordapi import DiscordApi
from tests.discordrules import BUTTON
from tests.guests import Guest, Parlour
from tests.people import Friend, House
from tests.transcript import BEGIN
from tests.walking import PICTURE, Beside, Standing, Walk, unanswered

HERE = Path(__file__).parent / "transcripts"
WALKED = (  # without what only changes what Steady knows of somebody, and without menus for ticks, which end there
    *("ninety_days", "sos_rounds", "hold", "slip", "they", "dates", "story"),
    *("curve_first", "habits", "own_things", "lesson_days", "hard_hour"),
)
MARK = re.compile(r"\\([\\*_~`|>#\[\]<])")


class OnTelegram:
    def __init__(self, friend: Friend) -> None:
        self.friend, self.id = friend, friend.id

    async def does(self, event: Event) -> None:
        person = self.friend.person
        match event:
            case Started(flow, argument):
                person.says(f"/{flow} {argument}".strip())
            case Said(text, via=Via.WORDS):
                person.says(text)
            case Said(text, via=Via.FORWARD):
                person.forwards(text)
            case Pressed(prompt, choice):
                person.presses(token.write(prompt, choice))
            case _:
                raise NotImplementedError(event)
        await self.friend.house.quiet()

    def chat(self) -> list[Standing]:
        shown = [message for message in self.friend.person.messages if message.by_bot]
        return [
            (
                drawn("photo" in m.payload) + unanswered(m.text),
                frozenset(label for row in m.keyboard for label, _ in row),
            )
            for m in shown
        ]


class OnDiscord:
    """In their private messages with Steady."""

    def __init__(self, guest: Guest) -> None:
        self.guest, self.id = guest, guest.id

    async def does(self, event: Event) -> None:
        person = self.guest.person
        match event:
            case Started(flow, ""):
                person.uses(flow)
            case Started(flow, argument):  # not every argument is an option there
                person.dms(f"/{flow} {argument}")
            case Said(text, via=Via.WORDS):
                person.dms(text)
            case Said(text, via=Via.FORWARD):
                person.forwards(text)
            case Pressed(prompt, choice):
                self._press(prompt, choice)
            case _:
                raise NotImplementedError(event)
        await self.guest.house.quiet()

    def _press(self, prompt: str, choice: str) -> None:
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

    def chat(self) -> list[Standing]:
        shown = [message for message in self.guest.messages if message.by_bot]
        return [
            (
                drawn(m.payload.get("attachments")) + unmarked(m.text),
                frozenset(label for row in m.keyboard for label, _ in row),
            )
            for m in shown
        ]


def drawn(picture: object) -> str:
    return PICTURE if picture else ""


def unmarked(text: str) -> str:
    """As Discord shows it."""
    return unanswered(MARK.sub(r"\1", re.sub(r"\A\*\*(.*?)\*\*", r"\1", text)))


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
