"""A store with so many people in it, settled long ago, whose daily message is due or is not."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import SecretStr

from adapters.telegram.inbound import NAME
from bot import config
from bot.store.records import Records, millis
from bot.store.sqlite import Sqlite, Statements
from bot.vault.opening import unlocking
from bot.vault.vault import Vault
from coach.person import Age, Person
from coach.session import Session

KEY = base64.b64encode(bytes(32)).decode()  # of stores that are thrown away
VAULT = config.Vault(key=SecretStr(KEY))
UNLOCK = unlocking(VAULT, lambda _: None)

AT_ONCE = 20_000


async def fill(path: str, people: int, now: datetime, due_each: int = 0) -> None:
    """Everybody in UTC; of every `due_each` people one is due at `now`, the others tomorrow (0: nobody is due)."""
    store = await Sqlite.open(path)
    try:
        vault = await UNLOCK(store)
        for first in range(1, people + 1, AT_ONCE):
            ids = range(first, min(first + AT_ONCE, people + 1))
            await store.transact(lambda statements, ids=ids: _write(statements, vault, ids, now, due_each))
        await store.checkpoint()
        vault.close()
    finally:
        await store.close()


def _write(store: Statements, vault: Vault, ids: range, now: datetime, due_each: int) -> None:
    records, begun = Records(vault), now - timedelta(days=40)
    person = Person(Age.ADULT, begun, "GB", "UTC", since=begun.date(), hour=now.time().replace(second=0), settled=True)
    session = Session("00000000", heard=now - timedelta(hours=20))
    for id in ids:
        store.fetch("new_person", (f"{id:08x}", b""))
        vault.admit(id)
    store.run("save_person", [(records.write("person", id, person), id) for id in ids])
    store.run("save_session", [(id, records.write("session", id, session)) for id in ids])
    store.run("new_account", [(NAME, str(id), id, str(id)) for id in ids])
    store.run("set_wake", _wakes(ids, now, due_each))


def _wakes(ids: range, now: datetime, due_each: int) -> Iterator[tuple[int, str, int]]:
    for id in ids:
        due = bool(due_each) and id % due_each == 0
        yield id, "nudge", millis(now if due else now + timedelta(days=1))
