"""/delete with all that belongs to it: our messages in the chat, what waits, and not a word in any file (test 33)."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.port import NotSent, TooSoon, Unknown, Unreachable
from adapters.surface import RECALLED, TELEGRAM
from bot.store.records import millis
from coach.book import Book
from coach.content import TextStep
from coach.phrases import PARTS
from tests.botapi import BotApi
from tests.discordapi import DiscordApi
from tests.discordrules import RetryAfter
from tests.guests import Parlour
from tests.office import NINE, Office, count, rows
from tests.people import Friend, House
from tests.test_store import CANARY, traces, values_of

pytestmark = pytest.mark.unmeasured  # of what is around the coach

TABLES = ("person", "account", "session", "entry", "wake", "outbox", "receipt", "shown")


@pytest.fixture
async def house(book: Book, tmp_path: Path) -> AsyncGenerator[House]:
    async with BotApi() as server:
        yield House(server, book, tmp_path / "steady.db")
        assert server.faults == []


def empty(path: Path) -> bool:
    return all(count(path, table) == 0 for table in TABLES)


# Our messages in the chat


async def test_on_telegram_all_of_ours_go_but_the_receipt(house: House) -> None:
    async with house.serving():
        ada, bob = house.friend(7), house.friend(8, "Bob")
        for friend in (ada, bob):
            await friend.settles_in()
        await ada.checks_in(word=CANARY)
        theirs = len(bob.person.messages)
        await ada.says("/delete")
        await ada.taps("both")
        assert ["# Erased" in f"# {said}" for said in ada.said] == [True]
        assert "are being taken back" in ada.said[0]
        assert len(bob.person.messages) == theirs
        calls = [
            call for call in house.server.calls if call.method.startswith("delete") and "Webhook" not in call.method
        ]
        assert [call.method for call in calls] == ["deleteMessages"]
        assert count(house.path, "person") == 1
        assert count(house.path, "outbox", "account = '7'") == 0


async def test_without_the_wish_none_is_taken_back(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        before = len(ada.said)
        await ada.says("/delete")
        await ada.taps("erase")
        assert len(ada.said) == before + 2
        assert empty(house.path)


async def test_many_go_a_hundred_at_a_time(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        while len(ada.said) < 2 * TELEGRAM.recall:
            for _ in range(40):
                ada.person.says("/status")
            await ada.reads()
        await ada.says("/delete")
        await ada.taps("both")
        assert len(ada.said) == 1
        sizes = [len(c.params["message_ids"]) for c in house.server.calls if c.method == "deleteMessages"]
        assert max(sizes) == TELEGRAM.recall
        assert len(sizes) == 3


async def test_ids_are_kept_for_as_long_as_they_can_be_used(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/stop")
        assert count(house.path, "shown") == len(ada.said)
        house.clock.at += RECALLED
        await house.tick()
        await house.skip(hours=1)
        assert count(house.path, "shown") == 0
        await ada.says("/delete")
        await ada.taps("both")
        assert len(ada.said) > 5, "they are too old to be taken back"
        assert empty(house.path)


async def test_on_discord_those_in_the_room_go_one_by_one(house: House, discord: DiscordApi, tmp_path: Path) -> None:
    parlour = Parlour(discord, house.book, tmp_path / "discord.db")
    async with parlour.serving():
        ada = (await parlour.settled()).at_home()
        await ada.checks_in(word=CANARY)
        discord.fail("deleteMessage", RetryAfter(0.05))
        await ada.uses("delete")
        ours = len(ada.said)
        await ada.picks("both")
        assert [said for said in ada.said if "Erased" not in said] == []
        assert len([c for c in discord.calls if c.name == "deleteMessage" and c.outcome == "ok"]) == ours
        assert empty(parlour.path)


async def test_on_a_server_those_that_can_be_reached_go(house: House, discord: DiscordApi, tmp_path: Path) -> None:
    """What only its reader sees can be taken back for a quarter of an hour, and their own room at any time."""
    parlour = Parlour(discord, house.book, tmp_path / "discord.db")
    async with parlour.serving():
        ada = await parlour.settled()
        await parlour.morning()
        assert len(ada.at_home().said) == 1
        await ada.uses("status")
        discord.clock.skip(1000)
        parlour.clock.skip(seconds=1000)
        await ada.uses("privacy")
        await ada.uses("delete")
        await ada.picks("both")
        assert ada.at_home().said == []
        assert len(ada.said) == 2, "the one that is too old, and the receipt"
        assert empty(parlour.path)


# What waits, and a second time


async def test_a_second_time_is_fine_and_old_buttons_do_nothing(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        for choice in ("erase", "both", "erase"):
            await ada.says("/delete")
            await ada.taps(choice)
            assert count(house.path, "person") == 0
        await ada.says("/start")
        assert house.at(7) == ("start", "age")


@pytest.fixture
async def office(book: Book, tmp_path: Path) -> Office:
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    return office


async def test_what_is_taken_back_is_tried_until_it_is(office: Office) -> None:
    """Done twice it is done once, so a doubt is no reason to stop, and nobody is told of it."""
    office.board.fails = {"message 7 message 8 is taken back": [Unknown(), NotSent(), TooSoon(1), Unknown()]}
    await office.puts("", person=None, account="1", op="recall", parcel={"messages": ("message 7", "message 8")})
    for _ in range(6):
        await office.send()
        office.clock.skip(minutes=2)
    assert office.board.calls == ["message 7 message 8 is taken back"] * 5
    assert (office.board.shown, rows(office.path, "select * from outbox")) == ([], [])


async def test_what_stays_is_said_where_there_are_words_for_it(office: Office) -> None:
    office.board.deleted = {"message 7"}
    await office.puts("It stays.", op="recall", parcel={"messages": ("message 7",)})
    await office.puts("It stays.", op="recall", parcel={"messages": ("message 8",)})
    await office.send()
    assert office.board.texts() == ["It stays."]


async def test_whoever_has_blocked_us_ends_it(office: Office) -> None:
    office.board.fails = {"message 7 is taken back": [Unreachable()]}
    await office.puts("", person=None, account="1", op="recall", parcel={"messages": ("message 7",)})
    await office.send()
    assert rows(office.path, "select * from outbox") == []


async def test_after_a_day_it_is_left_and_nobody_is_told(office: Office) -> None:
    office.board.fails = {"message 7 is taken back": [NotSent()] * 9}
    await office.puts("It stays.", op="recall", parcel={"messages": ("message 7",)}, created=NINE)
    await office.send()
    office.clock.skip(hours=25)
    await office.send()
    assert office.board.texts() == []
    assert office.states() == ["dead"]


# Not a word in any file


PLACES = [
    # every kind of place where somebody can put words, and what comes of them there
    ("at the beginning", ["/start", f"{CANARY} years", f"/start {CANARY}"]),
    ("no command", [f"/{CANARY}", f"/settings {CANARY}", f"/settings zone {CANARY}", f"/pause {CANARY}"]),
    ("out of nowhere", [CANARY, f"I want to die {CANARY}", f"he hits me {CANARY}", f"stop {CANARY}"]),
    ("in the place of a number", ["/checkin", CANARY, f"{CANARY} 4"]),
    ("in the place of a button", ["/settings", CANARY, f"hour {CANARY}", "stop"]),
    ("in the place of a place", ["/settings zone", CANARY, "stop"]),
    ("in the quiz", ["/chances", f"he {CANARY} me", "stop"]),
    ("an order", [f"the police told me not to contact them {CANARY}"]),
    ("an age", [f"I'm 34 {CANARY}", "stop"]),
    ("of one's own", ["/own did", CANARY, "skip", "/own mine", CANARY, f"/own {CANARY}", "skip"]),
    ("for the ten minutes", ["/reasons", *[f"{n} {CANARY}" for n in range(5)], "/people", CANARY, "/good", CANARY]),
    ("in hand", ["/hold", CANARY, "until the morning", "skip", "skip", "skip"]),
    ("a letter", ["/letter", CANARY, f"more {CANARY}", "done", CANARY, "keep it"]),
    ("a draft", ["/reply", "child", "yes", CANARY, "enough"]),
    ("plans", ["/ifthen", CANARY, CANARY, "/friends", "event", CANARY, CANARY, CANARY, "/back", CANARY, CANARY]),
    ("a hard date", ["/dates", "something else", CANARY, "in 20 days", CANARY, CANARY, CANARY, CANARY, CANARY]),
    ("a curve", ["/curve", f"{CANARY}, 4", f"{CANARY}, -2", "stop"]),
    ("a week", ["/review", "skip", CANARY, CANARY, "stop"]),
    ("what they sent", ["/they", "a wish to talk", CANARY, CANARY, CANARY, "no"]),
    ("at /delete", ["/delete", f"erase {CANARY}", "stop"]),
    ("at /export", ["/export", f"send {CANARY}", "stop"]),
    ("at /forget", ["/forget", f"forget {CANARY}", "stop"]),
]


async def tells(friend: Friend) -> None:
    """The canary in every place where words can be told, and kept wherever they are kept."""
    house = friend.house
    await friend.settles_in()
    for _, words in PLACES:
        for text in words:
            await friend.says(text)
            house.clock.skip(seconds=30)
    friend.person.sends("photo", caption=CANARY)
    friend.person.forwards(CANARY)
    friend.person.edits(CANARY)
    await friend.reads()
    house.clock.skip(days=4)  # whoever wrote of danger is not written to, nor asked for words, for three days
    await friend.says("/checkin new")
    await friend.taps("6", "3", "kept", "done")
    await friend.says(CANARY)
    house.clock.skip(minutes=1)
    await friend.says(f"and more {CANARY}")
    for text in ("/plan", *[f"{part} {CANARY}" for part in PARTS], "/plan", CANARY, "/status"):
        await friend.says(text)


def backup(path: Path) -> bytes:
    """As `sqlite3 steady.db ".backup"` makes one, and as a copy of the whole is made without a trace of what was."""
    copies = [path.with_name("backup.db"), path.with_name("vacuumed.db")]
    with closing(sqlite3.connect(path)) as db, closing(sqlite3.connect(copies[0])) as copy:
        db.backup(copy)
        db.execute("vacuum into ?", (str(copies[1]),))
    return b"".join(copy.read_bytes() for copy in copies)


def test_every_step_that_takes_words_is_among_these_places(book: Book) -> None:
    """A new question for words belongs into `tells`."""
    said = " ".join(word for _, words in PLACES for word in words)
    asked = {name for name, flow in book.flows.items() for s in flow.steps.values() if isinstance(s, TextStep)}
    places = {name for name in asked if f"/{book.flows[name].command} " in f"{said} "}
    assert asked - places == {"plan", "dateplan", "sos"}, "told elsewhere, or kept nowhere"


async def nothing_is_left(path: Path, values: list[bytes]) -> None:
    """Of one of two people, in the store's files and in a backup of it."""
    assert traces(path, values) == 0
    copies = await asyncio.to_thread(backup, path)
    assert not [value for value in (*values, CANARY.encode()) if value in copies]
    assert count(path, "person") == 1, "Bob"


@pytest.mark.parametrize("choice", ["erase", "both"])
async def test_words_told_anywhere_are_nowhere_after_delete(house: House, choice: str) -> None:
    with capture_logs() as log:
        async with house.serving():
            ada, bob = house.friend(7, CANARY), house.friend(8, "Bob")
            await bob.settles_in()
            await tells(ada)
            assert len(house.entries(7, "word")) == 2
            values = values_of(house, 7)
            assert traces(house.path, values) >= len(values) > 10
            await ada.says("/delete")
            await ada.taps(choice)
            await nothing_is_left(house.path, values)
        assert traces(house.path, values) == 0
    assert CANARY not in repr(log)


@pytest.mark.parametrize("choice", ["erase", "both"])
async def test_words_told_on_discord_are_nowhere_after_delete(
    discord: DiscordApi, book: Book, tmp_path: Path, choice: str
) -> None:
    """By option, form and private message."""
    parlour = Parlour(discord, book, tmp_path / "steady.db")
    with capture_logs() as log:
        async with parlour.serving():
            ada, _ = await parlour.settled(7, CANARY), await parlour.settled(8)
            await ada.checks_in(word=CANARY)
            await ada.uses("plan")
            await ada.writes(*[f"{part} {CANARY}" for part in PARTS], form="_write.plan")
            await ada.uses("settings", zone=CANARY)
            home = ada.at_home()
            for text in (CANARY, f"/{CANARY}", f"/pause {CANARY}", f"I want to die {CANARY}"):
                await home.says(text)
            home.person.dms(CANARY, attachments=1)
            home.person.edits(CANARY)
            await home.reads()
            values = values_of(parlour, 7)
            assert traces(parlour.path, values) >= len(values) > 10
            await ada.uses("delete")
            await ada.picks(choice)
            await nothing_is_left(parlour.path, values)
        assert traces(parlour.path, values) == 0
    assert CANARY not in repr(log)


async def test_told_and_erased_in_one_breath(house: House) -> None:
    """Nothing that waits to be sent then holds a word of theirs, not even under the question that they answered."""
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        for words in ("/checkin", "6", "3", "kept", "yes", CANARY, "/delete", "erase everything"):
            ada.person.says(words)
        await ada.reads()
        assert empty(house.path)
        assert CANARY not in "".join(ada.said), "and none is left standing in the chat"


async def test_what_marks_are_left_lead_to_nobody(house: House) -> None:
    """The events that were taken are known by the platform's own numbers for some days."""
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/delete")
        await ada.taps("both")
        assert empty(house.path)
        assert all(re.fullmatch(r"telegram:\d+", id) for [id] in rows(house.path, "select id from seen"))
        await house.skip(days=9)
        assert count(house.path, "seen", "at < ?", millis(house.clock.at) - 8 * 86400_000) == 0
