"""Hard dates: when they come, what takes the place of which message, and what is said to whom."""

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import occasions, times
from coach.book import Book
from coach.counts import count
from coach.dates import DATE, DATED, MOST, HardDate, ahead, all_of, due
from coach.dates_steps import OCCASIONS
from coach.ledger import Entry, Ledger
from coach.person import Age, Gate, Pace, Person
from coach.stock import Pool
from coach.typed import day_in, read_ahead
from tests.properties import examples
from tests.test_engine import DAY, HOUR, do, settled
from tests.transcript import Player

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


# How a day that lies ahead is typed


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-03-02"), ("tonight", "2026-03-02"), ("Tomorrow", "2026-03-03"), ("saturday", "2026-03-07"),
        ("on Saturday", "2026-03-07"), ("next friday", "2026-03-06"), ("this Sun", "2026-03-08"),
        ("monday", "2026-03-09"), ("in 3 weeks", "2026-03-23"), ("in a fortnight", "2026-03-16"),
        ("two weeks from now", "2026-03-16"),
        ("in a week's time", "2026-03-09"), ("12 days", "2026-03-14"), ("12 June", "2026-06-12"),
        ("June 12", "2026-06-12"), ("Foo 12", None), ("12 Foo", None),
        ("the 12th of June", "2026-06-12"), ("June 12th, 2027", "2027-06-12"), ("1 March", "2027-03-01"),
        ("2 March", "2026-03-02"), ("2/3", "2026-03-02"), ("31/6", None),
        ("12/6", "2026-06-12"), ("1.3.", "2027-03-01"), ("29 Feb", "2028-02-29"), ("2026-12-24", "2026-12-24"),
        ("24.12.2026", "2026-12-24"), ("5 May 1990", "1990-05-05"),
        ("yesterday", None), ("3 days ago", None), ("soon", None), ("31 June", None), ("", None), ("June", None),
    ],
)  # fmt: skip
def test_a_day_that_lies_ahead(text: str, day: str | None) -> None:
    found = read_ahead(text, MONDAY)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("text", "rest", "day"),
    [
        ("court on Monday", "court", "on Monday"),
        ("his birthday is on 3 december.", "his birthday", "on 3 december"),
        ("Tomorrow is her birthday", "is her birthday", "Tomorrow"),
        ("handover, friday", "handover", "friday"),
        ("the exam is on the 3rd of June", "the exam", "on the 3rd of June"),
        ("we have court in two weeks", "we have court", "in two weeks"),
        ("on friday we have court", "we have court", "on friday"),
        ("it's her birthday tomorrow", "it's her birthday", "tomorrow"),
    ],
)
def test_a_day_in_a_sentence(text: str, rest: str, day: str) -> None:
    assert day_in(text) == (rest, day)


@pytest.mark.parametrize("text", ["Monday", "", "court soon", "we met on a monday in a bar", "court in February"])
def test_no_day_in_a_sentence(text: str) -> None:
    assert day_in(text) is None


@pytest.mark.parametrize(
    ("words", "occasion", "days"),
    [
        ("court on Monday", "hearing", 7),
        ("i have a hearing in three weeks", "hearing", 21),
        ("it's her birthday tomorrow", "their_birthday", 1),
        ("his birthday is 20 march", "their_birthday", 18),
        ("our anniversary is on 20/3", "anniversary", 18),
        ("My birthday is on friday", "your_birthday", 4),
        ("tomorrow we have court", "hearing", 1),
        ("the kids' birthday is on tuesday", "childs_birthday", 1),
        ("i'm moving out on saturday", "moving", 5),
        ("my friend's wedding is on the 21st of march", "wedding", 19),
        ("exam on monday", "exam", 7),
        ("driving test in a week", "exam", 7),
    ],
)
def test_a_date_told_in_a_sentence_is_asked_nothing_that_it_says(
    book: Book, words: str, occasion: str, days: int
) -> None:
    player = settled(book)
    do(player, words)
    today = times.today(player.now, player.person.zone)
    [one] = all_of(Ledger(tuple(player.entries)), player.person.zone).values()
    assert (one.occasion, (one.day - today).days) == (occasion, days)


def test_a_date_told_in_a_sentence_is_asked_what_it_does_not_say(book: Book) -> None:
    player = settled(book)
    assert "come again" in do(player, "hand-over on saturday")
    do(player, "every two weeks")
    [one] = all_of(Ledger(tuple(player.entries)), player.person.zone).values()
    assert (one.occasion, one.every) == ("handover", "fortnight")
    assert "Which day" in do(player, "our anniversary")


# When they come


def hard(
    day: date, every: str = "once", id: str = "1", told: date = date(2026, 1, 1), occasion: str = "exam"
) -> HardDate:
    return HardDate(id, occasion, day, every, told)


@pytest.mark.parametrize(
    ("day", "every", "asked", "next"),
    [
        ("2026-03-05", "once", "2026-03-05", "2026-03-05"),
        ("2026-03-05", "once", "2026-03-06", None),
        ("2026-03-05", "year", "2026-03-06", "2027-03-05"),
        ("2024-02-29", "year", "2026-03-01", "2027-02-28"),
        ("2024-02-29", "year", "2027-03-01", "2028-02-29"),
        ("2026-03-05", "week", "2026-03-06", "2026-03-12"),
        ("2026-03-05", "week", "2026-03-12", "2026-03-12"),
        ("2026-03-05", "fortnight", "2026-03-12", "2026-03-19"),
        ("2026-03-05", "week", "2026-01-01", "2026-03-05"),
    ],
)
def test_its_next_day(day: str, every: str, asked: str, next: str | None) -> None:
    found = hard(date.fromisoformat(day), every).on_or_after(date.fromisoformat(asked))
    assert (found.isoformat() if found else None) == next


def ledger(*ones: HardDate, marks: tuple[Entry, ...] = ()) -> Ledger:
    told = [one.entry(times.instant(one.told, time(9), "UTC") or NOW) for one in ones]
    return Ledger((*told, *marks))


def mark(when: str, day: date, id: str = "1") -> Entry:
    return Entry(DATED, when, day, NOW, id)


D = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("today", "said", "evening", "when"),
    [
        (-4, (), False, None),
        (-3, (), False, "before"),
        (-3, ("before",), False, None),
        (-2, (), False, "before"),  # it was missed
        (-1, (), False, "before"),
        (-3, (), True, None),
        (0, ("before",), False, "day"),
        (0, ("before", "day"), False, None),
        (0, ("before", "day"), True, "evening"),
        (0, ("before", "day", "evening"), True, None),
        (0, (), True, "day"),
        (1, (), True, None),
        (1, ("day",), False, "after"),
        (2, (), False, "after"),
        (1, ("after",), False, None),
        (3, (), False, "after"),
        (4, (), False, None),
    ],
)
def test_what_is_due(today: int, said: tuple[str, ...], evening: bool, when: str | None) -> None:
    there = ledger(hard(D), marks=tuple(mark(value, D) for value in said))
    found = due(there, "UTC", D + timedelta(days=today), evening)
    assert (found.when if found else None) == when


def test_nothing_is_said_of_it_on_the_day_on_which_it_was_told_but_what_is_of_that_day() -> None:
    for told, when in ((D - timedelta(days=2), None), (D, "day")):
        found = due(ledger(hard(D, told=told)), "UTC", told, False)
        assert (found.when if found else None) == when


def test_what_comes_every_week_is_spoken_of_round_its_first_time_and_then_on_the_day() -> None:
    there = ledger(hard(D, "week"))
    later = D + timedelta(days=7)
    assert [bool(due(there, "UTC", D + timedelta(days=n), False)) for n in (-1, 0, 1)] == [True] * 3
    assert [bool(due(there, "UTC", later + timedelta(days=n), False)) for n in (-1, 0, 1)] == [False, True, False]


def test_two_on_one_day_are_one_message_and_the_day_comes_before_all_else() -> None:
    there = ledger(hard(D), hard(D, id="2"), hard(D + timedelta(days=2), id="3"), hard(D - timedelta(days=1), id="4"))
    found = due(there, "UTC", D, False)
    assert found is not None
    assert (found.when, [one.id for one in found.dates]) == ("day", ["1", "2"])


def test_one_that_is_tomorrow_comes_before_how_another_was() -> None:
    there = ledger(hard(D), hard(D - timedelta(days=2), id="2"), hard(D + timedelta(days=2), id="3"))
    found = due(there, "UTC", D - timedelta(days=1), False)
    assert found is not None
    assert (found.when, found.day) == ("before", D)


def test_of_two_dates_in_one_week_neither_loses_its_day_after() -> None:
    """The second was told when the first was near: all three of its messages come, and those of the first."""
    ones = hard(D), hard(D + timedelta(days=2), id="2", told=D)
    said: list[Entry] = []
    for n in range(-2, 6):
        today = D + timedelta(days=n)
        if (found := due(ledger(*ones, marks=tuple(said)), "UTC", today, False)) is not None:
            said += [mark(found.when, found.day, one.id) for one in found.dates]
    assert [(e.note, e.value) for e in said] == [
        *(("1", "before"), ("1", "day"), ("2", "before"), ("2", "day")),
        *(("1", "after"), ("2", "after")),
    ]


def test_what_comes_in_the_next_two_weeks_is_told_to_whoever_asks() -> None:
    there = ledger(hard(D, "week", "2"), hard(MONDAY + timedelta(days=15)), hard(MONDAY, id="3"))
    assert [(day.day, one.id) for day, one in ahead(there, "UTC", MONDAY, 14)] == [(2, "3"), (10, "2")]


# In the place of a message


def life(book: Book, pace: Pace = Pace.TWO, zone: str = "Europe/London", hour: time = time(9)) -> Player:
    player = settled(book)
    player.person = replace(player.person, pace=pace, zone=zone, hour=hour, discreet=False)
    do(player, "/settings hour " + f"{hour:%H:%M}")
    return player


def add(player: Player, what: str, day: str, *more: str) -> None:
    do(player, "/dates add", what, day, *more)


def pushes(player: Player) -> list[Entry]:
    return [e for e in player.entries if e.kind == "push"]


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        (Pace.TWO, ["before", "day", "evening", "after"]),
        (Pace.ONE, ["before", "day", "after"]),
        (Pace.SOME, ["before", "day", "after"]),
        (Pace.NONE, []),
    ],
)
def test_at_every_pace_but_none(book: Book, pace: Pace, said: list[str]) -> None:
    player = life(book, pace)
    add(player, "my birthday", "8 march")
    player.travel(10 * DAY)
    assert [e.value for e in player.entries if e.kind == DATED] == said


def test_whose_hour_is_in_the_evening_is_told_at_that_hour_as_was_said(book: Book) -> None:
    player = life(book, hour=time(18))
    add(player, "my birthday", "8 march")
    player.travel(10 * DAY)
    told = [e.at.hour for e in player.entries if e.kind == DATED]
    assert told == [18, 18, 18]


def test_of_a_day_there_are_no_more_messages_with_it_than_without(book: Book) -> None:
    for pace, most in ((Pace.TWO, 2), (Pace.ONE, 1)):
        player = life(book, pace)
        add(player, "my birthday", "8 march")
        add(player, "an exam", "9 march")
        player.travel(14 * DAY)
        days = [e.day for e in pushes(player)]
        assert max(map(days.count, days)) == most


def test_a_pause_and_a_stop_hold_it_back(book: Book) -> None:
    for what in ("/pause 30", "/stop"):
        player = life(book)
        add(player, "my birthday", "8 march")
        do(player, what)
        player.travel(10 * DAY)
        assert not [e for e in player.entries if e.kind == DATED]


def test_a_start_long_after_it_was_due_says_what_still_helps(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "8 march")
    player.now += 5 * DAY + 8 * HOUR  # the machine was off until the afternoon of D-1
    player.travel(DAY)
    assert [e.value for e in player.entries if e.kind == DATED] == ["day"]


def test_nobody_who_was_not_safe_is_told_of_it_for_three_days_and_then_who_to_call_comes_first(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "8 march")
    player.person = replace(player.person, calm_until=NOW + 3 * DAY)
    player.travel(4 * DAY)
    before = next(a for a in player.screen if "Your birthday" in a.title and a.push)
    assert before.choices[0].id == "crisis"


def test_a_farewell_is_said_all_the_same(book: Book) -> None:
    player = life(book)
    add(player, "a hand-over", "4 march", "every week")
    player.travel(40 * DAY)
    assert player.person.parted
    last = [e for e in player.entries if e.kind == DATED][-1]
    assert last.day <= MONDAY + timedelta(days=22)


@pytest.mark.parametrize(("day", "said"), [("24 december", True), ("4 march", False)])
def test_a_farewell_says_that_the_dates_that_are_left_wait(book: Book, day: str, said: bool) -> None:
    player = life(book)
    add(player, "a hearing", day)
    text = "\n".join(player.travel(30 * DAY))
    assert player.person.parted
    assert ("The hard dates in your list wait as well" in text) is said


def test_on_the_day_after_a_slip_the_evening_is_left_alone(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "4 march")
    player.travel(DAY)
    do(player, "/checkin", "6", "2", "i texted him", "no", "skip")
    player.travel(2 * DAY)
    assert "evening" not in [e.value for e in player.entries if e.kind == DATED]


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"])
def test_at_their_own_hour_also_where_the_clocks_change(book: Book, zone: str) -> None:
    player = life(book, zone=zone, hour=time(8, 30))
    for day in ("7 march", "8 march", "28 march", "29 march", "4 april", "5 april"):
        add(player, "something else", "skip", day, "once")
    player.travel(2 * DAY)
    for _ in range(34):
        do(player, "/checkin", "6", "stop")  # so that nobody has gone silent
        player.travel(DAY)
    said = [e for e in player.entries if e.kind == DATED and e.value == "day"]
    assert {(e.day.month, e.day.day) for e in said} == {(3, 7), (3, 8), (3, 28), (3, 29), (4, 4), (4, 5)}
    for entry in said:
        at = times.local(entry.at, zone)
        assert (at.date(), at.hour) == (entry.day, 8)


def test_somebody_who_turns_out_to_be_under_18_is_told_nothing_of_it(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "4 march")
    player.person = replace(player.person, age=Age.TEEN, pace=Pace.ONE)
    player.travel(4 * DAY)
    assert not [e for e in player.entries if e.kind == DATED]
    assert "hard date" not in do(player, "/dates").casefold()


DATES = st.lists(
    st.tuples(st.sampled_from(OCCASIONS), st.integers(0, 25), st.sampled_from(["once", "week", "fortnight", "year"])),
    min_size=1,
    max_size=5,
)


@examples(25)
@given(DATES, st.sampled_from([Pace.TWO, Pace.ONE, Pace.SOME]))
def test_whatever_dates_there_are_no_cap_is_broken_and_nothing_comes_at_night(
    book: Book, ones: list[tuple[str, int, str]], pace: Pace
) -> None:
    player = life(book, pace)
    for n, (occasion, days, every) in enumerate(ones):
        one = HardDate(str(n), occasion, MONDAY + timedelta(days=days), every, MONDAY)
        player.entries.append(one.entry(NOW - DAY))
    for _ in range(5):
        player.travel(6 * DAY)
        do(player, "hello")
    sent = sorted(pushes(player), key=lambda e: e.at)
    assert all(b.at - a.at >= timedelta(hours=3) for a, b in pairwise(sent))
    assert all(not times.is_quiet(e.at, player.person.zone) for e in sent)
    days = [e.day for e in sent]
    assert max(map(days.count, days), default=0) <= (2 if pace is Pace.TWO else 1)
    marks = [(e.note, e.day, e.value) for e in player.entries if e.kind == DATED]
    assert len(marks) == len(set(marks)), "said twice"


def test_where_nothing_reaches_them_it_waits_in_status_and_is_the_same_all_day(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "4 march")
    player.person = replace(player.person, reached=False)
    player.now += DAY
    first = do(player, "/status")
    assert "4 March: Your birthday" in first
    player.now += HOUR
    assert "4 March: Your birthday" in do(player, "/status")
    assert [e.value for e in player.entries if e.kind == DATED] == ["before"]
    do(player, "/dates gone_1", "yes")
    assert "Your birthday" not in do(player, "/status")


# Its words


def with_pool(book: Book, **keys: object) -> Book:
    """The book with these words for a hard date and no others."""
    pool = Pool.model_validate({"kind": "occasion", "theme": {"boundary": {"own1": "A line of a pool."}}, **keys})
    others = {name: other for name, other in book.nudges.pool.items() if other.kind != "occasion"}
    return dataclasses.replace(book, nudges=book.nudges.model_copy(update={"pool": {**others, "own": pool}}))


def planned(player: Player) -> None:
    do(player, "[dateplan.1]", "at home", "skip", "skip", "skip", "skip")


@pytest.mark.parametrize(
    ("when", "plan", "said"),
    [
        ("before", True, ["own1", "date_day", "date_evening", "date_after"]),
        ("before", False, ["date_before", "date_day", "date_evening", "date_after"]),  # it speaks of a plan
        ("day", False, ["date_before", "own1", "date_evening", "date_after"]),
        ("after", False, ["date_before", "date_day", "date_evening", "own1"]),
    ],
)
def test_the_words_of_a_pool_are_taken_where_they_fit(book: Book, when: str, plan: bool, said: list[str]) -> None:
    player = life(with_pool(book, occasion="your_birthday", when=when))
    add(player, "my birthday", "6 march")
    if plan:
        planned(player)
    player.travel(6 * DAY)
    assert [e.value for e in pushes(player) if e.value.startswith(("own", "date_"))] == said


def test_words_that_are_for_three_days_before_are_not_said_on_the_eve(book: Book) -> None:
    player = life(with_pool(book, occasion="your_birthday", when="before"))
    add(player, "my birthday", "6 march")
    planned(player)
    player.now += 2 * DAY + 12 * HOUR  # nobody was there before the evening of D-2
    player.travel(DAY)
    told = [a for a in player.screen if a.push and "Your birthday" in a.title]
    assert [e.value for e in pushes(player)][-1] == "date_before"
    assert told


@pytest.mark.parametrize(
    ("gates", "barred", "id"),
    [
        (set[Gate](), None, "own1"),
        (set[Gate](), False, "own1"),
        ({Gate.ORDER}, False, "date_before"),
        ({Gate.ORDER}, None, "own1"),
        ({Gate.ABUSE}, None, "own1"),
    ],
)
def test_a_pool_that_is_not_for_them_is_passed_over(book: Book, gates: set[Gate], barred: bool | None, id: str) -> None:
    player = life(with_pool(book, occasion="anniversary", when="before", barred=barred))
    player.person = replace(player.person, gates=frozenset(gates))
    add(player, "our anniversary", "6 march")
    planned(player)
    player.travel(2 * DAY)
    assert id in [e.value for e in pushes(player)]


@pytest.mark.parametrize("gate", list(Gate))
@pytest.mark.parametrize("occasion", ["their birthday", "a hand-over"])
def test_of_a_greeting_and_a_hand_over_no_pool_speaks_behind_a_gate(book: Book, gate: Gate, occasion: str) -> None:
    player = life(book)
    player.person = replace(player.person, gates=frozenset({gate}))
    add(player, occasion, "6 march", *(["once"] if occasion == "a hand-over" else []))
    planned(player)
    player.travel(6 * DAY)
    dated = {e.at for e in player.entries if e.kind == DATED}
    assert all(e.value.startswith("date_") for e in pushes(player) if e.at in dated)


def test_what_came_closed_opens_with_the_words_of_its_pool_and_not_when_it_is_gone(book: Book) -> None:
    player = life(with_pool(book, occasion="their_birthday", when="before"))
    player.person = replace(player.person, discreet=True)
    add(player, "their birthday", "6 march")
    planned(player)
    player.travel(2 * DAY)
    shown = do(player, "[open.own1]")
    assert "A line of a pool." in shown
    assert "6 March: Their birthday" in shown
    do(player, "/dates gone_1", "yes")
    assert "no longer fits" in do(player, f"[!{player.session.tag}mff:open.own1]")


def test_what_opens_is_not_for_those_whom_it_no_longer_suits(book: Book) -> None:
    own = with_pool(book, occasion="their_birthday", when="before", barred=False)
    player = life(own)
    player.person = replace(player.person, discreet=True)
    add(player, "their birthday", "6 march")
    planned(player)
    player.travel(2 * DAY)
    player.person = replace(player.person, gates=frozenset({Gate.ORDER}))
    assert "no longer fits" in do(player, "[open.own1]")


@pytest.mark.parametrize(
    ("occasion", "gates", "said", "unsaid"),
    [
        ("their_birthday", set[Gate](), "isn't cruel", "no greeting"),
        ("their_birthday", {Gate.ORDER}, "no greeting", "isn't cruel"),
        ("their_birthday", {Gate.NO}, "no greeting", "isn't cruel"),
        ("their_birthday", {Gate.HARM}, "no greeting", "isn't cruel"),
        ("their_birthday", {Gate.ABUSE}, "You owe no greeting", "isn't cruel"),
        ("handover", {Gate.ABUSE}, "don't do a hand-over alone", "list written beforehand"),
        ("handover", {Gate.ORDER}, "Where there is an order", "list written beforehand"),
        ("hearing", set[Gate](), "take no side", "advocate can go"),
        ("hearing", {Gate.ABUSE}, "advocate can go", "take no side"),
        ("moving", {Gate.ABUSE}, "don't announce the day", "Boxes"),
        ("exam", {Gate.ABUSE}, "", "/help"),
    ],
)
def test_what_has_to_be_said_of_a_date(book: Book, occasion: str, gates: set[Gate], said: str, unsaid: str) -> None:
    text = occasions.note(book, Person(gates=frozenset(gates)), occasion)
    assert said in text
    assert unsaid not in text


def test_with_a_child_a_card_is_the_childs(book: Book) -> None:
    assert "the card is the child's" in occasions.note(book, Person(limited=("child",)), "their_birthday")


def test_every_occasion_has_a_name(book: Book) -> None:
    for occasion in OCCASIONS:
        assert occasions.named(book, hard(D, occasion=occasion))


# /dates


def test_a_birthday_may_be_given_with_the_year_it_began(book: Book) -> None:
    player = life(book)
    add(player, "their birthday", "5 May 1990")
    add(player, "my birthday", "1 february 1988")
    assert [one.day for one in all_of(Ledger(tuple(player.entries)), "UTC").values()] == [
        date(2026, 5, 5),
        date(2027, 2, 1),
    ]


@pytest.mark.parametrize("told", ["29/2/1996", "29 february", "29 February 2028"])
@pytest.mark.parametrize("today", ["2025-09-01", "2026-03-02", "2027-02-28"])
def test_who_was_born_on_the_29th_of_february_has_a_day_each_year(book: Book, told: str, today: str) -> None:
    player = life(book)
    player.now = datetime.fromisoformat(f"{today}T08:00+00:00")
    said = do(player, "/dates add", "my birthday", told)
    first = date(2028 if today > "2027-03" else 2027 if today > "2026-03" else 2026, 2, 28)
    assert book.spoken(first, player.now.date()) in said
    [one] = all_of(Ledger(tuple(player.entries)), "UTC").values()
    days = [day.isoformat() for day in one.within(date(2025, 9, 1), date(2033, 1, 1))]
    assert days == [f"{year}-02-{29 if year % 4 == 0 else 28}" for year in range(2026, 2033)]
    assert one.day.year == 2024, "nobody's year of birth is kept"
    player.now += MINUTE
    assert book.spoken(first, player.now.date()) in do(player, "/forget")
    player.now += MINUTE
    add(player, "my birthday", told)
    assert len(all_of(Ledger(tuple(player.entries)), "UTC")) == 1


def test_a_leap_day_that_is_to_come_every_year_does_so_too(book: Book) -> None:
    player = life(book)
    player.now = datetime.fromisoformat("2027-03-02T08:00+00:00")
    add(player, "something else", "skip", "29 february", "every year")
    add(player, "something else", "the fair", "29 february", "once")
    yearly, once = all_of(Ledger(tuple(player.entries)), "UTC").values()
    assert (yearly.on_or_after(date(2028, 3, 1)), once.on_or_after(date(2028, 3, 1))) == (date(2029, 2, 28), None)
    do(player, "/dates move_1", "1 march 2028")
    assert all_of(Ledger(tuple(player.entries)), "UTC")["1"].day == date(2028, 3, 1)


@pytest.mark.parametrize("day", ["1 march 2026", "yesterday", "5 May 1990", "1 january 2090"])
def test_a_day_that_is_no_day_ahead_is_not_taken(book: Book, day: str) -> None:
    player = life(book)
    assert "couldn't match" in do(player, "/dates add", "an exam", day)


@pytest.mark.parametrize(
    ("tapped", "day"),
    [("[Tomorrow]", "2026-03-03"), ("[This Saturday]", "2026-03-07"), ("[In a week]", "2026-03-09")],
)
def test_the_days_that_are_offered(book: Book, tapped: str, day: str) -> None:
    player = life(book)
    add(player, "an exam", tapped)
    assert [e.day.isoformat() for e in player.entries if e.kind == DATE] == [day]


@pytest.mark.parametrize(
    ("what", "today", "day"),
    [
        ("valentine's day", "2026-03-02", "2027-02-14"),
        ("new year's eve", "2026-03-02", "2026-12-31"),
        ("new year's eve", "2026-12-31", "2026-12-31"),
    ],
)
def test_days_that_have_their_date(book: Book, what: str, today: str, day: str) -> None:
    player = life(book)
    player.now = datetime.fromisoformat(f"{today}T08:00+00:00")
    do(player, "/dates add", what)
    assert [e.day.isoformat() for e in player.entries if e.kind == DATE] == [day]


def test_the_same_date_told_twice_is_one_and_keeps_its_plan(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "8 march")
    do(player, "[Make a plan]", "at home", "skip", "skip", "skip", "skip")
    add(player, "my birthday", "8 march")
    [one] = all_of(Ledger(tuple(player.entries)), "UTC").values()
    assert one.plan == {"where": "at home"}


def test_there_is_room_for_twenty(book: Book) -> None:
    player = life(book)
    for n in range(MOST):
        add(player, "something else", f"thing {n}", "8 march", "once")
    assert "Twenty" in do(player, "/dates add")
    do(player, "/dates gone_3", "yes")
    add(player, "an exam", "9 march")
    assert "3" in all_of(Ledger(tuple(player.entries)), "UTC")


def test_what_was_removed_leaves_nothing(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "4 march")
    player.travel(3 * DAY)
    assert DATED in {e.kind for e in player.entries}
    do(player, "/dates gone_1", "yes")
    assert not {DATE, DATED} & {e.kind for e in player.entries}
    for what in ("/dates gone_1", "/dates move_1", "/dates 1", "/dates 7"):
        assert "isn't in your list" in do(player, what)


def test_a_no_keeps_it_and_a_second_yes_finds_nothing(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "4 march")
    assert "stays as it was" in do(player, "/dates gone_1", "no")
    do(player, "/dates gone_1")
    player.entries = [e for e in player.entries if e.kind != DATE]
    assert "isn't in your list" in do(player, "yes")


def test_a_plan_goes_to_the_next_date_and_skipping_all_of_it_keeps_it(book: Book) -> None:
    player = life(book)
    assert "no date to plan for" in do(player, f"[!{player.session.tag}mff:dateplan]")
    add(player, "my birthday", "8 march")
    add(player, "an exam", "5 march")
    assert "The exam: where" in do(player, f"[!{player.session.tag}mff:dateplan]")
    assert "Nothing written" in do(player, *["skip"] * 5)
    do(player, "[dateplan.2]", "in the hall", *["skip"] * 4)
    assert "in the hall" in do(player, f"[!{player.session.tag}mff:dateplan.2]")
    before = len(player.entries)
    assert "in the hall" in do(player, *["skip"] * 5)
    assert len(player.entries) == before


def test_for_a_date_that_has_gone_by_nothing_is_planned(book: Book) -> None:
    player = life(book)
    add(player, "an exam", "5 march")
    player.travel(6 * DAY)
    shown = do(player, "/dates 1")
    assert "Make a plan" not in shown
    assert "There's no plan for it yet" not in shown
    assert "has gone by" in do(player, f"[!{player.session.tag}mff:dateplan.1]")
    assert player.session.flow == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("her birthday 2 December", "2 December: Their birthday"),
        ("hearing on monday", "9 March: The hearing"),
        ("wedding in 3 weeks", "23 March: The wedding"),
    ],
)
def test_asked_which_date_it_is_the_day_may_be_said_with_it(book: Book, words: str, said: str) -> None:
    player = life(book)
    assert said in do(player, "/dates add", words)


def test_a_plan_for_what_was_removed_meanwhile_is_written_nowhere(book: Book) -> None:
    player = life(book)
    add(player, "an exam", "5 march")
    do(player, "[dateplan.1]", "in the hall")
    player.entries = [e for e in player.entries if e.kind != DATE]
    assert "no date to plan for" in do(player, *["skip"] * 4)


@pytest.mark.parametrize(
    ("gates", "tapped", "said"),
    [
        (set[Gate](), "kept", "put away"),
        (set[Gate](), "needed", "isn't a slip"),
        (set[Gate](), "wrote", "Thank you for telling me"),
        (set[Gate](), "they", "Nothing has to be answered"),
        ({Gate.ORDER}, "wrote", "talk to a lawyer today"),
        ({Gate.HARM}, "they", "Nothing back"),
        ({Gate.ABUSE}, "wrote", "no mark against you"),
        ({Gate.ABUSE, Gate.NO}, "needed", "only the route"),
        ({Gate.ABUSE}, "kept", "put away"),
    ],
)
def test_how_it_was_is_told_the_day_after_and_counts(book: Book, gates: set[Gate], tapped: str, said: str) -> None:
    player = life(book)
    add(player, "an exam", "3 march")
    player.travel(2 * DAY + 2 * HOUR)
    player.person = replace(player.person, gates=frozenset(gates), last_contact=None)
    assert said in do(player, f"[datewas.{tapped}.20260303]")
    [told] = [e for e in player.entries if e.kind == "contact"]
    assert (told.value, told.day) == (tapped, date(2026, 3, 3))
    assert player.person.last_contact == (told.day if tapped in ("wrote", "they") else None)
    assert count(Ledger(tuple(player.entries)), player.person).days == 1


@pytest.mark.parametrize(
    "id", ["datewas", "datewas.kept", "datewas.kept.20260304", "datewas.x.20260303", "datewas.kept.x"]
)
def test_a_forged_answer_tells_nothing(book: Book, id: str) -> None:
    player = life(book)
    add(player, "an exam", "3 march")
    player.travel(2 * DAY + 2 * HOUR)
    assert "couldn't tell which day" in do(player, f"[!{player.session.tag}mff:{id}]")
    assert not [e for e in player.entries if e.kind == "contact"]


def test_weeks_later_a_button_tells_nothing_any_more(book: Book) -> None:
    player = life(book)
    add(player, "an exam", "3 march")
    player.travel(2 * DAY + 2 * HOUR)
    player.now += 20 * DAY
    assert "couldn't tell which day" in do(player, "[datewas.kept.20260303]")


def test_nothing_of_a_date_is_in_a_wake_or_a_kind_of_message(book: Book) -> None:
    """They stand in plain sight in the store."""
    player = life(book)
    add(player, "their birthday", "3 march")
    player.travel(5 * DAY)
    kinds = {a.push.kind for a in player.screen if a.push}
    assert kinds <= {"nudge", "prompt"}
    assert player.wakes.keys() <= {"nudge", "prompt", "silent", "idle", "early"}


def test_a_chosen_message_is_worded_once(book: Book) -> None:
    """A plan may hold what looks like a template, and is shown as it stands."""
    player = life(book)
    add(player, "an exam", "5 march")
    do(player, "[dateplan.1]", "{day} {0} # %s", "skip", "skip", "skip", "skip")
    player.travel(DAY + 2 * HOUR)
    assert any("{day} {0} # %s" in a.text for a in player.screen if a.push)


def test_a_plan_that_is_left_is_taken_up_again_by_its_button(book: Book) -> None:
    player = life(book)
    add(player, "my birthday", "8 march")
    do(player, "[dateplan.1]", "at home")
    assert "the button that you came by takes it up again" in do(player, "[Stop]")
