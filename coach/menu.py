"""What can be done here, as buttons. The answer to anything that is not an answer."""

from msgspec.structs import replace

from coach import ifthen, touch
from coach.book import Book
from coach.course import Course
from coach.effects import Ask, Choice
from coach.heard import heard
from coach.here import Value, buttons, offered, urgent
from coach.person import BARRED, Age, Gate, afraid
from coach.safety import lines
from coach.safety.notice import Noticed
from coach.scene import STANDING
from coach.session import Session

ARGUMENT = 64  # characters of what stands behind a command
ORDER = ("checkin", "sos", "chances", "status", "settings", "crisis")
SMALL_TALK = {  # lists of words, what is said to them, and what is offered then
    **dict.fromkeys(("hello", "thanks", "bye", "who"), ORDER),
    "plain": ("checkin", "lesson", "sos", "status", "crisis"),
    "ill": ("pause", "away", "checkin", "crisis"),
    "kids": ("people", "checkin", "sos", "crisis"),
    "travel": ("pause", "dates", "checkin", "crisis"),
}
NEW = ("start", "crisis")  # what somebody can do who has not begun
MEANT = {  # what is offered to words that were not an answer, by what they seem to mean
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
BESIDE = {"slip": ("slip",), "ex_contacted": ("they",), "low_mood": ("people",)}  # where it is a line about the day
CONTACT = {"urge": "checkin", "slip": "slip", "ex_contacted": "they"}  # what takes it in where a gate stands
GROWN = {"slip", "ex_contacted", "will_ex_return", "progress", "question"}  # whose answer is not for those under 18
YOUNG = ("checkin", "people", "crisis")
UNDECIDED = {"control"}  # what holds out several things, none before the others: a yes would be to none of them
APART = {*CONTACT, "will_ex_return"}  # what has another answer, or none, for two who try again


def show(course: Course, key: str, **values: Value) -> None:
    title, text = course.phrase(key, **values)
    course.emit(Ask("", _with_help(course, text), title, _here(course, SMALL_TALK.get(key, ORDER))))


def added(course: Course, noticed: Noticed) -> None:
    """A line more about the day is put with it, and what may be of use there stands first."""
    title, text = course.phrase("added")
    flows = tuple(dict.fromkeys((*BESIDE.get(noticed.intent, ()), *ORDER)))
    course.emit(Ask("", text, title, _here(course, flows)))


def _with_help(course: Course, text: str) -> str:
    """In the days after a danger who to call stands under whatever is said to words of theirs."""
    return f"{text}\n\n{lines.quiet(course.book, course.there)}" if course.person.is_calm(course.now) else text


def _here(course: Course, flows: tuple[str, ...] = ORDER) -> tuple[Choice, ...]:
    return offered(course.book, course.person, course.now, flows if course.person.ready else NEW)


def stay(course: Course, key: str = "stay", **values: Value) -> None:
    """More words after a danger: who to call, in other words each time, and a way to write on."""
    help = lines.quiet(course.book, course.there)
    title, text = course.book.fill(course.book.phrases.say[key], course.session.asked, {"help": help, **values})
    choices = (*_here(course), *buttons(course.book, "elsewhere"))
    course.emit(urgent(course.book, title, text, *choices))


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
    if key not in UNDECIDED and not course.person.is_calm(course.now):
        _propose(course, names)
    if key in CONTACT and course.person.limited:  # what can't be avoided may be what it is about
        names = ("reply", *names)
    title, text = course.phrase(f"meant_{key}")
    text += _plan(course) if noticed.intent == "urge" else ""
    choices = offered(course.book, course.person, course.now, names)
    course.emit(Ask("", _with_help(course, text), title, choices))
    return True


def _propose(course: Course, flows: tuple[str, ...]) -> None:
    """A yes to it opens the first of them that is for this person."""
    first = next(name for name in flows if course.person.may_open(course.book.flows[name].who))
    course.session = replace(course.session, proposed=first)


def young(course: Course, text: str) -> bool:
    """Whether somebody under 18 told what opens something for others: it was worth saying, and is no odd word."""
    told = course.person.ready and course.person.age is Age.TEEN and opened(course.book, text) is not None
    if told:
        offer(course, "meant_young", *YOUNG)
        _propose(course, YOUNG)
    return told


def _of_two(course: Course, intent: str) -> bool:
    """For two who try again contact is part of it: it is no slip, and no wish for it has to be waited out."""
    met = intent in ("slip", "ex_contacted")
    if met:
        course.emit(*touch.trying_again(course.here(course.book.flows["slip"])).effects)
    return met


def hopes_in_vain(course: Course, text: str) -> bool:
    """Whether words ask for a return where a gate stands. By its command the quiz opens, and shows no odds."""
    person, said = course.person, course.book.said.get(heard(text))
    quiz = said == MEANT["will_ex_return"][0] and by_name(course.book, text) is None
    return quiz and person.gated and not person.is_calm(course.now)


def no_odds(course: Course) -> None:
    title, text = course.phrase("meant_no_odds")
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


def offer(course: Course, key: str, *flows: str) -> None:
    title, text = course.phrase(key)
    course.emit(Ask("", text, title, buttons(course.book, *flows)))


def is_standing(session: Session, prompt: str) -> bool:
    """Whether a prompt is of a message whose buttons always work, and of this person's."""
    return prompt.startswith(session.tag + STANDING)


def small_talk(book: Book, text: str) -> str | None:
    """What is answered to a greeting, to thanks, to "are you real?". None for other words."""
    said = heard(text)
    return next((key for key in SMALL_TALK if said in book.heard[key]), None)


def is_way(book: Book, text: str) -> bool:
    """Whether a text is a way out of a question, "skip" or "back", where none is open."""
    return _plain(text) in {_plain(book.label(name)) for name in ("back", "skip", "stop", "done")}


def _plain(text: str) -> str:
    return "".join(text.casefold().split()).rstrip(".!?,")


def opened(book: Book, text: str) -> tuple[str, str] | None:
    """The flow that plain words open, and what stands behind its command for them: "what is no contact"."""
    if (topic := book.topic(text)) is not None:
        return topic
    if (name := meant(book, text)) is None:
        return None
    return name, text.strip()[:ARGUMENT] if book.flows[name].hears else ""


def named(book: Book, text: str) -> tuple[str, str] | None:
    """A command and what stands behind it, written without a slash and with a colon: "did: swam, body"."""
    command, colon, rest = text.strip().partition(":")
    flow = book.flows.get(book.by_command(command.strip().casefold()) or "") if colon and rest.strip() else None
    return (command.strip(), rest.strip()) if flow is not None and flow.options else None


def meant(book: Book, text: str) -> str | None:
    """The flow that plain words open or name: "am I doing well", "check in", "my chances"."""
    return book.said.get(heard(text)) or by_name(book, text)


def by_name(book: Book, text: str) -> str | None:
    """The flow whose command or button the words are."""
    words = _plain(text)
    for name, flow in book.flows.items():
        called = {_plain(flow.button), *((flow.command, *flow.aliases) if flow.spoken else ())}
        if words and words in called:
            return name
    return None
