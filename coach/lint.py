"""What is refused at load: everything about a pack that would go wrong in front of a person."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from coach import lint_heard, lint_lessons, lint_safety
from coach.chances import GATES
from coach.content import (
    END,
    Asking,
    ChoiceStep,
    DoStep,
    Flow,
    ManyStep,
    SayStep,
    ScaleStep,
    Step,
    UseStep,
    fields,
    variants,
)
from coach.heard import expand
from coach.phrases import LABELS, NAMED, OFFERED, SAYS
from coach.points import QUIZ
from coach.stock import Phrases

if TYPE_CHECKING:
    from coach.book import Book

COUNTS = frozenset(
    ["country", "gate", *(q for q, answers in QUIZ.items() if any(p.flag in GATES for p in answers.values()))]
)
"""The questions that safety depends on: their answers count from the moment they are given, in any flow."""


def resolve(flows: Mapping[str, Flow], phrases: Phrases) -> tuple[dict[str, Flow], list[str]]:
    """Put the questions in that flows ask by `use`, and other words for choices as they are heard.

    The second value lists the questions that are nowhere.
    """
    done: dict[str, Flow] = {}
    faults: list[str] = []
    for name, flow in flows.items():
        steps: dict[str, Step] = dict(flow.steps)
        for key, step in flow.steps.items():
            if isinstance(step, UseStep):
                other, _, there = step.of.partition(".")
                found = flows[other].steps.get(there) if other in flows else None
                if found is None or isinstance(found, UseStep | DoStep | SayStep):
                    faults.append(f"{name}.toml: steps.{key}.of: no such question: {step.of}")
                    found = SayStep(kind="say", text="?")
                elif there in COUNTS and key != there:
                    faults.append(f"{name}.toml: steps.{key}.of: {there} counts at once, and by its own name")
                here = {"next": step.next, "skip": step.skip, "then": dict[str, str]()}
                here |= {"stop": step.stop} if isinstance(found, ChoiceStep) else {}
                here |= {"text": step.text} if step.text else {}
                steps[key] = found.model_copy(update=here)
        steps |= lint_heard.resolve(steps, phrases)
        done[name] = flow.model_copy(update={"steps": steps})
    return done, faults


def check(book: "Book") -> list[str]:
    """All faults, a line each, beginning with the path. Empty when all is well."""
    faults = [f"{name}.toml: {fault}" for name, flow in book.flows.items() for fault in _flow(name, flow, book)]
    return [
        *_names(book),
        *_steps(book),
        *faults,
        *_commands(book),
        *_phrases(book),
        *_nudges(book),
        *_helplines(book),
        *lint_lessons.check(book),
        *lint_safety.check(book),
    ]


def _names(book: "Book") -> Iterator[str]:
    """A flow's name stands in buttons' tokens, and some flows are offered from Python."""
    for name in book.flows:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,15}", name):
            yield f"{name}.toml: the name of a flow is at most 16 small letters, digits and underscores"
    for name in OFFERED:
        if name not in book.flows:
            yield f"{name}.toml: missing: the coach offers it by name"
        elif not book.flows[name].button:
            yield f"{name}.toml: button: it is offered as a button"


def _steps(book: "Book") -> Iterator[str]:
    for name, steps in NAMED.items():
        there = book.flows[name].steps if name in book.flows else ()
        yield from (
            f"{name}.toml: steps.{step}: missing: the coach goes there by name" for step in steps if step not in there
        )


def _flow(name: str, flow: Flow, book: "Book") -> Iterator[str]:
    if strays := {*_targets(flow), flow.start, flow.stop or END, flow.unagreed or END} - {*flow.steps, END}:
        yield from (f"steps: no such step: {stray}" for stray in sorted(strays))
        return
    for key, step in flow.steps.items():
        yield from (f"steps.{key}.{fault}" for fault in (*_step(step, book), *_quotes(step, flow, book)))
    if flow.command and not flow.about:
        yield f"about: /{flow.command} is listed with it"
    if flow.told and flow.told not in book.named.told:
        yield f"told: no such function: {flow.told}"
    if not flow.told and (heeded := COUNTS & flow.steps.keys()):
        yield f"told: missing: safety depends on {', '.join(sorted(heeded))}"
    if flow.daily and not (flow.keep and flow.leaving):
        yield "daily: it needs `keep` and `leaving`, so that what was told in it is not lost"
    for key, option in flow.options.items():
        if option.suggest and option.suggest not in book.named.suggest:
            yield f"options.{key}.suggest: no such function: {option.suggest}"
    yield from (f"progress: {fault}" for fault in _unfillable(flow.progress or "", {"at", "of"}, book))
    if flow.aside and (asks := [key for key, step in flow.steps.items() if isinstance(step, Asking)]):
        yield f"aside: it asks something: {', '.join(asks)}"
    yield from _graph(flow, NAMED.get(name, ()))
    yield from _words(flow, book)


def _targets(flow: Flow) -> set[str]:
    return {t for step in flow.steps.values() for t in onward(step)}


def onward(step: Step) -> set[str]:
    """The steps that may come after this one."""
    branches = set(step.then.values()) if isinstance(step, ChoiceStep | DoStep) else set[str]()
    ways = (getattr(step, "stop", None), getattr(step, "done", None))
    return {step.next} | branches | {way for way in ways if way}


def _step(step: Step, book: "Book") -> Iterator[str]:
    if isinstance(step, lint_heard.Picking):
        yield from lint_heard.check(step, book)
    match step:
        case ChoiceStep():
            if len(step.choices) < 2 and step.offer is None:
                yield "choices: a question needs two answers to choose from"
            if step.offer and step.offer not in book.named.offer:
                yield f"offer: no such function: {step.offer}"
            if step.read and step.read not in book.named.read:
                yield f"read: no such function: {step.read}"
            if step.mean and step.mean not in book.named.mean:
                yield f"mean: no such function: {step.mean}"
            if faulty := [m for m in (*step.at, *step.shows) if m >= step.minutes]:
                yield f"minutes: it is over before minute {max(faulty)}"
            for minute, ids in step.shows.items():
                if strays := set(ids) - step.choices.keys():
                    yield f"shows.{minute}: not among the choices: {', '.join(sorted(strays))}"
            if step.mean and step.then:
                yield "then: the answer is what `mean` makes of a choice, and no choice to branch by"
            if strays := step.then.keys() - step.choices.keys():
                yield f"then: not among the choices: {', '.join(sorted(strays))}"
            if step.skip and step.skip not in step.choices and not (step.read or step.offer):
                yield f"skip: not among the choices: {step.skip}"
            if taken := [id for id in step.choices if re.fullmatch(r"o\d+", id)]:
                yield f"choices: {', '.join(taken)} is the id of a suggestion"
        case ManyStep():
            if step.skip and step.skip not in step.choices:
                yield f"skip: not among the choices: {step.skip}"
            if strays := set(step.alone) - step.choices.keys():
                yield f"alone: not among the choices: {', '.join(sorted(strays))}"
        case ScaleStep(range=(low, high)):
            if not low < high <= low + 10:
                yield "range: from a lower to a higher number, eleven steps at the most"
        case DoStep():
            yield from _do(step, book)
        case _:
            pass


def _do(step: DoStep, book: "Book") -> Iterator[str]:
    if (named := book.named.do.get(step.by)) is None:
        yield f"by: no such function: {step.by}"
    elif strays := step.then.keys() - named.goes:
        yield f"then: {step.by} has no such outcome: {', '.join(sorted(strays))}"
    elif lost := named.goes - step.then.keys():
        yield f"then: nothing for the outcome: {', '.join(sorted(lost))}"


def _quotes(step: Step, flow: Flow, book: "Book") -> Iterator[str]:
    """A text may quote answers and named values, which are words and not to be counted; a label quotes nothing."""
    allowed = {k for k, s in flow.steps.items() if isinstance(s, Asking)} | book.named.value.keys()
    text = getattr(step, "text", "")
    yield from (f"text: {fault}" for fault in _unfillable(text, allowed, book, counts=False))
    for minute, words in (step.at if isinstance(step, ChoiceStep) else {}).items():
        for one in variants(words):
            yield from (f"at.{minute}: {fault}" for fault in _unfillable(one, allowed, book, counts=False))
    for id, label in getattr(step, "choices", {}).items():
        yield from (f"{id}: {fault}" for fault in _unfillable(label, frozenset(), book))


def _unfillable(text: str, allowed: Set[str], book: "Book", counts: bool = True) -> Iterator[str]:
    try:
        for name, unit in sorted(fields(text)):
            if name not in allowed:
                yield f"nothing gives the value {{{name}}}"
            elif unit and not counts:
                yield f"{{{name}:{unit}}} counts what is no number"
            elif unit and unit not in book.phrases.unit:
                yield f"no such counted noun: {{{name}:{unit}}}"
    except ValueError as bad:
        yield str(bad)


def _graph(flow: Flow, by_name: Sequence[str]) -> Iterator[str]:
    reached = _reach(flow, [flow.start, flow.stop or END, flow.unagreed or END, *by_name])
    yield from (f"steps.{key}: cannot be reached" for key in flow.steps if key not in reached)
    for key, step in flow.steps.items():
        if key in reached and END not in _reach(flow, [key]):
            yield f"steps.{key}: the flow cannot end from here"
        if not isinstance(step, Asking) and key in _reach(flow, onward(step), through_questions=False):
            yield f"steps.{key}: goes round for ever without asking"


def _reach(flow: Flow, begin: "list[str] | set[str]", through_questions: bool = True) -> set[str]:
    seen: set[str] = set()
    ahead = list(begin)
    while ahead:
        key = ahead.pop()
        if key in seen:
            continue
        seen.add(key)
        step = flow.steps.get(key)
        if step is not None and (through_questions or not isinstance(step, Asking)):
            ahead += onward(step)
    return seen


def _words(flow: Flow, book: "Book") -> Iterator[str]:
    may: dict[str, frozenset[str]] = {}
    for key, by in {"leaving": flow.leaving, "before": flow.before}.items():
        if by and by not in book.named.do:
            yield f"{key}: no such function: {by}"
    steps = [step.by for step in flow.steps.values() if isinstance(step, DoStep)]
    for by in filter(None, (flow.leaving, flow.before, *steps)):
        if by in book.named.do:
            may |= book.named.do[by].says
    yield from (f"words.{key}: missing" for key in may if key not in flow.words)
    for key, words in flow.words.items():
        if key not in may:
            yield f"words.{key}: nobody says this"
            continue
        for text in variants(words):
            yield from (f"words.{key}: {fault}" for fault in _unfillable(text, may[key], book))


def _commands(book: "Book") -> Iterator[str]:
    seen: set[str] = set()
    for name, flow in book.flows.items():
        for command in (flow.command, *flow.aliases):
            if command and command in seen:
                yield f"{name}.toml: command: {command} is another flow's"
            seen |= {command} if command else set()
    opens: dict[str, str] = {}
    for name, flow in book.flows.items():
        lists = {name: flow.said, **{f"{name} {key}": said for key, said in flow.topics.items()}}
        for to, entries in lists.items():
            for words in (one for entry in entries for one in expand(entry)):
                if opens.setdefault(words, to) != to:
                    yield f'{name}.toml: said: "{words}" opens {opens[words]}'


def _phrases(book: "Book") -> Iterator[str]:
    for where, wanted, there in (
        ("say", SAYS, book.phrases.say),
        ("label", dict.fromkeys(LABELS, ""), book.phrases.label),
    ):
        yield from (f"phrases.toml: {where}.{key}: missing" for key in wanted if key not in there)
        yield from (f"phrases.toml: {where}.{key}: nobody says this" for key in there if key not in wanted)
    for key, words in book.phrases.say.items():
        allowed = frozenset(SAYS.get(key, "").split())
        for text in variants(words):
            yield from (f"phrases.toml: say.{key}: {fault}" for fault in _unfillable(text, allowed, book))
    yield from (
        f"phrases.toml: unit.{u}: needs a form 'other'" for u, f in book.phrases.unit.items() if "other" not in f
    )


def _nudges(book: "Book") -> Iterator[str]:
    seen: set[str] = set()
    for name, pool in book.nudges.pool.items():
        allowed = frozenset({"end": ["window"], "milestone": ["day"]}.get(pool.kind, []))
        for messages in pool.theme.values():
            for key, text in messages.items():
                if key in seen:
                    yield f"nudges: pool.{name}: {key}: another message has this id"
                seen.add(key)
                yield from (f"nudges: pool.{name}.{key}: {fault}" for fault in _unfillable(text, allowed, book))


def _helplines(book: "Book") -> Iterator[str]:
    """A number is never shown without the name of its country."""
    strays = book.helplines.country.keys() - book.places.countries.keys()
    yield from (f"helplines.toml: country.{code}: no such country" for code in sorted(strays))
