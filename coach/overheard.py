"""What is said where nobody asked: an order, a clear no, an age. The question it answers is opened, and asked about."""

import re

from msgspec.structs import replace

from coach import ages, numbers
from coach.content import ChoiceStep
from coach.course import Course
from coach.effects import Choice
from coach.heard import heard, within
from coach.person import Age
from coach.session import Offered

GATES = frozenset({"order", "told_no"})
ASKS_ITSELF = frozenset({"start", "chances"})  # what the open flow is told as, where it asks for these
_AGED = re.compile(
    rf"(?:(?:well|actually|sorry|but|btw|by the way),? )*(?:i'?m|i am) (?:only |just |actually |still )*"
    rf"(?:\d{{1,2}}|{numbers.WORD})(?: ?years?(?: old)?| ?y/?o)?"
    r"(?:,? (?:actually|btw|by the way|though|and \w+.{0,60}|so \w+.{0,60}))?[.!]*",
    re.ASCII,
)


def ask(course: Course, text: str) -> bool:
    """Open the question that the words answer, if there is one, and ask whether that is meant."""
    flow = course.flow
    found = None if flow is not None and flow.told in ASKS_ITSELF else _gate(course, text) or _age(course, text)
    if found is None:
        return False
    (name, question, choice) = found
    course.say("meant", label=choice.label)
    course.open(name, question)
    course.session = replace(course.session, offered=(Offered(choice.id, choice.label),))
    return True


Found = tuple[str, str, Choice]  # the flow, what stands behind its command, and the answer


def _gate(course: Course, text: str) -> Found | None:
    """An order or a clear no that does not stand yet, told outright or somewhere in a short sentence."""
    step = course.book.flows["settings"].steps["gate"]
    if not isinstance(step, ChoiceStep) or not course.person.ready or course.person.age is Age.TEEN:
        return None
    said = heard(text)
    phrases = {id: [words for words in also if " " in words] for id, also in step.also.items()}  # no word by itself
    outright = next((id for id, words in phrases.items() if said in words), None)
    meant = outright or within(phrases, said)
    stands = {gate.value for gate in course.person.gates}
    if meant not in GATES or meant.removeprefix("told_") in stands:
        return None
    return "settings", "gate", Choice(meant, step.choices[meant])


def _age(course: Course, text: str) -> Found | None:
    """Another age than they have told."""
    step = course.book.flows["age"].steps["age"]
    said = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if not isinstance(step, ChoiceStep) or not course.person.ready or not _AGED.fullmatch(said):
        return None
    group = ages.group_of(said)
    if group is None or group == course.person.age.value:
        return None
    return "age", "", Choice(group, step.choices[group])
