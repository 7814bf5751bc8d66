"""/forget: what is taken out is out of every row, every count and every copy, and nothing else is."""

import json
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import plan, story
from coach.book import Book
from coach.counts import count as counted
from coach.effects import Recall, Strike
from coach.forgetting import SAID
from coach.ledger import Entry, Ledger
from coach.person import Gate
from coach.session import Left
from tests.botapi import BotApi
from tests.discordapi import DiscordApi
from tests.guests import Parlour
from tests.office import count, rows
from tests.people import House
from tests.properties import examples
from tests.test_engine import DAY, HOUR, do, settled
from tests.test_store import CANARY, traces
from tests.transcript import BEGIN, Player

MINUTE = timedelta(minutes=1)
CHECKIN = ("/checkin", "6", "2", "wrote", "yes", "a line")


def told(player: Player) -> list[str]:
    return [entry.kind for entry in player.entries if entry.kind in SAID]


def one_back(player: Player) -> str:
    player.now += MINUTE
    return do(player, "/forget", "yes")


# What is found


@pytest.mark.parametrize(("answers", "thing"), [
    (("/checkin", "6", "stop"), "your number for the day"),
    (("/checkin", "6", "2", "stop"), "your number for the pull"),
    (("/checkin", "6", "2", "wrote", "stop"), "your answer about contact"),
    (("/checkin", "6", "2", "wrote", "yes", "skip"), "something of your own"),
    (CHECKIN, "what you wrote about the day"),
    ((*CHECKIN, "and one more"), "what you wrote about the day"),
])  # fmt: skip
def test_the_last_answer_is_found_and_told_by_what_it_was_about(
    book: Book, answers: tuple[str, ...], thing: str
) -> None:
    player = settled(book)
    do(player, "/stop", *answers)
    player.now += MINUTE
    said = do(player, "/forget")
    assert thing in said
    assert "a line" not in said
    assert "one more" not in said


CURVE = ("/curve", "the sea 5", "4", "3", "2", "1", "0", "-1", "-2", "ok", "yes")


def test_a_curve_goes_whole_and_with_it_what_was_promised_of_it(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/resume", *CURVE)
    assert "again" in player.wakes
    player.now += MINUTE
    assert "a whole curve" in do(player, "/forget")
    assert "the sea" not in do(player, "yes")
    assert "again" not in player.wakes
    assert not [e for e in player.entries if e.kind == "curve"]


def test_where_another_curve_stays_it_is_asked_for_all_the_same(book: Book) -> None:
    player = settled(book)
    do(player, *CURVE)
    player.now += MINUTE
    do(player, "/curve new", *CURVE[1:-1])
    one_back(player)
    assert "again" in player.wakes
    assert len([e for e in player.entries if e.kind == "curve"]) == 1


def test_the_answers_about_habits_go_together(book: Book) -> None:
    player = settled(book)
    do(player, "/habits", *["4"] * 8, "no")
    player.now += MINUTE
    assert "eight answers about habits" in do(player, "/forget")
    do(player, "yes")
    assert not [e for e in player.entries if e.kind == "habits"]


def test_the_words_are_never_shown_again(book: Book) -> None:
    player = settled(book)
    do(player, *CHECKIN)
    player.now += MINUTE
    for what in ("/forget", "no", "/forget", "hm", "yes"):
        assert "a line" not in do(player, what)


def test_a_day_in_the_past_is_named(book: Book) -> None:
    player = settled(book)
    do(player, *CHECKIN)
    player.now += 40 * DAY
    assert "It is about 2 March, and you told me on 2 March at 08:00." in do(player, "/forget")


def test_what_was_told_of_another_day_is_about_that_day(book: Book) -> None:
    player = settled(book)
    player.now += 3 * DAY
    do(player, "/stop", "/checkin", "6", "2", "kept", "wrote", "skip", "skip", "skip")
    assert [(e.value, e.day.day) for e in player.entries if e.kind == "contact"] == [("kept", 5), ("wrote", 4)]
    player.now += MINUTE
    assert "your answer about contact. It is about 4 March" in do(player, "/forget")
    do(player, "yes")
    assert [e.day.day for e in player.entries if e.kind == "contact"] == [5]


def test_messages_of_ours_are_nothing_that_was_said(book: Book) -> None:
    player = settled(book)
    player.travel(2 * DAY)
    assert {e.kind for e in player.entries} == {"window", "push"}
    assert "nothing that you told me" in do(player, "/forget")


@pytest.mark.parametrize("opened", ["/start", "/forget"])
def test_before_there_is_consent_there_is_nothing_to_forget(book: Book, opened: str) -> None:
    player = Player(book)
    do(player, opened)
    assert "How old are you?" in do(player, "/forget")


def test_a_beginning_that_was_left_is_settings_and_consent(book: Book) -> None:
    player = Player(book)
    do(player, "/start", "[adult]", "[yes]", "[United Kingdom]", "stop")
    assert player.session.left.keys() == {"start"}
    assert "nothing that you told me, only settings" in do(player, "/forget")


# What is taken out


def test_each_goes_in_its_turn_and_the_counts_are_right_after_each(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", *CHECKIN)
    player.now += DAY
    do(player, "/checkin", "3", "9", "kept", "no", "skip")
    while told(player):
        left = len(told(player))
        assert "Forgotten" in one_back(player)
        assert len(told(player)) == left - 1
        ledger = Ledger(tuple(player.entries))
        shown = do(player, "/status")
        kept = counted(ledger, player.person)
        assert (f"Kept {kept.kept} of " in shown) == (kept.kept > 0)
        assert player.person.told == max((e.day for e in ledger if e.kind in SAID), default=None)
    assert "nothing that you told me" in do(player, "/forget")
    assert "Nothing to count yet" in do(player, "/status")


def test_a_correction_that_is_forgotten_leaves_what_was_told_before(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "6", "2", "kept", "stop")
    player.now += HOUR
    do(player, "/checkin new", "skip", "skip", "wrote", "stop")
    assert "told me about 1 day" in do(player, "/status")
    one_back(player)
    assert "Kept 1 of 1 day" in do(player, "/status")


def test_the_reply_that_was_made_of_it_goes_too(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", *CHECKIN)
    assert [e.value for e in player.entries if e.kind == "rule"] == ["r5"]
    one_back(player)
    assert [e.kind for e in player.entries if e.kind in ("rule", "queue")] == []
    assert "the last thing I did" not in do(player, "thank you for that")
    assert "word" not in told(player), "words out of nowhere belong to no check-in any more"


@pytest.mark.parametrize(
    ("before", "told_at_start", "after"),
    [
        ((), 12, date(2026, 2, 18)),  # the window began with it
        ((), 60, None),  # too long ago to begin a window: no longer known
        (("kept",), 12, date(2026, 2, 18)),
        (("they",), 12, date(2026, 3, 2)),
    ],
)
def test_last_in_touch_is_what_it_was(
    book: Book, before: tuple[str, ...], told_at_start: int, after: date | None
) -> None:
    player = Player(book)
    player.settle(told_at_start)
    do(player, "/stop")
    for contact in before:
        do(player, "/checkin", "skip", "skip", contact, "stop")
        player.now += DAY
    do(player, "/checkin", "skip", "skip", "wrote", "stop")
    assert player.person.last_contact == player.now.date()
    one_back(player)
    assert player.person.last_contact == after


def test_contact_that_is_not_the_last_changes_nothing_else(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "skip", "skip", "kept", "stop")
    one_back(player)
    assert player.person.last_contact == date(2026, 2, 18)
    player.person = replace(player.person, since=None, last_contact=player.now.date())
    do(player, "/checkin", "skip", "skip", "wrote", "stop")
    one_back(player)
    assert player.person.last_contact is None, "nothing that is kept says when it was"


def test_a_check_in_that_was_left_does_not_tell_it_again(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "4", "7", "kept")
    one_back(player)
    assert told(player) == ["mood", "urge"]
    do(player, "/checkin", "[part]", "/settings")
    assert told(player) == ["mood", "urge", "own"]
    one_back(player)
    assert told(player) == ["mood", "urge"]
    assert player.session.left["checkin"].answers.keys() & {"own_first", "contact"} == set()


def test_a_gap_that_was_left_does_not_tell_it_again(book: Book) -> None:
    player = settled(book)
    player.now += 3 * DAY
    do(player, "/stop", "/checkin", "4", "7", "kept", "wrote", "they")
    one_back(player)
    assert [e.value for e in player.entries if e.kind == "contact"] == ["kept", "wrote"]
    assert player.session.left["checkin"].answers.keys() & {"gap_one", "gap_two"} == {"gap_one"}


def test_of_a_flow_that_was_left_the_last_answer_goes_and_is_asked_again(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/chances", "[none]", "silent", "skip")
    assert "What have they said or done" in one_back(player) + do(player, "/chances")
    assert player.session.step == "q02_boundary"
    assert "q02_boundary" not in player.session.answers


def test_ticks_of_the_open_question_go_first(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/chances", "[putdown]", "[control]")
    one_back(player)
    assert not player.session.left["chances"].answers.get("q01_safety")
    assert player.person.gates == {Gate.ABUSE}, "what was told about safety stays"


def test_where_all_was_passed_over_there_is_nothing(book: Book) -> None:
    player = settled(book)
    player.session = replace(
        player.session, left={"chances": Left("q03_who_ended", {"q02_boundary": ""}, ("q02_boundary",), BEGIN)}
    )
    assert "nothing that you told me" in do(player, "/forget")


def test_a_question_that_the_pack_has_dropped_is_told_by_its_flow(book: Book) -> None:
    player = settled(book)
    player.session = replace(player.session, left={"chances": Left("q99", {"q98": "yes"}, ("q98",), BEGIN)})
    assert "an answer in what you left open (An honest look)." in do(player, "/forget")
    do(player, "yes")
    assert player.session.left["chances"].answers == {}


def test_flows_that_the_pack_has_dropped_are_no_concern(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", *CHECKIN)
    player.session = replace(player.session, left={"tea": Left("q", {"q": "yes"}, (), BEGIN + DAY)})
    assert "Forgotten" in one_back(player)


def test_the_newer_of_two_is_the_last(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/chances", "[none]", "silent", "/stop")
    player.now += MINUTE
    do(player, "/checkin", "5", "stop")
    player.now += MINUTE
    assert "your number for the day" in do(player, "/forget")
    do(player, "yes", "/chances", "skip")
    player.now += MINUTE
    assert "An honest look" in do(player, "/forget")


def test_a_whole_quiz_is_one_thing_and_its_promise_goes_with_it(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/chances", *["skip"] * 16)
    player.entries.append(Entry("chances", "p6", player.now.date(), player.now, json.dumps({"q02_boundary": "silent"})))
    player.wakes["early"] = player.now + DAY
    one_back(player)
    assert "chances" not in told(player)
    assert "early" not in player.wakes


def of_ten_minutes(player: Player) -> None:
    do(player, "/sos", "yes", "8", "[It has eased already]", "3")


@pytest.mark.parametrize("kind", ["sos", "ride"])
def test_ten_minutes_of_before_take_nothing_of_todays_along(book: Book, kind: str) -> None:
    player = settled(book)
    of_ten_minutes(player)
    old = next(e for e in player.entries if e.kind == kind)
    player.travel(5 * DAY)
    of_ten_minutes(player)
    waits = {key: at for key, at in player.wakes.items() if key.startswith("follow.")}
    assert len(waits) == 3
    taken_out(player, old)
    assert waits.items() <= player.wakes.items()
    taken_out(player, next(e for e in player.entries if e.kind == kind))
    assert not waits.keys() & player.wakes.keys()


def test_an_old_result_takes_nothing_of_the_new_ones_promises_along(book: Book) -> None:
    player = settled(book)
    old, new = (Entry("chances", "p6", BEGIN.date(), BEGIN + n * DAY, "{}") for n in (0, 20))
    player.now += 20 * DAY + MINUTE
    player.entries += [old, new]
    player.wakes |= {"early": player.now + 10 * DAY, "later": player.now + DAY}
    taken_out(player, old)
    assert player.wakes.keys() >= {"early", "later"}
    taken_out(player, new)
    assert not player.wakes.keys() & {"early", "later"}


def test_a_consent_of_before_takes_nothing_of_the_new_one_along(book: Book) -> None:
    player = settled(book)
    days = [BEGIN + n * DAY for n in (0, 20)]
    results = [Entry("chances", "p9", at.date(), at, "{}") for at in days]
    consents = [
        Entry("outcome", "may", at.date(), at + MINUTE, json.dumps({"said": "2", "taken": f"{at:%Y-%m-%d}"}))
        for at in days
    ]
    player.now += 20 * DAY + HOUR
    player.entries += [*results, *consents]
    player.wakes["question"] = player.now + 90 * DAY
    taken_out(player, results[0])
    assert consents[0] not in player.entries
    assert "question" in player.wakes
    taken_out(player, results[1])
    assert consents[1] not in player.entries
    assert "question" not in player.wakes


def taken_out(player: Player, entry: Entry) -> None:
    """As /story does it, screen by screen."""
    days = story.by_day(Ledger(tuple(player.entries)), player.person)
    [key] = [f"{day:%Y%m%d}.{item.key}" for day in days for item in days[day] if entry in item.entries]
    do(player, f"/story {key}", "yes")
    assert entry not in player.entries


def test_lines_of_a_plan_go_one_by_one_and_the_one_before_stands_again(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/plan", "I stop eating", "skip", "Mina", "skip", "my dog")
    player.now += MINUTE
    do(player, "/plan", "skip", "skip", "skip", "skip", "the sea")
    player.now += MINUTE
    assert "a line of your plan" in do(player, "/forget")
    assert "take back" not in do(player, "hm"), "our message has the whole plan in it"
    do(player, "yes")
    assert plan.kept(Ledger(tuple(player.entries))) == {"signs": "I stop eating", "people": "Mina", "reasons": "my dog"}
    one_back(player)
    assert plan.kept(Ledger(tuple(player.entries))) == {"signs": "I stop eating", "people": "Mina"}


def test_that_there_was_danger_is_not_forgotten(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "I want to die")
    assert [e.kind for e in player.entries if e.kind in SAID] == []
    before = list(player.entries)
    player.now += MINUTE
    do(player, "/forget")
    assert player.entries == before


def test_a_question_that_was_open_before_all_this_is_answered_kindly(book: Book) -> None:
    """As an earlier version, or a store that lost a row, may have left it."""
    player = settled(book)
    do(player, "/stop", *CHECKIN)
    player.now += MINUTE
    do(player, "/forget")
    player.entries.clear()
    assert "nothing that you told me" in do(player, "hm")
    assert "nothing that you told me" in do(player, "yes")


@examples(60)
@given(st.lists(st.sampled_from([
    "/checkin", "/chances", "/settings", "4", "8", "kept", "wrote", "they", "yes", "a line of words", "skip", "stop",
    "[none]", "silent", "/forget", "/forget", "yes", "no", "@", "@@",
]), max_size=40))  # fmt: skip
def test_whatever_was_said_can_be_forgotten_to_the_last(book: Book, happens: list[str]) -> None:
    player = settled(book)
    for what in happens:
        if what.startswith("@"):
            player.travel(HOUR if what == "@" else DAY)
        elif what != "[none]" or player.session.step == "q01_safety":
            do(player, what)
        player.now += MINUTE
    do(player, "/stop", "/settings", "stop")
    for _ in range(len(player.entries) + 40):
        player.now += MINUTE
        if "nothing that you told me" in do(player, "/forget"):
            break
        do(player, "yes")
    assert told(player) == []
    assert all(not any(left.answers.get(step) for step in (*left.trail, left.step))
               for name, left in player.session.left.items() if not book.flows[name].daily)  # fmt: skip


# The copy in the chat


@pytest.mark.parametrize("offered", [True, False])
def test_our_message_is_offered_where_the_words_stand_under_it(book: Book, offered: bool) -> None:
    player = settled(book)
    do(player, "/stop", *CHECKIN)
    asked = player.session.closed
    if not offered:
        do(player, "/checkin", "stop")  # another answer since: which message it was is no longer known
        player.now += MINUTE
        do(player, "/settings", "[hour]", "[21:00]")
    player.now += MINUTE
    assert ("take back your message" in do(player, "/forget")) == offered
    if offered:
        turn = player.step(player.event("[Yes, and take back your message that shows it]"))
        assert [effect.prompt for effect in turn.effects if isinstance(effect, Recall)] == [asked]
        assert [effect.entries[0].note for effect in turn.effects if isinstance(effect, Strike)] == ["a line"]


def test_words_out_of_nowhere_stand_under_no_message_of_ours(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", *CHECKIN)
    player.now += MINUTE
    do(player, "and one more")
    player.now += MINUTE
    assert "take back your message" not in do(player, "/forget")


# In the store and in the chat


@pytest.fixture
async def house(book: Book, tmp_path: Path) -> AsyncGenerator[House]:
    async with BotApi() as server:
        yield House(server, book, tmp_path / "steady.db")
        assert server.faults == []


async def test_the_row_is_gone_from_the_file_and_its_log(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in(word=f"first {CANARY}")
        house.clock.skip(minutes=1)
        await ada.says(f"second {CANARY}")
        assert [e.note for e in house.entries(7, "word")] == [f"first {CANARY}", f"second {CANARY}"]
        *_, [first], _, _, [second] = rows(house.path, "select body from entry order by n")
        assert traces(house.path, [first, second]) >= 2
        numbers = rows(house.path, "select n from entry order by n")
        house.clock.skip(minutes=1)
        await ada.says("/forget")
        await ada.taps("yes")
        assert [e.note for e in house.entries(7, "word")] == [f"first {CANARY}"]
        assert rows(house.path, "select n from entry order by n") == numbers[:-1]
        house.clock.skip(minutes=1)
        await ada.says("/forget")
        await ada.taps("yes")
        assert house.entries(7, "word") == []
        assert traces(house.path, [first, second]) == 0


async def test_told_and_forgotten_in_one_breath(house: House) -> None:
    """What one transaction has written and what it has not: both go."""
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        for words in ("/checkin", "6", "3", "kept", "yes", f"a line {CANARY}", "/forget", "yes", "/forget", "yes"):
            ada.person.says(words)
        await ada.reads()
        assert [e.kind for e in house.entries(7) if e.kind in SAID] == ["mood", "urge", "contact"]


async def test_our_message_with_their_words_is_taken_back(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in(word=CANARY)
        assert [m for m in ada.person.messages if CANARY in m.text and m.by_bot], "it stands under the question"
        house.clock.skip(minutes=1)
        await ada.says("/forget")
        await ada.taps("o1")
        assert [m.by_bot for m in ada.person.messages if CANARY in m.text] == [False], "theirs is theirs to delete"
        assert "You can delete yours there" in ada.said[-1]
        house.tidy()


async def test_a_message_that_is_too_old_stays_and_it_is_said(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in(word=CANARY)
        await house.skip(hours=49)
        await ada.says("/forget")
        await ada.taps("o1")
        assert any("can't be taken back any more" in said for said in ada.said[-2:])
        assert [m.by_bot for m in ada.person.messages if CANARY in m.text] == [True, False]


async def test_on_discord_too(discord: DiscordApi, book: Book, tmp_path: Path) -> None:
    parlour = Parlour(discord, book, tmp_path / "steady.db")
    async with parlour.serving():
        for guest in (await parlour.settled(7), (await parlour.settled(8)).at_home()):
            await guest.checks_in(word=CANARY)
            assert CANARY in "".join(guest.said)
            parlour.clock.skip(minutes=1)
            await guest.uses("forget")
            await guest.picks("o1")
            assert CANARY not in "".join(guest.said)
            assert parlour.entries(guest.id, "word") == []


async def test_an_entry_is_found_among_those_of_its_instant(house: House) -> None:
    """A check-in's entries are of one instant, and only the one that is meant goes."""
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in(word="a line")
        with closing(sqlite3.connect(house.path)) as db:
            [[instants]] = db.execute("select count(distinct at) from entry where n > 1")
        assert instants == 1
        before = count(house.path, "entry")
        house.clock.skip(minutes=1)
        await ada.says("/forget")
        await ada.taps("yes")
        assert count(house.path, "entry") == before - 2, "the line, and the reply that was made of it"


async def test_a_row_that_cannot_be_read_keeps_nobody_from_forgetting_another(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in(word="a line")
    with closing(sqlite3.connect(house.path)) as db, db:
        db.execute("update entry set body = x'00ff' where n = 2")
    before = count(house.path, "entry")
    house.clock.skip(minutes=1)
    async with house.serving():
        await ada.says("/forget")
        await ada.taps("yes")
        assert count(house.path, "entry", "n = 2") == 1
        assert count(house.path, "entry") == before - 2, "the line, and the reply that was made of it"
