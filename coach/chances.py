"""An honest look: three scores from sixteen answers, the gates in their order, and a result that promises nothing.

The centre of the estimate is anchored at 30 %, the share that ever reunited in the one survey of people who wanted an
ex back (3,512 readers of a commercial site, asked 9 months to 3 years later; self-selected). Nothing published allows a
personal figure, so a person sees one of four worded bands and, asked for, a range of tenths.
"""

from collections.abc import Mapping
from math import exp, log

from msgspec import Struct

from coach.person import SPEAKS, Gate
from coach.points import QUIZ, Points

ANCHOR, SLOPE = 0.30, 0.16
LEAST, MOST = 0.03, 0.55
EDGES = (0.12, 0.25, 0.40)  # bands 1 to 4
TENTHS = {1: (0, 1), 2: (1, 3), 3: (2, 4), 4: (3, 5)}  # the range of each band, in tenths
MANY_UNKNOWN, TOO_OPEN = 3, 8  # questions left open: the reading is wide; more than half: there is none
UNBANDED = range(1, 8)  # the profiles that come before any odds
POOR_V, GOOD_V, BEST_V, FIRM_G = -7, 2, 3, 3
SAFETY, FEAR = "q01_safety", "afraid"  # the question that words of danger answer too, and the answer that they are
UNTOLD = frozenset(["", "skip"])  # what passes that question over
AGAIN_AFTER = 14  # days
PEAKS = 5  # the profile of those whose strong moments were the bad ones

GATES: Mapping[str, Gate] = {
    "ABUSE": Gate.ABUSE,
    "LEGAL": Gate.ORDER,
    "EXPLICIT_NO": Gate.NO,
    "USER_HARM": Gate.HARM,
    "STALK_FLAG": Gate.HARM,
}
GATED = {gate: number for number, gate in enumerate(SPEAKS, start=1)}  # their profiles, in order
MODIFIERS = {  # flag -> words, and the profiles under which they would harm or say nothing new
    "emotional_abuse_soft": ("m_putdown", frozenset({1})),
    "BREADCRUMB": ("m_breadcrumb", frozenset({1, 2, 3, 4})),
    "PURSUIT": ("m_pursuit", frozenset({1, 2, 3, 4})),
    "LIMITED_CONTACT": ("m_limited", frozenset({1, 2, 3, 4})),
    "USER_ENDED": ("m_user_ended", frozenset({1, 2, 3, 4, 5})),
    "NO_GROWTH": ("m_no_growth", frozenset({1, 2, 3, 4})),
}


class Reading(Struct, frozen=True):
    """`profile` is 1 to 12. `band` is 1 to 4, and None wherever no odds may be shown. `unknown`: left open."""

    r: int
    v: int
    g: int
    flags: frozenset[str]
    profile: int
    band: int | None = None
    unknown: int = 0

    @property
    def gated(self) -> bool:
        return self.profile in GATED.values()

    @property
    def gates(self) -> frozenset[Gate]:
        return frozenset(GATES[f] for f in self.flags if f in GATES)


def read(answers: Mapping[str, str], standing: frozenset[Gate] = frozenset()) -> Reading:
    """What the answers say. A question not answered weighs nothing. `standing`: the gates that are known of already."""
    told = [_points(question, answers.get(question, "")) for question in QUIZ]
    points = [p for several in told for p in several]
    r, g = sum(p.r for p in points), sum(p.g for p in points)
    v = sum(p.v for p in points)
    flags = frozenset(p.flag for p in points if p.flag)
    gates = standing | {GATES[f] for f in flags if f in GATES}
    profile = _override(gates, flags, v)
    if profile is not None:
        return Reading(r, v, g, flags, profile)
    found = band(centre(r))
    return Reading(r, v, g, flags, _profile(found, v, g), found, sum(map(_is_open, told)))


def _is_open(points: list[Points]) -> bool:
    """Whether a question was left out, or answered with "don't know"."""
    return all(p.flag == "DK" for p in points)


def _points(question: str, answer: str) -> list[Points]:
    """The points of an answer. Where several were ticked, all their flags and only the worst of their scores."""
    chosen = [QUIZ[question][code] for code in answer.split("+") if code in QUIZ[question]]
    worst = min(chosen, key=lambda p: p.v, default=None)
    return [p if p is worst else Points(0, 0, 0, p.flag) for p in chosen]


def centre(r: int) -> float:
    """The hidden centre of the estimate, a probability. Never shown."""
    return min(MOST, max(LEAST, 1 / (1 + exp(-(log(ANCHOR / (1 - ANCHOR)) + SLOPE * r)))))


def band(c: float) -> int:
    return 1 + sum(c >= edge for edge in EDGES)


def _override(gates: frozenset[Gate], flags: frozenset[str], v: int) -> int | None:
    """The profiles that come before any odds, first hit wins."""
    for gate, profile in GATED.items():
        if gate in gates:
            return profile
    if "NEG_PEAKS" in flags or v <= POOR_V:
        return 5
    if "TOO_EARLY" in flags:
        return 6
    return 7 if "ON_OFF" in flags and v < GOOD_V else None


def _profile(band: int, v: int, g: int) -> int:
    if band == 1:
        return 8
    if band == 2:
        return 9 if v >= GOOD_V else 8
    if v >= BEST_V:
        return 11 if g >= FIRM_G else 10
    return 12


def band_range(reading: Reading) -> tuple[int, int] | None:
    """The lowest and highest band, one wider each way where three answers or more are not known. None: no odds."""
    if reading.band is None:
        return None
    wide = int(reading.unknown >= MANY_UNKNOWN)
    return max(1, reading.band - wide), min(4, reading.band + wide)


def memories(reading: Reading) -> str:
    """The article's first condition: were the memories good? Not where the strongest of them were the bad ones."""
    v = reading.v
    if reading.profile == PEAKS:
        return "memories_poor"
    return "memories_good" if v >= BEST_V else "memories_mixed" if v >= 0 else "memories_poor"


def footing(g: int) -> str:
    """Its second: what is done with the time."""
    return "footing_firm" if g >= FIRM_G else "footing_starting" if g >= 1 else "footing_none"


def modifiers(reading: Reading) -> list[str]:
    return [key for flag, (key, muted) in MODIFIERS.items() if flag in reading.flags and reading.profile not in muted]


def weightiest(answers: Mapping[str, str], most: int = 3) -> list[tuple[str, Points]]:
    """The questions whose answers weighed most in R and V together, heaviest first; none that weighed nothing."""
    weighed = [(q, p) for q in QUIZ for p in _points(q, answers.get(q, "")) if abs(p.r) + abs(p.v)]
    return sorted(weighed, key=lambda qp: -(abs(qp[1].r) + abs(qp[1].v)))[:most]
