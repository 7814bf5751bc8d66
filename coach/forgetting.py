"""/forget: the last thing somebody said is found, told by what it was about, and taken out of all that is kept."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from coach import asked, asking, dates, hold, outcome, slip, telling, times
from coach.counts import AWAY, BROUGHT, TOUCH
from coach.dates import DATE
from coach.effects import Change, Effect, Recall, Strike, Wake
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry, Ledger
from coach.person import Person
from coach.sending import FOLLOWS
from coach.session import Left, Offered

QUIZ = "chances"
CHECKIN = (*telling.TOLD, "word")
CURVE = "curve"
EVENTS = ("slip", "ifthen", "they", "talk", "dating", "group", "rung", "agree")
REVIEW = ("helped", "week", "load", "clarity", "phq2")
SAID = (  # the entries that are somebody's own telling
    *CHECKIN,
    QUIZ,
    "plan",
    "sos",
    "ride",
    "reason",
    "good",
    "held",
    "verdict",
    "letter",
    CURVE,
    "habits",
    "lesson",
    "did",
    "mine",
    "hours",
    *EVENTS,
    *REVIEW,
    outcome.FLOW,
    DATE,
    AWAY,
    BROUGHT,
)
MADE = ("rule", "queue", "referral")  # what was made of a check-in or a review, in the same turn
ASKED: Mapping[str, tuple[str, ...]] = {"they": (asked.WAIT,), "rung": (asked.RUNG,), "agree": tuple(asked.WEEKS)}
"""What they asked to be asked about, and have taken back."""
APART = ("slip", "they")  # contact told by itself: what the day stands as was told in the same turn, and goes with it
SETTLING = "start"  # what is answered there is a setting, and a consent: /settings and /delete are for these


def find(here: Here) -> Outcome:
    """Which it is: an entry, or an answer in a flow that was left in the middle. It is kept for the yes."""
    entry, name = _last(here.ledger), _left_last(here)
    if name and (entry is None or entry.at < here.session.left[name].at):
        found = {"thing": name}
    elif entry is not None:
        found = {"thing": "", "shown": _shown(here, entry)}
    else:
        return Outcome((here.say("nothing"),), "nothing")
    return Outcome(session=replace(here.session, answers={**here.answers, **found}))


def _last(ledger: Ledger) -> Entry | None:
    told = [entry for entry in ledger if entry.kind in SAID]
    return told[-1] if told else None


def _left_last(here: Here) -> str:
    """The flow left last in which something stands answered that is in no ledger yet; empty where there is none."""
    left, flows = here.session.left, here.book.flows
    names = [n for n in left if n in flows and not flows[n].daily and n != SETTLING and _answered(left[n])]
    return max(names, key=lambda name: left[name].at, default="")


def _answered(left: Left) -> str | None:
    """The step answered last: the open one where it has ticks. None where all were passed over."""
    told = [key for key in (*left.trail, left.step) if left.answers.get(key)]
    return told[-1] if told else None


def _shown(here: Here, entry: Entry) -> str:
    """The prompt of our message under which their words stand, where they were the last answer; otherwise empty."""
    return here.session.closed if entry.kind == "word" and entry.at == here.session.moved else ""


def about(here: Here) -> Value:
    """What it was about. Never what it says: that would be one copy more."""
    if (name := _left_named(here)) is not None:
        return _about_left(here, name)
    if (entry := _last(here.ledger)) is None:
        return here.words("nothing")[1]
    told = times.local(entry.at, here.person.zone)
    values = {"day": here.spoken(_day(here, entry)), "told": here.spoken(told.date()), "clock": f"{told:%H:%M}"}
    return here.words("about", thing=here.words(f"thing_{entry.kind}")[1], **values)[1]


def _day(here: Here, entry: Entry) -> date:
    """The day that it is about: of a date that comes again, its next."""
    dated = dates.all_of(here.ledger, here.person.zone).get(entry.value) if entry.kind == DATE else None
    return (dated.on_or_after(here.today) if dated else None) or entry.day


def _left_named(here: Here) -> str | None:
    """The flow left in the middle that was found; None where it was an entry."""
    name = here.answers.get("thing")
    return name if name and name in here.session.left else None


def _about_left(here: Here, name: str) -> str:
    left, flow = here.session.left[name], here.book.flows[name]
    step = _answered(left) or ""
    if step not in flow.steps:  # the pack has dropped it
        return here.words("about_left", flow=flow.button)[1]
    there = replace(here, flow=flow.model_copy(update={"progress": None}), session=replace(here.session, step=step))
    return here.words("about_answer", flow=flow.button, question=asking.question(there).text)[1]


def offer(here: Here) -> tuple[Offered, ...]:
    """To take our message back as well, where one shows the words."""
    shown = here.answers.get("shown")
    return (Offered(shown, here.words("both")[1]),) if shown else ()


def strike(here: Here) -> Outcome:
    if (name := _left_named(here)) is not None:
        left = {**here.session.left, name: _without_last(here.session.left[name])}
        return Outcome((Strike(()), here.say("forgotten")), session=replace(here.session, left=left))
    if (entry := _last(here.ledger)) is None:
        return Outcome((here.say("nothing"),))
    effects, left = taken_out(here, (entry,))
    if (shown := here.answers["sure"]) != "yes":
        effects = (*effects, Recall(shown, here.say("stays")))
    return Outcome((*effects, here.say("forgotten")), session=replace(here.session, left=left))


def taken_out(here: Here, entries: tuple[Entry, ...]) -> tuple[tuple[Effect, ...], dict[str, Left]]:
    """Entries struck out, with what was made of them, and what is left in the middle without them.

    What followed from them for the person follows from what is left.
    """
    made = [other for entry in entries for other in _made_of(here.ledger, entry) if other not in entries]
    rest, person, left = here.ledger.without(*entries, *made), here.person, here.session.left
    for entry in entries:
        person = undone(person, entry, rest)
        left = untold(here, left, entry)
    wakes = [Wake(key, None) for entry in (*entries, *made) for key in _awaited(entry, rest)]
    return (Strike((*entries, *made)), Change(person), *wakes), left


def _made_of(ledger: Ledger, entry: Entry) -> list[Entry]:
    """What was recorded in the same turn and goes with it; with a quiz, what was asked about its result."""
    if entry.kind == "slip" and any(e.day == entry.day and e.at != entry.at for e in ledger.of("slip")):
        return []  # the day is still as another one has it
    made = [e for e in ledger if _goes_with(e, entry) and (e.at, e.day) == (entry.at, entry.day)]
    return made + (outcome.of_result(ledger, entry) if entry.kind == QUIZ else [])


def _awaited(entry: Entry, rest: Ledger) -> tuple[str, ...]:
    """The wakes for what it promised, and nothing newer of its kind has promised since."""
    match entry.kind:
        case kind if kind == QUIZ:
            return () if _is_followed(entry, rest.of(QUIZ)) else ("early", "later")
        case kind if kind == outcome.FLOW:
            return () if _is_followed(entry, rest.of(outcome.FLOW)) else (outcome.WAKE,)
        case kind if kind == CURVE:
            return () if rest.of(CURVE) else ("again",)  # else there is nothing left to set another beside
        case "held":
            return (f"{hold.KIND}.{entry.value}", f"{hold.KIND}.{entry.value}m")
        case "sos" | "ride":  # of the last ten minutes; each begins with the first of these
            return () if _is_followed(entry, rest.of("sos")) else FOLLOWS
        case kind:
            return () if rest.of(kind) else ASKED.get(kind, ())  # of what is left it is still asked


def _is_followed(entry: Entry, others: list[Entry]) -> bool:
    return any(other.at > entry.at for other in others)


def _goes_with(other: Entry, entry: Entry) -> bool:
    """Whether one that was recorded in the same turn goes with it."""
    match entry.kind:
        case "slip":
            return (other.kind, other.value) == ("contact", slip.COUNTED.get(entry.value))
        case "contact":
            return other.kind == "slip" and slip.COUNTED.get(other.value) == entry.value
        case "they":
            return (other.kind, other.value) == ("contact", "they")
        case "ifthen":
            return (other.kind, other.value) == ("trigger", entry.value)
        case _:
            return other.kind in MADE


def _without_last(left: Left) -> Left:
    """As if that question were open, and had not been answered."""
    last = _answered(left)
    answers = {key: value for key, value in left.answers.items() if key != last}
    if last is None or last == left.step:
        return replace(left, answers=answers)
    return replace(left, step=last, answers=answers, trail=left.trail[: left.trail.index(last)])


def untold(here: Here, left: Mapping[str, Left], entry: Entry) -> dict[str, Left]:
    """A check-in that can be taken up again must not tell it a second time."""
    return {name: _untold(here, name, kept, entry) for name, kept in left.items()}


def _untold(here: Here, name: str, left: Left, entry: Entry) -> Left:
    flow = here.book.flows.get(name)
    if flow is None or not flow.daily:
        return left
    about = times.today(left.began or left.at, here.person.zone)
    told = {**left.answers, "contact": telling.contact(left.answers)}
    gone = [key for key in telling.steps_of(entry, about) if told.get(key) == entry.value]
    return replace(left, answers={key: value for key, value in left.answers.items() if key not in gone})


def undone(person: Person, entry: Entry, rest: Ledger) -> Person:
    """What followed from it for the person follows from what is left. What stands for safety stays (decision 5)."""
    if entry.kind in CHECKIN:
        person = replace(person, told=max((e.day for e in rest if e.kind in CHECKIN), default=None))
    touches = entry.kind in APART or (entry.kind == "contact" and entry.value in TOUCH)
    if not touches or person.last_contact != entry.day:
        return person
    touched = [
        e.day for e in (*rest.by_day("contact").values(), *rest.of("they")) if e.kind == "they" or e.value in TOUCH
    ]
    return replace(person, last_contact=max([*touched, *_told_at_start(person)], default=None))


def _told_at_start(person: Person) -> tuple[date, ...]:
    """A window that began before we met began with the last contact that they told of."""
    if person.since is None or person.consented is None:
        return ()
    return (person.since,) if person.since < times.today(person.consented, person.zone) else ()


_THINGS: Mapping[str, frozenset[str]] = says(" ".join(f"thing_{kind}" for kind in SAID))
FIND = Do(
    find,
    says("nothing both")
    | says("about", "thing day told clock")
    | says("about_answer", "flow question")
    | says("about_left", "flow")
    | _THINGS,
    frozenset({"nothing"}),
)
STRIKE = Do(strike, says("nothing forgotten stays"))
