"""Days, kept days, the longest run, mended slips: out of the ledger, and nothing is ever wiped."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coach.counts import Counts, blanks, count, next_milestone, window_day
from coach.ledger import Entry, Ledger, Unread
from coach.person import Gate, Person

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def ledger(contact: str = "", own: str = "") -> Ledger:
    """A letter a day, today's last: k kept, n needed, w wrote, t they, l looked; d done, p part, o no; "." blank."""
    names = {"k": "kept", "n": "needed", "w": "wrote", "t": "they", "l": "looked", "d": "done", "p": "part", "o": "no"}
    entries = [
        Entry(kind, names[letter], TODAY - timedelta(days=ago), NOW - timedelta(days=ago))
        for kind, letters in (("contact", contact), ("own", own))
        for ago, letter in enumerate(reversed(letters))
        if letter != "."
    ]
    return Ledger(tuple(sorted(entries, key=lambda e: e.day)))


@pytest.mark.parametrize(
    ("contact", "counts"),
    [
        ("", Counts()),
        ("k", Counts(days=1, kept=1, longest=1, run=1)),
        ("kkk", Counts(days=3, kept=3, longest=3, run=3)),
        ("ntl", Counts(days=3, kept=3, longest=3, run=3, looked=1)),  # none of these is a slip
        ("kkwk", Counts(days=4, kept=3, longest=2, run=1)),
        ("kkwkk", Counts(days=5, kept=4, longest=2, run=2, mended=1)),
        ("kkw.kk", Counts(days=5, kept=4, longest=2, run=2)),  # the two days that follow, not any two
        ("wwkk", Counts(days=4, kept=2, longest=2, run=2, mended=1)),
        ("wkwkk", Counts(days=5, kept=3, longest=2, run=2, mended=1)),
        ("k.k.k", Counts(days=3, kept=3, longest=3, run=3)),  # blank days neither break nor lengthen
        ("w", Counts(days=1)),
        ("kkkkkw", Counts(days=6, kept=5, longest=5)),
    ],
)
def test_counts(contact: str, counts: Counts) -> None:
    assert count(ledger(contact)) == counts


def test_own_days_are_whole_or_in_part() -> None:
    assert count(ledger(own="dpo.d")).own == 3


def test_a_correction_is_the_last_word_about_its_day() -> None:
    told = ledger("kk").plus(Entry("contact", "wrote", TODAY - timedelta(days=1), NOW))
    assert count(told) == Counts(days=2, kept=1, longest=1, run=1)


def test_a_slip_lowers_the_rate_and_nothing_else() -> None:
    before, after = count(ledger("kkkkk")), count(ledger("kkkkkw"))
    assert (after.kept, after.longest) == (before.kept, before.longest)
    assert after.days == before.days + 1


@pytest.mark.parametrize(
    ("contact", "ago"),
    [("", [1, 2]), ("k", [1, 2]), ("kk", [2]), ("k.k", [1]), ("kkk", []), ("kkk.", [])],
)
def test_the_two_days_that_may_still_be_told(contact: str, ago: list[int]) -> None:
    known = Person(consented=NOW - timedelta(days=30))
    assert blanks(ledger(contact), known, TODAY) == [TODAY - timedelta(days=n) for n in ago]


@pytest.mark.parametrize(("met", "ago"), [(0, []), (1, [1]), (2, [1, 2]), (3, [1, 2])])
def test_no_day_from_before_we_met_is_asked_about(met: int, ago: list[int]) -> None:
    known = Person(consented=NOW - timedelta(days=met))
    assert blanks(Ledger(), known, TODAY) == [TODAY - timedelta(days=n) for n in ago]
    assert blanks(Ledger(), Person(), TODAY) == []


@pytest.mark.parametrize(("since", "day"), [(None, None), (0, 0), (1, 1), (40, 40), (-1, 0)])
def test_the_day_of_the_window(since: int | None, day: int | None) -> None:
    begun = None if since is None else TODAY - timedelta(days=since)
    assert window_day(Person(since=begun), TODAY) == day


@pytest.mark.parametrize(
    ("day", "window", "ahead"),
    [(0, 30, 1), (1, 30, 3), (30, 30, 45), (34, 35, 35), (89, 30, 90), (90, 30, None), (90, 120, 120), (3, 0, 5)],
)
def test_the_next_milestone(day: int, window: int, ahead: int | None) -> None:
    assert next_milestone(day, window) == ahead


def test_a_ledger_that_is_not_loaded_cannot_be_counted() -> None:
    with pytest.raises(Unread):
        count(Ledger(None))


def test_looking_takes_nothing_away_but_for_those_who_frightened_or_followed() -> None:
    """For them it is the watching that they are asked to stop."""
    told = ledger("kklkwlk")
    assert count(told) == count(told, frozenset({Gate.ORDER, Gate.NO, Gate.ABUSE}))
    assert count(told) == Counts(days=7, kept=6, longest=4, run=2, looked=2, mended=1)
    assert count(told, frozenset({Gate.HARM})) == Counts(days=7, kept=4, longest=2, run=1, looked=2)
