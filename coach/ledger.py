"""What happened to a person: it only grows, but for what they take back (/forget). Every figure is computed from it."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from msgspec import DecodeError, Struct
from msgspec.json import decode

T = TypeVar("T")
DIGITS = 4  # of a number: nothing here is counted any further
NUMBERS = frozenset({"mood", "urge", "hours", "pause", "away", "brought", "phq2", "load", "clarity"})
"""Kinds whose value is a number. What is none, or has no end, was written by another version, and is passed over."""


class Entry(Struct, frozen=True):
    """One thing that happened. `kind` and `value` are ids, `note` is the person's own words or a small JSON text.

    kind: mood, urge ("0" to "10"), contact (kept, needed, wrote, they, replied, looked), own (done, part, no), word,
    action, rule, queue, push, chances, window, plan; sos (the ten minutes begun: the pull), ride (the pull after them),
    reason (its place), good, held (a message handed in: its number), verdict (whether it would be sent), letter;
    curve (v1 to v6, curve.py) and habits (steady, reach, step, both, habits.py), whose notes are JSON;
    pause (days from that day on, 0 to end one), away (days gone by), brought (days from another counter: on how many
    of them they wrote), date (a hard date, by id; its note is JSON), dated (what was said of one: before, day, evening,
    after).

    Contact told by itself: slip (what it was, slip.py), trigger (what set it off), ifthen (a plan for that trigger, in
    words), they (what kind of message came), talk (an answer before one to a wish to talk). dating (heard that the
    other is seeing somebody), group (a line of a plan for a room in which the other may be), rung (of the ladder away
    from looking; note: done or pass), agree (a line of an agreement for eight weeks).

    Of a review: helped (ids with + between), week (their sentence), ifthen (their plan), load (0 to 16, its lines in
    the note), clarity (0 to 8), review (done; what ended it), referral. phq2: 0 to 6. graduate: a step, stay, asked,
    more, offered. outcome: may, may_not, or an answer, with the bands that were said in the note, as JSON.

    Of the programme: lesson ("12.done": its day, and done, tiny, skip, read or gentle; the note is its area), programme
    (begin, pause, on, again; the note is the day of the lesson that was shown). Own things: did (an area, or nothing:
    told by itself), mine (a small thing they wrote, by its place in the list), hours (so many a day that went to the
    other).

    `day` is the local date it is about, `at` the instant it was told.
    """

    kind: str
    value: str
    day: date
    at: datetime
    note: str = ""


def _is_number(value: str) -> bool:
    return value.isdecimal() and len(value) <= DIGITS


def note_of(entry: Entry | None, shape: type[T]) -> T | None:
    """What its note holds, as JSON of that shape. None where there is none, or another version wrote it otherwise."""
    try:
        return None if entry is None else decode(entry.note, type=shape)
    except DecodeError:
        return None


class Unread(LookupError):
    """The ledger was asked for and is not loaded. Whoever called step() loads it and calls again: step() is pure."""


class Ledger(Struct, frozen=True, dict=True):  # a dict, for what is cached below
    """A person's entries, oldest first. None: not loaded, and reading it raises Unread."""

    entries: tuple[Entry, ...] | None = ()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._readable)

    @cached_property
    def _readable(self) -> tuple[Entry, ...]:
        if self.entries is None:
            raise Unread
        return tuple(entry for entry in self.entries if entry.kind not in NUMBERS or _is_number(entry.value))

    @cached_property
    def _by_kind(self) -> dict[str, list[Entry]]:
        """One look at all of them, where a turn asks for a score of kinds."""
        found: dict[str, list[Entry]] = {}
        for entry in self:
            found.setdefault(entry.kind, []).append(entry)
        return found

    @cached_property
    def _found(self) -> dict[Hashable, Any]:
        return {}

    def once(self, what: Hashable, find: Callable[[], T]) -> T:
        """What `find` gives, looked for once: a turn asks for the same figure in several places. Nobody changes it."""
        if what not in self._found:
            self._found[what] = find()
        return self._found[what]

    def of(self, kind: str) -> list[Entry]:
        return list(self._by_kind.get(kind, ()))

    def last(self, kind: str) -> Entry | None:
        found = self.of(kind)
        return found[-1] if found else None

    def notes(self, kind: str) -> dict[str, str]:
        """The last word on each value of that kind."""
        return {e.value: e.note for e in self.of(kind)}

    def with_notes(self, kind: str, shape: type[T]) -> list[tuple[Entry, T]]:
        """Those whose note can be read as that shape, with what it holds."""
        return [(entry, note) for entry in self.of(kind) if (note := note_of(entry, shape)) is not None]

    def by_day(self, kind: str) -> Mapping[date, Entry]:
        """The last word on each day: a correction is a later entry, nothing is overwritten."""
        return self.once(("by_day", kind), lambda: {e.day: e for e in self.of(kind)})

    def plus(self, *entries: Entry) -> "Ledger":
        return Ledger((*self, *entries))

    def without(self, *entries: Entry) -> "Ledger":
        return Ledger(tuple(e for e in self if e not in entries))


NOT_LOADED = Ledger(None)
