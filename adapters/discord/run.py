"""The gateway: what is said to us is acknowledged inside three seconds, then handed over."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, cast

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord import buttons, commands, inbound
from adapters.discord.buttons import Act
from adapters.discord.client import Client
from adapters.discord.order import Order, Place
from adapters.discord.outbound import Link
from adapters.port import Arrived, Listening, Revoked, StoreDown

log = structlog.get_logger()
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0  # seconds, doubled in between
SLOW = 1.0  # seconds after which a turn is announced by "typing"
AROUND = timedelta(minutes=10)  # before what was heard last: of two that came together, one may have been lost
MISSED = 50  # messages of one room that are read again
UNKNOWN_TOKEN = 4004  # the gateway's code for it
UNCERTAIN = (aiohttp.ClientError, OSError, discord.HTTPException, discord.GatewayNotFound, TimeoutError)


def point_at(api_url: str, gateway_url: str) -> None:
    """Where Discord is. The library keeps both for the whole process."""
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)


class DiscordGateway:
    """`sync`: tell Discord our commands at the start."""

    def __init__(self, link: Link, token: str, to: Listening, *, sync: bool) -> None:
        self._link, self._token, self._to = link, token, to
        self._offered = commands.payload(to.book, to.order) if sync else None
        self._line = Order()
        self._unread: dict[str, datetime] = {}  # rooms that may hold what was said while we were away, and since when

    async def run(self) -> None:
        """Until cancelled. Raises Revoked when Discord does not know the token."""
        wait = FIRST_WAIT
        while True:
            try:
                await self._serve()
                return
            except discord.LoginFailure:
                raise Revoked from None
            except discord.ConnectionClosed as closed:
                if closed.code == UNKNOWN_TOKEN:
                    raise Revoked from None
                log.warning("discord.closed", code=str(closed.code))
            except UNCERTAIN as bad:
                log.warning("discord.unreachable", error=type(bad).__name__)
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)

    async def _serve(self) -> None:
        client = self._link.client = Client(self, self._offered)
        try:
            async with client:
                await client.start(self._token)
        finally:
            self._link.client = None

    # What is done

    async def acted(self, act: Act) -> None:
        """A command, a press or a form: acknowledged at once, whatever follows."""
        async with self._line.place(str(act.user.id)) as place:
            await self._acknowledge(act)
            if (arrived := inbound.read(act, self._to.book)) is not None:
                await self._hand_over(arrived, place)

    async def _acknowledge(self, act: Act) -> None:
        try:
            await act.response.defer(ephemeral=not act.context.dm_channel)
        except (*UNCERTAIN, discord.InteractionResponded) as bad:  # what was done counts all the same
            log.warning("discord.late", error=type(bad).__name__)

    async def wants_form(self, act: Act) -> None:
        custom_id = str(cast("dict[str, Any]", act.data)["custom_id"])
        words = buttons.form(custom_id, self._to.book.label("write"), self._to.book.label("form"))
        try:
            await act.response.send_modal(words)
        except UNCERTAIN as bad:
            log.warning("discord.late", error=type(bad).__name__)

    async def completes(self, act: Act) -> None:
        """Suggestions for what is being typed behind a command."""
        data = cast("dict[str, Any]", act.data)
        flow = self._to.book.flows.get(self._to.book.by_command(str(data["name"])) or "")
        typed = [one for one in cast("list[dict[str, Any]]", data.get("options") or []) if one.get("focused")]
        option = flow.options.get(str(typed[0]["name"])) if flow and typed else None
        offered = ()
        if option is not None and option.suggest is not None:
            offered = self._to.book.named.suggest[option.suggest](self._to.book, str(typed[0].get("value", ""))[:100])
        choices = [app_commands.Choice(name=one.label[:100], value=one.value) for one in offered]
        try:
            await act.response.autocomplete(choices)
        except UNCERTAIN as bad:
            log.debug("discord.late", error=type(bad).__name__)

    # What is said in private

    async def said(self, message: discord.Message) -> None:
        if message.guild is None and (arrived := inbound.said(message)) is not None:
            async with self._line.place(arrived.where.person) as place:
                await self._catch_up(arrived.where.room)
                await self._hand_over(arrived, place)

    async def edited(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Discord says so too when it has added a preview; then nobody has edited anything."""
        if (arrived := inbound.edited(cast("dict[str, Any]", payload.data))) is not None:
            async with self._line.place(arrived.where.person) as place:
                await self._hand_over(arrived, place)

    async def ready(self) -> None:
        """A new session: what was said in private since they were heard last, before this or while nobody listened."""
        log.info("discord.ready", username=self._link.client and self._link.client.user and self._link.client.user.name)
        self._unread = {room: heard - AROUND for _, room, heard in await self._to.recent()}
        for room in list(self._unread):
            await self._catch_up(room)

    async def _catch_up(self, room: str) -> None:
        """What is known already changes nothing, so a little more is read than was missed."""
        client, since = self._link.client, self._unread.pop(room, None)
        if since is None or client is None:
            return
        try:
            channel = client.get_partial_messageable(int(room), type=discord.ChannelType.private)
            missed = [m async for m in channel.history(limit=MISSED, after=since, oldest_first=True)]
        except UNCERTAIN as bad:
            log.warning("discord.unread", error=type(bad).__name__)
            return
        for message in missed:
            if (arrived := inbound.said(message)) is not None:
                await self._offer(arrived)

    # Handing over

    async def _hand_over(self, arrived: Arrived, place: Place) -> None:
        await place.called()
        turn = asyncio.ensure_future(self._offer(arrived))
        place.passed.set()  # tasks begin in their order, and handing over is the first thing it does
        done, _ = await asyncio.wait({turn}, timeout=SLOW)
        if not done and not arrived.where.way:
            await self._types(arrived.where.room)
        await turn

    async def _types(self, room: str) -> None:
        try:
            if self._link.client is not None:
                await self._link.client.http.send_typing(int(room))
        except UNCERTAIN as bad:
            log.debug("discord.courtesy", error=type(bad).__name__)

    async def _offer(self, arrived: Arrived) -> None:
        """Again and again while the store is down: Discord does not bring it a second time."""
        wait = FIRST_WAIT
        while True:
            try:
                await self._to.handle(arrived)
                return
            except StoreDown:
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)
