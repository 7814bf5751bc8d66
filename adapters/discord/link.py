"""The library's client as long as there is one, and what may go wrong with any call."""

import asyncio
import json
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import aiohttp
import discord
from discord.http import HTTPClient, Route, json_or_text

from adapters.port import NotSent
from adapters.surface import File

UNCERTAIN = (
    *(aiohttp.ClientError, OSError, TimeoutError),
    *(discord.HTTPException, discord.GatewayNotFound, discord.RateLimited),
)
T = TypeVar("T")
Files = Sequence[File]
LONG_429 = 30.0  # seconds of patience with a limit, here and in the library
REACHED_WITHIN = 10.0  # seconds in which a client at its start has mostly logged in; a message waits so long for it
PARTING = 3.0  # seconds in which to say goodbye


class Link:
    """A new client after every failure. `reached`: it has logged in."""

    def __init__(self) -> None:
        self.client: discord.Client | None = None
        self.reached = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None

    async def http(self) -> HTTPClient:
        """Raises NotSent while Discord cannot be reached."""
        with suppress(TimeoutError):
            async with asyncio.timeout(REACHED_WITHIN):
                await self.reached.wait()
        if self.client is None or not self.reached.is_set():
            raise NotSent
        return self.client.http

    async def once(self, route: Route, told: dict[str, Any], files: Files = ()) -> Any:
        """A call by a way, whose address holds all that it needs, made once, and anew only after a limit.

        The library makes five of what a server between us and Discord gives up on, and each may have been done: a
        message in a room has a nonce for that, one by a way has none.
        """
        http = await self.http()
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        headers = {"User-Agent": http.user_agent}
        while True:
            body: dict[str, Any] = {"data": _form(parts(told, files))} if files else {"json": told}
            async with self._session.request(route.method, route.url, headers=headers, **body) as response:
                answer = await json_or_text(response)
            if 200 <= response.status < 300:
                return answer
            limit = answer.get("retry_after") if response.status == 429 and isinstance(answer, dict) else None
            if limit is None or limit > LONG_429:
                raise discord.HTTPException(response, answer)
            await asyncio.sleep(limit)

    @property
    def application(self) -> int:
        return (self.client and self.client.application_id) or 0

    async def close(self) -> None:
        """From here on nothing is sent; what is being sent is cut off."""
        self.reached.clear()
        client, self.client = self.client, None
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        if client is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(PARTING):
                    await client.close()


def parts(told: dict[str, Any], files: Files) -> list[dict[str, Any]]:
    """The fields of a form that says this and takes these along, as the library wants them."""
    about = [{"description": file.about} if file.about else {} for file in files]
    listed = [{"id": n, "filename": file.name} | about[n] for n, file in enumerate(files)]
    said = {"name": "payload_json", "value": json.dumps({**told, "attachments": listed})}
    sent = [
        {"name": f"files[{n}]", "value": file.content, "filename": file.name, "content_type": file.kind}
        for n, file in enumerate(files)
    ]
    return [said, *sent]


def _form(fields: Iterable[dict[str, Any]]) -> aiohttp.FormData:
    made = aiohttp.FormData(quote_fields=False)
    for field in fields:
        made.add_field(**field)
    return made


async def within(seconds: float, call: Coroutine[Any, Any, T]) -> T:
    """What the call gives. Raises TimeoutError after so many seconds, and then the call goes on by itself.

    It is never cancelled: while all calls wait for a limit to pass, a cancelled one would leave the library's others
    waiting for ever.
    """
    task = asyncio.ensure_future(call)
    _UNDER_WAY.add(task)
    task.add_done_callback(_ended)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        raise TimeoutError
    return task.result()


_UNDER_WAY: set[asyncio.Future[Any]] = set()  # the loop itself keeps none of them


def _ended(task: "asyncio.Future[Any]") -> None:
    _UNDER_WAY.discard(task)
    if not task.cancelled():
        task.exception()  # whoever wanted to know has gone
