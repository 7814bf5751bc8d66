"""The library's client as long as there is one, and what may go wrong with any call."""

import asyncio
from contextlib import suppress

import aiohttp
import discord
from discord.http import HTTPClient

from adapters.port import NotSent

UNCERTAIN = (
    *(aiohttp.ClientError, OSError, TimeoutError),
    *(discord.HTTPException, discord.GatewayNotFound, discord.RateLimited),
)
REACHED_WITHIN = 10.0  # seconds in which a client at its start has mostly logged in; a message waits so long for it
PARTING = 3.0  # seconds in which to say goodbye


class Link:
    """A new client after every failure. `reached`: it has logged in."""

    def __init__(self) -> None:
        self.client: discord.Client | None = None
        self.reached = asyncio.Event()

    async def http(self) -> HTTPClient:
        """Raises NotSent while Discord cannot be reached."""
        with suppress(TimeoutError):
            async with asyncio.timeout(REACHED_WITHIN):
                await self.reached.wait()
        if self.client is None or not self.reached.is_set():
            raise NotSent
        return self.client.http

    @property
    def application(self) -> int:
        return (self.client and self.client.application_id) or 0

    async def close(self) -> None:
        """From here on nothing is sent; what is being sent is cut off."""
        self.reached.clear()
        client, self.client = self.client, None
        if client is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(PARTING):
                    await client.close()
