"""What an answer means. An odd one means None, never an exception."""

from msgspec import Struct

from coach import asking, matching
from coach.content import Asking, ChoiceStep, ManyStep, ScaleStep, TextStep
from coach.course import Course
from coach.effects import Choice
from coach.events import Pressed, Said
from coach.graphemes import shortened
from coach.heard import MAYBE, heard, within
from coach.matching import plain
from coach.session import Offered

LINE = 60  # characters of an answer that are left standing
UNSHOWN = "…"  # in its place, where it is not


class Answer(Struct, frozen=True):
    value: str
    label: str  # as the person would see it


class Ticked(Struct, frozen=True):
    picked: tuple[str, ...]


class Suggested(Struct, frozen=True):
    offered: tuple[Offered, ...]


class Meant(Struct, frozen=True):
    """The words may mean this answer, and the person is asked whether they do."""

    choice: Choice


class Control(Struct, frozen=True):
    name: str


Read = Answer | Ticked | Suggested | Meant | Control | None


def read(course: Course, step: Asking, event: Said | Pressed) -> Read:
    """The meaning of an answer to the open question; None where it has none."""
    here = course.here_now()
    shown, ways = asking.choices(here, step), asking.controls(here, step)
    if isinstance(event, Pressed):
        if way := next((w for w in ways if w.id == event.choice), None):
            return _control(course, step, way)
        return _chosen(course, step, next((c for c in _there(step, shown) if c.id == event.choice), None))
    words = plain(event.text)
    if way := next((w for w in ways if words in (asking.name(w), matching.label(w.label))), None):
        return _control(course, step, way)
    match step:
        case TextStep():
            return _own_words(course, step, event.text)
        case ScaleStep():
            found = matching.on_scale(shown, words) or matching.by_phrase(step, shown, words)
            return _chosen(course, step, found) or _way(course, step, ways, event.text)
        case ChoiceStep(free=True):
            return _free(course, step, shown, ways, event.text)
        case _ if (waits := _waiting(course, step)) and (sure := _confirmed(course, event.text)) is not None:
            return _typed_choice(course, step, shown, waits) if sure else _other_of_two(course, step, shown, event.text)
        case ManyStep():
            ids = matching.several(step, shown, words)
            return _on_top(course, step, ids) if ids else _otherwise(course, step, shown, ways, event.text)
        case _:
            return _typed(course, step, shown, ways, event.text)


# What a button, or the words for one, stand for


def _control(course: Course, step: Asking, way: Choice) -> Read:
    """One of the ways that are shown: a word such as "done" is an answer like any other where that way is not."""
    if isinstance(step, ManyStep) and asking.name(way) == "done":
        return _together(step, asking.ticked(step, course.session))
    return Control(asking.name(way))


def _chosen(course: Course, step: Asking, choice: Choice | None) -> Read:
    if choice is None:
        return None
    if isinstance(step, ManyStep):
        return _tick(course, step, choice)
    if isinstance(step, ChoiceStep) and choice.id not in step.choices:
        return Answer(course.session.offered[int(choice.id.removeprefix(asking.OFFERED)) - 1].value, choice.label)
    mean = course.book.named.mean[step.mean] if isinstance(step, ChoiceStep) and step.mean else None
    return Answer(mean(course.here_now(), choice.id) if mean else choice.id, choice.label)


def _tick(course: Course, step: ManyStep, choice: Choice) -> Read:
    """What excludes the rest answers at once; beside ticks it takes their place, to be seen there before it is told.

    What stands for Skip takes no gate away.
    """
    picked = course.session.picked
    if choice.id == step.skip and course.lifts(choice.id):
        return Ticked(picked)
    if choice.id in step.alone:
        beside = Ticked(()) if picked == (choice.id,) else Ticked((choice.id,))
        return beside if picked else Answer(choice.id, choice.label)
    kept = (set(picked) - set(step.alone)) ^ {choice.id}
    return Ticked(tuple(id for id in step.choices if id in kept))


def _together(step: ManyStep, picked: tuple[str, ...]) -> Answer:
    return Answer("+".join(picked), ", ".join(step.choices[id] for id in picked))


def _on_top(course: Course, step: ManyStep, ids: tuple[str, ...]) -> Read:
    """Words come on top of what is ticked, and take nothing of it away.

    What excludes the rest is ticked in its place, where that is seen, and not taken for Done.
    """
    picked = course.session.picked
    if not set(ids).isdisjoint(step.alone):
        kept = picked if ids == (step.skip,) and course.lifts(ids[0]) else ids
        return Ticked(kept) if picked else _together(step, ids)
    together = {*ids, *picked} - set(step.alone)
    return _together(step, tuple(id for id in step.choices if id in together))


# What is typed


def _own_words(course: Course, step: TextStep, text: str) -> Read:
    """Any words are the answer, but for those that pass the question over, or say that there is enough."""
    if step.done is not None and heard(text) in course.book.heard["done"]:
        return Control("done")
    if step.skip is not None and heard(text) in course.book.heard["skip"]:
        return Control("skip")
    return _as_it_stands(step, text)


def _as_it_stands(step: ChoiceStep | TextStep, text: str) -> Answer | None:
    return Answer(text.strip(), UNSHOWN if step.unshown else _shown(text)) if plain(text) else None


def _typed(course: Course, step: ChoiceStep, shown: tuple[Choice, ...], ways: tuple[Choice, ...], text: str) -> Read:
    """A label as it stands or other words for it; what the question's own reader makes of it; then what comes close."""
    words = plain(text)
    choice = _outright(course, step, shown, words)
    counted = step.read is None and matching.is_count(shown) and matching.count(words) is not None
    if choice is not None or counted:  # a number that no answer holds is the reader's, where there is one
        return _chosen(course, step, choice)
    if way := _way(course, step, ways, text):
        return way
    if step.read is not None and words:
        match course.book.named.read[step.read](course.here_now(), text.strip()[:200]):
            case str() as value:
                return Answer(value, step.choices.get(value, _shown(text)))
            case (offered,) if offered.value in step.choices:
                return Meant(next(c for c in _there(step, shown) if c.id == offered.value))
            case (_, *_) as offered:
                return Suggested(tuple(offered))
            case _:
                pass
    return _chosen(course, step, matching.one(shown, words)) or _otherwise(course, step, shown, ways, text)


def _free(course: Course, step: ChoiceStep, shown: tuple[Choice, ...], ways: tuple[Choice, ...], text: str) -> Read:
    """A label or a way out, as far as it is one outright; all else is the answer itself."""
    if (choice := _outright(course, step, shown, plain(text))) is not None:
        return _chosen(course, step, choice)
    return _way(course, step, ways, text) or _as_it_stands(step, text)


def _outright(course: Course, step: ChoiceStep, shown: tuple[Choice, ...], words: str) -> Choice | None:
    """The answer that the words name; of a single suggestion a yes will do."""
    if words in matching.NONE and "none" in step.choices:
        return matching.by_label(shown, "none")
    there = _there(step, shown)
    if exact := matching.by_label(there, words):
        return exact
    if len(shown) == 1 and heard(words) in course.book.heard["yes"]:
        return shown[0]
    if matching.is_count(shown) and (number := matching.count(words)) is not None:
        return matching.by_count(shown, number)
    return matching.by_phrase(step, there, words)


def _way(course: Course, step: Asking, ways: tuple[Choice, ...], text: str) -> Read:
    """Other words for one of the ways that are shown. A "don't know" passes a question over that has no such answer."""
    said, lists = heard(text), course.book.heard
    for way in ways:
        name = asking.name(way)
        if said in lists[name] or (name == "skip" and said in lists["unknown"]):
            return _control(course, step, way)
    return None


def _otherwise(
    course: Course, step: ChoiceStep | ManyStep, shown: tuple[Choice, ...], ways: tuple[Choice, ...], text: str
) -> Read:
    """Neither a label nor a number: a way out in other words, or what may be meant by a sentence."""
    if way := _way(course, step, ways, text):
        return way
    said = heard(text)
    may = next((id for id, phrases in step.also.items() if MAYBE + said in phrases), None)
    may = may or within({id: [heard(label), *step.also.get(id, ())] for id, label in step.choices.items()}, said)
    return None if may is None else Meant(next(c for c in _there(step, shown) if c.id == may))


def _there(step: Asking, shown: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Those that stand there, and those that stand there at another minute."""
    return (*shown, *step.shown) if isinstance(step, ChoiceStep) else shown


# A yes or a no to "I take that to mean"


def _waiting(course: Course, step: Asking) -> str | None:
    """The answer that was asked about, if the question still has it."""
    return next((id for o in course.session.offered if (id := asking.waiting(step, o))), None)


def _confirmed(course: Course, text: str) -> bool | None:
    """None for other words. A no means that it was not meant."""
    said, lists = heard(text), course.book.heard
    return True if said in lists["yes"] else False if said in lists["no"] else None


def _other_of_two(course: Course, step: Asking, shown: tuple[Choice, ...], text: str) -> Read:
    """A no to one of two answers is the other one, where a no would be that by itself."""
    if not isinstance(step, ChoiceStep) or len(step.choices) != 2:
        return None
    return _chosen(course, step, matching.by_phrase(step, shown, matching.plain(text)))


def _typed_choice(course: Course, step: Asking, shown: tuple[Choice, ...], id: str) -> Read:
    if isinstance(step, ManyStep) and id not in step.alone:
        return _together(step, tuple(key for key in step.choices if key in {id, *course.session.picked}))
    return _chosen(course, step, next(c for c in _there(step, shown) if c.id == id))


def _shown(text: str) -> str:
    """Typed words as they are left standing under the question: one line of them."""
    return shortened(" ".join(text.split()), LINE)
