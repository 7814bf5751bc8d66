"""The answer to words of danger. What was open waits and is not asked again, the quiz is put aside; no word is kept."""

from collections.abc import Sequence

from msgspec.structs import replace

from coach import menu
from coach.chances import FEAR, SAFETY
from coach.content import ManyStep, TextStep
from coach.course import Course
from coach.effects import Change
from coach.person import CALM, Gate
from coach.safety import lines
from coach.safety.notice import Danger

STANDS_FOR = {Danger.OTHERS: Gate.ABUSE, Danger.HARM: Gate.HARM}


def answer(course: Course, dangers: Sequence[Danger]) -> None:
    """Who to call, for each danger that was told of, and nothing asked. After it come quiet days without odds."""
    person = course.kept
    worded = person.worded | {STANDS_FOR[danger] for danger in dangers if danger in STANDS_FOR}
    course.emit(Change(replace(person, calm_until=course.now + CALM, worded=worded)))
    for danger in dangers:
        _tell(course, danger, last=danger is dangers[-1])
    if Danger.OTHERS in dangers:
        _tick_fear(course)
    if _waits(course):
        course.put_away()


def _waits(course: Course) -> bool:
    """What weighs things up, or asks for words, is taken up again at the same place, when they open it.

    The next words are about the danger, and must not be taken for an answer.
    """
    flow = course.flow
    weighs = flow is not None and bool(flow.before) and course.session.step != SAFETY
    return weighs or isinstance(course.asking, TextStep)


def _tell(course: Course, danger: Danger, last: bool) -> None:
    book, country = course.book, course.person.country
    after = course.phrase("after_danger")[1] if last else ""
    if danger is Danger.OTHERS:
        course.urge("danger", line=lines.abuse(book, country), after=after)
    else:
        key = "crisis" if danger is Danger.OWN else "harm"
        course.urge(key, help=lines.crisis(book, country), after=after)


def _tick_fear(course: Course) -> None:
    """To the open question about it these words are an answer as well: it is asked again with that, to be seen."""
    step = course.asking
    if isinstance(step, ManyStep) and course.session.step == SAFETY:
        ticks = {*course.session.picked, FEAR} - set(step.alone)
        course.session = replace(course.session, picked=tuple(id for id in step.choices if id in ticks))
        course.ask_again()


def stay(course: Course) -> None:
    """More words after a danger, to no question: who to call stands before anything else."""
    menu.stay(course, lines.help(course.book, course.person.country))
