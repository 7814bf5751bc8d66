"""What draws: reads charts from its standard input, one after another, and writes each as a PNG to its output.

Run as a process by adapters/pictures.py, and by nobody else. Each question and answer has its length before it, in four
bytes; an empty answer is a chart that could not be drawn. It ends with its input.

A phone shows 1080 pixels six centimetres wide: no letter is under 33 of them, and no more than a few ticks are named.
Nothing is told by a colour alone, and the ground is opaque, so that it reads in a light chat and in a dark one.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from statistics import fmean
from typing import Any, BinaryIO

import matplotlib as mpl
import msgspec
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Rectangle
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text

from coach.chart import KEPT, LOOKED, NEEDED, OWN, SLIP, Badge, Bars, Chart, Curve, Day, Days, Line
from coach.graphemes import boundary

Look = dict[str, Any]
Handles = list[tuple[Any, str]]  # shapes, and their words
Axes = Any  # matplotlib's own; what its stubs say of the methods is half unknown to a strict checker
WIDTH, DPI = 1080, 150  # pixels, and of them an inch
EDGE = 40  # pixels left free on each side
ENDS = 172  # pixels for the words at the ends of a scale
SMALL, PLAIN, LARGE = 16.5, 18, 22  # points; there are 2.08 pixels in one
GROUND, INK, PALE, BORDER, PALER = "#fbfaf6", "#1f2328", "#6b7280", "#9aa0a6", "#c3c9d1"
BLUE, ORANGE, GRID = "#0b5cad", "#c2570c", "#dcdcd6"  # told apart by every kind of eye, and by shape besides
DOTS, DASHES = (0, (1.2, 1.6)), (0, (5, 2.5))
TOP = 106  # pixels from above, where a legend begins
AXIS = 58  # pixels that the numbers beside an axis take
FEW, GAP = 3, 3  # days told of, under which a week's mean is hollow; from one told day to the next, for a line
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
            words = words[: boundary(words, min(len(words) - 1, int(len(words) * 0.95)))].rstrip()
            text.set_text(words + "…")
        assert whole == words or text.get_text().endswith("…")

    def size(self, text: Text) -> tuple[float, float]:
        box = text.get_window_extent(self._canvas.get_renderer())
        return box.width, box.height

    def legend(self, top: float, handles: Handles) -> float:
        """Shapes and their words, in as many columns as there is room for; returns where what follows may begin."""
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
            for text in made.get_texts():
                text.set_parse_math(False)
                self.shorten(text, WIDTH - 2 * EDGE - 90)
            box = made.get_window_extent(self._canvas.get_renderer())
            if columns == 1 or box.width <= WIDTH - 2 * EDGE + 16:
                return top + box.height + 12
            made.remove()
        return top

    def png(self) -> bytes:
        made = BytesIO()
        self.figure.savefig(made, format="png", dpi=DPI, metadata={"Software": None})
        return made.getvalue()


def _tall(handles: Handles) -> float:
    """Pixels that a legend takes."""
    return Sheet(1000, "").legend(0, handles)


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
    names, marks, rows = _names(chart), _marks(chart), -(-len(now.moments) // 2)
    top = int(TOP + _tall(names) + _tall(marks)) + 36
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
    per_row, key = min(n, ROW), [(_swatch(mark), words) for mark, words in chart.key]
    left = EDGE + (160 if n > ROW else AXIS)
    cell = (WIDTH - EDGE - left) / max(per_row, 7)
    tall = min(cell, 92)
    mood = Line2D([], [], color=BLUE, linewidth=5, marker="o", markersize=13)
    urge = Line2D([], [], color=ORANGE, linewidth=4, linestyle=DASHES, marker="D", markersize=8)
    lines = [(mood, chart.mood), (urge, chart.urge)]
    if chart.few and any(0 < n < FEW for n in _told_of(chart)):
        hollow: Look = {"color": BLUE, "markerfacecolor": GROUND, "markeredgewidth": 2.5, "linestyle": "none"}
        lines.append((Line2D([], [], marker="o", markersize=13, **hollow), chart.few))
    if chart.milestones:
        lines.append((Line2D([], [], color=INK, marker="v", markersize=12, linestyle="none"), chart.milestone))
    top = int(TOP + _tall(lines)) + (92 if chart.milestones else 30)
    strip = top + 400 + 80
    below = int(strip + tall * -(-n // per_row) + 34)
    made = Sheet(int(below + _tall(key)) + 24, chart.title)
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
    _strip(made, chart, (left, strip), (cell, tall), per_row)
    made.legend(below, key)
    return made


def _told_of(chart: Days) -> list[int]:
    """Of each mean that is drawn, how many days it is of."""
    numbers = [day.mood for day in chart.days], [day.urge for day in chart.days]
    told = [[(n, float(value)) for n, value in enumerate(values) if value is not None] for values in numbers]
    return [mean.days for one in told for mean in _means(one, chart.every)]


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
        for piece in _pieces(_means(told, chart.every), chart.every):
            axes.plot(piece.at, piece.values, color=color, **{**look, "marker": ""}, clip_on=False)
        for mean in _means(told, chart.every):
            few = chart.every > 1 and mean.days < FEW
            face = GROUND if few else color
            shape: Look = {
                "marker": look["marker"],
                "markersize": size,
                "markerfacecolor": face,
                "markeredgewidth": 2.5,
            }
            axes.plot([mean.at], [mean.value], color=color, linestyle="none", **shape, clip_on=False, zorder=5)


class Mean(msgspec.Struct, frozen=True):
    """Of `days` days in which something was told, the middle of them, and what was told on average."""

    at: float
    value: float
    days: int
    part: int


class Piece(msgspec.Struct):
    at: list[float]
    values: list[float]


def _means(told: Sequence[tuple[float, float]], every: int) -> list[Mean]:
    """Of every so many days in which something was told, in the middle of those days."""
    parts: dict[int, list[tuple[float, float]]] = {}
    for at, value in told:
        parts.setdefault(int(at) // every, []).append((at, value))
    return [
        Mean(fmean(at for at, _ in part), fmean(value for _, value in part), len(part), n) for n, part in parts.items()
    ]


def _pieces(means: Sequence[Mean], every: int) -> list[Piece]:
    """No line goes through a pause: over weeks one of them, over days more than two, in which nothing was told."""
    widest, pieces, before = (1 if every > 1 else GAP), list[Piece](), None
    for mean in means:
        if before is None or mean.part - before > widest:
            pieces.append(Piece([], []))
        pieces[-1].at.append(mean.at)
        pieces[-1].values.append(mean.value)
        before = mean.part
    return pieces


def _milestones(made: Sheet, axes: Axes, chart: Days, top: int) -> None:
    """Those that there is room to name, the later ones first."""
    at = {_place(chart, at): at for at, _ in chart.milestones}
    later_first = [(_place(chart, at), words) for at, words in reversed(chart.milestones)]
    for place in _row_of_words(made, later_first, top - 76):
        axes.plot([at[place]], [11.0], "v", color=INK, markersize=12, clip_on=False)
        axes.vlines([at[place]], 0, 10.6, color=PALE, linewidth=1.5, linestyle=DOTS)


def _strip(made: Sheet, chart: Days, corner: tuple[float, float], cell: tuple[float, float], per_row: int) -> None:
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
        at = x + side - 12, y + side - 12
        size = 13 if side > 60 else 9.5
        axes.plot(*at, "D", color=ORANGE, markersize=size, markeredgecolor=GROUND, markeredgewidth=2, clip_on=False)


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
    with suppress(OSError):  # where a service may not, it is still a process of its own
        os.nice(10)  # turns come first
    serve(sys.stdin.buffer, sys.stdout.buffer)
