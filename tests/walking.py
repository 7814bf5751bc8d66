"""A written conversation, walked through the real client of a platform, with the engine beside it.

What the engine says (tests/transcript.py), and nothing else, has to come into the chat, and what can be pressed there
is what it has on the screen. Time goes by on both sides alike: what comes due in between comes.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from adapters.surface import CHOSEN, Card, layout
from coach.effects import Ask, Effect, Say, Show
from coach.events import Event, Woken
from coach.session import Session
from tests.people import Household
from tests.transcript import LENGTHS, Player

Standing = tuple[str, frozenset[str]]  # the words of a message, and the labels under it
FAR = datetime.max.replace(tzinfo=UTC)
SETTLE = ("/start", "[adult]", "[yes]", "United Kingdom", "[reconcile]")
SETTLED = ("[30]", "[none]", "[none]", "09:00", "/show")


class Hand(Protocol):
    """Somebody at the client of a platform. Each act waits for all that comes of it."""

    id: int

    async def does(self, event: Event) -> None: ...

    def chat(self) -> list[Standing]:
        """What stands there from Steady, without the marks of the platform."""
        ...


@dataclass
class Beside(Player):
    """The engine's side: what it has said since it was last asked, by the prompt of it or else by its number."""

    new: dict[str, list[Card]] = field(default_factory=dict[str, list[Card]])
    spoken: int = 0
    closed: set[str] = field(default_factory=set[str])  # how questions stay in the chat: without a list of answers

    def _effect(self, effect: Effect) -> list[str]:
        done = super()._effect(effect)
        if isinstance(effect, Say | Ask | Show) and done:
            words = effect.ask if isinstance(effect, Show) else effect
            self.spoken += 1
            key = words.prompt if isinstance(words, Ask) else ""
            self.new[key or f"said {self.spoken}"] = layout(effect, self.surface)
            self.closed |= {plain(card) for card in layout(Say(words.text, words.title), self.surface)}
        return done

    def can_press(self) -> set[Standing]:
        shown = (layout(ask, self.surface)[-1] for ask in self.screen)
        return {(plain(card), labels(card)) for card in shown if labels(card)}


def plain(card: Card) -> str:
    return card.whole.strip()


def labels(card: Card) -> frozenset[str]:
    rows = (choice.label for row in card.rows for choice in row)
    return frozenset([*rows, *(c.label for c in (*card.menu, *card.controls))])


def unanswered(text: str) -> str:
    """Without the answer that was left standing under it."""
    return (text.rpartition(f"\n\n{CHOSEN}")[0] or text).strip()


class Walk:
    def __init__(self, house: Household, hand: Hand, beside: Beside) -> None:
        self.house, self.hand, self.beside = house, hand, beside
        self.steps = 0

    async def along(self, script: str) -> None:
        """All that is done in a script; what is written under it there was compared elsewhere."""
        for line in script.splitlines():
            match line[:2], line[2:]:
                case "> ", what:
                    await self.step(what)
                case ". ", several:
                    for what in several.split(" | "):
                        await self.step(what)
                case "@ ", when if when.startswith("+"):
                    await self.until(self.beside.now + timedelta(seconds=int(when[1:-1]) * LENGTHS[when[-1]]))
                case "@ ", when:
                    await self.until(datetime.fromisoformat(when))
                case "% ", settled if settled.startswith("settled "):
                    for what in (*SETTLE, f"{settled.split()[1]} days ago", *SETTLED):
                        await self.step(what)
                case "% ", what:
                    assert what.startswith("show"), f"not in a walk: {what}"
                case _:
                    assert not line.startswith((">", ".", "@", "%")), line

    async def step(self, what: str) -> None:
        event = self.beside.event(what)
        before = self._seen()
        await self.hand.does(event)
        if not self.steps:  # who they are to Steady is known by now
            session = self.house.session(self.hand.id)
            assert session is not None
            self.beside.session = Session(session.tag)
        self.steps += 1
        self.beside.take(event)
        self.compare(before, what)

    async def until(self, target: datetime) -> None:
        """Each thing that comes due, at its own time."""
        while (due := min(self.beside.wakes.values(), default=FAR)) <= target:
            await self._comes(due)
        self.beside.now = self.house.clock.at = target
        await self.house.tick()

    async def _comes(self, due: datetime) -> None:
        before = self._seen()
        self.beside.now = self.house.clock.at = max(due, self.beside.now)
        while key := next((key for key, at in self.beside.wakes.items() if at == due), ""):
            self.beside.take(Woken(key, due))
        await self.house.tick()
        self.compare(before, f"what came at {due}")

    def _seen(self) -> Counter[str]:
        self.beside.new.clear()
        return Counter(words for words, _ in self.hand.chat())

    def compare(self, before: Counter[str], after: str) -> None:
        stands = self.hand.chat()
        came = Counter(words for words, _ in stands) - before
        ought = Counter(plain(card) for cards in self.beside.new.values() for card in cards)
        odd = set(came) - set(ought) - self.beside.closed
        assert not odd, f"after {after!r}: {odd} came, and not {list(ought)}"
        missing = set(ought) - {words for words, _ in stands}
        assert not missing, f"after {after!r} there is not {missing}"
        assert {one for one in stands if one[1]} == self.beside.can_press(), f"after {after!r}"
