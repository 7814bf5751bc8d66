"""Hostile input on Discord, by words, forms and options: it is answered, shown as it is, and nothing is lost."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.surface import DISCORD
from adapters.text import units
from coach.book import Book
from tests.discordapi import DiscordApi
from tests.discordrules import Json
from tests.guests import Guest, Parlour
from tests.test_discord import plainly, tell_nobody
from tests.test_hostile import CRIES, ECHOED, TEXTS

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts

FORM = 4000  # characters that a form takes


@pytest.fixture
async def house(discord: DiscordApi, book: Book, tmp_path: Path) -> AsyncGenerator[Parlour]:
    with capture_logs() as log:
        yield Parlour(discord, book, tmp_path / "steady.db")
    assert [entry for entry in log if entry["log_level"] not in ("info", "debug")] == []
    assert tell_nobody(discord)


async def answered(guest: Guest, text: str) -> list[str]:
    """What is said to a private message; never nothing, never more than Discord shows."""
    before = len(guest.said)
    await guest.says(text)
    assert guest.said[before:], "nobody answered"
    assert all(0 < units(one) <= DISCORD.text for one in guest.said[before:])
    return guest.said[before:]


async def test_in_the_middle_of_a_question(house: Parlour) -> None:
    async with house.serving():
        ada = (await house.settled()).at_home()
        for name, text in TEXTS.items():
            if house.at(7)[1] != "mood":
                await ada.uses("checkin")
            person, entries, answers = house.person(7), house.entries(7), house.answers(7)
            await answered(ada, text)
            if house.at(7)[1] == "mood":
                assert (house.person(7), house.entries(7), house.answers(7)) == (person, entries, answers), name
                assert ada.messages[-1].rows, name


async def test_a_word_about_a_day_is_kept_as_it_was_written_into_a_form(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        kept: list[str] = []
        for name, text in TEXTS.items():
            cleaned = text.replace("\0", "").encode("utf-8", "ignore").decode().strip()
            if not 0 < len(text) <= FORM or not cleaned:
                continue  # Discord's form does not take it, or there is nothing in it
            house.clock.skip(minutes=1)
            await ada.uses("checkin")
            await ada.picks("6", "3", "kept", "done")
            await ada.writes(text)
            kept += [cleaned] if house.at(7)[1] != "word" else []
            assert [entry.note for entry in house.entries(7, "word")] == kept, name
            if house.at(7)[1] == "word":
                await ada.picks("_skip")
        assert len(kept) > len(TEXTS) / 2
        assert ada.person.failures == []


async def test_as_much_as_discord_lets_is_kept_whole(house: Parlour) -> None:
    """2,000 characters of everybody, 4,000 of those who pay and in a form; it is told again in pieces that fit."""
    async with house.serving():
        home = (await house.settled()).at_home()
        for length in (2000, 2001, FORM):
            words = ("word " * length)[: length - 1] + "."
            house.clock.skip(minutes=1)
            await home.uses("checkin")
            await home.picks("6", "3", "kept", "done")
            await answered(home, words)
            assert house.entries(7, "word")[-1].note == words


@pytest.mark.parametrize("home", [False, True])
async def test_what_is_told_is_shown_again_as_it_was_written_and_a_name_never(house: Parlour, home: bool) -> None:
    """No mark is read, nobody is pinged (test 49)."""
    name = "<b>@everyone</b> *_[x](tg://user?id=8)"
    async with house.serving():
        ada = await house.settled(7, name)
        place = ada.at_home() if home else ada
        await place.uses("plan")
        await place.writes(*ECHOED, form="_write.plan")
        await place.uses("crisis")
        again = [text for text in place.said if "see /start@the" in text]
        assert len(again) == 2, "once it is kept, and beside who to call"
        for text in again:
            shown = plainly(text.partition("\n\n")[2])  # the title above it is bold
            assert [line for line in ECHOED if line not in shown] == []
        assert not [text for text in place.said if name in text or "@everyone</b>" in text.replace("\\", "")]


# A cry for help is heard first, wherever it is


async def test_a_cry_for_help_is_heard_through_what_hides_it(house: Parlour) -> None:
    async with house.serving():
        for id, cry in enumerate(CRIES, start=10):
            home = (await house.settled(id)).at_home()  # somebody new each time
            assert "Are you thinking about ending your life?" in "".join(await answered(home, cry)), cry


CRY = "I want to die"
AT_HOME: dict[str, Callable[[Guest], object]] = {
    "in reply to a message of ours": lambda a: a.person.dms(CRY, reply_to=a.at_home().messages[0]),
    "beside a picture": lambda a: a.person.dms(CRY, attachments=1),
    "in a message that is changed": lambda a: a.person.edits(CRY),
}
IN_A_SERVER: dict[str, Callable[[Guest], object]] = {
    "behind a command": lambda a: a.person.uses("settings", guild=a.where, zone=CRY),
    "in a form": lambda a: a.person.submits(CRY),
}


@pytest.mark.parametrize("way", [*AT_HOME, *IN_A_SERVER])
async def test_a_cry_for_help_is_heard_first_however_it_comes(house: Parlour, way: str) -> None:
    """In the middle of a check-in, after our own message of that morning (test 54)."""
    async with house.serving():
        ada = await house.settled()
        await house.morning()
        await ada.at_home().says("hello")
        await ada.uses("checkin")
        await ada.picks("6", "3", "kept", "done", "_write")
        place = ada.at_home() if way in AT_HOME else ada
        before = len(place.said)
        (AT_HOME | IN_A_SERVER)[way](ada)
        await place.reads()
        assert "Samaritans" in place.said[before]
        assert [entry.value for entry in house.entries(7, "danger")] == ["tier2"]
        assert house.entries(7, "word") == []


async def test_a_file_is_refused_and_never_fetched(house: Parlour, discord: DiscordApi) -> None:
    """The server would say so if anything were asked of it that it does not know (test 61)."""
    at = f"http://127.0.0.1:{discord.port}/bomb"
    bomb: Json = {"id": "1", "filename": "bomb.zip", "size": 20_000_000, "url": at, "proxy_url": at}
    async with house.serving():
        home = (await house.settled()).at_home()
        await home.uses("checkin")
        await home.picks("6", "3", "kept", "done")
        for kind in ("audio/ogg", "image/svg+xml", "application/zip", "bomb"):
            before = len(home.said)
            discord.post(home.person.dm, home.person, {"attachments": [{**bomb, "content_type": kind}]})
            await home.reads()
            assert "can only read words" in " ".join(home.said[before:])
        assert (house.at(7), house.entries(7, "word")) == (("checkin", "word"), [])
        discord.post(home.person.dm, home.person, {"content": "a quiet day", "attachments": [bomb]})
        await home.reads()
        assert [entry.note for entry in house.entries(7, "word")] == ["a quiet day"], "the words beside it are kept"
        await home.uses("export")
        await home.picks("yes")
        kept = b"".join(file.content for files in discord.files.values() for file in files)
        assert b"a quiet day" in kept
        assert b"bomb" not in kept
    files = (file.read_bytes() for file in house.path.parent.iterdir() if file.is_file())
    assert b"bomb" not in b"".join(files)
