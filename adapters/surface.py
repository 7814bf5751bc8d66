"""What a platform can show, and how what the coach says is laid out on it. Pure; the only place that knows limits."""

from dataclasses import dataclass, replace
from unicodedata import combining

from coach.effects import Ask, Choice, Say


@dataclass(frozen=True, slots=True)
class Surface:
    """text: of one message, in UTF-16 units (the smaller of the two readings of Telegram's limit).

    label: characters on a button that has a row to itself; a longer answer is listed in the text and numbered.
    width: characters on one row of buttons.   per_row: buttons on one row.   buttons: it has any.
    """

    text: int
    label: int
    width: int
    per_row: int
    buttons: bool = True


TELEGRAM = Surface(text=4096, label=38, width=38, per_row=6)
CONSOLE = Surface(text=100_000, label=1_000, width=1_000, per_row=1, buttons=False)

ON, CHOSEN, MORE = "✓ ", "› ", "…"
LEAST = 40  # units of an answer that are worth showing where all of it does not fit
BESIDE = 4  # characters that a button's edges take


@dataclass(frozen=True, slots=True)
class Card:
    """One message, ready for a platform that has the given surface. `title` is the bold beginning of it."""

    text: str
    title: str = ""
    rows: tuple[tuple[Choice, ...], ...] = ()
    controls: tuple[Choice, ...] = ()
    prompt: str = ""

    @property
    def whole(self) -> str:
        return "\n\n".join(part for part in (self.title, self.text) if part)


def layout(effect: Say | Ask, on: Surface) -> list[Card]:
    """The messages that an effect becomes; the last of them carries the buttons."""
    if isinstance(effect, Say):
        return _cards(effect.title, effect.text, on)
    numbered = on.buttons and any(len(c.label) > on.label for c in effect.choices)
    text = effect.text + _list(effect.choices) if numbered else effect.text
    shown = tuple(_shown(c, str(n) if numbered else c.label) for n, c in enumerate(effect.choices, start=1))
    *before, last = _cards(effect.title, text, on)
    return [*before, replace(last, rows=_rows(shown, on), controls=effect.controls, prompt=effect.prompt)]


def closed(ask: Ask, chosen: str, on: Surface) -> Card:
    """The question as it stays in the chat once it is answered: without buttons, with the answer under it."""
    question = layout(replace(ask, choices=(), controls=()), on)[-1]
    answer = _shortened(chosen, on.text - units(f"{question.whole}\n\n{CHOSEN}"))
    return replace(question, text=f"{question.text}\n\n{CHOSEN}{answer}" if answer else question.text, prompt="")


def _shortened(text: str, room: int) -> str:
    """As much as fits; nothing where next to nothing would."""
    if units(text) <= room:
        return text
    return split(text, room - 1)[0] + MORE if room > LEAST else ""


def _shown(choice: Choice, label: str) -> Choice:
    return replace(choice, label=ON + label if choice.on else label)


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
    first, *rest = split(text, on.text - (units(title) + 2 if title else 0), on.text)
    return [Card(first, title), *map(Card, rest)]


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(c > "\uffff" for c in text)


def split(text: str, first: int, limit: int | None = None) -> list[str]:
    """Pieces of at most `first`, then `limit` units, cut between paragraphs, lines or words where one ends nearby."""
    parts: list[str] = []
    text, room = text.rstrip(), first
    while units(text) > room:
        end = _fitting(text, room)
        cuts = (text.rfind(mark, end // 2, end) for mark in ("\n\n", "\n", " "))
        cut = next((c for c in cuts if c > 0), _before_marks(text, end))
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
        room = first if limit is None else limit
    return [*parts, text]


def _fitting(text: str, room: int) -> int:
    """How many characters fit into so many units."""
    used = 0
    for n, c in enumerate(text):
        used += 2 if c > "\uffff" else 1
        if used > room:
            return n
    return len(text)


def _before_marks(text: str, end: int) -> int:
    """The cut moved back, so that nothing is parted from what it belongs to."""
    cut = end
    while cut > end - 64 and cut > 1 and _belongs(text, cut):
        cut -= 1
    return cut


def _belongs(text: str, at: int) -> bool:
    """Whether the character there is one letter or emoji with those before it: a mark, a joiner, half a flag."""
    if combining(text[at]) or text[at] in _JOINED or text[at - 1] == "\u200d":
        return True
    before = len(text[:at]) - len(text[:at].rstrip(_FLAG_LETTERS))
    return text[at] in _FLAG_LETTERS and before % 2 == 1


_JOINED = frozenset(
    "\u200d\ufe0e\ufe0f\u20e3" + "".join(map(chr, (*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))))
)
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
