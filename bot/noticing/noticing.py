"""Reading, before the turn and off the event loop: every text is read by the model before the coach sees it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog
from msgspec.structs import replace

from adapters.port import Arrived
from coach.book import Book
from coach.events import Event, Said, Started, said
from coach.safety.seen import Seen

log = structlog.get_logger()
Who = tuple[str, str]  # platform and account
See = Callable[[str], Seen | None]


@dataclass(slots=True)
class Turn:
    """Whose texts are being read, so that what they do next does not overtake them."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Noticing:
    """Without a way to see, what arrives goes through as it is, and cues decide alone."""

    def __init__(self, book: Book, see: See | None) -> None:
        self._book, self._see = book, see
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="reading")  # one at a time: a message takes milliseconds
        self._reading: dict[Who, Turn] = {}

    async def __call__(self, arrived: Arrived) -> Arrived:
        """With what the model made of its words. One person's events come out in the order in which they came in."""
        who = arrived.where.platform, arrived.where.person
        words = to_read(self._book, arrived.event) if arrived.private else ""
        if self._see is None or not (words or who in self._reading):
            return arrived
        turn = self._reading.setdefault(who, Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                return await self._read(arrived, words, self._see) if words else arrived
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                del self._reading[who]

    async def _read(self, arrived: Arrived, words: str, see: See) -> Arrived:
        try:
            seen = await asyncio.get_running_loop().run_in_executor(self._hands, see, words)
        except Exception as bad:  # noqa: BLE001 (a message that cannot be read is still taken, by its cues)
            log.error("notice.failed", error=type(bad).__name__, remedy="`steady check` says what can run the model")
            return arrived
        return replace(arrived, event=replace(arrived.event, seen=seen))

    def close(self) -> None:
        self._hands.shutdown(wait=False, cancel_futures=True)


def to_read(book: Book, event: Event) -> str:
    """The words of an event that a model has to read; empty where there are none of theirs."""
    if not isinstance(event, Started | Said):
        return ""
    if isinstance(event, Started) and not event.argument and book.by_command(event.flow.casefold()):
        return ""
    return "" if book.is_ours(said(event)) else said(event)
