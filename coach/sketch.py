"""A chart in characters, for a terminal, which shows no pictures. The words beside it tell everything that it shows."""

from collections.abc import Sequence
from statistics import fmean

from coach.chart import HIGHEST, KEPT, LOOKED, LOWEST, NEEDED, OWN, SLIP, Bars, Chart, Curve, Day, Days, Line

STEPS = "▁▂▃▄▅▆▇█"
BLANK = "·"
SIGNS = {KEPT: "■", NEEDED: "▤", SLIP: "/", LOOKED: "◎", OWN: "◆", "": BLANK}
ROW, BAR = 30, 24  # characters


def sketch(chart: Chart) -> str:
    match chart:
        case Curve():
            return _curve(chart)
        case Bars():
            return _bars(chart)
        case Days():
            return _days(chart)
        case _:
            return f"( {chart.number} )  {chart.words}"


def spark(values: Sequence[float | None], low: float, high: float) -> str:
    """A column for each value, from low to high; a dot where there is none."""
    return "".join(BLANK if value is None else _step(value, low, high) for value in values)


def _step(value: float, low: float, high: float) -> str:
    return STEPS[min(len(STEPS) - 1, int((value - low) / (high - low) * len(STEPS)))]


def _curve(chart: Curve) -> str:
    return _titled(chart.title, _columns([(line.name, columns(line, chart.last)) for line in chart.lines]))


def columns(line: Line, last: int) -> str:
    """A column for each place up to the last one; a dot where this line has no moment."""
    scores = dict(zip(line.at, (moment.score for moment in line.moments), strict=True))
    return spark([scores.get(at) for at in range(last + 1)], LOWEST, HIGHEST)


def _bars(chart: Bars) -> str:
    full = [round(bar.score / chart.most * BAR) for bar in chart.bars]
    rows = [(bar.label, "█" * n + "░" * (BAR - n)) for bar, n in zip(chart.bars, full, strict=True)]
    return _titled(chart.title, _columns(rows))


def _days(chart: Days) -> str:
    weeks = chart.every > 1
    parts = [_columns(_sparks(chart, chart.days))] if weeks else list[str]()
    for at in range(0, len(chart.days), ROW):
        days = chart.days[at : at + ROW]
        strip = [
            ("", "".join(SIGNS[day.mark] for day in days)),
            ("", "".join(SIGNS[OWN] if day.own else " " for day in days)),
        ]
        parts.append(_columns([*([] if weeks else _sparks(chart, days)), *strip]))
    key = "   ".join(f"{SIGNS[mark]} {words}" for mark, words in chart.key)
    return _titled(chart.title, "\n\n".join(filter(None, (*parts, key))))


def _sparks(chart: Days, days: Sequence[Day]) -> list[tuple[str, str]]:
    """A column for each day, or the mean of what was told in so many of them."""
    parts = [days[at : at + chart.every] for at in range(0, len(days), chart.every)]
    moods = [_mean([day.mood for day in part]) for part in parts]
    urges = [_mean([day.urge for day in part]) for part in parts]
    return [(chart.mood, spark(moods, 0, 10)), (chart.urge, spark(urges, 0, 10))]


def _mean(told: Sequence[float | None]) -> float | None:
    there = [value for value in told if value is not None]
    return fmean(there) if there else None


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {signs}".rstrip() for name, signs in rows if signs.strip())


def _titled(title: str, text: str) -> str:
    return f"{title}\n\n{text}"
