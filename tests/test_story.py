"""/story: what was recorded is shown as it counts, and put right without a trace of what it was."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters import token
from coach import story
from coach.book import Book
from coach.counts import count
from coach.forgetting import SAID
from coach.ledger import Entry, Ledger
from coach.person import Age, Gate
from coach.telling import TOLD
from tests.properties import examples
from tests.test_engine import HOUR, do, settled
from tests.transcript import BEGIN, Player

TODAY = date(2026, 3, 2)
MINUTE = timedelta(minutes=1)


def told(book: Book, *what: str) -> Player:
    player = settled(book)
    do(player, "/stop", "/checkin", *(what or ("6", "2", "i texted him", "yes", "a line of mine")))
    player.now += MINUTE
    return player


def kept(player: Player) -> dict[str, str]:
    ledger = Ledger(tuple(player.entries))
    return {kind: entry.value for kind in ("mood", "urge", "contact", "own") for entry in ledger.by_day(kind).values()}


def one(player: Player, kind: str, place: int = -1) -> str:
    """The command behind the button of one of a kind, of all that there are: the last, if not of another place."""
    days = story.by_day(Ledger(tuple(player.entries)), player.person)
    found = [(item.last.at, f"/story {day:%Y%m%d}.{item.key}") for day in days for item in days[day]
             if item.kind == kind]  # fmt: skip
    return sorted(found)[place][1]


# What is shown


def test_own_words_are_named_and_shown_when_they_are_asked_for(book: Book) -> None:
    player = told(book)
    assert "a line of mine" not in do(player, "/story", "/story today", one(player, "word"))
    assert "a line of mine" in do(player, "show")


def test_what_was_said_in_letters_plans_and_dates_is_named_and_not_shown(book: Book) -> None:
    player = told(book)
    do(player, "/plan", "i stop answering", "tea", "Ana", "the library", "the dog")
    do(player, "/dates add", "something else", "the day we met", "9 march", "once")
    do(player, "/away", "3")
    shown = do(player, "/story")
    for words in ("i stop answering", "Ana", "the day we met"):
        assert words not in shown
    for named in ("Your plan for a bad hour", "A hard date", "Days that count nowhere"):
        assert named in shown


def test_those_under_18_have_their_check_ins_and_nothing_else(book: Book) -> None:
    player = told(book)
    do(player, "/dates add", "an exam", "9 march")
    player.person = replace(player.person, age=Age.TEEN)
    shown = do(player, "/story")
    assert "Day: 6 of 10" in shown
    for unsaid in ("hard date", "window"):
        assert unsaid not in shown


def test_screens_of_seven_days_with_ways_between_them(book: Book) -> None:
    player = settled(book)
    player.entries = [Entry("mood", "5", TODAY - timedelta(days=n), BEGIN) for n in range(20)]
    first = do(player, "/story")
    assert first.count("Day: 5 of 10") == 7
    assert "[Older]" in first
    assert "[Newer]" not in first
    second = do(player, "[Older]")
    assert "[Newer]" in second
    assert "23 February" in second
    last = do(player, "/story p3")
    assert "[Older]" not in last
    assert "11 February" in last
    assert "11 February" in do(player, "/story p99"), "there are no more than three"


def test_nothing_told_says_so(book: Book) -> None:
    player = settled(book)
    player.entries = []
    assert "Nothing yet" in do(player, "/story")


@pytest.mark.parametrize("argument", ["1 january 2027", "20270101", "20270101.mood"])
def test_a_day_to_come_has_no_story(book: Book, argument: str) -> None:
    assert "still to come" in do(told(book), f"/story {argument}")


def test_a_day_before_anything_that_can_be_told_is_no_day_of_it(book: Book) -> None:
    assert do(told(book), "/story 19990101") == do(told(book), "/story")


def test_the_days_of_a_pause_are_marked(book: Book) -> None:
    player = told(book)
    do(player, "/away", "2")
    assert "counts nowhere" in do(player, "/story yesterday")
    assert "counts nowhere" not in do(player, "/story 20260302")


def test_every_button_of_it_fits_a_token(book: Book) -> None:
    """Also those of somebody who has been asked a million questions."""
    prompt = "a1b2c3d4m" + "f" * 5
    longest = max(set(SAID) - {*TOLD}, key=len)
    of_an_instant = Ledger(tuple(Entry(longest, str(n), TODAY, BEGIN) for n in range(15)))
    [items] = story.by_day(of_an_instant, settled(book).person).values()
    assert len({item.key for item in items}) == 15
    for item in items:
        assert token.write(prompt, f"{story.FLOW}.20260302.{item.key}")
    assert token.write(prompt, "datewas.needed.20260302")


# What is put right


def test_a_correction_is_a_later_entry_and_what_counts_is_shown(book: Book) -> None:
    player = told(book)
    do(player, "/story 20260302.contact", "correct it", "no contact")
    assert [e.value for e in player.entries if e.kind == "contact"] == ["wrote", "kept"]
    assert kept(player)["contact"] == "kept"
    assert "Contact: No contact" in do(player, "/story today")
    assert "Kept 1 of 1" in do(player, "/status")


@pytest.mark.parametrize(
    ("key", "answers", "value"),
    [
        ("mood", ("8",), "8"),
        ("urge", ("0",), "0"),
        ("own", ("no",), "no"),
        ("contact", ("they texted me", "yes"), "replied"),
        ("contact", ("they texted me", "skip"), "they"),
        ("contact", ("looked",), "looked"),
    ],
)
def test_each_answer_can_be_told_otherwise(book: Book, key: str, answers: tuple[str, ...], value: str) -> None:
    player = told(book)
    assert "as it stands now" in do(player, f"/story 20260302.{key}", "change", *answers)
    assert kept(player)[key] == value


def test_the_last_contact_follows_a_correction(book: Book) -> None:
    player = told(book)
    before = player.person.last_contact
    assert before == TODAY
    do(player, "/story 20260302.contact", "change", "no contact")
    assert player.person.last_contact == date(2026, 2, 18), "the last that is known of"
    do(player, "/story 20260228.contact", "i texted him")
    assert player.person.last_contact == date(2026, 2, 28)


def test_a_very_low_number_shows_who_to_call(book: Book) -> None:
    player = told(book)
    assert "999" in do(player, "/story 20260302.mood", "change", "0")
    assert "999" not in do(player, "/story 20260302.mood", "change", "4")


def test_contact_of_a_day_of_which_nothing_was_told(book: Book) -> None:
    player = told(book)
    do(player, "/story 20 february")
    do(player, "[Tell contact for that day]", "no contact")
    assert [e.value for e in player.entries if e.day == date(2026, 2, 20)] == ["kept"]


def test_moved_to_another_day_it_is_gone_from_the_first(book: Book) -> None:
    player = told(book)
    do(player, "/story 20260302.contact", "it was another day", "yesterday")
    contact = [(e.value, e.day) for e in player.entries if e.kind == "contact"]
    assert contact == [("wrote", TODAY - timedelta(days=1))]
    assert player.person.last_contact == TODAY - timedelta(days=1)
    assert "Nothing was moved" in do(player, "/story 20260301.contact", "day", "yesterday")


def test_moved_alone_it_takes_the_day_of_the_last_check_in_along(book: Book) -> None:
    player = told(book, "6", "stop")
    assert player.person.told == TODAY
    do(player, "/story 20260302.mood", "day", "yesterday")
    assert player.person.told == TODAY - timedelta(days=1)


def test_what_was_taken_out_is_gone_with_all_that_was_corrected(book: Book) -> None:
    player = told(book)
    do(player, "/story 20260302.mood", "change", "8")
    assert "Taken out" in do(player, "/story 20260302.mood", "take it out", "yes")
    assert not [e for e in player.entries if e.kind == "mood"]
    assert "Day:" not in do(player, "/story today")


def test_a_no_keeps_it(book: Book) -> None:
    player = told(book)
    before = list(player.entries)
    assert "stays as it is" in do(player, "/story 20260302.mood", "take it out", "no")
    assert player.entries == before


def test_a_quiz_and_a_plan_can_be_taken_out(book: Book) -> None:
    player = told(book)
    do(player, "/plan", "i stop answering", *["skip"] * 4)
    do(player, one(player, "plan"), "yes")
    assert not [e for e in player.entries if e.kind == "plan"]
    player.entries.append(Entry("chances", "p5", TODAY, player.now, "{}"))
    do(player, one(player, "chances"), "yes")
    assert not [e for e in player.entries if e.kind == "chances"]


@pytest.mark.parametrize("key", ["mood", "word1", "plan1", "nonsense", "window1", "contact.x"])
def test_a_button_of_what_is_gone_changes_nothing(book: Book, key: str) -> None:
    player = settled(book)
    before = list(player.entries)
    do(player, "/stop", f"/story 20260301.{key}", one(player, "window"))
    assert player.entries == before


def test_a_screen_of_before_acts_on_nothing_but_what_it_names(book: Book) -> None:
    """What is named stays what it was, however much is taken out beside it."""
    player = told(book)
    player.now += MINUTE
    do(player, "and a second line")
    first = one(player, "word", 0)
    assert "a line of mine" in do(player, first, "show")
    do(player, first, "gone", "yes")
    assert "there any more" in do(player, first)
    assert [e.note for e in player.entries if e.kind == "word"] == ["and a second line"]


def test_several_of_one_instant_are_told_apart_and_so_is_what_is_left_of_them(book: Book) -> None:
    player = told(book)
    do(player, "/plan", "i stop answering", "tea", "Ana", "the library", "the dog")
    third, last = one(player, "plan", 2), one(player, "plan")
    assert len([e for e in player.entries if e.kind == "plan"]) == 5
    do(player, third, "yes")
    assert [e.note for e in player.entries if e.kind == "plan"] == ["i stop answering", "tea", "the library", "the dog"]
    for stale in (third, last):
        assert "there any more" in do(player, stale), "a screen of before the one was taken out"
    do(player, one(player, "plan"), "yes")
    assert [e.note for e in player.entries if e.kind == "plan"] == ["i stop answering", "tea", "the library"]


def test_a_date_that_took_the_place_of_another_is_another(book: Book) -> None:
    player = told(book)
    do(player, "/dates add", "something else", "the day we met", "9 march", "once")
    stale = one(player, "date")
    do(player, "/dates gone_1", "yes")
    player.now += MINUTE
    do(player, "/dates add", "something else", "the day we parted", "10 march", "once")
    assert "there any more" in do(player, stale)
    assert one(player, "date") != stale


@pytest.mark.parametrize(("key", "answer"), [("mood", "8"), ("mood", "day"), ("word", "show"), ("mood", "gone")])
def test_what_goes_while_it_is_asked_about_is_no_harm(book: Book, key: str, answer: str) -> None:
    player = told(book)
    first = {"8": "change", "day": "day", "show": "", "gone": "gone"}[answer]
    do(player, one(player, key), *filter(None, [first]))
    player.entries = []
    last = {"day": "yesterday", "gone": "yes"}.get(answer, answer)
    assert do(player, last)


def test_a_question_of_which_it_is_not_known_what_it_is_about_changes_nothing(book: Book) -> None:
    player = told(book)
    do(player, "/story 20260302.mood", "change")
    player.session = replace(player.session, answers={})
    before = list(player.entries)
    do(player, "4")
    assert player.entries == before


def test_a_check_in_that_is_taken_up_again_does_not_tell_it_as_it_was(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "6", "2", "wrote")
    player.now += MINUTE
    do(player, "/story today")  # what was open is set aside
    do(player, "/story 20260302.contact", "change", "no contact")
    player.now += MINUTE
    do(player, "/checkin", "skip", "skip", "skip")
    assert kept(player)["contact"] == "kept"


def test_writing_back_is_taken_out_of_a_check_in_that_was_left(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "6", "2", "they", "yes")
    player.now += MINUTE
    do(player, "/forget", "yes")
    player.now += MINUTE
    do(player, "/checkin", "skip", "skip", "skip")
    assert "contact" not in kept(player)


# Whatever was told, and however it is put right

CONTACT = ["kept", "needed", "wrote", "they", "replied", "looked"]
WORDS = {"kept": "no contact", "needed": "only what was needed", "wrote": "i reached out", "looked": "i looked them up"}


@examples(25)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(CONTACT)), min_size=1, max_size=8),
    st.integers(0, 6),
    st.sampled_from(sorted(WORDS)),
)
def test_a_day_put_right_counts_as_if_it_had_been_told_so(
    book: Book, days: list[tuple[int, str]], which: int, value: str
) -> None:
    player = settled(book)
    player.entries = [Entry("contact", v, TODAY - timedelta(days=n), BEGIN - HOUR) for n, v in days]
    day = TODAY - timedelta(days=which)
    there = any(e.day == day for e in player.entries)
    do(player, "/stop", f"/story {day:%Y%m%d}.contact", *(["change"] if there else []), WORDS[value])
    straight = {TODAY - timedelta(days=n): v for n, v in days} | {day: value}
    meant = Ledger(tuple(Entry("contact", v, d, BEGIN) for d, v in sorted(straight.items())))
    for person in (player.person, replace(player.person, gates=frozenset({Gate.HARM}), rule=frozenset({"replied"}))):
        assert count(Ledger(tuple(player.entries)), person) == count(meant, person)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("sos", "8", "with the pull at 8 of 10"),
        ("sos", "", "The ten minutes begun"),
        ("ride", "3", "the pull at 3 of 10"),
        ("load", "12", "12 of 16"),
        ("clarity", "5", "5 of 8"),
        ("phq2", "2", "2 of 6"),
        ("helped", "walk", "What helped that week"),
    ],
)
def test_a_number_that_was_told_is_shown(book: Book, kind: str, value: str, said: str) -> None:
    player = settled(book)
    player.entries.append(Entry(kind, value, player.now.date(), player.now))
    shown = do(player, "/story")
    assert said in shown
    assert "from 0 to" not in shown


def test_contact_told_by_itself_stands_under_its_day_and_the_same_twice_is_one_line(book: Book) -> None:
    player = settled(book)
    do(player, "/slip", "I wrote or called", "Yesterday", "A drink, or the like")
    player.now += MINUTE
    do(player, "/slip", "I wrote or called", "Yesterday", "A drink, or the like")
    first, second = [line for line in do(player, "/story").splitlines() if "March:" in line]
    assert "An if-then plan (2 times)" in first
    assert "Told by itself" not in first
    assert "Told by itself: I wrote or called (2 times)" in second


def test_a_second_slip_of_a_day_is_answered_in_other_words(book: Book) -> None:
    player = settled(book)
    ways = ("/slip", "I wrote or called", "Just now")
    said = [(do(player, *ways).partition("\n< What")[0], do(player, "Skip"))[0] for _ in range(3)]
    assert len(set(said)) == 3


@pytest.mark.parametrize("way", ["taken out", "put right"])
def test_the_answer_of_a_day_takes_what_was_told_by_itself_along(book: Book, way: str) -> None:
    player = settled(book)
    do(player, "/slip", "I looked them up", "Just now", "Skip")
    player.now += MINUTE
    do(player, "/slip", "I looked them up", "Just now", "Skip", "/story today", "[Contact: I looked them up]")
    if way == "taken out":
        assert "Contact" not in do(player, "[Take it out]", "yes").partition("\n  [")[0]
    else:
        do(player, "[Correct it]", "[No contact]")
    assert "Told by itself" not in do(player, "/story today")
    player.now += timedelta(days=1)
    assert "1 day in the last week" in do(player, "/slip", "I looked them up", "Just now")


def test_of_two_told_of_a_day_one_is_taken_out_and_the_day_stays_as_it_is(book: Book) -> None:
    player = settled(book)
    for _ in range(2):
        do(player, "/slip", "I wrote or called", "Just now", "Skip")
        player.now += MINUTE
    do(player, "/story today", "[Told by itself: I wrote or called]", "yes")
    assert "Contact: I reached out; Told by itself: I wrote or called;" in do(player, "/story")
