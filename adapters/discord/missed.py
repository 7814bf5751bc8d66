"""What was said in private while nobody listened: read from the rooms before anything newer is handed over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import discord
import structlog

from adapters.discord import inbound
from adapters.discord.link import UNCERTAIN, Link
from adapters.port import Arrived

log = structlog.get_logger()
AROUND = timedelta(minutes=10)  # before what was heard last: of two that came together, one may have been lost
MOST = 300  # messages of one room, our own among them
GONE = (discord.Forbidden, discord.NotFound)


class Missed:
    """`offer`: takes one message; what is known already changes nothing, so a little more is read than was missed."""

    def __init__(self, link: Link, offer: Callable[[Arrived], Awaitable[None]]) -> None:
        self._link, self._offer = link, offer
        self._rooms: dict[str, tuple[int, datetime]] = {}  # by person; unread since then
        self.known = asyncio.Event()  # whose rooms may hold what was missed; until then nothing may be handed over

    @property
    def people(self) -> list[str]:
        """Whose rooms were not read yet."""
        return list(self._rooms)

    def look(self, heard: list[tuple[str, str, datetime]]) -> None:
        """A new session: in these people's rooms something may have been said since they were heard."""
        self._rooms = {person: (int(room), since - AROUND) for person, room, since in heard}
        self.known.set()

    async def read(self, person: str) -> None:
        """Hand over what they said, in order. What cannot be read now can be another time."""
        if (found := self._rooms.pop(person, None)) is None:
            return
        try:
            messages = await self._history(*found)
        except GONE:
            return  # the room is closed to us
        except UNCERTAIN as bad:
            log.warning("discord.unread", error=type(bad).__name__)
            self._rooms.setdefault(person, found)
            return
        except Exception as bad:  # the library cannot read something that stands there, now or later
            log.exception("discord.unread", error=type(bad).__name__)
            return
        for message in messages:
            if (arrived := inbound.said(message)) is not None:
                await self._offer(arrived)

    async def _history(self, room: int, since: datetime) -> list[discord.Message]:
        if (client := self._link.client) is None:
            raise TimeoutError
        channel = client.get_partial_messageable(room, type=discord.ChannelType.private)
        return [message async for message in channel.history(limit=MOST, after=since, oldest_first=True)]
