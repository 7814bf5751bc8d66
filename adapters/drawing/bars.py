"""Bars, one under the other, with the bands they end in."""

from matplotlib.patches import Rectangle

from adapters.drawing.sheet import BLUE, BORDER, DASHES, EDGE, GROUND, INK, ORANGE, PLAIN, WIDTH, Look, Sheet
from coach.chart import Bars


def bars(chart: Bars) -> Sheet:
    each, top = 150, 120
    made = Sheet(top + each * len(chart.bars) + 96, chart.title)
    width = WIDTH - 2 * EDGE
    starts = [0.0, *chart.edges]
    ends = [*chart.edges, chart.most]
    below = top + each * len(chart.bars)
    for n, bar in enumerate(chart.bars):
        y = top + each * n
        made.text(EDGE, y, bar.label, size=PLAIN, width=width)
        axes = made.axes(EDGE, y + 50, width, 66)
        axes.set_xlim(0, chart.most)
        axes.set_ylim(0, 1)
        axes.set_axis_off()
        axes.add_patch(Rectangle((0, 0), chart.most, 1, facecolor="#ecebe5", edgecolor=BORDER, linewidth=2.5))
        look: Look = {"facecolor": (BLUE, ORANGE)[n % 2], "edgecolor": GROUND, "linewidth": 0}
        axes.add_patch(Rectangle((0, 0), bar.score, 1, **look, hatch=("", "//")[n % 2]))
        axes.vlines(chart.edges, 0, 1, color=INK, linewidth=3, linestyle=DASHES)
    for low, high, band in zip(starts, ends, chart.bands, strict=True):
        middle = EDGE + width * (low + high) / 2 / chart.most
        made.text(middle, below, band, ha="center", color=INK, width=width * (high - low) / chart.most - 8)
    return made
