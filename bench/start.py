"""How long it takes to be there, and how much memory it holds with both platforms connected and 1,000 people known."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Table, median
from bench.people import KEY, fill
from tests.botapi import BotApi
from tests.discordapi import DiscordApi

ROUNDS, PEOPLE, TALK = 5, 1_000, 200
STEADY = str(Path(sys.executable).with_name("steady"))


def run() -> list[Table]:
    table = Table("Starting", ("", "seconds"))
    for name, command in (("python -c pass", [sys.executable, "-c", "pass"]), ("steady check", [STEADY, "check"])):
        table.add(name, median(_seconds(command) for _ in range(ROUNDS)))
    memory = Table("Memory, both platforms connected, 1,000 people", ("", "MiB"))
    memory.add("resident", asyncio.run(_resident()))
    return [table, memory]


def _seconds(command: list[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        subprocess.run(command, cwd=folder, env=_env(), check=True, capture_output=True)
        return time.perf_counter() - begun


def _env(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("STEADY_")}
    return kept | {f"STEADY_{key.upper()}": value for key, value in more.items()}


async def _resident() -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/steady.db"
        await fill(path, PEOPLE, datetime.now(UTC))
        async with BotApi() as telegram, DiscordApi() as discord:
            env = _env(
                store__url=f"sqlite:///{path}",
                vault__key=KEY,
                telegram__token=telegram.token,
                telegram__base_url=telegram.base_url,
                discord__token=discord.token,
                discord__api_url=discord.rest_url,
                discord__gateway_url=discord.gateway_url,
            )
            process = await asyncio.create_subprocess_exec(
                STEADY, "run", env=env, cwd=folder, stderr=asyncio.subprocess.DEVNULL
            )
            try:
                await discord.connected()
                talkers = [telegram.person(id) for id in range(1, TALK + 1)]
                for person in talkers:
                    person.says("/status")
                await telegram.settled()
                return _rss(process.pid)
            finally:
                process.terminate()
                await process.wait()


def _rss(pid: int) -> float:
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024
