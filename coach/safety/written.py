"""What is written in the place of a tap, at the questions that words of danger raise and in the days after them."""

import re

from coach.here import Here
from coach.safety import cues


def read_ending(_: Here, text: str) -> str | None:
    """Words in the place of a tap. What is neither a yes, a no nor a sometimes is an answer all the same.

    A number alone is left to the buttons, which some platforms number.
    """
    if _is_number(text):
        return None
    said = bare(text)
    if (read := _read(said, _ENDING)) is not None:
        return read
    begins = "yes" if _BEGINS_YES.match(said) else "no" if _BEGINS_NO.match(said) else "skip"
    if begins == "no" and _LATER.search(said):
        return "skip"
    return "sometimes" if begins != "skip" and _BUT.search(said) else begins


def denies(text: str) -> bool:
    """Whether what a no names is denied by it: "no, I don't want to die", and not "no, I cut myself"."""
    return _DENIES.match(bare(text)) is not None


def read_worried(_: Here, text: str) -> str | None:
    """Whether the next hours worry them; other words are a little. A number alone is left to the buttons."""
    if _is_number(text):
        return None
    said = bare(text)
    begins = "no" if _BEGINS_NO.match(said) and _BUT.search(said) is None and _LATER.search(said) is None else "bit"
    return _read(said, _WORRIED) or begins


def read_nearness(text: str) -> str | None:
    """Whether a sentence to no question says plainly that somebody is with them, or that they are alone, or safer."""
    said = bare(text)
    plain = " " in said and not _VAGUE.match(said)
    return _read(said, _NEAR) if plain else None


def read_near(_: Here, text: str) -> str | None:
    """Whether somebody is near; other words are an answer too. A number alone is left to the buttons."""
    if _is_number(text):
        return None
    said = bare(text)
    if _MISREAD.fullmatch(said) or _NO_WISH.fullmatch(said):
        return "wrong"
    if _ALONE.search(said):
        return "alone"
    return _read(said, _NEAR) or ("with" if _BEGINS_YES.match(said) else "words")


def how(text: str) -> str | None:
    """What is written in answer to how it is now: an argument of the flow `after`; None for other words."""
    return _read(bare(text), _HOW)


def bare(text: str) -> str:
    """Its words alone, in small letters."""
    return " ".join("".join(c for c in text.casefold() if c.isalpha() or c.isspace()).split())


def _is_number(text: str) -> bool:
    return text.strip().rstrip(".)").isdecimal()


def _read(said: str, kinds: dict[str, re.Pattern[str]]) -> str | None:
    return next((answer for answer, pattern in kinds.items() if pattern.fullmatch(said)), None)


_SOFTENED = r"(?: (?:i am|im|i do|i have|i think|i guess|so|really|not really|at all|please))*"
_YES, _NO = (
    rf"(?:y|yes|yeah|yea|yep|yup|aye|sure){_SOFTENED}",
    rf"(?:n|no|nope|nah|never|not at all|of course not){_SOFTENED}",
)
_SOMETIMES = (
    r"(?:(?:yes|yeah|not now|no) )?(?:but )?"
    r"(?:sometimes|now and then|maybe|a bit|a little|on and off|it comes and goes|not (?:tonight|now|today)"
    r"|i think about it|i was (?:earlier|yesterday|last night)|a veces|as vezes|parfois|manchmal|kabhi kabhi)"
    r"(?: i (?:guess|do|think))?(?: but i wouldnt(?: \w{1,12}){0,4})?"
)
_FINE = (
    rf"{_NO}|(?:(?:{_NO}|srsly|seriously|honestly) )?(?:im|i am|i ll be|ill be) "
    r"(?:ok|okay|fine|all right|alright|good|safe)(?: now)?|nothing|all good|estoy bien"
    r"|(?:je vais|ca va) bien|mir gehts gut|estou bem|main theek hoon"
)
_BEGINS_YES = re.compile(r"(?:lol |oh |well )?(?:yes|yeah|yea|yep|yup)\b")
_DENIED = (
    r"i (?:dont|do not|never|wont|would never) (?:(?:want|wanna|plan|intend|meant?) )?(?:to )?"
    r"(?:die|be dead|kill my ?self|hurt my ?self|end my life)"
)
_BEGINS_NO = re.compile(  # not "no point", "no hope", "I am not OK"
    r"(?:(?:lol|oh|well|srsly|seriously|honestly) )?(?:nope\b|nah\b|not really\b"
    r"|no(?: (?:i|im|it|its|thanks|thank|not|never|my|of|god|dont|lol|but)\b|$)"
    r"|no (?:worries|just tired|just sad|going to (?:bed|sleep)|just stressed|just upset)$"
    r"|(?:all good|i guess not|not any ?more|dont worry(?: im (?:ok|okay|fine|safe))?)$"
    rf"|{_DENIED}$"
    r"|(?:im |i am )not suicidal$"
    r"|i?m not (?:going to|gonna) (?:do|hurt|kill|try|end)|(?:i )?dont think so"
    r"|its (?:just |only )?(?:a )?(?:song|lyrics?|line|joke|film|phrase|expression|figure)\b)"
)
_DENIES = re.compile(  # what it names stands under a no
    r"(?:(?:no|nope|nah|god|lol|honestly) ){0,3}(?:(?:i|im|i am|ive) )?"
    r"(?:dont|do not|not|never|wont|wouldnt|would never)\b"
)
_LATER = re.compile(  # "no, I will be gone by then" is no denial
    r"\b(?:gone|by then|quick|over soon|soon over|last time|when im dead|will be over|ill be (?:with|at peace))\b"
)
_BUT = re.compile(r"\b(?:but|except|sometimes|though|not (?:now|tonight|today)|yet)\b")
_ALONE = re.compile(r"(?<!not )\b(?:alone|by myself)\b|\b(?:nobody|no one)(?: is|s)? (?:here|home|around|near)\b")
_ENDING = {
    "sometimes": re.compile(_SOMETIMES),
    "yes": re.compile(
        rf"{_YES}|(?:{_YES} )?(?:i am|im|i have been|ive been|i do|i have)(?: thinking about it)?(?: a lot)?"
        rf"|(?:{_YES} )?(?:kind of|kinda|sort of|i guess(?: so)?|a lot)|s[ií]|sim|oui|ja|(?:ji )?haan"
        r"|(?:absolutely|definitely|of course|always|constantly|every (?:day|night|hour)|all the time|i think so)"
        r"(?: i (?:am|do))?|i already have"
    ),
    "no": re.compile(
        rf"{_FINE}|(?:god|hell|lol|haha|oh) {_NO}|(?:no )?(?:i am|im) not|(?:no )?i would never(?: \w+){{0,8}}"
        r"|(?:(?:yes|no) )?(?:(?:its|it was) )?(?:just|only) a? ?(?:phrase|joke|expression|figure of speech)"
        r"|nein|non|n[aã]o|nahi"
    ),
}
_WORRIED = {"no": re.compile(_FINE), "bit": re.compile(_SOMETIMES), "yes": re.compile(_YES)}
_NO_WISH = re.compile(rf"(?:(?:no|nope|nah|wait|god) ){{0,3}}{_DENIED}")
_MISREAD = re.compile(
    r"(?:(?:what|no|lol|haha|oh|wait|god) ){0,4}(?:(?:(?:its|it was|that was) )?(?:(?:just|only) )?(?:a )?"
    r"(?:phrase|joke|expression)|(?:just )?(?:joking|kidding)|(?:(?:its|thats) )?not (?:what i meant|like that)"
    r"|(?:you )?(?:misread|misunderstood)(?: me)?|im not in danger|wrong"
    r"|i (?:mean|meant) (?:break(?:ing)? up|the relationship|leave him|leave her|the job|my job))"
)
_VAGUE = re.compile(r"(?:yes|yeah|yea|yep|yup|sure|no|nope|nah|i(?:ve)? called)\b")  # to something else, perhaps
_NEAR = {
    "safer": re.compile(
        r"(?:(?:im|i am) )?(?:safe|safer)(?: now)?|i moved(?: away)?|it passed|i(?:ve)? called(?: \w+){0,3}"
        r"|i(?:ve)? (?:flushed (?:them|it)(?: (?:all|away|down))?|(?:put|threw|thrown|locked) (?:them|it|the \w{1,12})"
        r" (?:away|outside|in the (?:bin|car|other room|next room))"
        rf"|(?:gave|given|handed) (?:them|it|the \w{{1,12}}) to my (?:{cues.NEAR_ONES}|{cues.ELDERS}))(?: now)?"
        r"|(?:the |an )?(?:ambulance|police|help)(?: is|s| are|re)? (?:coming|here|on (?:its|the|their) way)"
    ),
    "alone": re.compile(rf"{_NO}|(?:(?:im|i am) )?(?:all )?alone|(?:nobody|no one)(?: is)?(?: here)?|by myself"),
    "with": re.compile(
        rf"{_YES}|(?:my |the )?(?:{cues.ELDERS}|{cues.NEAR_ONES}|family|husband|wife|partner|boyfriend|girlfriend)"
        r"(?: is| are|s)?(?: here| home| with me| at home| coming(?: over)?| (?:is |s )?(?:downstairs|upstairs|asleep"
        r"|next door|in the (?:next|other) room|(?:is )?on (?:his|her|their) way))?"
        r"|(?:somebody|someone) is(?: (?:here|coming|with me))?|not alone"
    ),
}

_FEEL = r"(?:(?:im|i am|i feel|feeling|its|it is|it feels|yes|yeah|still|now) ){0,9}"
_BIT = r"(?:(?:a|bit|little|much|lot|slightly|even|getting|about|really) ){0,9}"
_NOT_YET = rf"(?:no,? )?{_FEEL}(?:not|no|isnt|not getting)(?: (?:really|any|much|even|a|bit|little|lot|yet)){{0,5}}"
_HOW = {
    "worse": re.compile(
        rf"{_FEEL}{_BIT}(?:worse|harder|stronger|heavier|bad|terrible|awful)(?: now| again)?"
        rf"|{_FEEL}not (?:good|ok|okay|well)(?: now| at all)?"
    ),
    "same": re.compile(
        rf"^(?:{_FEEL}{_BIT}(?:the )?same(?: as (?:before|ever))?|no change|so so|not (?:bad|worse|great)(?: now)?"
        rf"|{_NOT_YET} (?:better|different|calmer|easier|worse)(?: yet| now)?)"
    ),
    "better": re.compile(
        rf"{_FEEL}{_BIT}(?:better|calmer|easier|weaker|quieter|lighter|less)(?: now| today| thanks| thank you)*"
        r"|it(?:s| has)? (?:passed|eased)(?: off)?|(?:im|i am) (?:ok|okay|fine|all right|alright|safe)(?: now)?"
    ),
}
