"""A curve of moments, and an earlier one behind it."""

from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke

from adapters.drawing.sheet import (
    BLUE,
    BORDER,
    DOTS,
    EDGE,
    GRID,
    GROUND,
    INK,
    ORANGE,
    PALER,
    SMALL,
    TOP,
    WIDTH,
    Axes,
    Handles,
    Look,
    Sheet,
    legend_height,
)
from coach.chart import Curve, Line

ENDS = 172  # pixels for the words at the ends of a scale


def curve(chart: Curve) -> Sheet:
    now = chart.lines[0]
    names, marks, rows = _names(chart), _marks(chart), -(-len(now.moments) // 2)
    top = int(TOP + legend_height(names) + legend_height(marks)) + 36
    made = Sheet(top + 560 + 52 * rows + 30, chart.title)
    made.legend(made.legend(TOP, names), marks)
    axes = made.axes(EDGE + ENDS + 4, top, WIDTH - 2 * EDGE - ENDS - 4, 530)
    axes.set_xlim(-0.06, 1.06)
    axes.set_ylim(-6.4, 6.4)
    axes.set_xticks([])
    axes.set_yticks([])
    for words, y, color in ((chart.good, 5, GRID), ("0", 0, BORDER), (chart.bad, -5, GRID)):
        axes.hlines([y], -0.06, 1.06, color=color, linewidth=2)
        made.text(EDGE, top + 530 * (6.4 - y) / 12.8, words, va="center", width=ENDS)
    for line in reversed(chart.lines):
        _line(axes, line, chart.last, line is now)
    half = (WIDTH - 2 * EDGE) / 2
    for n, moment in enumerate(now.moments):
        column, row = divmod(n, rows)
        x, y = EDGE + column * (half + 12), top + 560 + 52 * row
        made.text(x, y, f"{n + 1}", weight="bold")
        indent = 44 if len(now.moments) < 10 else 64
        made.text(x + indent, y, moment.label, width=half - indent - 24)
    return made


def _names(chart: Curve) -> Handles:
    if len(chart.lines) == 1:
        return []
    looks: tuple[Look, Look] = (
        {"color": BLUE, "linewidth": 5},
        {"color": PALER, "linewidth": 14, "solid_capstyle": "butt"},
    )
    return [(Line2D([], [], **look), line.name) for look, line in zip(looks, chart.lines, strict=True)]


def _marks(chart: Curve) -> Handles:
    star = Line2D([], [], color=ORANGE, marker="*", markersize=24, linestyle="none")
    square = Line2D([], [], color=INK, marker="s", markersize=15, linestyle="none")
    mean = Line2D([], [], color=ORANGE, linewidth=4, linestyle=DOTS)
    return [(star, chart.peak), (square, chart.end), (mean, chart.mean)]


def _line(axes: Axes, line: Line, last: int, now: bool) -> None:
    """The earlier one is a broad pale band with no numbers: it shows also where the new one lies on it."""
    scores = [moment.score for moment in line.moments]
    across = [at / max(1, last) for at in line.at]
    color, width, over = (BLUE, 5, 10) if now else (PALER, 14, 0)
    axes.plot(across, scores, color=color, linewidth=width, zorder=3 + over, solid_joinstyle="round")
    edge: Look = {"markeredgecolor": GROUND, "linestyle": "none"}
    one = line.peak == len(scores) - 1  # then the square stands around the star
    for xs, ys, marker, size, fill in (
        (across, scores, "o", 11 if now else 24, color),
        (across[-1:], scores[-1:], "s", (32 if one else 19) if now else 34, INK if now else PALER),
        (across[-1:], scores[-1:], "s", 27 if now and one else 0, GROUND),
        ([across[line.peak]], [scores[line.peak]], "*", (24 if one else 32) if now else 46, ORANGE if now else PALER),
    ):
        axes.plot(xs, ys, marker=marker, markersize=size, color=fill, zorder=4 + over, **edge)
    if now:
        axes.axhline(line.mean, color=ORANGE, linewidth=4, linestyle=DOTS, zorder=2)
        for n, at in enumerate(zip(across, scores, strict=True)):
            _number(axes, n, at, 42 if one and n == line.peak else 26)


def _number(axes: Axes, n: int, at: tuple[float, float], away: int) -> None:
    up = at[1] >= 0
    axes.annotate(
        f"{n + 1}",
        at,
        (0, away if up else -away),
        textcoords="offset pixels",
        ha="center",
        va="bottom" if up else "top",
        fontsize=SMALL,
        weight="bold",
        color=INK,
        zorder=20,
        path_effects=[Stroke(linewidth=6, foreground=GROUND), Normal()],
    )
