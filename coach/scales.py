"""Short scales, compared with somebody's own past and nothing else: the load, self-clarity, and the PHQ-2.

The load and self-clarity are our own wording, and no clinical test. The PHQ-2 was developed by Drs. Robert L. Spitzer,
Janet B.W. Williams, Kurt Kroenke and colleagues. At three and above it sees 61 % of major depression, and 92 % of those
without it are below (Arroll and others 2010, PMC2906530).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import mean

from msgspec import Struct

from coach.counts import window_day
from coach.ledger import Entry, Ledger
from coach.person import Person

MOST = 4  # of one line of the load and of self-clarity, from 0
LOAD, CLARITY = ("pushed", "body", "work", "life"), ("know", "myself")  # in the order in which they are asked
TURNED = frozenset(["work", "life"])  # of the load: the more, the lighter
OFTEN = {"not": 0, "several": 1, "half": 2, "nearly": 3}  # the answers of the PHQ-2
PHQ, WORTH_SHOWING = ("interest", "down"), 3  # items of 0 to 3; from this sum on it is worth a closer look
PHQ_DAYS, PHQ_FOR, PHQ_REST = (14, 28, 60), 7, 14  # when it is offered, for how long, and how soon not again, in days

LONG, FALLEN, HEAVY = timedelta(weeks=6), 2, 6  # the load has not fallen: by so little over so long, and so high still
APART, TOGETHER = timedelta(days=6), timedelta(days=21)  # between two tellings that make two weeks of it
BAD = 3  # of one line, turned where it is to be turned


class Load(Struct, frozen=True):
    """One telling. `lines`: 0 to 4 each, in the order of LOAD, the heavier the higher."""

    day: date
    lines: tuple[int, ...]

    @property
    def sum(self) -> int:
        return sum(self.lines)


def summed(answers: Mapping[str, str], lines: Sequence[str]) -> tuple[int, ...] | None:
    """The lines as numbers, turned where they are to be turned. None where one was left out: then there is no sum."""
    told = [answers.get(line, "") for line in lines]
    if not all(told):
        return None
    numbers = [OFTEN.get(answer, answer) for answer in told]
    return tuple(MOST - int(n) if line in TURNED else int(n) for line, n in zip(lines, numbers, strict=True))


def note(lines: Sequence[int]) -> str:
    return "+".join(map(str, lines))


def loads(ledger: Ledger) -> list[Load]:
    """Those whose lines can be read."""
    told = [(day, _lines(entry.note)) for day, entry in ledger.by_day("load").items()]
    return [Load(day, lines) for day, lines in told if len(lines) == len(LOAD)]


def _lines(note: str) -> tuple[int, ...]:
    found = note.split("+")
    return tuple(map(int, found)) if all(line.isdecimal() for line in found) else ()


def referral(told: list[Load]) -> str:
    """What the load says that is worth showing to somebody: "body", "work", "load", or nothing."""
    if not told:
        return ""
    for line in ("body", "work"):
        if _is_bad_for_two_weeks(told, LOAD.index(line)):
            return line
    long_ago = [one for one in told if told[-1].day - one.day >= LONG]
    if not long_ago:
        return ""
    lately = [one for one in told if one not in long_ago][-2:]
    first, last = mean(one.sum for one in long_ago[:2]), mean(one.sum for one in lately)
    return "load" if last >= HEAVY and first - last < FALLEN else ""


def _is_bad_for_two_weeks(told: list[Load], line: int) -> bool:
    before = [one for one in told if APART <= told[-1].day - one.day <= TOGETHER]
    return bool(before) and all(one.lines[line] >= BAD for one in (before[-1], told[-1]))


def phq_due(person: Person, ledger: Ledger, today: date) -> bool:
    """Around day 14, 28 and 60, or where moods slide, and not again within two weeks."""
    last = ledger.last("phq2")
    if last is not None and (today - last.day).days < PHQ_REST:
        return False
    day, slid = window_day(person, today) or 0, _slid(ledger, today)
    return slid or any(mark <= day < mark + PHQ_FOR for mark in PHQ_DAYS)


def _slid(ledger: Ledger, today: date) -> bool:
    """Whether the rule that sees three days of sliding spoke in the last days."""
    return any(e.value == "r2" and 0 <= (today - e.day).days <= 3 for e in ledger.of("rule"))


def before(ledger: Ledger, kind: str, today: date) -> Entry | None:
    """The last telling of an earlier day."""
    earlier = [e for e in ledger.of(kind) if e.day < today]
    return earlier[-1] if earlier else None
