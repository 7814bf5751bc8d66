"""What the coach says after a check-in: the rules, in the order in which they speak."""

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from statistics import mean

from msgspec import Struct

from coach import drink
from coach.counts import LOOKED, REPLIED, SLIP
from coach.ledger import Entry, Ledger
from coach.person import BARRED, Gate, afraid
from coach.signs import STRONG, Signs

LOW, DULL = 3, 4  # a mood to be gentle with, and one that is not yet called bright

_RUMINATION = re.compile(r"\b(?:why|what if|should(?:n't)? have|if only|could have)\b")


# The conditions, one a rule (content 7)


def very_low(s: Signs) -> bool:
    two = s.moods(2)
    return s.mood.get(s.today, 10) <= 1 or (len(two) == 2 and max(two) <= 2)


def sliding(s: Signs) -> bool:
    return falling(s) or lower(s)


def falling(s: Signs) -> bool:
    """Lower on each of three days running, and so by three points at least."""
    four = s.moods(4)
    return len(four) == 4 and all(b < a for a, b in pairwise(four))


def rising(s: Signs) -> bool:
    """Higher on each of three days running."""
    four = s.moods(4)
    return len(four) == 4 and all(b > a for a, b in pairwise(four))


def lower(s: Signs) -> bool:
    """The mean of the last three days two under the baseline, whichever way they went."""
    return s.baseline is not None and len(s.moods(3)) == 3 and s.baseline - mean(s.moods(3)) >= 2


def strong_pull(s: Signs) -> bool:
    return s.urge.get(s.today, 0) >= STRONG


def same_hours(s: Signs) -> bool:
    """A strong urge, and one in this part of the day on three of the last seven days."""
    return strong_pull(s) and s.strong_days(s.slot) >= 3


def reached_out(s: Signs) -> bool:
    return s.contact.get(s.today) == SLIP


def they_reached_out(s: Signs) -> bool:
    return s.contact.get(s.today) in ("they", REPLIED)


def ruminating(s: Signs) -> bool:
    words = sum(bool(_RUMINATION.search(s.word.get(d, ""))) for d in s.last(5))
    return words >= 3 or sum(s.contact.get(d) == LOOKED for d in s.last(7)) >= 2


def no_own_things(s: Signs) -> bool:
    told = [s.own[d] for d in sorted(s.own)][-3:]
    return told == ["no"] * 3 and s.today in s.own


def lifted(s: Signs) -> bool:
    return s.baseline is not None and s.today in s.mood and s.mood[s.today] >= s.baseline + 2


def tugging(s: Signs) -> bool:
    """Mood up since the last told day, and the pull up too."""
    told = sorted(s.mood.keys() & s.urge.keys())
    if len(told) < 2 or told[-1] != s.today:
        return False
    brighter = s.mood[s.today] > max(s.mood[told[-2]], DULL)  # from 2 to 3 is no brighter day
    return brighter and s.urge[s.today] > s.urge[told[-2]]


def needed(s: Signs) -> bool:
    return s.contact.get(s.today) == "needed"


def flat(s: Signs) -> bool:
    ten = s.moods(10)
    nothing = all(s.own.get(d, "no") == "no" for d in s.last(10))
    return len(ten) == 10 and all(4 <= m <= 6 for m in ten) and nothing


def drinking(s: Signs) -> bool:
    said = drink.own(s.word.get(s.today, ""))
    return said and (s.mood.get(s.today, 10) <= 3 or s.slot == "night")


def always(_: Signs) -> bool:
    return True


class Rule(Struct, frozen=True):
    """`rest`: so many days after it spoke it may speak again at the soonest; without it, at the next check-in.

    `waits`: when another speaks, it may speak at the next check-in, for what it says of a week is so tomorrow too.
    """

    id: str
    holds: Callable[[Signs], bool]
    rest: int = 0
    waits: bool = False


RULES = (  # in order of priority; R0 is coach/safety and comes before any flow, R15 is the back-off in rhythm.py
    Rule("r1", very_low),
    Rule("r5", reached_out),
    Rule("r6", they_reached_out),
    Rule("r3", strong_pull),
    Rule("r2", sliding, rest=4),
    Rule("r14", drinking, rest=3),
    Rule("r7", ruminating, rest=7, waits=True),
    Rule("r4", same_hours, rest=7, waits=True),
    Rule("r8", no_own_things, rest=5),
    Rule("r11", needed),
    Rule("r10", tugging, rest=5),
    Rule("r9", lifted, rest=3),
    Rule("r12", flat, rest=10),
    Rule("r13", always),
)


def judge(
    s: Signs, queued: frozenset[str] = frozenset(), silent: frozenset[str] = frozenset()
) -> tuple[str, tuple[str, ...]]:
    """The rule that speaks, and those that wait for the next check-in. `queued`: those that have been waiting."""
    ready = [r for r in RULES if (r.holds(s) or r.id in queued) and r.id not in silent and not _rests(r, s)]
    speaks, *others = ready
    return speaks.id, tuple(r.id for r in others if r.waits)


def _rests(rule: Rule, s: Signs) -> bool:
    """A rule that spoke today may speak again today: a second check-in replaces the first."""
    spoke = s.rules.get(rule.id)
    return spoke is not None and 0 < (s.today - spoke).days < rule.rest


def variant_of(rule: str, s: Signs) -> str:
    """The words for a rule: some have other sets for other cases, the first that fits."""
    fits = {
        "r2_low": not falling(s),
        "r5_both": afraid(s.gates) and bool(s.gates & BARRED),  # whomever the order protects
        "r5_abuse": afraid(s.gates),
        "r5_gate": bool(s.gates & {Gate.ORDER, Gate.NO}),
        "r5_harm": Gate.HARM in s.gates,
        "r5_many": sum(s.contact.get(d) == SLIP for d in s.last(7)) >= 3,
        "r6_back_gate": replied(s) and bool(s.gates & BARRED),
        "r6_back_abuse": replied(s) and Gate.ABUSE in s.gates,
        "r6_gate": Gate.ORDER in s.gates,
        "r6_abuse": Gate.ABUSE in s.gates,
        "r6_back": replied(s),
        "r11_gate": bool(s.gates & {Gate.ORDER, Gate.HARM}),
        "r11_abuse": Gate.ABUSE in s.gates,
        "r5_none": all(answer == SLIP for answer in s.contact.values()),
        "r13_watched": (bool(s.gates & BARRED) or LOOKED in s.rule) and s.contact.get(s.today) == LOOKED,
        "r5_plain": not s.counting,
        "r5_teen": s.teen,
        "r13_low": s.mood.get(s.today, 10) <= LOW,
        "r13_first": len(s.contact) <= 1 and len(s.mood) <= 1,
        "r13_blank": s.today not in s.contact,
        "r13_plain": not s.counting,
        "r13_teen": s.teen,
    }
    return next((key for key, so in fits.items() if so and key.startswith(f"{rule}_")), rule)


def replied(s: Signs) -> bool:
    return s.contact.get(s.today) == REPLIED


def tail(s: Signs) -> str:
    """What is added for those who looked them up, or wrote back where that takes the day away; empty for others.

    There is no comfort where the other is to be left alone, and no counting where none is wanted.
    """
    if s.contact.get(s.today) == LOOKED:
        fits = {
            "tail_looked_harm": Gate.HARM in s.gates,
            "tail_looked_gate": bool(s.gates & BARRED),
            "tail_looked_plain": not s.counting,
            "tail_looked_rule": LOOKED in s.rule,
        }
        return next((key for key, so in fits.items() if so), "tail_looked")
    counts = s.counting and REPLIED in s.rule
    return "tail_replied" if replied(s) and counts else ""


def waiting(ledger: Ledger, today: date) -> frozenset[str]:
    """The rules that waited at the last check-in, if that was yesterday or the day before."""
    queue: list[Entry] = ledger.of("queue")
    last = max((e.day for e in queue if e.day < today), default=None)
    return frozenset(e.value for e in queue if e.day == last and (today - e.day).days <= 2)
