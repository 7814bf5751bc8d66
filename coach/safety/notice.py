"""A plain net for plain words of wanting to die or to harm oneself. Few, exact cues: it catches what is said outright.

It answers with help and asks nothing to stop, so a false alarm costs a sentence. Bounded patterns, no backtracking.
"""

import re
import unicodedata

_CUES = re.compile(
    r"\b(?:(?:want|wanna|going|gonna|ready|plan(?:ning)?|rather) (?:to )?"
    r"(?:die|be dead|kill my ?self|end (?:my life|it all))"
    r"|wish i (?:was|were) dead|kill(?:ing)? my ?self|end(?:ing)? my (?:own )?life|take my own life|suicid(?:e|al)"
    r"|do(?:n't| not) want to (?:live|be alive|be here anymore|wake up)"
    r"|better off without me|no (?:reason|point) (?:to|in) liv(?:e|ing)"
    r"|(?:cut|cutting|hurt|hurting|harm|harming) my ?self|self[ -]?harm(?:ed|ing)?|unalive my ?self|kms)\b"
)


def is_cry_for_help(text: str) -> bool:
    """Whether the words say outright that their writer may be in danger from themselves."""
    return _CUES.search(_plain(text[:8000])) is not None


def _plain(text: str) -> str:
    """Folded to what the eye reads: compatibility forms, nothing invisible, straight apostrophes, single spaces."""
    folded = unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    seen = "".join(c for c in folded if unicodedata.category(c) != "Cf" and not unicodedata.combining(c))
    return " ".join(seen.casefold().split())
