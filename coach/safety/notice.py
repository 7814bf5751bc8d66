"""A plain net for plain words of danger: from oneself, to somebody else, from somebody else.

Few, exact cues: it catches what is said outright. A false alarm costs three quiet days and, where somebody else is
concerned, one question before there are odds again. The patterns are in cues.py.
"""

import re
import unicodedata
from enum import Enum

from coach.safety import cues

_APOSTROPHES, _HYPHENS = re.compile("['`\u2018\u2019\u02bc]"), re.compile("[-\u2010-\u2015_]")
_HELP = re.compile(
    r"(?:oh |please |pls |i |somebody |someone |can (?:somebody|someone|you) )*"
    r"(?:need (?:some |your )?)?help(?: me| us| now| please| pls)*"
    r"|emergency|(?:i )?(?:really )?cant (?:breathe|cope)(?: any ?more)?"
    r"|(?:im )?panick?ing|(?:i think )?(?:im )?(?:having )?(?:a )?panic attack"
)


class Danger(Enum):
    OWN = "own"  # the words say outright that their writer may be in danger from themselves
    HARM = "harm"  # that their writer may hurt somebody else
    OTHERS = "others"  # that somebody else has hurt their writer, or may do so now


_CUES = {Danger.OWN: cues.OWN, Danger.HARM: cues.HARM, Danger.OTHERS: cues.OTHERS}
_PATTERNS = {danger: re.compile(rf"(?:\b|^)(?:{'|'.join(found)})\b") for danger, found in _CUES.items()}


def read(text: str) -> tuple[Danger, ...]:
    """All the dangers that the words tell of, one's own first."""
    plain = _plain(text) if text else ""
    return tuple(danger for danger, pattern in _PATTERNS.items() if pattern.search(plain) is not None)


def asks_for_help(text: str) -> bool:
    """Whether the words are a call for help and nothing else, whatever is open."""
    return _HELP.fullmatch(_plain(text).rstrip(".!?, ")) is not None


def _plain(text: str) -> str:
    """Folded to what is heard: compatibility forms, nothing invisible, no apostrophes or hyphens, single spaces."""
    seen = text if text.isascii() else _seen(text)
    bare = _APOSTROPHES.sub("", seen.casefold())
    return " ".join(_HYPHENS.sub(" ", bare).split())


def _seen(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Mn"))
