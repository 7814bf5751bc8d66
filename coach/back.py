"""/back: they come back, or both think of it. The safety question again, what is known, and an agreement."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from coach import asked, chances, chances_steps, control, touch
from coach.chances import SAFETY
from coach.effects import Ask, Effect, Wake
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, says
from coach.ledger import Ledger
from coach.person import Gate

KIND = "agree"
PARTS = ("thing", "mine", "theirs", "pace", "first")
SHOW = "show"  # behind the command: the agreement alone
LONGEST = 400  # characters of one answer that are kept
WEEKS = 8  # for which something is agreed


def before(here: Here) -> Outcome:
    """Closed where a gate stands and in the days after a danger: there it is answered otherwise."""
    quiz = replace(here, flow=here.book.flows[chances_steps.FLOW])
    if here.person.is_calm(here.now):
        return chances_steps.before(quiz)
    if gate := touch.gate(here.person):
        title, text = here.words(f"closed_{gate}")
        worded = ("safety",) if here.person.worded else ()
        return Outcome((Ask("", text, title, here.buttons(*worded, "crisis", "checkin")),), "closed")
    return Outcome()


def kept(ledger: Ledger) -> Mapping[str, str]:
    """The last word on each part."""
    last = ledger.notes(KIND)
    return {part: last[part] for part in PARTS if part in last}


def begin(here: Here) -> Outcome:
    """The agreement by itself, or all of it from the first question."""
    there = _shown(here)
    if here.answers.get("argument") == SHOW and there:
        return Outcome((_ask(here, "shown", agreement=there),), "done")
    return Outcome((here.say("begin"),))


def weigh(here: Here) -> Outcome:
    """Whoever was afraid is answered as in the quiz, and nothing is agreed. The gate is up by then."""
    reading = chances.read({SAFETY: here.answers.get(SAFETY, "")})
    if reading.gates:
        return Outcome(
            (chances_steps.profile(replace(here, flow=here.book.flows[chances_steps.FLOW]), reading),), "done"
        )
    there = _shown(here)
    unsaid = (here.say("unsaid"),) if here.answers.get(SAFETY) in chances.UNTOLD else ()
    return Outcome((*unsaid, here.say("known"), *((here.say("there", agreement=there),) if there else ())))


def keep(here: Here) -> Outcome:
    """Each answer takes the place of the one before; Skip leaves it as it was."""
    told = {part: shortened(here.answers.get(part, "").strip(), LONGEST) for part in PARTS}
    entries = [touch.note(here, KIND, part, here.today, words) for part, words in told.items() if words]
    there = _shown(replace(here, ledger=here.ledger.plus(*(effect.entry for effect in entries))))
    said = here.say("kept", agreement=there) if there else here.say("nothing")
    if not asked.may_ask(here.person, here.now):
        return Outcome((*entries, said), "done")
    return Outcome((*entries, said), "look" if there and here.person.tries_again(here.now) else "rest")


def rest(here: Here) -> Outcome:
    """What is written for people apart rests for the eight weeks, by their wish; what they ask for comes."""
    effects: tuple[Effect, ...] = ()
    back, go = here.today + timedelta(weeks=WEEKS), "look" if kept(here.ledger) else ""
    if yes := here.answers.get("rest") == "yes":
        effects = control.rest(here, replace(here.person, together=control.ends(here, back)), 7 * WEEKS)
    key, values = ("rest_yes", {"date": here.spoken(back)}) if yes else ("rest_no", {})
    return Outcome((*effects, here.say(key, **values) if go else _ask(here, key, **values)), go)


def look(here: Here) -> Outcome:
    """Shown again after two, four and eight weeks, by their wish."""
    yes = here.answers.get("look") == "yes"
    at = (
        Wake(key, asked.days_on(here.person, here.now, 7 * week) if yes else None) for key, week in asked.WEEKS.items()
    )
    effects: tuple[Effect, ...] = (*at, _ask(here, "look_yes" if yes else "look_no"))
    return Outcome(effects)


def _ask(here: Here, key: str, **values: str) -> Ask:
    return here.menu(key, "checkin", "crisis", **values)


def _shown(here: Here) -> str:
    there = kept(here.ledger)
    return "\n".join(here.words(f"line_{part}", words=words)[1] for part, words in there.items())


_LINES = says(" ".join(f"line_{part}" for part in PARTS), "words")
BEFORE = Do(before, says(" ".join(f"closed_{gate.value}" for gate in Gate)))
BEGIN = Do(begin, says("begin week_2 week_4 week_8 to_show") | says("shown", "agreement") | _LINES, frozenset({"done"}))
WEIGH = Do(weigh, says("known unsaid") | says("there", "agreement") | _LINES, frozenset({"done"}))
KEEP = Do(keep, says("nothing") | says("kept", "agreement") | _LINES, frozenset({"rest", "look", "done"}))
REST = Do(rest, says("rest_no") | says("rest_yes", "date"), frozenset({"look"}))
LOOK = Do(look, says("look_yes look_no"))
