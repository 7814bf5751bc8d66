"""What one person does is handed over in the order in which they did it, however long each takes to acknowledge."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Place:
    """A place in the line of one person."""

    def __init__(self, before: "Place | None") -> None:
        self._before, self.left = before, asyncio.Event()

    @property
    def ahead(self) -> "Place | None":
        """The nearest before it that is still taken."""
        while self._before is not None and self._before.left.is_set():
            self._before = self._before.ahead
        return self._before

    async def called(self) -> None:
        """When everything before it is done."""
        while (ahead := self.ahead) is not None:
            await ahead.left.wait()


class Order:
    def __init__(self) -> None:
        self._last: dict[str, Place] = {}

    @asynccontextmanager
    async def place(self, person: str) -> AsyncGenerator[Place]:
        """Taken now and given up at the end. Whoever leaves it without having been called moves nobody up."""
        place = self._last[person] = Place(self._last.get(person))
        try:
            yield place
        finally:
            place.left.set()
            self._forget(person)

    def _forget(self, person: str) -> None:
        last = self._last[person]
        if last.left.is_set():
            ahead = last.ahead
            if ahead is None:
                del self._last[person]
            else:
                self._last[person] = ahead
