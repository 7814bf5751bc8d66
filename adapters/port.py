"""The door between a platform and the bot, one screen long."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from adapters.surface import Card, Surface
from coach.book import Book
from coach.events import Event


class Where(Struct, frozen=True):
    """An address a message can be sent to, now or next week. `person` and `room` are the platform's own ids.

    `room` is the person's own, or a group's; empty while it is not known. `way` is another way to answer what has just
    arrived, good for minutes and taken before the room; empty where there is none.
    """

    platform: str
    person: str
    room: str
    way: str = ""


class Arrived(Struct, frozen=True):
    """`id` is the platform's own, so that a redelivery is noticed. Not `private`: others can read the answer there."""

    id: str
    where: Where
    event: Event
    private: bool = True


Handle = Callable[[Arrived], Awaitable[None]]
"""Returns when the turn is committed, and only then may the platform be told that the event was received.

Raises StoreDown when it could not be: the event has to be offered again.
"""


Recent = Callable[[], Awaitable[list[tuple[str, str, datetime]]]]
"""Who did something lately: (person, room, since when to look there), the latest first. For platforms that do not bring
what was missed."""


class StoreDown(Exception):
    """The store could not take it now. Nothing was changed."""


class Unreachable(Exception):
    """This person cannot be written to until they write again: blocked, deactivated, gone."""


class TooSoon(Exception):
    """The platform asks for patience; the message was not sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


class Later(TooSoon):
    """The same, for this one message: others may go."""


class NotSent(Exception):
    """The message did not reach the platform, and may be tried again."""


class Unknown(Exception):
    """The message may have arrived or not: a time-out, or an answer lost on its way back."""


class Refused(Exception):
    """The platform will not take this message, now or later. `code` names the reason and holds none of its text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Revoked(Exception):
    """The platform does not know our token. Of one message it says so in passing; where we listen, it is final."""


class Messenger(Protocol):
    """Cards out. Every method may raise any of the errors above, and nothing else."""

    @property
    def surface(self) -> Surface: ...

    @property
    def remembers(self) -> timedelta:
        """For how long a second message with the same nonce in the same room is known to be the first one again."""
        ...

    async def open(self, where: Where) -> str:
        """The person's own room, opened if it was not. Only ever in a turn of their own."""
        ...

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        """Send a message, with its documents, and return its id. The same nonce means the same message."""
        ...

    async def edit(self, where: Where, receipt: str, card: Card) -> bool:
        """Put a card in the place of a message sent before. False where that can't be done any more."""
        ...

    async def strip(self, where: Where, receipt: str) -> None:
        """Take the buttons off a message, if they are still there."""
        ...

    async def take_back(self, where: Where, receipts: Sequence[str]) -> bool:
        """Take messages of ours away, as many as `surface.recall` at once. False where one stays that is known to."""
        ...


class Platform(Struct, frozen=True):
    """What the app has to know of a platform to write to it. `rate` and `room_rate` are a second; 0 is no limit."""

    surface: Surface
    messenger: Messenger
    rate: float = 0
    room_rate: float = 0


class Listening(Struct, frozen=True):
    """What a platform is given to listen with. `order`: the flows of the command menu."""

    handle: Handle
    recent: Recent
    book: Book
    order: Sequence[str]

    @property
    def menu(self) -> list[tuple[str, str]]:
        """(command, description) in the order in which people look for them."""
        flows = [self.book.flows[name] for name in self.order]
        return [(flow.command, flow.about) for flow in flows if flow.command]


class Served(Struct, frozen=True):
    """A platform with a token: how it is written to, how it is listened to, and what to close when both have ended.

    `remedy`: what the operator can do when the platform does not know the token.
    """

    platform: Platform
    listen: Callable[[Listening], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    remedy: str
