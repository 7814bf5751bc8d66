"""From the outbox to a platform that does what it is told: order, lanes, recovery, each kind after an uncertain end."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.port import Arrived, Later, NotSent, Refused, Revoked, TooSoon, Unknown, Unreachable, Where
from bot.app import App
from bot.store.records import millis
from coach.book import Book
from coach.effects import Kind
from coach.events import Said, Started
from coach.session import Session
from tests.office import ADA, BOB, NINE, Office, rows, until

pytestmark = pytest.mark.unmeasured  # of what is around the coach


@pytest.fixture
async def office(book: Book, tmp_path: Path) -> Office:
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    return office


@pytest.fixture
def cut_off(book: Book) -> str:
    return book.fill(book.phrases.say["cut_off"], 0, {})[1]


# Order and lanes


async def test_what_one_room_gets_comes_in_order_and_once(office: Office) -> None:
    for number in range(30):
        await office.puts(f"{number}", person=ADA if number % 2 else BOB)
    await office.send()
    assert office.board.texts("room 1") == [f"{n}" for n in range(1, 30, 2)]
    assert office.board.texts("room 2") == [f"{n}" for n in range(0, 30, 2)]
    await office.send()
    assert (len(office.board.calls), office.states()) == (30, [])


async def test_more_than_fits_into_the_hands_is_sent_all_the_same(office: Office) -> None:
    for number in range(300):
        await office.puts(f"{number}", person=None, account=f"{number % 50}")
    async with office.open(sending=True) as app:
        await until(app, lambda: len(office.board.shown) == 300)
    assert sorted(office.board.texts()) == sorted(str(n) for n in range(300))


async def test_nothing_overtakes_what_has_to_wait_in_its_own_room(office: Office) -> None:
    office.board.fails["first"] = [NotSent()]
    for text, person in (("first", ADA), ("second", ADA), ("elsewhere", BOB)):
        await office.puts(text, person=person)
    async with office.open() as app:
        await app.delivery.drained()
        assert office.board.texts() == ["elsewhere"]
        await office.puts("third")
        await app.delivery.drained()
        assert office.board.texts() == ["elsewhere"]
        office.clock.skip(minutes=2)
        await app.delivery.drained()
    assert office.board.texts("room 1") == ["first", "second", "third"]


async def test_a_room_that_has_to_take_a_breath_holds_nobody_up(office: Office) -> None:
    """Somebody wrote two hundred times; what they are told comes at their room's rate, and everybody else's at once."""
    for number in range(200):
        await office.puts(f"flood {number}")
    for number in range(40):
        await office.puts(f"{number}", person=None, account=f"person {number}")
    async with office.open(room_rate=1, sending=True) as app:
        await until(app, lambda: len(office.board.shown) == 44)
    assert office.board.texts("room 1") == [f"flood {n}" for n in range(4)]


async def test_a_group_that_is_asked_to_wait_holds_nobody_up(office: Office) -> None:
    office.board.fails["I talk in private"] = [TooSoon(3600)]
    await office.puts("I talk in private", person=None, room="group")
    async with office.open(rate=1000, sending=True) as app:
        await until(app, lambda: office.board.calls)
        await office.puts("reply")
        app.delivery.poke()
        await until(app, lambda: office.board.texts() == ["reply"])


async def test_pushes_a_slow_platform_hangs_on_hold_up_no_reply(office: Office) -> None:
    office.board.slow = "push"
    office.board.going.clear()
    for number in range(100, 250):
        await office.knows(number)
        await office.puts(f"push {number}", Kind.PUSH, number)
    async with office.open(sending=True) as app:
        await until(app, lambda: len(office.board.calls) >= 8)
        await office.puts("reply", person=BOB)
        app.delivery.poke()
        await until(app, lambda: "reply" in office.board.texts())
        assert office.board.texts() == ["reply"]
        office.board.going.set()
        await until(app, lambda: len(office.board.shown) == 151)


async def test_pushes_that_were_asked_to_wait_hold_up_no_reply(office: Office) -> None:
    for number in range(100, 200):
        await office.knows(number)
        await office.puts(f"push {number}", Kind.PUSH, number)
    office.board.fails["push 100"] = [TooSoon(3600)]
    async with office.open(rate=1000, sending=True) as app:
        await until(app, lambda: office.board.calls)
        await office.puts("reply", person=BOB)
        app.delivery.poke()
        await until(app, lambda: "reply" in office.board.texts())
        sent = len(office.board.calls)
        await until(app, lambda: True)
        assert len(office.board.calls) == sent, "a push went out while pushes were asked to wait"


async def test_nothing_goes_out_while_replies_are_asked_to_wait(office: Office) -> None:
    office.board.fails["reply"] = [TooSoon(0.2)]
    await office.puts("reply")
    async with office.open(rate=1000, sending=True) as app:
        loop = asyncio.get_running_loop()
        await until(app, lambda: office.board.calls)
        asked = loop.time()
        await office.puts("push", Kind.PUSH, BOB)
        await office.puts("another", person=None, account="9")
        office.clock.skip(seconds=1)
        app.delivery.poke()
        await until(app, lambda: len(office.board.shown) == 3)
        assert loop.time() - asked > 0.15
    assert office.board.calls[0] == "reply"
    assert sorted(office.board.calls) == ["another", "push", "reply", "reply"]


# What an earlier process left


FRESH, OLD = NINE - timedelta(minutes=5), NINE - timedelta(minutes=11)


@pytest.mark.parametrize(
    ("kind", "state", "created", "sent", "left"),
    [
        (Kind.REPLY, "pending", FRESH, 1, []),
        (Kind.REPLY, "pending", OLD, 1, []),  # it was never sent: late is better than not
        (Kind.REPLY, "leased", FRESH, 1, []),
        (Kind.REPLY, "leased", OLD, 0, ["unknown"]),
        (Kind.URGENT, "pending", OLD, 1, []),
        (Kind.URGENT, "leased", FRESH, 1, []),
        (Kind.URGENT, "leased", OLD, 1, []),
        (Kind.RECEIPT, "leased", OLD, 1, []),
        (Kind.PUSH, "pending", FRESH, 1, ["sent"]),
        (Kind.PUSH, "leased", FRESH, 1, ["sent"]),
        (Kind.PUSH, "sending", FRESH, 0, ["unknown"]),
        *((kind, state, FRESH, 0, [state]) for kind in Kind for state in ("unknown", "dead", "unreachable")),
        (Kind.PUSH, "sent", FRESH, 0, ["sent"]),
        (Kind.PUSH, "expired", FRESH, 0, ["expired"]),
    ],
)
async def test_a_start_takes_up_what_was_left_by_the_rule_of_its_kind(
    office: Office, kind: Kind, state: str, created: Any, sent: int, left: list[str]
) -> None:
    await office.puts("words", kind, state=state, created=created, lease_until=millis(NINE + timedelta(minutes=1)))
    await office.send()
    assert office.board.texts().count("words") == sent
    assert office.states() == left
    await office.send()
    assert office.board.texts().count("words") == sent


async def test_whoever_was_cut_off_is_told_once_a_room(office: Office, cut_off: str) -> None:
    for text in ("one", "two"):
        await office.puts(text, state="leased", created=OLD)
    await office.puts("elsewhere", person=BOB, state="leased", created=FRESH)
    await office.send()
    assert office.board.shown == [("room 2", "elsewhere"), ("room 1", cut_off)]
    await office.send()
    assert len(office.board.shown) == 2


async def test_nobody_is_told_of_a_lost_look_or_in_a_strange_room(office: Office) -> None:
    await office.puts("the look of an answered question", op="edit", prompt="p", state="leased", created=OLD)
    await office.puts("I talk in private", person=None, account="-5", state="leased", created=OLD)
    await office.send()
    assert office.board.shown == []


async def test_a_body_that_cannot_be_read_is_laid_aside_and_the_rest_goes_out(office: Office) -> None:
    for body in (b"\x00{", b"\x07sealed", b"\x00\xff", None):
        await office.puts("", body=body)
    await office.puts("readable")
    with capture_logs() as log:
        await office.send()
    assert (office.board.texts(), office.states()) == (["readable"], ["dead"] * 4)
    assert [entry["event"] for entry in log if entry["log_level"] == "error"] == ["delivery.unreadable"] * 4


@pytest.mark.parametrize("state", ["leased", "pending"])
@pytest.mark.parametrize("body", [b"\x00{", b"\x07sealed", b"\x00\xff", None])
async def test_a_start_lays_aside_what_was_lost_and_cannot_be_read(
    office: Office, state: str, body: bytes | None
) -> None:
    """Who is told that they were cut off, and by which way, stands in what cannot be read."""
    await office.puts("", body=body, state=state, created=NINE - timedelta(days=2))
    await office.puts("readable", person=BOB)
    with capture_logs() as log:
        await office.send()
    assert (office.board.shown, office.states()) == ([("room 2", "readable")], ["dead"])
    told = [(entry["event"], entry["kind"], entry["op"]) for entry in log if entry["log_level"] == "error"]
    assert told == [("delivery.unreadable", "reply", "show")]


# Uncertain ends


async def minutes(office: Office, count: int = 4) -> None:
    """So many minutes in the life of a process that sends what is due every few seconds."""
    async with office.open() as app:
        for _ in range(count * 12):
            await app.delivery.drained()
            office.clock.skip(seconds=5)


async def test_whoever_lost_a_reply_is_told_at_once_and_once_a_room(office: Office, cut_off: str) -> None:
    for text, person in (("one", ADA), ("two", ADA), ("three", ADA), ("elsewhere", BOB)):
        await office.puts(text, person=person)
    office.board.fails = {text: [Unknown()] * 2 for text in ("one", "two")}
    await minutes(office)
    assert office.board.texts("room 1") == ["three", cut_off]
    assert office.board.texts("room 2") == ["elsewhere"]
    assert office.states() == ["unknown"] * 2


async def test_the_word_that_we_were_cut_off_is_sent_again_once_and_followed_by_no_other(
    office: Office, cut_off: str
) -> None:
    await office.puts("one")
    office.board.fails = {text: [Unknown()] * 2 for text in ("one", cut_off)}
    await minutes(office)
    assert office.board.calls == ["one"] * 2 + [cut_off] * 2
    await office.puts("two", created=office.clock())
    office.board.fails = {"two": [Unknown()] * 2}
    await minutes(office)
    assert office.board.texts() == [cut_off], "of another reply they are told all the same"


async def test_no_start_follows_up_the_word_that_we_were_cut_off(office: Office, cut_off: str) -> None:
    await office.puts(cut_off, dedup="cut_off:board:room 1", state="leased", created=OLD)
    await office.puts(cut_off, person=BOB, dedup="cut_off:board:room 2", created=NINE - timedelta(days=2))
    await office.puts(cut_off, person=3, dedup="cut_off:board:room 3", created=NINE - timedelta(days=2), doubts=1)
    await office.send()
    assert office.board.shown == [("room 2", cut_off)], "what never left is said now"
    assert office.states() == ["unknown", "dead", "unknown"]


async def test_a_reply_that_was_given_up_is_made_up_for_when_the_platform_is_back(office: Office, cut_off: str) -> None:
    await office.puts("one")
    await office.puts("two")
    async with office.open() as app:
        for _ in range(3 * 24 * 6):
            office.board.fails = {text: [NotSent()] for text in ("one", "two", cut_off)}
            await app.delivery.drained()
            office.clock.skip(minutes=10)
        office.board.fails = {}
        await app.delivery.drained()
    assert (office.board.texts(), set(office.states())) == ([cut_off], {"dead"})


@pytest.mark.parametrize(
    "row", [{"kind": Kind.PUSH}, {"op": "edit", "prompt": "p"}, {"person": None, "account": "-5"}], ids=str
)
async def test_nobody_is_told_of_a_push_a_look_or_in_a_strange_room(office: Office, row: dict[str, Any]) -> None:
    await office.write("insert into receipt values (1, 'p', 'message 0', 'room 1', ?)", millis(NINE))
    office.board.fails = {text: [Unknown()] * 99 for text in ("one", "message 0 is now one")}
    await office.puts("one", **row)
    await minutes(office)
    assert office.board.calls
    assert office.board.shown == []


async def test_whoever_is_erased_while_a_reply_is_lost_is_not_told_of_it(office: Office) -> None:
    office.board.fails = {"one": [Unknown()] * 2}
    await office.puts("one", doubts=1)
    office.board.slow = "one"
    office.board.going.clear()
    async with office.open(sending=True) as app:
        await until(app, lambda: office.board.calls)
        await app.desk.do(lambda store: store.run("forget_outbox", [(ADA,)]))
        office.board.going.set()
        await app.delivery.drained()
    assert (office.board.calls, office.states()) == (["one"], [])


@pytest.mark.parametrize(
    ("kind", "ends", "tries", "left"),
    [
        (Kind.REPLY, [Unknown()], 2, []),
        (Kind.REPLY, [Unknown(), Unknown()], 2, ["unknown"]),
        (Kind.REPLY, [NotSent(), NotSent(), Unknown(), NotSent()], 5, []),
        (Kind.REPLY, [NotSent(), Unknown(), NotSent(), Unknown()], 4, ["unknown"]),
        (Kind.URGENT, [Unknown()] * 8, 9, []),
        (Kind.RECEIPT, [Unknown()] * 8, 9, []),
        (Kind.PUSH, [Unknown()], 1, ["unknown"]),
        (Kind.PUSH, [NotSent(), NotSent()], 3, ["sent"]),
        (Kind.PUSH, [NotSent(), Unknown()], 2, ["unknown"]),
        (Kind.REPLY, [Refused("too long")], 1, ["dead"]),
    ],
)
async def test_how_often_each_kind_is_tried(
    office: Office, kind: Kind, ends: list[Exception], tries: int, left: list[str]
) -> None:
    office.board.fails["words"] = [*ends]
    await office.puts("words", kind)
    async with office.open() as app:
        for _ in range(20):
            await app.delivery.drained()
            office.clock.skip(seconds=25)
    assert (office.board.calls.count("words"), office.states()) == (tries, left)


async def test_a_reply_that_may_have_arrived_is_not_sent_again_when_it_is_old(office: Office) -> None:
    office.board.fails["words"] = [Unknown()]
    await office.puts("words", created=OLD)
    await office.send()
    assert (office.board.calls.count("words"), office.states()) == (1, ["unknown"])


async def test_a_platform_that_is_down_for_hours_loses_no_reply(office: Office) -> None:
    await office.puts("reply")
    await office.puts("push", Kind.PUSH)
    async with office.open() as app:
        for _ in range(12 * 60):
            office.board.fails = {"reply": [NotSent()], "push": [NotSent()]}
            await app.delivery.drained()
            office.clock.skip(minutes=1)
        office.board.fails = {}
        await app.delivery.drained()
    assert (office.board.texts(), office.states()) == (["reply"], ["expired"])
    assert office.board.calls.count("reply") > 100, "it was given up"


async def test_the_wait_between_two_tries_grows_to_a_minute(office: Office) -> None:
    office.board.fails["reply"] = [NotSent()] * 1000
    await office.puts("reply")
    async with office.open() as app:
        for _ in range(600):
            await app.delivery.drained()
            office.clock.skip(seconds=1)
    assert 10 < len(office.board.calls) < 40


@pytest.mark.parametrize("end", [NotSent, Unknown])
async def test_an_edit_is_tried_a_few_times_and_then_let_be(office: Office, end: type[Exception]) -> None:
    await office.write("insert into receipt values (1, 'p', 'message 0', 'room 1', ?)", millis(NINE))
    office.board.fails["message 0 is now answered"] = [end() for _ in range(100)]
    await office.puts("answered", op="edit", prompt="p")
    await office.puts("next question")
    async with office.open() as app:
        for _ in range(30):
            await app.delivery.drained()
            office.clock.skip(seconds=1)
    assert 3 <= office.board.calls.count("message 0 is now answered") <= 10
    assert office.board.texts() == ["next question"]


# A question that is closed with the message that follows it


@pytest.mark.parametrize(("closed", "look"), [("answered", "message 0 is now answered"), ("", "message 0 is bare")])
async def test_a_question_is_closed_right_before_the_message_that_follows_it(
    office: Office, closed: str, look: str
) -> None:
    await office.write("insert into receipt values (1, 'p', 'message 0', 'room 1', ?)", millis(NINE))
    await office.puts("next question", closes="p", closed=closed, prompt="q")
    await office.send()
    assert office.board.calls == [look, "next question"]
    assert rows(office.path, "select prompt, message from receipt") == [("q", "message 1")]


async def test_a_question_that_nobody_was_shown_is_not_closed(office: Office) -> None:
    await office.puts("next question", closes="p", closed="answered")
    await office.send()
    assert office.board.calls == ["next question"]


@pytest.mark.parametrize("end", [Refused("x"), Unknown(), Later(60), TooSoon(0.6), NotSent()], ids=str)
async def test_a_question_that_cannot_be_closed_holds_up_no_message(office: Office, end: Exception) -> None:
    await office.write("insert into receipt values (1, 'p', 'message 0', 'room 1', ?)", millis(NINE))
    office.board.fails["message 0 is now answered"] = [end] * 99
    await office.puts("next", closes="p", closed="answered", created=NINE - timedelta(seconds=4.5))
    async with office.open() as app:
        await app.delivery.drained()
    assert (office.board.texts(), office.states()) == (["next"], [])


@pytest.mark.parametrize("end", [Later(1), TooSoon(0.05), NotSent()], ids=str)
async def test_a_question_that_may_be_closed_in_a_moment_is_closed_before_the_message(
    office: Office, end: Exception
) -> None:
    await office.write("insert into receipt values (1, 'p', 'message 0', 'room 1', ?)", millis(NINE))
    office.board.fails["message 0 is now answered"] = [end]
    await office.puts("next", closes="p", closed="answered")
    async with office.open() as app:
        for _ in range(4):
            await app.delivery.drained()
            office.clock.skip(seconds=1)
    assert office.board.calls == ["message 0 is now answered"] * 2 + ["next"]


LOOK = "message 0 is now look"
LOOKS = {"edit": LOOK, "strip": "message 0 is bare", "replace": LOOK, "change": LOOK}


@pytest.mark.parametrize("op", LOOKS)
@pytest.mark.parametrize(("end", "age"), [(Later(60), 0), (Later(1), 5), (TooSoon(0.05), 5)], ids=str)
async def test_an_edit_that_is_to_wait_for_too_long_holds_up_no_cry_for_help(
    office: Office, op: str, end: Exception, age: int
) -> None:
    """Nobody is told of it, either: it is only the look of the chat."""
    await office.write("insert into receipt values (1, 'p', 'message 0', 'room 1', ?)", millis(NINE))
    office.board.fails[LOOKS[op]] = [end] * 9
    await office.puts("look", op=op, prompt="p", created=NINE - timedelta(seconds=age))
    await office.puts("help", Kind.URGENT)
    await office.send()
    assert (office.board.calls, office.states()) == ([LOOKS[op], "help"], ["dead"])


@pytest.mark.parametrize("op", LOOKS)
@pytest.mark.parametrize("end", [Later(1), TooSoon(0.05)], ids=str)
async def test_an_edit_that_is_to_wait_for_a_moment_comes_before_what_follows(
    office: Office, op: str, end: Exception
) -> None:
    await office.write("insert into receipt values (1, 'p', 'message 0', 'room 1', ?)", millis(NINE))
    office.board.fails[LOOKS[op]] = [end]
    await office.puts("look", op=op, prompt="p")
    await office.puts("next")
    async with office.open() as app:
        await app.delivery.drained()
        office.clock.skip(seconds=2)
        await app.delivery.drained()
    assert office.board.calls == [LOOKS[op], LOOKS[op], "next"]


async def test_a_question_that_is_to_be_changed_and_was_never_shown_waits_as_any_reply(office: Office) -> None:
    office.board.fails["question"] = [Later(60)]
    await office.puts("question", op="replace", prompt="p")
    async with office.open() as app:
        await app.delivery.drained()
        office.clock.skip(seconds=61)
        await app.delivery.drained()
    assert office.board.texts() == ["question"]


# When the store fails between a send and its note


NOTES = {"sent": "delete", "finished": "update of body"}


async def breaks(office: Office) -> None:
    """A store that can hand out what waits, and cannot take down what became of it."""
    for name, event in NOTES.items():
        await office.write(f"create trigger {name} after {event} on outbox begin insert into nowhere values (1); end")


async def mends(office: Office) -> None:
    for name in NOTES:
        await office.write(f"drop trigger {name}")


@pytest.fixture
async def unnoted(office: Office) -> AsyncGenerator[App]:
    """What waits was sent, and no note of it could be taken."""
    await office.puts("one")
    await office.puts("two")
    await office.puts("push", Kind.PUSH, BOB)
    async with office.open() as app:
        await breaks(office)
        with capture_logs() as log:
            await app.delivery.drained()
        assert sorted(office.board.calls) == ["one", "push"]
        assert {entry["event"] for entry in log} == {"store.down", "delivery.store_down"}
        yield app


async def test_a_reply_of_which_no_note_was_taken_comes_once_more_and_in_order(office: Office, unnoted: App) -> None:
    await mends(office)
    await unnoted.delivery.drained()
    assert office.board.texts("room 1") == ["one"]
    office.clock.skip(seconds=91)
    await unnoted.delivery.drained()
    assert office.board.texts("room 1") == ["one", "one", "two"]


async def test_a_reply_of_which_no_note_was_taken_twice_does_not_come_again(
    office: Office, unnoted: App, cut_off: str
) -> None:
    office.clock.skip(seconds=91)
    await unnoted.delivery.drained()
    await mends(office)
    for _ in range(5):
        office.clock.skip(seconds=91)
        await unnoted.delivery.drained()
    assert office.board.texts("room 1") == ["one", "one", "two", cut_off]


async def test_a_reply_of_which_no_note_was_taken_does_not_come_again_hours_later(
    office: Office, unnoted: App, cut_off: str
) -> None:
    await mends(office)
    office.clock.skip(hours=2)
    await unnoted.delivery.drained()
    assert office.board.texts("room 1") == ["one", "two", cut_off]


async def test_a_push_of_which_no_note_was_taken_never_comes_again(office: Office, unnoted: App) -> None:
    await mends(office)
    for _ in range(10):
        office.clock.skip(seconds=91)
        await unnoted.delivery.drained()
    assert "sending" in office.states()
    await unnoted.delivery.drained()
    assert office.board.calls.count("push") == 1


async def test_a_push_of_which_no_note_was_taken_is_settled_by_the_next_start(office: Office) -> None:
    await office.puts("push", Kind.PUSH)
    async with office.open() as app:
        await breaks(office)
        await app.delivery.drained()
    assert office.states() == ["sending"]
    await mends(office)
    await office.send()
    assert (office.board.calls, office.states()) == (["push"], ["unknown"])


async def test_a_reply_that_could_not_be_put_back_comes_when_its_lease_is_over(office: Office) -> None:
    office.board.fails["one"] = [NotSent()]
    await office.puts("one")
    async with office.open() as app:
        await office.write(
            "create trigger put_back after update of not_before on outbox begin insert into nowhere values (1); end"
        )
        await app.delivery.drained()
        assert office.states() == ["leased"]
        await office.write("drop trigger put_back")
        office.clock.skip(seconds=91)
        await app.delivery.drained()
    assert office.board.texts() == ["one"]


async def test_what_is_long_in_hand_is_not_taken_for_lost(office: Office) -> None:
    office.board.slow = "one"
    office.board.going.clear()
    await office.puts("one")
    async with office.open(sending=True) as app:
        await until(app, lambda: office.board.calls)
        for _ in range(3):
            office.clock.skip(seconds=91)
            await app.delivery.once()
        assert rows(office.path, "select doubts from outbox") == [(0,)]
        office.board.going.set()
        await until(app, lambda: not office.states())
    assert office.board.calls == ["one"]


# What the platform says of somebody


async def test_whoever_has_blocked_us_is_left_in_peace_until_they_write(office: Office) -> None:
    office.board.fails["first"] = [Unreachable()]
    for text in ("first", "second", "third"):
        await office.puts(text)
    await office.puts("push", Kind.PUSH)
    await office.puts("elsewhere", person=BOB)
    await office.send()
    assert [call for call in office.board.calls if call not in ("elsewhere", "push")] == ["first"]
    assert rows(office.path, "select account from account where not reachable") == [("1",)]
    await office.puts("tomorrow's", Kind.PUSH)
    await office.send()
    assert "tomorrow's" not in office.board.calls
    assert set(office.states()) <= {"unreachable", "dead", "sent"}


@asynccontextmanager
async def slow_to_say_blocked(office: Office, text: str) -> AsyncGenerator[App]:
    """Until the end of this block the platform has yet to say that it could not reach whom this is for."""
    office.board.fails[text] = [Unreachable()]
    office.board.slow = text
    office.board.going.clear()
    async with office.open() as app:
        sending = asyncio.create_task(app.delivery.drained())
        await until(app, lambda: office.board.calls)
        yield app
        office.board.going.set()
        await sending


def reachable(office: Office) -> bool:
    [[found]] = rows(office.path, "select reachable from account where account = '1'")
    return bool(found)


@pytest.mark.parametrize("words", ["hello", "I want to die"])
async def test_whoever_writes_while_we_hear_that_they_blocked_us_is_answered(office: Office, words: str) -> None:
    await office.puts("push", Kind.PUSH)
    async with slow_to_say_blocked(office, "push") as app:
        office.clock.skip(seconds=1)
        await app.handle(Arrived("e1", Where("board", "1", "room 1"), Said(words)))
    assert reachable(office)
    assert (office.board.texts() != [], office.states()) == (True, ["unreachable"])


async def test_whoever_wrote_before_we_tried_has_blocked_us_since(office: Office) -> None:
    await office.puts("push", Kind.PUSH)
    await office.write("update account set heard = ?", millis(NINE))
    async with slow_to_say_blocked(office, "push"):
        office.clock.skip(seconds=1)
        await office.puts("reply", created=office.clock())
    assert not reachable(office)
    assert (office.board.texts(), office.states()) == ([], ["unreachable"] * 2)


async def test_whoever_was_heard_by_a_clock_that_was_ahead_can_block_us_all_the_same(office: Office) -> None:
    await office.write("update account set heard = ?", millis(NINE + timedelta(days=300)))
    await office.puts("push", Kind.PUSH)
    async with slow_to_say_blocked(office, "push"):
        pass
    assert not reachable(office)


@pytest.mark.parametrize(("kind", "sent"), [(Kind.URGENT, True), (Kind.REPLY, False)])
async def test_a_cry_for_help_that_did_not_reach_them_is_answered_when_they_are_back(
    office: Office, kind: Kind, sent: bool
) -> None:
    await office.puts("words", kind)
    async with slow_to_say_blocked(office, "words") as app:
        office.clock.skip(seconds=1)
        await app.handle(Arrived("e1", Where("board", "1", "room 1"), Said("hello")))
    office.clock.skip(seconds=3)
    await office.send()
    assert reachable(office)
    assert (office.board.texts().count("words"), len(office.board.texts())) == (sent, sent + 1)


@pytest.mark.parametrize("end", [NotSent(), Unknown(), TooSoon(0)])
async def test_what_is_in_hand_when_they_turn_out_to_have_blocked_us_is_not_put_back(
    office: Office, end: Exception
) -> None:
    office.board.slow = "one"
    office.board.going.clear()
    office.board.fails = {"one": [end], "push": [Unreachable()]}
    await office.puts("one", doubts=1)
    await office.puts("push", Kind.PUSH)
    async with office.open(sending=True) as app:
        await until(app, lambda: office.states() == ["unreachable"] * 2)
        office.board.going.set()
        await app.delivery.drained()
        for _ in range(3):
            office.clock.skip(minutes=2)
            await app.delivery.drained()
    assert (office.states(), office.board.calls.count("one")) == (["unreachable"] * 2, 1)


async def test_a_group_that_threw_us_out_says_nothing_about_the_person(office: Office) -> None:
    office.board.fails["I talk in private"] = [Unreachable()]
    await office.puts("I talk in private", person=None, account=str(ADA), room="group")
    await office.puts("private")
    await office.send()
    assert office.board.texts() == ["private"]
    assert rows(office.path, "select account from account where not reachable") == []


@pytest.mark.parametrize("end", [Refused("too long"), Unknown(), Unreachable(), ValueError("a defect")])
async def test_of_what_is_nobodys_no_address_is_kept(office: Office, end: Exception) -> None:
    """A receipt of an erasure, or an answer in a group, that did not arrive."""
    office.board.fails["words"] = [end] * 2
    await office.puts("words", person=None, account="77", room="group")
    async with office.open() as app:
        for _ in range(3):
            await app.delivery.drained()
            office.clock.skip(seconds=25)
    assert (office.states(), office.board.texts()) == ([], [])


async def test_what_is_nobodys_goes_with_all_that_waits_for_whoever_has_blocked_us(office: Office) -> None:
    office.board.fails["words"] = [Unreachable()]
    await office.puts("words")
    await office.puts("nobody's", person=None, account=str(ADA))
    await office.send()
    assert rows(office.path, "select person, state from outbox") == [(ADA, "unreachable")]


@pytest.mark.parametrize(("state", "created"), [("leased", OLD), ("pending", NINE - timedelta(days=2))])
async def test_a_start_keeps_no_address_of_what_is_nobodys(office: Office, state: str, created: Any) -> None:
    await office.puts("words", person=None, account="77", state=state, created=created)
    await office.puts("unreadable", Kind.RECEIPT, person=None, account="78", body=b"\x00{")
    await office.send()
    assert (office.states(), office.board.calls) == ([], [])


def refusals(log: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [(e["platform"], bool(e["remedy"])) for e in log if e["event"] == "delivery.token_refused"]


async def test_a_platform_that_refuses_our_token_is_left_alone_for_a_minute_and_the_other_goes_on(
    office: Office,
) -> None:
    office.board.fails["help"] = [Revoked()]
    await office.puts("help", Kind.URGENT)
    await office.puts("third", platform="other")
    with capture_logs() as log:
        async with office.open() as app:
            await app.delivery.drained()
            await office.puts("later", platform="other")
            await office.puts("later", person=BOB)
            for _ in range(5):
                office.clock.skip(seconds=11)
                await app.delivery.drained()
            assert (office.board.calls, office.other.texts()) == (["help"], ["third", "later"])
            office.clock.skip(seconds=6)
            await app.delivery.drained()
    assert (sorted(office.board.texts()), office.states()) == (["help", "later"], [])
    assert refusals(log) == [("board", True)]


async def test_a_platform_that_goes_on_refusing_our_token_is_tried_less_and_less(office: Office) -> None:
    office.board.fails["help"] = [Revoked()] * 7
    await office.puts("help", Kind.URGENT)
    tries: list[int] = []
    with capture_logs() as log:
        async with office.open() as app:
            for second in range(0, 2701, 20):
                before = len(office.board.calls)
                await app.delivery.drained()
                tries += [second] * (len(office.board.calls) - before)
                office.clock.skip(seconds=20)
            assert [b - a for a, b in pairwise(tries)] == [80, 140, 260, 500, 620, 620, 620][: len(tries) - 1]
            assert (len(tries), office.states()) == (7, ["pending"])
            office.clock.skip(seconds=700)
            await app.delivery.drained()
            assert office.board.texts() == ["help"]
            office.board.fails["again"] = [Revoked()]
            await office.puts("again")
            await app.delivery.drained()
            office.clock.skip(seconds=61)
            await app.delivery.drained()
    assert office.board.texts() == ["help", "again"], "once something got through, it begins with a minute again"
    assert refusals(log) == [("board", True)] * 8


async def test_what_is_on_its_way_when_our_token_is_refused_waits_with_the_rest(office: Office) -> None:
    """Many at once are one line, and none that has its slot already goes out after the first."""
    for number in range(100, 120):
        await office.puts(f"reply {number}", person=None, account=f"{number}")
        office.board.fails[f"reply {number}"] = [Revoked()]
    with capture_logs() as log:
        async with office.open() as app:
            await app.delivery.drained()
            assert len(refusals(log)) == 1
            office.board.fails = {}
            office.clock.skip(seconds=61)
            await app.delivery.drained()
    assert len(office.board.shown) == 20


async def test_what_is_on_its_way_when_our_token_is_refused_ends_no_pause_and_begins_no_other(office: Office) -> None:
    office.board.fails = {"reply 1": [Revoked()], "reply 2": [Revoked()]}
    office.board.slow = "reply"
    office.board.going.clear()
    for number in (1, 2, 3):
        await office.puts(f"reply {number}", person=None, account=f"{number}")
    with capture_logs() as log:
        async with office.open() as app:
            sending = asyncio.create_task(app.delivery.drained())
            await until(app, lambda: len(office.board.calls) == 3)
            office.board.going.set()
            await sending
            assert office.board.texts() == ["reply 3"]
            await office.puts("later")
            await app.delivery.drained()
            assert office.board.texts() == ["reply 3"]
            office.clock.skip(seconds=61)
            await app.delivery.drained()
    assert sorted(office.board.texts()) == ["later", "reply 1", "reply 2", "reply 3"]
    assert refusals(log) == [("board", True)]


async def test_a_clock_that_is_put_back_does_not_leave_a_platform_alone_for_longer(office: Office) -> None:
    office.board.fails["first"] = [Revoked()]
    await office.puts("first")
    async with office.open() as app:
        await app.delivery.drained()
        office.clock.skip(days=-1)
        await office.puts("second", person=BOB, created=office.clock())
        await app.delivery.drained()
        assert office.board.texts() == ["second"]


async def test_a_reply_is_given_up_after_a_day_of_a_refused_token(office: Office, cut_off: str) -> None:
    office.board.fails["reply"] = [Revoked()] * 3
    await office.puts("reply", created=NINE - timedelta(hours=23, minutes=59))
    async with office.open() as app:
        for _ in range(4):
            await app.delivery.drained()
            office.clock.skip(minutes=10)
    assert (office.board.texts(), office.states()) == ([cut_off], ["dead"])


async def test_a_defect_lays_one_message_aside_and_the_next_goes_out_at_once(office: Office) -> None:
    office.board.fails["first"] = [ValueError("somebody's words")]
    for text in ("first", "second", "third"):
        await office.puts(text)
    with capture_logs() as log:
        await office.send()
    assert (office.board.texts(), office.states()) == (["second", "third"], ["dead"])
    assert [entry["error"] for entry in log if entry["log_level"] == "error"] == ["ValueError"]


# Pushes


async def test_a_push_that_is_too_late_is_not_sent(office: Office) -> None:
    await office.puts("push", Kind.PUSH)
    office.clock.skip(hours=3)
    await office.send()
    assert (office.board.calls, office.states()) == ([], ["expired"])


@pytest.mark.parametrize(
    "state",
    [
        {"paused_until": NINE + timedelta(days=7)},
        {"calm_until": NINE + timedelta(hours=1)},
        {"consented": None},
    ],
)
async def test_a_push_is_not_sent_to_whoever_does_not_want_it_now(office: Office, state: dict[str, Any]) -> None:
    await office.puts("push", Kind.PUSH)
    await office.knows(ADA, **state)
    await office.send()
    assert (office.board.calls, office.states()) == ([], ["dead"])


async def test_a_push_to_somebody_who_was_erased_is_not_sent(office: Office) -> None:
    await office.puts("push", Kind.PUSH)
    await office.write("delete from person where id = 1")
    await office.write("delete from account where person = 1")
    await office.send()
    assert office.board.calls == []


async def test_a_push_waits_while_the_person_is_talking_to_us(office: Office) -> None:
    await office.puts("push", Kind.PUSH)
    await office.knows(ADA, Session("tag00001", heard=NINE - timedelta(minutes=5)))
    async with office.open() as app:
        for minutes, sent in ((0, 0), (9, 0), (2, 1)):
            office.clock.skip(minutes=minutes)
            await app.delivery.drained()
            assert len(office.board.shown) == sent
    assert office.states() == ["sent"]


async def test_a_pause_while_a_push_waits_for_its_slot_still_counts(office: Office) -> None:
    await office.puts("reply", person=BOB)
    await office.puts("push", Kind.PUSH)
    async with office.open(rate=4, sending=True) as app:
        await until(app, lambda: office.board.shown)
        await office.knows(ADA, paused_until=NINE + timedelta(days=7))
        await until(app, lambda: office.states() == ["dead"])
    assert office.board.texts() == ["reply"]


# Leases, receipts, and the end


async def test_what_is_in_hand_elsewhere_is_left_until_its_lease_is_over(office: Office) -> None:
    async with office.open() as app:
        await office.puts("words", state="leased", lease_until=millis(NINE + timedelta(seconds=90)))
        await app.delivery.drained()
        assert office.board.calls == []
        office.clock.skip(seconds=91)
        await app.delivery.drained()
    assert office.board.texts() == ["words"]


async def test_a_question_can_be_changed_where_it_stands_and_closed(office: Office) -> None:
    await office.puts("question", prompt="p")
    await office.puts("question, ticked", prompt="p", op="replace")
    await office.puts("question, answered", prompt="p", op="edit")
    await office.puts("again", prompt="p", op="edit")
    await office.puts("asked where nothing stands", prompt="q", op="replace")
    await office.puts("", prompt="q", op="strip")
    await office.send()
    assert office.board.calls == [
        "question", "message 1 is now question, ticked", "message 1 is now question, answered",
        "asked where nothing stands", "message 2 is bare",
    ]  # fmt: skip
    assert rows(office.path, "select * from receipt") == []


async def test_a_message_that_changes_as_minutes_pass_keeps_its_buttons_and_comes_nowhere_else(office: Office) -> None:
    await office.puts("minute 1", prompt="p")
    await office.puts("minute 2", prompt="p", op="change")
    await office.puts("minute 3", prompt="p", op="change")
    await office.puts("of nothing", prompt="q", op="change")
    await office.send()
    assert office.board.calls == ["minute 1", "message 1 is now minute 2", "message 1 is now minute 3"]
    assert [prompt for [prompt] in rows(office.path, "select prompt from receipt")] == ["p"]
    office.board.deleted.add("message 1")
    await office.puts("minute 4", prompt="p", op="change")
    await office.send()
    assert office.board.texts() == ["minute 1"]


async def test_a_question_whose_message_was_deleted_is_shown_anew_and_its_answer_is_not(office: Office) -> None:
    await office.puts("question", prompt="p")
    await office.send()
    office.board.deleted.add("message 1")
    await office.puts("question, ticked", prompt="p", op="replace")
    await office.send()
    assert office.board.texts() == ["question", "question, ticked"]
    await office.puts("question, ticked twice", prompt="p", op="replace")
    await office.send()
    office.board.deleted.add("message 2")
    await office.puts("question, answered", prompt="p", op="edit")
    await office.send()
    assert office.board.calls[3:] == ["message 2 is now question, ticked twice", "message 2 is now question, answered"]
    assert (office.board.texts(), office.states()) == (["question", "question, ticked"], [])


async def test_what_is_on_its_way_when_the_end_comes_is_finished_and_noted(office: Office) -> None:
    office.board.slow = "on its way"
    office.board.going.clear()
    await office.puts("on its way")
    await office.puts("behind it")
    async with office.open(sending=True) as app:
        await until(app, lambda: office.board.calls)
        asyncio.get_running_loop().call_soon(office.board.going.set)
    assert (office.board.texts(), office.states()) == (["on its way"], ["pending"])
    await office.send()
    assert office.board.texts() == ["on its way", "behind it"]


async def test_a_reply_in_hand_is_not_sent_to_somebody_who_is_erased_meanwhile(office: Office) -> None:
    for text in ("one", "two", "three"):
        await office.puts(text)
    office.board.slow = "one"
    office.board.going.clear()
    async with office.open(sending=True) as app:
        await until(app, lambda: office.board.calls)
        await app.desk.do(lambda store: store.run("forget_outbox", [(ADA,)]))
        office.board.going.set()
        await app.delivery.drained()
    assert office.board.calls == ["one"], "it was on its way, and nothing comes after it"


async def test_a_push_in_hand_is_not_sent_to_somebody_who_is_erased_meanwhile(office: Office) -> None:
    """It waits for its slot behind eight replies (test 33)."""
    for n in range(1, 9):
        await office.puts(f"reply {n}", person=None, account=f"-{n}")
    await office.puts("push", Kind.PUSH)
    async with office.open(rate=8, sending=True) as app:
        await until(app, lambda: "reply 1" in office.board.texts())
        assert office.states()[-1] == "leased"
        for n, event in enumerate((Started("delete"), Said("erase everything"))):
            await app.handle(Arrived(f"erase{n}", Where("board", "1", "room 1"), event))
        assert "push" not in office.board.calls
        await until(app, lambda: not rows(office.path, "select * from outbox"))
        await app.delivery.drained()
    [receipt] = office.board.texts("room 1")
    assert "are gone" in receipt
    assert "push" not in office.board.calls


async def test_what_was_erased_is_out_of_the_log_after_the_next_start(office: Office, book: Book) -> None:
    """A crash between an erasure and its checkpoint leaves the words in the log; the next process takes them out."""
    crashed = office.path.with_name("crashed.db")
    with closing(sqlite3.connect(office.path)) as db:
        db.execute("pragma secure_delete = on")
        with db:
            db.execute("insert into entry values (1, 1, 0, ?)", (b"canary" * 50,))
        with db:
            db.execute("delete from entry")
        for ending in ("", "-wal", ".keys"):
            copyfile(f"{office.path}{ending}", f"{crashed}{ending}")
    log = crashed.with_name("crashed.db-wal")
    assert b"canary" in log.read_bytes()
    async with Office(book, crashed).open():
        assert b"canary" not in log.read_bytes()
        assert b"canary" not in crashed.read_bytes()


async def test_what_nobody_waits_for_any_more_is_not_sent_after_all(office: Office, cut_off: str) -> None:
    """Three weeks switched off: one word about it, and not the question of that evening."""
    await office.puts("a question of three weeks ago", created=NINE - timedelta(days=21))
    await office.puts("a question of this morning", created=NINE - timedelta(hours=3), person=BOB)
    await office.send()
    assert sorted(office.board.shown) == [("room 1", cut_off), ("room 2", "a question of this morning")]


async def test_pushes_that_are_held_do_not_keep_a_reply_from_being_tried_again(office: Office) -> None:
    """All hands of the pushes are full and waiting; the next look is when the reply that was put back may go."""
    for n in range(40):
        await office.knows(100 + n)
        await office.puts(f"push {n}", Kind.PUSH, 100 + n)
    office.board.slow = "push"
    office.board.going.clear()
    async with office.open() as app:
        while await app.delivery.once() == 0:
            pass
        await office.puts("help", Kind.URGENT, not_before=millis(NINE + timedelta(seconds=1)))
        assert 0 < await app.delivery.once() <= 1
        office.board.going.set()
        await app.delivery.drained()


# Two platforms


async def test_a_platform_that_hangs_holds_up_no_other(office: Office) -> None:
    """However much waits for it: its hands are its own."""
    office.board.going.clear()
    office.board.slow = "stuck"
    for n in range(40):
        await office.puts(f"stuck {n}", account=str(n))
    await office.puts("hello", platform="other", account="1")
    async with office.open(sending=True) as app:
        await until(app, lambda: office.other.texts() == ["hello"])
        office.board.going.set()
