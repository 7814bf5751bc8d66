"""Needing less of us: daily, three a week, once a week, goodbye. Asked when it looks so, and never done unasked."""

from datetime import date
from statistics import mean, median

from msgspec import Struct

from coach import control, hold, outcome, schedule, times
from coach.book import Book
from coach.checkin import LOW
from coach.content import variants
from coach.counts import is_kept
from coach.effects import Ask, Change, Choice, Effect, Record
from coach.here import Do, Here, Outcome, says
from coach.ledger import Entry, Ledger
from coach.nudges import Wanted
from coach.person import Age, Gate, Pace, Person
from coach.signs import STRONG, is_strong

FLOW, ASKED = "graduate", "lighter_"  # the latter begins the id of the message that asks
NEXT = {
    Pace.FULL: "three",
    Pace.TWO: "three",
    Pace.ONE: "three",
    Pace.SOME: "weekly",
    Pace.THREE: "weekly",
    Pace.WEEKLY: "bye",
}
STEPS = {"daily": Pace.ONE, "three": Pace.THREE, "weekly": Pace.WEEKLY, "bye": Pace.NONE}
FASTER = {
    Pace.FULL: Pace.FULL,
    Pace.WEEKLY: Pace.THREE,
    Pace.THREE: Pace.ONE,
    Pace.SOME: Pace.ONE,
    Pace.ONE: Pace.TWO,
    Pace.TWO: Pace.TWO,
}
DAYS, KNOWN_FOR, AGAIN_AFTER = 14, 21, 14  # days: looked at, since we met, and until it is asked again
TOLD = {Pace.THREE: 4, Pace.WEEKLY: 2}  # pulls that must have been told in those days, to say anything: else eight
STRONG_DAYS, PULL, FALL = 1, 4, 1  # strong pulls at most, the middle one at most, and a fall of the mean mood
HARD = frozenset({"low", "danger", "slip1", "slip2", "slip7"})  # states in which nobody is asked to need less
OFFERED_AGAIN = 7  # days until more is offered again


class Fortnight(Struct, frozen=True):
    """The last two weeks. `pulls`: what was told, oldest first; `strong`: on how many days one was strong."""

    pulls: tuple[int, ...]
    moods: tuple[int, ...]
    strong: int
    slips: int


def fortnight(ledger: Ledger, person: Person, today: date) -> Fortnight:
    def told(kind: str) -> list[Entry]:
        return [e for day, e in sorted(ledger.by_day(kind).items()) if 0 <= (today - day).days < DAYS]

    pulls = tuple(int(e.value) for e in told("urge"))
    strong = {e.day for e in ledger if 0 <= (today - e.day).days < DAYS and is_strong(e)}
    slips = sum(not is_kept(e, person) for e in told("contact"))
    return Fortnight(pulls, tuple(int(e.value) for e in told("mood")), len(strong), slips)


def is_ready(person: Person, ledger: Ledger, today: date, states: frozenset[str]) -> bool:
    """Whether less of us may be enough: pulls are few, moods are no lower, nothing slipped, and enough was told."""
    met = times.today(person.consented, person.zone) if person.consented else today
    seen = fortnight(ledger, person, today)
    if states & HARD or (today - met).days < KNOWN_FOR or len(seen.pulls) < TOLD.get(person.pace, 8):
        return False
    return seen.strong <= STRONG_DAYS and median(seen.pulls) <= PULL and not seen.slips and _holds(seen.moods)


def _holds(moods: tuple[int, ...]) -> bool:
    """The later half is about as high as the earlier, and neither is low."""
    if len(moods) < 2:
        return False
    earlier, later = moods[: len(moods) // 2], moods[len(moods) // 2 :]
    return median(moods) > LOW and mean(later) >= mean(earlier) - FALL


def to_ask(person: Person, ledger: Ledger, asked: Wanted) -> str | None:
    """The next step, where it may be asked about: not within two weeks of the last time, or of a step."""
    lately = [e.day for e in ledger.of(FLOW)] + [e.day for e in ledger.of("push") if e.value.startswith(ASKED)]
    if any((asked.today - day).days < AGAIN_AFTER for day in lately) or person.age is not Age.ADULT:
        return None
    return NEXT.get(person.pace) if is_ready(person, ledger, asked.today, asked.states) else None


def questions(book: Book, step: str) -> list[str]:
    """The words in which it may be asked; none for what is no step."""
    return variants(book.flows[FLOW].words[f"ask_{step}"]) if step in NEXT.values() else []


def choices(book: Book, step: str) -> tuple[Choice, ...]:
    """The step, and to leave it as it is."""
    labels = getattr(book.flows[FLOW].steps["which"], "choices", {})
    return tuple(Choice(f"{FLOW}.{name}", labels[name]) for name in (step, "stay"))


def asked(here: Here, asked: Wanted) -> tuple[Effect, ...]:
    """The same question, at the end of a review."""
    step = to_ask(here.person, here.ledger, asked)
    if step is None:
        return ()
    texts = questions(here.book, step)
    text = texts[here.seed(step) % len(texts)]
    return Record(_entry(here, "asked")), Ask("", text, choices=choices(here.book, step))


# /graduate


def begin(here: Here) -> Outcome:
    """Where they are, and what the last two weeks were like. A step behind the command, or on a button, is taken."""
    argument = here.answers.get("argument", "").casefold()
    if argument in (*STEPS, "stay"):
        return Outcome(go=argument)
    return Outcome((_where(here),))


def _where(here: Here) -> Effect:
    """How often they are written to, and which steps are left that are less. To whom nothing comes, none is."""
    pace, so_far = here.person.pace, _so_far(here)
    if pace is Pace.NONE:
        return here.say("where_off", so_far=so_far)
    steps = here.words(f"steps_{NEXT[pace]}")[1]
    return here.say("where", rhythm=control.rhythm(here), so_far=so_far, steps=steps)


def _so_far(here: Here) -> str:
    seen, needed = fortnight(here.ledger, here.person, here.today), TOLD.get(here.person.pace, 8)
    if not here.person.counting:
        return here.words("uncounted")[1]
    if len(seen.pulls) < min(needed, 4):
        return here.words("blank")[1]
    told = [here.words("told", told=len(seen.pulls))[1], _days(here, "strong", seen.strong)]
    if Gate.ABUSE not in here.person.standing:  # for whom contact is no score
        told.append(_days(here, "slips_harm" if Gate.HARM in here.person.standing else "slips", seen.slips))
    return " ".join(told)


def _days(here: Here, key: str, days: int) -> str:
    return here.words(key if days else f"{key}_none", days=days)[1]


def apply(here: Here) -> Outcome:
    """The step that was chosen, and the way back beside it. A goodbye is one, also where no messages came any more."""
    step = here.answers.get("which") or here.answers.get("argument", "").casefold()
    if step not in STEPS or (step != "bye" and STEPS[step] is here.person.pace):
        return Outcome((Record(_entry(here, "stay")), here.say("stay")))
    person = here.person.at_pace(STEPS[step])
    plan = schedule.plan(person, here.session.tag, here.now)
    change = (Change(person), Record(_entry(here, step)), *plan)
    if step == "bye":
        return Outcome((*change, *hold.unasked(here), *_goodbye(here)))
    return Outcome((*change, here.menu(f"to_{step}", "more", "status", "crisis", hour=f"{person.hour:%H:%M}")))


def _goodbye(here: Here) -> tuple[Effect, ...]:
    """What stays, a copy of it, and to have it erased: all of them offered, and none of them needed."""
    title, text = here.words("goodbye", retention=here.book.retention)
    waits = outcome.opens(here.ledger)
    if waits is not None:
        text += f"\n\n{here.words('goodbye_outcome', date=here.spoken(waits))[1]}"
    return Ask("", text, title, here.buttons("export", "delete", "resume", "crisis")), *outcome.unwoken(waits)


# More of us again


def more(here: Here) -> Outcome:
    """One step more each time, up to the most that anybody is written to."""
    pace = here.person.pace
    up = FASTER[pace] if pace is not Pace.NONE else here.person.before
    up = schedule.most(here.person) if up is Pace.TWO else up
    person = here.person.at_pace(up)
    key = "most" if up is pace else f"more_{up.value}"
    hours = {"hour": f"{person.hour:%H:%M}", "evening": f"{schedule.prompt_hour(person):%H:%M}"}
    title, text = here.words(key, **hours)
    ways = here.offered(*(("more",) if FASTER[up] is not up and up is not schedule.most(person) else ()), "settings")
    record = (Record(_entry(here, "more")),) if up is not pace else ()
    plan = schedule.plan(person, here.session.tag, here.now) if person.settled else ()
    return Outcome((Change(person), *record, *plan, Ask("", text, title, ways)))


def returned(here: Here) -> Outcome:
    """A strong pull of somebody who is written to seldom: more is offered, once a week at the most."""
    few = here.person.pace in schedule.FEW or (here.person.pace is Pace.NONE and _left(here.ledger))
    strong = int(here.answers.get("urge") or 0) >= STRONG
    lately = [e for e in here.ledger.of(FLOW) if e.value == "offered" and (here.today - e.day).days < OFFERED_AGAIN]
    if not few or not strong or lately:
        return Outcome()
    title, text = here.words("more")
    return Outcome((Record(_entry(here, "offered")), Ask("", text, title, here.buttons("more", "crisis"))))


def _left(ledger: Ledger) -> bool:
    last = [e for e in ledger.of(FLOW) if e.value in STEPS]
    return bool(last) and last[-1].value == "bye"


def _entry(here: Here, value: str) -> Entry:
    return here.entry(FLOW, value)


BEGIN = Do(
    begin,
    says("where", "rhythm so_far steps")
    | says("where_off", "so_far")
    | says("told", "told")
    | says("strong slips slips_harm", "days")
    | says("uncounted strong_none slips_none slips_harm_none blank steps_three steps_weekly steps_bye")
    | says("ask_three ask_weekly ask_bye"),
    frozenset({*STEPS, "stay"}),
)
APPLY = Do(
    apply,
    says("to_daily to_three to_weekly", "hour")
    | says("stay")
    | says("goodbye", "retention")
    | says("goodbye_outcome", "date"),
)
MORE = Do(more, says("most more_full more_two more_one more_some more_three more_weekly", "hour evening"))
RETURNED = Do(returned, says("more"))
