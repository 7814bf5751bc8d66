"""What a check-in was told, as entries: each once, under the day it is about, however often the check-in is left."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from coach.counts import REPLIED, TOUCH
from coach.here import Here
from coach.ledger import Entry, Ledger
from coach.person import Person

if TYPE_CHECKING:
    from coach.book import Book

TOLD = ("mood", "urge", "contact", "own")
GAPS = ("gap_one", "gap_two")
APART = ("slip", "they")  # contact told by itself: a check-in of that day does not ask about it again


def told(here: Here, at: datetime) -> list[Entry]:
    """The answers as entries; a question that was skipped leaves none."""
    answers = {**here.answers, "contact": contact(here.answers)}
    entries = [entry(here, kind, answers[kind], at) for kind in TOLD if answers.get(kind)]
    if own := here.answers.get("own_first"):
        entries.append(entry(here, "own", own, at))
    for name, days in zip(GAPS, (1, 2), strict=True):
        if value := here.answers.get(name):
            entries.append(replace(entry(here, "contact", value, at), day=here.day - timedelta(days=days)))
    if word := here.answers.get("word"):
        entries.append(entry(here, "word", "", at, word))
    return entries


def is_told_apart(ledger: Ledger, day: date) -> bool:
    return any(entry.kind in APART and entry.day == day for entry in ledger)


def contact(answers: Mapping[str, str]) -> str:
    """The day's contact as it is recorded: that they wrote back is asked by itself. Empty where nothing was told."""
    told = answers.get("contact", "")
    return REPLIED if told == "they" and answers.get(REPLIED) == "yes" else told


def in_touch(person: Person, told: list[Entry]) -> Person:
    """The last contact follows what is told. The days do not begin anew: a slip lowers a rate and wipes nothing."""
    days = [entry.day for entry in told if entry.kind == "contact" and entry.value in TOUCH]
    return replace(person, last_contact=max([*days, *filter(None, [person.last_contact])], default=None))


def labels(book: "Book") -> dict[str, str]:
    """What stands for each kind of contact: the words of its answer."""
    steps = book.flows["checkin"].steps
    asked, wrote_back = getattr(steps["contact"], "choices", {}), getattr(steps[REPLIED], "choices", {})
    return {**asked, REPLIED: wrote_back["yes"]}


def steps_of(entry: Entry, day: date) -> tuple[str, ...]:
    """The questions of a check-in about that day whose answer an entry may be."""
    before = (day - entry.day).days
    if before:
        return GAPS[before - 1 : before] if entry.kind == "contact" and before > 0 else ()
    return ("own", "own_first") if entry.kind == "own" else (entry.kind,)


def fresh(here: Here, entries: list[Entry]) -> list[Entry]:
    """Those that have not been recorded yet: a check-in that was left and taken up again is recorded once.

    Words are the last answer, after which nothing is left to be taken up.
    """
    began = here.session.began or here.now
    known = {(e.kind, e.day): (e.value, e.note) for e in here.ledger if e.at >= began}
    return [e for e in entries if e.kind == "word" or known.get((e.kind, e.day)) != (e.value, e.note)]


def entry(here: Here, kind: str, value: str, at: datetime, note: str = "") -> Entry:
    return Entry(kind, value, here.day, at, note)


def with_open(here: Here) -> Ledger:
    """With what was told in a check-in that is open at this moment."""
    flow = here.book.flows.get(here.session.flow)
    if flow is None or not flow.daily:
        return here.ledger
    return here.ledger.plus(*told(replace(here, flow=flow), here.now))
