"""Turns a second: engine and store beside a commit for every turn; the whole turn beside other frameworks' bots."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bench.measure import Table, median, ratio, rounds
from bench.quiz import Run

RIVALS = Path(".venv-rivals/bin/python")
ROUNDS, SECONDS = 3, 150.0
Rivals = Mapping[str, tuple[str | Path, ...]]
OURS = sys.executable
STORES: Rivals = {
    "Steady": (OURS, "bench.ours", "turns"),
    "aiosqlite, a commit each": (RIVALS, "bench.rivals.aiosqlite_commit"),
}
BOTS: Rivals = {
    "Steady": (OURS, "bench.ours", "whole"),
    "aiogram, Redis everysec": (RIVALS, "bench.rivals.aiogram_redis"),
    "PTB, pickle once a minute": (RIVALS, "bench.rivals.ptb_pickle"),
    "PTB, pickle each turn, of the first 1,600": (RIVALS, "bench.rivals.ptb_pickle", "turn"),
}


def run() -> list[Table]:
    parts = (
        ("Engine and store", STORES, 1),
        ("Engine and store", STORES, 64),
        ("The whole turn", BOTS, 1),
        ("The whole turn", BOTS, 64),
    )
    return [_table(title, rivals, in_flight) for title, rivals, in_flight in parts]


def _table(title: str, rivals: Rivals, in_flight: int) -> Table:
    """Medians of the rounds. A rival that cannot be had here is said to be skipped."""
    table = Table(f"{title}, {in_flight} in flight", ("", "turns/s", "p50, us", "p99, us", "Steady is"))
    ways: dict[str, Callable[[], Run | None]] = {
        name: partial(_measured, in_flight, *way) for name, way in rivals.items()
    }
    found = rounds(ways, ROUNDS, SECONDS)
    ours = median(run.turns_a_second for run in found["Steady"] if run)
    for name, runs in found.items():
        done = [run for run in runs if run is not None]
        if not done:
            table.add(name, "skipped", "-", "-", "-")
            continue
        speed = median(run.turns_a_second for run in done)
        table.add(name, speed, median(r.p50 for r in done), median(r.p99 for r in done), ratio(ours, speed))
    return table


def _measured(in_flight: int, python: str | Path, module: str, *more: str) -> Run | None:
    """A round in a process of its own. None where what it needs is not on this machine."""
    before, after = (more, (str(in_flight),)) if module == "bench.ours" else ((str(in_flight),), more)
    ended = subprocess.run([str(python), "-m", module, *before, *after], capture_output=True, text=True, check=False)
    if ended.returncode == NOT_HERE:
        return None
    ended.check_returncode()
    return Run(**json.loads(ended.stdout.splitlines()[-1]))


NOT_HERE = 3
