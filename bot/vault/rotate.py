"""`steady vault init` and `steady vault rotate`: a vault key is made, or another takes its place."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot import config
from bot.config import BadConfig
from bot.store.faults import BadStore
from bot.store.file import beside
from bot.store.sqlite import take
from bot.vault import source
from bot.vault.keys import END, STORE, VAULT_KEY, Keys, told
from bot.vault.vaultkey import VaultKey

KEEP = "Keep a copy of it apart from the data: without it nothing that people told can be read"


def init(wanted: config.Vault, database: Path) -> str:
    """Make a key where one is configured, and say so. Raises BadConfig where there is one already, or must not be."""
    where = source.where(wanted, database)
    if where.file is None or not where.ours:
        raise BadConfig([f"{where.setting}: the key comes from there already, and no file is needed"])
    if os.path.lexists(where.file):
        raise BadConfig([f"{where.setting}: {where.file} is there already, and is left as it is"])
    if beside(database, END).exists():
        raise BadConfig([
            f"{where.setting}: {database} is sealed already. Move its key to {where.file};"
            " for another one, run `steady vault rotate` then"
        ])  # fmt: skip
    source.prepare(where.setting, where.file)
    source.put(where.setting, where.file)
    return f"A vault key was made: {where.file}, mode 0600. {KEEP}."


def rotate(wanted: config.Vault, database: Path) -> str:
    """Wrap every data key by another vault key, and say so. Killed at any moment, it can be run again, and ends well.

    Raises StoreTaken while Steady runs, BadStore where there are no keys, BadConfig where the vault key is not right.
    """
    file = beside(database, END)
    none = BadStore(f"{file}: there are no keys yet. The first `steady run` makes them")
    if not file.exists():
        raise none
    lock = take(database)
    try:
        held = source.find(wanted, database)
        with closing(Keys.open(file)) as keys, told(file):
            if not keys.fact(STORE):
                raise none
            now = held.fitting(keys.fact(VAULT_KEY), file)
            return _to_new(keys, held, now) if held.former is None else _to_given(keys, held, now)
    finally:
        lock.release()


def _to_given(keys: Keys, held: source.Held, now: VaultKey) -> str:
    """The operator has put another key in the place of the former one."""
    setting, key = held.source.setting, held.key
    if key is None:
        raise BadConfig([f"{setting}: there is a former key, and no new one. Give that, too"])
    if now.id != key.id:
        keys.wrap(key.id, _again(now, key))
    return f"All keys are wrapped by {setting} now. The former key can be removed, wherever it is."


def _to_new(keys: Keys, held: source.Held, now: VaultKey) -> str:
    """A new file takes the place of the old one, and only then is nothing wrapped by that any more."""
    where = held.source
    if where.file is None or not where.ours:
        raise BadConfig([
            f"{where.setting}: Steady cannot write the key there. Give a new one there, the old one as"
            " vault.former_key, and run this again"
        ])  # fmt: skip
    if now is held.next:
        source.put(where.setting, where.file)
        return f"The rotation that was cut off is finished: the new vault key is in {where.file}. {KEEP}."
    new = source.prepare(where.setting, where.file)
    keys.wrap(new.id, _again(now, new))
    source.put(where.setting, where.file)
    return f"All keys are wrapped by a new vault key, in {where.file}, and the old one is gone. {KEEP}."


def _again(now: VaultKey, new: VaultKey) -> Callable[[int, bytes], bytes]:
    def again(person: int, wrapped: bytes) -> bytes:
        try:
            return new.wrap(person, now.unwrap(person, wrapped))
        except ValueError:
            return wrapped  # it was damaged, and is no worse than before

    return again
