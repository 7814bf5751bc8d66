"""A thousand people for ninety days each, in every state there is: what they are sent, and above all what not.

Content 9.4 asks for it: nothing twice in thirty days, no cap passed, nothing in the quiet hours, no hope behind a gate.
What no message may claim is looked for in test_words.py, in all that there are.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import get_args

import pytest
from msgspec.structs import replace

from coach import nudges, schedule, times
from coach.book import Book
from coach.dates import FIXED, HardDate
from coach.effects import Ask, Effect, Forget
from coach.events import Event, Pressed, Said, Started
from coach.ledger import Entry, Ledger
from coach.person import Age, Gate, Goal, Pace, Person
from coach.sending import FOLLOWING
from coach.stock import Occasion, Pool
from tests.test_pushes import DAY, HOUR, Life, near, simulated

PEOPLE, DAYS, PARTS = 1000, 90, 4
FOR_PEOPLE_APART = ("nudge", "prompt", "milestone", "end", "quiet", "jit", "review_in")
CONTACT = ("kept", "kept", "kept", "wrote", "looked", "needed", "they", "replied")
TRENDS = {"": (), "falling": (9, 8, 7, 6, 5), "flat": (5,), "rising": (4, 5, 6, 7, 8)}  # moods, over and over
STATES = [pool_state for part in get_args(Pool.model_fields["state"].annotation) for pool_state in get_args(part)]
PROMISED = ("sosc", "due.")  # what follows the ten minutes, and a message in hand, the morning after


@dataclass
class Whole(Life):
    """A life with everything in it. `sent`: when, what, and who they were then."""

    sent: list[tuple[datetime, Ask, Person]] = field(default_factory=list[tuple[datetime, Ask, Person]])
    trend: str = ""  # of their moods, one of TRENDS

    def take(self, event: Event, now: datetime) -> list[Ask]:
        before, pushed = self.person, self.turn(event, now)
        self.sent += [(now, ask, before) for ask in pushed]
        return pushed

    def effect(self, effect: Effect, now: datetime) -> None:
        assert not isinstance(effect, Forget), "nobody asked for that"
        super().effect(effect, now)

    def press(self, now: datetime, *choices: str) -> None:
        for choice in choices:
            if self.session.prompt:
                self.take(Pressed(self.session.prompt, choice), now)
        if self.session.prompt:
            self.take(Pressed(self.session.prompt, "_stop"), now)


def lived(book: Book, number: int) -> Whole:
    chance = Random(number)  # noqa: S311
    seeded = simulated(book, chance, number)
    person = replace(seeded.person, counting=chance.random() < 0.8, discreet=chance.random() < 0.3)
    full = person.pace is Pace.TWO and chance.random() < 0.3
    person = replace(person, pace=Pace.FULL) if full else person
    if chance.random() < 0.06:
        person = replace(person, together=seeded.now + timedelta(days=chance.randrange(5, 57)))
    life = Whole(book, person, seeded.session, now=seeded.now)
    life.trend = chance.choice(list(TRENDS))
    life.plan(life.now)
    life.entries += [dated(chance, life, n) for n in range(chance.choice([0, 0, 0, 1, 3]))]
    for day in range(DAYS):
        day_of(life, chance, day)
    return life


def dated(chance: Random, life: Whole, number: int) -> Entry:
    """A hard date in these weeks, with a plan or without one."""
    occasion = chance.choice([one for one in get_args(Occasion) if one not in FIXED])
    day = life.now.date() + timedelta(days=chance.randrange(4, DAYS))
    plan = {"where": "home", "leave": "at nine"} if chance.random() < 0.5 else {}
    every = chance.choice(["once", "once", "week"])
    return HardDate(f"d{number}", occasion, day, every, life.now.date(), plan=plan).entry(life.now)


def day_of(life: Whole, chance: Random, day: int) -> None:
    """Whatever comes due, and, on most days, some minutes with the coach at some hour."""
    life.now = at = life.now + timedelta(minutes=chance.randrange(20 * 60, 28 * 60))
    for _ in life.until(at):
        pass
    safe = life.person.calm_until is None or at > life.person.calm_until + 3 * DAY
    if life.trend and safe:  # which way days go is told on each of them, but for those after a danger
        life.tell("mood", str(TRENDS[life.trend][day % len(TRENDS[life.trend])]), at)
    if chance.random() < 0.25:
        return
    life.session = replace(life.session, heard=at)
    if chance.random() < 0.8:
        for kind, value in told(chance):
            if kind == "mood" and life.trend:
                continue
            life.tell(kind, "no" if kind == "own" and life.trend == "flat" else value, at)
    odd = chance.random()
    adult = life.person.age is Age.ADULT
    if odd < 0.08:
        life.take(Started("sos"), at)
        life.press(at, "yes", "8", "passed", str(chance.randrange(9)), "enough")
    elif odd < 0.11 and adult:
        life.take(Started("hold"), at)
        if life.session.prompt:
            life.take(Said("there is something I would say"), at)
        life.press(at, chance.choice(["ten", "hour", "morning"]), "_skip", "_skip", "_skip")
    elif odd < 0.14:
        command = chance.choice(["less", "pause", "resume", "resume", "resume", "stop", "more"])
        life.take(Started(command, str(chance.randrange(1, 9))), at)
    elif odd < 0.15:
        life.person = replace(life.person, calm_until=at + 3 * DAY)
    elif odd < 0.16:
        life.person = replace(life.person, gates=life.person.gates | {chance.choice(list(Gate))})
    elif odd < 0.18:
        life.tell("dating", "", at)


def told(chance: Random) -> list[tuple[str, str]]:
    """A check-in of a day that says nothing of the next."""
    mood = chance.choice([chance.randrange(11), chance.randrange(4, 7)])
    own = [("own", chance.choice(["done", "part", "no"]))] if chance.random() < 0.7 else []
    return [("mood", str(mood)), ("urge", str(chance.randrange(11))), ("contact", chance.choice(CONTACT)), *own]


@pytest.mark.unmeasured
@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_people_for_ninety_days(book: Book, part: int) -> None:
    kinds, states = Counter[str](), Counter[str | None]()
    for number in range(part, PEOPLE, PARTS):
        life = lived(book, number)
        is_right(book, life)
        kinds.update(book.kind_of(e.value) for e in life.entries if e.kind == "push")
        states.update(book.by_id[e.value].pool.state for e in life.entries if e.value in book.by_id)
    assert sum(kinds.values()) > PEOPLE / PARTS * DAYS / 2, "a silent house proves nothing"
    wanted = {
        "nudge",
        "prompt",
        "milestone",
        "quiet",
        "jit",
        "sos15",
        "sos120",
        "sosnext",
        "late",
        "occasion",
        "review_in",
    }
    assert wanted <= kinds.keys(), "every kind of message was sent to somebody"
    assert set(STATES) <= states.keys(), "and one for every state that somebody can be in"


def is_right(book: Book, life: Whole) -> None:
    pushed = [e for e in life.entries if e.kind == "push"]
    never_twice(book, pushed)
    within_the_caps(life, [e for e in pushed if e.note not in FOLLOWING])
    for at, ask, person in life.sent:
        kind = ask.push.kind.partition(".")[0] if ask.push else ""
        if kind not in FOLLOWING:
            today = times.today(at, person.zone)
            earlier = [e for e in pushed if e.day == today and e.at < at and e.note not in FOLLOWING]
            assert len(earlier) < max(schedule.a_day(person), 1), "more than they want in a day"
        assert ask.push is not None
        assert ask.push.day == times.today(at, person.zone)
        follows = ask.push.kind.partition(".")[0] in (*FOLLOWING, "soon", "morning")
        if times.is_quiet(at, person.zone):
            assert ask.push.silent if follows else near(at, person), "in the quiet hours"
        fits(book, life, at, person)


def slips(life: Whole) -> set[date]:
    """The days of a slip that was told on the day itself, and not taken back."""
    told, zone = Ledger(tuple(life.entries)).by_day("contact"), life.person.zone
    return {day for day, e in told.items() if e.value == "wrote" and times.today(e.at, zone) == day}


def never_twice(book: Book, pushed: list[Entry]) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for entry in pushed:
        if entry.value in book.by_id:
            days[entry.value].append(entry.day)
    for id, on in days.items():
        assert all((b - a).days >= 30 for a, b in pairwise(sorted(on))), f"{id} twice in thirty days"
    themes = [(e.day, book.by_id[e.value].theme) for e in pushed if book.kind_of(e.value) == "nudge"]
    for (first, one), (second, two) in pairwise(themes):
        assert one != two or (second - first).days > nudges.NO_THEME_WITHIN, "a theme within two days"


def within_the_caps(life: Whole, pushed: list[Entry]) -> None:
    most = 1 if life.person.age is Age.TEEN else 3
    assert max(Counter(e.day for e in pushed).values(), default=0) <= most  # with the word before a hard hour
    assert max(Counter(e.day for e in pushed if e.note == "before").values(), default=0) <= 1
    for a, b in pairwise(pushed):
        assert b.at - a.at >= 3 * HOUR
    for day in slips(life):
        after = [e for e in pushed if e.day == day + DAY and e.note in ("nudge", "midday", "prompt")]
        after = [e for e in after if not e.value.startswith(PROMISED)]  # they were told that it comes
        assert len(after) <= 1, "more than one on the day after a slip"
    assert max(Counter(e.day for e in life.entries if e.note == "follow").values(), default=0) <= 4


def fits(book: Book, life: Whole, at: datetime, person: Person) -> None:
    """Nothing leaves a return open behind a gate, nor is easy about contact where the other is to be left alone."""
    sent = [book.by_id[e.value] for e in life.entries if e.kind == "push" and e.at == at and e.value in book.by_id]
    assert all(nudges.suits(nudge.pool, person) for nudge in sent)
    assert not person.tries_again(at) or not any(nudge.pool.kind in FOR_PEOPLE_APART for nudge in sent)
    if person.gated and person.goal is not Goal.HEAL:
        assert all(nudge.pool.goal is None for nudge in sent)


def test_a_life_is_told_apart_by_its_number(book: Book) -> None:
    """The numbers are seeds: two lives are two, and the same one comes again."""
    one, two, again = lived(book, 1), lived(book, 2), lived(book, 1)
    assert one.entries == again.entries
    assert one.entries != two.entries


def test_what_is_looked_for_would_be_found(book: Book) -> None:
    life = lived(book, 3)
    twice = [Entry("push", "mno1", date(2026, 3, day), life.now, "nudge") for day in (1, 20)]
    with pytest.raises(AssertionError, match="twice in thirty days"):
        never_twice(book, twice)
    soon = [Entry("push", f"p{n}", date(2026, 3, 1), life.now + n * HOUR, "nudge") for n in (1, 2)]
    with pytest.raises(AssertionError):
        within_the_caps(life, soon)
    hopeful = next(n.id for n in book.messages if n.pool.goal == "reconcile")
    barred = replace(life.person, gates=frozenset({Gate.NO}), goal=Goal.RECONCILE)
    life.entries.append(Entry("push", hopeful, date(2026, 3, 9), life.now, "nudge"))
    with pytest.raises(AssertionError):
        fits(book, life, life.now, barred)
