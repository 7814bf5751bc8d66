"""Which message: who it is for, what was sent before, what leaves no room for anything else."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import draw, nudges
from coach.book import Book, Nudge
from coach.ledger import Entry, Ledger
from coach.nudges import Wanted, choose, is_farewell, wanted_for
from coach.person import BARRED, CALM, Gate, Goal, Person
from coach.states import TRENDS
from tests.properties import examples

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
STATES = ("slip1", "slip2", "slip7", "looked", "low", "limited")


def wanted(
    book: Book, slot: str = "morning", goal: str | None = "undecided", states: str = "", seed: int = 1
) -> Wanted:
    return Wanted(book, TODAY, f"tag{seed}", slot, goal, states=frozenset(states.split()))


def pool_of(book: Book, nudge: Nudge) -> str:
    """The pool's name; one that speaks of the same, for one goal or in days that are counted, is the same."""
    name = next(name for name, pool in book.nudges.pool.items() if pool is nudge.pool).removesuffix("_counted")
    return name.partition("_")[0] if nudge.pool.milestone else name


def drawn(asked: Wanted, times: int = 300) -> list[Nudge]:
    found = [choose(replace(asked, seed=f"s{n}")) for n in range(times)]
    assert None not in found
    return [nudge for nudge in found if nudge is not None]


# Whom it is for


@pytest.mark.parametrize("slot", ["morning", "midday", "evening"])
@pytest.mark.parametrize("goal", ["reconcile", "heal", "undecided", None])
def test_only_what_fits_is_drawn(book: Book, slot: str, goal: str | None) -> None:
    pools = {pool_of(book, nudge) for nudge in drawn(wanted(book, slot, goal))}
    expected = {slot, "anytime", goal} - {None}
    assert pools == expected


@pytest.mark.parametrize("state", [s for s in STATES if s not in ("slip1", "low")])
def test_what_is_so_now_weighs_more(book: Book, state: str) -> None:
    pools = Counter(pool_of(book, nudge) for nudge in drawn(wanted(book, states=state)))
    assert pools[state] > 60, "it is one pool of four, and comes more often than its share"
    assert set(pools) == {"morning", "anytime", "undecided", state}


def test_the_day_after_a_slip_belongs_to_it(book: Book) -> None:
    assert {pool_of(book, nudge) for nudge in drawn(wanted(book, states="slip1 low limited"))} == {"slip1"}


def test_somebody_low_is_told_nothing_funny(book: Book) -> None:
    assert "humour_light" in {nudge.theme for nudge in drawn(wanted(book))}
    low = wanted(book, states="low")
    assert {pool_of(book, nudge) for nudge in drawn(low)} == {"low"}
    used_up = replace(low, sent={n.id: TODAY - timedelta(days=9) for n in book.messages if n.pool.state == "low"})
    assert {pool_of(book, nudge) for nudge in drawn(used_up)} == {"morning", "anytime", "undecided"}
    assert "humour_light" not in {nudge.theme for nudge in drawn(used_up)}


@pytest.mark.parametrize("day", [1, 3, 5, 7, 10, 14, 21, 28, 30, 45, 60, 75, 90])
def test_a_milestone_is_named_on_its_day(book: Book, day: int) -> None:
    assert {pool_of(book, n) for n in drawn(replace(wanted(book), day=day), 30)} == {f"milestone{day}"}
    assert "milestone" not in {pool_of(book, n)[:9] for n in drawn(replace(wanted(book), day=day + 1), 30) if day > 1}


@pytest.mark.parametrize(
    ("day", "window", "sent", "said"),
    [
        (39, 40, None, False),
        (40, 40, None, True),
        (43, 40, None, True),  # there was no room for it on the day itself
        (44, 40, None, False),
        (41, 40, 1, False),  # it was said yesterday
        (30, 30, None, True),  # also where the day is a milestone
        (30, 0, None, False),  # open-ended
    ],
)
def test_the_end_of_a_window_is_said_once(book: Book, day: int, window: int, sent: int | None, said: bool) -> None:
    person = Person(since=TODAY - timedelta(days=day), window=window)
    entries = [] if sent is None else [Entry("push", "wen1", TODAY - timedelta(days=sent), NOW - timedelta(days=sent))]
    asked = wanted_for(book, person, Ledger(tuple(entries)), TODAY, 9, 0, "tag1")
    assert ({pool_of(book, n) for n in drawn(asked, 30)} == {"window_end"}) == said


def test_the_day_after_a_slip_is_no_end(book: Book) -> None:
    assert {pool_of(book, n) for n in drawn(replace(wanted(book, states="slip1"), over=True), 30)} == {"slip1"}


def test_a_slip_comes_before_a_milestone(book: Book) -> None:
    assert {pool_of(book, n) for n in drawn(replace(wanted(book, states="slip1"), day=7), 30)} == {"slip1"}


@pytest.mark.parametrize(
    ("days", "pool"),
    [(1, None), (2, "quiet2"), (3, None), (5, "quiet5"), (8, None), (10, "quiet10"), (21, "quiet21"), (40, "quiet21")],
)
def test_somebody_who_does_not_answer_is_told_what_happens(book: Book, days: int, pool: str | None) -> None:
    pools = {pool_of(book, n) for n in drawn(replace(wanted(book), quiet=days), 30)}
    assert (pools == {pool}) if pool else not any(p.startswith("quiet") for p in pools)


def test_only_the_last_of_those_is_a_farewell(book: Book) -> None:
    said = {pool_of(book, n) for n in book.messages if is_farewell(book, n.id)}
    assert said == {"quiet21", "quiet21_danger"}


def test_an_invitation_to_check_in_is_an_invitation(book: Book) -> None:
    asked = replace(wanted(book), kind="prompt")
    assert {pool_of(book, n) for n in drawn(asked)} == {"prompts"}
    assert {pool_of(book, n) for n in drawn(replace(asked, day=7, quiet=2), 30)} == {"prompts"}


# What was sent before


def test_nothing_twice_within_thirty_days(book: Book) -> None:
    everything = [n for n in book.messages if n.pool.kind == "nudge"]
    [one] = [n for n in everything if n.id == "mno1"]
    sent = {n.id: TODAY - timedelta(days=29) for n in everything if n.id != one.id}
    assert choose(replace(wanted(book), sent=sent | {one.id: TODAY - timedelta(days=30)})) == one
    assert choose(replace(wanted(book), sent=sent | {one.id: TODAY - timedelta(days=29)})) is None, "never relaxed"


@pytest.mark.parametrize(("ago", "tired"), [(0, True), (1, True), (2, True), (3, False)])
def test_no_theme_of_the_last_two_days(book: Book, ago: int, tired: bool) -> None:
    found = {n.theme for n in drawn(replace(wanted(book), sent={"abo1": TODAY - timedelta(days=ago)}), 500)}
    assert ("body" not in found) == tired


def test_what_was_never_sent_weighs_more(book: Book) -> None:
    old = {n.id: TODAY - timedelta(days=60) for n in book.messages if n.pool.kind == "nudge" and n.id[0] == "m"}
    pools = Counter(pool_of(book, n) for n in drawn(replace(wanted(book, goal=None), sent=old), 500))
    assert pools["anytime"] > pools["morning"]


def test_after_many_slips_something_gentle_is_left_to_say(book: Book) -> None:
    sent = {n.id: TODAY - timedelta(days=9) for n in book.messages if n.pool.state == "slip1"}
    found = drawn(replace(wanted(book, states="slip1"), sent=sent))
    assert "humour_light" not in {n.theme for n in found}
    assert {pool_of(book, n) for n in found} == {"morning", "anytime", "undecided"}


@pytest.mark.parametrize(("day", "quiet"), [(7, 0), (None, 2), (None, 10)])
def test_where_the_words_for_a_day_are_used_up_others_are_said(book: Book, day: int | None, quiet: int) -> None:
    sent = {n.id: TODAY - timedelta(days=9) for n in book.messages if n.pool.kind in ("milestone", "quiet")}
    asked = replace(wanted(book), day=day, quiet=quiet, sent=sent)
    assert {pool_of(book, n) for n in drawn(asked, 100)} == {"morning", "anytime", "undecided"}


def test_a_farewell_is_said_or_nothing_is(book: Book) -> None:
    sent = {n.id: TODAY - timedelta(days=9) for n in book.messages if n.pool.kind == "quiet"}
    assert choose(replace(wanted(book), quiet=21, sent=sent)) is None


def test_the_same_seed_draws_the_same_message(book: Book) -> None:
    assert choose(wanted(book)) == choose(wanted(book))
    assert len({choose(wanted(book, seed=n)) for n in range(50)}) > 25


# What is so for one person


def ledger(contact: dict[int, str] | None = None, mood: dict[int, str] | None = None) -> Ledger:
    told = [("contact", contact or {}), ("mood", mood or {})]
    days = [(kind, value, TODAY - timedelta(days=ago)) for kind, values in told for ago, value in values.items()]
    return Ledger(tuple(Entry(kind, value, day, NOW) for kind, value, day in days))


@pytest.mark.parametrize(
    ("told", "states"),
    [
        (ledger(), ""),
        (ledger({0: "wrote"}), ""),  # not on the day itself
        (ledger({1: "wrote"}), "slip1"),
        (ledger({2: "wrote"}), "slip2"),
        (ledger({3: "wrote"}), "slip2"),
        (ledger({4: "wrote"}), ""),
        (ledger({7: "wrote"}), "slip7"),
        (ledger({7: "wrote", 2: "wrote"}), "slip2"),
        (ledger({3: "wrote", 1: "wrote"}), "slip1"),
        (ledger({1: "looked"}), "looked"),
        (ledger({2: "looked"}), ""),
        (ledger({1: "they"}), "ex_wrote"),
        (ledger({0: "they", 2: "they"}), ""),
        (Ledger((Entry("they", "crumb", TODAY - timedelta(days=1), NOW),)), "ex_wrote"),
        (Ledger((Entry("they", "crumb", TODAY, NOW),)), ""),
        *((Ledger((Entry("dating", "heard", TODAY - timedelta(days=ago), NOW),)), "ex_dating") for ago in (1, 7)),
        *((Ledger((Entry("dating", "heard", TODAY - timedelta(days=ago), NOW),)), "") for ago in (0, 8)),
        (ledger(mood={0: "3"}), "low"),
        (ledger(mood={2: "3"}), "low"),
        (ledger(mood={6: "3"}), "low"),
        (ledger(mood={7: "3"}), ""),
        (ledger(mood={0: "4"}), ""),
        (ledger(mood={2: "1", 0: "5"}), ""),  # the last word
    ],
)
def test_the_states(book: Book, told: Ledger, states: str) -> None:
    found = wanted_for(book, Person(), told, TODAY, 9, 0, "tag")
    assert found.states == frozenset(states.split())


def run(kind: str, values: str, last: int = 0) -> dict[int, str]:
    """Values of days one after another, of which the last was so many days ago."""
    told = values.split()
    return {last + len(told) - 1 - n: value for n, value in enumerate(told)}


@pytest.mark.parametrize(
    ("moods", "last", "trend"),
    [
        ("8 7 6 5", 0, "falling"),
        ("8 7 6 5", 2, "falling"),
        ("8 7 6 5", 3, None),  # some days ago: nothing is known of now
        ("8 7 7 5", 0, None),
        ("4 5 6 7", 0, "rising"),
        ("5 6 7", 0, None),
        ("5 5 6 5 4 5 5 6 5 5", 0, "flat"),
        ("5 5 6 5 4 5 5 6 5 7", 0, None),
        ("", 0, None),
    ],
)
def test_which_way_the_days_have_gone(book: Book, moods: str, last: int, trend: str | None) -> None:
    found = wanted_for(book, Person(), ledger(mood=run("mood", moods, last)), TODAY, 9, 0, "tag")
    assert found.states & TRENDS == ({trend} if trend else set())


@pytest.mark.parametrize("trend", ["falling", "flat", "rising"])
def test_the_way_the_days_go_has_messages_of_its_own(book: Book, trend: str) -> None:
    pools = Counter(pool_of(book, n) for n in drawn(wanted(book, states=trend), 400))
    assert pools[trend] > 40
    themes = {n.theme for n in drawn(wanted(book, states=trend), 400)}
    assert ("humour_light" in themes) == (trend != "falling")


KEPT7 = " ".join(["kept"] * 7)


@pytest.mark.parametrize(
    ("contact", "last", "mark"),
    [
        (KEPT7, 0, "first_week"),
        (KEPT7, 1, "first_week"),
        (KEPT7, 3, None),
        (f"{KEPT7} kept", 0, None),  # that was yesterday
        ("kept kept wrote kept kept kept kept", 0, None),
        ("kept kept kept kept wrote kept kept kept kept kept", 0, "longest"),
        ("kept kept kept wrote kept kept kept", 0, None),  # as long, and not longer
        ("kept kept wrote kept kept kept", 0, None),  # a run of two is soon passed
        ("kept kept kept kept wrote kept kept kept kept kept kept", 0, None),  # it was passed yesterday
        ("kept kept kept wrote", 0, None),
        ("", 0, None),
    ],
)
def test_milestones_that_are_no_days(book: Book, contact: str, last: int, mark: str | None) -> None:
    told = ledger(contact=run("contact", contact, last))
    found = wanted_for(book, Person(), told, TODAY, 9, 0, "tag")
    assert found.mark == mark
    assert wanted_for(book, Person(counting=False), told, TODAY, 9, 0, "tag").mark is None
    if mark:
        pools = {pool_of(book, n) for n in drawn(replace(found, day=None), 60)}
        assert {pool.removesuffix("_undecided") for pool in pools} == {mark}


@pytest.mark.parametrize(("own", "last", "mark"), [(10, 0, "own10"), (10, 2, "own10"), (10, 3, None), (9, 0, None)])
def test_ten_days_with_something_of_their_own(book: Book, own: int, last: int, mark: str | None) -> None:
    days = [TODAY - timedelta(days=last + 2 * n) for n in range(own)]
    told = Ledger((*(Entry("own", "part", day, NOW) for day in days), Entry("own", "no", TODAY, NOW)))
    if last == 0:
        told = Ledger(told.entries[:-1] if told.entries else ())
    assert wanted_for(book, Person(), told, TODAY, 9, 0, "tag").mark == mark


@pytest.mark.parametrize(
    ("mark", "id", "ago", "again"),
    [
        ("first_week", "mfw1", 1, False),
        ("first_week", "mfw1", 60, False),
        ("longest", "ml1", 9, False),
        ("longest", "ml1", 31, True),
    ],
)
def test_a_mark_is_said_once(book: Book, mark: str, id: str, ago: int, again: bool) -> None:
    contact = KEPT7 if mark == "first_week" else "kept kept kept kept wrote kept kept kept kept kept"
    said = Entry("push", id, TODAY - timedelta(days=ago), NOW - timedelta(days=ago))
    told = ledger(contact=run("contact", contact)).plus(said)
    assert wanted_for(book, Person(), told, TODAY, 9, 0, "tag").mark == (mark if again else None)


@pytest.mark.parametrize(
    ("days", "mood", "states"),
    [
        (0, None, "low danger"),
        (30, None, "low danger"),
        (31, None, ""),
        (0, "3", "low danger"),
        (0, "4", "low"),  # something better was told; a week is gentle all the same
        (6, "4", "low"),
        (7, "4", ""),
    ],
)
def test_who_was_not_safe_counts_as_low_until_something_better_is_told(
    book: Book, days: int, mood: str | None, states: str
) -> None:
    person = Person(calm_until=NOW - timedelta(days=days))
    found = wanted_for(book, person, ledger(mood={} if mood is None else {0: mood}), TODAY, 9, 0, "tag")
    assert found.states == frozenset(states.split())
    assert not states or "humour_light" not in {nudge.theme for nudge in drawn(found)}


def test_a_mood_from_before_the_danger_is_not_their_last_word(book: Book) -> None:
    before = Ledger((Entry("mood", "9", TODAY, NOW - timedelta(hours=1)),))
    assert "danger" in wanted_for(book, Person(calm_until=NOW + CALM), before, TODAY, 9, 0, "tag").states
    soon = Ledger((Entry("mood", "9", TODAY, NOW + timedelta(hours=1)),))
    assert "danger" in wanted_for(book, Person(calm_until=NOW + CALM), soon, TODAY, 9, 0, "tag").states
    after = Ledger((Entry("mood", "9", TODAY, NOW + timedelta(hours=13)),))
    assert "danger" not in wanted_for(book, Person(calm_until=NOW + CALM), after, TODAY, 9, 0, "tag").states


@pytest.mark.parametrize(
    ("quiet", "pool"), [(0, "low"), (2, "quiet2"), (5, "quiet5"), (10, "quiet10"), (21, "quiet21")]
)
def test_whose_last_word_was_that_they_were_not_safe_meets_nothing_light(book: Book, quiet: int, pool: str) -> None:
    """No flat battery, no "quiet suits you", no milestone and no five taps: gentle words, and who to call."""
    asked = replace(wanted(book, states="low danger"), quiet=quiet, day=7, over=True)
    assert {pool_of(book, n) for n in drawn(asked, 60)} == {pool if quiet == 0 else f"{pool}_danger"}
    assert {pool_of(book, n) for n in drawn(replace(asked, kind="prompt"), 60)} == {"prompts_danger"}
    own = [n for n in book.messages if n.pool.state == "danger" and n.pool.kind == "quiet"]
    assert all("/help" in n.text for n in own)
    used_up = replace(asked, kind="prompt", sent={n.id: TODAY for n in book.messages if n.pool.state == "danger"})
    assert choose(used_up) is None, "rather nothing than the same as for everybody"


def test_in_the_days_after_that_news_nothing_is_funny(book: Book) -> None:
    themes = {n.theme for n in drawn(wanted(book, states="ex_dating"), 200)}
    assert "humour_light" not in themes
    assert "humour_light" in {n.theme for n in drawn(wanted(book), 200)}


# Where the other is to be left alone

EASY = ("slip1", "slip2", "slip7", "looked")


@pytest.mark.parametrize("gate", list(Gate))
@pytest.mark.parametrize("state", EASY)
@pytest.mark.parametrize("goal", list(Goal))
def test_nobody_who_has_to_leave_the_other_alone_is_told_that_it_is_nothing(
    book: Book, gate: Gate, state: str, goal: Goal
) -> None:
    ago = {"slip1": 1, "slip2": 2, "slip7": 7, "looked": 1}[state]
    told = ledger({ago: "looked" if state == "looked" else "wrote"})
    person = Person(goal=goal, gates=frozenset({gate}))
    found = wanted_for(book, person, told, TODAY, 9, 0, "tag")
    pools = {pool_of(book, n) for n in drawn(found, 150)}
    barred = gate in BARRED
    assert found.barred is barred
    assert (state in pools) is not barred
    assert (f"{state}_barred" in pools) is barred
    assert pools.isdisjoint({"reconcile", "undecided"})


AFTER = {"slip1": 8, "slip2": 8, "slip7": 8, "looked": 20}  # content 9.4


def test_there_is_enough_to_say_to_them(book: Book) -> None:
    own = Counter(n.pool.state for n in book.messages if n.pool.barred)
    assert all(own[state] >= least for state, least in AFTER.items())
    soft = (
        "nothing is taken away",
        "is human",
        "lowers the rate a little",
        "nearly nine in ten",
        "Lots of people look",
    )
    assert not [n.id for n in book.messages if n.pool.barred is not False and any(s in n.text for s in soft)]


def test_contact_that_cannot_be_avoided_is_a_state(book: Book) -> None:
    assert wanted_for(book, Person(limited=("child",)), Ledger(), TODAY, 9, 0, "tag").states == {"limited"}


@pytest.mark.parametrize(
    ("hour", "slot"),
    [(7, "morning"), (11, "morning"), (12, "midday"), (16, "midday"), (17, "evening"), (2, "morning"), (23, "evening")],
)
def test_the_slots(book: Book, hour: int, slot: str) -> None:
    assert wanted_for(book, Person(), Ledger(), TODAY, hour, 0, "tag").slot == slot


@pytest.mark.parametrize("gate", list(Gate))
def test_a_wish_for_a_return_is_not_spoken_to_behind_a_gate(book: Book, gate: Gate) -> None:
    hoping = Person(goal=Goal.RECONCILE)
    assert wanted_for(book, hoping, Ledger(), TODAY, 9, 0, "tag").goal == "reconcile"
    gated = wanted_for(book, replace(hoping, gates=frozenset({gate})), Ledger(), TODAY, 9, 0, "tag")
    assert gated.goal is None
    assert "reconcile" not in {pool_of(book, n) for n in drawn(gated)}
    healing = replace(hoping, goal=Goal.HEAL, gates=frozenset({gate}))
    assert wanted_for(book, healing, Ledger(), TODAY, 9, 0, "tag").goal == "heal"


# There is enough of it


def test_there_are_enough_of_every_kind(book: Book) -> None:
    kinds = Counter(n.pool.kind for n in book.messages)
    assert sum(kinds.values()) >= 220
    assert kinds["prompt"] >= 45, "one a day, none twice in thirty days, and half as many again"
    for slot in ("morning", "evening"):
        for goal in Goal:
            pools = [n.pool for n in book.messages if n.pool.kind == "nudge" and n.pool.state is None]
            fits = [p for p in pools if slot in (p.slot or [slot]) and p.goal in (None, goal.value)]
            assert len(fits) >= 45, (slot, goal)


def test_there_is_enough_without_counting(book: Book) -> None:
    uncounted = Person(counting=False)
    own = Counter(n.pool.state for n in book.messages if nudges.suits(n.pool, uncounted))
    assert all(own[state] >= least for state, least in AFTER.items())


def test_ids_are_unique(book: Book) -> None:
    ids = [n.id for n in book.messages]
    assert len(set(ids)) == len(ids)


# Choice without chance


@examples(200)
@given(st.lists(st.tuples(st.integers(), st.floats(0.1, 100)), min_size=1), st.text())
def test_draws_one_of_what_there_is(options: list[tuple[int, float]], seed: str) -> None:
    assert draw.weighted(options, seed) in [option for option, _ in options]
    assert draw.one([option for option, _ in options], seed) in [option for option, _ in options]
    assert 0 <= draw.number(seed) < 1


def test_draws_by_weight() -> None:
    found = Counter(draw.weighted([("often", 9), ("rarely", 1)], n) for n in range(2000))
    assert 1700 < found["often"] < 1900


def test_there_is_nothing_to_draw_from_nothing() -> None:
    with pytest.raises(IndexError):
        draw.weighted([], 1)
    with pytest.raises(IndexError):
        draw.one([], 1)


# Those who want no counting

FIGURES = r"\{(?:day|kept|window)|\bthe (?:count|rate)\b|\bdays? (?:you )?kept\b|\bkept days?\b|\bCount what\b"


def test_whoever_wants_no_counting_is_told_of_no_days(book: Book) -> None:
    uncounted = Person(counting=False)
    told = [n.id for n in book.messages if nudges.suits(n.pool, uncounted) and re.search(FIGURES, n.text)]
    assert told == []


@pytest.mark.parametrize("day", [7, 30])
def test_nor_is_a_milestone_or_an_end_said_to_them(book: Book, day: int) -> None:
    asked = replace(wanted(book), day=day, over=day == 30, counting=False)
    assert {n.pool.kind for n in drawn(asked, 40)} == {"nudge"}
    assert {n.pool.kind for n in drawn(replace(asked, counting=True), 40)} != {"nudge"}


# True on any day, and what it says can be done

EARLIER = (
    r"\b(?:by now|late on|so far|thirtieth|more practice|your own first days|you've kept|first days over)\b"
    r"|\b(?:last (?:one|time)|same (?:five )?questions)\b|\bSunday|\bweekend|\bthe end of the week\b"
)
ANY_DAY = ("nudge", "prompt", "jit", "late")


def test_no_message_for_any_day_takes_earlier_ones_or_a_day_of_the_week_for_granted(book: Book) -> None:
    free = [n for n in book.messages if n.pool.kind in ANY_DAY and n.pool.state not in ("slip2", "slip7")]
    assert [n.id for n in free if not n.pool.counts and re.search(EARLIER, n.text)] == []


def test_an_invitation_names_no_number_and_asks_nothing_that_its_button_does_not_open(book: Book) -> None:
    """It has five questions or seven, and whatever is written below it is no answer to any of them."""
    told = [n for n in book.messages if n.pool.kind == "prompt"]
    assert [n.id for n in told if "?" in n.text or re.search(r"\b(?:two|five|seven)\b", n.text, re.IGNORECASE)] == []


@pytest.mark.parametrize("part", ["says", "where you'll be", "the phone will be there", "picked", "settled, and"])
def test_no_part_of_a_plan_is_taken_for_granted(book: Book, part: str) -> None:
    """A plan may hold any of its five lines."""
    assert [n.id for n in book.messages if n.pool.when == "before" and part in n.text and "plan" in n.text] == []


def runs_of_words(text: str, number: int = 4) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z']+", text.lower().replace("hand-over", "handover"))
    return {tuple(words[n : n + number]) for n in range(len(words) - number + 1)}


def test_before_a_hard_date_the_note_says_nothing_twice(book: Book) -> None:
    words = book.flows["dates"].words
    notes = {key: runs_of_words(str(text)) for key, text in words.items() if key.startswith("re_")}
    before = [(n.id, f"re_{n.pool.occasion}", runs_of_words(n.text)) for n in book.messages if n.pool.when == "before"]
    twice = [(id, key) for id, about, said in before for key in notes if key.startswith(about) and notes[key] & said]
    assert twice == []
