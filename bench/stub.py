"""Telegram as a stub in the same process: what is sent counts as sent at once."""

import asyncio
import json
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bench.updates import TOKEN, numbers


class Stub(BaseRequest):
    """Answers every call; whoever waits for a message to a chat is told that it was sent."""

    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[None]] = {}

    def sent(self, chat: int) -> "asyncio.Future[None]":
        self._waiting[chat] = asyncio.get_running_loop().create_future()
        return self._waiting[chat]

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...
    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        asked = _written(request_data) if request_data else {}
        return 200, json.dumps({"ok": True, "result": self._result(url.rpartition("/")[2], asked)}).encode()

    def _result(self, name: str, asked: dict[str, Any]) -> Any:
        if name == "getMe":
            return {"id": 4242, "is_bot": True, "first_name": "S", "username": "the_bot"}
        if name not in ("sendMessage", "editMessageText"):
            return True
        chat = int(asked["chat_id"])
        if name == "sendMessage" and (waits := self._waiting.pop(chat, None)) is not None and not waits.done():
            waits.set_result(None)
        to = {"id": chat, "type": "private"}
        return {"message_id": next(numbers), "date": 1_780_000_000, "chat": to, "text": asked.get("text", "")}


def _written(data: Any) -> dict[str, Any]:
    """What is asked, once it was written as the real request would write it: ours as JSON, the library's as a form."""
    if isinstance(data, RequestData):
        return data.json_parameters
    data.body()
    return data.parameters


def bot(stub: Stub) -> Bot:
    return Bot(TOKEN, request=stub, get_updates_request=stub)
