"""A plain net for plain words of danger: from oneself, to somebody else, from somebody else.

Few, exact cues: it catches what is said outright. A false alarm costs three quiet days and, where somebody else is
concerned, one question before there are odds again. Bounded patterns, no backtracking.
"""

import re
import unicodedata
from enum import Enum

_CUES = re.compile(
    r"\b(?:(?:want|wanna|going|gonna|ready|plan|planning|rather|try|trying|tried) (?:to )?"
    r"(?:die|be dead|not be here|end (?:my life|it all|it tonight|things for good))"
    r"|(?:i )?wish i (?:was|were) (?:dead|never born)|better off (?:dead|without me)"
    r"|(?:kill|killing|killed|hang|hanging|hanged|unalive|drown|drowning|shoot|shooting) my ?self"
    r"|(?:cut|cutting|hurt|hurting|harm|harming) my ?self"
    r"|(?:end|ending|take|taking) my (?:own )?life|ending it all|suicide|suicidal|self harm(?:ed|ing)?|kms"
    r"|(?:dont|do not|didnt|never) (?:want to|wanna) (?:live|be alive|be here any ?more|wake up|exist)"
    r"|no (?:reason|point) (?:to|in) (?:live|living|being alive)|nothing (?:left )?to live for"
    r"|cant go on(?: any ?more| like this)?(?= *[.!]*$)|cant do this any ?more"
    r"|life (?:isnt|is not) worth (?:it|living)|(?:want|going|wanna) (?:to )?end it(?= *[.!]*$)"
    r"|(?:thinking|thoughts) (?:of|about) (?:ending it|dying|suicide)"
    r"|overdosed?|overdosing|(?:swallowed|drank|drunk|drinking) (?:some |the )?bleach"
    r"|(?:im|i am) (?:going to|gonna) jump(?= *[.!]*$)|i want it all to (?:stop|end)(?= *[.!]*$)"
    r"|(?:took|taken|swallowed) (?:too many|all (?:the|my)|a lot of|\d{1,3}) (?:\w{1,20} )?(?:pills|tablets|meds)"
    r"|(?:took|taken|take|taking) (?:the |my |some )?(?:pills|tablets) to (?:die|end it|sleep for ever)"
    r"|(?:cut|cutting|slit|slitting) my wrists?|jump off (?:a|the) (?:bridge|roof|building)"
    r"|(?:i have|ive got|i got|im holding) (?:a|the|my) (?:knife|gun|razor|razor blade|rope|noose)"
    r"(?= *[.!]*$| (?:in my hands?|with me|next to me|ready)))\b"
)
_HARM = re.compile(
    r"\b(?:i (?:really |just )?(?:want|wanna)|im (?:going|gonna|about|ready|planning)|i am (?:going|ready|planning)"
    r"|im thinking (?:of|about)|i(?:ll| will)|i might) (?:to )?"
    r"(?:kill|killing|murder|stab|stabbing|strangle|shoot) (?:him|her|them|somebody|someone"
    r"|(?:his|her|their) new \w{1,20}|my (?:ex|wife|husband|partner|boyfriend|girlfriend))\b(?! an? )"
)
_THEY = r"(?:he|she|they|my (?:ex|partner|husband|wife|boyfriend|girlfriend))"
_DANGER = re.compile(
    rf"\b(?:{_THEY}(?:s| has| have)? (?:just |once |always |often )?"
    r"(?:(?:hit|hits) me(?! (?:up\b|with (?:the|this|that|some) (?:news|truth|words)))"
    r"|(?:beat|beats) me(?! (?:to|at)\b)|(?:punched|choked|strangled|raped|attacked) me)"
    r"|(?:scared|afraid|frightened|terrified) of (?:him|her|them|my (?:ex|partner|husband|wife|boyfriend|girlfriend))"
    r"|(?:i was|ive been|i have been|i got) (?:raped|beaten|choked|strangled|assaulted)"
    rf"|attacked by {_THEY}|(?:im|i am|i feel) (?:not safe|unsafe|in danger)|being stalked"
    rf"|{_THEY}(?:s| is| are| keeps| keep)? (?:stalking|following) me"
    rf"|{_THEY}(?:s| is| are)? outside my (?:door|house|flat|window)"
    rf"|{_THEY}(?:s| is| are| has| have|ve)? (?:threatened|threatening|going|gonna) to kill (?:me|us)"
    rf"|{_THEY} (?:said|says|told me|texted|wrote) (?:that )?{_THEY}(?:d| would|ll| will) kill (?:me|us))\b"
)
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


_PATTERNS = {Danger.OWN: _CUES, Danger.HARM: _HARM, Danger.OTHERS: _DANGER}


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
    bare = re.sub(r"['`\u2018\u2019\u02bc]", "", seen.casefold())
    return " ".join(re.sub(r"[-\u2010-\u2015_]", " ", bare).split())


def _seen(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Mn"))
