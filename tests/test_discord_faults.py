"""Rooms that are closed, limits, outages and answers that are lost: what Steady does about each on Discord."""

import pytest
from structlog.testing import capture_logs

from coach.book import Book
from tests.botapi import Drop, Fault, Garbage, GaveUp, LostAnswer
from tests.discordapi import DiscordApi
from tests.discordrules import ApiError, RetryAfter, ServerError, refusal
from tests.guests import Guest, Parlour
from tests.office import count, rows

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts


def outcomes(discord: DiscordApi, name: str = "createMessage") -> list[str]:
    return [call.outcome for call in discord.calls if call.name == name]


def reachable(house: Parlour, account: int = 7) -> bool:
    return bool(count(house.path, "account", "reachable and account = ?", str(account)))


async def newcomer(house: Parlour, id: int = 7) -> Guest:
    """Somebody new, in front of the first question."""
    guest = house.guest(id, f"P{id}")
    await guest.uses("start")
    return guest


async def days(house: Parlour, number: int) -> None:
    for _ in range(number):
        await house.skip(days=1)


# Rooms that are closed


async def test_closed_private_messages_are_told_at_once_and_tried_again_when_asked(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        ada = house.guest()
        ada.person.closes_dms()
        await ada.settles_in()
        assert ada.said[-1].startswith("My messages can't reach you")
        assert (reachable(house), ada.person.failures) == (False, [])
        await house.morning()
        await days(house, 2)
        assert outcomes(discord) == ["50007"], "nothing more is tried"
        await ada.uses("status")
        assert "couldn't reach you" in "".join(ada.said)
        assert len(house.entries(7, "push")) == 1, "today's message is there to be read"
        await ada.picks("Try again")
        assert outcomes(discord) == ["50007"] * 2
        ada.person.opens_dms()
        await ada.picks("Try again")
        assert [text[:6] for text in ada.at_home().said] == ["Hello."]
        await house.skip(days=1)
        assert len(ada.at_home().said) == 2
        assert len(discord.opened) == 1, "the room is known; it is only tried anew"


@pytest.mark.parametrize(("code", "shut"), [(50007, "closes_dms"), (50278, "leaves_servers")])
async def test_a_room_that_closes_later_is_left_in_peace(
    house: Parlour, discord: DiscordApi, code: int, shut: str
) -> None:
    async with house.serving():
        ada = await house.settled()
        getattr(ada.person, shut)()
        await house.morning()
        await days(house, 3)
        assert outcomes(discord) == [str(code)]
        assert not reachable(house)
        ada.person.opens_dms()
        ada.person.joins(discord.home)
        await ada.uses("status")
        assert (ada.said[-1].count("closed to me"), reachable(house)) == (1, False), "that says nothing of the room"
        await ada.at_home().says("status")
        assert reachable(house), "whoever writes there can be written to"
        before = len(ada.at_home().said)
        await house.skip(days=1)
        assert len(ada.at_home().said) > before


async def test_start_knocks_again_at_a_room_that_was_closed(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = await house.settled()
        ada.person.closes_dms()
        await house.morning()
        ada.person.opens_dms()
        await ada.uses("start")
        assert reachable(house)
        assert [text[:6] for text in ada.at_home().said] == ["Hello."]


async def test_a_press_in_a_room_that_takes_no_messages_is_answered_all_the_same(house: Parlour) -> None:
    async with house.serving():
        ada = await house.settled()
        await house.morning()
        ada.person.closes_dms()
        home = ada.at_home()
        await home.picks("Show it", "checkin", "6")
        assert house.at(7) == ("checkin", "urge")
        assert "How strong" in home.messages[-1].text
        assert home.person.failures == []


async def test_a_refusal_that_may_be_an_error_is_tried_again_later(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = await house.settled()
        discord.fail("createMessage", refusal(50001), times=2)
        await house.morning()
        assert (outcomes(discord), reachable(house)) == (["50001"], True)
        for _ in range(6):
            await house.skip(minutes=2)
        assert outcomes(discord) == ["50001", "50001", "ok"]
        assert len(ada.at_home().said) == 1


async def test_a_reply_that_is_refused_for_now_does_not_hold_up_what_has_a_way(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        ada = await house.settled()
        discord.fail("createMessage", refusal(50001), times=100)
        await ada.at_home().says("checkin")
        await ada.uses("status")
        assert "How is today" in ada.said[-1], "the open question comes again, here"
        for _ in range(40):
            await house.skip(hours=1)
        assert count(house.path, "outbox", "state = 'dead' and code = 'later'") > 0, "after a day it is let go"
        assert len(outcomes(discord)) < 50, "and seldom tried"


async def test_where_rooms_are_opened_too_fast_none_is_for_hours_and_all_else_goes_on(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        await house.settled()
        discord.fail("createDM", refusal(40003))
        with capture_logs() as log:
            for id in (8, 9, 10):
                await house.guest(id, f"P{id}").settles_in()
        assert [entry["event"] for entry in log if entry["log_level"] == "warning"] == ["discord.opening_stopped"]
        assert outcomes(discord, "createDM") == ["40003"]
        assert all(house.person(id).settled for id in (8, 9, 10))
        bob = Guest(house, discord.people[8], discord.home)
        await bob.checks_in(word="on")
        assert len(house.entries(8, "word")) == 1
        await house.morning()
        assert len(house.entries(7, "push")) == 1, "rooms that are open stay open"
        assert outcomes(discord, "createDM") == ["40003"]


async def test_a_first_message_that_comes_too_fast_stops_the_opening_of_others(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        discord.fail("createMessage", refusal(40003), times=99)
        with capture_logs() as log:
            for id in (8, 9, 10):
                await house.guest(id, f"P{id}").settles_in()
        assert [entry["event"] for entry in log if entry["log_level"] == "warning"] == ["discord.opening_stopped"]
        assert outcomes(discord, "createDM") == ["ok"]


async def test_a_room_that_is_no_more_is_opened_anew_when_they_begin_again(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = await house.settled()
        discord.fail("createMessage", refusal(10003))
        await house.morning()
        assert not reachable(house)
        await ada.uses("start")
        assert (reachable(house), len(discord.opened)) == (True, 1)


# Limits


async def test_a_limit_is_waited_for(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = await newcomer(house)
        discord.fail("followup", RetryAfter(0.2), times=2)
        discord.fail("editOriginal", RetryAfter(0.2, everywhere=True))
        await ada.picks("adult", "yes")
        assert ada.answered == ["18 or over", "Yes, keep it"]
        assert outcomes(discord, "followup").count("429") == 2


async def test_whoever_stands_before_discord_and_shuts_us_out_is_left_in_peace(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving() as app:
        ada, bob = await newcomer(house), await newcomer(house, 8)
        discord.fail("followup", RetryAfter(0.5, banned=True))
        ada.touches("adult")
        await discord.until(lambda: "429" in outcomes(discord, "followup"))
        shut = next(call.at for call in discord.calls if call.outcome == "429")
        bob.touches("adult")
        await discord.settled()
        house.clock.skip(seconds=2)
        app.delivery.poke()
        await discord.until(lambda: len(bob.said) == 3 and len(ada.said) == 3)
        answers = [sent.at - shut for sent in discord.sent if sent.text.startswith("May I keep")]
        assert min(answers) > 0.95


# What fails, and what is lost


@pytest.mark.parametrize("fault", [ServerError(503), ServerError(502), Drop(), Garbage(), ServerError(520)])
async def test_a_reply_that_did_not_arrive_comes_all_the_same(
    house: Parlour, discord: DiscordApi, fault: ApiError | Fault
) -> None:
    async with house.serving():
        ada = await newcomer(house)
        discord.fail("followup", fault)
        await ada.picks("adult")
        await house.skip(seconds=2)
        assert len(ada.said) == 3
        home = house.guest(8, "Bob").at_home()
        discord.fail("createMessage", fault)
        await home.says("hello")
        await house.skip(seconds=2)
        assert len(home.said) == 2


async def test_an_answer_that_is_lost_doubles_nothing_in_private_and_one_message_elsewhere(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        home = house.guest(8, "Bob").at_home()
        discord.fail("createMessage", LostAnswer(), times=3)
        await home.says("hello")
        for _ in range(10):
            await house.skip(seconds=10)
        assert len(home.said) == 2
        ada = await newcomer(house)
        discord.fail("followup", LostAnswer())
        await ada.picks("adult")
        await house.skip(seconds=5)
        asked = [text for text in ada.said if text.startswith("May I keep")]
        assert len(asked) == 2
        await ada.picks("yes")
        assert house.at(7)[1] == "country", "either can be answered"


async def test_a_reply_that_may_have_arrived_twice_is_let_go_with_a_word(
    house: Parlour, discord: DiscordApi, book: Book
) -> None:
    async with house.serving():
        ada = await house.settled()
        await ada.uses("help")
        before = len(ada.said)
        discord.fail("followup", Drop(), times=2)
        await ada.picks("status")
        for _ in range(5):
            await house.skip(seconds=30)
        assert ada.said[before:] == [book.phrases.say["cut_off"]]


@pytest.mark.parametrize("fault", [LostAnswer(), Drop(), Garbage(), ServerError(520)])
async def test_a_push_that_may_have_arrived_is_there_once(
    house: Parlour, discord: DiscordApi, fault: ApiError | Fault
) -> None:
    async with house.serving():
        ada = await house.settled()
        discord.fail("createMessage", fault)
        await house.morning()
        for _ in range(5):
            await house.skip(seconds=10)
        assert len(ada.at_home().said) == 1
        assert len([push for push in discord.sent if push.text == ada.at_home().said[-1]]) == 1


async def test_a_push_that_may_have_arrived_long_ago_is_not_sent_again(house: Parlour, discord: DiscordApi) -> None:
    async with house.serving():
        ada = await house.settled()
        discord.fail("createMessage", LostAnswer(), times=99)
        await house.morning()
        await house.skip(seconds=50)
        await house.skip(minutes=3)
        tried = len(outcomes(discord))
        for _ in range(10):
            await house.skip(minutes=5)
        assert (len(outcomes(discord)), len(ada.at_home().said)) == (tried, 1)
        assert rows(house.path, "select state from outbox where kind = 'push'") == [("unknown",)]


async def test_an_answer_that_a_server_in_between_gave_up_on_comes_once_more_at_the_most(
    house: Parlour, discord: DiscordApi
) -> None:
    async with house.serving():
        ada = await house.settled()
        discord.fail("followup", GaveUp(status=504), times=9)
        await ada.uses("checkin")
        await house.skip(minutes=5)
        assert len([text for text in ada.said if text.startswith("How is today")]) <= 2


@pytest.mark.parametrize("fault", [refusal(10062), Drop(), LostAnswer(), Garbage(), ServerError(520)])
async def test_the_first_answer_may_fail_and_what_was_done_counts(
    house: Parlour, discord: DiscordApi, fault: ApiError | Fault
) -> None:
    """Where Discord has not heard that first answer, it takes no other by that way."""
    discord.tolerate("10015")
    async with house.serving():
        ada = await house.settled()
        await ada.uses("checkin")
        discord.fail("respond", fault)
        ada.touches("6")
        await discord.until(lambda: house.at(7) == ("checkin", "urge"))
        await house.sent()
        place = ada if isinstance(fault, LostAnswer | ServerError) else ada.at_home()
        assert place.said[-1].startswith("How strong")


# Ways that have closed


async def test_an_answer_that_is_older_than_its_way_comes_in_private(house: Parlour, discord: DiscordApi) -> None:
    discord.tolerate("50027")
    async with house.serving():
        ada = await house.settled()
        await ada.uses("help")
        discord.fail("followup", ServerError(503), times=4)
        await ada.picks("status")
        for _ in range(4):
            await house.skip(minutes=5)
        assert "How it stands" in ada.at_home().said[-1]


async def test_without_a_room_an_answer_that_is_too_old_is_lost_and_nothing_else(
    house: Parlour, discord: DiscordApi
) -> None:
    discord.tolerate("50027")
    async with house.serving():
        ada = await newcomer(house)
        discord.fail("followup", ServerError(503), times=4)
        await ada.picks("adult")
        for _ in range(4):
            await house.skip(minutes=5)
        assert len(ada.said) == 2
        await ada.uses("start")
        await ada.picks("yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00")
        assert (house.person(7).settled, reachable(house)) == (True, True)
        await house.morning()
        assert len(ada.at_home().said) == 2


async def test_more_than_five_answers_where_only_five_may_be_go_on_in_private(
    house: Parlour, discord: DiscordApi
) -> None:
    discord.tolerate("40094")
    async with house.serving():
        foreign = discord.guild("Elsewhere", installed=False)
        ada = Guest(house, discord.person(7, guilds=(foreign,), installed=True), foreign)
        await ada.settles_in()
        act = ada.person.uses("chances", guild=foreign)
        act.followups = 5
        await ada.reads()
        assert [text[:7] for text in (ada.said[-1], ada.at_home().said[-1])] == ["**An ho", "1 of 16"]
        await ada.at_home().ticks("None of this")
        assert house.at(7)[1] == "q02_boundary"
