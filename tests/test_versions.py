"""What another version wrote, or a pack that has changed since: it is passed over where it cannot be read."""

from datetime import timedelta

import pytest

from coach.book import Book
from coach.events import Woken
from coach.ledger import Entry
from tests.test_engine import do, settled, take
from tests.transcript import Player

LATER = {  # kind -> values that this version has not
    **{kind: ["later"] for kind in ("contact", "own", "rule", "queue", "push", "plan", "verdict", "letter", "slip")},
    **{kind: ["later"] for kind in ("trigger", "ifthen", "they", "talk", "dating", "group", "rung", "agree", "week")},
    **{kind: ["later"] for kind in ("review", "referral", "graduate", "outcome", "programme", "did", "mine", "phrase")},
    **{kind: ["later"] for kind in ("action", "chances", "curve", "habits", "held", "date", "dated", "unheard_of")},
    **{kind: ["later"] for kind in ("mood", "urge", "hours", "away", "brought", "phq2", "load", "clarity", "sos")},
    "helped": ["later+night"],
    "lesson": ["999.done", "12.later"],
    "reason": ["9"],
    "pause": ["400"],
}
NOTES = (
    *("", "{}", "[]", "words", '{"later": 1}', '[["later", "", 0]]', '[["first", "", 99]]'),
    *('{"reach1": "later"}', '{"text": "x", "asks": "2026-03-04T09:00:00"}'),
)
COMMANDS = (
    *("/status", "/progress", "/story", "/review", "/dates", "/ifthen", "/own", "/lesson", "/curve", "/habits"),
    *("/reasons", "/people", "/letter", "/plan", "/mute", "/friends", "/back", "/graduate", "/outcome", "/milestone"),
    *("/export", "/sos", "/hold", "/checkin", "/chances", "/why", "/numbers", "/settings", "/slip", "/they", "/forget"),
)
WAKES = ("nudge", "prompt", "midday", "before", "follow.1", "early", "again", "asked.1", "question", "due.later")


ENDED = {"/slip": ("yesterday",), "/they": ("a hey", "yes"), "/checkin": ("7", "3", "kept", "yes", "skip")}


def with_entry(book: Book, kind: str, value: str, note: str) -> Player:
    player = settled(book)
    player.now += timedelta(days=3, hours=2)
    player.entries.append(Entry(kind, value, player.now.date() - timedelta(1), player.now - timedelta(1), note))
    return player


@pytest.mark.parametrize("kind", LATER)
def test_what_it_does_not_know_is_no_end_of_anything(book: Book, kind: str) -> None:
    for value in LATER[kind]:
        for note in NOTES:
            for command in COMMANDS:
                player = with_entry(book, kind, value, note)
                assert do(player, command, *ENDED.get(command, ())), command
            for key in WAKES:
                player = with_entry(book, kind, value, note)
                take(player, Woken(key, player.now))


def test_a_hard_date_with_more_to_it_is_one_all_the_same(book: Book) -> None:
    note = '{"occasion": "anniversary", "every": "year", "name": "", "plan": {}, "later": [1]}'
    assert "anniversary" in do(with_entry(book, "date", "d1", note), "/dates").casefold()


def test_an_area_that_the_pack_has_dropped_is_counted(book: Book) -> None:
    assert "later 1" in do(with_entry(book, "did", "later", ""), "/own").casefold()
