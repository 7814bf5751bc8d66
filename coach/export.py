"""A copy of everything that is kept about somebody: JSON for machines, and a page to read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from html import escape
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import fields

from coach import outcome, telling, times
from coach.book import Book
from coach.content import Asking, ChoiceStep, ManyStep, Step
from coach.curve import load, name_of, signed
from coach.dates import DATE
from coach.ledger import Entry, note_of
from coach.person import Person
from coach.session import Session

FORMAT, VERSION = "steady-export", 1  # the version rises when a key goes, or means something else
PAGE, DATA = "page", "data"
FILES = (PAGE, DATA)
FLOW, QUIZ, CHECKIN = "export", "chances", "checkin"
CURVE, HABITS, HELD = "curve", "habits", "held"
IN_JSON = frozenset({QUIZ, CURVE, HABITS, HELD, DATE, outcome.FLOW})  # the kinds of entries whose note is JSON
CONSENT = {outcome.MAY: "may", outcome.MAY_NOT: "dont"}  # the words of the buttons
NONE = "–"
ASKED = {  # the flow and the question of other answers than the check-in's
    "helped": ("review", "helped"),
    "outcome": ("outcome", "which"),
    "slip": ("slip", "what"),
    "trigger": ("slip", "trigger"),
    "ifthen": ("slip", "trigger"),
    "they": ("they", "kind"),
}
HEAD = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 1rem/1.5 sans-serif; margin: 1rem auto; max-width: 50rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { border-top: 1px solid #ccc; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere; white-space: pre-wrap }
</style>
"""


class Kept(Struct, frozen=True):
    """All that is kept about one person. `sending`: rows that sending needs, in plain values, by what they are."""

    person: Person
    session: Session
    entries: tuple[Entry, ...]
    sending: Mapping[str, Sequence[Mapping[str, Any]]]
    at: datetime


class Document(Struct, frozen=True):
    """`kind` is its MIME type."""

    name: str
    kind: str
    text: str


def document(book: Book, kept: Kept, which: str) -> Document:
    name = f"steady-{times.today(kept.at, kept.person.zone)}"
    if which == DATA:
        return Document(f"{name}.json", "application/json", _data(kept))
    return Document(f"{name}.html", "text/html", _page(book, kept))


# For machines


def _data(kept: Kept) -> str:
    zone = kept.person.zone
    about = {"format": FORMAT, "version": VERSION, "made": kept.at, "zone": zone}
    own = {"settings": kept.person, "conversation": kept.session, "ledger": [_entry(e) for e in kept.entries]}
    return json.dumps(plain({**about, **own, **kept.sending}, zone), ensure_ascii=False, indent=1)


def _entry(entry: Entry) -> dict[str, Any]:
    """Some keep more than one thing in one entry, as JSON."""
    note = note_of(entry, object) if entry.kind in IN_JSON else None
    note = entry.note if note is None else note
    return {"kind": entry.kind, "value": entry.value, "day": entry.day, "at": entry.at, "note": note}


def plain(value: Any, zone: str) -> Any:
    """What JSON has. An instant is said twice: in UTC, and by the clock of that zone."""
    match value:
        case datetime():
            here = times.local(value, zone)
            return {"utc": times.local(value, "UTC").isoformat(), "local": here.isoformat()}
        case date() | time():
            return value.isoformat()
        case Enum():
            return value.value
        case Struct():
            return {field.name: plain(getattr(value, field.name), zone) for field in fields(value)}
        case Mapping():
            return {str(key): plain(one, zone) for key, one in cast("Mapping[Any, Any]", value).items()}
        case frozenset():
            return sorted(plain(one, zone) for one in cast("frozenset[Any]", value))
        case list() | tuple():
            return [plain(one, zone) for one in cast("Sequence[Any]", value)]
        case _:
            return value


# To read


def _page(book: Book, kept: Kept) -> str:
    words = _Words(book, kept.person.zone)
    title, made = words("title"), f"{words('made')}: {words.of(kept.at)}"
    columns = [words(f"column_{name}") for name in ("day", "at", "kind", "value", "note")]
    parts = [
        f"{HEAD}<title>{escape(title)}</title>\n<h1>{escape(title)}</h1>\n<p>{escape(made)}</p>\n",
        _part(words("part_ledger"), columns, [_told(words, entry) for entry in kept.entries]),
        _part(words("part_settings"), [], _pairs(words, kept.person)),
        _part(words("part_conversation"), [], _pairs(words, kept.session)),
    ]
    for key, rows in kept.sending.items():
        names = list(dict.fromkeys(name for row in rows for name in row))
        cells = [[words.of(row.get(name)) for name in names] for row in rows]
        parts.append(_part(words(f"part_{key}"), [words(f"column_{name}") for name in names], cells))
    return "".join([*parts, "</html>\n"])


class _Words:
    """The names of things and values as people read them. What the pack has no name for is called by its own."""

    def __init__(self, book: Book, zone: str) -> None:
        self.book, self._zone, self._words = book, zone, book.flows[FLOW].words

    def __call__(self, key: str) -> str:
        if key in self._words:
            return self.book.fill(self._words[key], 0, {})[1]
        return key.partition("_")[2].replace("_", " ")

    def day(self, day: date) -> str:
        return f"{day.day} {self.book.phrases.months[day.month - 1]} {day.year}"

    def of(self, value: Any) -> str:
        match value:
            case bool():
                return self("value_yes" if value else "value_no")
            case datetime():
                here = times.local(value, self._zone)
                return f"{self.day(here.date())}, {here:%H:%M}"
            case date():
                return self.day(value)
            case time():
                return f"{value:%H:%M}"
            case Enum():
                return str(value.value)
            case Struct():
                return self.of({field.name: getattr(value, field.name) for field in fields(value)})
            case Mapping():
                pairs = cast("Mapping[Any, Any]", value).items()
                return "\n".join(f"{name}: {self.of(one)}" for name, one in pairs) or NONE
            case frozenset():
                return self.of(sorted(map(self.of, cast("frozenset[Any]", value))))
            case list() | tuple():
                return ", ".join(map(self.of, cast("Iterable[Any]", value))) or NONE
            case _:
                return NONE if value in (None, "") else str(value)


def _told(words: _Words, entry: Entry) -> list[str]:
    value, note = _value(words, entry), entry.note
    value, note = _in_words(words, entry) if entry.kind in IN_JSON and entry.note else (value, note)
    return [words.day(entry.day), words.of(entry.at), words(f"kind_{entry.kind}"), value, note]


def _value(words: _Words, entry: Entry) -> str:
    """As it was answered; the words of a button, where it was one."""
    if entry.kind == "contact":
        return telling.labels(words.book).get(entry.value, entry.value)
    if entry.kind == outcome.FLOW and entry.value in CONSENT:
        return _worded(words, outcome.FLOW, CONSENT[entry.value])[1]
    flow, question = ASKED.get(entry.kind, (CHECKIN, entry.kind))
    return _chosen(words.book.flows[flow].steps.get(question), entry.value)


def _in_words(words: _Words, entry: Entry) -> tuple[str, str]:
    """What came of it, and what is in its note."""
    match entry.kind:
        case outcome.FLOW:
            return _value(words, entry), words.of(note_of(entry, outcome.Note) or entry.note)
        case "chances":
            return entry.value, _answers(words, entry)
        case "date":
            return entry.value, words.of(note_of(entry, dict[str, Any]) or entry.note)
        case "held":
            return entry.value, (note_of(entry, dict[str, str]) or {}).get("text", entry.note)
        case _:
            headline, _ = _worded(words, entry.kind, entry.value)
            return headline or entry.value, _moments(words, entry) if entry.kind == CURVE else _answers(words, entry)


def _moments(words: _Words, entry: Entry) -> str:
    named = [(m.label or _worded(words, CURVE, name_of(m))[1] or m.asked, m.score) for m in load(entry)]
    return "\n".join(f"{name}: {signed(score)}" for name, score in named)


def _worded(words: _Words, flow: str, key: str) -> tuple[str, str]:
    """The title and text of a flow's words; both are empty where the pack has dropped them."""
    return words.book.fill(words.book.flows[flow].words.get(key, ""), 0, {})


def _answers(words: _Words, entry: Entry) -> str:
    """Question by question, as it was asked."""
    steps = words.book.flows[entry.kind].steps
    answers = note_of(entry, dict[str, str]) or {}
    return "\n".join(f"{_asked(steps.get(key), key)} {_chosen(steps.get(key), told)}" for key, told in answers.items())


def _asked(step: Step | None, key: str) -> str:
    return step.text if isinstance(step, Asking) else f"{key}:"


def _chosen(step: Step | None, told: str) -> str:
    choices = step.choices if isinstance(step, ChoiceStep | ManyStep) else {}
    return ", ".join(choices.get(one, one) for one in told.split("+"))


def _pairs(words: _Words, value: Struct) -> list[list[str]]:
    return [[words(f"field_{f.name}"), words.of(getattr(value, f.name))] for f in fields(value)]


def _part(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Whatever a cell says, it is shown as it stands, and turns nothing round but itself."""
    head = f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in columns)}</tr>\n" if columns and rows else ""
    body = "".join(f"<tr>{''.join(f'<td><bdi>{escape(cell)}</bdi></td>' for cell in row)}</tr>\n" for row in rows)
    table = f"<table>\n{head}{body}</table>" if rows else f"<p>{NONE}</p>"
    return f"<h2>{escape(title)}</h2>\n{table}\n"
