"""One row of the outbox to its platform, and the note of what became of it: docs/decisions/0003."""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from msgspec import Struct
from msgspec.structs import replace

from adapters.port import (
    Arrived,
    Later,
    Messenger,
    NotSent,
    Refused,
    Revoked,
    StoreDown,
    TooSoon,
    Unknown,
    Unreachable,
    Where,
)
from adapters.surface import Card
from bot.breaker import Breaker
from bot.copies import Copies
from bot.desk import Desk
from bot.lastlook import LastLook, Look
from bot.lost import CLOSES, EDITS, EXPORT, RECALL, CutOff, end
from bot.pacer import Pacer
from bot.retries import Retries
from bot.showing import Showing
from bot.store.records import Waiting, millis
from bot.store.sqlite import Statements
from coach.effects import Kind
from coach.events import Unreached

log = structlog.get_logger()
SHOWN, KNOCK = ("show", "knock", EXPORT), "knock"


class Ended(Struct, frozen=True):
    """A row that will not be sent again. `note` writes that down; where that is done already, nothing."""

    note: Callable[[Statements], None] = lambda _: None


class Held(Exception):
    """An edit was told to wait, and for longer than it is worth."""


class Sender:
    def __init__(
        self,
        desk: Desk,
        look: LastLook,
        cut_off: CutOff,
        copies: Copies,
        showing: Showing,
        messengers: Mapping[str, Messenger],
        pacers: Mapping[str, Pacer],
        clock: Callable[[], datetime],
    ) -> None:
        self._desk, self._look, self._copies, self._showing = desk, look, copies, showing
        self._messengers, self._pacers, self._clock = messengers, pacers, clock
        self._breaker = Breaker(clock)
        remembers = {name: messenger.remembers for name, messenger in messengers.items()}
        self._retries = Retries(desk, cut_off, pacers, self._breaker, remembers, clock)

    @property
    def served(self) -> set[str]:
        """The platforms that can be written to now."""
        return {name for name in self._messengers if not self._breaker.left(name)}

    async def slot(self, row: Waiting) -> bool:
        """True as soon as it may go out. False: its room needs a rest first, and it was put back for so long."""
        pacer = self._pacers[row.where.platform]
        if row.op in SHOWN and (rest := pacer.rest(row.where.room or row.where.person)):  # an edit is no message
            await self._retries.later(row, rest, "rest")
            return False
        await pacer.slot(row.lane)
        return True

    async def deliver(self, row: Waiting) -> Ended | None:
        """Send it, or find that it should not be sent now, and note what came of it. Raises StoreDown.

        None when it was put back: what stands behind it has to wait too.
        """
        try:
            return await self._deliver(row)
        except StoreDown:
            raise
        except Exception as bad:  # a defect of ours: this row is laid aside, the next ones go out
            log.exception("delivery.failed", error=type(bad).__name__, kind=row.kind, op=row.op)
            await self._retries.lay_aside(row, type(bad).__name__)
            return Ended()

    async def _deliver(self, row: Waiting) -> Ended | None:
        look = await self._look.says(row)
        if look is not Look.GO:
            return Ended() if look is Look.GONE else None
        if self._retries.is_spent(row, row.doubts):
            await self._retries.lose(row, "unknown", "unknown")
            return Ended()
        await self._pacers[row.where.platform].step()
        if rest := self._breaker.left(row.where.platform):
            await self._retries.later(row, rest, "token refused")
            return None
        begun = self._clock()
        try:
            row = await self._closed(row)
            receipt = await self._send(row)
        except (TooSoon, NotSent, Unknown, Revoked, Held, Unreachable, Refused) as why:
            return Ended() if await self._ended(row, why, begun) else None
        self._breaker.reset(row.where.platform)
        return Ended(self._sent(row, receipt))

    async def _ended(self, row: Waiting, why: Exception, begun: datetime) -> bool:
        """What comes of it where it was not sent, or perhaps was. False when it was put back."""
        match why:
            case Held():
                log.warning("delivery.lost", kind=row.kind, op=row.op, state="dead", code="later")
                return await self._retries.lay_aside(row, "later")
            case Unreachable():
                await self._tell(row)  # first: should we die in between, it is told when the next process knocks
                return await self._unreachable(row, begun)
            case Refused():
                log.error("delivery.refused", kind=row.kind, op=row.op, code=why.code)
                return await self._retries.lay_aside(row, why.code)
            case _:
                return await self._retries.put_off(row, why)

    async def _send(self, row: Waiting) -> str | None:
        """The platform's id of what was shown; None where nothing new was."""
        if row.op == RECALL:
            return await self._take_back(row)
        message = row.receipt if row.op not in SHOWN else None
        if message is not None and await self._edit(row, message):
            return None
        if row.op in EDITS:
            return None
        card = await self._copied(row) if row.op == EXPORT else row.parcel.card
        if card is None:
            return None
        where = row.where
        if row.op == KNOCK:
            where = replace(where, room=await self._messengers[where.platform].open(where), way="")
            await self._keep_room(where)
        return await self._show(row, where, card)

    async def _show(self, row: Waiting, where: Where, card: Card) -> str:
        nonce = f"{row.created:x}-{row.id:x}"
        return await self._showing.show(self._messengers[where.platform], where, card, row.silent, nonce)

    async def _take_back(self, row: Waiting) -> str | None:
        taken = await self._messengers[row.where.platform].take_back(row.where, row.parcel.messages)
        return None if taken or row.parcel.card is None else await self._show(row, row.where, row.parcel.card)

    async def _copied(self, row: Waiting) -> Card | None:
        """With everything that is kept at this moment. None where there is nobody any more, or nothing to say."""
        made = await self._copies.made(row.person)
        most = self._messengers[row.where.platform].surface.file
        if any(len(one.text.encode()) > most for one in made.values()):
            return row.parcel.otherwise
        wanted = tuple(made[name] for name in row.parcel.files if name in made)
        return replace(row.parcel.card, documents=wanted) if wanted and row.parcel.card else None

    async def _keep_room(self, where: Where) -> None:
        """Before anything is sent there: should it turn out to be closed, it is tried again and not opened again."""
        opened = (where.room, where.platform, where.person)
        await self._desk.do(lambda store: store.run("open_room", [opened]))

    async def _edit(self, row: Waiting, message: str) -> bool:
        """False when it is no longer there: the person has deleted it. Raises Held: nothing waits for a look."""
        try:
            return await self._change(row.where, message, row.parcel.card)
        except TooSoon as soon:
            if self._retries.is_worth_waiting(row, soon.seconds):
                raise
            if not isinstance(soon, Later):
                self._retries.hold(row, soon.seconds)
            raise Held from None

    async def _closed(self, row: Waiting) -> Waiting:
        """With the question before it as it stays. Nothing waits for that longer than it is worth: where it cannot be
        had, the row closes nothing, so that the question's receipt is kept, and its buttons go when one is pressed.
        """
        if row.closing is None:
            return row
        pacer, unclosed = self._pacers[row.where.platform], replace(row, closes="", closing=None)
        try:
            await self._change(row.where, row.closing, row.parcel.closed)
        except (TooSoon, NotSent) as bad:
            wait = bad.seconds if isinstance(bad, TooSoon) else 1.0
            if self._retries.is_worth_waiting(row, wait):
                raise
            if isinstance(bad, TooSoon) and not isinstance(bad, Later):
                self._retries.hold(row, wait)
            log.warning("delivery.lost", kind=row.kind, op="close", state="dead", code=type(bad).__name__)
            row = unclosed
        except (Refused, Unknown) as bad:
            log.warning("delivery.lost", kind=row.kind, op="close", state="dead", code=type(bad).__name__)
            row = unclosed
        await pacer.slot(row.lane)
        await pacer.step()
        return row

    async def _change(self, where: Where, message: str, card: Card | None) -> bool:
        messenger = self._messengers[where.platform]
        if card is not None:
            return await messenger.edit(where, message, card)
        await messenger.strip(where, message)
        return True

    def _sent(self, row: Waiting, receipt: str | None) -> Callable[[Statements], None]:
        now = millis(self._clock())

        def note(store: Statements) -> None:
            if done := row.closes or (row.op in CLOSES and row.prompt):
                store.run("drop_receipt", [(row.person, done)])
            if row.op in EDITS:
                pass  # nothing new was shown
            elif receipt is not None and row.person is not None:
                _keep(store, row, row.person, receipt, now)
            if row.kind == Kind.PUSH.value:
                store.run("finished", [("sent", "", row.id)])  # kept for a while: its key bars a second one
            else:
                store.run("sent", [(row.id,)])

        return note

    async def _unreachable(self, row: Waiting, begun: datetime) -> bool:
        """They have blocked us, or are gone: nothing more to them until they write. A group is nobody's address.

        Where they were heard after the sending had begun, they are back already: help is sent again, all else is left.
        """
        address, now = (row.where.platform, row.where.person), self._clock()

        def mark(store: Statements) -> bool:
            back = bool(store.fetch("heard_between", (*address, millis(begun), millis(now))))
            if back and row.kind == Kind.URGENT.value:
                return True
            if row.person is not None and not back:
                store.run("unreachable", [address])
                store.run("drop_waiting", [address])
            end(store, "unreachable", "", [row.id])
            return False

        return await self._retries.again(row, "unreachable") if await self._desk.do(mark) else True

    async def _tell(self, row: Waiting) -> None:
        """Whoever can still be answered where they talk is told at once that their own room is closed."""
        if row.op == KNOCK:
            await self._desk.handle(Arrived(f"unreached:{row.id}", row.where, Unreached()))


def _keep(store: Statements, row: Waiting, person: int, receipt: str, now: int) -> None:
    """Which message it was: to take it back, for two days; to edit it, for as long as it has buttons."""
    where = row.where
    store.run("add_shown", [(person, where.platform, where.room, receipt, row.prompt, now, person)])
    if row.prompt:
        store.run("add_receipt", [(person, row.prompt, receipt, where.room, now, person)])
