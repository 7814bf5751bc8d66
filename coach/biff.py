"""Whether a message to somebody one has to deal with is brief, informative, friendly and firm (B. Eddy): plain rules.

For English, and of words alone: nothing is known of what is meant. Each finding names one thing to change.
"""

import re
from collections.abc import Mapping

WORDS, SENTENCES = 90, 5  # two to five sentences (content 4.1)
LEAST = 4  # words of a draft
READ = 2000  # characters of a draft that are read

_END = r"(?= *$| ?[.,!?;])"
_LEFT_OUT: Mapping[str, tuple[str, ...]] = {  # what does not belong in it, gravest first
    "threat": (
        r"or else",
        r"you(?:'ll| will) (?:pay for|be sorry|see what)",
        r"i(?:'ll| will) (?:make sure you|make you|take you to court|see you in court|tell everyone|ruin)",
    ),
    "us": (
        rf"(?:about|between) us{_END}",
        r"the two of us",
        r"our (?:relationship|marriage|love|break-?up|split|separation)",
        r"(?:i|we) (?:(?:still|really|do|just) ){0,3}(?:miss|love|need|want) (?:you|us)(?! to\b)",
        r"(?:get|getting|be|being) back together",
        r"work things out",
        r"thinking (?:of|about) you",
        rf"(?:babe|baby|darling|honey|sweetheart|my love){_END}",
        r"x{1,4}$",
    ),
    "fishing": (
        r"are you (?:seeing|dating|sleeping with|with) (?:anyone|anybody|someone|somebody|him|her|them)",
        r"who (?:is|was|were|are) (?:he|she|that|you with)",
        r"what have you been up to",
        r"saw (?:your|you in your) (?:story|photos?|post|profile|pictures?|status)",
        r"just (?:checking in|wondering how|wanted to hear|saying hi|saying hello)",
        rf"(?:can|could) we (?:please )?(?:talk|meet|chat)(?: soon| sometime| again)?{_END}",
        rf"need to (?:see|talk to) you{_END}",
        rf"catch up{_END}",
        rf"(?:coffee|drink) (?:sometime|soon|one day){_END}",
    ),
    "past": (
        r"remember (?:when|how|that|the time)",
        r"(?:we|you) used to",
        r"back when",
        r"when we (?:were together|lived together|first)",
        r"old times",
        r"all (?:those|these) years",
        r"after (?:all|everything) (?:that )?(?:i|i've|we|we've|you|you've)",
        r"(?:like|what) you did",
        r"the last time you",
    ),
    "bait": (
        r"sorry (?:for|about) (?:everything|us|how|what|the way|all|hurting|being)",
        r"i(?:'m| am) (?:so|truly|deeply|really) sorry",
        r"forgive me",
        r"i never meant",
        r"i apologi[sz]e for (?:everything|how|what|all|hurting|being)",
        r"(?:all )?my fault",
        r"i feel (?:so )?(?:terrible|awful|guilty|ashamed)",
    ),
    "blame": (
        r"you (?:always|never|only ever|clearly|obviously|promised|lied)",
        r"you (?:don't|can't|couldn't|didn't) (?:even|care)",
        r"as usual",
        r"for once",
        r"how dare",
        r"your fault",
        r"(?:unacceptable|ridiculous|pathetic|selfish|irresponsible|immature|childish)",
        r"grow up",
        r"(?:so typical|typical of you)",
        r"disappointed in you",
        r"(?:late|forgot|forgotten) again",
        r"told you (?:so|before|already|a hundred)",
        r"can't believe you",
        r"thanks for nothing",
        r"(?:sick|tired) of you",
        r"why (?:don't|won't|haven't|didn't|can't) you",
    ),
    "cold": (
        rf"(?:^|[.!?,] )whatever(?: you (?:want|say|like)| then)?{_END}",
        rf"(?:^|[.!?] )(?:if you say so|suit yourself|have it your way|good for you|not my problem){_END}",
        rf"i (?:don't|couldn't) care(?: less| any ?more| either way| what you do)?{_END}",
        rf"(?:^|[.!?] )do (?:what|whatever|as) you (?:want|like){_END}",
        rf"don't bother{_END}",
        r"(?:^|[.!?] )fine\.(?! thank)(?= \w)",
    ),
    "advice": (
        r"you (?:really )?(?:should|ought to)(?! (?:get|have|find|receive|see|be able)\b)",
        r"you(?:'d| had) better",
        r"you (?:need to|must|have to|might want to)",
        r"if i were you",
        r"my advice",
    ),
    "feelings": (
        rf"how (?:are|have) you(?: been| doing| feeling| coping)?{_END}",
        r"how do you feel",
        rf"are you (?:ok|okay|all right|alright|happy|angry|upset){_END}",
        r"do you (?:still|ever|even) (?:love|miss|think|care|want|feel|hate)",
        r"what (?:do|did) you (?:feel|want from me|think of me)",
        r"why (?:are|did|do|were) you",
    ),
}
_PATTERNS = {key: re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)") for key, parts in _LEFT_OUT.items()}
_HELLO = re.compile(
    r"\b(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|morning|evening|thanks|thank you|cheers|please"
    r"|regards|(?:kind|best) wishes|all the best|hope (?:you are|you're|this finds|all is))\b"
)
_DAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_WHEN = "today|tomorrow|tonight|yesterday|noon|midday|midnight|morning|afternoon|evening|weekend|week|month"
_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half past|quarter (?:to|past)"
_SETTLED = "yes|no|agreed|confirmed|attached|paid|sent|received|done|that's fine|that works|works for"
_PLACE = "at (?:school|home|work|your|my|the) ?"
_FACT = re.compile(rf"\d|\b(?:{_DAYS}|{_MONTHS}|{_WHEN}|{_NUMBERS}|{_SETTLED})\b|\b(?:{_PLACE})", re.ASCII)
_WHICH = re.compile(r"\b(?:what|when|where|who|which|why|how)\b")
_ASKING = re.compile(
    r"\b(?:let me know|i'd love to hear|get back to me|waiting to hear|hope to hear|talk soon|any thoughts)\b"
)
_PARTS = re.compile(r"(?<=[.!?])\s+|\n+")
_SHOUTED = re.compile(r"\b[A-Z]{4,30} [A-Z]{2,30}\b|!!|\?\?|\?!")
CHECKS = (*_LEFT_OUT, "long", "loud", "open", "fact", "civil")


def check(draft: str) -> tuple[str, ...]:
    """What to change, of CHECKS and in their order; empty where there is nothing."""
    read = draft[:READ].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
    said = " ".join(read.casefold().split())
    sentences = [" ".join(part.casefold().split()) for part in _PARTS.split(read) if part.strip()]
    so = {
        **{key: pattern.search(said) is not None for key, pattern in _PATTERNS.items()},
        "long": sum(" " in part for part in sentences) > SENTENCES or len(draft[: READ + 1].split()) > WORDS,
        "loud": _SHOUTED.search(read) is not None,
        "open": any(_is_open(part) for part in sentences[-2:]),
        "fact": _FACT.search(said) is None,
        "civil": _HELLO.search(said) is None,
    }
    return tuple(key for key in CHECKS if so[key])


_TO_THEM = re.compile(r"\b(?:you|your|you're|you'll|you've|yours)\b")
_OF_THEM = re.compile(r"(?:(?:she|he|they|it|my ex|well|because|about)\b|it's )")


def is_draft(text: str) -> bool:
    """Whether words are a message to somebody, and not some about it: "she asked when I can come" is none."""
    said = " ".join(text[:READ].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold().split())
    if len(said.split()) < LEAST or _OF_THEM.match(said):
        return False
    return any(pattern.search(said) for pattern in (_TO_THEM, _HELLO, _FACT, *_PATTERNS.values()))


def _is_open(sentence: str) -> bool:
    """Whether it asks without an end. "Can you do five or six?" has one, and so has "let me know by Friday"."""
    asks = sentence.endswith("?")
    told = any(pattern.search(sentence) for pattern in _PATTERNS.values())  # it has to go for another reason
    if told or not (asks or _ASKING.search(sentence)):
        return False
    return not _FACT.search(sentence) or (asks and _WHICH.search(sentence) is not None)
