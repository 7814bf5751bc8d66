"""The shapes a pack may have. Words are data: every sentence that a person reads is in a TOML file of one of these."""

from functools import cache, cached_property
from string import Formatter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from coach.effects import Choice

END = "end"
FIELDS = 5  # of one form; as many as Discord's has
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
ChoiceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,15}$")]  # a button's token has room for 20
Words = Annotated[str, StringConstraints(min_length=1)]
Variants = Words | Annotated[list[Words], Field(min_length=2)]


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SayStep(Strict):
    """Words, and on to the next step."""

    kind: Literal["say"]
    text: Words
    next: Name = END


class ChoiceStep(Strict):
    """One of several. `offer` names a function that makes up more choices; `read` one that reads what is typed.

    `mean` names one that says what a choice stands for at that moment: "today" is a date, whenever it is used.
    `skip` is the answer that Skip stands for; without it there is no Skip. `stop`: where Stop goes from here.
    `also`: other words for a choice, with ? before those that are asked about; once loaded, as they are heard
    (coach/heard.py). `like`: those that another question of the flow has.
    `free`: any other words are an answer too, as they stand. `unshown`: they are not left standing under the question.
    `passing`: it only goes with what has just been done, and nobody is brought back to it.
    `minutes`: it goes on to `next` by itself when they are over; 0: it waits as long as it takes. Meanwhile its message
    changes: `at` says to what, from which minute, and `shows` which of the choices stand there from which minute.
    """

    kind: Literal["choice"]
    text: Words
    choices: dict[ChoiceId, Words] = {}
    also: dict[ChoiceId, list[Words]] = {}
    like: Name | None = None
    offer: Name | None = None
    read: Name | None = None
    mean: Name | None = None
    skip: str | None = None
    stop: Name | None = None
    free: bool = False
    unshown: bool = False
    passing: bool = False
    minutes: int = Field(default=0, ge=0, le=60)
    at: dict[Annotated[int, Field(ge=0)], Variants] = {}
    shows: dict[Annotated[int, Field(ge=0)], list[ChoiceId]] = {}
    then: dict[ChoiceId, Name] = {}
    next: Name = END

    @cached_property
    def shown(self) -> tuple[Choice, ...]:
        return tuple(Choice(id, label) for id, label in self.choices.items())

    def words(self, minute: int) -> Variants:
        """What stands there in this minute."""
        last = max((m for m in self.at if m <= minute), default=None)
        return self.text if last is None else self.at[last]

    def shown_at(self, minute: int) -> tuple[Choice, ...]:
        last = max((m for m in self.shows if m <= minute), default=None)
        return self.shown if last is None else tuple(c for c in self.shown if c.id in self.shows[last])

    def changes_after(self, minute: int) -> int:
        """The next minute in which something else stands there, or in which it is over."""
        return min((m for m in (*self.at, *self.shows, self.minutes) if m > minute), default=self.minutes)


class ManyStep(Strict):
    """As many as fit, then Done. Those in `alone` exclude the rest and answer at once."""

    kind: Literal["many"]
    text: Words
    choices: dict[ChoiceId, Words] = Field(min_length=2)
    also: dict[ChoiceId, list[Words]] = {}
    alone: list[ChoiceId] = []
    skip: str | None = None
    next: Name = END


class ScaleStep(Strict):
    """A whole number, both ends included. `also` and `like`: words for some of them, as for a choice."""

    kind: Literal["scale"]
    text: Words
    range: tuple[int, int]
    also: dict[Annotated[str, StringConstraints(pattern=r"^-?[0-9]+$")], list[Words]] = {}
    like: Name | None = None
    skip: str | None = None
    next: Name = END

    @cached_property
    def shown(self) -> tuple[Choice, ...]:
        low, high = self.range
        return tuple(Choice(str(n), str(n)) for n in range(low, high + 1))


class TextStep(Strict):
    """The person's own words. `field`: the question in few words, for platforms that ask a whole flow in one form.

    `unshown`: they are not left standing under the question.
    `done`: the step that Done leads to, where there may be enough by now; None: there is no Done.
    """

    kind: Literal["text"]
    text: Words
    field: Annotated[str, StringConstraints(min_length=1, max_length=45)] = ""
    unshown: bool = False
    skip: str | None = None
    done: Name | None = None
    next: Name = END


class DoStep(Strict):
    """A judgement: `by` names a function in coach/, whose outcome, if it names one, picks from `then`."""

    kind: Literal["do"]
    by: Name
    then: dict[Name, Name] = {}
    next: Name = END


class UseStep(Strict):
    """A question that another flow asks too: `of` is "flow.step". What Skip and Stop stand for is said anew.

    `text`: its words, where the answers are the same and what they are about is not.
    """

    kind: Literal["use"]
    of: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")]
    text: Words | None = None
    skip: str | None = None
    stop: Name | None = None
    next: Name = END


Step = SayStep | ChoiceStep | ManyStep | ScaleStep | TextStep | DoStep | UseStep
AnyStep = Annotated[Step, Field(discriminator="kind")]
Asking = ChoiceStep | ManyStep | ScaleStep | TextStep


def is_free(asking: Asking | None) -> bool:
    """Whether any words are an answer to it."""
    return isinstance(asking, TextStep) or (isinstance(asking, ChoiceStep) and asking.free)


class Option(Strict):
    """What may stand behind a command, for platforms that ask for it by name.

    says: the words behind the command, with {value} in them.   range: it is a whole number, both ends included.
    suggest: a function that completes what has been begun.
    """

    about: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    says: Annotated[str, StringConstraints(pattern=r"\{value\}")] = "{value}"
    range: tuple[int, int] | None = None
    suggest: Name | None = None


class Flow(Strict):
    """One conversation.

    who: who may open it. "anyone" needs nothing; "ready" has agreed to be remembered; "adult" is 18 or over besides;
    "grown" is 18 or over as far as is known, whether or not they have agreed.
    aside: it asks nothing and the open question comes again after it.   stop: the step that Stop goes to.
    before: a function that is run before it is opened or taken up again, and may say "closed".
    unagreed: the same, for somebody who has not agreed to be remembered.
    told: a function that says what the answers so far make of the person: they count from the moment they are told.
    leaving: a function that is run with the answers so far when the flow is left in the middle.
    progress: words before every question, {at} of {of}.   words: what the flow's functions say.
    button: its label in menus.   keep: for how many hours it can be taken up again when it was left in the middle.
    fresh: for so many minutes its command asks the open question again, and begins anew after that; None: always again.
    spoken: its command, without a slash, opens it too. Not where it is a word that people say for itself.
    said: other words that open it, written as those for a choice are. `hears`: they stand behind its command.
    topics: words that open it as an argument behind its command does, by that argument. `dated`: a day that lies ahead
    may stand before or behind them, and stands behind the argument.
    urgent: its questions come before everything else, and are sent again whenever it is not known that they arrived.
    daily: it is about the day on which it was begun. On another day it begins anew, and after `keep` hours, or when the
    day is over, it is left by itself.
    """

    command: Name | None = None
    aliases: list[Name] = []
    options: dict[Name, Option] = {}
    about: Annotated[str, StringConstraints(max_length=100)] = ""
    button: Annotated[str, StringConstraints(max_length=30)] = ""
    who: Literal["anyone", "grown", "ready", "adult"] = "adult"
    aside: bool = False
    start: Name
    stop: Name | None = None
    before: Name | None = None
    unagreed: Name | None = None
    told: Name | None = None
    leaving: Name | None = None
    keep: int = 0
    daily: bool = False
    fresh: int | None = Field(default=None, ge=1)
    urgent: bool = False
    spoken: bool = True
    said: list[Words] = []
    topics: dict[ChoiceId, list[Words]] = {}
    dated: bool = False
    hears: bool = False
    progress: Words | None = None
    steps: dict[Name, AnyStep]
    words: dict[Name, Variants] = {}

    @property
    def form(self) -> tuple["TextStep", ...]:
        """Its questions for words, where all of them can stand in one form: five at the most."""
        asked = tuple(step for step in self.steps.values() if isinstance(step, Asking))
        texts = tuple(step for step in asked if isinstance(step, TextStep) and step.field)
        return texts if len(texts) == len(asked) and 1 < len(texts) <= FIELDS else ()


@cache
def fields(template: str) -> frozenset[tuple[str, str]]:
    """The (name, unit) pairs a text quotes. Raises ValueError for a stray brace, or anything but a name in a pair."""
    found = set[tuple[str, str]]()
    for _, name, unit, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or conversion:
            raise ValueError(f"{{{name}}} is not a plain name")
        found.add((name, unit or ""))
    return frozenset(found)


def variants(words: Variants) -> list[str]:
    return [words] if isinstance(words, str) else words
