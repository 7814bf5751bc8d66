"""Which message: what is eligible, nothing sent in thirty days and no theme of the last two, then drawn by weight."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from coach import draw
from coach.book import Book
from coach.checkin import LOW
from coach.content import Pool
from coach.counts import MILESTONES, SLIP, window_day
from coach.ledger import Ledger
from coach.person import Goal, Person

NO_ID_WITHIN, NO_THEME_WITHIN = 30, 2  # days
WEIGHTS = {"state": 5, "goal": 2, "fresh": 1}  # content 9.4


@dataclass(frozen=True, slots=True)
class Nudge:
    id: str
    text: str
    theme: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is so for one person now. `sent`: id -> local date it was last sent. `quiet`: days without an answer."""

    book: Book
    today: date
    seed: str
    slot: str
    goal: str | None
    kind: str = "nudge"
    states: frozenset[str] = frozenset()
    day: int | None = None
    quiet: int = 0
    sent: dict[str, date] = field(default_factory=dict[str, date])


def wanted_for(book: Book, person: Person, ledger: Ledger, today: date, hour: int, quiet: int, seed: str) -> Wanted:
    """A gated person's wish for a return is not spoken to: their messages are those for any goal."""
    goal = None if person.gated and person.goal is Goal.RECONCILE else person.goal.value
    slot = "morning" if hour < 12 else "midday" if hour < 17 else "evening"
    sent = {e.value: e.day for e in ledger.of("push")}
    day = window_day(person, today)
    return Wanted(book, today, seed, slot, goal, "nudge", _states(ledger, person, today), day, quiet, sent)


def _states(ledger: Ledger, person: Person, today: date) -> frozenset[str]:
    contact = ledger.by_day("contact")
    ago = {(today - d).days for d, e in contact.items() if e.value == SLIP}
    looked = {(today - d).days for d, e in contact.items() if e.value == "looked"}
    mood = [(today - d).days <= 2 and int(e.value) <= LOW for d, e in sorted(ledger.by_day("mood").items())][-1:]
    so = {
        "slip1": 1 in ago,
        "slip2": bool(ago & {2, 3}) and 1 not in ago,
        "slip7": 7 in ago and not ago & {1, 2, 3},
        "looked": 1 in looked,
        "low": any(mood),
        "limited": bool(person.limited),
    }
    return frozenset(name for name, is_so in so.items() if is_so)


def choose(wanted: Wanted) -> Nudge | None:
    """One message, or None: the thirty days are never relaxed."""
    themes = _themes(wanted)
    found = [(nudge, pool) for nudge, pool in _eligible(wanted) if _days_since(wanted, nudge.id) >= NO_ID_WITHIN]
    fresh = [(n, pool) for n, pool in found if n.theme not in themes] or found
    weighed = [(nudge, _weight(wanted, nudge, pool)) for nudge, pool in fresh]
    return draw.weighted(weighed, wanted.seed, wanted.today, wanted.kind) if weighed else None


def _themes(wanted: Wanted) -> set[str]:
    """The themes sent within the last two days. Prompts to check in have none to speak of."""
    if wanted.kind == "prompt":
        return set()
    sent = ((n, p) for n, p in messages(wanted.book) if _days_since(wanted, n.id) <= NO_THEME_WITHIN)
    return {n.theme for n, p in sent if p.kind == "nudge"}


def _days_since(wanted: Wanted, id: str) -> int:
    """Since a message was last sent; more than any limit when it never was."""
    last = wanted.sent.get(id)
    return NO_ID_WITHIN + 1 if last is None else (wanted.today - last).days


def _eligible(wanted: Wanted) -> list[tuple[Nudge, Pool]]:
    """What may be sent at all. A farewell, the day after a slip and a milestone leave no room for anything else."""
    kind = _kind(wanted)
    fits = [(n, p) for n, p in messages(wanted.book) if p.kind == kind and _fits(wanted, p)]
    after_slip = [(n, p) for n, p in fits if p.state == "slip1"]
    calm = [(n, p) for n, p in fits if n.theme != "humour_light"] if "low" in wanted.states else fits
    return after_slip or calm


def _kind(wanted: Wanted) -> str:
    if wanted.kind == "nudge" and (_quiet_stage(wanted.quiet) or 0) > 0:
        return "quiet"
    if wanted.kind == "nudge" and wanted.day in MILESTONES and "slip1" not in wanted.states:
        return "milestone"
    return wanted.kind


def _quiet_stage(days: int) -> int | None:
    """Which of the messages for those who do not answer is due on this day."""
    return 21 if days >= 21 else days if days in (2, 5, 10) else None


def _fits(wanted: Wanted, pool: Pool) -> bool:
    return (
        (not pool.slot or wanted.slot in pool.slot)
        and pool.goal in (None, wanted.goal)
        and (pool.state is None or pool.state in wanted.states)
        and pool.milestone in (None, wanted.day)
        and pool.quiet in (None, _quiet_stage(wanted.quiet))
    )


def _weight(wanted: Wanted, nudge: Nudge, pool: Pool) -> float:
    """Points for what fits most closely, squared so that they are felt among a hundred that merely fit."""
    points = 1 + WEIGHTS["state"] * (pool.state is not None) + WEIGHTS["goal"] * (pool.goal is not None)
    return (points + WEIGHTS["fresh"] * (nudge.id not in wanted.sent)) ** 2


def messages(book: Book) -> Iterator[tuple[Nudge, Pool]]:
    for pool in book.nudges.pool.values():
        for theme, texts in pool.theme.items():
            yield from ((Nudge(id, text, theme), pool) for id, text in texts.items())


def is_farewell(book: Book, id: str) -> bool:
    return any(n.id == id for n, pool in messages(book) if pool.quiet == 21)
