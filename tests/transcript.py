"""Play a written conversation against the engine: time, restarts and the surface included.

A script is a text that a person can read and judge. What is done stands in these lines, what comes of it under them:

    # a remark
    @ 2026-03-02T08:00+00:00     it is now this instant
    @ +7d                        time goes by, and what comes due on the way happens at its own time
    % settled 12                 somebody who has been through /start, and was last in touch twelve days ago
    % show wake record change    from here on these effects are written too ("record" also what is struck out); "% show"
                                 by itself ends it; "knock" shows
                                 what is said in their own room to somebody who talks elsewhere
    % closed                     from here on what we begin does not reach them
    % discreet                   what we begin comes closed, as it does for everybody who has not changed that
    % model                      from here on the model reads what they write, as it does when Steady runs
    > words                      somebody says words
    > /command argument          gives a command
    > [label or id]              presses a button that is on the screen, on the newest message that has it
    > ~[label or id]             presses a button that was taken away
    > [!choice] [!prompt:choice] forges a press, on the open question or on any other
    > !nudge                     a wake comes due now
    > !unreached                 what was sent to their own room did not reach them
    > (empty) (sticker) (photo) words, (edit) words, (forward) words
    . /start | [18 or over]      the same, one after another, without what comes of it

    (picture: its title)         comes before the words under it, and is told in these lines, as it is read to whoever
    | cannot see it

    < a message; its other lines are indented
      [a button] [beside another]
      (Back) (Stop)
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import fields, replace

from adapters import token
from adapters.surface import ON, TELEGRAM, Card, Picture, Surface, in_words, layout
from bot.noticing.load import load
from bot.noticing.noticing import to_read
from bot.noticing.reader import Reader
from coach import times
from coach.book import Book
from coach.chart import Badge
from coach.effects import (
    Ask,
    Change,
    Close,
    Effect,
    Export,
    Forget,
    Kind,
    Knock,
    Recall,
    Record,
    Say,
    Show,
    Strike,
    Wake,
    writes,
)
from coach.engine import Turn, step
from coach.events import Event, Pressed, Said, Started, Unreached, Via, Woken
from coach.export import FILES, Document, Kept, document
from coach.ledger import NOT_LOADED, Entry, Ledger, Unread
from coach.person import Person
from coach.pushes import SENDING
from coach.session import Session
from tests.office import loose

BEGIN = datetime.fromisoformat("2026-03-02T08:00+00:00")
TAG = "a1b2c3d4"
MOST = 2000  # wakes in one stretch of time
VIAS = {"edit": Via.EDIT, "forward": Via.FORWARD, "empty": Via.WORDS}  # anything else in brackets is attached
LENGTHS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}
PERSON = 1
RECORDS = loose(PERSON)


def play(book: Book, script: str, surface: Surface = TELEGRAM) -> str:
    """The script as it really went; equal to `script` when all is well."""
    player, out, before = Player(book, surface), list[str](), "x"
    for line in script.strip().splitlines():
        if re.match(r"[>.@%#]", line):
            out += [""] if not before.strip() else []
            out += [line, *_played(player, line)]
        before = line
    return "\n".join(out)


def _played(player: "Player", line: str) -> list[str]:
    match line[0], line[2:]:
        case ">", what:
            return player.take(player.event(what))
        case ".", several:
            for what in several.split(" | "):
                player.take(player.event(what))
        case "@", when if when.startswith("+"):
            return player.travel(timedelta(seconds=int(when[1:-1]) * LENGTHS[when[-1]]))
        case "@", when:
            player.now = datetime.fromisoformat(when)
        case "%", what if what.startswith("settled "):
            player.settle(int(what.split()[1]))
        case "%", "closed":
            player.person = replace(player.person, reached=False)
        case "%", "discreet":
            player.person = replace(player.person, discreet=True)
        case "%", "model":
            player.reader = model()
        case "%", what:
            player.shown = frozenset(what.split()[1:])
        case _:
            pass  # a remark
    return []


@cache
def model() -> Reader:
    reader = load().reader
    assert reader is not None
    return reader


@dataclass
class Player:
    """One person, everything that is kept about them, and what they have on the screen."""

    book: Book
    surface: Surface = TELEGRAM
    now: datetime = BEGIN
    person: Person = field(default_factory=Person)
    session: Session = field(default_factory=lambda: Session(TAG))
    entries: list[Entry] = field(default_factory=list[Entry])
    wakes: dict[str, datetime] = field(default_factory=dict[str, datetime])
    screen: list[Ask] = field(default_factory=list[Ask])
    gone: list[Ask] = field(default_factory=list[Ask])
    prompts: set[str] = field(default_factory=set[str])
    shown: frozenset[str] = frozenset()
    documents: list[Document] = field(default_factory=list[Document])
    erased: int = 0
    reader: Reader | None = None

    # What is done

    def settle(self, days: int) -> None:
        """Through /start by its buttons, unseen."""
        last = f"{days} days ago"
        ways = ("18 or over", "Yes, keep it", "United Kingdom", "I want them back", last, "30 days", "None", "Nothing")
        for what in ("/start", *ways, "09:00"):
            self.take(self.event(what))
        self.person = replace(self.person, discreet=False)

    def event(self, what: str) -> Event:
        if found := re.fullmatch(r"(~?)\[(!?)(.+)\]", what):
            return self._press(found[3], old=bool(found[1]), forged=bool(found[2]))
        if found := re.fullmatch(r"\((\w+)\) ?(.*)", what):
            return Said(found[2], via=VIAS.get(found[1], Via.ATTACHED))
        if what.startswith("!"):
            return Unreached() if what == "!unreached" else Woken(what[1:], self.now)
        name, _, argument = what[1:].partition(" ")
        return Started(name, argument) if what.startswith("/") else Said(what)

    def _press(self, name: str, *, old: bool, forged: bool) -> Pressed:
        if forged:
            prompt, _, choice = name.rpartition(":")
            return Pressed(prompt or self.session.prompt, choice)
        for ask in reversed(self.gone if old else self.screen):
            for choice in (*ask.choices, *ask.controls):
                if name in (choice.id, choice.label):
                    return token.read(token.write(ask.prompt, choice.id))
        raise LookupError(f"there is no button {name}")

    def travel(self, length: timedelta) -> list[str]:
        target, out = self.now + length, list[str]()
        for _ in range(MOST):
            key = min(self.wakes, key=self.wakes.__getitem__, default="")
            if not key or self.wakes[key] > target:
                self.now = target
                return out
            if key.partition(".")[0] in SENDING and not self.person.reached:  # as the shell does: nobody is there
                self.wakes[key] += timedelta(days=1)
                continue
            self.now = max(self.now, self.wakes[key])
            if said := self.take(Woken(key, self.wakes[key])):
                out += [f"  ({times.local(self.now, self.person.zone):%a %-d %b %H:%M})", *said]
        raise RecursionError("time does not go by")

    # What comes of it

    def take(self, event: Event) -> list[str]:
        """One turn, out of what is stored and into it again."""
        if self.reader and (words := to_read(self.book, event)):
            event = replace(event, seen=self.reader.see(words))
        turn = self.step(event)
        if isinstance(event, Woken) and self.wakes.get(event.key) == event.due:
            del self.wakes[event.key]
        self.session, out = turn.session, list[tuple[Effect, list[str]]]()
        for effect in turn.effects:
            out = [one for one in out if not (isinstance(effect, Forget) and _is_lost(one[0]))]
            out.append((effect, self._effect(effect)))
        self._restart()
        self._screen_is_right()
        return [line for _, lines in out for line in lines]

    def step(self, event: Event) -> Turn:
        """As the shell does: without the ledger first, and with it when it is asked for."""
        try:
            return step(self.book, self.person, self.session, NOT_LOADED, event, self.now)
        except Unread:
            return step(self.book, self.person, self.session, Ledger(tuple(self.entries)), event, self.now)

    def _effect(self, effect: Effect) -> list[str]:
        out = [f"  ({line})" for line in self._told(effect)]
        match effect:
            case Say():
                out += self._laid_out(effect)
            case Ask():
                if effect.changes and not any(a.prompt == effect.prompt for a in self.screen):
                    return out
                self._appears(effect)
                out += ["  (in its place)"] if effect.changes else []
                out += self._laid_out(effect)
            case Show(ask):
                self._appears(ask)
                out += self._laid_out(effect)
            case Knock(text, title):
                own = ["  (in their own room)", *self._laid_out(Say(text, title))]
                out += own if "knock" in self.shown else []
            case Close(prompt):
                self.gone += [a for a in self.screen if a.prompt == prompt]
                self.screen = [a for a in self.screen if a.prompt != prompt]
            case Export(ask):
                kept = Kept(self.person, self.session, tuple(self.entries), {}, self.now)
                self.documents = [document(self.book, kept, name) for name in FILES]
                out += [*(f"  (file {one.name})" for one in self.documents), *self._effect(ask)]
            case Recall(prompt):
                out += ["  (taken back)" if prompt else "  (all that can be is taken back)"]
                self.screen = [a for a in self.screen if a.prompt != prompt and prompt]
            case Strike(entries):
                self.entries = [entry for entry in self.entries if entry not in entries]
            case Wake(key, at):
                self.wakes = {k: w for k, w in self.wakes.items() if k != key} | ({} if at is None else {key: at})
            case Record(entry):
                self.entries.append(entry)
            case Change(person):
                self.person = person
            case Forget():
                self.erased += 1
                self.gone, self.screen = self.gone + self.screen, []
                self.person, self.session = Person(), Session(_tag(self.erased))
                self.entries, self.wakes = [], {}
        return out

    def _appears(self, ask: Ask) -> None:
        assert ask.again == (ask.prompt in self.prompts), "two questions, or messages, with one prompt"
        self.prompts.add(ask.prompt)
        self.screen = [a for a in self.screen if a.prompt != ask.prompt] + [ask]

    def _told(self, effect: Effect) -> Iterator[str]:
        match effect:
            case Wake(key, at) if "wake" in self.shown:
                when = "never" if at is None else f"{times.local(at, self.person.zone):%a %-d %b %H:%M}"
                yield f"wake {key} {when}"
            case Record(entry) if "record" in self.shown:
                about = "" if entry.day == times.today(self.now, self.person.zone) else f" for {entry.day}"
                yield " ".join(filter(None, ("record", entry.kind, entry.value))) + about
            case Strike(entries) if "record" in self.shown:
                yield from (" ".join(filter(None, ("strike", entry.kind, entry.value))) for entry in entries)
            case Change(person) if "change" in self.shown:
                yield from _changes(self.person, person)
            case Forget() if "change" in self.shown:
                yield "forget"
            case _:
                pass

    def _laid_out(self, effect: Say | Ask | Show) -> list[str]:
        cards = layout(effect, self.surface)
        if isinstance(effect, Show) and not self.surface.pictures:
            [card] = cards
            assert effect.told in card.whole, "what the picture shows is not told"
            cards = layout(effect, replace(self.surface, pictures=True))
        return [line for card in cards for line in self._lines(card)]

    def _lines(self, card: Card) -> list[str]:
        assert card.picture or card.whole, "an empty message"
        most = self.surface.caption if card.picture else self.surface.text
        assert self.surface.size(card.whole) <= most, "a message that the platform would refuse"
        drawn = self._picture(card, card.picture) if card.picture else []
        if not card.whole:
            return drawn
        first, *rest = (f"# {card.title}\n\n" if card.title else "").__add__(card.text).split("\n")
        rows = [" ".join(f"[{c.label}]" for c in row) for row in card.rows]
        rows += [f"[{ON if c.on else ''}{c.label}]" for c in card.menu]
        controls = [" ".join(f"({c.label})" for c in card.controls if not writes(c.id))] if card.controls else []
        return [*drawn, f"< {first}", *(f"  {line}".rstrip() for line in (*rest, *rows, *controls))]

    def _picture(self, card: Card, picture: Picture) -> list[str]:
        chart = picture.chart
        assert picture.told in in_words(card, self.surface).text, "more than one message in the place of a picture"
        name = chart.number if isinstance(chart, Badge) else chart.title
        return [f"  (picture: {name})", *(f"  | {line}".rstrip() for line in picture.told.split("\n"))]

    def _restart(self) -> None:
        """Whatever is kept goes through its stored form, as if the process had been started anew."""
        self.person = RECORDS.person(PERSON, RECORDS.write("person", PERSON, self.person))
        sealed = RECORDS.write("session", PERSON, self.session)
        self.session = RECORDS.session(PERSON, self.session.tag, sealed)
        self.entries = [RECORDS.entry(PERSON, RECORDS.write("entry", PERSON, entry)) for entry in self.entries]

    def _screen_is_right(self) -> None:
        """One question is open at the most, and one under it; they can be answered, and no other has its buttons."""
        standing, under = self.session.tag + "m", self.session.under
        questions = [a.prompt for a in self.screen if not a.prompt.startswith(standing)]
        open_now = [under.prompt if under else "", self.session.prompt]
        assert questions == list(filter(None, open_now)), "a question that cannot be answered"


def _tag(erased: int) -> str:
    """Somebody who was erased comes back as somebody new."""
    return f"{int(TAG, 16) + erased:x}"


def _is_lost(effect: Effect) -> bool:
    """Whether it goes with everything else when somebody is erased in the same turn: all but the receipt does."""
    return isinstance(effect, Show) or (isinstance(effect, Say | Ask) and effect.kind is not Kind.RECEIPT)


def _changes(before: Person, after: Person) -> Iterator[str]:
    was = {f.name: getattr(before, f.name) for f in fields(before)}
    for name, value in ((f.name, getattr(after, f.name)) for f in fields(after)):
        if was[name] != value:
            yield f"change {name} {_plain(value)}"


def _plain(value: Any) -> str:
    match value:
        case Enum():
            return str(value.value)
        case tuple() | frozenset():
            found: list[str] = sorted(map(_plain, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            return "+".join(found) or "none"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case _:
            return str(value)


# The same conversation on another surface: the same words and the same answers, laid out differently


def unlaid(script: str) -> str:
    """A script as it reads on every surface: each button on a line of its own, and by its label, numbered or not."""
    return "\n".join(_unlaid(message) for message in re.split(r"\n(?=[<>])", script))


def _unlaid(message: str) -> str:
    lines = message.split("\n")
    buttons = [b for line in lines if re.fullmatch(r"  \[.*\]", line) for b in re.findall(r"\[(.*?)\](?= \[|$)", line)]
    words = [line for line in lines if not re.fullmatch(r"  \[.*\]", line)]
    listed = [line for line in words if re.match(r"  \d+\. ", line)]
    if buttons and len(listed) == len(buttons):
        buttons = [line.partition(". ")[2] for line in listed]
        words = [line for line in words if line not in listed]
    return "\n".join([*(w for w in words if w), *(f"  [{b}]" for b in buttons)])


def main(read: Callable[[], Book]) -> None:
    """python -m tests.transcript [-w] FILE ...: how each really goes, for whoever writes one; -w writes it there.

    Read it before you keep it.
    """
    book = read()
    for path in map(Path, filter(lambda name: name != "-w", sys.argv[1:])):
        try:
            went = play(book, path.read_text("utf-8")) + "\n"
        except LookupError as bad:
            sys.stderr.write(f"{path}: {bad}\n")
            continue
        path.write_text(went, "utf-8") if "-w" in sys.argv else sys.stdout.write(went)


if __name__ == "__main__":
    from bot.build import book as build
    from bot.config import Settings

    main(lambda: build(Settings()))
