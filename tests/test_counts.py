"""Days, kept days, the longest run, mended slips: out of the ledger, and nothing is ever wiped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.counts import AWAY, BROUGHT, PAUSE, Counts, blanks, count, next_milestone, paused, window_day
from coach.ledger import Entry, Ledger, Unread
from coach.person import Gate, Person
from tests.properties import examples

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def ledger(contact: str = "", own: str = "") -> Ledger:
    """A letter a day, today's last: k kept, n needed, w wrote, t they, l looked; d done, p part, o no; "." blank."""
    names = {"k": "kept", "n": "needed", "w": "wrote", "t": "they", "r": "replied", "l": "looked"}
    names |= {"d": "done", "p": "part", "o": "no"}
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
    assert count(ledger(contact), Person()) == counts


def test_own_days_are_whole_or_in_part() -> None:
    assert count(ledger(own="dpo.d"), Person()).own == 3


def test_a_correction_is_the_last_word_about_its_day() -> None:
    told = ledger("kk").plus(Entry("contact", "wrote", TODAY - timedelta(days=1), NOW))
    assert count(told, Person()) == Counts(days=2, kept=1, longest=1, run=1)


def test_a_slip_lowers_the_rate_and_nothing_else() -> None:
    before, after = count(ledger("kkkkk"), Person()), count(ledger("kkkkkw"), Person())
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
        count(Ledger(None), Person())


def test_looking_takes_nothing_away_but_for_those_who_frightened_or_followed() -> None:
    """For them it is the watching that they are asked to stop."""
    told = ledger("kklkwlk")
    others = Person(gates=frozenset({Gate.ORDER, Gate.NO, Gate.ABUSE}))
    assert count(told, Person()) == count(told, others)
    assert count(told, Person()) == Counts(days=7, kept=6, longest=4, run=2, looked=2, mended=1)
    assert count(told, Person(gates=frozenset({Gate.HARM}))) == Counts(days=7, kept=4, longest=2, run=1, looked=2)


# The rule that a person chose


BOTH = frozenset({"replied", "looked"})


@pytest.mark.parametrize(
    ("contact", "rule", "kept"),
    [
        ("krlwtn", frozenset[str](), "kept but w"),
        ("krlwtn", frozenset({"replied"}), "r w"),
        ("krlwtn", frozenset({"looked"}), "l w"),
        ("krlwtn", BOTH, "r l w"),
    ],
)
def test_what_takes_a_day_is_their_own_rule_and_needed_contact_never_does(
    contact: str, rule: frozenset[str], kept: str
) -> None:
    lost = set(kept.split()) & set(contact) - {"k"}
    assert count(ledger(contact), Person(rule=rule)).kept == len(contact) - len(lost)


def test_a_gate_stands_over_the_rule() -> None:
    assert count(ledger("l"), Person(gates=frozenset({Gate.HARM}))).kept == 0
    assert count(ledger("l"), Person(worded=frozenset({Gate.HARM}))).kept == 0


DAYS = st.lists(st.sampled_from("knwtlr."), max_size=40).map("".join)
PAUSES = st.lists(st.tuples(st.sampled_from([PAUSE, AWAY]), st.integers(0, 45), st.integers(0, 12)), max_size=4)


def entries_of(pauses: list[tuple[str, int, int]]) -> list[Entry]:
    return [Entry(kind, str(n), TODAY - timedelta(days=ago), NOW) for kind, ago, n in pauses]


@given(DAYS, DAYS, PAUSES)
@examples(100)
def test_a_stricter_rule_never_makes_a_day_kept_and_nothing_of_it_stays(
    contact: str, own: str, pauses: list[tuple[str, int, int]]
) -> None:
    told = ledger(contact, own.translate(str.maketrans("knwtlr", "dpodpo"))).plus(*entries_of(pauses))
    mild, strict = count(told, Person()), count(told, Person(rule=BOTH))
    assert (strict.days, strict.looked, strict.own) == (mild.days, mild.looked, mild.own)
    assert strict.kept <= mild.kept <= mild.days
    assert strict.longest <= mild.longest <= mild.kept
    assert count(told, Person()) == mild


@given(DAYS, PAUSES)
@examples(100)
def test_a_pause_neither_rewards_nor_punishes(contact: str, pauses: list[tuple[str, int, int]]) -> None:
    """What is told of its days afterwards changes no figure, whatever it is."""
    before = Ledger(tuple(entries_of(pauses)))
    away = paused(before)
    after = ledger(contact)
    outside = [e for e in after if e.day not in away]
    assert count(before.plus(*after), Person()) == count(before.plus(*outside), Person())


# A pause


def pause(kind: str, ago: int, days: int) -> Entry:
    return Entry(kind, str(days), TODAY - timedelta(days=ago), NOW)


def ago(*days: int) -> set[date]:
    return {TODAY - timedelta(days=n) for n in days}


@pytest.mark.parametrize(
    ("entries", "away"),
    [
        ([], ago()),
        ([pause(PAUSE, 5, 3)], ago(5, 4, 3)),
        ([pause(PAUSE, 5, 9), pause(PAUSE, 3, 0)], ago(5, 4)),  # taken up again
        ([pause(PAUSE, 5, 9), pause(PAUSE, 4, 2)], ago(5, 4, 3)),  # a shorter one in its place
        ([pause(AWAY, 3, 3)], ago(3, 2, 1)),
        ([pause(PAUSE, 9, 2), pause(AWAY, 3, 2)], ago(9, 8, 3, 2)),  # one told afterwards takes nothing away
    ],
)
def test_the_days_of_a_pause(entries: list[Entry], away: set[date]) -> None:
    assert paused(Ledger(tuple(entries))) == away


def test_what_had_been_told_before_a_pause_stays_and_may_be_corrected() -> None:
    told = ledger("kkk").plus(pause(AWAY, 2, 2))
    assert count(told, Person()).kept == 3
    corrected = told.plus(Entry("contact", "wrote", TODAY - timedelta(days=1), NOW))
    assert (count(corrected, Person()).days, count(corrected, Person()).kept) == (3, 2)


def test_a_slip_is_mended_by_the_two_days_after_it_that_are_in_no_pause() -> None:
    told = Ledger((pause(AWAY, 3, 2),)).plus(*ledger("w..kk"))
    assert count(told, Person()).mended == 1


def test_the_days_of_a_pause_are_not_asked_about() -> None:
    known = Person(consented=NOW - timedelta(days=30))
    assert blanks(Ledger((pause(PAUSE, 1, 2),)), known, TODAY) == [TODAY - timedelta(days=2)]


# Days from another counter


def brought(slips: int, since: int) -> Entry:
    return Entry(BROUGHT, str(slips), TODAY - timedelta(days=since), NOW)


@pytest.mark.parametrize(
    ("slips", "contact", "counts"),
    [
        (0, "", Counts(days=10, kept=10, longest=10, run=10)),
        (0, "k", Counts(days=11, kept=11, longest=11, run=11)),
        (3, "", Counts(days=10, kept=7)),
        (30, "", Counts(days=10)),
        (0, "wkk", Counts(days=11, kept=10, longest=8, run=2, mended=1)),
        (2, "wkk", Counts(days=11, kept=8, longest=2, run=2, mended=1)),
    ],
)
def test_days_that_are_brought_count_where_nothing_else_is_known(slips: int, contact: str, counts: Counts) -> None:
    assert count(ledger(contact).plus(brought(slips, 10)), Person()) == counts
