"""Mood and urge over the days, with milestones above them and a calendar strip below."""

from collections.abc import Sequence

from matplotlib.lines import Line2D

from adapters.drawing.means import FEW, means, pieces
from adapters.drawing.sheet import (
    BLUE,
    DASHES,
    DOTS,
    EDGE,
    GRID,
    GROUND,
    INK,
    ORANGE,
    PALE,
    TOP,
    WIDTH,
    Axes,
    Handles,
    Look,
    Sheet,
    legend_height,
)
from adapters.drawing.strip import calendar_strip, swatch
from coach.chart import Days

AXIS = 58  # pixels that the numbers beside an axis take
ROW = 15  # days of a strip in one row, where there are more than a row


def days(chart: Days) -> Sheet:
    n = len(chart.days)
    per_row, key = min(n, ROW), [(swatch(mark), words) for mark, words in chart.key]
    left = EDGE + (160 if n > ROW else AXIS)
    cell = (WIDTH - EDGE - left) / max(per_row, 7)
    tall = min(cell, 92)
    lines = _lines(chart)
    top = int(TOP + legend_height(lines)) + (92 if chart.milestones else 30)
    strip = top + 400 + 80
    below = int(strip + tall * -(-n // per_row) + 34)
    made = Sheet(int(below + legend_height(key)) + 24, chart.title)
    made.legend(TOP, lines)
    axes = made.axes(EDGE + AXIS, top, WIDTH - 2 * EDGE - AXIS, 400)
    axes.set_xlim(-0.5, max(n, 7) - 0.5)
    axes.set_ylim(-0.6, 10.6)
    axes.set_yticks([0, 5, 10])
    axes.hlines([0, 5, 10], -0.5, max(n, 7) - 0.5, color=GRID, linewidth=2)
    axes.set_xticks([])
    _ticks(made, chart, top + 412)
    _numbers(axes, chart)
    _milestones(made, axes, chart, top)
    calendar_strip(made, chart, (left, strip), (cell, tall), per_row)
    made.legend(below, key)
    return made


def _lines(chart: Days) -> Handles:
    """What the legend says of the lines."""
    mood = Line2D([], [], color=BLUE, linewidth=5, marker="o", markersize=13)
    urge = Line2D([], [], color=ORANGE, linewidth=4, linestyle=DASHES, marker="D", markersize=8)
    lines: Handles = [(mood, chart.mood), (urge, chart.urge)]
    if chart.few and any(0 < n < FEW for n in _told_of(chart)):
        hollow: Look = {"color": BLUE, "markerfacecolor": GROUND, "markeredgewidth": 2.5, "linestyle": "none"}
        lines.append((Line2D([], [], marker="o", markersize=13, **hollow), chart.few))
    if chart.milestones:
        lines.append((Line2D([], [], color=INK, marker="v", markersize=12, linestyle="none"), chart.milestone))
    return lines


def _told_of(chart: Days) -> list[int]:
    """Of each mean that is drawn, how many days it is of."""
    numbers = [day.mood for day in chart.days], [day.urge for day in chart.days]
    told = [[(n, float(value)) for n, value in enumerate(values) if value is not None] for values in numbers]
    return [mean.days for one in told for mean in means(one, chart.every)]


def _place(chart: Days, at: int) -> float:
    """Pixels from the left of a day."""
    return EDGE + AXIS + (WIDTH - 2 * EDGE - AXIS) * (at + 0.5) / max(len(chart.days), 7)


def _row_of_words(made: Sheet, words: Sequence[tuple[float, str]], y: float) -> list[float]:
    """Each over or under its place, inside the picture; one that would touch another before it is left out.

    Returns the places of those that are there.
    """
    taken, there = list[tuple[float, float]](), list[float]()
    for place, said in words:
        text = made.text(place, y, said, ha="center")
        half = made.size(text)[0] / 2
        x = min(max(place, EDGE + half), WIDTH - EDGE - half)
        text.set_x(x / WIDTH)
        if any(abs(x - other) < half + its_half + 18 for other, its_half in taken):
            text.remove()
        else:
            taken.append((x, half))
            there.append(place)
    return there


def _ticks(made: Sheet, chart: Days, y: float) -> None:
    _row_of_words(made, [(_place(chart, at), words) for at, words in chart.ticks], y)


def _numbers(axes: Axes, chart: Days) -> None:
    """The pull is drawn over the mood, and smaller: where they are the same, both are seen."""
    for values, color, look in (
        ([day.mood for day in chart.days], BLUE, {"linestyle": "solid", "linewidth": 5, "marker": "o"}),
        ([day.urge for day in chart.days], ORANGE, {"linestyle": DASHES, "linewidth": 4, "marker": "D"}),
    ):
        told = [(at, float(value)) for at, value in enumerate(values) if value is not None]
        if chart.every > 1:
            faint = {"color": color, "marker": look["marker"], "linestyle": "none", "alpha": 0.35, "markersize": 6}
            axes.plot([at for at, _ in told], [value for _, value in told], **faint, clip_on=False)
        size = 13 if look["marker"] == "o" else 8
        for piece in pieces(means(told, chart.every), chart.every):
            axes.plot(piece.at, piece.values, color=color, **{**look, "marker": ""}, clip_on=False)
        for mean in means(told, chart.every):
            few = chart.every > 1 and mean.days < FEW
            face = GROUND if few else color
            shape: Look = {
                "marker": look["marker"],
                "markersize": size,
                "markerfacecolor": face,
                "markeredgewidth": 2.5,
            }
            axes.plot([mean.at], [mean.value], color=color, linestyle="none", **shape, clip_on=False, zorder=5)


def _milestones(made: Sheet, axes: Axes, chart: Days, top: int) -> None:
    """Those that there is room to name, the later ones first."""
    at = {_place(chart, at): at for at, _ in chart.milestones}
    later_first = [(_place(chart, at), words) for at, words in reversed(chart.milestones)]
    for place in _row_of_words(made, later_first, top - 76):
        axes.plot([at[place]], [11.0], "v", color=INK, markersize=12, clip_on=False)
        axes.vlines([at[place]], 0, 10.6, color=PALE, linewidth=1.5, linestyle=DOTS)
