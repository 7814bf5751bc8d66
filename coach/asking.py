"""How a step becomes words on the screen."""

from datetime import datetime, timedelta

from coach.content import Asking, ChoiceStep, Flow, ManyStep, SayStep, ScaleStep, TextStep, fields, variants
from coach.effects import WAY, WRITE, Ask, Choice, Kind, Say
from coach.here import Here, Value
from coach.session import Offered, Session

OFFERED = "o"  # before the number of a choice made up for the person; no pack's choice has a bare number after it


def said(here: Here, step: SayStep) -> Say:
    title, text = here.book.fill(step.text, 0, _values(here, step.text))
    return Say(text, title)


def ask(here: Here, again: bool = False) -> Ask:
    """The open question as it is shown. Raises KeyError where the session's step is not a question."""
    step, words = _open(here), question(here)
    several = isinstance(step, ManyStep)
    shown = (choices(here, step), ways(here, step), again, several, ends(here, step))
    kind = Kind.URGENT if here.flow.urgent else Kind.REPLY
    return Ask(here.session.prompt, words.text, words.title, *shown, kind=kind)


def minute(here: Here) -> int:
    """How many whole minutes the question has been open."""
    return max(0, (here.now - (here.session.since or here.now)) // timedelta(minutes=1))


def ends(here: Here, step: Asking) -> datetime | None:
    """When it goes on by itself; None where it waits as long as it takes."""
    minutes = step.minutes if isinstance(step, ChoiceStep) else 0
    return (here.session.since or here.now) + timedelta(minutes=minutes) if minutes else None


def question(here: Here) -> Say:
    """The words of the open question, without its answers."""
    step = _open(here)
    words, turn = step.text, 0
    if isinstance(step, ChoiceStep) and step.minutes:
        since = here.session.since or here.now  # a second round soon after has other words
        words, turn = step.words(minute(here)), here.seed(here.session.step) + (since.hour * 60 + since.minute) // 10
    title, text = here.book.fill(words, turn, _values(here, "".join(variants(words))))
    if here.flow.progress:
        at, of = _progress(here.flow, here.session.step)
        text = f"{here.book.render(here.flow.progress, {'at': at, 'of': of})}\n{text}"
    return Say(text, title)


def _open(here: Here) -> Asking:
    step = here.flow.steps[here.session.step]
    assert isinstance(step, Asking)
    return step


def choices(here: Here, step: Asking) -> tuple[Choice, ...]:
    match step:
        case ChoiceStep():
            made = made_up(here.session.offered, step)
            shown = step.shown_at(minute(here)) if step.minutes else step.shown
            return (*(Choice(f"{OFFERED}{n}", o.label) for n, o in enumerate(made, start=1)), *shown)
        case ManyStep():
            return tuple(Choice(id, label, id in here.session.picked) for id, label in step.choices.items())
        case ScaleStep():
            return step.shown
        case _:
            return ()


def made_up(offered: tuple[Offered, ...], step: Asking | None) -> tuple[Offered, ...]:
    """The choices made up for the person, without an answer of the pack that waits for a yes."""
    return tuple(o for o in offered if waiting(step, o) is None)


def waiting(step: Asking | None, offered: Offered) -> str | None:
    """The answer of the question's own that what was written may mean."""
    own = step.choices if isinstance(step, ChoiceStep | ManyStep) else {}
    return offered.value if offered.value in own else None


def offers(here: Here) -> tuple[Offered, ...]:
    step = here.flow.steps[here.session.step]
    return here.book.named.offer[step.offer](here) if isinstance(step, ChoiceStep) and step.offer else ()


def hint(here: Here) -> Say:
    """What to do when an answer could not be read."""
    match here.flow.steps[here.session.step]:
        case ScaleStep(range=(low, high)):
            return _hint(here, "scale", low=low, high=high)
        case ChoiceStep() | ManyStep():
            return _hint(here, "pick")
        case _:
            return _hint(here, "words")


def _hint(here: Here, key: str, **values: Value) -> Say:
    title, text = here.book.fill(here.book.phrases.say[key], here.seed(key), values)
    return Say(text, title)


def controls(here: Here, step: Asking) -> tuple[Choice, ...]:
    """The ways out of a question, as many as there are now. Ticks are told: there is no Skip beside them."""
    ticks = isinstance(step, ManyStep) and bool(ticked(step, here.session))
    skip = step.skip is not None and not ticks
    done = ticks or (isinstance(step, TextStep) and step.done is not None)
    shown = {"done": done, "back": bool(here.session.trail), "skip": skip, "stop": True, "again": here.session.resumed}
    if here.flow.urgent:  # each of its answers is a way out, and each of them shows who to call
        return ()
    return tuple(here.book.ways[name] for name, is_shown in shown.items() if is_shown)


def ways(here: Here, step: Asking) -> tuple[Choice, ...]:
    """The same, and, where words are an answer, the way to write them: all of a flow's at once, where they fit."""
    words = isinstance(step, TextStep) or (isinstance(step, ChoiceStep) and (step.free or step.read is not None))
    whole = f"{WRITE}.{here.session.flow}" if step in here.flow.form[:1] else WRITE
    return ((Choice(whole, here.book.label("write")),) if words else ()) + controls(here, step)


def name(way: Choice) -> str:
    return way.id.removeprefix(WAY)


def ticked(step: ManyStep, session: Session) -> tuple[str, ...]:
    """What is ticked, as far as the pack still has it."""
    return tuple(id for id in step.choices if id in session.picked)


def _progress(flow: Flow, at: str) -> tuple[int, int]:
    questions = [key for key, step in flow.steps.items() if isinstance(step, Asking)]
    return questions.index(at) + 1, len(questions)


def _values(here: Here, template: str) -> dict[str, Value]:
    """What a step's text quotes: an answer as the person saw it, or a named value."""
    return {name: _value(here, name) for name, _ in fields(template)}


def _value(here: Here, name: str) -> Value:
    if (function := here.book.named.value.get(name)) is not None:
        return function(here)
    answer, step = here.answers.get(name, ""), here.flow.steps.get(name)
    return step.choices.get(answer, answer) if isinstance(step, ChoiceStep) else answer
