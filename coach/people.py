"""/people: who can be rung or sat with in a bad hour. It is the line of the safety plan, wherever it is written."""

from coach import plan
from coach.effects import Ask, Record
from coach.graphemes import shortened
from coach.heard import heard
from coach.here import Do, Here, Outcome, says
from coach.reasons import EMPTY
from coach.safety import lines

PART = "people"
GONE = frozenset([*EMPTY, "remove", "delete", "nobody", "remove them", "delete them", "remove all"])


def begin(here: Here) -> Outcome:
    """Who is there already, and who else can be called at any hour."""
    named, help_line = plan.kept(here.ledger).get(PART, ""), lines.crisis(here.book, here.there)
    return Outcome((here.say("there" if named else "nobody", people=named, help=help_line),))


def keep(here: Here) -> Outcome:
    written = here.answers.get("names", "").strip()
    if not written or heard(written) in {"done", *here.book.heard["done"]}:
        return Outcome((here.say("unchanged"),))
    if {written, heard(written)} & GONE:
        return Outcome((Record(here.entry("plan", PART, "")), here.say("emptied")))
    named = shortened(written, plan.LONGEST)
    title, text = here.words("kept", people=named)
    entry = here.entry("plan", PART, named)
    return Outcome((Record(entry), Ask("", text, title, here.buttons("plan", "crisis"))))


BEGIN, KEEP = (
    Do(begin, says("there nobody", "people help")),
    Do(keep, says("kept", "people") | says("unchanged emptied")),
)
