"""What takes the place of a daily message on some days: the week to be looked at, or whether less of us would do."""

import re
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from coach import graduation, nudges, schedule, times
from coach.book import Book
from coach.content import variants
from coach.counts import MILESTONES
from coach.effects import Choice
from coach.here import buttons
from coach.ledger import Ledger
from coach.nudges import Wanted
from coach.person import Age, Pace, Person
from coach.week import DAYS, week

REVIEW, IN, OUT = "review", "review_in", "review_out"
KNOWN_FOR, APART, LEAST_TOLD = 7, 5, 2  # days: since we met, between two at the least, and told of the week
SELDOM = 13  # days between two, for those who are written to once a week: every other time
FULL = frozenset({"slip1", "danger"})  # states whose day belongs to another message


class Invitation(Struct, frozen=True):
    """`id` is kept with what was sent, and says no more than which it was."""

    id: str
    text: str


def due(book: Book, person: Person, ledger: Ledger, now: datetime, tag: str, key: str) -> Invitation | None:
    """In the place of the evening's prompt, or of the daily message for those who have one message a day."""
    today = times.today(now, person.zone)
    asked = wanted(book, person, ledger, now, tag)
    full = asked.states & FULL or (key == "nudge" and (asked.over or asked.day in MILESTONES))
    if person.age is not Age.ADULT or (key == "nudge") != (schedule.a_day(person) == 1) or full:
        return None
    if is_week(book, person, ledger, today):
        return _drawn(asked, IN) or _own(asked, REVIEW)
    step = graduation.to_ask(person, ledger, asked)
    return None if step is None else _own(asked, f"{graduation.ASKED}{step}")


def wanted(book: Book, person: Person, ledger: Ledger, now: datetime, tag: str) -> Wanted:
    today, hour = times.today(now, person.zone), times.local(now, person.zone).hour
    return nudges.wanted_for(book, person, ledger, today, hour, 0, tag)


def is_week(book: Book, person: Person, ledger: Ledger, today: date) -> bool:
    """Whether a week has ended that has not been looked at, nor been offered to be."""
    met = times.today(person.consented, person.zone) if person.consented else today
    apart = SELDOM if person.pace is Pace.WEEKLY else APART
    offered = [e.day for e in ledger.of("push") if is_review(book, e.value)]
    done = [*offered, *(e.day for e in ledger.of("review"))]
    ended = _ended(person, met, today)
    if (today - met).days < KNOWN_FOR or ended is None or week(ledger, person, today).told < LEAST_TOLD:
        return False
    return not any(day >= ended or (today - day).days < apart for day in done)


def _ended(person: Person, met: date, today: date) -> date | None:
    """The last day on which a week ended: counted from where the window began, or, when it is over, from our first."""
    inside = person.since is not None and person.window > 0 and (today - person.since).days <= person.window
    begun = person.since if inside and person.since is not None else met
    weeks = (today - begun).days // DAYS
    return begun + timedelta(days=weeks * DAYS) if weeks > 0 else None


def is_review(book: Book, id: str) -> bool:
    return _of(id)[0] == REVIEW or book.kind_of(id) == IN


def under(book: Book, id: str) -> tuple[Choice, ...]:
    """The buttons of an invitation, without those to have fewer."""
    kind = _of(id)[0]
    if kind.startswith(graduation.ASKED):
        return graduation.choices(book, kind.removeprefix(graduation.ASKED))
    return buttons(book, REVIEW, "checkin")


def sent(book: Book, id: str) -> str | None:
    """The words of one of ours; None for what is in the packs' pools, and for what the packs have dropped."""
    kind, number = _of(id)
    texts = _texts(book, kind)
    return texts[number - 1] if 0 < number <= len(texts) else None


def parting(asked: Wanted, ledger: Ledger) -> Invitation | None:
    """What is said when the week has been looked at: nothing again within thirty days."""
    said = {e.note: e.day for e in ledger.of(REVIEW) if e.note}
    return _drawn(replace(asked, sent={**asked.sent, **said}), OUT)


def _own(asked: Wanted, kind: str) -> Invitation | None:
    """The next of the flow's own words, and nothing again within thirty days."""
    texts = _texts(asked.book, kind)
    begin = asked.book.turn_of(asked.seed, kind, asked.today)
    for n in ((begin + n) % len(texts) for n in range(len(texts))):
        if not nudges.is_recent(asked, f"{kind}{n + 1}"):
            return Invitation(f"{kind}{n + 1}", texts[n])
    return None


def _texts(book: Book, kind: str) -> list[str]:
    if kind == REVIEW:
        return variants(book.flows[REVIEW].words["offer"])
    step = kind.removeprefix(graduation.ASKED)
    return graduation.questions(book, step) if step != kind else []


def _of(id: str) -> tuple[str, int]:
    """What kind of our own an id is of, and which of its words: 0 where it is of none."""
    found = _ID.fullmatch(id)
    return (found[1], int(found[2])) if found else (id, 0)


_ID = re.compile(rf"({REVIEW}|{graduation.ASKED}[a-z]{{1,9}})([1-9])")


def _drawn(asked: Wanted, kind: str) -> Invitation | None:
    found = nudges.choose(replace(asked, kind=kind))
    return None if found is None else Invitation(found.id, found.text)
