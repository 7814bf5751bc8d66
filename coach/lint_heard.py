"""Other words for a choice: what a pack's entries stand for, and what is refused about them at load."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from coach import numbers
from coach.content import ChoiceStep, ManyStep, ScaleStep, Step
from coach.heard import MAYBE, expand, heard
from coach.stock import Phrases

if TYPE_CHECKING:
    from coach.book import Book

SHARED = "*"  # before the name of a list in phrases.toml
Picking = ChoiceStep | ManyStep | ScaleStep


def resolve(steps: Mapping[str, Step], phrases: Phrases) -> dict[str, Step]:
    """The questions with their entries as they are heard. A list that is nowhere stays, and is found by the check."""
    lists = {f"{SHARED}{key}": entries for key, entries in phrases.heard.items()}
    found: dict[str, Step] = {}
    for key, step in steps.items():
        if isinstance(step, Picking):
            also = {id: _all(entries, lists) for id, entries in _entries(step, steps).items()}
            found[key] = step.model_copy(update={"also": also})
    return found


def _entries(step: Picking, steps: Mapping[str, Step]) -> Mapping[str, list[str]]:
    other = steps.get(step.like) if not isinstance(step, ManyStep) and step.like else None
    return other.also if isinstance(other, type(step)) else step.also


def _all(entries: list[str], lists: Mapping[str, list[str]]) -> list[str]:
    shared = (one for entry in entries for one in lists.get(entry, [entry]))
    return list(dict.fromkeys(words for one in shared for words in _heard(one)))


def _heard(entry: str) -> list[str]:
    if entry.startswith(SHARED):
        return [entry]
    mark = MAYBE if entry.startswith(MAYBE) else ""
    return [mark + words for words in expand(entry.removeprefix(mark)) if words]


@cache  # of the packs' entries, never of what somebody writes
def _is_number(words: str) -> bool:
    return numbers.read(words) is not None


def check(step: Picking, book: "Book") -> Iterator[str]:
    """No words for two choices of a question, and none that is a label, an id, a number or a way out already."""
    if not isinstance(step, ManyStep) and step.like and not step.also:
        yield f"like: no question of this flow with other words: {step.like}"
    choices = {one.id: one.label for one in step.shown} if isinstance(step, ScaleStep) else step.choices
    if strays := step.also.keys() - choices.keys():
        yield f"also: not among the choices: {', '.join(sorted(strays))}"
    many, skips = isinstance(step, ManyStep), step.skip is not None
    sometimes = {"skip": skips, "done": many}
    shown = ["back", "stop", "again", *(way for way, is_shown in sometimes.items() if is_shown)]
    ways = {words: way for way in shown for words in book.heard[way] | {way, heard(book.phrases.label.get(way, way))}}
    labels = {words: id for id, label in choices.items() for words in (heard(label), heard(id))}
    seen: dict[str, str] = {}
    for id, phrases in step.also.items():
        for words in phrases:
            if words.startswith(SHARED):
                yield f"also.{id}: no such list: {words}"
            elif (other := seen.get(words, labels.get(words, id))) != id:
                yield f'also.{id}: "{words}" means {other}'
            elif words in ways:
                yield f'also.{id}: "{words}" is a way out: {ways[words]}'
            elif _is_number(words):
                yield f'also.{id}: "{words}" is a number'
            seen.setdefault(words, id)
