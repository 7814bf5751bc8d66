"""Things of one's own: what was done by itself, small things somebody wrote, areas of life, and what is suggested."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from coach import draw, numbers
from coach.book import Book
from coach.content import ChoiceStep
from coach.counts import OWN, is_done
from coach.heard import heard
from coach.here import Here
from coach.ledger import Entry, Ledger
from coach.stock import Area

MOST, SLOTS = 3, 5  # areas to grow in; small things that somebody writes
OPEN = timedelta(days=3)  # for so long a suggestion is asked after
OFTEN = 0.5  # of the times, at the most, one of theirs is suggested
MINE = "mine_"  # before the place of somebody's own small thing, where a pack's has its name
LONGEST_DAY = 16 * 60  # minutes that one thing may have taken


class Suggested(Struct, frozen=True):
    """A small thing for tomorrow: its area and name, and the words that follow "Tomorrow, if you like: "."""

    value: str
    words: str


# Words


def label(book: Book, area: str) -> str:
    return _areas(book).choices.get(area, area)  # of a pack of before, perhaps


def parted(book: Book, text: str) -> tuple[str, str]:
    """What was done, and the area named behind the last comma: "swam, body". Each may be empty."""
    words = text.strip()
    if area := _area(book, words):
        return "", area
    before, comma, after = words.rpartition(",")
    area = _area(book, after) if comma else ""
    return (before.strip(), area) if area else (words, "")


def _area(book: Book, text: str) -> str:
    step, said = _areas(book), heard(text)
    named = ((id, {id, heard(name), *step.also.get(id, ())}) for id, name in step.choices.items())
    return next((id for id, names in named if said and said in names), "")


def _areas(book: Book) -> ChoiceStep:
    step = book.flows["own"].steps["area"]
    assert isinstance(step, ChoiceStep)
    return step


_PARTS = {"half": 30, "quarter": 15, "three quarters": 45}  # of an hour, in minutes
_PART = rf"{'|'.join(sorted(_PARTS, key=len, reverse=True))}"
_MANY = rf"(?<!\d)(?<!\d[.,:])(?:\d{{1,3}}(?:[.,]\d{{1,2}})?|\b(?:{numbers.NUMBER}|an?\b))"
_TOLD = re.compile(
    rf"(?:\b(?P<part>{_PART})(?: of)?(?: an?)? hour\b"
    rf"|(?P<hours>{_MANY})(?: and an? (?P<before>{_PART}))? ?(?:h|hrs?|hours?)(?![a-z])"
    rf"(?: and an? (?P<after>{_PART})\b|(?:,? (?:and )?)?(?P<more>{_MANY}) ?(?:m|mins?|minutes?)\b|(?P<bare>\d\d)\b)?"
    rf"|(?P<minutes>{_MANY}) ?(?:mins?|minutes?)\b)",
    re.ASCII,
)


def minutes(text: str) -> int:
    """The minutes that somebody names, of all that they name; 0 where none are. 500 m is how far, and not how long."""
    return min(round(sum(map(_told, _TOLD.finditer(text.casefold())))), LONGEST_DAY)


def _told(found: re.Match[str]) -> float:
    parts = sum(_PARTS[found[name]] for name in ("part", "before", "after") if found[name])
    return 60 * _many(found["hours"]) + parts + sum(_many(found[name]) for name in ("more", "bare", "minutes"))


def _many(text: str | None) -> float:
    """What a number amounts to, in digits or in words."""
    if not text or text in ("a", "an"):
        return 1 if text else 0
    return float(text.replace(",", ".")) if text[0].isdecimal() else numbers.value(text)


# What was done


def by_area(ledger: Ledger, within: frozenset[date] | None = None) -> Mapping[str, int]:
    """On how many days something was done for each area, the most first. `within`: of these days alone."""
    found = {(e.value, e.day) for e in ledger.of("did") if e.value}
    found |= {(e.note, e.day) for e in ledger.of("lesson") if is_done(e)}
    for told in ledger.by_day("own").values():
        if told.value in OWN and (area := _suggested_for(ledger, told)):
            found.add((area, told.day))
    areas = [area for area, day in sorted(found) if within is None or day in within]
    return {area: areas.count(area) for area in sorted(set(areas), key=lambda a: (-areas.count(a), a))}


def _suggested_for(ledger: Ledger, told: Entry) -> str:
    """The area of the small thing that an answer at a check-in was about; empty where it was about none."""
    before = [e for e in ledger.of("action") if e.at < told.at and timedelta(0) < told.day - e.day <= OPEN]
    area = before[-1].value.partition(".")[0] if before else ""
    return "" if area == "own" else area


def told_minutes(ledger: Ledger) -> int:
    return sum(minutes(e.note) for e in ledger.of("did"))


# What is suggested


def mine(ledger: Ledger) -> dict[str, str]:
    """The small things that somebody wrote, by their place; what was taken away is not there."""
    last = ledger.notes("mine")
    return {place: words for place, words in sorted(last.items()) if words}


def suggestion(here: Here, shrink: bool, small: bool) -> Suggested:
    """For tomorrow, from another area than the last, one of theirs about every other time.

    shrink: the last one once more, in two minutes.   small: another one in two minutes.
    """
    last = here.ledger.last("action")
    again = _shrunk(here, last) if shrink and last is not None else None
    return again or _of_theirs(here, last, small) or _of_the_pack(here, last, small)


def _shrunk(here: Here, last: Entry) -> Suggested | None:
    """None where it is not there any more."""
    area, _, key = last.value.partition(".")
    if key.startswith(MINE):
        words = mine(here.ledger).get(key.removeprefix(MINE))
        return Suggested(last.value, _tiny(here, _bare(here.book, words)[0])) if words else None
    there = [actions[key].tiny for name, actions in here.book.actions.area.items() if name == area and key in actions]
    return Suggested(last.value, there[0]) if there else None


def _of_theirs(here: Here, last: Entry | None, small: bool) -> Suggested | None:
    """None where they wrote none, where the last was one, or by the draw of the day."""
    listed, said = mine(here.ledger), [e.value.partition(".")[2] for e in here.ledger.of("action")]
    just = last is not None and said[-1].startswith(MINE)
    if not listed or just or draw.number(here.session.tag, here.day, "whose") >= OFTEN:
        return None
    place = min(listed, key=lambda place: (_last(said, f"{MINE}{place}"), place))
    words, area = _bare(here.book, listed[place])
    return Suggested(f"{area or 'own'}.{MINE}{place}", _tiny(here, words) if small else words)


def _bare(book: Book, text: str) -> tuple[str, str]:
    """Without the area behind it; what is nothing but the name of one is left as it is."""
    words, area = parted(book, text)
    return words or text, area


def _last(said: list[str], value: str) -> int:
    return max((n for n, one in enumerate(said) if one == value), default=-1)


def _tiny(here: Here, words: str) -> str:
    return here.words("tiny_mine", action=words)[1]


def _of_the_pack(here: Here, last: Entry | None, small: bool) -> Suggested:
    book, tag, before = here.book, here.session.tag, last.value.partition(".")[0] if last else ""
    wanted: list[Area] = [a for a in book.actions.area if a in here.person.areas] or list(book.actions.area)
    others: list[Area] = [a for a in wanted if a != before]
    area = draw.one(others or wanted, tag, here.day, "area")
    used = {e.value for e in here.ledger.of("action")[-30:]}
    fresh = [k for k in book.actions.area[area] if f"{area}.{k}" not in used] or list(book.actions.area[area])
    key = draw.one(fresh, tag, here.day, "action")
    action = book.actions.area[area][key]
    return Suggested(f"{area}.{key}", action.tiny if small else action.text)
