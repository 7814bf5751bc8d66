"""In the days after a danger: who to call stands in every answer, and what can be answered is."""

from datetime import timedelta

from msgspec.structs import replace

from coach import intents, menu, places, theirs
from coach.course import Course
from coach.danger_steps import LATELY, MISREAD, nearness, told_of
from coach.effects import Change
from coach.here import urgent
from coach.person import CALM
from coach.safety import lines, spoken, worried
from coach.safety.notice import Noticed
from coach.safety.written import bare, how, read_nearness

IN = frozenset(
    ["in", "from", "live", "living", "en", "em", "estoy", "vivo", "estou", "moro", "wohne"]
)  # before a country that they are in
SHORT = (["uk"], ["usa"], ["us"], ["uae"])  # countries that are nobody's name
TALKED_OF = frozenset({"urge", "will_ex_return"})  # in quiet days too: after a danger "I feel at peace" is no progress
WANTED = frozenset({"slip", "ex_contacted", "control", "question"})  # and these, where they are plain


def answer(course: Course, text: str, noticed: Noticed) -> None:
    """Words to no question in these days."""
    words, danger = bare(text), course.here(course.book.flows["danger"])
    if _was_asked(course, LATELY) and (near := read_nearness(text)):
        course.emit(nearness(danger, near))
    elif (now := how(text)) is not None:
        course.open("after", now)
    elif _was_asked(course, CALM) and worried.instead(words):
        theirs.ask(course)
    elif spoken.cannot_speak(text):
        unspoken(course)
    elif (key := menu.small_talk(course.book, text)) in ("thanks", "who") or (key := spoken.of_help(words)):
        menu.stay(course, f"stay_{key}")
    elif _was_near(course, CALM):  # then nothing but who to call is spoken of
        menu.stay(course, "stay_now" if _was_near(course, LATELY) else "stay")
    elif spoken.for_them(words):
        menu.show(course, "not_for_them")
    elif not _is_talked_of(noticed) or not intents.of_intent(course, noticed):
        menu.stay(course)


def _is_talked_of(noticed: Noticed) -> bool:
    return noticed.intent in TALKED_OF or (noticed.sure and noticed.intent in WANTED)


def asks_who(course: Course, text: str) -> bool:
    """Whether they ask who reads this, and whether anybody is told, in the place of an answer. It is asked again."""
    if menu.small_talk(course.book, text) != "who":
        return False
    menu.stay(course, "stay_who")
    course.ask_again()
    return True


def unspoken(course: Course) -> None:
    """How to reach somebody without a word."""
    silent = lines.silent(course.book, course.person)
    values = {"silent": f"{silent}\n\n" if silent else "", "directory": course.book.helplines.directory}
    menu.stay(course, "unspoken", **values)


def _was_asked(course: Course, since: timedelta) -> bool:
    """Whether the last danger they told of, not longer ago than this, was taken for one to their own life."""
    told = [value for value in told_of(course.kept, course.ledger, course.now, since) if value != theirs.FLOW]
    return bool(told) and told[-1].startswith("tier")


def _was_near(course: Course, since: timedelta) -> bool:
    """Whether it was near, not longer ago than this."""
    told = [value for value in told_of(course.kept, course.ledger, course.now, since) if value in ("tier3", MISREAD)]
    return bool(told) and told[-1] == "tier3"


def elsewhere(course: Course, text: str) -> bool:
    """Whether they say, and say nothing else, which country they are in: those to call there are shown at once."""
    read, words = places.read_country(course.book.places, text), places.plain(text).split()
    alone = words in SHORT or (course.asking is None and len(words[0]) > 3)
    if not read.sure or "with" in words or not (IN & set(words) or alone):
        return False  # by itself it may be a name, or NO
    country = read.found[0]
    if not course.person.country:
        course.emit(Change(replace(course.kept, country=country)))
    there = lines.help(course.book, replace(course.there, country=country))
    course.emit(urgent(course.book, "", there))
    course.ask_again()
    return True
