"""What is said where nobody asked: an order, a clear no, an age, thanks, a command in other words."""

from datetime import date, timedelta

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
@pytest.mark.parametrize(
    "before",
    [
        (),
        ("/checkin",),
        ("/checkin", "5", "5"),
        ("/settings",),
        ("/settings", "window"),
        ("/delete",),
        ("/safety",),
        ("/chances",),
        ("/chances", "none of this", "[silent]", "[me]"),
        ("i want to die",),
        ("i want to die", "/checkin"),
    ],
)
def test_an_order_or_a_clear_no_counts_wherever_it_is_told(
    book: Book, before: tuple[str, ...], words: str, meant: str
) -> None:
    player = settled(book)
    for what in before:
        do(player, what)
    open_now = player.session.step
    said = do(player, words)
    assert f"I take that to mean: {meant}" in said
    assert "/settings changes it" in said
    assert player.person.gates == {Gate.ORDER if meant == ORDER else Gate.NO}
    assert player.session.step == open_now, "what was asked is asked again"
    do(player, "/settings gate", "[Nothing]")
    assert not player.person.gates


def test_an_order_told_in_the_beginning_stands_until_its_question_is_answered(book: Book) -> None:
    player = Player(book)
    do(player, "/start", "[18 or over]", "[Yes, keep it]", "there's a restraining order against me")
    assert player.person.gates == {Gate.ORDER}
    do(player, "[United Kingdom]", "[I want them back]", "skip", "skip", "none", "skip", "09:00")
    assert player.person.gates == {Gate.ORDER}


def test_an_order_told_as_the_word_of_a_day_is_kept_with_the_day_and_counts(book: Book) -> None:
    player = settled(book)
    said = do(player, "/checkin", "5", "5", "no", "no", "she got a restraining order against me today")
    assert "I take that to mean" in said
    assert [e.note for e in player.entries if e.kind == "word"] == ["she got a restraining order against me today"]
    assert player.person.gates == {Gate.ORDER}


def test_danger_and_an_order_told_at_once_both_count(book: Book) -> None:
    player = settled(book)
    said = do(player, "he hit me so i have a restraining order, i'm 16")
    assert said.index("0808 2000 247") < said.index("I take that to mean")
    assert (player.person.worded, player.person.gates) == ({Gate.ABUSE}, {Gate.ORDER})
    assert player.person.age is Age.TEEN


@pytest.mark.parametrize(
    "words", ["no restraining order", "she asked about the order", "hello there", "blocked drains"]
)
def test_nothing_is_heard_where_nothing_of_it_was_said(book: Book, words: str) -> None:
    assert "I take that to mean" not in do(settled(book), words)


def test_what_stands_already_is_not_asked_about_again(book: Book) -> None:
    player = settled(book)
    do(player, "/settings gate", "[An order]")
    assert "I take that to mean" not in do(player, "there's a restraining order against me")


UNDER_18 = ("I'm 15", "i'm 15 actually", "Actually, I am only fifteen years old.", "im 16 btw", "I lied, I'm really 15")


@pytest.mark.parametrize("words", UNDER_18)
@pytest.mark.parametrize("before", [(), ("/checkin",), ("/settings hour",), ("/settings window",), ("i want to die",)])
def test_somebody_who_is_under_18_after_all(book: Book, before: tuple[str, ...], words: str) -> None:
    player = settled(book)
    said = do(player, *before, words)
    assert "An adult you trust" in said
    assert "Samaritans" in said
    assert (player.person.age, player.person.pace) == (Age.TEEN, Pace.ONE)
    assert player.wakes.keys() & {"nudge", "prompt"} == {"prompt"}
    open_still: dict[tuple[str, ...], str] = {("/checkin",): "checkin", ("i want to die",): "danger"}
    assert player.session.flow == open_still.get(before, "")
    assert "18 and over" in do(player, "/chances")


def test_a_quiz_closes_when_somebody_turns_out_to_be_under_18(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[none]", "i'm 15")
    assert (player.session.flow, player.person.age) == ("", Age.TEEN)
    assert "An honest look" not in do(player, "hello")


@pytest.mark.parametrize("before", [(), ("[Yes, keep it]",), ("[Yes, keep it]", "[United Kingdom]")])
def test_the_beginning_goes_on_for_somebody_who_turns_out_to_be_under_18(book: Book, before: tuple[str, ...]) -> None:
    player = Player(book)
    said = do(player, "/start", "[18 or over]", *before, "I'm 15")
    assert "An adult you trust" in said
    if not before:
        assert "May I keep" in said
        said = do(player, "[Yes, keep it]", "[United Kingdom]")
    assert "What time suits you" in said
    do(player, "07:30")
    assert (player.person.age, player.person.settled, player.person.pace) == (Age.TEEN, True, Pace.ONE)


def test_a_child_is_asked_and_then_forgotten(book: Book) -> None:
    player = settled(book)
    assert 'I take that to mean: "Under 13"' in do(player, "I'm 11")
    assert "I have forgotten" in do(player, "yes")
    assert player.erased == 1
    assert "May I keep" in do(Player(book), "/start", "[18 or over]", "I'm 11"), "it is asked again"


def test_somebody_who_tapped_the_wrong_age(book: Book) -> None:
    player = Player(book)
    do(player, "/start", "[13 to 17]", "[Yes, keep it]")
    assert 'I take that to mean: "18 or over"' in do(player, "i'm 34")
    assert player.person.age is Age.TEEN
    do(player, "yes")
    assert player.person.age is Age.ADULT
    assert "An honest look" in do(player, "/chances")


def test_somebody_who_has_fewer_messages_keeps_to_them(book: Book) -> None:
    player = settled(book)
    do(player, "/less", "/less", "I'm 15")
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


def test_status_counts_what_was_told_in_a_check_in_that_is_open(book: Book) -> None:
    player = settled(book)
    assert "Kept 1 of 1 day" in do(player, "/checkin", "5", "5", "no contact", "/status")
    assert not [e for e in player.entries if e.kind == "contact"], "it is recorded when it is left"


def test_help_and_the_beginning_offer_nothing_to_weigh_in_the_days_after_danger(book: Book) -> None:
    player = settled(book)
    do(player, "i want to die")
    for command in ("/help", "/start", "/status", "hello"):
        said = do(player, command)
        assert "An honest look" not in said
        assert command == "/help" or "Need help now" in said
    player.now += timedelta(hours=4)
    do(player, "i want to die")
    assert "They begin on 6 March" in do(player, "/stop", "/resume"), "the quiet ends after that day's hour"


def test_who_is_quiet_for_their_sake_is_told_so_at_the_end_of_the_beginning(book: Book) -> None:
    player = Player(book)
    do(player, "/start", "[18 or over]", "[Yes, keep it]", "he hit me", "[United Kingdom]", "skip", "skip", "skip")
    assert "I stay quiet until 5 March" in do(player, "none", "skip", "09:00")


@pytest.mark.parametrize("words", ["will she come back", "do I have any chance", "how do I get them back"])
@pytest.mark.parametrize("before", [(), ("/settings",), ("/checkin",)])
def test_asked_for_a_return_behind_a_gate_none_is_spoken_of(book: Book, before: tuple[str, ...], words: str) -> None:
    player = settled(book)
    do(player, "/settings gate", "[An order]", *before)
    open_now = player.session.step
    said = do(player, words)
    assert "because of what you've told me" in said
    assert player.session.step == open_now
    assert "1 of 16" in do(player, "/chances"), "by its name it opens, and shows no odds"
