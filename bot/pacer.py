"""How fast a platform is written to: one train of slots a token, replies first, and a breath between two in a room."""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

BURST = 4  # messages to one room that may follow each other at once


@dataclass(order=True, slots=True)
class _Seat:
    lane: int
    turn: int
    seat: "asyncio.Future[None]" = field(compare=False)


class Pacer:
    """`rate`: slots a second. `room_rate`: messages a second to one room, after a short burst. 0 is no limit.

    A slot is every 1/rate seconds and never two at once, also after a pause: no second ever holds more than rate + 1.
    """

    def __init__(self, rate: float, room_rate: float = 0, time: Callable[[], float] | None = None) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._room_gap = 1 / room_rate if room_rate else 0.0
        self._time = time or (lambda: asyncio.get_running_loop().time())
        self._seats: list[_Seat] = []
        self._turns = count()
        self._next = 0.0
        self._held = [0.0, 0.0]
        self._rooms: dict[str, float] = {}
        self._train: asyncio.Task[None] | None = None

    async def slot(self, lane: int, room: str) -> None:
        """Returns when one call of this lane may go out; `room`, unless empty, is where it adds a message."""
        if self._room_gap and room:
            await self._breath(room)
        if not self._gap:
            return
        seat = _Seat(lane, next(self._turns), asyncio.get_running_loop().create_future())
        heapq.heappush(self._seats, seat)
        if self._train is None or self._train.done():
            self._train = asyncio.create_task(self._run())
        await seat.seat

    def hold(self, lane: int, seconds: float) -> None:
        """The platform asked for patience: nothing of this lane for so long."""
        self._held[lane] = max(self._held[lane], self._time() + seconds)

    async def close(self) -> None:
        if self._train is not None:
            self._train.cancel()
            await asyncio.gather(self._train, return_exceptions=True)

    async def _run(self) -> None:
        while self._seats:
            now = self._time()
            free = [s for s in self._seats if self._held[s.lane] <= now]
            wait = self._next - now if free else min(self._held[s.lane] for s in self._seats) - now
            if wait > 0:
                await asyncio.sleep(wait)
                continue
            first = min(free)
            self._seats.remove(first)
            heapq.heapify(self._seats)
            if not first.seat.done():  # else whoever waited has gone
                first.seat.set_result(None)
                self._next = max(self._next, now) + self._gap

    async def _breath(self, room: str) -> None:
        """A bucket of BURST messages that fills at the room's rate; `_rooms` holds when it is full again."""
        now = self._time()
        full = max(self._rooms.get(room, 0.0), now) + self._room_gap
        self._rooms[room] = full
        if len(self._rooms) > 10_000:
            self._rooms = {r: at for r, at in self._rooms.items() if at > now}
        if (wait := full - now - BURST * self._room_gap) > 0:
            await asyncio.sleep(wait)
