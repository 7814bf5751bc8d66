"""What only Discord has: channels that nobody reads for us, commands in a room that is closed, two options at once."""

import discord
import pytest
from structlog.testing import capture_logs

from adapters.discord.client import Client
from tests.discordapi import BOT, DiscordApi
from tests.discordrules import refusal
from tests.guests import Parlour
from tests.office import count, rows
from tests.test_discord import TABLES

pytestmark = pytest.mark.unmeasured  # of what is around the coach

# Where words do not reach us, a form does


async def test_whoever_cries_for_help_in_a_server_can_write_on_from_the_answer(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
        await ada.picks("4", "6", "kept", "no")
        assert "ask you directly" in await ada.writes("I want to die")
        assert "999" in await ada.writes("i had some tea"), "who to call, again, and not a tip"
        assert "999" in await ada.writes("i dont know what to do")
        assert len({text.splitlines()[0] for text in ada.said[-2:]}) == 2, "not in the same words each time"
        assert house.entries(7, "word") == [], "nothing of it is kept"


async def test_whoever_is_not_sure_can_write_on_from_the_answer(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
        await ada.picks("0", "unsure")
        assert "999" in await ada.writes("it is too much")


async def test_words_below_an_answer_are_none_to_the_open_question(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        home = ada.at_home()
        await ada.uses("checkin")
        await home.says("I want to die")
        assert "999" in await home.writes("settings")
        assert house.at(7) == ("", ""), "any words are an answer to the direct question"


async def test_servers_that_come_and_go_and_other_programs_leave_nothing(house: Parlour, discord: DiscordApi) -> None:
    """Nor does what is said there, whoever says it (test 59)."""
    async with house.serving():
        ada, robot = house.guest(), discord.person(9, name="Robot", bot=True)
        guild = discord.guild("Elsewhere", installed=False)
        guild.adds_bot()
        for person in (ada.person, robot):
            person.joins(guild)
            person.says(f"<@{BOT}> /start I want to die", guild)
        discord.post(robot.dm, robot, {"content": "/start"})
        discord.post(ada.person.dm, robot, {"content": "/start"})
        discord.post(guild.channel, ada.person, {"content": "/start", "webhook_id": "5"})
        guild.removes_bot()
        await house.quiet()
        assert {table: count(house.path, table) for table in TABLES} == dict.fromkeys(TABLES, 0)
        assert discord.sent == []


# A room that is closed


def tried(discord: DiscordApi) -> int:
    return [call.name for call in discord.calls].count("createMessage")


async def test_commands_in_a_closed_room_do_not_make_it_open(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = house.guest()
        ada.person.installed = True
        ada.person.closes_dms()
        home = ada.at_home()
        await home.settles_in()
        assert home.said[-1].startswith("My messages can't reach you"), "at once"
        await home.uses("status")
        assert "couldn't reach you" in "".join(home.said)
        await home.picks("settings")
        before = tried(discord)
        await house.morning()
        assert tried(discord) == before, "nothing is sent there by itself"
        ada.person.opens_dms()
        await home.says("hello")
        await house.skip(days=1)
        assert house.entries(7, "push")[-1].note == "nudge", "words show that it is open"


# Options


async def test_two_options_at_once_are_both_set(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("settings", zone="Europe/Berlin", hour="9:30")
        assert (house.person(7).zone, f"{house.person(7).hour:%H:%M}") == ("Europe/Berlin", "09:30")


# Edits


async def test_a_message_that_a_stranger_changes_is_left_alone(house: Parlour) -> None:
    async with house.serving():
        ada = house.guest().at_home()
        await ada.says("hello")
        before = len(ada.said)
        ada.person.edits("hello there")
        await ada.reads()
        assert len(ada.said) == before
        assert rows(house.path, "select count(*) from outbox") == [(0,)]


# What the operator reads


async def test_a_second_program_with_our_token_is_named(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = await house.settled()
        discord.tolerate("10015")
        discord.fail("respond", refusal(40060))
        with capture_logs() as logs:
            await ada.uses("status")
        [said] = [log for log in logs if log["log_level"] in ("warning", "error")]
        assert (said["event"], "another program" in said["remedy"]) == ("discord.conflict", True)


async def test_a_healthy_start_warns_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = True
    Client(None)  # pyright: ignore[reportArgumentType]
    assert caplog.records == []
