"""/slip: contact that was not meant to be, in three taps: what it counts as, the days as they stand, one plan."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec.structs import replace

from coach import checkin, ifthen, matching, touch, typed
from coach.content import ChoiceStep, variants
from coach.counts import LOOKED, REPLIED, SLIP, count
from coach.effects import Ask, Choice, Effect, Record, Say
from coach.here import Do, Here, Outcome, Reading, says
from coach.ledger import Entry
from coach.person import BARRED, Gate
from coach.signs import signs

COUNTED: Mapping[str, str] = {"wrote": SLIP, "replied": REPLIED, "met": SLIP, "looked": LOOKED, "needed": "needed"}
TOLD, OTHER = "told", "other"  # behind the command: what the check-in was told; another plan than the last
LATELY = timedelta(days=1)
EARLIEST = timedelta(days=30)  # before today, of what is told
MANY_LOOKS = 3  # days of the last seven


def begin(here: Here) -> Outcome:
    """What was told in a check-in goes on at what set it off; words behind the command answer the first question."""
    argument = here.answers.get("argument", "")
    if here.person.tries_again(here.now):
        return touch.trying_again(here)
    if argument == OTHER and here.ledger.of("trigger"):
        return Outcome(go="plan")
    if argument == TOLD and (found := _told(here)) is not None:
        answers = {**here.answers, "what": found.value, "when": "today" if found.day == here.today else "yesterday"}
        return Outcome(go="trigger", session=replace(here.session, answers=answers))
    return Outcome(ahead=read_ahead(here, "what"))


def read_ahead(here: Here, key: str) -> str:
    """The words that opened the flow, where they answer that question of it; empty where they do not."""
    step, words = here.flow.steps[key], matching.plain(here.answers.get("argument", ""))
    reads = isinstance(step, ChoiceStep) and words and matching.by_phrase(step, step.shown, words)
    return words if reads else ""


def when_said(here: Here) -> Outcome:
    """The words that opened it, and answered what it was, may end with when it was: "I texted him last night"."""
    step, words = here.flow.steps["when"], matching.plain(here.answers.get("argument", "")).split()
    ends = (" ".join(words[-n:]) for n in range(min(3, len(words)), 0, -1))
    found = (end for end in ends if isinstance(step, ChoiceStep) and matching.by_phrase(step, step.shown, end))
    return Outcome(ahead=next(found, ""))


def _told(here: Here) -> Entry | None:
    """Reaching out, or looking, as the last check-in has it."""
    contact = here.ledger.last("contact")
    lately = contact is not None and here.now - contact.at < LATELY and here.today - contact.day <= LATELY
    return contact if contact is not None and lately and contact.value in (SLIP, LOOKED) else None


def reply(here: Here) -> Outcome:
    """It counts as what it is, and what is said of it is what the check-in says."""
    what, day = here.answers.get("what", ""), _day(here)
    if (counted := COUNTED.get(what)) is None:  # the pack has dropped the question
        return Outcome((here.say("nothing"),), "done")
    recorded = (*touch.told(here, counted, day), touch.note(here, "slip", what, day))
    if here.person.is_calm(here.now):
        return Outcome((*recorded, touch.calm(here)), "done")
    ledger = here.ledger.plus(*(effect.entry for effect in recorded if isinstance(effect, Record)))
    after = replace(here, ledger=ledger)
    if counted == "needed":
        return Outcome((*recorded, _needed(after, day)), "done")
    if counted == REPLIED:
        return Outcome((*recorded, *_answered(after, day)))
    return Outcome((*recorded, _looked(after) if counted == LOOKED else _slipped(after, day)))


def read_day(here: Here, text: str) -> Reading:
    """An earlier day, as it is written: "three days ago"."""
    day = typed.read_day(text, here.today)
    return day.isoformat() if day is not None and timedelta(0) <= here.today - day <= EARLIEST else None


def _day(here: Here) -> date:
    when = here.answers.get("when", "")
    return date.fromisoformat(when) if "-" in when else here.today - timedelta(days=when == "yesterday")


def _slipped(here: Here, day: date) -> Say:
    s, counts = signs(here.ledger, here.person, day, here.now), count(here.ledger, here.person)
    key = checkin.variant_of("r5", s)
    values = {"kept": counts.kept, "days": counts.days} if key == "r5" else {}
    if here.answers.get("what") == "met" and key in ("r5", "r5_none"):
        return touch.said(here, "met" if values else "met_none", **values)  # there is no message to wait by
    return touch.said(touch.of_checkin(here), key, **values)


def _answered(here: Here, day: date) -> tuple[Say, ...]:
    """They wrote first. It takes a day away where they have chosen that rule, and that is said."""
    s, counts = signs(here.ledger, here.person, day, here.now), count(here.ledger, here.person)
    said, tail = touch.of_checkin(here), checkin.tail(s)
    values = {"kept": counts.kept, "days": counts.days} if tail == "tail_replied" else {}
    return touch.said(said, checkin.variant_of("r6", s)), *((said.say(tail, **values),) if tail else ())


def _needed(here: Here, day: date) -> Effect:
    key = checkin.variant_of("r11", signs(here.ledger, here.person, day, here.now))
    title, text = touch.of_checkin(here).words(key)
    return Ask("", text, title, here.offered(*(("reply",) if not here.person.standing else ()), "status", "crisis"))


def _looked(here: Here) -> Say:
    standing = here.person.standing
    if standing & BARRED:
        return here.say("looked_harm" if Gate.HARM in standing else "looked_gate")
    told = (*here.ledger.by_day("contact").values(), *here.ledger.of("slip"))
    days = {e.day for e in told if e.value == LOOKED and (here.today - e.day).days < 7}
    many = len(days) >= MANY_LOOKS and here.person.counting
    return touch.said(here, "looked_many" if many else "looked", number=len(days))


def stopped(here: Here) -> Outcome:
    """Left after the first answer: it counts all the same, as of today."""
    what = here.answers.get("what", "")
    if (counted := COUNTED.get(what)) is None:
        return Outcome((here.say("nothing"),))
    recorded = (*touch.told(here, counted, here.today), touch.note(here, "slip", what, here.today))
    return Outcome((*recorded, here.say("noted")))


def unasked(here: Here) -> Outcome:
    """No word of what set it off: no plan either, and something to do with the next hour."""
    return Outcome((_menu(here, here.words("no_plan")[1]),))


def plan(here: Here) -> Outcome:
    """One plan, out of what set it off; the one they have for it comes first, once more."""
    told, last = here.answers.get("trigger", ""), here.ledger.last("trigger")
    again = last.value if last is not None and here.answers.get("argument") == OTHER else ""
    trigger = told or again
    if not trigger:
        return unasked(here)
    day = _day(here)
    before = ifthen.last(here.ledger, trigger)
    drawn = here.words(f"plan_{trigger}")[1] if before is None else _another(here, trigger, before.note)
    noted = (touch.note(here, "trigger", trigger, day),) if told else ()
    made = touch.note(here, ifthen.KIND, trigger, day, drawn)
    return Outcome((*noted, made, _menu(here, _said(here, drawn, before if told else None))))


def _another(here: Here, trigger: str, before: str) -> str:
    """The next of the plans for it, after the one that they have."""
    every = variants(here.flow.words[f"plan_{trigger}"])
    return every[(every.index(before) + 1) % len(every)] if before in every else every[0]


def _said(here: Here, drawn: str, before: Entry | None) -> str:
    """The one there was, the new one, and what not to wait for."""
    parts = [here.words("had", plan=before.note)[1]] if before else []
    parts += [here.words("made_again" if before else "made", plan=drawn)[1]]
    chases = here.answers.get("what") in ("wrote", "replied") and here.answers.get("when") in ("now", "today")
    hurt = "_abuse" if Gate.ABUSE in here.person.standing else ""
    return "\n\n".join([*parts, *([here.words(f"no_chasing{hurt}")[1]] if chases else [])])


def _menu(here: Here, text: str) -> Ask:
    """What comes next: another plan, their own words for it, and, where they looked, a way to see less of them."""
    looked = ("mute",) if COUNTED.get(here.answers.get("what", "")) == LOOKED else ()
    plans = (Choice(f"slip.{OTHER}", here.words("to_other")[1]), *here.buttons("ifthen"))
    planned = here.answers.get("trigger") or here.answers.get("argument") == OTHER
    title, _ = here.words("next")
    return Ask(
        "",
        text,
        title,
        (*(plans if planned else ()), *here.offered(*looked, *(() if planned else ("sos",)), "status", "crisis")),
    )


BEGIN = Do(begin, says("together"), frozenset({"plan", "trigger", "done"}))
WHEN = Do(when_said)
REPLY = Do(
    reply,
    says("looked looked_many", "number") | says("met", "kept days") | says("looked_harm looked_gate met_none nothing"),
    frozenset({"done"}),
)
STOPPED = Do(stopped, says("noted nothing"))
UNASKED = Do(unasked, says("no_plan to_other next"))
PLAN = Do(
    plan,
    says("made made_again had", "plan")
    | says(" ".join(f"plan_{trigger}" for trigger in ifthen.TRIGGERS))
    | says("no_plan no_chasing no_chasing_abuse to_other next"),
)
