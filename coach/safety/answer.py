"""The answer to a cry for help. What was open waits, untouched and not asked again; the words are not kept."""

from dataclasses import replace
from datetime import timedelta

from coach.course import Course
from coach.effects import Change, Kind
from coach.safety import lines

CALM = timedelta(hours=72)  # content 3.2: no push for three days


def cry_for_help(course: Course) -> None:
    if course.person.ready:
        course.emit(Change(replace(course.person, calm_until=course.now + CALM)))
    country = course.session.answers.get("country") or course.person.country  # known before it is settled
    course.say("crisis", Kind.CRISIS, help=lines.crisis(course.book, country))
