"""The programme: which lesson is next at somebody's own pace, and which words of it are for them."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from coach import states, times
from coach.book import Book
from coach.counts import is_done
from coach.ledger import Ledger
from coach.person import BARRED, Age, Gate, Person
from coach.stock import Lesson

GENTLE = (2, 4, 8, 11, 13)  # shown in the place of any other while somebody is low (content 8)
DAILY, THRICE = 30, 45  # up to these days there is one each day, then three a week, then two
WEEKDAYS = {THRICE: (0, 2, 4), 90: (0, 3)}  # Monday is 0
SLIDING = timedelta(days=3)  # for so long after the rule about a slide in mood
AGAIN = "again"  # a lesson that was asked for by its number
MOVES = frozenset({"done", "tiny", "skip", "read"})  # what moves somebody on to the next


class Place(Struct, frozen=True):
    """How far somebody is. `last`: the furthest day done, passed over or read on from, 0 for none; `on` its date."""

    begun: bool = False
    paused: bool = False
    last: int = 0
    on: date | None = None


def place(ledger: Ledger) -> Place:
    """Going back to an earlier lesson moves nobody back, and neither do those that are shown to somebody who is low."""
    course = [e.value for e in ledger.of("programme") if e.value != AGAIN]
    told = [(e.value.partition("."), e.day) for e in ledger.of("lesson")]
    moved = [(int(day), on) for (day, _, what), on in told if what in MOVES and day.isdecimal()]
    last, on = max(moved, default=(0, None), key=lambda one: one[0])
    return Place(bool(course or moved), course[-1:] == ["pause"], last, on)


def was_shown(ledger: Ledger, day: int) -> bool:
    """Whether that lesson has been shown as the next one."""
    return any(e.note == str(day) and e.value != AGAIN for e in ledger.of("programme"))


def done(ledger: Ledger) -> int:
    """How many different lessons were done, whole or in two minutes."""
    return len({e.value.partition(".")[0] for e in ledger.of("lesson") if is_done(e)})


def upcoming(book: Book, after: int) -> int | None:
    """The day of the lesson that follows; None after the last."""
    return next((day for day in book.lesson_days if day > after), None)


def due(at: Place, day: int) -> date | None:
    """The first date for that lesson; None: there is nothing to wait for.

    Nobody's days are counted for them: the next comes on the next of its days of the week after the one before it was
    answered, however long that took.
    """
    if at.on is None:
        return None
    on = at.on + timedelta(days=1)
    while day > DAILY and on.weekday() not in WEEKDAYS[THRICE if day <= THRICE else 90]:
        on += timedelta(days=1)
    return on


def today(book: Book, at: Place, day: date) -> int | None:
    """The lesson that is due, or was and is not answered yet."""
    ahead = upcoming(book, at.last)
    first = due(at, ahead) if ahead is not None else None
    return ahead if first is None or day >= first else None


def waits(book: Book, person: Person, ledger: Ledger, now: datetime) -> bool:
    """Whether a button for it stands under a message: where it is due, or once, on the day after we met.

    Not while somebody is low: nothing is asked of them unasked.
    """
    day, at = times.today(now, person.zone), place(ledger)
    if person.age is not Age.ADULT or at.paused or is_gentle(person, ledger, now):
        return False
    if not at.begun:
        met = times.today(person.consented or now, person.zone)
        return (day - met).days == 1
    return today(book, at, day) is not None


def is_gentle(person: Person, ledger: Ledger, now: datetime) -> bool:
    """Whether somebody was not safe, tells of a low mood, or of one that slides."""
    day = times.today(now, person.zone)
    slid = any(e.value == "r2" and timedelta(0) <= day - e.day < SLIDING for e in ledger.of("rule"))
    return person.is_calm(now) or slid or "low" in states.states(ledger, person, day)


def gentle(ledger: Ledger, day: date) -> int:
    """The one of a date, in turn; after one that was read on it, the next."""
    return GENTLE[(day.toordinal() + len(gentle_read(ledger, day))) % len(GENTLE)]


def gentle_read(ledger: Ledger, day: date) -> list[int]:
    """Those that were done on a date, in their order."""
    told = (e.value.partition(".") for e in ledger.of("lesson") if e.day == day)
    return [int(number) for number, _, what in told if what == "gentle" and number.isdecimal()]


def words(book: Book, person: Person, day: int, low: bool = False) -> Lesson:
    """The lesson of a day in the words that are for them: by safety first, by what they can't or mustn't do, by goal.

    To those for whom a gate stands no wish for a return is spoken to. Raises KeyError for a day without a lesson.
    """
    stands = person.standing
    for whom, so in (
        ("gentle", low),
        ("safety", Gate.ABUSE in stands),
        ("limited", bool(person.limited) and not stands & BARRED),
        ("heal", person.gated),
        (person.goal.value, not person.gated),
    ):
        if so and (day, whom) in book.lesson_of:
            return book.lesson_of[day, whom]
    return book.lesson_of[day, None]
