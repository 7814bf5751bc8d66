"""What a platform can show, and how what the coach says is laid out on it. Pure; the only place that knows limits."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from adapters.text import split, units
from coach.chart import Chart
from coach.effects import Ask, Choice, Say, Show, writes
from coach.export import Document
from coach.sketch import sketch

RECALLED = timedelta(hours=48)
"""For how long messages of ours can be taken back: as long as Telegram allows it (Bot API, deleteMessage).

Everywhere, so that one sentence is true of it. No message's id is kept any longer for that.
"""


class Surface(Struct, frozen=True):
    """text: of one message, in UTF-16 units (the smaller of the two readings of each platform's limit).

    label: characters on a button that has a row to itself; a longer answer is listed in the text and numbered.
    width: characters on one row of buttons.   per_row: buttons on one row.   rows: of them in all.
    buttons: it has any.   menu: answers from which a menu takes the place of buttons; 0 is never.
    option: characters of an answer in a menu.   forms: words are written in a form that a button opens.
    marks: characters that would be read as marks, and get one before them that says otherwise.   bold: units of the
    marks around a title.
    files: documents that one message takes.   file: bytes of each.   caption: of the text beside them, in units.
    pictures: it shows any.   alt: characters of what is read to whoever cannot see one; 0: it has no such thing.
    recall: messages that one call takes back.
    """

    text: int
    label: int
    width: int
    per_row: int
    rows: int = 100
    buttons: bool = True
    menu: int = 0
    option: int = 0
    forms: bool = False
    marks: frozenset[str] = frozenset()
    bold: int = 0
    files: int = 1
    file: int = 10_000_000
    caption: int = 1024
    pictures: bool = True
    alt: int = 0
    recall: int = 1

    def size(self, text: str) -> int:
        """What a text takes of a message, in units."""
        return units(text) + sum(map(text.count, self.marks)) if self.marks else units(text)


TELEGRAM = Surface(text=4096, label=38, width=38, per_row=6, file=50_000_000, recall=100)
DISCORD = Surface(
    text=2000,
    label=80,
    width=60,
    per_row=5,
    rows=5,
    menu=6,
    option=100,
    forms=True,
    marks=frozenset("\\*_~`|>#[]<"),
    bold=4,
    files=2,
    caption=2000,
    alt=1024,
)
CONSOLE = Surface(text=100_000, label=1_000, width=1_000, per_row=1, buttons=False, files=2, pictures=False, recall=100)

ON, CHOSEN, MORE = "✓ ", "› ", "…"
LEAST = 40  # units of an answer that are worth showing where all of it does not fit
BESIDE = 4  # characters that a button's edges take


class Picture(Struct, frozen=True):
    """What is to be drawn, and the same in words: Show.told."""

    chart: Chart
    told: str


class Card(Struct, frozen=True):
    """One message, ready for a platform that has the given surface. `title` is the bold beginning of it.

    The answers are in `rows` of buttons or in a `menu`, of which `several` may be taken. `documents` go with it, or
    a `picture`; `drawn` is that as a PNG, made when it is sent and kept nowhere.
    `until`: when it will be changed by itself for the last time, in UTC.
    """

    text: str
    title: str = ""
    rows: tuple[tuple[Choice, ...], ...] = ()
    controls: tuple[Choice, ...] = ()
    prompt: str = ""
    menu: tuple[Choice, ...] = ()
    several: bool = False
    documents: tuple[Document, ...] = ()
    until: datetime | None = None
    picture: Picture | None = None
    drawn: bytes = b""

    @property
    def whole(self) -> str:
        return _joined(self.title, self.text)

    @property
    def read(self) -> str:
        """All that it says, also to whoever does not see its picture."""
        return _joined(self.title, self.picture.told if self.picture else "", self.text)


class File(Struct, frozen=True):
    """As it is handed over. `kind` is its MIME type; `about`: what is read to whoever cannot see it, if anything."""

    name: str
    kind: str
    content: bytes
    about: str = ""


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def layout(effect: Say | Ask | Show, on: Surface) -> list[Card]:
    """The messages that an effect becomes; the last of them carries the buttons."""
    if isinstance(effect, Say):
        return _cards(effect.title, effect.text, on)
    if isinstance(effect, Show):
        return _pictured(effect, on)
    controls = tuple(c for c in effect.controls if on.forms or not writes(c.id))
    if _as_menu(effect.choices, bool(controls), on):
        *before, last = _cards(effect.title, effect.text, on)
        menu = tuple(replace(c, label=_shortened(c.label, on.option)) for c in effect.choices)
        answers = replace(last, menu=menu, several=effect.several, controls=controls)
        return [*before, replace(answers, prompt=effect.prompt, until=effect.until)]
    numbered = _numbered(effect.choices, on)
    text = effect.text + _list(effect.choices) if numbered else effect.text
    shown = tuple(_shown(c, str(n) if numbered else c.label) for n, c in enumerate(effect.choices, start=1))
    *before, last = _cards(effect.title, text, on)
    if not (shown or controls):
        return [*before, last]
    answers = replace(last, rows=_rows(shown, on), controls=controls)
    return [*before, replace(answers, prompt=effect.prompt, until=effect.until)]


def _pictured(show: Show, on: Surface) -> list[Card]:
    """The words stand under the picture where they fit there, and, without it, in one message with what it tells."""
    if not on.pictures:
        words = show.in_words
        drawn = sketch(show.chart).removeprefix(f"{words.title}\n\n")  # where the message has that title already
        return layout(replace(words, text=_joined(drawn, words.text)), on)
    picture, cards = Picture(show.chart, show.told), layout(show.ask, replace(on, text=on.caption))
    if len(cards) == 1 and on.size(_joined(show.told, cards[0].whole)) + on.bold <= on.text:
        return [replace(cards[0], picture=picture)]
    return [Card("", picture=picture), *layout(show.ask, on)]


def in_words(card: Card, on: Surface) -> Card:
    """A card whose picture cannot be had: what it tells stands in its place."""
    assert card.picture is not None
    rest = on.size(card.whole) + on.bold + 2 if card.whole else 0
    told = _shortened(card.picture.told, on.text - rest, on.size)
    return replace(card, text=_joined(told, card.text), picture=None)


def attached(card: Card, on: Surface) -> list[File]:
    """What goes with a card. No name of a picture tells what is in it."""
    documents = [File(one.name, one.kind, one.text.encode()) for one in card.documents]
    if card.picture is None:
        return documents
    about = _shortened(card.picture.told, on.alt, len) if on.alt else ""
    return [*documents, File("picture.png", "image/png", card.drawn, about)]


def _as_menu(choices: tuple[Choice, ...], controls: bool, on: Surface) -> bool:
    """Many answers, or more rows of them than there may be."""
    if not on.menu or not choices:
        return False
    return len(choices) >= on.menu or (not _numbered(choices, on) and len(_rows(choices, on)) + controls > on.rows)


def _numbered(choices: tuple[Choice, ...], on: Surface) -> bool:
    return on.buttons and any(len(c.label) > on.label for c in choices)


def closed(question: Say, chosen: str, on: Surface) -> Card:
    """The question as it stays in the chat once it is answered: without buttons, with the answer under it."""
    card = layout(question, on)[-1]
    answer = _shortened(chosen, on.text - on.bold - on.size(f"{card.whole}\n\n{CHOSEN}"), on.size)
    return replace(card, text=f"{card.text}\n\n{CHOSEN}{answer}") if answer else card


def _shortened(text: str, room: int, size: Callable[[str], int] = units) -> str:
    """As much as fits; nothing where next to nothing would."""
    if size(text) <= room:
        return text
    return split(text, room - 1, size=size)[0] + MORE if room > LEAST else ""


def _shown(choice: Choice, label: str) -> Choice:
    shown = ON + label if choice.on else label
    return choice if shown == choice.label else replace(choice, label=shown)


def _list(choices: tuple[Choice, ...]) -> str:
    return "\n\n" + "\n".join(f"{n}. {ON if c.on else ''}{c.label}" for n, c in enumerate(choices, start=1))


def _rows(choices: tuple[Choice, ...], on: Surface) -> tuple[tuple[Choice, ...], ...]:
    """Rows as even as they can be: eleven numbers become six and five."""
    if not choices:
        return ()
    widest = max(len(c.label) for c in choices) + BESIDE
    most = max(1, min(on.per_row, on.width // widest))
    rows = -(-len(choices) // most)
    per_row = -(-len(choices) // rows)
    return tuple(choices[i : i + per_row] for i in range(0, len(choices), per_row))


def _cards(title: str, text: str, on: Surface) -> list[Card]:
    first, *rest = split(text, on.text - (on.size(title) + on.bold + 2 if title else 0), on.text, on.size)
    return [Card(first, title), *map(Card, rest)]
