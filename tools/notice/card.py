"""The scorecard: how well messages are read that nothing was fitted or tuned to, per tier and label, and what it costs.

    make scorecard

Intervals are Wilson's (1927), at 95 %. Alarm: tier 2 or more.
"""

import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from statistics import median

from msgspec import Struct

from bot.noticing.load import load
from bot.noticing.reader import Reader
from coach.safety.notice import LONG, Danger, Noticed, judge
from coach.safety.seen import LABELS
from tools.notice.corpus import SEALED, Message, read

Z = 1.96
LABEL_OF = {Danger.HARM: "stalking", Danger.OTHERS: "abuse"}
Read = tuple[Message, Noticed]


class Share(Struct, frozen=True):
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        n, p = self.of, self.value
        middle = p + Z * Z / (2 * n)
        half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)

    def __str__(self) -> str:
        low, high = self.interval if self.of else (math.nan, math.nan)
        return f"{self.value:.3f} [{low:.2f}, {high:.2f}] ({self.hits}/{self.of})"


def share(of: Iterable[Read], hit: Callable[[Read], bool]) -> Share:
    found = [hit(one) for one in of]
    return Share(sum(found), len(found))


def alarmed(one: Read) -> bool:
    return one[1].tier >= 2


def asked(one: Read) -> bool:
    return one[1].tier >= 1


def right(one: Read) -> bool:
    return one[0].label == one[1].intent or one[0].label in _dangers(one)


def _dangers(one: Read) -> set[str]:
    return {LABEL_OF[danger] for danger in one[1].dangers if danger in LABEL_OF}


def is_dark(one: Message) -> bool:
    """Harmless, and written to sound like danger."""
    return one.tier == 0 and (one.kind.startswith("hn") or one.kind == "long-dramatic")


def figures(found: Sequence[Read]) -> dict[str, Share]:
    """What the card is judged by."""
    crisis = [one for one in found if one[0].tier >= 2]
    dark = [one for one in found if is_dark(one[0])]
    ordinary = [one for one in found if one[0].tier == 0 and not is_dark(one[0])]
    others = [one for one in found if one[0].tier < 2]
    return {
        "crisis, seen at tier 1 or more": share(crisis, asked),
        "crisis, seen at tier 2 or more": share(crisis, alarmed),
        "dark but harmless, alarmed": share(dark, alarmed),
        "ordinary, alarmed": share(ordinary, alarmed),
        "dark but harmless, asked lightly": share(dark, lambda one: one[1].tier == 1),
        "ordinary, asked lightly": share(ordinary, lambda one: one[1].tier == 1),
        "intents, right": share(others, right),
        "abuse, seen": share([one for one in found if one[0].label == "abuse"], right),
        "stalking, seen": share([one for one in found if one[0].label == "stalking"], right),
        "somebody else's danger, seen": share([one for one in others if one[0].about == "theirs"], _theirs),
        "danger that is over, seen as such": share(
            [one for one in found if one[0].about == "past"], lambda one: one[1].past
        ),
    }


def _theirs(one: Read) -> bool:
    return Danger.THEIRS in one[1].dangers


def labels(found: Sequence[Read]) -> dict[str, tuple[Share, Share]]:
    """Per label: of those that are it how many are read so, and of those read so how many are it."""
    return {
        label: (
            share([one for one in found if one[0].label == label], right),
            share([one for one in found if one[1].intent == label], partial(_has, label)),
        )
        for label in LABELS
    }


def _has(label: str, one: Read) -> bool:
    return label in (one[0].label, *one[0].also)


def tiers(found: Sequence[Read]) -> Iterator[str]:
    for tier in range(4):
        there = [one for one in found if one[0].tier == tier]
        yield "| ".join((f"| {tier} ", *(f"{share(there, lambda one, t=t: one[1].tier == t)} " for t in range(4)), ""))


def read_all(reader: Reader | None, messages: Iterable[Message]) -> list[Read]:
    return [(one, judge(one.text, reader.see(one.text) if reader else None)) for one in messages]


def cost(reader: Reader, messages: Sequence[Message]) -> tuple[float, float]:
    """Milliseconds for a message of a hundred words, and for the median one."""

    def clocked(texts: list[str]) -> float:
        taken = list[float]()
        for text in texts:
            begun = time.perf_counter()
            judge(text, reader.see(text))
            taken.append(time.perf_counter() - begun)
        return median(taken) * 1000

    words = " ".join(one.text for one in messages).split()
    hundred = [" ".join(words[at : at + 100]) for at in range(0, 6000, 100)]
    return clocked(hundred), clocked([one.text for one in messages])


def card(found: Sequence[Read]) -> Iterator[str]:
    long = [one for one in found if len(one[0].text.split()) >= LONG]
    short = [one for one in found if len(one[0].text.split()) < LONG]
    yield f"| {len(found)} messages | all | under {LONG} words | {LONG} words and more |"
    yield "| --- | --- | --- | --- |"
    parts = [figures(part) for part in (found, short, long)]
    yield from (f"| {key} | " + " | ".join(str(part[key]) for part in parts) + " |" for key in parts[0])
    yield ""
    yield "| tier | read as 0 | as 1 | as 2 | as 3 |"
    yield "| --- | --- | --- | --- | --- |"
    yield from tiers(found)
    yield ""
    yield "| label | seen | of those read so, right |"
    yield "| --- | --- | --- |"
    yield from (f"| {label} | {seen} | {sure} |" for label, (seen, sure) in labels(found).items())


def main() -> None:
    reader = load().reader
    messages = read(SEALED)
    lines = [*card(read_all(reader, messages)), ""]
    if reader is not None:
        lines.append(
            "{:.1f} ms for a message of 100 words, {:.1f} ms for the median one.".format(*cost(reader, messages))
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
