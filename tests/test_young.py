"""Somebody who has since said that they are under 18: of all that was promised nothing comes but what is for them."""

import json
import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from coach import hours, nudges
from coach.book import Book
from coach.effects import Ask
from coach.events import Pressed, Woken
from coach.ledger import Entry, Ledger
from coach.person import Age, Pace
from coach.wakes import ERRANDS
from tests.test_engine import DAY, HOUR, do, settled, take, teen
from tests.transcript import Player, model

EACH = {"asked": ["asked.1", "asked.2", "asked.3"], "follow": ["follow.1", "follow.2", "follow.3"], "due": ["due.1"]}
KEYS = [key for kind in ERRANDS for key in EACH.get(kind, [kind])]
THEIRS = {"prompt", "soon", "morning", "silent"}  # the check-in's reminder, a look after a danger, before an erasure


def promised(book: Book, age: Age) -> Player:
    """Months in: a result that named a band, with the consent to be asked; a curve; a message handed in; hard hours.

    All that may come is due within the day. Those under 18 have said so only now.
    """
    player = settled(book)
    player.now += 100 * DAY
    quiz, at = player.now.date() - 95 * DAY, player.now - DAY
    held = {"text": "hello", "asks": f"{player.now:%Y-%m-%dT%H:%M:%SZ}"}
    player.entries += [
        Entry("chances", "p9", quiz, at - 94 * DAY, "{}"),
        Entry("outcome", "may", quiz, at - 94 * DAY, json.dumps({"said": "2", "taken": f"{quiz}"})),
        Entry("curve", "v3", quiz, at - 94 * DAY, json.dumps([["first", "", 3], ["end", "", -2]])),
        Entry("held", "1", at.date(), at, json.dumps(held)),
        *(Entry("sos", "9", at.date(), at + timedelta(hours=6) - n * DAY) for n in range(1, 9)),
    ]
    player.wakes |= dict.fromkeys(KEYS, player.now + HOUR)
    player.session = replace(player.session, heard=at)
    if age is Age.TEEN:
        do(player, "i am 16")
        assert player.person.age is Age.TEEN
    return player


def sent(player: Player, key: str) -> list[Ask]:
    """What comes of a wake that still stands. That before a hard hour has its own instant."""
    if key not in player.wakes:
        return []
    ahead = hours.before_hard(player.person, Ledger(tuple(player.entries)), player.now)
    player.now = ahead if key == "before" and ahead is not None else player.now + HOUR
    if key in ("soon", "morning"):
        player.person = replace(player.person, calm_until=player.now + DAY)
    return [e for e in take(player, Woken(key, player.now)) if isinstance(e, Ask) and e.push is not None]


@pytest.mark.parametrize("key", ["nudge", "midday"])
def test_a_wake_from_before_says_nothing(book: Book, key: str) -> None:
    """Another version may have left it there."""
    player = settled(book)
    player.now += timedelta(hours=4)
    player.person = replace(player.person, pace=Pace.FULL)
    assert [effect for effect in take(player, Woken(key, player.now)) if isinstance(effect, Ask)], (
        "an adult is written to"
    )
    player = settled(book)
    player.now += timedelta(hours=4)
    player.person = replace(player.person, age=Age.TEEN, pace=Pace.FULL)
    assert [effect for effect in take(player, Woken(key, player.now)) if isinstance(effect, Ask)] == []


@pytest.mark.parametrize("key", KEYS)
def test_of_every_kind_of_wake_nothing_comes_but_what_is_for_them(book: Book, key: str) -> None:
    come = sent(promised(book, Age.TEEN), key)
    assert not come or key in THEIRS
    for ask in come:
        opened = {choice.id.partition(".")[0] for choice in ask.choices}
        assert all(book.flows[flow].who in ("anyone", "ready") for flow in opened)


def test_all_that_is_kept_from_them_would_have_come(book: Book) -> None:
    come = {key for key in KEYS if sent(promised(book, Age.ADULT), key)}
    assert come >= {"nudge", "early", "later", "again", "question", "before", "due.1", *EACH["follow"], *EACH["asked"]}


@pytest.mark.parametrize("id", ["early", "later", "again", "question", "due.1", *EACH["asked"]])
def test_a_message_of_before_that_came_closed_is_not_opened_for_them(book: Book, id: str) -> None:
    for age, opens in ((Age.ADULT, True), (Age.TEEN, False)):
        player = promised(book, age)
        player.entries.append(Entry("push", id, player.now.date(), player.now, id))
        press = Pressed(f"{player.session.tag}m1", f"open.{id}")
        [shown] = [e for e in take(player, press) if isinstance(e, Ask)]
        assert ("no longer fits" not in shown.text) == opens


def test_of_the_daily_messages_that_came_closed_the_reminder_opens_for_them_and_no_other(book: Book) -> None:
    player = promised(book, Age.TEEN)
    for nudge in [nudge for nudge in book.messages if nudges.suits(nudge.pool, player.person)]:
        player.now += timedelta(minutes=1)
        player.entries.append(Entry("push", nudge.id, player.now.date(), player.now, "nudge"))
        press = Pressed(f"{player.session.tag}m1", f"open.{nudge.id}")
        [shown] = [e for e in take(player, press) if isinstance(e, Ask)]
        assert ("no longer fits" not in shown.text) == (nudge.pool.kind == "prompt")
        player.entries.pop()


@pytest.mark.parametrize("words", ["i begged him to come back", "he texted me", "how do i stop thinking about him"])
def test_what_they_tell_of_contact_is_heard_and_nothing_for_others_is_offered(book: Book, words: str) -> None:
    player = teen(book)
    player.reader = model()
    said = do(player, words)
    assert "[Check in] [My people]" in said
    assert not re.search(r"Three taps|/learn|sorts", said)
    assert "How is today" in do(player, "check in")
    do(player, "stop")
    assert "How is today" in do(player, words, "yes")
