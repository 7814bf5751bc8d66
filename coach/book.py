"""All loaded content. Everything that can be wrong with a pack is found here, at load, and said at once."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from pydantic import BaseModel, ValidationError

from coach import draw, lint, numbers
from coach.content import ChoiceStep, Flow, Variants, variants
from coach.effects import WAY, WRITE, Choice
from coach.heard import expand, heard
from coach.here import Named, Value
from coach.places import Gazetteer
from coach.safety import notice
from coach.safety.notice import NOTHING, Noticed
from coach.safety.seen import Seen
from coach.stock import Actions, Helplines, Lesson, Lessons, Nudges, Phrases, Pool
from coach.typed import day_in

FLOWS, NUDGES = "flows", "nudges"  # folders
FELT = (
    "crisis",
    "delete",
    "away",
)  # what opens these may be said by somebody in danger: "forget me", "I was in hospital"
BUTTON = ("to_", "label_"), "_button"  # how a key of a flow's words that are a label begins, or ends
NUMBER = "n"  # what a pack writes where words may have a number
FELT_PLAINLY = ("plain", "kids", "chance", "new", "angry")  # of these, those in which a model may hear more
OWN_WORDS = ("bye", "ill", "travel", *FELT_PLAINLY)  # lists in phrases.toml of how somebody is, or what they do
M = TypeVar("M", bound=BaseModel)


class BadPack(Exception):
    """An author's mistake, or several: `faults` holds a line for each, beginning with the path of the fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Nudge:
    """One message that the coach may begin with, and the pool that says when it fits."""

    id: str
    text: str
    theme: str
    pool: Pool = field(compare=False)


@dataclass(frozen=True)
class Book:
    flows: Mapping[str, Flow]
    phrases: Phrases
    nudges: Nudges
    actions: Actions
    lessons: Lessons
    helplines: Helplines
    places: Gazetteer
    named: Named
    plural: Callable[[int], str]  # CLDR's category of a number in the packs' language
    operator: str = "the community that runs it"  # who runs this copy, as people are told
    retention: int = 365  # days of silence after which somebody is erased
    asks_phq2: bool = True  # whether the two questions of the PHQ-2 are offered here

    def fill(self, words: Variants, turn: int, values: Mapping[str, Value]) -> tuple[str, str]:
        """The title ("" for none) and text of one variant, with its values. Raises KeyError for a missing one."""
        options = variants(words)
        return headed(self.render(options[turn % len(options)], values))

    def render(self, template: str, values: Mapping[str, Value]) -> str:
        """{name} is the value, {name:unit} a counted noun. A value is never read as a template."""
        return template.format_map({name: Quoted(value, self) for name, value in values.items()})

    def counted(self, number: int, unit: str) -> str:
        forms = {str(category): form for category, form in self.phrases.unit[unit].items()}
        return forms.get(self.plural(number), forms["other"]).replace("{n}", str(number))

    def spoken(self, day: date, today: date) -> str:
        """A date as people read it: "3 March", and "3 March 2025" where the year is not this one."""
        said = f"{day.day} {self.phrases.months[day.month - 1]}"
        return said if day.year == today.year else f"{said} {day.year}"

    def turn_of(self, tag: str, key: str, day: date) -> int:
        """Which variant is due: the next one each day, begun at a place of the person's own."""
        return day.toordinal() + int(draw.number(tag, key) * 60)

    @cached_property
    def messages(self) -> tuple[Nudge, ...]:
        return tuple(
            Nudge(id, text, theme, pool)
            for pool in self.nudges.pool.values()
            for theme, texts in pool.theme.items()
            for id, text in texts.items()
        )

    @cached_property
    def lesson_days(self) -> tuple[int, ...]:
        """The days of the programme that have a lesson."""
        return tuple(sorted({lesson.day for lesson in self.lessons.lesson.values()}))

    @cached_property
    def lesson_of(self) -> Mapping[tuple[int, str | None], Lesson]:
        """By its day, and whom it is for; None: everybody."""
        return {(lesson.day, lesson.whom): lesson for lesson in self.lessons.lesson.values()}

    @cached_property
    def by_id(self) -> Mapping[str, Nudge]:
        return {nudge.id: nudge for nudge in self.messages}

    def kind_of(self, id: str) -> str:
        """What kind of pool a message is from; empty where there is no such message."""
        return self.by_id[id].pool.kind if id in self.by_id else ""

    @cached_property
    def eligible(self) -> dict[tuple[object, ...], tuple[Nudge, ...]]:
        """The messages that fit, by all that is so (coach/nudges.py): worked out once, and the same for ever."""
        return {}

    @cached_property
    def heard(self) -> Mapping[str, frozenset[str]]:
        """What is typed for a yes, a no, a "don't know" and the ways out, as it is heard."""
        return {key: frozenset(w for e in entries for w in expand(e)) for key, entries in self.phrases.heard.items()}

    @cached_property
    def said(self) -> Mapping[str, str]:
        """The flow that is opened by other words than its command, by these, as they are heard."""
        return {words: name for name, flow in self.flows.items() for entry in flow.said for words in expand(entry)}

    @cached_property
    def topics(self) -> Mapping[str, tuple[str, str]]:
        """The flow, and what stands behind its command, that words about a topic of its open, as they are heard."""
        found = (
            (name, key, entry) for name, f in self.flows.items() for key, said in f.topics.items() for entry in said
        )
        return {words: (name, key) for name, key, entry in found for words in expand(entry)}

    def topic(self, text: str) -> tuple[str, str] | None:
        """The flow and the argument of words about one of its topics; of a date, with the day: "court on Monday".

        Of what has a number, with the number.
        """
        if (found := self.topics.get(heard(text))) is not None:
            return found
        told, day = day_in(text) or ("", "")
        flow, key = self.topics.get(heard(told), ("", ""))
        return (flow, f"{key} {day}") if flow and self.flows[flow].dated else self._numbered(text)

    def _numbered(self, text: str) -> tuple[str, str] | None:
        """The same of words that are listed with an n in the place of the one number in them: "lesson 5 again"."""
        words = heard(text).split()
        told = [word for word in words if numbers.read(word) is not None]
        flow, key = self.topics.get(" ".join(NUMBER if word in told else word for word in words), ("", ""))
        return (flow, f"{key} {numbers.read(told[0])}") if flow and len(told) == 1 else None

    @cached_property
    def ways(self) -> Mapping[str, Choice]:
        """The ways out of a question, by name."""
        return {name: Choice(f"{WAY}{name}", self.label(name)) for name in ("done", "back", "skip", "stop", "again")}

    @cached_property
    def reach(self) -> tuple[Choice, ...]:
        """The way to write to us from a place where what is typed does not reach us, or would be read by others."""
        return (Choice(WRITE, self.label("write_to")),)

    def is_ours(self, text: str) -> bool:
        """Whether it is one of our own answers, or of the words that a pack lists for one: they were read before.

        So it is where there is no letter in it.
        """
        return not any(c.isalpha() for c in text) or heard(text) in self._ours

    def noticed(self, text: str, seen: Seen | None, calm: bool = False) -> Noticed:
        """What the words tell of. Of those that a pack lists as plain, or that open or name a flow, a model has no say.

        It has in the days after a danger (`calm`). Of a goodbye by itself it may doubt, and no more than that; of an
        illness it has to see more than a doubt.
        """
        if self.is_ours(text):
            return NOTHING
        words = heard(text)
        found = notice.judge(text, None if self._is_known(text, words) and not calm else seen)
        if calm:
            return found
        if found.hinted and (words in self.heard["ill"] or self.said.get(words) == "away"):
            return NOTHING
        doubted = found.by_model_alone and words in self.heard["bye"]
        return replace(found, tier=min(found.tier, 1)) if doubted else found

    def _is_known(self, text: str, words: str) -> bool:
        """Whether a pack lists the whole of it. `words`: as they are heard."""
        plain = any(words in self.heard[key] for key in FELT_PLAINLY) or words in self._names
        return plain or self.topic(text) is not None or self.said.get(words, FELT[0]) not in FELT

    def asks_for_help(self, text: str) -> bool:
        return heard(text) not in self._ours and notice.asks_for_help(text)

    @cached_property
    def _ours(self) -> frozenset[str]:
        """What stands on buttons, and yes, no and the ways out as they are typed, as it is heard.

        Not what tells of danger itself, nor what a pack lists besides as people's own words: those are theirs.
        """
        steps = [step for flow in self.flows.values() for step in flow.steps.values()]
        shown = {word for step in steps for pair in getattr(step, "choices", {}).items() for word in pair}
        shown |= {*self.phrases.label.values(), *(flow.button for flow in self.flows.values())}
        calm = {heard(word) for word in shown if notice.judge(word, None).calm and not notice.asks_for_help(word)}
        plain = (words for key, words in self.heard.items() if key not in OWN_WORDS)
        return frozenset(calm.union(*plain) - {""})

    @cached_property
    def _names(self) -> frozenset[str]:
        """The commands that open a flow without a slash, and what stands on the buttons that functions make."""
        spoken = [flow for name, flow in self.flows.items() if flow.spoken and name not in FELT]
        commands = [word for flow in spoken for word in (flow.command, *flow.aliases) if word]
        says = [(key, words) for flow in self.flows.values() for key, words in flow.words.items()]
        named = [words for key, words in says if key.startswith(BUTTON[0]) or key.endswith(BUTTON[1])]
        labels = [words for words in named if isinstance(words, str)]
        return frozenset(heard(word) for word in (*commands, *labels)) - {""}

    def label(self, key: str) -> str:
        return self.phrases.label[key]

    def by_command(self, command: str) -> str | None:
        """The flow that a command or an alias opens."""
        return next((n for n, f in self.flows.items() if command and command in (f.command, *f.aliases)), None)


class Quoted:
    """A value on its way into a text: its format is the unit it is counted in."""

    def __init__(self, value: Value, book: Book) -> None:
        self.value, self.book = value, book

    def __format__(self, unit: str) -> str:
        return self.book.counted(int(self.value), unit) if unit else str(self.value)


def headed(text: str) -> tuple[str, str]:
    """Take a first line "# Title" off."""
    if not text.startswith("# "):
        return "", text.strip()
    title, _, rest = text[2:].partition("\n")
    return title.strip(), rest.strip()


def load_book(
    folder: Path,
    named: Named,
    places: Gazetteer,
    plural: Callable[[int], str],
    operator: str = Book.operator,
    retention: int = Book.retention,
    asks_phq2: bool = Book.asks_phq2,
) -> Book:
    """Read every pack below `folder`. Raises BadPack with all the faults of all packs."""
    faults: list[str] = []
    phrases = _read(folder / "phrases.toml", Phrases, faults)
    nudges = _nudges(folder, faults)
    actions = _read(folder / "actions.toml", Actions, faults)
    lessons = _read(folder / "lessons.toml", Lessons, faults)
    helplines = _read(folder / "helplines.toml", Helplines, faults)
    flows = {p.stem: f for p in sorted((folder / FLOWS).glob("*.toml")) if (f := _read(p, Flow, faults)) is not None}
    if phrases is None or actions is None or lessons is None or helplines is None or faults:
        raise BadPack(faults)
    flows, missing = lint.resolve(flows, phrases)
    book = Book(
        flows, phrases, nudges, actions, lessons, helplines, places, named, plural, operator, retention, asks_phq2
    )
    if faults := [*missing, *lint.check(book)]:
        raise BadPack(faults)
    return book


def _read(path: Path, model: type[M], faults: list[str]) -> M | None:
    try:
        return model.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as bad:
        faults += [f"{path.name}: {_path(e['loc'])}: {e['msg']}" for e in bad.errors()]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as bad:
        faults.append(f"{path.name}: {bad.strerror if isinstance(bad, OSError) else bad}")
    return None


def _nudges(folder: Path, faults: list[str]) -> Nudges:
    """All files of them as one: a pool belongs to the file that names it first."""
    pools = dict[str, Pool]()
    for path in sorted((folder / NUDGES).glob("*.toml")):
        read = _read(path, Nudges, faults) or Nudges(pool={})
        faults += [f"{path.name}: pool.{name}: another file has this pool" for name in read.pool if name in pools]
        pools |= read.pool
    return Nudges(pool=pools)


def _path(where: tuple[int | str, ...]) -> str:
    return ".".join(map(str, where)) or "the file"


def texts(book: Book) -> Iterator[tuple[str, str]]:
    """Every sentence that a person may read, with its path: for tests that read them all."""
    for name, flow in book.flows.items():
        yield from _of_flow(name, flow)
    for key, words in book.phrases.say.items():
        yield from ((f"phrases.{key}", text) for text in variants(words))
    yield from ((f"phrases.months.{n}", month) for n, month in enumerate(book.phrases.months, start=1))
    yield from ((f"labels.{key}", label) for key, label in book.phrases.label.items())
    yield from ((nudge.id, nudge.text) for nudge in book.messages)
    for area in book.actions.area.values():
        for key, action in area.items():
            yield from ((key, action.text), (key, action.tiny))
    for key, lesson in book.lessons.lesson.items():
        yield from ((f"lessons.{key}", t) for t in (lesson.title, lesson.text, lesson.action, lesson.tiny))
    for code, there in book.helplines.country.items():
        yield from ((f"helplines.{code}", text) for text in (there.emergency, *(line.say for line in there.lines)))


def _of_flow(name: str, flow: Flow) -> Iterator[tuple[str, str]]:
    yield from ((f"{name}.{key}", text) for key, text in (("about", flow.about), ("button", flow.button)) if text)
    for step_name, step in flow.steps.items():
        if text := getattr(step, "text", ""):
            yield f"{name}.{step_name}", text
        for minute, words in (step.at if isinstance(step, ChoiceStep) else {}).items():
            yield from ((f"{name}.{step_name}.at.{minute}", text) for text in variants(words))
        for choice, label in getattr(step, "choices", {}).items():
            yield f"{name}.{step_name}.{choice}", label
    for key, words in flow.words.items():
        yield from ((f"{name}.words.{key}", text) for text in variants(words))
