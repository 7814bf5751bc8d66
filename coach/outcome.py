"""What became of it: one question, ninety days after a result that named a band, to those who allowed it then.

The answers of everybody together are set against what was said, in counts (`steady calibration`).
"""

from datetime import date, timedelta

from msgspec import Struct
from msgspec.json import encode

from coach import chances, chances_steps, control, schedule
from coach.effects import Ask, Effect, Record, Wake
from coach.here import Do, Here, Outcome, says
from coach.ledger import Entry, Ledger, note_of

FLOW, WAKE = "outcome", "question"  # the wake's key stands in plain sight in the store, and says no more
AFTER = 90  # days
MAY, MAY_NOT = "may", "may_not"
ANSWERS = ("together", "parted", "touch", "no", "better", "rather")  # in the order in which they are offered


def said(answers: dict[str, str]) -> str:
    """The bands that a result named: "2", or "1-3" where it was left open. Empty where it named none."""
    named = chances.band_range(chances.read(answers))
    return "" if named is None else "-".join(map(str, sorted({*named})))


class Note(Struct, frozen=True):
    """What the note of an entry holds: the bands as they were said, and the day on which the quiz was taken."""

    said: str
    taken: date


def allowed(ledger: Ledger) -> Entry | None:
    """The consent that stands, unless it was withdrawn or the question is answered."""
    last = ledger.last(FLOW)
    return last if last is not None and last.value == MAY else None


def opens(ledger: Ledger) -> date | None:
    """The day from which it may be asked; None where it may not."""
    note = note_of(allowed(ledger), Note)
    return None if note is None else note.taken + timedelta(days=AFTER)


def of_result(ledger: Ledger, result: Entry) -> list[Entry]:
    """The consents and answers that are tied to a result of the quiz."""
    return [entry for entry, note in ledger.with_notes(FLOW, Note) if note.taken == result.day]


def unwoken(waits: date | None) -> tuple[Effect, ...]:
    return () if waits is None else (Wake(WAKE, None),)


def before(here: Here) -> Outcome:
    """Nothing about the other is asked in the days after a danger, nor of anybody for whom a gate stands."""
    if is_closed(here) and not here.person.is_calm(here.now):
        return Outcome((here.say("closed"), *unwoken(opens(here.ledger))), "closed")
    return control.calm(here)


def is_closed(here: Here) -> bool:
    """Whether a gate stands, also one that the last result stood under."""
    return bool(chances_steps.standing(here, here.ledger.last("chances")))


def begin(here: Here) -> Outcome:
    """A yes or a no to being asked, from the button; the question, when its time has come; or when that is."""
    argument, waits = here.answers.get("argument", ""), opens(here.ledger)
    if argument == "yes":
        return _allow(here)
    if argument == "no":
        return Outcome((Record(_entry(here, MAY_NOT)), Wake(WAKE, None), here.say("withdrawn")), "closed")
    if waits is None:
        return Outcome((here.say("done" if here.ledger.last(FLOW) else "nothing"),), "closed")
    if here.today < waits:
        return Outcome((_waits(here, waits),), "closed")
    return Outcome()


def _allow(here: Here) -> Outcome:
    """The bands are kept as they were said: the quiz may weigh otherwise by then."""
    last = here.ledger.last("chances")
    bands = said(note_of(last, dict[str, str]) or {})
    if last is None or not bands:
        return Outcome((here.say("nothing"),), "closed")
    day = last.day + timedelta(days=AFTER)
    at = schedule.promised(here.person, here.now, days=max(1, (day - here.today).days))
    entry = _entry(here, MAY, Note(bands, last.day))
    return Outcome((Record(entry), Wake(WAKE, at), _waits(here, day)), "closed")


def _waits(here: Here, day: date) -> Ask:
    title, text = here.words("waits", date=here.spoken(day))
    return Ask("", text, title, (here.choice("no", "dont"), *here.buttons("crisis")))


def keep(here: Here) -> Outcome:
    """The answer, beside what was said then."""
    note, answer = note_of(allowed(here.ledger), Note), here.answers.get("which", "")
    if note is None or not answer or is_closed(here):
        return Outcome((here.say("unanswered"),))
    told = Record(_entry(here, answer, note))
    return Outcome((told, Wake(WAKE, None), here.menu(f"thanks_{answer}", "checkin", "status", "crisis")))


def _entry(here: Here, value: str, note: Note | None = None) -> Entry:
    return here.entry(FLOW, value, encode(note).decode() if note else "")


BEFORE = Do(before, says("closed") | says("calm", "help"), frozenset({"closed"}))
BEGIN = Do(
    begin,
    says("withdrawn done nothing offer ask may dont") | says("waits", "date"),
    frozenset({"closed"}),
)
KEEP = Do(keep, says("unanswered " + " ".join(f"thanks_{answer}" for answer in ANSWERS)))
