"""The vault as a store is opened: the key found, or made at the first run, and the two files brought to one."""

import os
import secrets
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from msgspec import Struct

from bot import config
from bot.store.faults import BadStore, explained
from bot.store.file import beside
from bot.store.sqlite import Sqlite, Statements
from bot.vault import sealing, source
from bot.vault.cipher import SIZE
from bot.vault.keys import AT_ONCE, END, STORE, VAULT_KEY, Keys, told
from bot.vault.vault import NOBODY, Vault
from bot.vault.vaultkey import VaultKey

log = structlog.get_logger()
Unlock = Callable[[Sqlite], Coroutine[Any, Any, Vault]]
ID, IS_SEALED = "vault.id", "vault.sealed"  # facts of the database: which keys are its own; nothing plain is left in it


class Marks(Struct, frozen=True):
    """What the database says of its keys. `id`: empty in one of before there was a vault."""

    id: str
    is_sealed: bool
    has_people: bool


def unlocking(wanted: config.Vault, made: Callable[[Path], None]) -> Unlock:
    """How a store is unlocked. `made` is told of the vault key that the first run makes."""
    return partial(unlocked, wanted, made)


async def unlocked(wanted: config.Vault, made: Callable[[Path], None], store: Sqlite) -> Vault:
    """The vault of a store that is open, whose lock is ours.

    When it returns, everybody there has a key, whoever was erased is gone, and nothing plain is left. Raises BadConfig
    where the vault key is missing or another, BadStore where the data keys are.
    """
    with explained(store.file):
        marks = await store.transact(marked)
        keys, vault_key = _unlocked(wanted, made, store.file, marks)
        try:
            await store.transact(partial(_agree, keys, vault_key, marks, store.file))
            vault = Vault(keys, vault_key, await store.transact(partial(_number, keys)))
            if not marks.is_sealed:
                await sealing.seal(store, vault)
                await store.transact(lambda statements: statements.run("set_fact", [(IS_SEALED, "1")]))
        except BaseException:
            keys.close()
            raise
    return vault


def marked(store: Statements) -> Marks:
    facts = {name: store.fetch("get_fact", (name,)) for name in (ID, IS_SEALED)}
    [[has_people]] = store.fetch("is_anybody")
    return Marks(facts[ID][0]["value"] if facts[ID] else "", bool(facts[IS_SEALED]), bool(has_people))


def _unlocked(
    wanted: config.Vault, made: Callable[[Path], None], database: Path, marks: Marks
) -> tuple[Keys, VaultKey]:
    file = beside(database, END)
    if not file.exists():
        refuse_lost(file, marks)
    held = source.find(wanted, database)
    keys = Keys.open(file)
    try:
        with told(file):
            if not keys.fact(STORE):
                refuse_lost(file, marks)
                vault_key = held.key or _make(held.source, made)
                _begin(keys, vault_key, marks)
                return keys, vault_key
            return keys, fitting(keys, held, marks)
    except BaseException:
        keys.close()
        raise


def refuse_lost(file: Path, marks: Marks) -> None:
    """There are no keys. Raises BadStore where there were: they are needed, and cannot be made again."""
    if marks.id and marks.has_people:
        raise BadStore(
            f"{file}: the keys are not there, without which nothing that people told can be read. Put back their newest"
            " copy; if there is none, all of it is lost: move the database away, to begin anew"
        )


def fitting(keys: Keys, held: source.Held, marks: Marks) -> VaultKey:
    """The key by which they are wrapped. Raises BadStore where they are not this database's, BadConfig without it."""
    if marks.id not in ("", keys.fact(STORE)):
        raise BadStore(f"{keys.file}: the keys are of another database. Put those of this one there")
    return held.fitting(keys.fact(VAULT_KEY), keys.file)


def _make(where: source.Source, made: Callable[[Path], None]) -> VaultKey:
    assert where.file is not None
    key = source.prepare(where.setting, where.file)
    source.put(where.setting, where.file)
    made(where.file)
    return key


def _begin(keys: Keys, vault_key: VaultKey, marks: Marks) -> None:
    own = vault_key.wrap(NOBODY, os.urandom(SIZE))
    keys.begin(marks.id or secrets.token_hex(16), vault_key.id, [(NOBODY, own)])


def _agree(keys: Keys, vault_key: VaultKey, marks: Marks, database: Path, store: Statements) -> None:
    """Keys of those who were erased go. Raises BadStore where somebody's key must have been there, and is not.

    Who has none was erased after this copy of the database was made, and is erased in it. But in a database of before
    there was a vault, those who are newer than all keys get one.
    """
    with told(keys.file):
        keyless, erased = keys.compare(database)
        newest = keys.newest
        new = [person for person in keyless if person > newest]
        if marks.is_sealed:
            refuse_older(keys, len(new))
        keys.destroy(erased)
        for first in range(0, len(new), AT_ONCE):
            keys.add((one, vault_key.wrap(one, os.urandom(SIZE))) for one in new[first : first + AT_ONCE])
    store.run("set_fact", [(ID, keys.fact(STORE))])
    _erase(store, keyless[: len(keyless) - len(new)])


def _number(keys: Keys, store: Statements) -> int:
    """How many people there have been.

    Where this is not the database that was closed last, or it was not closed, those who come get numbers that have no
    key yet: in a copy that is newer than this one somebody may have had the others, and be erased since.
    """
    store.run("begin_numbers", [()])
    [[numbers]] = store.fetch("last_number")
    with told(keys.file):
        if keys.opened() != str(numbers):
            store.run("number_from", [(keys.newest,)])
            numbers = max(numbers, keys.newest)
    return numbers


def refuse_older(keys: Keys, newer: int) -> None:
    """Raises BadStore where so many people have no key and are newer than all keys: they had one, and have not gone."""
    if newer:
        raise BadStore(
            f"{keys.file}: it is older than the database: of {newer} people the key is not in it. Put back its newest"
            " copy, or a copy of the database that is as old"
        )


def _erase(store: Statements, people: list[int]) -> None:
    for statement in ("forget_outbox", "forget_person"):
        store.run(statement, [(person,) for person in people])
    if people:
        log.warning("vault.erased_since", people=len(people), remedy="none needed: this is a backup of before that")
