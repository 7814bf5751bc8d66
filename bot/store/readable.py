"""Whether what is stored of people can be read, as far as a short look can tell: for `steady check`."""

import sqlite3
from collections.abc import Callable, Container

from bot.store.queries import queries
from bot.store.records import Records

PEOPLE, ENTRIES = 5000, 100_000  # the newest of each: together a part of a second
LOST = "whatever they write is answered with an apology. Restore a backup"
REMEDIES = {
    "account leads to nobody": LOST,
    "person can't be read": LOST,
    "session can't be read": LOST,
    "entry can't be read": "it is passed over, and missing from their days. Restore a backup",
}


def unreadable(
    db: sqlite3.Connection, records: Records, gone: Container[int] = (), people: int = PEOPLE, entries: int = ENTRIES
) -> list[str]:
    """A line for each kind of row of which some can't be read: how many, what that means, and what to do.

    Of the newest people and entries alone, where there are more of them, and not of those who are `gone`. They are read
    as they are in a turn.
    """
    sql = queries()
    [[lost]] = db.execute(sql["lost_accounts"])
    known = [row for row in db.execute(sql["newest_people"], (people,)).fetchall() if row[0] not in gone]
    told = (row for row in db.execute(sql["newest_entries"], (entries,)) if row[0] not in gone)
    records.vault.ready(id for id, *_ in known)
    counts = (
        lost,
        sum(not _can(records.person, id, body) for id, _, body, _ in known),
        sum(not _can(records.session, id, tag, session) for id, tag, _, session in known),
        sum(not _can(records.entry, person, body) for person, body in told),
    )
    found = zip(counts, REMEDIES.items(), strict=True)
    return [f"{n} {'row' if n == 1 else 'rows'} of {what}: {remedy}" for n, (what, remedy) in found if n]


def _can(read: Callable[..., object], *row: object) -> bool:
    try:
        read(*row)
    except ValueError:
        return False
    return True
