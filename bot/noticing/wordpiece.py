"""Words to the numbers of their pieces, as the model learnt them (WordPiece: Schuster and Nakajima 2012; BERT's)."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

LONGEST_WORD = 100  # letters; beyond them a word is unknown
CLS, SEP, UNK = "[CLS]", "[SEP]", "[UNK]"


class WordPiece:
    """Texts are in lower case and without accents."""

    def __init__(self, vocabulary: Path) -> None:
        pieces = vocabulary.read_text("utf-8").splitlines()
        self._number = {piece: number for number, piece in enumerate(pieces)}
        self._cls, self._sep, self._unk = (self._number[mark] for mark in (CLS, SEP, UNK))

    def __call__(self, text: str) -> list[int]:
        """The numbers of all pieces, between the marks for the beginning and the end."""
        words = "".join(_spaced(c) for c in text).split()
        return [self._cls, *(number for word in words for number in self._pieces(word)), self._sep]

    def _pieces(self, word: str) -> list[int]:
        """The longest known beginning, then the longest known continuation, and so on; unknown where there is none."""
        if len(word) > LONGEST_WORD:
            return [self._unk]
        pieces, at = list[int](), 0
        while at < len(word):
            found = next(self._known(word, at), None)
            if found is None:
                return [self._unk]
            at, number = found
            pieces.append(number)
        return pieces

    def _known(self, word: str, at: int) -> Iterator[tuple[int, int]]:
        for end in range(len(word), at, -1):
            number = self._number.get(word[at:end] if at == 0 else f"##{word[at:end]}")
            if number is not None:
                yield end, number


def _spaced(c: str) -> str:
    """Marks and the signs that are words of their own get spaces round them; what cannot be seen goes."""
    if c.isascii() and (c.isalnum() or c == " "):
        return c
    if c.isspace():
        return " "
    kind = unicodedata.category(c)
    if kind[0] == "C":
        return ""
    alone = kind[0] == "P" or (c.isascii() and not c.isalnum()) or _is_cjk(c)
    return f" {c} " if alone else c


def _is_cjk(c: str) -> bool:
    return "\u3400" <= c <= "\u4dbf" or "\u4e00" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000"
