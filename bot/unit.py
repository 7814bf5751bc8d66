"""What one transaction will write, gathered turn by turn and written with one statement a table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from adapters.port import Arrived, Where
from adapters.surface import Surface, closed, layout
from bot.store.records import Parcel, Records, millis
from bot.store.sqlite import Statements
from coach.book import Book
from coach.effects import Ask, Change, Close, Effect, Forget, Kind, Knock, Record, Say, Wake
from coach.events import Unreached, Woken
from coach.ledger import Entry, Ledger
from coach.person import Person
from coach.session import Session

LANES = {Kind.REPLY: 0, Kind.URGENT: 0, Kind.RECEIPT: 0, Kind.PUSH: 1}


@dataclass(slots=True)
class Known:
    """A person while their turns are taken. `id` is None until they are in the store.

    `elsewhere`: what arrived last did not come from their own room.   `heard`: when they last did anything.
    """

    id: int | None
    person: Person
    session: Session
    ledger: Ledger
    where: Where
    reachable: bool = True
    changed: bool = False
    gone: bool = False
    elsewhere: bool = False
    heard: datetime | None = None

    def meets(self, arrived: Arrived, now: datetime) -> None:
        """Where they are now. Whoever writes from their own room can be reached there; from elsewhere nobody knows."""
        if isinstance(arrived.event, Woken):
            return
        where = arrived.where
        self.elsewhere = not where.room
        self.where = replace(where, room=self.where.room) if self.elsewhere else where
        if not isinstance(arrived.event, Unreached):
            self.heard = now
            self.reachable = self.reachable or not self.elsewhere


Mail = tuple[Known | None, Where, dict[str, Any], Parcel]


class Unit:
    """`forgot`: the numbers of those who are erased by it."""

    def __init__(self, book: Book, records: Records, surfaces: dict[str, Surface], now: datetime) -> None:
        self._book, self._records, self._surfaces, self.now = book, records, surfaces, now
        self._kept: dict[int, Known] = {}
        self._entries: list[tuple[Known, Entry]] = []
        self._wakes: list[tuple[Known, Wake]] = []
        self._mail: list[Mail] = []
        self._closing: dict[
            int, Mail
        ] = {}  # of each person, the answered question whose look goes with what comes next
        self._gone: list[tuple[int, list[Mail]]] = []

    @property
    def forgot(self) -> list[int]:
        return [id for id, _ in self._gone]

    def keep(self, known: Known) -> None:
        self._kept[id(known)] = known

    def recorded(self, known: Known) -> list[Entry]:
        return [entry for whose, entry in self._entries if whose is known]

    def effect(self, known: Known, effect: Effect) -> None:
        match effect:
            case Say(kind=Kind.RECEIPT):
                self.send(None, known.where, effect)
            case Say() | Ask() | Close():
                self.send(known, known.where, effect)
            case Knock(text, title):
                self._knock(known, Say(text, title))
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
        self._close_by_itself(known)
        closing = [m for m in self._mail if m[0] is known and m[2]["op"] in ("edit", "strip")]
        self._mail = [m for m in self._mail if m[0] is not known]
        if known.id is not None:
            self._gone.append((known.id, closing))

    def _knock(self, known: Known, said: Say) -> None:
        """In the lane of what we begin: should the room not open for hours, no answer waits behind it."""
        if known.elsewhere:
            for card in layout(said, self._surfaces[known.where.platform]):
                self._put(known, known.where, Kind.REPLY, "knock", Parcel(card, way=known.where.way), lane=1)

    def outside(self, where: Where) -> None:
        """Somewhere others can read: say where we talk, and why. Nothing is kept about anybody there."""
        title, text = self._book.fill(self._book.phrases.say["in_private"], 0, {})
        self.send(None, where, Say(text, title))

    def send(self, known: Known | None, where: Where, effect: Say | Ask | Close) -> None:
        if known is not None and known.gone:
            known = None  # said in parting: it belongs to nobody any more
        surface = self._surfaces[where.platform]
        if isinstance(effect, Close):
            card = closed(effect.question, effect.chosen, surface) if effect.question else None
            parcel = Parcel(card, way=where.way)
            self._put(known, where, Kind.REPLY, "edit" if card else "strip", parcel, effect.prompt)
            return
        push = effect.push if isinstance(effect, Ask) else None
        op = "replace" if isinstance(effect, Ask) and effect.again else "show"
        for card in layout(effect, surface):
            parcel = Parcel(card, push, way="" if push else where.way)
            self._put(known, where, effect.kind, op if card.prompt else "show", parcel, card.prompt)

    def _put(
        self, known: Known | None, where: Where, kind: Kind, op: str, parcel: Parcel, prompt: str = "", lane: int = -1
    ) -> None:
        if known is not None and not known.reachable and not parcel.way:
            return  # nobody is there
        lane = LANES[kind] if lane < 0 else lane
        row = {
            "kind": kind.value,
            "lane": lane,
            "op": op,
            "by_way": int(bool(parcel.way)),
            "prompt": prompt,
            "closes": "",
        }
        if known is None or lane:
            self._mail.append((known, where, row, parcel))
        elif op in ("edit", "strip"):
            self._close_by_itself(known)
            self._closing[id(known)] = known, where, row, parcel
        else:
            self._mail.append(self._with_closing(known, where, row, parcel))

    def _with_closing(self, known: Known, where: Where, row: dict[str, Any], parcel: Parcel) -> Mail:
        """A reply takes the look of the question before it along. Help waits for none."""
        before = self._closing.get(id(known))
        if before is not None and before[1] == where and row["kind"] == Kind.REPLY.value and row["op"] == "show":
            del self._closing[id(known)]
            return known, where, {**row, "closes": before[2]["prompt"]}, replace(parcel, closed=before[3].card)
        self._close_by_itself(known)
        return known, where, row, parcel

    def _close_by_itself(self, known: Known) -> None:
        if (closing := self._closing.pop(id(known), None)) is not None:
            self._mail.append(closing)

    def write(self, store: Statements) -> None:
        for id, closing in self._gone:
            self._write_forgotten(store, id, closing)
        kept, records = list(self._kept.values()), self._records
        for known in kept:
            self._admit(store, known)
        store.run("reach", [_reach(k) for k in kept])
        store.run("save_person", [(records.write("person", _id(k), k.person), _id(k)) for k in kept if k.changed])
        store.run("save_session", [(_id(k), records.write("session", _id(k), k.session)) for k in kept])
        self._write_wakes(store)
        store.run("add_entry", [self._entry_row(k, e) for k, e in self._entries])
        self._mail += self._closing.values()
        store.run("add_outbox", [self._mail_row(*mail) for mail in self._mail])

    def _write_forgotten(self, store: Statements, id: int, closing: list[Mail]) -> None:
        """Everything goes, and last of all the buttons of the question that was answered with it."""
        for _, where, row, parcel in closing:
            if found := store.fetch("find_receipt", (id, row["prompt"])):
                last = replace(parcel, receipt=found[0]["message"])
                self._mail.insert(0, (None, where, row, last))
        store.run("forget_outbox", [(id,)])
        store.run("forget_person", [(id,)])

    def _admit(self, store: Statements, known: Known) -> None:
        """Somebody new gets a number and an address."""
        if known.id is None:
            [row] = store.fetch("new_person", (known.session.tag, b""))
            known.id, known.changed = row["id"], True
            store.run("new_account", [(known.where.platform, known.where.person, known.id, known.where.room)])

    def _write_wakes(self, store: Statements) -> None:
        last = {(_id(k), w.key): w.at for k, w in self._wakes}
        store.run("drop_wake", [key for key, at in last.items() if at is None])
        store.run("set_wake", [(*key, millis(at)) for key, at in last.items() if at is not None])

    def _entry_row(self, known: Known, entry: Entry) -> dict[str, Any]:
        body = self._records.write("entry", _id(known), entry)
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
            "body": self._records.write("outbox", person or 0, parcel),
            "created": millis(self.now),
            "expires": millis(push.expires) if push else None,
        }


def _reach(known: Known) -> tuple[str, int, int, str, str]:
    where, heard = known.where, millis(known.heard) if known.heard else 0
    return where.room, int(known.reachable), heard, where.platform, where.person


def _id(known: Known) -> int:
    assert known.id is not None
    return known.id
