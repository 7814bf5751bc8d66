"""What is said where nobody asked: an order, a clear no, an age, thanks, a command in other words."""

from datetime import date

import pytest

from coach.book import Book
from coach.ledger import Entry
from coach.person import Age, Gate, Pace
from tests.test_engine import do, settled
from tests.transcript import Player

ORDER, NO = '"An order"', '"They clearly said no, or blocked me"'


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("there's a restraining order against me", ORDER),
        ("the police told me not to contact her", ORDER),
        ("she told me never to contact her again", NO),
        ("she blocked me everywhere", NO),
    ],
)
@pytest.mark.parametrize("before", [(), ("/checkin",), ("/checkin", "5", "5"), ("/settings", "window")])
def test_an_order_or_a_clear_no_is_asked_about_wherever_it_is_told(
    book: Book, before: tuple[str, ...], words: str, meant: str
) -> None:
    player = settled(book)
    said = do(player, *before, words)
    assert f"I take that to mean: {meant}" in said
    do(player, "yes")
    assert player.person.gates == {Gate.ORDER if meant == ORDER else Gate.NO}


def test_an_order_told_as_the_word_of_a_day_is_kept_with_the_day_and_asked_about(book: Book) -> None:
    player = settled(book)
    said = do(player, "/checkin", "5", "5", "no", "no", "she got a restraining order against me today")
    assert "I take that to mean" in said
    assert [e.note for e in player.entries if e.kind == "word"] == ["she got a restraining order against me today"]
    do(player, "yes")
    assert player.person.gates == {Gate.ORDER}


@pytest.mark.parametrize(
    "words", ["no restraining order", "she asked about the order", "hello there", "blocked drains"]
)
def test_nothing_is_heard_where_nothing_of_it_was_said(book: Book, words: str) -> None:
    assert "I take that to mean" not in do(settled(book), words)


def test_what_stands_already_is_not_asked_about_again(book: Book) -> None:
    player = settled(book)
    do(player, "/settings gate", "[An order]")
    assert "I take that to mean" not in do(player, "there's a restraining order against me")


def test_the_quiz_asks_for_an_order_itself(book: Book) -> None:
    player = settled(book)
    assert "couldn't match" in do(player, "/chances", "there's a restraining order against me")
    assert player.session.flow == "chances"


@pytest.mark.parametrize("words", ["I'm 15", "i'm 15 actually", "Actually, I am only fifteen years old.", "im 16 btw"])
@pytest.mark.parametrize("before", [(), ("/checkin",)])
def test_somebody_who_is_under_18_after_all(book: Book, before: tuple[str, ...], words: str) -> None:
    player = settled(book)
    assert 'I take that to mean: "13 to 17"' in do(player, *before, words)
    said = do(player, "yes")
    assert "An adult you trust" in said
    assert "Samaritans" in said
    assert (player.person.age, player.person.pace) == (Age.TEEN, Pace.ONE)
    assert player.wakes.keys() & {"nudge", "prompt"} == {"prompt"}
    assert "18 and over" in do(player, "/chances")


def test_a_child_is_forgotten(book: Book) -> None:
    player = settled(book)
    assert "I have forgotten" in do(player, "I'm 11", "yes")
    assert player.erased == 1


def test_somebody_who_tapped_the_wrong_age(book: Book) -> None:
    player = Player(book)
    do(player, "/start", "[13 to 17]", "[Yes, keep it]", "i'm 34")
    assert player.person.age is Age.TEEN, "the beginning goes on"
    do(player, "/stop", "stop", "I'm 34", "yes")
    assert player.person.age is Age.ADULT
    assert "An honest look" in do(player, "/chances")


def test_somebody_who_has_fewer_messages_keeps_to_them(book: Book) -> None:
    player = settled(book)
    do(player, "/less", "/less", "I'm 15", "yes")
    assert player.person.pace is Pace.SOME


@pytest.mark.parametrize(
    "words", ["I'm 15 days in", "i'm 12 minutes late", "I'm 34", "I'm 9/10 sure", "I was 15", "I'm 15 kilos lighter"]
)
def test_other_numbers_are_no_age(book: Book, words: str) -> None:
    assert "I take that to mean" not in do(settled(book), words)


def test_nobody_new_is_asked_about_what_they_say_in_passing(book: Book) -> None:
    for words in ("I'm 15", "there's a restraining order against me"):
        assert "How old are you?" in do(Player(book), words)


SAID = {
    "please stop writing to me": "I won't write first any more",
    "leave me alone": "I won't write first any more",
    "delete my data": "Erase everything?",
    "I want to check in": "How is today",
    "will she come back?": "An honest look",
    "how am I doing": "How it stands",
    "i can't stop crying": "Samaritans",
    "who can read this?": "What I keep",
    "thank you so much": "welcome|glad",
    "are you real?": "program",
    "hey": "Hello",
}


@pytest.mark.parametrize(("words", "answer"), SAID.items())
def test_other_words_for_a_command_and_small_talk(book: Book, words: str, answer: str) -> None:
    said = do(settled(book), words)
    assert any(part in said for part in answer.split("|"))


def test_other_words_for_a_command_work_at_a_question_too(book: Book) -> None:
    player = settled(book)
    said = do(player, "/checkin", "stop writing to me")
    assert said.index("I won't write first") < said.index("How is today")
    assert player.person.pace is Pace.NONE


@pytest.mark.parametrize(
    ("words", "mood"),
    [("pretty bad, maybe a three", "3"), ("not good. 2", "2"), ("6, I think", "6"), ("5, no, 6", None), ("bad", None)],
)
def test_a_number_between_commas(book: Book, words: str, mood: str | None) -> None:
    player = settled(book)
    do(player, "/checkin", words)
    assert player.session.answers.get("mood") == mood


def test_contact_that_is_told_otherwise_later_in_the_day_is_said_to_be(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "5", "5", "i texted her", "no", "skip")
    said = do(player, "/checkin", "5", "5", "no contact", "no", "skip")
    assert 'stands as "No contact" now, in place of "I reached out"' in said
    assert "stands as" not in do(player, "/checkin", "5", "5", "no contact", "no", "skip")


def test_a_slightly_less_bad_day_is_not_called_bright(book: Book) -> None:
    player = settled(book)
    yesterday = date(2026, 3, 1)
    player.entries += [Entry(kind, "2", yesterday, player.now) for kind in ("mood", "urge")]
    do(player, "/checkin", "3", "6", "no contact", "no", "skip")
    assert [e.value for e in player.entries if e.kind == "rule"] != ["r10"]


def test_gates_of_words_alone_are_asked_about_by_name(book: Book) -> None:
    """An order told in words of danger's place: the words stand for a gate of their own and are no order."""
    player = settled(book)
    do(player, "he hit me")
    player.travel(player.now.replace(day=9) - player.now)
    assert "I take that to mean" in do(player, "there's a restraining order against him")
