"""Cards out to Discord: by the way they were asked for, or into the person's own room."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, cast

import discord
import structlog
from aiohttp import ClientConnectorError, ClientError
from discord.http import Route

from adapters.discord.cards import body
from adapters.discord.link import Files, Link, parts, within
from adapters.discord.refusals import TOO_FAST, Gone, Moved, Spent, meant
from adapters.discord.way import Way
from adapters.port import Later, NotSent, TooSoon, Unknown, Unreachable, Where
from adapters.surface import DISCORD, Card, Surface, attached

log = structlog.get_logger()
Json = dict[str, Any]
PATIENCE = 60  # seconds for one call, the library's own tries included
WAY_OPEN = 15 * 60  # seconds; asking by a way that is shut counts against the address, as any 401 does
NONCE_KEPT = timedelta(minutes=2)  # "the past few minutes", Discord says
NO_PREVIEW, HIDDEN, SILENT = 1 << 2, 1 << 6, 1 << 12


class DiscordMessenger:
    """Messages that only their reader sees can be edited by the way they came by, kept for the latest of them."""

    def __init__(self, link: Link, now: Callable[[], float] = time.time) -> None:
        """`now`: seconds since 1970."""
        self._link, self._now = link, now
        self._ways: dict[str, tuple[str, float]] = {}  # message -> token, and when it is shut
        self._left: set[str] = set()  # rooms that are no more
        self._opening_from = 0.0

    @property
    def surface(self) -> Surface:
        return DISCORD

    @property
    def remembers(self) -> timedelta:
        return NONCE_KEPT

    async def open(self, where: Where) -> str:
        if where.room and where.room not in self._left:
            return where.room
        now = asyncio.get_running_loop().time()
        if now < self._opening_from:
            raise Later(self._opening_from - now)
        return _id(await self._ask("POST", "/users/@me/channels", json={"recipient_id": where.person}))

    def _stop_opening(self, seconds: float) -> None:
        """Discord says so to the opening of a room, and to the first message in one."""
        self._opening_from = asyncio.get_running_loop().time() + seconds
        log.warning("discord.opening_stopped", remedy="Discord finds that we open private messages too fast; wait")

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        """By the way or into the room, whichever is first for this one; by the other where that is closed."""

        async def post() -> str:
            return await self._post(where, card, SILENT if silent else 0, nonce)

        if (way := Way.read(where.way)) is None:
            return await post()

        async def answer() -> str:
            return await self._answer(way, card)

        first, then = (post, answer) if way.last else (answer, post)
        try:
            return await first()
        except (Spent, Unreachable, Later) as shut:
            try:
                return await then()
            except Spent:
                raise shut from None

    async def _post(self, where: Where, card: Card, flags: int, nonce: str) -> str:
        if not where.room:
            raise Unreachable
        told = body(card, NO_PREVIEW | flags) | {"nonce": nonce, "enforce_nonce": True}
        try:
            path = "/channels/{channel_id}/messages"
            sent = await self._ask("POST", path, json=told, files=attached(card, DISCORD), channel_id=where.room)
        except Moved:
            self._left.add(where.room)
            raise
        return f"{where.room}/{_id(sent)}"

    async def _answer(self, way: Way, card: Card) -> str:
        told = body(card, NO_PREVIEW | (HIDDEN if way.hidden else 0))
        path, to = "/webhooks/{webhook_id}/{webhook_token}", await self._by(way.token)
        sent = await self._ask("POST", path, json=told, files=attached(card, DISCORD), **to)
        message = _id(sent)
        if not way.hidden:
            return f"{sent.get('channel_id')}/{message}"
        self._remember(message, way.token)
        return f"/{message}"

    def _remember(self, message: str, token: str) -> None:
        self._ways[message] = token, self._now() + WAY_OPEN
        if len(self._ways) > 10_000:
            del self._ways[next(iter(self._ways))]

    def _kept(self, message: str) -> str | None:
        token, shut = self._ways.get(message, ("", 0.0))
        return token if self._now() < shut else None

    async def _by(self, token: str) -> dict[str, Any]:
        await self._link.http()  # before it has logged in, nobody knows whose way it is
        return {"webhook_id": self._link.application, "webhook_token": token}

    async def edit(self, where: Where, receipt: str, card: Card) -> bool:
        return await self._change(where, receipt, body(card))

    async def strip(self, where: Where, receipt: str) -> None:
        await self._change(where, receipt, {"components": []})

    async def take_back(self, where: Where, receipts: Sequence[str]) -> bool:
        """One at a time (`surface.recall`). What is gone already was taken back."""
        place = await self._place(where, receipts[0])
        if place is None:
            return False
        path, to = place
        try:
            await self._call("DELETE", path, **to)
        except Spent:
            return False
        except Gone:
            pass
        return True

    async def _change(self, where: Where, receipt: str, told: dict[str, Any]) -> bool:
        """False where the message is gone, or nobody but its reader sees it and the way to it is."""
        place = await self._place(where, receipt)
        if place is None:
            return False
        path, to = place
        try:
            await self._ask("PATCH", path, json=told, **to)
        except (Spent, Gone):
            return False
        return True

    async def _place(self, where: Where, receipt: str) -> tuple[str, dict[str, Any]] | None:
        """Where a message stands. None for one that nobody but its reader sees, when the way to it is no more."""
        room, _, message = receipt.partition("/")
        if room:
            return "/channels/{channel_id}/messages/{message_id}", {"channel_id": room, "message_id": message}
        way = Way.read(where.way)
        pressed = way is not None and way.message == message
        key = way.token if way is not None and pressed else self._kept(message)
        if key is None:
            return None
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
        return path, await self._by(key) | {"message_id": "@original" if pressed else message}

    async def _ask(self, method: str, path: str, *, json: Json, files: Files = (), **to: Any) -> Json:
        """What Discord answers. Raises Unknown where that is no answer of its."""
        answer = await self._call(method, path, json, files, **to)
        if not isinstance(answer, dict):
            raise Unknown
        return cast(Json, answer)

    async def _call(self, method: str, path: str, json: Json | None = None, files: Files = (), **to: Any) -> Any:
        """Discord's errors come in the port's words."""
        http, route = await self._link.http(), Route(method, path, **to)
        by_way = route.webhook_token is not None and method == "POST"
        body: Json = {"form": parts(json or {}, files)} if files else {"json": json} if json is not None else {}
        try:
            call = self._link.once(route, json or {}, files) if by_way else http.request(route, **body)
            return await within(PATIENCE, call)
        except discord.RateLimited as bad:
            raise TooSoon(bad.retry_after) from None
        except discord.HTTPException as bad:
            means = meant(bad)
            if bad.code == TOO_FAST and isinstance(means, Later):
                self._stop_opening(means.seconds)
            raise means from None
        except (ClientConnectorError, RuntimeError) as bad:  # the second: the client was closed meanwhile
            raise NotSent from bad
        except (TimeoutError, ClientError, OSError, ValueError) as bad:  # the last: it is no JSON
            raise Unknown from bad


def _id(answer: dict[str, Any]) -> str:
    """Raises Unknown for an answer that is not Discord's."""
    if "id" not in answer:
        raise Unknown
    return str(answer["id"])
