"""When the coach begins a conversation by itself, on the person's own clock."""

from datetime import UTC, date, datetime, time, timedelta

from coach import draw, times
from coach.effects import Wake
from coach.person import Age, Pace, Person

SPREAD = 240  # seconds over which one hour's messages are spread, so that 09:00 is not everybody's
EVENING, MIDDAY = time(20), time(12, 30)
EARLY_ENOUGH = time(16, 45)  # up to here the prompt at eight, and what stands in for it, is three hours later
SILENT, LOOK = "silent", timedelta(days=45)  # the wake for a look at how long somebody has been silent: retention.py
DAWN, NOON = time(5), time(12)
MORNING, AFTERNOON = time(9, 30), time(15, 30)  # hours between these are too near to midday for another message
DAILY = frozenset([Pace.FULL, Pace.TWO])  # the paces with an invitation to check in
FEW = frozenset([Pace.THREE, Pace.WEEKLY])  # the paces of those who need us less (graduation.py)
THREE_A_WEEK = (1, 3, 5)  # Monday, Wednesday, Friday
BESIDE = timedelta(minutes=10)  # a promised message, before the check-in's prompt, which is then left out


def most(person: Person) -> Pace:
    """The most that anybody is written to: those under 18 have the check-in's reminder and nothing else."""
    return Pace.ONE if person.age is Age.TEEN else Pace.TWO


def wanted(person: Person, now: datetime) -> bool:
    """Whether this person wants to be written to at all just now."""
    return person.ready and person.settled and person.pace is not Pace.NONE and held(person, now) is None


def held(person: Person, now: datetime) -> date | None:
    """The date until which they are not written to, because they paused or were not safe; None where nothing holds."""
    until = max((u for u in (person.paused_until, person.calm_until) if u and u > now), default=None)
    return None if until is None else times.today(until, person.zone)


def plan(person: Person, tag: str, now: datetime) -> tuple[Wake, ...]:
    """The next daily message and the next prompt to check in, or their absence; the next line at midday, if any."""
    midday = next_midday(person, tag, now)
    daily = Wake("nudge", next_nudge(person, tag, now)), Wake("prompt", next_prompt(person, tag, now))
    return daily if midday is None else (*daily, Wake("midday", midday))


def next_nudge(person: Person, tag: str, now: datetime) -> datetime | None:
    if person.pace is Pace.NONE or person.age is not Age.ADULT:
        return None
    return _spread(person.hour, person, tag, now)


def next_prompt(person: Person, tag: str, now: datetime) -> datetime | None:
    """Asked for beside the daily message, or, by those under 18, instead of it."""
    if person.pace is Pace.NONE or (person.age is Age.ADULT and person.pace not in DAILY):
        return None
    return _spread(prompt_hour(person), person, tag, now)


def next_midday(person: Person, tag: str, now: datetime) -> datetime | None:
    """For those who want it, where it is three hours from their other messages."""
    if (
        person.pace is not Pace.FULL
        or person.age is not Age.ADULT
        or not (person.hour <= MORNING or AFTERNOON <= person.hour <= EARLY_ENOUGH)
    ):
        return None
    return _spread(MIDDAY, person, tag, now)


def prompt_hour(person: Person) -> time:
    """At least three hours from the daily message (content 9.3), and outside the quiet hours."""
    if person.age is Age.TEEN:
        return person.hour
    return EVENING if person.hour <= EARLY_ENOUGH else MIDDAY


def morning(person: Person) -> time:
    """The hour at which a night is over: their own, where that is one of the morning."""
    return person.hour if DAWN <= person.hour <= NOON else MORNING


def is_day(person: Person, day: date) -> bool:
    """Whether this is one of the days, all of them or some, on which they want to be written to."""
    match person.pace:
        case Pace.SOME:
            return day.toordinal() % 3 == 0
        case Pace.THREE:
            return day.isoweekday() in THREE_A_WEEK
        case Pace.WEEKLY:
            return (day - (person.since or date.min)).days % 7 == 0
        case _:
            return True


def a_day(person: Person) -> int:
    """How many messages a day they are sent at the most, with those that were promised."""
    return {Pace.FULL: 3, Pace.TWO: 2}.get(person.pace, 1)


def promised(person: Person, now: datetime, days: int) -> datetime:
    """When a message that was promised comes: it takes the place of one of that day's, and is never one more.

    Shortly before the prompt where there are two a day; else at their own hour, a moment before the daily message.
    """
    day = times.today(now, person.zone) + timedelta(days=days)
    while not is_day(person, day):
        day += timedelta(days=1)
    two = a_day(person) > 1
    at = times.instant(day, prompt_hour(person) if two else person.hour, person.zone)
    return (at or now.astimezone(UTC) + timedelta(days=days)) - (BESIDE if two else timedelta(0))


def _spread(hour: time, person: Person, tag: str, now: datetime) -> datetime:
    """Strictly after now, and never again on a local date whose time has come already."""
    wait = timedelta(seconds=max(1, int(draw.number(tag, "spread") * SPREAD)))
    begin = max(now, person.paused_until or now) - wait
    return times.next_time(hour, person.zone, begin) + wait
