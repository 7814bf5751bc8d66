"""Steady on the loopback Discord, and the people there: in a server, or at home in their private messages."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from adapters.discord import serve
from adapters.port import Listening
from bot.app import App, opened
from bot.build import MENU
from bot.store.records import millis
from bot.store.sqlite import Statements
from coach.book import Book
from coach.person import Age
from coach.person import Person as Somebody
from coach.schedule import plan
from coach.session import Session
from tests.discordapi import DiscordApi
from tests.discordrules import BUTTON, Json
from tests.discordworld import Guild, Interaction, Message, Person
from tests.office import MORNING, UNLOCK
from tests.people import CHOSEN, Household


class Parlour(Household):
    """Discord's clock is never behind the one in the house."""

    def __init__(self, server: DiscordApi, book: Book, path: Path) -> None:
        super().__init__(book, path)
        self.server = server

    @asynccontextmanager
    async def serving(
        self, *, sync: bool = True, rate: float = 1000, room_rate: float = 0, ready: bool = True
    ) -> AsyncGenerator[App]:
        """`ready`: begin when Discord has let us in and nothing is under way."""
        served = serve.serve(
            token=self.server.token,
            api_url=self.server.rest_url,
            gateway_url=self.server.gateway_url,
            sync=sync,
            per_second=rate,
            per_room=room_rate,
            now=lambda: self.clock().timestamp(),
        )
        try:
            platforms = {"discord": served.platform}
            async with opened(self.book, str(self.path), platforms, self.clock, UNLOCK) as self._app:
                to = Listening(self._app.handle, self._app.recent("discord"), self.book, MENU)
                listening = asyncio.ensure_future(served.listen(to))
                try:
                    if ready:
                        await self.server.connected()
                        await self.quiet()
                    yield self._app
                finally:
                    listening.cancel()
                    [end] = await asyncio.gather(listening, return_exceptions=True)
                    assert isinstance(end, asyncio.CancelledError), f"the gateway had ended: {end!r}"
        finally:
            self._app = None
            await served.close()

    async def quiet(self) -> None:
        await self.server.settled()
        await self.sent()
        await self.server.settled()

    async def tick(self) -> None:
        self.server.clock.skip(max(0.0, self.clock().timestamp() - self.server.clock.now()))
        await super().tick()

    async def morning(self) -> None:
        """A quarter past nine: what was to come at nine is there."""
        self.clock.at = MORNING + timedelta(hours=1.75)
        await self.tick()

    async def settled(self, id: int = 7, name: str = "Ada") -> "Guest":
        """Somebody who has been through /start, with nothing special about it, and whose room is open."""
        guest, now = self.guest(id, name), self.clock()
        tag, known = (
            f"{id:08x}",
            Somebody(Age.ADULT, now, "GB", "Europe/London", window=30, since=now.date(), settled=True),
        )

        def settle(store: Statements) -> None:
            [row] = store.fetch("new_person", (tag, b""))
            person, records = row["id"], self.app.records
            records.vault.admit(person)
            store.run("save_person", [(records.write("person", person, known), person)])
            store.run("save_session", [(person, records.write("session", person, Session(tag)))])
            store.run("new_account", [("discord", str(id), person, str(guest.person.dm.id))])
            store.run("reach", [(str(guest.person.dm.id), 1, millis(now), "discord", str(id))])
            wakes = [(person, wake.key, millis(wake.at)) for wake in plan(known, tag, now) if wake.at is not None]
            store.run("set_wake", wakes)

        await self.app.desk.do(settle)
        return guest

    def guest(self, id: int = 7, name: str = "Ada", guild: Guild | None = None) -> "Guest":
        return Guest(self, self.server.person(id, name=name), self.server.home if guild is None else guild)


class Guest:
    """One person, in a server or (`at_home`) in their private messages. Each act waits for the answer."""

    def __init__(self, house: Parlour, person: Person, guild: Guild | None) -> None:
        self.house, self.person, self.id = house, person, person.id
        self.where = guild

    def at_home(self) -> "Guest":
        """The same person there."""
        return Guest(self.house, self.person, None)

    # What they see

    @property
    def messages(self) -> list[Message]:
        return self.person.messages(self.where)

    @property
    def said(self) -> list[str]:
        """What Steady has said to them in this place, as it stands there now."""
        return [message.text for message in self.messages if message.by_bot]

    @property
    def answered(self) -> list[str]:
        """The answers left standing under their questions."""
        return [text.rpartition(CHOSEN)[2] for text in self.said if CHOSEN in text]

    async def reads(self) -> str:
        await self.house.quiet()
        return self.person.screen(self.where)

    # What they do

    async def uses(self, command: str, **options: str | int) -> str:
        self.person.uses(command, guild=self.where, **options)
        return await self.reads()

    async def picks(self, *choices: str) -> str:
        """Each a button or an answer of a menu, by its label or id, on the newest message that has it."""
        for choice in choices:
            self.touches(choice)
            await self.house.quiet()
        return self.person.screen(self.where)

    async def ticks(self, *choices: str) -> str:
        """Several answers of one menu at once."""
        self.person.selects(*choices)
        return await self.reads()

    def touches(self, choice: str) -> Interaction:
        """The same without waiting."""
        for message in reversed(self.messages):
            for item in (item for row in message.rows for item in row):
                key = str(item.get("custom_id", ""))
                if item["type"] == BUTTON and choice in (item.get("label"), key.split(":")[-1]):
                    return self.person.presses(key, message)
                if item["type"] != BUTTON and any(choice in (o["label"], o["value"]) for o in item["options"]):
                    return self.person.selects(choice, message=message)
        raise LookupError(f"nothing offers {choice!r}; the last message is:\n{self.person.screen(self.where)}")

    def key(self, choice: str) -> str:
        """The token behind the newest button of that label or id."""
        for message in reversed(self.messages):
            for item in (item for row in message.rows for item in row):
                key = str(item.get("custom_id", ""))
                if item["type"] == BUTTON and choice in (item.get("label"), key.split(":")[-1]):
                    return key
        raise LookupError(f"there is no button {choice!r}")

    async def writes(self, *texts: str, form: str = "_write") -> str:
        """Into the fields of the form that the newest message opens."""
        await self.picks(form)
        self.person.submits(*texts)
        return await self.reads()

    async def says(self, text: str) -> str:
        self.person.dms(text)
        return await self.reads()

    # What they go through

    async def settles_in(self, hour: str = "09:00") -> None:
        """Onboarding, from Britain, with nothing special about it."""
        await self.uses("start")
        await self.picks("adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", hour)

    async def checks_in(self, mood: int = 6, word: str | None = None) -> None:
        await self.uses("checkin")
        await self.picks(str(mood), "3", "kept", "done")
        await (self.picks("_skip") if word is None else self.writes(word))

    async def answers(self, flow: str, **picks: str) -> None:
        """Every question of an open flow: as picked, by the name of the step, or else the first answer there is."""
        while (session := self.house.session(self.id) or Session("")).flow == flow and session.prompt:
            await self.picks(picks.get(session.step) or first(self.messages[-1].rows[0][0]))
            if (self.house.session(self.id) or Session("")).prompt == session.prompt:
                await self.picks("_done")


def first(item: Json) -> str:
    """The first answer that a button or a menu stands for."""
    return str(item["custom_id"]).split(":")[-1] if item["type"] == BUTTON else str(item["options"][0]["value"])
