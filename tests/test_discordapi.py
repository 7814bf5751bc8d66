"""The stand-in for Discord, tried with the client that will meet the real one."""

import asyncio
import io
import re
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, Self

import discord
import pytest
import yarl
from aiohttp import ClientError, ClientSession
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.botapi import Drop, Garbage, Hang, LostAnswer
from tests.discordapi import DiscordApi, RetryAfter
from tests.discordrules import ServerError, refusal
from tests.discordworld import Person

pytestmark = pytest.mark.unmeasured  # of what is around the coach

Act = discord.Interaction[Any]


class Bot(discord.Client):
    """A client as ours will be: few intents, nobody pinged, every interaction in one queue."""

    def __init__(self, *, privileged: bool = False, guilds: bool = True) -> None:
        intents = discord.Intents(guilds=guilds, dm_messages=True, message_content=privileged)
        nobody = discord.AllowedMentions.none()
        super().__init__(intents=intents, allowed_mentions=nobody, guild_ready_timeout=0, max_messages=None)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.acts: asyncio.Queue[Act] = asyncio.Queue()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the five seconds the library waits before each session but the first."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_interaction(self, interaction: Act) -> None:
        if interaction.type is not discord.InteractionType.autocomplete:
            self.acts.put_nowait(interaction)

    @property
    def texts(self) -> list[str]:
        return [message.content for message in self.heard if message.author != self.user]


class Echo(ui.DynamicItem[ui.Button[Any]], template="echo:(?P<word>.*)"):
    @classmethod
    async def from_custom_id(cls, interaction: Act, item: Any, match: re.Match[str], /) -> Self:
        return cls(item)

    async def callback(self, interaction: Act) -> None:
        await interaction.response.edit_message(content=self.custom_id, view=None)


class Letter(ui.Modal):
    def __init__(self) -> None:
        super().__init__(title="A letter", custom_id="letter")
        self.to, self.how = ui.TextInput[Self](custom_id="to", max_length=9), ui.Select[Self](custom_id="how")
        self.words = ui.TextInput[Self](label="Words", style=discord.TextStyle.long, required=False)
        self.how.options, self.how.required = [discord.SelectOption(label="Kind")], True
        self.add_item(ui.Label(text="To", description="Only you see it", component=self.to))
        self.add_item(ui.Label(text="How", component=self.how)).add_item(self.words)

    async def on_submit(self, interaction: Act, /) -> None:
        said = f"{self.to.value} {self.how.values} {self.words.value}"
        await interaction.response.send_message(said, ephemeral=True)


def board(*labels: str) -> ui.View:
    view = ui.View(timeout=None)
    for label in labels:
        view.add_item(ui.Button(label=label, custom_id=f"{label}!"))
    return view


def menu(*labels: str, most: int = 1) -> ui.View:
    options = [discord.SelectOption(label=label, value=label.lower()) for label in labels]
    return ui.View(timeout=None).add_item(ui.Select(custom_id="menu", options=options, max_values=most))


def at_once(_: object) -> float:
    return 0.001


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as server:
        monkeypatch.setattr(Route, "BASE", server.rest_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        # The library waits a random while before it comes back, up to two seconds the first time.
        monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", at_once)
        yield server


@asynccontextmanager
async def running(server: DiscordApi, bot: Bot) -> AsyncGenerator[asyncio.Task[None]]:
    async with bot:
        await bot.login(server.token)
        await bot.tree.sync()
        task = asyncio.create_task(bot.connect())
        try:
            yield task
        finally:
            await bot.close()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bot(server: DiscordApi) -> AsyncIterator[Bot]:
    bot = Bot()
    everywhere, anyhow = app_commands.allowed_contexts(True, True), app_commands.allowed_installs(True, True)

    @bot.tree.command()
    @everywhere
    @anyhow
    async def checkin(interaction: Act, mood: app_commands.Range[int, 1, 10] = 5) -> None:
        """How it is."""

    @bot.tree.command()
    @app_commands.choices(kind=[app_commands.Choice(name="Short", value="s")])
    async def word(interaction: Act, kind: str, said: app_commands.Range[str, 2, 5] = "no") -> None:
        """One word."""

    @bot.tree.command()
    @app_commands.allowed_contexts(guilds=True)
    async def here(interaction: Act) -> None:
        """Only among others."""

    settings = app_commands.Group(name="settings", description="What can be set.")
    bot.tree.add_command(settings)

    @settings.command()
    async def zone(interaction: Act, name: str) -> None:
        """Where one is."""

    @zone.autocomplete("name")
    async def names(interaction: Act, text: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{text}lin", value="Europe/Berlin")]

    bot.add_dynamic_items(Echo)
    async with running(server, bot):
        await server.connected()
        yield bot


@pytest.fixture
def ada(server: DiscordApi) -> Person:
    return server.person(7)


async def test_direct_messages_arrive_and_are_answered(server: DiscordApi, bot: Bot, ada: Person) -> None:
    first = ada.dms("hello")
    ada.dms("", attachments=2, stickers=1)
    ada.edits("again", ada.dms("this", reply_to=first))
    server.person(8, name="Other", bot=True).dms("beep")
    server.home.members[8].says("in front of others", server.home)
    await server.settled()
    assert [(m.author.id, m.guild, m.author.bot) for m in bot.heard] == [(7, None, False)] * 3 + [(8, None, True)]
    _, files, reply, _ = bot.heard
    assert (len(files.attachments), len(files.stickers), reply.content) == (2, 1, "this")
    assert reply.reference
    assert (reply.reference.message_id, ada.messages()[2].edited) == (first.id, True)
    sent = await reply.channel.send("  hi  ", view=board("Yes", "No"), silent=True, nonce="row1")
    again = await reply.channel.send("hi", nonce="row1")
    assert (again.id, ada.screen(), len(server.sent), server.sent[0].silent) == (sent.id, "hi\n[Yes] [No]", 1, True)
    server.clock.skip(301)
    assert (await reply.channel.send("hi", nonce="row1")).id > sent.id
    assert abs((sent.created_at - bot.heard[0].created_at).total_seconds()) < 9
    await sent.edit(content="hm", view=None)
    await sent.delete()
    async with reply.channel.typing():
        assert [m.content async for m in reply.channel.history(after=discord.Object(first.id))] == ["", "again", "hi"]
    assert [m.content async for m in reply.channel.history(limit=2)] == ["hi", "again"]
    assert [call.name for call in server.calls].count("typing") == 1
    await server.settled()
    assert (server.faults, bot.texts[-1], server.opened) == ([], "beep", [])


async def test_a_dm_is_opened_by_the_client_and_counted(server: DiscordApi, bot: Bot, ada: Person) -> None:
    channel = await bot.create_dm(discord.Object(7))
    fetched = await bot.fetch_channel(channel.id)
    assert "recipient=<User id=7 name='ada'" in repr(fetched)
    await bot.get_partial_messageable(channel.id).send("hi")
    assert (ada.screen(), [person for _, person in server.opened]) == ("hi", [ada])
    server.fail("createDM", refusal(40003))
    with pytest.raises(discord.Forbidden) as met:
        await bot.create_dm(discord.Object(server.person(8).id))
    assert (met.value.code, server.faults) == (40003, [])


async def test_commands_as_the_clients_of_people_offer_them(server: DiscordApi, bot: Bot, ada: Person) -> None:
    for wrong in (
        lambda: ada.uses("chekin"), lambda: ada.uses("checkin", mood=11), lambda: ada.uses("checkin", mood="5"),
        lambda: ada.uses("checkin", mod=5), lambda: ada.uses("here"), lambda: ada.uses("settings"),
        lambda: ada.uses("settings zne", name="x"), lambda: ada.uses("settings zone"), lambda: ada.uses("word"),
        lambda: ada.uses("word", kind="l"), lambda: ada.uses("word", kind="s", said="a"),
        lambda: ada.uses("checkin", guild=server.guild("Elsewhere")),
    ):  # fmt: skip
        with pytest.raises(LookupError):
            wrong()
    ada.uses("settings zone", name="Bern")
    zone: Any = await bot.acts.get()
    assert (zone.command.qualified_name, zone.namespace.name, zone.guild, zone.context.dm_channel) == (
        "settings zone", "Bern", None, True
    )  # fmt: skip
    await zone.response.send_message("ok")
    ada.uses("word", kind="Short", said="yes", guild=server.home)
    word: Any = await bot.acts.get()
    assert (word.namespace.kind, word.user.guild.name, word.channel.name) == ("s", "Home", "general")
    assert (word.is_guild_integration(), word.is_user_integration()) == (True, False)
    await word.response.send_message("hush", ephemeral=True)
    assert await ada.types_into("settings zone", "name", "Ber") == [("Berlin", "Europe/Berlin")]
    assert (ada.screen(), ada.screen(server.home), server.person(8).screen(server.home)) == ("ok", "hush", "")
    assert [(ack.type, ack.first) for ack in server.acks] == [(4, True), (4, True), (8, True)]
    assert all(ack.after > 0 for ack in server.acks)
    assert (server.faults, ada.failures) == ([], [])


async def test_the_app_of_one_person_alone(server: DiscordApi, bot: Bot) -> None:
    there = server.guild("Elsewhere", installed=False)
    ada, bob = (server.person(n, guilds=(there,), installed=n == 7) for n in (7, 8))
    for wrong in (lambda: bob.uses("checkin"), lambda: bob.uses("checkin", guild=there), lambda: ada.uses("word")):
        with pytest.raises(LookupError, match="not offered"):
            wrong()
    ada.uses("checkin")
    await (await bot.acts.get()).response.send_message("here")
    ada.uses("checkin", guild=there)
    act = await bot.acts.get()
    assert (act.is_guild_integration(), act.is_user_integration(), act.guild_id) == (False, True, there.id)
    await act.response.send_message("look", view=board("Press"))
    bob.presses("Press")
    pressed = await bot.acts.get()
    assert (pressed.user.id, pressed.is_user_integration(), server.acks[1].interaction.owners) == (8, False, {"1": "7"})
    await pressed.response.defer()
    for n in range(5):
        await pressed.followup.send(str(n), ephemeral=True)
    with pytest.raises(discord.HTTPException) as met:
        await pressed.followup.send("6")
    assert (met.value.code, len(bob.messages(there)), len(ada.messages(there))) == (40094, 6, 1)
    with pytest.raises(discord.Forbidden) as met:
        await bot.get_partial_messageable(there.channel.id).send("x")
    assert (met.value.code, [m.guild for m in bot.heard], len(server.faults)) == (50001, [None] * 6, 1)


async def test_a_promise_keeps_its_privacy(server: DiscordApi, bot: Bot, ada: Person) -> None:
    ada.uses("checkin", guild=server.home)
    act = await bot.acts.get()
    await act.response.defer(ephemeral=True)
    assert (ada.screen(server.home), ada.messages(server.home)[0].ephemeral) == ("(thinking)", True)
    kept = await act.followup.send("kept", view=board("A"), ephemeral=False, wait=True)
    assert (await act.original_response()).id == kept.id
    await act.edit_original_response(content="changed")
    more = await act.followup.send("more", wait=True)
    await more.edit(content="for all")
    assert [(m.text, m.ephemeral, m.edited) for m in ada.messages(server.home)] == [
        ("changed", True, True), ("for all", False, True)
    ]  # fmt: skip
    bob = server.person(8, name="Bob")
    assert bob.screen(server.home) == "for all"
    with pytest.raises(LookupError, match="cannot see"):
        bob.presses("A", ada.messages(server.home)[0])
    with pytest.raises(discord.NotFound) as met:
        await bot.get_partial_messageable(server.home.channel.id).get_partial_message(kept.id).edit(content="x")
    assert met.value.code == 10008
    ada.presses("A")
    pressed = await bot.acts.get()
    assert pressed.message
    assert pressed.message.flags.ephemeral
    await pressed.response.defer()
    await pressed.edit_original_response(content="by the button", view=None)
    await more.delete()
    await pressed.delete_original_response()
    assert (ada.messages(server.home), len(server.faults)) == ([], 1)


async def test_buttons_menus_and_what_is_forged(server: DiscordApi, bot: Bot, ada: Person) -> None:
    bob = server.person(8, name="Bob")
    ada.uses("checkin", guild=server.home)
    view = board("A", "B").add_item(Echo(ui.Button(label="Echo", custom_id="echo:x")))
    await (await bot.acts.get()).response.send_message("for all", view=view)
    shown = ada.messages(server.home)[0]
    assert shown.keyboard == [[("A", "A!"), ("B", "B!"), ("Echo", "echo:x")]]
    bob.presses("B!", shown)
    pressed = await bot.acts.get()
    assert (pressed.user.id, pressed.custom_id) == (8, "B!")
    await pressed.response.send_message("not yours", ephemeral=True)
    assert (bob.screen(server.home), ada.screen(server.home)) == ("not yours", "for all\n[A] [B] [Echo]")
    ada.presses("Echo")
    await server.settled()
    assert (ada.screen(server.home), shown.text) == ("echo:x", "echo:x")
    # discord.py looks for the item on the message: a forged id never gets to a DynamicItem, only to on_interaction.
    forged = ada.forges("echo:y", shown)
    server.clock.skip(3)
    assert (forged.why, ada.failures, (await bot.acts.get()).user.id) == ("no answer in 3 seconds", [forged], 7)
    ada.dms("hi")
    await server.settled()
    await bot.heard[-1].channel.send("which?", view=menu("Red", "Green", "Blue", most=2))
    for wrong in (("Red", "Black"), ("Red", "Green", "Blue"), ()):
        with pytest.raises(LookupError, match="offers"):
            ada.selects(*wrong)
    ada.selects("Red", "green")
    await bot.acts.get()
    chosen: Any = await bot.acts.get()
    assert chosen.data["values"] == ["red", "green"]
    await chosen.response.edit_message(view=None)
    assert (server.faults, ada.screen()) == ([], "which?")


async def test_a_form_is_filled_in(server: DiscordApi, bot: Bot, ada: Person) -> None:
    ada.uses("checkin")
    await (await bot.acts.get()).response.send_modal(Letter())
    assert ada.screen() == "A letter\nTo: \nHow: {Kind}\nWords: "
    for texts in (("", "Kind"), ("0123456789", "Kind"), ("x\ny", "Kind"), ("Sam",), ("Sam", "Cruel")):
        with pytest.raises(ValueError, match="does not"):
            ada.submits(*texts)
    with pytest.raises(LookupError):
        ada.submits("Sam", fields={"By": "me"})
    act = ada.submits("Sam", fields={"how": "Kind", "Words": "a\nb"})
    await server.settled()
    assert (act.answer, ada.form, ada.screen()) == (4, None, "Sam ['Kind'] a\nb")
    with pytest.raises(LookupError, match="no form"):
        ada.submits("x")
    assert (server.faults, ada.failures) == ([], [])


async def test_an_interaction_dies(server: DiscordApi, bot: Bot, ada: Person) -> None:
    async def refused(attempt: Awaitable[object], code: int) -> None:
        with pytest.raises(discord.HTTPException) as met:
            await attempt
        assert met.value.code == code

    ada.uses("checkin")
    act = await bot.acts.get()
    await refused(act.followup.send("too soon"), 10015)
    await refused(act.edit_original_response(content="too soon"), 10015)
    await act.response.send_message("ok")
    act.response._response_type = None  # pyright: ignore[reportPrivateUsage]
    await refused(act.response.defer(), 40060)
    assert not server.acks[0].first
    server.clock.skip(901)
    await refused(act.followup.send("too late"), 50027)
    ada.uses("checkin")
    late = await bot.acts.get()
    server.clock.skip(3)
    await refused(late.response.defer(), 10062)
    ada.uses("checkin")
    await (await bot.acts.get()).response.defer()
    server.clock.skip(901)
    assert [act.why for act in ada.failures] == ["answered too late", "left thinking"]
    assert [fault.split()[:3] for fault in server.faults] == [
        ["followup:", "404", "10015"], ["editOriginal:", "404", "10015"], ["respond:", "400", "40060"],
        ["followup:", "401", "50027"], ["respond:", "404", "10062"],
    ]  # fmt: skip
    server.tolerate("40060")
    server.fail("respond", LostAnswer())
    ada.uses("checkin")
    unsure = await bot.acts.get()
    with pytest.raises(ClientError):
        await unsure.response.defer()
    await refused(unsure.response.defer(), 40060)
    assert len(server.faults) == 5


async def test_what_the_world_does_is_no_fault_of_the_client(server: DiscordApi, bot: Bot, ada: Person) -> None:
    room = bot.get_partial_messageable(ada.dm.id)
    server.fail("createMessage", RetryAfter(0.01))
    await room.send("after the limit")
    for fault in (RetryAfter(9, banned=True), ServerError(503), refusal(50001), Drop(), LostAnswer(), Garbage()):
        server.fail("createMessage", fault, when=lambda params: params["channel_id"] == ada.dm.id)
    refused = (discord.HTTPException, discord.DiscordServerError, discord.Forbidden)
    for met in (*refused, ClientError, ClientError, TypeError):
        with pytest.raises(met):
            await room.send("x")
    server.fail("*", Hang(0.001))
    await room.send("slow")
    outcomes = [call.outcome for call in server.calls if call.name == "createMessage"]
    assert outcomes == ["429", "ok", "429", "503", "50001", "Drop", "LostAnswer", "Garbage", "Hang"]
    ada.closes_dms()
    with pytest.raises(RuntimeError):
        ada.dms("x")
    for leave, code in ((lambda: None, 50007), (ada.leaves_servers, 50278)):
        leave()
        with pytest.raises(discord.Forbidden) as met:
            await room.send("x")
        assert met.value.code == code
        ada.opens_dms()
    ada.installs()
    await room.send("back")
    assert ([m.text for m in ada.messages()], server.faults) == (["after the limit", "x", "slow", "back"], [])


async def test_a_gap_is_resumed(server: DiscordApi, bot: Bot, ada: Person) -> None:
    ada.dms("one")
    await server.settled()
    server.goes_down(rest=False)
    ada.dms("two")
    lost = ada.uses("checkin")
    server.comes_back()
    await server.connected()
    await server.settled()
    assert (bot.texts, server.gateway.resumed, server.gateway.identified) == (["one", "two"], 1, 1)
    assert (ada.failures, lost.why, bot.acts.empty()) == ([lost], "nobody was connected", True)
    for act in (server.drop_socket, server.ask_reconnect, lambda: server.invalidate(resumable=True)):
        before = server.gateway.resumed
        act()
        await server.until(lambda before=before: server.gateway.resumed > before)
    server.invalidate()
    await server.until(lambda: server.gateway.identified == 2)
    server.goes_down(rest=False)
    missed = ada.dms("three")
    server.clock.skip(600)
    server.comes_back()
    await server.until(lambda: server.gateway.identified == 3)
    await server.settled()
    assert bot.texts == ["one", "two"]
    history = bot.get_partial_messageable(ada.dm.id).history(after=discord.Object(missed.id - 1))
    assert [m.content async for m in history] == ["three"]
    server.goes_down()
    with pytest.raises(ClientError):
        await bot.get_partial_messageable(ada.dm.id).send("x")
    server.comes_back()
    assert server.faults == []


async def test_who_may_connect(server: DiscordApi) -> None:
    async with Bot() as stranger:
        with pytest.raises(discord.LoginFailure):
            await stranger.login("wrong")
    assert server.faults == ["getMe: 401 0 401: Unauthorized"]
    async with running(server, Bot(privileged=True)) as task:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await task
    assert server.faults[1:] == ["gateway: 4014 privileged intents ['MESSAGE_CONTENT']"]
    async with running(server, Bot(guilds=False)) as task:
        await server.connected()
        server.revokes_token()
        with pytest.raises(discord.ConnectionClosed) as met:
            await task
    assert (met.value.code, len(server.faults)) == (4004, 2)


ECHO = """
import sys, discord, yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sys.argv[1], yarl.URL(sys.argv[2])
client = discord.Client(intents=discord.Intents(dm_messages=True), allowed_mentions=discord.AllowedMentions.none())

@client.event
async def on_message(message):
    if message.author != client.user:
        await message.channel.send(message.content + "!")

client.run(sys.argv[3], log_handler=None)
"""


async def test_a_client_in_another_process_is_killed(server: DiscordApi, ada: Person) -> None:
    command = (sys.executable, "-W", "ignore", "-c", ECHO, server.rest_url, server.gateway_url, server.token)
    for text in ("one", "two"):
        process = await asyncio.create_subprocess_exec(*command)
        try:
            await server.connected(timeout=30)
            ada.dms(text)
            await ada.until(lambda text=text: ada.screen() == f"{text}!")
        finally:
            process.kill()
            await process.wait()
        await server.until(lambda: not server.gateway.connected)
        ada.dms("anybody?")
        ada.forges("x")
    assert [m.text for m in ada.messages()] == ["one", "one!", "anybody?", "two", "two!", "anybody?"]
    assert ([act.why for act in ada.failures], server.faults) == (["nobody was connected"] * 2, [])


async def test_heartbeats_and_two_of_us(monkeypatch: pytest.MonkeyPatch) -> None:
    async with DiscordApi(beat=0.05) as server:
        monkeypatch.setattr(Route, "BASE", server.rest_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        first, second, ada = Bot(), Bot(), server.person(7)
        async with running(server, first), running(server, second):
            await server.until(lambda: server.gateway.identified == 2 and server.gateway.beats > 5)
            ada.dms("hi")
            await server.settled()
            assert (first.texts, second.texts, server.faults) == (["hi"], ["hi"], [])


async def test_a_channel_takes_so_many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async with DiscordApi(limit=(2, 0.3)) as server, Bot() as bot:
        monkeypatch.setattr(Route, "BASE", server.rest_url)
        await bot.login(server.token)
        ada = server.person(7)
        room = bot.get_partial_messageable(ada.dm.id)
        for n in range(3):
            await room.send(str(n))
        gap = server.sent[2].at - server.sent[0].at
        assert (len(ada.messages()), gap > 0.25, server.faults) == (3, True, [])


async def test_hundreds_talk_at_once(server: DiscordApi, bot: Bot) -> None:
    people, hands = [server.person(n, name=f"P{n}") for n in range(100, 400)], asyncio.Semaphore(100)

    async def serve() -> None:
        while True:
            talks.create_task(answer(await bot.acts.get()))

    async def answer(act: Act) -> None:
        await act.response.defer(ephemeral=True, thinking=True)
        await act.followup.send(f"{act.user.id}", view=board("On"))

    async def talk(person: Person) -> None:
        async with hands:
            for act in (lambda: person.uses("checkin", guild=server.home), lambda: person.presses("On")):
                done = act()
                await person.until(lambda done=done: done.original and not done.pending)

    async with asyncio.TaskGroup() as talks:
        serving = talks.create_task(serve())
        await asyncio.gather(*map(talk, people))
        serving.cancel()
    await server.settled()
    assert ([act for person in people for act in person.failures], server.faults, len(server.sent)) == ([], [], 600)
    assert all([m.text for m in person.messages(server.home)] == [str(person.id)] * 2 for person in people)


async def test_files_are_kept_or_refused(server: DiscordApi, bot: Bot, ada: Person) -> None:
    ada.dms("hello")
    await server.settled()
    channel = bot.heard[0].channel
    files = [discord.File(io.BytesIO(content), name) for name, content in (("1.txt", b"one"), ("2.txt", b"two"))]
    sent = await channel.send("with two", files=files)
    assert [(file.name, file.content) for file in server.files[sent.id]] == [("1.txt", b"one"), ("2.txt", b"two")]
    assert [file.filename for file in sent.attachments] == ["1.txt", "2.txt"]
    with pytest.raises(discord.HTTPException) as met:
        await channel.send(file=discord.File(io.BytesIO(b"x" * 10_485_761), "x"))
    assert (met.value.status, met.value.code) == (413, 40005)
    form = {"payload_json": '{"attachments": [{"id": 0, "filename": "y"}]}', "files[0]": io.BytesIO(b"x")}
    async with ClientSession(headers={"Authorization": f"Bot {server.token}"}) as raw:
        answer = await raw.post(f"{server.rest_url}/channels/{channel.id}/messages", data=form)
    assert (answer.status, len(server.faults)) == (400, 2)
