"""Who somebody is to us: consent, goal, window, gates, zone, hours. Nothing here is a name."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace


class Age(Enum):
    UNASKED = "unasked"
    ADULT = "adult"
    TEEN = "teen"  # 13 to 17: the check-in and nothing else (content 3.5)


class Goal(Enum):
    RECONCILE = "reconcile"
    HEAL = "heal"
    UNDECIDED = "undecided"


class Gate(Enum):
    """What stands before any hope: while one stands, no odds and no word of a return are ever shown."""

    ABUSE = "abuse"
    ORDER = "order"
    NO = "no"
    HARM = "harm"  # the person frightened, hurt, followed or watched the other


class Pace(Enum):
    """How often the person wants us to begin."""

    FULL = "full"  # two, and a line at midday
    TWO = "two"
    ONE = "one"
    SOME = "some"  # one every third day
    THREE = "three"  # on Monday, Wednesday and Friday
    WEEKLY = "weekly"  # one a week, on the day of the week on which their window began
    NONE = "none"


CALM = timedelta(hours=72)  # nobody who was not safe is written to for three days (content 3.2), nor shown odds
SPEAKS = (
    Gate.ABUSE,
    Gate.ORDER,
    Gate.NO,
    Gate.HARM,
)  # where several stand, the first of these has the word (content 5)
BARRED = frozenset([Gate.ORDER, Gate.NO, Gate.HARM])  # the other is to be left alone


def afraid(gates: Collection[Gate]) -> bool:
    """Whether the other hurt or frightened them, and they did nobody harm: nothing may sound like blame then."""
    return Gate.ABUSE in gates and Gate.HARM not in gates


class Person(Struct, frozen=True):
    """One person. Dates are local dates in `zone`; instants are UTC; None means not known, or not so.

    `window` is in days, 0 for open-ended; it runs from `since`. `country` is an ISO 3166 code or empty.
    `calm_until` holds every push back after somebody was not safe. `worded`: the gates that their own words of danger
    stand for, until they have answered the question about it by itself. `rule`: what takes a day away besides what they
    begin (replied, looked). `counting`: whether they want to see days, runs and figures; they are kept either way.
    """

    age: Age = Age.UNASKED
    consented: datetime | None = None
    country: str = ""
    zone: str = "UTC"
    goal: Goal = Goal.UNDECIDED
    last_contact: date | None = None
    since: date | None = None
    window: int = 30
    limited: tuple[str, ...] = ()
    gates: frozenset[Gate] = frozenset()
    pace: Pace = Pace.TWO
    before: Pace = Pace.TWO  # the pace before this one, other than none: what /resume brings back
    parted: bool = False  # the messages were ended by a farewell of ours, and not by them
    discreet: bool = True  # what we begin comes closed: a line that says nothing, and a button
    pictures: bool = True  # what can be drawn comes as a picture, and otherwise in words
    hour: time = time(9)
    paused_until: datetime | None = None
    calm_until: datetime | None = None
    worded: frozenset[Gate] = frozenset()
    settled: bool = False  # onboarding was finished
    reached: bool = True  # as far as is known, what we begin reaches them
    told: date | None = None  # the day of the last check-in
    rule: frozenset[str] = frozenset()
    counting: bool = True
    areas: tuple[str, ...] = ()  # of life, in which they want to grow; none chosen: all of them
    together: datetime | None = None  # until then they try again, and what is written for people apart rests

    @property
    def ready(self) -> bool:
        return self.consented is not None

    @property
    def standing(self) -> frozenset[Gate]:
        """All that stands before any hope."""
        return self.gates | self.worded

    @property
    def gated(self) -> bool:
        return bool(self.standing)

    @property
    def first_gate(self) -> Gate | None:
        """The gate that has the word; None where none stands."""
        return next((gate for gate in SPEAKS if gate in self.standing), None)

    def may_open(self, who: str) -> bool:
        """Whether a flow that is for these (`who`, coach/content.py) is for them, once they have agreed."""
        return who not in ("adult", "grown") or self.age is not Age.TEEN

    def is_calm(self, now: datetime) -> bool:
        """Whether words of theirs told of danger in the last three days."""
        return self.calm_until is not None and now < self.calm_until

    def tries_again(self, now: datetime) -> bool:
        """Whether what is written for people apart rests. Behind a gate it does not, whatever they had begun."""
        return self.together is not None and now < self.together and not self.gated

    def at_pace(self, pace: Pace) -> "Person":
        """Written to so often from now on."""
        return replace(self, pace=pace, before=self.before if self.pace is Pace.NONE else self.pace, parted=False)
