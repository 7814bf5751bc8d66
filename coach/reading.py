"""What an answer means. An odd one means None, never an exception."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach import asking, numbers
from coach.content import Asking, ChoiceStep, ManyStep, ScaleStep, TextStep
from coach.course import Course
from coach.effects import Choice
from coach.events import Pressed, Said
from coach.session import Offered

LINE = 60  # characters of an answer that are left standing


@dataclass(frozen=True, slots=True)
class Answer:
    value: str
    label: str  # as the person would see it


@dataclass(frozen=True, slots=True)
class Ticked:
    picked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    offered: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class Control:
    name: str


Read = Answer | Ticked | Suggested | Control | None


def read(course: Course, step: Asking, event: Said | Pressed) -> Read:
    """The meaning of an answer to the open question; None where it has none."""
    here = course.here_now()
    shown, ways = asking.choices(here, step), asking.controls(here, step)
    if isinstance(event, Pressed):
        if way := next((w for w in ways if w.id == event.choice), None):
            return _control(course, step, way)
        return _chosen(course, step, next((c for c in shown if c.id == event.choice), None))
    words = _plain(event.text)
    if way := next((w for w in ways if words in (asking.name(w), _plain(w.label))), None):
        return _control(course, step, way)
    match step:
        case TextStep():
            return Answer(event.text.strip(), _shown(event.text)) if words else None
        case ManyStep():
            return _several(step, course.session.picked, shown, words)
        case ScaleStep():
            return _chosen(course, step, _by_label(shown, _digits(_OUT_OF.sub("", numbers.unhedged(words)))))
        case _:
            return _typed(course, step, shown, event.text)


def _control(course: Course, step: Asking, way: Choice) -> Read:
    """One of the ways that are shown: a word such as "done" is an answer like any other where that way is not."""
    if isinstance(step, ManyStep) and asking.name(way) == "done":
        return _together(step, asking.ticked(step, course.session))
    return Control(asking.name(way))


def _chosen(course: Course, step: Asking, choice: Choice | None) -> Read:
    if choice is None:
        return None
    if isinstance(step, ManyStep):
        return _tick(step, course.session.picked, choice)
    if isinstance(step, ChoiceStep) and choice.id not in step.choices:
        return Answer(course.session.offered[int(choice.id.removeprefix(asking.OFFERED)) - 1].value, choice.label)
    mean = course.book.named.mean[step.mean] if isinstance(step, ChoiceStep) and step.mean else None
    return Answer(mean(course.here_now(), choice.id) if mean else choice.id, choice.label)


def _tick(step: ManyStep, picked: tuple[str, ...], choice: Choice) -> Read:
    """What excludes the rest answers at once; beside ticks it takes their place, to be seen there before it is told."""
    if choice.id in step.alone:
        beside = Ticked(()) if picked == (choice.id,) else Ticked((choice.id,))
        return beside if picked else Answer(choice.id, choice.label)
    kept = (set(picked) - set(step.alone)) ^ {choice.id}
    return Ticked(tuple(id for id in step.choices if id in kept))


def _together(step: ManyStep, picked: tuple[str, ...]) -> Answer:
    return Answer("+".join(picked), ", ".join(step.choices[id] for id in picked))


def _several(step: ManyStep, picked: tuple[str, ...], shown: tuple[Choice, ...], words: str) -> Read:
    """ "1, 3", "1 and 3", "a child, work", or one of the labels. What excludes the rest counts only by itself.

    Words come on top of what is ticked, and take nothing of it away.
    """
    for parts in _parts(words):
        found = [_one(shown, part) for part in parts[:20]]
        ids = {choice.id for choice in found if choice}
        if ids and None not in found:
            if ids.isdisjoint(step.alone):
                ids |= set(picked) - set(step.alone)
            elif len(ids) > 1:
                return None
            together = tuple(id for id in step.choices if id in ids)
            return Ticked(together) if picked and not ids.isdisjoint(step.alone) else _together(step, together)
    return None


def _parts(words: str) -> Iterator[list[str]]:
    """The whole, then what stands between commas, then between spaces."""
    yield [_NONE.get(words, words)]
    yield [part for part in _COMMAS.split(words) if part]
    yield words.split(" ")


_COMMAS = re.compile(r"\s*(?:,|;|\+|&|\band\b)\s*")
_NONE: dict[str, str] = dict.fromkeys(("no", "nope", "nothing", "none of these", "none of them", "none of it"), "none")


_YES = frozenset(["yes", "yeah", "yep", "ok", "okay", "that's it", "that's right", "that one", "correct"])
_OUT_OF = re.compile(r" ?(?:/|out of|of) ?(?:10|ten)$")  # "7/10", "seven out of ten"


def _digits(words: str) -> str:
    """The number that is given, as a scale's answers have it; "7 or 8" is nobody's to guess."""
    return "" if (number := numbers.read(words)) is None else str(number)


def _one(shown: tuple[Choice, ...], words: str) -> Choice | None:
    """A number in words comes last: where a label begins with that word, it is the label."""
    found = _by_label(shown, words) or _by_number(shown, words) or _by_beginning(shown, words)
    return found or (_by_number(shown, _digits(words)) if _A_WORD.fullmatch(words) else None)


_A_WORD = re.compile(numbers.WORD)


def _typed(course: Course, step: ChoiceStep, shown: tuple[Choice, ...], text: str) -> Read:
    """A label as it stands, then what the question's own reader makes of it, then a number or a label's beginning."""
    words = _plain(text)
    if words in _NONE and "none" in step.choices:
        return _chosen(course, step, _by_label(shown, "none"))
    if exact := _by_label(shown, words):
        return _chosen(course, step, exact)
    if len(shown) == 1 and words in _YES:  # a suggestion by itself is a question that a yes answers
        return _chosen(course, step, shown[0])
    if is_count(shown) and (number := _count(words)) is not None:
        return _chosen(course, step, _by_count(shown, number))
    if step.read is not None and words:
        match course.book.named.read[step.read](course.here_now(), text.strip()[:200]):
            case str() as value:
                return Answer(value, step.choices.get(value, _shown(text)))
            case (_, *_) as offered:
                return Suggested(tuple(offered))
            case _:
                pass
    return _chosen(course, step, _one(shown, words))


def _shown(text: str) -> str:
    """Typed words as they are left standing under the question: one line of them."""
    line = " ".join(text.split())
    return line if len(line) <= LINE else f"{line[: LINE - 1].rstrip()}…"


_RANGE = re.compile(r"\d+(?:_\d+)?", re.ASCII)
_COUNTED = re.compile(r" (?:days?|times?|of them)$")


def _count(words: str) -> int | None:
    """How many: 2, two, about 2 days, none."""
    return 0 if _NONE.get(words, words) == "none" else numbers.read(_COUNTED.sub("", numbers.unhedged(words)))


def is_count(shown: tuple[Choice, ...]) -> bool:
    """Whether every answer is a number of something: "2" is then the answer that holds two, and not the second."""
    return bool(shown) and all(_RANGE.fullmatch(choice.id) for choice in shown)


def _by_count(shown: tuple[Choice, ...], number: int) -> Choice | None:
    for choice in shown:
        low, _, high = choice.id.partition("_")
        if int(low) <= number <= int(high or low):
            return choice
    return None


def _by_label(shown: tuple[Choice, ...], words: str) -> Choice | None:
    return next((c for c in shown if words in (_plain(c.label), c.id)), None)


def _by_number(shown: tuple[Choice, ...], words: str) -> Choice | None:
    number = words.removesuffix(".").removesuffix(")")
    ok = number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= len(shown)
    return shown[int(number[:4]) - 1] if ok else None


def _by_beginning(shown: tuple[Choice, ...], words: str) -> Choice | None:
    """The one label that begins so, with three letters at least, or whose first part it is ("no" for "No, keep it")."""
    begun = [c for c in shown if len(words) >= 3 and _plain(c.label).startswith(words)]
    begun = begun or [c for c in shown if words and _plain(c.label).partition(",")[0] == words]
    return begun[0] if len(begun) == 1 else None


def _plain(text: str) -> str:
    """Lower case, one space between words, typographic apostrophes as typed ones, no full stop at the end."""
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).rstrip(".! ")
