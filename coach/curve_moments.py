"""How /curve collects its moments: a tap for each, a name where somebody writes one, and "not safe" at any of them.

They are asked about in the order in which such things mostly happen, and stand in that order until they are put into
another (decision 25). The ending is the last, wherever it is put.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from coach import chances, chances_steps, menu, numbers
from coach.chart import HIGHEST, LOWEST
from coach.curve import Moment, is_enough, name_of, signed
from coach.effects import Ask
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, Reading, Told, Value, says
from coach.person import Gate, Goal, Person
from coach.session import Offered

FIRST = ("first", "best", "tuesday", "needed", "helped", "worst")
LAST = ("month", "ending")
MIX = (*FIRST, *LAST)  # the same for everybody, so that neither the rosy nor the bitter side is asked for alone
OWN = ("own1", "own2", "own3", "own4")
UNSAFE = "unsafe"
LONGEST = 40  # characters of a name that are kept
_MARKS, _DIGITS = " ,.:;()", frozenset("012345")
THEM, ME, ELSE = "them", "me", "else"  # who it was that somebody was not safe with

_UNSAFE = re.compile(r"\b(?:unsafe|(?:not|wasn'?t|didn'?t feel|never) safe|no longer safe)\b", re.IGNORECASE)
_SIGNED = re.compile(r"(?:(minus|plus|[-+\u2212]) ?)?(.+)")


# A moment as it is answered: "4", "4 the sea", "unsafe"; empty where it was passed over


def offer(here: Here) -> tuple[Offered, ...]:
    return _scores("", here)


def _scores(name: str, here: Here) -> tuple[Offered, ...]:
    scores = tuple(Offered(f"{n} {name}".strip(), signed(n)) for n in range(LOWEST, HIGHEST + 1))
    return (*scores, Offered(UNSAFE, here.words("not_safe")[1]))


def read(here: Here, text: str) -> Reading:
    """A number, with words or without; words alone are a name, and the number is asked for once more."""
    said = " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if _UNSAFE.search(said):
        return UNSAFE
    if (whole := _number(said, alone=True)) is not None:
        return str(whole)
    for score, name in _splits(said.split()):
        if (found := _number(score)) is not None:
            name = shortened(name.strip(_MARKS), LONGEST)
            return _scores(name, here) if score.startswith("- ") else f"{found} {name}"  # a dash, or a minus
    is_name = any(c.isalpha() for c in said) and not said.endswith("?") and menu.opened(here.book, said) is None
    return _scores(shortened(said, LONGEST), here) if is_name and not any(c.isdigit() for c in said) else None


def _splits(words: list[str]) -> Iterator[tuple[str, str]]:
    """What may be the number, and the rest: the number mostly comes last."""
    for n in (2, 1):
        if len(words) > n:
            yield " ".join(words[-n:]), " ".join(words[:-n])
            yield " ".join(words[:n]), " ".join(words[n:])


def _number(text: str, *, alone: bool = False) -> int | None:
    """4, +4, -4, minus four. None where it is none, or further than the scale goes.

    Beside a name a number in words needs its sign: "one summer" has none.
    """
    signs = _SIGNED.fullmatch(text.casefold().strip(_MARKS))
    if signs is None or not (alone or signs[1] in ("minus", "plus") or signs[2] in _DIGITS):
        return None
    found = numbers.read(signs[2])
    if found is None or found > HIGHEST:
        return None
    return -found if signs[1] in ("minus", "-", "\u2212") else found


def named(here: Here) -> Value:
    """The name that was just written, above the numbers that it waits for."""
    offered = here.session.offered
    name = offered[0].value.partition(" ")[2] if offered else ""
    return here.words("named", name=name)[1] + "\n" if name else ""


def moments(here: Here) -> list[Moment]:
    """Those that have a number, in the order in which they happened."""
    in_time = [*FIRST, *OWN, *LAST]
    found = {key: m for key in in_time if (m := _moment(key, here.answers.get(key, ""))) is not None}
    kept = list(found.values())
    if order := [int(n) for n in here.answers.get("check", "").split("-") if n.isdigit()]:
        kept = [kept[n - 1] for n in order if n <= len(kept)]
    return sorted(kept, key=lambda m: m.asked == "ending")


def _moment(key: str, answer: str) -> Moment | None:
    score, _, name = answer.partition(" ")
    return None if score in ("", UNSAFE) else Moment(key, name, int(score))


def label(here: Here, moment: Moment) -> str:
    """In their own words or the pack's; one that the pack has dropped by its key."""
    named = name_of(moment)
    return moment.label or (here.words(named)[1] if named in here.flow.words else moment.asked)


# What comes next


def go_on(here: Here) -> Outcome:
    if _is_unsafe(here.answers):
        return Outcome(go=UNSAFE)
    enough = is_enough(moments(here))
    return Outcome(go=next((key for key in MIX if key not in here.answers), "" if enough else "few"))


def _is_unsafe(answers: Mapping[str, str]) -> bool:
    return any(answers.get(key) == UNSAFE for key in (*MIX, *OWN))


def add(here: Here) -> Outcome:
    """Up to four of their own; while there are too few, one of the eight that was passed over as well."""
    passed = here.answers.get("few") == "passed"
    keys = OWN if is_enough(moments(here)) else (*MIX, *OWN) if passed else (*OWN, *MIX)
    free = next((key for key in keys if not here.answers.get(key)), "")
    return Outcome(go=free) if free else Outcome((here.say("full"),))


def listed(here: Here) -> Value:
    """What stands so far, numbered, for a look at the order."""
    found = moments(here)
    lines = [f"{n}. {label(here, m)}: {signed(m.score)}" for n, m in enumerate(found, start=1)]
    return "\n".join(lines) if lines else here.words("none_yet")[1]


def read_order(here: Here, text: str) -> Reading:
    """Every number once: "1 3 2 4 5", "13245". With the ending's or without, for it stays the last."""
    found = moments(replace(here, session=replace(here.session, answers={**here.answers, "check": ""})))
    parts = text.replace(",", " ").split()
    order = [int(p) for one in parts for p in (one if len(parts) == 1 else [one]) if p.isascii() and p.isdigit()]
    last = [len(found)] if found and found[-1].asked == "ending" else []
    whole = order if set(last) <= set(order) else [*order, *last]
    is_all = sorted(whole) == list(range(1, len(found) + 1)) and found
    return "-".join(map(str, whole)) if is_all and all(p[:1].isdigit() for p in parts) else None


# A moment that was not safe: it counts when it is tapped, and the one question about it says whom it stands for


def told(here: Here) -> Person:
    """Until that question is answered it stands as words of danger do (decision 5): a finger may have slipped."""
    answers, person = here.session.told, here.person
    said = answers.get(UNSAFE, "")
    if not _is_unsafe(answers) or said == ELSE:
        return person
    if said == ME:
        return replace(person, gates=person.gates | {Gate.HARM})
    if said == THEM:
        return replace(person, gates=person.gates | {Gate.ABUSE}, goal=Goal.HEAL)
    return replace(person, worded=person.worded | {Gate.ABUSE}, goal=Goal.HEAL)


def unsafe(here: Here) -> Outcome:
    """No curve, and the same answer as the quiz's (content 6.2, V0); or the moment once more, where it was neither."""
    said = here.answers.get(UNSAFE, "")
    if said == ELSE:
        key = next((key for key in (*MIX, *OWN) if here.answers.get(key) == UNSAFE), MIX[0])
        kept = {name: answer for name, answer in here.answers.items() if name not in (key, UNSAFE)}
        return Outcome(go=key, session=replace(here.session, answers=kept))
    reading = chances.read({chances.SAFETY: "i_did" if said == ME else chances.FEAR})
    quiz = replace(here, flow=here.book.flows[chances_steps.FLOW])
    title, text = here.words("no_curve" if said else "no_curve_yet")
    names = ("crisis", "checkin") if said else ("safety", "crisis", "checkin")
    return Outcome((chances_steps.profile(quiz, reading), Ask("", text, title, here.buttons(*names))))


TOLD = Told(told)
GO_ON = Do(
    go_on,
    says("not_safe none_yet " + " ".join(f"m_{key}" for key in (*MIX, "own"))) | says("named", "name"),
    frozenset({*MIX, UNSAFE, "few"}),
)
ADD = Do(add, says("full"), frozenset({*OWN, *MIX}))
WEIGH = Do(unsafe, says("no_curve no_curve_yet"), frozenset({*MIX, *OWN}))
