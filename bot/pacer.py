"""How fast a platform is written to: one train of slots a token, replies first, and a breath between two in a room."""

import asyncio
from collections import deque
from contextlib import suppress

BURST = 4  # messages to one room that may follow each other at once
LANES = 2  # replies, then pushes
LATE = 0.005  # seconds after its time at which a timer may wake somebody
MANY = 10_000  # rooms remembered before those that are long rested are dropped


class Pacer:
    """`rate`: slots a second. `room_rate`: messages a second to one room, after a short burst. 0 is no limit.

    A slot is every 1/rate seconds and never two at once, also after a pause: no second ever holds more than rate + 1.
    One that came a moment late does not make the next ones late: they keep to the times that they were to have.
    """

    def __init__(self, rate: float, room_rate: float = 0) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._room_gap = 1 / room_rate if room_rate else 0.0
        self._lines = tuple(deque["asyncio.Future[None]"]() for _ in range(LANES))
        self._news = asyncio.Event()
        self._next = self._step = 0.0
        self._held = [0.0] * LANES
        self._rooms: dict[str, float] = {}
        self._train: asyncio.Task[None] | None = None

    def rest(self, room: str) -> float:
        """For how many seconds a room should get no message; 0 when it may get one now, and this one is counted.

        A bucket of BURST messages that fills at the room's rate; `_rooms` holds when it is full again.
        """
        if not self._room_gap:
            return 0.0
        now = asyncio.get_running_loop().time()
        full = max(self._rooms.get(room, 0.0), now) + self._room_gap
        if (wait := full - now - BURST * self._room_gap) > 0:
            return wait
        self._rooms[room] = full
        if len(self._rooms) > MANY:
            self._rooms = {r: at for r, at in self._rooms.items() if at > now}
        return 0.0

    async def slot(self, lane: int) -> None:
        """Returns when one call of this lane may go out."""
        now = asyncio.get_running_loop().time()
        if not any(self._lines) and max(self._next, self._held[lane]) <= now:
            self._take(lane, now)
            return
        seat = asyncio.get_running_loop().create_future()
        self._lines[lane].append(seat)
        self._news.set()
        if self._train is None or self._train.done():
            self._train = asyncio.create_task(self._run())
        await seat

    async def step(self) -> None:
        """Right before the call: what came between the slot and this took its time, and two may have drawn together."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._step)
        self._step = self._after(self._step, now)
        if at > now:
            await asyncio.sleep(at - now)

    def hold(self, lane: int, seconds: float) -> None:
        """The platform asked for patience: for so long nothing of this lane, nor of one that stands behind it."""
        until = asyncio.get_running_loop().time() + seconds
        self._held = [max(held, until) if n >= lane else held for n, held in enumerate(self._held)]

    async def close(self) -> None:
        if self._train is not None:
            self._train.cancel()
            await asyncio.gather(self._train, return_exceptions=True)

    async def _run(self) -> None:
        while any(self._lines):
            now = asyncio.get_running_loop().time()
            ready = ((max(now, self._next, self._held[n]), n) for n, line in enumerate(self._lines) if line)
            at, lane = min(ready)
            if at > now:
                await self._pause(at - now)
                continue
            seat = self._lines[lane].popleft()
            if not seat.done():  # else whoever waited has gone
                seat.set_result(None)
                self._take(lane, now)

    def _take(self, lane: int, now: float) -> None:
        self._next = self._after(max(self._next, self._held[lane]), now)

    def _after(self, due: float, now: float) -> float:
        """When the slot after this one is: by when this one was due, if it is only as late as a timer may be."""
        return (due if now - due < min(LATE, self._gap / 2) else now) + self._gap

    async def _pause(self, seconds: float) -> None:
        """So long, or until somebody comes who may not have to wait."""
        self._news.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
