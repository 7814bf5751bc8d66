"""What a message tells of: how near danger is, and what is meant by it. Cues and a model together.

Cues are few and exact, and need nothing. The model has read thousands of messages, and sees what is only hinted;
without it (`seen` is None) cues decide alone. A false alarm costs one gentle question; a miss can cost a life.
"""

import re
from enum import Enum

from msgspec import Struct

from coach.safety import cues
from coach.safety.normal import normal
from coach.safety.seen import Seen

_APOSTROPHES, _HYPHENS = re.compile("['`\u2018\u2019\u02bc]"), re.compile("[-\u2010-\u2015_]")
_HELP = re.compile(
    r"(?:oh |please |pls |i |somebody |someone |can (?:somebody|someone|you) )*"
    r"(?:need (?:some |your )?)?help(?: me| us| now| please| pls)*"
    r"|emergency|(?:i )?(?:really )?cant (?:breathe|cope)(?: any ?more)?"
    r"|(?:im )?panick?ing|(?:i think )?(?:im )?(?:having )?(?:a )?panic attack"
)


class Danger(Enum):
    """Beside danger to one's own life, which has tiers."""

    HARM = "harm"  # their writer may hurt, follow or watch somebody
    OTHERS = "others"  # somebody else has hurt or frightened their writer, or may do so now
    THEIRS = "theirs"  # somebody they know may be in danger from themselves


class Noticed(Struct, frozen=True):
    """`tier`: of danger to their own life; 3 intent, means, goodbye; 2 a wish to die or harm done to oneself, plain or
    veiled; 1 could be either, and a kind person would ask; 0 none.

    `past`: they tell of danger that is over.
    `intent`: one of LABELS, crisis from tier 2; empty where no model was there to say.   `sure`: it needs no asking.
    `cues`: the names of the cues that were found (cues.py), "model" where only the model saw it.
    """

    tier: int = 0
    dangers: tuple[Danger, ...] = ()
    intent: str = ""
    sure: bool = False
    cues: tuple[str, ...] = ()
    past: bool = False

    @property
    def calm(self) -> bool:
        """Nothing in it has to be answered before anything else."""
        return self.tier == 0 and not self.dangers and not self.past

    @property
    def alarming(self) -> bool:
        """Somebody has to be called, whatever else is so."""
        return self.tier >= 2 or bool(self.dangers)


NOTHING = Noticed()
LONG = 35  # words from which a message is long, and so many ordinary sentences may add up to an alarm
DANGER, DANGER_LONG = 0.5, 0.5  # of the model's danger, from which the tier is 2
ASK, ASK_LONG = 0.2, 0.2  # of its doubt, from which the tier is 1
NOW = 0.4
DOUBTED = 0.03  # a cue that the model sees so little in is asked about lightly
TOLD = 0.6  # of abuse and stalking
SURE = 0.4  # how much likelier than the next one an intent is that needs no asking


def _compiled(groups: dict[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?:\b|^)(?:{'|'.join(found)})\b") for name, found in groups.items()}


_TIERS = {3: _compiled(cues.NOW), 2: _compiled(cues.WISH), 1: _compiled(cues.EITHER)}
_HARMS, _THEIRS = {Danger.HARM: _compiled(cues.HARM), Danger.OTHERS: _compiled(cues.OTHERS)}, _compiled(cues.THEIRS)
_PAST = re.compile(rf"\b(?:{cues.PAST})\b")


def judge(text: str, seen: Seen | None) -> Noticed:
    """What a message tells of. `seen` is None where no model has read it."""
    plain = _plain(text) if text else ""
    theirs, own = _found(_THEIRS, plain), {tier: _found(group, plain) for tier, group in _TIERS.items()}
    harms = {danger: _found(group, plain) for danger, group in _HARMS.items()}
    by_cue = max((tier for tier, names in own.items() if names), default=0)
    past = by_cue >= 2 and _PAST.search(plain) is not None and (seen is None or seen.danger < DANGER)
    if past or (theirs and (seen is None or seen.danger < DANGER)):
        by_cue = 0
    tier = by_cue if seen is None else max(_weighed(by_cue, seen), _by_model(seen))
    past = past and tier == 0
    dangers = [danger for danger, names in harms.items() if names or _tells(danger, seen)]
    dangers += [Danger.THEIRS] if theirs and tier == 0 and not past else []
    intent, sure = _intent(tier, dangers, seen)
    found = (
        *(name for names in own.values() for name in names),
        *(n for names in harms.values() for n in names),
        *theirs,
    )
    return Noticed(tier, tuple(dangers), intent, sure, found or (("model",) if tier or dangers else ()), past)


def _found(group: dict[str, re.Pattern[str]], plain: str) -> list[str]:
    return [name for name, pattern in group.items() if pattern.search(plain)]


def _weighed(by_cue: int, seen: Seen) -> int:
    """Plain words in which the model sees nothing are an essay's, a song's or a joke's more often than not."""
    return by_cue - 1 if by_cue >= 2 and seen.danger < DOUBTED else by_cue


def _by_model(seen: Seen) -> int:
    long = seen.words >= LONG
    if seen.danger >= (DANGER_LONG if long else DANGER):
        return 3 if seen.now >= NOW else 2
    return 1 if seen.ask >= (ASK_LONG if long else ASK) else 0


def _tells(danger: Danger, seen: Seen | None) -> bool:
    if seen is None:
        return False
    return (seen.stalking if danger is Danger.HARM else seen.abuse) >= TOLD


def _intent(tier: int, dangers: list[Danger], seen: Seen | None) -> tuple[str, bool]:
    """Safety first (content 11), then the likeliest."""
    if tier >= 2:
        return "crisis", True
    if Danger.OTHERS in dangers or Danger.HARM in dangers:
        return "abuse" if Danger.OTHERS in dangers else "stalking", True
    if seen is None:
        return "", False
    label, ahead = seen.likely
    return label, ahead >= SURE


def asks_for_help(text: str) -> bool:
    """Whether the words are a call for help and nothing else, whatever is open."""
    return _HELP.fullmatch(_plain(text).rstrip(".!?, ")) is not None


def _plain(text: str) -> str:
    """As it is read (normal.py), without apostrophes and hyphens."""
    bare = _APOSTROPHES.sub("", normal(text))
    return " ".join(_HYPHENS.sub(" ", bare).split())
