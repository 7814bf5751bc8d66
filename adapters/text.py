"""Text on its way in and out: what no store can hold is left out; where a long one may be cut, and how long it is."""

import re
from collections.abc import Callable

from coach.graphemes import boundary


def clean(text: str) -> str:
    """Without what no store can hold: NUL, and halves of a character."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def printable(text: str) -> str:
    """As a terminal may be given it: what would command it, and is not a line's end or a tab, is only a sign."""
    return text.translate(_COMMANDS)


def command(text: str) -> tuple[str, str] | None:
    """The name behind the slash, and what stands behind that, on the same line or the next. None: no command."""
    found = _COMMAND.fullmatch(text)
    return (found[1], found[2].strip()) if found else None


_COMMANDS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "\ufffd") | {13: ""}
_COMMAND = re.compile(r"/(?=.)(\S*)(.*)", re.DOTALL)


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, first: int, limit: int | None = None, size: Callable[[str], int] = units) -> list[str]:
    """Pieces of at most `first`, then `limit`, cut between paragraphs, lines or words where one ends nearby.

    `size` says what a text takes of a piece: its units, unless a platform counts otherwise.
    """
    parts: list[str] = []
    text, room = text.rstrip(), first
    while size(text) > room:
        end = _fitting(text, room, size)
        cuts = (text.rfind(mark, end // 2, end) for mark in ("\n\n", "\n", " "))
        cut = next((c for c in cuts if c > 0), boundary(text, end))
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
        room = first if limit is None else limit
    return [*parts, text]


def _fitting(text: str, room: int, size: Callable[[str], int]) -> int:
    """How many characters fit."""
    used = 0
    for n, c in enumerate(text):
        used += size(c)
        if used > room:
            return n
    return len(text)
