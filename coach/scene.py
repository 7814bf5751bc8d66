"""A turn under way: what is so, and what is said and done. Lives for one call of step()."""

from datetime import date, datetime

from msgspec.structs import replace

from coach import asking, times
from coach.book import Book
from coach.content import Asking, Flow
from coach.counts import PAUSE, still_paused
from coach.effects import Ask, Change, Effect, Export, Forget, Kind, Record, Say, Show, Strike
from coach.here import Here, Value, as_told, buttons, urgent
from coach.ledger import Entry, Ledger
from coach.person import Age, Person
from coach.session import Session

STANDING = "m"  # after the tag; a question's number is hexadecimal and cannot begin with it


class Scene:
    def __init__(self, book: Book, person: Person, session: Session, ledger: Ledger, now: datetime) -> None:
        self.book, self.now = book, now
        self.kept: Person = person  # as they are stored, and as the last Change has them
        self.session: Session = session
        self.heard_before = session.heard  # when something last came from them; None: never
        self.proposed = session.proposed  # and the flow that was held out to it; empty: none
        self.ledger: Ledger = ledger
        self.effects: list[Effect] = []
        self.young = False  # under 18, by what they have just written beside words of danger
        self.ahead = ""  # words that stood behind a command and answer the question it opened

    # What is so

    @property
    def person(self) -> Person:
        """Them, with all that the open flow has been told of them: it counts from the moment it is told."""
        person = self.kept
        for session in (self.session.under, self.session):
            flow = self.book.flows.get(session.flow) if session else None
            if session is not None and flow is not None and flow.told is not None and person.ready:
                here = Here(self.book, flow, person, session, self.ledger, self.now)
                person = self.book.named.told[flow.told].run(here)
        return person

    @property
    def today(self) -> date:
        """By their own clock."""
        return times.today(self.now, self.person.zone)

    @property
    def there(self) -> Person:
        """They, as those to call are chosen for them."""
        person = as_told(self.person, self.session)
        return replace(person, age=Age.TEEN) if self.young else person

    @property
    def flow(self) -> Flow | None:
        return self.book.flows.get(self.session.flow)

    @property
    def asking(self) -> Asking | None:
        """The open question; None when there is none, or when the pack has dropped it."""
        flow, session = self.flow, self.session
        step = flow.steps.get(session.step) if flow and session.prompt else None
        return step if isinstance(step, Asking) else None

    def here(self, flow: Flow) -> Here:
        return Here(self.book, flow, self.person, self.session, self.ledger, self.now)

    def here_now(self) -> Here:
        flow = self.flow
        assert flow is not None
        return self.here(flow)

    @property
    def has_timer(self) -> bool:
        """Whether the open question goes on by itself."""
        return self.asking is not None and asking.ends(self.here_now(), self.asking) is not None

    # What is said and done

    def emit(self, *effects: Effect) -> None:
        for effect in effects:
            if isinstance(effect, Show) and not self.kept.pictures:
                effect = effect.in_words
            if isinstance(effect, Change) and effect.person.gated and effect.person.together is not None:
                effect = self._no_more_together(effect.person)
            match effect:
                case Change(person):
                    self.kept = person
                case Record(entry) if self.ledger.entries is not None:
                    self.ledger = self.ledger.plus(entry)
                case Strike(entries):
                    self.ledger = self.ledger.without(*entries)
                case Forget():
                    self.session = Session(self.session.tag, asked=self.session.asked)
                case Ask(prompt=""):
                    effect = self._standing(effect)
                case Export(ask=ask) | Show(ask=ask):
                    effect = replace(effect, ask=self._standing(ask))
                case _:
                    pass
            self.effects.append(effect)

    def _no_more_together(self, person: Person) -> Change:
        """A gate ends what they had begun, and its pause: nobody is helped to go on with it. One of their own stays."""
        left = str(still_paused(person, self.now))
        self.emit(Record(Entry(PAUSE, left, times.today(self.now, person.zone), self.now)))
        return Change(replace(person, together=None))

    def _standing(self, ask: Ask) -> Ask:
        """Give a message with standing buttons its own prompt: its buttons work at any time, whatever is open."""
        self.session = replace(self.session, asked=self.session.asked + 1)
        return replace(ask, prompt=f"{self.session.tag}{STANDING}{self.session.asked:x}")

    def say(self, key: str, kind: Kind = Kind.REPLY, **values: Value) -> None:
        title, text = self.phrase(key, **values)
        self.emit(Say(text, title, kind))

    def urge(self, key: str, *flows: str, **values: Value) -> None:
        """Who to call, and elsewhere, with a way to write on."""
        title, text = self.phrase(key, **values)
        self.emit(urgent(self.book, title, text, *buttons(self.book, *flows, "elsewhere")))

    def phrase(self, key: str, **values: Value) -> tuple[str, str]:
        turn = self.book.turn_of(self.session.tag, key, self.today)
        return self.book.fill(self.book.phrases.say[key], turn, values)

    def in_turn(self, key: str, **values: Value) -> tuple[str, str]:
        """The same, in other words each time: for what may be said several times a day."""
        turn = self.book.turn_of(self.session.tag, key, self.today) + self.session.asked
        return self.book.fill(self.book.phrases.say[key], turn, values)
