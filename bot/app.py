"""The running whole: the store, the desk, the wakes and the delivery, and the order in which they begin and end."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from adapters.pictures import Pictures
from adapters.port import Arrived, Platform, Recent, StoreDown
from bot.copies import Copies
from bot.delivery import Delivery
from bot.desk import Desk
from bot.lastlook import LastLook
from bot.lost import CutOff, recover
from bot.noticing.noticing import Noticing, See
from bot.pacer import Pacer
from bot.sender import Sender
from bot.showing import Showing
from bot.store.faults import explained
from bot.store.records import Records, instant, millis
from bot.store.sqlite import Sqlite
from bot.turns import Turns
from bot.unstored import Unstored
from bot.vault.opening import Unlock
from bot.vault.vault import Vault
from bot.wakes import SEEN_FOR, Wakes
from coach.book import Book

LATELY, ROOMS = timedelta(days=30), 5000  # whose rooms are looked at after a time away, and how many at the most
KNOWN_FOR = SEEN_FOR - timedelta(days=1)


class App:
    def __init__(
        self,
        noticing: Noticing,
        unstored: Unstored,
        desk: Desk,
        wakes: Wakes,
        delivery: Delivery,
        store: Sqlite,
        records: Records,
        pacers: Mapping[str, Pacer],
        pictures: Pictures,
        clock: Callable[[], datetime],
    ) -> None:
        self._noticing, self._unstored = noticing, unstored
        self.desk, self.wakes, self.delivery, self.store, self.records = desk, wakes, delivery, store, records
        self._pacers, self._pictures, self._clock = pacers, pictures, clock
        self.tasks: list[asyncio.Task[None]] = []  # they end only when the app does

    async def handle(self, arrived: Arrived) -> None:
        """Read it, take its turn, and return when that is committed. Raises StoreDown when it could not be.

        A cry for help is answered even then.
        """
        read = await self._noticing(arrived)
        try:
            await self.desk.handle(read)
        except StoreDown:
            await self._unstored.answer(read)
            raise

    def recent(self, platform: str) -> Recent:
        """Whose rooms on a platform may hold what was missed. Not from before `seen` knows what was taken."""

        async def rooms() -> list[tuple[str, str, datetime]]:
            now = self._clock()
            values = (platform, millis(now - LATELY), ROOMS)
            found = await self.desk.do(lambda store: store.fetch("recent_rooms", values))
            return [(row["account"], row["room"], max(instant(row["heard"]), now - KNOWN_FOR)) for row in found]

        return rooms

    async def close(self) -> None:
        self._noticing.close()
        await self._pictures.close()
        for pacer in self._pacers.values():
            await pacer.close()


@asynccontextmanager
async def opened(
    book: Book,
    path: str,
    platforms: Mapping[str, Platform],
    clock: Callable[[], datetime],
    unlock: Unlock,
    sending: bool = True,
    see: See | None = None,
) -> AsyncGenerator[App]:
    """The app, from opening the store and recovering what an earlier process left, to closing the store.

    Order: store, vault, recovery, desk, delivery; platforms come last and are the caller's. Raises StoreTaken,
    BadStore, and BadConfig where the vault key is missing or another.
    `see`: reads messages for the coach; without it cues decide alone.
    `sending` off leaves delivery to the caller, who then calls `delivery.drained()`.
    """
    store = await Sqlite.open(path)
    vault: Vault | None = None
    try:
        vault = await unlock(store)
        records = Records(vault)
        cut_off = CutOff(book, records)
        with explained(path):
            remembers = {n: p.messenger.remembers for n, p in platforms.items()}
            await store.transact(lambda statements: recover(statements, cut_off, remembers, clock()))
            await store.checkpoint()  # what was erased just before a crash is still in the log
        app = _made(book, store, records, cut_off, platforms, clock, see)
        async with _working(app, sending):
            yield app
    finally:
        await store.close()
        if vault is not None:
            vault.close()


def _made(
    book: Book,
    store: Sqlite,
    records: Records,
    cut_off: CutOff,
    platforms: Mapping[str, Platform],
    clock: Callable[[], datetime],
    see: See | None,
) -> App:
    surfaces = {name: platform.surface for name, platform in platforms.items()}
    messengers = {name: platform.messenger for name, platform in platforms.items()}
    pacers = {name: Pacer(platform.rate, platform.room_rate) for name, platform in platforms.items()}
    desk = Desk(store, Turns(book, store.statements, records, surfaces, clock))
    look, copies = LastLook(desk, records, clock, desk.erased), Copies(book, desk, records, clock)
    pictures = Pictures()
    sender = Sender(desk, look, cut_off, copies, Showing(pictures), messengers, pacers, clock)
    delivery = Delivery(desk, records, sender, clock)
    desk.coming = delivery.poke
    first = Noticing(book, see), Unstored(book, messengers)
    return App(*first, desk, Wakes(desk, clock, platforms), delivery, store, records, pacers, pictures, clock)


@asynccontextmanager
async def _working(app: App, sending: bool) -> AsyncGenerator[None]:
    app.tasks = [asyncio.create_task(app.desk.run(), name="desk")]
    if sending:
        app.tasks.append(asyncio.create_task(app.delivery.run(), name="delivery"))
    try:
        yield
    finally:
        for task in reversed(app.tasks):  # the desk last: what delivery has to write down still goes through it
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await app.close()
