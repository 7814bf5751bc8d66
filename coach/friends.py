"""/friends: people both know. One sentence to say to them, and a small plan for a room in which the other may be."""

from msgspec.structs import replace

from coach import touch
from coach.effects import Record
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, says
from coach.ledger import Ledger
from coach.person import BARRED, Gate

KIND = "group"
PARTS = ("arrive", "leave", "exit")
LONGEST = 200  # characters of one line that are kept


def kept(ledger: Ledger) -> dict[str, str]:
    """The last word on each part."""
    last = ledger.notes(KIND)
    return {part: last[part] for part in PARTS if part in last}


def _shown(here: Here) -> str:
    plan = kept(here.ledger)
    return "\n".join(here.words(f"line_{part}", words=plan[part])[1] for part in PARTS if part in plan)


def begin(here: Here) -> Outcome:
    """The plan there is, before anything is asked; none where they have to stay away."""
    shown = _shown(here) if not here.person.standing & BARRED else ""
    return Outcome((here.say("there", plan=shown),)) if shown else Outcome()


def sentence(here: Here) -> Outcome:
    """Where they have to stay apart, nobody carries anything for them either."""
    standing = here.person.standing
    key = "sentence_barred" if standing & BARRED else "sentence_abuse" if Gate.ABUSE in standing else "sentence"
    return Outcome((here.menu(key, "mute", "crisis"),))


def event(here: Here) -> Outcome:
    """A room in which the other may be is no place for those who have to leave them alone."""
    first = here.person.first_gate
    if first is Gate.ABUSE:
        return Outcome((here.say("event_abuse"),))
    if first is not None:
        return Outcome((here.menu("event_order" if first is Gate.ORDER else "event_barred", "mute", "crisis"),), "done")
    return Outcome()


def _written(here: Here) -> list[Record]:
    """Each line that was given takes the place of the one before."""
    told = {part: shortened(here.answers.get(part, "").strip(), LONGEST) for part in PARTS}
    return [touch.note(here, KIND, part, here.today, words) for part, words in told.items() if words]


def left(here: Here) -> Outcome:
    """What was written counts also where the rest is left: no line of it has to be given twice."""
    return Outcome(tuple(_written(here)))


def keep(here: Here) -> Outcome:
    entries = _written(here)
    after = replace(here, ledger=here.ledger.plus(*(effect.entry for effect in entries)))
    if not (shown := _shown(after)):
        return Outcome((here.say("nothing"),))
    key = "kept_abuse" if Gate.ABUSE in here.person.standing else "kept"
    return Outcome((*entries, here.menu(key, "status", "crisis", plan=shown)))


LEFT = Do(left)
BEGIN = Do(begin, says("there", "plan") | says(" ".join(f"line_{part}" for part in PARTS), "words"))
SENTENCE = Do(sentence, says("sentence sentence_barred sentence_abuse"))
EVENT = Do(event, says("event_order event_barred event_abuse"), frozenset({"done"}))
KEEP = Do(
    keep, says("nothing") | says("kept kept_abuse", "plan") | says(" ".join(f"line_{part}" for part in PARTS), "words")
)
