"""Charts as pictures, drawn in a process of their own: docs/decisions/0023.

There neither the memory of what draws nor its time is any turn's, and it has no key, no token and no store.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

import msgspec
import structlog

from coach.chart import Chart

log = structlog.get_logger()
DRAWING = (sys.executable, "-m", "adapters.drawing")
HOME = Path(__file__).parent.parent  # so that what draws is found there as it was found here
PATIENCE = 5.0  # seconds that one picture may take, waiting for its turn included
WARMING = 15.0  # more for the first, which waits for the library to be loaded
IDLE = 60.0  # seconds after the last picture until the process ends
TOLD = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT", "MPLCONFIGDIR", "XDG_CACHE_HOME")
"""Of our environment, all that it is given: the rest may hold a token or the vault key."""


class Pictures:
    """One process, begun for the first picture and ended when none was wanted for a while; they take turns."""

    def __init__(
        self,
        command: tuple[str, ...] = DRAWING,
        patience: float = PATIENCE,
        warming: float = WARMING,
        idle: float = IDLE,
    ) -> None:
        self._command, self._patience, self._warming, self._idle = command, patience, warming, idle
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self.resting: asyncio.Task[None] | None = None  # ends the process, unless another picture is wanted before

    async def drawn(self, chart: Chart) -> bytes | None:
        """As PNG. None where it could not be drawn, or not in time: there are words for that."""
        patience = self._patience if self._process else self._patience + self._warming
        try:
            async with asyncio.timeout(patience), self._turn:
                return await self._draw(chart)
        except (TimeoutError, OSError, EOFError) as bad:
            log.warning("picture.failed", error=type(bad).__name__)
            return None

    async def _draw(self, chart: Chart) -> bytes | None:
        if self.resting is not None:
            self.resting.cancel()
        try:
            made = await self._asked(msgspec.json.encode(chart))
        except BaseException:  # what it would say now is the answer to another question
            await self._end()
            raise
        self.resting = asyncio.create_task(self._rest())
        if not made:
            log.warning("picture.failed", error="not drawn")
        return made or None

    async def _asked(self, told: bytes) -> bytes:
        process = self._process = self._process or await self._begun()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(len(told).to_bytes(4) + told)
        await process.stdin.drain()
        size = int.from_bytes(await process.stdout.readexactly(4))
        return await process.stdout.readexactly(size)

    async def _begun(self) -> Process:
        """Nothing of what it says about itself is kept: it might quote somebody's words."""
        told = {name: os.environ[name] for name in TOLD if name in os.environ}
        return await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=HOME,
            env=told | {"OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,  # what ends us at a terminal lets it finish its picture
        )

    async def _rest(self) -> None:
        await asyncio.sleep(self._idle)
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.communicate())

    async def close(self) -> None:
        if self.resting is not None:
            self.resting.cancel()
            await asyncio.gather(self.resting, return_exceptions=True)
        await self._end()
