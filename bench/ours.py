"""Steady's own turns: engine and store, without a platform."""

import asyncio
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from adapters.port import Arrived, Platform, Where
from adapters.surface import TELEGRAM
from bench import quiz
from bot.app import opened
from bot.build import PACKS
from bot.gazetteer import gazetteer, plural
from coach.book import Book, load_book
from coach.events import Said, Started
from coach.named import NAMED


def book(folder: Path) -> Book:
    """Our packs, and the ten questions as one more."""
    packs = folder / "packs"
    shutil.copytree(PACKS, packs)
    (packs / "flows" / "ten.toml").write_text(_flow())
    return load_book(packs, NAMED, gazetteer(), plural())


def _flow() -> str:
    choices = ", ".join(f'{key} = "{label}"' for key, label in quiz.CHOICES.items())
    head = 'command = "ten"\nabout = "Ten questions"\nbutton = "Ten"\nwho = "anyone"\nstart = "q1"\n'
    steps = [
        f'[steps.q{n}]\nkind = "choice"\ntext = "{quiz.text(n)}"\nchoices = {{ {choices} }}\nnext = "{_after(n)}"\n'
        for n in range(1, quiz.QUESTIONS + 1)
    ]
    return "\n".join([head, *steps, '[steps.bye]\nkind = "say"\ntext = "Thank you, that is all."\n'])


def _after(question: int) -> str:
    return f"q{question + 1}" if question < quiz.QUESTIONS else "bye"


class Nowhere:
    surface = TELEGRAM


async def engine_and_store(people: int, in_flight: int) -> tuple[float, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        words = book(Path(folder))
        platforms = {"bench": Platform(TELEGRAM, None)}
        clock = lambda: datetime.now(UTC)
        async with opened(words, f"{folder}/steady.db", {}, clock, sending=False) as app:
            app.desk._turns._surfaces["bench"] = TELEGRAM

            async def answer(person: int, question: int) -> None:
                event = Said("yes") if question else Started("ten")
                where = Where("bench", str(person), str(person))
                await app.handle(Arrived(f"{person}-{question}", where, event))

            return await quiz.play(answer, people, in_flight)


if __name__ == "__main__":
    for n in (1, 64):
        s, took = asyncio.run(engine_and_store(1000 if n > 1 else 200, n))
        took.sort()
        print(
            n,
            round(len(took) / s),
            "turns/s p50",
            round(took[len(took) // 2] * 1e6),
            "p99",
            round(took[int(len(took) * 0.99)] * 1e6),
        )
