"""The safety plan: five short answers in their own words, written when calm and shown first when it is not.

After Stanley and Brown's Safety Planning Intervention (2012), shortened: warning signs, what soothes, people, places,
reasons.
"""

from msgspec.structs import replace

from coach.effects import Ask, Effect, Record
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, says
from coach.ledger import Ledger
from coach.phrases import PARTS

LONGEST = 300  # characters of one answer that are kept: it has to be read at a glance


def kept(ledger: Ledger) -> dict[str, str]:
    """The last word on each part; what was emptied is not there."""
    last = ledger.notes("plan")
    return {part: last[part] for part in PARTS if last.get(part)}


def shown(here: Here) -> str:
    """The plan as it is read, a part a line, with its heading; empty where there is none."""
    if not here.person.ready or not (plan := kept(here.ledger)):
        return ""
    say, book = here.book.phrases.say, here.book
    parts = "\n".join(
        book.render(f"{say[f'plan_{part}']}: {{words}}", {"words": words}) for part, words in plan.items()
    )
    return f"{say['plan_title']}\n{parts}\n\n"


def begin(here: Here) -> Outcome:
    """What is there already, before it is written anew."""
    return Outcome((here.say("there", plan=shown(here)),)) if kept(here.ledger) else Outcome()


def keep(here: Here) -> Outcome:
    """Each answer that was given takes the place of the one before; Skip leaves it as it was."""
    written = {part: here.answers.get(part, "").strip() for part in PARTS}
    told = {part: shortened(words, LONGEST) for part, words in written.items() if words}
    entries = [here.entry("plan", part, words) for part, words in told.items()]
    if not entries and not kept(here.ledger):
        return Outcome((here.say("nothing"),))
    title, text = here.words("kept", plan=shown(replace(here, ledger=here.ledger.plus(*entries))))
    effects: tuple[Effect, ...] = tuple(map(Record, entries))
    return Outcome((*effects, Ask("", text, title, here.buttons("crisis"))))


BEGIN, KEEP = Do(begin, says("there", "plan")), Do(keep, says("kept", "plan") | says("nothing"))
