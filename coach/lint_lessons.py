"""What the programme may not be without: every day, words for those who were hurt, and for those behind any gate."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.content import fields
from coach.stock import Lesson

if TYPE_CHECKING:
    from coach.book import Book

DAYS = frozenset(
    {*range(1, 31), 31, 33, 35, 36, 38, 40, 42, 43, 45, 47, 49, 52, 54, 56, 58, 60, 63, 67, 70, 74, 77, 81, 84, 88, 90}
)
"""Daily at first, then three times a week, then twice (content 8)."""

SAFE = frozenset({3, 9, 10, 12, 15, 18, 21, 23, 24, 27, 29, 49, 60, 84})
"""Those that need other words for people who were hurt or frightened."""

HEAL = frozenset({15, 23, 24, 27, 29, 60})
"""Those that leave a return open, or speak of being written to or of meeting: others are read behind any gate."""

WITH_THEM = frozenset({"curve", "letter"})
"""Flows about the other that are nothing for somebody who was afraid of them."""

WORDS = range(50, 111)  # of a text
NEEDS = ((SAFE, "safety"), (HEAL, "heal"))


def check(book: "Book") -> Iterator[str]:
    """Faults, a line each, beginning with the path."""
    yield from (f"lessons.toml: {fault}" for fault in _whole(book))
    for key, lesson in book.lessons.lesson.items():
        yield from (f"lessons.toml: lesson.{key}: {fault}" for fault in _one(key, lesson, book))


def _whole(book: "Book") -> Iterator[str]:
    there = book.lesson_of
    yield from (f"day {day}: missing" for day in sorted(DAYS) if (day, None) not in there)
    yield from (f"day {day}: the programme has no such day" for day in sorted({day for day, _ in there} - DAYS))
    for days, whom in NEEDS:
        lost = sorted(day for day in days if (day, whom) not in there)
        yield from (f'day {day}: for = "{whom}": missing: safety depends on it' for day in lost)
    for day, whom in there:
        if whom in ("reconcile", "undecided") and (day, "heal") not in there:
            yield f'day {day}: for = "heal": missing: behind a gate nobody reads what is for those who hope'


def _one(key: str, lesson: Lesson, book: "Book") -> Iterator[str]:
    if key != f"d{lesson.day}" + (f"_{lesson.whom}" if lesson.whom else ""):
        yield "its name is d, its day, and _ with whom it is for"
    for to in lesson.opens:
        if to not in book.flows or not book.flows[to].button:
            yield f"to: no such flow, or it has no button: {to}"
        if to in WITH_THEM and (lesson.whom == "safety" or (lesson.day, "safety") not in book.lesson_of):
            yield f"to: {to} is not for those who were hurt: they need words of their own"
    if (long := len(lesson.text.split())) not in WORDS:
        yield f"text: {long} words; from {WORDS[0]} to {WORDS[-1]}"
    for name in ("title", "text", "action", "tiny"):
        try:
            quoted = fields(getattr(lesson, name))
        except ValueError:
            quoted = {("", "")}
        if quoted:
            yield f"{name}: nothing is filled in here"
    for name in ("action", "tiny"):
        if not getattr(lesson, name)[0].islower() or getattr(lesson, name)[-1] in ".:,;":
            yield f"{name}: it stands in a sentence, and neither begins nor ends one"
