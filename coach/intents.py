"""What words that were no answer seem to mean: it is said, and what there is for it is held out."""

from msgspec.structs import replace

from coach import ifthen, menu, touch
from coach.counts import TOUCH
from coach.course import Course
from coach.effects import Ask
from coach.heard import heard
from coach.here import offered
from coach.person import BARRED, Age, Gate, afraid
from coach.safety.notice import Noticed

MEANT = {  # what is offered, by what they seem to mean
    "urge": ("sos", "hold", "checkin", "crisis"),
    "slip": ("slip", "checkin", "crisis"),
    "ex_contacted": ("they", "checkin", "crisis"),
    "will_ex_return": ("chances", "checkin", "crisis"),
    "low_mood": ("checkin", "crisis"),
    "progress": ("progress", "checkin", "crisis"),
    "question": ("learn", "why", "help", "crisis"),
    "control": ("settings", "pause", "stop", "privacy", "crisis"),
}
FOR_US = frozenset(MEANT) - {"low_mood", "progress"}  # what is no line about the day, also just after a check-in
CONTACT = {"urge": "checkin", "slip": "slip", "ex_contacted": "they"}  # what takes it in where a gate stands
HAPPENED = {"slip", "ex_contacted"}  # of these, what is no wish
GROWN = {"slip", "ex_contacted", "will_ex_return", "progress", "question"}  # whose answer is not for those under 18
YOUNG = ("checkin", "people", "crisis")
UNDECIDED = {"control", "low_mood"}  # what holds out several things or none: a yes would be to none of them
APART = {*CONTACT, "will_ex_return"}  # what has another answer, or none, for two who try again


def of_intent(course: Course, noticed: Noticed) -> bool:
    """Whether what the words seem to mean has something here: it is said, and offered, and nothing is done unasked.

    In the days after a danger who to call stands under it.
    """
    flows = MEANT.get(noticed.intent)
    if flows is None or not course.person.ready:
        return False
    if noticed.intent in APART and course.person.tries_again(course.now):
        return _of_two(course, noticed.intent)
    key, names = _as_gated(course, noticed.intent, flows)
    unavoidable = key in CONTACT and bool(course.person.limited)  # what can't be avoided may be what it is about
    if key not in UNDECIDED and not unavoidable and not course.person.is_calm(course.now):
        _propose(course, ("checkin",) if key == "progress" else names)
    names = ("reply", *names) if unavoidable else names
    title, text = course.in_turn(f"meant_{key}")
    text += _plan(course) if noticed.intent == "urge" else ""
    choices = offered(course.book, course.person, course.now, names)
    course.emit(Ask("", menu.with_help(course, text), title, choices))
    return True


def _propose(course: Course, flows: tuple[str, ...]) -> None:
    """A yes to it opens the first of them that is for this person."""
    first = next(name for name in flows if course.person.may_open(course.book.flows[name].who))
    course.session = replace(course.session, proposed=first)


def young(course: Course, text: str) -> bool:
    """Whether somebody under 18 told what opens something for others: it was worth saying, and is no odd word."""
    told = course.person.ready and course.person.age is Age.TEEN and menu.opened(course.book, text) is not None
    if told:
        menu.offer(course, "meant_young", *YOUNG)
        _propose(course, YOUNG)
    return told


def _of_two(course: Course, intent: str) -> bool:
    """For two who try again contact is part of it: it is no slip, and no wish for it has to be waited out."""
    met = intent in ("slip", "ex_contacted")
    if met:
        course.emit(*touch.trying_again(course.here(course.book.flows["slip"])).effects)
    return met


def beside(course: Course, noticed: Noticed) -> None:
    """A line of the check-in that tells of contact, where its own answer told of none: what takes it in is offered."""
    told = course.ledger.by_day("contact").get(course.today)
    quiet = course.asking is not None or course.person.is_calm(course.now) or course.person.age is Age.TEEN
    if quiet or not noticed.sure or noticed.intent not in HAPPENED or (told and told.value in TOUCH):
        return
    flow = CONTACT[noticed.intent]
    menu.offer(course, "told_beside", flow, "crisis")
    _propose(course, (flow,))


def hopes_in_vain(course: Course, text: str) -> bool:
    """Whether words ask for a return where a gate stands. By its command the quiz opens, and shows no odds."""
    person, said = course.person, course.book.said.get(heard(text))
    quiz = said == MEANT["will_ex_return"][0] and menu.by_name(course.book, text) is None
    return quiz and person.gated and not person.is_calm(course.now)


def no_odds(course: Course) -> None:
    title, text = course.in_turn("meant_no_odds")
    course.emit(Ask("", text, title, offered(course.book, course.person, course.now, ("checkin", "crisis"))))


def _plan(course: Course) -> str:
    """What they once planned for an hour like this; empty where there is none, and in the days after a danger."""
    calm = course.person.is_calm(course.now)
    plan = "" if calm else ifthen.for_hour(course.ledger, course.person.zone, course.now)
    here = course.here(course.book.flows["checkin"])
    return f"\n\n{here.words('tail_plan', plan=plan)[1]}" if plan else ""


def _as_gated(course: Course, intent: str, flows: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """No hope where a gate stands, and nothing easy about contact where they have to leave the other alone."""
    person = course.person
    if intent in GROWN and person.age is Age.TEEN:
        return "young", YOUNG
    if intent == "will_ex_return" and (person.gated or person.is_calm(course.now)):
        return "no_odds", ("checkin", "crisis")
    if intent in CONTACT and person.standing & BARRED and not afraid(person.standing):
        return "barred_they" if intent == "ex_contacted" else "barred", (CONTACT[intent], "sos", "crisis")
    if intent in CONTACT and Gate.ABUSE in person.standing:
        return "hurt", ("crisis", CONTACT[intent], "sos")
    return intent, flows
