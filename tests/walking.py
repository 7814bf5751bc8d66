"""A written conversation, walked through the real client of a platform, with the engine beside it.

What the engine says (tests/transcript.py), and nothing else, has to come into the chat, and what can be pressed there
is what it has on the screen. Time goes by on both sides alike: what comes due in between comes.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain

from adapters.surface import CHOSEN, Card, closed, layout
from coach.effects import Ask, Close, Effect, Export, Forget, Recall, Say, Show
from coach.events import Event, Pressed, Said, Started, Via, Woken
from coach.session import Session
from tests.botapi import Keyboard
from tests.people import Household
from tests.transcript import LENGTHS, Player

Standing = tuple[str, frozenset[str]]  # the words of a message, and the labels under it
PICTURE = "(picture)\n"  # before the words of a message that has one
FAR = datetime.max.replace(tzinfo=UTC)
SETTLE = ("/start", "[adult]", "[yes]", "United Kingdom", "[reconcile]")
SETTLED = ("[30]", "[none]", "[none]", "09:00", "/show")


class Hand(ABC):
    """Somebody at the client of a platform."""

    id: int
    house: Household

    @abstractmethod
    def commands(self, flow: str, argument: str) -> None: ...

    @abstractmethod
    def writes(self, text: str) -> None: ...

    @abstractmethod
    def forwards(self, text: str) -> None: ...

    @abstractmethod
    def presses(self, prompt: str, choice: str) -> None: ...

    @abstractmethod
    def messages(self) -> Iterator[tuple[str, Keyboard, bool]]:
        """What stands there from Steady, without the marks of the platform; and whether it is a picture."""

    async def does(self, event: Event) -> None:
        """And waits for all that comes of it."""
        match event:
            case Started(flow, argument):
                self.commands(flow, argument)
            case Pressed(prompt, choice):
                self.presses(prompt, choice)
            case Said(text, via=Via.FORWARD):
                self.forwards(text)
            case _:
                assert isinstance(event, Said), f"not in a walk: {event}"
                assert event.via is Via.WORDS, f"not in a walk: {event}"
                self.writes(event.text)
        await self.house.quiet()

    def chat(self) -> list[Standing]:
        return [
            ((PICTURE if drawn else "") + unanswered(text), frozenset(label for row in keyboard for label, _ in row))
            for text, keyboard, drawn in self.messages()
        ]


@dataclass
class Beside(Player):
    """The engine's side: what ought to stand in the chat, message by message, by their prompt or else by a number."""

    chat: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def _effect(self, effect: Effect) -> list[str]:
        done = super()._effect(effect)
        match effect:
            case Say():
                self.chat[f"said {len(self.chat)}"] = self._words(effect)
            case Ask(prompt=prompt) | Show(ask=Ask(prompt=prompt)) if done:
                there = self.chat.get(prompt, [""])  # one that stands there already is changed
                self.chat[prompt] = [*there[:-1], *self._words(effect)]
            case Close(prompt, question=Say() as question) if prompt in self.chat:
                last = closed(question, "", self.surface)  # as it stays there: without a list of answers
                self.chat[prompt] = [*self.chat[prompt][:-1], words(last)]
            case _:
                assert not isinstance(effect, Forget | Recall | Export), f"not in a walk: {effect}"
        return done

    def _words(self, effect: Say | Ask | Show) -> list[str]:
        return [words(card) for card in layout(effect, self.surface)]

    def can_press(self) -> set[Standing]:
        shown = (layout(ask, self.surface)[-1] for ask in self.screen)
        return {(words(card), labels(card)) for card in shown if labels(card)}


def words(card: Card) -> str:
    return (PICTURE if card.picture else "") + card.whole.strip()


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
        await self.hand.does(event)
        if not self.steps:  # who they are to Steady is known by now
            session = self.house.session(self.hand.id)
            assert session is not None
            self.beside.session = Session(session.tag)
        self.steps += 1
        self.beside.take(event)
        self.compare(what)

    async def until(self, target: datetime) -> None:
        """Each thing that comes due, at its own time."""
        while (due := min(self.beside.wakes.values(), default=FAR)) <= target:
            await self._comes(due)
        self.beside.now = self.house.clock.at = target
        await self.house.tick()
        self.compare(f"waiting until {target}")

    async def _comes(self, due: datetime) -> None:
        self.beside.now = self.house.clock.at = max(due, self.beside.now)
        while key := next((key for key, at in self.beside.wakes.items() if at == due), ""):
            self.beside.take(Woken(key, due))
        await self.house.tick()
        self.compare(f"what came at {due}")

    def compare(self, after: str) -> None:
        """All that stands there, and how often."""
        stands = self.hand.chat()
        there, ought = Counter(words for words, _ in stands), Counter(chain(*self.beside.chat.values()))
        assert there == ought, f"after {after!r}: there is besides {there - ought}, and there is not {ought - there}"
        pressable = {(words.removeprefix(PICTURE), labels) for words, labels in stands if labels}
        assert pressable == self.beside.can_press(), f"after {after!r}"
