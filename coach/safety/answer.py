"""The answer to a cry for help. What was open waits, untouched and not asked again; the words are not kept."""

from collections.abc import Mapping

from msgspec.structs import replace

from coach import menu
from coach.chances import FEAR, SAFETY
from coach.content import ManyStep
from coach.course import Course
from coach.effects import Change, Kind
from coach.person import CALM
from coach.safety import lines


def in_danger(course: Course) -> None:
    """From somebody else: who to call, and nothing asked. These words are not kept, but there are no odds after them.

    To the question about safety they are an answer as well, wherever it was answered, or is open: ticked to be seen,
    it is asked again with that.
    """
    course.emit(Change(replace(course.kept, endangered=True)))
    course.say("danger", Kind.URGENT, line=lines.abuse(course.book, course.person.country))
    session = course.session
    left = {name: replace(kept, answers=_afraid(course, name, kept.answers)) for name, kept in session.left.items()}
    course.session = replace(session, answers=_afraid(course, session.flow, session.answers), left=left)
    if course.asking is not None and course.session.step == SAFETY:
        ticked = _afraid(course, session.flow, {SAFETY: "+".join(session.picked)})[SAFETY]
        course.session = replace(course.session, picked=tuple(ticked.split("+")))
        course.ask_again()


def _afraid(course: Course, flow: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers of a flow with fear in that to the question about safety, if there is one."""
    step = course.book.flows[flow].steps.get(SAFETY) if flow in course.book.flows else None
    if not isinstance(step, ManyStep) or SAFETY not in answers:
        return dict(answers)
    told = {*answers[SAFETY].split("+"), FEAR} - set(step.alone)
    return {**answers, SAFETY: "+".join(id for id in step.choices if id in told)}


def cry_for_help(course: Course) -> None:
    course.emit(Change(replace(course.kept, calm_until=course.now + CALM)))
    course.say("crisis", Kind.URGENT, help=lines.crisis(course.book, course.person.country))


def may_harm(course: Course) -> None:
    """To somebody else: distance first, and who to call."""
    course.say("harm", Kind.URGENT, help=lines.crisis(course.book, course.person.country))


def stay(course: Course) -> None:
    """More words after a danger, to no question: who to call stands before anything else."""
    menu.show(course, "stay", Kind.URGENT, help=lines.crisis(course.book, course.person.country))
