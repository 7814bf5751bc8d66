"""What no pack may take away: gates, the ways on from a question about danger, who to call, and numbers' places."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from coach.content import ChoiceStep, Flow, variants
from coach.phrases import SAYS
from coach.safety.notice import judge

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


class Question(Struct, frozen=True):
    """What a question about danger has to be. `by`: which function decides after it, by Stop as well."""

    by: str
    choices: frozenset[str]
    read: str | None = None
    then: dict[str, str] = {}
    shows: bool = False  # who to call, in its own text


DOUBT = {"yes": "phrase", "no": "deeper"}
QUESTIONS = {
    "danger": {
        "light": Question("danger_unsaid", frozenset({"yes", "no"}), then=DOUBT),
        "signs": Question("danger_unsaid", frozenset({"yes", "no"}), then=DOUBT),
        "past": Question("danger_unsaid", frozenset({"over", "still"}), then={"over": "past_over", "still": "deeper"}),
        "asked": Question("danger_answered", frozenset({"yes", "sometimes", "no", "skip"}), "ending", shows=True),
        "soft": Question("danger_softly", frozenset({"no", "bit", "yes"}), "worried", shows=True),
        "near": Question("danger_near", frozenset({"with", "alone", "safer", "wrong"}), "near"),
    },
    "theirs": {"reach": Question("theirs_reached", frozenset({"reach", "silent", "others"}), "reach")},
}
LEADS = {  # which outcome leads to which question
    "danger": {
        "danger_answered": {"near": "near", "soft": "soft"}, "danger_near": {"near": "near", "soft": "soft"},
        "danger_deeper": {"": "asked"}, "danger_now": {"": "near"},
    },
    "theirs": {"theirs_told": {"": "reach"}},
}  # fmt: skip
SHOWS = frozenset({"help", "line"})  # values that show who to call: where a text of these flows may have one it must
SHOW = frozenset({"danger", "theirs", "after", "crisis", "help"})
CALM = frozenset({"yes", "over"})  # answers after which nothing more is asked
NUMBER = re.compile(
    r"\b(?:call|calls|ring|dial|text|phone|on|at)\W{1,3}\d[\d .-]{2,20}\d(?! ?(?:am|pm|%|days?|people))"
    r"|\b0\d{2,4}[ .-]?\d{3}|\b116 ?\d{3}\b|\b(?:911|999|988|9-1-1|9-9-9|9-8-8)\b",
    re.IGNORECASE,
)


def check(book: "Book") -> Iterator[str]:
    """Faults, a line each, beginning with the path."""
    for name, flow in book.flows.items():
        yield from (f"{name}.toml: {fault}" for fault in _flow(name, flow, book))
    for key, words in book.phrases.say.items():
        wanted = SHOWS & set(SAYS.get(key, "").split())
        yield from (f"phrases.toml: say.{key}: {fault}" for fault in _texts(words, wanted))
    for area, actions in book.actions.area.items():
        for key, action in actions.items():
            for text in (action.text, action.tiny):
                yield from (f"actions.toml: area.{area}.{key}: {fault}" for fault in _texts(text, frozenset()))
    for key, lesson in book.lessons.lesson.items():
        for text in (lesson.text, lesson.action, lesson.tiny):
            yield from (f"lessons.toml: lesson.{key}: {fault}" for fault in _texts(text, frozenset()))
    for name, pool in book.nudges.pool.items():
        for messages in pool.theme.values():
            for key, text in messages.items():
                yield from (f"nudges: pool.{name}.{key}: {fault}" for fault in _texts(text, frozenset()))


def _flow(name: str, flow: Flow, book: "Book") -> Iterator[str]:
    for key, value in HOLDS.get(name, {}).items():
        if getattr(flow, key) != value:
            yield f"{key}: it has to be {str(value).lower()}: safety depends on it"
    for key, wanted in QUESTIONS.get(name, {}).items():
        step = flow.steps.get(key)
        faults = _question(step, wanted, flow) if isinstance(step, ChoiceStep) else ["it has to be a choice"]
        yield from (f"steps.{key}: {fault}" for fault in faults)
    for step in flow.steps.values():
        for outcome, to in LEADS.get(name, {}).get(getattr(step, "by", ""), {}).items():
            if (getattr(step, "then", {}).get(outcome) if outcome else step.next) != to:
                yield f"steps: {getattr(step, 'by', '')} has to lead to {to}"
    yield from _said(name, flow, book)


def _question(step: ChoiceStep, wanted: Question, flow: Flow) -> Iterator[str]:
    if {getattr(flow.steps.get(to or ""), "by", "") for to in (step.next, step.stop)} != {wanted.by}:
        yield f"next and stop: {wanted.by} has to decide what comes after it"
    if step.then != wanted.then:
        yield f"then: it has to be {wanted.then}: safety depends on it"
    if step.read != wanted.read:
        yield f"read: it has to be {wanted.read}: safety depends on it"
    if lost := wanted.choices - step.choices.keys():
        yield f"choices: missing: {', '.join(sorted(lost))}"
    if wanted.shows and "{who_to_call}" not in step.text:
        yield "text: it has to show who to call: {who_to_call}"
    alarming = sorted(
        words for key in CALM & step.also.keys() for words in step.also[key] if not judge(words, None).calm
    )
    if alarming:
        yield f'also: "{alarming[0]}" tells of danger, and can be no answer that nothing comes of'


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
        for label in getattr(step, "choices", {}).values():
            yield from (f"steps.{key}.choices: {fault}" for fault in _texts(label, frozenset()))


def _texts(words: str | list[str], wanted: frozenset[str]) -> Iterator[str]:
    for text in variants(words):
        if missing := [value for value in sorted(wanted) if f"{{{value}}}" not in text]:
            yield f"it has to show who to call: {{{missing[0]}}}"
        if NUMBER.search(text):
            yield "a number to call stands in helplines.toml alone, with its country"
