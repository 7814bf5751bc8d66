"""/dates: hard dates added, listed, moved and removed; the plan for one; and how one was."""

import re
from datetime import date, timedelta
from typing import get_args

from msgspec.structs import replace

from coach import typed
from coach.dates import DATE, DATED, EVERY, FIXED, MOST, PLAN, YEARLY, HardDate, all_of, counted_from
from coach.effects import Ask, Choice, Record, Strike
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, Reading, Value, says
from coach.occasions import FLOW, named, note, plan, plan_it
from coach.person import Pace
from coach.stock import Occasion

OCCASIONS = get_args(Occasion)
NAME = 40  # characters that are kept of a name
FAR = 800  # days ahead
_ABOUT = re.compile(r"(?:(move|gone)_)?(\d{1,3})", re.ASCII)
_AHEAD = {"tomorrow": 1, "week": 7, "fortnight": 14}


# Adding one, and moving it


def opened(here: Here) -> Outcome:
    """The list by itself, one of it (2), moved (move_2) or removed (gone_2); without any, or with add, a new one."""
    there, argument = _there(here), here.answers.get("argument", "").casefold()
    if found := _ABOUT.fullmatch(argument):
        one = there.get(found[2])
        if one is None:
            return Outcome((here.say("unknown"), *_listed(here)))
        go = {"move": "when", "gone": "sure"}.get(found[1] or "", "")
        return Outcome(() if go else (_shown(here, one),), go)
    if there and not argument:
        return Outcome(_listed(here))
    if len(there) >= MOST:
        return Outcome((here.say("full"), *_listed(here)))
    what, _ = typed.day_in(argument) or (argument, "")
    return Outcome(go="what", ahead="" if argument == "add" else what)


def told(here: Here) -> Outcome:
    """The day may stand in the words that opened this: "court on Monday"."""
    found = typed.day_in(here.answers.get("argument", ""))
    return Outcome(ahead=found[1] if found else "")


def read_ahead(here: Here, text: str) -> Reading:
    """A day from today on; a birthday, or another date that comes every year, may be given with the year it began."""
    day, yearly = typed.read_ahead(text, here.today), _occasion(here) in YEARLY
    if day is not None and yearly:
        day = counted_from(day, here.today)
    taken = day is not None and (yearly or day >= here.today) and day - here.today <= timedelta(days=FAR)
    return day.isoformat() if day is not None and taken else None


def mean_ahead(here: Here, choice: str) -> str:
    """The date that "tomorrow" is; "saturday" is the coming one."""
    days = _AHEAD.get(choice) or (5 - here.today.weekday() - 1) % 7 + 1
    return (here.today + timedelta(days=days)).isoformat()


def again(here: Here) -> Outcome:
    """Whether it has to be asked how often it comes: one that is moved comes as it did."""
    if _about(here) is not None:
        return Outcome()
    occasion = _occasion(here)
    return Outcome(go="rhythm" if occasion == "handover" else "yearly" if occasion in ("festival", "other") else "")


def save(here: Here) -> Outcome:
    """A new date, or one on another day: what had been said of it is of the day before."""
    occasion, old = _occasion(here), _about(here)
    if old is not None:
        one = replace(old, day=_day(here, old.every))
    else:
        name = " ".join(shortened(here.answers.get("name", ""), NAME).split()).lstrip("# ")  # not a headline
        every = here.answers.get("rhythm") or here.answers.get("yearly") or ("year" if occasion in YEARLY else "once")
        one = _known(here, HardDate(_free(here), occasion, _day(here, every), every, here.today, name))
    entry = one.entry(here.now)
    ask = here.words("has_plan" if one.plan else "ask_plan")[1]
    values = {
        "what": _named(here, one),
        "date": here.spoken(_next(here, one)),
        "hour": f"{here.person.hour:%H:%M}",
        "ask": ask,
    }
    key = _how(here, one)
    title, text = here.words(key, **{k: v for k, v in values.items() if k != "hour" or key != "saved_silent"})
    parts = [text, note(here.book, here.person, occasion)]
    choices = plan_it(here.book, one), Choice(FLOW, here.words("list_button")[1])
    return Outcome((Record(entry), Ask("", "\n\n".join(filter(None, parts)), title, choices)))


def _how(here: Here, one: HardDate) -> str:
    """When it will be spoken of."""
    if here.person.pace is Pace.NONE or not here.person.settled:
        return "saved_silent"
    soon = (_next(here, one) - here.today).days <= 1
    return "saved_soon" if soon else "saved_often" if one.every in EVERY else "saved"


def _known(here: Here, new: HardDate) -> HardDate:
    """The same date told a second time keeps its id and its plan."""
    same = [o for o in _there(here).values() if (o.occasion, o.day, o.name) == (new.occasion, new.day, new.name)]
    return replace(new, id=same[0].id, plan=same[0].plan) if same else new


def _free(here: Here) -> str:
    taken = _there(here).keys()
    return next(str(n) for n in range(1, MOST + 2) if str(n) not in taken)


def _occasion(here: Here) -> str:
    old = _about(here)
    return old.occasion if old is not None else here.answers.get("what", "other")


def _day(here: Here, every: str) -> date:
    told = here.answers.get("when")
    fixed = FIXED.get(_occasion(here), (here.today.month, here.today.day))
    day = date.fromisoformat(told) if told else date(here.today.year, *fixed)
    return counted_from(day, here.today) if every == "year" else day


def _next(here: Here, one: HardDate) -> date:
    """The day that is spoken of: of one that came once and has gone by, that day."""
    return one.on_or_after(here.today) or one.day


# The list, and one of it


def _there(here: Here) -> dict[str, HardDate]:
    return all_of(here.ledger, here.person.zone)


def _about(here: Here) -> HardDate | None:
    """Which one the command, or the button, was about."""
    found = _ABOUT.fullmatch(here.answers.get("argument", "").casefold())
    return _there(here).get(found[2]) if found else None


def _listed(here: Here) -> tuple[Ask, ...]:
    """The soonest first; those that came once and have gone by, last."""
    ones = sorted(_there(here).values(), key=lambda o: (o.on_or_after(here.today) or date.max, o.id))
    lines = [_line(here, one) for one in ones]
    choices = tuple(Choice(f"{FLOW}.{one.id}", _label(here, one)) for one in ones)
    add = Choice(f"{FLOW}.add", here.words("add_button")[1])
    title, text = here.words("list", dates="\n".join(lines)) if ones else here.words("none")
    return (Ask("", text, title, (*choices, add)),)


def _line(here: Here, one: HardDate) -> str:
    said = (f"every_{one.every}", *(("planned",) if one.plan else ()))
    return " ".join([f"{_label(here, one)}.", *(here.words(key)[1] for key in said)])


def _label(here: Here, one: HardDate) -> str:
    return here.words("title", what=_named(here, one), date=here.spoken(_next(here, one)))[1]


def _shown(here: Here, one: HardDate) -> Ask:
    gone_by = one.on_or_after(here.today) is None
    parts = [here.words(f"every_{one.every}")[1], "" if gone_by else note(here.book, here.person, one.occasion)]
    parts.append(plan(here.book, one) or ("" if gone_by else here.words("no_plan")[1]))
    move, gone = Choice(f"{FLOW}.move_{one.id}", here.words("move_button")[1]), here.words("gone_button")[1]
    choices = (
        *(() if gone_by else (plan_it(here.book, one),)),
        move,
        Choice(f"{FLOW}.gone_{one.id}", gone),
        Choice(FLOW, here.words("list_button")[1]),
    )
    return Ask("", "\n\n".join(filter(None, parts)), _label(here, one), choices)


def _named(here: Here, one: HardDate) -> str:
    return named(here.book, one)


def dated(here: Here) -> Value:
    """The date that is spoken of, as it is called."""
    one = _about(here)
    return _named(here, one) if one else ""


def remove(here: Here) -> Outcome:
    """It is erased, with its plan and every note that it was spoken of."""
    one = _about(here)
    if one is None:
        return Outcome((here.say("unknown"),))
    mine = [e for e in here.ledger if (e.kind, e.value) == (DATE, one.id) or (e.kind, e.note) == (DATED, one.id)]
    return Outcome((Strike(tuple(mine)), here.say("removed")))


_NOTES = (
    "their_birthday their_birthday_abuse their_birthday_gate their_birthday_child handover handover_abuse handover_gate"
    " hearing hearing_abuse anniversary_gate anniversary_abuse moving moving_abuse wedding_gate wedding_abuse"
)
_NOTED = " ".join(f"re_{key}" for key in _NOTES.split())
OPENED = Do(
    opened,
    says("unknown full none add_button list_button move_button gone_button no_plan plan_button replan_button")
    | says("planned your_plan day_ evening_ eve_ after_ how_was")
    | says("every_once every_year every_week every_fortnight")
    | says(" ".join(f"on_{key}" for key in OCCASIONS))
    | says(" ".join(f"plan_{part}" for part in PLAN))
    | says(_NOTED)
    | says("before_", "days")
    | says("title", "what date")
    | says("list", "dates"),
    frozenset({"what", "when", "sure"}),
)
TOLD = Do(told)
AGAIN = Do(again, goes=frozenset({"rhythm", "yearly"}))
SAVE = Do(
    save,
    says("saved saved_soon saved_often", "what date hour ask")
    | says("saved_silent", "what date ask")
    | says("ask_plan has_plan"),
)
REMOVE = Do(remove, says("removed"))
