"""Whether a word about a day tells of the writer's own drinking or drugs. What is said of others, or denied, is not."""

import re

NEAR = 120  # characters of a clause before it, in which it is looked for whose it is


def _any(words: str) -> str:
    return "|".join(words.split())


_CLAUSES = re.compile(r"[.,;:!?\n]| but | although | though | because | so that | until ")
_NAMES = _any(
    "drunk tipsy stoned drank drink(?:s|ing)? wines? vodka whisk(?:e)?y beers? gin rum tequila cider"
    " prosecco champagne booze boozing alcohol cocktails? weed joints? spliffs? cocaine ketamine mdma edibles"
)
_STATE = r"high(?= on (?!life|alert)|$| again| right| now| last| tonight| today| with| and| as)|wasted|hammered|smashed"
_TOLD = re.compile(
    rf"\b(?:{_NAMES}|shots of"
    r"|(?:doing|did|do|snorted|snorting|on|lines? of) (?:some |more |a bit of )?coke"
    r"|(?:popped|popping|on|took|taken|taking) (?:some |a few |more )?pills"
    rf"|(?:i'?m|i am|i was|got|get|getting|gotten) (?:so |really |too |very |pretty |still |a bit )*(?:{_STATE}))\b"
)

_OF = _any(
    "some a an my the only just so too much more enough plenty lots loads cup cups glass of hot cold herbal green black"
    " mint orange apple iced"
)
_TEA = _any("tea coffee water juice milk chocolate cocoa lemonade soda smoothies? squash cola")
_PEOPLE = _any("driver man men woman guy people stranger neighbours? texts? calls? messages? voicemail")
_HARMLESS = re.compile(
    rf"\b(?:drink(?:s|ing)?|drank|drunk)(?: (?:{_OF}))* (?:{_TEA})\b"
    r"|\b(?:hot|soft|fizzy|energy|non.?alcoholic|alcohol.?free) (?:drinks?|beers?|wines?)\b"
    rf"|\bwine gums?\b|\bginger beer\b|\bdrunk (?:{_PEOPLE}) (?:from|on|in|at|outside|next|shouted|hit)\b"
    r"|\b(?:alcohol|drink|drug)s?.(?:free|counsellor|worker)\b"
)

_SELF = re.compile(r"\b(?:i|i'm|im|i've|ive|i'd|me|my|myself|we|we've)\b")
_FAMILY = _any("mum mom mother dad father brother sister son daughter uncle aunt husband wife boyfriend girlfriend")
_AROUND = _any(
    "partner friends? mates? flatmates? housemates? neighbours? boss people everyone everybody someone somebody"
)
_OTHERS = re.compile(
    rf"\b(?:he|she|they|hes|shes|theyre|he's|she's|they're|they've|ex|{_AROUND}|{_FAMILY}|(?:{_FAMILY}|friend|ex)'?s)\b"
)
_WHOSE = re.compile(r"\b(?:his|her|their|whose)(?: \w+)? $")
_VERBS = _any("don'?t didn'?t haven'?t hasn'?t wasn'?t isn'?t won'?t can'?t couldn'?t")
_DENIED = re.compile(
    rf"\b(?:no|not|never|without|nor|hardly|{_VERBS}|stopped|quit|gave up|given up|giving up|avoid(?:ed|ing)?"
    r"|instead of|stayed off|off the|sober|want(?:ed)?|wish|crav(?:e|ed|ing)|tempted|could use|would love"
    r"|fe(?:el|lt) like|used to|less|(?:days?|weeks?|months?) since)\b"
)


def own(text: str) -> bool:
    """Whether any part of the text tells of it."""
    said = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return any(_tells(" ".join(clause.split())) for clause in _CLAUSES.split(said))


def _tells(clause: str) -> bool:
    """Of the writer: they are named last before it, or nobody is, as in "drunk again"."""
    said = _HARMLESS.sub(" ", clause)
    return any(_is_own(said[max(0, found.start() - NEAR) : found.start()], found[0]) for found in _TOLD.finditer(said))


def _is_own(before: str, words: str) -> bool:
    if _WHOSE.search(before) or _DENIED.search(before):
        return False
    if _SELF.match(words):  # "I'm high": the words say whose it is
        return True
    others, selves = [[found.start() for found in pattern.finditer(before)] for pattern in (_OTHERS, _SELF)]
    return not others or bool(selves and selves[-1] > others[-1])
