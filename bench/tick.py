"""One tick of the scheduler with 1,000, 100,000 and 1,000,000 people: with nobody due, and with one in a thousand."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from adapters.port import Platform
from adapters.surface import TELEGRAM
from adapters.telegram.inbound import NAME
from adapters.telegram.outbound import TelegramMessenger
from bench.measure import Table, median
from bench.people import UNLOCK, fill
from bench.stub import Stub, bot
from bot.app import opened
from bot.build import book
from bot.config import Settings

SIZES, ONE_IN, IDLE_TICKS = (1_000, 100_000, 1_000_000), 1_000, 20
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def run() -> list[Table]:
    table = Table("A tick", ("people", "nobody due, ms", "one in 1,000 due, ms", "each of those, us"))
    for people in SIZES:
        idle, busy = asyncio.run(_ticks(people))
        table.add(f"{people:,}", idle * 1e3, busy * 1e3, busy / (people / ONE_IN) * 1e6)
    return [table]


async def _ticks(people: int) -> tuple[float, float]:
    """Seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path, now = f"{folder}/steady.db", NOON - timedelta(minutes=1)
        await fill(path, people, NOON, ONE_IN)
        platforms = {NAME: Platform(TELEGRAM, TelegramMessenger(bot(Stub())))}
        async with opened(book(Settings()), path, platforms, lambda: now, UNLOCK, sending=False) as app:
            await app.wakes.tick()  # the first one tidies up
            idle = [await _timed(app.wakes.tick) for _ in range(IDLE_TICKS)]
            now = NOON + timedelta(seconds=1)
            return median(idle), await _timed(app.wakes.tick)


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun
