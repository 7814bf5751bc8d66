"""Cards out to Discord. layout() has decided everything; here it is said in Discord's words."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import discord
import structlog
from aiohttp import ClientConnectorError, ClientError
from discord.http import HTTPClient, Route

from adapters import token
from adapters.discord.inbound import MENU, SEVERAL
from adapters.discord.way import Way
from adapters.port import Later, NotSent, Refused, Revoked, TooSoon, Unknown, Unreachable, Where
from adapters.surface import DISCORD, Card, Surface
from coach.effects import Choice

log = structlog.get_logger()
PATIENCE = 60  # seconds for one call, the library's own tries included
NONCE_KEPT = timedelta(minutes=2)  # "the past few minutes", Discord says
OPENING_PAUSE = 3 * 3600.0  # after Discord has called the opening of rooms too fast
SOON = 600.0  # after a refusal that may be Discord's own error
ROW, BUTTON, SELECT = 1, 2, 3
GREY, BLURPLE = 2, 1
NO_PREVIEW, HIDDEN, SILENT = 1 << 2, 1 << 6, 1 << 12
NOBODY: dict[str, Any] = {"parse": []}
TOO_FAST, NO_MESSAGE, NO_ACCESS = 40003, 10008, 50001
CLOSED = (50007, 50278, 10003, 10013)  # they take no messages, share no server, the room or the person is gone
SPENT = (50027, 10015, 10062, 40094)  # the way is: fifteen minutes, not answered in time, or five answers


class Link:
    """The library's client as long as there is one; a new one after every failure."""

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


class DiscordMessenger:
    """Messages that only their reader sees can be edited by the way they came by, kept for the latest of them."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._ways: dict[str, str] = {}  # message -> token
        self._opening_from = 0.0

    @property
    def surface(self) -> Surface:
        return DISCORD

    @property
    def remembers(self) -> timedelta:
        return NONCE_KEPT

    async def open(self, where: Where) -> str:
        if where.room:
            return where.room
        now = asyncio.get_running_loop().time()
        if now < self._opening_from:
            raise Later(self._opening_from - now)
        try:
            room = await self._ask("POST", "/users/@me/channels", json={"recipient_id": where.person})
        except Later as later:
            self._opening_from = now + later.seconds
            log.warning("discord.opening_stopped", remedy="Discord finds that we open private messages too fast; wait")
            raise
        return str(room["id"])

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        if (way := Way.read(where.way)) is not None:
            try:
                return await self._answer(way, card)
            except _Spent:
                pass  # too late for it: in their own room, if there is one
        if not where.room:
            raise Unreachable
        body = _body(card, NO_PREVIEW | (SILENT if silent else 0)) | {"nonce": nonce, "enforce_nonce": True}
        sent = await self._ask("POST", "/channels/{channel_id}/messages", json=body, channel_id=where.room)
        return f"{where.room}/{sent['id']}"

    async def _answer(self, way: Way, card: Card) -> str:
        body = _body(card, NO_PREVIEW | (HIDDEN if way.hidden else 0))
        sent = await self._ask("POST", "/webhooks/{webhook_id}/{webhook_token}", json=body, **self._by(way.token))
        if not way.hidden:
            return f"{sent['channel_id']}/{sent['id']}"
        self._remember(str(sent["id"]), way.token)
        return f"/{sent['id']}"

    def _remember(self, message: str, token: str) -> None:
        self._ways[message] = token
        if len(self._ways) > 10_000:
            del self._ways[next(iter(self._ways))]

    def _by(self, token: str) -> dict[str, Any]:
        return {"webhook_id": self._link.application, "webhook_token": token}

    async def edit(self, where: Where, receipt: str, card: Card) -> bool:
        return await self._change(where, receipt, _body(card))

    async def strip(self, where: Where, receipt: str) -> None:
        await self._change(where, receipt, {"components": []})

    async def _change(self, where: Where, receipt: str, body: dict[str, Any]) -> bool:
        """False where the message is gone, or nobody but its reader sees it and the way to it is."""
        room, _, message = receipt.partition("/")
        way = Way.read(where.way)
        path, to = "/channels/{channel_id}/messages/{message_id}", {"channel_id": room, "message_id": message}
        if not room:
            pressed = way is not None and way.message == message
            key = way.token if way is not None and pressed else self._ways.get(message)
            if key is None:
                return False
            path = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
            to = self._by(key) | {"message_id": "@original" if pressed else message}
        try:
            await self._ask("PATCH", path, json=body, **to)
        except (_Spent, _Gone):
            return False
        return True

    async def _ask(self, method: str, path: str, *, json: dict[str, Any], **to: Any) -> Any:
        """Discord's errors in the port's words."""
        http = self._link.http
        try:
            async with asyncio.timeout(PATIENCE):
                return await http.request(Route(method, path, **to), json=json)
        except discord.RateLimited as bad:
            raise TooSoon(bad.retry_after) from None
        except discord.HTTPException as bad:
            raise _meant(bad) from None
        except ClientConnectorError as bad:
            raise NotSent from bad
        except (TimeoutError, ClientError, OSError) as bad:
            raise Unknown from bad


class _Spent(Exception):
    """The way does not answer any more."""


class _Gone(Exception):
    """The message is not there any more."""


def _meant(bad: discord.HTTPException) -> Exception:
    if bad.code in CLOSED:
        return Unreachable()
    if bad.code in SPENT:
        return _Spent()
    if bad.code == NO_MESSAGE:
        return _Gone()
    if bad.code == TOO_FAST:
        return Later(OPENING_PAUSE)
    if bad.code == NO_ACCESS:
        return Later(SOON)  # also said in error (discord-api-docs#7666)
    if bad.status == 401:
        return Revoked()
    if bad.status == 429:
        return TooSoon(_patience(bad))
    return NotSent() if bad.status >= 500 else Refused(f"{bad.status} {bad.code}")


def _patience(bad: discord.HTTPException) -> float:
    try:
        return float(bad.response.headers.get("Retry-After", SOON))
    except ValueError:
        return SOON


def _body(card: Card, flags: int = 0) -> dict[str, Any]:
    """An edit has no flags; nobody is pinged, whatever a text says."""
    title = f"**{_plain(card.title)}**" if card.title else ""
    content = "\n\n".join(part for part in (title, _plain(card.text)) if part)
    body: dict[str, Any] = {"content": content, "components": list(_rows(card)), "allowed_mentions": NOBODY}
    return body | ({"flags": flags} if flags else {})


def _plain(text: str) -> str:
    """As it stands: what would be read as a mark gets one before it that says otherwise."""
    return "".join(f"\\{c}" if c in DISCORD.marks else c for c in text)


def _rows(card: Card) -> Iterator[dict[str, Any]]:
    for row in card.rows:
        yield _row(_button(card.prompt, choice, BLURPLE) for choice in row)
    if card.menu:
        yield _row([_menu(card)])
    if card.controls:
        yield _row(_button(card.prompt, choice, GREY) for choice in card.controls)


def _row(parts: "Iterator[dict[str, Any]] | list[dict[str, Any]]") -> dict[str, Any]:
    return {"type": ROW, "components": list(parts)}


def _button(prompt: str, choice: Choice, style: int) -> dict[str, Any]:
    return {"type": BUTTON, "style": style, "label": choice.label, "custom_id": token.write(prompt, choice.id)}


def _menu(card: Card) -> dict[str, Any]:
    options = [{"label": choice.label, "value": choice.id, "default": choice.on} for choice in card.menu]
    key = token.write(card.prompt, SEVERAL if card.several else MENU)
    most = len(options) if card.several else 1
    return {"type": SELECT, "custom_id": key, "options": options, "min_values": 1, "max_values": most}
