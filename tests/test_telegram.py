"""The whole of Steady on Telegram: the real client against a server that refuses what Telegram refuses."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.port import Arrived, Revoked
from adapters.surface import ON
from adapters.telegram.run import TelegramPoll, make_bot
from bot.build import MENU
from bot.store.sqlite import Sqlite
from bot.vault.vault import Place, Vault
from coach import times
from coach.book import Book
from coach.content import variants
from coach.person import Gate, Goal, Pace
from tests.botapi import CONFLICT, ApiError, BotApi, Drop, Garbage, LostAnswer, RetryAfter, ServerError
from tests.office import MORNING, UNLOCK, count, keys_of, rows, until
from tests.people import CHOSEN, Friend, House, is_standing

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts

TYPED = ("/start", "adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00")
TABLES = ("person", "account", "session", "entry", "wake", "receipt", "outbox")


@pytest.fixture
async def server() -> AsyncGenerator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def house(server: BotApi, book: Book, tmp_path: Path) -> AsyncGenerator[House]:
    house = House(server, book, tmp_path / "steady.db")
    yield house
    house.tidy()
    assert server.faults == []


def sends(server: BotApi, method: str = "sendMessage") -> list[str]:
    """The outcomes of the calls of a method, in order."""
    return [call.outcome for call in server.calls if call.method == method]


# What a person can do


async def test_somebody_settles_in_by_taps(house: House, server: BotApi, book: Book) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.says("/start")
        await ada.taps("adult", "yes")
        await ada.says("congo")
        assert ada.answered == ["18 or over", "Yes, keep it"], "words that may mean several things are asked about"
        await ada.says("Canada")
        await ada.taps("o1", "reconcile", "yesterday", "45", "work", "things", "_done", "told_no", "o5")
        person = house.person(7)
        assert (person.country, person.zone, person.goal) == ("CA", "America/Toronto", Goal.RECONCILE)
        assert (person.window, person.limited, person.gates) == (45, ("work", "things"), {Gate.NO})
        assert (person.hour, person.pace, person.settled) == (time(20), Pace.TWO, True)
        assert len(ada.answered) == 10
        assert house.at(7) == ("", "")
    named = [(c["command"], c["description"]) for c in server.commands["default", ""]]
    assert named == [(book.flows[name].command, book.flows[name].about) for name in MENU]
    assert len(server.answers) == len(server.queries), "every press is answered, and once"


async def test_somebody_settles_in_by_typing_all_at_once(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        for text in TYPED:
            ada.person.says(text)
        await ada.reads()
        person = house.person(7)
        assert (person.settled, person.country, person.goal, person.hour) == (True, "GB", Goal.HEAL, time(9))


async def test_the_quiz_ends_in_a_result_that_is_kept(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        before = ada.said
        await ada.says("/chances")
        await ada.answers("chances", q01_safety="none", q02_boundary="silent", q04_definite="mixed")
        assert len(house.entries(7, "chances")) == 1
        assert len([text for text in ada.said if CHOSEN in text]) - sum(CHOSEN in text for text in before) == 16
        await ada.says("/why")
        assert ada.texts_since(before)


async def test_a_check_in_is_kept_word_for_word(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in(mood=6, word="<b>{0.__class__}</b> %s")
        told = {entry.kind: entry.value or entry.note for entry in house.entries(7)}
        assert {kind: told[kind] for kind in ("mood", "urge", "contact", "own", "word")} == {
            "mood": "6", "urge": "3", "contact": "kept", "own": "done", "word": "<b>{0.__class__}</b> %s"}  # fmt: skip
        assert ada.answered[-5:] == ["6", "3", "No contact", "Yes", "<b>{0.__class__}</b> %s"]


async def test_a_setting_is_changed_and_the_next_message_comes_at_the_new_hour(house: House) -> None:
    async with house.serving() as app:
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/settings")
        await ada.taps("hour")
        await ada.says("11:30")
        next_wake = await app.wakes.next()
        assert next_wake is not None
        assert house.person(7).hour == time(11, 30)
        assert f"{next_wake:%H:%M}" in {"11:30", "11:31", "11:32", "11:33", "11:34"}


async def test_somebody_is_erased_in_two_steps_and_begins_as_a_stranger(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in()
        await ada.says("/delete")
        await ada.taps("keep")
        assert count(house.path, "person") == 1
        await ada.says("/delete")
        await ada.taps("erase")
        assert {table: count(house.path, table) for table in TABLES} == dict.fromkeys(TABLES, 0)
        assert all(not message.buttons for message in ada.person.messages[-3:]), "the question keeps no buttons"
        await ada.taps("status")
        await ada.says("/status")
        assert house.at(7) == ("start", "age")


async def test_whoever_answers_and_is_erased_in_one_breath_keeps_no_buttons(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/checkin")
        for words in ("6", "3", "/delete", "erase everything"):
            ada.person.says(words)
        await ada.reads()
        assert count(house.path, "person") == 0
        assert [m for m in ada.person.messages if m.buttons and not is_standing(m)] == []


@pytest.mark.parametrize(("age", "choice"), [("child", ""), ("adult", "no")])
async def test_whoever_may_not_or_does_not_want_to_is_answered_and_not_kept(
    house: House, age: str, choice: str
) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.says("/start")
        await ada.taps(age, *filter(None, [choice]))
        assert "findahelpline.com" in ada.said[-1]
        assert {table: count(house.path, table) for table in TABLES} == dict.fromkeys(TABLES, 0)


# Pushes


async def settled_at(house: House, hour: str = "09:00") -> Friend:
    ada = house.friend()
    await ada.settles_in(hour)
    return ada


async def test_a_push_comes_at_its_hour_and_not_before(house: House, server: BotApi) -> None:
    async with house.serving() as app:
        ada = await settled_at(house)
        due, before = await app.wakes.next(), ada.said
        assert due is not None
        house.clock.at = due - timedelta(seconds=1)
        await house.tick()
        assert ada.said == before
        await house.skip(seconds=1)
        await house.tick()
        [push] = ada.texts_since(before)
        assert 20 < len(push) < 300
        assert times.local(house.clock(), "Europe/London").hour == 9
        assert (server.sent[-1].disable_notification, [e.note for e in house.entries(7, "push")]) == (False, ["nudge"])


async def test_a_push_at_night_makes_no_sound(house: House, server: BotApi) -> None:
    async with house.serving() as app:
        ada = await settled_at(house, "23:00")
        house.clock.at = datetime.combine(MORNING.date(), time(23, 4), UTC)
        before = ada.said
        await app.wakes.tick()
        app.delivery.poke()
        await ada.reads()
        pushes = [s for s in server.sent if s.text in ada.texts_since(before)]
        assert [s.disable_notification for s in pushes][-1:] == [True]


async def push(house: House) -> Friend:
    """Somebody whose message of the day stands in the chat."""
    ada = await settled_at(house)
    house.clock.at = MORNING + timedelta(hours=1.75)
    await house.tick()
    assert len(house.entries(7, "push")) == 1
    return ada


async def test_less_is_said_on_the_message_itself(house: House) -> None:
    async with house.serving():
        ada = await push(house)
        await ada.taps("open", "less")
        person = house.person(7)
        assert person.pace is Pace.ONE
        await house.skip(days=1, hours=12)
        assert [entry.note for entry in house.entries(7, "push")] == ["nudge"], "no prompt any more, and it was late"


async def test_a_week_of_peace_is_asked_for_on_the_message_itself(house: House) -> None:
    async with house.serving():
        ada = await push(house)
        await ada.taps("open", "pause.7")
        for _ in range(6):
            await house.skip(days=1)
        assert len(house.entries(7, "push")) == 1
        for _ in range(3):
            await house.skip(days=1)
        assert len(house.entries(7, "push")) > 1


async def test_messages_are_stopped_on_the_message_itself(house: House) -> None:
    async with house.serving():
        ada = await push(house)
        await ada.taps("open", "stop")
        for _ in range(10):
            await house.skip(days=1)
        assert len(house.entries(7, "push")) == 1
        assert count(house.path, "wake", "key not in ('lapse', 'silent')") == 0


async def test_the_buttons_of_a_push_work_in_the_middle_of_a_question(house: House) -> None:
    async with house.serving():
        ada = await push(house)
        await ada.says("/checkin")
        await ada.taps("7", "open", "less")
        assert (house.at(7), house.answers(7)["mood"]) == (("checkin", "urge"), "7")
        assert house.person(7).pace is Pace.ONE
        await ada.taps("3")


# Buttons that fit nothing


async def test_a_double_press_counts_once(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = await settled_at(house)
        await ada.says("/checkin")
        data = ada.data("6")
        ada.person.presses(data)
        ada.person.presses(data)
        before = len(ada.said)
        await ada.reads()
        assert (len(ada.said), len(server.answers)) == (before + 1, len(server.queries))
        await ada.taps("3", "kept", "done", "_skip")
        assert [entry.value for entry in house.entries(7, "mood")] == ["6"]


async def test_a_question_that_was_deleted_stands_there_again_with_its_ticks(house: House, server: BotApi) -> None:
    server.tolerate("message to edit not found")
    async with house.serving():
        ada = await settled_at(house)
        await ada.says("/chances")
        await ada.taps("putdown")
        afraid, message = ada.data("afraid"), ada.person.messages[-1].message_id
        ada.person.shown.pop(message)
        ada.person.presses_old(message, afraid)
        await ada.reads()
        shown = [label for row in ada.person.messages[-1].keyboard for label, _ in row]
        assert sum(label.startswith(ON) for label in shown) == 2
        await ada.taps("_done")
        assert house.answers(7)["q01_safety"] == "putdown+afraid"
        await ada.taps("_stop")


async def test_an_old_keyboard_leads_back_to_what_is_open(house: House) -> None:
    async with house.serving():
        ada = await settled_at(house)
        await ada.says("/checkin")
        old, message = ada.data("6"), ada.person.messages[-1].message_id
        await ada.taps("6", "3")
        house.clock.skip(hours=5)
        ada.person.presses_old(message, old)
        await ada.reads()
        assert (house.at(7), house.answers(7)["mood"]) == (("checkin", "contact"), "6")
        assert [c for row in ada.person.messages[-1].keyboard for c, _ in row]
        await ada.taps("kept", "_stop")
        house.clock.skip(days=30)
        ada.person.presses_old(message, old)
        await ada.reads()
        assert ada.person.messages[-1].buttons, "nothing is open: what can be done is shown"


async def test_a_keyboard_that_stayed_behind_is_taken_away_when_it_is_pressed_a_month_later(
    house: House, server: BotApi
) -> None:
    """Twice, and by somebody whose check-in has long been told (test 56)."""
    async with house.serving():
        ada = await settled_at(house)
        await ada.says("/checkin")
        message, old = ada.person.messages[-1].message_id, ada.data("6")
        server.fail("editMessageText", ApiError(400, "Bad Request: not now"))
        await ada.taps("6", "3", "kept", "done", "_skip")
        assert ada.person.shown[message].buttons, "it could not be closed"
        before, entries = ada.said, house.entries(7)
        house.clock.skip(days=30)
        for _ in range(2):
            ada.person.presses(old, message)
        await ada.reads()
        assert ada.person.shown[message].buttons == []
        assert (bool(ada.texts_since(before)), house.entries(7), house.at(7)) == (True, entries, ("", ""))
        assert len(server.answers) == len(server.queries)


NOT_YOURS, EXPIRED = "not_yours_open", "closed_question_open"
FORGED = [  # what it says, and the name of what is said to it
    ("1:{other}1:6", NOT_YOURS),
    ("1:{other}m1:delete", NOT_YOURS),
    ("1:{tag}99:6", EXPIRED),
    ("1:{tag}1:6", EXPIRED),
    ("1:{tag}\ud800:6", EXPIRED),
    *((f"1:{{prompt}}:{choice}", "scale") for choice in ("nonsense", "o7", "_done", "kept", "erase", "delete")),
    ("1:{tag}m9:nowhere", "nothing_open"),
    *((junk, NOT_YOURS) for junk in ("::", "1::", "2:{prompt}:6", "1:{prompt}:6:6", "x" * 64, "é" * 32)),
    *((junk, NOT_YOURS) for junk in ("\u202e\ud800" * 9, "\x01\x7f\x80" * 16)),
]


@pytest.mark.parametrize(("data", "says"), FORGED)
async def test_a_forged_button_changes_nothing_and_is_answered_kindly(
    house: House, book: Book, data: str, says: str
) -> None:
    async with house.serving():
        ada, bob = house.friend(), house.friend(8, "Bob")
        for friend in (ada, bob):
            await friend.settles_in()
            await friend.says("/checkin")
        ours, theirs = house.session(7), house.session(8)
        assert ours is not None
        assert theirs is not None
        forged = data.format(tag=ours.tag, prompt=ours.prompt, other=theirs.tag)
        before, entries = ada.said, len(house.entries(7))
        house.clock.skip(minutes=5)
        with capture_logs() as log:
            ada.person.presses_old(ada.person.messages[-1].message_id, forged)
            await ada.reads()
        first = ada.texts_since(before)[0]
        assert first in [text.format(low=0, high=10) for text in variants(book.phrases.say[says])]
        assert [entry for entry in log if entry["log_level"] in ("error", "critical")] == []
        assert len(house.entries(7)) == entries
        assert house.session(8) == theirs
        await ada.taps("6")
        assert (house.at(7)[1], house.answers(7)["mood"]) == ("urge", "6")


# What the platform does


async def test_whoever_blocked_us_gets_nothing_until_they_write(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = await settled_at(house)
        ada.person.blocks()
        house.clock.at = MORNING + timedelta(hours=1.75)
        await house.tick()
        assert sends(server).count("403") == 1
        for _ in range(3):
            await house.skip(days=1)
        assert sends(server).count("403") == 1, "they are left in peace"
        ada.person.unblocks()
        await ada.says("/status")
        house.clock.at += timedelta(days=1)
        said = len(ada.said)
        await house.tick()
        assert len(ada.said) == said + 1, "the messages are back"


async def test_nothing_is_sent_while_telegram_asks_for_patience(house: House, server: BotApi) -> None:
    async with house.serving(rate=1000) as app:
        ada, bob = house.friend(), house.friend(8, "Bob")
        server.fail("sendMessage", RetryAfter(1))
        ada.person.says("/start")
        await server.until(lambda: "429" in sends(server))
        asked = server.calls[-1].at
        bob.person.says("/start")
        await server.settled()
        house.clock.skip(seconds=2)
        app.delivery.poke()
        await server.until(lambda: bob.said and len(ada.said) == 2, timeout=5)
        after = [call.at - asked for call in server.calls if call.method == "sendMessage" and call.outcome == "ok"]
        assert min(after) > 0.95
        await ada.taps("adult")
        await bob.taps("adult")


async def test_a_server_that_fails_is_tried_again(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = house.friend()
        server.fail("sendMessage", ServerError(500))
        server.fail("sendMessage", ServerError(502), times=3)
        await ada.says("/start")
        assert ada.said == []
        for _ in range(8):
            await house.skip(seconds=5)
        assert len(ada.said) == 2
        await ada.taps("adult", "yes")
        server.fail("editMessageText", ServerError(502))
        await ada.says("United Kingdom")
        await house.skip(seconds=2)
        assert ada.answered == ["18 or over", "Yes, keep it", "United Kingdom"], "the look is tried again, too"


async def test_a_reply_whose_answer_was_lost_comes_twice_at_most(house: House, server: BotApi, book: Book) -> None:
    async with house.serving():
        ada = house.friend()
        server.fail("sendMessage", LostAnswer(), times=3)
        await ada.says("/start")
        for _ in range(5):
            await house.skip(seconds=30)
        assert sends(server).count("LostAnswer") == 3
        hello, question = ada.said[0], ada.said[2]
        assert ada.said == [hello, hello, question, question, book.phrases.say["cut_off"]]
        # The one whose answer was lost keeps its buttons, and they still work.
        await ada.taps("adult")
        assert ada.answered == ["18 or over"]
        for message in ada.person.messages:
            if message.text == question and message.buttons:
                ada.person.shown.pop(message.message_id)


@pytest.mark.parametrize("fault", [LostAnswer(), Drop(), Garbage(), ServerError(504)])
async def test_a_push_that_may_have_arrived_is_never_sent_again(house: House, server: BotApi, fault: Any) -> None:
    async with house.serving():
        ada = await settled_at(house)
        before = sends(server)
        server.fail("sendMessage", fault)
        house.clock.at = MORNING + timedelta(hours=1.75)
        await house.tick()
        for _ in range(20):
            await house.skip(minutes=5)
        assert len(sends(server)) == len(before) + 1
        assert rows(house.path, "select state from outbox where kind = 'push'") == [("unknown",)]
        for message in ada.person.messages[-1:]:
            assert isinstance(fault, LostAnswer) == ("open." in str(message.keyboard))


@pytest.mark.parametrize("fault", [Drop(), Garbage(), ServerError(504)])
async def test_a_reply_that_did_not_arrive_comes_all_the_same(house: House, server: BotApi, fault: Any) -> None:
    async with house.serving():
        ada = house.friend()
        server.fail("sendMessage", fault)
        await ada.says("/start")
        await house.skip(seconds=2)
        assert len(ada.said) == 2


async def test_a_question_that_did_not_arrive_twice_comes_when_it_is_asked_for(
    house: House, server: BotApi, book: Book
) -> None:
    async with house.serving():
        ada = await settled_at(house)
        server.fail("sendMessage", Drop(), times=2)
        before = ada.said
        await ada.says("/checkin")
        for _ in range(5):
            await house.skip(seconds=30)
        assert ada.texts_since(before) == [book.phrases.say["cut_off"]]
        await ada.says("/status")
        await ada.taps("6")
        assert house.at(7) == ("checkin", "urge")
        await ada.taps("_stop")


async def test_a_press_that_was_answered_too_late_counts_all_the_same(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.says("/start")
        server.fail("answerCallbackQuery", ApiError(400, "Bad Request: query is too old"))
        await ada.taps("adult")
        assert ada.answered == ["18 or over"]


async def test_a_slow_turn_is_announced(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.says("/start")
        with closing(sqlite3.connect(house.path, isolation_level=None, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "begin immediate")
            ada.touches("adult")
            await server.until(lambda: sends(server, "sendChatAction"))
            other.execute("rollback")
        await ada.reads()
        assert sends(server, "sendChatAction") == ["ok"]
        assert ada.answered == ["18 or over"]


# Updates


async def test_another_poller_is_waited_out_and_named(house: House, server: BotApi) -> None:
    server.fail("getUpdates", ApiError(409, CONFLICT))
    with capture_logs() as log:
        async with house.serving():
            ada = house.friend()
            await ada.says("/start")
            assert ada.said
    assert [(e["event"], "stop it" in e["remedy"]) for e in log if e["log_level"] == "error"] == [
        ("telegram.conflict", True)
    ]


NO_UPDATES = [
    Garbage(text=f'{{"ok": true{rest}}}') for rest in ("", ', "result": true', ', "result": [{"message": {}}]')
]


@pytest.mark.parametrize("fault", [Garbage(), Drop(), ServerError(502), RetryAfter(1), *NO_UPDATES])
async def test_a_poll_that_fails_loses_nothing(house: House, server: BotApi, fault: Any) -> None:
    server.fail("getUpdates", fault)
    async with house.serving():
        ada = house.friend()
        await ada.says("/start")
        await ada.taps("adult")
        assert ada.answered == ["18 or over"]


async def test_telegram_may_be_away_when_we_begin(house: House, server: BotApi) -> None:
    server.fail("getMe", ServerError(502))
    async with house.serving():
        ada = house.friend()
        await ada.says("/start")
        assert ada.said


async def test_an_address_where_nobody_is_for_a_while_is_waited_for_and_named(house: House, server: BotApi) -> None:
    """As a proxy before a server of one's own says while that server begins anew: 404, and not 401."""
    server.fail("getUpdates", ApiError(404, "Not Found"), times=2)
    with capture_logs() as log:
        async with house.serving():
            ada = house.friend()
            await ada.says("/start")
            assert ada.said
    told = [(e["event"], e["remedy"]) for e in log if e["log_level"] == "error"]
    assert {event for event, _ in told} == {"telegram.not_found"}
    assert all("telegram.token" in remedy and "telegram.base_url" in remedy for _, remedy in told)


@pytest.mark.parametrize("refused", [("getMe", 401), ("getMe", 404), ("setMyCommands", 401), ("getUpdates", 401)])
async def test_a_token_that_telegram_does_not_know_ends_the_listening(server: BotApi, refused: tuple[str, int]) -> None:
    method, code = refused
    server.fail(method, ApiError(code, HTTPStatus(code).phrase))
    bot, heard = make_bot(server.token, server.base_url), list[Arrived]()

    async def hears(arrived: Arrived) -> None:
        heard.append(arrived)

    with pytest.raises(Revoked):
        await TelegramPoll(bot, hears, ()).run()
    await bot.shutdown()
    assert heard == []


@pytest.mark.parametrize("method", ["deleteWebhook", "setMyCommands"])
async def test_once_telegram_has_known_us_a_404_is_waited_out(house: House, server: BotApi, method: str) -> None:
    server.fail(method, ApiError(404, "Not Found"))
    async with house.serving():
        ada = house.friend()
        await ada.says("/start")
        assert ada.said


async def test_a_404_to_a_message_keeps_the_one_that_waits_and_the_next_minute_brings_it(
    house: House, server: BotApi
) -> None:
    async with house.serving() as app:
        ada = house.friend()
        server.fail("sendMessage", ApiError(404, "Not Found"))
        ada.person.says("I want to die")
        await server.until(lambda: sends(server) == ["404"])
        await until(app, lambda: rows(house.path, "select state from outbox where kind = 'urgent'") == [("pending",)])
        await house.skip(seconds=61)
        assert "call" in (await ada.reads())


HERE = {"id": 7, "type": "private"}
BROKEN: list[Any] = [
    *({"message_id": 5}, {"message_id": "x", "date": "y", "chat": {"id": 1}}, {}, [], "text", 5),
    *({"chat": HERE, "text": 5}, {"chat": HERE, "from": 7, "text": "x"}, {"chat": HERE, "from": {}, "text": "x"}),
    {"chat": [HERE], "text": "x"},
]


async def test_an_update_nobody_can_read_does_not_stop_the_rest(house: House, server: BotApi) -> None:
    async with house.serving():
        ada, bob = house.friend(), house.friend(8, "Bob")
        ada.person.says("/start")
        broken = [server.queue("message", message) for message in BROKEN]
        broken += [server.queue(kind, {"id": "1"}) for kind in ("callback_query", "edited_message", "my_chat_member")]
        bob.person.says("/start")
        with capture_logs() as log:
            await house.quiet()
        assert (len(ada.said), len(bob.said), server.unconfirmed) == (2, 2, [])
        passed_over = [e["update"] for e in log if e["event"] == "telegram.passed_over"]
        assert passed_over == broken
        await ada.taps("adult")


async def test_what_is_delivered_again_changes_nothing(house: House, server: BotApi) -> None:
    server.tolerate("query is too old")
    async with house.serving():
        ada = await settled_at(house)
        await ada.checks_in(word="once")
        for text in ("/status", "/pause 3", "/status"):
            ada.person.says(text)
        await ada.reads()
        before = ada.said, house.entries(7), house.session(7)
        assert len(server.redeliver()) == 3
        await ada.reads()
        assert (ada.said, house.entries(7), house.session(7)) == before


async def test_what_is_delivered_again_after_a_restart_changes_nothing(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = await settled_at(house)
        await ada.says("/checkin")
        await ada.says("6")
    before = ada.said, house.session(7)
    assert server.redeliver()
    async with house.serving():
        await ada.reads()
        assert (ada.said, house.session(7)) == before
        await ada.taps("3", "_stop")


async def test_a_batch_out_of_order_is_put_in_order(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.says("/help")
        for text in TYPED:
            ada.person.says(text)
        server.jumble()
        await ada.reads()
        person = house.person(7)
        assert person.settled


async def test_numbers_that_begin_anew_and_lower_are_taken(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.says("/start")
        await ada.taps("adult")
        server.restart_ids(5)
        await ada.taps("yes")
        await ada.says("United Kingdom")
        assert ada.answered == ["18 or over", "Yes, keep it", "United Kingdom"]


async def test_a_restart_in_the_middle_of_the_quiz_is_not_noticed(house: House, server: BotApi) -> None:
    async with house.serving():
        ada = await settled_at(house)
        await ada.says("/chances")
        await ada.taps("none", "silent")
    ada.touches("mutual")  # pressed while nobody is in
    async with house.serving():
        await ada.reads()
        assert house.at(7)[1] == "q04_definite"
        house.clock.skip(hours=5)
    async with house.serving():
        await ada.answers("chances")
        assert len(house.entries(7, "chances")) == 1


class Disk(Vault):
    """A disk that can be full: nothing that is sealed gets there."""

    full, refused = False, 0

    def seal(self, place: Place, value: bytes) -> bytes:
        if self.full:
            self.refused += 1
            raise OSError(28, "No space left on device")
        return super().seal(place, value)


async def test_nothing_is_confirmed_before_it_is_committed(house: House, server: BotApi) -> None:
    async def unlock(store: Sqlite) -> Vault:
        (await UNLOCK(store)).close()
        return Disk(*keys_of(store.file))

    async with house.serving(unlock=unlock) as app:
        disk, ada = app.records.vault, await settled_at(house)
        assert isinstance(disk, Disk)
        disk.full, before = True, ada.said
        asked = [ada.person.says("/checkin"), ada.person.says("6"), ada.person.says("3")]
        with capture_logs() as log:
            await until(app, lambda: disk.refused >= 2)
        assert {entry["event"] for entry in log} == {"store.down"}
        assert (server.unconfirmed, ada.said) == (asked, before)
        disk.full = False
        await ada.reads()
        assert (house.at(7), house.answers(7)) == (("checkin", "contact"), {"argument": "", "mood": "6", "urge": "3"})


# Several people


async def test_several_people_at_once_do_not_meet(house: House) -> None:
    async with house.serving():
        friends = [house.friend(id, f"Friend {id}") for id in range(10, 22)]
        for text in TYPED:
            for friend in friends:
                friend.person.says(text)
        await house.quiet()
        for friend in friends:
            friend.person.says("/checkin")
        await house.quiet()
        moods = [str(2 + n % 9) for n in range(len(friends))]  # lower ones are asked about, in a message more
        for mood, friend in zip(moods, friends, strict=True):
            friend.touches(mood)
        await house.quiet()
        for mood, friend in zip(moods, friends, strict=True):
            assert house.answers(friend.id)["mood"] == mood
            assert friend.answered[-1] == mood
        assert len({len(friend.said) for friend in friends}) == 1


# Elsewhere than in private


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_group_is_told_where_we_talk_and_nothing_is_kept(
    house: House, server: BotApi, book: Book, kind: str
) -> None:
    async with house.serving():
        ada, group = house.friend(), server.group(-5, kind=kind)
        group.adds_bot(ada.person)
        await house.quiet()
        assert [m.text for m in group.messages if m.by_bot] == [told(book)]
        for text in ("good morning", "/start@other_bot", "I feel like dying", "6"):
            group.says(ada.person, text)
        await house.quiet()
        assert len([m for m in group.messages if m.by_bot]) == 1, "talk among others is not for us"
        said = len(server.sent)
        group.says(ada.person, "/checkin")
        await house.quiet()
        assert len(server.sent) == said, "the answer still stands there"
        asks: tuple[Callable[[], object], ...] = (
            lambda: [group.says(ada.person, "/checkin") for _ in range(3)],
            lambda: group.anonymous_admin_says("/start"),
            lambda: group.anonymous_admin_says("/start@the_bot", **{"from": None}),
            lambda: group.other_bot_says("/start"),
        )
        for ask, answered in zip(asks, (1, 2, 3, 3), strict=True):
            house.clock.skip(hours=1)
            ask()
            await house.quiet()
            assert len(server.sent) == said + answered
        group.removes_bot(ada.person)
        channel = server.channel(-6)
        channel.channel_post("/start")
        channel.change_member(ada.person.user, "left", "administrator")
        await house.quiet()
        kept = {table: count(house.path, table) for table in TABLES}
        assert kept == dict.fromkeys(TABLES, 0)
        assert server.chats[-6].messages[-1].text == "/start"


async def test_a_press_in_a_group_changes_nothing(house: House, server: BotApi, book: Book) -> None:
    async with house.serving():
        ada, group = await settled_at(house), server.group(-5, state="member")
        await ada.says("/checkin")
        before = house.session(7)
        group.forge(ada.person.user, 999, ada.data("6"))
        await house.quiet()
        assert house.session(7) == before
        assert group.messages[-1].text == told(book)
        await ada.taps("6")


def told(book: Book) -> str:
    return book.fill(book.phrases.say["in_private"], 0, {"directory": book.helplines.directory})[1]


async def test_whoever_throws_us_out_of_a_group_is_still_answered_in_private(house: House, server: BotApi) -> None:
    async with house.serving():
        ada, group = await settled_at(house), server.group(-5, state="member")
        group.says(ada.person, "/start")
        group.state = "kicked"
        await house.quiet()
        said = len(ada.said)
        await ada.says("/status")
        assert len(ada.said) == said + 1


# What is no answer


async def test_pictures_and_the_like_are_answered_and_the_question_stays(house: House, book: Book) -> None:
    async with house.serving():
        ada = await settled_at(house)
        await ada.says("/checkin")
        for kind in ("sticker", "photo", "voice", "document", "location", "contact"):
            before = ada.said
            ada.person.sends(kind)
            await ada.reads()
            assert ada.texts_since(before)[0] == book.phrases.say["only_words"]
            assert house.at(7)[1] == "mood"
        await ada.taps("6")
        before = ada.said
        ada.person.sends("photo", caption="I want to die")
        await ada.reads()
        assert "Samaritans" in "".join(ada.texts_since(before)), "a cry for help is heard under a picture, too"


async def test_a_changed_message_is_not_an_answer(house: House, book: Book) -> None:
    async with house.serving():
        ada = await settled_at(house)
        await ada.says("/checkin")
        await ada.says("6")
        before = ada.said
        ada.person.edits("9")
        await ada.reads()
        assert book.phrases.say["edited"] in ada.texts_since(before)
        assert (house.at(7), house.answers(7)["mood"]) == (("checkin", "urge"), "6")
        ada.person.edits("I want to die")
        await ada.reads()
        assert "Samaritans" in "".join(ada.said)


async def test_a_forwarded_command_is_no_command(house: House) -> None:
    async with house.serving():
        ada = await settled_at(house)
        ada.person.forwards("/delete")
        await ada.reads()
        assert house.at(7) == ("", "")
        await ada.says("/checkin")
        ada.person.forwards("6")
        await ada.reads()
        assert house.at(7) == ("checkin", "urge")
        await ada.taps("_stop")
