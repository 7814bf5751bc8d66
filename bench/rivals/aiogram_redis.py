"""aiogram's FSM with its Redis storage, on a Redis that writes its log out every second.

`python -m bench.rivals.aiogram_redis IN_FLIGHT`; without redis-server on the machine it says so and ends with 3.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from itertools import count
from socket import socket
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.methods import TelegramMethod
from aiogram.types import Chat, Message, Update

from bench import quiz
from bench.updates import TOKEN, update

NO_REDIS = 3
_numbers = count(1)


class Ten(StatesGroup):
    asked = State()


class Stub(BaseSession):
    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[int, asyncio.Future[None]] = {}

    def sent(self, chat: int) -> "asyncio.Future[None]":
        self._waiting[chat] = asyncio.get_running_loop().create_future()
        return self._waiting[chat]

    async def close(self) -> None: ...

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: Any = None) -> Any:  # noqa: ASYNC109 (aiogram's own)
        chat = int(getattr(method, "chat_id", 0))
        if (waits := self._waiting.pop(chat, None)) is not None and not waits.done():
            waits.set_result(None)
        return Message(message_id=next(_numbers), date=1_780_000_000, chat=Chat(id=chat, type="private"), text="x")

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""


async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(Ten.asked)
    await message.answer(quiz.text(1))


async def next_one(message: Message, state: FSMContext) -> None:
    asked = len(await state.get_data()) + 1
    await state.update_data({f"q{asked}": message.text})
    if asked >= quiz.QUESTIONS:
        await state.clear()
        await message.answer("Thank you, that is all.")
    else:
        await message.answer(quiz.text(asked + 1))


@asynccontextmanager
async def redis() -> AsyncGenerator[str]:
    """A server of our own, reached as most reach it: over TCP."""
    server = shutil.which("redis-server")
    if server is None:
        sys.exit(NO_REDIS)
    with tempfile.TemporaryDirectory() as folder:
        with closing(socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        told = f"--port {port} --bind 127.0.0.1 --dir {folder} --appendonly yes --appendfsync everysec".split()
        process = await asyncio.create_subprocess_exec(server, *told, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        try:
            while b"eady to accept connections" not in await process.stdout.readline():
                pass
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()
            await process.wait()


async def run(in_flight: int) -> quiz.Run:
    async with redis() as url:
        storage, session = RedisStorage.from_url(url), Stub()
        rival, dispatcher = Bot(TOKEN, session=session), Dispatcher(storage=storage)
        dispatcher.message.register(begin, Command("ten"))
        dispatcher.message.register(next_one, StateFilter(Ten.asked))

        async def answer(person: int, question: int) -> None:
            sent = session.sent(person + 1)
            await dispatcher.feed_update(rival, Update.model_validate(update(person, question), context={"bot": rival}))
            await sent

        try:
            return await quiz.play(answer, in_flight)
        finally:
            await storage.close()


if __name__ == "__main__":
    quiz.tell(run)
