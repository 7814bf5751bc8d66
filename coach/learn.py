"""/learn: a card for each idea of the article that Steady began with, and a few besides (content 0 and 1).

A card says what the article has, what research has, and what to do with it today.
"""

from collections.abc import Mapping

from coach.book import Book
from coach.effects import Ask, Choice
from coach.heard import heard
from coach.here import Do, Here, Outcome, says
from coach.person import BARRED, Gate, Person
from coach.session import Offered

FLOW = "learn"
CARDS: Mapping[
    str, tuple[str, ...]
] = {  # in the order of the menu, and where each leads; a flow that is not there is left out
    "walking": ("checkin",),
    "promise": ("chances",),
    "silence": ("status",),
    "attachment": ("habits",),
    "reverie": ("curve",),
    "peakend": ("curve",),
    "moveon": ("curve",),
    "time": ("checkin",),
    "cost": ("checkin",),
    "needs": ("curve",),
    "ten": ("sos",),
    "looking": ("mute",),
    "slips": ("slip",),
    "limited": ("reply",),
    "thirty": ("status",),
}
LEAST = 3  # letters of a name that are enough to go by
SHUT = frozenset(["reply"])  # flows that nobody is led to from behind a gate
HOPING = frozenset(["promise", "reverie", "needs"])  # odds, or what the other may come to feel: not behind a gate
BENT = {  # cards that have other words behind a gate: for whom
    "barred": frozenset(["silence", "looking", "slips", "limited", "thirty"]),
    "abuse": frozenset(["walking", "silence", "attachment", "moveon", "slips", "limited"]),
    "gate": frozenset(["walking", "peakend", "moveon", "time", "cost"]),
}


def before(here: Here) -> Outcome:
    """Nothing is explained about the two of them in the days after words of danger."""
    if not here.person.is_calm(here.now):
        return Outcome()
    title, text = here.words("calm")
    return Outcome((Ask("", text, title, here.buttons("crisis", "checkin")),), "closed")


def learn(here: Here) -> Outcome:
    """The card that was asked for, or all of them to choose from."""
    asked = here.answers.get("argument", "")
    card = found(here.book, asked)
    if card is None:
        title, text = here.words("unknown" if asked else "menu")
        return Outcome((Ask("", text, title, (*_menu(here), *here.buttons("crisis"))),))
    if card in HOPING and here.person.gated:
        title, text = here.words("closed")
        return Outcome((Ask("", text, title, here.buttons(FLOW, "checkin", "crisis")),))
    return Outcome((here.menu(f"{card}{_bent(card, here.person)}", *_leads(here, card), FLOW, "crisis"),))


def _leads(here: Here, card: str) -> list[str]:
    """Where there is something to do about it, and nothing of it is closed to them."""
    shut = SHUT if here.person.gated else frozenset[str]()
    shut |= frozenset(["curve"]) if Gate.ABUSE in here.person.standing else frozenset()
    return [name for name in CARDS[card] if name in here.book.flows and name not in shut]


def _menu(here: Here) -> tuple[Choice, ...]:
    shown = [card for card in CARDS if not (card in HOPING and here.person.gated)]
    return tuple(Choice(f"{FLOW}.{card}", here.words(f"label_{card}")[1]) for card in shown)


def _bent(card: str, person: Person) -> str:
    """Which words: of several gates, those for whoever was hurt, for their safety comes first."""
    if Gate.ABUSE in person.standing and card in BENT["abuse"]:
        return "_abuse"
    if person.standing & BARRED and card in BENT["barred"]:
        return "_barred"
    return "_gate" if person.gated and card in BENT["gate"] else ""


def found(book: Book, asked: str) -> str | None:
    """The card that is meant by its id, by words that ask for it, or by some of its name where no other has them."""
    said = heard(asked)
    if asked in CARDS:
        return asked
    if (topic := book.topics.get(said)) is not None:
        return topic[1]
    near = suggest(book, asked) if len(said) >= LEAST else ()
    return near[0].value if len(near) == 1 else None


def _labels(book: Book) -> dict[str, str]:
    words = book.flows[FLOW].words
    return {card: book.fill(words[f"label_{card}"], 0, {})[1] for card in CARDS}


def suggest(book: Book, text: str) -> tuple[Offered, ...]:
    """The cards whose name has what has been typed so far in it."""
    begun = text.casefold().strip()
    return tuple(Offered(card, label) for card, label in _labels(book).items() if begun in f"{card} {label}".casefold())


_BENT = " ".join(f"{card}_{of}" for of, cards in BENT.items() for card in cards)
BEFORE = Do(before, says("calm"), frozenset({"closed"}))
LEARN = Do(learn, says(" ".join([*CARDS, *(f"label_{card}" for card in CARDS), "menu unknown closed", _BENT])))
