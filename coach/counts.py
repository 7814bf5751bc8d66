"""Figures about a person's days, all computed from the ledger. A slip lowers a rate and wipes nothing."""

from datetime import date, timedelta

from msgspec import Struct

from coach import times
from coach.ledger import Entry, Ledger
from coach.person import Gate, Person

SLIP, LOOKED = "wrote", "looked"
MILESTONES = (1, 3, 5, 7, 10, 14, 21, 28, 30, 45, 60, 75, 90)
BACKFILL = 2  # days for which yesterday's contact may still be told


class Counts(Struct, frozen=True):
    """All in days. `days` were told about, `kept` of them as is_kept() has it; a blank day counts nowhere.

    `longest` is the longest run of kept days; blank days neither break nor lengthen it. `run` is the
    present one. `mended`: slips followed by two kept days. `own`: days with something of one's own, whole or in part.
    """

    days: int = 0
    kept: int = 0
    longest: int = 0
    run: int = 0
    looked: int = 0
    own: int = 0
    mended: int = 0


def is_kept(entry: Entry, gates: frozenset[Gate]) -> bool:
    """A day without reaching out. Looking them up takes nothing from it, but for those who frightened or followed them.

    For those, looking is the watching that they are asked to stop, also where it was told before the gate was; whoever
    is watched need not write to be afraid.
    """
    return entry.value != SLIP and not (entry.value == LOOKED and Gate.HARM in gates)


def count(ledger: Ledger, gates: frozenset[Gate] = frozenset()) -> Counts:
    contact = ledger.by_day("contact")
    kept = {day for day, entry in contact.items() if is_kept(entry, gates)}
    run = longest = 0
    for day in sorted(contact):
        run = run + 1 if day in kept else 0
        longest = max(longest, run)
    slips = [day for day, entry in contact.items() if entry.value == SLIP]
    return Counts(
        days=len(contact),
        kept=len(kept),
        longest=longest,
        run=run,
        looked=sum(e.value == LOOKED for e in contact.values()),
        own=sum(e.value in ("done", "part") for e in ledger.by_day("own").values()),
        mended=sum(all(day + timedelta(days=n) in kept for n in (1, 2)) for day in slips),
    )


def window_day(person: Person, today: date) -> int | None:
    """The day of the window, 0 on the day it begins. None before it was set."""
    return None if person.since is None else max(0, (today - person.since).days)


def next_milestone(day: int, window: int) -> int | None:
    """The next milestone after `day`, the window's own last day among them. None past the last."""
    ahead = sorted({m for m in (*MILESTONES, window) if m > day})
    return ahead[0] if ahead else None


def blanks(ledger: Ledger, person: Person, today: date) -> list[date]:
    """The days of the last two about whose contact nothing was told, newest first; none from before we met."""
    told = ledger.by_day("contact")
    met = times.today(person.consented, person.zone) if person.consented else today
    recent = (today - timedelta(days=n) for n in range(1, BACKFILL + 1))
    return [day for day in recent if day >= met and day not in told]
