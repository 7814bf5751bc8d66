"""Discord, put together out of its settings."""

import time
from collections.abc import Callable

from adapters.discord.link import Link
from adapters.discord.outbound import DiscordMessenger
from adapters.discord.run import DiscordGateway, point_at
from adapters.port import Listening, Platform, Served

UNKNOWN_BOT = "reset the token in the Discord developer portal and set discord.token; or correct discord.api_url"


def serve(
    *,
    token: str,
    api_url: str,
    gateway_url: str,
    sync: bool,
    per_second: float,
    per_room: float,
    now: Callable[[], float] = time.time,
) -> Served:
    """`now`: seconds since 1970."""
    point_at(api_url, gateway_url)
    link = Link()
    messenger = DiscordMessenger(link, now)

    async def listen(to: Listening) -> None:
        await DiscordGateway(link, token, to, sync=sync).run()

    return Served(Platform(messenger.surface, messenger, per_second, per_room), listen, link.close, UNKNOWN_BOT)
