"""Updates a second over HTTP on the loopback: the whole of Steady beside python-telegram-bot as it comes.

    python -m bench http

Each bot is a process, and so is the server. Also the requests alone: sendMessage, one after the other and 64 at once.
"""

import asyncio
import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from adapters.telegram.request import AiohttpRequest
from bench.botserver import TOKEN
from bench.measure import Table, median, percentile, ratio, rounds

LEVELS = (1, 64)  # in flight
TEXT = "/status"
ROUNDS, SECONDS = 3, 1.5  # of a bot, and for each level
CALLS_SECONDS = 0.6
STEADY, STOCK, MANY = "Steady", "python-telegram-bot", "python-telegram-bot, concurrent_updates(64)"
BOTS = {STEADY: "steady", STOCK: "stock", MANY: "concurrent"}
OURS, THEIRS = "Steady's, on aiohttp", "python-telegram-bot's HTTPXRequest"


@dataclass(frozen=True, slots=True)
class Pace:
    """What one managed: the middle of all rounds. Times in milliseconds."""

    rival: str
    in_flight: int
    per_second: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Http:
    """`bots`: updates answered.   `calls`: sendMessage by the request class alone."""

    bots: list[Pace]
    calls: list[Pace]


def measure(seconds: float = 55.0) -> Http:
    """Both, within about so many seconds."""
    with process("bench.botserver") as port:
        base = f"http://127.0.0.1:{port}"
        bots = {rival: partial(_bot, name, base) for rival, name in BOTS.items()}
        measured = _paces(rounds(bots, ROUNDS, seconds * 0.8))
        kinds: dict[str, Callable[[], BaseRequest]] = {OURS: AiohttpRequest, THEIRS: HTTPXRequest}
        calls = {name: partial(_calls, kind, base) for name, kind in kinds.items()}
        return Http(measured, _paces(rounds(calls, ROUNDS, seconds * 0.2)))


Round = dict[int, tuple[float, float, float]]
"""At each level: a second, p50, p99."""


def _paces(measured: dict[str, list[Round]]) -> list[Pace]:
    return [
        Pace(name, level, *(median(figures) for figures in zip(*(one[level] for one in all_), strict=True)))
        for level in LEVELS
        for name, all_ in measured.items()
    ]


def _figures(waited: list[float], seconds: float) -> tuple[float, float, float]:
    return len(waited) / seconds, percentile(waited, 50) * 1e3, percentile(waited, 99) * 1e3


@contextmanager
def process(module: str, *words: str) -> Generator[str]:
    """One of these modules, run by itself; gives the first line it says. Afterwards it is killed."""
    command = [sys.executable, "-m", module, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield running.stdout.readline().strip()
        finally:
            running.kill()


def _bot(name: str, base: str) -> Round:
    """One life of a bot, at every level, beginning with nothing that waits to be sent."""
    with TemporaryDirectory() as folder, process("bench.bots", name, base, folder):
        return {level: _figures(*_asked(base, level)) for level in LEVELS}


def _asked(base: str, level: int) -> tuple[list[float], float]:
    server = http.client.HTTPConnection(base.removeprefix("http://"))
    server.request("GET", f"/measure?{urlencode({'in_flight': level, 'seconds': SECONDS, 'text': TEXT})}")
    told = json.loads(server.getresponse().read())
    server.close()
    return told["waited"], told["seconds"]


def _calls(kind: Callable[[], BaseRequest], base: str) -> Round:
    return {level: _figures(*asyncio.run(_called(kind(), base, level))) for level in LEVELS}


async def _called(request: BaseRequest, base: str, level: int) -> tuple[list[float], float]:
    waited: list[float] = []
    async with request:
        bot = Bot(TOKEN, f"{base}/bot", request=request)
        begin = time.perf_counter()

        async def ask(chat: int) -> None:
            while (since := time.perf_counter()) < begin + CALLS_SECONDS:
                await bot.send_message(chat, TEXT)
                waited.append(time.perf_counter() - since)

        await asyncio.gather(*(ask(n + 1) for n in range(level)))
        return waited, time.perf_counter() - begin


def tables(found: Http) -> list[Table]:
    """Each beside Steady's: how many times theirs."""
    return [
        _table("Updates answered over HTTP (loopback, durable)", found.bots, STEADY),
        _table("sendMessage over HTTP (loopback), the requests alone", found.calls, OURS),
    ]


def _table(title: str, paces: list[Pace], ours: str) -> Table:
    table = Table(title, ["", "in flight", "a second", "p50 ms", "p99 ms", "Steady's is"])
    best = {pace.in_flight: pace.per_second for pace in paces if pace.rival == ours}
    for pace in paces:
        times = "" if pace.rival == ours else ratio(best[pace.in_flight], pace.per_second)
        table.add(pace.rival, str(pace.in_flight), pace.per_second, pace.p50, pace.p99, times)
    return table


def run() -> list[Table]:
    return tables(measure())
