"""A thousand messages at 30 and at 50 a second while a chat goes on: the pace, the worst second, the chat's delay."""

import asyncio
import tempfile
import time
from bisect import bisect_left
from contextlib import suppress
from datetime import UTC, datetime

from adapters.port import Arrived, Platform, Where
from adapters.surface import TELEGRAM, Card
from adapters.telegram.inbound import NAME
from adapters.telegram.outbound import TelegramMessenger
from bench.measure import Table
from bench.people import UNLOCK, fill
from bench.stub import Stub, bot
from bot.app import App, opened
from bot.build import book
from bot.config import Settings
from coach.events import Started

MESSAGES, CHATTER = 1_000, "chat"
EVERY = 0.7  # seconds between two turns of the chat


class Watched(TelegramMessenger):
    """Keeps when each message went out, of the chat and of the broadcast, and to whom those of the broadcast went."""

    def __init__(self) -> None:
        super().__init__(bot(Stub()))
        self.sent: list[float] = []
        self.pushed: dict[float, str] = {}
        self.answered, self.all_sent = asyncio.Event(), asyncio.Event()

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        self.sent.append(now := time.perf_counter())
        if where.room == CHATTER:
            self.answered.set()
            return "1"
        self.pushed[now] = where.room
        if len(self.pushed) == MESSAGES:
            self.all_sent.set()
        return str(len(self.pushed))

    def found(self) -> list[float]:
        """Of the time from the first push to the last: pushes a second, all a second, the worst second; lost, twice."""
        first, last = min(self.pushed), max(self.pushed)
        all_ = [at for at in self.sent if first <= at <= last]
        worst = max(bisect_left(all_, at + 1) - n for n, at in enumerate(all_))
        people, seconds = len(set(self.pushed.values())), last - first
        rates = ((len(found) - 1) / seconds for found in (self.pushed, all_))
        return [*rates, worst, MESSAGES - people, len(self.pushed) - people]


def run() -> list[Table]:
    table = Table(
        "A broadcast of 1,000, to a platform that answers at once, while a chat goes on",
        (
            "limit",
            "sent a second",
            "with the chat",
            "of it",
            "worst second",
            "lost",
            "twice",
            "chat, worst ms",
            "slot ms",
        ),
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
        async with opened(book(Settings()), path, platforms, lambda: datetime.now(UTC), UNLOCK) as app:
            chat = asyncio.create_task(_chat(app, watched))
            await app.wakes.tick()
            with suppress(TimeoutError):  # what is not there by then is lost
                async with asyncio.timeout(MESSAGES / rate * 2 + 30):
                    await watched.all_sent.wait()
            chat.cancel()
            delays = await chat
    pushes, all_, *rest = watched.found()
    return [pushes, all_, all_ / rate, *rest, max(delays) * 1e3, 1e3 / rate]


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
