"""What can be done here, as buttons. The answer to anything that is not an answer."""

from coach.book import Book
from coach.course import STANDING, Course
from coach.effects import Ask, Choice, Kind
from coach.here import Value
from coach.person import Age
from coach.session import Session

ORDER = ("checkin", "chances", "status", "settings", "help")


def show(course: Course, key: str, kind: Kind = Kind.REPLY, **values: Value) -> None:
    title, text = course.phrase(key, **values)
    course.emit(Ask("", text, title, choices(course.book, course.person.ready, course.person.age), kind=kind))


def offer(course: Course, key: str, *flows: str) -> None:
    title, text = course.phrase(key)
    course.emit(Ask("", text, title, tuple(Choice(name, course.book.flows[name].button) for name in flows)))


def choices(book: Book, ready: bool, age: Age) -> tuple[Choice, ...]:
    """A button for each flow that this person can open; somebody new can begin, or ask for help."""
    known = [name for name in ORDER if age is Age.ADULT or book.flows[name].who != "adult"]
    names = known if ready else ["start", "help"]
    return tuple(Choice(name, book.flows[name].button) for name in names)


def is_standing(session: Session, prompt: str) -> bool:
    """Whether a prompt is of a message whose buttons always work, and of this person's."""
    return prompt.startswith(session.tag + STANDING)


def meant(book: Book, text: str) -> str | None:
    """The flow that plain words name: "status", "check in", "my chances"."""
    words = "".join(text.casefold().split()).rstrip(".!?")
    for name, flow in book.flows.items():
        called = {"".join(flow.button.casefold().split()), *((flow.command, *flow.aliases) if flow.spoken else ())}
        if words and words in called:
            return name
    return None
