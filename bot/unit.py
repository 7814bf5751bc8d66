"""What one transaction will write, gathered turn by turn and written with one statement a table."""

from datetime import datetime
from typing import Any

from adapters.port import Where
from adapters.surface import Surface
from bot.known import Known
from bot.mail import Letter, Mail
from bot.store.records import Records, millis
from bot.store.sqlite import Statements
from coach.book import Book
from coach.effects import (
    Ask,
    Change,
    Close,
    Effect,
    Export,
    Forget,
    Kind,
    Knock,
    Recall,
    Record,
    Say,
    Show,
    Strike,
    Wake,
)
from coach.ledger import Entry


class Unit:
    """`forgot`: the numbers of those who are erased by it."""

    def __init__(self, book: Book, records: Records, surfaces: dict[str, Surface], now: datetime) -> None:
        self._book, self._records, self.now = book, records, now
        self._mail = Mail(records, surfaces, now)
        self._kept: dict[Known, None] = {}
        self._entries: list[tuple[Known, Entry]] = []
        self._wakes: list[tuple[Known, Wake]] = []
        self._recalls: list[tuple[Known, Where, Recall]] = []
        self._struck: list[tuple[Known, Entry]] = []
        self.struck = False  # something was taken out of what is kept
        self._gone: list[tuple[int, list[Letter]]] = []

    @property
    def forgot(self) -> list[int]:
        return [id for id, _ in self._gone]

    def keep(self, known: Known) -> None:
        self._kept[known] = None

    def recorded(self, known: Known) -> list[Entry]:
        return [entry for whose, entry in self._entries if whose is known]

    def effect(self, known: Known, effect: Effect) -> None:
        match effect:
            case Say(kind=Kind.RECEIPT):
                self._mail.add(None, known.where, effect)
            case Say() | Ask() | Show() | Close():
                self._mail.add(known, known.where, effect)
            case Knock(text, title):
                if known.elsewhere or known.where.way:
                    self._mail.knock(known, Say(text, title))
            case Export():
                self._mail.export(known, effect)
            case Recall():
                self._recalls.append((known, known.where, effect))
            case Wake():
                self._wakes.append((known, effect))
            case Record(entry):
                self._entries.append((known, entry))
                if known.ledger.entries is not None:
                    known.ledger = known.ledger.plus(entry)
            case Strike(entries):
                self._strike(known, entries)
            case Change(person):
                known.person, known.changed = person, True
            case Forget():
                self._forget(known)

    def _strike(self, known: Known, entries: tuple[Entry, ...]) -> None:
        """Those of this unit are not written; those that were written go."""
        self.struck = True
        self._struck += [(known, entry) for entry in entries if entry not in self.recorded(known)]
        self._entries = [(k, e) for k, e in self._entries if k is not known or e not in entries]
        if known.ledger.entries is not None:
            known.ledger = known.ledger.without(*entries)

    def _forget(self, known: Known) -> None:
        """Nothing of theirs is written any more, and what there is goes, with all that waits to be sent."""
        known.gone = True
        self._kept.pop(known, None)
        self._entries = [(k, e) for k, e in self._entries if k is not known]
        self._wakes = [(k, w) for k, w in self._wakes if k is not known]
        self._struck = [(k, e) for k, e in self._struck if k is not known]
        looks = self._mail.withdraw(known)
        if any(k is known and not recall.prompt for k, _, recall in self._recalls):
            looks = []  # what they stood under is taken back
        if known.id is not None:
            self._gone.append((known.id, looks))

    def outside(self, where: Where) -> None:
        """Somewhere others can read: say where we talk, and why. Nothing is kept about anybody there."""
        title, text = self._book.fill(
            self._book.phrases.say["in_private"], 0, {"directory": self._book.helplines.directory}
        )
        self.answer(where, Say(text, title))

    def answer(self, where: Where, said: Say) -> None:
        """Something that belongs to nobody."""
        self._mail.add(None, where, said)

    def write(self, store: Statements) -> None:
        for known, where, recall in self._recalls:
            self._write_recall(store, known, where, recall)
        for id, looks in self._gone:
            self._write_forgotten(store, id, looks)
        kept, records = list(self._kept), self._records
        for known in kept:
            self._admit(store, known)
        store.run("reach", [_reach(k) for k in kept])
        store.run("save_person", [(records.write("person", k.number, k.person), k.number) for k in kept if k.changed])
        store.run("save_session", [(k.number, records.write("session", k.number, k.session)) for k in kept])
        self._write_wakes(store)
        store.run("strike_entry", [row for k, e in self._struck for row in self._rows_of(store, k, e)])
        store.run("add_entry", [self._entry_row(k, e) for k, e in self._entries])
        self._mail.write(store)

    def _write_recall(self, store: Statements, known: Known, where: Where, recall: Recall) -> None:
        """First of all: the ids go with the person. Once they are on their way they are not kept here."""
        asked = {"person": known.id, "prompt": recall.prompt, "platform": where.platform}
        found = store.fetch("find_shown", asked)
        store.run("drop_shown", [asked])
        self._mail.recall(known, where, recall, [(row["platform"], row["room"], row["message"]) for row in found])

    def _rows_of(self, store: Statements, known: Known, entry: Entry) -> list[tuple[int, int]]:
        """Usually one. What cannot be read there is something else, and stays."""
        found = store.fetch("entries_at", (known.number, millis(entry.at)))
        return [(known.number, n) for n, body in found if self._is(known, body, entry)]

    def _is(self, known: Known, body: bytes, entry: Entry) -> bool:
        try:
            return self._records.entry(known.number, body) == entry
        except ValueError:
            return False

    def _write_forgotten(self, store: Statements, id: int, looks: list[Letter]) -> None:
        """Everything goes, and last of all the buttons of the questions that were answered with it."""
        for look in looks:
            if found := store.fetch("find_receipt", (id, look.prompt)):
                self._mail.close_last(look, found[0]["message"])
        store.run("forget_outbox", [(id,)])
        store.run("forget_person", [(id,)])

    def _admit(self, store: Statements, known: Known) -> None:
        """Somebody new gets a number, a key and an address."""
        if known.id is None:
            [row] = store.fetch("new_person", (known.session.tag, b""))
            known.id, known.changed = row["id"], True
            self._records.vault.admit(known.number)
            store.run("new_account", [(known.where.platform, known.where.person, known.id, known.where.room)])

    def _write_wakes(self, store: Statements) -> None:
        last = {(k.number, w.key): w.at for k, w in self._wakes}
        store.run("drop_wake", [key for key, at in last.items() if at is None])
        store.run("set_wake", [(*key, millis(at)) for key, at in last.items() if at is not None])

    def _entry_row(self, known: Known, entry: Entry) -> dict[str, Any]:
        body = self._records.write("entry", known.number, entry)
        return {"person": known.number, "at": millis(entry.at), "body": body}


def _reach(known: Known) -> tuple[str, int, int, str, str]:
    where, heard = known.where, millis(known.heard) if known.heard else 0
    return where.room, int(known.reachable), heard, where.platform, where.person
