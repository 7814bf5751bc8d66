"""One row of the outbox to its platform, and the note of what became of it: docs/decisions/0003."""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

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
from bot.breaker import Breaker
from bot.desk import Desk
from bot.lastlook import LastLook, Look
from bot.lost import AGAIN_WITHIN, EDITS, WORTH, CutOff, end
from bot.pacer import Pacer
from bot.store.records import Waiting, instant, millis
from bot.store.sqlite import Statements
from coach.effects import Kind
from coach.events import Unreached

log = structlog.get_logger()
DOUBTS = {Kind.REPLY.value: 1, Kind.PUSH.value: 0, Kind.URGENT.value: 60, Kind.RECEIPT.value: 60}
SHOWN, KNOCK = ("show", "knock"), "knock"
LONGEST_WAIT = 60.0  # seconds between two tries
REFUSED = "what waits is tried again by itself; if this goes on, see whether the platform's token and address are right"
WORTH_AN_EDIT = timedelta(seconds=5)  # for so long the look of a question holds up what comes next


class Ended(Struct, frozen=True):
    """A row that will not be sent again. `noted`: when that is committed; None where it is already."""

    noted: "asyncio.Future[None] | None" = None


class Held(Exception):
    """An edit was told to wait, and for longer than it is worth."""


class Sender:
    def __init__(
        self,
        desk: Desk,
        look: LastLook,
        cut_off: CutOff,
        messengers: Mapping[str, Messenger],
        pacers: Mapping[str, Pacer],
        clock: Callable[[], datetime],
    ) -> None:
        self._desk, self._look, self._cut_off = desk, look, cut_off
        self._messengers, self._pacers, self._clock = messengers, pacers, clock
        self._breaker = Breaker(clock)

    @property
    def served(self) -> set[str]:
        """The platforms that can be written to now."""
        return {name for name in self._messengers if not self._breaker.left(name)}

    async def slot(self, row: Waiting) -> bool:
        """True as soon as it may go out. False: its room needs a rest first, and it was put back for so long."""
        pacer = self._pacers[row.where.platform]
        if row.op in SHOWN and (rest := pacer.rest(row.where.room or row.where.person)):  # an edit is no message
            await self._later(row, rest, "rest")
            return False
        await pacer.slot(row.lane)
        return True

    async def deliver(self, row: Waiting) -> "Ended | None":
        """Send it, or find that it should not be sent now, and note what came of it. Raises StoreDown.

        None when it was put back: what stands behind it has to wait too.
        """
        try:
            return await self._deliver(row)
        except StoreDown:
            raise
        except Exception as bad:  # a defect of ours: this row is laid aside, the next ones go out
            log.exception("delivery.failed", error=type(bad).__name__, kind=row.kind, op=row.op)
            await self.finish(row.id, "dead", type(bad).__name__)
            return Ended()

    async def _deliver(self, row: Waiting) -> "Ended | None":
        look = await self._look.says(row)
        if look is not Look.GO:
            return Ended() if look is Look.GONE else None
        if self._is_spent(row, row.doubts):
            return await self._lose(row, "unknown", "unknown")
        await self._pacers[row.where.platform].step()
        if rest := self._breaker.left(row.where.platform):
            return await self._later(row, rest, "token refused")
        return await self._attempt(row)

    async def _attempt(self, row: Waiting) -> "Ended | None":
        begun = self._clock()
        try:
            receipt = await self._send(row)
        except (TooSoon, NotSent, Unknown, Revoked) as why:
            return await self._put_off(row, why)
        except Held:
            log.warning("delivery.lost", kind=row.kind, op=row.op, state="dead", code="later")
            await self.finish(row.id, "dead", "later")
        except Unreachable:
            await self._tell(row)  # first: should we die in between, it is told when the next process knocks
            return await self._unreachable(row, begun)
        except Refused as refused:
            log.error("delivery.refused", kind=row.kind, op=row.op, code=refused.code)
            await self.finish(row.id, "dead", refused.code)
        else:
            self._breaker.reset(row.where.platform)
            return Ended(self._mark_sent(row, receipt))
        return Ended()

    async def _put_off(self, row: Waiting, why: Exception) -> "Ended | None":
        """It is tried again, if it is worth it."""
        match why:
            case Later():
                age = self._clock() - instant(row.created)  # this one message waits, each time longer
                return await self._refused_for_now(row, max(why.seconds, age.total_seconds() / 2), "later")
            case TooSoon():
                return await self._too_soon(row, why.seconds)
            case NotSent():
                return await self._again(row, "not sent")
            case Revoked():
                return await self._revoked(row)
            case _:
                return await self._uncertain(row)

    async def _send(self, row: Waiting) -> str | None:
        """The platform's id of what was shown; None where nothing new was."""
        message = row.receipt if row.op not in SHOWN else None
        if message is not None and await self._edit(row, message):
            return None
        if row.op in EDITS:
            return None
        assert row.parcel.card is not None
        messenger, where = self._messengers[row.where.platform], row.where
        if row.op == KNOCK:
            where = replace(where, room=await messenger.open(where), way="")
            await self._keep_room(where)
        return await messenger.show(where, row.parcel.card, silent=row.silent, nonce=f"{row.created:x}-{row.id:x}")

    async def _keep_room(self, where: Where) -> None:
        """Before anything is sent there: should it turn out to be closed, it is tried again and not opened again."""
        opened = (where.room, where.platform, where.person)
        await self._desk.do(lambda store: store.run("open_room", [opened]))

    async def _edit(self, row: Waiting, message: str) -> bool:
        """False when it is no longer there: the person has deleted it. Raises Held: nothing waits for a look."""
        try:
            return await self._change(row, message)
        except TooSoon as soon:
            if self._clock() - instant(row.created) + timedelta(seconds=soon.seconds) <= WORTH_AN_EDIT:
                raise
            if not isinstance(soon, Later):
                self._hold(row, soon.seconds)
            raise Held from None

    async def _change(self, row: Waiting, message: str) -> bool:
        messenger, card = self._messengers[row.where.platform], row.parcel.card
        if card is not None:
            return await messenger.edit(row.where, message, card)
        await messenger.strip(row.where, message)
        return True

    def _mark_sent(self, row: Waiting, receipt: str | None) -> "asyncio.Future[None]":
        now = millis(self._clock())

        def mark(store: Statements) -> None:
            if row.op in EDITS:
                store.run("drop_receipt", [(row.person, row.prompt)])
            elif receipt is not None and row.prompt and row.person is not None:
                values = (row.person, row.prompt, receipt, row.where.room, now, row.person)
                store.run("add_receipt", [values])
            if row.kind == Kind.PUSH.value:
                store.run("finished", [("sent", "", row.id)])  # kept for a while: its key bars a second one
            else:
                store.run("sent", [(row.id,)])

        return self._desk.submit(mark)

    async def _too_soon(self, row: Waiting, seconds: float) -> None:
        self._hold(row, seconds)
        await self._later(row, seconds, "too soon")

    def _hold(self, row: Waiting, seconds: float) -> None:
        """The lane waits; but in a group the limit is the group's own, and only it waits."""
        if row.person is not None or row.where.room == row.where.person:
            self._pacers[row.where.platform].hold(row.lane, seconds)

    async def _refused_for_now(self, row: Waiting, seconds: float, code: str) -> "Ended | None":
        """It waits for so long, unless it is no longer worth it."""
        if self._clock() - instant(row.created) >= WORTH:
            return await self._lose(row, "dead", code)
        return await self._later(row, seconds, code)

    async def _again(self, row: Waiting, code: str, doubts: int = 0) -> "Ended | None":
        """Later, each time later, until it is no longer worth it."""
        age = self._clock() - instant(row.created)
        if age >= (WORTH_AN_EDIT if row.op in EDITS else WORTH):
            return await self._lose(row, "dead", code)
        wait = min(LONGEST_WAIT, max(1.0, age.total_seconds() / 2))
        spread = random.uniform(0.5, 1)  # noqa: S311 (spreads retries, guards nothing)
        return await self._later(row, wait * spread, code, doubts)

    async def _uncertain(self, row: Waiting) -> "Ended | None":
        """It may have arrived."""
        if self._is_spent(row, row.doubts + 1):
            return await self._lose(row, "unknown", "unknown")
        return await self._again(row, "unknown", doubts=1)

    def _is_spent(self, row: Waiting, doubts: int) -> bool:
        """It may have arrived so often, or so long ago, that it is not sent again.

        A push is never sent again; a reply once, while fresh; help and receipts always. An edit done twice is an edit,
        and where the platform notices a second one there is no second one; it does in a room, and not by a way.
        """
        if not doubts or row.op in EDITS:
            return False
        age = self._clock() - instant(row.created)
        old = row.kind == Kind.REPLY.value and age >= AGAIN_WITHIN
        remembers = timedelta() if row.where.way else self._messengers[row.where.platform].remembers
        return age >= remembers and (old or doubts > DOUBTS[row.kind])

    async def _lose(self, row: Waiting, state: str, code: str) -> "Ended":
        log.warning("delivery.lost", kind=row.kind, op=row.op, state=state, code=code)

        def lose(store: Statements) -> None:
            for found in store.fetch("in_hand", (row.id,)):  # none where they were erased meanwhile
                self._cut_off.lose(store, found, state, code, self._clock())

        await self._desk.do(lose)
        return Ended()

    async def _unreachable(self, row: Waiting, begun: datetime) -> "Ended | None":
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

        return await self._again(row, "unreachable") if await self._desk.do(mark) else Ended()

    async def _tell(self, row: Waiting) -> None:
        """Whoever can still be answered where they talk is told at once that their own room is closed."""
        if row.op == KNOCK:
            await self._desk.handle(Arrived(f"unreached:{row.id}", row.where, Unreached()))

    async def _revoked(self, row: Waiting) -> "Ended | None":
        """All that waits for this platform waits for some minutes."""
        platform = row.where.platform
        if self._breaker.trip(platform):
            log.error("delivery.token_refused", platform=platform, remedy=REFUSED)
        return await self._refused_for_now(row, self._breaker.left(platform), "token refused")

    async def _later(self, row: Waiting, seconds: float, code: str, doubts: int = 0) -> None:
        at = millis(self._clock() + timedelta(seconds=seconds)) + 1  # never before it, by a part of a millisecond
        await self._desk.do(lambda store: store.run("put_back", [(at, row.doubts + doubts, code, row.id)]))

    async def finish(self, id: int, state: str, code: str) -> None:
        await self._desk.do(lambda store: end(store, state, code, [id]))
