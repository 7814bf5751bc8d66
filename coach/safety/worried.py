"""What somebody writes who is worried about another: read where it is short and plain, and nowhere else."""

import re
from collections.abc import Mapping

from coach.safety import cues

LONGEST = 200  # characters that are read


def instead(words: str) -> bool:
    """Whether they say, and say nothing else, that the danger is somebody else's: "no, it's him, not me"."""
    return _NOT_ME.fullmatch(words[:LONGEST]) is not None


def too(words: str) -> bool:
    """Whether they say that it is about themselves as well."""
    return _ME_TOO.search(words[:LONGEST]) is not None


def reached(words: str, asked: bool) -> str | None:
    """How they can be reached, or worse or better news: an answer of the flow `theirs`; None for other words.

    `asked`: it is the answer to that question, and a yes or a no will do.
    """
    words = words[:LONGEST]
    plain = _OF_ANOTHER.search(words) is not None and _HARMLESS.search(words) is None
    if plain and (found := next((name for name, pattern in _URGENT.items() if pattern.search(words)), None)):
        return found
    kinds: tuple[Mapping[str, re.Pattern[str]], ...] = (_BARE, _SAID) if asked else (_SAID,)
    return next((name for kind in kinds for name, pattern in kind.items() if pattern.fullmatch(words)), None)


_THEY, _THEM, _THEIR = r"(?:he|she|they)", r"(?:him|her|them)", r"(?:his|her|their)"
_ARE = rf"{_THEY}(?:s| is|re| are)?"
_CLOSE = rf"(?:(?:my|the) (?:best )?(?:{cues.NEAR_ONES})|a friend|(?:some|any)(?:one|body) else)"
_ONE = rf"(?:{_CLOSE}|{_THEM}|(?:my|the) (?:{cues.ELDERS}))"
_OH = r"(?:(?:no|nope|nah|sorry|wait|oh|lol|but|god) ){0,4}"
_MEANT = r"(?:i (?:mean|meant)|(?:i was|im|i am) (?:talking|asking|writing) about|(?:its|it was) about)"
_ABOUT = rf"(?:(?:its|it is|it was|thats|that is|but|{_MEANT}) )?(?:about )?"
_NOT_ME = re.compile(
    rf"{_OH}(?:not (?:about )?(?:me|myself)(?: {_ABOUT}{_ONE})?|{_ABOUT}{_ONE} (?:and )?not (?:about )?(?:me|myself)"
    rf"|{_MEANT} {_CLOSE})"
)
_ME_TOO = re.compile(
    r"\b(?:me (?:too|as well|also)|about me|not (?:him|her|them)(?: but)? me|(?:its|it is) me|i feel the same"
    r"|(?:so|and) (?:am|do) i|i (?:do |am )?(?:too|as well)|im the same|same (?:here|for me))\b"
)
_URGENT = {
    "lost": re.compile(
        rf"\b(?:{_ARE} (?:dead|died|passed away|didnt make it)|killed {_THEM}sel(?:f|ves)|(?:has|have) died)\b"
    ),
    "now": re.compile(
        r"\b(?:took|taken|taking|swallow\w{0,6}|overdos\w{0,4}|pills|tablets|cutting|bleeding|rope|noose|gun|knife|razor"
        r"|hanging|jump|jumping|ledge|bridge|tracks|goodbye|unconscious|unresponsive|passed out|wont wake|not waking up"
        rf"|wake {_THEM}|breathing|cut {_THEM}sel(?:f|ves))\b"
    ),
}
_OF_ANOTHER = re.compile(  # of themselves only what they find
    rf"^(?!i\b|im\b|ive\b|my (?!(?:best )?(?:{cues.NEAR_ONES}|{cues.ELDERS}|ex|partner)\b))|\b(?:wake|found) {_THEM}\b"
)
_HARMLESS = re.compile(
    rf"\btook (?:me|it|care|a (?:taxi|cab|bus|train|walk|nap)|{_THEM} (?:in|home|to))\b|\b(?:fed|gave) up\b"
    r"|\bdead to me\b"
)
_BARE = {  # where nothing is asked nobody knows what they answer
    "silent": re.compile(rf"no|nope|not really|(?:no )?i cant|(?:no )?{_THEY} blocked me"),
    "reach": re.compile(r"(?:yes|yeah|yea|yep|yup|sure)(?: i can)?|i can"),
}
_NOT = (
    r"(?:isnt|is not|not|arent|are not|wont|will not|doesnt|does not|dont|do not|hasnt|has not|havent|have not|didnt"
    r"|did not|stopped)"
)
_ANSWER = (
    r"(?:answer(?:ed|ing)?|pick(?:ed|ing)? up|repl(?:y|ied|ying)|respond(?:ed|ing)?|text(?:ed|ing)? back"
    r"|call(?:ed|ing)? back)"
)
_NOW = r"(?: (?:now|too|either|still|again)){0,2}"
_OFF = rf"phone(?:s| is)? (?:now )?(?:switched )?(?:off|dead){_NOW}"
_SILENT = (
    rf"(?:{_ARE} (?:still )?{_NOT} (?:still )?{_ANSWER}(?: \w{{1,12}}){{0,5}}|(?:(?:{_THEIR}|the) )?{_OFF}"
    rf"|(?:(?:goes|went) )?straight to voicemail|no (?:answer|reply|response|word)(?: from {_THEM})?"
    rf"|i dont know where {_THEY} (?:is|are|went)"
    rf"|(?:i )?(?:cant|cannot|can not|couldnt|can no longer) (?:reach|find|get hold of|get through to) {_THEM})"
)
_PERSON = (
    rf"(?:somebody|someone|(?:(?:{_THEIR}|my|the|a) (?:\w{{1,12}} )?)?"
    rf"(?:{cues.NEAR_ONES}|{cues.ELDERS}|doctor|nurse)s?)"
)
_HELPED = (
    rf"(?:{_ARE} (?:(?:now|already|back) ){{0,2}}(?:in|at) (?:the |a )?(?:hospital|a and e|er|ward){_NOW}"
    rf"|{_PERSON}(?: is| are)? (?:there )?with {_THEM}{_NOW}"
    rf"|(?:the )?(?:police|ambulance|paramedics)(?: is| are|s)? (?:here|there|with {_THEM}){_NOW})"
)
_AND = r"(?: (?:and )?)"
_SAID = {
    "silent": re.compile(rf"(?:no |but ){{0,2}}{_SILENT}(?:{_AND}{_SILENT})?"),
    "safe": re.compile(
        rf"(?:(?:yes|yep|ok|update) )?(?:{_ARE} (?:(?:all|now|home|ok|okay|and) ){{0,3}}(?:safe|ok|okay|fine|alright)"
        rf"(?: (?:now|again|thank god|thanks|thank you)){{0,3}}(?:{_AND}im with {_THEM})?"
        rf"|false alarm|(?:(?:i|we|they) )?found {_THEM} safe)"
    ),
    "others": re.compile(rf"(?:(?:yes|no|ok) )?(?:{_HELPED}(?:{_AND}{_HELPED})?|(?:{_ARE} )?not alone)"),
    "reach": re.compile(
        rf"(?:(?:yes|yeah|ok) )?(?:{_THEY} (?:(?:just|has|have|finally) ){{0,2}}"
        r"(?:answered|replied|picked up|wrote back|texted(?: me)? back|called(?: me)? back)"
        rf"|im (?:with|next to|talking to|texting|on the phone (?:with|to)) {_THEM}(?: right)?(?: now)?"
        rf"|(?:he|she)(?:s| is)? (?:right )?(?:here|next to me)(?: with me| now)?)"
    ),
    "more": re.compile(
        rf"what (?:do|can|should|shall) i (?:do|say|tell|write)(?: now| next| to {_THEM}| {_THEM}){{0,2}}"
    ),
}
