"""What a picture shows, as plain values: every word in it comes from a pack or from the person, none from code.

Drawn by adapters/drawing, when it is sent. Coordinates, colours and sizes are no matter of these.
"""

from msgspec import Struct

LOWEST, HIGHEST = -5, 5  # of a moment's score
KEPT, NEEDED, SLIP, LOOKED, OWN = "kept", "needed", "slip", "looked", "own"
MARKS = (KEPT, NEEDED, SLIP, LOOKED)
"""What a day on the strip can be by its contact: each has a shape of its own. A blank day has none."""


class Moment(Struct, frozen=True):
    """`label`: few words, the person's own or a pack's; what is too long for the picture is shortened there.
    `score`: -5 to 5."""

    label: str
    score: int


class Line(Struct, frozen=True):
    """Moments in their order; the last is the end. `peak`: the place of the peak among them, from 0.

    `name` says which line it is where there are two: its date, as it is spoken.   `places`: where each stands among all
    the moments of both, from 0, so that the same ones stand over each other; empty: one after another.
    """

    name: str
    moments: tuple[Moment, ...]
    peak: int
    mean: float
    places: tuple[int, ...] = ()

    @property
    def at(self) -> tuple[int, ...]:
        return self.places or tuple(range(len(self.moments)))


class Curve(Struct, frozen=True, tag="curve"):
    """One or two lines over their moments, each numbered, with the peak, the end and the mean marked.

    `lines`: the one it is about comes first and is drawn thin and dark; the second, an earlier one, broad and pale.
    `peak`, `end`, `mean`: the words for these.   `good`, `bad`: for the upper and the lower end of the scale.
    """

    title: str
    lines: tuple[Line, ...]
    peak: str
    end: str
    mean: str
    good: str
    bad: str

    @property
    def last(self) -> int:
        """The last of all places."""
        return max(at for line in self.lines for at in line.at)


class Bar(Struct, frozen=True):
    label: str
    score: float


class Bars(Struct, frozen=True, tag="bars"):
    """Scores from 0 to `most`. `bands`: the names of the parts of the scale; `edges`: where all but the first begin."""

    title: str
    bars: tuple[Bar, ...]
    bands: tuple[str, ...]
    edges: tuple[float, ...]
    most: float = 4


class Day(Struct, frozen=True):
    """`mood`, `urge`: 0 to 10, None where it was not told. `mark`: one of MARKS, or empty: blank. `own`: own thing."""

    mood: int | None = None
    urge: int | None = None
    mark: str = ""
    own: bool = False


class Days(Struct, frozen=True, tag="days"):
    """Mood and urge over days that follow one another, the oldest first, and what each of them was, as a strip.

    `mood`, `urge`: their words.   `ticks`: words (dates) under some of the days, by place from 0.
    `milestones`: few words over some of the days, by place; `milestone` says what they are.
    `key`: the words for the marks that are there, in order: MARKS and OWN.
    `every`: over more days than eyes can follow, the lines go through the means of so many days, and single days are
    faint; `mood` and `urge` say so then, and `few` what it means that a mean is hollow: it is of a day or two.
    """

    title: str
    days: tuple[Day, ...]
    mood: str
    urge: str
    ticks: tuple[tuple[int, str], ...] = ()
    milestones: tuple[tuple[int, str], ...] = ()
    milestone: str = ""
    key: tuple[tuple[str, str], ...] = ()
    every: int = 1
    few: str = ""


class Badge(Struct, frozen=True, tag="badge"):
    """A milestone: a number, or another very short word, and a few words under it."""

    number: str
    words: str


Chart = Curve | Bars | Days | Badge
