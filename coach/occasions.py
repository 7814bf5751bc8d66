"""What is said of a hard date, in the place of a daily message: its words, the plan that was made when it was calm."""

from datetime import date, datetime

from msgspec import Struct

from coach import nudges, telling
from coach.book import Book, Nudge
from coach.dates import DATED, PLAN, Due, HardDate, all_of
from coach.effects import Choice
from coach.here import Value, buttons
from coach.ledger import Entry, Ledger
from coach.person import BARRED, Gate, Person

FLOW, PLANNING, WAS = "dates", "dateplan", "datewas"
OWN = "date_"  # before the id of a message that is the flow's own words, where no pool has one
WAS_IT = ("kept", "needed", "wrote", "they")  # how it was, as a check-in's answers about contact


class Spoken(Struct, frozen=True):
    """A message about a date. `pool` is that of the words, None for the flow's own."""

    id: str
    title: str
    text: str
    buttons: tuple[Choice, ...]
    nudge: Nudge | None = None


def spoken(book: Book, person: Person, due: Due, today: date, chosen: Nudge | None, danger: bool) -> Spoken:
    """`danger`: their last word was that they were not safe, so who to call stands first."""
    title = _words(book, "title", what=named_all(book, due), date=book.spoken(due.day, today))
    if chosen is not None:
        _, text = nudges.worded(book, person, chosen.text, today)
    else:
        text = _own(book, due, today)
    parts = [text, *_notes(book, person, due), *(_plans(book, due) if due.when in ("before", "day") else [])]
    parts += [_words(book, "how_was")] if due.when == "after" else []
    first = ("crisis",) if danger else ()
    shown = (*buttons(book, *first), *_buttons(book, due))
    return Spoken(chosen.id if chosen else f"{OWN}{due.when}", title, "\n\n".join(parts), shown, chosen)


def _own(book: Book, due: Due, today: date) -> str:
    """The flow's own words, in turn."""
    days = (due.day - today).days
    key = "eve_" if due.when == "before" and days == 1 else f"{due.when}_"
    return book.fill(book.flows[FLOW].words[key], today.toordinal(), {"days": days} if key == "before_" else {})[1]


def may_be_pooled(person: Person, due: Due, today: date) -> bool:
    """Whether the words of a pool can fit: they are for one date, three days before it, with a plan, or a day after it.

    What is said of a greeting or of a hand-over is for those behind no gate.
    """
    one, *others = due.dates
    if others or (person.gated and one.occasion in ("their_birthday", "handover")):
        return False
    days = (due.day - today).days
    return days == 0 or days == -1 or (days > 1 and bool(one.plan))


def again(book: Book, person: Person, ledger: Ledger, sent: Entry, danger: bool) -> Spoken | None:
    """The same message, behind the button of one that came closed; None where it is another's, or the date is gone."""
    chosen = book.by_id.get(sent.value)
    marks = [e for e in ledger.of(DATED) if e.at == sent.at]
    there = all_of(ledger, person.zone)
    found = tuple(there[e.note] for e in marks if e.note in there)
    if not found or not (sent.value.startswith(OWN) or (chosen is not None and nudges.suits(chosen.pool, person))):
        return None
    due = Due(marks[0].value, marks[0].day, found)
    chosen = chosen if may_be_pooled(person, due, sent.day) else None  # a gate may have come to stand since
    return spoken(book, person, due, sent.day, chosen, danger)


def marks(due: Due, now: datetime) -> list[Entry]:
    return [Entry(DATED, due.when, due.day, now, one.id) for one in due.dates]


def named(book: Book, one: HardDate) -> str:
    """Their own words for it, or those of the occasion."""
    return one.name or _words(book, f"on_{one.occasion}")


def named_all(book: Book, due: Due) -> str:
    return "; ".join(named(book, one) for one in due.dates)


def note(book: Book, person: Person, occasion: str) -> str:
    """What has to be said of such a date to this person: where a gate stands, that comes before anything friendly."""
    words = book.flows[FLOW].words
    fits = {
        f"re_{occasion}_abuse": Gate.ABUSE in person.standing,
        f"re_{occasion}_gate": bool(person.standing & BARRED),
        f"re_{occasion}_child": "child" in person.limited,
        f"re_{occasion}": True,
    }
    key = next((key for key, so in fits.items() if so and key in words), None)
    return _words(book, key) if key else ""


def plan(book: Book, one: HardDate) -> str:
    """The plan as it is read, a part a line; empty where there is none."""
    lines = [f"{_words(book, f'plan_{part}')}: {one.plan[part]}" for part in PLAN if one.plan.get(part)]
    return "\n".join(lines)


def plan_it(book: Book, one: HardDate) -> Choice:
    """The button that makes its plan, or changes it."""
    return Choice(f"{PLANNING}.{one.id}", _words(book, "replan_button" if one.plan else "plan_button"))


def _notes(book: Book, person: Person, due: Due) -> list[str]:
    """Only before it: on the day nothing new is said."""
    notes = {note(book, person, one.occasion): None for one in due.dates} if due.when == "before" else {}
    return [text for text in notes if text]


def _plans(book: Book, due: Due) -> list[str]:
    plans = [text for one in due.dates if (text := plan(book, one))]
    return [_words(book, "your_plan"), *plans] if plans else []


def _buttons(book: Book, due: Due) -> tuple[Choice, ...]:
    if due.when == "after":
        labels = telling.labels(book)
        return tuple(Choice(f"{WAS}.{value}.{due.day:%Y%m%d}", labels[value]) for value in WAS_IT)
    if due.when == "before":
        return tuple(plan_it(book, one) for one in due.dates[:1])
    return buttons(book, "checkin")


def _words(book: Book, key: str, **values: Value) -> str:
    return book.fill(book.flows[FLOW].words[key], 0, values)[1]
