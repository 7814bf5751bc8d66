"""Requests to Telegram on aiohttp, not on httpx as python-telegram-bot has them: its pool slows down under many."""

import asyncio
import json
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import Any, NamedTuple

import aiohttp
import msgspec
from aiohttp.abc import AbstractStreamWriter
from telegram.error import InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from adapters.telegram.connector import Connector, NotConnected, NotConnectedInTime, harmless
from adapters.telegram.proxies import Proxies

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
PIECE = 32768  # bytes handed over at once: with its headers, one is less than would ever be waited for
GAVE_UP = (504, 524)  # a proxy waited for Telegram and answers in its place: no more is known than after a time-out
DEFAULT: Any = BaseRequest.DEFAULT_NONE
Seconds = float | None


class Patience(NamedTuple):
    """How long each part of a request may take; None is for ever."""

    read: Seconds
    write: Seconds
    connect: Seconds
    pool: Seconds
    media: Seconds  # in the place of `write` where files are sent

    def asked(self, read: Any, write: Any, connect: Any, pool: Any, files: bool) -> "Patience":
        """With what one call wants instead."""
        write = (self.media if files else self.write) if write is DEFAULT else write
        rest = ((self.read, read), (self.connect, connect), (self.pool, pool))
        read, connect, pool = (own if one is DEFAULT else one for own, one in rest)
        return Patience(read, write, connect, pool, self.media)


class Values:
    """What is asked, in plain values, and sent as JSON.

    RequestData takes it out of the library's objects and makes a form of it, which costs ten times as much.
    """

    contains_files = False

    def __init__(self, **values: Any) -> None:
        self.parameters = {name: value for name, value in values.items() if value is not None}

    def body(self) -> bytes:
        return msgspec.json.encode(self.parameters)

    @property
    def json_parameters(self) -> dict[str, str]:
        """As in RequestData, for requests that are not ours."""
        return {name: v if isinstance(v, str) else json.dumps(v) for name, v in self.parameters.items()}


class Upload(Values):
    """The same, and one file, as a form of several parts."""

    contains_files = True

    def __init__(self, field: str, file: tuple[str, bytes, str], **values: Any) -> None:
        """`file`: its name, what is in it, its MIME type."""
        super().__init__(**values)
        self.multipart_data = {field: file}


class NotFound(InvalidToken):
    """404. Telegram says it to what cannot be a token; a proxy before a server of one's own, while that is away.

    To the library it is the same as 401, to a token that is not known. That one lasts.
    """

    __slots__ = ()


class AiohttpRequest(BaseRequest):
    """Takes what HTTPXRequest takes, and means the same by it, but for three things.

    HTTP/1.1 is all that aiohttp speaks. A proxy is an http:// or https:// address; SOCKS is not supported. And the time
    to connect is all of it: the name, the connection, a proxy's consent, TLS.

    Raises NotConnected where nothing was sent, TimedOut and NetworkError where something may have been. What is posted
    is never posted twice. No error, and no cause of one, holds an address: Telegram's have the token in them.
    """

    __slots__ = ("_closed", "_patience", "_proxies", "_seats", "_session", "_size")

    def __init__(
        self,
        connection_pool_size: int = 256,
        read_timeout: Seconds = 5.0,
        write_timeout: Seconds = 5.0,
        connect_timeout: Seconds = 5.0,
        pool_timeout: Seconds = 1.0,
        proxy: str | None = None,
        media_write_timeout: Seconds = 20.0,
    ) -> None:
        """Raises ValueError where `proxy` can't be used. One in the environment is looked at when it is needed."""
        self._size = connection_pool_size
        self._patience = Patience(read_timeout, write_timeout, connect_timeout, pool_timeout, media_write_timeout)
        self._proxies = Proxies.fixed(proxy) if proxy else Proxies.environment()
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    @property
    def read_timeout(self) -> Seconds:
        return self._patience.read

    def check(self, url: str) -> None:
        """Raises ValueError where the proxy for this address can't be used."""
        self._proxies.of(url)

    async def initialize(self) -> None:
        """Open it again after `shutdown`. The first time it is open by itself, as HTTPXRequest is."""
        self._closed = False

    async def shutdown(self) -> None:
        session, self._session, self._closed = self._session, None, True
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        """Made at the first request: aiohttp wants the loop that it will run in."""
        if self._closed:
            raise RuntimeError("this request was shut down, and not initialized again")
        if self._session is None:
            self._seats = asyncio.Semaphore(self._size)
            self._session = aiohttp.ClientSession(
                connector=Connector(),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library's, several times as fast, and nothing is said of what cannot be read. Raises TelegramError."""
        try:
            return msgspec.json.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Values | None = None,
        read_timeout: Any = DEFAULT,
        write_timeout: Any = DEFAULT,
        connect_timeout: Any = DEFAULT,
        pool_timeout: Any = DEFAULT,
    ) -> tuple[int, bytes]:
        session, seats = self._open(), self._seats
        files = request_data is not None and request_data.contains_files
        patience = self._patience.asked(read_timeout, write_timeout, connect_timeout, pool_timeout, files)
        proxy, timeout = self._proxies.of(url), _timeout(patience.connect, patience.read)
        body = None if request_data is None else await _body(request_data, patience.write)
        await _seat(seats, patience.pool)
        try:
            code, payload = await _exchange(session, method, url, data=body, proxy=proxy, timeout=timeout)
        finally:
            seats.release()
        if code in GAVE_UP:
            raise TimedOut(f"HTTP {code}")
        if code == HTTPStatus.NOT_FOUND:
            raise NotFound("Not Found")
        return code, payload


async def _seat(seats: asyncio.Semaphore, seconds: Seconds) -> None:
    if not seats.locked():
        await seats.acquire()
        return
    try:
        async with asyncio.timeout(seconds):
            await seats.acquire()
    except TimeoutError as late:
        raise NotConnectedInTime("all connections are in use, and none came free in time") from late


async def _exchange(session: aiohttp.ClientSession, method: str, url: str, **more: Any) -> tuple[int, bytes]:
    """One request and its answer, whatever that is."""
    if session.closed:  # while we waited for a seat
        raise NotConnected("shut down")
    try:
        async with session.request(method, url, allow_redirects=False, **more) as response:
            return response.status, await response.read()
    except TelegramError:
        raise
    except TimeoutError as bad:
        failure, cause = TimedOut(), harmless(bad)
    except Exception as bad:  # noqa: BLE001 (whatever it says may hold the address)
        failure, cause = NetworkError(f"aiohttp: {type(bad).__name__}"), harmless(bad)
    raise failure from cause  # out here, so that aiohttp's own error is not carried along


@lru_cache(maxsize=64)
def _timeout(connect: Seconds, read: Seconds) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(connect=connect, sock_connect=connect, sock_read=read)


async def _body(data: RequestData | Values, seconds: Seconds) -> "_Body | None":
    if isinstance(data, Values) and not isinstance(data, Upload):
        return _Body(data.body(), JSON, seconds)
    if not isinstance(data, Upload) and not data.contains_files:
        pairs = data.url_encoded_parameters()
        return _Body(pairs.encode(), FORM, seconds) if pairs else None
    parts = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for name, (file, content, kind) in data.multipart_data.items():
        whole = BytesIO(content) if isinstance(content, bytes) else content  # many bytes as such are warned of
        parts.add_field(name, whole, filename=file, content_type=kind)
    form = parts()
    return _Body(await form.as_bytes(), form.headers["Content-Type"], seconds)


class _Body(aiohttp.Payload):
    """Each piece of it has to be taken in time: aiohttp has no time-out for writing, and would wait for ever."""

    def __init__(self, body: bytes, kind: str, seconds: Seconds) -> None:
        super().__init__(body, content_type=kind)
        self._size, self._seconds = len(body), seconds

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return bytes(self._value).decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        if len(self._value) <= PIECE:
            await writer.write(self._value)
            return
        for at in range(0, len(self._value), PIECE):
            async with asyncio.timeout(self._seconds):
                await writer.write(self._value[at : at + PIECE])
                await writer.drain()
