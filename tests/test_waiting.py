"""What has to wait costs nothing: neither what may be sent now nor the next instant is looked for among it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.queries import queries
from bot.store.sqlite import Sqlite

NOW, LATER = 1_000, 9_000
VALUES = {"now": NOW, "until": 2_000, "in_hand": "[]", "platform": "board", "lane": 0, "most": 8}
COLUMNS = "platform, account, room, kind, lane, op, created, not_before"


def put(path: Path, first: int, rows: int, at: int) -> None:
    found = [("board", str(n), str(n), "reply", 0, "show", at, at) for n in range(first, first + rows)]
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany(f"insert into outbox ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)", found)


def cost(path: Path, name: str, **values: object) -> tuple[int, list[tuple[int, ...]]]:
    """Steps of SQLite's machine, and what is found."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with closing(sqlite3.connect(path)) as db:
        db.set_progress_handler(count, 1)
        found = db.execute(queries()[name], values).fetchall()
    return steps, found


@pytest.mark.parametrize("name", ["claim", "next_send"])
async def test_thousands_that_wait_are_not_looked_at(tmp_path: Path, name: str) -> None:
    path = tmp_path / "steady.db"
    await (await Sqlite.open(str(path))).close()
    values = VALUES if name == "claim" else {"now": NOW, "platforms": '["board"]'}
    put(path, 0, 4, NOW)
    put(path, 4, 4, LATER)
    few, found = cost(path, name, **values)
    put(path, 8, 3000, LATER)
    many, same = cost(path, name, **values)
    assert same == found
    assert many < 2 * few
    assert found == ([(LATER,)] if name == "next_send" else same)
    assert len(found) == (1 if name == "next_send" else 4)
