"""`steady run`: every platform that has a token, in one loop, until a signal."""

import asyncio
import gc
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from apscheduler.jobstores.base import JobLookupError  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]

from adapters.port import Listening, Revoked, Served, StoreDown
from bot import clock, config
from bot.app import App, opened
from bot.build import MENU
from bot.noticing.load import Lazily, Loaded
from bot.vault.opening import Unlock, unlocking
from bot.wakes import EVERY, next_look
from coach.book import Book

log = structlog.get_logger()
BROKEN = 3
TICK = "tick"  # the id of the one job
SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def run(book: Book, path: str, key: config.Vault, served: dict[str, Served]) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code. Raises what `opened` does."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in SIGNALS:
        loop.add_signal_handler(name, stop.set)
    try:
        return await _serve(book, path, unlocking(key, _made), served, stop)
    finally:
        await asyncio.gather(*(one.close() for one in served.values()), return_exceptions=True)


async def _serve(book: Book, path: str, unlock: Unlock, served: dict[str, Served], stop: asyncio.Event) -> int:
    """Listening begins last and ends first: whatever is handed over can be taken, and answered."""
    platforms = {name: one.platform for name, one in served.items()}
    see = Lazily(_loaded)
    async with opened(book, path, platforms, clock.now, unlock, see=see) as app:
        loading = asyncio.get_running_loop().run_in_executor(None, see, "hello")  # nobody's first message waits for it
        scheduler = _schedule(app)
        listening = {asyncio.create_task(_listen(n, one, app, book), name=n) for n, one in served.items()}
        stopped = asyncio.create_task(stop.wait())
        gc.freeze()  # what is loaded by now stays: no collection has to look through it again
        log.info("steady.ready", platforms=sorted(served))
        code = await _until_stopped(listening, stopped, app)
        log.info("steady.stopping")
        scheduler.shutdown(wait=False)
        ending: list[asyncio.Future[Any]] = [*listening, stopped, loading]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
    log.info("steady.stopped")
    return code


def _loaded(found: Loaded) -> None:
    """A word in the log where what reads messages is not the best there is."""
    if found.why_not:
        by = found.reader.name if found.reader else "cues alone"
        log.warning("notice.fallback", by=by, missed=found.why_not, remedy="`steady check` says what is missing")


def _made(file: Path) -> None:
    """The first run has made a vault key."""
    log.info("vault.key_made", place=str(file), remedy="keep a copy of it, apart from the data: README.md, The key")


async def _until_stopped(listening: "set[asyncio.Task[None]]", stopped: "asyncio.Task[Any]", app: App) -> int:
    """0 after a signal; 1 when no platform is left to serve; 3 when writing or sending has ended: begin again.

    One platform that fails does not take the others with it.
    """
    while True:
        ended, _ = await asyncio.wait({*listening, stopped, *app.tasks}, return_when=asyncio.FIRST_COMPLETED)
        if stopped in ended:
            return 0
        if broken := [task for task in app.tasks if task.done()]:
            error, step = type(broken[0].exception()).__name__, broken[0].get_name()
            log.critical("steady.broken", error=error, step=step, remedy="start it again, and report this")
            return BROKEN
        listening = {task for task in listening if not task.done()}
        if not listening:
            return 1


async def _listen(name: str, one: Served, app: App, book: Book) -> None:
    """One platform's incoming side. A defect in it is logged and it begins again; a token that is gone ends it."""
    while True:
        try:
            await one.listen(Listening(app.handle, app.recent(name), book, MENU))
            return
        except Revoked:
            log.critical("platform.revoked", platform=name, remedy=one.remedy)
            return
        except Exception as bad:  # whatever it was, the people on this platform are waiting
            log.exception("platform.failed", platform=name, error=type(bad).__name__)
            await asyncio.sleep(5)


def _schedule(app: App) -> AsyncIOScheduler:
    """The one job there is, and at once: what came due while nobody looked. The scheduler keeps nothing."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]
        tick,
        "interval",
        (app, scheduler),
        id=TICK,
        seconds=EVERY,
        next_run_time=clock.now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler


async def tick(app: App, scheduler: AsyncIOScheduler) -> None:
    """Cancelled with the process, or met by a store that is down: the wakes that were not raised are still there.

    The next look is brought forward to what is due next, unless there is none any more: the process ends.
    """
    with suppress(asyncio.CancelledError, StoreDown, JobLookupError):
        await app.wakes.tick()
        at = next_look(clock.now(), await app.wakes.next())
        scheduler.modify_job(TICK, next_run_time=at)  # pyright: ignore[reportUnknownMemberType]
