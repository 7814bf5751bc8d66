"""A chart in characters, for a terminal, which shows no pictures. The words beside it tell everything that it shows."""

from collections.abc import Sequence

from coach.chart import HIGHEST, KEPT, LOOKED, LOWEST, NEEDED, OWN, SLIP, Bars, Chart, Curve, Days

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
    rows = [(line.name, spark([moment.score for moment in line.moments], LOWEST, HIGHEST)) for line in chart.lines]
    return _titled(chart.title, _columns(rows))


def _bars(chart: Bars) -> str:
    full = [round(bar.score / chart.most * BAR) for bar in chart.bars]
    rows = [(bar.label, "█" * n + "░" * (BAR - n)) for bar, n in zip(chart.bars, full, strict=True)]
    return _titled(chart.title, _columns(rows))


def _days(chart: Days) -> str:
    parts: list[str] = []
    for at in range(0, len(chart.days), ROW):
        days = chart.days[at : at + ROW]
        rows = [
            (chart.mood, spark([day.mood for day in days], 0, 10)),
            (chart.urge, spark([day.urge for day in days], 0, 10)),
            ("", "".join(SIGNS[day.mark] for day in days)),
            ("", "".join(SIGNS[OWN] if day.own else " " for day in days)),
        ]
        parts.append(_columns(rows))
    key = "   ".join(f"{SIGNS[mark]} {words}" for mark, words in chart.key)
    return _titled(chart.title, "\n\n".join(filter(None, (*parts, key))))


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {signs}".rstrip() for name, signs in rows if signs.strip())


def _titled(title: str, text: str) -> str:
    return f"{title}\n\n{text}"
