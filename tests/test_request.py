"""Requests on aiohttp: what they send, what becomes of them when the other side misbehaves, and what is said of it."""

import asyncio
import gzip
import inspect
import json
import socket
import ssl
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

import certifi
import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest, RequestData

from adapters.telegram.connector import NotConnected, NotConnectedInTime, trusted
from adapters.telegram.request import AiohttpRequest, NotFound, Values
from tests.loopback import (
    OK,
    PEM,
    Server,
    Talk,
    answer,
    answers,
    deaf,
    dull,
    header,
    leaves,
    proxy,
    rude,
    serving,
    shown,
    silent,
)

pytestmark = pytest.mark.unmeasured  # of what is around the coach

KEY = "4242424242:AAF-abcdefghijklmnopqrstuvwxyz_01234"
WORD = "s3cr3t"
MOMENT = 0.05  # seconds that are too few
BIG = bytes(range(256)) * 9000
HUGE = "x" * 2**25  # more than two sockets hold between them
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Ünï", callback_data="1:a:b")]])


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def ours() -> AsyncGenerator[AiohttpRequest]:
    async with AiohttpRequest() as ours:
        yield ours


@pytest.fixture
def believed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificate of the loopback is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
    trusted.cache_clear()
    yield
    trusted.cache_clear()


def at(server: Server) -> str:
    return f"{server.base}/bot{KEY}/sendMessage"


@contextmanager
def fails(kind: type[NetworkError]) -> Generator[None]:
    """With exactly this, which names a cause and shows nobody a secret."""
    with pytest.raises(NetworkError) as raised:
        yield
    assert type(raised.value) is kind, shown(raised.value)
    assert raised.value.__cause__ is not None
    for secret in (KEY, WORD):
        assert secret not in shown(raised.value)


# What is sent


def test_it_takes_what_the_stock_one_takes_with_the_same_defaults() -> None:
    ours, stock = (inspect.signature(kind.__init__).parameters for kind in (AiohttpRequest, HTTPXRequest))
    assert set(stock) - set(ours) == {"http_version", "socket_options", "httpx_kwargs"}
    assert {name: one.default for name, one in ours.items()} == {name: stock[name].default for name in ours}
    asked, stocks = (inspect.signature(kind.do_request).parameters for kind in (AiohttpRequest, HTTPXRequest))
    assert list(asked) == list(stocks)
    assert AiohttpRequest(read_timeout=7).read_timeout == 7


async def _told(received: web.Request) -> web.Response:
    """What arrived, as an application sees it."""
    form: list[Any] = []
    for name, value in (await received.post()).items():
        file = isinstance(value, web.FileField)
        form.append((name, [value.filename, value.content_type, value.file.read().hex()] if file else value))
    head = {name: received.headers[name] for name in ("User-Agent", "Host", "Accept")}
    line = [received.method, received.path, received.query_string, received.content_type]
    return web.json_response({"ok": True, "result": {"line": line, "head": head, "form": sorted(form)}})


@asynccontextmanager
async def mirror() -> AsyncGenerator[str]:
    app = web.Application(client_max_size=2**27)
    app.router.add_route("*", "/{path:.*}", _told)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


SENT: dict[str, dict[str, Any]] = {
    "nothing": {},
    "words": {"text": '<b>&=+%\n\u202e😀 \'n "q"</b>', "chat_id": 7, "silent": True, "keys": BUTTONS},
    "many": {"text": "😀" * 40_000, "list": [1, "2", {"3": None}]},
    "a file": {"chat_id": 7, "document": InputFile(b"\x00\xff", "Ünï 😀.txt"), "caption": 'Ünï "q" \\ 😀'},
    "files": {"document": InputFile(BIG, "a.bin"), "thumbnail": InputFile(b"small", "b.png", attach=True)},
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
async def test_it_sends_what_the_stock_one_sends(sent: dict[str, Any]) -> None:
    told: list[Any] = []
    async with mirror() as base:
        for kind in (AiohttpRequest, HTTPXRequest):
            async with kind() as request:
                bot = Bot(KEY, f"{base}/bot", request=request)
                told.append(await bot.do_api_request("mirror", api_kwargs=dict(sent)))
    assert told[0] == told[1]
    assert len(told[0]["form"]) >= len(sent)


async def test_an_open_file_is_sent_as_the_stock_one_sends_it() -> None:
    told: list[Any] = []
    async with mirror() as base:
        for kind in (AiohttpRequest, HTTPXRequest):
            with PEM.open("rb") as file:
                async with kind() as request:
                    sent = {"document": InputFile(file, read_file_handle=False)}
                    told.append(await Bot(KEY, f"{base}/bot", request=request).do_api_request("m", api_kwargs=sent))
    assert told[0] == told[1]
    assert told[0]["form"][0][1][2] == PEM.read_bytes().hex()


async def test_plain_values_go_as_json(ours: AiohttpRequest) -> None:
    values = Values(chat_id=7, text="12", silent=False, keys=[{"text": "Ünï 😀"}], nothing=None)
    async with serving(answers(answer())) as server:
        assert await ours.post(at(server), cast(RequestData, values)) is True
    assert header(server.heads[0], "content-type") == "application/json"
    assert json.loads(server.bodies[0]) == {"chat_id": 7, "text": "12", "silent": False, "keys": [{"text": "Ünï 😀"}]}
    assert {name: json.loads(value) for name, value in values.json_parameters.items() if name != "text"} == {
        "chat_id": 7, "silent": False, "keys": [{"text": "Ünï 😀"}]}  # fmt: skip


async def test_it_fetches_what_the_stock_one_fetches() -> None:
    async with mirror() as base, AiohttpRequest() as ours, HTTPXRequest() as stock:
        address = f"{base}/file/bot{KEY}/documents/file 1%20ü.txt?a=b"
        assert await ours.retrieve(address) == await stock.retrieve(address)


@pytest.mark.parametrize(
    "payload", [b'{"ok": true, "result": [1, 1.5, "\xc3\xa9", null]}', b'{"ok": true, "result": "\xff"}', b'{"a": NaN}']
)
def test_an_answer_is_read_as_the_stock_one_reads_it(payload: bytes) -> None:
    assert repr(AiohttpRequest.parse_json_payload(payload)) == repr(HTTPXRequest.parse_json_payload(payload))


def test_nothing_is_said_of_an_answer_that_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TelegramError, match=r"^Invalid server response$") as bad:
        AiohttpRequest.parse_json_payload(b"<html>a secret</html>")
    assert (caplog.records, bad.value.__cause__) == ([], None)


async def test_any_answer_is_handed_on(ours: AiohttpRequest) -> None:
    packed = answer(gzip.compress(OK), more="Content-Encoding: gzip\r\n")
    elsewhere = answer(b"", "302 Found", "Location: /elsewhere\r\n")
    written = (answer(b"no", "400 Bad"), packed, elsewhere, answer(OK * 200_000))
    async with serving(answers(*written)) as server:
        found = [await ours.do_request(at(server), "POST") for _ in written]
        assert (len(server.heads), server.made) == (4, 1)
    assert found == [(400, b"no"), (200, OK), (302, b""), (200, OK * 200_000)]


# What takes too long


async def test_a_server_that_says_nothing_is_left_in_time(ours: AiohttpRequest) -> None:
    async with serving(silent) as server:
        with fails(TimedOut):
            await ours.post(at(server), read_timeout=MOMENT)
        await server.until(lambda: not server.open)
        assert len(server.heads) == 1


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200", answer()[:-1], answer()[: -len(OK)]])
async def test_half_an_answer_is_waited_for_in_the_same_way(part: bytes) -> None:
    async with serving(answers(part)) as server, AiohttpRequest(read_timeout=MOMENT) as ours:
        with fails(TimedOut):
            await ours.post(at(server))


def trickling(here: Server) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.reads(reader)
        for byte in answer():
            writer.write(bytes([byte]))
            await asyncio.sleep(0)

    return talk


async def test_an_answer_in_many_pieces_is_one(ours: AiohttpRequest) -> None:
    async with serving(trickling) as server:
        assert await ours.post(at(server)) is True


FILE = InputFile(HUGE.encode())
WRITES: dict[str, tuple[dict[str, Any], Any, dict[str, Any]]] = {
    "a long text": ({"write_timeout": MOMENT}, HUGE, {}),
    "a file": ({"write_timeout": None, "media_write_timeout": MOMENT}, FILE, {}),
    "as asked": ({}, HUGE, {"write_timeout": MOMENT}),
    "a file as asked": ({}, FILE, {"write_timeout": MOMENT}),
}


@pytest.mark.parametrize(("usual", "sent", "asked"), WRITES.values(), ids=WRITES)
async def test_a_server_that_does_not_read_is_left_in_time(
    usual: dict[str, Any], sent: Any, asked: dict[str, Any]
) -> None:
    async with serving(deaf) as server, AiohttpRequest(read_timeout=None, **usual) as ours:
        with fails(TimedOut):
            await Bot(KEY, f"{server.base}/bot", request=ours).do_api_request("m", api_kwargs={"s": sent}, **asked)
        assert server.made == 1


async def test_a_connection_that_is_not_made_in_time_carried_nothing() -> None:
    """Nobody answers to the beginning of TLS."""
    async with serving(dull) as server, AiohttpRequest(connect_timeout=MOMENT) as ours:
        with fails(NotConnectedInTime):
            await ours.post(at(server).replace("http:", "https:"))
        await server.until(lambda: server.made == 1 and not server.open)
    async with serving(dull) as server, AiohttpRequest(connect_timeout=None) as ours:
        with fails(NotConnectedInTime):
            await ours.post(at(server).replace("http:", "https:"), connect_timeout=MOMENT)


async def test_whoever_waits_for_a_connection_in_vain_sent_nothing() -> None:
    async with serving(silent) as server, AiohttpRequest(connection_pool_size=2, pool_timeout=MOMENT) as ours:
        busy = [asyncio.create_task(ours.post(at(server))) for _ in range(2)]
        await server.until(lambda: len(server.heads) == 2)
        for _ in range(2):
            with fails(NotConnectedInTime):
                await ours.post(at(server))
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        assert (server.made, len(server.heads)) == (2, 2)


async def test_so_many_connections_there_are_and_no_more(ours: AiohttpRequest) -> None:
    async with serving(answers(answer())) as server, AiohttpRequest(connection_pool_size=3, pool_timeout=9) as ours:
        assert await asyncio.gather(*(ours.post(at(server)) for _ in range(50))) == [True] * 50
        assert (server.made <= 3, len(server.heads)) == (True, 50)


@pytest.mark.parametrize("code", [504, 524])
async def test_somebody_before_telegram_that_gave_up_is_a_time_out(ours: AiohttpRequest, code: int) -> None:
    async with serving(answers(answer(b"<html>", f"{code} Timeout"))) as server:
        with pytest.raises(TimedOut) as raised:
            await ours.post(at(server))
    assert type(raised.value) is TimedOut


@pytest.mark.parametrize("said", [b"<html>404</html>", b'{"ok":false,"error_code":404,"description":"Not Found"}'])
async def test_an_address_that_is_not_known_is_told_apart_from_a_token_that_is_not(
    ours: AiohttpRequest, said: bytes
) -> None:
    """To the library both are an InvalidToken, which this is as well."""
    async with serving(answers(answer(said, "404 Not Found"), answer(said, "401 Unauthorized"))) as server:
        with pytest.raises(NotFound):
            await ours.post(at(server))
        with pytest.raises(InvalidToken) as raised:
            await ours.post(at(server))
    assert not isinstance(raised.value, NotFound)


# What is not there, or goes


async def test_nobody_at_the_port(ours: AiohttpRequest) -> None:
    with fails(NotConnected):
        await ours.post(f"http://127.0.0.1:1/bot{KEY}/getMe")


async def test_a_name_that_nobody_has(ours: AiohttpRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with fails(NotConnected):
        await ours.post(f"https://nowhere.example/bot{KEY}/getMe")


GONE: dict[str, Callable[[Server], Talk]] = {
    "before it read": leaves,
    "after it read": answers(b"", end=True),
    "in the status": answers(b"HTTP/1.1 2", end=True),
    "in the headers": answers(answer()[: -len(OK) - 2], end=True),
    "in the body": answers(answer()[:-1], end=True),
    "in a chunk": answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", end=True),
    "before the last chunk": answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", end=True),
    "garbage": answers(b"\x16\x03\x01 garbage\r\n\r\n"),
    "another protocol": answers(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "a bad length": answers(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
    "bad chunks": answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "bad gzip": answers(answer(b"no gzip", more="Content-Encoding: gzip\r\n")),
    "endless headers": answers(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"),
}


@pytest.mark.parametrize("talk", GONE.values(), ids=GONE)
async def test_what_may_have_arrived_is_no_more_than_a_network_error_and_is_not_sent_again(
    ours: AiohttpRequest, talk: Callable[[Server], Talk]
) -> None:
    async with serving(talk) as server:
        with fails(NetworkError):
            await ours.post(at(server))
        await server.until(lambda: not server.open)
        assert (server.made, len(server.heads)) == (1, 0 if talk is leaves else 1)


async def test_a_connection_that_the_server_closed_meanwhile_is_made_anew(ours: AiohttpRequest) -> None:
    async with serving(answers(answer(), end=True)) as server:
        for n in range(1, 5):
            assert await ours.post(at(server)) is True
            await server.until(lambda: not server.open)
            assert (server.made, len(server.heads)) == (n, n)


async def test_so_is_one_of_whose_end_the_loop_has_not_heard_yet(ours: AiohttpRequest) -> None:
    """The server is in a thread, and closes while our loop stands still."""
    close, closed, heard = threading.Event(), threading.Event(), list[bytes]()

    def serve(door: socket.socket) -> None:
        for _ in range(2):
            talk, _ = door.accept()
            with talk:
                heard.append(talk.recv(65536))
                talk.sendall(answer())
                close.wait(10)
            closed.set()

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve, args=(door,), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{door.getsockname()[1]}/bot{KEY}/getMe"
        assert await ours.post(address) is True
        close.set()
        assert closed.wait(10)
        assert await ours.post(address) is True
        thread.join(10)
    assert len(heard) == 2


async def test_a_request_that_is_given_up_leaves_no_connection_behind() -> None:
    async with serving(silent) as server, AiohttpRequest(connection_pool_size=1) as ours:
        for n in range(1, 4):
            task = asyncio.create_task(ours.post(at(server)))
            await server.until(lambda n=n: len(server.heads) == n)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.until(lambda: not server.open)


async def test_a_request_that_is_given_up_while_it_connects_or_waits_leaves_nothing_behind() -> None:
    async with serving(dull) as server, AiohttpRequest(connection_pool_size=1) as ours:
        connecting, waiting = (
            asyncio.create_task(ours.post(at(server).replace("http:", "https:"), pool_timeout=None)) for _ in range(2)
        )
        await server.until(lambda: server.made)
        for task in (waiting, connecting):
            task.cancel()
        ends = await asyncio.gather(connecting, waiting, return_exceptions=True)
        assert [type(end) for end in ends] == [asyncio.CancelledError] * 2
        await server.until(lambda: not server.open)
    async with serving(answers(answer())) as server, AiohttpRequest(connection_pool_size=1) as ours:
        assert await ours.post(at(server)) is True


# Opened and closed


async def test_it_is_open_from_the_beginning_and_can_be_opened_again() -> None:
    ours = AiohttpRequest()
    async with serving(answers(answer())) as server:
        assert await ours.post(at(server)) is True
        for n in range(1, 4):
            await ours.shutdown()
            await ours.shutdown()
            await server.until(lambda: not server.open)
            with fails(NetworkError):
                await ours.post(at(server))
            await ours.initialize()
            await ours.initialize()
            assert await ours.post(at(server)) is True
            assert (server.made, len(server.heads)) == (n + 1, n + 1)
        await ours.shutdown()


def test_it_can_be_opened_in_another_loop() -> None:
    ours = AiohttpRequest(connection_pool_size=1)

    async def once() -> None:
        async with serving(answers(answer())) as server, ours:
            assert await asyncio.gather(*(ours.post(at(server)) for _ in range(3))) == [True] * 3

    for _ in range(2):
        asyncio.run(once())


async def test_what_is_under_way_when_it_is_closed_ends_at_once() -> None:
    ours = AiohttpRequest(connection_pool_size=1, read_timeout=None, pool_timeout=None)
    async with serving(silent) as server:
        under_way, waiting = (asyncio.create_task(ours.post(at(server))) for _ in range(2))
        await server.until(lambda: server.heads)
        await ours.shutdown()
        ends = await asyncio.gather(under_way, waiting, return_exceptions=True)
    assert [type(end) for end in ends] == [NetworkError, NotConnected]
    assert all(isinstance(end, BaseException) and KEY not in shown(end) for end in ends)


# TLS


async def test_whoever_has_no_good_certificate_is_told_nothing(ours: AiohttpRequest) -> None:
    async with serving(answers(answer()), tls=True) as server:
        with fails(NotConnected):
            await ours.post(at(server))
        assert server.heads == []


@pytest.mark.usefixtures("believed")
async def test_a_certificate_that_the_environment_vouches_for_is_good(ours: AiohttpRequest) -> None:
    async with serving(answers(answer()), tls=True) as server:
        assert await ours.post(at(server)) is True
        with fails(NotConnected):
            await ours.post(at(server).replace("127.0.0.1", "127.0.0.2"))


async def test_no_tls_there_at_all(ours: AiohttpRequest) -> None:
    async with serving(rude) as server:
        with fails(NotConnected):
            await ours.post(at(server).replace("http:", "https:"))


def test_the_certificates_are_those_that_httpx_believes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    context = trusted.__wrapped__()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.get_ca_certs() == ssl.create_default_context(cafile=certifi.where()).get_ca_certs()
    monkeypatch.setenv("SSL_CERT_DIR", str(PEM.parent))
    assert trusted.__wrapped__().get_ca_certs() == []
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
    assert len(trusted.__wrapped__().get_ca_certs()) == 1


# By a proxy


def way(there: Server, user: str = "") -> str:
    return f"http://{user + '@' if user else ''}127.0.0.1:{there.port}"


USER = f"me@home:{WORD}"
QUOTED = f"me%40home:{WORD}"


@asynccontextmanager
async def asked_twice_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, how: str, user: str, *, tls: bool = False
) -> AsyncGenerator[tuple[Server, Server]]:
    """The server that answered, and the proxy, which was named outright or by the environment."""
    async with serving(answers(answer()), tls=tls) as server, serving(proxy(user)) as there:
        address = way(there, QUOTED if user else "")
        if how != "given":
            monkeypatch.setenv(how, address)
        async with AiohttpRequest(proxy=address if how == "given" else None) as ours:
            assert await ours.post(at(server)) is True
            assert await ours.post(at(server)) is True
        yield server, there


@pytest.mark.parametrize("user", ["", USER])
@pytest.mark.parametrize("how", ["given", "ALL_PROXY", "HTTP_PROXY"])
async def test_a_proxy_passes_a_request_on(monkeypatch: pytest.MonkeyPatch, how: str, user: str) -> None:
    async with asked_twice_through_a_proxy(monkeypatch, how, user) as (server, there):
        assert there.heads[0].startswith(f"POST {at(server)} HTTP/1.1")


@pytest.mark.usefixtures("believed")
@pytest.mark.parametrize("user", ["", USER])
@pytest.mark.parametrize("how", ["given", "ALL_PROXY", "HTTPS_PROXY"])
async def test_a_proxy_makes_a_tunnel_and_sees_no_token(monkeypatch: pytest.MonkeyPatch, how: str, user: str) -> None:
    async with asked_twice_through_a_proxy(monkeypatch, how, user, tls=True) as (server, there):
        assert (len(server.heads), server.made, there.made) == (2, 1, 1)
        assert there.heads[0].startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1")
        assert KEY not in there.heads[0]
        assert header(server.heads[0], "proxy-authorization") is None


async def test_what_needs_no_proxy_is_reached_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://me:{WORD}@127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "example.org, 127.0.0.1")
    async with serving(answers(answer())) as server, AiohttpRequest() as ours:
        assert await ours.post(at(server)) is True


REFUSES: dict[str, tuple[Callable[[Server], Talk], str]] = {
    "the password": (proxy(f"me:not {WORD}"), QUOTED),
    "the tunnel": (proxy(USER, answer(b"", "502 Bad Gateway")), QUOTED),
    "to talk": (leaves, QUOTED),
    "to talk HTTP": (proxy(USER, b"SSH-2.0\r\n"), QUOTED),
    "and closes": (answers(b"HTTP/1.1 2", end=True), QUOTED),
}


@pytest.mark.parametrize(("talk", "user"), REFUSES.values(), ids=REFUSES)
async def test_a_tunnel_that_is_not_made_carried_nothing(talk: Callable[[Server], Talk], user: str) -> None:
    async with (
        serving(answers(answer()), tls=True) as server,
        serving(talk) as there,
        AiohttpRequest(proxy=way(there, user)) as ours,
    ):
        with fails(NotConnected):
            await ours.post(at(server))
        assert server.made == 0
        await there.until(lambda: not there.open)


async def test_a_proxy_that_is_not_there(ours: AiohttpRequest) -> None:
    async with AiohttpRequest(proxy=f"http://me:{WORD}@127.0.0.1:1") as ours:
        for scheme in ("http", "https"):
            with fails(NotConnected):
                await ours.post(f"{scheme}://127.0.0.1:2/bot{KEY}/getMe")


async def test_a_proxy_that_says_nothing() -> None:
    async with serving(silent) as there, AiohttpRequest(proxy=way(there), connect_timeout=MOMENT) as ours:
        with fails(NotConnectedInTime):
            await ours.post(f"https://127.0.0.1:2/bot{KEY}/getMe")
        with fails(TimedOut):
            await ours.post(f"http://127.0.0.1:2/bot{KEY}/getMe", read_timeout=MOMENT)
        await there.until(lambda: not there.open)
