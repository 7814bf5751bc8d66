"""The questions that words of danger raise, and what is answered to each answer (content 3.2)."""

import re

from msgspec.structs import replace

from coach import plan, times
from coach.effects import Ask, Change, Effect, Kind, Record
from coach.here import Do, Here, Outcome, says
from coach.ledger import Entry
from coach.person import CALM
from coach.phrases import REFLECTED
from coach.safety import lines


def phrase(here: Here) -> Outcome:
    """It was a way of saying it: on with what was open, and these words are not asked about again today."""
    noted = Record(_entry(here, "phrase", here.answers.get("heard", "")))
    return Outcome((*((noted,) if here.person.ready else ()), here.say("phrase")))


def unsaid(here: Here) -> Outcome:
    return Outcome((here.urge("unsaid", help=_help(here)),))


def deeper(here: Here) -> Outcome:
    """Not only a phrase: what was open waits, and the direct question comes."""
    return Outcome(_quiet(here), alone=True)


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
    return Outcome((_urge(here, {"with": "with", "safer": "safer"}.get(here.answers.get("near", ""), "alone")),))


def crisis(here: Here) -> Outcome:
    """Who to call, at any moment: their own plan first, then the numbers, and a way to write on."""
    ask = here.urge("crisis", help=lines.help(here.book, here.country), plan=_plan(here))
    return Outcome((replace(ask, choices=here.buttons("elsewhere", *(("plan",) if here.person.ready else ()))),))


def elsewhere(here: Here) -> Outcome:
    """The lines of the country that was asked about; theirs from then on, if none was known."""
    country = here.answers.get("where", "")
    own = () if here.person.country else (Change(replace(here.person, country=country)),)
    text = lines.help(here.book, country)
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
    return lines.crisis(here.book, here.country)


def _urge(here: Here, key: str) -> Effect:
    kind = Kind.REPLY if key == "all_right" else Kind.URGENT
    values = (
        {"help": _help(here)} if key in ("all_right", "with", "better") else {"help": _help(here), "plan": _plan(here)}
    )
    return here.urge(key, kind, **values)


def _help(here: Here) -> str:
    return lines.crisis(here.book, here.country)


def _quiet(here: Here) -> tuple[Effect, ...]:
    change = Change(replace(here.person, calm_until=here.now + CALM))
    return (change, Record(_entry(here, "danger", "tier2"))) if here.person.ready else (change,)


def _entry(here: Here, kind: str, value: str) -> Entry:
    return Entry(kind, value, times.today(here.now, here.person.zone), here.now)


def _plan(here: Here) -> str:
    return plan.shown(here)


def read_ending(here: Here, text: str) -> str:
    """Words in the place of a tap. What is neither a yes, a no nor a sometimes is an answer all the same."""
    return _read(text, _ENDING) or "skip"


def read_worried(here: Here, text: str) -> str:
    return _read(text, _WORRIED) or "bit"


def read_near(here: Here, text: str) -> str:
    return _read(text, _NEAR) or "alone"


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
    "yes": re.compile(rf"{_YES}|(?:{_YES} )?(?:i am|im|i have been|ive been|i do|i have)(?: thinking about it)?"),
    "no": re.compile(rf"{_FINE}|(?:no )?(?:i am|im) not|(?:no )?i would never(?: do (?:it|that|anything))?"),
}
_WORRIED = {"no": re.compile(_FINE), "bit": re.compile(_SOMETIMES), "yes": re.compile(_YES)}
_NEAR = {
    "safer": re.compile(r"(?:(?:im|i am) )?(?:safe|safer|ok|okay|better)(?: now)?|i moved(?: away)?|it passed"),
    "with": re.compile(
        rf"{_YES}|(?:my |the )?(?:mum|mom|dad|mother|father|sister|brother|friend|flatmate|roommate|husband|wife"
        r"|partner|son|daughter|parents|family|neighbour)(?: is| are)?(?: here| home| with me| at home)?"
        r"|somebody is(?: here)?"
    ),
}

PHRASE, UNSAID, DEEPER = Do(phrase, says("phrase")), Do(unsaid, says("unsaid", "help")), Do(deeper)
ANSWERED = Do(answered, says("yes sometimes not_said", "help plan"), frozenset({"near", "soft"}))
SOFTLY = Do(softly, says("all_right", "help") | says("worried", "help plan"))
NOW = Do(now, says("now", "help plan"))
NEAR = Do(near, says("with", "help") | says("alone safer", "help plan"))
AFTER = Do(after, says("better", "help") | says("same worse", "help plan"))
ELSEWHERE = Do(elsewhere)
CRISIS = Do(crisis, says("crisis", "help plan"))
