"""The real discord.py on a strict loopback Discord: onboarding, the quiz, check-ins and pushes, and what goes wrong."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from coach.book import Book
from tests.discordapi import DiscordApi
from tests.guests import Guest, Parlour


@pytest.fixture
async def server() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as server:
        yield server
        assert server.faults == []


@pytest.fixture
def house(server: DiscordApi, book: Book, tmp_path: Path) -> Parlour:
    return Parlour(server, book, tmp_path / "steady.db")


async def settled_at(house: Parlour) -> Guest:
    ada = house.guest()
    await ada.settles_in()
    return ada


async def test_somebody_settles_in_in_a_server_and_their_messages_come_in_private(house: Parlour) -> None:
    async with house.serving():
        ada = await settled_at(house)
        assert all(message.ephemeral for message in ada.messages if message.by_bot), "nobody else reads it"
        assert house.person(7).settled
        [hello] = ada.person.messages()
        assert hello.text.startswith("Hello. This is where my messages will come")
        assert len(house.server.opened) == 1
        assert ada.person.failures == []
