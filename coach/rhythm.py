"""How often somebody who does not answer is written to (content 9.3)."""

from datetime import date

from msgspec import Struct

from coach import schedule, times
from coach.course import Course
from coach.nudges import FAREWELL
from coach.person import Pace
from coach.sending import FOLLOWING

UNANSWERED = 3
SELDOM = 10  # days without an answer, after which one message a week is enough


class Rhythm(Struct, frozen=True):
    """How often to write to somebody who does not answer (content 9.3)."""

    days: int  # since they were last heard
    unanswered: int  # messages sent since

    @property
    def nudge(self) -> bool:
        if self.days >= SELDOM:
            return (self.days - SELDOM) % 7 == 0 or self.days >= FAREWELL
        return self.days < 5 or (self.days - 5) % 3 == 0

    @property
    def prompt(self) -> bool:
        return self.unanswered < UNANSWERED and self.days < 5


def rhythm(course: Course) -> Rhythm:
    """From when they were last heard, or from the end of a pause or quiet, in which nobody was asked anything."""
    person, now = course.person, course.now
    ended = [at for at in (person.paused_until, person.calm_until, person.together) if at is not None and at <= now]
    heard = max([min(course.session.heard or now, now), *ended])  # no later than now: the clock may have been ahead
    since = [e for e in course.ledger.of("push") if e.at > heard and e.note not in FOLLOWING]
    return Rhythm((times.today(now, person.zone) - times.today(heard, person.zone)).days, len(since))


def is_turn(course: Course, pace: Rhythm, today: date) -> bool:
    """Silence thins the messages; of those that come seldom anyway it leaves one a week."""
    match course.person.pace:
        case Pace.WEEKLY:
            turn = True
        case Pace.SOME:  # of their days, each third, one falls into any three
            turn = pace.days < SELDOM or pace.days >= FAREWELL or (pace.days - SELDOM) % 7 < 3
        case Pace.THREE:
            turn = pace.days < SELDOM or pace.days >= FAREWELL or today.isoweekday() == 1
        case _:
            turn = pace.nudge
    return turn and schedule.is_day(course.person, today)


def silent(course: Course, pace: Rhythm) -> int:
    """The days of silence, as far as they mean something: who is written to seldom has less to answer."""
    few = course.person.pace in schedule.FEW and pace.days < FAREWELL
    return 0 if few else pace.days
