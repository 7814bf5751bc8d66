"""The last seven days as somebody told them: what a weekly review begins with. Judged here, worded in the pack."""

from collections import Counter
from datetime import date, timedelta

from msgspec import Struct

from coach import own
from coach.counts import is_kept, own_days, paused
from coach.ledger import Ledger
from coach.person import Person
from coach.signs import best_part, strong_part

DAYS = 7
TRIGGERS = 2  # named, of those that came most often


class Week(Struct, frozen=True):
    """`mood`, `urge`: a number a day, 0 to 10, the oldest first; None where the day is blank.

    `contact` days were told about, `kept` of them as is_kept() has it. `own`: days with something of their own;
    `areas`: how many of those came from which area of what was suggested. `best`: the part of the day in which mood was
    highest, `worst`: in which most strong pulls came; empty where it can't be said. `triggers`: ids.
    """

    first: date
    last: date
    mood: tuple[int | None, ...]
    urge: tuple[int | None, ...]
    contact: int
    kept: int
    own: int
    areas: tuple[tuple[str, int], ...]
    best: str
    worst: str
    triggers: tuple[str, ...]

    @property
    def told(self) -> int:
        """On how many days a number was told."""
        return sum(mood is not None or urge is not None for mood, urge in zip(self.mood, self.urge, strict=True))


def week(ledger: Ledger, person: Person, today: date) -> Week:
    days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    away = paused(ledger)
    contact = [e for day, e in ledger.by_day("contact").items() if day in days and day not in away]
    triggers = Counter(e.value for e in ledger.of("trigger") if e.day in days)
    return Week(
        first=days[0],
        last=today,
        mood=_numbers(ledger, "mood", days),
        urge=_numbers(ledger, "urge", days),
        contact=len(contact),
        kept=sum(is_kept(e, person) for e in contact),
        own=len(own_days(ledger).intersection(days)),
        areas=tuple(own.by_area(ledger, frozenset(days)).items()),
        best=best_part(ledger, person.zone, days),
        worst=strong_part(ledger, person.zone, days),
        triggers=tuple(name for name, _ in triggers.most_common(TRIGGERS)),
    )


def _numbers(ledger: Ledger, kind: str, days: list[date]) -> tuple[int | None, ...]:
    told = ledger.by_day(kind)
    return tuple(int(told[day].value) if day in told else None for day in days)
