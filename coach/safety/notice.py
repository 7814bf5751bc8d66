"""What a message tells of: how near danger is, and what is meant by it. Cues and a model together.

Cues are few and exact, and need nothing. The model has read thousands of messages, and sees what is only hinted;
without it (`seen` is None) cues decide alone. A false alarm costs one gentle question; a miss can cost a life.
"""

import hashlib
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
    `cues`: the names of the cues that were found (cues.py); where only the model saw it, a mark of the words.
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
    def hinted(self) -> bool:
        """Nothing but a doubt of the model's."""
        return self.tier == 1 and not self.dangers and all(cue.startswith(MARK) for cue in self.cues)

    @property
    def alarming(self) -> bool:
        """Somebody has to be called, whatever else is so."""
        return self.tier >= 2 or bool(self.dangers)


MARK = "model "  # before the mark of words that only the model saw something in
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
_PAST, _PRESENT = re.compile(rf"\b(?:{cues.PAST})\b"), re.compile(rf"\b(?:{cues.PRESENT})\b")
_ME_TOO, _SENTENCES = re.compile(rf"\b(?:{cues.ME_TOO})\b"), re.compile(r"[.!?;]+(?: |$)")
NAMED = frozenset({"said_plainly", "self_harm"})  # cues that name the thing, as those do who only talk of it


def judge(text: str, seen: Seen | None) -> Noticed:
    """What a message tells of. `seen` is None where no model has read it."""
    plain = _plain(text) if text else ""
    own, over, theirs = _by_sentence(plain)
    harms = {danger: _found(group, plain) for danger, group in _HARMS.items()}
    by_cue = max((tier for tier, names in own.items() if names), default=0)
    settled = by_cue == 0 and bool(over or theirs)  # what the model makes of such words, if short, is their darkness
    by_model = _by_model(seen) if seen is not None and not (settled and seen.words < LONG) else 0
    tier = max(by_cue if seen is None else _weighed(by_cue, own, seen), by_model)
    past = bool(over) and tier == 0
    dangers = [danger for danger, names in harms.items() if names or _tells(danger, seen)]
    dangers += [Danger.THEIRS] if theirs and tier == 0 else []
    intent, sure = _intent(tier, dangers, seen)
    cued = [name for names in (*own.values(), over, *harms.values(), theirs) for name in names]
    found = tuple(dict.fromkeys(cued)) or ((_mark(plain),) if tier or dangers else ())
    return Noticed(tier, tuple(dangers), intent, sure, found, past)


def _by_sentence(plain: str) -> tuple[dict[int, list[str]], list[str], list[str]]:
    """The cues of danger to their own life by tier, those that are said to be over, and those of somebody else's."""
    own: dict[int, list[str]] = {tier: [] for tier in _TIERS}
    over, theirs = list[str](), list[str]()
    for sentence in _SENTENCES.split(plain):
        cued = {tier: _found(group, sentence) for tier, group in _TIERS.items()}
        others = _found(_THEIRS, sentence)
        theirs += others
        if others and _ME_TOO.search(sentence) is None:
            continue
        if _PAST.search(sentence) and _PRESENT.search(sentence) is None:
            over += [*cued[3], *cued[2]]
            continue
        for tier, names in cued.items():
            own[tier] += names
    return own, over, theirs


def _mark(plain: str) -> str:
    """The name of words that only the model saw something in: it says which they were, and not what."""
    return f"{MARK}{hashlib.sha256(plain.encode()).hexdigest()[:12]}"


def _found(group: dict[str, re.Pattern[str]], plain: str) -> list[str]:
    return [name for name, pattern in group.items() if pattern.search(plain)]


def _weighed(by_cue: int, own: dict[int, list[str]], seen: Seen) -> int:
    """Plain words in which the model sees nothing are an essay's, a song's or a joke's more often than not."""
    wished = set(own[3] + own[2]) - NAMED
    return by_cue - 1 if by_cue >= 2 and not wished and seen.danger < DOUBTED else by_cue


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
