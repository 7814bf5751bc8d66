"""What is said where nobody asked: an order, a clear no, an age. It counts at once, and is said to, to be denied."""

import re

from msgspec.structs import replace

from coach import ages, menu, numbers, settle_steps
from coach.content import ChoiceStep, ScaleStep
from coach.course import Course
from coach.effects import Ask, Change, Say
from coach.heard import WHOLE, heard, within
from coach.person import Age, Gate
from coach.safety import notice
from coach.session import Offered

GATES = {"order": Gate.ORDER, "told_no": Gate.NO}
LONGEST = 200  # characters in which an age is looked for
_AGED = re.compile(
    r"\b(?:i'?m|i am) (?:only |just |actually |really |still |in fact |a |an )*"
    rf"(?P<years>\d{{1,2}}|{numbers.WORD})(?:[ -]?years?(?:[ -]old)?(?: (?:girl|boy|kid|child|guy|student))?| ?y/?o)?"
    r"(?= *$|[.,!?;]|,? (?:actually|btw|by the way|though|and|so|but|now|really)\b)",
    re.ASCII,
)


_ONLY_AGED = re.compile(
    rf"{_AGED.pattern}(?:[ ,.]*(?:btw|by the way|actually|sorry|lol|tbh|and i lied(?: about (?:it|my age))?))*[ .!]*",
    re.ASCII,
)
_PARTS = re.compile(r"[.!?;,]| and | but ")


def heed(course: Course, text: str) -> bool:
    """Whether the words told of one of these."""
    of_a_gate = gate(course, text)
    return age(course, text) or of_a_gate


def gate(course: Course, text: str) -> bool:
    """An order or a clear no that does not stand yet, told outright or somewhere in a short sentence."""
    meant, step = _gate(course, text), course.book.flows["settings"].steps["gate"]
    if meant is None or not isinstance(step, ChoiceStep):
        return False
    course.emit(Change(replace(course.kept, gates=course.kept.gates | {GATES[meant]})))
    key = "heard_order" if meant == "order" else "heard_gate"
    if course.person.is_calm(course.now):
        menu.show(course, key, label=step.choices[meant])
    else:
        course.say(key, label=step.choices[meant])
    course.ask_again()
    return True


def _gate(course: Course, text: str) -> str | None:
    step = course.book.flows["settings"].steps["gate"]
    if not isinstance(step, ChoiceStep) or not course.person.ready or course.person.age is Age.TEEN:
        return None
    forbids, said = notice.forbids(text), heard(text)
    phrases = {id: [words for words in also if " " in words] for id, also in step.also.items()}  # no word by itself
    meant = forbids or next((id for id, words in phrases.items() if said in words), None) or within(phrases, said)
    return meant if meant in GATES and GATES[meant] not in course.person.gates else None


def age(course: Course, text: str) -> bool:
    """Another age than they have told. Under 18 counts at once; any other is asked about."""
    group = _group(text)
    known = course.person.age.value if course.person.ready else course.session.answers.get("age")
    if group is None or known is None or group == known or course.session.step == "age":
        return False
    if group == "teen":
        _teen(course)
    elif course.person.ready:
        step = course.book.flows["age"].steps["age"]
        assert isinstance(step, ChoiceStep)
        course.say("meant", label=step.choices[group])
        course.open("age")
        course.session = replace(course.session, offered=(Offered(group, step.choices[group]),))
    return course.person.ready or group == "teen"


def count(course: Course, text: str) -> None:
    """A gate, where nothing else must be said now: it counts, in silence."""
    for part in _PARTS.split(text[:WHOLE]):
        if (meant := _gate(course, part)) is not None:
            course.emit(Change(replace(course.kept, gates=course.kept.gates | {GATES[meant]})))


def is_age(text: str) -> bool:
    """Whether a text says an age and nothing else, whatever a model hears in it."""
    return _ONLY_AGED.fullmatch(_spaced(text)) is not None


def is_young(course: Course, text: str) -> bool:
    """Whether they say, beside words of danger, that they are under 18."""
    group = _group(text)
    on_scale = group == "child" and isinstance(course.asking, ScaleStep)  # from 0 to 10 it may be an answer
    return group in ("teen", "child") and not on_scale


def young(course: Course) -> None:
    """They are under 18: it counts at once, in silence."""
    if course.person.ready and course.person.age is not Age.TEEN:
        here = replace(course.here(course.book.flows["age"]), person=course.kept)
        course.emit(*(effect for effect in settle_steps.of_age(here, Age.TEEN) if not isinstance(effect, Say | Ask)))


def under_18(course: Course, text: str) -> bool:
    """The same, only of those from 13 to 17, whatever a number might mean to the open question."""
    return _group(text) == "teen" and age(course, text)


def _group(text: str) -> str | None:
    """The answer that an age falls under which they say is theirs. Under eight, it is none."""
    said = _spaced(text)
    found = _AGED.search(said) if len(said) <= LONGEST else None
    return ages.group_of(found[0]) if found and numbers.value(found["years"]) >= ages.YOUNGEST else None


def _spaced(text: str) -> str:
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def _teen(course: Course) -> None:
    """What is for grown people closes, and the beginning goes on with what somebody under 18 is asked."""
    if course.person.ready:
        here = replace(course.here(course.book.flows["age"]), person=course.kept)
        course.emit(*settle_steps.of_age(here, Age.TEEN))
    _go_on(course)


def _go_on(course: Course) -> None:
    flow, session = course.flow, course.session
    if flow is not None and session.flow == "start":
        course.session = replace(session, answers={**session.answers, "age": Age.TEEN.value})
        course.go_to("age_branch" if course.person.ready else "teen_notice")
    elif flow is not None and (flow.daily or flow.urgent):
        course.ask_again()
    elif course.asking is not None:
        course.put_away()
