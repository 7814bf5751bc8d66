"""What one person does is handed over in the order in which they did it, however long each takes to acknowledge."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Order:
    def __init__(self) -> None:
        self._last: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def place(self, person: str) -> "AsyncGenerator[Place]":
        """A place in the line, taken now. Whoever leaves it without having been called makes room all the same."""
        place = Place(self._last.get(person))
        self._last[person] = place.passed
        try:
            yield place
        finally:
            place.passed.set()
            if self._last.get(person) is place.passed:
                del self._last[person]


class Place:
    def __init__(self, before: asyncio.Event | None) -> None:
        self._before, self.passed = before, asyncio.Event()

    async def called(self) -> None:
        """When everything before it has been handed over."""
        if self._before is not None:
            await self._before.wait()
