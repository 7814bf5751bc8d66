"""`python -m bot`, as a process that need not load its modules: forked from one that has them (tests/loaded.py).

All else is its own: its folder and settings, its streams, its packs and its store, its signals and its end.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.loaded"])
Ends = tuple[Connection, Connection, Connection]  # for its input, its output and its errors


def _steady(words: tuple[str, ...], folder: Path, environment: Mapping[str, str], ends: Ends) -> None:
    from bot.__main__ import main

    for number, end in enumerate(ends):
        os.dup2(end.fileno(), number)
        end.close()
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["steady", *words]
    main()


class Forked:
    """As asyncio.subprocess.Process, as far as the tests need it. `stderr` is one that is given, or is read here."""

    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader

    def __init__(self, words: tuple[str, ...], folder: Path, environment: Mapping[str, str], errors: IO[bytes] | None):
        (into, self._into), (self._out, out), (self._errors, err) = (FORKS.Pipe(duplex=False) for _ in range(3))
        if errors is not None:
            err.close()
            err = Connection(os.dup(errors.fileno()), readable=False)
        self._process = FORKS.Process(target=_steady, args=(words, folder, environment, (into, out, err)), daemon=True)
        self._process.start()
        for end in (into, out, err):
            end.close()
        self._ended = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._end)

    @classmethod
    async def start(
        cls, *words: str, folder: Path, environment: Mapping[str, str], errors: IO[bytes] | None = None
    ) -> "Forked":
        started = cls(words, folder, environment, errors)
        await started._connect()
        return started

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        self._reading = list[asyncio.ReadTransport]()
        self.stdout, self.stderr = asyncio.StreamReader(), asyncio.StreamReader()
        for reader, pipe in ((self.stdout, self._out), (self.stderr, self._errors)):
            transport, _ = await loop.connect_read_pipe(
                lambda reader=reader: asyncio.StreamReaderProtocol(reader), pipe
            )
            self._reading.append(transport)
        transport, flow = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, self._into)
        self.stdin = asyncio.StreamWriter(transport, flow, None, loop)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self._ended.set_result(self._process.exitcode)

    @property
    def returncode(self) -> int | None:
        """Less than nothing for one that a signal has ended; None while it runs."""
        return self._ended.result() if self._ended.done() else None

    def send_signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that is left of its output and its errors, until its end."""
        out, err = await asyncio.gather(self.stdout.read(), self.stderr.read())
        await self.wait()
        return out, err

    async def close(self) -> None:
        """Whether it has ended or not."""
        if self.returncode is None:
            self.send_signal(signal.SIGKILL)
        await self.wait()
        for pipe in (self.stdin.transport, *self._reading):
            pipe.close()
