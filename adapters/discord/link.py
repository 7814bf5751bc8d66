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
PARTING = 3.0  # seconds in which to say goodbye


class Link:
    """A new client after every failure."""

    def __init__(self) -> None:
        self.client: discord.Client | None = None

    @property
    def http(self) -> HTTPClient:
        """Raises NotSent while Discord was not yet reached."""
        if self.client is None or self.client.application_id is None:
            raise NotSent
        return self.client.http

    @property
    def application(self) -> int:
        return (self.client and self.client.application_id) or 0

    async def close(self) -> None:
        """From here on nothing is sent; what is being sent is cut off."""
        client, self.client = self.client, None
        if client is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(PARTING):
                    await client.close()
