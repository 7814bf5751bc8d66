"""A calendar strip: what each day was, by its shape."""

from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Rectangle

from adapters.drawing.sheet import BLUE, BORDER, EDGE, GREEN, GROUND, INK, Axes, Look, Sheet
from coach.chart import KEPT, LOOKED, NEEDED, OWN, SLIP, Day, Days

Place = tuple[float, float]  # pixels across and down


def calendar_strip(
    made: Sheet, chart: Days, corner: tuple[float, float], cell: tuple[float, float], per_row: int
) -> None:
    rows, width, tall = -(-len(chart.days) // per_row), cell[0] * max(per_row, 7), cell[1]
    axes = made.axes(*corner, width, tall * rows)
    axes.set_xlim(0, width)
    axes.set_ylim(tall * rows, 0)
    axes.set_axis_off()
    ticks = dict(chart.ticks)
    for n, day in enumerate(chart.days):
        row, column = divmod(n, per_row)
        _cell(axes, day, column * cell[0], row * tall, *cell)
        if rows > 1 and column == 0:
            y = corner[1] + (row + 0.5) * tall
            made.text(EDGE, y, ticks.get(n, ""), va="center", width=corner[0] - EDGE - 8)


def _cell(axes: Axes, day: Day, x: float, y: float, cell: float, tall: float) -> None:
    side = min(cell, tall) - 14
    x, y = x + (cell - side) / 2, y + (tall - side) / 2
    middle = x + side / 2, y + side / 2
    if patch := _patch(day.mark, x, y, side):
        axes.add_patch(patch)
    else:
        axes.add_patch(Circle(middle, 4, color=BORDER))
    if day.mark == SLIP:
        axes.plot([x + side * 0.25, x + side * 0.75], [y + side * 0.75, y + side * 0.25], color=INK, linewidth=4)
    if day.mark == LOOKED:
        axes.add_patch(Circle(middle, side * 0.17, color=INK))
    if day.own:
        at = x + side - 5, y + side - 5  # at the corner, where it leaves the sign of the day to be seen
        size = 15 if side > 60 else 11
        axes.plot(*at, "^", color=GREEN, markersize=size, markeredgecolor=GROUND, markeredgewidth=2, clip_on=False)


def _patch(mark: str, x: float, y: float, side: float) -> Patch | None:
    match mark:
        case "kept":
            return Rectangle((x, y), side, side, facecolor=BLUE, edgecolor=BLUE, linewidth=2.5)
        case "needed":
            return Rectangle((x, y), side, side, facecolor=GROUND, edgecolor=BLUE, linewidth=2.5, hatch="---")
        case "":
            return None
        case _:
            return Rectangle((x, y), side, side, facecolor=GROUND, edgecolor=INK, linewidth=2.5)


def swatch(mark: str) -> Any:
    looks: dict[str, Look] = {
        KEPT: {"marker": "s", "color": BLUE, "markersize": 19},
        OWN: {"marker": "^", "color": GREEN, "markersize": 14},
        SLIP: {"marker": "$⧄$", "color": INK, "markersize": 20},
        LOOKED: {"marker": "$⊡$", "color": INK, "markersize": 20},
    }
    if mark == NEEDED:
        return Patch(facecolor=GROUND, edgecolor=BLUE, linewidth=2.5, hatch="---")
    return Line2D([], [], linestyle="none", **looks[mark])
