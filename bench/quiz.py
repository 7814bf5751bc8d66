"""The same ten questions for everybody, asked of a thousand people in turn: question by question, person by person."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

PEOPLE, QUESTIONS = 1_000, 10
CHOICES = {"yes": "Yes", "no": "No", "maybe": "I don't know"}

Answer = Callable[[int, int], Awaitable[None]]
"""Person and question, 0 being the beginning; returns when the turn is done: stored, and answered if there is a bot."""


@dataclass(frozen=True, slots=True)
class Run:
    """`p50` and `p99` are of one turn, in microseconds."""

    turns_a_second: float
    p50: float
    p99: float


def text(question: int) -> str:
    return f"Question {question} of {QUESTIONS}: did you sleep, eat and see somebody today?"


def _turns(people: int) -> Iterator[tuple[int, int]]:
    return ((person, question) for question in range(QUESTIONS + 1) for person in range(people))


async def play(answer: Answer, in_flight: int, people: int = PEOPLE, most: int | None = None) -> Run:
    """All turns, or the first `most`, so many at once. No two are ever one person's: there are far more people."""
    ahead, took = islice(_turns(people), most), list[float]()

    async def hand() -> None:
        for person, question in ahead:
            begun = time.perf_counter()
            await answer(person, question)
            took.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(hand() for _ in range(in_flight)))
    seconds, took = time.perf_counter() - begun, sorted(took)
    return Run(len(took) / seconds, took[len(took) // 2] * 1e6, took[int(len(took) * 0.99)] * 1e6)


def tell(run: Callable[[int], Awaitable[Run]]) -> None:
    """What a rival's own process says: `python -m bench.rivals.NAME IN_FLIGHT`."""
    found = asyncio.run(_awaited(run(int(sys.argv[1]))))
    sys.stdout.write(json.dumps(asdict(found)) + "\n")


async def _awaited(run: Awaitable[Run]) -> Run:
    return await run
