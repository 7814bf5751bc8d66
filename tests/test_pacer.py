"""The pacer in time that leaps: no test waits, and every instant is exact."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacer import BURST, LATE, Pacer

pytestmark = pytest.mark.unmeasured  # of what is around the coach

REPLY, PUSH = 0, 1
Slots = list[tuple[float, str]]


class Leaping(selectors.SelectSelector):
    """Where the loop would sleep, the clock leaps."""

    def __init__(self, late: float) -> None:
        super().__init__()
        self.now, self.late = 0.0, late

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "nothing is planned any more, and somebody still waits"
        self.now += timeout + self.late if timeout > 0 else 0.0
        return super().select(0)


class LeapingLoop(asyncio.SelectorEventLoop):
    def __init__(self, late: float) -> None:
        self.leaping = Leaping(late)
        super().__init__(self.leaping)

    def time(self) -> float:
        return self.leaping.now


def leaping(scene: Callable[[], Coroutine[Any, Any, None]], late: float = 0.0) -> None:
    """Play a scene in a loop of its own; every task it began has ended. `late`: by so much it wakes after its time."""
    loop = LeapingLoop(late)
    try:
        loop.run_until_complete(scene())
        assert not asyncio.all_tasks(loop)
    finally:
        loop.close()


class Queue:
    """Those who want a slot, and when each got it."""

    def __init__(self, rate: float, room_rate: float = 0) -> None:
        self.pacer, self.got = Pacer(rate, room_rate), Slots()
        self.waiting: set[asyncio.Task[None]] = set()

    def wants(self, name: str, lane: int = REPLY, after: float = 0) -> "asyncio.Task[None]":
        return self._begin(self._wait(name, lane, after))

    def room(self, room: str, messages: int, after: float = 0) -> None:
        """So many messages, one behind the other."""
        self._begin(self._wait_in(room, messages, after))

    def _begin(self, waiting: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(waiting)
        self.waiting.add(task)
        return task

    async def _wait(self, name: str, lane: int, after: float) -> None:
        await asyncio.sleep(after)
        await self.pacer.slot(lane)
        self.got.append((round(asyncio.get_running_loop().time(), 6), name))

    async def _wait_in(self, room: str, messages: int, after: float) -> None:
        await asyncio.sleep(after)
        for _ in range(messages):
            if rest := self.pacer.rest(room):
                await asyncio.sleep(rest + 1e-6)
                assert not self.pacer.rest(room)
            await self._wait(room, REPLY, 0)

    async def served(self) -> Slots:
        await asyncio.gather(*self.waiting, return_exceptions=True)
        self.waiting.clear()
        await self.pacer.close()
        return self.got


def test_a_slot_every_so_often_and_never_two_at_once() -> None:
    async def scene() -> None:
        queue = Queue(rate=25)
        for number in range(100):
            queue.wants(str(number))
        got = await queue.served()
        assert [name for _, name in got] == [str(number) for number in range(100)]
        assert [at for at, _ in got] == [round(number / 25, 6) for number in range(100)]

    leaping(scene)


@pytest.mark.parametrize("late", [0.0002, 0.001, 0.004])
def test_a_slot_that_comes_a_moment_late_makes_no_other_late(late: float) -> None:
    """Nor does it when the call itself is delayed once more; and no second holds more than rate + 1."""

    async def scene() -> None:
        pacer, called = Pacer(50), list[float]()
        for _ in range(200):
            await pacer.slot(REPLY)
            await pacer.step()
            called.append(asyncio.get_running_loop().time())
        await pacer.close()
        assert called[-1] - called[0] < 199 / 50 + 3 * late
        assert max(sum(at <= other < at + 1 for other in called) for at in called) <= 51

    leaping(scene, late)


def test_nothing_is_saved_up_in_a_pause() -> None:
    async def scene() -> None:
        queue = Queue(rate=10)
        queue.wants("first")
        for number in range(5):
            queue.wants(str(number), after=60)
        assert [at for at, _ in await queue.served()] == [0, 60, 60.1, 60.2, 60.3, 60.4]

    leaping(scene)


def test_a_reply_overtakes_every_push_that_waits() -> None:
    async def scene() -> None:
        queue = Queue(rate=10)
        for number in range(50):
            queue.wants(f"push {number}", PUSH)
        queue.wants("reply", after=0.25)
        got = await queue.served()
        assert got[3] == (0.3, "reply")
        assert [name for _, name in got[:3] + got[4:]] == [f"push {number}" for number in range(50)]

    leaping(scene)


def test_pushes_that_have_to_wait_hold_up_no_reply() -> None:
    async def scene() -> None:
        queue = Queue(rate=10)
        queue.pacer.hold(PUSH, 30)
        queue.wants("push", PUSH)
        queue.wants("at once")
        queue.wants("in the middle of the wait", after=7)
        assert await queue.served() == [(0, "at once"), (7, "in the middle of the wait"), (30, "push")]

    leaping(scene)


@pytest.mark.parametrize("rate", [10, 0])
def test_when_replies_have_to_wait_nothing_goes_out(rate: float) -> None:
    async def scene() -> None:
        queue = Queue(rate)
        queue.pacer.hold(REPLY, 30)
        queue.pacer.hold(REPLY, 5)  # a shorter one does not shorten it
        queue.wants("push", PUSH)
        queue.wants("reply", after=1)
        got = await queue.served()
        assert [name for _, name in got] == ["reply", "push"]
        assert all(at >= 30 for at, _ in got)

    leaping(scene)


def test_a_wait_that_begins_while_somebody_waits_counts_for_them() -> None:
    async def scene() -> None:
        queue = Queue(rate=1)
        queue.wants("first")
        queue.wants("second")
        await asyncio.sleep(0.5)
        queue.pacer.hold(REPLY, 30)
        assert await queue.served() == [(0, "first"), (30.5, "second")]

    leaping(scene)


def test_a_room_gets_a_short_burst_and_then_its_rate() -> None:
    async def scene() -> None:
        queue = Queue(rate=1000, room_rate=1)
        queue.room("ada's", BURST + 3)
        queue.room("bob's", 1)
        queue.wants("an edit")
        got = await queue.served()
        assert [round(at) for at, name in got if name == "ada's"] == [0] * BURST + [1, 2, 3]
        assert [round(at) for at, name in got if name != "ada's"] == [0, 0]

    leaping(scene)


def test_a_room_that_was_left_alone_has_its_burst_again() -> None:
    async def scene() -> None:
        queue = Queue(rate=0, room_rate=1)
        for after in (0, 100):
            queue.room("ada's", BURST, after)
        assert [at for at, _ in await queue.served()] == [0] * BURST + [100] * BURST

    leaping(scene)


def test_whoever_leaves_the_queue_takes_no_slot() -> None:
    async def scene() -> None:
        queue = Queue(rate=1)
        queue.wants("first")
        gone = queue.wants("gone")
        queue.wants("last")
        await asyncio.sleep(0.5)
        gone.cancel()
        assert await queue.served() == [(0, "first"), (1, "last")]

    leaping(scene)


arrivals = st.lists(st.tuples(st.floats(0, 5), st.sampled_from([REPLY, PUSH])), max_size=60)


@settings(max_examples=50, deadline=None)
@given(rate=st.integers(1, 40), arrivals=arrivals, hold=st.tuples(st.floats(0, 3), st.sampled_from([REPLY, PUSH])))
def test_no_second_holds_more_than_the_rate_and_one(
    rate: int, arrivals: list[tuple[float, int]], hold: tuple[float, int]
) -> None:
    async def scene() -> None:
        queue = Queue(rate)
        for number, (after, lane) in enumerate(arrivals):
            queue.wants(f"{lane} {number}", lane, after=after)
        await asyncio.sleep(1)
        queue.pacer.hold(hold[1], hold[0])
        begun = asyncio.get_running_loop().time()
        got = await queue.served()
        times = [at for at, _ in got]
        assert len(times) == len(arrivals)
        assert all(later - at > 0.999 / rate - LATE for at, later in pairwise(times))
        assert all(sum(at <= other < at + 1 for other in times) <= rate + 1 for at in times)
        held = [at for at, name in got if begun + 1e-5 < at < begun + hold[0] - 1e-5 and name.startswith(str(hold[1]))]
        assert not held, f"sent while held: {held}"

    leaping(scene)


# Right before the call


@settings(max_examples=60)
@given(st.lists(st.floats(0, 0.3), min_size=2, max_size=40))
def test_calls_that_drew_together_after_their_slots_are_parted_again(delays: list[float]) -> None:
    """However long each takes from its slot to its call: two calls are no nearer to each other than two slots."""
    called: list[float] = []
    pacer = Pacer(30)

    async def one(delay: float) -> None:
        await pacer.slot(REPLY)
        await asyncio.sleep(delay)
        await pacer.step()
        called.append(asyncio.get_running_loop().time())

    async def scene() -> None:
        await asyncio.gather(*map(one, delays))
        await pacer.close()

    leaping(scene)
    assert all(later - sooner >= 1 / 30 - LATE - 1e-9 for sooner, later in pairwise(called))
