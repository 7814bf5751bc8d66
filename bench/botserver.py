"""A Telegram on the loopback that is as quick as it can be and checks nothing, in a process of its own.

    python -m bench.botserver        says its port, and serves until its input ends

GET /measure?in_flight=64&seconds=2&text=/status keeps so many people waiting for an answer, and says how long each of
them waited. Only what was answered after the first part of the time is counted.
"""

import asyncio
import json
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

TOKEN = "4242:loopback"  # noqa: S105 (it opens nothing)
PEOPLE = range(1, 257)
POLL, LIMIT = 10.0, 100  # seconds a request for updates is kept open, and how many it gets
WARM = 0.25  # of the time, before anything is counted
ME = {"id": 4242, "is_bot": True, "first_name": "Bot", "username": "the_bot"}


@dataclass(slots=True)
class Load:
    """`asked`: since when somebody waits.   `waited`: how long those did who were answered in the time that counts."""

    text: str
    begins: float
    ends: float
    idle: deque[int] = field(default_factory=lambda: deque(PEOPLE))
    asked: dict[int, float] = field(default_factory=dict[int, float])
    waited: list[float] = field(default_factory=list[float])
    over: asyncio.Event = field(default_factory=asyncio.Event)


class BotServer:
    def __init__(self) -> None:
        self._pending: deque[dict[str, Any]] = deque()
        self._news = asyncio.Event()
        self._polled = asyncio.Event()
        self._load: Load | None = None
        self._number = 0

    async def handle(self, request: web.BaseRequest) -> web.Response:
        method = request.path.rpartition("/")[2]
        match method:
            case "getUpdates":
                return _answer(await self._updates())
            case "sendMessage":
                return _answer(self._sent(await _asked(request)))
            case "editMessageText":
                return _answer(_message(await _asked(request)))
            case "getMe":
                return _answer(ME)
            case "measure":
                return web.json_response(await self._measure(request.query))
            case _:
                return _answer(True)

    async def _updates(self) -> list[dict[str, Any]]:
        self._polled.set()
        try:
            async with asyncio.timeout(POLL):
                while not self._pending:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return []
        finally:
            self._polled.clear()
        return [self._pending.popleft() for _ in range(min(LIMIT, len(self._pending)))]

    def _sent(self, params: dict[str, Any]) -> dict[str, Any]:
        load, person, now = self._load, int(params["chat_id"]), time.perf_counter()
        if load is not None and person in load.asked:
            since = load.asked.pop(person)
            load.idle.append(person)
            if load.begins <= now < load.ends:
                load.waited.append(now - since)
            if now < load.ends:
                self._ask(load)
            elif not load.asked:
                load.over.set()
        return _message(params)

    def _ask(self, load: Load) -> None:
        person = load.idle.popleft()
        self._number += 1
        sender = {"id": person, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        message = {
            "message_id": self._number,
            "date": int(time.time()),
            "chat": {"id": person, "type": "private", "first_name": "Ada"},
            "from": sender,
            "text": load.text,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(load.text)}],
        }
        load.asked[person] = time.perf_counter()
        self._pending.append({"update_id": self._number, "message": message})
        self._news.set()

    async def _measure(self, asked: Any) -> dict[str, Any]:
        """Until everybody is answered, so that the next measurement begins with nothing."""
        async with asyncio.timeout(3 * POLL):
            await self._polled.wait()  # the bot may still be on its way
        now, seconds = time.perf_counter(), float(asked["seconds"])
        self._load = load = Load(asked["text"], now + seconds * WARM, now + seconds)
        for _ in range(int(asked["in_flight"])):
            self._ask(load)
        async with asyncio.timeout(seconds + POLL):
            await load.over.wait()
        return {"seconds": load.ends - load.begins, "waited": load.waited}


async def _asked(request: web.BaseRequest) -> dict[str, Any]:
    """A form, whose values are JSON, or JSON."""
    body = await request.read()
    if request.content_type == "application/json":
        return json.loads(body)
    form = dict(parse_qsl(body.decode()))
    return form | {name: json.loads(form[name]) for name in ("entities", "reply_markup") if name in form}


def _message(params: dict[str, Any]) -> dict[str, Any]:
    """As Telegram would show it."""
    chat = {"id": int(params["chat_id"]), "type": "private", "first_name": "Ada"}
    message: dict[str, Any] = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": ME}
    return message | {name: params[name] for name in ("text", "entities", "reply_markup") if name in params}


def _answer(result: Any) -> web.Response:
    return web.Response(text=json.dumps({"ok": True, "result": result}), content_type="application/json")


async def serve() -> None:
    # With cancellation, the poll of a bot that was killed ends with it and takes nothing from the next.
    runner = web.ServerRunner(web.Server(BotServer().handle, handler_cancellation=True, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
