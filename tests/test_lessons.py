"""The programme: which lesson, for whom, and when the next is due; what is told of it, and when none is offered."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import lessons
from coach.book import BadPack, Book
from coach.counts import count
from coach.ledger import Entry, Ledger
from coach.lessons import GENTLE, Place, due, is_gentle, place, upcoming, waits, words
from coach.lint_lessons import DAYS
from coach.person import Age, Gate, Goal, Person
from tests.properties import examples
from tests.test_content import edit, load
from tests.test_engine import DAY, HOUR, do, settled

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
TODAY = NOW.date()
MET = Person(age=Age.ADULT, consented=NOW - timedelta(days=9), settled=True)


def told(*values: str, ago: int = 1) -> Ledger:
    """Lessons answered on that day, and the programme begun."""
    on, at = TODAY - timedelta(days=ago), NOW - timedelta(days=ago)
    return Ledger(tuple(Entry("lesson", value, on, at, "mind") for value in values))


# How far somebody is


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ((), 0),
        (("1.done",), 1),
        (("1.tiny", "2.skip", "3.read"), 3),
        (("1.done", "2.done", "1.done"), 2),  # one again
        (("1.done", "13.gentle"), 1),
    ],
)
def test_how_far_somebody_is(values: tuple[str, ...], last: int) -> None:
    assert place(told(*values)).last == last


def test_the_day_counts_on_which_the_furthest_was_answered() -> None:
    ledger = told("5.done", ago=4).plus(*told("2.done", ago=0))
    assert place(ledger) == Place(True, False, 5, TODAY - timedelta(days=4))


@pytest.mark.parametrize(("last", "ahead"), [(0, 1), (30, 31), (31, 33), (60, 63), (88, 90), (90, None)])
def test_what_follows(book: Book, last: int, ahead: int | None) -> None:
    assert upcoming(book, last) == ahead


@pytest.mark.parametrize(
    ("day", "on", "first"),  # 2 March 2026 is a Monday
    [
        (2, "2026-03-02", "2026-03-03"),
        (30, "2026-03-06", "2026-03-07"),  # each day, Saturdays too
        (31, "2026-03-02", "2026-03-04"),  # Monday, Wednesday, Friday
        (45, "2026-03-06", "2026-03-09"),
        (47, "2026-03-02", "2026-03-05"),  # Monday, Thursday
        (90, "2026-03-05", "2026-03-09"),
    ],
)
def test_when_the_next_is_due(day: int, on: str, first: str) -> None:
    assert due(Place(True, False, 1, date.fromisoformat(on)), day) == date.fromisoformat(first)


def test_nothing_has_to_be_waited_for_by_whoever_has_answered_none() -> None:
    assert due(Place(begun=True), 1) is None


@examples(30)
@given(st.lists(st.integers(0, 9), min_size=54, max_size=54))
def test_somebody_who_takes_each_when_it_is_due_or_later_gets_them_all_in_order(book: Book, late: list[int]) -> None:
    ledger, day, seen = Ledger(), TODAY, list[int]()
    for wait in [*late, 0]:
        at = place(ledger)
        while (number := lessons.today(book, at, day)) is None:
            day += timedelta(days=1)
        seen.append(number)
        day += timedelta(days=wait)
        ledger = ledger.plus(Entry("lesson", f"{number}.done", day, NOW))
    assert seen == sorted(DAYS)
    assert lessons.today(book, place(ledger), day + timedelta(days=99)) is None
    assert lessons.done(ledger) == 55


# Whom which words are for

HURT, ORDER, NO, HARM = (frozenset({gate}) for gate in (Gate.ABUSE, Gate.ORDER, Gate.NO, Gate.HARM))


@pytest.mark.parametrize(
    ("day", "person", "whom"),
    [
        (15, Person(goal=Goal.RECONCILE), "reconcile"),
        (15, Person(goal=Goal.HEAL), "heal"),
        (15, Person(goal=Goal.UNDECIDED), None),
        (2, Person(goal=Goal.RECONCILE), None),
        (15, Person(goal=Goal.RECONCILE, gates=HURT), "safety"),
        (15, Person(goal=Goal.RECONCILE, worded=HURT), "safety"),
        (15, Person(goal=Goal.RECONCILE, gates=ORDER), "heal"),
        (15, Person(goal=Goal.UNDECIDED, gates=HARM), "heal"),
        (60, Person(goal=Goal.RECONCILE, gates=NO), "heal"),
        (24, Person(goal=Goal.HEAL, limited=("child",)), "limited"),
        (24, Person(limited=("child",), gates=ORDER), "heal"),  # nothing helps them to be in touch
        (24, Person(limited=("child",), gates=HURT), "safety"),
        (1, Person(limited=("work",), gates=HURT), "limited"),
        (1, Person(gates=ORDER), None),
    ],
)
def test_whom_the_words_are_for(book: Book, day: int, person: Person, whom: str | None) -> None:
    assert words(book, person, day).whom == whom


@pytest.mark.parametrize("gates", [HURT, ORDER, NO, HARM, HURT | ORDER])
@pytest.mark.parametrize("goal", list(Goal))
@pytest.mark.parametrize("limited", [(), ("child", "work")])
def test_behind_a_gate_nobody_reads_what_leaves_a_return_open(
    book: Book, gates: frozenset[Gate], goal: Goal, limited: tuple[str, ...]
) -> None:
    for day in book.lesson_days:
        found = words(book, Person(goal=goal, gates=gates, limited=limited), day)
        assert found.whom not in ("reconcile", "undecided"), day
        assert found.whom is not None or (day, "heal") not in book.lesson_of, day
        assert not (Gate.ABUSE in gates and {"curve", "letter"} & set(found.opens)), day


# When none is offered


def test_a_button_stands_where_one_is_due(book: Book) -> None:
    assert waits(book, MET, told("1.done"), NOW)
    assert not waits(book, MET, told("1.done", ago=0), NOW)
    assert not waits(book, MET, told("90.done"), NOW)


def test_it_is_offered_once_to_whoever_has_not_begun(book: Book) -> None:
    offered = [days for days in range(9) if waits(book, replace(MET, consented=NOW - days * DAY), Ledger(), NOW)]
    assert offered == [1]


@pytest.mark.parametrize(
    ("person", "more"),
    [
        (replace(MET, age=Age.TEEN), ()),
        (replace(MET, calm_until=NOW + HOUR), ()),
        (replace(MET, calm_until=NOW - 2 * DAY), ()),
        (MET, (Entry("mood", "2", TODAY, NOW),)),
        (MET, (Entry("rule", "r2", TODAY - timedelta(days=2), NOW),)),
        (MET, (Entry("programme", "pause", TODAY, NOW),)),
    ],
)
def test_it_is_not_pushed_at_anybody_low_or_young_or_who_has_paused(
    book: Book, person: Person, more: tuple[Entry, ...]
) -> None:
    assert not waits(book, person, told("1.done").plus(*more), NOW)


def test_a_slide_is_over_after_three_days_and_a_low_day_with_a_better_one() -> None:
    slid = Ledger(
        (Entry("rule", "r2", TODAY - timedelta(days=3), NOW), Entry("rule", "r2", TODAY + timedelta(days=1), NOW))
    )
    better = Ledger((Entry("mood", "2", TODAY - timedelta(days=1), NOW), Entry("mood", "5", TODAY, NOW)))
    assert not is_gentle(MET, slid, NOW)
    assert not is_gentle(MET, better, NOW)


def test_the_five_quieter_ones_take_turns() -> None:
    assert {lessons.gentle(Ledger(), TODAY + timedelta(days=n)) for n in range(5)} == set(GENTLE)


# What is said and done


def values(book: Book, *what: str) -> list[str]:
    player = settled(book)
    do(player, "/stop", "/lesson", *what)
    return [e.value for e in player.entries if e.kind == "lesson"]


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        (("/lesson done",), ["1.done"]),
        (("/lesson skip",), ["1.skip"]),
        (("/lesson done 1",), ["1.done"]),
        (("[Done]", "/lesson one", "[Done]"), ["1.done", "1.done"]),
        (("/lesson done 40",), []),  # nobody has seen that one
        (("/lesson done 32",), []),
        (("/lesson gentle 5",), []),
        (("/lesson tiny 13",), []),
        (("[Done]", "/lesson done"), ["1.done"]),  # the next isn't due
        (("[Pause the programme]", "/lesson done"), []),
        (("/lesson done 1", "/lesson next", "/lesson skip 2", "/lesson 2"), ["1.done", "2.skip"]),
        (("[Tomorrow's now]", "[Tomorrow's now]"), ["1.read", "2.read"]),
        (("/lesson next", "/lesson next"), ["1.read", "2.read"]),
        (("/lesson small 40",), []),
        (("/lesson purple",), []),
    ],
)
def test_what_is_kept_of_it(book: Book, what: tuple[str, ...], kept: list[str]) -> None:
    assert values(book, *what) == kept


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("/lesson", "Waves"),
        ("/lesson 0", "first quiet day"),
        ("/lesson three", "Build the fence"),
        ("/lesson 5", "still to come"),
        ("/lesson small", "number from 0 to 10"),
        ("/lesson pause", "paused"),
        ("lessons", "Waves"),
        ("lesson: 2", "hurts in the body"),
        ("tomorrow's lesson now", "Who knows?"),
        ("go on with the programme", "Waves"),
    ],
)
def test_what_is_answered(book: Book, what: str, said: str) -> None:
    player = settled(book)
    do(player, "/stop", "/lesson", *["[Tomorrow's now]"] * 3)
    player.now += DAY
    assert said in do(player, what)


def test_a_day_without_a_lesson_is_the_last_before_it(book: Book) -> None:
    player = settled(book)
    player.entries += [Entry("lesson", "36.done", TODAY, NOW, "people")]
    assert book.lesson_of[31, None].title in do(player, "/lesson 32")


def test_after_the_last_there_is_no_more(book: Book) -> None:
    player = settled(book)
    player.entries += [Entry("lesson", "88.done", TODAY - timedelta(days=9), NOW, "mind")]
    assert "the last of the ninety" in do(player, "/lesson", "[Done]")
    for what in ("/lesson", "/lesson next"):
        assert "the last of the ninety" in do(player, what)
    assert book.lesson_of[60, "reconcile"].title in do(player, "/lesson 60")
    assert "the last of the ninety" in do(player, "[Done]")


def test_they_come_further_apart_and_it_is_said(book: Book) -> None:
    player = settled(book)
    player.entries += [Entry("lesson", "44.skip", TODAY - timedelta(days=9), NOW, "mind")]
    do(player, "/stop")
    assert "4 March" in do(player, "/lesson", "[Done]") or "5 March" in do(player, "/lesson")


def test_one_again_leaves_the_one_that_is_open_open(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/lesson", "[Done]")
    player.now += DAY
    said = do(player, "/lesson 1", "[Done]")
    assert "Tomorrow's now" not in said
    assert "hurts in the body" in do(player, "/lesson")


def test_nothing_is_paused_or_gone_on_with_that_is_not(book: Book) -> None:
    player = settled(book)
    assert "first quiet day" in do(player, "/stop", "/lesson pause")
    do(player, "pause the programme", "pause the programme", "/lesson on", "/lesson on")
    assert [e.value for e in player.entries if e.kind == "programme"] == ["begin", "pause", "on"]


def test_whoever_is_low_says_that_the_quieter_one_is_done(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "2", "skip", "skip", "skip", "skip")
    assert "Ninety days" not in do(player, "/lesson")
    do(player, "i did the lesson")
    assert player.entries[-1].value == f"{lessons.gentle(Ledger(), TODAY)}.gentle"
    assert place(Ledger(tuple(player.entries))) == Place()


def test_somebody_who_has_become_low_can_still_say_that_it_is_done(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/lesson", "/checkin", "2", "skip", "skip", "skip", "skip")
    said = do(player, "[Done]")
    assert "Tomorrow" not in said
    assert player.entries[-1].value == "1.done"


def test_what_is_told_of_a_lesson_can_be_forgotten_and_counts_no_more(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/lesson", "[Done]")
    assert count(Ledger(tuple(player.entries)), player.person).own == 1
    assert "1 lesson of the programme done" in do(player, "/status")
    player.now += HOUR
    assert "about a lesson" in do(player, "/forget")
    do(player, "yes")
    assert count(Ledger(tuple(player.entries)), player.person).own == 0
    assert "first quiet day" in do(player, "/lesson")


@pytest.mark.parametrize("day", [28, 58])
@pytest.mark.parametrize("asked", [True, False])
def test_the_two_questions_stand_under_their_lessons_where_they_are_asked(book: Book, day: int, asked: bool) -> None:
    player = settled(dataclasses.replace(book, asks_phq2=asked))
    player.entries.append(Entry("lesson", f"{day - 1}.done", player.now.date() - DAY, player.now - DAY, "mind"))
    said = do(player, "/lesson")
    assert "two short questions" in said
    assert "The review has" not in said
    assert "questions in the review" not in said
    assert ("[Two questions]" in said) is asked
    assert ("[Look at my week]" in said) is (day == 28)
    if asked:
        assert "Little interest" in do(player, "[Two questions]")


def test_it_is_nothing_for_those_under_18(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, age=Age.TEEN)
    for what in ("/lesson", "/own", "did: swam, body"):
        assert "18" in do(player, what)
    for what in ("today's lesson", "next lesson", "something of my own"):
        assert "programme" not in do(player, what)
        assert player.session.flow == ""


def test_a_message_that_comes_closed_has_the_lesson_under_it_too(book: Book) -> None:
    player = settled(book)
    do(player, "/lesson", "[Done]")
    player.person = replace(player.person, discreet=True)
    out = player.travel(2 * DAY)
    assert not any("Today's lesson" in line for line in out)
    assert "Today's lesson" in do(player, "[Show it]") or "Today's lesson" in do(player, "/lesson")


# What the loader refuses


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[lesson.d1]\nday = 1\n", "[lesson.d1]\nday = 91\n", "lesson.d1.day: Input should be less than"),
        ("[lesson.d2]\nday = 2\n", "[lesson.d2]\nday = 32\n", "day 2: missing"),
        ("[lesson.d2]\nday = 2\n", "[lesson.d2]\nday = 32\n", "day 32: the programme has no such day"),
        ("[lesson.d2]\nday = 2\n", "[lesson.d2]\nday = 2\nfor = 'heal'\n", "its name is d, its day"),
        ('for = "safety"', 'for = "gentle"', 'for = "safety": missing: safety depends on it'),
        ('for = "heal"', 'for = "gentle"', 'for = "heal": missing: safety depends on it'),
        ('area = "values"', 'area = "garden"', "lesson.d1.area: Input should be"),
        ('area = "body"', 'area = "body"\nto = "nowhere"', "lesson.d2: to: no such flow"),
        ('area = "body"', 'area = "body"\nto = "danger"', "lesson.d2: to: no such flow, or it has no button"),
        ('text = """', 'text = """' + "so " * 99, "lesson.d1: text:"),
        ('text = """', 'text = """{name} ', "lesson.d1: text: nothing is filled in here"),
        ('text = """', 'text = """{ ', "lesson.d1: text: nothing is filled in here"),
        ('text = """', 'text = """Call 0808 2000 247. ', "lesson.d1: a number to call stands in helplines.toml"),
        ('action = "', 'action = "W', "lesson.d1: action: it stands in a sentence"),
        ('tiny = "', 'tiny = "x." # ', "lesson.d1: tiny: it stands in a sentence"),
    ],
)
def test_what_is_refused(packs: Path, book: Book, old: str, new: str, fault: str) -> None:
    edit(packs, "lessons.toml", old, new)
    with pytest.raises(BadPack) as caught:
        load(packs, book)
    assert any(fault in one for one in caught.value.faults), caught.value.faults


def test_what_is_for_those_who_hope_needs_words_for_those_who_must_not(packs: Path, book: Book) -> None:
    whole = (packs / "lessons.toml").read_text("utf-8")
    lesson = whole.partition("[lesson.d2]")[2].partition("[lesson.d3]")[0]
    more = lesson.replace("day = 2", 'day = 2\nfor = "undecided"\nto = "why"')
    (packs / "lessons.toml").write_text(f"{whole}\n[lesson.d2_undecided]{more}", "utf-8")
    with pytest.raises(BadPack, match="behind a gate nobody reads what is for those who hope"):
        load(packs, book)


def test_flows_about_the_other_are_nothing_for_those_who_were_hurt(packs: Path, book: Book) -> None:
    edit(packs, "lessons.toml", 'area = "body"', 'area = "body"\nto = "curve"')
    with pytest.raises(BadPack, match="curve is not for those who were hurt"):
        load(packs, book)


# In the place of a tap


@pytest.mark.parametrize(("words", "value"), [("done", "1.done"), ("I'm done", "1.done"), ("skip", "1.skip")])
def test_what_became_of_a_lesson_can_be_written_below_it(book: Book, words: str, value: str) -> None:
    player = settled(book)
    do(player, "/lesson", words)
    assert [e.value for e in player.entries if e.kind == "lesson"] == [value]


def test_done_is_no_word_about_a_lesson_of_which_it_was_told_or_of_hours_ago(book: Book) -> None:
    player = settled(book)
    do(player, "/lesson", "done", "done")
    assert len([e for e in player.entries if e.kind == "lesson"]) == 1
    later = settled(book)
    do(later, "/lesson")
    later.now += timedelta(hours=4)
    do(later, "done")
    assert [e for e in later.entries if e.kind == "lesson"] == []


@pytest.mark.parametrize("words", ["no more", "that's all", "next", "pass", "I don't want to say"])
def test_words_that_may_mean_anything_are_no_word_about_a_lesson(book: Book, words: str) -> None:
    player = settled(book)
    do(player, "/lesson", words)
    assert [e for e in player.entries if e.kind == "lesson"] == []


def test_a_word_to_an_open_question_is_no_word_about_a_lesson(book: Book) -> None:
    player = settled(book)
    do(player, "/lesson", "/sos", "done")
    assert [e for e in player.entries if e.kind == "lesson"] == []


def test_a_word_is_about_the_lesson_that_was_shown_last(book: Book) -> None:
    player = settled(book)
    do(player, "/lesson", "done")
    player.travel(DAY)
    do(player, "/lesson", "/lesson 1", "done")
    assert [e.value for e in player.entries if e.kind == "lesson"] == ["1.done", "1.done"]
    player.now += timedelta(minutes=1)
    assert "Day 2 of the programme" in do(player, "/lesson")
    do(player, "done")
    assert [e.value for e in player.entries if e.kind == "lesson"][-1] == "2.done"


def test_an_old_lesson_goes_on_with_nothing_that_is_paused(book: Book) -> None:
    player = settled(book)
    do(player, "/lesson", "pause the programme")
    assert "Day 1 of the programme" in do(player, "/lesson 1")
    assert "The programme is paused" in do(player, "/lesson")


def test_a_lesson_opened_ahead_waits_and_can_be_passed_over(book: Book) -> None:
    player = settled(book)
    do(player, "/lesson", "[Done]")
    assert "Day 2 of" in do(player, "[Tomorrow's now]")
    assert "Day 2 of" in do(player, "/lesson")
    assert "Day 2 of" in do(player, "[Pause the programme]", "[Go on]")
    do(player, "skip this lesson")
    assert [e.value for e in player.entries if e.kind == "lesson"] == ["1.done", "2.skip"]


def test_the_lesson_read_last_is_shown_again_by_words(book: Book) -> None:
    player = settled(book)
    assert "Ninety days" in do(player, "repeat the last lesson"), "there is none yet"
    do(player, "[Done]")
    assert "Day 1 of" in do(player, "repeat the last lesson")
    do(player, "[Done]", "give me tomorrow's now")
    assert "Day 2 of" in do(player, "can I read that one again")
    assert "Day 1 of" in do(player, "/lesson 1 again")


def test_who_is_low_and_asks_for_another_page_has_another(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "3", "skip", "skip", "stop", "/lesson", "[Done]")
    assert len([e for e in player.entries if e.kind == "lesson"]) == 1
    first, second = (do(player, way).partition("# ")[2][:30] for way in ("/lesson", "give me tomorrow's now"))
    assert first == second, "until that one is done"
    do(player, "[Done]")
    assert do(player, "/lesson").partition("# ")[2][:30] != first
    assert len({e.value for e in player.entries if e.kind == "lesson"}) == 2
