"""A thousand messages at 30 and at 50 a second while a chat goes on: the pace, the worst second, the chat's delay."""

import asyncio
import tempfile
import time
from bisect import bisect_left
from datetime import UTC, datetime

from adapters.port import Arrived, Platform, Where
from adapters.surface import TELEGRAM, Card
from adapters.telegram.inbound import NAME
from adapters.telegram.outbound import TelegramMessenger
from bench.measure import Table
from bench.people import fill
from bench.stub import Stub, bot
from bot.app import App, opened
from bot.build import book
from bot.config import Settings
from coach.events import Started

MESSAGES, CHATTER = 1_000, "chat"
EVERY = 0.7  # seconds between two turns of the chat


class Watched(TelegramMessenger):
    """Keeps when each message went out, and what it was."""

    def __init__(self) -> None:
        super().__init__(bot(Stub()))
        self.pushed: list[float] = []
        self.answered, self.all_sent = asyncio.Event(), asyncio.Event()

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        if where.room == CHATTER:
            self.answered.set()
            return "1"
        self.pushed.append(time.perf_counter())
        if len(self.pushed) == MESSAGES:
            self.all_sent.set()
        return str(len(self.pushed))


def run() -> list[Table]:
    table = Table(
        "A broadcast of 1,000",
        ("limit a second", "sent a second", "of the limit", "worst second", "lost", "chat, worst, ms", "slot, ms"),
    )
    for rate in (30, 50):
        table.add(str(rate), *asyncio.run(_broadcast(rate)))
    return [table]


async def _broadcast(rate: int) -> list[float]:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        path, watched = f"{folder}/steady.db", Watched()
        await fill(path, MESSAGES, now, due_each=1)
        platforms = {NAME: Platform(TELEGRAM, watched, rate)}
        async with opened(book(Settings()), path, platforms, lambda: datetime.now(UTC)) as app:
            chat = asyncio.create_task(_chat(app, watched))
            await app.wakes.tick()
            async with asyncio.timeout(MESSAGES / rate * 2 + 30):
                await watched.all_sent.wait()
            chat.cancel()
            delays = await chat
    sent = watched.pushed
    pace = (len(sent) - 1) / (sent[-1] - sent[0])
    answers = len(delays) / (sent[-1] - sent[0])
    worst = max(bisect_left(sent, at + 1) - n for n, at in enumerate(sent))
    return [pace, (pace + answers) / rate, worst, MESSAGES - len(sent), max(delays) * 1e3, 1e3 / rate]


async def _chat(app: App, watched: Watched) -> list[float]:
    """Seconds from a turn to its answer, until cancelled."""
    delays: list[float] = []
    try:
        for n in range(10_000):
            watched.answered.clear()
            begun = time.perf_counter()
            await app.handle(Arrived(f"chat{n}", Where(NAME, CHATTER, CHATTER), Started("privacy")))
            await watched.answered.wait()
            delays.append(time.perf_counter() - begun)
            await asyncio.sleep(EVERY)
    except asyncio.CancelledError:
        pass
    return delays
