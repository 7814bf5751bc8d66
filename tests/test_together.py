"""Telegram and Discord in one real process: whatever one of them does, the other goes on."""

import json
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests import botapi, discordworld
from tests.botapi import LOOPBACK, BotApi, Hang
from tests.discordapi import DiscordApi
from tests.test_cli import SECONDS, Running, polls, steady, telegram

pytestmark = pytest.mark.unmeasured  # of what is around the coach


@pytest.fixture
async def telegram_server() -> AsyncGenerator[BotApi]:
    async with BotApi(LOOPBACK) as server:
        yield server
        assert server.faults == []


@pytest.fixture
async def discord() -> AsyncGenerator[DiscordApi]:
    """By the real clock, as the process has it."""
    async with DiscordApi() as server:
        yield server
        assert server.faults == []


def settings(server: BotApi, discord: DiscordApi) -> dict[str, str]:
    addresses = {"DISCORD__API_URL": discord.rest_url, "DISCORD__GATEWAY_URL": discord.gateway_url}
    return telegram(server) | addresses | {"DISCORD__TOKEN": discord.token}


@asynccontextmanager
async def both(folder: Path, server: BotApi, discord: DiscordApi, **more: str) -> AsyncGenerator[Running]:
    async with steady(folder, "run", **settings(server, discord), **more) as running:
        await polls(server)
        if not discord.down and not discord.revoked:
            await discord.until(lambda: discord.commands and discord.gateway.connected, timeout=SECONDS)
        yield running


async def talks_on_telegram(server: BotApi, id: int = 7) -> botapi.Person:
    ada = server.person(id)
    ada.says("/start")
    await server.until(lambda: "How old are you?" in ada.screen(), timeout=SECONDS)
    ada.says("I am 30")
    await server.until(lambda: "May I keep" in ada.screen(), timeout=SECONDS)
    return ada


async def talks_on_discord(discord: DiscordApi, id: int = 7) -> discordworld.Person:
    """In the server and at home."""
    ada, home = discord.person(id), discord.home
    ada.uses("start", guild=home)
    await discord.until(lambda: "How old are you?" in ada.screen(home), timeout=SECONDS)
    ada.presses("18 or over")
    await discord.until(lambda: "May I keep" in ada.screen(home), timeout=SECONDS)
    ada.dms("yes")
    await discord.until(lambda: "Which country" in ada.screen(), timeout=SECONDS)
    return ada


def logged(err: str, event: str) -> list[dict[str, str]]:
    return [line for line in map(json.loads, err.splitlines()) if line["event"] == event]


async def test_a_token_that_discord_revokes_leaves_telegram_alone_and_the_last_one_ends_it(
    tmp_path: Path, telegram_server: BotApi, discord: DiscordApi
) -> None:
    async with both(tmp_path, telegram_server, discord) as running:
        await talks_on_discord(discord)
        await talks_on_telegram(telegram_server)
        discord.revoked = True
        discord.drop_socket()
        await talks_on_telegram(telegram_server, 8)
        telegram_server.revoked = True
        telegram_server.person(9).says("/start")  # ends the request that is open
        found = await running.end(None)
    assert found.code == 1
    told = {line["platform"]: line["remedy"] for line in logged(found.err, "platform.revoked") if "remedy" in line}
    assert ("discord.token" in told["discord"], "telegram.token" in told["telegram"]) == (True, True)
    assert discord.token not in found.err


async def test_a_token_that_telegram_revokes_leaves_discord_alone(
    tmp_path: Path, telegram_server: BotApi, discord: DiscordApi
) -> None:
    async with both(tmp_path, telegram_server, discord) as running:
        telegram_server.revoked = True
        telegram_server.person(9).says("/start")
        await talks_on_discord(discord)
        found = await running.end(signal.SIGTERM)
    assert found.code == 0
    assert logged(found.err, "platform.revoked")


async def test_a_token_that_discord_does_not_know_at_the_start(
    tmp_path: Path, telegram_server: BotApi, discord: DiscordApi
) -> None:
    discord.revoked = True
    async with both(tmp_path, telegram_server, discord) as running:
        await talks_on_telegram(telegram_server)
        found = await running.end(signal.SIGTERM)
    assert (found.code, len(logged(found.err, "platform.revoked"))) == (0, 1)


async def test_a_telegram_that_hangs_slows_discord_in_nothing(
    tmp_path: Path, telegram_server: BotApi, discord: DiscordApi
) -> None:
    """More messages hang than there are hands."""
    async with both(tmp_path, telegram_server, discord) as running:
        telegram_server.fail("sendMessage", Hang(60), times=1000)
        for id in range(100, 180):
            telegram_server.person(id).says("/start")
        await telegram_server.until(lambda: hanging(telegram_server) > 48, timeout=SECONDS)
        await talks_on_discord(discord)
        assert (await running.end(signal.SIGTERM)).code == 0
    assert [person.failures for person in discord.people.values() if person.failures] == []


async def test_a_discord_that_hangs_slows_telegram_in_nothing(
    tmp_path: Path, telegram_server: BotApi, discord: DiscordApi
) -> None:
    async with both(tmp_path, telegram_server, discord) as running:
        discord.fail("*", Hang(60), times=1000)
        for id in range(100, 180):
            discord.person(id).dms("hello")
            discord.person(id).uses("start", guild=discord.home)
        await discord.until(lambda: hanging(discord) > 48, timeout=SECONDS)
        await talks_on_telegram(telegram_server)
        assert (await running.end(signal.SIGTERM)).code == 0


def hanging(server: BotApi | DiscordApi) -> int:
    return [call.outcome for call in server.calls].count("open")


async def test_an_outage_of_discord_leaves_telegram_alone_and_passes(
    tmp_path: Path, telegram_server: BotApi, discord: DiscordApi
) -> None:
    discord.goes_down()
    async with both(tmp_path, telegram_server, discord) as running:
        await talks_on_telegram(telegram_server)
        discord.comes_back()
        await discord.until(lambda: discord.commands and discord.gateway.connected, timeout=SECONDS)
        ada = await talks_on_discord(discord)
        discord.goes_down()
        ada.dms("United Kingdom")
        await talks_on_telegram(telegram_server, 8)
        discord.comes_back()
        await discord.until(lambda: "What would you like most" in ada.screen(), timeout=SECONDS)
        found = await running.end(signal.SIGTERM)
    assert found.code == 0


async def test_nothing_anybody_says_on_discord_is_in_the_log(
    tmp_path: Path, telegram_server: BotApi, discord: DiscordApi
) -> None:
    words = ("canary-one", "canary-two", "canary-three", "canary-four", "Canaria")
    async with both(tmp_path, telegram_server, discord, LOG__LEVEL="debug") as running:
        ada = discord.person(7, name=words[4])
        ada.dms(words[0])
        ada.dms(words[1], attachments=1)
        ada.dms(f"/{words[2]}")
        ada.uses("settings", guild=discord.home, zone=words[3])
        ada.forges(words[0] * 9, discord.post(ada.dm, None, {"content": "?"}), values=[words[1]])
        await discord.settled(timeout=SECONDS)  # what comes now ends the session, and with it any answer under way
        discord.gateway.dispatch("MESSAGE_CREATE", {"id": "5", "content": words[0]}, 1 << 12)
        await discord.until(lambda: discord.gateway.identified == 2, timeout=SECONDS)
        await discord.settled(timeout=SECONDS)
        found = await running.end(signal.SIGTERM)
    assert (found.code, found.out) == (0, "")
    assert logged(found.err, "discord.ready")
    for secret in (*words, discord.token, *discord.interactions):
        assert secret not in found.err
