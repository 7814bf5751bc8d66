"""What the coach wants done about it."""

from datetime import date, datetime
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from coach.chart import Chart
from coach.ledger import Entry
from coach.person import Person


class Kind(Enum):
    """How a message is sent: its lane, and what happens after an uncertain end (docs/decisions/0003).

    Not what it is about: the store keeps this in plain sight, and it must tell nothing of the person.
    """

    REPLY = "reply"  # sent again once within ten minutes, then a short "we were cut off"
    URGENT = "urgent"  # always sent again: silence is worse than a repeat
    RECEIPT = "receipt"  # of an erasure: always sent again, and kept apart from the person, who is gone
    PUSH = "push"  # never sent again


class Push(Struct, frozen=True):
    """What makes a message a push: its kind and local date (one of a kind a date), and when it is too late for it.

    `hopes`: it leaves a return open, and must not reach anybody for whom a gate has come to stand. `easy`: it is easy
    about contact, and must not reach anybody who has come to have to leave the other alone.
    """

    kind: str
    day: date
    expires: datetime
    silent: bool = False
    hopes: bool = False
    easy: bool = False


WAY = "_"
"""Before the name of a way out of a question; no pack's choice begins with it."""

WRITE = f"{WAY}write"
"""The id of the way to write an answer in words, for platforms whose words come in a form that a button opens.

With a dot and a flow's name behind it, the form asks all the questions of that flow.
"""


def writes(id: str) -> bool:
    """Whether a way opens a form."""
    return id.partition(".")[0] == WRITE


class Choice(Struct, frozen=True):
    id: str
    label: str
    on: bool = False  # ticked, where several may be


class Say(Struct, frozen=True):
    text: str
    title: str = ""
    kind: Kind = Kind.REPLY


class Ask(Struct, frozen=True):
    """A question, or a message with standing buttons. No choices means the answer is written.

    An Ask whose prompt is on the screen already (`again`) replaces what stands there, where the platform can.
    `several`: as many of the choices as fit.   `until`: when it goes on by itself, in UTC; None: it does not.
    `changes`: it changes what stands there, and is nothing where that has gone.
    """

    prompt: str
    text: str
    title: str = ""
    choices: tuple[Choice, ...] = ()
    controls: tuple[Choice, ...] = ()  # Back, Skip, Stop: laid out apart from the choices
    again: bool = False
    several: bool = False
    until: datetime | None = None
    changes: bool = False
    kind: Kind = Kind.REPLY
    push: Push | None = None


class Show(Struct, frozen=True):
    """A picture, with the words and buttons of `ask` under it (buttons that stand, never an open question).

    `told` is the same in words, complete by itself: read to whoever cannot see, and said in the picture's place where
    none is sent, above the words of `ask`, which need not repeat it. A terminal has coach/sketch.py above it.
    Whoever wants no pictures (Person.pictures) gets `in_words` wherever one is shown.
    """

    ask: Ask
    chart: Chart
    told: str

    @property
    def in_words(self) -> Ask:
        """The same message without its picture."""
        return replace(self.ask, text="\n\n".join(filter(None, (self.told, self.ask.text))))


class Knock(Struct, frozen=True):
    """Say something in the person's own room, unless they write there: it opens the room, or shows that it is closed.

    Only ever in a turn of their own.
    """

    text: str
    title: str = ""


class Close(Struct, frozen=True):
    """Take the buttons off a question, if they are still there, and leave the chosen answer standing under it.

    `question` is its words as they were shown; None when they are no longer known, and then only the buttons go.
    """

    prompt: str
    question: Say | None = None
    chosen: str = ""


class Export(Struct, frozen=True):
    """Send a copy of everything that is kept about this person, as documents (coach/export.py), with these words below.

    It is made when it is sent. `large`: said in its place where the platform takes no documents of that size.
    """

    ask: Ask
    large: Say


class Recall(Struct, frozen=True):
    """Take back what was shown with this prompt, or, where it is empty, all of ours that the platform lets us.

    `stays`: said where it can't be any more; None: nothing is.
    """

    prompt: str = ""
    stays: Say | None = None


class Wake(Struct, frozen=True):
    """Raise Woken(key) at `at` (UTC). A later Wake with the same key replaces it; None takes it away."""

    key: str
    at: datetime | None


class Record(Struct, frozen=True):
    """Append to the ledger."""

    entry: Entry


class Strike(Struct, frozen=True):
    """Take these out of the ledger: their rows are erased, and nothing says that there were any.

    None of them: something goes that was never in it, and the store is cleared of it all the same.
    """

    entries: tuple[Entry, ...]


class Change(Struct, frozen=True):
    """The person is now this."""

    person: Person


class Forget(Struct, frozen=True):
    """Erase everything that is kept about this person."""


Effect = Say | Ask | Show | Knock | Close | Export | Recall | Wake | Record | Strike | Change | Forget
