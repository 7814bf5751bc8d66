"""Who to call, by country. A number is never shown without its country, nor one whose source is weak."""

from coach.book import Book
from coach.effects import Kind, Say
from coach.here import Value
from coach.person import Age, Gate, Person
from coach.stock import Helpline, Line


def crisis(book: Book, person: Person) -> str:
    """One line: the emergency number and the crisis line; without a known country, the directory."""
    there = book.helplines.country.get(person.country)
    return _with_adult(book, person, _line(book, person.country, there, "help_line", there and there.crisis))


def abuse(book: Book, person: Person) -> str:
    """One line: the domestic violence line of the country, and its emergency number."""
    there = book.helplines.country.get(person.country)
    return _with_adult(book, person, _line(book, person.country, there, "abuse_line", there and there.abuse))


def at_home(book: Book, person: Person) -> str:
    """For those whom their family hurts: the line for children unless they are grown up, theirs, and whom to tell."""
    there = book.helplines.country.get(person.country)
    child = "" if person.age is Age.ADULT else _child(book, person)
    line = _line(book, person.country, there, "abuse_line", there and there.abuse)
    return "\n".join(filter(None, (child, line, book.fill(book.phrases.say["adult_outside"], 0, {})[1])))


def help(book: Book, person: Person) -> str:
    """What /help shows: who to talk to, and, where the country has one, the line for those whom somebody hurts."""
    there = book.helplines.country.get(person.country)
    hurts = there is not None and there.abuse is not None and there.abuse.is_known
    hurt = _line(book, person.country, there, "hurt_line", there and there.abuse) if hurts else ""
    return "\n".join(filter(None, (crisis(book, person), hurt)))


def _with_adult(book: Book, person: Person, line: str) -> str:
    """Somebody under 18 has the line for children first, where the country has one, and an adult near them besides."""
    if person.age is not Age.TEEN:
        return line
    return "\n".join(filter(None, (_child(book, person), line, book.fill(book.phrases.say["adult_line"], 0, {})[1])))


def _child(book: Book, person: Person) -> str:
    """The line for children; empty where none is known."""
    there = book.helplines.country.get(person.country)
    child = there.child if there is not None else None
    return _line(book, person.country, there, "child_line", child) if child is not None and child.is_known else ""


def cry(book: Book) -> Say:
    """The answer to words of danger where nothing is known of whoever wrote them."""
    title, text = book.fill(book.phrases.say["crisis"], 0, {"help": crisis(book, Person()), "after": ""})
    return Say(text, title, Kind.URGENT)


def quiet(book: Book, person: Person) -> str:
    """In the days after a danger: one line, and the other where it was somebody else who was dangerous."""
    shown = help if Gate.ABUSE in person.standing else crisis
    return shown(book, person)


def silent(book: Book, person: Person) -> str:
    """How to reach somebody without a word, as far as it is known there."""
    there = book.helplines.country.get(person.country)
    known = there is not None and there.silent is not None and there.silent.is_known
    return _line(book, person.country, there, "silent_line", there and there.silent) if known else ""


def _line(book: Book, country: str, there: Helpline | None, key: str, line: Line | None) -> str:
    line = line if line is not None and line.is_known else None
    values: dict[str, Value] = {"directory": book.helplines.directory}
    if there is not None:
        values |= {"country": book.places.countries[country], "emergency": there.emergency}
    if line is not None:
        values["line"] = line.say
    known = key if line is not None else "no_line" if there is not None else "nowhere"
    return book.fill(book.phrases.say[known], 0, values)[1]
