"""How old somebody is, as people type it. A birthday that is still to come does not count yet."""

import re

from coach import numbers
from coach.here import Here

_AGE = re.compile(rf"\b(?:\d{{1,3}}|{numbers.WORD})\b", re.ASCII)
_BEFORE = re.compile(
    r"\b(?:under|below|(?:less|younger) than|almost|nearly|not(?: yet| quite| over| even)*|turn(?:ing)?|going on"
    r"|(?:going|about) to (?:be|turn)|gonna (?:be|turn)|(?:'?ll|will|wont|won't) (?:be|turn)"
    r"|(?:until|till|when|before) i'?m|until|till|before|close to|approaching"
    r"|want to be|wish i was|if i was|isn't|aren't)(?: an?)? $"
)
_AFTER = re.compile(
    r"^(?: ?years?(?: old)?| ?y/?o)?,? (?:soon|next|tomorrow|later|in (?:an? |the )?\w+|on (?:the )?\w+"
    r"|this (?!morning|is)\w+|not yet|yet|at the end|almost|nearly|any (?:day|time) now)\b"
)
_THEN = re.compile(r"^(?: ?years?(?: old)?| ?y/?o)?,? (?:when|at the time|back then|then)\b(?! i(?:'m| am)\b)")
_ONCE = re.compile(r"\b(?:when|since|before|until|till|while) (?:i|we) (?:was|were|turned|got to|reached)(?: an?)? $")
_SINCE = re.compile(r"\b(?:just |already |recently )?(?:turned|was|became|have been|been|since)(?: an?)? $")
_LENGTH = re.compile(
    r"^ ?(?:days?|weeks?|months?|hours?|minutes?|mins?|percent|%|st\b|stone|kilos?|kg|pounds?|out of|/)"
)
_ORDINAL = re.compile(r"^(?:st|nd|rd|th)\b")
SMALL = 3  # up to here a number is taken for that of an answer
YOUNGEST = 8  # somebody who writes so of themselves


def read(_: Here, text: str) -> str | None:
    """The answer that an age falls under. Of several ages that fall under different ones, none."""
    return group_of(" ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()))


def group_of(said: str) -> str | None:
    """The same, of words in lower case with single spaces."""
    groups = {_group(years) for years in _years(said)}
    return groups.pop() if len(groups) == 1 else None


def _years(said: str) -> list[int]:
    ages: list[int] = []
    for found in _AGE.finditer(said):
        before, after = said[: found.start()], said[found.end() :]
        if _LENGTH.match(after) or _ORDINAL.match(after) or _THEN.match(after) or _ONCE.search(before):
            continue  # "in 3 weeks", "on the 4th", "I was 18 when we met"
        coming = _BEFORE.search(before) or (_AFTER.match(after) and not _SINCE.search(before))
        years = numbers.value(found[0]) - bool(coming)
        if years > SMALL:
            ages.append(years)
    return ages


def _group(years: int) -> str:
    return "child" if years < 13 else "teen" if years < 18 else "adult"
