"""The answer to a cry for help. What was open waits, untouched and not asked again; the words are not kept."""

from coach import menu
from coach.chances import FEAR, SAFETY
from coach.content import ManyStep
from coach.course import Course
from coach.effects import Change, Kind
from coach.person import CALM
from coach.safety import lines
from coach.values import replace


def in_danger(course: Course) -> None:
    """From somebody else: who to call, and nothing asked. These words are not kept either.

    To the question about safety they are an answer as well, ticked to be seen: it is asked again with that.
    """
    course.say("danger", Kind.URGENT, line=lines.abuse(course.book, course.person.country))
    step = course.asking
    if isinstance(step, ManyStep) and course.session.step == SAFETY:
        ticks = {*course.session.picked, FEAR} - set(step.alone)
        course.session = replace(course.session, picked=tuple(id for id in step.choices if id in ticks))
        course.ask_again()


def cry_for_help(course: Course) -> None:
    course.emit(Change(replace(course.person, calm_until=course.now + CALM)))
    course.say("crisis", Kind.URGENT, help=lines.crisis(course.book, course.person.country))


def stay(course: Course) -> None:
    """More words after a danger, to no question: who to call stands before anything else."""
    menu.show(course, "stay", Kind.URGENT, help=lines.crisis(course.book, course.person.country))
