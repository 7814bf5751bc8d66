"""/story: what was recorded, in plain words, the newest first. What counts is shown: the last word about each day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from coach import telling, times
from coach.book import Book
from coach.counts import PAUSE, paused
from coach.dates import DATE
from coach.export import FLOW as NAMES
from coach.forgetting import CHECKIN, SAID
from coach.here import Value
from coach.ledger import Entry, Ledger
from coach.person import Age, Person

FLOW = "story"
NUMBERED = ("sos", "ride", "load", "clarity", "phq2")
UNNUMBERED = {"sos": "sos_begun"}  # the same where the number was passed over
LABELLED = {"own": ("checkin", "own"), "slip": ("slip", "what")}  # the question that each answers
SHOWN = (PAUSE, "window")  # told by the way, and taken back elsewhere
EPOCH, MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
ROOM = 16**6  # milliseconds, a good four hours: within a button's token there is room for no more of an instant


class Item(Struct, frozen=True):
    """One thing about one day. `key` tells it from others of that day. `entries`: all that would go with it."""

    key: str
    kind: str
    entries: tuple[Entry, ...]

    @property
    def last(self) -> Entry:
        return self.entries[-1]


def by_day(ledger: Ledger, person: Person) -> Mapping[date, list[Item]]:
    """By the day they are about, or, what is about none, by the day on which it was told; the newest day first.

    Those under 18 have their check-ins and nothing else.
    """
    days: dict[date, dict[tuple[str, str], list[Entry]]] = {}
    for entry in ledger:
        if entry.kind == PAUSE and entry.value == "0":  # the end of one
            continue
        if entry.kind in CHECKIN or (entry.kind in (*SAID, *SHOWN) and person.age is not Age.TEEN):
            about = entry.day if entry.kind in (*CHECKIN, *telling.APART) else times.today(entry.at, person.zone)
            there = days.setdefault(about, {})
            there.setdefault(_together(entry, len(there)), []).append(entry)
    order = {kind: n for n, kind in enumerate((*SAID, *SHOWN))}
    found = {day: sorted(_items(there.values()), key=lambda one: order[one.kind]) for day, there in days.items()}
    return dict(sorted(found.items(), reverse=True))


def _together(entry: Entry, so_far: int) -> tuple[str, str]:
    """Each answer of a check-in is one of a day, however often it was told; words and the rest are one each.

    A hard date, too, is one, with all that was changed about it on that day.
    """
    if entry.kind in telling.TOLD:
        return entry.kind, ""
    return entry.kind, entry.value if entry.kind == DATE else f"#{so_far}"


def _items(there: Iterable[list[Entry]]) -> Iterator[Item]:
    """Named by their instant: on a screen of before a button means what it meant, or nothing.

    Those of one instant have their place behind it, and of how many: when one of these goes, the others are named anew.
    """
    several = [(_key(entries[0]), tuple(entries)) for entries in there]
    of_one, so_far = Counter(key for key, _ in several), Counter[str]()
    for key, entries in several:
        so_far[key] += 1
        name = key if of_one[key] == 1 else f"{key}{so_far[key]:x}{of_one[key]:x}"
        yield Item(name, entries[-1].kind, entries)


def _key(entry: Entry) -> str:
    if entry.kind in telling.TOLD:
        return entry.kind
    return f"{entry.kind}{(entry.at - EPOCH) // MILLISECOND % ROOM:06x}"


def item(ledger: Ledger, person: Person, day: date, key: str) -> Item | None:
    return next((i for i in by_day(ledger, person).get(day, []) if i.key == key), None)


def said(book: Book, one: Item) -> str:
    """What it says. Own words are named and not shown."""
    entry, words = one.last, book.flows[FLOW].words
    if one.kind in ("mood", "urge"):
        return _words(book, one.kind, value=entry.value)
    if one.kind == "contact":
        return _words(book, one.kind, value=telling.labels(book).get(entry.value, entry.value))
    if one.kind in LABELLED:
        flow, step = LABELLED[one.kind]
        labels = getattr(book.flows[flow].steps[step], "choices", {})
        return _words(book, one.kind, value=labels.get(entry.value, entry.value))
    if one.kind in NUMBERED and entry.value.isdecimal():
        return _words(book, one.kind, value=entry.value)
    if one.kind in UNNUMBERED:
        return _words(book, UNNUMBERED[one.kind])
    if one.kind in words:
        return _words(book, one.kind)
    named = book.flows[NAMES].words.get(f"kind_{one.kind}", one.kind)
    return book.fill(named, 0, {})[1]


def lines(book: Book, ledger: Ledger, person: Person, day: date) -> Iterator[str]:
    """One a line, and that the day lies in a pause."""
    yield from (said(book, one) for one in by_day(ledger, person).get(day, []))
    if day in paused(ledger):
        yield _words(book, "away_day")


def _words(book: Book, key: str, **values: Value) -> str:
    return book.fill(book.flows[FLOW].words[key], 0, values)[1]
