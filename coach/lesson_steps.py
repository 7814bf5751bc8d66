"""/lesson: today's, an earlier one, the next one now; done, in two minutes, or passed over; paused and gone on with."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec.structs import replace

from coach import lessons, numbers, own, telling
from coach.effects import Ask, Choice, Effect, Record
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry
from coach.safety import lines
from coach.stock import Lesson

OTHER = {"tomorrow": "next", "ahead": "next", "stop": "pause", "go": "on", "resume": "on", "continue": "on"}


def lesson(here: Here) -> Outcome:
    """Today's, or what stands behind the command: a number, and what of it."""
    words = here.answers.get("argument", "").casefold().replace(".", " ").split()
    number = next((n for word in words if (n := numbers.read(word)) is not None), None)
    what = next((name for word in words if (name := OTHER.get(word, word)) in ASKED), "")
    return ASKED[what](here, number) if what else _shown(here, number)


# Which is shown


def _shown(here: Here, number: int | None) -> Outcome:
    """The lesson of a number, as far as somebody has come; without one, today's. Whoever is low gets one for that."""
    at, low = _at(here)
    if low:
        return _gentle(here, at)
    if number is not None:
        return _earlier(here, at, number)
    if at.paused:
        return _said(here, "paused", Choice("lesson.on", here.book.label("on")))
    if at.begun and _waiting(here, at) is None:
        return Outcome((_when(here, ""),))
    return _on(here, at)


def _waiting(here: Here, at: lessons.Place) -> int | None:
    """The lesson that is due, or was opened ahead of its day and not answered yet."""
    ahead = lessons.upcoming(here.book, at.last)
    opened = ahead is not None and lessons.was_shown(here.ledger, ahead)
    return ahead if opened else lessons.today(here.book, at, here.today)


def _on(here: Here, at: lessons.Place) -> Outcome:
    """The next one, due or not. With the very first comes what the programme is."""
    day = lessons.upcoming(here.book, at.last)
    if day is None:
        return Outcome((_when(here, ""),))
    mark = Record(here.entry("programme", "on" if at.begun else "begin", str(day)))
    last = here.ledger.last("programme")
    between = last is not None and last.value == lessons.AGAIN  # words are about this one again
    marked = () if lessons.was_shown(here.ledger, day) and not between else (mark,)
    begin = () if at.begun else (here.say("intro"),)
    return Outcome((*marked, *begin, _one(here, lessons.words(here.book, here.person, day), "done", "small", "skip")))


def _earlier(here: Here, at: lessons.Place, number: int) -> Outcome:
    """The last there was up to that day. What is still to come is a step away, and not handed out by number."""
    most = lessons.upcoming(here.book, at.last) or at.last
    if number > most:
        return _said(here, "to_come", Choice("lesson.next", here.book.label("ahead")), day=number, next=most)
    day = max((day for day in here.book.lesson_days if day <= number), default=here.book.lesson_days[0])
    mark = Record(here.entry("programme", lessons.AGAIN, str(day)))
    return Outcome((mark, _one(here, lessons.words(here.book, here.person, day), "done", "small")))


def _again(here: Here, number: int | None) -> Outcome:
    """The one they read last, or that of a number, once more."""
    at, low = _at(here)
    day = number if number is not None else _waiting(here, at) if at.begun else None
    return _shown(here, None) if low or not (day or at.last) else _earlier(here, at, day or at.last)


def _gentle(here: Here, at: lessons.Place) -> Outcome:
    """One of the five quieter ones. In the days after a danger who to call stands before it."""
    calm = here.person.is_calm(here.now)
    found = lessons.words(here.book, here.person, lessons.gentle(here.ledger, here.today), low=True)
    values: dict[str, Value] = {"help": lines.quiet(here.book, here.there)} if calm else {}
    said = here.say("gentle_calm" if calm else "gentle_begun" if at.begun else "gentle_new", **values)
    return Outcome((said, _one(here, found, "gentle", "small")))


def _one(here: Here, found: Lesson, *ways: str) -> Ask:
    """As it is shown. A quieter page has no number: it is no step of the programme."""
    words: dict[str, Value] = {"title": found.title, "text": found.text.strip(), "action": found.action}
    numbered: dict[str, Value] = {"day": found.day, "area": own.label(here.book, found.area).lower()}
    title, text = here.words("page", **words) if "gentle" in ways else here.words("shown", **words, **numbered)
    ahead = ("next",) if lessons.upcoming(here.book, found.day) else ()
    more = (*ahead, "pause") if "skip" in ways else ()
    to = [name for name in found.opens if name != "phq" or here.book.asks_phq2]
    opens = here.offered(*to) if to else ()
    return Ask("", text, title, (*_buttons(here, found.day, *ways), *opens, *_buttons(here, found.day, *more)))


def _buttons(here: Here, day: int, *ways: str) -> tuple[Choice, ...]:
    """They name their day: a lesson's buttons work at any time, also when another has become today's."""
    labels = {"gentle": "done", "tiny": "done", "next": "ahead", "pause": "rest"}
    return tuple(Choice(f"lesson.{way}.{day}", here.book.label(labels.get(way, way))) for way in ways)


# What is told


def _told(what: str) -> "Callable[[Here, int | None], Outcome]":
    def told(here: Here, number: int | None) -> Outcome:
        at, low = _at(here)
        said = "gentle" if low and number is None else what
        day = number if number is not None else _open_now(here, at, low)
        if day is None or not _is_known(here, at, day, said):
            return _shown(here, None)
        entry = _noted(here, day, said)
        key = "skipped" if said == "skip" else "gentle_done" if low else "done"
        return Outcome((Record(entry), _when(replace(here, ledger=here.ledger.plus(entry)), key)))

    return told


def _at(here: Here) -> tuple[lessons.Place, bool]:
    """How far they are, and whether they are low."""
    return lessons.place(here.ledger), lessons.is_gentle(here.person, telling.with_open(here), here.now)


def _noted(here: Here, day: int, what: str) -> Entry:
    area = lessons.words(here.book, here.person, day, what == "gentle").area
    return here.entry("lesson", f"{day}.{what}", area)


def _open_now(here: Here, at: lessons.Place, low: bool) -> int | None:
    """The lesson that somebody may mean who says that it is done."""
    if low:
        read = lessons.gentle_read(here.ledger, here.today)
        return read[-1] if read else lessons.gentle(here.ledger, here.today)
    return _waiting(here, at) if at.begun and not at.paused else None


def _is_known(here: Here, at: lessons.Place, day: int, what: str) -> bool:
    """Whether there is such a lesson, and somebody can have seen it."""
    if what == "gentle":
        return day in lessons.GENTLE
    return day in here.book.lesson_days and day <= (lessons.upcoming(here.book, at.last) or at.last)


def _small(here: Here, number: int | None) -> Outcome:
    """The two-minute version of an action."""
    at, low = _at(here)
    way = "gentle" if low else "tiny"
    day = number if number is not None else _open_now(here, at, low)
    if day is None or not _is_known(here, at, day, way):
        return _shown(here, None)
    ways = (way,) if low else (way, "skip")
    return _said(here, "small", *_buttons(here, day, *ways), tiny=lessons.words(here.book, here.person, day, low).tiny)


def _ahead(here: Here, number: int | None) -> Outcome:
    """Tomorrow's now. From the lesson that is open they go on as one who has read it; none is passed over unseen."""
    at, low = _at(here)
    if low:
        return _gentle(here, at)
    on: tuple[Effect, ...] = (Record(here.entry("programme", "on")),) if at.paused else ()
    ahead = lessons.upcoming(here.book, at.last)
    if number is None and ahead is not None and lessons.was_shown(here.ledger, ahead):
        number = ahead  # said, and not tapped: they have seen that one
    if number is None or number != ahead:
        return _with(on, _on(here, at))
    entry = _noted(here, number, "read")
    return _with((*on, Record(entry)), _on(here, lessons.place(here.ledger.plus(entry))))


def _with(before: tuple[Effect, ...], outcome: Outcome) -> Outcome:
    return Outcome((*before, *outcome.effects))


def _when(here: Here, key: str) -> Ask:
    """What was just noted, and when the next comes. To somebody who is low nothing is announced."""
    at, low = _at(here)
    noted = here.words(key)[1] if key else ""
    if low:
        return Ask("", noted, choices=here.offered("checkin", "crisis"))
    ahead = lessons.upcoming(here.book, at.last)
    if ahead is None:
        return _joined(here, noted, here.words("over")[1])
    first = lessons.due(at, ahead)
    if at.paused or first is None or first <= here.today:  # an earlier one: there is one to go on with
        return _joined(here, noted, "")
    soon = first - here.today == timedelta(days=1)
    told = here.words("tomorrow")[1] if soon else here.words("later", date=here.spoken(first))[1]
    return _joined(here, noted, told, Choice("lesson.next", here.book.label("ahead")))


def _joined(here: Here, noted: str, more: str, *choices: Choice) -> Ask:
    return Ask("", "\n\n".join(filter(None, (noted, more))), choices=(*choices, *here.buttons("own", "status")))


# Stopping for a while


def _pause(here: Here, _: int | None) -> Outcome:
    at = lessons.place(here.ledger)
    if not at.begun:
        return _shown(here, None)
    told = _said(here, "paused", Choice("lesson.on", here.book.label("on")))
    return told if at.paused else _with((Record(here.entry("programme", "pause")),), told)


def _go_on(here: Here, _: int | None) -> Outcome:
    at = lessons.place(here.ledger)
    if not at.paused:
        return _shown(here, None)
    entry = Record(here.entry("programme", "on"))
    return _with((entry,), _shown(replace(here, ledger=here.ledger.plus(entry.entry)), None))


def _said(here: Here, key: str, *choices: Choice, **values: Value) -> Outcome:
    title, text = here.words(key, **values)
    return Outcome((Ask("", text, title, choices),))


ASKED: "Mapping[str, Callable[[Here, int | None], Outcome]]" = {
    **{what: _told(what) for what in ("done", "tiny", "skip", "gentle")},
    "small": _small,
    "again": _again,
    "next": _ahead,
    "pause": _pause,
    "on": _go_on,
}

LESSON = Do(
    lesson,
    says("intro paused gentle_begun gentle_new skipped gentle_done done over tomorrow")
    | says("shown", "title day area text action")
    | says("page", "title text action")
    | says("small", "tiny")
    | says("to_come", "day next")
    | says("later", "date")
    | says("gentle_calm", "help"),
)
