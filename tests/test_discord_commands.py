"""The slash commands as Discord is told of them: taken by a strict server, and made of the packs."""

import pytest

from adapters.discord import commands
from bot.build import MENU
from coach.book import Book
from tests import discordrules
from tests.botapi import Hang
from tests.discordapi import DiscordApi
from tests.discordrules import RetryAfter, ServerError
from tests.guests import Parlour

pytestmark = pytest.mark.unmeasured  # of what is around the coach


def test_every_flow_with_a_command_is_offered_everywhere(book: Book) -> None:
    told = commands.payload(book, MENU)
    assert [one["name"] for one in told][: len(MENU)] == [book.flows[name].command for name in MENU]
    assert {one["name"] for one in told} == {flow.command for flow in book.flows.values() if flow.command}
    assert discordrules.commands(told) == told, "Discord takes them"
    for one in told:
        assert (one["contexts"], one["integration_types"]) == ([0, 1, 2], [0, 1])
        assert all(option["required"] is False for option in one["options"]), "each works by itself"


def test_what_a_command_takes(book: Book) -> None:
    told = {one["name"]: {o["name"]: o for o in one["options"]} for one in commands.payload(book, MENU)}
    assert told["settings"]["zone"]["autocomplete"]
    days = told["pause"]["days"]
    assert (days["type"], days["min_value"], days["max_value"]) == (4, 1, 90)


def test_what_stands_behind_a_command_is_what_would_have_been_typed(book: Book) -> None:
    settings, pause = book.flows["settings"], book.flows["pause"]
    zone, hour = {"name": "zone", "value": "Europe/Lisbon"}, {"name": "hour", "value": "9:00"}
    assert commands.arguments(settings, [zone]) == ["zone Europe/Lisbon"]
    assert commands.arguments(settings, [zone, hour]) == ["zone Europe/Lisbon", "hour 9:00"]
    assert commands.arguments(pause, [{"name": "days", "value": 3}]) == ["3"]
    assert commands.arguments(pause, [{"name": "nonsense", "value": 3}]) == [""]


def told(discord: DiscordApi) -> int:
    return [call.name for call in discord.calls].count("setCommands")


async def test_they_are_told_once_and_not_where_that_is_off(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving(sync=False):
        assert (told(discord), discord.commands) == (0, {})
    async with house.serving():
        assert told(discord) == 1
        discord.drop_socket()
        await discord.until(lambda: discord.gateway.resumed)
        await house.quiet()
        assert told(discord) == 1


async def test_where_they_cannot_be_told_all_else_works(house: Parlour, discord: DiscordApi) -> None:
    discord.fail("setCommands", ServerError(503))
    discord.fail("setCommands", RetryAfter(3600))
    async with house.serving():
        ada = house.guest().at_home()
        await ada.says("hello")
        await ada.picks("adult")
        assert ada.answered == ["18 or over"]
        assert discord.commands == {}
        before = told(discord)
        discord.invalidate()
        await discord.until(lambda: discord.commands)
        assert told(discord) == before + 1, "with the next session"
        await ada.uses("help")
        assert "findahelpline.com" in "".join(ada.said)


async def test_suggestions_that_come_too_late_break_nothing(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = house.guest()
        discord.fail("respond", Hang(0.2))
        assert await ada.person.types_into("settings", "zone", "Lisb", guild=ada.where)
        discord.fail("respond", ServerError(503))
        assert await ada.person.types_into("settings", "zone", "Par", guild=ada.where)
