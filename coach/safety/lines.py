"""Who to call, by country. A number is never shown without its country, nor one whose source is weak."""

from coach.book import Book
from coach.content import Helpline, Line
from coach.effects import Kind, Say
from coach.here import Value
from coach.person import Gate, Person


def crisis(book: Book, country: str) -> str:
    """One line: the emergency number and the crisis line; without a known country, the directory."""
    there = book.helplines.country.get(country)
    return _line(book, country, there, "help_line", there and there.crisis)


def abuse(book: Book, country: str) -> str:
    """One line: the domestic violence line of the country, and its emergency number."""
    there = book.helplines.country.get(country)
    return _line(book, country, there, "abuse_line", there and there.abuse)


def help(book: Book, country: str) -> str:
    """What /help shows: who to talk to, and, where the country has one, the line for those whom somebody hurts."""
    there = book.helplines.country.get(country)
    hurts = there is not None and there.abuse is not None and there.abuse.is_known
    hurt = _line(book, country, there, "hurt_line", there and there.abuse) if hurts else ""
    return "\n".join(filter(None, (crisis(book, country), hurt)))


def cry(book: Book) -> Say:
    """The answer to words of danger where nothing is known of whoever wrote them."""
    title, text = book.fill(book.phrases.say["crisis"], 0, {"help": crisis(book, ""), "after": ""})
    return Say(text, title, Kind.URGENT)


def quiet(book: Book, person: Person) -> str:
    """In the days after a danger: one line, and the other where it was somebody else who was dangerous."""
    shown = help if Gate.ABUSE in person.standing else crisis
    return shown(book, person.country)


def _line(book: Book, country: str, there: Helpline | None, key: str, line: Line | None) -> str:
    line = line if line is not None and line.is_known else None
    values: dict[str, Value] = {"directory": book.helplines.directory}
    if there is not None:
        values |= {"country": book.places.countries[country], "emergency": there.emergency}
    if line is not None:
        values["line"] = line.say
    known = key if line is not None else "no_line" if there is not None else "nowhere"
    return book.fill(book.phrases.say[known], 0, values)[1]
