"""Every kind of picture, with what is usual, sparse and extreme: its size, its format, and that its words fit."""

from functools import cache
from io import BytesIO
from typing import Any

import pytest
from matplotlib.text import Text
from msgspec.structs import replace

from adapters.drawing.__main__ import serve, sheet
from adapters.drawing.sheet import WIDTH, Sheet, drawable
from coach.book import Book
from coach.chart import MARKS, Badge, Bar, Bars, Chart, Curve, Day, Days, Line, Moment
from coach.content import variants
from tests.botapi import PNG

pytestmark = pytest.mark.unmeasured  # of what is around the coach

EIGHT = (
    ("First meeting", 2), ("A best day, by the lake", 5), ("A worst day", -3), ("An ordinary Tuesday", 1),
    ("When I needed them", -1), ("When they needed me", 3), ("Last month", 0), ("The ending", -4),
)  # fmt: skip
WORDS = ("The peak", "The end", "The average", "good", "bad")
NOW = Line("today", tuple(Moment(*one) for one in EIGHT), 1, 0.4)
THEN = Line("9 March", tuple(Moment(label, max(-5, score - 1)) for label, score in EIGHT[:6]), 2, -0.5)
LONG = Line("", tuple(Moment(f"$x_{n}$ a moment with a long name", (-5, 5)[n % 2]) for n in range(12)), 0, 0)
BANDS = ("low", "some", "strong"), (1.6, 2.4)
KEY = tuple(
    zip((*MARKS, "own"), ("Kept", "Only what was needed", "I reached out", "I looked them up", "Own"), strict=True)
)
MILESTONES = tuple((n, str(n)) for n in (1, 3, 5, 7, 10, 14, 21, 28, 30, 45, 60, 75))


def days(number: int, every: int = 1) -> Days:
    told = (Day(n % 11, 10 - n % 11, (*MARKS, "")[n % 5], n % 3 == 0) if n % 4 else Day() for n in range(number))
    ticks = tuple((n, f"{n + 1} Sep") for n in (range(0, number, 15) if number > 15 else {0, number - 1}))
    milestones = tuple((n, words) for n, words in MILESTONES if n < number)
    return Days(
        f"Your last {number} days",
        tuple(told),
        "How the days were",
        "The pull",
        ticks,
        milestones,
        "Day of the count",
        KEY,
        every,
    )


CHARTS: dict[str, Chart] = {
    "a curve": Curve("How you remember it", (NOW,), *WORDS),
    "two curves": Curve("How you remember it", (NOW, THEN), *WORDS),
    "many moments": Curve("How you remember it", (LONG,), *WORDS),
    "one moment": Curve("How you remember it", (Line("", NOW.moments[:1], 0, 5),), *WORDS),
    "no end of words": Curve("word " * 40, (NOW, THEN), *("word " * 40,) * 5),
    "two bars": Bars("Your habits", (Bar("Reach-for", 2.8), Bar("Step-back", 1.1)), *BANDS),
    "four bars": Bars("Yours and theirs", tuple(Bar("A habit", n) for n in (0, 4, 1.6, 2.4)), *BANDS),
    "one day": Days("One day", (Day(0, 10, "slip", True),), "Mood", "Pull", ((0, "3 Mar"),), key=KEY[2:3]),
    "nothing told": Days("Nothing", (Day(),) * 14, "Mood", "Pull"),
    "14 days": days(14),
    "15 days": days(15),
    "30 days": days(30),
    "90 days": days(90, every=7),
    "90 days, few of them told": replace(
        days(90, every=7), days=tuple(Day(5, 5) if n % 21 == 3 else Day() for n in range(90))
    ),
    "a badge": Badge("21", "days since your window began"),
    "a badge in words": Badge("longest", "the longest run of days that you have told me of so far, whatever comes"),
}


@cache
def drawn(name: str) -> tuple[Sheet, bytes]:
    made = sheet(CHARTS[name])
    return made, made.png()


@pytest.mark.parametrize("name", CHARTS)
def test_it_is_a_picture_that_a_phone_can_show(name: str) -> None:
    made, png = drawn(name)
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    assert (png.startswith(PNG), width, height) == (True, WIDTH, made.height)
    assert 400 <= height <= 1440
    assert len(png) < 400_000


@pytest.mark.parametrize("name", CHARTS)
def test_its_words_are_inside_it_and_none_covers_another(name: str) -> None:
    made, _ = drawn(name)
    boxes = [(text.get_text(), box(text)) for text in texts(made.figure) if text.get_text()]
    for words, (left, low, right, high) in boxes:
        assert left >= 0, words
        assert right <= WIDTH, words
        assert low >= 0, words
        assert high <= made.height, words
    for n, (words, one) in enumerate(boxes):
        assert [other for other, it in boxes[n + 1 :] if touches(one, it)] == [], words


def texts(artist: Any) -> list[Text]:
    return [found for found in artist.findobj(Text) if found.get_visible() and found.get_figure() is not None]


def box(text: Text) -> tuple[float, float, float, float]:
    made: Any = text.get_window_extent()
    return made.x0, made.y0, made.x1, made.y1


def touches(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and along > 1


def test_no_letter_is_too_small_for_a_phone() -> None:
    for name in CHARTS:
        assert all(float(text.get_fontsize()) >= 16 for text in texts(drawn(name)[0].figure) if text.get_text())


def test_the_packs_words_fit(book: Book) -> None:
    words = book.flows["progress"].words

    def one(key: str) -> str:
        return variants(words[key])[0]

    key = tuple((mark, one(f"key_{mark}")) for mark in (*MARKS, "own"))
    title, lines = one("picture").replace("{days:day}", "90 days"), (one("line_mood_weeks"), one("line_urge_weeks"))
    chart = Days(title, (Day(),) * 90, *lines, milestones=((30, "30"),), milestone=one("key_milestone"), key=key)
    chart = replace(chart, days=(Day(5), *chart.days[1:]), every=7, few=one("key_few"))
    seen = {text.get_text() for text in texts(sheet(chart).figure)}
    assert {chart.title, chart.mood, chart.urge, chart.milestone, chart.few, *(said for _, said in key)} <= seen, (
        "something was shortened"
    )


@pytest.mark.parametrize("size", range(300, 400, 10))
def test_no_letter_is_parted_where_words_are_shortened(size: int) -> None:
    letter = "e\N{COMBINING DOT BELOW}\N{COMBINING ACUTE ACCENT}"
    shown = Sheet(400, "").text(0, 0, letter * 60, width=size).get_text()
    assert shown.endswith("…")
    assert shown == f"{letter * (len(shown) // 3)}…"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Zürich, Привет", "Zürich, Привет"), ("a lake 🫠", "a lake"), ("two\nlines\t", "two lines"), ("日本", ""),
        ("$\\frac{1}{2}$", "$\\frac{1}{2}$"),
    ],
)  # fmt: skip
def test_what_has_no_sign_is_left_out(words: str, kept: str) -> None:
    assert drawable(words) == kept


def test_what_cannot_be_read_is_answered_with_nothing() -> None:
    answer = BytesIO()
    serve(BytesIO(b"\0\0\0\x05[1,2]\0\0"), answer)
    assert answer.getvalue() == bytes(4)


def lines(chart: Chart) -> list[list[float]]:
    """Where the drawn lines go, each from left to right; of marks by themselves none."""
    [axes, *_] = sheet(chart).figure.axes
    drawn = [line for line in axes.lines if line.get_linestyle() == "-"]
    return [[round(float(x), 2) for x in line.get_xdata()] for line in drawn]


@pytest.mark.parametrize(
    ("told", "every", "pieces"),
    [
        ((0, 1, 2, 4, 6, 7), 1, [[0, 1, 2, 4, 6, 7]]),
        ((0, 1, 5, 6, 7), 1, [[0, 1], [5, 6, 7]]),
        ((0, 2, 8, 9, 10, 22, 24), 7, [[1, 9], [23]]),
    ],
)
def test_no_line_goes_through_days_of_which_nothing_was_told(
    told: tuple[int, ...], every: int, pieces: list[list[float]]
) -> None:
    there = tuple(Day(mood=5) if n in told else Day() for n in range(28))
    assert lines(Days("x", there, "Mood", "Pull", every=every)) == pieces


@pytest.mark.parametrize(("told", "hollow"), [((0, 1, 2), False), ((0, 1), True)])
def test_a_mean_of_a_day_or_two_is_hollow_and_the_key_says_so(told: tuple[int, ...], hollow: bool) -> None:
    there = tuple(Day(mood=5) if n in told else Day() for n in range(35))
    made = sheet(Days("x", there, "Mood", "Pull", every=7, few="few"))
    marks = [line for line in made.figure.axes[0].lines if line.get_markersize() > 10]
    assert {line.get_markerfacecolor() != line.get_color() for line in marks} == {hollow}
    assert ("few" in {text.get_text() for text in texts(made.figure)}) is hollow


def test_the_same_moment_of_two_curves_stands_at_the_same_place() -> None:
    now = Line("now", NOW.moments[:3], 1, 0, (0, 1, 3))
    then = Line("then", NOW.moments[:3], 1, 0, (0, 2, 3))
    ends = [line for line in lines(Curve("x", (now, then), *WORDS)) if len(line) == 3]
    assert ends == [[0, 0.67, 1], [0, 0.33, 1]]
