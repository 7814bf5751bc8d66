"""The gateway: sockets that break, sessions that end, tokens that are revoked, and what was said meanwhile."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from adapters.discord import missed, run
from adapters.discord.link import Link
from adapters.port import Listening, Revoked
from bot.build import MENU
from coach.book import Book
from coach.events import Event, Said, Started
from tests.botapi import Drop, Fault, Garbage, Hang
from tests.discordapi import DiscordApi
from tests.discordrules import ApiError, RetryAfter, ServerError, refusal
from tests.ears import Ear, listening
from tests.guests import Parlour
from tests.office import MORNING, count

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts


def outcomes(discord: DiscordApi, name: str) -> list[str]:
    return [call.outcome for call in discord.calls if call.name == name]


async def said_in(log: list[EventDict], event: str) -> None:
    async with asyncio.timeout(10):
        while event not in [entry["event"] for entry in log]:  # noqa: ASYNC110 (a log wakes nobody)
            await asyncio.sleep(0)


# Sockets and sessions


@pytest.mark.parametrize("cut", ["drop_socket", "ask_reconnect"])
async def test_a_socket_that_breaks_loses_nothing(house: Parlour, discord: DiscordApi, cut: str) -> None:
    async with house.serving():
        ada = (await house.settled()).at_home()
        await ada.says("checkin")
        getattr(discord, cut)()
        for text in ("6", "3"):
            ada.person.dms(text)
        await discord.until(lambda: discord.gateway.resumed)
        await house.quiet()
        assert {key: house.answers(7)[key] for key in ("mood", "urge")} == {"mood": "6", "urge": "3"}
        await ada.picks("kept")
        assert (discord.gateway.identified, ada.person.failures) == (1, [])


async def test_what_cannot_be_read_now_holds_up_no_cry_for_help(
    house: Parlour, discord: DiscordApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BRIEF", 0.05)
    async with house.serving():
        ada = await house.settled()
    discord.fail("getMessages", Hang(60), times=99)
    async with house.serving(ready=False):
        await discord.connected()
        ada.person.uses("help", guild=ada.where)
        await discord.until(lambda: "999" in ada.person.screen(ada.where))


async def test_a_limit_that_is_met_while_typing_leaves_all_others_their_turn(
    house: Parlour, discord: DiscordApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SLOW", 0.05)
    async with house.serving():
        ada = (await house.settled()).at_home()
        await ada.says("checkin")
        discord.fail("typing", RetryAfter(0.5, everywhere=True))
        with closing(sqlite3.connect(house.path, isolation_level=None, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "begin immediate")
            ada.touches("6")
            await discord.until(lambda: [call for call in discord.calls if call.name == "typing"])
            other.execute("rollback")
        await discord.until(lambda: ada.said[-1].startswith("How strong"))


async def test_sessions_that_begin_again_and_again_are_spared(
    house: Parlour, discord: DiscordApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SESSIONS", 2)
    with capture_logs() as log:
        async with house.serving():
            discord.invalidate()
            await discord.until(lambda: [e for e in log if e["event"] == "discord.unsteady"], timeout=20)


async def test_a_session_that_ends_loses_nothing_that_was_said(house: Parlour, discord: DiscordApi) -> None:
    """Discord brings none of it with the next: it is read from the room, with what is said at that moment behind it."""
    async with house.serving():
        ada = (await house.settled()).at_home()
        await ada.says("checkin")
        discord.fail("getMessages", Hang(0.2))
        discord.invalidate()
        for text in ("6", "3"):
            ada.person.dms(text)
        await discord.until(lambda: discord.gateway.identified == 2)
        ada.person.dms("kept")
        await discord.until(lambda: outcomes(discord, "getMessages"))
        await house.quiet()
        assert {key: house.answers(7)[key] for key in ("mood", "urge", "contact")} == {
            "mood": "6", "urge": "3", "contact": "kept"}  # fmt: skip
        assert len([text for text in ada.said if text.startswith("How strong")]) == 1


@pytest.mark.parametrize("fault", [ServerError(503), Drop(), Garbage(), RetryAfter(60, banned=True)])
async def test_discord_may_be_away_when_we_begin(house: Parlour, discord: DiscordApi, fault: ApiError | Fault) -> None:
    discord.fail("getMe", fault)
    async with house.serving():
        ada = house.guest()
        await ada.uses("start")
        await ada.picks("adult")
        assert ada.answered == ["18 or over"]


async def test_an_outage_at_the_start_is_waited_out(house: Parlour, discord: DiscordApi) -> None:
    discord.goes_down()
    with capture_logs() as log:
        async with house.serving(ready=False):
            ada = house.guest()
            ada.person.dms("hello")
            await said_in(log, "discord.unreachable")
            discord.comes_back()
            await discord.connected()
            await ada.at_home().says("hello")
            assert len(ada.at_home().said) == 2


async def test_an_outage_in_the_middle_is_waited_out_and_all_is_answered_in_order(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        ada, bob = (await house.settled()).at_home(), await house.settled(8, "Bob")
        await ada.says("checkin")
        discord.goes_down()
        for text in ("6", "3", "kept"):
            ada.person.dms(text)
        assert bob.person.uses("status", guild=bob.where).why == "nobody was connected"
        discord.comes_back()
        await discord.connected()
        await house.skip(seconds=2)
        assert {key: house.answers(7)[key] for key in ("mood", "urge", "contact")} == {
            "mood": "6", "urge": "3", "contact": "kept"}  # fmt: skip
        assert "How it stands" in await bob.uses("status")


async def test_after_a_while_away_we_begin_anew(
    discord: DiscordApi, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's own waits would grow to a quarter of an hour."""
    monkeypatch.setattr(run, "AWAY", 0.05)
    ear = Ear(discord)
    async with listening(discord, book, ear) as ada:
        with capture_logs() as log:
            discord.goes_down()
            await said_in(log, "discord.unreachable")
        discord.comes_back()
        await discord.connected()
        ada.dms("hello")
        await discord.until(lambda: ear.heard)
        assert discord.gateway.identified == 2


# Tokens


@pytest.mark.parametrize("while_it_runs", [False, True])
async def test_a_token_that_is_not_known_ends_it(discord: DiscordApi, book: Book, while_it_runs: bool) -> None:
    ear, link = Ear(discord), Link()
    run.point_at(discord.rest_url, discord.gateway_url)
    gateway = run.DiscordGateway(link, discord.token, Listening(ear.handle, ear.recent, book, MENU), sync=True)
    if while_it_runs:
        discord.fail("getMessages", refusal(10003))

        async def revoke() -> list[tuple[str, str, datetime]]:
            discord.revoked = True
            discord.drop_socket()
            return []

        gateway = run.DiscordGateway(link, discord.token, Listening(ear.handle, revoke, book, MENU), sync=False)
        discord.rules.clear()
    else:
        discord.revoked = True
    with pytest.raises(Revoked):
        await gateway.run()
    assert (link.client, discord.gateway.identified) == (None, int(while_it_runs))


# What was said while nobody listened


async def test_what_was_said_while_nobody_listened_is_answered_once_and_in_order(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        ada = (await house.settled()).at_home()
        await ada.says("checkin")
    for text in ("6", "3"):
        ada.person.dms(text)
    for _ in range(2):
        async with house.serving():
            await ada.reads()
            assert house.at(7) == ("checkin", "contact")
            assert len([text for text in ada.said if text.startswith("Any contact")]) == 1
    ada.person.dms("kept")
    async with house.serving():
        await ada.reads()
        assert house.answers(7)["contact"] == "kept"


async def test_what_was_said_lately_and_is_known_is_not_answered_again(house: Parlour, discord: DiscordApi) -> None:
    """Neither the same day nor when it is no longer written down that it was taken."""
    async with house.serving():
        ada = (await house.settled()).at_home()
        await ada.says("stop")
        await ada.says("status")
        before = ada.said
    for away in (0, 5, 3, 2, 10, 5):
        async with house.serving():
            await house.skip(days=away)
            assert ada.said == before
    assert count(house.path, "seen") == 0
    ada.person.dms("status")
    async with house.serving():
        await ada.reads()
        assert len(ada.said) == len(before) + 1


async def test_a_long_talk_before_it_does_not_hide_what_was_missed(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = (await house.settled()).at_home()
        await ada.says("status")
    for n in range(120):
        discord.post(ada.person.dm, None, {"content": f"something we said: {n}"})
    ada.person.dms("checkin")
    async with house.serving():
        await ada.reads()
        assert house.at(7) == ("checkin", "mood")


def heard(person: int, room: int, ago: float = 60) -> tuple[str, str, datetime]:
    return str(person), str(room), datetime.fromtimestamp(MORNING.timestamp() - ago, UTC)


PASSING: list[Any] = [ServerError(503), Drop(), RetryAfter(60, banned=True), RetryAfter(60)]


@pytest.mark.parametrize("fault", PASSING)
async def test_a_room_that_cannot_be_read_now_is_read_later(
    discord: DiscordApi, book: Book, fault: ApiError | Fault
) -> None:
    ear, ada = Ear(discord), discord.person(7)
    ear.known = [heard(7, ada.dm.id)]
    ada.dms("one")
    ada.dms("/two")
    discord.fail("getMessages", fault)
    async with listening(discord, book, ear):
        await discord.until(lambda: len(ear.heard) == 2)
        assert ear.events == [Said("one"), Started("two")]


@pytest.mark.parametrize("fault", [refusal(10003), refusal(50001), Garbage(), Garbage(text='[{"id": "5"}]')])
async def test_a_room_that_can_never_be_read_holds_up_nobody(
    discord: DiscordApi, book: Book, fault: ApiError | Fault
) -> None:
    ear, ada, bob = Ear(discord), discord.person(7), discord.person(8, name="Bob")
    ear.known = [heard(7, ada.dm.id), heard(8, bob.dm.id)]
    ada.dms("one")
    bob.dms("two")
    discord.fail("getMessages", fault, when=lambda params: params["channel_id"] == ada.dm.id)
    async with listening(discord, book, ear):
        await discord.until(lambda: ear.heard)
        assert ear.events == [Said("two")]
        ada.dms("three")
        await discord.until(lambda: len(ear.heard) == 2)
        assert ear.events[1] == Said("three")


async def test_nothing_is_handed_over_before_it_is_known_what_was_missed(discord: DiscordApi, book: Book) -> None:
    """The store is down at that moment; somebody writes, and presses, all the same."""
    ear, ada = Ear(discord), discord.person(7)
    ear.known, ear.down = [heard(7, ada.dm.id)], 2
    ada.dms("one")
    async with listening(discord, book, ear):
        ada.dms("two")
        act = ada.uses("help", guild=discord.home)
        await discord.until(lambda: act.answer)
        assert ear.heard == []
        await discord.until(lambda: len(ear.heard) >= 4)
        assert list(dict.fromkeys(ear.events)) == [Said("one"), Said("two"), Started("help")]


async def test_only_what_lies_shortly_before_is_read_again(discord: DiscordApi, book: Book) -> None:
    ear, ada = Ear(discord), discord.person(7)
    ada.dms("long ago")
    discord.clock.skip(missed.AROUND.total_seconds() + 60)
    ada.dms("just before")
    ear.known = [(str(ada.id), str(ada.dm.id), datetime.fromtimestamp(discord.clock.now(), UTC))]
    events: list[Event] = [Said("just before")]
    async with listening(discord, book, ear):
        await discord.until(lambda: ear.heard)
        await discord.settled()
        assert ear.events == events


async def test_what_comes_twice_is_answered_once(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = (await house.settled()).at_home()
        message = ada.person.dms("status")
        for _ in range(3):
            discord.gateway.dispatch("MESSAGE_CREATE", message.payload, 1 << 12)
        await ada.reads()
        assert len(ada.said) == 1


# The end


async def test_what_is_being_sent_when_we_are_stopped_may_end(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("help")
        discord.fail("followup", Hang(0.3))
        before = len(ada.said)
        ada.touches("status")
        await discord.until(lambda: outcomes(discord, "followup")[-1:] == ["open"])
    assert (len(ada.said), count(house.path, "outbox")) == (before + 1, 0)
    house.clock.at += timedelta(minutes=1)
    async with house.serving():
        await ada.reads()
        assert len(ada.said) == before + 1
