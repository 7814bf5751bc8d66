"""What can happen in a conversation."""

from datetime import datetime
from enum import Enum

from msgspec import Struct

from coach.safety.seen import Seen


class Via(Enum):
    """How words reached us. All are read for an answer but an EDIT's: what was said first stands."""

    WORDS = "words"
    FORWARD = "forward"
    EDIT = "edit"
    ATTACHED = "attached"  # a sticker, picture, voice, file ...; its caption is the text, which is often empty


class Started(Struct, frozen=True):
    """The person opened a flow by its command; `argument` is what stood behind the command, often nothing.

    `seen`: what a model made of the words; None where none has read them. So for what is said.
    """

    flow: str
    argument: str = ""
    seen: Seen | None = None


class Said(Struct, frozen=True):
    """Words. `prompt` is set when the platform knows which question they answer (a form).

    `more`: in a form for several questions, the answers to those that follow; an empty one was left out.
    """

    text: str
    prompt: str = ""
    via: Via = Via.WORDS
    more: tuple[str, ...] = ()
    seen: Seen | None = None


class Pressed(Struct, frozen=True):
    """A button. Both strings come from outside and may be forged."""

    prompt: str
    choice: str


class Woken(Struct, frozen=True):
    """A wake came due. `due` is the instant it was set for, in UTC; the turn may run later."""

    key: str
    due: datetime


class Unreached(Struct, frozen=True):
    """What was sent to the person's own room did not reach them: the room is closed to us."""


Event = Started | Said | Pressed | Woken | Unreached


def said(event: Event) -> str:
    """All the words of an event, also those behind a slash."""
    if isinstance(event, Said):
        return "\n".join((event.text, *event.more))
    return f"{event.flow} {event.argument}" if isinstance(event, Started) else ""
