"""/good: what was in the better days, a line each in their own words, to be read on a greyer one."""

from coach import reasons
from coach.checkin import LOW
from coach.effects import Ask, Record
from coach.graphemes import shortened
from coach.heard import heard
from coach.here import Do, Here, Outcome, says
from coach.ledger import Ledger

KIND = "good"
LONGEST = 120  # characters of one that are kept, as of a reason
SHOWN = 14  # the newest; all of them are in a copy (/export)


def listed(here: Here) -> str:
    """Each with its day, the newest first; empty where there is none."""
    newest = reversed(here.ledger.of(KIND)[-SHOWN:])
    return "\n".join(f"{here.spoken(one.day)}: {one.note}" for one in newest)


def is_wanted(ledger: Ledger, rules: set[str], mood: str) -> bool:
    """Whether a check-in leads here: a day that lifted has something to keep, and a low one may want to read it."""
    return "r9" in rules or (mood.isdecimal() and int(mood) <= LOW and bool(ledger.of(KIND)))


def begin(here: Here) -> Outcome:
    lines = listed(here)
    return Outcome((here.say("there", lines=lines) if lines else here.say("none"),))


def keep(here: Here) -> Outcome:
    written = here.answers.get("line", "").strip()
    said, none = heard(written), ("no", "yes", "unknown", "skip", "done")
    if not said or said in reasons.EMPTY or any(said in here.book.heard[name] for name in none):
        return Outcome((here.say("unchanged"),))
    title, text = here.words("kept")
    new = here.entry(KIND, "", shortened(written, LONGEST))
    return Outcome((Record(new), Ask("", text, title, here.offered("status", "crisis"))))


BEGIN, KEEP = Do(begin, says("there", "lines") | says("none")), Do(keep, says("kept unchanged"))
