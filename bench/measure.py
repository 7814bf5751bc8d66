"""What every measurement needs: the middle of many rounds, the machine and the versions, and a table to show it in."""

import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that so many per cent of them do not exceed. Raises ValueError where there are none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("of nothing there is no percentile")
    return ordered[max(0, min(len(ordered) - 1, -int(-len(ordered) * percent // 100) - 1))]


def rounds(rivals: Mapping[str, Callable[[], T]], most: int, seconds: float) -> dict[str, list[T]]:
    """The rivals in turns, A B A B, so that a machine that slows down slows all of them.

    At most so many rounds, and no new one once so many seconds have passed; one is always done.
    """
    measured: dict[str, list[T]] = {name: [] for name in rivals}
    end = time.monotonic() + seconds
    for number in range(most):
        if number and time.monotonic() >= end:
            break
        for name, one in rivals.items():
            measured[name].append(one())
    return measured


def ratio(ours: float, theirs: float) -> str:
    """How many times theirs: 4.1x."""
    return f"{ours / theirs:.1f}x" if theirs else "-"


def number(value: float) -> str:
    """As many digits as say something: 12,345, 123, 12.3, 0.123."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


@dataclass(frozen=True, slots=True)
class Machine:
    processor: str
    cores: int
    memory: float  # GiB
    system: str
    python: str
    sqlite: str

    @property
    def line(self) -> str:
        return (
            f"{self.processor}, {self.cores} cores, {self.memory:.1f} GiB, {self.system}, "
            f"Python {self.python}, SQLite {self.sqlite}"
        )


def machine() -> Machine:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    system = f"{platform.system()} {platform.release()}"
    return Machine(_processor(), cores, pages / 2**30, system, platform.python_version(), sqlite3.sqlite_version)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions(*packages: str) -> str:
    """Of what was measured: `aiohttp 3.14.5, python-telegram-bot 22.8`."""
    return ", ".join(f"{name} {version(name)}" for name in packages)


@dataclass(slots=True)
class Table:
    """Rows under a heading. The first column is words, the others are numbers."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list[Sequence[str]])

    def add(self, *cells: str | float) -> None:
        self.rows.append([cell if isinstance(cell, str) else number(cell) for cell in cells])

    def text(self) -> str:
        """For a terminal."""
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        lines = [self.title, *("  ".join(_aligned(row, widths)) for row in (self.columns, *self.rows))]
        return "\n".join(line.rstrip() for line in lines)

    def markdown(self) -> str:
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = ["| " + " | ".join(row) + " |" for row in (self.columns, rule, *self.rows)]
        return "\n".join([f"**{self.title}**", "", *lines])


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.rjust(w) if n else cell.ljust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))]
