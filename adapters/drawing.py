"""What draws: reads charts from its standard input, one after another, and writes each as a PNG to its output.

Run as a process by adapters/pictures.py, and by nobody else. Each question and answer has its length before it, in four
bytes; an empty answer is a chart that could not be drawn. It ends with its input.

A phone shows 1080 pixels six centimetres wide: no letter is under 33 of them, and no more than a few ticks are named.
Nothing is told by a colour alone, and the ground is opaque, so that it reads in a light chat and in a dark one.
"""

import math
import os
import sys
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import matplotlib as mpl
import msgspec
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Rectangle
from matplotlib.text import Text

from coach.chart import KEPT, LOOKED, NEEDED, OWN, SLIP, Badge, Bars, Chart, Curve, Day, Days, Line

Look = dict[str, Any]
Axes = Any  # matplotlib's own; what its stubs say of the methods is half unknown to a strict checker
WIDTH, DPI = 1080, 150  # pixels, and of them an inch
EDGE = 40  # pixels left free on each side
SMALL, PLAIN, LARGE = 16.5, 18, 22  # points; there are 2.08 pixels in one
GROUND, INK, PALE, BORDER = "#fbfaf6", "#1f2328", "#6b7280", "#9aa0a6"
BLUE, ORANGE, GRID = "#0b5cad", "#c2570c", "#dcdcd6"  # told apart by every kind of eye, and by shape besides
DOTS, DASHES = (0, (1.2, 1.6)), (0, (5, 2.5))
ROW = 15  # days of a strip in one row, where there are more than a row


class Sheet:
    """A figure of our width, measured in pixels from its upper left corner."""

    def __init__(self, height: int, title: str) -> None:
        self.height = height
        self.figure: Any = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=GROUND)
        self._canvas = FigureCanvasAgg(self.figure)
        self.figure.add_artist(Rectangle((0, 0), 1, 1, fill=False, edgecolor=BORDER, linewidth=3))
        self.text(EDGE, 30, title, size=LARGE, weight="bold", width=WIDTH - 2 * EDGE)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        at = (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height)
        made = self.figure.add_axes(at)
        made.set_facecolor("none")
        for spine in made.spines.values():
            spine.set_visible(False)
        made.tick_params(length=0, labelsize=SMALL, labelcolor=INK, pad=8)
        return made

    def text(self, x: float, y: float, words: str, *, size: float = SMALL, width: float = 0, **look: Any) -> Text:
        """`y` is the upper edge, unless the look says otherwise. Shortened to `width`, where there is one."""
        look = {"color": INK, "va": "top", "ha": "left", **look}
        made = self.figure.text(
            x / WIDTH, 1 - y / self.height, drawable(words), fontsize=size, parse_math=False, **look
        )
        if width:
            self.shorten(made, width)
        return made

    def shorten(self, text: Text, width: float) -> None:
        words = whole = text.get_text()
        while len(words) > 1 and self.size(text)[0] > width:
            words = words[: min(len(words) - 1, int(len(words) * 0.95))].rstrip()
            text.set_text(words + "…")
        assert whole == words or text.get_text().endswith("…")

    def size(self, text: Text) -> tuple[float, float]:
        box = text.get_window_extent(self._canvas.get_renderer())
        return box.width, box.height

    def legend(self, top: float, handles: Sequence[tuple[Any, str]]) -> float:
        """Shapes and their words, in as many columns as there is room for; returns where it ends."""
        for columns in range(min(3, len(handles)), 0, -1):
            made = self.figure.legend(
                [handle for handle, _ in handles],
                [drawable(words) for _, words in handles],
                ncols=columns,
                loc="upper left",
                bbox_to_anchor=((EDGE - 8) / WIDTH, 1 - top / self.height),
                fontsize=SMALL,
                labelcolor=INK,
                frameon=False,
                borderpad=0,
                borderaxespad=0,
                handletextpad=0.5,
                columnspacing=1.4,
                labelspacing=0.45,
                handlelength=2.2,
            )
            box = made.get_window_extent(self._canvas.get_renderer())
            if box.width <= WIDTH - 2 * EDGE + 16:
                return top + box.height
            if columns > 1:
                made.remove()
        return top

    def png(self) -> bytes:
        made = BytesIO()
        self.figure.savefig(made, format="png", dpi=DPI, metadata={"Software": None})
        return made.getvalue()


@cache
def _font() -> FT2Font:
    """The one that the library brings along: no machine needs any other."""
    return FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"))


def drawable(words: str) -> str:
    """In one line, without signs that the font has none for: the words beside the picture have them all."""
    kept = "".join(c if _font().get_char_index(ord(c)) else " " for c in words)
    return " ".join(kept.split())


def sheet(chart: Chart) -> Sheet:
    match chart:
        case Curve():
            return _curve(chart)
        case Bars():
            return _bars(chart)
        case Days():
            return _days(chart)
        case Badge():
            return _badge(chart)


# A curve


def _curve(chart: Curve) -> Sheet:
    now = chart.lines[0]
    rows = -(-len(now.moments) // 2)
    legend = 60 if len(chart.lines) == 1 else 118
    top = 110 + legend
    made = Sheet(top + 560 + 52 * rows + 40, chart.title)
    made.legend(106, [*_names(chart), *_marks(chart)])
    axes = made.axes(EDGE + 40, top, WIDTH - 2 * EDGE - 40, 530)
    axes.set_xlim(-0.06, 1.06)
    axes.set_ylim(-6.6, 6.6)
    axes.set_xticks([])
    axes.set_yticks([-5, 0, 5], ["-5", "0", "+5"])
    axes.hlines([-5, 5], -0.06, 1.06, color=GRID, linewidth=2)
    axes.axhline(0, color=BORDER, linewidth=2)
    for words, y, va in ((chart.good, 6.5, "top"), (chart.bad, -6.5, "bottom")):
        axes.text(-0.05, y, drawable(words), fontsize=SMALL, color=PALE, va=va, parse_math=False)
    for line in reversed(chart.lines):
        _line(axes, line, line is now)
    for n, moment in enumerate(now.moments):
        column, row = divmod(n, rows)
        at = EDGE + column * (WIDTH - 2 * EDGE) / 2, top + 560 + 52 * row
        made.text(*at, f"{n + 1}", weight="bold")
        made.text(at[0] + 56, at[1], moment.label, width=(WIDTH - 2 * EDGE) / 2 - 72)
    return made


def _names(chart: Curve) -> list[tuple[Any, str]]:
    if len(chart.lines) == 1:
        return []
    looks: tuple[Look, Look] = ({"color": BLUE, "linewidth": 5}, {"color": PALE, "linewidth": 3.5, "linestyle": DASHES})
    return [(Line2D([], [], **look), line.name) for look, line in zip(looks, chart.lines, strict=True)]


def _marks(chart: Curve) -> list[tuple[Any, str]]:
    star = Line2D([], [], color=ORANGE, marker="*", markersize=24, linestyle="none")
    square = Line2D([], [], color=INK, marker="s", markersize=15, linestyle="none")
    mean = Line2D([], [], color=ORANGE, linewidth=4, linestyle=DOTS)
    return [(star, chart.peak), (square, chart.end), (mean, chart.mean)]


def _line(axes: Axes, line: Line, now: bool) -> None:
    scores = [moment.score for moment in line.moments]
    across = [n / max(1, len(scores) - 1) for n in range(len(scores))]
    color, width = (BLUE, 5) if now else (PALE, 3.5)
    axes.plot(across, scores, color=color, linewidth=width, linestyle="solid" if now else DASHES, zorder=3)
    ends = {"color": ORANGE if now else PALE, "zorder": 5 if now else 4, "markeredgecolor": GROUND}
    axes.plot(across, scores, "o", color=color, markersize=11 if now else 7, zorder=4, markeredgecolor=GROUND)
    axes.plot(across[line.peak], scores[line.peak], "*", markersize=32 if now else 22, **ends)
    last = {**ends, "color": INK if now else PALE}
    axes.plot(across[-1], scores[-1], "s", markersize=19 if now else 12, **{**last, "zorder": 4.5})
    if not now:
        return
    axes.axhline(line.mean, color=ORANGE, linewidth=4, linestyle=DOTS, zorder=2)
    for n, (x, y) in enumerate(zip(across, scores, strict=True)):
        away = 26 if y >= 0 else -26
        axes.annotate(
            f"{n + 1}", (x, y), (0, away), textcoords="offset pixels", ha="center", fontsize=SMALL, color=INK,
            va="bottom" if y >= 0 else "top", weight="bold", zorder=6,
        )  # fmt: skip


# Bars


def _bars(chart: Bars) -> Sheet:
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


# Days


def _days(chart: Days) -> Sheet:
    n = len(chart.days)
    per_row = n if n <= ROW else ROW
    rows, named = -(-n // per_row), per_row < n
    strip_left = EDGE + 130 if named else EDGE + 62
    cell = (WIDTH - EDGE - strip_left) / max(per_row, 7)
    tall = min(cell, 92)
    top = 186 + (50 if chart.milestones else 0)
    strip = top + 400 + 74
    key = strip + tall * rows + 30
    made = Sheet(int(key + 58 * math.ceil(len(chart.key) / 2) + 30), chart.title)
    mood = Line2D([], [], color=BLUE, linewidth=5, marker="o", markersize=11)
    urge = Line2D([], [], color=ORANGE, linewidth=4, linestyle=DASHES, marker="D", markersize=9)
    made.legend(106, [(mood, chart.mood), (urge, chart.urge)])
    _numbers(made, chart, made.axes(EDGE + 62, top, WIDTH - 2 * EDGE - 62, 400))
    _strip(made, chart, strip_left, strip, cell, tall, per_row, named)
    if chart.key:
        made.legend(key, [(_swatch(mark), words) for mark, words in chart.key])
    return made


def _numbers(made: Sheet, chart: Days, axes: Axes) -> None:
    n = len(chart.days)
    axes.set_xlim(-0.5, max(n, 7) - 0.5)
    axes.set_ylim(-0.6, 10.6)
    axes.set_yticks([0, 5, 10])
    axes.hlines([0, 5, 10], -0.5, max(n, 7) - 0.5, color=GRID, linewidth=2)
    axes.set_xticks([at for at, _ in chart.ticks], [drawable(words) for _, words in chart.ticks])
    _turned_in(made, axes)
    dots = n <= 45
    for values, look in (
        ([day.urge for day in chart.days], {"color": ORANGE, "linestyle": DASHES, "linewidth": 4, "marker": "D"}),
        ([day.mood for day in chart.days], {"color": BLUE, "linestyle": "solid", "linewidth": 5, "marker": "o"}),
    ):
        told = [(at, value) for at, value in enumerate(values) if value is not None]
        size = 11 if dots or len(told) < 20 else 5
        axes.plot([at for at, _ in told], [value for _, value in told], **look, markersize=size, clip_on=False)
    right = -1.0
    for at, words in chart.milestones:
        x = EDGE + 62 + (WIDTH - 2 * EDGE - 62) * (at + 0.5) / max(n, 7)
        axes.plot([at], [10.9], "v", color=INK, markersize=13, clip_on=False)
        axes.vlines([at], 0, 10.6, color=PALE, linewidth=1.5, linestyle=DOTS)
        text = made.text(x, 186 - 6, words, ha="center")
        half = made.size(text)[0] / 2
        x = min(max(x, EDGE + half), WIDTH - EDGE - half)
        text.set_x(x / WIDTH)
        if x - half < right + 14:
            text.remove()  # the mark stays, and the words beside the picture name it
        else:
            right = x + half


def _turned_in(made: Sheet, axes: Axes) -> None:
    """The first and last tick's words stay inside the picture."""
    labels = axes.get_xticklabels()
    for label in labels:
        label.set_parse_math(False)
    if len(labels) > 1:
        labels[-1].set_horizontalalignment("right")
    if labels and axes.get_xticks()[0] == 0:
        labels[0].set_horizontalalignment("left")


def _strip(
    made: Sheet, chart: Days, left: float, top: float, cell: float, tall: float, per_row: int, named: bool
) -> None:
    rows = -(-len(chart.days) // per_row)
    width = cell * max(per_row, 7)
    axes = made.axes(left, top, width, tall * rows)
    axes.set_xlim(0, width)
    axes.set_ylim(tall * rows, 0)
    axes.set_axis_off()
    ticks = dict(chart.ticks)
    for n, day in enumerate(chart.days):
        row, column = divmod(n, per_row)
        _cell(axes, day, column * cell, row * tall, cell, tall)
        if named and column == 0:
            made.text(EDGE, top + (row + 0.5) * tall, ticks.get(n, ""), va="center", width=left - EDGE - 8)


def _cell(axes: Axes, day: Day, x: float, y: float, cell: float, tall: float) -> None:
    side = min(cell, tall) - 8
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
        at = x + side - 9, y + side - 9
        axes.plot(*at, "D", color=ORANGE, markersize=9, markeredgecolor=GROUND, markeredgewidth=2, clip_on=False)


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


def _swatch(mark: str) -> Any:
    looks: dict[str, Look] = {
        KEPT: {"marker": "s", "color": BLUE, "markersize": 19},
        OWN: {"marker": "D", "color": ORANGE, "markersize": 12},
        SLIP: {"marker": "$⧄$", "color": INK, "markersize": 20},
        LOOKED: {"marker": "$⊡$", "color": INK, "markersize": 20},
    }
    if mark == NEEDED:
        return Patch(facecolor=GROUND, edgecolor=BLUE, linewidth=2.5, hatch="---")
    return Line2D([], [], linestyle="none", **looks[mark])


# A badge


def _badge(chart: Badge) -> Sheet:
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
    for row, words in enumerate(_wrapped(made, chart.words, WIDTH - 2 * EDGE - 430, 3)):
        made.text(EDGE + 430, 150 + 62 * row, words, size=LARGE, width=WIDTH - 2 * EDGE - 430)
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


# The process


def serve(asked: BinaryIO, answer: BinaryIO) -> None:
    decode = msgspec.json.Decoder(Chart).decode
    while len(size := asked.read(4)) == 4:
        made = b""
        try:
            made = sheet(decode(asked.read(int.from_bytes(size)))).png()
        except Exception as bad:  # noqa: BLE001 (its words may quote somebody's: whoever asked has words of their own)
            del bad
        answer.write(len(made).to_bytes(4) + made)
        answer.flush()


if __name__ == "__main__":
    os.nice(10)  # turns come first
    serve(sys.stdin.buffer, sys.stdout.buffer)
