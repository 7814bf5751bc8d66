"""The answer to a cry for help. What was open waits, untouched and not asked again; the words are not kept."""

from coach import menu
from coach.course import Course
from coach.effects import Change, Kind
from coach.person import CALM
from coach.safety import lines
from coach.values import replace


def in_danger(course: Course) -> None:
    """From somebody else: who to call, and nothing asked. These words are not kept either."""
    course.say("danger", Kind.URGENT, line=lines.abuse(course.book, course.person.country))


def cry_for_help(course: Course) -> None:
    course.emit(Change(replace(course.person, calm_until=course.now + CALM)))
    course.say("crisis", Kind.URGENT, help=lines.crisis(course.book, course.person.country))


def stay(course: Course) -> None:
    """More words after a danger, to no question: who to call stands before anything else."""
    menu.show(course, "stay", Kind.URGENT, help=lines.crisis(course.book, course.person.country))
