"""/reasons: up to five, in their own words, for the minute of an urge. Something pleasant always follows them.

Thinking badly of the other lowers love and mood alike; a distraction lifts the mood (Langeslag & Sanchez 2018).
"""

from coach.effects import Ask, Effect, Record
from coach.graphemes import shortened
from coach.heard import heard
from coach.here import Do, Here, Outcome, says
from coach.ledger import Entry, Ledger

PLACES = ("one", "two", "three", "four", "five")
LONGEST = 120  # characters of one that are kept: it is read in a bad minute
EMPTY = ("-", "none", "nothing", "empty")  # written in the place of one that is to go


def kept(ledger: Ledger) -> list[str]:
    """In the order in which they are asked; the last word on each, and none that was emptied."""
    last = ledger.notes("reason")
    return [last[place] for place in PLACES if last.get(place)]


def listed(reasons: list[str]) -> str:
    return "\n".join(f"{n}. {reason}" for n, reason in enumerate(reasons, start=1))


def begin(here: Here) -> Outcome:
    """What is there already, before it is written anew."""
    told = kept(here.ledger)
    return Outcome((here.say("there", reasons=listed(told)),) if told else ())


def _written(here: Here) -> tuple[Entry, ...]:
    """Each that was written takes the place of the one before; Skip leaves it as it was."""
    written = {place: here.answers.get(place, "").strip() for place in PLACES}
    written = {place: "" if heard(words) in here.book.heard["no"] else words for place, words in written.items()}
    told = {place: "" if words.casefold() in EMPTY else shortened(words, LONGEST) for place, words in written.items()}
    return tuple(here.entry("reason", place, told[place]) for place in PLACES if written[place])


def left(here: Here) -> Outcome:
    """What was written counts also where the rest is left for another time: it may be wanted within the hour."""
    known = {(e.value, e.note) for e in here.ledger.of("reason")}
    return Outcome(tuple(Record(entry) for entry in _written(here) if (entry.value, entry.note) not in known))


def keep(here: Here) -> Outcome:
    entries = _written(here)
    told = kept(here.ledger.plus(*entries))
    effects: tuple[Effect, ...] = tuple(map(Record, entries))
    if not told:
        return Outcome((*effects, here.say("nothing")))
    title, text = here.words("kept", reasons=listed(told))
    pleasant = here.words("pleasant")[1]
    return Outcome((*effects, Ask("", f"{text}\n\n{pleasant}", title, here.offered("sos", "crisis"))))


LEFT = Do(left)
BEGIN, KEEP = Do(begin, says("there", "reasons")), Do(keep, says("kept", "reasons") | says("pleasant nothing"))
