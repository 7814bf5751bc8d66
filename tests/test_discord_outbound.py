"""Cards out to Discord through the real client, and Discord's refusals in the port's words."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord as library
import pytest
from discord.http import Route
from structlog.testing import capture_logs

from adapters.discord.link import Link
from adapters.discord.outbound import DiscordMessenger
from adapters.discord.run import point_at
from adapters.discord.way import Way
from adapters.port import Later, NotSent, Refused, Revoked, TooSoon, Unknown, Unreachable, Where
from adapters.surface import DISCORD, Card, layout
from coach.effects import Ask, Choice, Say
from coach.export import Document
from tests.botapi import Drop, Fault, Garbage, LostAnswer, Upload
from tests.discordapi import DiscordApi
from tests.discordrules import ApiError, RetryAfter, ServerError, refusal
from tests.discordworld import Interaction, Person

pytestmark = pytest.mark.unmeasured  # of what is around the coach

ASK = Card("Fine?", "A title", ((Choice("yes", "Yes"), Choice("no", "No")),), (Choice("_stop", "Stop"),), "abcdef011")


@pytest.fixture
async def link(discord: DiscordApi) -> AsyncIterator[Link]:
    point_at(discord.rest_url, discord.gateway_url)
    link = Link()
    link.client = library.Client(intents=library.Intents.none(), max_ratelimit_timeout=30)
    await link.client.login(discord.token)
    link.reached.set()
    yield link
    await link.close()


@pytest.fixture
def messenger(link: Link) -> DiscordMessenger:
    return DiscordMessenger(link)


@pytest.fixture
def ada(discord: DiscordApi) -> Person:
    return discord.person(7)


def at_home(person: Person, way: str = "") -> Where:
    return Where("discord", str(person.id), str(person.dm.id), way)


async def show(messenger: DiscordMessenger, where: Where, card: Card = ASK, *, nonce: str = "n") -> str:
    return await messenger.show(where, card, silent=False, nonce=nonce)


async def acted(discord: DiscordApi, link: Link, person: Person, *, home: bool = False) -> Interaction:
    """A press that was acknowledged: its token is good for a quarter of an hour."""
    channel = person.dm if home else discord.home.channel
    act = person.forges("1:x:y", discord.post(channel, None, {"content": "?"}))
    callback = Route("POST", "/interactions/{id}/{token}/callback", id=act.id, token=act.token)
    assert link.client is not None
    await link.client.http.request(callback, json={"type": 6})
    return act


def way_of(act: Interaction, **more: Any) -> str:
    assert act.message is not None
    return Way(act.token, str(act.message.id), **more).write()


# What is shown


async def test_a_card_has_its_title_bold_and_its_buttons(messenger: DiscordMessenger, ada: Person) -> None:
    receipt = await show(messenger, at_home(ada))
    [shown] = ada.messages()
    assert receipt == f"{ada.dm.id}/{shown.id}"
    assert shown.screen() == "**A title**\n\nFine?\n[Yes] [No]\n[Stop]"
    assert [key for row in shown.keyboard for _, key in row] == [f"1:abcdef011:{c}" for c in ("yes", "no", "_stop")]


async def test_a_menu_takes_one_or_several(messenger: DiscordMessenger, ada: Person) -> None:
    many = tuple(Choice(f"c{n}", f"{n}", n == 2) for n in range(25))
    for several in (False, True):
        [card] = layout(Ask("abcdef011", "Which?", "", many, (Choice("_stop", "Stop"),), several=several), DISCORD)
        await show(messenger, at_home(ada), card, nonce=str(several))
        [menu] = ada.messages()[-1].rows[0]
        assert (menu["custom_id"], menu["max_values"]) == (
            f"1:abcdef011:{'_several' if several else '_menu'}",
            25 if several else 1,
        )
        assert [option["value"] for option in menu["options"] if option["default"]] == ["c2"]


LARGE: list[Say | Ask] = [
    Say("*" * 5000, "_" * 300),
    Say("word " * 2000),
    Say("👨‍👩‍👧‍👦" * 1000),
    Ask("abcdef011", "x" * 4000, "t" * 250, tuple(Choice(f"c{n}", "l" * 200) for n in range(25)), several=True),
    Ask("abcdef011", "x", "", tuple(Choice(f"c{n}", "l" * 80) for n in range(5)), (Choice("_stop", "Stop"),)),
    Ask("abcdef011", "x", "", tuple(Choice(f"c{n}", "l" * 81) for n in range(5)), (Choice("_stop", "Stop"),)),
    Ask("a" * 20, "x", "", tuple(Choice("c" * 16 + str(n), f"{n}") for n in range(3))),
]


@pytest.mark.parametrize("effect", LARGE)
async def test_whatever_is_laid_out_discord_takes(messenger: DiscordMessenger, ada: Person, effect: Say | Ask) -> None:
    for n, card in enumerate(layout(effect, DISCORD)):
        await show(messenger, at_home(ada), card, nonce=str(n))
    assert ada.messages()


MARKS = [
    ("*a* _b_ ~~c~~ `d` ||e||", r"\*a\* \_b\_ \~\~c\~\~ \`d\` \|\|e\|\|"),
    ("# a\n> b\n[c](d)", "\\# a\n\\> b\n\\[c\\](d)"),
    ("<@7> <#1> <t:1:R> \\", r"\<@7\> \<#1\> \<t:1:R\> \\"),
    ("https://a.b/__c__?d=*e", "https://a.b/__c__?d=*e"),
    ("_https://a.b/_c_ _", r"\_https://a.b/_c_ \_"),
    ("https://a.b/*<c>", r"https://a.b/*\<c\>"),
    ("see (https://a.b/c_d). *", r"see (https://a.b/c_d). \*"),
]


@pytest.mark.parametrize(("text", "content"), MARKS)
async def test_what_would_be_read_as_a_mark_is_told_otherwise(
    messenger: DiscordMessenger, ada: Person, text: str, content: str
) -> None:
    await show(messenger, at_home(ada), Card(text))
    assert ada.messages()[-1].text == content.replace("#1", "\\#1")


# Where it is shown


async def test_by_the_way_only_its_reader_sees_it(
    discord: DiscordApi, link: Link, messenger: DiscordMessenger, ada: Person
) -> None:
    act = await acted(discord, link, ada)
    receipt = await show(messenger, at_home(ada, way_of(act)))
    shown = ada.messages(discord.home)[-1]
    assert (receipt, shown.ephemeral, ada.messages()) == (f"/{shown.id}", True, [])
    assert await messenger.edit(at_home(ada), receipt, Card("Then")), "it is known by which way it came"
    assert shown.text == "Then"
    assert not await DiscordMessenger(link).edit(at_home(ada), receipt, Card("No")), "after a start it is not"
    await messenger.strip(at_home(ada, way_of(act)), f"/{act.message and act.message.id}")
    assert act.message is not None
    assert act.message.edited


@pytest.mark.parametrize(("kind", "way"), [({"hidden": False}, True), ({"hidden": False, "last": True}, False)])
async def test_in_their_own_room_a_way_is_an_answer_or_the_last_resort(
    discord: DiscordApi, link: Link, messenger: DiscordMessenger, ada: Person, kind: dict[str, bool], way: bool
) -> None:
    discord.tolerate("50027")
    act = await acted(discord, link, ada, home=True)
    receipt = await show(messenger, at_home(ada, way_of(act, **kind)))
    assert receipt == f"{ada.dm.id}/{ada.messages()[-1].id}"
    assert (discord.sent[-1].name, discord.sent[-1].ephemeral) == ("followup" if way else "createMessage", False)
    ada.closes_dms()
    await show(messenger, at_home(ada, way_of(act, **kind)), nonce="m")
    assert discord.sent[-1].name == "followup", "a press in a room that takes no messages is answered all the same"
    discord.clock.skip(901)
    with pytest.raises(Unreachable):
        await show(messenger, at_home(ada, way_of(act, **kind)), nonce="o")


async def test_past_its_quarter_of_an_hour_a_way_leads_into_the_room(
    discord: DiscordApi, link: Link, messenger: DiscordMessenger, ada: Person
) -> None:
    discord.tolerate("50027")
    act = await acted(discord, link, ada)
    receipt = await show(messenger, at_home(ada, way_of(act)))
    discord.clock.skip(901)
    await show(messenger, at_home(ada, way_of(act)))
    assert [message.text for message in ada.messages()] == ["**A title**\n\nFine?"]
    assert not await messenger.edit(at_home(ada, way_of(act)), receipt, Card("Late"))
    with pytest.raises(Unreachable):
        await show(messenger, Where("discord", "7", "", way_of(act)))


async def test_the_same_nonce_is_the_same_message(
    discord: DiscordApi, messenger: DiscordMessenger, ada: Person
) -> None:
    discord.fail("createMessage", LostAnswer())
    with pytest.raises(Unknown):
        await show(messenger, at_home(ada), nonce="19cd-1")
    assert await show(messenger, at_home(ada), nonce="19cd-1") == f"{ada.dm.id}/{ada.messages()[-1].id}"
    assert len(ada.messages()) == 1
    await messenger.show(at_home(ada), ASK, silent=True, nonce="19cd-2")
    assert [message.silent for message in ada.messages()] == [False, True]


async def test_a_message_that_is_gone_is_not_changed(messenger: DiscordMessenger, ada: Person) -> None:
    receipt = await show(messenger, at_home(ada))
    await messenger.strip(at_home(ada), receipt)
    assert ada.messages()[-1].rows == []
    ada.server.delete(ada.messages()[-1])
    assert not await messenger.edit(at_home(ada), receipt, Card("No"))


# Refusals


REFUSED: list[tuple[ApiError | Fault, Exception]] = [
    (refusal(50007), Unreachable()),
    (refusal(50278), Unreachable()),
    (refusal(10003), Unreachable()),
    (ApiError(404, 10013, "Unknown User"), Unreachable()),
    (refusal(50001), Later(60.0)),
    (ApiError(401, 0, "401: Unauthorized"), Revoked()),
    (ApiError(400, 50035, "Invalid Form Body"), Refused("400 50035")),
    (ApiError(403, 20026, "Quarantined"), Refused("403 20026")),
    (RetryAfter(40), TooSoon(40)),
    (RetryAfter(40, everywhere=True), TooSoon(40)),
    (RetryAfter(90, banned=True), TooSoon(91.0)),
    (ServerError(503), NotSent()),
    (ServerError(520), Unknown()),
    (LostAnswer(), Unknown()),
    (Drop(), Unknown()),
    (Garbage(), Unknown()),
    (Garbage(text="{"), Unknown()),
]


@pytest.mark.parametrize(("fault", "meant"), REFUSED)
async def test_a_refusal_in_the_ports_words(
    discord: DiscordApi, messenger: DiscordMessenger, ada: Person, fault: ApiError | Fault, meant: Exception
) -> None:
    discord.fail("createMessage", fault)
    with pytest.raises(type(meant)) as caught:
        await show(messenger, at_home(ada))
    assert (isinstance(caught.value, Later), str(caught.value)) == (isinstance(meant, Later), str(meant))


PASSING = [ServerError(500), ServerError(502), RetryAfter(0.1), RetryAfter(0.1, everywhere=True)]


@pytest.mark.parametrize("fault", PASSING)
async def test_what_passes_soon_the_library_waits_for(
    discord: DiscordApi, messenger: DiscordMessenger, ada: Person, fault: ApiError
) -> None:
    discord.fail("createMessage", fault)
    await show(messenger, at_home(ada))
    assert len(ada.messages()) == 1


async def test_what_is_sent_at_the_start_waits_until_discord_is_reached(
    discord: DiscordApi, link: Link, ada: Person
) -> None:
    act, starting = await acted(discord, link, ada), Link()
    messenger = DiscordMessenger(starting)
    ways = (at_home(ada), at_home(ada, way_of(act)))
    sending = [asyncio.ensure_future(show(messenger, where)) for where in ways]
    await asyncio.sleep(0)
    starting.client = link.client
    starting.reached.set()
    await asyncio.gather(*sending)
    assert (len(ada.messages()), ada.messages(discord.home)[-1].ephemeral) == (1, True)
    await starting.close()


async def test_without_a_connection_nothing_is_sent(link: Link, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.link.REACHED_WITHIN", 0.01)
    with pytest.raises(NotSent):
        await show(DiscordMessenger(Link()), at_home(ada))
    assert link.client is not None
    await link.client.close()
    with pytest.raises(NotSent):
        await show(DiscordMessenger(link), at_home(ada))


async def test_nobody_listens_there(link: Link, messenger: DiscordMessenger, ada: Person) -> None:
    point_at("http://127.0.0.1:9/api/v10", "ws://127.0.0.1:9/gateway")
    with pytest.raises(NotSent):
        await show(messenger, at_home(ada))


# Rooms


async def test_a_room_is_opened_once_and_kept(discord: DiscordApi, messenger: DiscordMessenger, ada: Person) -> None:
    nowhere = Where("discord", "7", "")
    room = await messenger.open(nowhere)
    assert (room, len(discord.opened)) == (str(ada.dm.id), 1)
    assert await messenger.open(Where("discord", "7", room)) == room
    assert len(discord.opened) == 1


async def test_a_room_that_is_no_more_is_opened_anew(
    discord: DiscordApi, messenger: DiscordMessenger, ada: Person
) -> None:
    discord.tolerate("10003")
    old = Where("discord", "7", "5")
    with pytest.raises(Unreachable):
        await show(messenger, old)
    assert await messenger.open(old) == str(ada.dm.id)


async def test_where_rooms_are_opened_too_fast_none_is_for_hours_and_the_operator_is_told(
    discord: DiscordApi, messenger: DiscordMessenger, ada: Person
) -> None:
    discord.fail("createDM", refusal(40003))
    with capture_logs() as log:
        for person in ("7", "8", "9"):
            with pytest.raises(Later) as later:
                await messenger.open(Where("discord", person, ""))
            assert 3600 < later.value.seconds <= 3 * 3600
    [told] = [entry for entry in log if entry["log_level"] == "warning"]
    assert (told["event"], "wait" in told["remedy"]) == ("discord.opening_stopped", True)
    assert len([call for call in discord.calls if call.name == "createDM"]) == 1
    assert await messenger.open(at_home(ada)) == str(ada.dm.id)
    await show(messenger, at_home(ada))


# Documents, and what is taken back

FILES = (Document("steady.html", "text/html", "<p>A page 😀"), Document("steady.json", "application/json", "{}"))
FILED = Card("All of it.", rows=((Choice("remove", "Take it back"),),), prompt="abcdef01m2", documents=FILES)
SENT = [Upload(one.name, one.kind, one.text.encode()) for one in FILES]


async def test_documents_go_with_a_message_and_it_is_known_again(
    discord: DiscordApi, messenger: DiscordMessenger, ada: Person
) -> None:
    for _ in range(2):
        await show(messenger, at_home(ada), FILED)
    [shown] = ada.messages()
    assert (discord.files[shown.id], shown.screen()) == (SENT, "All of it.\n[Take it back]")
    assert [file["filename"] for file in shown.payload["attachments"]] == ["steady.html", "steady.json"]


async def test_documents_by_a_way_are_for_one_pair_of_eyes(
    discord: DiscordApi, messenger: DiscordMessenger, link: Link, ada: Person
) -> None:
    act = await acted(discord, link, ada)
    receipt = await show(messenger, at_home(ada, way_of(act)), FILED)
    shown = ada.messages(discord.home)[-1]
    assert (receipt, discord.files[shown.id], shown.ephemeral) == (f"/{shown.id}", SENT, True)
    assert all(message.only_for is ada for message in ada.messages(discord.home)[1:])


async def test_documents_by_a_way_wait_for_a_limit_and_are_sent_once(
    discord: DiscordApi, messenger: DiscordMessenger, link: Link, ada: Person
) -> None:
    discord.fail("followup", RetryAfter(0.05))
    await show(messenger, at_home(ada, way_of(await acted(discord, link, ada))), FILED)
    assert [call.outcome for call in discord.calls if call.name == "followup"] == ["429", "ok"]
    discord.fail("followup", ServerError(502))
    with pytest.raises(NotSent):
        await show(messenger, at_home(ada, way_of(await acted(discord, link, ada))), FILED)


async def test_a_message_in_a_room_is_taken_back_for_good(messenger: DiscordMessenger, ada: Person) -> None:
    receipt = await show(messenger, at_home(ada))
    assert await messenger.take_back(at_home(ada), [receipt])
    assert ada.messages() == []
    assert await messenger.take_back(at_home(ada), [receipt]), "it is gone already"


async def test_what_only_its_reader_sees_is_taken_back_by_the_way_to_it(
    discord: DiscordApi, messenger: DiscordMessenger, link: Link, ada: Person
) -> None:
    """By the press of its own button at any time, and otherwise as long as the way it came by is open."""
    act = await acted(discord, link, ada)
    first, second, third = [await show(messenger, at_home(ada, way_of(act)), Card(f"{n}")) for n in range(3)]
    assert await messenger.take_back(at_home(ada), [first])
    late = DiscordMessenger(link)
    assert not await late.take_back(at_home(ada), [second]), "another process knows no way"
    pressed = ada.forges("1:x:y", ada.messages(discord.home)[-1])
    assert link.client is not None
    callback = Route("POST", "/interactions/{id}/{token}/callback", id=pressed.id, token=pressed.token)
    await link.client.http.request(callback, json={"type": 6})
    assert await late.take_back(at_home(ada, way_of(pressed)), [third])
    assert [message.text for message in ada.messages(discord.home)] == ["?", "1"]


async def test_a_way_that_is_spent_takes_nothing_back(
    discord: DiscordApi, messenger: DiscordMessenger, link: Link, ada: Person
) -> None:
    receipt = await show(messenger, at_home(ada, way_of(await acted(discord, link, ada))), Card("x"))
    discord.fail("deleteFollowup", refusal(50027))
    assert not await messenger.take_back(at_home(ada), [receipt])


async def test_a_limit_on_taking_back_is_waited_for(
    discord: DiscordApi, messenger: DiscordMessenger, ada: Person
) -> None:
    receipt = await show(messenger, at_home(ada))
    discord.fail("deleteMessage", RetryAfter(31))
    with pytest.raises(TooSoon):
        await messenger.take_back(at_home(ada), [receipt])
