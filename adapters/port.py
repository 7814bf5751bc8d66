"""The door between a platform and the bot, one screen long."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from adapters.surface import Card, Surface
from coach.events import Event


@dataclass(frozen=True, slots=True)
class Where:
    """An address a message can be sent to, now or next week. `person` and `room` are the platform's own ids."""

    platform: str
    person: str
    room: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """`id` is the platform's own, so that a redelivery is noticed. Not `private`: others can read the answer there."""

    id: str
    where: Where
    event: Event
    private: bool = True


Handle = Callable[[Arrived], Awaitable[None]]
"""Returns when the turn is committed, and only then may the platform be told that the event was received.

Raises StoreDown when it could not be: the event has to be offered again.
"""


class StoreDown(Exception):
    """The store could not take it now. Nothing was changed."""


class Unreachable(Exception):
    """This person cannot be written to until they write again: blocked, deactivated, gone."""


class TooSoon(Exception):
    """The platform asks for patience; the message was not sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


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
    """The platform no longer knows our token."""


class Messenger(Protocol):
    """Cards out. Every method may raise any of the errors above, and nothing else."""

    @property
    def surface(self) -> Surface: ...

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        """Send a message and return its id. The same nonce means the same message."""
        ...

    async def edit(self, where: Where, receipt: str, card: Card) -> bool:
        """Put a card in the place of a message sent before. False where that can't be done any more."""
        ...

    async def strip(self, where: Where, receipt: str) -> None:
        """Take the buttons off a message, if they are still there."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """What the app has to know of a platform to write to it. `rate` and `room_rate` are a second; 0 is no limit."""

    surface: Surface
    messenger: Messenger
    rate: float = 0
    room_rate: float = 0
