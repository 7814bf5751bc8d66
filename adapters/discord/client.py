"""The library's client with our few intents, and what it hears passed on."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

import discord

from adapters.discord import buttons
from adapters.discord.buttons import Act
from adapters.discord.link import LONG_429

LATER = (discord.InteractionType.application_command, discord.InteractionType.modal_submit)


class Ears(Protocol):
    async def begun(self) -> None: ...
    async def acted(self, act: Act) -> None: ...
    async def wants_form(self, act: Act) -> None: ...
    async def completes(self, act: Act) -> None: ...
    async def said(self, message: discord.Message) -> None: ...
    async def edited(self, payload: discord.RawMessageUpdateEvent) -> None: ...
    async def ready(self) -> None: ...
    async def left(self) -> None: ...
    async def returned(self) -> None: ...


class Client(discord.Client):
    """Private messages and what is done with our own commands and buttons: no privileged intent, nothing of servers."""

    def __init__(self, ears: Ears) -> None:
        with _as_meant():
            super().__init__(
                intents=discord.Intents(dm_messages=True),
                allowed_mentions=discord.AllowedMentions.none(),
                max_messages=None,
                member_cache_flags=discord.MemberCacheFlags.none(),
                chunk_guilds_at_startup=False,
                guild_ready_timeout=0,
                max_ratelimit_timeout=LONG_429,
            )
        self._ears = ears

    async def setup_hook(self) -> None:
        """Once; everything in on_ready happens again with every new session."""
        self.add_dynamic_items(buttons.item(self._ears.acted, self._ears.wants_form))
        await self._ears.begun()

    async def on_interaction(self, act: Act) -> None:
        """Commands, forms, and what no dynamic item answers to; buttons and menus come through theirs."""
        if act.type is discord.InteractionType.autocomplete:
            await self._ears.completes(act)
        elif act.type in LATER or buttons.is_stray(act):
            await self._ears.acted(act)

    async def on_message(self, message: discord.Message) -> None:
        await self._ears.said(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        await self._ears.edited(payload)

    async def on_ready(self) -> None:
        await self._ears.ready()

    async def on_disconnect(self) -> None:
        await self._ears.left()

    async def on_resumed(self) -> None:
        await self._ears.returned()


@contextmanager
def _as_meant() -> Generator[None]:
    """The library warns at each start that there is no voice and no intent for servers. Both are meant to be so."""
    loggers = [logging.getLogger(name) for name in ("discord.client", "discord.state")]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger in loggers:
            logger.disabled = False
