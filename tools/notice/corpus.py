"""The messages, as they are kept: one JSON object a line. README.md says what each key means and who wrote them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct, ValidationError
from msgspec.json import Decoder

HERE = Path(__file__).parent
CORPUS, SEALED = HERE / "corpus", HERE / "sealed"
ALIKE = 0.8  # of all words of two messages those that both have, from which one is a copy of the other

Label = Literal[
    "abuse", "control", "crisis", "ex_contacted", "low_mood", "progress",
    "question", "slip", "smalltalk", "stalking", "urge", "will_ex_return",
]  # fmt: skip
Tier = Literal[0, 1, 2, 3]
Lang = Literal["en", "en-esl", "es", "pt", "fr", "de", "hi-Latn"]


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """`also`: other labels that are true in it.   `group`: shared by those made of one pattern; else empty.

    `about`: whose danger it tells of, where it is not only the writer's own and now.
    """

    text: str
    label: Label
    tier: Tier
    also: tuple[Label, ...]
    kind: str
    lang: Lang
    group: str = ""
    about: Literal["", "theirs", "past"] = ""

    @property
    def words(self) -> frozenset[str]:
        return frozenset("".join(c if c.isalnum() else " " for c in self.text.casefold()).split())


_decode = Decoder(Message).decode


def read(folder: Path) -> list[Message]:
    """All of a folder, file by file. Raises ValueError with the file and line of one that is none."""
    return [message for path in sorted(folder.glob("*.jsonl")) for message in _lines(path)]


def _lines(path: Path) -> Iterator[Message]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            yield _decode(line)
        except ValidationError as bad:
            raise ValueError(f"{path.name}:{number}: {bad}") from None


def faults(messages: list[Message]) -> Iterator[str]:
    """What no message may be: of no word, in a label that its tier does not allow, or said twice."""
    seen: set[str] = set()
    for one in messages:
        said = " ".join(one.text.casefold().split())
        if not said:
            yield f"no words: {one}"
        if (one.tier >= 2) != (one.label == "crisis"):
            yield f"tier {one.tier} and {one.label}: {one.text}"
        if one.about == "past" and one.tier:
            yield f"over, and tier {one.tier}: {one.text}"
        if one.label in one.also:
            yield f"its own label besides: {one.text}"
        if said in seen:
            yield f"twice: {one.text}"
        seen.add(said)


def alike(some: list[Message], others: list[Message]) -> Iterator[tuple[str, str]]:
    """Pairs that are nearly the same. Only those of more than three words: shorter ones are anybody's."""
    by_word: dict[str, list[Message]] = {}
    for other in others:
        for word in other.words:
            by_word.setdefault(word, []).append(other)
    for one in some:
        if len(one.words) <= 3:
            continue
        rarest = min(one.words, key=lambda word: len(by_word.get(word, ())))
        for other in by_word.get(rarest, ()):
            if len(one.words & other.words) >= ALIKE * len(one.words | other.words):
                yield one.text, other.text
