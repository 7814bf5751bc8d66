"""The stand-in for Telegram, tried with the client that will meet the real one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, error

from tests.botapi import CONFLICT, PNG, BotApi, Drop, Garbage, Hang, LostAnswer, Person, RetryAfter, ServerError

pytestmark = pytest.mark.unmeasured  # of what is around the coach

Raw = tuple[str, dict[str, Any]]


def say(text: str, **more: Any) -> Raw:
    return "sendMessage", {"chat_id": 7, "text": text, **more}


def bold(offset: int, length: int, times: int = 1) -> Raw:
    return say("a😀", entities=[{"type": "bold", "offset": offset, "length": length}] * times)


def board(label: str, data: str, across: int = 1, down: int = 1) -> Raw:
    return say("x", reply_markup={"inline_keyboard": [[{"text": label, "callback_data": data}] * across] * down})


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    async with Bot(server.token, base_url=f"{server.base_url}/bot") as bot:
        yield bot


@pytest.fixture
def ada(server: BotApi) -> Person:
    ada = server.person(7)
    ada.says("/start now")
    return ada


async def test_an_update_comes_again_until_a_higher_offset(server: BotApi, bot: Bot, ada: Person) -> None:
    second = ada.says("hello")
    assert [[u.update_id for u in await bot.get_updates(limit=1)] for _ in "ab"] == [[1000], [1000]]
    assert [u.update_id for u in await bot.get_updates(offset=second)] == server.unconfirmed == [second]
    poll = asyncio.create_task(bot.get_updates(offset=second + 1, timeout=50))
    await server.settled()
    ada.says("later")
    assert [u.message.text for u in await poll if u.message] == ["later"]
    assert server.redeliver() == [u.update_id for u in await bot.get_updates(offset=second + 2)] == [second]
    assert await bot.get_updates(offset=second + 2, allowed_updates=["message"]) == ()
    server.restart_ids(5)
    assert (ada.says("a week later"), ada.blocks()) == (5, 0)
    assert ([u.update_id for u in await bot.get_updates(offset=second + 2)], server.faults) == ([5], [])


async def test_a_second_poll_ends_the_first_but_a_dead_one_is_no_conflict(server: BotApi, bot: Bot) -> None:
    async with ClientSession(f"{server.base_url}/bot{server.token}/") as other:
        killed = asyncio.create_task(other.post("getUpdates", data={"timeout": 50}))
        await server.until(lambda: server.calls and server.calls[-1].method == "getUpdates")
        killed.cancel()
        assert (await bot.get_updates(), server.faults) == ((), [])
        first, polls = asyncio.create_task(bot.get_updates(timeout=50)), len(server.calls)
        await server.until(lambda: len(server.calls) > polls)
        assert (await other.post("getUpdates")).ok
    with pytest.raises(error.Conflict):
        await first
    assert server.faults == [f"getUpdates: {CONFLICT}"]


async def test_a_message_is_sent_pressed_edited_and_deleted(server: BotApi, bot: Bot, ada: Person) -> None:
    bare, bold = LinkPreviewOptions(is_disabled=True), [MessageEntity("bold", 2, 2)]
    keys = InlineKeyboardMarkup.from_row([InlineKeyboardButton(label, callback_data=f"{label}!") for label in "YN"])
    await bot.send_message(7, "  😀b ", None, bold, True, reply_markup=keys, link_preview_options=bare)
    assert (ada.screen(), server.sent[0].entities[0]["offset"]) == ("😀b\n[Y] [N]", 0)
    assert server.sent[0].disable_notification is server.sent[0].link_preview_disabled is True
    ada.presses("N")
    query: Any = (await bot.get_updates(offset=-1))[0].callback_query
    assert (query.data, await query.answer("done")) == ("N!", True)
    with pytest.raises(error.BadRequest, match="Query is too old"):
        await query.answer()
    await query.edit_message_text("1")
    with pytest.raises(LookupError):
        ada.presses("N")
    with pytest.raises(error.BadRequest, match="not modified"):
        await query.edit_message_text("1")
    await query.edit_message_reply_markup(keys)
    assert (ada.screen(), server.sent[-1].keyboard) == ("1\n[Y] [N]", [[("Y", "Y!"), ("N", "N!")]])
    assert [await bot.delete_messages(7, [2, 999]), await bot.delete_message(7, 1)] == [True, True]
    assert (ada.messages, len(server.faults), server.answers[0].text) == ([], 2, "done")


@pytest.mark.parametrize(("call", "words"), [
    (say(" \n "), "text is empty"), (say("😀" * 2049), "too long"), (say("\0"), "UTF-8"), (say("\ud800"), "UTF-8"),
    (say("x", chat_id=9), "initiate"), (say("x", chat_id=8), "chat not found"), (say("x", parse_mode=""), "emulated"),
    (bold(0, 4), "offset"), (bold(0, 2), "offset"), (bold(2, 1), "offset"), (bold(0, 1, 101), "ENTITIES_TOO_LONG"),
    (board(" ", "x"), "TEXT"), (board("x" * 65, "x"), "TEXT"), (board("x", "é" * 33), "DATA"), (board("x", ""), "DATA"),
    (board("x", "x", 9), "too long"), (board("x", "x", 1, 101), "too long"), (("sendDice", {"value": 7}), "Not Found"),
    (("editMessageText", {"chat_id": 7, "message_id": 2, "text": "x"}), "message to edit not found"),
    (("editMessageText", {"chat_id": 7, "message_id": 1, "text": "x"}), "can't be edited"),
    (("answerCallbackQuery", {"callback_query_id": "1"}), "is too old"), (("getUpdates", {"limit": 101}), "limit"),
    (("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}), "BOT_COMMAND_INVALID"),
])  # fmt: skip
async def test_a_mistake_is_refused_and_kept(server: BotApi, ada: Person, call: Raw, words: str) -> None:
    server.person(9)
    async with ClientSession() as raw:
        answer = await (await raw.post(f"{server.base_url}/bot{server.token}/{call[0]}", json=call[1])).json()
    assert (answer["ok"], words in answer["description"], server.sent) == (False, True, [])
    assert server.faults == [f"{call[0]}: {answer['description']}"]


@pytest.mark.filterwarnings("ignore:.*timedelta:DeprecationWarning")
async def test_what_the_world_does_is_no_fault_of_the_client(server: BotApi, bot: Bot, ada: Person) -> None:
    for fault in (RetryAfter(3), ServerError(502), Drop(), Garbage(), LostAnswer()):
        server.fail("sendMessage", fault, when=lambda params: params["chat_id"] == 7)
    for met in (error.RetryAfter, error.NetworkError, error.NetworkError, error.TelegramError, error.NetworkError):
        with pytest.raises(met):
            await bot.send_message(7, "x")
    server.fail("*", Hang(0.001))
    assert (await bot.send_message(7, "12", reply_to_message_id=2)).message_id == 3
    assert [call.outcome for call in server.calls[1:]] == ["429", "502", "Drop", "Garbage", "LostAnswer", "Hang"]
    for leaves, words in ((ada.blocks, "bot was blocked by the user"), (ada.deactivated, "user is deactivated")):
        leaves()
        with pytest.raises(error.Forbidden, match=words):
            await bot.send_message(7, "x")
    ada.unblocks()
    assert await bot.send_chat_action(7, "typing")
    assert ([m.text for m in ada.messages], server.faults) == (["/start now", "x", "12"], [])


async def test_every_kind_of_update_is_understood(server: BotApi, bot: Bot, ada: Person) -> None:
    group, kinds = server.group(-5), ("sticker", "photo", "voice", "document", "location", "contact")
    acts = [*map(ada.sends, kinds), ada.edits("/stop"), ada.forwards("x"), group.adds_bot(ada), ada.presses_old(99, "")]
    acts += [group.says(ada, "x"), group.anonymous_admin_says("x", **{"from": None}), group.other_bot_says("x")]
    acts += [server.channel(-6).channel_post("x"), ada.blocks(), server.queue("of_tomorrow", {})]
    updates = {update.update_id: update for update in await bot.get_updates()}
    assert (set(acts) < set(updates), updates[acts[-1]].api_kwargs) == (True, {"of_tomorrow": {}})
    assert all(m.effective_attachment for m in (updates[i].message for i in acts[:6]) if m)
    assert await bot.set_my_commands([("a", "b")], language_code="en")
    assert (await bot.get_my_commands(language_code="en"))[0].command == "a"
    assert (await bot.get_chat(-5)).title == "Group"
    server.token = server.token[::-1]
    with pytest.raises(error.InvalidToken):
        await bot.get_me()


def png(width: int, height: int) -> bytes:
    return PNG + width.to_bytes(4) + height.to_bytes(4)


@pytest.mark.parametrize(("values", "words"), [
    ({"photo": b""}, "must be non-empty"), ({"photo": PNG + b"x" * 10_000_000}, "is too big"),
    ({"photo": b"GIF89a"}, "(?i)image_process_failed"), ({"photo": png(9_000, 1_001)}, "(?i)photo_invalid_dimensions"),
    ({"photo": png(2_001, 100)}, "(?i)photo_invalid_dimensions"),
    ({"photo": png(9, 9), "caption": "x" * 1025}, "caption is too long"),
])  # fmt: skip
async def test_a_photo_is_kept_or_refused(
    server: BotApi, bot: Bot, ada: Person, values: dict[str, Any], words: str
) -> None:
    sent = await bot.send_photo(7, png(1080, 900), caption="12")
    assert (ada.screen(), sent.photo[-1].width) == ("12", 1080)
    with pytest.raises(error.TelegramError, match=words):
        await bot.send_photo(7, **values)
    assert len(server.faults) == 1


@pytest.mark.parametrize(("values", "words"), [
    ({"document": b""}, "must be non-empty"), ({"document": b"x" * 50_000_001}, "is too big"),
    ({"document": b"x", "caption": "x" * 1025}, "caption is too long"),
])  # fmt: skip
async def test_a_document_is_kept_or_refused(
    server: BotApi, bot: Bot, ada: Person, values: dict[str, Any], words: str
) -> None:
    sent = await bot.send_document(7, b"whole", filename="a.html", caption="12")
    assert (ada.screen(), server.files[sent.message_id].content) == ("12", b"whole")
    with pytest.raises(error.TelegramError, match=words):
        await bot.send_document(7, **values)
    with pytest.raises(error.BadRequest, match="no text in the message"):
        await bot.edit_message_text("x", 7, sent.message_id)
    assert [words in fault for fault in server.faults] == [True, False]
