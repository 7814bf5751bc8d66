"""Plans of the form "if ..., then ..." (Gollwitzer and Sheeran 2006): made of a slip, and shown when it comes again."""

from datetime import datetime

from coach.effects import Record
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, says
from coach.ledger import Entry, Ledger
from coach.signs import part_of_day

KIND, OWN = "ifthen", "own"
TRIGGERS = ("tiny", "night", "drink", "date", "news")
LONGEST = 200  # characters of one that are kept


def last(ledger: Ledger, trigger: str) -> Entry | None:
    """The last plan for that trigger."""
    found = [entry for entry in ledger.of(KIND) if entry.value == trigger]
    return found[-1] if found else None


def for_hour(ledger: Ledger, zone: str, now: datetime) -> str:
    """The last plan that was made in this part of the day, or for the night when it is night; empty where none is."""
    part = part_of_day(now, zone)
    fits = [e.note for e in ledger.of(KIND) if part_of_day(e.at, zone) == part or e.value == part]
    return fits[-1] if fits else ""


def kept(ledger: Ledger) -> list[str]:
    """The last of each kind, oldest first, each once."""
    newest = {entry.value: entry for entry in ledger.of(KIND)}
    return list(dict.fromkeys(entry.note for entry in sorted(newest.values(), key=lambda entry: entry.at)))


def begin(here: Here) -> Outcome:
    """Those there are, before one is written."""
    lines = "\n".join(kept(here.ledger))
    return Outcome((here.say("there", plans=lines),)) if lines else Outcome()


def keep(here: Here) -> Outcome:
    """In their own words, for what set off the last one."""
    words = shortened(here.answers.get("plan", "").strip(), LONGEST)
    if not words:
        return Outcome((here.say("nothing"),))
    trigger = here.ledger.last("trigger")
    entry = here.entry(KIND, trigger.value if trigger else OWN, words)
    return Outcome((Record(entry), here.say("kept", plan=words)))


BEGIN = Do(begin, says("there", "plans"))
KEEP = Do(keep, says("nothing") | says("kept", "plan"))
