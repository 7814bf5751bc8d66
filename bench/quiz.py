"""The same ten questions for everybody, asked of a thousand people in turn: question by question, person by person."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

PEOPLE, QUESTIONS = 1_000, 10
CHOICES = {"yes": "Yes", "no": "No", "maybe": "I don't know"}

Answer = Callable[[int, int], Awaitable[None]]
"""Person and question, 0 being the beginning; returns when the turn is done: stored, where it is stored."""


def turns(people: int) -> Iterator[tuple[int, int]]:
    return ((person, question) for question in range(QUESTIONS + 1) for person in range(people))


def text(question: int) -> str:
    return f"Question {question} of {QUESTIONS}: did you sleep, eat and see somebody today?"


async def play(answer: Answer, people: int, in_flight: int) -> tuple[float, list[float]]:
    """Seconds for all, and of each turn; one person's turns never overlap, for there are more people than turns."""
    ahead, took = turns(people), list[float]()

    async def hand() -> None:
        for person, question in ahead:
            begun = time.perf_counter()
            await answer(person, question)
            took.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(hand() for _ in range(in_flight)))
    return time.perf_counter() - begun, took
