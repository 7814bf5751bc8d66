"""Cards out to Telegram through the real client, and Telegram's refusals in the port's words."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from msgspec.structs import replace
from telegram import Bot

from adapters.port import NotSent, Refused, Revoked, TooSoon, Unknown, Unreachable, Where
from adapters.surface import TELEGRAM, Card, layout
from adapters.telegram.outbound import TelegramMessenger
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.run import make_bot
from adapters.text import units
from coach.effects import Ask, Choice, Say
from coach.export import Document
from tests.botapi import (
    ApiError,
    BotApi,
    Drop,
    Fault,
    Garbage,
    Hang,
    LostAnswer,
    Person,
    RetryAfter,
    ServerError,
    Upload,
)

pytestmark = pytest.mark.unmeasured  # of what is around the coach

HERE = Where("telegram", "7", "7")
ASK = Card("Fine?", "A title", ((Choice("yes", "Yes"), Choice("no", "No")),), (Choice("_stop", "Stop"),), "abcdef011")


@pytest.fixture
async def server() -> AsyncGenerator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def ada(server: BotApi) -> Person:
    ada = server.person(7)
    ada.says("hello")
    return ada


@pytest.fixture
async def bot(server: BotApi) -> AsyncGenerator[Bot]:
    async with make_bot(server.token, server.base_url) as bot:
        yield bot


@pytest.fixture
def messenger(bot: Bot) -> TelegramMessenger:
    return TelegramMessenger(bot)


async def show(messenger: TelegramMessenger, card: Card, *, silent: bool = False) -> str:
    return await messenger.show(HERE, card, silent=silent, nonce="n")


async def test_a_card_is_shown_with_its_title_bold_and_its_buttons(
    server: BotApi, ada: Person, messenger: TelegramMessenger
) -> None:
    assert await show(messenger, ASK) == "2"
    [sent] = server.sent
    assert (sent.text, sent.keyboard) == (
        "A title\n\nFine?",
        [[("Yes", "1:abcdef011:yes"), ("No", "1:abcdef011:no")], [("Stop", "1:abcdef011:_stop")]],
    )
    assert [(e["type"], e["offset"], e["length"]) for e in sent.entities] == [("bold", 0, 7)]
    assert (sent.disable_notification, sent.link_preview_disabled, server.faults) == (False, True, [])


async def test_a_silent_card_makes_no_sound(server: BotApi, ada: Person, messenger: TelegramMessenger) -> None:
    await show(messenger, ASK, silent=True)
    assert server.sent[0].disable_notification is True


@pytest.mark.parametrize(
    "text",
    [
        "<b>&amp;</b>",
        "*_[x](tg://user?id=1)`",
        "{0.__class__} %s",
        "/cmd@the_bot",
        "https://example.org",
        "\u202eabc\u200d",
    ],
)
async def test_whatever_a_text_holds_is_shown_as_it_is(
    server: BotApi, ada: Person, messenger: TelegramMessenger, text: str
) -> None:
    await show(messenger, Card(text, title=f"😀 {text}"))
    assert (server.sent[0].text, server.faults) == (f"😀 {text}\n\n{text}", [])
    assert server.sent[0].entities[0]["length"] == units(f"😀 {text}")


async def test_a_card_is_edited_and_stripped_where_it_stands(
    server: BotApi, ada: Person, messenger: TelegramMessenger
) -> None:
    first, second = await show(messenger, ASK), await show(messenger, ASK)
    assert await messenger.edit(HERE, first, Card("Fine?\n\n› Yes"))
    await messenger.strip(HERE, second)
    assert [(m.text, m.buttons) for m in ada.messages[1:]] == [("Fine?\n\n› Yes", []), ("A title\n\nFine?", [])]
    assert [s.link_preview_disabled for s in server.sent if s.method == "editMessageText"] == [True]


async def test_an_edit_says_whether_the_message_could_still_be_changed(
    server: BotApi, ada: Person, messenger: TelegramMessenger
) -> None:
    server.tolerate("message to edit not found", "message can't be edited", "message is not modified")
    shown = await show(messenger, Card("the same"))
    assert await messenger.edit(HERE, shown, Card("the same")), "so already is there"
    await messenger.strip(HERE, shown)
    assert not await messenger.edit(HERE, "999", Card("another"))
    assert not await messenger.edit(HERE, "1", Card("another")), "the person's own"
    await messenger.strip(HERE, "999")
    assert [m.text for m in ada.messages] == ["hello", "the same"]


async def test_the_longest_text_and_label_that_layout_makes_are_taken(
    server: BotApi, ada: Person, messenger: TelegramMessenger
) -> None:
    for text in ("x" * 4096, "😀" * 2048, "word " * 4000, "e\u0301" * 5000, "x" * 20_000):
        for card in layout(Say(text, "Title"), TELEGRAM):
            await show(messenger, card)
    choices = tuple(Choice(f"{'c' * 15}{n}", "😀" * TELEGRAM.label) for n in range(10))
    for card in layout(Ask("abcdef01" + "f" * 8, "x" * 5000, choices=choices, controls=choices[:3]), TELEGRAM):
        await show(messenger, card)
    assert server.faults == []


TOO_LONG = ApiError(400, "Bad Request: message is too long")
WAYS: list[tuple[ApiError | Fault, type[Exception]]] = [
    (RetryAfter(7), TooSoon),
    (ServerError(500), NotSent),
    (ServerError(502), NotSent),
    (ServerError(503), NotSent),
    (ServerError(504), Unknown),
    (LostAnswer(), Unknown),
    (Drop(), Unknown),
    (Garbage(), Unknown),
    (Garbage(text='{"ok": true}'), Unknown),
    (Garbage(text='[{"result": 1}]'), Unknown),
    (ApiError(401, "Unauthorized"), Revoked),
    (ApiError(404, "Not Found"), Revoked),
    (ApiError(403, "Forbidden: bot was blocked by the user"), Unreachable),
    (ApiError(403, "Forbidden: user is deactivated"), Unreachable),
    (ApiError(400, "Bad Request: chat not found"), Unreachable),
    (ApiError(400, "Bad Request: group upgraded", {"migrate_to_chat_id": -100}), Unreachable),
    (TOO_LONG, Refused),
]


@pytest.mark.parametrize(
    ("fault", "met"), WAYS, ids=[f"{getattr(f, 'code', type(f).__name__)}-{m.__name__}" for f, m in WAYS]
)
@pytest.mark.parametrize("act", ["show", "edit", "strip"])
async def test_what_telegram_does_is_said_in_the_ports_words(
    server: BotApi, ada: Person, messenger: TelegramMessenger, act: str, fault: ApiError | Fault, met: type[Exception]
) -> None:
    shown = await show(messenger, ASK)
    method = {"show": "sendMessage", "edit": "editMessageText", "strip": "editMessageReplyMarkup"}[act]
    server.fail(method, fault)
    calls = {
        "show": lambda: show(messenger, Card("another")),
        "edit": lambda: messenger.edit(HERE, shown, Card("another")),
        "strip": lambda: messenger.strip(HERE, shown),
    }
    with pytest.raises(met) as raised:
        await calls[act]()
    if isinstance(raised.value, TooSoon):
        assert raised.value.seconds == 7
    if isinstance(raised.value, Refused):
        assert raised.value.code == "message is too long"
    assert server.faults == []


@pytest.mark.parametrize("result", ["true", "{}", "[]", "null"])
async def test_a_message_without_a_number_may_be_there(
    server: BotApi, ada: Person, messenger: TelegramMessenger, result: str
) -> None:
    server.fail("sendMessage", Garbage(text=f'{{"ok": true, "result": {result}}}'))
    with pytest.raises(Unknown):
        await show(messenger, ASK)


async def test_nobody_there_means_not_sent(server: BotApi) -> None:
    for nowhere in ("http://127.0.0.1:1", server.base_url.replace("http:", "https:")):
        bot = make_bot(server.token, nowhere)
        with pytest.raises(NotSent):
            await TelegramMessenger(bot).show(HERE, ASK, silent=False, nonce="n")
        await bot.request.shutdown()


async def test_no_connection_free_means_not_sent(server: BotApi, ada: Person) -> None:
    server.fail("sendMessage", Hang(9))
    async with AiohttpRequest(connection_pool_size=1, pool_timeout=0.05) as busy:
        bot = Bot(server.token, f"{server.base_url}/bot", request=busy)
        first = asyncio.create_task(show(TelegramMessenger(bot), ASK))
        await server.until(lambda: server.calls)
        with pytest.raises(NotSent):
            await show(TelegramMessenger(bot), ASK)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_silence_means_that_nobody_knows(server: BotApi, ada: Person) -> None:
    server.fail("sendMessage", Hang(0.3))
    async with AiohttpRequest(read_timeout=0.05) as impatient:
        bot = Bot(server.token, f"{server.base_url}/bot", request=impatient)
        with pytest.raises(Unknown):
            await show(TelegramMessenger(bot), ASK)


# Documents, and what is taken back

PAGE = Document("steady.html", "text/html", "<p>A page 😀")
FILED = Card("All of it.", "Here", ((Choice("remove", "Take it back"),),), (), "abcdef01m2", documents=(PAGE,))


async def test_a_document_goes_with_the_words_below_it(
    server: BotApi, ada: Person, messenger: TelegramMessenger
) -> None:
    receipt = await messenger.show(HERE, FILED, silent=True, nonce="n")
    [sent] = server.sent
    assert (sent.method, sent.text, sent.disable_notification) == ("sendDocument", "Here\n\nAll of it.", True)
    assert sent.keyboard == [[("Take it back", "1:abcdef01m2:remove")]]
    assert server.files[int(receipt)] == Upload("steady.html", "text/html", PAGE.text.encode())
    assert ada.messages[-1].payload["caption_entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    await messenger.strip(HERE, receipt)
    assert (ada.messages[-1].buttons, server.faults) == ([], [])


async def test_a_document_needs_no_words(server: BotApi, ada: Person, messenger: TelegramMessenger) -> None:
    await show(messenger, Card("", documents=(PAGE,)))
    assert ("caption" in ada.messages[-1].payload, server.faults) == (False, [])


async def test_a_large_document_is_taken_whole(server: BotApi, ada: Person, messenger: TelegramMessenger) -> None:
    """In more pieces than are handed over at once."""
    text = "word 😀 " * 200_000
    receipt = await show(messenger, Card("x", documents=(replace(PAGE, text=text),)))
    assert server.files[int(receipt)].content == text.encode()


@pytest.mark.parametrize(
    ("fault", "error"), [(RetryAfter(5), TooSoon), (ServerError(502), NotSent), (LostAnswer(), Unknown)]
)
async def test_a_document_that_was_not_sent_says_so_as_a_message_does(
    server: BotApi, ada: Person, messenger: TelegramMessenger, fault: ApiError | Fault, error: type[Exception]
) -> None:
    server.fail("sendDocument", fault)
    with pytest.raises(error):
        await show(messenger, FILED)


async def test_messages_are_taken_back_one_or_a_hundred(
    server: BotApi, ada: Person, messenger: TelegramMessenger
) -> None:
    shown = [await show(messenger, Card(f"{n}")) for n in range(TELEGRAM.recall + 1)]
    assert await messenger.take_back(HERE, shown[:1])
    assert await messenger.take_back(HERE, shown[1:])
    assert [m.text for m in ada.messages] == ["hello"]
    assert [call.method for call in server.calls[-2:]] == ["deleteMessage", "deleteMessages"]


async def test_what_is_gone_was_taken_back_and_what_is_too_old_stays(
    server: BotApi, ada: Person, messenger: TelegramMessenger
) -> None:
    server.tolerate("message to delete not found", "message can't be deleted")
    gone, old = await show(messenger, Card("gone")), await show(messenger, Card("old"))
    ada.messages[-1].payload["date"] -= 49 * 3600
    assert await messenger.take_back(HERE, [gone])
    assert await messenger.take_back(HERE, [gone]), "the person has done it themselves"
    assert not await messenger.take_back(HERE, [old])
    assert [m.text for m in ada.messages] == ["hello", "old"]


async def test_a_refusal_that_nobody_knows_is_one(server: BotApi, ada: Person, messenger: TelegramMessenger) -> None:
    """Its words may quote what was sent, so none of them is handed on."""
    server.fail("deleteMessage", ApiError(400, 'Bad Request: can\'t parse entities in "I miss her"'))
    with pytest.raises(Refused, match=r"^400$"):
        await messenger.take_back(HERE, ["1"])
