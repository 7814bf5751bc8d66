"""Work that is killed with -9 at each of its lines: every time in a process of its own, on a copy of a folder.

`python -m tests.killed WORK FOLDER` leaves in FOLDER/1, FOLDER/2 and so on what each kill left of FOLDER/before.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from adapters.port import Arrived, Where
from bot import config
from bot.build import book
from bot.config import Settings
from bot.store.sqlite import Sqlite
from bot.vault.opening import unlocking
from bot.vault.rotate import rotate
from coach.book import Book
from coach.events import Said, Started
from tests.office import Office

STORE, LINES = "steady.db", "lines"
FEW = 5
BESIDE = unlocking(config.Vault(), lambda _: None)
LIFE = (
    ("9", Started("start")), ("9", Said("18")), ("9", Started("delete")), ("9", Said("erase everything")),
    ("10", Started("start")),
)  # fmt: skip
Spot = tuple[str, int, int]  # a file, a line of it, and the how manieth time


def _rotate(_: Book) -> None:
    rotate(config.Vault(), Path(STORE))


def _seal(_: Book) -> None:
    async def opens() -> None:
        store = await Sqlite.open(STORE)
        (await BESIDE(store)).close()
        await store.close()

    asyncio.run(opens())


def _live(words: Book) -> None:
    """Somebody comes, and goes; somebody else comes."""

    async def lives() -> None:
        async with Office(words, Path(STORE)).open() as app:
            for n, (who, event) in enumerate(LIFE):
                await app.handle(Arrived(str(n), Where("board", who, f"room {who}"), event))

    asyncio.run(lives())


WORK: dict[str, tuple[Callable[[Book], None], tuple[str, ...]]] = {  # and which files' lines
    "rotate": (_rotate, ("bot/vault/",)),
    "seal": (_seal, ("vault/opening.py", "vault/sealing.py", "vault/source.py")),
    "live": (_live, ("vault/vault.py", "vault/keys.py", "bot/desk.py")),
}


class Watch:
    """Sees every line that is run of some files; at one of them it kills its process."""

    def __init__(self, files: tuple[str, ...], at: Spot | None = None) -> None:
        self.files, self.at, self.seen = files, at, Counter[tuple[str, int]]()

    def __call__(self, frame: FrameType, _: str, __: Any) -> Any:
        return self._line if any(part in frame.f_code.co_filename for part in self.files) else None

    def _line(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            spot = (frame.f_code.co_filename, frame.f_lineno)
            self.seen[spot] += 1
            if (*spot, self.seen[spot]) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line


def _in_a_process(work: str, words: Book, folder: Path, at: Spot | None = None) -> int:
    """Its exit code."""
    run, files = WORK[work]
    watch = Watch(files, at)
    if not (child := os.fork()):
        os.chdir(folder)
        sys.settrace(watch)
        threading.settrace(watch)
        run(words)
        sys.settrace(None)
        Path(LINES).write_text("\n".join(f"{file}\t{line}\t{times}" for (file, line), times in watch.seen.items()))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _spots(lines: str) -> list[Spot]:
    """Every line the first time it is run, and the last where there were few."""
    found = [line.split("\t") for line in lines.split("\n")]
    spots = [(file, int(line), int(times)) for file, line, times in found]
    return [(file, line, n) for file, line, times in spots for n in sorted({1, times if times < FEW else 1})]


def main(work: str, folder: Path) -> None:
    words = book(Settings())
    shutil.copytree(folder / "before", folder / "whole")
    if code := _in_a_process(work, words, folder / "whole"):
        sys.exit(code)
    for number, spot in enumerate(_spots((folder / "whole" / LINES).read_text()), start=1):
        shutil.copytree(folder / "before", folder / str(number))
        if _in_a_process(work, words, folder / str(number), spot) != -signal.SIGKILL:
            shutil.rmtree(folder / str(number))  # another thread's line, which was not run this time


async def killed(work: str, folder: Path) -> list[Path]:
    """The folders that were left."""
    command = (sys.executable, "-m", "tests.killed", work, str(folder))
    process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE)
    _, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return [folder / name for name in sorted(os.listdir(folder)) if name.isdigit()]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
