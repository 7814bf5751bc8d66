"""Cards as text with numbered answers, and typed lines as events."""

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from string import ascii_lowercase

from msgspec import Struct
from msgspec.structs import replace
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from adapters.port import Arrived, Where
from adapters.surface import CONSOLE, Card, Surface
from adapters.text import clean, command, printable
from coach.effects import Choice
from coach.events import Event, Pressed, Said, Started
from coach.export import Document
from coach.matching import is_count, is_number

NAME = "console"
FILES, NEXT = "files:", "/"  # in a receipt: before the names of what was written, and between them
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
LENGTHS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}
LONGEST_SKIP = timedelta(days=400)
_SKIP = re.compile(r"(\d{1,4})\s?([mhdw])", re.ASCII)

MENUS = 20  # of the last ones, whose buttons can be said in words
YES_OR_NO = 3  # letters, at the most


class Screen(Struct, frozen=True):
    """What can be answered: by its numbers the open question, or the last menu where none is open.

    `beside`: a menu that came while a question was open, answered by its letters. `menus`: those that came lately, the
    newest last: while no question is open, the words on their buttons are theirs.
    """

    numbered: Card | None = None
    beside: Card | None = None
    menus: tuple[Card, ...] = ()


class ConsoleMessenger:
    """Shows cards, and remembers those that can be answered. `folder`: where documents are put."""

    def __init__(self, console: Console, folder: Path) -> None:
        self._console, self._folder = console, folder
        self.count = 0
        self.screen = Screen()
        self._asked = ""  # the receipt of the open question
        self.person = "you"  # who sits at the terminal
        self.stamp: Callable[[], str] | None = None  # said above what comes while time is skipped

    @property
    def surface(self) -> Surface:
        return CONSOLE

    def left(self, now: datetime) -> timedelta | None:
        """How long the open question still waits before it goes on by itself; None where none does."""
        card = self.screen.numbered
        return max(timedelta(), card.until - now) if card is not None and card.until is not None else None

    @property
    def remembers(self) -> timedelta:
        return timedelta()

    async def open(self, where: Where) -> str:
        return where.room

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        self.count += 1
        other = where.person != self.person  # whose answers nobody here can give
        about = [self.stamp()] if self.stamp else []
        about += [f"to {where.person}"] if other else []
        self._console.print("\n" + printable(", ".join(about)) if about else "", style="dim", markup=False)
        if card.title:
            self._print(Text(printable(card.title), "bold"))
        self._print(Text(printable(card.text)))
        for path in (files := [self._write(document) for document in card.documents]):
            self._print(Text(printable(str(path)), "bold"))
        if card.prompt and not other:
            self._put(card, str(self.count))
        return f"{FILES}{NEXT.join(path.name for path in files)}" if files else str(self.count)

    def _write(self, document: Document) -> Path:
        """For nobody else on this machine, and in the place of nothing that is there."""
        name, dot, ending = document.name.partition(".")
        for number in count(1):
            path = self._folder / (document.name if number == 1 else f"{name}-{number}{dot}{ending}")
            with suppress(FileExistsError), os.fdopen(os.open(path, NEW, 0o600), "w", encoding="utf-8") as file:
                file.write(document.text)
                return path
        raise AssertionError

    async def take_back(self, where: Where, receipts: Sequence[str]) -> bool:
        """What was printed stays. Files that were written go, wherever they were not moved."""
        files = [name for r in receipts if r.startswith(FILES) for name in r.removeprefix(FILES).split(NEXT)]
        for path in (self._folder / name for name in files):
            with suppress(FileNotFoundError):
                path.unlink()
                self._print(Text(f"Removed: {printable(str(path))}", "dim"))
        return all(receipt.startswith(FILES) for receipt in receipts)

    async def edit(self, where: Where, receipt: str, card: Card) -> bool:
        """What was printed stays; a question whose ticks have changed is shown again, an answered one is not."""
        if card.prompt:
            await self.show(where, card, silent=True, nonce="")
            self._asked = receipt
        else:
            await self.strip(where, receipt)
        return True

    async def strip(self, where: Where, receipt: str) -> None:
        if receipt == self._asked:  # what was shown beside it has not gone: it may be asked again below that
            self.screen, self._asked = replace(self.screen, numbered=None), ""

    def forget(self) -> None:
        """No number or letter means anything any more."""
        self.screen, self._asked = Screen(), ""

    def _put(self, card: Card, receipt: str) -> None:
        """A question has ways out, and a menu has none. A menu takes no numbers from a question that is open."""
        if card.controls:
            self.screen, self._asked = replace(self.screen, numbered=card), receipt
        elif self._asked:
            self.screen = replace(self.screen, beside=card)
        else:
            self.screen = Screen(card, menus=self.screen.menus)
        if not card.controls:
            others = (menu for menu in self.screen.menus if menu.prompt != card.prompt)
            self.screen = replace(self.screen, menus=(*others, card)[-MENUS:])
        self._print_answers(card, lettered(card) if card is self.screen.beside else keyed(card))

    def _print_answers(self, card: Card, answers: list[tuple[str, Choice]]) -> None:
        for key, choice in [] if is_scale(card) else answers:
            if not is_number(choice.label):
                self._print(Text.assemble((f"{key:>2}  ", "cyan"), printable(choice.label)))
        if card.controls:
            self._print(Text(printable(" · ".join(c.label for c in card.controls)), "dim"))

    def _print(self, text: Text) -> None:
        self._console.print(Padding(text, (0, 2)))


def choices(card: Card) -> list[Choice]:
    return [choice for row in card.rows for choice in row]


def keyed(card: Card) -> list[tuple[str, Choice]]:
    """What is typed for each answer: its number, or, where the answers are numbers of something, the least it holds.

    Nothing where it is typed as it stands.
    """
    shown = choices(card)
    if is_count(tuple(shown)):
        return [(choice.id.partition("_")[0], choice) for choice in shown]
    beside = has_numbers(card)
    return [("" if beside else str(number), choice) for number, choice in enumerate(shown, start=1)]


def lettered(card: Card) -> list[tuple[str, Choice]]:
    return list(zip(ascii_lowercase, choices(card), strict=False))


def is_scale(card: Card) -> bool:
    """Answers that are numbers themselves are typed as they are."""
    return all(c.label.isdigit() for c in choices(card))


def has_numbers(card: Card) -> bool:
    """Some answers are numbers themselves: then all are typed as they stand, and none has a number besides."""
    return any(is_number(c.label) for c in choices(card))


def read(line: str, screen: Screen) -> Event:
    """A typed line: a command, the number or letter of an answer that is shown, or words."""
    line = clean(line)
    words = line.strip()
    if (given := command(words)) is not None:
        return Started(*given)
    if screen.beside is not None and (choice := dict(lettered(screen.beside)).get(words)) is not None:
        return Pressed(screen.beside.prompt, choice.id)
    last = screen.numbered
    if last is not None and words.isascii() and words.isdigit() and not is_scale(last):
        shown = choices(last)
        if is_count(tuple(shown)) or has_numbers(last):
            return Said(line)  # which answer holds so many is not for a platform to say
        if 1 <= int(words[:4]) <= len(shown):
            return Pressed(last.prompt, shown[int(words[:4]) - 1].id)
    return Said(line) if last is not None and last.controls else _on_a_button(words, screen) or Said(line)


def _on_a_button(words: str, screen: Screen) -> Pressed | None:
    """The newest button of a menu that has these words. A yes or a no belongs to what was shown last."""
    menus = screen.menus[-1:] if len(words) <= YES_OR_NO else screen.menus
    shown = ((card.prompt, choice) for card in reversed(menus) for choice in choices(card))
    return next((Pressed(at, choice.id) for at, choice in shown if choice.label.casefold() == words.casefold()), None)


def arrived(line: str, screen: Screen, name: str, id: str) -> Arrived:
    return Arrived(id, Where(NAME, name, name), read(line, screen))


def read_skip(words: str) -> timedelta | None:
    """`1d`, `12h`, `30m`, `2w`; None where it is none, or longer than a year and a month."""
    found = _SKIP.fullmatch(words.strip().casefold())
    length = timedelta(seconds=int(found[1]) * LENGTHS[found[2]]) if found else None
    return length if length is not None and timedelta(0) < length <= LONGEST_SKIP else None
