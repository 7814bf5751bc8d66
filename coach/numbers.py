"""Numbers as people type them: in digits or in words, outright or with a little doubt."""

import re

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEENS = ("eleven", "twelve", *(f"{n}teen" for n in ("thir", "four", "fif", "six", "seven", "eigh", "nine")))
_WORDS = {
    "nought": 0,
    **{word: n for n, word in enumerate(("zero", *_ONES, "ten", *_TEENS))},
    **{word: 10 * n for n, word in enumerate(_TENS, start=2)},
}
_COUPLE = r"(?:a )?couple(?: of)?"

WORD = rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_ONES)})|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
"""A number in words, for use in other patterns, in lower case. The longest come first, so that six is not sixty."""

NUMBER = rf"(?:\d{{1,4}}|{WORD}|{_COUPLE})"
"""A number in digits or words, likewise. A couple is two; a few is nobody's number."""

_NUMBER = re.compile(rf"(?:an? )?({NUMBER})", re.ASCII)
_BEFORE = re.compile(
    r"^(?:(?:i'?d say|i would say|i think|i guess|more like|it'?s|it is|i'?m|i am|at|about|around|maybe|perhaps"
    r"|probably|roughly|approximately|approx|nearly|almost|like|say|just|only|for|oh|well|hm+|um+),? |~ ?)+"
)
_AFTER = re.compile(
    r"(?:,? (?:or so|or thereabouts|roughly|maybe|perhaps|probably|i think|i guess|i'?d say|please|today|right now|now"
    r"|here|for me|thanks)|[ -]?ish|[.!?…])+$"
)
LONGEST = 80  # characters; whoever writes more is not giving a number


def value(text: str) -> int:
    """What a text that matches NUMBER amounts to."""
    if text.isdigit():
        return int(text)
    return 2 if "couple" in text else sum(_WORDS[part] for part in re.split("[ -]", text))


def read(text: str) -> int | None:
    """The one number that a text gives: 7, seven, about 6, a 7, 7ish. None where there are two ("7 or 8"), or none."""
    found = _NUMBER.fullmatch(unhedged(text))
    return value(found[1]) if found else None


def unhedged(text: str) -> str:
    """In lower case, without what only says that somebody isn't sure: "about 3 days, I think" is "3 days"."""
    said = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if len(said) > LONGEST:
        return said
    begun = _BEFORE.match(said)
    return _AFTER.sub("", said[begun.end() :] if begun else said) or said
