"""Two habits in closeness, in eight sentences of our own (content 6.1): reaching for, and stepping back.

Not a clinical test, and of nobody but the person who answers. The bands are judgement.
"""

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct

from coach.ledger import Entry, note_of

REACH = ("reach1", "reach2", "reach3", "reach4")
STEP = ("step1", "step2", "step3", "step4")
ITEMS = (*REACH, *STEP)
LEAST = 3  # of four sentences answered, below which there is no mean
SOME, STRONG = 1.6, 2.4
AGAIN_AFTER = 14  # days
BANDS = ("low", "some", "strong")

SEEN_REACH = ("seen_asked", "seen_anxious")
SEEN_STEP = ("seen_quiet", "seen_apart", "seen_ended")
SEEN_OPEN = "seen_told"  # the opposite of stepping back
SEEN = ("seen_quiet", "seen_asked", "seen_told", "seen_apart", "seen_anxious", "seen_ended")
OFTEN: Mapping[str, int] = {"often": 2, "some": 1, "no": 0}
UNKNOWN = 3  # of six left open, from which on nothing is read
SHOWS = 1.0  # a mean of what was seen, from which on it was there


class Reading(Struct, frozen=True):
    """Both means are 0 to 4. `name` is steady, reach, step or both."""

    reach: float
    step: float
    name: str


def mean(answers: Mapping[str, str], items: Sequence[str]) -> float | None:
    """None where too few are answered."""
    told = [int(answers[item]) for item in items if answers.get(item, "").isdecimal()]
    return sum(told) / len(told) if len(told) >= LEAST else None


def band(mean: float) -> int:
    """0 low, 1 some, 2 strong. Both edges are in the middle one."""
    return 0 if mean < SOME else 2 if mean > STRONG else 1


def read(answers: Mapping[str, str]) -> Reading | None:
    """None where too few are answered."""
    reach, step = mean(answers, REACH), mean(answers, STEP)
    return None if reach is None or step is None else Reading(reach, step, _name(band(reach), band(step)))


def _name(reach: int, step: int) -> str:
    """What is not low names it. Where both are not, the stronger one does, and two that are as strong are both."""
    if reach == step:
        return "both" if reach else "steady"
    return "reach" if reach > step else "step"


def seen(answers: Mapping[str, str]) -> str | None:
    """What was seen of the other: steady, reach, step or both. None: too much of it is not known."""
    told = {item: OFTEN[answers[item]] for item in SEEN if answers.get(item) in OFTEN}
    if len(SEEN) - len(told) >= UNKNOWN:
        return None
    reach = [told[item] for item in SEEN_REACH if item in told]
    step = [told[item] for item in SEEN_STEP if item in told]
    step += [max(OFTEN.values()) - told[SEEN_OPEN]] if SEEN_OPEN in told else []
    is_reach, is_step = (bool(one) and sum(one) / len(one) >= SHOWS for one in (reach, step))
    return {(True, True): "both", (True, False): "reach", (False, True): "step"}.get((is_reach, is_step), "steady")


def pair(mine: str, theirs: str) -> str:
    """The dance of two: the chase, from either side, two of a kind, or none in particular."""
    if {mine, theirs} == {"reach", "step"}:
        return "chase" if mine == "reach" else "chased"
    if mine == theirs and mine in ("reach", "step"):
        return f"two_{mine}"
    return "open"


def write(answers: Mapping[str, str]) -> str:
    return json.dumps({item: answers[item] for item in ITEMS if answers.get(item)}, separators=(",", ":"))


def load(entry: Entry) -> dict[str, str]:
    """Empty where it cannot be read."""
    return note_of(entry, dict[str, str]) or {}
