"""The terminal, as somebody who tries Steady out meets it: the real process, fed by a pipe."""

import asyncio
import re
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time

import pytest

from tests.botapi import LOOPBACK, BotApi
from tests.test_cli import CLEAN, Ended, ended, steady, telegram
from tests.transcript import BEGIN

pytestmark = pytest.mark.unmeasured  # of what is around the coach

SETTLED = "/start\n1\n1\n1\n1\n12 days ago\n2\nnone\n1\n9\n"
CHECKED_IN = "/checkin\n7\n3\nkept it\n1\nskip\n"


async def chat(folder: Path, typed: str) -> str:
    found: Ended = await ended(folder, "chat", typed=typed)
    assert found.code == 0
    assert found.err == ""
    return found.out


async def test_onboarding_and_a_check_in(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}{CHECKED_IN}/status\n:quit\n")
    assert "My message comes at 09:00, London time" in said
    assert "Kept 1 of 1 day you told me about." in said


async def test_answers_are_numbered_and_a_scale_is_not(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}/checkin\n7\n")
    assert re.search(r" 1  18 or over\s+\n   2  13 to 17", said)
    assert not re.search(r"^\s+\d+\s+10\s*$", said, re.MULTILINE)
    assert "Back · Skip · Stop" in said


async def test_a_week_of_messages_goes_by_and_stays_gone_by(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}{CHECKED_IN}:skip 7d\n:now\n")
    said_on = [day for day, _ in re.findall(r"^(\w+day \d+ \w+), (\d\d:\d\d) UTC$", said, re.MULTILINE)]
    assert len(set(said_on)) >= 5, "one a day, of which the hour may have passed on the first and the last"
    assert max(said_on.count(day) for day in said_on) <= 2
    [now] = re.findall(r"\n> :now\n+\w+ (\d+ \w+ \d{4}), ", said)
    [later] = re.findall(r"\n> :now\n+\w+ (\d+ \w+ \d{4}), ", await chat(tmp_path, ":now\n"))
    assert later == now, "the next chat on this store goes on from there"


async def test_two_people_in_one_terminal(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}:as Bo\n/status\n:story\n:as\n:story\n")
    bo, _, you = said.partition("You are Bo now.")[2].partition("You are you now.")
    assert "Before that, a few short questions." in bo
    assert "window" in you


async def test_the_story_is_what_is_stored(tmp_path: Path) -> None:
    said = await chat(tmp_path, f":story\n{SETTLED}/checkin\n7\n3\nkept it\n1\nbread and rain\n:story\n")
    before, after = said.split("> :story")[1:]
    assert "Nothing is stored about you." in before
    for kind, value in (("mood", "7"), ("urge", "3"), ("contact", "kept"), ("own", "done")):
        assert re.search(rf"{kind}\s+{value}", after)
    assert "bread and rain" in after


@pytest.mark.parametrize("odd", [":skip", ":skip soon", ":skip 0d", ":skip 9999w", ":nonsense", ":"])
async def test_what_is_not_known_is_said_kindly(odd: str, tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{odd}\n:help\n")
    assert "Say how far" in said or "I don't know that one." in said
    assert ":skip 1d" in said


async def test_restarting_in_the_middle_of_a_question(tmp_path: Path) -> None:
    await chat(tmp_path, "/start\n1\n1\n")
    said = await chat(tmp_path, "ireland\n")
    assert "What would you like most, as things are now?" in said


@pytest.mark.parametrize("words", ["{0.__class__}", "%s", "<b>soup</b>", "[red]x[/red]", "see [/red] x", "x" * 30])
async def test_odd_words_are_kept_as_they_are(words: str, tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}/checkin\nskip\nskip\nskip\nskip\n{words}\n:story\n")
    story = re.sub(r"\s", "", said.partition("> :story")[2])
    assert words.replace(" ", "") in story


async def test_what_would_command_a_terminal_is_kept_and_does_not_reach_it(tmp_path: Path) -> None:
    words = "red \x1b[31m bell \x07 and \x9b2J \x7f"
    said = await chat(tmp_path, f"{SETTLED}/checkin\nskip\nskip\nskip\nskip\n{words}\n:story\n:as {words}\n{words}\n")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said)
    assert "[31m" in said.partition("> :story")[2]


@pytest.mark.parametrize("spoil", ["update entry set body = cast(x'ff00fe' as blob)", "update person set body = x'00'"])
async def test_a_story_that_cannot_be_read_is_said_so_and_is_not_the_end(spoil: str, tmp_path: Path) -> None:
    await chat(tmp_path, f"{SETTLED}{CHECKED_IN}:quit\n")
    with closing(sqlite3.connect(tmp_path / "steady.db")) as db, db:
        db.execute(spoil)
    said = await chat(tmp_path, ":story\n:now\n")
    [_, told, _] = re.split(r"^> .*$", said, flags=re.MULTILINE)
    assert "can't be read" in told
    assert re.search(r"\n> :now\n+\w+ \d+ \w+ \d{4}, ", said)


async def test_messages_to_somebody_else_say_so_and_cannot_be_answered(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}:as Bo\n:skip 1d\n1\n")
    assert "UTC, to you" in said
    assert " 1  Check in" not in said.partition("You are Bo now.")[2]
    assert "How is today" not in said


async def test_term_ends_the_chat_cleanly(tmp_path: Path) -> None:
    async with steady(tmp_path, "chat") as running:
        assert running.process.stdout is not None
        async with asyncio.timeout(20):
            while b"/start begins" not in (line := await running.process.stdout.readline()):
                assert line, "it ended"
        found = await running.end(signal.SIGTERM)
    assert found.code == 0
    assert found.err == ""


async def test_what_is_typed_may_come_from_a_file(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_bytes(SETTLED.encode() + b"\xff/status\n")
    command = f"{sys.executable} -m bot chat < {script}"
    process = await asyncio.create_subprocess_shell(command, cwd=tmp_path, env=CLEAN, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    assert "Day 12 of 30." in out.decode()


# Time, and what is on the store besides


def late(folder: Path, **length: float) -> None:
    """As if the last chat on this store had been so long ago: everything on it is so much older."""
    past = int(timedelta(**length).total_seconds() * 1000)
    with closing(sqlite3.connect(folder / "steady.db")) as db, db:
        db.execute("update wake set at = at - ?", (past,))


async def test_what_came_due_while_nobody_was_there_is_caught_up_with(tmp_path: Path) -> None:
    await chat(tmp_path, f"{SETTLED}:quit\n")
    late(tmp_path, days=3)
    said = await chat(tmp_path, ":quit\n")
    assert len(re.findall(r"^\w+day \d+ \w+, \d\d:\d\d UTC$", said, re.MULTILINE)) <= 1
    with closing(sqlite3.connect(tmp_path / "steady.db")) as db:
        [[ahead]] = db.execute("select min(at) from wake")
    assert ahead > time() * 1000, "the next is set"


async def test_a_message_that_waits_while_somebody_talks_comes_when_they_have_done(tmp_path: Path) -> None:
    """Two that wait in one room, the first for its time and the second for the first: the skip goes on all the same."""
    await chat(tmp_path, f"{SETTLED}:quit\n")
    with closing(sqlite3.connect(tmp_path / "steady.db")) as db, db:
        db.execute("update wake set at = ?", (int(time() * 1000) + 60_000,))
    said = await chat(tmp_path, "/status\n:skip 5m\n:skip 5m\n:skip 1d\n:now\n")
    assert said.count("UTC") >= 4


async def test_people_of_another_platform_on_the_same_store_are_left_alone(tmp_path: Path) -> None:
    async with BotApi(LOOPBACK) as server, steady(tmp_path, "run", **telegram(server)) as running:
        ada = server.person(7)
        for text in ("/start", "adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00"):
            ada.says(text)
        await server.settled(timeout=20)
        assert (await running.end()).code == 0
    before = people(tmp_path)
    said = await chat(tmp_path, f"{SETTLED}:skip 3d\n:story\n")
    assert "window" in said
    assert people(tmp_path)[: len(before)] == before


def people(folder: Path) -> list[tuple[int, int]]:
    with closing(sqlite3.connect(folder / "steady.db")) as db:
        return db.execute("select person, at from wake where key = 'nudge' order by person").fetchall()


async def test_bytes_that_are_no_text_are_no_end(tmp_path: Path) -> None:
    async with steady(tmp_path, "chat") as running:
        assert running.process.stdin is not None
        running.process.stdin.write(b"\xff\xfe hello\n:as \xff\n/start\n/settings \xff\n:story\n")
        running.process.stdin.write_eof()
        found = await running.end(None)
    assert (found.code, found.err) == (0, "")
    assert "How old are you?" in found.out


async def test_whatever_stands_behind_a_colon_is_answered(tmp_path: Path) -> None:
    said = await chat(
        tmp_path, ": \n:(\n::\n:as\n:as " + "x" * 500 + "\n:SKIP 1d\n:skip 1d extra\n:quit please\n:quit\nafter\n"
    )
    assert said.count("I don't know that one.") == 5
    assert "> after" not in said


@pytest.mark.parametrize("stdin", ["< /dev/null", "<&-"])
async def test_nobody_at_the_keyboard_is_the_end(stdin: str, tmp_path: Path) -> None:
    """As under a supervisor that was given no token."""
    pipe = asyncio.subprocess.PIPE
    command = f"{sys.executable} -m bot run {stdin}"
    process = await asyncio.create_subprocess_shell(command, cwd=tmp_path, env=CLEAN, stdout=pipe, stderr=pipe)
    async with asyncio.timeout(20):
        _, err = await process.communicate()
    assert (process.returncode, len(err.splitlines())) == (0, 1)


async def test_a_line_without_end_is_only_too_long(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}{'x' * 3_000_000}\n/status")
    assert "longer than I can take in" in said
    assert "Day 12 of 30." in said, "a last line needs no end"


def typed(script: str, now: datetime) -> list[str]:
    """A written conversation as it is typed here: by the words on a button, and with leaps in the place of dates.

    The first goes to the hour at which it begins, so that its nights are nights.
    """
    lines, at = leap(now, now.replace(hour=8, minute=0) + timedelta(days=1)), BEGIN
    for line in script.splitlines():
        match line[:2], line[2:]:
            case "@ ", when:
                lines += leap(at, datetime.fromisoformat(when))
                at = datetime.fromisoformat(when)
            case (("> " | ". "), what):
                lines += [one.strip("[]") for one in what.split(" | ")]
            case _:
                pass
    return lines


def leap(since: datetime, until: datetime) -> list[str]:
    length = until - since
    days, minutes = [f":skip {length.days}d"] if length.days else [], length.seconds // 60
    return [*days, f":skip {minutes}m"] if minutes else days


async def test_ninety_days_are_walked_with_leaps_in_time(tmp_path: Path) -> None:
    """Day 1, 3, 9 with a slip, 15, 21, 30 and 90: each thing that is asked for is answered, in its turn."""
    script = (Path(__file__).parent / "transcripts" / "ninety_days.txt").read_text("utf-8")
    said = await chat(tmp_path, "\n".join([*typed(script, datetime.now(UTC)), ":quit\n"]))
    turns = (  # what is said in one way only
        *("What time suits you", "How is today", "First of all: are you safe?", "How strong is the pull now"),
        *(
            "Your reasons",
            "Send it to me instead",
            "Sealed until the morning",
            "What was going on just before?",
            "For next time",
        ),
        *("How it stands", "Your last 15 days", "Your week", "The peak-end rule", "What you've told me"),
        *("How much of me you need", "Your last 90 days", "Goodbye, and go well"),
    )
    begin = 0
    for words in turns:
        begin = said.find(words, begin)
        assert begin >= 0, f"after the others there is no {words!r}"
