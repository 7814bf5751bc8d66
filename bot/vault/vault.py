"""The one seam through which what is sensitive is written and read: answers, ledger, settings, what is to be sent."""

import os
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import suppress
from threading import Lock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from bot.vault.cipher import SIZE, decrypt, encrypt
from bot.vault.keys import Keys
from bot.vault.vaultkey import VaultKey

NOBODY = 0  # whose key seals what belongs to nobody: a receipt of an erasure, an answer in a group
AHEAD = 1000  # keys made at a time, for those who will come: that is a commit of its own, and turns wait for it
MOST = 4096  # data keys held unwrapped, of some 2.6 kB each


class Place(Struct, frozen=True):
    """Where a value stands. A sealed one opens only in its own place, so that no row can be moved to somebody else."""

    table: str
    person: int
    field: str = "body"


class Vault:
    """Safe to use from any thread: turns run in the store's, and delivery opens what it sends in the loop's."""

    def __init__(self, keys: Keys, vault_key: VaultKey, numbers: int | None = None) -> None:
        """`numbers`: the highest that somebody has had; None where nobody was admitted."""
        self._keys, self._vault_key, self._lock, self._numbers = keys, vault_key, Lock(), numbers
        self._ciphers: dict[int, AESGCM] = {}  # those who came first leave first

    def seal(self, place: Place, value: bytes) -> bytes:
        """Raises ValueError where the person has no key."""
        return encrypt(self._cipher(place.person), value, _bound(place))

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Raises ValueError for what was not sealed in this place, and where the person has no key."""
        try:
            return decrypt(self._cipher(place.person), sealed, _bound(place))
        except ValueError as bad:
            raise ValueError(f"{place.table}.{place.field}: {bad}") from None

    def admit(self, person: int) -> None:
        """A key for somebody new. It is on the disk when this returns, and so before what is sealed with it."""
        with self._lock:
            self._numbers = max(self._numbers or NOBODY, person)
            if person not in self._ciphers and not self._load((person,)):
                new = range(person, person + AHEAD)
                self._keys.add((one, self._vault_key.wrap(one, os.urandom(SIZE))) for one in new)

    def ready(self, people: Iterable[int]) -> None:
        """Have the keys of those who come next at hand, by one query."""
        if missing := [person for person in people if person not in self._ciphers]:
            with self._lock:
                self._load(missing)

    def without(self, people: Collection[int]) -> set[int]:
        """Those of them who have no key."""
        with self._lock:
            return set(people) - {person for person, _ in self._keys.find(people)}

    def destroy(self, people: Collection[int]) -> None:
        """What was sealed for them cannot be opened any more, wherever there is a copy of it."""
        with self._lock:
            self._keys.destroy(people)
            for person in people:
                self._ciphers.pop(person, None)

    def close(self) -> None:
        """With a note of which numbers were given: by it the next start knows a copy of the database (opening.py)."""
        try:
            if self._numbers is not None:
                with suppress(sqlite3.Error):  # without it the next start passes some numbers over
                    self._keys.closing(self._numbers)
        finally:
            self._keys.close()

    def _cipher(self, person: int) -> AESGCM:
        found = self._ciphers.get(person)
        if found is None:
            with self._lock:
                found = self._load((person,)).get(person)
        if found is None:
            raise ValueError("there is no key for it")
        return found

    def _load(self, people: Collection[int]) -> dict[int, AESGCM]:
        """The lock is held: whoever is erased meanwhile is not held on to."""
        found: dict[int, AESGCM] = {}
        for person, wrapped in self._keys.find(people):
            with suppress(ValueError):  # one that is damaged is as good as none, for its person alone
                found[person] = AESGCM(self._vault_key.unwrap(person, wrapped))
        self._ciphers |= found
        while len(self._ciphers) > MOST:
            del self._ciphers[next(iter(self._ciphers))]
        return found


def _bound(place: Place) -> bytes:
    return f"{place.table}:{place.field}:{place.person}".encode()
