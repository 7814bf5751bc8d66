"""/hold: a message meant for them, handed to us instead. It is sealed, and asked about when the time is over.

It is never sent anywhere. Next morning they say whether they would still send it, and see how often they would not.
"""

import json
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from coach import hours, schedule, sending, times, touch
from coach.book import Book
from coach.course import Course
from coach.effects import Ask, Choice, Push, Record, Say, Strike, Wake
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, Reading, buttons, says
from coach.ledger import Entry, Ledger, note_of
from coach.person import Gate, Person
from coach.safety import lines
from coach.sending import FOLLOWS, LATE, send

KIND = "due"  # of the wake and the push: it stands in plain sight, and says nothing
LONGEST = 4000  # characters of a message that are kept
FIGURE = 3  # messages with an answer, from which the figure is shown
WAITS = {"ten": timedelta(minutes=10), "hour": timedelta(hours=1)}
LONG = ("morning", "tomorrow", "night", "sleep", "slept", "day")
NIGHT = timedelta(hours=4)  # at least so long until the morning on which it is asked for the last time
ANSWERS = ("no", "unsure", "yes")
UNDER, LATELY = 5, timedelta(days=3)  # from a pull under 5, told twice running, an answer may go out (content 4.2)


class Held(Struct, frozen=True):
    """A message that is kept for somebody. `asks`: when it is asked about for the last time, in UTC."""

    id: str
    text: str
    asks: datetime


class Note(Struct, frozen=True):
    """What the note of an entry holds."""

    text: str
    asks: Annotated[datetime, Meta(tz=True)]


class Figure(Struct, frozen=True):
    """`asked`: messages with an answer; of those `unsent` they would not have sent in the end."""

    asked: int
    unsent: int


def held(ledger: Ledger, id: str) -> tuple[Entry, Held] | None:
    """The message of this id; None where its words are kept no more."""
    entry = next((e for e in ledger.of("held") if e.value == id), None)
    note = note_of(entry, Note)
    return None if entry is None or note is None else (entry, Held(id, note.text, note.asks))


def figure(ledger: Ledger) -> Figure:
    """Of each message the last answer counts."""
    last = {e.note: e.value for e in ledger.of("verdict")}
    return Figure(len(last), sum(answer == "no" for answer in last.values()))


def begin(here: Here) -> Outcome:
    """Where the other is to be left alone, or was dangerous, no message to them is prepared."""
    if here.person.is_calm(here.now):
        return Outcome((here.urge("calm", help=lines.quiet(here.book, here.there)),), "refused")
    if here.person.first_gate is Gate.ABUSE:
        return Outcome((here.urge("hurt", help=lines.abuse(here.book, here.there)),), "refused")
    if here.person.gated:
        return Outcome((here.menu("barred", "sos", "crisis"),), "refused")
    return Outcome((*_unanswered(here), *_figure(here, figure(here.ledger))))


def _unanswered(here: Here) -> tuple[Ask, ...]:
    """The question about the last one, where it was missed or not wanted then."""
    answered = {e.note for e in here.ledger.of("verdict")}
    due = [e.value for e, note in here.ledger.with_notes("held", Note) if note.asks <= here.now]
    if not due or due[-1] in answered:
        return ()
    key = f"{KIND}.{due[-1]}"
    asked = question(here.book, here.person, here.ledger, key, here.seed("due_now"))
    return () if asked is None else (Ask("", asked[0], choices=asked[1]),)


def _figure(here: Here, known: Figure) -> tuple[Say, ...]:
    """What they have said of all of them, where there are enough to go by."""
    if known.asked < FIGURE:
        return ()
    values = {"asked": known.asked, "unsent": known.unsent}
    title, text = here.book.fill(here.book.phrases.say["held_figure"], here.seed("held_figure"), values)
    return (Say(text, title),)


def given(here: Here) -> Outcome:
    """Sealed at once, and asked about in the morning whatever else is answered: the words are not asked for again."""
    text, person, now = here.answers.get("message", "").strip(), here.person, here.now
    if not text:
        return Outcome((here.say("nothing"),), "none")
    morning = times.next_time(schedule.morning(person), person.zone, now + NIGHT)
    id = _new_id(here.ledger, now)
    note = json.dumps({"text": shortened(text, LONGEST), "asks": morning.isoformat()}, ensure_ascii=False)
    entry = Entry("held", id, here.today, now, note)
    wakes = Wake(f"{KIND}.{id}m", morning), Wake(FOLLOWS[-1], None)  # the morning has one question, and not two
    session = replace(here.session, answers={**here.answers, "message": "", "id": id})
    learned = hours.learned(person, here.ledger.plus(entry), now)
    return Outcome((Record(entry), *wakes, *learned), session=session)


def read_until(here: Here, text: str) -> Reading:
    """Whatever is longer than an hour is the morning."""
    return "morning" if any(word in text.casefold() for word in LONG) else None


def keep(here: Here) -> Outcome:
    """It is asked about when the time is over, and, where that is sooner, in the morning too."""
    wait = here.answers.get("until", "morning")
    wakes = (Wake(f"{KIND}.{here.answers.get('id', '')}", here.now + WAITS[wait]),) if wait in WAITS else ()
    title, text = here.words(f"kept_{wait}", hour=f"{schedule.morning(here.person):%H:%M}")
    return Outcome((*wakes, Ask("", text, title, here.offered("sos", "status", "crisis"))))


def _new_id(ledger: Ledger, now: datetime) -> str:
    """One that no message of theirs has had, also none that was taken back: a button of that one may still stand."""
    number, taken = int(now.timestamp()), {e.value for e in ledger.of("held")}
    return next(id for n in range(len(taken) + 1) if (id := f"{number + n:x}") not in taken)


def is_waiting(ledger: Ledger, now: datetime) -> bool:
    """Whether a message is in hand that will be asked about in the morning."""
    return any(note.asks > now for _, note in ledger.with_notes("held", Note))


def is_pulled(ledger: Ledger, now: datetime) -> bool:
    """Whether one of the last two pulls that were told lately is strong enough to write for somebody."""
    told = sorted((e for kind in ("urge", "sos", "ride") for e in ledger.of(kind)), key=lambda e: e.at)[-2:]
    return any(e.value.isdecimal() and int(e.value) >= UNDER and now - e.at < LATELY for e in told)


def unasked(here: Here) -> tuple[Wake, ...]:
    """Nothing more after the ten minutes, nor about a message in hand: for whoever wants no word of ours now.

    The message stays sealed, and is asked about when they next come to it.
    """
    waits = [e.value for e, note in here.ledger.with_notes("held", Note) if note.asks > here.now]
    keys = (*FOLLOWS, *(f"{KIND}.{id}{last}" for id in waits for last in ("", "m")))
    return tuple(Wake(key, None) for key in keys)


# When the time is over


def question(book: Book, person: Person, ledger: Ledger, key: str, turn: int) -> tuple[str, tuple[Choice, ...]] | None:
    """What is asked about one, and the answers; None where its words are kept no more."""
    id = key.partition(".")[2]
    if not key.startswith(f"{KIND}.") or held(ledger, id.rstrip("m")) is None:
        return None
    words = "due_barred" if person.gated else "due_morning" if id.endswith("m") else "due_now"
    _, text = book.fill(book.phrases.say[words], turn, {})
    if person.gated:
        return text, buttons(book, "sos", "crisis")
    return text, tuple(Choice(f"verdict.{id.rstrip('m')}.{one}", book.label(f"send_{one}")) for one in ANSWERS)


def due(course: Course, key: str, at: datetime) -> None:
    """Would they still send it? At night it comes in silence. Not in the days after a danger, nor of what is gone."""
    now, person = course.now, course.person
    today = times.today(now, person.zone)
    turn = course.book.turn_of(course.session.tag, KIND, today)
    asked = question(course.book, person, course.ledger, key, turn)
    if now >= at + LATE or asked is None or not person.may_open("adult"):
        return
    if (later := _later(course, key)) is not None:
        course.emit(Wake(key, later))
        return
    quiet = times.is_quiet(now, person.zone)
    push = Push(f"{key}.{now:%H%M}", today, at + LATE, quiet, hopes=not person.gated)
    send(course, "nudge" if key.endswith("m") else KIND, key, *asked, push)  # in the morning instead of its own


def _later(course: Course, key: str) -> datetime | None:
    """When it is asked instead: after the days after a danger, after what comes first, at their morning, next day."""
    now, person = course.now, course.person
    wish, today = schedule.morning(person), times.today(now, person.zone)
    if person.is_calm(now):
        return times.next_time(wish, person.zone, person.calm_until or now)
    if sending.is_busy(course):
        return now + sending.HOLD_OFF
    if key.endswith("m") and times.is_quiet(now, person.zone):  # they have moved
        return times.next_time(wish, person.zone, now)
    if key.endswith("m") and (free := sending.after_others(course)) is not None:
        return free
    sent = sum(e.value.startswith(f"{KIND}.") and e.day == today for e in course.ledger.of("push"))
    return times.next_time(wish, person.zone, now) if sent >= sending.MOST_FOLLOW else None


def told(here: Here) -> Outcome:
    """What they would do now. Of each message the last word counts."""
    id, _, answer = here.answers.get("argument", "").partition(".")
    found = held(here.ledger, id)
    if found is None or answer not in ANSWERS:
        return Outcome((here.say("gone"),), "done")
    entry = here.entry("verdict", answer, id)
    if here.person.is_calm(here.now):  # nothing is weighed
        return Outcome((Record(entry), touch.calm(here)), "done")
    barred = answer == "yes" and bool(here.person.standing)
    last = here.now >= found[1].asks
    pulling = answer == "yes" and last and is_pulled(here.ledger, here.now)
    key = "yes_barred" if barred else "yes_pulled" if pulling else f"{answer}_last" if last else answer
    said = (Record(entry), here.say(key))
    if not last:
        return Outcome(said, "done")
    return Outcome((*said, *_figure(here, figure(here.ledger.plus(entry)))))


def shown(here: Here) -> Outcome:
    """What becomes of the words: read once more, erased, or kept as they are."""
    found = held(here.ledger, here.answers.get("argument", "").partition(".")[0])
    if found is None:
        return Outcome((here.say("gone"),), "done")
    match here.answers.get("words"):
        case "read":
            return Outcome((here.say("read", text=found[1].text),), "again")
        case "erase":
            return Outcome((Strike((found[0],)), here.say("erased")), "done")
        case _:
            return Outcome((here.say("stays"),), "done")


BEGIN = Do(begin, says("barred") | says("hurt calm", "help"), frozenset({"refused"}))
GIVEN = Do(given, says("nothing"), frozenset({"none"}))
KEEP = Do(keep, says("kept_ten kept_hour kept_morning", "hour"))
TOLD = Do(told, says("gone no unsure yes yes_barred no_last unsure_last yes_last yes_pulled"), frozenset({"done"}))
SHOWN = Do(shown, says("gone erased stays") | says("read", "text"), frozenset({"again", "done"}))
