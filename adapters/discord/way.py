"""The short way to answer an interaction: good for fifteen minutes, in the place where it was made."""

from typing import Self

from msgspec import Struct


class Way(Struct, frozen=True):
    """`token` is the interaction's. `message`: the one that carries the pressed button, or opened the form;
    empty for a command.

    `hidden`: others are in that place, and only this person may see the answer.   `last`: it is their own room, where
    a message of ours is better, since Discord notices one that comes twice; the way is for when the room takes none.
    """

    token: str
    message: str = ""
    hidden: bool = True
    last: bool = False

    def write(self) -> str:
        kind = "h" if self.hidden else "l" if self.last else "o"
        return f"{kind}:{self.message}:{self.token}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for an empty way. Only ever what `write` made."""
        kind, _, rest = text.partition(":")
        message, _, token = rest.partition(":")
        return cls(token, message, kind == "h", kind == "l") if token else None
