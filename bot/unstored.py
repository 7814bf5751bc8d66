"""A cry for help while the store is down: it is answered all the same, from nothing but the words themselves."""

from collections import deque
from collections.abc import Mapping
from hashlib import sha256

import structlog

from adapters.port import Arrived, Messenger
from adapters.surface import layout
from coach.book import Book
from coach.engine import calls
from coach.safety import lines

log = structlog.get_logger()
REMEMBERED = 1000  # events that were answered so: the platform offers each again until it could be stored


class Unstored:
    def __init__(self, book: Book, messengers: Mapping[str, Messenger]) -> None:
        self._book, self._messengers = book, messengers
        self._answered: deque[str] = deque(maxlen=REMEMBERED)

    async def answer(self, arrived: Arrived) -> None:
        """Who to call, once for each event; their country is not known here. Nothing is raised."""
        id = f"{arrived.where.platform}:{arrived.id}"
        if not arrived.private or id in self._answered or not calls(self._book, arrived.event):
            return
        messenger = self._messengers[arrived.where.platform]
        try:
            for n, card in enumerate(layout(lines.cry(self._book), messenger.surface)):
                nonce = f"u{n}{sha256(id.encode()).hexdigest()[:20]}"  # the event's own
                await messenger.show(arrived.where, card, silent=False, nonce=nonce)
            self._answered.append(id)
        except Exception as bad:  # noqa: BLE001 (the store is down already: what else fails must not hide that)
            log.error("unstored.unsent", error=type(bad).__name__, remedy="mend the store; it is answered then")
