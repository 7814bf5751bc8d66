"""`steady notice`: what Steady sees in messages, for operators and writers who want to know."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.json import encode

from bot.noticing.load import load
from coach.safety.notice import judge


class Line(Struct):
    """One message. `intent` is null where nothing can run the model and no cue says it."""

    tier: int
    intent: str | None
    cues: tuple[str, ...]


def notice(messages: Iterable[str]) -> Iterator[str]:
    """A line of JSON for each line. Nothing of it is kept, or logged."""
    reader = load().reader
    for message in messages:
        found = judge(message, reader.see(message) if reader else None)
        yield encode(Line(found.tier, found.intent or None, found.cues)).decode()
