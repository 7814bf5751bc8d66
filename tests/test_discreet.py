"""What we begin comes closed: nothing of it can be read over a shoulder, and what no longer fits stays closed."""

from datetime import timedelta

import pytest

from coach import nudges
from coach.book import Book
from coach.effects import Ask, Change, Recall, Say
from coach.events import Pressed, Started, Woken
from coach.ledger import Entry
from tests.test_engine import do, settled, take
from tests.transcript import Player

WORDS = ("breakup", "contact", "ex ", "miss", "them", "heart", "alone", "quiz", "mood")


def discreet(book: Book) -> Player:
    player = settled(book)
    do(player, "/hide")
    return player


def opens(player: Player, id: str) -> str:
    player.entries.append(Entry("push", id, player.now.date(), player.now, "nudge"))
    effects = take(player, Pressed(f"{player.session.tag}m{len(player.entries):x}", f"open.{id}"))
    return "\n".join(e.text for e in effects if isinstance(e, Say | Ask))


@pytest.mark.parametrize("key", ["nudge", "prompt", "early", "later", "again"])
def test_a_message_of_ours_says_nothing_until_it_is_opened(book: Book, key: str) -> None:
    player = discreet(book)
    player.now += timedelta(days=1)
    [ask] = [e for e in take(player, Woken(key, player.now)) if isinstance(e, Ask) and e.push]
    assert not any(word in f"{ask.title} {ask.text}".casefold() for word in WORDS)
    assert [choice.id.partition(".")[0] for choice in ask.choices] == ["open", "show"]
    effects = take(player, Pressed(ask.prompt, ask.choices[0].id))
    [opened] = [e for e in effects if isinstance(e, Ask)]
    assert opened.text != ask.text
    assert opened.choices


def test_every_daily_message_can_be_opened_with_the_buttons_that_it_has(book: Book) -> None:
    player = discreet(book)
    fit = [nudge for nudge in book.messages if nudges.suits(nudge.pool, player.person)]
    fit = [nudge for nudge in fit if nudge.pool.kind != "occasion"]  # these open with their date (test_dates.py)
    assert len(fit) > 300
    for nudge in fit:
        title, words = nudges.worded(book, player.person, nudge.text, player.now.date())
        assert opens(player, nudge.id).strip() == words, title


def test_what_leaves_a_return_open_stays_closed_for_somebody_who_is_shown_none(book: Book) -> None:
    player = discreet(book)
    hopeful = [nudge.id for nudge in book.messages if nudges.hopes(nudge.pool)]
    assert hopeful
    do(player, "he hit me")
    for id in (*hopeful, "early", "again"):
        assert "no longer fits" in opens(player, id)


@pytest.mark.parametrize("id", ["", "nothing", "early", "later", "again", "lre5"])
def test_what_was_never_sent_cannot_be_opened(book: Book, id: str) -> None:
    player = discreet(book)
    effects = take(player, Pressed(f"{player.session.tag}m1", f"open.{id}"))
    said = [e.text for e in effects if isinstance(e, Say | Ask)]
    assert said
    assert all("no longer fits" in text for text in said)


def test_to_hide_takes_back_what_stands_there_and_asks_nothing_again(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "4")
    effects = take(player, Started("hide"))
    assert Recall() in effects
    assert player.session.prompt == ""
    [said] = [e for e in effects if isinstance(e, Ask)]
    assert not any(word in said.text.casefold() for word in WORDS)
    assert "take this up" in do(player, "/checkin")


def test_a_stranger_can_hide_what_was_said_to_them_and_nothing_is_kept_of_it(book: Book) -> None:
    effects = take(Player(book), Started("hide"))
    assert Recall() in effects
    assert not any(isinstance(e, Change) for e in effects)


def test_whoever_wants_them_always_open_sees_the_one_that_waits(book: Book) -> None:
    player = settled(book)
    do(player, "/hide")
    do(player, "/hold", "please come back", "[Until the morning]", "no", "no", "[Worse than now]")
    player.travel(timedelta(days=1, hours=2))
    [*_, closed] = [ask for ask in player.screen if any(choice.id == "show" for choice in ask.choices)]
    effects = take(player, Pressed(closed.prompt, "show"))
    asks = [effect for effect in effects if isinstance(effect, Ask)]
    assert any(choice.id.startswith("verdict.") for choice in asks[-1].choices)
    assert not player.person.discreet


def test_open_messages_are_not_shown_again_by_wanting_them_open(book: Book) -> None:
    player = settled(book)
    player.travel(timedelta(hours=13))
    [ask] = [effect for effect in take(player, Started("show")) if isinstance(effect, Ask)]
    assert ask.text == book.flows["show"].words["shown"]
