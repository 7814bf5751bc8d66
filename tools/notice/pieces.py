"""What the tokenizers library makes of some messages, for the test of our own, which needs no library.

.venv-train/bin/python -m tools.notice.pieces > tests/pieces.txt
"""

import sys

from tokenizers import Tokenizer

from coach.safety.normal import normal
from tools.notice.corpus import CORPUS, read
from tools.notice.train import BASE

ODD = (
    "",
    "日本語 text",
    "naïve café",
    "a" * 120,
    "don't—stop…now",
    "¿por qué?",
    "😂😂 ok",
    "3.14 & 2/3",
    "x_y #tag @me",
)


def main() -> None:
    tokenizer = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    texts = [*ODD, *(" ".join(one.text.split()) for one in read(CORPUS)[::60])]
    for text in texts:
        sys.stdout.write(f"{' '.join(map(str, tokenizer.encode(normal(text)).ids))}\t{text}\n")


if __name__ == "__main__":
    main()
