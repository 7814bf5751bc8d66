"""A milestone: its number in a ring, and its words beside it."""

from matplotlib.patches import Circle

from adapters.drawing.sheet import BLUE, EDGE, LARGE, ORANGE, WIDTH, Sheet, drawable
from coach.chart import Badge


def badge(chart: Badge) -> Sheet:
    made = Sheet(460, "")
    axes = made.axes(EDGE, 40, 380, 380)
    axes.set_xlim(-1.1, 1.1)
    axes.set_ylim(-1.1, 1.1)
    axes.set_axis_off()
    for radius, color, width in ((1.0, BLUE, 9), (0.86, ORANGE, 3)):
        axes.add_patch(Circle((0, 0), radius, fill=False, edgecolor=color, linewidth=width))
    size = 64.0
    number = made.text(EDGE + 190, 230, chart.number, size=size, weight="bold", ha="center", va="center")
    while made.size(number)[0] > 270:
        number.set_fontsize(size := size * 0.9)
    lines = _wrapped(made, chart.words, WIDTH - 2 * EDGE - 430, 4)
    for row, words in enumerate(lines):
        y = 230 + 64 * (row - (len(lines) - 1) / 2)
        made.text(EDGE + 430, y, words, size=LARGE, width=WIDTH - 2 * EDGE - 430, va="center")
    return made


def _wrapped(made: Sheet, words: str, width: float, most: int) -> list[str]:
    lines, probe = [""], made.text(0, 0, "", size=LARGE)
    for word in words.split():
        probe.set_text(drawable(longer := f"{lines[-1]} {word}".strip()))
        if lines[-1] and made.size(probe)[0] > width and len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = longer
    probe.remove()
    return lines
