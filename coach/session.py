"""Where one person is in a conversation. The only stored conversation state."""

from datetime import datetime

from msgspec import Struct, field


class Offered(Struct, frozen=True):
    """A choice made up for this person (a suggested zone, say): what it stands for, and what was shown."""

    value: str
    label: str


class Left(Struct, frozen=True):
    """A flow that was left in the middle and can be taken up again."""

    step: str
    answers: dict[str, str]
    trail: tuple[str, ...]
    at: datetime
    began: datetime | None = None


class Session(Struct, frozen=True):
    """`flow` and `step` are empty when nothing is open, and so is `prompt`.

    tag: eight characters, unique to the person; begins every prompt, so that nobody's button fits another's question.
    asked: how many prompts there have been; makes each prompt new.
    trail: the steps answered, in order, for Back.   picked: what is ticked in a question that takes several.
    offered: the choices made up for the open question.   misses: unreadable answers to it in a row.
    left: flows left in the middle.   heard: when the person last did anything, in UTC.
    began: when the open flow was begun, in UTC.   since: when the open question was come to; asking it again is no new
    beginning.   clocks: the same of the questions of the open flow that have a time of their own, by step.
    closed, moved: the prompt answered last, and when: a second tap on its button means nothing.
    resumed: at the open question a flow was taken up again, and can still be begun again.
    kept: something that was told in the open flow has been recorded.
    under: what was open when words raised a question that comes first, and may be gone back to.
    proposed: the flow that was held out to what they said last, to no question; a yes to it opens it.
    """

    tag: str
    flow: str = ""
    step: str = ""
    prompt: str = ""
    asked: int = 0
    answers: dict[str, str] = field(default_factory=dict[str, str])
    trail: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    offered: tuple[Offered, ...] = ()
    misses: int = 0
    left: dict[str, Left] = field(default_factory=dict[str, Left])
    heard: datetime | None = None
    began: datetime | None = None
    closed: str = ""
    moved: datetime | None = None
    resumed: bool = False
    since: datetime | None = None
    clocks: dict[str, datetime] = field(default_factory=dict[str, datetime])
    kept: bool = False
    under: "Session | None" = None
    proposed: str = ""

    @property
    def told(self) -> dict[str, str]:
        """The answers so far, and what is ticked in the open question: what is shown as ticked is told."""
        return {**self.answers, self.step: "+".join(self.picked)} if self.picked else self.answers
