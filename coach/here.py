"""What a named function is given, and what it may answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from coach import times
from coach.content import Flow
from coach.effects import Ask, Choice, Effect, Kind, Say
from coach.ledger import Entry, Ledger
from coach.person import Age, Person
from coach.session import Offered, Session

if TYPE_CHECKING:
    from coach.book import Book

Value = str | int


class Here(Struct, frozen=True):
    """One moment of one turn: everything that may be known when something has to be judged."""

    book: "Book"
    flow: Flow
    person: Person
    session: Session
    ledger: Ledger
    now: datetime

    @property
    def today(self) -> date:
        return times.today(self.now, self.person.zone)

    def entry(self, kind: str, value: str, note: str = "") -> Entry:
        """What is told just now, about today."""
        return Entry(kind, value, self.today, self.now, note)

    @property
    def day(self) -> date:
        """The local date on which the open flow was begun: what is told after midnight is still about that day."""
        return times.today(self.session.began or self.now, self.person.zone)

    @property
    def answers(self) -> Mapping[str, str]:
        return self.session.answers

    @property
    def country(self) -> str:
        """As it was just answered, if it was, or as it is known."""
        return self.answers.get("country") or self.person.country

    @property
    def there(self) -> Person:
        """They, in the country and of the age that was just answered, if it was, whatever is agreed by then."""
        return as_told(replace(self.person, country=self.country), self.session)

    def buttons(self, *flows: str) -> tuple[Choice, ...]:
        return buttons(self.book, *flows)

    def offered(self, *flows: str) -> tuple[Choice, ...]:
        """Buttons for those of them that this person can open now."""
        return offered(self.book, self.person, self.now, flows)

    def choice(self, argument: str, key: str) -> Choice:
        """A button that opens this flow with something behind its command. Its label is one of the flow's words."""
        name = next(name for name, flow in self.book.flows.items() if flow is self.flow)
        return Choice(f"{name}.{argument}", self.words(key)[1])

    def words(self, key: str, **values: Value) -> tuple[str, str]:
        """The title (often empty) and text of a key of this flow's words. Variants take turns by the day."""
        return self.book.fill(self.flow.words[key], self.seed(key), values)

    def say(self, key: str, **values: Value) -> Say:
        title, text = self.words(key, **values)
        return Say(text, title)

    def menu(self, key: str, *flows: str, **values: Value) -> Ask:
        """Words that end something, with the ways on from there that this person can open now."""
        title, text = self.words(key, **values)
        return Ask("", text, title, self.offered(*flows))

    def urge(self, key: str, kind: Kind = Kind.URGENT, **values: Value) -> Ask:
        """Who to call, and elsewhere, with a way to write on."""
        title, text = self.words(key, **values)
        return urgent(self.book, title, text, *self.buttons("elsewhere"), kind=kind)

    def spoken(self, day: date) -> str:
        return self.book.spoken(day, self.today)

    def seed(self, key: str) -> int:
        return self.book.turn_of(self.session.tag, key, self.today)


def as_told(person: Person, session: Session) -> Person:
    """They, and under 18 where that is all that they have told us, before they have agreed to anything."""
    left, under = session.left.get("start"), session.under
    told = [session.answers, under.answers if under else {}, left.answers if left else {}]
    young = not person.ready and any(answers.get("age") == Age.TEEN.value for answers in told)
    return replace(person, age=Age.TEEN) if young else person


def offered(book: "Book", person: Person, now: datetime, flows: Sequence[str]) -> tuple[Choice, ...]:
    """Buttons for those of these flows that somebody can open now.

    In the days after words of danger help comes first, and nothing is weighed.
    """
    names = [name for name in flows if person.may_open(book.flows[name].who)]
    if person.is_calm(now):
        names = ["crisis", *(name for name in names if name != "crisis" and not book.flows[name].before)]
    return buttons(book, *names)


def buttons(book: "Book", *flows: str) -> tuple[Choice, ...]:
    """Buttons for these flows."""
    return tuple(Choice(name, book.flows[name].button) for name in flows)


def urgent(book: "Book", title: str, text: str, *choices: Choice, kind: Kind = Kind.URGENT) -> Ask:
    """Who to call, with buttons that always work and a way to write on."""
    return Ask("", text, title, choices, book.reach, kind=kind)


class Outcome(Struct, frozen=True):
    """What a `do` step decided: effects, and the outcome that picks the next step ("" for `next`).

    `ahead`: words that answer the question that comes, because they stood behind the command.
    `alone`: what these questions came before is not gone back to after them.
    `session`: as it is from here on, where the step changes more of it than its place.
    """

    effects: tuple[Effect, ...] = ()
    go: str = ""
    ahead: str = ""
    alone: bool = False
    session: Session | None = None


Reading = str | tuple[Offered, ...] | None
"""A typed answer as read: the answer, or what it may have meant, or not an answer."""


class Do(Struct, frozen=True):
    """A function for a `do` step. `says`: the words it may say, and the values they may quote. `goes`: its outcomes."""

    run: Callable[[Here], Outcome]
    says: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    goes: frozenset[str] = frozenset()


class Told(Struct, frozen=True):
    """What a flow's answers so far make of the person, at every moment in which the flow is open.

    `spent`: the questions whose answers are used up when the flow is left, for the person has them from then on.
    """

    run: Callable[[Here], Person]
    spent: frozenset[str] = frozenset()


class Named(Struct, frozen=True):
    """The functions that packs may name."""

    do: Mapping[str, Do]
    told: Mapping[str, Told]
    read: Mapping[str, Callable[[Here, str], Reading]]
    mean: Mapping[str, Callable[[Here, str], str]]
    offer: Mapping[str, Callable[[Here], tuple[Offered, ...]]]
    suggest: Mapping[str, Callable[["Book", str], tuple[Offered, ...]]]
    value: Mapping[str, Callable[[Here], Value]]


def says(keys: str, values: str = "") -> dict[str, frozenset[str]]:
    """`says("a b", "days")`: both keys may quote {days}."""
    return {key: frozenset(values.split()) for key in keys.split()}
