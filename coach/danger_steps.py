"""The questions that words of danger raise, and what is answered to each answer (content 3.2)."""

import re
from datetime import datetime

from msgspec.structs import replace

from coach import plan, times
from coach.effects import Ask, Change, Effect, Kind, Record
from coach.here import Do, Here, Outcome, says
from coach.ledger import Entry
from coach.person import CALM, Person
from coach.phrases import REFLECTED
from coach.safety import lines


def quiet(person: Person, now: datetime, what: str) -> tuple[Effect, ...]:
    """Three days without odds and without our own messages. What it was and when is kept, and no word of it."""
    return Change(replace(person, calm_until=now + CALM)), *_noted(person, now, "danger", what)


def only_a_phrase(person: Person, now: datetime, heard: str) -> tuple[Effect, ...]:
    """What was heard was a way of saying it, and is not asked about again today."""
    return _noted(person, now, "phrase", heard)


def _noted(person: Person, now: datetime, kind: str, value: str) -> tuple[Effect, ...]:
    """Of somebody who has not agreed to be remembered nothing is noted."""
    return (Record(Entry(kind, value, times.today(now, person.zone), now)),) if person.ready else ()


def phrase(here: Here) -> Outcome:
    """On with what was open."""
    return Outcome((*only_a_phrase(here.person, here.now, here.answers.get("heard", "")), here.say("phrase")))


def unsaid(here: Here) -> Outcome:
    return Outcome((here.urge("unsaid", help=who_to_call(here)),))


def deeper(here: Here) -> Outcome:
    """Not only a phrase: what was open waits, and the direct question comes."""
    return Outcome(quiet(here.person, here.now, "tier2"), alone=True)


def answered(here: Here) -> Outcome:
    """All four answers show who to call. A no is followed by one softer question, and never by silence."""
    match here.answers.get("asked"):
        case "yes":
            return Outcome((_urge(here, "yes"),), "near")
        case "sometimes":
            return Outcome((_urge(here, "sometimes"),))
        case "no":
            return Outcome(go="soft")
        case _:
            return Outcome((_urge(here, "not_said"),))


def softly(here: Here) -> Outcome:
    is_well = here.answers.get("soft") == "no"
    return Outcome((_urge(here, "all_right" if is_well else "worried"),))


def now(here: Here) -> Outcome:
    return Outcome((_urge(here, "now"),))


def near(here: Here) -> Outcome:
    answer = here.answers.get("near", "")
    return Outcome((_urge(here, answer if answer in ("with", "alone", "safer") else "stays"),))


def crisis(here: Here) -> Outcome:
    """Who to call, at any moment: their own plan first, then the numbers, and a way to write on."""
    ask = here.urge("crisis", help=lines.help(here.book, here.there), plan=plan.shown(here))
    return Outcome((replace(ask, choices=here.buttons("elsewhere", *(("plan",) if here.person.ready else ()))),))


def elsewhere(here: Here) -> Outcome:
    """The lines of the country that was asked about; theirs from then on, if none was known."""
    country = here.answers.get("where", "")
    own = () if here.person.country else (Change(replace(here.person, country=country)),)
    text = lines.help(here.book, replace(here.there, country=country))
    return Outcome((*own, Ask("", text, controls=here.book.reach, kind=Kind.URGENT)))


def after(here: Here) -> Outcome:
    """How it is, some hours or a night later."""
    key = here.answers.get("argument", "")
    return Outcome((_urge(here, key if key in ("better", "worse") else "same"),))


def reflected(here: Here) -> str:
    """Their own words given back, by what was heard in them."""
    heard = here.answers.get("heard", "")
    key = f"reflected_{heard}" if heard in REFLECTED else "reflected"
    return here.book.fill(here.book.phrases.say[key], here.seed(key), {})[1]


def who_to_call(here: Here) -> str:
    return lines.crisis(here.book, here.there)


def _urge(here: Here, key: str) -> Effect:
    kind = Kind.REPLY if key == "all_right" else Kind.URGENT
    own = {} if key in ("all_right", "with", "better") else {"plan": plan.shown(here)}
    return here.urge(key, kind, help=who_to_call(here), **own)


def read_ending(here: Here, text: str) -> str:
    """Words in the place of a tap. What is neither a yes, a no nor a sometimes is an answer all the same."""
    return _read(text, _ENDING) or "skip"


def read_worried(here: Here, text: str) -> str:
    return _read(text, _WORRIED) or "bit"


def read_near(here: Here, text: str) -> str:
    return _read(text, _NEAR) or "words"


def how(text: str) -> str | None:
    """What is written in answer to how it is now: an argument of the flow `after`; None for other words."""
    return _read(text, _HOW)


def cannot_speak(text: str) -> bool:
    """Whether they say that a call would be heard, or cannot be made."""
    return _UNHEARD.search(" ".join(re.sub(r"['`\u2019]", "", text.casefold()).split())) is not None


def _read(text: str, kinds: dict[str, re.Pattern[str]]) -> str | None:
    said = " ".join("".join(c for c in text.casefold() if c.isalpha() or c.isspace()).split())
    return next((answer for answer, pattern in kinds.items() if pattern.fullmatch(said)), None)


_SOFTENED = r"(?: (?:i am|im|i do|i have|i think|i guess|so|really|not really|at all|please))*"
_YES, _NO = (
    rf"(?:y|yes|yeah|yea|yep|yup|aye|sure){_SOFTENED}",
    rf"(?:n|no|nope|nah|never|not at all|of course not){_SOFTENED}",
)
_SOMETIMES = (
    r"(?:(?:yes|yeah|not now|no) )?(?:but )?"
    r"(?:sometimes|now and then|maybe|a bit|a little|on and off|it comes and goes)"
)
_FINE = (
    rf"{_NO}|(?:(?:{_NO}) )?(?:im|i am|i ll be|ill be) (?:ok|okay|fine|all right|alright|good|safe)(?: now)?|nothing"
)
_ENDING = {
    "sometimes": re.compile(_SOMETIMES),
    "yes": re.compile(
        rf"{_YES}|(?:{_YES} )?(?:i am|im|i have been|ive been|i do|i have)(?: thinking about it)?(?: a lot)?"
        rf"|(?:{_YES} )?(?:kind of|kinda|sort of|i guess(?: so)?|a lot)|s[ií]|sim|oui|ja|(?:ji )?haan"
    ),
    "no": re.compile(
        rf"{_FINE}|(?:god|hell|lol|haha|oh) {_NO}|(?:no )?(?:i am|im) not|(?:no )?i would never(?: \w+){{0,8}}"
        r"|(?:(?:yes|no) )?(?:(?:its|it was) )?(?:just|only) a? ?(?:phrase|joke|expression|figure of speech)"
        r"|nein|non|n[aã]o|nahi"
    ),
}
_WORRIED = {"no": re.compile(_FINE), "bit": re.compile(_SOMETIMES), "yes": re.compile(_YES)}
_NEAR = {
    "safer": re.compile(r"(?:(?:im|i am) )?(?:safe|safer)(?: now)?|i moved(?: away)?|it passed"),
    "alone": re.compile(rf"{_NO}|(?:(?:im|i am) )?(?:all )?alone|(?:nobody|no one)(?: is)?(?: here)?|by myself"),
    "with": re.compile(
        rf"{_YES}|(?:my |the )?(?:mum|mom|dad|mother|father|sister|brother|friend|flatmate|roommate|husband|wife"
        r"|partner|son|daughter|parents|family|neighbour)(?: is| are)?(?: here| home| with me| at home)?"
        r"|somebody is(?: here)?"
    ),
}

_FEEL = r"(?:(?:im|i am|i feel|feeling|its|it is|it feels|yes|yeah|no|still|now) ){0,9}"
_BIT = r"(?:(?:a|bit|little|much|lot|slightly|even|getting|about|the|not|really|any) ){0,9}"
_HOW = {
    "worse": re.compile(rf"{_FEEL}{_BIT}(?:worse|bad|terrible|awful)(?: now| again)?|{_FEEL}not (?:good|ok|okay|well)"),
    "same": re.compile(
        rf"{_FEEL}{_BIT}same(?: as (?:before|ever))?|no (?:change|better|different)|{_FEEL}not (?:really |any |much )*"
        r"(?:better|different)|so so"
    ),
    "better": re.compile(
        rf"{_FEEL}{_BIT}(?:better|calmer|easier)(?: now| today| thanks| thank you)*"
        r"|it(?:s| has)? (?:passed|eased)(?: off)?|(?:im|i am) (?:ok|okay|fine|all right|alright|safe)(?: now)?"
    ),
}
_UNHEARD = re.compile(
    r"\b(?:cant|cannot|can not|couldnt|not able to) (?:call|talk|speak|phone|ring|make (?:a )?(?:call|noise|sound))\b"
    r"(?! (?:to )?(?:him|her|them)\b)"
    r"|\b(?:hell|shell|theyll|he will|she will|they will|will|might|would|can) (?:hear|overhear)\b"
)

PHRASE, UNSAID, DEEPER = Do(phrase, says("phrase")), Do(unsaid, says("unsaid", "help")), Do(deeper)
ANSWERED = Do(answered, says("yes sometimes not_said", "help plan"), frozenset({"near", "soft"}))
SOFTLY = Do(softly, says("all_right", "help") | says("worried", "help plan"))
NOW = Do(now, says("now", "help plan"))
NEAR = Do(near, says("with", "help") | says("alone safer stays", "help plan"))
AFTER = Do(after, says("better", "help") | says("same worse", "help plan"))
ELSEWHERE = Do(elsewhere)
CRISIS = Do(crisis, says("crisis", "help plan"))
