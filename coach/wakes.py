"""What comes of a wake, by the beginning of its key: what stands behind a dot tells one of a kind from another."""

from collections.abc import Callable, Mapping
from datetime import datetime

from coach import asked, followup, hold, outcome, promises, pushes, retention
from coach.course import Course

Errand = Callable[[Course, str, datetime], None]
"""Given the key and the instant it was set for, in UTC. The turn may run later: what is too late says nothing."""


def idle(course: Course, key: str, due: datetime) -> None:
    """Nobody has answered a question about a day for so long that they have gone away."""
    if course.flow is not None and course.flow.daily and course.session.prompt:
        course.put_away()


ERRANDS: Mapping[str, Errand] = {
    "lapse": retention.lapsed,
    "nudge": pushes.daily,
    "midday": pushes.daily,
    "prompt": pushes.daily,
    "early": promises.once,
    "later": promises.once,
    "again": promises.once,
    "soon": pushes.look_in,
    "morning": pushes.look_in,
    outcome.WAKE: followup.woken,
    "idle": idle,
    "follow": pushes.follow,
    "before": pushes.before,
    hold.KIND: hold.due,
    "timer": lambda course, key, due: course.time_goes_by(),
    asked.KIND: asked.woken,
    retention.SILENT: retention.woken,
    retention.ERASE: retention.woken,
}


def woken(course: Course, key: str, due: datetime) -> None:
    """A wake of a kind that is no more says nothing."""
    if (errand := ERRANDS.get(key.partition(".")[0])) is not None:
        errand(course, key, due)
