"""Words as they are heard: what people type in the place of a button, and what a pack lists as meaning one.

Both are brought to the same plain form, so that "She's blocked me!" is found by "they blocked me".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SPACED = {
    "i am": "im",
    "it is": "its",
    "that is": "thats",
    "can not": "cant",
    "cannot": "cant",
    "will not": "wont",
    **{f"{verb} not": f"{verb}nt" for verb in ("do", "does", "did", "have", "has", "had", "is", "was", "are", "were")},
    **{f"{verb} not": f"{verb}nt" for verb in ("could", "would", "should")},
}
_JOINED = re.compile(rf"\b(?:{'|'.join(_SPACED)})\b")
_THEY = _set("they them their he she him her his hers theyre theyve theyd hes shes ex")
_SHORT = {
    "bf": "boyfriend",
    "gf": "girlfriend",
    "xmas": "christmas",
    "bday": "birthday",
    "insta": "instagram",
    "fb": "facebook",
    "tho": "though",
    "pls": "please",
    "plz": "please",
    "u": "you",
    "ur": "your",
    "rn": "now",
    "msg": "message",
    "msgs": "messages",
    "nite": "night",
    "alot": "lot",
    "wks": "weeks",
    "wk": "week",
}
_MARKS = re.compile(r"['`\u2018\u2019\u02bc]")
_NO_WORDS = re.compile(r"[\W_]+")
_WILL = re.compile(rf"\bs?he{_MARKS.pattern}ll\b")  # before its mark goes: without it, it is a place or a husk
_LEFT_OUT = _set("a an the my our just")
_BEFORE = re.compile(
    r"^(?:(?:i (?:think|guess|suppose|believe)|(?:id|i would) say|well|u+m+|h+m+|e+r+m*|oh|so|honestly|actually"
    r"|basically|to be (?:honest|fair)|tbh|it was|its) )+"
)
_AFTER = re.compile(
    r"(?: (?:i (?:think|guess|suppose|believe)|id say|please|thanks|thank you|to be (?:honest|fair)|tbh|honestly"
    r"|actually|really|though|unfortunately|sadly|lol))+$"
)
_DOUBT = _set(
    "not no never nobody none nothing neither nor without hardly barely unless if or but except instead "
    "almost nearly wish wished want wanted hope hoped going gonna would could should might will until "
    "before used unblocked expired dropped lifted withdrawn revoked cancelled "
    "dont doesnt didnt havent hasnt hadnt isnt wasnt arent werent couldnt "
    "wouldnt shouldnt cant wont aint ask asked asks who what when why how"
)
MAYBE = "?"  # before an entry that may mean the choice, and is asked about
WHOLE = 200  # characters of a message that is compared
LONGEST = 14  # words of a sentence in which something is looked for
TELLING = 5  # letters of a single word that is looked for in a sentence


def heard(text: str) -> str:
    """The words alone: no marks, no articles, one word for the other, and nothing that only says "I think"."""
    if len(text) > WHOLE:
        return ""  # nobody says so much in the place of a button
    bare = _MARKS.sub("", _WILL.sub("theyll", text.casefold()))
    words = " ".join(_NO_WORDS.sub(" ", bare).split())
    words = _JOINED.sub(lambda found: _SPACED[found[0]], words)
    kept = " ".join("they" if w in _THEY else _SHORT.get(w, w) for w in words.split() if w not in _LEFT_OUT)
    begun = _BEFORE.match(kept)
    return _AFTER.sub("", kept[begun.end() :] if begun else kept)


@cache  # of the packs' entries, never of what somebody writes
def expand(entry: str) -> tuple[str, ...]:
    """What a pack's entry stands for: in "[i] texted/rang them" the first may be left out, and there are two verbs."""
    parts = re.findall(r"\[[^\]]*\]|\S+", entry)
    ways = [["", *part[1:-1].split("/")] if part.startswith("[") else part.split("/") for part in parts]
    return tuple(dict.fromkeys(heard(" ".join(way)) for way in product(*ways)))


def within(also: Mapping[str, Sequence[str]], words: str) -> str | None:
    """The one choice whose phrase stands somewhere in a short sentence that does not turn it round."""
    tokens = words.split()
    if len(tokens) > LONGEST:
        return None
    there = f" {words} "
    found = [(id, phrase.split()) for id, phrases in also.items() for phrase in phrases if f" {phrase} " in there]
    spans = [span for id, phrase in found for span in _spans(id, phrase, tokens)]
    longest = [a for a in spans if not any(_covers(b, a) for b in spans)]
    sure = {s[0] for s in longest if _tells(tokens[s[1] : s[2]]) and _DOUBT.isdisjoint(tokens[: s[1]] + tokens[s[2] :])}
    return sure.pop() if len({id for id, _, _ in longest}) == 1 and sure else None


def _tells(phrase: list[str]) -> bool:
    """Whether it is enough to go by in a sentence: two words, or a single one that is not among the smallest."""
    return len(phrase) > 1 or (len(phrase[0]) >= TELLING and phrase[0] not in _DOUBT)


Span = tuple[str, int, int]  # the choice, and where its phrase begins and ends


def _spans(id: str, phrase: list[str], tokens: list[str]) -> Iterator[Span]:
    for begin in range(len(tokens) - len(phrase) + 1):
        if tokens[begin : begin + len(phrase)] == phrase:
            yield id, begin, begin + len(phrase)


def _covers(outer: Span, inner: Span) -> bool:
    """Whether the outer one is longer and holds all of the inner one."""
    return outer[1] <= inner[1] and inner[2] <= outer[2] and outer[2] - outer[1] > inner[2] - inner[1]
