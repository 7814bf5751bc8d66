"""Somebody whom they know may be in danger from themselves: what is said to the worried one, and what they answer."""

import re
from datetime import datetime, timedelta

from coach.course import Course
from coach.danger_steps import bare, noted
from coach.effects import Ask
from coach.here import Do, Here, Outcome, says, urgent
from coach.ledger import Ledger
from coach.person import Person
from coach.safety import lines

FLOW = "theirs"
AGAIN = timedelta(hours=2)  # for so long words about them are understood as such


def told(here: Here) -> Outcome:
    """Who to call for them; in short, if all of it was just said. That it was told is noted, and not of whom."""
    if _lately(here.person, here.ledger, here.now):
        return Outcome((_about(here, "more"),))
    book, key = here.book, "theirs"
    title, text = book.fill(book.phrases.say[key], here.seed(key), {"help": lines.help(book, here.there)})
    ask = urgent(book, title, text, *here.buttons("elsewhere"))
    return Outcome((*noted(here.person, here.now, "danger", key), ask))


def reached(here: Here) -> Outcome:
    answer = here.answers.get("reach", "")
    return Outcome((_about(here, answer if answer in _REACH else "more"),))


def _about(here: Here, key: str) -> Ask:
    return here.urge(key, help=lines.crisis(here.book, here.there))


def _lately(person: Person, ledger: Ledger, now: datetime) -> bool:
    at = (e.at for e in ledger.of("danger") if e.value == FLOW) if person.ready else ()
    return any(timedelta(0) <= now - then < AGAIN for then in at)


def ask(course: Course) -> None:
    """What was open waits for it, and is asked again after it."""
    course.interrupt(FLOW, course.book.flows[FLOW].start, goes_back=True)


def tell(course: Course) -> None:
    course.emit(*told(course.here(course.book.flows[FLOW])).effects)


def goes_on(course: Course, text: str) -> bool:
    """Whether words to no question are about them: shortly after it was told, "she isn't answering" is no slip."""
    key = read(text) if _lately(course.kept, course.ledger, course.now) else None
    if key is not None:
        course.emit(_about(course.here(course.book.flows[FLOW]), key))
    return key is not None


def instead(text: str) -> bool:
    """Whether they say that the danger is somebody else's: "no, it's him, not me"."""
    return _NOT_ME.match(bare(text)) is not None


def read_reach(_: Here, text: str) -> str | None:
    return read(text)


def read(text: str) -> str | None:
    """How the one whom they are worried about is to be reached: an answer to `reach`; None for other words."""
    words = bare(text)
    return next((answer for answer, pattern in _REACH.items() if pattern.search(words)), None)


_NAMED = (
    r"(?:a friend|(?:some|any)(?:one|body) else|my (?:best )?(?:friend|mate|brother|sister|mum|mom|dad|mother|father"
    r"|son|daughter|kid|flatmate|roommate|housemate|cousin|neighbour|colleague|ex|partner|husband|wife|boyfriend|girlfriend))"
)
_WHO = rf"(?:{_NAMED}|he|she|they|him|her|them)"
_IT_IS = r"(?:its|it is|it was|thats|this is|that is)"
_NOT_ME = re.compile(
    rf"^(?:(?:no|nope|nah|sorry|wait|oh|lol|but|and|god) ){{0,4}}"
    rf"(?:(?:{_IT_IS} )?not (?:about )?me\b(?! any ?more| without| time)"
    rf"|(?:(?:i|im|i am|i was) )?(?:mean|meant|talking about|asking about|worried about) {_WHO}\b"
    rf"|{_IT_IS} (?:about )?(?:{_WHO} (?:not me|who)\b|{_NAMED}$))"
)
_IS_NOT = r"(?:isnt|is not|aint|not|wont|will not|doesnt|does not|hasnt|has not|didnt|did not|stopped|never)"
_THEY = r"(?:he|she|they)(?:s| is|re| are)?"
_REACH = {  # in this order
    "silent": re.compile(
        rf"\b{_IS_NOT} (?:\w{{1,12}} ){{0,2}}(?:answer|pick|repl|respond|call|text|writ|read|open|come|been online)"
        r"|\b(?:voicemail|no (?:answer|reply|response|word))\b|\bphone (?:is |s )?(?:switched )?(?:off|dead)\b"
        r"|\b(?:cant|cannot|couldnt) (?:reach|find|get (?:hold|through))\b|\bblocked me\b"
        r"|^(?:no|nope|not really|i cant)$|\bdont know where (?:he|she|they)\b"
    ),
    "safe": re.compile(
        rf"^(?:yes |ok |update )?{_THEY} (?:(?:all|now|back|ok|and|just) ){{0,4}}"
        r"(?:safe|ok|okay|fine|all ?right|back|home|asleep|better)(?= now| and| again| with| thank| at|$)"
        r"|\b(?:found|got) (?:him|her|them)(?: safe)?$|^false alarm"
    ),
    "others": re.compile(
        r"\b(?:in|at|to) (?:the |a )?(?:hospital|er|a and e|ward)\b|\b(?:is|are|\w{1,20}s) with (?:him|her|them)\b"
        r"|\b(?:ambulance|paramedics|police) (?:is|are|s|re|have|has|came|took|got|there|here|on)\b"
        rf"|^(?:no )?(?:{_THEY} )?not alone\b"
    ),
    "reach": re.compile(
        r"^(?:yes|yeah|yea|yep|yup|i can|sure)\b|\b(?:he|she|they) (?:(?:just|has|have) ){0,2}(?:answered|replied"
        r"|picked up|wrote back|called|texted)\b|\b(?:he|she|they)(?:s| is|re| are)? (?:right )?(?:here|next to me)\b"
        r"|\b(?:im|i am) (?:with|next to|talking to|texting|on the (?:phone|line) (?:with|to)) (?:him|her|them)\b"
    ),
}

TOLD, REACHED = Do(told), Do(reached, says("reach silent others safe more", "help"))
