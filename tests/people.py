"""People on the loopback Telegram: they tap, they type, they wait for the answer. And the house they talk to."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.port import Listening, Platform
from adapters.telegram.outbound import TelegramMessenger
from adapters.telegram.run import TelegramPoll, make_bot
from bot.app import App, opened
from bot.build import MENU
from bot.store.records import millis
from bot.vault.opening import Unlock
from coach.book import Book
from coach.ledger import Entry
from coach.person import Person as Somebody
from coach.session import Session
from tests.botapi import BotApi, Person, Shown
from tests.office import UNLOCK, Clock, count, nothing, rows, unsealed

CHOSEN = "› "
BREATH = 0.005  # seconds between two looks, in which whatever draws a picture has the processor
IN_HAND = """o.state in ('leased', 'sending') or (o.state = 'pending' and o.not_before <= ? and not exists (
    select 1 from outbox e where e.room = o.room and e.lane = o.lane and e.id < o.id and e.state = 'pending'))"""


class Household:
    """Steady on a store that outlives it, whatever it talks to, and a look into what is stored."""

    def __init__(self, book: Book, path: Path) -> None:
        self.book, self.path = book, path
        self.clock = Clock()
        self._app: App | None = None

    @property
    def app(self) -> App:
        assert self._app is not None, "nobody is in"
        return self._app

    async def quiet(self) -> None:
        raise NotImplementedError

    async def sent(self) -> None:
        """Until all that is due is sent and noted."""
        await self.app.desk.do(nothing)  # a turn that was asked for before this has been written by now
        async with asyncio.timeout(10):
            while count(self.path, "outbox o", IN_HAND, millis(self.clock())):
                await self.app.desk.do(nothing)
                await asyncio.sleep(BREATH)

    async def tick(self) -> None:
        """What the scheduler does every twenty seconds."""
        await self.app.wakes.tick()
        self.app.delivery.poke()
        await self.quiet()

    async def skip(self, **length: float) -> None:
        self.clock.skip(**length)
        await self.tick()

    def session(self, account: int) -> Session | None:
        query = "select a.person, p.tag, s.body from account a join person p on p.id = a.person"
        found = rows(self.path, f"{query} left join session s on s.person = p.id where a.account = ?", str(account))
        with unsealed(self.path) as records:
            return records.session(*found[0]) if found else None

    def at(self, account: int) -> tuple[str, str]:
        """The flow and step that are open."""
        session = self.session(account) or Session("")
        return session.flow, session.step

    def answers(self, account: int) -> dict[str, str]:
        return (self.session(account) or Session("")).answers

    def person(self, account: int) -> Somebody:
        found = self.somebody(account)
        assert found is not None, "nobody is known there"
        return found

    def somebody(self, account: int) -> Somebody | None:
        query = "select p.id, p.body from account a join person p on p.id = a.person where a.account = ?"
        found = rows(self.path, query, str(account))
        with unsealed(self.path) as records:
            return records.person(*found[0]) if found else None

    def entries(self, account: int, kind: str = "") -> list[Entry]:
        query = "select e.person, e.body from account a join entry e on e.person = a.person where a.account = ?"
        with unsealed(self.path) as records:
            found = [records.entry(*row) for row in rows(self.path, f"{query} order by e.n", str(account))]
        return [entry for entry in found if kind in ("", entry.kind)]


class House(Household):
    """On the loopback Telegram."""

    def __init__(self, server: BotApi, book: Book, path: Path) -> None:
        super().__init__(book, path)
        self.server = server

    @asynccontextmanager
    async def serving(self, *, unlock: Unlock = UNLOCK, rate: float = 0, room_rate: float = 0) -> AsyncGenerator[App]:
        bot = make_bot(self.server.token, self.server.base_url)
        messenger = TelegramMessenger(bot)
        platforms = {"telegram": Platform(messenger.surface, messenger, rate, room_rate)}
        try:
            async with opened(self.book, str(self.path), platforms, self.clock, unlock) as self._app:
                to = Listening(self._app.handle, self._app.recent("telegram"), self.book, MENU)
                poll = asyncio.create_task(TelegramPoll(bot, to.handle, to.menu).run())
                try:
                    yield self._app
                finally:
                    poll.cancel()
                    [end] = await asyncio.gather(poll, return_exceptions=True)
                    assert isinstance(end, asyncio.CancelledError), f"the poll had ended: {end!r}"
        finally:
            self._app = None
            await bot.shutdown()

    def friend(self, id: int = 7, name: str = "Ada") -> "Friend":
        return Friend(self, self.server.person(id, first_name=name))

    async def quiet(self, unconfirmed: int = 0) -> None:
        """Until everything that arrived is committed and confirmed, and all that is due is sent and noted."""
        await self.server.settled(unconfirmed)
        await self.sent()

    def tidy(self) -> None:
        """Buttons stand only under the open question and under menus, and nothing was sent with a link's preview."""
        for chat in self.server.chats.values():
            open_now = {(self.session(chat.id) or Session("")).prompt}
            left = {prompt(m) for m in chat.messages if m.by_bot and m.buttons and not is_standing(m)} - open_now
            assert not left, f"{chat.id} still sees the buttons of {left}"
        assert all(s.link_preview_disabled for s in self.server.sent if s.method != "editMessageReplyMarkup")


def prompt(message: Shown) -> str:
    """The prompt that the buttons under a message answer."""
    return message.keyboard[0][0][1].split(":")[1]


def is_standing(message: Shown) -> bool:
    return prompt(message)[8:9] == "m"


class Friend:
    """One person. Each act waits until Steady has answered and gives the last message on the screen."""

    def __init__(self, house: House, person: Person) -> None:
        self.house, self.person, self.id = house, person, person.id

    async def says(self, text: str, **extra: Any) -> str:
        self.person.says(text, **extra)
        return await self.reads()

    async def taps(self, *choices: str) -> str:
        """The buttons with these ids, or of these flows, one after another, each on the newest message that has it."""
        for choice in choices:
            self.touches(choice)
            await self.house.quiet()
        return self.person.screen()

    def touches(self, choice: str) -> int:
        """The same without waiting; the update's number."""
        return self.person.presses(self.data(choice))

    def data(self, choice: str) -> str:
        for message in reversed(self.person.messages):
            for _, data in (button for row in message.keyboard for button in row):
                if choice in (data.split(":")[-1], data.split(":")[-1].partition(".")[0]):
                    return data
        raise LookupError(f"no button for {choice!r}; the last message is:\n{self.person.screen()}")

    async def reads(self) -> str:
        await self.house.quiet()
        return self.person.screen()

    async def settles_in(self, hour: str = "09:00") -> None:
        """Onboarding, from Britain, with nothing special about it."""
        await self.says("/start")
        await self.taps("adult", "yes")
        await self.says("United Kingdom")
        await self.taps("heal", "week", "30", "none", "none")
        await self.says(hour)

    async def answers(self, flow: str, **picks: str) -> None:
        """Every question of an open flow: as picked, by the name of the step, or else the first answer there is."""
        while (session := self.house.session(self.id)) is not None and session.flow == flow and session.prompt:
            buttons = [data for row in self.person.messages[-1].keyboard for _, data in row]
            await self.taps(picks.get(session.step, buttons[0].split(":")[2]))
            if (after := self.house.session(self.id)) is not None and after.prompt == session.prompt:
                await self.taps("_done")

    async def checks_in(self, mood: int = 6, word: str | None = None, opening: str = "/checkin") -> None:
        await self.says(opening)
        await self.taps(str(mood), "3", "kept")
        await self.taps("done")
        if word is None:
            await self.taps("_skip")
        else:
            await self.says(word)

    @property
    def said(self) -> list[str]:
        """What Steady has said to them, as the chat shows it now."""
        return [message.text for message in self.person.messages if message.by_bot]

    @property
    def answered(self) -> list[str]:
        """The answers left standing under their questions."""
        return [text.rpartition(CHOSEN)[2] for text in self.said if CHOSEN in text]

    def texts_since(self, before: Sequence[str]) -> list[str]:
        return self.said[len(before) :]
