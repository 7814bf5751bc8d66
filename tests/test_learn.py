"""The cards: each can be reached by name and by saying it, says what is known, and fits whoever reads it."""

import re

import pytest
from msgspec.structs import replace

from coach import learn
from coach.book import Book
from coach.content import variants
from coach.events import Said
from coach.person import Gate
from tests.test_danger import says, seen
from tests.test_engine import do, settled, take
from tests.transcript import Player

ASKED = """
walking: does walking away work | Should I walk away?
promise: what are the base rates | how often do couples get back together
silence: what is no contact | What's the no-contact rule? | why no contact | does no contact really work | what is NC
attachment: what does anxious attachment mean | what is an avoidant | is my ex an avoidant? | attachment theory
reverie: what is nostalgic reverie | why am I so nostalgic
peakend: what's the peak-end rule | peak end rule | why do I only remember the good times
moveon: should I move on | how do I know when it's time to move on
time: what should I do with all this time
cost: what is opportunity cost | what does waiting cost me
needs: what are the two needs
ten: why ten minutes | why 10 minutes? | what is urge surfing
looking: is it bad to look them up | why shouldn't I look him up
slips: what counts as a slip | is it over if I slip
limited: what's BIFF | what is grey rock | what if we have kids
thirty: is 30 days proven | why thirty days | how long should no contact last
"""
SAID = [
    (c, w.strip()) for c, _, ws in (row.partition(":") for row in ASKED.strip().splitlines()) for w in ws.split("|")
]


def gated(book: Book, *gates: Gate) -> Player:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset(gates))
    return player


def title(book: Book, key: str) -> str:
    [text] = variants(book.flows["learn"].words[key])
    return text.partition("\n")[0]


@pytest.mark.parametrize(("card", "words"), SAID)
def test_a_card_is_found_by_saying_it(book: Book, card: str, words: str) -> None:
    for asked in (words, f"/learn {words}"):
        assert title(book, card) in do(settled(book), "/stop", asked)


@pytest.mark.parametrize("words", ["no contact", "silence", "nostalgia", "I looked him up", "30 days", "a slip", "ten"])
def test_a_word_that_somebody_says_for_itself_opens_none(book: Book, words: str) -> None:
    assert "What research says" not in do(settled(book), "/stop", words)


def test_every_card_is_in_the_menu_and_opens(book: Book) -> None:
    player = settled(book)
    do(player, "/stop")
    for card in learn.CARDS:
        do(player, "/learn")
        said = do(player, f"[learn.{card}]")
        assert title(book, card) in said
        assert "[Need help now]" in said


def test_a_question_that_the_model_hears_is_offered_the_cards(book: Book) -> None:
    player = settled(book)
    says(player, seen("question"))
    assert next(choice.id for choice in player.screen[-1].choices) == "learn"


@pytest.mark.parametrize(
    ("asked", "card"),
    [("peak", "peakend"), ("Peak and end", "peakend"), ("nostalgia", "reverie"), ("days", "thirty"), ("slip", "slips")],
)
def test_some_of_a_name_will_do(book: Book, asked: str, card: str) -> None:
    assert learn.found(book, asked) == card


@pytest.mark.parametrize("asked", ["", "wa", "ing", "moonlight", "the"])
def test_too_little_of_one_or_of_several_will_not(book: Book, asked: str) -> None:
    assert learn.found(book, asked) is None


def test_a_card_does_not_disturb_what_is_open(book: Book) -> None:
    player = settled(book)
    said = do(player, "/curve", "why ten minutes")
    assert title(book, "ten") in said
    assert "1 of 8" in said


# What a card says


@pytest.mark.parametrize("card", [*learn.CARDS])
def test_a_card_has_the_article_the_research_and_something_for_today(book: Book, card: str) -> None:
    [text] = variants(book.flows["learn"].words[card])
    assert re.search(r"article", text)
    assert "What research says: " in text or "What research says, " in text
    assert "\nToday: " in text


def test_whatever_has_a_year_has_a_name(book: Book) -> None:
    for key, words in book.flows["learn"].words.items():
        for text in variants(words):
            for inside in re.findall(r"\(([^()]*\d{4}[^()]*)\)", text):
                assert re.search(r"[A-Z][a-z]+", inside) or "Seiter (2023)" in text, f"{key}: {inside}"


# To whom


@pytest.mark.parametrize("gate", list(Gate))
def test_behind_a_gate_no_card_tells_of_odds_or_of_the_other(book: Book, gate: Gate) -> None:
    player = gated(book, gate)
    menu = do(player, "/stop", "/learn")
    for card in learn.HOPING:
        label = variants(book.flows["learn"].words[f"label_{card}"])[0]
        assert f"[{label}]" not in menu
        assert "leave it closed" in do(player, f"/learn {card}")
    for card in learn.CARDS:
        said = do(player, f"/learn {card}")
        assert not re.search(r"\d in 10|reunited|long for|An honest look", said), card


@pytest.mark.parametrize(
    ("gates", "card", "key"),
    [
        ((), "silence", "silence"),
        ((Gate.NO,), "silence", "silence_barred"),
        ((Gate.ORDER,), "thirty", "thirty_barred"),
        ((Gate.HARM,), "looking", "looking_barred"),
        ((Gate.ABUSE,), "silence", "silence_abuse"),
        ((Gate.ABUSE,), "looking", "looking"),
        ((Gate.ABUSE, Gate.ORDER), "slips", "slips_abuse"),
        ((Gate.ABUSE, Gate.ORDER), "thirty", "thirty_barred"),
        ((Gate.NO,), "moveon", "moveon_gate"),
        ((), "moveon", "moveon"),
        ((Gate.HARM,), "cost", "cost_gate"),
        ((Gate.ABUSE,), "cost", "cost_gate"),
        ((Gate.ABUSE,), "moveon", "moveon_abuse"),
    ],
)
def test_which_words(book: Book, gates: tuple[Gate, ...], card: str, key: str) -> None:
    [text] = variants(book.flows["learn"].words[key])
    assert text.strip().splitlines()[-1] in do(gated(book, *gates), "/stop", f"/learn {card}")


def test_whoever_was_hurt_is_led_to_no_curve(book: Book) -> None:
    assert "[How it was]" in do(settled(book), "/stop", "/learn peakend")
    assert "[How it was]" not in do(gated(book, Gate.ABUSE), "/stop", "/learn peakend")


def test_somebody_under_18_has_none_of_it(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "i'm 15")
    for what in ("/learn", "/curve", "/habits"):
        assert "under 18" in do(player, what) or "18" in do(player, what)


def test_they_are_suggested_as_they_are_typed(book: Book) -> None:
    assert [one.value for one in learn.suggest(book, "peak")] == ["peakend"]
    assert len(learn.suggest(book, "")) == len(learn.CARDS)


def test_asked_from_nowhere_by_somebody_new_it_begins_at_the_beginning(book: Book) -> None:
    player = Player(book)
    take(player, Said("what is no contact"))
    assert player.session.flow == "start"
