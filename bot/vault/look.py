"""The vault as `steady check` looks at it: nothing is made, changed or kept waiting."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.file import beside
from bot.store.queries import queries
from bot.store.readable import unreadable
from bot.store.records import Records
from bot.store.sqlite import Statements
from bot.vault.cipher import PLAIN
from bot.vault.keys import END, STORE, Keys, told
from bot.vault.opening import Marks, fitting, marked, refuse_lost, refuse_older
from bot.vault.source import Held
from bot.vault.vault import Place, Vault
from bot.vault.vaultkey import VaultKey, fresh, parsed

BESIDE = (
    "beside the data, where it helps against a leaked database file alone, and not where the whole folder leaks."
    " To do better, move it away and name it in vault.key_file, or hand it over as a systemd credential"
)


class Halfway(Vault):
    """Of a store that is not sealed yet, or not to its end: what is plain is read, too."""

    def open(self, place: Place, sealed: bytes) -> bytes:
        return sealed[1:] if sealed[:1] == PLAIN else super().open(place, sealed)


def look(held: Held, database: Path) -> str:
    """Where the key is, and what could be better about that."""
    file, said = held.source.file, f"Vault: the key is given as {held.source.setting}"
    if file is not None:
        said = f"Vault: the key is in {file}" if held.key or held.next else f"Vault: the first run makes a key, {file}"
        if file.absolute().is_relative_to(database.absolute().parent):
            said += f", {BESIDE}"
    if held.next is not None:
        said += ". A rotation was cut off: run `steady vault rotate` again"
    if held.former is not None:
        said += ". There is a former key, too: run `steady vault rotate`, and remove it then"
    return said


def people(held: Held, database: Path, db: sqlite3.Connection) -> list[str]:
    """A line for each kind of what is told there and can't be read. Raises BadConfig and BadStore as a start would."""
    marks, file = marked(Statements(db)), beside(database, END)
    journal = beside(file, "-journal")
    if journal.exists() and journal.stat().st_size:
        return []  # what is in it is put in order at the start, and only then are the keys whole
    if file.exists():
        with closing(Keys.look(file)) as keys, told(file):
            if keys.fact(STORE):
                return _people(keys, held, marks, db)
    refuse_lost(file, marks)
    return unreadable(db, Records(Halfway(Keys.nowhere(), VaultKey(parsed(fresh())))))


def _people(keys: Keys, held: Held, marks: Marks, db: sqlite3.Connection) -> list[str]:
    kind = Vault if marks.is_sealed else Halfway
    vault, gone = kind(keys, fitting(keys, held, marks)), set[int]()
    if marks.is_sealed:  # whoever has no key was erased after this copy was made
        gone, newest = vault.without([id for [id] in db.execute(queries()["everybody"])]), keys.newest
        refuse_older(keys, sum(person > newest for person in gone))
    return unreadable(db, Records(vault), gone)
