"""Logs: no word, name or token of anybody, whatever goes wrong and whoever says it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.botapi import ApiError, BotApi, Garbage, LostAnswer, RetryAfter, ServerError
from tests.test_cli import SECONDS, polls, steady, telegram

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
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
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
        ada.says(f"{CANARY} at the end")
        await server.settled(timeout=SECONDS)
        await server.until(lambda: len([m for m in ada.messages if m.by_bot]) > 5, timeout=SECONDS)
        ended = await running.end()
    assert (ended.code, ended.out) == (0, "")
    events = {line["event"]: line for line in map(json.loads, ended.err.splitlines())}
    assert {"telegram.ready", "telegram.passed_over", "steady.stopped"} <= set(events)
    assert events["telegram.passed_over"]["update"] in numbers
    for word in (CANARY, NAME, server.token):
        assert word not in ended.err, [line for line in ended.err.splitlines() if word in line]
    assert server.faults == []
