"""Due wakes become events. The wake table is the truth; APScheduler only says when to look."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog

from adapters.port import Arrived, Where
from adapters.surface import RECALLED
from bot.desk import Desk
from bot.store.records import instant, millis
from bot.store.sqlite import Statements, listed
from coach.events import Woken

log = structlog.get_logger()
EVERY, LEAST = 20, 1  # seconds between two looks, at most and at least; the clock may jump, so never one long sleep
MOST, SLICE = 500, 20  # wakes read at once, and raised in one transaction: a chat's turn comes in between
SEEN_FOR, SENT_FOR, RECEIPTS_FOR = timedelta(days=8), timedelta(days=3), timedelta(days=60)
HOUSEKEEPING = timedelta(hours=1)
FAR = timedelta(days=100)  # longer than any pause: a wake beyond it was set by a clock that was ahead


def next_look(now: datetime, due: datetime | None) -> datetime:
    """At what is due next, if that is soon: the ten minutes of /sos are told to the second."""
    last = now + timedelta(seconds=EVERY)
    return last if due is None else min(last, max(due, now + timedelta(seconds=LEAST)))


class Wakes:
    """`platforms`: those that are served. Whoever is known elsewhere only is left alone until that is served again."""

    def __init__(self, desk: Desk, clock: Callable[[], datetime], platforms: Iterable[str]) -> None:
        self._desk, self._clock, self._platforms = desk, clock, listed(sorted(platforms))
        self._cleaned: datetime | None = None

    async def tick(self) -> None:
        """Raise every wake that is due, each as a turn of its own."""
        while len(due := await self._due()) and await self._raise(due) == MOST:
            pass
        await self._clean()

    async def _due(self) -> list[Arrived]:
        values = {"now": millis(self._clock()), "most": MOST, "platforms": self._platforms}
        rows = await self._desk.do(lambda store: store.fetch("due_wakes", values))
        return [
            Arrived(
                f"wake:{row['person']}:{row['key']}:{row['at']}",
                Where(row["platform"], row["account"], row["room"]),
                Woken(row["key"], instant(row["at"])),
            )
            for row in rows
        ]

    async def _raise(self, due: list[Arrived]) -> int:
        for first in range(0, len(due), SLICE):
            await self._desk.handle_all(due[first : first + SLICE])
        return len(due)

    async def next(self) -> datetime | None:
        """When the next wake that is not due yet will be; None when none is set."""
        values = {"now": millis(self._clock()), "platforms": self._platforms}
        [[at]] = await self._desk.do(lambda store: store.fetch("next_wake", values))
        return None if at is None else instant(at)

    async def _clean(self) -> None:
        now = self._clock()
        if self._cleaned is not None and timedelta() <= now - self._cleaned < HOUSEKEEPING:
            return
        self._cleaned = now

        def clean(store: Statements) -> None:
            store.run("heal_wakes", [(millis(now - timedelta(days=1)), millis(now + FAR))])
            store.run("expire_pushes", [(millis(now),)])
            store.run("purge_seen", [(millis(now - SEEN_FOR),)])
            store.run("purge_outbox", [(millis(now - SENT_FOR),)])
            store.run("purge_receipts", [(millis(now - RECEIPTS_FOR),)])
            store.run("purge_shown", [(millis(now - RECALLED),)])

        self._desk.clears_log()
        await self._desk.do(clean)
