"""What becomes of what was told when somebody stops, or writes something else than what was asked for."""

from datetime import timedelta

import pytest
from msgspec.json import decode
from msgspec.structs import replace

from coach.book import Book
from coach.effects import Close
from coach.events import Said
from tests.test_engine import do, settled, take
from tests.transcript import Player

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DRAFT = "You always leave it to me. Tell me what suits you?"
BETTER = "Hi. Pick-up on Friday is at five, at school. I'll bring the blue bag. Thanks."
NOTHING, SOMETHING = "Nothing was added", "What I had noted down by then is kept"


def kinds(player: Player) -> list[str]:
    return [entry.kind for entry in player.entries if entry.kind != "window"]


# Lines of a plan


def test_the_lines_for_an_evening_stand_where_the_rest_is_left(book: Book) -> None:
    player = settled(book)
    assert SOMETHING in do(player, "/friends", "a party", "with Sam", "stop")
    assert [(e.value, e.note) for e in player.entries if e.kind == "group"] == [("arrive", "with Sam")]


@pytest.mark.parametrize("way_out", ["stop", "/sos", "/checkin", "/dates"])
def test_the_lines_for_a_hard_day_stand_where_the_rest_is_left(book: Book, way_out: str) -> None:
    player = settled(book)
    do(player, "/dates add", "Their birthday", "10 December", "[Make a plan]", "home", "mum", way_out)
    [*_, kept] = [decode(e.note)["plan"] for e in player.entries if e.kind == "date"]
    assert kept == {"where": "home", "who": "mum"}


# A draft, wherever it is pasted


def test_the_next_version_is_read_where_it_is_pasted(book: Book) -> None:
    player = settled(book)
    assert "There's a reproach" in do(player, "/reply", "a child", "yes", DRAFT)
    said = do(player, "Tell me what suits you?")
    assert "There's a reproach" not in said
    assert "It ends open" in said
    assert "I have no copy" in do(player, BETTER) or player.session.prompt == ""


def test_a_version_behind_the_button_counts_and_not_the_one_that_was_pasted_before(book: Book) -> None:
    player = settled(book)
    do(player, "/reply", "a child", "yes", DRAFT, DRAFT)
    assert "There's a reproach" in do(player, "[Write it again]", DRAFT)
    do(player, "[Write it again]", BETTER)
    assert player.session.prompt == ""


@pytest.mark.parametrize("draft", [BETTER, DRAFT, "Friday at five works. Blue bag is packed."])
def test_a_draft_is_read_before_it_is_known_whether_it_needs_one(book: Book, draft: str) -> None:
    player = settled(book)
    said = do(player, "/reply", "a child", draft)
    assert "couldn't match" not in said
    assert player.session.step in ("again", "")
    assert ("reproach" in said) is (draft is DRAFT)


@pytest.mark.parametrize("words", ["hmm", "she asked when I'll come on Friday, if you know what I mean", "the usual"])
def test_what_is_no_draft_is_asked_about_once_more(book: Book, words: str) -> None:
    player = settled(book)
    assert "does it need an answer" in do(player, "/reply", "a child", words)
    assert player.session.step == "needs"


@pytest.mark.parametrize("words", ["ok thanks", "perfect", "I'll send it", "hmm"])
def test_a_word_after_the_draft_is_no_draft(book: Book, words: str) -> None:
    player = settled(book)
    said = do(player, "/reply", "a child", "yes", DRAFT, words)
    assert "What I'd change" not in said
    assert "I see no fact" not in said


@pytest.mark.parametrize("before", [("a child",), ("a child", "yes", DRAFT)])
def test_nothing_of_a_pasted_draft_is_left_standing_or_kept(book: Book, before: tuple[str, ...]) -> None:
    player = settled(book)
    do(player, "/reply", *before)
    closes = [e for e in take(player, Said("CANARY, you never call me back")) if isinstance(e, Close)]
    assert closes
    assert "CANARY" not in str(closes)
    do(player, "it will do")
    assert "CANARY" not in f"{player.entries}{player.session}{player.person}"


# Fewer than five moments


def test_four_moments_are_asked_for_a_fifth(book: Book) -> None:
    player = settled(book)
    said = do(player, "/curve", "2", "3", "1", "4", *["skip"] * 4)
    assert "[Add one of my own]" in said
    assert "[Draw it]" not in said
    assert "[Draw it]" in do(player, "[Add one of my own]", "the sea, 4")
    do(player, "[Draw it]")
    assert kinds(player) == ["curve"]


def test_stopping_with_four_keeps_them(book: Book) -> None:
    player = settled(book)
    assert "answers so far are kept" in do(player, "/curve", "2", "3", "1", "4", *["skip"] * 4, "[Stop]")
    player.now += DAY
    assert "1. The first time: 2" in do(player, "/curve")


def test_one_that_was_passed_over_can_be_told_after_all(book: Book) -> None:
    player = settled(book)
    do(player, "/curve", "2", "skip", "1", "4", "3", *["skip"] * 3)
    assert "One of the best days" in do(player, "[One that I passed over]")
    assert "2. A best day: 5" in do(player, "5")
    assert player.session.step == "check"


def test_a_moment_of_their_own_that_was_passed_over_can_be_given_after_all(book: Book) -> None:
    player = settled(book)
    do(player, "/curve", *["skip"] * 8)
    for _ in range(6):
        do(player, "[Add one of my own]", "skip")
    for score in ("1", "2", "3", "4"):
        assert player.session.step == "few"
        do(player, "[Add one of my own]", score)
    assert player.session.step == "few"
    do(player, "[Add one of my own]", "5")  # theirs are all told: one of the eight that was passed over
    do(player, "[Draw it]")
    assert kinds(player) == ["curve"]


def test_what_stood_at_the_order_with_too_few_goes_on(book: Book) -> None:
    player = settled(book)
    do(player, "/curve", "2", "3", "1", "4", *["skip"] * 4)
    player.session = replace(player.session, step="check")
    assert "[Add one of my own]" in do(player, "ok")
    assert player.session.step == "few"


# A letter that was written to its end

LETTER = ("/letter", "I never told you about the boat.", "done")


@pytest.mark.parametrize("way", ["[Stop]", "skip", "/checkin", "[Keep it sealed]"])
def test_a_letter_is_kept_unless_they_let_it_go(book: Book, way: str) -> None:
    player = settled(book)
    assert "lets you erase it" in do(player, *LETTER, "to bed", way)
    assert kinds(player) == ["letter"]
    assert "And now I'm going to to bed" in player.entries[-1].note


@pytest.mark.parametrize("way", ["[Stop]", "/checkin"])
def test_so_is_one_without_its_last_line(book: Book, way: str) -> None:
    player = settled(book)
    said = do(player, *LETTER, way)
    assert NOTHING not in said
    assert "lets you erase it" in said
    assert kinds(player) == ["letter"]


def test_one_that_is_in_the_middle_is_not(book: Book) -> None:
    player = settled(book)
    assert NOTHING in do(player, "/letter", "I never told you about the boat.", "[Stop]")
    assert kinds(player) == []


def test_more_of_a_letter_that_is_closed_is_answered(book: Book) -> None:
    player = settled(book)
    said = do(player, *LETTER, "to bed", "and I still have your blue jumper")
    assert "first line of the next" in said
    assert "Fold it up" in said
    do(player, "burn it please")
    assert kinds(player) == []


# A side question that was not answered stands in nobody's way

SIDE = {
    "mute": (("/mute", "[It's done]"), "Step 2"),
    "curve": (("/curve", *["1"] * 8, "ok"), "Your curve of"),
    "they": (("/they", "a hey"), "Which comes nearest?"),
    "back": (("/back", "none", "a", "b", "c", "d", "e"), "every time"),
}


@pytest.mark.parametrize("wait", [MINUTE, 21 * DAY], ids=["at once", "in three weeks"])
@pytest.mark.parametrize("flow", SIDE)
def test_what_is_opened_again_begins_anew_where_only_a_side_question_was_open(
    book: Book, flow: str, wait: timedelta
) -> None:
    player = settled(book)
    told, opening = SIDE[flow]
    do(player, *told)
    side = player.session.step
    player.now += wait
    said = do(player, f"/{flow}")
    assert player.session.step != side
    assert opening in said or flow == "back"
    assert "take this up" not in said


@pytest.mark.parametrize("told", [("/dating", "5"), ("/friends", "event", "Sam"), ("/they", "talk", "a"), ("/mute",)])
def test_what_belongs_to_its_hours_is_not_asked_weeks_later(book: Book, told: tuple[str, ...]) -> None:
    player = settled(book)
    do(player, *told)
    asked, kept = player.session.step, kinds(player)
    player.now += MINUTE
    do(player, told[0])
    assert player.session.step == asked
    player.now += 21 * DAY
    do(player, told[0])
    assert player.session.step != asked or told == ("/mute",)
    assert kinds(player)[: len(kept)] == kept
    assert ("talk" in kinds(player)) is (told[0] == "/they")


def test_nor_is_it_taken_up_where_it_was_left_for_something_else(book: Book) -> None:
    player = settled(book)
    do(player, *SIDE["back"][0], "[No, as they are]")
    step = player.session.step
    assert "take this up" not in do(player, "/checkin", "/stop", "/back")
    assert player.session.step != step


def test_one_that_was_left_there_before_is_passed_over(book: Book) -> None:
    """By another version, which kept it."""
    player = settled(book)
    do(player, "/back", "none", "a", "/mute")
    left = {name: replace(one, step="look") for name, one in player.session.left.items()}
    player.session = replace(player.session, left=left)
    assert "take this up" not in do(player, "/back")


# What Stop says is so


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (("/mute",), False),
        (("/mute", "[It's done]"), True),
        (("/mute", "[Doesn't fit, the next]"), True),
        (("/dating",), True),
        (("/friends", "event", "Sam"), True),
        (("/friends", "event"), False),
        (("/reply", "a child"), False),
        (("/mute", "[It's done]", "/friends"), False),
    ],
)
def test_stop_says_whether_anything_was_kept(book: Book, told: tuple[str, ...], kept: bool) -> None:
    player = settled(book)
    said = do(player, *told, "[Stop]")
    assert (SOMETHING in said) is kept
    assert (NOTHING in said) is not kept


# What lies ahead is asked after at the end of a review


def test_a_review_asks_what_is_hard_in_the_next_two_weeks(book: Book) -> None:
    player = settled(book)
    said = do(player, "/review", "skip", "skip", "skip", "[Not this week]")
    assert "hard in the next two weeks?" in said
    assert "[Hard dates]" in said


def test_it_names_the_next_where_one_is_known(book: Book) -> None:
    player = settled(book)
    do(player, "/dates hearing", "12 March", "/dates add", "[My birthday]", "9 March")
    said = do(player, "/review", "skip", "skip", "skip", "[Not this week]")
    assert "on 9 March: Your birthday" in said
    assert "two weeks?" not in said


def test_one_that_lies_further_ahead_is_no_answer(book: Book) -> None:
    player = settled(book)
    do(player, "/dates", "[My birthday]", "9 May")
    assert "hard in the next two weeks?" in do(player, "/review", "skip", "skip", "skip", "[Not this week]")
