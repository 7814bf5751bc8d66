"""Which of the choices that are shown a few words name: by label, by number, by how many, by how a label begins."""

import re
from collections.abc import Iterator
from functools import lru_cache

from coach import numbers
from coach.content import ChoiceStep, ManyStep, ScaleStep
from coach.effects import Choice
from coach.heard import heard

Shown = tuple[Choice, ...]

YES = "yes"  # a word of its own, and not short for "Yesterday"
NONE: dict[str, str] = dict.fromkeys(("no", "nope", "nothing", "none of these", "none of them", "none of it"), "none")
_RANGE = re.compile(r"\d+(?:_\d+)?", re.ASCII)
_COUNTED = re.compile(r" (?:days?|times?|of them)$")
_COMMAS = re.compile(r" ?(?:,|;|\+|&|\band\b) ?")
_OUT_OF = re.compile(r" ?(?:/|out of|of) ?(?:10|ten)$")  # "7/10", "seven out of ten"
_SENTENCES = re.compile(r"[,.;:!?]+(?: |$)| - ")
_A_WORD = re.compile(numbers.WORD)


def plain(text: str) -> str:
    """Lower case, one space between words, typographic apostrophes as typed ones, no full stop at the end."""
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).rstrip(".! ")


label = lru_cache(maxsize=4096)(plain)  # for what stands on buttons, never for what a person writes


def one(shown: Shown, words: str) -> Choice | None:
    """A number in words comes last: where a label begins with that word, it is the label."""
    found = by_label(shown, words) or _by_number(shown, words) or _by_beginning(shown, words)
    return found or (_by_number(shown, _digits(words)) if _A_WORD.fullmatch(words) else None)


def by_label(shown: Shown, words: str) -> Choice | None:
    return next((c for c in shown if words in (label(c.label), c.id)), None)


def by_phrase(step: ChoiceStep | ManyStep | ScaleStep, shown: Shown, words: str) -> Choice | None:
    """A label, or other words for it, as they are heard. No sign of a number is, so that those are no phrases."""
    said = heard(words)
    named = [c for c in shown if said and said == heard(c.label) and not is_number(c.label)]
    return next((c for c in shown if c in named or (said and said in step.also.get(c.id, ()))), None)


def on_scale(shown: Shown, words: str) -> Choice | None:
    """The number that is given, by itself or between commas: "pretty bad, maybe a three". Not where there are two."""
    found = {number for part in _SENTENCES.split(words) if (number := _digits(_OUT_OF.sub("", numbers.unhedged(part))))}
    return by_label(shown, found.pop()) if len(found) == 1 else None


def several(step: ManyStep, shown: Shown, words: str) -> tuple[str, ...]:
    """The ids in "1, 3", "1 and 3", "a child, work", or one of the labels. None, where not all of it is understood.

    What excludes the rest counts only by itself.
    """
    for parts in _parts(words):
        found = [one(shown, part) or by_phrase(step, shown, part) for part in parts[:20]]
        ids = {choice.id for choice in found if choice}
        if ids and None not in found:
            mixed = len(ids) > 1 and not ids.isdisjoint(step.alone)
            return () if mixed else tuple(id for id in step.choices if id in ids)
    return ()


def _parts(words: str) -> Iterator[list[str]]:
    """The whole, then what stands between commas, then between spaces."""
    yield [NONE.get(words, words)]
    yield [part for part in _COMMAS.split(words) if part]
    yield words.split(" ")


def is_count(shown: Shown) -> bool:
    """Whether every answer is a number of something: "2" is then the answer that holds two, and not the second."""
    return bool(shown) and all(_RANGE.fullmatch(choice.id) for choice in shown)


def count(words: str) -> int | None:
    """How many: 2, two, about 2 days, none."""
    return 0 if NONE.get(words, words) == "none" else numbers.read(_COUNTED.sub("", numbers.unhedged(words)))


def by_count(shown: Shown, number: int) -> Choice | None:
    for choice in shown:
        low, _, high = choice.id.partition("_")
        if int(low) <= number <= int(high or low):
            return choice
    return None


def _digits(words: str) -> str:
    """The number that is given, as a scale's answers have it; "7 or 8" is nobody's to guess."""
    return "" if (number := numbers.read(words)) is None else str(number)


def is_number(label: str) -> bool:
    """Whether an answer is a number itself, which is typed as it stands: 4, -4."""
    return label.lstrip("-\N{MINUS SIGN}").isdigit()


def _by_number(shown: Shown, words: str) -> Choice | None:
    """By its place, where no answer is a number itself."""
    if any(is_number(c.label) for c in shown):
        return None
    number = words.removesuffix(".").removesuffix(")")
    ok = number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= len(shown)
    return shown[int(number[:4]) - 1] if ok else None


def _by_beginning(shown: Shown, words: str) -> Choice | None:
    """The one label that begins so, with three letters at least, or whose first part it is ("no" for "No, keep it")."""
    begun = [c for c in shown if len(words) >= 3 and words != YES and label(c.label).startswith(words)]
    begun = begun or [c for c in shown if words and label(c.label).partition(",")[0] == words]
    return begun[0] if len(begun) == 1 else None
