"""What the packs that are no conversation may hold: messages, small actions, lessons, helplines, phrases."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from coach.content import Name, Strict, Variants, Words

CHECKED_FOR = timedelta(days=90)  # after which a helpline has to be looked at again
Occasion = Literal[
    "your_birthday",
    "their_birthday",
    "childs_birthday",
    "anniversary",
    "valentines",
    "christmas",
    "new_year",
    "festival",
    "wedding",
    "exam",
    "weekend",
    "handover",
    "hearing",
    "moving",
    "other",
]
"""A hard date (content 4.6)."""


class Pool(Strict):
    """Messages the coach may begin a conversation with, that share when they fit. A key left out fits always.

    kind `end`: said once when the window is over.   `jit`: before an hour that is often hard.   `late`: to somebody who
    opens the ten minutes at night.   `sos15`, `sos120`, `sosnext`: how it is, as many minutes or a night after
    them.   `occasion`: three days before a hard date, on it, and the day after (`when`).   `review_in`,
    `review_out`: before and after a week is looked at.
    barred: only for those who have to leave the other alone (an order, a clear no, harm done), or, where it is false,
    never for them.   mark: a milestone that is no day.   counts: it speaks of how many days there are, or were kept; a
    milestone and the end of a window do in any case.
    """

    kind: Literal[
        "nudge",
        "prompt",
        "milestone",
        "quiet",
        "end",
        "jit",
        "late",
        "sos15",
        "sos120",
        "sosnext",
        "occasion",
        "review_in",
        "review_out",
    ]
    slot: list[Literal["morning", "midday", "evening"]] = Field(default=[])
    goal: Literal["reconcile", "heal", "undecided"] | None = None
    state: (
        Literal[
            "slip1",
            "slip2",
            "slip7",
            "looked",
            "low",
            "danger",
            "limited",
            "falling",
            "flat",
            "rising",
            "ex_wrote",
            "ex_dating",
        ]
        | None
    ) = None
    barred: bool | None = None
    counts: bool = False
    milestone: int | None = None
    mark: Literal["first_week", "longest", "own10"] | None = None
    quiet: int | None = None
    occasion: Occasion | None = None
    when: Literal["before", "day", "after"] | None = None
    theme: dict[
        Literal[
            "normalise",
            "body",
            "people",
            "craft",
            "home",
            "self_kindness",
            "urge_skill",
            "humour_light",
            "perspective",
            "boundary",
            "hope_without_promise",
            "rest",
        ],
        dict[Name, Annotated[str, StringConstraints(min_length=1, max_length=220)]],
    ]


class Nudges(Strict):
    pool: dict[Name, Pool]


Area = Literal["body", "sleep", "people", "craft", "home", "mind", "values"]
"""Of life, in which something of one's own is done (content 8)."""


class Action(Strict):
    """A small own thing for tomorrow, and its two-minute version."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=90)]
    tiny: Annotated[str, StringConstraints(min_length=1, max_length=90)]


class Actions(Strict):
    area: dict[Area, Annotated[dict[Name, Action], Field(min_length=1)]] = Field(min_length=2)


LessonFor = Literal["reconcile", "heal", "undecided", "limited", "safety", "gentle"]


class Lesson(Strict):
    """One lesson of the programme. `action` and `tiny`, its two-minute version, follow "Today, if you like: ".

    for: whom these words are for; left out, whoever has none of their own. `safety`: fear or control came from the
    other. `limited`: there is contact that cannot be avoided. `heal`: for those who want to, and for whoever reads of
    no return, because a gate stands. `gentle`: somebody is low. `to`: the flow, or flows, that buttons under it open.
    """

    day: Annotated[int, Field(ge=1, le=90)]
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    area: Area
    whom: LessonFor | None = Field(default=None, alias="for")
    text: Words
    action: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    tiny: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    to: Name | list[Name] = Field(default=[])

    @property
    def opens(self) -> tuple[str, ...]:
        return (self.to,) if isinstance(self.to, str) else tuple(self.to)


class Lessons(Strict):
    lesson: dict[Name, Lesson]


class Line(Strict):
    """A number to call or write to, and how well it is known: A an official page, B two lists agree, C one list.

    M, from memory, and CONFLICT, where lists disagree, are never shown. `source`: where it was read.
    `checked`: the day somebody saw that it is right, where it is not the file's.
    """

    say: Words
    mark: Literal["A", "B", "C", "M", "CONFLICT"]
    source: Words
    checked: date | None = None

    @property
    def is_known(self) -> bool:
        return self.mark in ("A", "B", "C")


class Helpline(Strict):
    """`child`: for those under 18.   `silent`: how to reach the emergency number without a word."""

    emergency: Words
    crisis: Line | None = None
    abuse: Line | None = None
    child: Line | None = None
    silent: Line | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Those there are."""
        return tuple(line for line in (self.crisis, self.abuse, self.child, self.silent) if line is not None)


class Helplines(Strict):
    """`directory` is for everywhere, and for whatever is not known well enough."""

    checked: date
    directory: Words
    country: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], Helpline]

    def old(self, today: date) -> list[tuple[str, date]]:
        """The countries with a line last checked more than 90 days ago (content 3.6), and when; the oldest first."""
        lines = [(code, line) for code, there in self.country.items() for line in there.lines]
        dates = {code: min(one.checked or self.checked for c, one in lines if c == code) for code, _ in lines}
        return sorted(((c, day) for c, day in dates.items() if today - day > CHECKED_FOR), key=lambda one: one[1])


class Phrases(Strict):
    """What the engine itself says, the names of the months, and counted nouns by CLDR plural category.

    heard: what people type for a yes, a no, a "don't know", and for each of the ways out; and out of nowhere, a
    greeting, thanks, a goodbye, a question who is there, being ill, being away.
    """

    months: Annotated[list[Words], Field(min_length=12, max_length=12)]
    say: dict[Name, Variants]
    label: dict[Name, Annotated[str, StringConstraints(min_length=1, max_length=30)]]
    heard: dict[
        Literal[
            "yes",
            "no",
            "unknown",
            "back",
            "skip",
            "stop",
            "done",
            "again",
            "hello",
            "thanks",
            "bye",
            "who",
            "ill",
            "plain",
            "travel",
            "kids",
            "chance",
            "new",
            "angry",
            "ok",
            "yes_plainly",
            "worst",
            "best",
            "no_pull",
            "strongest",
        ],
        list[Words],
    ]
    unit: dict[Name, dict[Literal["zero", "one", "two", "few", "many", "other"], Words]]
