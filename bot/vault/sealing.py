"""A store of before there was a vault: every plain value in it is sealed, and no trace of one stays in its files.

Killed at any moment, it begins again with what is still plain.
"""

from collections.abc import Sequence
from functools import partial

import structlog

from bot.store.faults import LOCKED, BadStore
from bot.store.sqlite import Row, Sqlite, Statements
from bot.vault.vault import NOBODY, Place, Vault

log = structlog.get_logger()
TABLES: dict[str, tuple[int, ...]] = {"person": (0,), "session": (0,), "entry": (0, 0), "outbox": (0,)}  # below any key
AT_ONCE = 2000  # rows in one transaction


async def seal(store: Sqlite, vault: Vault) -> None:
    """Raises BadStore where another program reads the store and so keeps what was there."""
    count = 0
    for table, start in TABLES.items():
        after: Sequence[int] = start
        while rows := await store.transact(partial(_next, vault, table, after)):
            count, after = count + len(rows), rows[-1][: len(start)]
    if not await store.compact():
        raise BadStore(f"{store.file}: {LOCKED}")
    if count:
        log.info("vault.sealed", rows=count)


def _next(vault: Vault, table: str, after: Sequence[int], store: Statements) -> list[Row]:
    """Seal the next values of a table; those that were. Rows whose person is missing are sealed as well."""
    rows = store.fetch(f"plain_{table}", (*after, AT_ONCE))
    vault.ready({row["person"] or NOBODY for row in rows})
    sealed: list[tuple[bytes, ...]] = []
    for row in rows:
        place = Place(table, row["person"] or NOBODY)
        vault.admit(place.person)
        sealed.append((vault.seal(place, row["body"][1:]), *row[: len(after)]))
    store.run(f"seal_{table}", sealed)
    return rows
