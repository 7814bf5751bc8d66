"""What the coach says first, unasked, on a day: a word, a line at midday, an invitation; a hard date in their place."""

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from coach import dates, hours, invite, lessons, nudges, occasions, outcome, schedule, times
from coach.book import Nudge
from coach.course import Course
from coach.effects import Ask, Change, Choice, Kind, Push, Record, Wake
from coach.here import buttons
from coach.nudges import FAREWELL
from coach.person import Age, Pace
from coach.promises import PROMISED, is_unfit
from coach.rhythm import UNANSWERED, is_turn, rhythm, silent
from coach.sending import (
    BETWEEN,
    FOLLOWS,
    LATE,
    MOST_FOLLOW,
    after_others,
    asked_for,
    fewer,
    in_time,
    is_busy,
    is_full,
    push_of,
    send,
    sent,
    under,
)
from coach.still import LOOKS, PARTING

APART = timedelta(hours=12)  # between two of one kind, also for those who fly west over the date line
A_YEAR = 366  # days in which a yearly date comes once
SENDING = frozenset(
    {"nudge", "midday", "prompt", "before", "asked", *PROMISED, *LOOKS}
)  # they wait a day where nobody can be reached
FOLLOW_POOLS = dict(zip(FOLLOWS, ("sos15", "sos120", "sosnext"), strict=True))
MOMENT = timedelta(microseconds=1)


def daily(course: Course, key: str, due: datetime) -> None:
    """One of those of a day. One that is too late says nothing, and the next is set all the same.

    Where there is no next, they get no such messages any more, nor the one that was due.
    """
    after = {"nudge": schedule.next_nudge, "midday": schedule.next_midday}.get(key, schedule.next_prompt)
    ahead = after(course.person, course.session.tag, max(course.now, due))
    course.emit(Wake(key, ahead))
    if (
        ahead is None
        or not in_time(course, due)
        or _too_soon(course, key)
        or not schedule.wanted(course.person, course.now)
    ):
        return
    if (key != "midday" and _of_a_date(course, key, due)) or course.person.tries_again(course.now):
        return  # a hard date is one for them too
    if key != "midday" and (invited := _invited(course, key)) is not None:
        buttons = *invite.under(course.book, invited.id), *fewer(course.book)
        send(course, key, invited.id, invited.text, buttons, push_of(course, invite.REVIEW, due))
        return
    if key != "nudge" and _gives_way(course):
        return
    chosen = {"nudge": _nudge, "midday": _midday}.get(key, _prompt)(course)
    lesson = lessons.waits(course.book, course.person, course.ledger, course.now)
    buttons = under(course.book, chosen, lesson) if chosen is not None else ()
    if chosen is not None and nudges.is_farewell(course.book, chosen.id):
        send(course, key, chosen.id, _parting_words(course, chosen), buttons, push_of(course, PARTING, due))
        _part(course)
    elif chosen is not None:
        push = replace(push_of(course, key, due), hopes=nudges.hopes(chosen.pool), easy=chosen.pool.barred is False)
        send(course, key, chosen.id, chosen.text, buttons, push)


def _gives_way(course: Course) -> bool:
    """Whether a word before a hard hour comes so soon that it would not come at all after this message."""
    ahead = hours.before_hard(course.person, course.ledger, course.now)
    soon = ahead is not None and ahead - course.now < BETWEEN
    return soon and "danger" not in asked_for(course, course.today, 0).states


def _invited(course: Course, key: str) -> invite.Invitation | None:
    """What is asked in the place of the day's message: not of somebody who does not answer, nor where it is taken."""
    person, today, pace = course.person, course.today, rhythm(course)
    answers = pace.prompt or (person.pace in schedule.FEW and pace.unanswered < UNANSWERED)
    if not answers or not schedule.is_day(person, today) or _is_taken(course, today):
        return None
    return invite.due(course.book, person, course.ledger, course.now, course.session.tag, key)


def _is_taken(course: Course, today: date) -> bool:
    """Whether a message that was promised has come today."""
    return any(e.day == today and e.note in PROMISED for e in course.ledger.of("push"))


def _of_a_date(course: Course, key: str, due: datetime) -> bool:
    """A hard date takes the place of the day's message, at any pace: they asked for it. Not that of a farewell."""
    person, today = course.person, course.today
    found = dates.due(course.ledger, person.zone, today, evening=key == "prompt")
    if found is None or person.age is not Age.ADULT or rhythm(course).days >= FAREWELL:
        return False
    if key == "prompt" and schedule.prompt_hour(person) < person.hour:
        return False  # whose hour is in the evening is asked before it; the date comes at that hour, as was said
    asked = asked_for(course, today, 0)
    if key == "prompt" and "slip1" in asked.states:
        return True  # the day after a slip has one message, and the daily one tells of the date
    chosen = _dated(asked, found) if occasions.may_be_pooled(person, found, today) else None
    told = occasions.spoken(course.book, person, found, today, chosen, "danger" in asked.states)
    push = push_of(course, key, due)
    if chosen is not None:
        push = replace(push, hopes=nudges.hopes(chosen.pool), easy=chosen.pool.barred is False)
    course.emit(*map(Record, occasions.marks(found, course.now)))
    send(course, key, told.id, told.text, (*told.buttons, *fewer(course.book)), push, told.title)
    return True


def _dated(asked: nudges.Wanted, found: dates.Due) -> Nudge | None:
    when = "day" if found.when == "evening" else found.when
    return nudges.choose(replace(asked, kind="occasion", occasion=found.dates[0].occasion, when=when))


def _parting_words(course: Course, chosen: Nudge) -> str:
    """Hard dates to come, and the one question that was allowed, had been promised: it says that they wait."""
    dated = dates.ahead(course.ledger, course.person.zone, course.today, A_YEAR)
    asked = outcome.opens(course.ledger)
    waits = [course.phrase("dates_wait")[1]] if dated else []
    if asked is not None and asked > course.today and not is_unfit(outcome.WAKE, course.person.standing):
        waits.append(course.phrase("question_waits", date=course.book.spoken(asked, course.today))[1])
    return "\n\n".join([chosen.text, *waits])


def _part(course: Course) -> None:
    """Nothing more after a farewell, until they ask for it."""
    person = replace(course.person.at_pace(Pace.NONE), parted=True)
    course.emit(Change(person), *schedule.plan(person, course.session.tag, course.now))


def look_in(course: Course, key: str, due: datetime) -> None:
    """How it is now. They were told that it comes: it comes at night too, in silence, and when messages are stopped."""
    now, zone = course.now, course.person.zone
    if now >= due + LATE or not course.person.is_calm(now):
        return
    kind = f"{key}.{now:%H%M}"  # one of a kind a date is sent, and there may be two of these
    push = Push(kind, times.today(now, zone), due + LATE, times.is_quiet(now, zone))
    label = course.book.label
    answers = (Choice(f"after.{how}", label(how)) for how in ("better", "same", "worse"))
    title, text = course.phrase(f"look_in_{key}")
    course.emit(Ask("", text, title, (*answers, *buttons(course.book, "crisis")), kind=Kind.PUSH, push=push))


def follow(course: Course, key: str, due: datetime) -> None:
    """How it is, some time after the ten minutes. Not while they are open again, and not when it is too late for it."""
    now, person = course.now, course.person
    today = times.today(now, person.zone)
    followed = sum(e.note == "follow" and e.day == today for e in course.ledger.of("push"))
    if now >= due + LATE or person.is_calm(now) or followed >= MOST_FOLLOW or not person.ready:
        return
    if not person.may_open("grown") or is_busy(course):
        return
    if key == FOLLOWS[-1] and times.is_quiet(now, person.zone):  # they have moved
        course.emit(Wake(key, times.next_time(schedule.morning(person), person.zone, now)))
        return
    if key == FOLLOWS[-1] and (free := after_others(course)) is not None:
        course.emit(Wake(key, free))
        return
    asked = replace(asked_for(course, today, 0), kind=FOLLOW_POOLS.get(key, "sos15"))
    chosen = nudges.choose(asked)
    if chosen is not None:
        push = Push(f"{key}.{now:%H%M}", today, due + LATE, times.is_quiet(now, person.zone))
        kind = "nudge" if chosen.pool.kind == "sosnext" else "follow"  # the morning has one message, and not two
        send(course, kind, chosen.id, chosen.text, under(course.book, chosen), push)


def before(course: Course, key: str, due: datetime) -> None:
    """Shortly before an hour that is often hard: once a day at the most, and only as long as it is one."""
    ahead = hours.before_hard(course.person, course.ledger, course.now)
    course.emit(Wake(key, ahead))
    still_hard = hours.before_hard(course.person, course.ledger, due - MOMENT) == due
    if not still_hard or not in_time(course, due) or _too_soon(course, key):
        return
    today = course.today
    apart = not course.person.tries_again(course.now)
    if apart and schedule.wanted(course.person, course.now) and schedule.is_day(course.person, today):
        asked = replace(asked_for(course, today, 0), kind="jit")
        if (chosen := nudges.choose(asked)) is not None and "danger" not in asked.states:
            told = today in course.ledger.by_day("mood")  # where not, it stands for the invitation as well
            offered = (
                under(course.book, chosen) if told else (*under(course.book, chosen), *buttons(course.book, "checkin"))
            )
            send(course, key, chosen.id, chosen.text, (*offered, *fewer(course.book)), push_of(course, key, due))


def _too_soon(course: Course, key: str) -> bool:
    today = course.today
    again = any(e.note == key and (e.day == today or course.now - e.at < APART) for e in sent(course))
    return again or is_full(course)


def _nudge(course: Course) -> Nudge | None:
    pace, today = rhythm(course), course.today
    return nudges.choose(asked_for(course, today, silent(course, pace))) if is_turn(course, pace, today) else None


def _midday(course: Course) -> Nudge | None:
    """A line beside the day's own: not on the day after a slip, nor to somebody who does not answer."""
    today = course.today
    asked = asked_for(course, today, 0)
    if schedule.next_midday(course.person, "", course.now) is None or not rhythm(course).prompt:
        return None
    return None if asked.states & {"slip1", "danger"} else nudges.choose(replace(asked, plain=True))


def _prompt(course: Course) -> Nudge | None:
    """Not where today is told, its place is taken, or on the day after a slip, which has one message and no more."""
    today = course.today
    asked = asked_for(course, today, 0)
    told = today in course.ledger.by_day("mood") or ("slip1" in asked.states and course.person.age is Age.ADULT)
    if _is_taken(course, today) or told or not rhythm(course).prompt or not schedule.is_day(course.person, today):
        return None
    return nudges.choose(replace(asked, kind="prompt"))
