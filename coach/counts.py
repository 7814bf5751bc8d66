"""Figures about a person's days, all computed from the ledger. A slip lowers a rate and wipes nothing."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from coach import times
from coach.ledger import Entry, Ledger
from coach.person import Gate, Person

SLIP, LOOKED, REPLIED = "wrote", "looked", "replied"
TOUCH = (SLIP, "they", REPLIED)  # contact that the last one follows
RULE = (REPLIED, LOOKED)  # what may take a day away besides a slip, where they have it so
OWN = frozenset({"done", "part"})
LESSON_DONE = frozenset({"done", "tiny", "gentle"})
MILESTONES = (1, 3, 5, 7, 10, 14, 21, 28, 30, 45, 60, 75, 90)
BACKFILL = 2  # days for which yesterday's contact may still be told
PAUSE, AWAY = "pause", "away"  # entries: a pause from that day on (0 ends it), and days that have gone by already
BROUGHT = "brought"  # an entry: quiet days from another counter, from that day on, and on how many of them they wrote


class Counts(Struct, frozen=True):
    """All in days. `days` were told about, `kept` of them as is_kept() has it; a blank day counts nowhere.

    `longest` is the longest run of kept days; blank days neither break nor lengthen it. `run` is the
    present one. `mended`: slips followed by two kept days. `own`: days with something of one's own (own_days).
    A day of a pause counts nowhere (paused()).
    """

    days: int = 0
    kept: int = 0
    longest: int = 0
    run: int = 0
    looked: int = 0
    own: int = 0
    mended: int = 0


def is_kept(entry: Entry, person: Person) -> bool:
    """A day on which nothing happened that takes it away by the rule they chose. Needed contact never does.

    Looking takes a day from those who frightened or followed the other, whatever their rule: it is the watching that
    they are asked to stop, also where it was told before the gate was; whoever is watched need not write to be afraid.
    """
    return keeps(entry.value, person.standing, person.rule)


def keeps(contact: str, gates: frozenset[Gate], rule: frozenset[str]) -> bool:
    """The same, of an answer about contact."""
    if contact == LOOKED and Gate.HARM in gates:
        return False
    return contact != SLIP and not (contact in RULE and contact in rule)


def count(ledger: Ledger, person: Person) -> Counts:
    """Everything anew, by the rule as it is now."""
    away = paused(ledger)
    contact = {day: entry for day, entry in ledger.by_day("contact").items() if day not in away}
    earlier, slips = _brought(ledger, person)
    kept = {day for day, entry in contact.items() if is_kept(entry, person)}
    kept |= set[date]() if slips else earlier
    told = contact.keys() | earlier
    run = longest = 0
    for day in sorted(contact.keys() | kept):
        run = run + 1 if day in kept else 0
        longest = max(longest, run)
    wrote = [day for day, entry in contact.items() if entry.value == SLIP]
    return Counts(
        days=len(told),
        kept=len(kept) + (max(0, len(earlier) - slips) if slips else 0),
        longest=longest,
        run=run,
        looked=sum(e.value == LOOKED for e in contact.values()),
        own=len(own_days(ledger) - away),
        mended=sum(all(after in kept for after in _next_two(day, away)) for day in wrote),
    )


def _next_two(day: date, away: frozenset[date]) -> list[date]:
    """The two days after it; those of a pause are passed over."""
    after = [later for n in range(1, len(away) + 3) if (later := day + timedelta(days=n)) not in away]
    return after[:2]


def _brought(ledger: Ledger, person: Person) -> tuple[set[date], int]:
    """The days from another counter that nothing else is known of, and on how many of them they reached out."""
    last = ledger.last(BROUGHT)
    if last is None:
        return set(), 0
    known = ledger.by_day("contact").keys() | paused(ledger)
    days = range((times.today(last.at, person.zone) - last.day).days)
    return {day for n in days if (day := last.day + timedelta(days=n)) not in known}, int(last.value)


def paused(ledger: Ledger) -> frozenset[date]:
    """The days that count nowhere: of a pause, or told of as an illness or a journey afterwards.

    A day whose contact had been told before that stays as it was told: a pause takes nothing back. One that was told
    of while it lay in a pause stays outside the count, also where the pause ends on that day: it was said so.
    """
    return ledger.once("paused", lambda: frozenset(_paused(ledger)))


def _paused(ledger: Ledger) -> set[date]:
    away, told, inside = set[date](), set[date](), set[date]()
    if not ledger.of(PAUSE) and not ledger.of(AWAY):
        return away
    for entry in ledger:
        if entry.kind == "contact":
            (inside if entry.day in away else told).add(entry.day)
        elif entry.kind == PAUSE:  # another, or none, takes its place from here on; what was told in it stays outside
            away = {day for day in away if day < entry.day or day in inside}
        if entry.kind in (PAUSE, AWAY):
            away |= {entry.day + timedelta(days=n) for n in range(int(entry.value))} - told
    return away


def still_paused(person: Person, now: datetime) -> int:
    """How many days, from today on, a pause still has that they set themselves."""
    until = person.paused_until
    if until is None or until <= now:
        return 0
    return (times.today(until, person.zone) - times.today(now, person.zone)).days


def own_days(ledger: Ledger) -> frozenset[date]:
    """The days with something of one's own, whole or in part: told at a check-in, by itself, or a lesson's action."""
    return ledger.once("own_days", lambda: frozenset(_own_days(ledger)))


def _own_days(ledger: Ledger) -> set[date]:
    told = {day for day, entry in ledger.by_day("own").items() if entry.value in OWN}
    return told | {e.day for e in ledger.of("did")} | {e.day for e in ledger.of("lesson") if is_done(e)}


def is_done(lesson: Entry) -> bool:
    """Whether a lesson's action was done, in full, in two minutes, or as one that was shown to somebody low."""
    return lesson.value.partition(".")[2] in LESSON_DONE


def window_day(person: Person, today: date) -> int | None:
    """The day of the window, 0 on the day it begins. None before it was set."""
    return None if person.since is None else max(0, (today - person.since).days)


def next_milestone(day: int, window: int) -> int | None:
    """The next milestone after `day`, the window's own last day among them. None past the last."""
    ahead = sorted({m for m in (*MILESTONES, window) if m > day})
    return ahead[0] if ahead else None


def blanks(ledger: Ledger, person: Person, today: date) -> list[date]:
    """The days of the last two about whose contact nothing was told, newest first; none from before we met.

    Nor one of a pause.
    """
    told = ledger.by_day("contact").keys() | paused(ledger)
    met = times.today(person.consented, person.zone) if person.consented else today
    recent = (today - timedelta(days=n) for n in range(1, BACKFILL + 1))
    return [day for day in recent if day >= met and day not in told]
