"""What can be done here, as buttons. The answer to anything that is not an answer."""

from coach.book import Book
from coach.course import Course
from coach.effects import Ask, Choice
from coach.heard import heard
from coach.here import Value, buttons, offered, urgent
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
    "ok": ORDER,
    "chance": ("checkin", "sos", "slip", "crisis"),
    "new": ("checkin", "own", "sos", "crisis"),
    "angry": ("letter", "sos", "checkin", "crisis"),
    "kids": ("people", "checkin", "sos", "crisis"),
    "travel": ("pause", "dates", "checkin", "crisis"),
}
NEW = ("start", "crisis")  # what somebody can do who has not begun
BESIDE = {"slip": ("slip",), "ex_contacted": ("they",), "low_mood": ("people",)}  # where it is a line about the day


def show(course: Course, key: str, **values: Value) -> None:
    gated = f"{key}_gated"  # what is said instead where a gate stands
    instead = course.person.gated and gated in course.book.phrases.say
    title, text = course.in_turn(gated if instead else key, **values)
    course.emit(Ask("", with_help(course, text), title, _here(course, SMALL_TALK.get(key, ORDER))))


def added(course: Course, noticed: Noticed) -> None:
    """A line more about the day is put with it, and what may be of use there stands first."""
    title, text = course.in_turn("added")
    flows = tuple(dict.fromkeys((*BESIDE.get(noticed.intent, ()), *ORDER)))
    course.emit(Ask("", text, title, _here(course, flows)))


def with_help(course: Course, text: str) -> str:
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


def offer(course: Course, key: str, *flows: str) -> None:
    title, text = course.in_turn(key)
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
