"""What today's check-in and the ledger say together: the signs that the rules of a check-in go by."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from statistics import mean, median

from msgspec import Struct

from coach import times
from coach.counts import own_days, paused
from coach.ledger import Entry, Ledger
from coach.person import Age, Gate, Person

BASELINE_DAYS, BASELINE_LEAST = 14, 5
STRONG = 7  # an urge that asks for company
ASKED = timedelta(hours=3)  # after a message of ours the hour of an answer is ours, and not theirs
LEAST_TOLD = 2  # numbers from one part of the day, before anything is said of it
HOURS = (("morning", 5), ("afternoon", 12), ("evening", 17), ("night", 22))  # the parts of a day and when they begin


class Signs(Struct, frozen=True):
    """What today's check-in and the ledger say together, by local date; what was not told is not there.

    `rule`, `counting`: as they have it (coach/person.py). `away`: the days that count nowhere.
    `slot` is the part of the day it is now. `strong`: the days and parts of the day of every strong urge.
    `pulled`: the days on which a strong pull was told of in any way (is_strong).
    `own`: what was told at check-ins; `own_days`: the days with something of their own, however it was told.
    """

    today: date
    slot: str
    gates: frozenset[Gate]
    teen: bool
    mood: dict[date, int]
    urge: dict[date, int]
    contact: dict[date, str]
    own: dict[date, str]
    own_days: frozenset[date]
    word: dict[date, str]
    strong: frozenset[tuple[date, str]]
    pulled: frozenset[date]
    rules: dict[str, date]
    rule: frozenset[str] = frozenset()
    counting: bool = True
    away: frozenset[date] = frozenset()

    def last(self, days: int) -> list[date]:
        return [self.today - timedelta(days=n) for n in reversed(range(days))]

    def moods(self, days: int) -> list[int]:
        return [self.mood[d] for d in self.last(days) if d in self.mood]

    @property
    def baseline(self) -> float | None:
        """The median mood of the fourteen told days before today (content 7); None under five of them."""
        before = [m for d, m in sorted(self.mood.items()) if d < self.today][-BASELINE_DAYS:]
        return median(before) if len(before) >= BASELINE_LEAST else None

    def strong_days(self, slot: str) -> int:
        """On how many of the last seven days a strong urge came in that part of the day."""
        return len({day for day, part in self.strong if part == slot and day in self.last(7)})

    @property
    def strong_hours(self) -> str:
        """The part of the day in which most of them came; of several, the one it is now or the earliest."""
        return max((self.slot, *(name for name, _ in HOURS)), key=self.strong_days)


def signs(ledger: Ledger, person: Person, today: date, now: datetime) -> Signs:
    def numbers(kind: str) -> dict[date, int]:
        return {d: int(e.value) for d, e in ledger.by_day(kind).items()}

    return Signs(
        today=today,
        slot=part_of_day(now, person.zone),
        gates=person.standing,
        teen=person.age is Age.TEEN,
        mood=numbers("mood"),
        urge=numbers("urge"),
        contact={d: e.value for d, e in ledger.by_day("contact").items()},
        own={d: e.value for d, e in ledger.by_day("own").items()},
        own_days=own_days(ledger),
        word=_words(ledger),
        strong=frozenset(
            (times.today(e.at, person.zone), part_of_day(e.at, person.zone))
            for e in ledger.of("urge")
            if int(e.value) >= STRONG
        ),
        pulled=frozenset(e.day for kind in ("urge", "sos", "held") for e in ledger.of(kind) if is_strong(e)),
        rules={e.value: e.day for e in ledger.of("rule")},
        rule=person.rule,
        counting=person.counting,
        away=paused(ledger),
    )


def _words(ledger: Ledger) -> dict[date, str]:
    """All that was said on a day: what is added after a check-in takes nothing back."""
    said: dict[date, str] = {}
    for entry in ledger.of("word"):
        said[entry.day] = f"{said.get(entry.day, '')}\n{entry.note.casefold()}"
    return said


def part_of_day(at: datetime, zone: str) -> str:
    hour = times.local(at, zone).hour
    return next((name for name, begins in reversed(HOURS) if hour >= begins), "night")


def best_part(ledger: Ledger, zone: str, days: Collection[date]) -> str:
    """The part of the day in which the moods of these days were highest. Empty where two parts can't be compared."""
    told: dict[str, list[int]] = {}
    for entry in ledger.of("mood"):
        if entry.day in days:
            told.setdefault(part_of_day(entry.at, zone), []).append(int(entry.value))
    means = sorted((mean(values), part) for part, values in told.items() if len(values) >= LEAST_TOLD)
    return means[-1][1] if len(means) > 1 and means[-1][0] - means[0][0] >= 1 else ""


def strong_part(ledger: Ledger, zone: str, days: Collection[date]) -> str:
    """The part of the day in which most strong pulls of these days came: at least two, and more than in any other."""
    there = (e for e in by_themselves(ledger) if e.day in days)
    strong = Counter(part_of_day(e.at, zone) for e in there).most_common(2)
    first, second = (*(n for _, n in strong), 0, 0)[:2]
    return strong[0][0] if first >= LEAST_TOLD and first > second else ""


def by_themselves(ledger: Ledger) -> Iterator[Entry]:
    """Strong pulls that came by themselves: the ten minutes, a message handed in, one told unasked.

    The hour of a check-in that follows a message of ours is our hour, and not theirs.
    """
    asked = sorted(e.at for e in ledger.of("push"))
    for entry in (*ledger.of("sos"), *ledger.of("held"), *ledger.of("urge")):
        before = bisect_right(asked, entry.at)
        ours = entry.kind == "urge" and before and entry.at - asked[before - 1] < ASKED
        if not ours and is_strong(entry):
            yield entry


def is_strong(entry: Entry) -> bool:
    """Whether it tells of a strong pull: as a number, by ten minutes without one, or by a message handed in."""
    numbered = entry.kind in ("urge", "sos") and entry.value.isdecimal()
    return int(entry.value) >= STRONG if numbered else entry.kind in ("sos", "held")
