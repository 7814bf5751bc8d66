"""The command line as an operator meets it: the real process, its exit codes, and what it prints."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.store.faults import FULL
from bot.store.file import migrations
from tests.botapi import LOOPBACK, ApiError, BotApi
from tests.canaries import sung
from tests.forked import Forked
from tests.test_store_file import cut_off, garbage, made, newer, write

pytestmark = pytest.mark.unmeasured  # of what is around the coach

SECONDS = 20.0  # for a command to end
PATIENCE = 10.0  # of whoever sends a signal
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("STEADY_")}


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


class Running:
    """Whatever it is that a process of these tests does, there is no secret in what it writes to its log."""

    def __init__(self, process: asyncio.subprocess.Process | Forked, folder: Path) -> None:
        self.process, self._folder = process, folder

    async def end(self, by: signal.Signals | None = signal.SIGTERM) -> Ended:
        if by is not None:
            self.process.send_signal(by)
        async with asyncio.timeout(SECONDS if by is None else PATIENCE):
            out, err = await self.process.communicate()
        assert self.process.returncode is not None
        keys = [file.read_text("ascii").strip() for file in self._folder.glob("*.vault-key") if file.is_file()]
        assert sung(err.decode(), *filter(None, keys)) == []
        return Ended(self.process.returncode, out.decode(), err.decode())


def _environment(settings: Mapping[str, str]) -> Mapping[str, str]:
    return CLEAN | {f"STEADY_{key}": value for key, value in settings.items()}


@asynccontextmanager
async def steady(folder: Path, *words: str, **settings: str) -> AsyncGenerator[Running]:
    """The process, in that folder, with these settings in its environment. Ended by force when it is still there."""
    process = await Forked.start(*words, folder=folder, environment=_environment(settings))
    try:
        yield Running(process, folder)
    finally:
        await process.close()


async def ended(folder: Path, *words: str, typed: str = "", **settings: str) -> Ended:
    async with steady(folder, *words, **settings) as running:
        assert running.process.stdin is not None
        running.process.stdin.write(typed.encode())
        running.process.stdin.write_eof()
        return await running.end(None)


async def anew(folder: Path, *words: str, **settings: str) -> Ended:
    """The command itself, which loads Steady from that folder if there is a copy in it. Nothing is typed."""
    pipe, command = asyncio.subprocess.PIPE, (sys.executable, "-m", "bot", *words)
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=_environment(settings), stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )
    try:
        return await Running(process, folder).end(None)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def telegram(server: BotApi) -> dict[str, str]:
    return {"TELEGRAM__TOKEN": server.token, "TELEGRAM__BASE_URL": server.base_url, "LOG__FORMAT": "json"}


async def polls(server: BotApi) -> None:
    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls), timeout=SECONDS)


async def test_check_says_what_it_found_and_leaves(tmp_path: Path) -> None:
    found = await anew(tmp_path, "check")
    assert found.code == 0
    assert found.err == ""
    assert "No faults.\nHelplines: " in found.out
    assert "Noticing: the model, in ONNX Runtime\n" in found.out
    assert "Store: sqlite:///steady.db, not there yet, will be made\n" in found.out
    assert os.listdir(tmp_path) == [], "it touches nothing"


async def test_check_says_what_the_store_is_and_leaves_it_in_peace(tmp_path: Path) -> None:
    async with BotApi(LOOPBACK) as server, steady(tmp_path, "run", **telegram(server)) as running:
        await polls(server)
        before = sorted(os.listdir(tmp_path))
        found = await ended(tmp_path, "check")
        assert (found.code, found.err) == (0, "")
        assert "Store: sqlite:///steady.db, in use by a running Steady, " in found.out
        assert sorted(os.listdir(tmp_path)) == before
        ended_well = await running.end()
    assert ended_well.code == 0
    assert [json.loads(line)["level"] for line in ended_well.err.splitlines()].count("error") == 0
    assert f"Store: sqlite:///steady.db, version {len(migrations())}, " in (await ended(tmp_path, "check")).out


async def test_check_names_the_faults_of_settings_packs_and_store_at_once(tmp_path: Path) -> None:
    """In a copy of Steady with a word too few in a pack."""
    for package in ("adapters", "bot", "coach"):
        shutil.copytree(Path(__file__).parent.parent / package, tmp_path / package)
    (tmp_path / "coach" / "packs" / "phrases.toml").write_text("[say]\n")
    found = await anew(tmp_path, "check", LOG__LEVEL="loud", STORE__URL="sqlite:///nowhere/x.db")
    assert (found.code, found.out) == (2, "")
    named = [line.partition(":")[0] for line in found.err.splitlines()]
    assert (named[0], named[-1], set(named[1:-1])) == ("log.level", "store.url", {"phrases.toml"})


async def test_check_names_what_cannot_be_read_of_people_a_line_each(tmp_path: Path) -> None:
    """Steady starts all the same, and everybody else is served."""
    assert (await ended(tmp_path, "chat", typed="/start\n1\n1\n")).code == 0
    write(tmp_path / "steady.db", "update session set body = cast('{broken' as blob); update person set body = x'00'")
    found = await ended(tmp_path, "check")
    assert (found.code, found.out) == (2, "")
    lines = [line.partition(":")[2].strip() for line in found.err.splitlines()]
    assert [line.partition(" can't")[0] for line in lines] == [
        "steady.db: 1 row of person", "steady.db: 1 row of session"]  # fmt: skip
    assert (await ended(tmp_path, "chat", typed=":now\n")).code == 0


async def test_check_names_the_platforms_and_not_their_secrets(tmp_path: Path) -> None:
    found = await ended(tmp_path, "check", TELEGRAM__TOKEN=LOOPBACK)
    assert found.code == 0
    assert "Platforms: telegram" in found.out
    assert LOOPBACK not in found.out + found.err


@pytest.mark.parametrize("words", [("check",), ("run",), ("chat",), ()])
async def test_what_an_operator_did_wrong_is_a_line_and_code_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    wrong = {"STORE__URL": "nonsense", "TELEGRAM__TOKEN": "s3cr3t", "DISCORD__TOKEN": "s3cr3t", "NOTHING": "1"}
    found = await ended(tmp_path, *words, **wrong)
    assert found.code == 2
    assert found.out == ""
    assert [line.partition(":")[0] for line in found.err.splitlines()] == [
        "STEADY_NOTHING",
        "store.url",
        "telegram.token",
        "discord.token",
    ]
    assert "s3cr3t" not in found.err


@pytest.mark.parametrize("proxy", ["ftp://me:s3cr3t@nowhere", "http://nowhere:s3cr3t"])
async def test_a_proxy_that_cannot_be_used_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setitem(CLEAN, "ALL_PROXY", proxy)
    for word in ("check", "run"):
        found = await ended(tmp_path, word, TELEGRAM__TOKEN=LOOPBACK)
        assert (found.code, found.out) == (2, "")
        [line] = found.err.splitlines()
        assert line.startswith("environment: the proxy in ALL_PROXY, HTTPS_PROXY or HTTP_PROXY can't be used. Give ")
        assert "s3cr3t" not in line


async def test_a_config_file_that_is_not_there(tmp_path: Path) -> None:
    found = await ended(tmp_path, "--config", "nowhere.toml", "check")
    assert found.code == 2
    assert found.err.startswith("--config: there is no file nowhere.toml")


async def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    found = await ended(tmp_path, "cheque")
    assert found.code == 2
    assert "Traceback" not in found.err


async def test_without_a_token_run_says_so_and_opens_the_chat(tmp_path: Path) -> None:
    found = await ended(tmp_path, "run", typed="/help\n:quit\n")
    assert found.code == 0
    assert found.err.startswith("No platform has a token")
    assert "If you may be in danger, call somebody" in found.out


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        ("notes.db", garbage, "notes.db: this is no SQLite database. "),
        ("newer.db", newer, "newer.db: it was written by a newer Steady "),
        ("cut.db", cut_off, "cut.db: it is damaged. Restore a backup"),
        ("folder", Path.mkdir, "folder: this is a folder. Give "),
        ("nowhere/steady.db", None, "nowhere/steady.db: there is no folder nowhere. Make it"),
    ],
)
async def test_a_store_that_cannot_be_opened_is_a_line(
    tmp_path: Path, name: str, spoil: Callable[[Path], None] | None, said: str
) -> None:
    if spoil is not None:
        await asyncio.to_thread(spoil, tmp_path / name)
    for word in ("check", "chat"):  # one after the other: a store that another process holds is not looked into
        found = await ended(tmp_path, word, STORE__URL=f"sqlite:///{name}")
        assert (found.code, found.out) == (2, "")
        [line] = found.err.splitlines()
        assert line.startswith(f"store.url: {said}")


async def test_a_store_with_other_tables_is_a_line(tmp_path: Path) -> None:
    """Met not at the opening, but when what an earlier process left is put in order."""
    write(await made(tmp_path / "steady.db"), "alter table outbox rename column doubts to attempts")
    found = await ended(tmp_path, "chat")
    assert (found.code, found.out) == (2, "")
    assert found.err == "store.url: steady.db: it can't be used (SQLITE_ERROR). Restore a backup, or report this\n"


@pytest.mark.parametrize("size", ["16k", "64k"])
def test_a_full_disk_is_a_line(tmp_path: Path, size: str) -> None:
    """A real one, mounted where only these processes see it: at first no room for the log's index, then for tables."""
    alone = ("unshare", "--mount", "--map-root-user", "sh", "-c")
    script = f'mount -t tmpfs -o size={size} none "$0" && cd "$0" && exec "$@"'
    if shutil.which("unshare") is None or subprocess.run([*alone, script, tmp_path, "true"], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    for word in ("check", "chat"):
        command = (*alone, script, str(tmp_path), sys.executable, "-m", "bot", word)
        found = subprocess.run(command, capture_output=True, input=b"", env=CLEAN, check=False)
        assert (found.returncode, found.stdout) == (2, b"")
        assert found.stderr.decode() == f"store.url: steady.db: {FULL}\n"


async def test_term_ends_it_cleanly(tmp_path: Path) -> None:
    async with BotApi(LOOPBACK) as server, steady(tmp_path, "run", **telegram(server)) as running:
        await polls(server)
        found = await running.end(signal.SIGTERM)
    assert found.code == 0
    lines = [json.loads(line) for line in found.err.splitlines()]
    assert [line["event"] for line in lines if line["level"] != "info"] == []
    assert lines[-1]["event"] == "steady.stopped"


async def test_term_ends_it_with_turns_waiting_and_they_are_answered_later(tmp_path: Path) -> None:
    async with BotApi(LOOPBACK) as server:
        crowd = [server.person(n) for n in range(1, 60)]
        async with steady(tmp_path, "run", **telegram(server)) as running:
            await polls(server)
            for person in crowd:
                person.says("/start")
            found = await running.end(signal.SIGTERM)
        assert found.code == 0
        async with steady(tmp_path, "run", **telegram(server), TELEGRAM__PER_SECOND="1000") as running:
            await server.until(lambda: all("How old are you?" in p.screen() for p in crowd), timeout=SECONDS)
            assert (await running.end()).code == 0
        assert server.faults == []


async def test_a_second_process_on_the_same_store_says_so_and_leaves(tmp_path: Path) -> None:
    async with BotApi(LOOPBACK) as server, steady(tmp_path, "run", **telegram(server)) as running:
        await polls(server)
        for words in (("chat",), ("run",)):
            found = await ended(tmp_path, *words)
            assert found.code == 2
            assert found.err.splitlines()[-1].startswith("store.url: steady.db: another Steady has it open.")
        assert (await running.end()).code == 0


async def test_a_token_that_telegram_does_not_know_ends_it_with_code_1(tmp_path: Path) -> None:
    async with BotApi(LOOPBACK) as server:
        server.revoked = True
        async with steady(tmp_path, "run", **telegram(server)) as running:
            found = await running.end(None)
    assert found.code == 1
    [said] = [json.loads(line) for line in found.err.splitlines() if "platform.revoked" in line]
    assert "telegram.token" in said["remedy"]
    assert "telegram.base_url" in said["remedy"], "a server of one's own says the same of a path it does not know"
    assert LOOPBACK not in found.err


async def test_an_address_where_telegram_is_not_ends_it_at_the_start_with_code_1(tmp_path: Path) -> None:
    """Telegram says 404, too, to a token that cannot be one."""
    async with BotApi(LOOPBACK) as server:
        server.fail("getMe", ApiError(404, "Not Found"))
        async with steady(tmp_path, "run", **telegram(server)) as running:
            found = await running.end(None)
    assert found.code == 1
    [said] = [json.loads(line) for line in found.err.splitlines() if "platform.revoked" in line]
    assert "telegram.token" in said["remedy"]
    assert "telegram.base_url" in said["remedy"]


async def test_a_token_that_is_revoked_while_it_runs_ends_it_with_code_1(tmp_path: Path) -> None:
    async with BotApi(LOOPBACK) as server, steady(tmp_path, "run", **telegram(server)) as running:
        await polls(server)
        server.revoked = True
        server.person(1).says("/start")  # ends the request that is open
        found = await running.end(None)
    assert found.code == 1
    assert "platform.revoked" in found.err


async def test_telegram_may_be_away_when_it_starts(tmp_path: Path) -> None:
    async with BotApi(LOOPBACK) as server:
        away = telegram(server)
    async with steady(tmp_path, "run", **away) as running:
        assert running.process.stderr is not None
        async with asyncio.timeout(SECONDS):
            while b"telegram.unreachable" not in (line := await running.process.stderr.readline()):
                assert line, "it ended"
        assert (await running.end()).code == 0


async def test_nothing_anybody_says_is_in_the_log(tmp_path: Path) -> None:
    words = ("canary-one", "canary-two", "canary-three", "Canaria")
    async with BotApi(LOOPBACK) as server, steady(tmp_path, "run", **telegram(server), LOG__LEVEL="debug") as running:
        ada = server.person(7, first_name=words[3])
        for text in ("/start", f"{words[0]} at the first question", f"/{words[1]}", words[2] * 200):
            ada.says(text)
        ada.sends("photo", caption=words[0])
        await server.settled(timeout=SECONDS)
        found = await running.end()
    assert found.code == 0
    assert found.out == ""
    assert "telegram.ready" in found.err
    for secret in (*words, server.token):
        assert secret not in found.err


async def test_what_is_seen_in_messages_is_a_line_of_json_for_each(tmp_path: Path) -> None:
    (tmp_path / "messages.txt").write_bytes(b"I want to die\n\nI want to text her so badly\n\xff\nshe texted me\n")
    found = await ended(tmp_path, "notice", "messages.txt")
    assert (found.code, found.err) == (0, "")
    lines = [json.loads(line) for line in found.out.splitlines()]
    assert len(lines) == 5
    assert lines[0] == {"tier": 2, "intent": "crisis", "cues": ["wish_to_die"]}
    assert [line["intent"] for line in lines[2::2]] == ["urge", "ex_contacted"]


async def test_a_message_ends_at_the_end_of_a_line_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "messages.txt").write_bytes(b"one\rstill one\r\n\x0b\x0c two\n.......................\n")
    found = await ended(tmp_path, "notice", "messages.txt")
    lines = [json.loads(line) for line in found.out.splitlines()]
    assert len(lines) == 3
    assert lines[2] == {"tier": 0, "intent": None, "cues": []}


async def test_a_file_of_messages_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = await ended(tmp_path, "notice", "nowhere.txt")
    assert found.code == 2
    assert "nowhere.txt" in found.err
    assert "Traceback" not in found.err
