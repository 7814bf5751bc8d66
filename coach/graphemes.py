"""Where a text may be cut: between two letters or emoji as a reader sees them, be each of several characters."""

from unicodedata import category, combining

MORE = "…"
LONGEST = 64  # characters; what is longer is nobody's letter, and is cut


def shortened(text: str, most: int) -> str:
    """At most so many characters of the beginning, and that there was more."""
    return text if len(text) <= most else f"{text[: boundary(text, most - 1)].rstrip()}{MORE}"


def boundary(text: str, end: int) -> int:
    """The place to cut at, if not at `end` then a little before it: nothing is parted from what it belongs to."""
    cut = end
    while cut > end - LONGEST and cut > 1 and _belongs(text, cut):
        cut -= 1
    return cut


def _belongs(text: str, at: int) -> bool:
    """Whether the character there is one letter or emoji with those before it: a mark, a joiner, half a flag."""
    here, before = text[at], text[at - 1]
    if category(here).startswith("M") or here in _JOINED or before == "\u200d" or combining(before) == _VIRAMA:
        return True
    flags = len(text[:at]) - len(text[:at].rstrip(_FLAG_LETTERS))
    return here in _FLAG_LETTERS and flags % 2 == 1


_VIRAMA = 9  # its class: the sign of Indian scripts that joins two consonants to one letter
_JOINED = frozenset(  # joiners; the vowels of Thai and Lao that are no marks; a Korean letter's parts; skins; tags
    "\u200c\u200d\u0e33\u0eb3"
    + "".join(map(chr, (*range(0x1160, 0x1200), *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))))
)
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
