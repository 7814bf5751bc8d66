"""/mute: a ladder away from looking, one rung at a time. Which rung was reached is what was told of each."""

from coach import asked, touch
from coach.effects import Ask, Effect, Record, Wake
from coach.here import Do, Here, Outcome, says
from coach.ledger import Ledger
from coach.person import BARRED, Gate, Person

KIND = "rung"
LADDER = ("mute", "unfollow", "shortcut", "timer", "friend")  # content 4.5
HELD, SLID, SEEN = "held", "slid", "seen"  # behind the command: how the last one holds; they turn up by themselves
AFTER = 3  # days after which it is asked about, by their wish


def ladder(person: Person) -> tuple[str, ...]:
    """What the other could notice is no rung for those who are afraid of them."""
    return tuple(rung for rung in LADDER if rung != "unfollow" or Gate.ABUSE not in person.standing)


def ahead(ledger: Ledger, person: Person) -> str:
    """The next rung; empty at the top."""
    behind = {entry.value for entry in ledger.of(KIND)}
    return next((rung for rung in ladder(person) if rung not in behind), "")


def begin(here: Here) -> Outcome:
    """How the last one holds, what comes up by itself, or the next rung."""
    argument = here.answers.get("argument", "")
    if argument in (HELD, SLID):
        said: tuple[Effect, ...] = (here.say(argument),)
    elif argument == SEEN:
        return Outcome((_menu(here, SEEN),), "done")
    else:
        said = (here.say(_opening(here)),)
    return Outcome((*said, _menu(here, "top")), "done") if not ahead(here.ledger, here.person) else Outcome(said)


def _opening(here: Here) -> str:
    standing, begun = here.person.standing, here.ledger.of(KIND)
    if standing & BARRED:
        return "begin_barred"
    if Gate.ABUSE in standing:
        return "begin_abuse"
    return "again" if begun else "begin"


def rung(here: Here) -> str:
    """The rung that is asked about, in words, with its number."""
    key, steps = ahead(here.ledger, here.person) or LADDER[0], ladder(here.person)
    at = steps.index(key) + 1
    return here.words(f"rung_{key}", at=at, of=len(steps))[1]


def answered(here: Here) -> Outcome:
    """A rung that is done, or does not fit, is behind them. "Not now" leaves it where it is."""
    answer, rung = here.answers.get("rung", ""), ahead(here.ledger, here.person)
    if answer not in ("done", "pass") or not rung:
        return Outcome((_menu(here, "later"),), "done")
    entry = here.entry(KIND, rung, answer)
    if answer == "pass":
        return Outcome((Record(entry), here.say("passed")), "next")
    top = not ahead(here.ledger.plus(entry), here.person)
    said = here.say("done_top" if top else "done")
    return Outcome((Record(entry), said), "look" if asked.may_ask(here.person, here.now) else "done")


def onward(here: Here) -> Outcome:
    """After one that did not fit comes the next, if there is one."""
    return Outcome() if ahead(here.ledger, here.person) else Outcome((_menu(here, "top"),), "done")


def look(here: Here) -> Outcome:
    if here.answers.get("look") != "yes":
        return Outcome((_menu(here, "look_no"),))
    return Outcome((Wake(asked.RUNG, asked.days_on(here.person, here.now, AFTER)), _menu(here, "look_yes")))


def _menu(here: Here, key: str) -> Ask:
    """What comes up by itself has an answer of its own, from everywhere but there."""
    title, text = here.words(key)
    seen = () if key == SEEN else (touch.button(here, f"mute.{SEEN}", "to_seen"),)
    return Ask("", text, title, (*seen, *here.offered("status", "crisis")))


BEGIN = Do(
    begin,
    says("begin begin_barred begin_abuse again held slid seen top to_seen asked to_held to_slid")
    | says(" ".join(f"rung_{rung}" for rung in LADDER), "at of"),
    frozenset({"done"}),
)
ANSWERED = Do(answered, says("later passed done done_top to_seen"), frozenset({"next", "look", "done"}))
ONWARD = Do(onward, says("top to_seen"), frozenset({"done"}))
LOOK = Do(look, says("look_yes look_no to_seen"))
