"""What another version wrote, or a pack that has changed since: it is passed over where it cannot be read."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from msgspec.structs import replace

from coach import chances_steps, scales
from coach.book import Book
from coach.events import Woken
from coach.here import Here
from coach.ledger import Entry, Ledger
from coach.points import QUIZ, Points
from tests.test_engine import do, settled, take
from tests.transcript import BEGIN, Player

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts

LATER = {  # kind -> values that this version has not
    **{kind: ["later"] for kind in ("contact", "own", "rule", "queue", "push", "plan", "verdict", "letter", "slip")},
    **{kind: ["later"] for kind in ("trigger", "ifthen", "they", "talk", "dating", "group", "rung", "agree", "week")},
    **{kind: ["later"] for kind in ("review", "referral", "graduate", "outcome", "programme", "did", "mine", "phrase")},
    **{kind: ["later"] for kind in ("action", "chances", "curve", "habits", "held", "date", "dated", "unheard_of")},
    **{kind: ["later"] for kind in ("mood", "urge", "hours", "away", "brought", "phq2", "load", "clarity", "sos")},
    "helped": ["later+night"],
    "lesson": ["999.done", "12.later"],
    "reason": ["9"],
    "good": ["later"],
    "pause": ["400"],
}
ODD = ("", "x.done", "p", "\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT SEVEN}", "9999999")
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


REVIEW = ("skip", "skip", "skip", "1", *["2"] * 6, "skip")
ENDED = {
    "/slip": ("yesterday",),
    "/they": ("a hey", "yes"),
    "/checkin": ("7", "3", "kept", "yes", "skip"),
    "/review": REVIEW,
}


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


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("kind", LATER)
def test_an_odd_value_is_no_end_of_anything(book: Book, kind: str, value: str) -> None:
    for command in COMMANDS:
        player = with_entry(book, kind, value, "")
        assert do(player, command, *ENDED.get(command, ())), command
    for key in WAKES:
        player = with_entry(book, kind, value, "")
        take(player, Woken(key, player.now))


def plain(answers: Mapping[str, Points]) -> str:
    return next(answer for answer, points in answers.items() if not points.flag and points.v >= 0)


@pytest.mark.parametrize("value", [*ODD, "p99", "9"])
@pytest.mark.parametrize("told", [{"q13_time": "lt2"}, {q: plain(QUIZ[q]) for q in QUIZ}], ids=["early", "named"])
def test_a_result_that_cannot_be_read_is_not_compared_with_a_new_one(
    book: Book, value: str, told: dict[str, str]
) -> None:
    player = with_entry(book, "chances", value, "")
    session = replace(player.session, answers=told)
    here = Here(book, book.flows["chances"], player.person, session, Ledger(tuple(player.entries)), player.now)
    assert chances_steps.result(here).effects


def test_a_hard_date_with_more_to_it_is_one_all_the_same(book: Book) -> None:
    note = '{"occasion": "anniversary", "every": "year", "name": "", "plan": {}, "later": [1]}'
    assert "anniversary" in do(with_entry(book, "date", "d1", note), "/dates").casefold()


def test_an_area_that_the_pack_has_dropped_is_counted(book: Book) -> None:
    assert "later 1" in do(with_entry(book, "did", "later", ""), "/own").casefold()


@pytest.mark.parametrize("note", ["", "x", "1", "1+2+3", "1+2+3+4+1", "1+2+x+4+1", "+++"])
def test_a_load_whose_lines_cannot_be_read_is_passed_over(note: str) -> None:
    day = BEGIN.date()
    read, odd = Entry("load", "4", day, BEGIN, "1+1+1+1"), Entry("load", "7", day + timedelta(1), BEGIN, note)
    assert [load.day for load in scales.loads(Ledger((read, odd)))] == [day]
