"""What becomes of a row that was not sent, or perhaps was: docs/decisions/0003."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.port import Later, NotSent, Revoked, TooSoon
from bot.breaker import Breaker
from bot.desk import Desk
from bot.lost import AGAIN_WITHIN, EDITS, EXPORT, RECALL, WORTH, CutOff, end
from bot.pacer import Pacer
from bot.store.records import Waiting, instant, millis
from bot.store.sqlite import Statements
from coach.effects import Kind

log = structlog.get_logger()
DOUBTS = {Kind.REPLY.value: 1, Kind.PUSH.value: 0, Kind.URGENT.value: 60, Kind.RECEIPT.value: 60}
LONGEST_WAIT = 60.0  # seconds between two tries
WORTH_AN_EDIT = timedelta(seconds=5)  # for so long the look of a question holds up what comes next
REFUSED = "what waits is tried again by itself; if this goes on, see whether the platform's token and address are right"


class Retries:
    """Nothing here sends. Each of these says whether the row has ended; where it has not, it was put back.

    `remembers`: see adapters/port.py.
    """

    def __init__(
        self,
        desk: Desk,
        cut_off: CutOff,
        pacers: Mapping[str, Pacer],
        breaker: Breaker,
        remembers: Mapping[str, timedelta],
        clock: Callable[[], datetime],
    ) -> None:
        self._desk, self._cut_off, self._pacers = desk, cut_off, pacers
        self._breaker, self._remembers, self._clock = breaker, remembers, clock

    async def put_off(self, row: Waiting, why: Exception) -> bool:
        """It is tried again, where it is worth it."""
        match why:
            case Later():
                age = self._clock() - instant(row.created)  # this one message waits, each time longer
                return await self._refused_for_now(row, max(why.seconds, age.total_seconds() / 2), "later")
            case TooSoon():
                return await self._too_soon(row, why.seconds)
            case NotSent():
                return await self.again(row, "not sent")
            case Revoked():
                return await self._revoked(row)
            case _:
                return await self._uncertain(row)

    async def _too_soon(self, row: Waiting, seconds: float) -> bool:
        self.hold(row, seconds)
        return await self.later(row, seconds, "too soon")

    def hold(self, row: Waiting, seconds: float) -> None:
        """The lane waits; but in a group the limit is the group's own, and only it waits."""
        if row.person is not None or row.where.room == row.where.person:
            self._pacers[row.where.platform].hold(row.lane, seconds)

    async def _refused_for_now(self, row: Waiting, seconds: float, code: str) -> bool:
        """It waits for so long, unless it is no longer worth it."""
        if self._clock() - instant(row.created) >= WORTH:
            return await self.lose(row, "dead", code)
        return await self.later(row, seconds, code)

    async def again(self, row: Waiting, code: str, doubts: int = 0) -> bool:
        """Later, each time later, until it is no longer worth it."""
        age = self._clock() - instant(row.created)
        if age >= (WORTH_AN_EDIT if row.op in EDITS else WORTH):
            return await self.lose(row, "dead", code)
        wait = min(LONGEST_WAIT, max(1.0, age.total_seconds() / 2))
        spread = random.uniform(0.5, 1)  # noqa: S311 (spreads retries, guards nothing)
        return await self.later(row, wait * spread, code, doubts)

    async def _uncertain(self, row: Waiting) -> bool:
        """It may have arrived."""
        if self.is_spent(row, row.doubts + 1):
            return await self.lose(row, "unknown", "unknown")
        return await self.again(row, "unknown", doubts=1)

    def is_spent(self, row: Waiting, doubts: int) -> bool:
        """It may have arrived so often, or so long ago, that it is not sent again.

        A push is never sent again, nor a copy of everything, of which one would lie there that no button takes away; a
        reply once, while fresh; help and receipts always. What is edited or taken back twice is so once, and where the
        platform notices a second message there is no second one; it does in a room, and not by a way.
        """
        if not doubts or row.op in (*EDITS, RECALL):
            return False
        age = self._clock() - instant(row.created)
        old = row.kind == Kind.REPLY.value and age >= AGAIN_WITHIN
        remembers = timedelta() if row.where.way else self._remembers[row.where.platform]
        most = 0 if row.op == EXPORT else DOUBTS[row.kind]
        return age >= remembers and (old or doubts > most)

    def is_worth_waiting(self, row: Waiting, seconds: float) -> bool:
        """Whether an edit is worth it to wait for so long, and to let what comes next wait with it."""
        return self._clock() - instant(row.created) + timedelta(seconds=seconds) <= WORTH_AN_EDIT

    async def lose(self, row: Waiting, state: str, code: str) -> bool:
        log.warning("delivery.lost", kind=row.kind, op=row.op, state=state, code=code)

        def lose(store: Statements) -> None:
            for found in store.fetch("in_hand", (row.id,)):  # none where they were erased meanwhile
                self._cut_off.lose(store, found, state, code, self._clock())

        await self._desk.do(lose)
        return True

    async def _revoked(self, row: Waiting) -> bool:
        """All that waits for this platform waits for some minutes."""
        platform = row.where.platform
        if self._breaker.trip(platform):
            log.error("delivery.token_refused", platform=platform, remedy=REFUSED)
        return await self._refused_for_now(row, self._breaker.left(platform), "token refused")

    async def later(self, row: Waiting, seconds: float, code: str, doubts: int = 0) -> bool:
        at = millis(self._clock() + timedelta(seconds=seconds)) + 1  # never before it, by a part of a millisecond
        await self._desk.do(lambda store: store.run("put_back", [(at, row.doubts + doubts, code, row.id)]))
        return False

    async def lay_aside(self, row: Waiting, code: str) -> bool:
        """Nobody is told of it."""
        await self._desk.do(lambda store: end(store, "dead", code, [row.id]))
        return True
