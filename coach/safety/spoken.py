"""A few sentences that have an answer of their own wherever they are said. In small letters, without punctuation."""

import re

LONGEST = 200  # characters that are read


def for_them(words: str) -> bool:
    """Whether they ask us to write, send or pass on something to the other."""
    return _FOR_THEM.search(words[:LONGEST]) is not None


def of_help(words: str) -> str | None:
    """What they say of calling: that they have ("called"), or that they do not know how ("say"), or wait ("hold")."""
    return next((key for key, pattern in _OF_HELP.items() if pattern.search(words[:LONGEST])), None)


def overheard(words: str) -> bool:
    """Whether somebody stands near who must not hear them."""
    return _OVERHEARD.search(words[:LONGEST]) is not None


def cannot_speak(text: str) -> bool:
    """Whether they say that a call would be heard, or cannot be made."""
    return _UNHEARD.search(" ".join(re.sub(r"['`\u2019]", "", text.casefold()).split())) is not None


_THEM = r"(?:him|her|them|my ex|the ex)"
_WRITE = r"(?:write|draft|compose|send|text|message|reply|answer|word|schedule|forward|pass|deliver)"
_FOR_THEM = re.compile(
    rf"\b(?:can|could|will|would) you (?:please )?(?:help me (?:to )?)?(?:{_WRITE}\b(?: \w{{1,12}}){{0,6}} {_THEM}"
    rf"|(?:tell|call) {_THEM})\b|\b(?:please|help me(?: to)?) {_WRITE}\b(?: \w{{1,12}}){{0,5}} {_THEM}\b"
    rf"|^(?:write|draft|compose|send|schedule)\b(?: \w{{1,12}}){{0,5}} {_THEM}\b"
)
_LINE = (
    r"(?:samaritans|lifeline|\d{3}|a (?:line|helpline|hotline)"
    r"|the (?:line|helpline|hotline|number|police|ambulance))"
)
_OF_HELP = {
    "hold": re.compile(r"\b(?:on hold|(?:nobody|no ?one) (?:answers|picks up)|its engaged)\b"),
    "say": re.compile(
        r"\bwhat (?:do|should|can) i (?:say|tell them)(?: when i (?:call|ring|phone))?$|\bhow do i start the call"
    ),
    "called": re.compile(
        rf"\bi(?:ve)? (?:just )?(?:rang|called|phoned|texted|spoke (?:to|with)|talked (?:to|with)) {_LINE}\b"
    ),
}
_ARE = r"(?:he|she|they)(?:s| is| are|re| might be)?"
_OVERHEARD = re.compile(
    rf"\bcant (?:call|talk|speak|phone|ring)\b(?! to (?:him|her|them|you)\b)(?: \w{{1,12}}){{0,3}} {_ARE} "
    r"(?:here|home|listening|next|in|beside|watching|awake)\b"
    r"|\b(?:he|she|they)(?:ll| will|d| would| can|s going to) (?:over)?hear(?: me)?$"
)
_UNHEARD = re.compile(
    r"\b(?:cant|cannot|can not|couldnt|not able to) (?:call|talk|speak|phone|ring|make (?:a )?(?:call|noise|sound))"
    r"(?= ?[,.!?;]| ?$| (?:now|right|here|because|cause|cos|or|out loud|at the moment|he|she|they|hes|shes|theyre)\b"
    r"| to (?:you|anyone|anybody)\b)"
    r"|\b(?:(?:he|she|they|somebody|someone|everyone)(?: (?:will|might|would|can|could))?|hell|shell|theyll|hed|shed)"
    r" (?:(?:just|still|always) )?(?:hear|hears|overhear|overhears)(?: me| us|(?= ?[,.!?;]| ?$))"
)
