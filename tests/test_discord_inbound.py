"""What people and Discord do, as the real client hears it, and what is handed over of it."""

from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.discord.way import Way
from coach.book import Book
from coach.events import Event, Pressed, Said, Started, Via
from tests.botapi import Hang
from tests.discordapi import DiscordApi
from tests.discordrules import Json
from tests.discordworld import Message, Person
from tests.ears import Ear, listening

pytestmark = pytest.mark.unmeasured  # of what is around the coach


def posts(person: Person, **fields: Any) -> Message:
    return person.server.post(person.dm, person, fields)


POLL: Json = {
    "question": {"text": "?"},
    "answers": [],
    "allow_multiselect": False,
    "layout_type": 1,
    "expiry": "2026-12-01T00:00:00+00:00",
}


Act = Callable[[Person], Any]
IN_PRIVATE: list[tuple[Act, Event]] = [
    (lambda a: a.dms("hello"), Said("hello")),
    (lambda a: a.dms("/start"), Started("start")),
    (lambda a: a.dms("/settings zone now"), Started("settings", "zone now")),
    (lambda a: a.dms("/pause\n3 days"), Started("pause", "3 days")),
    (lambda a: a.dms("/x\nhelp me\nplease"), Started("x", "help me\nplease")),
    (lambda a: a.dms("/"), Said("/")),
    (lambda a: a.dms("say /start"), Said("say /start")),
    (lambda a: a.dms("a\0b\ud800c"), Said("abc")),
    (lambda a: a.dms("/st\0art a\ud800b"), Started("start", "ab")),
    (lambda a: a.dms(""), Said("", via=Via.ATTACHED)),
    (lambda a: a.dms("", attachments=2), Said("", via=Via.ATTACHED)),
    (lambda a: a.dms("look", attachments=1), Said("look", via=Via.ATTACHED)),
    (lambda a: a.dms("", stickers=1), Said("", via=Via.ATTACHED)),
    (lambda a: posts(a, content="", poll=POLL), Said("", via=Via.ATTACHED)),
    (lambda a: a.dms("6", reply_to=a.dms("7")), Said("6")),
    (lambda a: a.forwards("6"), Said("6", via=Via.FORWARD)),
    (lambda a: a.edits("again", a.dms("once")), Said("again", via=Via.EDIT)),
    (lambda a: a.edits("/delete", a.dms("once")), Said("/delete", via=Via.EDIT)),
]


@pytest.mark.parametrize(("act", "event"), IN_PRIVATE)
async def test_what_is_said_in_private(discord: DiscordApi, book: Book, act: Act, event: Event) -> None:
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        act(ada)
        await discord.until(lambda: ear.heard and ear.heard[-1].event == event)
        where = ear.heard[-1].where
        assert (where.person, where.room, where.way) == ("7", str(ada.dm.id), "")


def others(server: DiscordApi) -> Person:
    return server.person(8, name="Robot", bot=True)


NOTHING: list[Act] = [
    lambda a: posts(a, type=6, content=""),  # a pin
    lambda a: posts(a, type=3, content=""),  # a call
    lambda a: a.server.post(a.dm, others(a.server), {"content": "buy"}),
    lambda a: a.server.edit(a.server.post(a.dm, others(a.server), {"content": "buy"}), {"content": "now"}),
    lambda a: a.server.post(a.dm, None, {"content": "our own"}),
    lambda a: a.says("I feel like dying", a.server.home),
    lambda a: a.edits("hello <@4242>", a.says("hello", a.server.home)),
    lambda a: a.deletes(a.dms("the last")),
]


@pytest.mark.parametrize("act", NOTHING)
async def test_what_is_not_said_to_us(discord: DiscordApi, book: Book, act: Act) -> None:
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        act(ada)
        ada.dms("the last")
        await discord.until(lambda: ear.heard and ear.heard[-1].event == Said("the last"))
        await discord.settled()
        assert {arrived.event for arrived in ear.heard} == {Said("the last")}


async def test_a_preview_is_no_edit_and_an_edit_is_told_once(discord: DiscordApi, book: Book) -> None:
    """Discord sends both as a change; what it adds leaves the time of the last edit as it was."""
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        message = ada.dms("see https://example.org")
        embed = {"embeds": [{"type": "link", "url": "https://example.org"}]}
        discord.gateway.dispatch("MESSAGE_UPDATE", message.payload | embed, 1 << 12)
        ada.edits("look at https://example.org", message)
        discord.gateway.dispatch("MESSAGE_UPDATE", message.payload | embed, 1 << 12)
        await discord.until(lambda: len(ear.heard) == 3)
        await discord.settled()
        assert len({arrived.id for arrived in ear.heard}) == 2


USED: list[tuple[str, dict[str, Any], Started]] = [
    ("start", {}, Started("start")),
    ("pause", {"days": 3}, Started("pause", "3")),
    ("settings", {"zone": "Europe/Lisbon"}, Started("settings", "zone Europe/Lisbon")),
    ("settings", {"hour": "half nine"}, Started("settings", "hour half nine")),
    ("settings", {"zone": "a\0b"}, Started("settings", "zone ab")),
]


@pytest.mark.parametrize(("name", "options", "event"), USED)
async def test_what_is_used_in_a_server_and_in_private(
    discord: DiscordApi, book: Book, name: str, options: dict[str, Any], event: Started
) -> None:
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        for guild in (discord.home, None):
            act = ada.uses(name, guild=guild, **options)
            await discord.until(lambda n=act: ear.heard and ear.heard[-1].id == str(n.id))
            [*_, arrived] = ear.heard
            assert arrived.event == event
            assert arrived.where.room == ("" if guild else str(ada.dm.id))
            assert Way.read(arrived.where.way) == Way(act.token, hidden=bool(guild))
            assert act.original is not None
            assert act.original.ephemeral == bool(guild)


async def test_among_others_the_app_for_oneself_answers_so_that_nobody_else_reads_it(
    discord: DiscordApi, book: Book
) -> None:
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        ada.installs()
        act = ada.uses("status", guild=discord.among(ada, discord.person(8)))
        await discord.until(lambda: ear.heard)
        assert (ear.heard[0].event, ear.heard[0].where.room) == (Started("status"), "")
        assert act.original is not None
        assert act.original.ephemeral


PRESSED: list[tuple[str, list[str] | None, Event]] = [
    ("1:tag1:yes", None, Pressed("tag1", "yes")),
    ("1:tag1:_menu", ["GB"], Pressed("tag1", "GB")),
    ("1:tag1:_menu", [], Pressed("tag1", "")),
    ("1:tag1:_several", ["a", "b"], Said("a, b", "tag1")),
    ("1:tag1:_several", ["x" * 5000, "\ud800"], Said("x" * 5000 + ", ", "tag1")),
    ("2:tag1:yes", None, Pressed("", "")),
    ("1:tag1:yes:no", None, Pressed("", "")),
    ("::", None, Pressed("", "")),
    ("x" * 100, None, Pressed("", "")),
    ("é\u202e:\n:", ["a"], Pressed("", "")),
]


@pytest.mark.parametrize("place", ["server", "home"])
@pytest.mark.parametrize(("key", "values", "event"), PRESSED)
async def test_what_is_pressed_be_it_forged(
    discord: DiscordApi, book: Book, key: str, values: list[str] | None, event: Event, place: str
) -> None:
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        channel = ada.dm if place == "home" else discord.home.channel
        button = {"type": 2, "style": 1, "label": "x", "custom_id": key, "id": 2}
        if values is not None:
            options = [{"label": "x", "value": "x"}]
            button = {"type": 3, "custom_id": key, "options": options, "min_values": 1, "max_values": 1, "id": 2}
        rows = {"components": [{"type": 1, "components": [button], "id": 1}]}
        for shown in (discord.post(channel, None, rows), discord.post(channel, None, {"content": "bare"})):
            ear.heard.clear()
            act = ada.forges(key, shown, values=values)
            await discord.until(lambda: ear.heard)
            assert act.answer == 6, "nothing is shown for it, and Discord is content"
            [arrived] = ear.heard
            assert arrived.event == event
            at_home = place == "home"
            assert Way.read(arrived.where.way) == Way(act.token, str(shown.id), hidden=not at_home, last=at_home)


async def test_a_form_is_opened_by_its_button_and_its_words_are_handed_over(discord: DiscordApi, book: Book) -> None:
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        button = {"type": 2, "style": 2, "label": "Write it", "custom_id": "1:tag1:_write", "id": 2}
        shown = discord.post(ada.dm, None, {"components": [{"type": 1, "components": [button], "id": 1}]})
        act = ada.presses("Write it", shown)
        await discord.until(lambda: act.answer)
        assert (act.answer, ear.heard) == (9, []), "opening it is no answer"
        ada.submits("two\nlines \0 \ud800")
        await discord.until(lambda: ear.heard)
        assert ear.heard[0].event == Said("two\nlines  ", "tag1")


async def test_what_one_person_does_keeps_its_order_while_the_first_is_slow_to_be_acknowledged(
    discord: DiscordApi, book: Book
) -> None:
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        discord.fail("respond", Hang(0.5))
        first, second = ada.uses("start", guild=discord.home), ada.uses("help", guild=discord.home)
        ada.dms("third")
        other = discord.person(8).uses("status", guild=discord.home)
        await discord.until(lambda: second.answer and ear.heard)
        assert [arrived.id for arrived in ear.heard] == [str(other.id)], "it waits for nobody else"
        assert not first.answer
        await discord.until(lambda: len(ear.heard) == 4)
        assert [arrived.event for arrived in ear.heard[1:]] == [Started("start"), Started("help"), Said("third")]


async def test_what_one_person_does_keeps_its_order_while_the_store_is_down(discord: DiscordApi, book: Book) -> None:
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        ear.down = 2
        acts = [ada.uses("start", guild=discord.home), ada.uses("help", guild=discord.home)]
        ada.dms("third")
        await discord.until(lambda: all(act.answer for act in acts))
        assert ear.heard == [], "acknowledged before it is taken"
        await discord.until(lambda: len(ear.heard) == 3)
        assert [arrived.event for arrived in ear.heard] == [Started("start"), Started("help"), Said("third")]


async def test_what_cannot_be_read_does_not_end_it(discord: DiscordApi, book: Book) -> None:
    """The library ends its connection over it. What else was said comes with the next."""
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        with capture_logs() as log:
            discord.gateway.dispatch("MESSAGE_CREATE", {"id": "5"}, 1 << 12)
            await discord.until(lambda: discord.gateway.identified == 2)
        assert [entry["event"] for entry in log if entry["log_level"] == "error"] == ["discord.unreadable"]
        ada.dms("hello")
        await discord.until(lambda: ear.heard)
