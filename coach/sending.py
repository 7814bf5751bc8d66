"""What every message of ours has in common: when it is too late, whether there is room for it, its buttons."""

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from coach import invite, nudges, schedule, times
from coach.book import Book, Nudge
from coach.course import Course
from coach.effects import Ask, Choice, Kind, Push, Record
from coach.here import buttons
from coach.ledger import Entry
from coach.person import Person

LATE = timedelta(hours=3)
QUIET_GRACE = timedelta(hours=1)  # for somebody who chose an hour within the quiet ones
BETWEEN = timedelta(hours=3)  # any two (content 9.3), also for those who have just changed their hour
FOLLOWING = frozenset(
    {"follow", "due", "late"}
)  # what follows something they began: at any pace, at night, beside the cap
FOLLOWS: tuple[str, ...] = ("follow.1", "follow.2", "follow.3")  # after the ten minutes: soon, in hours, next morning
HOLD_OFF = timedelta(minutes=10)  # for what would come into the ten minutes, or a question about danger
MOST_FOLLOW = 4  # of these a day (content 9.3)
_RIDDEN = {"ridden.easier": "easier", "ridden.same": "same", "ridden.harder": "harder"}
ANSWERS = {  # to these messages, by their kind: the flow that takes each, and the label
    "sos15": _RIDDEN,
    "sos120": _RIDDEN,
    "sosnext": {"night.kept": "kept", "night.sent": "sent", "night.they": "they_wrote"},
    "jit": {},
}


def in_time(course: Course, due: datetime) -> bool:
    return course.now < expires(course.person, due)


def expires(person: Person, due: datetime) -> datetime:
    """Three hours after it was due or when the quiet hours begin, whichever is first."""
    if times.is_quiet(due, person.zone):
        return due + QUIET_GRACE
    return min(due + LATE, times.quiet_begins(due, person.zone))


def push_of(course: Course, kind: str, due: datetime) -> Push:
    person, now = course.person, course.now
    return Push(kind, times.today(now, person.zone), expires(person, due), times.is_quiet(now, person.zone))


def is_full(course: Course) -> bool:
    """Whether as many messages as they want came today, or one came just now."""
    today, most = course.today, schedule.a_day(course.person)
    counted = sent(course)
    return sum(e.day == today for e in counted) >= most or any(course.now - e.at < BETWEEN for e in counted)


def sent(course: Course) -> list[Entry]:
    """What was sent before now that counts for how much they are written to: the clock may have been ahead."""
    return [e for e in course.ledger.of("push") if e.at <= course.now and e.note not in FOLLOWING]


def after_others(course: Course) -> datetime | None:
    """When another message of a morning may come, where one of the day's own came just now; None: at once."""
    late = [e.at for e in sent(course) if course.now - e.at < BETWEEN]
    return max(late) + BETWEEN if late else None


def is_busy(course: Course) -> bool:
    """Whether something is open that nothing else should come into: the ten minutes, or a question about danger.

    Whoever put the phone down in the middle is still asked how it went on.
    """
    since = course.session.since
    riding = course.session.flow == "sos" and (since is None or course.has_timer or course.now - since < HOLD_OFF)
    return riding or (course.flow is not None and course.flow.urgent)


def asked_for(course: Course, today: date, quiet: int) -> nudges.Wanted:
    hour = times.local(course.now, course.person.zone).hour
    return nudges.wanted_for(course.book, course.person, course.ledger, today, hour, quiet, course.session.tag)


def under(book: Book, chosen: Nudge, lesson: bool = False) -> tuple[Choice, ...]:
    """The buttons of a message. `lesson`: one is due."""
    if (answers := ANSWERS.get(chosen.pool.kind)) is not None:
        return *(Choice(id, book.label(key)) for id, key in answers.items()), *buttons(book, "sos", "crisis")
    if chosen.pool.kind == invite.IN:
        return *invite.under(book, chosen.id), *fewer(book)
    if nudges.is_farewell(book, chosen.id):
        return buttons(book, *_first(chosen), "checkin", "resume")
    due = ("lesson",) if lesson and chosen.pool.kind in ("nudge", "milestone", "end") else ()
    return *buttons(book, *_first(chosen), "checkin", *due), *fewer(book)


def _first(chosen: Nudge) -> tuple[str, ...]:
    """Who to call stands before the check-in where somebody was not safe; on a milestone, its badge."""
    if chosen.pool.state == "danger":
        return ("crisis",)
    return ("milestone",) if chosen.pool.milestone is not None else ()


def fewer(book: Book) -> tuple[Choice, ...]:
    label = book.label
    return Choice("less", label("less")), Choice("pause.7", label("pause")), Choice("stop", label("quiet"))


def send(
    course: Course, key: str, id: str, text: str, buttons: tuple[Choice, ...], push: Push, title: str | None = None
) -> None:
    """`title`: of words that are worded already."""
    if title is None:
        title, text = nudges.worded(course.book, course.person, text, push.day)
    course.emit(Record(Entry("push", id, push.day, course.now, key)))
    ask = Ask("", text, title, buttons, kind=Kind.PUSH, push=push)
    course.emit(closed(course, ask, id, key) if course.person.discreet else ask)


def closed(course: Course, ask: Ask, id: str, key: str) -> Ask:
    """A line that anybody may read over a shoulder, and a button behind which the message is."""
    title, text = course.phrase("closed_prompt" if key == "prompt" else "closed_note")
    label = course.book.label
    buttons = Choice(f"open.{id}", label("open")), Choice("show", label("show"))
    return replace(ask, title=title, text=text, choices=buttons)
