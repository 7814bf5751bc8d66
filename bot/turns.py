"""Turns inside a transaction: load the people, run step() for each event in order, write what came of it."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.port import Arrived, Where
from adapters.surface import Surface, closed, layout
from bot.store.records import Parcel, Records, millis
from bot.store.sqlite import Sqlite
from coach.book import Book
from coach.effects import Ask, Change, Close, Effect, Forget, Kind, Record, Say, Wake
from coach.engine import step
from coach.events import Event, Woken
from coach.ledger import NOT_LOADED, Entry, Ledger, Unread
from coach.person import Person
from coach.session import Session

log = structlog.get_logger()
LANES = {Kind.REPLY: 0, Kind.CRISIS: 0, Kind.RECEIPT: 0, Kind.PUSH: 1}


@dataclass(slots=True)
class Known:
    """A person while their turns are taken. `id` is None until they are in the store."""

    id: int | None
    person: Person
    session: Session
    ledger: Ledger
    where: Where
    reachable: bool = True
    changed: bool = False
    gone: bool = False


Mail = tuple[Known | None, Where, dict[str, Any], Parcel]


class Turns:
    def __init__(
        self, book: Book, store: Sqlite, records: Records, surfaces: dict[str, Surface], clock: Callable[[], datetime]
    ) -> None:
        self._book, self._store, self._records, self._surfaces, self._clock = book, store, records, surfaces, clock
        self.forgotten = False  # somebody was erased since the last checkpoint

    async def take(self, batch: list[Arrived]) -> None:
        """All of them, inside the caller's transaction. An event that was seen before changes nothing."""
        fresh = await self._unseen(batch)
        people = await self._people(fresh)
        unit = Unit(self, self._clock())
        waiting = [a for a in fresh if a.private]
        while waiting:
            unread = self._round(waiting, people, unit)
            if unread:
                await self._read_ledgers([people[_who(a)] for a in unread])
            waiting = unread
        for arrived in fresh:
            if not arrived.private:
                unit.outside(arrived.where)
        await unit.write(self._store)

    def _round(self, waiting: list[Arrived], people: dict[tuple[str, str], Known], unit: "Unit") -> list[Arrived]:
        """Take every turn that can be taken; returns, in order, those that need a ledger first."""
        unread: list[Arrived] = []
        blocked: set[tuple[str, str]] = set()
        for arrived in waiting:
            who = _who(arrived)
            if who not in people:
                people[who] = self._stranger(arrived.where)
            if who not in blocked:
                try:
                    self._turn(arrived, people, unit)
                    continue
                except Unread:
                    blocked.add(who)
            unread.append(arrived)
        return unread

    def _turn(self, arrived: Arrived, people: dict[tuple[str, str], Known], unit: "Unit") -> None:
        known, event = people[_who(arrived)], arrived.event
        if not isinstance(event, Woken):
            known.reachable, known.where = True, arrived.where
        try:
            turn = step(self._book, known.person, known.session, known.ledger, event, unit.now)
        except Unread:
            raise
        except Exception as bad:  # one person's turn fails alone, and they are told
            log.exception("turn.failed", error=type(bad).__name__, flow=known.session.flow, step=known.session.step)
            unit.keep(known)
            unit.woken(known, event)
            unit.effect(known, arrived, self._instead(event))
            return
        known.session = turn.session
        unit.woken(known, event)
        unit.keep(known)
        for effect in turn.effects:
            unit.effect(known, arrived, effect)
        if known.gone:
            del people[_who(arrived)]

    def _instead(self, event: Event) -> Say | Wake:
        """In the place of a turn that failed: an apology to whoever wrote; a wake comes again next day, in silence."""
        if isinstance(event, Woken):
            return Wake(event.key, event.due + timedelta(days=1))
        title, text = self._book.fill(self._book.phrases.say["apology"], 0, {})
        return Say(text, title)

    async def set_aside(self, arrived: Arrived) -> None:
        """A turn whose outcome cannot be written: the event counts as seen, and the person gets an apology."""
        await self._unseen([arrived])
        people = await self._people([arrived])
        unit, known = Unit(self, self._clock()), people.get(_who(arrived))
        if isinstance(arrived.event, Woken) and known is not None:
            unit.woken(known, arrived.event)
            unit.effect(known, arrived, self._instead(arrived.event))
        elif isinstance(instead := self._instead(arrived.event), Say):
            unit.send(None, arrived.where, instead)
        await unit.write(self._store)

    def _stranger(self, where: Where) -> Known:
        return Known(None, Person(), Session(secrets.token_hex(4)), Ledger(), where)

    async def _unseen(self, batch: list[Arrived]) -> list[Arrived]:
        now = millis(self._clock())
        ids = json.dumps([_event_id(a) for a in batch])
        new = {row["id"] for row in await self._store.fetch("mark_seen", {"ids": ids, "now": now})}
        unique = {_event_id(a): a for a in reversed(batch)}  # of two with one id in a batch, the first
        return [a for a in batch if _event_id(a) in new and unique[_event_id(a)] is a]

    async def _people(self, batch: list[Arrived]) -> dict[tuple[str, str], Known]:
        accounts = json.dumps([[a.where.platform, a.where.person] for a in batch if a.private])
        rows = await self._store.fetch("load_people", {"accounts": accounts})
        return {(row[0], row[1]): self._known(row) for row in rows}

    def _known(self, row: Any) -> Known:
        platform, account, id, room, reachable, tag, body, session = row
        where = Where(platform, account, room)
        person, opened = self._records.person(id, body), self._records.session(id, tag, session)
        return Known(id, person, opened, NOT_LOADED, where, bool(reachable))

    async def _read_ledgers(self, people: list[Known]) -> None:
        ids = {known.id: known for known in people}
        entries: dict[int, list[Entry]] = {id: [] for id in ids if id is not None}
        for row in await self._store.fetch("load_entries", {"people": json.dumps(list(entries))}):
            entries[row["person"]].append(self._records.entry(row["person"], row["body"]))
        for id, known in ids.items():
            known.ledger = Ledger(tuple(entries[id] if id is not None else ()) + tuple(known.ledger.entries or ()))

    @property
    def records(self) -> Records:
        return self._records

    def surface(self, platform: str) -> Surface:
        return self._surfaces[platform]

    @property
    def book(self) -> Book:
        return self._book


class Unit:
    """What one transaction will write, gathered turn by turn and written with one statement a table."""

    def __init__(self, turns: Turns, now: datetime) -> None:
        self._turns, self.now = turns, now
        self._kept: dict[int, Known] = {}
        self._entries: list[tuple[Known, Entry]] = []
        self._wakes: list[tuple[Known, Wake]] = []
        self._due: list[tuple[Known, Woken]] = []
        self._mail: list[Mail] = []
        self._gone: list[tuple[int, list[Mail]]] = []

    def keep(self, known: Known) -> None:
        self._kept[id(known)] = known

    def woken(self, known: Known, event: object) -> None:
        if isinstance(event, Woken):
            self._due.append((known, event))

    def effect(self, known: Known, arrived: Arrived, effect: Effect) -> None:
        match effect:
            case Say(kind=Kind.RECEIPT):
                self.send(None, known.where, effect)
            case Say() | Ask() | Close():
                self.send(known, known.where, effect)
            case Wake():
                self._wakes.append((known, effect))
            case Record(entry):
                self._entries.append((known, entry))
                if known.ledger.entries is not None:
                    known.ledger = known.ledger.plus(entry)
            case Change(person):
                known.person, known.changed = person, True
            case Forget():
                self._forget(known)

    def _forget(self, known: Known) -> None:
        """Nothing of theirs is written any more, and what there is goes, with all that waits to be sent."""
        known.gone = True
        self._kept.pop(id(known), None)
        self._entries = [(k, e) for k, e in self._entries if k is not known]
        self._wakes = [(k, w) for k, w in self._wakes if k is not known]
        self._due = [(k, w) for k, w in self._due if k is not known]
        closing = [m for m in self._mail if m[0] is known and m[2]["op"] in ("edit", "strip")]
        self._mail = [m for m in self._mail if m[0] is not known]
        if known.id is not None:
            self._gone.append((known.id, closing))

    def outside(self, where: Where) -> None:
        """Somewhere others can read: say where we talk, and why. Nothing is kept about anybody there."""
        title, text = self._turns.book.fill(self._turns.book.phrases.say["in_private"], 0, {})
        self.send(None, where, Say(text, title))

    def send(self, known: Known | None, where: Where, effect: Say | Ask | Close) -> None:
        if known is not None and known.gone:
            known = None  # said in parting: it belongs to nobody any more
        surface = self._turns.surface(where.platform)
        if isinstance(effect, Close):
            card = closed(effect.ask, effect.chosen, surface) if effect.ask else None
            self._put(known, where, Kind.REPLY, "edit" if card else "strip", Parcel(card), effect.prompt)
            return
        push = effect.push if isinstance(effect, Ask) else None
        op = "replace" if isinstance(effect, Ask) and effect.again else "show"
        for card in layout(effect, surface):
            self._put(known, where, effect.kind, op if card.prompt else "show", Parcel(card, push), card.prompt)

    def _put(self, known: Known | None, where: Where, kind: Kind, op: str, parcel: Parcel, prompt: str) -> None:
        row = {"kind": kind.value, "lane": LANES[kind], "op": op, "prompt": prompt}
        self._mail.append((known, where, row, parcel))

    async def write(self, store: Sqlite) -> None:
        for id, closing in self._gone:
            await self._write_forgotten(store, id, closing)
        kept, records = list(self._kept.values()), self._turns.records
        for known in kept:
            await self._admit(store, known)
        await store.run("reach", [(k.where.room, k.where.platform, k.where.person) for k in kept if k.reachable])
        await store.run("save_person", [(records.write("person", _id(k), k.person), _id(k)) for k in kept if k.changed])
        sessions = [(_id(k), records.write("session", _id(k), k.session)) for k in kept]
        await store.run("save_session", sessions)
        await store.run("drop_due_wake", [(_id(k), w.key, millis(w.due)) for k, w in self._due])
        await self._write_wakes(store)
        await store.run("add_entry", [self._entry_row(k, e) for k, e in self._entries])
        await store.run("add_outbox", [self._mail_row(*mail) for mail in self._mail])

    async def _write_forgotten(self, store: Sqlite, id: int, closing: "list[Mail]") -> None:
        """Everything goes, and last of all the buttons of the question that was answered with it."""
        self._turns.forgotten = True
        for _, where, row, parcel in closing:
            if found := await store.fetch("find_receipt", (id, row["prompt"])):
                last = replace(parcel, receipt=found[0]["message"])
                self._mail.insert(0, (None, where, row, last))
        await store.run("forget_outbox", [(id,)])
        await store.run("forget_person", [(id,)])

    async def _admit(self, store: Sqlite, known: Known) -> None:
        """Somebody new gets a number and an address."""
        if known.id is None:
            [row] = await store.fetch("new_person", (known.session.tag, b""))
            known.id, known.changed = row["id"], True
            await store.run("new_account", [(known.where.platform, known.where.person, known.id, known.where.room)])

    async def _write_wakes(self, store: Sqlite) -> None:
        last = {(_id(k), w.key): w.at for k, w in self._wakes}
        await store.run("drop_wake", [key for key, at in last.items() if at is None])
        await store.run("set_wake", [(*key, millis(at)) for key, at in last.items() if at is not None])

    def _entry_row(self, known: Known, entry: Entry) -> dict[str, Any]:
        body = self._turns.records.write("entry", _id(known), entry)
        return {"person": _id(known), "at": millis(entry.at), "body": body}

    def _mail_row(self, known: Known | None, where: Where, row: dict[str, Any], parcel: Parcel) -> dict[str, Any]:
        person, push = (known.id if known else None), parcel.push
        return row | {
            "dedup": f"nudge:{person}:{push.kind}:{push.day}" if push else None,
            "person": person,
            "platform": where.platform,
            "account": where.person,
            "room": where.room,
            "silent": int(push.silent) if push else 0,
            "body": self._turns.records.write("outbox", person or 0, parcel),
            "created": millis(self.now),
            "expires": millis(push.expires) if push else None,
        }


def _id(known: Known) -> int:
    assert known.id is not None
    return known.id


def _who(arrived: Arrived) -> tuple[str, str]:
    return arrived.where.platform, arrived.where.person


def _event_id(arrived: Arrived) -> str:
    return f"{arrived.where.platform}:{arrived.id}"
