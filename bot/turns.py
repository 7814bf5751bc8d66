"""Turns inside a transaction: load the people, run step() for each event in order, write what came of it."""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import structlog
from msgspec.structs import replace

from adapters.port import Arrived, Where
from adapters.surface import Surface
from bot.known import Known
from bot.store.records import Records, millis
from bot.store.sqlite import Statements, listed
from bot.unit import Unit
from coach import pushes
from coach.book import Book
from coach.effects import Say, Wake
from coach.engine import calls, step
from coach.events import Unreached, Woken
from coach.ledger import NOT_LOADED, Entry, Ledger, Unread
from coach.person import Person
from coach.safety import lines
from coach.session import Session

log = structlog.get_logger()
Who = tuple[str, str]  # platform and account


class Turns:
    def __init__(
        self,
        book: Book,
        store: Statements,
        records: Records,
        surfaces: dict[str, Surface],
        clock: Callable[[], datetime],
    ) -> None:
        self._book, self._store, self._records, self._surfaces, self._clock = book, store, records, surfaces, clock
        self.forgotten: list[int] = []  # who was erased in the transaction under way
        self.struck = False  # whether something else was

    def take(self, batch: list[Arrived]) -> None:
        """All of them, inside the caller's transaction. An event that was taken before changes nothing."""
        people = self._people(batch)
        fresh = self._fresh(batch, people)
        unit = self._unit()
        waiting = [a for a in fresh if a.private]
        while waiting:
            waiting = self._round(waiting, people, unit)
            self._read_ledgers([people[_who(a)] for a in waiting], unit)
        for where in self._outside([a.where for a in fresh if not a.private]):
            unit.outside(where)
        self._write(unit)

    def _outside(self, asked: list[Where]) -> list[Where]:
        """Rooms that others read: each is answered once an hour, and whoever asks again can read what stands there."""
        hour = millis(self._clock()) // 3_600_000
        rooms = {f"outside:{where.platform}:{where.room}:{hour}": where for where in asked}
        return [rooms[id] for id in sorted(self._mark(list(rooms)))]

    def _unit(self) -> Unit:
        return Unit(self._book, self._records, self._surfaces, self._clock())

    def _write(self, unit: Unit) -> None:
        unit.write(self._store)
        self.forgotten += unit.forgot
        self.struck = self.struck or unit.struck

    def destroy_keys(self, people: Collection[int]) -> None:
        """Of those who were erased, when that is committed: from here on no copy of the store has them."""
        self._records.vault.destroy(people)

    def _round(self, waiting: list[Arrived], people: dict[Who, Known], unit: Unit) -> list[Arrived]:
        """Take every turn that can be taken; returns, in order, those that need a ledger first."""
        unread: list[Arrived] = []
        for arrived in waiting:
            who = _who(arrived)
            if who not in people:
                if isinstance(arrived.event, Woken | Unreached):
                    continue  # of our own raising: whoever it was for was erased a moment ago
                people[who] = self._stranger(arrived.where)
            if any(_who(a) == who for a in unread) or not self._turn(arrived, people, unit):
                unread.append(arrived)
        return unread

    def _turn(self, arrived: Arrived, people: dict[Who, Known], unit: Unit) -> bool:
        """False when the ledger has to be read first; nothing has changed then."""
        known, event = people[_who(arrived)], arrived.event
        known.meets(arrived, unit.now)
        if isinstance(event, Woken) and event.key.partition(".")[0] in pushes.SENDING and not known.reachable:
            # Nobody is there: nothing is said, and nothing counted as said.
            unit.effect(known, Wake(event.key, _next_day(event, unit.now)))
            return True
        try:
            served = known.where.platform in self._surfaces
            person = replace(known.person, reached=known.reachable and served)
            turn = step(self._book, person, known.session, known.ledger, event, unit.now)
        except Unread:
            return False
        except Exception as bad:  # one person's turn fails alone, and they are told
            log.exception("turn.failed", error=type(bad).__name__, flow=known.session.flow, step=known.session.step)
            self._failed(arrived, known, unit)
            return True
        known.session = turn.session
        unit.keep(known)
        for effect in turn.effects:
            unit.effect(known, effect)
        if known.gone:
            del people[_who(arrived)]
        return True

    def _failed(self, arrived: Arrived, known: Known, unit: Unit) -> None:
        """An apology to whoever wrote, and a stranger is not kept for it; a wake comes again next day, in silence."""
        if isinstance(arrived.event, Woken):
            unit.effect(known, Wake(arrived.event.key, _next_day(arrived.event, unit.now)))
        else:
            unit.answer(arrived.where, self._apology(arrived))

    def _apology(self, arrived: Arrived) -> Say:
        """Whatever has failed, words of danger are answered with who to call; whose country is not known here."""
        if calls(self._book, arrived.event):
            return lines.cry(self._book)
        help = lines.crisis(self._book, Person())
        return Say(self._book.fill(self._book.phrases.say["apology"], 0, {"help": help})[1])

    def set_aside(self, arrived: Arrived) -> None:
        """A turn that cannot be read or written: it counts as taken, with an apology, or next day's wake."""
        unit, event = self._unit(), arrived.event
        if isinstance(event, Woken):
            later = millis(_next_day(event, unit.now))
            self._store.run("postpone_wake", [(later, event.key, millis(event.due), *_who(arrived))])
        elif self._unseen([arrived]):
            unit.answer(arrived.where, self._apology(arrived))
            self._write(unit)

    def _stranger(self, where: Where) -> Known:
        return Known(None, Person(), Session(secrets.token_hex(4)), Ledger(), where)

    def _fresh(self, batch: list[Arrived], people: dict[Who, Known]) -> list[Arrived]:
        """Those not taken before, each once. A wake is taken with its row, anything else by a mark in `seen`."""
        new = self._unseen([a for a in batch if not isinstance(a.event, Woken)]) | self._due(batch, people)
        fresh: list[Arrived] = []
        for arrived in batch:
            if _event_id(arrived) in new:
                new.remove(_event_id(arrived))
                fresh.append(arrived)
        return fresh

    def _unseen(self, batch: list[Arrived]) -> set[str]:
        return self._mark([_event_id(a) for a in batch])

    def _mark(self, ids: list[str]) -> set[str]:
        """Those that were not marked before."""
        values = {"ids": listed(ids), "now": millis(self._clock())}
        return {row["id"] for row in self._store.fetch("mark_seen", values)} if ids else set()

    def _due(self, batch: list[Arrived], people: dict[Who, Known]) -> set[str]:
        woken = [(a, a.event) for a in batch if isinstance(a.event, Woken) and _who(a) in people]
        due = {(people[_who(a)].id, event.key, millis(event.due)): _event_id(a) for a, event in woken}
        rows = self._store.fetch("take_wakes", {"due": listed(list(due))}) if due else []
        return {due[row["person"], row["key"], row["at"]] for row in rows}

    def _people(self, batch: list[Arrived]) -> dict[Who, Known]:
        accounts = listed([_who(a) for a in batch if a.private])
        rows = self._store.fetch("load_people", {"accounts": accounts})
        self._records.vault.ready(row["person"] for row in rows)
        return {(row[0], row[1]): self._known(row) for row in rows}

    def _known(self, row: Any) -> Known:
        platform, account, id, room, reachable, tag, body, session = row
        where = Where(platform, account, room)
        person, opened = self._records.person(id, body), self._records.session(id, tag, session)
        return Known(id, person, opened, NOT_LOADED, where, bool(reachable))

    def _entry(self, row: Any) -> Entry | None:
        """None where it cannot be read: one day that is lost must not cost them all the others, nor /delete."""
        try:
            return self._records.entry(row["person"], row["body"])
        except ValueError as bad:
            log.error(
                "store.unreadable", error=type(bad).__name__, remedy="restore a backup; until then it is passed over"
            )
            return None

    def _read_ledgers(self, people: list[Known], unit: Unit) -> None:
        """What is stored, and what this unit has recorded and not yet written."""
        if not people:
            return
        ids = {known.id: known for known in people if known.id is not None}
        entries: dict[int, list[Entry]] = {id: [] for id in ids}
        for row in self._store.fetch("load_entries", {"people": listed(list(ids))}):
            if (entry := self._entry(row)) is not None:
                entries[row["person"]].append(entry)
        for id, known in ids.items():
            known.ledger = Ledger((*entries[id], *unit.recorded(known)))


def _next_day(event: Woken, now: datetime) -> datetime:
    """The same time of day, the first that is still to come."""
    return event.due + timedelta(days=(now - event.due).days + 1)


def _who(arrived: Arrived) -> Who:
    return arrived.where.platform, arrived.where.person


def _event_id(arrived: Arrived) -> str:
    return f"{arrived.where.platform}:{arrived.id}"
