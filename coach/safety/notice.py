"""What a message tells of: how near danger is, and what is meant by it. Cues and a model together.

Cues are few and exact, and need nothing. The model has read thousands of messages, and sees what is only hinted;
without it (`seen` is None) cues decide alone. A false alarm costs one gentle question; a miss can cost a life.
"""

import hashlib
import re
from enum import Enum

from msgspec import Struct

from coach.safety import cues, tongues
from coach.safety.normal import normal
from coach.safety.seen import Seen

_APOSTROPHES, _HYPHENS = re.compile("['`\u2018\u2019\u02bc]"), re.compile("[-\u2010-\u2015_]")
_PLEASE = (
    r"(?:oh |please |pls |plz |i |we |somebody |someone |anyone |anybody |can (?:somebody|someone|anyone|you) ){0,9}"
)
_NOW = r"(?: me| us| now| please| pls| plz| right now| here| for me| tonight){0,5}"
_FELT = (
    r"(?:i )?(?:really )?cant (?:breathe|cope)(?: any ?more)?|(?:im )?panick?ing"
    r"|(?:i think )?(?:im )?(?:having )?(?:a )?panic attacks?"
)
_SYMPTOM = re.compile(_FELT)
_HELP = re.compile(
    rf"^(?:{_PLEASE}(?:really )?(?:need (?:some |your )?)?help{_NOW}"
    rf"|{_PLEASE}(?:need|want|call|get)(?: me)? (?:an? )?ambulance{_NOW}"
    rf"|{_PLEASE}(?:call|ring|phone) (?:the )?(?:police|somebody|someone|\d{{3}}|emergency(?: services)?){_NOW}"
    r"|(?:who|what number|which number|whom) (?:do|can|should|could) i (?:call|ring|phone|talk to|speak to|text)"
    r"(?: now| please| right now| tonight){0,3}"
    r"|(?:i )?(?:need |want )?(?:a |the )?(?:suicide |crisis )?(?:hotline|helpline|crisis|crisis line)"
    r"(?: numbers?)?(?: please| pls| now){0,3}"
    rf"|emergency|s ?o ?s|911|999|{_FELT}"
    r"|ayuda(?:me)?(?: por favor)?|socorro|ajuda|me ajuda|au secours|a laide|aidez moi|hilfe|hilf mir|bachao|madad"
    rf"|{'|'.join(tongues.plainly(tongues.HELP))})"
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
        return self.tier == 1 and self.by_model_alone

    @property
    def by_model_alone(self) -> bool:
        """No exact words, and nothing of somebody else."""
        return not self.dangers and all(cue.startswith(MARK) for cue in self.cues)

    @property
    def alarming(self) -> bool:
        """Somebody has to be called, whatever else is so."""
        return self.tier >= 2 or bool(self.dangers)


SIGN = "\N{SQUARED SOS}"
MARK = "model "  # before the mark of words that only the model saw something in
NOTHING = Noticed()
LONG = 35  # words from which a message is long, and so many ordinary sentences may add up to an alarm
DANGER = 0.2  # of the model's danger, from which the tier is 2
ASK = 0.06  # of its doubt, from which the tier is 1
NOW = 0.4
DOUBTED = 0.03  # a cue that the model sees so little in is asked about lightly
TOLD = 0.4  # of abuse and stalking
NONE_OF_THEIR_OWN = 0.12  # of its danger, below which words of danger may be somebody else's, or long over
NOT_THEIR_OWN = 0.5  # of somebody else's danger, and of what is over
SURE = 0.4  # how much likelier than the next one an intent is that needs no asking


def _compiled(groups: dict[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?:\b|^)(?:{'|'.join(found)})\b") for name, found in groups.items()}


_TIERS = {3: _compiled(cues.NOW), 2: _compiled(cues.WISH), 1: _compiled(cues.EITHER)}
_TIERS[2]["said_in_another_tongue"] = re.compile(
    rf"(?<!\w)(?:{'|'.join(p for said in tongues.DANGER.values() for p in tongues.plainly(said))})(?!\w)"
    rf"|{'|'.join(p for said in tongues.UNSPACED.values() for p in tongues.plainly(said))}"
)
_HARMS, _THEIRS = {Danger.HARM: _compiled(cues.HARM), Danger.OTHERS: _compiled(cues.OTHERS)}, _compiled(cues.THEIRS)
_PAST, _PRESENT = re.compile(rf"\b(?:{cues.PAST})\b"), re.compile(rf"\b(?:{cues.PRESENT})\b")
_ME_TOO, _SENTENCES = re.compile(rf"\b(?:{cues.ME_TOO})\b"), re.compile(r"[.!?;]+(?: |$)")
_ORDER, _TOLD_NO = re.compile(rf"\b(?:{cues.ORDER})\b"), re.compile(rf"\b{cues.TOLD_NO}")
_BREACH = re.compile(cues.BREACH)
_NO_ORDER = re.compile(
    rf"\b{cues.NO_ORDER} (?:{cues.ORDER})\b|\b{cues.ANOTHERS}\b(?: \w{{1,14}}){{0,5}} (?:{cues.ORDER})\b"
    rf"|(?:{cues.ORDER}) (?:(?:was|got|is|has|been|have) ){{0,3}}{cues.OVER}\b"
)
_NO_TOLD = re.compile(rf"\b{cues.PERHAPS}\b(?: \w{{1,14}}){{0,6}} {cues.TOLD_NO}")
_MYSELF = re.compile(rf"\b(?:my ?self|both of us|then me|and me|{cues.ME_TOO})\b")
_I_DID = re.compile(rf"(?:{cues.I_DID})\b")
KNOWN = frozenset({cues.THEIR_ACT, cues.THEIR_DEATH})
MEANT = frozenset({"violence_meant", "armed"})
VIOLENT = MEANT | {"violence_done"}  # any other harm is finding, following, watching
NAMED = frozenset({"said_plainly", "self_harm"})  # cues that name the thing, as those do who only talk of it


class _Cued(Struct):
    """Names of cues. `own`: of danger to their own life, by tier; `over`: of such as is told to be over; `theirs`."""

    own: dict[int, list[str]]
    over: list[str]
    theirs: list[str]
    both: bool = False  # somebody else's and their own in one sentence

    @property
    def tier(self) -> int:
        return max((tier for tier, names in self.own.items() if names), default=0)


def judge(text: str, seen: Seen | None) -> Noticed:
    """What a message tells of. `seen` is None where no model has read it."""
    if not any(c.isalpha() for c in text):
        return NOTHING
    plain = _plain(text)
    cued = _by_sentence(plain)
    theirs, past = _not_their_own(seen)
    if seen is not None and theirs and seen.danger < NONE_OF_THEIR_OWN:
        cued = _moved(cued)
    harms = {danger: _found(group, plain) for danger, group in _HARMS.items()}
    wrath = not VIOLENT.isdisjoint(harms[Danger.HARM])
    theirs = theirs and not wrath
    by_model = 0 if seen is None or _is_wrath(plain, cued, harms) else _by_model(cued, seen)
    tier = max(cued.tier if seen is None else _weighed(cued, seen), by_model)
    over = tier == 0 and (past or bool(cued.over))
    plainly = _is_of_law(plain) or not KNOWN.isdisjoint(cued.theirs)  # then exact words alone tell of harm
    dangers = [danger for danger, names in harms.items() if names or (_tells(danger, seen) and not plainly)]
    dangers += [Danger.THEIRS] if theirs or (tier == 0 and cued.theirs) else []
    intent, sure = _intent(tier, dangers, seen)
    named = [name for names in (*cued.own.values(), cued.over, *harms.values(), cued.theirs) for name in names]
    found = tuple(dict.fromkeys(named)) or ((_mark(plain),) if tier or dangers or over else ())
    return Noticed(tier, tuple(dangers), intent, sure, found, over)


def _is_of_law(plain: str) -> bool:
    """Whether an order is spoken of, and no breach of it."""
    return _ORDER.search(plain) is not None and _BREACH.search(plain) is None


def _by_sentence(plain: str) -> _Cued:
    cued = _Cued({tier: [] for tier in _TIERS}, [], [])
    for sentence in _SENTENCES.split(plain):
        own, others = {tier: _found(group, sentence) for tier, group in _TIERS.items()}, _found(_THEIRS, sentence)
        cued.theirs += others
        too = _ME_TOO.search(sentence) is not None
        cued.both |= bool(others) and too
        if others and not too:
            cued.own[3] += own[3] if _I_DID.search(sentence) else []
            continue
        if _PAST.search(sentence) and _PRESENT.search(sentence) is None:
            cued.over += [*own[3], *own[2]]
            continue
        for tier, names in own.items():
            cued.own[tier] += names
    return cued


def _not_their_own(seen: Seen | None) -> tuple[bool, bool]:
    """Whether the model takes it for somebody else's danger, and for what is over."""
    return seen is not None and seen.theirs >= NOT_THEIR_OWN, seen is not None and seen.past >= NOT_THEIR_OWN


def _moved(cued: _Cued) -> _Cued:
    """With the words of danger as somebody else's."""
    names = [*cued.own[3], *cued.own[2], *cued.own[1]]
    return _Cued({tier: [] for tier in cued.own}, cued.over, [*cued.theirs, *names])


def _mark(plain: str) -> str:
    """The name of words that only the model saw something in: it tells them from others, and nobody what they were.

    Sixteen bits: so many sentences share each mark that a guessed one proves nothing.
    """
    return f"{MARK}{hashlib.sha256(plain.encode()).hexdigest()[:4]}"


def _found(group: dict[str, re.Pattern[str]], plain: str) -> list[str]:
    return [name for name, pattern in group.items() if pattern.search(plain)]


def _weighed(cued: _Cued, seen: Seen) -> int:
    """Plain words in which the model sees nothing are an essay's, a song's or a joke's more often than not.

    They are asked about lightly, and so is what it takes for long over. A wish, or what is meant to be done, has to be
    nothing to it twice over.
    """
    wished, (_, past) = set(cued.own[3] + cued.own[2]) - NAMED, _not_their_own(seen)
    nothing = seen.danger < DOUBTED and (not wished or seen.ask < DOUBTED)
    nothing = nothing or (past and seen.danger < NONE_OF_THEIR_OWN)
    return 1 if cued.tier >= 2 and nothing else cued.tier


def _by_model(cued: _Cued, seen: Seen) -> int:
    """What the model makes of words that tell of somebody else, or of long ago, is their darkness, if there are few.

    But not where it sees what is meant to be done, or is done.
    """
    long, elsewhere = seen.words >= LONG, any(_not_their_own(seen))
    if cued.tier == 0 and (cued.over or cued.theirs) and not (long or cued.both) and seen.now < NOW:
        return 0
    if seen.danger >= DANGER:
        return 3 if seen.now >= NOW else 2
    return 1 if seen.ask >= ASK and not elsewhere else 0


def _is_wrath(plain: str, cued: _Cued, harms: dict[Danger, list[str]]) -> bool:
    """To kill somebody else is meant, and nothing is said of themselves: it is not their own life that is in danger."""
    meant = not MEANT.isdisjoint(harms[Danger.HARM]) and not harms[Danger.OTHERS]
    return meant and cued.tier == 0 and _MYSELF.search(plain) is None


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


def is_symptom(text: str) -> bool:
    """Whether a call for help names only what somebody feels: in a plan it is a warning sign like others."""
    return _SYMPTOM.fullmatch(_plain(text).strip(".!?, ")) is not None


def signals(text: str) -> bool:
    """Whether the sign of distress stands somewhere in a text."""
    return SIGN in text


def asks_for_help(text: str) -> bool:
    """Whether the words are a call for help and nothing else, whatever is open."""
    words = _plain(text.replace(SIGN, " ")).strip(".!?, ")
    return _HELP.fullmatch(words) is not None or (signals(text) and not words)


def forbids(text: str) -> str | None:
    """What they tell of that forbids them to get in touch: "order", "told_no", or nothing. Not one that is over."""
    plain = _plain(text)
    if _ORDER.search(plain) and _NO_ORDER.search(plain) is None:
        return "order"
    return "told_no" if _TOLD_NO.search(plain) and _NO_TOLD.search(plain) is None else None


def _plain(text: str) -> str:
    """As it is read (normal.py), without apostrophes and hyphens."""
    bare = _APOSTROPHES.sub("", normal(text))
    return " ".join(_HYPHENS.sub(" ", bare).split())
