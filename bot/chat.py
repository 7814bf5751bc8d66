"""`steady chat`: the whole of Steady in a terminal, with time travel. One person at a time, as many as you like."""

import asyncio
import os
import secrets
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.console.console import NAME, ConsoleMessenger, arrived, read_skip
from adapters.port import Platform, StoreDown
from adapters.text import clean, printable
from bot import config
from bot.app import App, opened
from bot.clock import TravelClock, read_ahead
from bot.noticing.load import Lazily
from bot.store.sqlite import Statements
from bot.vault.opening import unlocking
from bot.wakes import EVERY, next_look
from coach import times
from coach.book import Book
from coach.ledger import Entry
from coach.person import Person

SKIPPED = "console.ahead"  # seconds of time travel, kept with the store whose days have moved on
UNREADABLE = "Something that is stored about you can't be read. :quit, and then steady check says what can be done."
MADE = "What is written here is sealed, by a key that was made now: {file}. Without it nothing can be read again."
HELP = """\
/start, /checkin, /chances, /status, /settings, /help  as on any platform; numbers pick an answer, words do too
:skip 1d    go forward: 30m, 12h, 1d, 2w. Messages that come due on the way are shown
:as NAME    be somebody else; without a name, yourself
:story      what is stored about you
:now        what time it is for Steady
:quit       leave (also Ctrl-D)"""


class Chat:
    def __init__(self, app: App, console: Console, messenger: ConsoleMessenger, clock: TravelClock) -> None:
        self._app, self._console, self._messenger, self._clock = app, console, messenger, clock
        self._name = "you"
        self._turn = asyncio.Lock()  # what was typed and what comes due do not talk across each other
        self._records = app.records

    async def run(self) -> None:
        """Until :quit or the end of the input."""
        self._note("Steady, in a terminal. /start begins, :help lists what else there is.")
        await self._tried(self._catch_up(self._clock()))
        watch = asyncio.create_task(self._watch())
        try:
            async for line in self._lines():
                if line.strip() == ":quit":
                    return
                async with self._turn:
                    await self._tried(self._line(clean(line)))
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _tried(self, work: Awaitable[None]) -> None:
        try:
            await work
        except StoreDown:
            self._note("The store can't be used: the line above says why. That was not taken in.")

    async def _line(self, line: str) -> None:
        if line.startswith(":"):
            await self._meta(line[1:])
        elif line.strip():
            await self._app.handle(arrived(line, self._messenger.screen, self._name, secrets.token_hex(8)))
            await self._app.delivery.drained()

    async def _watch(self) -> None:
        """A terminal left open gets its messages at their hour, too."""
        while True:
            await asyncio.sleep(await self._pause())
            async with self._turn:
                await self._tried(self._catch_up(self._clock()))

    async def _pause(self) -> float:
        """Seconds until it has to be looked again."""
        with suppress(StoreDown):
            now = self._clock()
            return (next_look(now, await self._next()) - now).total_seconds()
        return EVERY

    async def _lines(self) -> AsyncIterator[str]:
        if sys.stdin is None or not sys.stdin.isatty():
            async for line in _piped():
                self._console.print(printable(f"> {line.rstrip()}"), style="dim", markup=False)
                yield line
            return
        session = PromptSession[str](history=InMemoryHistory())  # nothing typed here is written to a file
        while True:
            try:
                with patch_stdout(raw=True):
                    prompt = printable(f"{self._name}> ")
                    yield await session.prompt_async(prompt, bottom_toolbar=self._countdown, refresh_interval=1)
            except (EOFError, KeyboardInterrupt):
                return

    def _countdown(self) -> str | None:
        """The minutes and seconds that are left of a question that goes on by itself."""
        left = self._messenger.left(self._clock())
        return None if left is None else f" {int(left.total_seconds()) // 60}:{int(left.total_seconds()) % 60:02} "

    async def _meta(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case "skip":
                await self._skip(rest)
            case "as":
                self._name = self._messenger.person = rest.strip()[:40] or "you"
                self._messenger.forget()
                self._note(f"You are {self._name} now.")
            case "story":
                await self._story()
            case "now":
                self._note(f"{self._clock():%A %d %B %Y, %H:%M} UTC")
            case "help":
                self._console.print(HELP, style="dim", markup=False)
            case _:
                self._note("I don't know that one. :help lists them.")

    async def _skip(self, words: str) -> None:
        length = read_skip(words)
        if length is None:
            self._note("Say how far: :skip 30m, :skip 12h, :skip 1d, :skip 2w. A year at the most.")
            return
        target = self._clock() + length
        await self._catch_up(target)
        self._clock.to(target)
        self._note(f"{self._clock():%A %d %B %Y, %H:%M} UTC")
        seconds = str(self._clock.ahead.total_seconds())
        await self._app.desk.do(lambda store: store.run("set_fact", [(SKIPPED, seconds)]))

    async def _catch_up(self, target: datetime) -> None:
        """Everything that comes due until then, in its order and at its own time."""
        self._messenger.stamp = lambda: f"{self._clock():%A %d %B, %H:%M} UTC"
        await self._raise_due()
        while (due := await self._next()) is not None and due <= target:
            self._clock.to(due)
            await self._raise_due()
        self._messenger.stamp = None

    async def _raise_due(self) -> None:
        await self._app.wakes.tick()
        await self._app.delivery.drained()

    async def _next(self) -> datetime | None:
        """When something comes due that is not due yet."""
        ahead = [at for at in (await self._app.wakes.next(), await self._app.delivery.next_due()) if at is not None]
        return min(ahead, default=None)

    async def _story(self) -> None:
        try:
            person, entries = await self._app.desk.do(self._read)
        except ValueError:  # a row that is not as it was written: damage, or a change by hand
            self._note(UNREADABLE)
            return
        if person is None:
            self._note("Nothing is stored about you.")
            return
        table = Table("day", "what", "value", "note", box=None, header_style="bold")
        for entry in entries:
            told = (entry.day.isoformat(), entry.kind, entry.value, entry.note)
            table.add_row(*(Text(printable(words)) for words in told))  # words, not markup
        self._console.print(table)
        self._note(
            f"Zone {person.zone}, now {times.local(self._clock(), person.zone):%d %B %H:%M}. {len(entries)} entries."
        )

    def _read(self, store: Statements) -> tuple[Person | None, list[Entry]]:
        found = store.fetch("find_account", (NAME, self._name))
        if not found:
            return None, []
        id = found[0]["person"]
        rows = store.fetch("load_entries", {"people": f"[{id}]"})
        return self._records.person(id, found[0]["body"]), [self._records.entry(id, row["body"]) for row in rows]

    def _note(self, text: str) -> None:
        self._console.print(printable(f"\n{text}"), style="dim", markup=False)


async def _piped() -> AsyncIterator[str]:
    """Lines of a pipe or a file, or none where there is nothing to read. Bytes that are no text are passed over."""
    chunks, rest = _read(asyncio.get_running_loop()), b""
    while chunk := await chunks.get():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "ignore")
    if rest:
        yield rest.decode("utf-8", "ignore")


def _read(loop: asyncio.AbstractEventLoop) -> "asyncio.Queue[bytes]":
    """What is piped in, and nothing at its end. Read by a thread that may still be reading when the process ends."""
    chunks: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError):  # the loop has ended before the input
            while chunk := os.read(sys.stdin.fileno(), 2**16):
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)
            loop.call_soon_threadsafe(chunks.put_nowait, b"")

    if sys.stdin is None:
        chunks.put_nowait(b"")
    else:
        threading.Thread(target=read, daemon=True).start()
    return chunks


async def chat(book: Book, path: str, key: config.Vault) -> None:
    """Until the end of the input, :quit or SIGTERM. Raises what `opened` does."""
    talk = asyncio.create_task(_chat(book, path, key))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, talk.cancel)
    with suppress(asyncio.CancelledError):
        await talk


async def _chat(book: Book, path: str, key: config.Vault) -> None:
    console = Console(highlight=False, soft_wrap=False)
    messenger, clock = ConsoleMessenger(console, Path(path).parent), TravelClock()
    async with AsyncExitStack() as stack:
        platform = Platform(messenger.surface, messenger)
        made: list[Path] = []
        unlock = unlocking(key, made.append)
        opening = opened(book, path, {NAME: platform}, clock, unlock, sending=False, see=Lazily())
        app = await stack.enter_async_context(opening)
        found = await app.desk.do(lambda store: store.fetch("get_fact", (SKIPPED,)))
        clock.ahead = read_ahead(found[0]["value"]) if found else timedelta()
        for file in made:
            console.print(printable(MADE.format(file=file)), style="dim", markup=False)
        await Chat(app, console, messenger, clock).run()
