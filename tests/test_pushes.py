"""What the coach says first: when, how often, and above all when not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from coach import outcome, schedule, times
from coach.book import Book
from coach.effects import Ask, Change, Effect, Forget, Kind, Push, Record, Strike, Wake
from coach.engine import step
from coach.events import Event, Started, Woken
from coach.ledger import Entry, Ledger
from coach.person import Age, Gate, Goal, Pace, Person
from coach.pushes import SENDING
from coach.schedule import wanted
from coach.sending import expires
from coach.session import Session
from coach.still import still
from coach.wakes import ERRANDS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = NOW.date()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADA = Person(age=Age.ADULT, consented=NOW - 30 * DAY, since=TODAY - 2 * DAY, settled=True, discreet=False)


@dataclass
class Life:
    """One person over days and weeks, with nothing but what a turn makes of them."""

    book: Book
    person: Person = ADA
    session: Session = field(default_factory=lambda: Session("a1b2c3d4", heard=NOW - HOUR))
    entries: list[Entry] = field(default_factory=list[Entry])
    wakes: dict[str, datetime] = field(default_factory=dict[str, datetime])
    said: list[tuple[datetime, Ask]] = field(default_factory=list[tuple[datetime, Ask]])
    now: datetime = NOW

    def take(self, event: Event, now: datetime) -> list[Ask]:
        """The pushes that came of it, none of them unwanted, and the kind one not missing."""
        before, kind = self.person, self.kind_day(event, now)
        pushed = self.turn(event, now)
        self.said += [(now, push) for push in pushed]
        assert not pushed or wanted(before, now), "somebody was written to who does not want it"
        assert not kind or pushed, "the day after a slip, and not a word"
        return pushed

    def turn(self, event: Event, now: datetime) -> list[Ask]:
        """The pushes that came of it."""
        turn = step(self.book, self.person, self.session, Ledger(tuple(self.entries)), event, now)
        self.session = turn.session
        for effect in turn.effects:
            self.effect(effect, now)
        return [e for e in turn.effects if isinstance(e, Ask) and e.push is not None]

    def effect(self, effect: Effect, now: datetime) -> None:
        match effect:
            case Wake(key, None):
                self.wakes.pop(key, None)
            case Wake(key, at) if at is not None:
                assert at > now
                self.wakes[key] = at
            case Record(entry):
                self.entries.append(entry)
            case Strike(entries):
                self.entries = [e for e in self.entries if e not in entries]
            case Change(person):
                self.person = person
            case Forget():
                self.person, self.entries, self.wakes = Person(), [], {}
            case _:
                pass

    def kind_day(self, event: Event, now: datetime) -> bool:
        """Whether the message of the day after a slip is due now."""
        today = times.today(now, self.person.zone)
        slip = Ledger(tuple(self.entries)).by_day("contact").get(today - DAY)
        sent = any(e.kind == "push" and (e.day == today or now - e.at < 12 * HOUR) for e in self.entries)
        due = isinstance(event, Woken) and event.key == "nudge" and event.due == now
        takes = self.person.pace in (Pace.TWO, Pace.ONE) and wanted(self.person, now)
        return due and takes and not sent and slip is not None and slip.value == "wrote"

    def wake(self, key: str, due: datetime = NOW, late: timedelta = timedelta()) -> list[Ask]:
        return self.take(Woken(key, due), due + late)

    def plan(self, now: datetime) -> None:
        self.wakes = {w.key: w.at for w in schedule.plan(self.person, self.session.tag, now) if w.at is not None}

    def until(self, end: datetime) -> Iterator[datetime]:
        """Everything that comes due until then."""
        while self.wakes and (at := min(self.wakes.values())) <= end:
            key = next(k for k, w in self.wakes.items() if w == at)
            del self.wakes[key]
            yield at
            self.take(Woken(key, at), at)

    def tell(self, kind: str, value: str, at: datetime) -> None:
        self.entries.append(Entry(kind, value, times.today(at, self.person.zone), at))


def named(entries: list[Entry]) -> list[str]:
    return [e.note for e in entries if e.kind == "push"]


# A message, and what stands on it


def test_a_message_is_a_push_with_ways_to_have_fewer(book: Book) -> None:
    life = Life(book, replace(ADA, goal=Goal.HEAL))
    [ask] = life.wake("nudge")
    assert ask.kind is Kind.PUSH
    assert ask.push == Push("nudge", TODAY, NOW + 3 * HOUR, silent=False)
    assert [c.id for c in ask.choices] == ["checkin", "less", "pause.7", "stop"]
    assert life.entries == [Entry("push", life.entries[0].value, TODAY, NOW, "nudge")]
    assert life.wakes["nudge"] > NOW


def test_a_message_in_the_quiet_hours_is_silent(book: Book) -> None:
    [ask] = Life(book, replace(ADA, hour=time(23))).wake("nudge", NOW.replace(hour=23))
    assert ask.push is not None
    assert ask.push.silent


@pytest.mark.parametrize(
    "person",
    [
        replace(ADA, paused_until=NOW + HOUR),
        replace(ADA, calm_until=NOW + HOUR),
        replace(ADA, pace=Pace.NONE),
        replace(ADA, consented=None),
    ],
    ids=["paused", "calm", "stopped", "never agreed"],
)
@pytest.mark.parametrize("key", ["nudge", "prompt", "early", "later", "again"])
def test_nobody_is_written_to_who_does_not_want_it(book: Book, person: Person, key: str) -> None:
    assert not wanted(person, NOW)
    assert not Life(book, person).wake(key)


def test_it_goes_on_when_the_pause_is_over(book: Book) -> None:
    over = replace(ADA, paused_until=NOW, calm_until=NOW - HOUR)
    assert wanted(over, NOW)
    assert Life(book, over).wake("nudge")


@pytest.mark.parametrize(
    ("due", "until"),
    [
        ("09:00", "12:00"),
        ("20:00", "22:00"),  # the quiet hours come first
        ("21:59", "22:00"),
        ("22:30", "23:30"),  # who chose a quiet hour
        ("07:00", "08:00"),
    ],
)
def test_how_long_a_message_is_worth_sending(due: str, until: str) -> None:
    at = datetime.combine(TODAY, time.fromisoformat(due), UTC)
    assert expires(ADA, at) == datetime.combine(TODAY, time.fromisoformat(until), UTC)


@pytest.mark.parametrize(("late", "said"), [(0, True), (179, True), (180, False), (2000, False)])
def test_what_is_too_late_is_not_said_and_the_next_is_planned(book: Book, late: int, said: bool) -> None:
    life = Life(book)
    assert bool(life.wake("nudge", late=timedelta(minutes=late))) == said
    assert NOW + timedelta(minutes=late) < life.wakes["nudge"] <= NOW + timedelta(minutes=late) + DAY


def test_an_unknown_wake_is_nothing(book: Book) -> None:
    life = Life(book)
    assert not life.wake("tea")
    assert life.wakes == {}


# At the moment of sending

PUSH = Push("nudge", TODAY, NOW + 3 * HOUR)


@pytest.mark.parametrize(
    ("person", "heard", "now", "when"),
    [
        (ADA, None, NOW, NOW),
        (ADA, NOW - HOUR, NOW, NOW),
        (ADA, NOW - timedelta(minutes=5), NOW, NOW + timedelta(minutes=10)),  # they are talking with us
        (ADA, NOW + timedelta(hours=2, minutes=50), NOW + timedelta(hours=2, minutes=55), None),  # and go on too long
        (ADA, None, NOW + 3 * HOUR, None),
        (replace(ADA, paused_until=NOW + HOUR), None, NOW, None),
        (replace(ADA, calm_until=NOW + HOUR), None, NOW, None),
        (replace(ADA, pace=Pace.NONE), None, NOW, None),
    ],
)
def test_whether_it_is_still_wanted(
    person: Person, heard: datetime | None, now: datetime, when: datetime | None
) -> None:
    assert still(person, Session("a1b2c3d4", heard=heard), PUSH, now) == when


@pytest.mark.parametrize(
    ("person", "heard", "sent"),
    [
        (replace(ADA, pace=Pace.NONE), NOW - 21 * DAY, True),  # it was the farewell that stopped the messages
        (replace(ADA, pace=Pace.NONE), None, True),
        (replace(ADA, pace=Pace.NONE), NOW - timedelta(minutes=1), False),  # they have just come back
        (replace(ADA, pace=Pace.NONE, paused_until=NOW + HOUR), NOW - 21 * DAY, False),
    ],
)
def test_a_farewell_is_still_said(person: Person, heard: datetime | None, sent: bool) -> None:
    farewell = replace(PUSH, kind="farewell")
    assert (still(person, Session("a1b2c3d4", heard=heard), farewell, NOW) == NOW) == sent
    assert still(person, Session("a1b2c3d4"), farewell, NOW + 3 * HOUR) is None


# One of each a day


def test_not_twice_on_one_date_nor_within_twelve_hours(book: Book) -> None:
    life = Life(book)
    assert life.wake("nudge", NOW)
    assert not life.wake("nudge", NOW + 12 * HOUR + timedelta(minutes=30)), "the hour was moved to the evening"
    assert life.wake("nudge", NOW + DAY)
    late = Life(book, replace(ADA, hour=time(23)))
    assert late.wake("nudge", NOW.replace(hour=23))
    assert not late.wake("nudge", NOW + DAY), "the hour was moved to the morning"


def test_not_twice_for_somebody_who_flies_over_the_date_line(book: Book) -> None:
    life = Life(book, replace(ADA, zone="Pacific/Auckland"))
    there = datetime(2026, 3, 2, 20, tzinfo=UTC)  # the 3rd, nine in the morning
    assert life.wake("nudge", there)
    life.person = replace(ADA, zone="Pacific/Honolulu")
    back = datetime(2026, 3, 3, 19, tzinfo=UTC)  # the 3rd once more, nine in the morning
    assert not life.wake("nudge", back)
    assert life.wake("nudge", back + DAY)
    life.person = replace(ADA, zone="Pacific/Auckland")
    assert not life.wake("nudge", back + DAY + 11 * HOUR), "two dates on, and half a day"


def test_any_two_are_three_hours_apart(book: Book) -> None:
    life = Life(book)
    assert life.wake("nudge", NOW)
    assert not life.wake("prompt", NOW + 2 * HOUR)
    assert life.wake("prompt", NOW + 3 * HOUR)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("minute", [0, 30, 46])
def test_the_two_of_a_day_are_planned_apart(hour: int, minute: int) -> None:
    person = replace(ADA, hour=time(hour, minute))
    for key, instants in (("plan", [w.at for w in schedule.plan(person, "a1b2c3d4", NOW)]),):
        [nudge, prompt] = instants
        assert nudge is not None, key
        assert prompt is not None
        assert min((nudge - prompt) % DAY, (prompt - nudge) % DAY) >= 3 * HOUR
        beside = schedule.promised(person, NOW, days=1)
        assert min((nudge - beside) % DAY, (beside - nudge) % DAY) >= 3 * HOUR
        assert not times.is_quiet(prompt, "UTC")
        assert not times.is_quiet(beside, "UTC")


def test_nine_is_not_everybodys_nine() -> None:
    spread = {schedule.next_nudge(ADA, f"tag{n}", NOW - HOUR) for n in range(50)}
    assert len(spread) > 30
    assert all(NOW <= at < NOW + timedelta(minutes=4) for at in spread if at is not None)


# Who gets which


@pytest.mark.parametrize(
    ("person", "planned"),
    [
        (ADA, "nudge prompt"),
        (replace(ADA, pace=Pace.ONE), "nudge"),
        (replace(ADA, pace=Pace.SOME), "nudge"),
        (replace(ADA, pace=Pace.NONE), ""),
        (replace(ADA, age=Age.TEEN, pace=Pace.ONE), "prompt"),
        (replace(ADA, age=Age.TEEN, pace=Pace.SOME), "prompt"),
        (replace(ADA, age=Age.TEEN, pace=Pace.NONE), ""),
    ],
)
def test_what_is_planned(person: Person, planned: str) -> None:
    found = [w.key for w in schedule.plan(person, "a1b2c3d4", NOW) if w.at is not None]
    assert found == planned.split()


@pytest.mark.parametrize("age", [Age.ADULT, Age.TEEN])
def test_every_third_day_is_every_third_day(book: Book, age: Age) -> None:
    life = Life(book, replace(ADA, age=age, pace=Pace.SOME, since=None))
    life.plan(NOW)
    for at in life.until(NOW + 30 * DAY):
        life.session = replace(life.session, heard=at - HOUR)
    days = [at.date() for at, _ in life.said]
    assert len(days) == 10
    assert {(b - a).days for a, b in pairwise(days)} == {3}


def test_the_invitation_is_left_out_where_today_is_told(book: Book) -> None:
    life = Life(book)
    life.tell("mood", "5", NOW - HOUR)
    assert not life.wake("prompt")
    assert life.wake("nudge", NOW + 4 * HOUR)


def test_the_day_after_a_slip_has_one_message(book: Book) -> None:
    life = Life(book)
    life.tell("contact", "wrote", NOW - DAY)
    assert not life.wake("prompt", NOW - HOUR)
    [ask] = life.wake("nudge")
    assert ask.text in book.nudges.pool["slip1"].theme.get("perspective", {}).values() or "slip1" in pools(book, life)
    assert not life.wake("prompt", NOW + 10 * HOUR)
    teen = Life(book, replace(ADA, age=Age.TEEN, pace=Pace.ONE))
    teen.tell("contact", "wrote", NOW - DAY)
    assert teen.wake("prompt"), "the only one there is"


def pools(book: Book, life: Life) -> set[str]:
    sent = {e.value for e in life.entries if e.kind == "push"}
    names = {id(pool): name for name, pool in book.nudges.pool.items()}
    return {names[id(n.pool)] for n in book.messages if n.id in sent}


# The two messages of the quiz that were promised for a day


@pytest.mark.parametrize(
    ("key", "ways"),
    [
        ("early", ["chances", "less", "pause.7", "stop"]),
        ("later", ["safety", "crisis", "less", "pause.7", "stop"]),
        ("again", ["curve", "less", "pause.7", "stop"]),
    ],
)
def test_a_promised_message(book: Book, key: str, ways: list[str]) -> None:
    life = Life(book)
    [ask] = life.wake(key)
    assert [c.id for c in ask.choices] == ways
    assert named(life.entries) == [key]
    assert life.wakes == {}, "once"
    assert not life.wake("prompt", NOW + 4 * HOUR), "it has taken the invitation's place"
    assert life.wake("prompt", NOW + DAY)


@pytest.mark.parametrize(
    ("gates", "key", "comes"),
    [
        ([], "again", True),
        ([Gate.NO], "again", True),
        ([Gate.HARM, Gate.ORDER], "again", True),
        ([Gate.ABUSE], "again", False),
        ([Gate.NO], "early", False),
        ([Gate.ABUSE], "later", True),
    ],
)
def test_an_invitation_to_weigh_is_not_for_whom_it_is_closed(
    book: Book, gates: list[Gate], key: str, comes: bool
) -> None:
    """Neither when it comes due, nor when it is sent, where the gate has come to stand in between."""
    gated = replace(ADA, gates=frozenset(gates))
    assert bool(Life(book, gated).wake(key)) == comes
    [ask] = Life(book).wake(key)
    assert ask.push is not None
    assert (still(gated, Session("a1b2c3d4"), ask.push, NOW) is not None) == comes


def test_nobody_is_invited_to_weigh_anything_after_a_danger(book: Book) -> None:
    over = replace(ADA, calm_until=NOW - HOUR)
    assert not Life(book, over).wake("again")
    assert Life(book, over).wake("later")


def test_a_promised_message_that_is_too_late_is_not_said(book: Book) -> None:
    assert not Life(book).wake("later", late=4 * HOUR)


@pytest.mark.parametrize(("pace", "days"), [(Pace.ONE, 1), (Pace.SOME, 3)])
@pytest.mark.parametrize("key", ["later", "early", "again"])
@pytest.mark.parametrize("tag", ["a1b2c3d4", *(f"{n:08x}" for n in range(300, 330))])
def test_a_promised_message_comes_in_the_place_of_that_days(
    book: Book, pace: Pace, days: int, key: str, tag: str
) -> None:
    """Once a day is once a day, and every third day is every third day."""
    life = Life(book, replace(ADA, pace=pace, since=None), Session(tag, heard=NOW - HOUR))
    life.plan(NOW + HOUR)
    life.wakes[key] = schedule.promised(life.person, NOW + HOUR, days=1)
    for at in life.until(NOW + 8 * DAY):
        life.session = replace(life.session, heard=at - HOUR)
    dates = [at.date() for at, _ in life.said]
    assert len(set(dates)) == len(dates)
    assert {(b - a).days for a, b in pairwise(dates)} == {days}
    assert named(life.entries).count(key) == 1
    assert named(life.entries)[0] == key, "on the first day there is"


def test_a_promised_message_waits_for_a_day_with_room(book: Book) -> None:
    """They have chosen once a day since, and today's has come."""
    life = Life(book, replace(ADA, pace=Pace.ONE))
    assert life.wake("nudge", NOW)
    assert not life.wake("later", NOW + 10 * HOUR)
    assert life.wakes["later"] == NOW + DAY
    assert life.wake("later", NOW + DAY)
    assert not life.wake("nudge", NOW + DAY + timedelta(minutes=3)), "its place is taken"


def test_a_promised_message_is_none_on_the_day_after_a_slip(book: Book) -> None:
    life = Life(book)
    life.tell("contact", "wrote", NOW - DAY)
    assert not life.wake("later")
    assert life.wakes["later"].date() == TODAY + DAY


def test_nobody_who_was_not_safe_is_invited_to_the_quiz(book: Book) -> None:
    life = Life(book, replace(ADA, calm_until=NOW - DAY))
    assert not life.wake("early")
    assert life.wakes == {}
    life.tell("mood", "6", NOW - HOUR)
    assert life.wake("early")


# When nobody answers


def test_a_month_without_an_answer(book: Book) -> None:
    """Two a day, then one, every third day, weekly, a farewell, nothing (content 9.3)."""
    life = Life(book, replace(ADA, since=None))
    life.plan(NOW - HOUR)
    for _ in life.until(NOW + 60 * DAY):
        pass
    days = [((at.date() - TODAY).days, (ask.push or PUSH).kind) for at, ask in life.said]
    assert days == [
        *((0, "nudge"), (0, "prompt"), (1, "nudge")),  # three unanswered: the invitations end
        *((n, "nudge") for n in (2, 3, 4, 5, 8, 10, 17)),
        (21, "farewell"),
    ]
    quiet = {n.id: n.pool.quiet for n in book.messages if n.pool.quiet}
    told = {day: quiet.get(e.value) for (day, _), e in zip(days, life.entries, strict=True)}
    assert {day: stage for day, stage in told.items() if stage} == {2: 2, 5: 5, 10: 10, 21: 21}
    assert (life.person.pace, life.wakes) == (Pace.NONE, {}), "and /status can say so"
    last = life.said[-1][1]
    assert [c.id for c in last.choices] == ["checkin", "resume"]


def test_the_farewell_says_where_the_question_is_that_was_allowed(book: Book) -> None:
    taken = encode(outcome.Note("2", TODAY)).decode()
    life = Life(book, replace(ADA, since=None), entries=[Entry("outcome", outcome.MAY, TODAY, NOW - HOUR, taken)])
    life.plan(NOW - HOUR)
    for _ in life.until(NOW + 60 * DAY):
        pass
    assert "waits in /outcome from 31 May" in life.said[-1][1].text


def test_every_kind_of_wake_is_one_that_waits_for_somebody_who_cannot_be_reached_or_one_that_does_not() -> None:
    """A new kind has to be put on one side: what is said into a closed room must not be counted as said."""
    not_sending = {"lapse", "idle", "timer", "silent", "erase", "follow", "due"}  # the last two follow what they did
    assert ERRANDS.keys() - SENDING == not_sending


@pytest.mark.parametrize("begun", range(3))
def test_every_third_day_and_silence_leave_one_a_week(book: Book, begun: int) -> None:
    life = Life(book, replace(ADA, since=None, pace=Pace.SOME))
    life.now = NOW + begun * DAY
    life.session = replace(life.session, heard=life.now - HOUR)
    life.plan(life.now - HOUR)
    for _ in life.until(life.now + 60 * DAY):
        pass
    days = [at.date() for at, _ in life.said]
    assert (life.said[-1][1].push or PUSH).kind == "farewell"
    gaps = [(b - a).days for a, b in pairwise(days)]
    assert max(gaps) <= 9, days
    assert min(gaps) >= 3, days


def test_coming_back_after_the_farewell(book: Book) -> None:
    life = Life(book)
    life.plan(NOW - HOUR)
    for _ in life.until(NOW + 30 * DAY):
        pass
    back = NOW + 30 * DAY + HOUR
    life.take(Started("checkin"), back)
    assert life.wakes.keys() == {"idle"}, "who comes back is not written to again unasked"
    life.take(Started("resume"), back)
    assert life.wakes.keys() == {"idle", "nudge", "prompt"}
    for _ in life.until(back + DAY):
        pass
    assert [(ask.push or PUSH).kind for _, ask in life.said[-2:]] == ["prompt", "nudge"]


def test_who_answers_begins_anew(book: Book) -> None:
    life = Life(book, replace(ADA, since=None))
    life.plan(NOW - HOUR)
    for at in life.until(NOW + 10 * DAY):
        if at.day % 2:
            life.session = replace(life.session, heard=at - HOUR)
    kinds = Counter((ask.push or PUSH).kind for _, ask in life.said)
    assert kinds["nudge"] == 10
    assert kinds["prompt"] >= 8


# Somebody who never agreed


def test_who_never_agreed_is_forgotten_after_a_week(book: Book) -> None:
    life = Life(book, Person())
    life.take(Started("start"), NOW)
    assert life.wakes == {"lapse": NOW + 7 * DAY}
    assert (
        Forget()
        in step(book, life.person, life.session, Ledger(), Woken("lapse", NOW + 7 * DAY), NOW + 7 * DAY).effects
    )
    assert not step(book, ADA, life.session, Ledger(), Woken("lapse", NOW + 7 * DAY), NOW + 7 * DAY).effects


def test_whoever_was_heard_within_the_hour_is_forgotten_as_long_after_that(book: Book) -> None:
    """The wake is not set again with each of their messages; when it comes due, it is put off by as much."""
    due, heard = NOW + 7 * DAY, NOW + timedelta(minutes=50)
    session = Session("a1b2c3d4", heard=heard)
    [wake] = step(book, Person(), session, Ledger(), Woken("lapse", due), due).effects
    assert wake == Wake("lapse", heard + 7 * DAY)
    at = heard + 7 * DAY
    assert step(book, Person(), session, Ledger(), Woken("lapse", at), at).effects == (Forget(),)


# A line at midday


FULL = replace(ADA, pace=Pace.FULL)


@pytest.mark.parametrize(
    ("hour", "planned"),
    [
        *[("07:30", True), ("09:30", True), ("09:31", False), ("12:30", False)],
        *[("15:29", False), ("15:30", True), ("16:45", True), ("17:00", False)],
    ],
)
def test_a_line_at_midday_is_three_hours_from_all_else(hour: str, planned: bool) -> None:
    person = replace(FULL, hour=time.fromisoformat(hour))
    wakes = {w.key: w.at for w in schedule.plan(person, "a1b2c3d4", NOW) if w.at is not None}
    assert ("midday" in wakes) == planned
    moments = sorted(at.hour * 60 + at.minute for at in wakes.values())
    assert all(b - a >= 176 for a, b in pairwise(moments)), "but for the minutes over which they are spread"


@pytest.mark.parametrize("person", [ADA, replace(FULL, age=Age.TEEN), replace(ADA, pace=Pace.NONE)])
def test_it_is_for_those_who_want_it(person: Person) -> None:
    assert "midday" not in {w.key for w in schedule.plan(person, "a1b2c3d4", NOW)}


def test_three_a_day_are_three_and_the_one_at_midday_is_plain(book: Book) -> None:
    life = Life(book, replace(FULL, since=TODAY - 7 * DAY))
    life.plan(NOW.replace(hour=8))
    for _ in life.until(NOW.replace(hour=23)):
        life.session = replace(life.session, heard=life.now)
    assert named(life.entries) == ["nudge", "midday", "prompt"]
    kinds = [book.kind_of(e.value) for e in life.entries]
    assert kinds == ["milestone", "nudge", "prompt"], "the day's own has its milestone, and it is not said twice"


@pytest.mark.parametrize("state", ["slip", "danger", "silent", "fewer"])
def test_there_is_none_on_a_day_that_has_one_message(book: Book, state: str) -> None:
    life = Life(book, FULL)
    due = NOW.replace(hour=12, minute=30)
    match state:
        case "slip":
            life.tell("contact", "wrote", NOW - DAY)
        case "danger":
            life.person = replace(FULL, calm_until=NOW - HOUR)
        case "silent":
            life.session = replace(life.session, heard=NOW - 6 * DAY)
        case _:
            life.person = ADA
    assert life.wake("midday", due) == []


def test_it_is_not_sent_to_somebody_who_has_come_to_want_fewer() -> None:
    push = Push("midday", TODAY, NOW + 3 * HOUR)
    session = Session("a1b2c3d4", heard=NOW - HOUR)
    assert still(FULL, session, push, NOW) == NOW
    assert still(ADA, session, push, NOW) is None


# Somebody made up, for test_thousand.py

ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Santiago", "Africa/Cairo")


def simulated(book: Book, chance: Random, number: int) -> Life:
    begin = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=chance.randrange(300), hours=chance.randrange(24))
    hour = chance.choice(
        [time(7, 30), time(9), time(12, 30), time(16, 40), time(17), time(20), time(21), time(22, 30), time(3)]
    )
    gates = frozenset({chance.choice(list(Gate))}) if chance.random() < 0.3 else frozenset[Gate]()
    zone = chance.choice(ZONES)
    person = Person(
        age=Age.TEEN if chance.random() < 0.1 else Age.ADULT,
        consented=begin,
        zone=zone,
        goal=chance.choice(list(Goal)),
        since=times.today(begin, zone) - timedelta(days=chance.randrange(20)),
        limited=("child",) if chance.random() < 0.3 else (),
        gates=gates,
        pace=chance.choice([Pace.TWO, Pace.TWO, Pace.ONE, Pace.SOME, Pace.THREE, Pace.WEEKLY]),
        hour=hour,
        settled=True,
    )
    person = replace(person, pace=Pace.ONE) if person.age is Age.TEEN else person
    life = Life(book, person, Session(f"{number:08x}", heard=begin), now=begin)
    life.plan(begin)
    return life


def near(at: datetime, person: Person) -> bool:
    wished = times.instant(times.today(at, person.zone), person.hour, person.zone)
    return wished is not None and timedelta() <= at - wished <= timedelta(minutes=5)


# What has changed between planning and sending


SETTLED = Person(Age.ADULT, NOW - timedelta(days=9), settled=True)
LATER = NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("push", "person", "sent"),
    [
        (Push("nudge", NOW.date(), LATER, hopes=True), SETTLED, True),
        (Push("nudge", NOW.date(), LATER, hopes=True), replace(SETTLED, gates=frozenset({Gate.ORDER})), False),
        (Push("nudge", NOW.date(), LATER), replace(SETTLED, gates=frozenset({Gate.ORDER})), True),
        (Push("early", NOW.date(), LATER), SETTLED, True),
        (Push("early", NOW.date(), LATER), replace(SETTLED, gates=frozenset({Gate.ABUSE})), False),
        (Push("prompt", NOW.date(), LATER), SETTLED, True),
        (Push("prompt", NOW.date(), LATER), replace(SETTLED, told=NOW.date()), False),
        (Push("prompt", NOW.date(), LATER), replace(SETTLED, told=NOW.date() - timedelta(days=1)), True),
        (Push("prompt", NOW.date(), LATER), replace(SETTLED, pace=Pace.ONE), False),
        (Push("nudge", NOW.date(), LATER), replace(SETTLED, settled=False), False),
    ],
)
def test_a_push_is_judged_again_as_it_goes_out(push: Push, person: Person, sent: bool) -> None:
    assert (still(person, Session("a1b2c3d4"), push, NOW) == NOW) is sent
