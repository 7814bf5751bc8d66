"""/they: the other got in touch. The kind of it decides what is owed, which is mostly nothing, and how long to wait."""

from collections.abc import Mapping

from msgspec.structs import replace

from coach import asked, touch
from coach.effects import Ask, Effect, Record, Wake
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, says
from coach.ledger import Ledger
from coach.person import Gate
from coach.safety import lines
from coach.slip import read_ahead

KINDS = ("logistics", "emergency", "crumb", "sorry", "talk", "angry")
WAITS: Mapping[str, int] = {"crumb": 24, "sorry": 24, "talk": 48}  # hours before an answer (content 4.2)
ASKED = ("different", "need", "tuesday")  # before an answer to a wish to talk
LEFT, ANSWER = "left", "answer"  # behind the command: what came of a wait
LONGEST = 300  # characters of an answer that are kept


def begin(here: Here) -> Outcome:
    """What came of a wait is answered; words behind the command answer the question."""
    argument = here.answers.get("argument", "")
    if argument in (LEFT, ANSWER):
        return Outcome((_after(here, argument),), "done")
    if here.person.tries_again(here.now):
        return touch.trying_again(here)
    return Outcome(ahead=read_ahead(here, "kind"))


def reply(here: Here) -> Outcome:
    """It takes nothing from the days that were kept. To threats, who to call; gates have words of their own."""
    kind, gate = here.answers.get("kind", ""), touch.gate(here.person)
    if kind not in KINDS:  # the pack has dropped the question
        return Outcome((here.say("nothing"),), "done")
    recorded = (*touch.told(here, "they", here.today), touch.note(here, "they", kind, here.today))
    if kind == "angry":
        return Outcome((*recorded, _threatened(here, gate)), "done")
    if kind == "emergency":
        return Outcome((*recorded, here.urge("emergency_gate" if gate else "emergency", help=_help(here))), "done")
    if here.person.is_calm(here.now):
        return Outcome((*recorded, touch.calm(here)), "done")
    if gate:
        return Outcome((*recorded, _barred(here, f"gate_{gate}")), "done")
    if kind == "logistics":
        return Outcome((*recorded, here.menu(kind, "reply", "status", "crisis")), "done")
    asks = asked.may_ask(here.person, here.now)
    go = "talk" if kind == "talk" else "look" if asks else "done"
    return Outcome((*recorded, here.say(kind)), go)


def _help(here: Here) -> str:
    return lines.help(here.book, here.there)


def _threatened(here: Here, gate: str) -> Ask:
    """What frightens is kept and not answered. Whether they are afraid is one question, where it was not told yet."""
    afraid = Gate.ABUSE in here.person.standing
    ask = here.urge("angry_known" if afraid else "angry_gate" if gate else "angry", help=_help(here))
    return replace(ask, choices=(*here.offered(*(() if gate else ("safety",)), "hide"), *ask.choices))


def _barred(here: Here, key: str) -> Ask:
    return here.menu(key, "crisis", "status")


def keep(here: Here) -> Outcome:
    """The three answers, in their own words, and shown once more when the wait is over."""
    told = {key: shortened(here.answers.get(key, "").strip(), LONGEST) for key in ASKED}
    entries = [touch.note(here, "talk", key, here.today, words) for key, words in told.items() if words]
    said = here.say("talk_kept" if entries else "talk_none")
    return Outcome((*entries, said), "look" if asked.may_ask(here.person, here.now) else "done")


def stopped(here: Here) -> Outcome:
    """Left in the middle: what was answered of the three is kept."""
    if "kind" not in here.answers:
        return Outcome((here.say("nothing"),))
    return Outcome((*left(here).effects, here.say("stopped")))


def left(here: Here) -> Outcome:
    """The same, where something else is opened: nobody has to write it twice."""
    entries = [effect for effect in keep(here).effects if isinstance(effect, Record)]
    return Outcome(tuple(entries) if here.session.step in (*ASKED, "stopped") else ())


def look(here: Here) -> Outcome:
    """A word when the wait is over, or none."""
    hours = WAITS.get(here.answers.get("kind", ""), 24)
    if here.answers.get("look") != "yes":
        return Outcome((here.menu("look_no", "checkin", "crisis"),))
    at = asked.when(here.person, here.now, hours)
    return Outcome((Wake(asked.WAIT, at), here.menu("look_yes", "checkin", "crisis")))


def _after(here: Here, argument: str) -> Effect:
    """The wait is over: left alone, or still to be answered. Behind a gate nothing is."""
    if here.person.is_calm(here.now):
        return touch.calm(here)
    if gate := touch.gate(here.person):
        return _barred(here, f"gate_{gate}")
    if argument == LEFT:
        return here.menu("left", "checkin", "crisis")
    last = here.ledger.last("they")
    kind = last.value if last is not None and last.value in WAITS else "crumb"
    beside, answers = (("back",), _told(here)) if kind == "talk" else ((), "")
    return here.menu(f"answer_{kind}", *beside, "hold", "crisis", answers=answers)


def _told(here: Here) -> str:
    """Their three answers as they stand, a line each, with its heading; empty where there are none."""
    told = answers(here.ledger)
    rows = [here.words(f"heading_{key}", words=told[key])[1] for key in ASKED if key in told]
    return "\n".join(rows) + "\n\n" if rows else ""


def answers(ledger: Ledger) -> dict[str, str]:
    return ledger.notes("talk")


_GATES = " ".join(f"gate_{gate.value}" for gate in Gate)
BEGIN = Do(
    begin,
    says(f"left answer_crumb answer_sorry over to_left to_answer together {_GATES}")
    | says("answer_talk", "answers")
    | says(" ".join(f"heading_{key}" for key in ASKED), "words"),
    frozenset({"done"}),
)
REPLY = Do(
    reply,
    says(f"nothing logistics crumb sorry talk {_GATES}")
    | says("emergency emergency_gate angry angry_known angry_gate", "help"),
    frozenset({"talk", "look", "done"}),
)
KEEP = Do(keep, says("talk_kept talk_none"), frozenset({"look", "done"}))
STOPPED = Do(stopped, says("nothing stopped"))
LEAVING = Do(left)
LOOK = Do(look, says("look_yes look_no"))
