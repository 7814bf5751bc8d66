"""Pictures on their way: drawn in a process of their own, sent on each platform, and words wherever that fails."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import discord as library
import pytest
from msgspec.structs import replace

from adapters.discord.link import Link
from adapters.discord.outbound import DiscordMessenger
from adapters.discord.run import point_at
from adapters.pictures import DRAWING, Pictures
from adapters.port import Refused, Where
from adapters.surface import CONSOLE, DISCORD, TELEGRAM, Card, Picture, Surface, in_words, layout
from adapters.telegram.outbound import TelegramMessenger
from adapters.telegram.run import make_bot
from bot.showing import Showing
from coach.book import Book
from coach.chart import Badge, Bar, Bars, Curve, Line, Moment
from coach.effects import Ask, Choice, Show
from tests.botapi import PNG, ApiError, BotApi
from tests.discordapi import DiscordApi
from tests.office import Board
from tests.people import House

pytestmark = pytest.mark.unmeasured  # of what is around the coach

LAKE = "a lake nobody knows"
BADGE = Badge("21", "days behind you")
ASK = Ask("abcdef01m1", "Three weeks.", "Kept", (Choice("progress", "How it goes"),))
SHOW = Show(ASK, BADGE, "A badge: 21 days behind you.")
[CARD] = layout(SHOW, TELEGRAM)
HERE = Where("telegram", "7", "7")


@pytest.fixture
async def pictures() -> AsyncGenerator[Pictures]:
    made = Pictures()
    yield made
    await made.close()


def answering(code: str) -> tuple[str, ...]:
    """A process that draws as this says."""
    return (sys.executable, "-c", code)


# Laid out


def test_the_words_stand_under_the_picture() -> None:
    assert (CARD.picture, CARD.title, CARD.text) == (Picture(BADGE, SHOW.told), "Kept", "Three weeks.")
    assert ([c.id for row in CARD.rows for c in row], CARD.prompt) == (["progress"], ASK.prompt)
    assert CARD.read == "Kept\n\nA badge: 21 days behind you.\n\nThree weeks."


def test_words_that_are_too_long_for_it_follow_it() -> None:
    picture, *words = layout(replace(SHOW, ask=replace(ASK, text="word " * 300)), TELEGRAM)
    assert (picture.whole, picture.prompt, picture.picture) == ("", "", CARD.picture)
    assert [(card.picture, card.prompt) for card in words] == [(None, ASK.prompt)]
    both = replace(SHOW, told="t" * 1500, ask=replace(ASK, text="w" * 600))
    assert [bool(card.picture) for card in layout(both, DISCORD)] == [True, False], "as words they are one message"


def test_a_surface_without_pictures_has_the_words_and_the_sketch() -> None:
    [card] = layout(SHOW, CONSOLE)
    assert (card.picture, card.text) == (
        None,
        "( 21 )  days behind you\n\nA badge: 21 days behind you.\n\nThree weeks.",
    )


def test_a_title_stands_over_a_sketch_once() -> None:
    [card] = layout(replace(SHOW, chart=Bars("Kept", (Bar("one", 4),), ("low",), ())), CONSOLE)
    assert (card.title, card.text.startswith("one  ")) == ("Kept", True)


@pytest.mark.parametrize("on", [TELEGRAM, DISCORD], ids=["telegram", "discord"])
def test_what_it_tells_fits_one_message_in_its_place(on: Surface) -> None:
    picture, _ = layout(replace(SHOW, told="*" * 5000), on)
    told = in_words(picture, on)
    assert (on.size(told.whole) <= on.text, told.picture) == (True, None)


# Drawn


async def test_it_is_drawn_elsewhere_one_after_another(pictures: Pictures) -> None:
    made = await asyncio.gather(*(pictures.drawn(BADGE) for _ in range(3)))
    assert [one is not None and one.startswith(PNG) for one in made] == [True] * 3


@pytest.mark.parametrize(
    "code",
    [
        "",  # it ends at once
        "import time; time.sleep(60)",
        "import sys; sys.stdin.buffer.read(4); sys.stdout.buffer.write(bytes(4)); sys.stdout.flush(); sys.stdin.read()",
        "import sys; sys.stdout.buffer.write(bytes([0, 0, 0, 9, 1])); sys.stdout.flush(); sys.stdin.read(5)",
    ],
    ids=["ends", "hangs", "cannot", "breaks off"],
)
async def test_where_it_fails_there_are_words(code: str) -> None:
    pictures, board = Pictures(answering(code), 0.5, 0), Board()
    await Showing(pictures).show(board, HERE, CARD, False, "n")
    await pictures.close()
    assert (board.drawn, board.texts()) == ([], ["A badge: 21 days behind you.\n\nThree weeks."])


async def test_a_program_that_is_not_there_is_no_fault_of_the_message() -> None:
    pictures = Pictures(("/nowhere/to/be/found",))
    assert await pictures.drawn(BADGE) is None
    await pictures.close()


async def test_after_a_failure_the_next_is_drawn(pictures: Pictures) -> None:
    bad = Bars("x", (Bar("x", 1),), ("low",), (1.0, 2.0))  # names for one part of three
    assert await pictures.drawn(bad) is None
    assert await pictures.drawn(BADGE)


async def test_when_none_is_wanted_it_ends_and_is_begun_again() -> None:
    pictures = Pictures(idle=0)
    for _ in range(2):
        assert await pictures.drawn(BADGE)
        assert pictures.resting is not None
        await pictures.resting
    await pictures.close()


async def test_what_draws_has_no_secret_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEADY_VAULT_KEY", LAKE)
    seen = tmp_path / "seen"
    code = f"import os, sys; open({str(seen)!r}, 'w').write(repr(dict(os.environ)) + repr(sys.argv))"
    pictures = Pictures(answering(code))
    curve = Curve("x", (Line("", (Moment(LAKE, 1),), 0, 1),), "", "", "", "", "")
    assert await pictures.drawn(curve) is None
    await pictures.close()
    assert LAKE not in seen.read_text()
    assert DRAWING[-1] == "adapters.drawing"


async def test_a_place_that_takes_no_pictures_gets_the_words(pictures: Pictures) -> None:
    class Picky(Board):
        async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
            if card.drawn:
                raise Refused("403 50013")
            return await super().show(where, card, silent=silent, nonce=nonce)

    board = Picky()
    await Showing(pictures).show(board, HERE, CARD, False, "n")
    assert board.texts() == ["A badge: 21 days behind you.\n\nThree weeks."]


# Sent


async def test_telegram_is_sent_a_photo_with_its_words_and_buttons(pictures: Pictures) -> None:
    async with BotApi() as server, make_bot(server.token, server.base_url) as bot:
        ada = server.person(7)
        ada.says("/start")
        messenger = TelegramMessenger(bot)
        receipt = await Showing(pictures).show(messenger, HERE, CARD, True, "n")
        [_, shown] = ada.messages
        file = server.files[shown.message_id]
        assert (shown.text, shown.keyboard[0][0][0]) == ("Kept\n\nThree weeks.", "How it goes")
        assert (file.name, file.kind, file.content.startswith(PNG)) == ("picture.png", "image/png", True)
        assert [(s.method, s.disable_notification) for s in server.sent] == [("sendPhoto", True)]
        await messenger.strip(HERE, receipt)
        assert ada.messages[1].keyboard == []
        assert await messenger.take_back(HERE, [receipt])
        server.fail("sendPhoto", ApiError(400, "Bad Request: not enough rights to send photos to the chat"))
        await Showing(pictures).show(messenger, HERE, CARD, False, "n")
        assert ada.messages[-1].text == "Kept\n\nA badge: 21 days behind you.\n\nThree weeks."
        assert server.faults == []


async def test_discord_is_sent_an_attachment_that_is_read_to_who_cannot_see(
    discord: DiscordApi, pictures: Pictures
) -> None:
    point_at(discord.rest_url, discord.gateway_url)
    link, ada = Link(), discord.person(7)
    link.client = library.Client(intents=library.Intents.none(), max_ratelimit_timeout=30)
    await link.client.login(discord.token)
    link.reached.set()
    messenger, [card] = DiscordMessenger(link), layout(replace(SHOW, told="t" * 1100), DISCORD)
    receipt = await Showing(pictures).show(messenger, Where("discord", "7", str(ada.dm.id)), card, False, "n")
    [shown] = ada.messages()
    [file] = shown.payload["attachments"]
    assert (file["filename"], file["content_type"], len(file["description"])) == ("picture.png", "image/png", 1024)
    assert shown.screen() == "**Kept**\n\nThree weeks.\n[How it goes]"
    await messenger.strip(Where("discord", "7", str(ada.dm.id)), receipt)
    assert ada.messages()[0].payload["attachments"] == [file], "the buttons go, the picture stays"
    await link.close()


async def test_somebody_asks_for_their_days_and_sees_them(book: Book, tmp_path: Path) -> None:
    async with BotApi() as server:
        house = House(server, book, tmp_path / "steady.db")
        ada = house.friend()
        async with house.serving():
            await ada.settles_in()
            for mood in (4, 6, 5):
                await ada.checks_in(mood)
                await house.skip(days=1)
            await ada.says("/progress")
            [shown] = [message for message in ada.person.messages if "photo" in message.payload]
            assert shown.text.startswith("How it has gone\n\n")
            assert "5 on average" in await ada.taps("progress.words")
            assert [button for row in ada.person.shown[shown.message_id].keyboard for button in row] == []
        assert server.faults == []
