"""Small servers on the loopback that do what no decent server does, and a proxy."""

import asyncio
import ssl
import traceback
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PEM = Path(__file__).with_name("loopback.pem")  # a certificate for 127.0.0.1, and its key: they guard nothing
OK = b'{"ok": true, "result": true}'


@dataclass
class Server:
    """`open`: connections there are now.   `made`: how many there were in all.   `heads`: requests that were read."""

    port: int = 0
    scheme: str = "http"
    made: int = 0
    open: int = 0
    heads: list[str] = field(default_factory=list[str])
    bodies: list[bytes] = field(default_factory=list[bytes])
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def base(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: bool(condition()))

    async def tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def reads(self, reader: asyncio.StreamReader) -> str:
        """One whole request; its first line and headers. Raises IncompleteReadError where none comes any more."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = next((int(v) for n, v in _headers(head) if n == "content-length"), 0)
        self.bodies.append(await reader.readexactly(size))
        self.heads.append(head)
        await self.tell()
        return head


def _headers(head: str) -> list[tuple[str, str]]:
    lines = (line.partition(":") for line in head.split("\r\n")[1:])
    return [(name.lower(), value.strip()) for name, _, value in lines]


def header(head: str, name: str) -> str | None:
    return next((value for n, value in _headers(head) if n == name), None)


def answer(body: bytes = OK, status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


@asynccontextmanager
async def serving(talk: Callable[[Server], Talk], *, tls: bool = False) -> AsyncGenerator[Server]:
    """A server that does with each connection what `talk` says; then it is closed."""
    here, talking = Server(scheme="https" if tls else "http"), set[asyncio.Task[None]]()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            talking.add(task)
        here.made += 1
        here.open += 1
        await here.tell()
        try:
            with suppress(asyncio.IncompleteReadError, OSError, asyncio.CancelledError):  # it is cancelled at the end
                await talk(here)(reader, writer)
        finally:
            here.open -= 1
            writer.close()
            await here.tell()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=_certified() if tls else None)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)


def _certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


def answers(*written: bytes, end: bool = False) -> Callable[[Server], Talk]:
    """Reads a request, writes the next of these; the last of them ever after. `end`: then it closes."""

    def on(here: Server) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while True:
                await here.reads(reader)
                writer.write(written[min(len(here.heads), len(written)) - 1])
                await writer.drain()
                if end:
                    return

        return talk

    return on


def silent(here: Server) -> Talk:
    """Reads, and says nothing, until the other side goes."""

    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await here.reads(reader)
        await reader.read()

    return talk


def deaf(_: Server) -> Talk:
    """Does not even read."""

    async def talk(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    return talk


def dull(_: Server) -> Talk:
    """Reads, understands nothing, says nothing, until the other side goes."""

    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            pass

    return talk


def rude(_: Server) -> Talk:
    """Answers before anything was asked."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer())
        await reader.read()

    return talk


def leaves(_: Server) -> Talk:
    """Closes at once."""

    async def talk(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None: ...

    return talk


def proxy(user: str = "", refuses: bytes = b"") -> Callable[[Server], Talk]:
    """An HTTP proxy: for http:// it passes requests on, for https:// it makes a tunnel. `user`: name:password."""
    wanted = f"Basic {b64encode(user.encode()).decode()}" if user else None

    def on(here: Server) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await here.reads(reader)
            if header(head, "proxy-authorization") != wanted:
                writer.write(answer(b"", "407 Proxy Authentication Required"))
            elif refuses:
                writer.write(refuses)
            else:
                await _pass_on(head, here.bodies[-1], reader, writer)
            await writer.drain()

        return talk

    return on


async def _pass_on(head: str, body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    method, target, rest = head.split(" ", 2)
    where = urlsplit(f"//{target}" if method == "CONNECT" else target)
    there_reader, there = await asyncio.open_connection(where.hostname, where.port)
    if method == "CONNECT":
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    else:
        there.write(f"{method} {where.path} {rest}".encode() + body)
    try:
        await asyncio.gather(_pipe(reader, there), _pipe(there_reader, writer))
    finally:
        there.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(65536):
        writer.write(piece)
        await writer.drain()
    writer.close()


def shown(bad: BaseException | None) -> str:
    """All that anybody could ever show of an error: it, what it came from, and what came before it."""
    if bad is None:
        return ""
    own = "".join(traceback.format_exception(bad)) + repr(bad) + repr(bad.args) + str(bad)
    return own + shown(bad.__cause__) + ("" if bad.__context__ is bad.__cause__ else shown(bad.__context__))
