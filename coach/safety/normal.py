"""A message as the model reads it: without what disguises a word or only spells it otherwise. Bounded throughout."""

import re
import unicodedata

LONGEST = 5000  # characters that are read; no platform lets more through in one message
LAST = 1000  # of them, of a longer text, from its end
_LOOK = str.maketrans(
    "аеорсухіјѕԁһктмвнνοαεικτıłøđ’‘`´“”—–",
    "aeopcyxijsdhktmbhvoaeiktilod''''\"\"--",
)  # letters of other alphabets that look like ours, and the marks of a keyboard
_DIGITS = str.maketrans("013457@$!", "oieastasi")
_SPACED = re.compile(r"(?<!\w)(?:[a-z][ .\-_*]){2,20}[a-z](?!\w)")  # d i e, k.i.l.l
_LEET = re.compile(
    r"(?<!\S)(?=[^\s]{0,24}[a-z])(?=[^\s]{0,24}[0-9@$!][^\s!]|[^\s]{0,24}[0-9@$])[a-z0-9@$!]{2,23}[a-z0-9@$](?=$|[\s.,?;:!'\"])"
)
_NUMBERED = re.compile(r"\d{1,4}(?:st|nd|rd|th|am|pm|h|k|km|m|kg|d|s|x|yo|yr|yrs|mins?|hrs?)|[a-z]{1,25}!{1,25}")
_AGAIN = re.compile(r"([a-z])\1{2,}(?![a-z])|([a-z])\2{2,}")
_DOUBLE, _DOUBLE_INSIDE = "flsz", "eo"  # letters that stand twice in English words, and those that seldom do at the end
_STARRED = re.compile(r"\b[a-z]{1,6}\*{1,3}[a-z]{1,6}\b")
_HIDDEN = (
    "suicide", "suicidal", "die", "dead", "kill", "killing", "cutting", "murder", "dying", "hurt", "pills", "death",
)  # fmt: skip
_SHORT = {
    "abt": "about", "b4": "before", "bc": "because", "coz": "because", "cuz": "because", "ctb": "kill myself",
    "cant": "can't", "cannot": "can't", "didnt": "didn't", "doesnt": "doesn't", "dont": "don't", "gonna": "going to",
    "gotta": "got to", "hes": "he's", "idk": "i don't know", "im": "i'm", "isnt": "isn't", "ive": "i've",
    "kms": "kill myself", "kys": "kill yourself", "n": "and", "rn": "right now", "shes": "she's",
    "shouldnt": "shouldn't", "thats": "that's", "theres": "there's",
    "tmrw": "tomorrow", "tn": "tonight", "u": "you", "unalive": "kill",
    "unaliving": "killing", "ur": "your", "wanna": "want to", "wasnt": "wasn't", "whats": "what's", "wont": "won't",
    "wouldnt": "wouldn't",
}  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")


def normal(text: str) -> str:
    """In lower case and single spaces, without accents, disguise and the shorthand of a phone."""
    seen = _bounded(unicodedata.normalize("NFKC", _bounded(text))).lower().translate(_LOOK)
    seen = "".join(c for c in unicodedata.normalize("NFKD", seen) if unicodedata.category(c) not in ("Mn", "Cf"))
    seen = _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found[0]), seen)
    seen = _STARRED.sub(_unstarred, seen)
    seen = _LEET.sub(_read, seen)
    seen = _AGAIN.sub(_drawn_out, seen)
    return " ".join(_WORD.sub(lambda found: _SHORT.get(found[0], found[0]), seen).split())


def _bounded(text: str) -> str:
    """The beginning and the end. One character may stand for many words: what becomes of them is bounded as well."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - LAST]} {text[-LAST:]}"


def _unstarred(found: "re.Match[str]") -> str:
    word = found[0]
    same = (w for w in _HIDDEN if len(w) == len(word) and all(a in ("*", b) for a, b in zip(word, w, strict=True)))
    return next(same, word.replace("*", ""))


def _drawn_out(found: "re.Match[str]") -> str:
    at_end, inside = found[1], found[2]
    letter = at_end or inside
    return letter * 2 if letter in _DOUBLE or (inside and letter in _DOUBLE_INSIDE) else letter


def _read(found: "re.Match[str]") -> str:
    return found[0] if _NUMBERED.fullmatch(found[0]) else found[0].translate(_DIGITS)
