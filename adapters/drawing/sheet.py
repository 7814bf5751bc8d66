"""A figure of our width, its colours and its letters."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from coach.graphemes import boundary

Look = dict[str, Any]
Handles = list[tuple[Any, str]]  # shapes, and their words
Axes = Any  # matplotlib's own; what its stubs say of the methods is half unknown to a strict checker
WIDTH, DPI = 1080, 150  # pixels, and of them an inch
EDGE = 40  # pixels left free on each side
SMALL, PLAIN, LARGE = 16.5, 18, 22  # points; there are 2.08 pixels in one
GROUND, INK, PALE, BORDER, PALER = "#fbfaf6", "#1f2328", "#6b7280", "#9aa0a6", "#c3c9d1"
# Told apart by every kind of eye, and by shape besides
BLUE, ORANGE, GREEN, GRID = "#0b5cad", "#c2570c", "#1f7a4d", "#dcdcd6"
DOTS, DASHES = (0, (1.2, 1.6)), (0, (5, 2.5))
TOP = 106  # pixels from above, where a legend begins


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


def legend_height(handles: Handles) -> float:
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
