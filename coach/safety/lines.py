"""Who to call, by country. A number is never shown without its country, nor one whose source is weak."""

from coach.book import Book


def crisis(book: Book, country: str) -> str:
    """One line: the emergency number and the crisis line; without a known country, the directory."""
    name, there = book.places.countries.get(country, ""), book.helplines.country.get(country)
    if there is None or not name:
        return book.fill(book.phrases.say["help_line_nowhere"], 0, {"directory": book.helplines.directory})[1]
    if there.crisis is None:
        values = {"country": name, "emergency": there.emergency, "directory": book.helplines.directory}
        return book.fill(book.phrases.say["help_line_short"], 0, values)[1]
    values = {"country": name, "emergency": there.emergency, "crisis": there.crisis.say}
    return book.fill(book.phrases.say["help_line"], 0, values)[1]


def abuse(book: Book, country: str) -> str:
    """One line: the domestic violence line of the country, and its emergency number."""
    name, there = book.places.countries.get(country, ""), book.helplines.country.get(country)
    if there is None or not name:
        return book.fill(book.phrases.say["help_line_nowhere"], 0, {"directory": book.helplines.directory})[1]
    if there.abuse is None:
        values = {"country": name, "emergency": there.emergency, "directory": book.helplines.directory}
        return book.fill(book.phrases.say["abuse_line_short"], 0, values)[1]
    values = {"country": name, "line": there.abuse.say, "emergency": there.emergency}
    return book.fill(book.phrases.say["abuse_line"], 0, values)[1]
