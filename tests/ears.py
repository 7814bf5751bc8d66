"""Discord's gateway with nothing behind it but an ear: what is handed over, and how it is taken."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

from adapters.discord.link import Link
from adapters.discord.run import DiscordGateway, point_at
from adapters.port import Arrived, Listening, StoreDown
from bot.build import MENU
from coach.book import Book
from coach.events import Event
from tests.discordapi import DiscordApi
from tests.discordworld import Person


class Ear:
    """Where everything is handed over. `down`: for so many more times the store is. `known`: who was heard lately."""

    def __init__(self, discord: DiscordApi) -> None:
        self.discord, self.heard = discord, list[Arrived]()
        self.down, self.known = 0, list[tuple[str, str, datetime]]()

    async def handle(self, arrived: Arrived) -> None:
        self._ask()
        self.heard.append(arrived)
        self.discord.stir()

    async def recent(self) -> list[tuple[str, str, datetime]]:
        self._ask()
        return self.known

    def _ask(self) -> None:
        if self.down:
            self.down -= 1
            raise StoreDown

    @property
    def events(self) -> list[Event]:
        return [arrived.event for arrived in self.heard]


@asynccontextmanager
async def listening(discord: DiscordApi, book: Book, ear: Ear) -> AsyncGenerator[Person]:
    point_at(discord.rest_url, discord.gateway_url)
    link = Link()
    gateway = DiscordGateway(link, discord.token, Listening(ear.handle, ear.recent, book, MENU), sync=True)
    task = asyncio.ensure_future(gateway.run())
    try:
        await discord.connected()
        yield discord.people.get(7) or discord.person(7)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await link.close()
