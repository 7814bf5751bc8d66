"""People who go through everything once, on Telegram and on Discord, whatever becomes of the process they talk to."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tests import botapi, discordworld
from tests.botapi import BotApi, Shown
from tests.discordapi import DiscordApi
from tests.discordrules import BUTTON
from tests.discordworld import Guild, Message

CHECKINS = 5
PATIENCE = 120.0  # seconds for one answer, over many lives of the process
STILL = 0.2  # seconds without an answer after which somebody presses again
QUIZ = [
    *("1", "4", "They did", "I can't remember", "I don't know", "A warm message or two", "Once", "2", "Two of them"),
    *("Up and down", "Cold or confusing", "2", "2 to 6 months", "I'm working on my part", "2", "On 3 or 4"),
]
Act = tuple[str, str]  # what has to be new on the screen, in a text or on a button; the button pressed, or = and words


def country(now: datetime) -> str:
    """One where no day is about to end: on another day a check-in asks something more."""
    return "uk" if 2 <= now.hour < 21 else "japan"  # nine hours ahead


def script(country: str) -> list[Act]:
    begin: list[Act] = [("", "=/start"), ("How old", "18 or over"), ("May I keep", "Yes, keep it")]
    begin += [("Which country", f"={country}"), ("What would you like", "I don't know"), ("last in touch", "Yesterday")]
    begin += [("How long", "30 days"), ("can't avoid", "None"), ("against contact", "Nothing"), ("What time", "09:00")]
    quiz = [("all I need", "=/chances"), *((f"{n} of 16", answer) for n, answer in enumerate(QUIZ, start=1))]
    checkins: list[Act] = []
    for n in range(CHECKINS):
        checkins += [("How it stands" if n else "Why this result", "=/checkin"), ("How is today", "6")]
        checkins += [
            ("How strong", "2"),
            ("Any contact", "No contact"),
            ("only yours", "Yes"),
            ("One word", f"=word {n}"),
        ]
    return [*begin, *quiz, *checkins]


class Talker(Protocol):
    """Somebody who answers each question as soon as it stands there."""

    @property
    def id(self) -> int: ...
    @property
    def turns(self) -> int: ...
    async def talk(self) -> None: ...


class OnTelegram:
    """Says everything once: Telegram brings it until it was taken."""

    def __init__(self, server: BotApi, peer: botapi.Person, acts: Sequence[Act]) -> None:
        self.server, self.peer, self.id, self.acts = server, peer, peer.id, acts
        self.turns = 0
        self._last = 0  # the newest message at the time of the last act

    async def talk(self) -> None:
        for sign, act in self.acts:
            await self._sees(sign)
            message = self._with(sign)
            self._last = max((m.message_id for m in self.peer.messages), default=0)
            if act.startswith("="):
                self.peer.says(act[1:])
            else:
                assert message is not None
                self.peer.presses(act, message.message_id)
            self.turns += 1
        await self._sees("How it stands")

    async def _sees(self, sign: str) -> None:
        await self.server.until(lambda: not sign or self._with(sign) is not None, timeout=PATIENCE)

    def _with(self, sign: str) -> Shown | None:
        new = (m for m in reversed(self.peer.messages) if m.by_bot and m.message_id > self._last)
        return next((m for m in new if sign in m.text or sign in labels(m)), None)


def labels(message: Shown | Message) -> set[str]:
    return {label for row in message.keyboard for label, _ in row}


def number(message: Message) -> int:
    """Of the question that a message asks: later ones have greater numbers."""
    keys = [str(item["custom_id"]) for row in message.rows for item in row]
    return int(keys[0].split(":")[1][8:].removeprefix("m"), 16)


class OnDiscord:
    """By commands, buttons and forms in a server; by commands, buttons and words at home, where `where` is None.

    Words are said once. What got no answer before the process died is pressed again when there is another, and a
    question that comes once more is answered once more.
    """

    def __init__(self, server: DiscordApi, peer: discordworld.Person, where: Guild | None, acts: Sequence[Act]) -> None:
        self.server, self.peer, self.where, self.id, self.acts = server, peer, where, peer.id, acts
        self.turns, self.again = 0, 0
        self._sign, self._act = "", ""
        self._before, self._last = 0, 0  # the newest message at the time of the act before, and of the last
        self._pressed = 0  # how many processes had been there when they acted
        self._on = 0  # the number of the question they answered last

    async def talk(self) -> None:
        for sign, act in self.acts:
            await self._sees(sign)
            self._sign, self._act, self._before = sign, act, self._last
            self._last = max((m.id for m in self.peer.messages(self.where)), default=0)
            await self._does()
            self.turns += 1
        await self._sees("How it stands")

    async def _sees(self, sign: str) -> None:
        while sign and not self._with(sign, self._last):
            await self.server.until(lambda: self._with(sign, self._last) or self._is_unanswered(), timeout=PATIENCE)
            if not self._with(sign, self._last) and await self._is_still() and not self._with(sign, self._last):
                self.again += 1
                await self._does()

    def _with(self, sign: str, since: int) -> list[Message]:
        new = (m for m in self.peer.messages(self.where) if m.by_bot and m.id > since)
        return [m for m in new if sign in m.text or sign in labels(m)]

    def _open(self) -> Message | None:
        """The question, as it was asked last."""
        return max((m for m in self._with(self._sign, self._before) if m.rows), key=number, default=None)

    @property
    def _says(self) -> bool:
        return self.where is None and self._act.startswith("=") and not self._act.startswith("=/")

    def _is_unanswered(self) -> bool:
        """The process that they turned to has died, and there is another; or the question has come once more."""
        if self._says or not self.server.gateway.connected:
            return False
        message = None if self._act.startswith("=/") else self._open()
        return self.server.gateway.identified > self._pressed or (message is not None and number(message) > self._on)

    async def _is_still(self) -> bool:
        """Whether for a moment nothing comes for them."""
        before = self.peer.calls
        await asyncio.sleep(STILL)
        return self.peer.calls == before

    async def _does(self) -> None:
        self._pressed = self.server.gateway.identified
        message = self._open()
        if self._says:
            self.peer.dms(self._act[1:])
        elif self._act.startswith("=/"):
            await self.server.until(lambda: self.server.commands, timeout=PATIENCE)
            self.peer.uses(self._act[2:], guild=self.where)
        elif message is not None:
            self._on = number(message)
            if self._act.startswith("="):
                await self._writes(self._act[1:], message)
            else:
                self._picks(self._act, message)

    async def _writes(self, text: str, message: Message) -> None:
        """A form that was not opened, or not taken, is opened again."""
        self.peer.closes_form()
        self._picks("Write it", message)
        await self.server.until(lambda: self.peer.form or self._is_unanswered(), timeout=PATIENCE)
        if self.peer.form is not None:
            self.peer.submits(text)

    def _picks(self, choice: str, message: Message) -> None:
        """A button or an answer of a menu. Long answers are numbered on Telegram, and stand there in full here."""
        [*items] = (item for row in message.rows for item in row)
        names = [option["label"] for item in items for option in item.get("options", [{"label": item.get("label")}])]
        name = choice if choice in names else names[int(choice) - 1]
        if any(item["type"] == BUTTON and item["label"] == name for item in items):
            self.peer.presses(name, message)
        else:
            self.peer.selects(name, message=message)
