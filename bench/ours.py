"""Steady's own turns: engine and store; and the whole way through the Telegram adapter, with Telegram played by a stub.

`python -m bench.ours (turns|bot) IN_FLIGHT`.
"""

import asyncio
import gc
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from adapters.port import Arrived, Platform, Where
from adapters.surface import TELEGRAM
from adapters.telegram import inbound
from adapters.telegram.outbound import TelegramMessenger
from bench import quiz
from bench.people import UNLOCK
from bench.stub import Stub, bot
from bench.updates import update
from bot.app import App, opened
from bot.build import PACKS
from bot.gazetteer import gazetteer, plural
from coach.book import Book, load_book
from coach.events import Said, Started
from coach.named import NAMED

FLOW = """
command = "ten"
about = "Ten questions"
button = "Ten"
who = "anyone"
start = "q1"

{steps}
[steps.bye]
kind = "say"
text = "Thank you, that is all."
"""
STEP = """
[steps.q{n}]
kind = "choice"
text = "{text}"
choices = {{ {choices} }}
next = "{after}"
"""


def book(folder: Path) -> Book:
    """Our packs, and the ten questions as one more."""
    packs = folder / "packs"
    shutil.copytree(PACKS, packs)
    choices = ", ".join(f'{key} = "{label}"' for key, label in quiz.CHOICES.items())
    after = [*(f"q{n}" for n in range(2, quiz.QUESTIONS + 1)), "bye"]
    questions = enumerate(after, start=1)
    steps = [STEP.format(n=n, text=quiz.text(n), choices=choices, after=then) for n, then in questions]
    (packs / "flows" / "ten.toml").write_text(FLOW.format(steps="".join(steps)))
    return load_book(packs, NAMED, gazetteer(), plural())


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def house(stub: Stub, sending: bool) -> AsyncGenerator[App]:
    with tempfile.TemporaryDirectory() as folder:
        platform = Platform(TELEGRAM, TelegramMessenger(bot(stub)))
        path = f"{folder}/steady.db"
        async with opened(book(Path(folder)), path, {inbound.NAME: platform}, now, UNLOCK, sending=sending) as app:
            gc.freeze()  # as `steady run` does
            yield app


async def turns(in_flight: int) -> quiz.Run:
    """The engine and the store: what is to be sent is stored with the turn, and lies there."""
    async with house(Stub(), sending=False) as app:

        async def answer(person: int, question: int) -> None:
            where = Where(inbound.NAME, str(person), str(person))
            event = Said("yes") if question else Started("ten")
            await app.handle(Arrived(f"{person}-{question}", where, event))

        return await quiz.play(answer, in_flight)


async def whole(in_flight: int) -> quiz.Run:
    """From Telegram's JSON to the call that sends the answer."""
    stub = Stub()
    async with house(stub, sending=True) as app:

        async def answer(person: int, question: int) -> None:
            arrived = inbound.read(update(person, question), "the_bot")
            assert arrived is not None
            sent = stub.sent(person + 1)
            await app.handle(arrived)
            await sent

        return await quiz.play(answer, in_flight)


def main() -> None:
    part = {"turns": turns, "whole": whole}[sys.argv[1]]
    sys.stdout.write(json.dumps(asdict(asyncio.run(part(int(sys.argv[2]))))) + "\n")


if __name__ == "__main__":
    main()
