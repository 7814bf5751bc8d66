"""The plan for a hard date, made when it is calm; and how the day was, told the day after."""

from msgspec.structs import replace

from coach import telling
from coach.dates import DATED, PLAN, HardDate, all_of
from coach.effects import Ask, Change, Record
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry
from coach.occasions import FLOW, WAS_IT, named, plan
from coach.person import BARRED, Gate

LINE = 120  # characters that are kept of a line of a plan
LATE = 14  # days after a date, for which it can be told how it was


# Its plan


def planning(here: Here) -> Outcome:
    """For which it is: the one that was tapped, or the next one to come."""
    if (one := _planned(here)) is None:
        return Outcome((here.say("none"),), "none")
    if one.on_or_after(here.today) is None:
        return Outcome((here.say("over"),), "none")
    text = plan(here.book, one)
    return Outcome((here.say("there", what=named(here.book, one), plan=text),) if text else ())


def _planned(here: Here) -> HardDate | None:
    there, argument = all_of(here.ledger, here.person.zone), here.answers.get("argument", "")
    if argument in there:
        return there[argument]
    coming = [(day, o) for o in there.values() if (day := o.on_or_after(here.today)) is not None]
    return min(coming, key=lambda pair: (pair[0], pair[1].id))[1] if coming else None


def plan_for(here: Here) -> Value:
    one = _planned(here)
    return named(here.book, one) if one else ""


def _written(here: Here, one: HardDate) -> HardDate:
    """Each line that was written takes the place of the one before; Skip leaves it as it was."""
    told = {part: " ".join(shortened(here.answers.get(part, ""), LINE).split()) for part in PLAN}
    return replace(one, plan={**one.plan, **{part: words for part, words in told.items() if words}})


def plan_left(here: Here) -> Outcome:
    """What was written counts also where the rest is left for another time: the day comes all the same."""
    one = _planned(here)
    changed = _written(here, one) if one is not None else None
    return Outcome((Record(changed.entry(here.now)),) if changed is not None and changed != one else ())


def keep_plan(here: Here) -> Outcome:
    one = _planned(here)
    if one is None:
        return Outcome((here.say("none"),))
    changed = _written(here, one)
    if not changed.plan:
        return Outcome((here.say("nothing"),))
    effects = (Record(changed.entry(here.now)),) if changed != one else ()
    title, text = here.words("kept", what=named(here.book, one), plan=plan(here.book, changed))
    return Outcome((*effects, Ask("", text, title, here.buttons(FLOW))))


# How it was


def was(here: Here) -> Outcome:
    """The day's contact, told the day after. It can be told again: the last word counts."""
    value, _, on = here.answers.get("argument", "").partition(".")
    spoken = {f"{e.day:%Y%m%d}": e.day for e in here.ledger.of(DATED) if e.value == "after"}
    if value not in WAS_IT or on not in spoken or (here.today - spoken[on]).days > LATE:
        return Outcome((here.say("unread"),))
    told = Entry("contact", value, spoken[on], here.now)
    title, text = here.words(_was_key(here, value), date=here.spoken(told.day))
    person = telling.in_touch(here.person, [told])
    shown = Ask("", text, title, here.offered("checkin", *(("crisis",) if here.person.gated else ())))
    return Outcome((Record(told), Change(person), shown))


def _was_key(here: Here, value: str) -> str:
    standing = here.person.standing
    if value == "kept":
        return value
    if standing & BARRED:
        return f"{value}_gate"
    return f"{value}_abuse" if Gate.ABUSE in standing else value


LEFT = Do(plan_left)
PLANNING = Do(planning, says("none over") | says("there", "what plan"), frozenset({"none"}))
KEEP = Do(keep_plan, says("nothing") | says("kept", "what plan"))
WAS = Do(
    was,
    says("unread")
    | says("kept needed wrote they needed_gate wrote_gate they_gate needed_abuse wrote_abuse they_abuse", "date"),
)
