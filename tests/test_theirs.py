"""Somebody whom they know may be in danger: what they are asked, what is read in their words, and whom it is about."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from coach.book import Book
from coach.events import Said
from coach.person import Gate, Goal
from coach.safety.notice import judge
from coach.theirs import instead, read
from tests.test_danger import at, seen
from tests.test_engine import do, settled
from tests.transcript import Player

THEIRS, REACH = "Somebody else may be in danger", "Can you reach them now?"
LOOK, MORE = "Then let somebody go and look", "I read that. From here"
DIRECT = "Are you thinking about ending your life?"
WORRIED = "my brother wants to kill himself"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        *(
            (w, "silent")
            for w in ("she isn't answering", "he hasn't replied since nine", "straight to voicemail", "no")
        ),
        *((w, "silent") for w in ("her phone is off", "i can't reach him", "i don't know where she is", "no answer")),
        *((w, "silent") for w in ("he's not picking up", "she blocked me", "can't get hold of them")),
        *((w, "safe") for w in ("she's ok now", "he's home", "they are safe", "found him", "she's asleep and fine")),
        *((w, "others") for w in ("he's in hospital", "her mum is with her", "the ambulance is here", "not alone")),
        *(
            (w, "reach")
            for w in ("yes", "he just texted back", "i'm with her", "she picked up", "i'm on the phone to him")
        ),
        *((w, None) for w in ("what do i do", "should i call the police", "they're back together", "she's not ok", "")),
        *((w, None) for w in ("i miss her", "7", "he's right about me")),
    ],
)
def test_how_they_can_be_reached_is_read_as_people_write_it(words: str, meant: str | None) -> None:
    assert read(words) == meant


@pytest.mark.parametrize(
    ("words", "so"),
    [
        *((w, True) for w in ("no it's him not me", "not me", "no, not me, my sister", "i meant my friend")),
        *(
            (w, True)
            for w in ("sorry i was talking about my ex", "it's my brother", "its her who said it", "No. Not about me")
        ),
        *((w, False) for w in ("he chose her, not me", "i'm not me any more", "not me any more", "it's my birthday")),
        *((w, False) for w in ("no", "it's him i think about", "yes", "i mean it", "why not me")),
    ],
)
def test_that_it_is_somebody_else_is_read_as_people_write_it(words: str, so: bool) -> None:
    assert instead(words) is so


@pytest.mark.parametrize("button", ["[Yes, I can]", "[They don't answer]", "[Somebody is with them]"])
def test_every_answer_shows_who_to_call_and_what_was_open_comes_back(book: Book, button: str) -> None:
    first, _, question = do(settled(book), "/checkin", WORRIED, button).rpartition("\n< ")
    assert "Samaritans" in first
    assert question.startswith("How is today")


def test_words_about_them_are_understood_for_two_hours(book: Book) -> None:
    player = settled(book)
    do(player, WORRIED, "[Yes, I can]")
    assert LOOK in do(player, "he isn't answering any more")
    do(player, "/checkin")
    said = do(player, "he isn't answering any more")
    assert LOOK in said
    assert "How is today" in said
    player.now += timedelta(hours=3)
    assert LOOK not in do(player, "he isn't answering any more")


def test_more_about_them_is_no_second_alarm(book: Book) -> None:
    player = settled(book)
    do(player, WORRIED)
    more = do(player, "my brother says he wants to die tonight")
    assert MORE in more
    assert REACH not in more
    again = do(player, "my sister wants to die as well")
    assert MORE in again
    assert REACH in again


def test_their_own_danger_comes_before_it(book: Book) -> None:
    assert DIRECT in do(settled(book), WORRIED, "i want to die too")


@pytest.mark.parametrize("step", ["light", "signs", "past", "soft"])
def test_whoever_did_not_mean_themselves_is_believed(book: Book, step: str) -> None:
    said = do(at(book, step), "no, i meant my brother")
    assert THEIRS in said
    assert REACH in said


def test_after_the_direct_question_a_softer_one_comes_besides(book: Book) -> None:
    said = do(at(book, "asked"), "it's my brother, not me")
    assert THEIRS in said
    assert "a softer one" in said


def test_in_the_quiet_days_too(book: Book) -> None:
    assert REACH in do(settled(book), "I want to die", "[No]", "[No, I'm all right]", "i was talking about my friend")


def test_somebody_new_is_asked_the_same_and_nothing_is_noted(book: Book) -> None:
    player = Player(book)
    assert REACH in do(player, WORRIED)
    assert LOOK in do(player, "no")
    assert not player.entries


def test_a_threat_that_holds_somebody_is_one_answer_to_both(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, goal=Goal.RECONCILE)
    said = "\n".join(player.take(Said("the lamp is lit in the hall", seen=seen(abuse=0.9, theirs=0.9))))
    assert said.count("# ") == 1
    assert "Two things at once" in said
    assert THEIRS not in said
    assert "Your safety first" not in said
    assert "if somebody hurts or frightens you" in said
    assert "your goal with me is to feel better" in said
    assert Gate.ABUSE in player.person.standing


@pytest.mark.parametrize(
    "words", ["my dad hits me", "my parents are beating me", "my stepdad gets violent", "i'm scared of my dad"]
)
def test_a_family_that_hurts_is_answered_as_that_and_says_nothing_of_the_one_they_miss(book: Book, words: str) -> None:
    player = settled(book)
    said = do(player, words)
    assert "somebody in your family" in said
    assert "0808 2000 247" in said
    assert not player.person.gated
    assert player.person.is_calm(player.now)


def test_a_family_beside_an_ex_who_hurts_puts_the_gate_up(book: Book) -> None:
    player = settled(book)
    assert "leaving or blocking" in do(player, "my dad hits me and my ex hit me too")
    assert Gate.ABUSE in player.person.standing


@pytest.mark.parametrize("words", ["my dad beat me at chess", "my brother hit me up", "my mum hits me with the news"])
def test_what_a_family_does_otherwise_is_no_danger(words: str) -> None:
    assert judge(words, None).dangers == ()
