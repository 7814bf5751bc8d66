"""Logs: no word, name or token of anybody, whatever goes wrong and whoever says it."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import discordrules
from tests.botapi import LOOPBACK as TELEGRAM
from tests.botapi import ApiError, BotApi, Garbage, LostAnswer, RetryAfter, ServerError
from tests.canaries import sung
from tests.discordapi import LOOPBACK as DISCORD
from tests.discordapi import DiscordApi
from tests.office import KEY as KEY_OF_TESTS
from tests.test_chat import SETTLED
from tests.test_cli import CLEAN, SECONDS, Ended, ended, polls, steady, telegram

pytestmark = pytest.mark.unmeasured  # of what is around the coach

CANARY, NAME, KEY = "canary-Zq7vX", "Canariensis", "4242424242:AAF-abcdefghijklmnopqrstuvwxyz_01234"
BEGIN = f"""
import asyncio, logging, structlog
from bot.config import Log
from bot.logs import configure
configure(Log(level="debug", format="FORMAT"), ("{KEY}", ""))
log = structlog.get_logger()
CANARY, KEY = "{CANARY}", "{KEY}"
"""
SAYS = {
    "a key that is not allowed": "log.error('turn.failed', text=CANARY, user=CANARY)",
    "a secret in an allowed value": "log.error('x', remedy=f'take {KEY} away', code=KEY)",
    "another token in an allowed value": "log.error('x', remedy='https://t/bot987654321:' + 'b' * 35 + '/getMe')",
    "what an exception says": """
try:
    raise ValueError(CANARY)
except ValueError as bad:
    log.exception('turn.failed', error=type(bad).__name__)
    log.error('turn.failed', exc_info=bad)
""",
    "what a cause says": """
try:
    try:
        raise ValueError(CANARY)
    except ValueError as bad:
        raise KeyError(CANARY) from bad
except KeyError:
    log.exception('turn.failed')
""",
    "what a library says": "logging.getLogger('telegram.request.BaseRequest').error('Can not load: %s', CANARY)",
    "what a library says of an exception": """
try:
    raise ValueError(CANARY)
except ValueError:
    logging.getLogger('apscheduler.executors').exception(f'Job {CANARY} raised')
""",
    "what nobody waited for": """
async def main():
    async def fails():
        raise ValueError(CANARY)
    task = asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
asyncio.run(main())
""",
    "what a library gets wrong": "logging.getLogger('x').error('%d of %s', CANARY)",
    "what a library writes by a handler of its own": """
own = logging.getLogger('chatty')
own.addHandler(logging.StreamHandler())
own.setLevel(logging.DEBUG)
own.info(CANARY)
try:
    raise ValueError(CANARY)
except ValueError as bad:
    own.exception('%s went wrong', CANARY)
    own.warning('again', exc_info=bad)
    own.error(bad)
""",
    "what of ours a handler of somebody else's gets": """
logging.getLogger().addHandler(logging.StreamHandler())
try:
    raise ValueError(CANARY)
except ValueError as bad:
    log.exception('turn.failed', text=CANARY, remedy=f'take {KEY} away')
""",
    "what nobody caught": "raise ValueError(CANARY) from KeyError(KEY)",
    "what nobody caught in a thread": """
import threading
def fails():
    raise ValueError(CANARY)
thread = threading.Thread(target=fails, name=CANARY)
thread.start()
thread.join()
""",
    "what cannot be raised": """
class Gone:
    def __repr__(self):
        return CANARY
    def __del__(self):
        raise ValueError(CANARY)
Gone()
""",
    "a warning": "import warnings; warnings.simplefilter('always'); warnings.warn(CANARY)",
    "a slow callback": """
async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 0
    loop.call_soon(lambda text: sum(range(10**5)), CANARY)
    await asyncio.sleep(0)
asyncio.run(main(), debug=True)
""",
    "what was called back": """
async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: 1 / len([] if CANARY else CANARY))
    loop.call_exception_handler({'message': CANARY, 'exception': ValueError(CANARY)})
    await asyncio.sleep(0)
asyncio.run(main())
""",
}


def said(code: str, form: str = "json") -> str:
    """What a process that does this writes, on either stream."""
    command = [sys.executable, "-c", BEGIN.replace("FORMAT", form) + code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("code", SAYS.values(), ids=SAYS)
def test_nothing_that_may_be_somebodys_is_logged(code: str, form: str) -> None:
    written = said(code, form)
    assert written.strip(), "nothing was logged at all"
    for word in (CANARY, KEY, "b" * 35):
        assert word not in written


def test_what_is_logged_says_what_and_where() -> None:
    code = "try:\n    [][1]\nexcept IndexError:\n    log.exception('turn.failed', flow='checkin', text=CANARY)\n"
    [line] = [json.loads(line) for line in said(code).splitlines()]
    assert line.pop("timestamp")
    told = {"event": "turn.failed", "level": "error", "flow": "checkin", "exception": "IndexError at <string>:9"}
    assert line == told


def test_what_a_library_logs_says_who_and_where() -> None:
    [line] = [json.loads(line) for line in said("logging.getLogger('a.b').error('x %s', CANARY)").splitlines()]
    assert (line["event"], line["logger"], line["level"]) == ("library", "a.b", "error")
    assert line["place"] == "<string>:8"


def test_libraries_are_heard_from_a_warning_on() -> None:
    names = ("aiohttp.client", "httpx", "telegram.ext", "asyncio")
    assert said("".join(f"logging.getLogger('{name}').info('x')\n" for name in names)) == ""


def test_a_secret_in_a_log_is_found() -> None:
    """By what all tests are watched with."""
    lines = ["a canary", "CANARIA", f"bot{TELEGRAM}/getMe", DISCORD, KEY_OF_TESTS, "a key", "none"]
    assert sung("\n".join(lines), "a key") == lines[:-1]


def test_what_happens_in_memory_ends_in_no_core_file() -> None:
    unit = (Path(__file__).parent.parent / "deploy" / "steady.service").read_text("utf-8")
    assert "\nLimitCORE=0\n" in unit


@pytest.mark.parametrize("command", ["run", "chat"])
def test_a_defect_at_the_top_is_a_line_and_its_exit_code(command: str, tmp_path: Path) -> None:
    """Whatever it says: the kind and the place are told."""
    code = f"""
import sys
import bot.chat, bot.run
from bot.__main__ import main
async def fails(*_):
    raise ValueError("{CANARY}")
bot.chat.chat = bot.run.run = fails
sys.argv = ["steady", "{command}"]
main()
"""
    environment = {**CLEAN, "STEADY_TELEGRAM__TOKEN": KEY, "STEADY_LOG__FORMAT": "json"}
    command_line = [sys.executable, "-c", code]
    done = subprocess.run(
        command_line, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=tmp_path, env=environment
    )
    assert done.returncode == 3
    [line] = [json.loads(line) for line in done.stderr.splitlines()]
    assert (line["event"], line["error"]) == ("steady.broken", "ValueError")
    assert not re.search(f"{CANARY}|{KEY}|Traceback", done.stdout + done.stderr)


def spoken(done: Ended, *words: str) -> list[str]:
    """The lines in which one of these stands."""
    return [line for line in (done.out + done.err).splitlines() if any(word in line for word in words)]


async def test_a_whole_life_on_telegram_leaves_no_trace(tmp_path: Path) -> None:
    """Words, names and the token, while about everything goes wrong that can."""
    half: dict[str, Any] = {"message_id": 1, "date": 1, "chat": {"id": 7}, "text": CANARY}
    spoilt = {**half, "chat": {"id": 7, "type": "private", "first_name": NAME}, "entities": [CANARY]}
    refused = ApiError(400, f"Bad Request: {CANARY}")
    async with BotApi() as server, steady(tmp_path, "run", **telegram(server), LOG__LEVEL="debug") as running:
        await polls(server)
        ada = server.person(7, first_name=NAME)
        for fault in (RetryAfter(1), ServerError(502), LostAnswer(), Garbage(), refused):
            server.fail("sendMessage", fault)
        for text in ("/start", f"/{CANARY}", CANARY, f"{CANARY} I want to die", f"{CANARY} " * 400):
            ada.says(text)
        ada.sends("photo", caption=CANARY)
        ada.edits(CANARY)
        ada.forwards(CANARY)
        ada.presses_old(1, CANARY)
        numbers = [server.queue("message", half), server.queue("message", spoilt)]
        server.fail("getUpdates", Garbage(text=f'{{"ok": true, "result": [{{"text": "{CANARY}", "from": "{NAME}"'))
        await server.until(lambda: len([m for m in ada.messages if m.by_bot]) > 5, timeout=SECONDS)
        for text in ("/start", "adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00"):
            ada.says(text)
        ada.says("/checkin")
        for text in ("6", "3", "kept", "yes", CANARY, f"and {CANARY}", "/forget", "yes", "/export", "yes"):
            ada.says(text)
        for text in (f"/settings zone {CANARY}", CANARY, "/delete", f"erase {CANARY}", "and your messages here too"):
            ada.says(text)
        ada.says(f"{CANARY} at the end")
        await server.settled(timeout=SECONDS)
        await server.until(lambda: "How old" in "".join(m.text for m in ada.messages[-3:]), timeout=SECONDS)
        done = await running.end()
    assert (done.code, done.out) == (0, "")
    events = {line["event"]: line for line in map(json.loads, done.err.splitlines())}
    assert {"telegram.ready", "telegram.passed_over", "steady.stopped"} <= set(events)
    assert events["telegram.passed_over"]["update"] in numbers
    assert spoken(done, CANARY, NAME, server.token) == []
    assert server.faults == []


async def test_a_whole_life_on_discord_leaves_no_trace(tmp_path: Path) -> None:
    """In a server and at home, by options, forms and words, while Discord refuses and breaks off."""
    async with DiscordApi() as server:
        addresses = {"DISCORD__API_URL": server.rest_url, "DISCORD__GATEWAY_URL": server.gateway_url}
        settings = {"DISCORD__TOKEN": server.token, "LOG__FORMAT": "json", "LOG__LEVEL": "debug", **addresses}
        async with steady(tmp_path, "run", **settings) as running:
            await server.until(lambda: server.commands and server.gateway.connected, timeout=SECONDS)
            ada = server.person(7, name=NAME)
            faults = (
                discordrules.ApiError(400, 50035, CANARY),
                Garbage(text=CANARY),
                LostAnswer(),
                discordrules.ServerError(),
            )
            for fault in faults:
                server.fail("createMessage", fault)
            ada.uses("start", guild=server.home)
            ada.uses("settings", guild=server.home, zone=CANARY)
            ada.forges(f"1:{CANARY}:{CANARY}", server.post(server.home.channel, None, {"content": "?"}))
            for text in ("/start", "adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00"):
                ada.dms(text)
            ada.dms(CANARY, attachments=1)
            for text in ("/checkin", "6", "3", "kept", "yes", CANARY, f"and {CANARY}", f"I want to die {CANARY}"):
                ada.dms(text)
            ada.edits(CANARY)
            server.drop_socket()
            await server.until(lambda: server.gateway.connected, timeout=SECONDS)
            for text in ("/forget", "yes", "/export", "yes", "/delete", "and your messages here too", CANARY):
                ada.dms(text)
            await server.until(lambda: any("How old" in m.text for m in ada.messages()[-4:]), timeout=SECONDS)
            done = await running.end()
    assert (done.code, done.out) == (0, "")
    assert "discord.ready" in done.err
    assert spoken(done, CANARY, NAME, server.token) == []


async def test_a_whole_life_in_the_terminal_leaves_no_trace_but_on_the_screen(tmp_path: Path) -> None:
    """Also where a row cannot be read, and the logger has something to say."""
    told = f"{SETTLED}/checkin\n6\n3\nkept\nyes\n{CANARY}\nand {CANARY}\n:as {CANARY}\n{CANARY}\n:as\n"
    first = await ended(tmp_path, "chat", typed=told)
    assert CANARY in first.out, "it was said"
    with closing(sqlite3.connect(tmp_path / "steady.db")) as db, db:
        db.execute("update entry set body = cast(? as blob) where n = 2", (f"\0{CANARY}",))
        db.execute("update session set body = cast(? as blob) where person = 2", (f"\0{CANARY}",))
    again = f"/status\n/export\n1\n/forget\n1\n:as {CANARY}\n{CANARY}\n:as\n/delete\n2\n"
    last = await ended(tmp_path, "chat", typed=again)
    assert "store.unreadable" in last.err
    assert spoken(Ended(0, "", first.err + last.err), CANARY) == []
