"""Steady on the loopback Discord."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.discord import serve
from adapters.port import Listening
from bot.app import App, opened
from bot.build import MENU
from coach.book import Book
from tests.discordapi import DiscordApi
from tests.discordworld import Guild, Message, Person
from tests.people import Household

CHOSEN = "› "


class Parlour(Household):
    def __init__(self, server: DiscordApi, book: Book, path: Path) -> None:
        super().__init__(book, path)
        self.server = server

    @asynccontextmanager
    async def serving(self, *, sync: bool = True, rate: float = 1000, room_rate: float = 0) -> AsyncGenerator[App]:
        urls = {"api_url": self.server.rest_url, "gateway_url": self.server.gateway_url}
        served = serve.serve(token=self.server.token, sync=sync, per_second=rate, per_room=room_rate, **urls)
        try:
            async with opened(self.book, str(self.path), {"discord": served.platform}, self.clock) as self._app:
                to = Listening(self._app.handle, self._app.recent("discord"), self.book, MENU)
                listening = asyncio.ensure_future(served.listen(to))
                try:
                    await self.server.connected()
                    await self.quiet()
                    yield self._app
                finally:
                    listening.cancel()
                    [end] = await asyncio.gather(listening, return_exceptions=True)
                    assert isinstance(end, asyncio.CancelledError), f"the gateway had ended: {end!r}"
        finally:
            self._app = None

    async def quiet(self) -> None:
        await self.server.settled()
        await self.sent()
        await self.server.settled()

    def guest(self, id: int = 7, name: str = "Ada", guild: Guild | None = None) -> "Guest":
        return Guest(self, self.server.person(id, name=name), self.server.home if guild is None else guild)


class Guest:
    """One person, in a server or (`at_home`) in their private messages. Each act waits for the answer."""

    def __init__(self, house: Parlour, person: Person, guild: Guild) -> None:
        self.house, self.person, self.id = house, person, person.id
        self.where: Guild | None = guild

    def at_home(self) -> "Guest":
        self.where = None
        return self

    @property
    def messages(self) -> list[Message]:
        return self.person.messages(self.where)

    async def reads(self) -> str:
        await self.house.quiet()
        return self.person.screen(self.where)

    async def uses(self, command: str, **options: str | int) -> str:
        self.person.uses(command, guild=self.where, **options)
        return await self.reads()

    async def picks(self, *choices: str) -> str:
        """Each a button or an answer of a menu, by its label or id, on the newest message that has it."""
        for choice in choices:
            self.picks_at_once(choice)
            await self.house.quiet()
        return self.person.screen(self.where)

    def picks_at_once(self, choice: str) -> None:
        for message in reversed(self.messages):
            for row in message.rows:
                for item in row:
                    key = str(item.get("custom_id", ""))
                    if item["type"] == 2 and choice in (item.get("label"), key.split(":")[-1]):
                        self.person.presses(key, message)
                        return
                    if item["type"] == 3 and any(choice in (o["label"], o["value"]) for o in item["options"]):
                        self.person.selects(choice, message=message)
                        return
        raise LookupError(f"nothing offers {choice!r}; the last message is:\n{self.person.screen(self.where)}")

    async def writes(self, text: str) -> str:
        """Into the form that the newest message opens."""
        await self.picks("_write")
        self.person.submits(text)
        return await self.reads()

    async def says(self, text: str) -> str:
        self.person.dms(text)
        return await self.reads()

    async def settles_in(self) -> None:
        """Onboarding, from Britain, with nothing special about it."""
        await self.uses("start")
        await self.picks("adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00")
