"""What the coach says first: one encouragement and one prompt to check in a day, when wanted and never twice."""

from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from coach import chances, dates, hours, invite, lessons, nudges, occasions, outcome, schedule, times
from coach.book import Book, Nudge
from coach.course import Course
from coach.effects import Ask, Change, Choice, Effect, Forget, Kind, Push, Record, Wake
from coach.here import buttons
from coach.ledger import Entry
from coach.nudges import FAREWELL
from coach.person import BARRED, Age, Gate, Pace, Person
from coach.session import Session

LATE = timedelta(hours=3)
QUIET_GRACE = timedelta(hours=1)  # for somebody who chose an hour within the quiet ones
APART = timedelta(hours=12)  # between two of one kind, also for those who fly west over the date line
BETWEEN = timedelta(hours=3)  # any two (content 9.3), also for those who have just changed their hour
BUSY = timedelta(minutes=15)
HOUR, LAPSE = timedelta(hours=1), timedelta(days=7)  # somebody who never agreed to be remembered is forgotten
UNANSWERED = 3
A_YEAR = 366  # days in which a yearly date comes once
SELDOM = 10  # days without an answer, after which one message a week is enough
LOOKS = ("soon", "morning")  # after words of danger, and all that comes for three days (content 3.2)
PROMISED = {  # the flow that has the words, their key, and the flows that are offered
    "early": ("chances", "early_prompt", ("chances",)),
    "later": ("chances", "later_safety", ("safety", "crisis")),
    "again": ("curve", "again_prompt", ("curve",)),
    outcome.WAKE: ("outcome", "ask", ("outcome",)),
}
WEIGHS = frozenset(["early", "again"])  # they invite to weigh how it was
SENDING = frozenset(
    {"nudge", "midday", "prompt", "before", "asked", *PROMISED, *LOOKS}
)  # they wait a day where nobody can be reached
FOLLOWING = frozenset(
    {"follow", "due", "late"}
)  # what follows something they began: at any pace, at night, beside the cap
HOLD_OFF = timedelta(minutes=10)  # for what would come into the ten minutes, or a question about danger
MOST_FOLLOW = 4  # of these a day (content 9.3)
FOLLOW_POOLS = {"follow.1": "sos15", "follow.2": "sos120", "follow.3": "sosnext"}
_RIDDEN = {"ridden.easier": "easier", "ridden.same": "same", "ridden.harder": "harder"}
ANSWERS = {  # to these messages, by their kind: the flow that takes each, and the label
    "sos15": _RIDDEN,
    "sos120": _RIDDEN,
    "sosnext": {"night.kept": "kept", "night.sent": "sent", "night.they": "they_wrote"},
    "jit": {},
}
MOMENT = timedelta(microseconds=1)
PARTING = "farewell"  # the kind of the last message to somebody who does not answer
NOTICE = "silent"  # and of the one before they are erased (retention.py)
NOTICE_FOR = timedelta(days=7)  # so long a word before an erasure waits for its platform


def lapse(course: Course, before: datetime | None) -> None:
    """`before`: when they were heard last. Within the hour nothing is set: it is looked at when it comes due."""
    if before is None or course.now - before >= HOUR:
        course.emit(Wake("lapse", course.now + LAPSE))


def lapsed(course: Course, key: str, due: datetime) -> None:
    """Nobody who never agreed to be remembered is kept for longer than a week of silence."""
    if not course.person.ready:
        course.emit(_lapsed(course))


def _lapsed(course: Course) -> Effect:
    due = (course.session.heard or course.now - LAPSE) + LAPSE
    return Wake("lapse", due) if course.now < due else Forget()


def idle(course: Course, key: str, due: datetime) -> None:
    """Nobody has answered a question about a day for so long that they have gone away."""
    if course.flow is not None and course.flow.daily and course.session.prompt:
        course.put_away()


def daily(course: Course, key: str, due: datetime) -> None:
    """One of those of a day. One that is too late says nothing, and the next is set all the same."""
    after = {"nudge": schedule.next_nudge, "midday": schedule.next_midday}.get(key, schedule.next_prompt)
    course.emit(Wake(key, after(course.person, course.session.tag, max(course.now, due))))
    if not in_time(course, due) or _too_soon(course, key) or not schedule.wanted(course.person, course.now):
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
    return soon and "danger" not in _asked(course, course.today, 0).states


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
    asked = _asked(course, today, 0)
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


def _parting_words(course: Course, chosen: Nudge) -> str:
    """Where there are hard dates to come it says that nothing will be said of them: they had been promised."""
    there = dates.ahead(course.ledger, course.person.zone, course.today, A_YEAR)
    return f"{chosen.text}\n\n{course.phrase('dates_wait')[1]}" if there else chosen.text


def _part(course: Course) -> None:
    """Nothing more after a farewell, until they ask for it."""
    person = replace(course.person.at_pace(Pace.NONE), parted=True)
    course.emit(Change(person), *schedule.plan(person, course.session.tag, course.now))


def once(course: Course, key: str, due: datetime) -> None:
    """What was promised for a day: the quiz can be read now; the question passed over; the curve once more."""
    if not in_time(course, due) or not schedule.wanted(course.person, course.now):
        return
    if not course.person.may_open(course.book.flows[PROMISED[key][2][0]].who):
        return
    states = _asked(course, course.today, 0).states
    if is_unfit(key, course.person.standing) or (key in WEIGHS and "danger" in states):
        return
    waits = key == "early" and course.person.tries_again(course.now)  # nobody's chances are looked at meanwhile
    if waits or "slip1" in states or is_full(course):  # that day has one message; this one keeps for another
        course.emit(Wake(key, schedule.promised(course.person, course.now, days=1)))
        return
    text, buttons = promised(course.book, key)
    send(course, key, key, text, buttons, push_of(course, key, due))


def promised(book: Book, key: str) -> tuple[str, tuple[Choice, ...]]:
    """The words and the buttons of a message that was promised."""
    flow, words, offered = PROMISED[key]
    _, text = book.fill(book.flows[flow].words[words], 0, {})
    return text, (*buttons(book, *offered), *fewer(book))


def is_unfit(key: str, standing: frozenset[Gate]) -> bool:
    """No invitation to a quiz that would show no odds or a curve that is not drawn, nor a question about them."""
    return (key in ("early", outcome.WAKE) and bool(standing)) or (key == "again" and Gate.ABUSE in standing)


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
    sent = sum(e.note == "follow" and e.day == today for e in course.ledger.of("push"))
    if now >= due + LATE or person.is_calm(now) or sent >= MOST_FOLLOW or not person.ready:
        return
    if not person.may_open("grown") or is_busy(course):
        return
    if key == "follow.3" and times.is_quiet(now, person.zone):  # they have moved
        course.emit(Wake(key, times.next_time(schedule.morning(person), person.zone, now)))
        return
    if key == "follow.3" and (free := after_others(course)) is not None:
        course.emit(Wake(key, free))
        return
    asked = replace(_asked(course, today, 0), kind=FOLLOW_POOLS.get(key, "sos15"))
    chosen = nudges.choose(asked)
    if chosen is not None:
        push = Push(f"{key}.{now:%H%M}", today, due + LATE, times.is_quiet(now, person.zone))
        kind = "nudge" if chosen.pool.kind == "sosnext" else "follow"  # the morning has one message, and not two
        send(course, kind, chosen.id, chosen.text, under(course.book, chosen), push)


def after_others(course: Course) -> datetime | None:
    """When another message of a morning may come, where one of the day's own came just now; None: at once."""
    late = [e.at for e in _sent(course) if course.now - e.at < BETWEEN]
    return max(late) + BETWEEN if late else None


def is_busy(course: Course) -> bool:
    """Whether something is open that nothing else should come into: the ten minutes, or a question about danger.

    Whoever put the phone down in the middle is still asked how it went on.
    """
    since = course.session.since
    riding = course.session.flow == "sos" and (since is None or course.has_timer or course.now - since < HOLD_OFF)
    return riding or (course.flow is not None and course.flow.urgent)


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
        asked = replace(_asked(course, today, 0), kind="jit")
        if (chosen := nudges.choose(asked)) is not None and "danger" not in asked.states:
            told = today in course.ledger.by_day("mood")  # where not, it stands for the invitation as well
            offered = (
                under(course.book, chosen) if told else (*under(course.book, chosen), *buttons(course.book, "checkin"))
            )
            send(course, key, chosen.id, chosen.text, (*offered, *fewer(course.book)), push_of(course, key, due))


def in_time(course: Course, due: datetime) -> bool:
    return course.now < expires(course.person, due)


def expires(person: Person, due: datetime) -> datetime:
    """Three hours after it was due or when the quiet hours begin, whichever is first."""
    if times.is_quiet(due, person.zone):
        return due + QUIET_GRACE
    return min(due + LATE, times.quiet_begins(due, person.zone))


def still(person: Person, session: Session, push: Push, now: datetime) -> datetime | None:
    """Read at the moment of sending: `now` to send, a later instant to wait until, None to leave it be."""
    if now >= push.expires:
        return None
    kind = push.kind.partition(".")[0]
    if kind in LOOKS:
        return now
    if kind in FOLLOWING:
        unfit = person.is_calm(now) or (person.gated and push.hopes) or not person.may_open("grown")
        return None if unfit else now
    if push.kind in (PARTING, NOTICE):  # messages have stopped by then; not to somebody who has come back since
        since = push.expires - NOTICE_FOR if push.kind == NOTICE else now - LATE
        back = session.heard is not None and session.heard > since
        if back or schedule.held(person, now) is not None:
            return None
        woken = times.is_quiet(now, person.zone) and not push.silent  # one that comes late waits for their hour
        return times.next_time(person.hour, person.zone, now) if woken else now
    told = [open_now.told for open_now in (session, session.under) if open_now]  # also by the quiz that is open now
    standing = person.standing.union(*(chances.read(answers).gates for answers in told))
    unfit = (standing and push.hopes) or (standing & BARRED and push.easy) or is_unfit(push.kind, standing)
    if unfit or not schedule.wanted(person, now):
        return None
    if push.kind == "prompt" and (person.told == push.day or schedule.next_prompt(person, session.tag, now) is None):
        return None  # today is told by now, or they want one message a day
    if push.kind == "midday" and schedule.next_midday(person, session.tag, now) is None:
        return None
    free = session.heard + BUSY if session.heard and session.heard <= now else now
    return max(now, free) if free < push.expires else None


def _too_soon(course: Course, key: str) -> bool:
    today = course.today
    again = any(e.note == key and (e.day == today or course.now - e.at < APART) for e in _sent(course))
    return again or is_full(course)


def is_full(course: Course) -> bool:
    """Whether as many messages as they want came today, or one came just now."""
    today, most = course.today, schedule.a_day(course.person)
    sent = _sent(course)
    return sum(e.day == today for e in sent) >= most or any(course.now - e.at < BETWEEN for e in sent)


def _sent(course: Course) -> list[Entry]:
    """What was sent before now that counts for how much they are written to: the clock may have been ahead."""
    return [e for e in course.ledger.of("push") if e.at <= course.now and e.note not in FOLLOWING]


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


def _nudge(course: Course) -> Nudge | None:
    pace, today = rhythm(course), course.today
    return nudges.choose(_asked(course, today, _silent(course, pace))) if _is_turn(course, pace, today) else None


def _midday(course: Course) -> Nudge | None:
    """A line beside the day's own: not on the day after a slip, nor to somebody who does not answer."""
    today = course.today
    asked = _asked(course, today, 0)
    if schedule.next_midday(course.person, "", course.now) is None or not rhythm(course).prompt:
        return None
    return None if asked.states & {"slip1", "danger"} else nudges.choose(replace(asked, plain=True))


def _is_turn(course: Course, pace: Rhythm, today: date) -> bool:
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


def _silent(course: Course, pace: Rhythm) -> int:
    """The days of silence, as far as they mean something: who is written to seldom has less to answer."""
    few = course.person.pace in schedule.FEW and pace.days < FAREWELL
    return 0 if few else pace.days


def _asked(course: Course, today: date, quiet: int) -> nudges.Wanted:
    hour = times.local(course.now, course.person.zone).hour
    return nudges.wanted_for(course.book, course.person, course.ledger, today, hour, quiet, course.session.tag)


def _prompt(course: Course) -> Nudge | None:
    """Not where today is told, its place is taken, or on the day after a slip, which has one message and no more."""
    today = course.today
    asked = _asked(course, today, 0)
    told = today in course.ledger.by_day("mood") or ("slip1" in asked.states and course.person.age is Age.ADULT)
    if _is_taken(course, today) or told or not rhythm(course).prompt or not schedule.is_day(course.person, today):
        return None
    return nudges.choose(replace(asked, kind="prompt"))


def fewer(book: Book) -> tuple[Choice, ...]:
    label = book.label
    return Choice("less", label("less")), Choice("pause.7", label("pause")), Choice("stop", label("quiet"))


def push_of(course: Course, kind: str, due: datetime) -> Push:
    person, now = course.person, course.now
    return Push(kind, times.today(now, person.zone), expires(person, due), times.is_quiet(now, person.zone))


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
