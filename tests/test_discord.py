"""What a person can do with Steady on Discord: the real client on a server that refuses what Discord refuses."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest

from coach.book import Book
from coach.person import Gate, Goal, Pace
from tests.discordapi import DiscordApi
from tests.discordrules import quiet
from tests.guests import Guest, Parlour
from tests.office import MORNING, count, rows

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts

TYPED = ("hello", "adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00")
TABLES = ("person", "account", "session", "entry", "wake", "receipt", "outbox")
SENDS = ("createMessage", "followup", "respond", "editMessage", "editOriginal", "editFollowup")


def tell_nobody(server: DiscordApi) -> bool:
    """Whether no message could ping anybody, and none shows the preview of a page."""
    told = [call.params.get("data") or call.params for call in server.calls if call.name in SENDS]
    return all(quiet(params) for params in told if params.get("content"))


# Settling in


async def test_somebody_settles_in_in_a_server_and_their_messages_come_in_private(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        ada = house.guest()
        await ada.settles_in()
        person = house.person(7)
        assert (person.settled, person.country, person.goal, person.hour) == (True, "GB", Goal.HEAL, time(9))
        assert all(message.ephemeral for message in ada.messages if message.by_bot), "nobody else reads it"
        assert len(ada.answered) == 9
        [hello] = ada.person.messages()
        assert hello.text.startswith("Hello. This is where my messages will come")
        assert len(discord.opened) == 1, "asked for in their own turn, and once"
        assert (ada.person.failures, tell_nobody(discord)) == ([], True)
        assert all(ack.first for ack in discord.acks), "the first answer comes before anything else is done"
        assert house.at(7) == ("", "")


async def test_somebody_settles_in_in_private_by_commands(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = house.guest().at_home()
        await ada.settles_in()
        assert house.person(7).settled
        assert not any(message.ephemeral for message in ada.messages)
        assert len(ada.answered) == 9
        assert discord.opened == [], "they are there already: nobody knocks"
        await ada.checks_in(word="quiet")
        assert (ada.person.failures, discord.opened) == ([], [])


async def test_somebody_settles_in_in_private_by_plain_words(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = house.guest().at_home()
        for text in TYPED:
            await ada.says(text)
        person = house.person(7)
        assert (person.settled, person.country, person.goal, person.hour) == (True, "GB", Goal.HEAL, time(9))
        assert len(ada.answered) == 9
        assert (discord.opened, tell_nobody(discord)) == ([], True)
        await ada.says("status")
        assert "How it stands" in ada.messages[-1].text


async def test_all_that_is_typed_at_once_is_answered_in_order(house: Parlour) -> None:
    async with house.serving():
        ada = house.guest().at_home()
        for text in TYPED:
            ada.person.dms(text)
        await ada.reads()
        assert (house.person(7).settled, house.person(7).hour) == (True, time(9))


async def test_somebody_settles_in_by_forms_ticks_and_many_choices(house: Parlour) -> None:
    async with house.serving():
        ada = house.guest()
        await ada.uses("start")
        await ada.picks("adult", "yes")
        await ada.writes("congo")
        assert "Congo - Kinshasa" in ada.person.screen(ada.where), "words that may mean several things are asked about"
        await ada.writes("Canada")
        await ada.picks("o1", "reconcile", "yesterday")
        await ada.writes("45 days")
        await ada.picks("work", "things", "_done", "told_no")
        await ada.writes("8 in the evening")
        person = house.person(7)
        assert (person.country, person.zone, person.goal) == ("CA", "America/Toronto", Goal.RECONCILE)
        assert (person.window, person.limited, person.gates) == (45, ("work", "things"), {Gate.NO})
        assert (person.hour, person.settled) == (time(20), True)


async def test_back_skip_and_stop(house: Parlour) -> None:
    async with house.serving():
        ada = house.guest()
        await ada.uses("start")
        await ada.picks("adult", "yes", "United Kingdom", "heal", "_back")
        assert house.at(7) == ("start", "goal")
        await ada.picks("reconcile", "_skip")
        assert house.at(7) == ("start", "window")
        await ada.picks("_stop")
        assert (house.at(7)[0], house.person(7).goal) == ("", Goal.RECONCILE)
        assert ada.person.failures == []


async def test_the_app_for_oneself_works_where_no_server_is_shared(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        person = discord.person(7, guilds=(), installed=True)
        ada = Guest(house, person, None)
        await ada.settles_in()
        await ada.checks_in(word="alone")
        assert (house.person(7).settled, person.failures) == (True, [])
        await house.morning()
        assert len(house.entries(7, "push")) == 1


async def test_the_app_for_oneself_in_a_server_that_has_not_got_it(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        foreign = discord.guild("Elsewhere", installed=False)
        person = discord.person(7, guilds=(foreign,), installed=True)
        ada = Guest(house, person, foreign)
        await ada.settles_in()
        assert all(message.ephemeral for message in ada.messages if message.by_bot)
        assert [m.text[:6] for m in person.messages()] == ["Hello."]
        assert person.failures == []


@pytest.mark.parametrize(("age", "choice"), [("child", ""), ("adult", "no")])
async def test_whoever_may_not_or_does_not_want_to_is_answered_and_not_kept(
    house: Parlour, discord: DiscordApi, age: str, choice: str
) -> None:
    async with house.serving():
        ada = house.guest()
        await ada.uses("start")
        await ada.picks(age, *filter(None, [choice]))
        assert "findahelpline.com" in ada.said[-1]
        assert {table: count(house.path, table) for table in TABLES} == dict.fromkeys(TABLES, 0)
        assert discord.opened == []


# The quiz and the check-in


async def test_the_quiz_ends_in_a_result_that_is_kept(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("chances")
        before = len(ada.answered)
        assert "1 of 16" in ada.messages[-1].text
        await ada.ticks("none", "afraid")
        assert house.at(7)[1] == "q01_safety", "what excludes the rest is not ticked beside it"
        await ada.ticks("none")
        assert house.at(7)[1] == "q02_boundary"
        await ada.picks("_back", "_stop")
        assert house.at(7) == ("", "")
        await ada.uses("chances")
        await ada.answers("chances", q01_safety="none", q02_boundary="silent", q04_definite="mixed")
        assert len(house.entries(7, "chances")) == 1
        assert len(ada.answered) - before >= 16
        await ada.uses("why")
        assert ada.person.failures == []


async def test_several_answers_of_a_menu_are_one_answer(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("chances")
        shown = ada.messages[-1].rows[0][0]
        assert (shown["min_values"], shown["max_values"]) == (1, len(shown["options"]))
        await ada.ticks("afraid", "putdown")
        assert house.answers(7)["q01_safety"] == "putdown+afraid"
        assert ada.answered[-1].endswith("I was afraid of them, or I am")
        assert house.person(7).gates == set(), "it counts when it is left, or at the end"
        await ada.picks("_stop")
        assert house.person(7).gates == {Gate.ABUSE}


WORDS = [
    "**b** _i_ ~~s~~ `c` ||x|| # h",
    "<@7> <@&1> <#1> @everyone @here <t:1:R>",
    "> [a](http://b.c/d_e_f) see https://b.c/__init__",
    "\\ {0.__class__} %s \\* **",
]


@pytest.mark.parametrize("word", WORDS)
async def test_a_check_in_is_kept_word_for_word(house: Parlour, discord: DiscordApi, word: str) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.checks_in(mood=6, word=word)
        told = {entry.kind: entry.value or entry.note for entry in house.entries(7)}
        kept = {"mood": "6", "urge": "3", "contact": "kept", "own": "done", "word": word}
        assert {kind: told[kind] for kind in kept} == kept
        assert plainly(ada.answered[-1]) == word
        assert tell_nobody(discord)


def plainly(content: str) -> str:
    """As Discord shows it, where each mark has one before it that says otherwise; a page's address has none."""
    shown, at = "", 0
    for found in re.finditer(r"https?://[^\s<]+", content):
        shown, at = shown + without_marks(content[at : found.start()]) + found[0], found.end()
    return shown + without_marks(content[at:])


def without_marks(content: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_~`|<>#\[]", content), f"a mark: {content}"
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", content)


# Commands with something behind them


async def test_a_zone_is_completed_and_set(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        found = await ada.person.types_into("settings", "zone", "Lisb", guild=ada.where)
        assert found[0] == ("Lisbon (Europe/Lisbon)", "Europe/Lisbon")
        await ada.uses("settings", zone="Europe/Lisbon")
        assert house.person(7).zone == "Europe/Lisbon"
        for text in ("", "zzzz", "x" * 300, "\u202e*"):
            assert len(await ada.person.types_into("settings", "zone", text, guild=ada.where)) <= 25


async def test_a_setting_is_changed_in_steps(house: Parlour) -> None:
    async with house.serving() as app:
        ada = await house.settled()
        await ada.uses("settings")
        await ada.picks("hour")
        await ada.writes("11:30")
        next_wake = await app.wakes.next()
        assert next_wake is not None
        assert (house.person(7).hour, f"{next_wake:%H}") == (time(11, 30), "11")


async def test_days_of_peace_by_their_number(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        assert "Paused for 3 days" in await ada.uses("pause", days=3)
        await house.skip(days=2, hours=3)
        assert house.entries(7, "push") == []
        await house.skip(days=1)
        assert len(house.entries(7, "push")) == 1


async def test_somebody_is_erased_in_two_steps_and_nothing_is_sent_any_more(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.checks_in(word="canary")
        await ada.uses("delete")
        await ada.picks("keep")
        assert count(house.path, "person") == 1
        await ada.uses("delete")
        await ada.picks("erase")
        assert {table: count(house.path, table) for table in TABLES} == dict.fromkeys(TABLES, 0)
        assert all(id.startswith("discord:") for [id] in rows(house.path, "select id from seen"))
        said, at_home = len(ada.said), len(ada.at_home().said)
        for _ in range(4):
            await house.skip(days=1)
        assert (len(ada.said), len(ada.at_home().said)) == (said, at_home)
        await ada.picks("status")
        await ada.uses("status")
        assert house.at(7) == ("start", "age")


# What we begin


async def test_a_push_comes_at_its_hour_and_not_before(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving() as app:
        ada = await house.settled()
        due, before = await app.wakes.next(), len(discord.sent)
        assert due is not None
        house.clock.at = due - timedelta(seconds=1)
        await house.tick()
        assert len(discord.sent) == before
        await house.skip(seconds=1)
        await house.tick()
        [push] = discord.sent[before:]
        assert (push.name, push.channel_id, push.silent) == ("createMessage", ada.person.dm.id, False)
        assert push.nonce
        assert (push.ephemeral, [e.note for e in house.entries(7, "push")]) == (False, ["nudge"])


async def test_a_push_at_night_makes_no_sound(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("settings", hour="23:00")
        house.clock.at, before = datetime.combine(MORNING.date(), time(23, 4), UTC), len(discord.sent)
        await house.tick()
        assert [push.silent for push in discord.sent[before:]][-1:] == [True]


async def test_the_buttons_of_a_push_do_what_they_say(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await house.morning()
        home = ada.at_home()
        await home.picks("Show it", "less")
        assert house.person(7).pace is Pace.ONE
        await house.skip(days=1)
        await home.picks("Show it", "checkin", "7")
        assert (house.at(7), house.answers(7)["mood"]) == (("checkin", "urge"), "7")
        assert "How strong is the pull" in home.messages[-1].text
        await home.says("3")
        await home.picks("kept", "_stop")
        await house.skip(days=1)
        await home.picks("Show it", "stop")
        for _ in range(10):
            await house.skip(days=1)
        assert len(house.entries(7, "push")) == 3
        assert not any(message.ephemeral for message in home.messages)


async def test_what_is_begun_in_a_server_goes_on_in_private_and_back(house: Parlour, book: Book) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
        await ada.picks("6")
        home = ada.at_home()
        await home.says("3")
        assert house.at(7) == ("checkin", "contact")
        assert home.messages[-1].text.startswith("Any contact")
        await ada.uses("status")
        await ada.picks("kept")
        assert house.answers(7)["contact"] == "kept"
        assert ada.messages[-1].ephemeral
        assert len([text for text in ada.at_home().said if text == book.phrases.say["cut_off"]]) == 0
