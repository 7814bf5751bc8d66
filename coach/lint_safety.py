"""What no pack may take away: gates, the ways on from a question about danger, who to call, and numbers' places."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from coach.content import Flow, variants
from coach.phrases import SAYS

if TYPE_CHECKING:
    from coach.book import Book

HOLDS: dict[str, dict[str, Any]] = {  # what a flow has to say of itself
    "start": {"told": "start"},
    "chances": {"told": "chances", "who": "adult", "before": "chances_before"},
    "danger": {"urgent": True, "who": "anyone"},
    "theirs": {"urgent": True, "who": "anyone"},
    "crisis": {"who": "anyone", "aside": True},
    "help": {"who": "anyone", "aside": True},
}
DOES = {  # after which question which function decides; by Stop as well
    "danger": {
        "light": "danger_unsaid", "signs": "danger_unsaid", "past": "danger_unsaid", "asked": "danger_answered",
        "soft": "danger_softly", "near": "danger_near",
    },
    "theirs": {"reach": "theirs_reached"},
}  # fmt: skip
LEADS = {  # which outcome leads to which question
    "danger": {
        "danger_answered": {"near": "near", "soft": "soft"}, "danger_near": {"near": "near", "soft": "soft"},
        "danger_deeper": {"": "asked"}, "danger_now": {"": "near"},
    },
}  # fmt: skip
SHOWS = frozenset({"help", "line"})  # values that show who to call: where a text of these flows may have one it must
SHOW = frozenset({"danger", "theirs", "after", "crisis", "help"})
NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){6,}\d|\b(?:911|999|112|113|988|000|116 \d{3})\b")


def check(book: "Book") -> Iterator[str]:
    """Faults, a line each, beginning with the path."""
    for name, flow in book.flows.items():
        yield from (f"{name}.toml: {fault}" for fault in _flow(name, flow, book))
    for key, words in book.phrases.say.items():
        wanted = SHOWS & set(SAYS.get(key, "").split())
        yield from (f"phrases.toml: say.{key}: {fault}" for fault in _texts(words, wanted))
    for name, pool in book.nudges.pool.items():
        for messages in pool.theme.values():
            for key, text in messages.items():
                yield from (f"nudges.toml: pool.{name}.{key}: {fault}" for fault in _texts(text, frozenset()))


def _flow(name: str, flow: Flow, book: "Book") -> Iterator[str]:
    for key, value in HOLDS.get(name, {}).items():
        if getattr(flow, key) != value:
            yield f"{key}: it has to be {str(value).lower()}: safety depends on it"
    for key, by in DOES.get(name, {}).items():
        step = flow.steps.get(key)
        for way in ("next", "stop"):
            if step is not None and getattr(flow.steps.get(getattr(step, way, None) or ""), "by", "") != by:
                yield f"steps.{key}.{way}: {by} has to decide what comes after it"
    for step in flow.steps.values():
        for outcome, to in LEADS.get(name, {}).get(getattr(step, "by", ""), {}).items():
            if (getattr(step, "then", {}).get(outcome) if outcome else step.next) != to:
                yield f"steps: {getattr(step, 'by', '')} has to lead to {to}"
    yield from _said(name, flow, book)


def _said(name: str, flow: Flow, book: "Book") -> Iterator[str]:
    may: dict[str, frozenset[str]] = {}
    wanted = SHOWS if name in SHOW else frozenset[str]()
    for step in flow.steps.values():
        if (do := book.named.do.get(getattr(step, "by", ""))) is not None:
            may |= do.says
    for key, words in flow.words.items():
        yield from (f"words.{key}: {fault}" for fault in _texts(words, wanted & may.get(key, frozenset())))
    for key, step in flow.steps.items():
        yield from (f"steps.{key}.text: {fault}" for fault in _texts(getattr(step, "text", ""), frozenset()))


def _texts(words: str | list[str], wanted: frozenset[str]) -> Iterator[str]:
    for text in variants(words):
        if missing := [value for value in sorted(wanted) if f"{{{value}}}" not in text]:
            yield f"it has to show who to call: {{{missing[0]}}}"
        if NUMBER.search(text):
            yield "a number to call stands in helplines.toml alone, with its country"
