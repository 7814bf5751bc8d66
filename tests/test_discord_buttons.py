"""Buttons and forms that are old, doubled, forged or somebody else's; and first answers that come in time."""

import asyncio
import gc
import sqlite3
from contextlib import closing

import discord as library
import pytest
from structlog.testing import capture_logs

from coach.book import Book
from coach.session import Session
from tests.discordapi import DiscordApi
from tests.discordrules import ApiError
from tests.guests import Guest, Parlour
from tests.office import rows

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts


def session(house: Parlour, id: int = 7) -> Session:
    found = house.session(id)
    assert found is not None
    return found


# After a restart


async def test_a_button_works_after_a_restart_and_so_does_a_menu(house: Parlour) -> None:
    async with house.serving():
        ada, bob = await house.settled(), await house.settled(8)
        await ada.uses("checkin")
        await bob.at_home().says("checkin")
    async with house.serving():
        await ada.picks("7", "3", "kept")
        await bob.at_home().picks("7", "3", "kept")
        assert house.at(7) == house.at(8) == ("checkin", "own_first")
        assert ada.person.failures == []


async def test_a_form_that_was_opened_before_a_restart_is_taken_after_it(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
        await ada.picks("6", "3", "kept", "done", "_write")
    async with house.serving():
        ada.person.submits("steady")
        await ada.reads()
        assert [entry.note for entry in house.entries(7, "word")] == ["steady"]


async def test_what_is_pressed_while_nobody_is_in_says_so_and_can_be_pressed_again(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
    act = ada.touches("6")
    assert act.why == "nobody was connected"
    async with house.serving():
        await ada.picks("6")
        assert house.answers(7)["mood"] == "6"


async def test_forms_that_are_put_away_are_not_remembered(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
        await ada.picks("6", "3", "kept", "done")
        for _ in range(3):
            await ada.picks("_write")
            ada.person.closes_form()
        forms = [thing for thing in gc.get_objects() if isinstance(thing, library.ui.Modal)]
        assert [form for form in forms if form.is_dispatching()] == []
        await ada.writes("steady")
        assert [entry.note for entry in house.entries(7, "word")] == ["steady"]


# Old, doubled


async def test_a_form_for_a_question_that_was_answered_meanwhile_answers_nothing_else(
    house: Parlour, book: Book
) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("settings")
        await ada.picks("hour", "_write")
        await ada.picks("07:30")
        ada.person.submits("11:30")
        await ada.reads()
        assert f"{house.person(7).hour:%H:%M}" == "07:30"
        assert ada.said[-1] == book.phrases.say["closed"]
        await ada.uses("settings")
        await ada.picks("window", "_write", "_stop")
        await ada.uses("checkin")
        ada.person.submits("8")
        await ada.reads()
        assert house.at(7) == ("checkin", "mood"), "the words were for another question"


@pytest.mark.parametrize("home", [False, True])
async def test_a_double_press_counts_once(house: Parlour, home: bool) -> None:
    async with house.serving():
        ada = await house.settled()
        ada = ada.at_home() if home else ada
        await ada.uses("checkin")
        before = len(ada.said)
        for _ in range(2):
            ada.touches("6")
        await ada.reads()
        assert len(ada.said) == before + 1
        await ada.picks("3", "kept", "done", "_skip")
        assert [entry.value for entry in house.entries(7, "mood")] == ["6"]


async def test_an_old_button_leads_back_to_what_is_open(house: Parlour, discord: DiscordApi) -> None:
    discord.tolerate("50027")  # a question that only its reader sees can be changed for a quarter of an hour
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
        old = ada.messages[-1]
        await ada.picks("6", "3")
        for _ in range(2):
            await house.skip(minutes=40)
            ada.person.forges(f"1:{session(house).tag}02:_menu", old, values=["9"])
            await ada.reads()
            assert house.answers(7)["mood"] == "6"
            assert ada.said[-1].startswith("Any contact")
        await ada.picks("kept", "_stop")
        entries = house.entries(7)
        house.clock.skip(days=30)
        discord.clock.skip(30 * 86400)
        for _ in range(2):
            ada.person.forges(f"1:{session(house).tag}02:_menu", old, values=["9"])
            await ada.reads()
            assert ada.messages[-1].rows, "nothing is open: what can be done is shown"
        assert (house.entries(7), house.at(7), ada.person.failures) == (entries, ("", ""), [])


async def test_a_menu_that_stayed_behind_is_taken_away_when_it_is_used_a_month_later(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        home = (await house.settled()).at_home()
        await home.uses("checkin")
        asked = home.messages[-1]
        discord.fail("editMessage", ApiError(400, 50035, "not now"))
        await home.picks("6", "3", "kept", "done", "_skip")
        assert asked.rows, "it could not be closed"
        entries = house.entries(7)
        house.clock.skip(days=30)
        discord.clock.skip(30 * 86400)
        home.person.selects("9", message=asked)
        await home.reads()
        assert (asked.rows, house.entries(7), home.person.failures) == ([], entries, [])


async def test_the_message_of_an_old_question_keeps_no_buttons_and_its_answer(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        for guest in (ada, ada.at_home()):
            await guest.uses("checkin")
            await guest.picks("6")
            asked = next(m for m in reversed(guest.messages) if m.text.startswith("How is today"))
            assert (asked.rows, asked.text.endswith("› 6")) == ([], True)
            await guest.picks("_stop")


# Forged, or somebody else's


FORGED = [
    *("1:{other}1:6", "1:{tag}99:6", "1:{prompt}:nonsense", "1:{prompt}:o7", "1:{prompt}:_done", "1:{tag}m9:nowhere"),
    *("x" * 100, "é" * 50, "1:{tag}\u202e:6", "::", "1::", "2:{prompt}:6", "1:{prompt}:6:6", "1:{prompt}:_write:"),
]


@pytest.mark.parametrize("home", [False, True])
async def test_a_forged_button_changes_nothing_and_is_answered_kindly(house: Parlour, home: bool) -> None:
    async with house.serving():
        ada, bob = await house.settled(), await house.settled(8)
        place = ada.at_home() if home else ada
        for guest in (place, bob):
            await guest.uses("checkin")
        theirs = session(house, 8)
        for key in FORGED:
            ours, said = session(house), len(place.said)
            house.clock.skip(seconds=20)
            with capture_logs() as log:
                forged = key.format(tag=ours.tag, prompt=ours.prompt, other=theirs.tag)
                act = ada.person.forges(forged, place.messages[-1])
                await ada.reads()
            assert [entry for entry in log if entry["log_level"] in ("error", "critical")] == []
            assert (act.answer, act.why, house.entries(7), session(house, 8)) == (6, "", [], theirs)
            assert (house.at(7), len(place.said) > said) == (("checkin", "mood"), True)
        await place.picks("6")
        assert house.answers(7)["mood"] == "6"


VALUES = [[], ["nonsense"], ["66", "7"], ["6" * 4000], ["_stop_"], ["o1"], ["\u202e"], ["11"], ["-1"]]


@pytest.mark.parametrize("choice", ["_menu", "_several"])
async def test_forged_answers_of_a_menu_are_none(house: Parlour, choice: str) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
        for values in VALUES:
            ada.person.forges(f"1:{session(house).prompt}:{choice}", ada.messages[-1], values=values)
            await ada.reads()
            assert house.at(7) == ("checkin", "mood")
        assert ada.person.failures == []


async def somebody_else(house: Parlour, who: str) -> Guest:
    return await house.settled(8) if who == "known" else house.guest(8, "Bob")


@pytest.mark.parametrize("who", ["known", "a stranger"])
async def test_somebody_elses_button_gets_a_kind_line_that_tells_nothing(
    house: Parlour, discord: DiscordApi, book: Book, who: str
) -> None:
    """A question, a message with standing buttons and a form, all of Ada's."""
    async with house.serving():
        ada = await house.settled()
        await ada.uses("delete")
        bob = await somebody_else(house, who)
        before, prompt = session(house), session(house).prompt
        for place in (bob, bob.at_home()):
            shown = discord.post(
                place.person.dm if place.where is None else discord.home.channel, None, {"content": "?"}
            )
            for key in (f"1:{prompt}:erase", f"1:{before.tag}m1:status", f"1:{prompt}:_several"):
                bob.person.forges(key, shown, values=["erase"] if key.endswith("several") else None)
                await house.quiet()
                assert book.phrases.say["not_yours"] in place.said
            assert all(message.ephemeral == bool(place.where) for message in place.messages if message is not shown)
            assert not [text for text in place.said if "Day" in text or "erase" in text.casefold()]
        assert session(house) == before
        if who == "a stranger":
            assert house.somebody(8) is None or not house.person(8).ready


@pytest.mark.parametrize("who", ["known", "a stranger"])
async def test_a_form_that_is_opened_from_somebody_elses_button_takes_nothing_and_shows_nothing(
    house: Parlour, discord: DiscordApi, book: Book, who: str
) -> None:
    """The form asks a question and holds no word of anybody; what is written into it is kept nowhere (test 57)."""
    async with house.serving():
        ada = await house.settled()
        await ada.checks_in(word="a secret")
        await ada.uses("plan")
        bob = await somebody_else(house, who)
        before, entries = session(house), house.entries(7)
        for choice in ("_write", "_write.plan", "_write.nowhere"):
            button = {"type": 2, "style": 2, "label": "Write it", "custom_id": f"1:{before.prompt}:{choice}", "id": 2}
            rows = {"components": [{"type": 1, "components": [button], "id": 1}]}
            bob.person.presses("Write it", discord.post(discord.home.channel, None, rows))
            await house.quiet()
            form = bob.person.form
            assert form is not None
            assert "secret" not in form.screen()
            bob.person.submits("mine")
            await house.quiet()
            answer = bob.messages[-1]
            assert (answer.text, answer.ephemeral) == (book.phrases.say["not_yours"], True)
        assert not [text for text in bob.said if "secret" in text or "mine" in text]
        assert (session(house), house.entries(7), house.entries(8)) == (before, entries, [])


async def test_nothing_that_is_said_in_a_server_is_seen_by_anybody_else(house: Parlour, discord: DiscordApi) -> None:
    """Every command there is, a cry for help, a copy of everything, and our own messages (test 57)."""
    async with house.serving():
        ada, bob = await house.settled(), house.guest(8, "Bob")
        await ada.checks_in(word="a secret")
        for flow in house.book.flows.values():
            if flow.command:
                await ada.uses(flow.command)
        await ada.uses("export")
        await ada.picks("yes")
        await ada.uses("checkin")
        await ada.picks("0", "unsure")
        await ada.uses("stop")
        await house.morning()
        here = [sent.ephemeral for sent in discord.sent if sent.channel_id == discord.home.channel.id]
        assert all(here)
        assert len(here) > len(house.book.flows)
        assert (bob.messages, discord.home.channel.posted) == ([], {})
        assert ada.person.failures == []


# In time


async def test_the_first_answer_does_not_wait_for_the_store(house: Parlour, discord: DiscordApi) -> None:
    """Somebody else holds the store: commands, presses and forms are acknowledged, and nothing is committed."""
    async with house.serving():
        ada, bob = await house.settled(), await house.settled(8)
        await ada.uses("checkin")
        await ada.picks("6", "3", "kept", "done", "_write")
        seen = rows(house.path, "select count(*) from seen")
        with closing(sqlite3.connect(house.path, isolation_level=None, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "begin immediate")
            acts = [
                ada.person.submits("slow"),
                bob.person.uses("checkin", guild=bob.where),
                bob.person.uses("help", guild=bob.where),
            ]
            acts.append(ada.at_home().person.uses("status"))
            await discord.until(lambda: all(act.answer for act in acts))
            assert rows(house.path, "select count(*) from seen") == seen, "acknowledged before it is committed"
            other.execute("rollback")
        await house.quiet()
        assert [entry.note for entry in house.entries(7, "word")] == ["slow"]
        assert (ada.person.failures, bob.person.failures) == ([], [])


async def test_a_slow_turn_in_private_is_announced(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = (await house.settled()).at_home()
        await ada.says("checkin")
        with closing(sqlite3.connect(house.path, isolation_level=None, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "begin immediate")
            ada.touches("6")
            await discord.until(lambda: [call for call in discord.calls if call.name == "typing"])
            other.execute("rollback")
        await ada.reads()
        assert house.answers(7)["mood"] == "6"


async def test_two_quick_presses_keep_their_order(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        home = ada.at_home()
        await home.says("checkin")
        for text in ("6", "3", "kept"):
            home.person.dms(text)
        act = ada.person.uses("status", guild=ada.where)
        await ada.reads()
        assert {key: house.answers(7)[key] for key in ("mood", "urge", "contact")} == {
            "mood": "6", "urge": "3", "contact": "kept"}  # fmt: skip
        assert act.answer == 5


# A form for several questions


async def test_the_plan_is_one_form_and_one_answer(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("plan")
        await ada.picks("_write.plan")
        form = ada.person.form
        assert form is not None
        assert [label for label, _ in form.fields] == [step.field for step in house.book.flows["plan"].form]
        before = len(ada.messages)
        ada.person.submits("no sleep", "tea", "", "the park", "my dog")
        said = await ada.reads()
        assert "When it starts: no sleep" in said
        assert "Who" not in said
        assert len(ada.messages) == before + 1, "no question in between was shown"
        assert [(e.value, e.note) for e in house.entries(7, "plan")][-1] == ("reasons", "my dog")


async def test_danger_in_a_form_is_answered_first_and_nothing_of_it_is_kept(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("plan")
        words = ("no sleep", "i have got the pills in my hand.", "", "", "")
        assert "Is somebody near you?" in await ada.writes(*words, form="_write.plan")
        assert house.entries(7, "plan") == []


async def test_a_form_with_nothing_in_it_leaves_the_plan_as_it_was(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("plan")
        assert "Nothing written" in await ada.writes("", "", "", "", "", form="_write.plan")
