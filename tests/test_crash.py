"""The real process, killed with -9 at any moment, over and over: nothing lost, nothing doubled, no push sent twice."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.store.records import Records, millis
from bot.store.sqlite import Sqlite, Statements
from bot.vault.vault import Vault
from coach.ledger import Entry
from coach.person import Age, Person
from coach.session import Session
from tests.botapi import LOOPBACK, BotApi
from tests.canaries import sung
from tests.discordapi import DiscordApi
from tests.discordworld import ALIVE
from tests.forked import Forked
from tests.office import KEY, UNLOCK, unsealed
from tests.talkers import CHECKINS, PATIENCE, OnDiscord, OnTelegram, Talker, country, script

pytestmark = pytest.mark.unmeasured  # of what is around the coach

KILLS, TURNS = 40, 400  # at least
LONGEST = 300.0  # seconds for the whole of it
SLEEPERS, AT_ONCE = 60, 3  # who say nothing and are written to; of whom so many come due at each start
CALLS = (1, 100)  # of the process to both platforms before it is killed


class World:
    """Both platforms, and who is there: those who talk, and those who sleep, half of them on each."""

    def __init__(self, telegram: BotApi, discord: DiscordApi) -> None:
        self.telegram, self.discord = telegram, discord
        acts, home = script(country(datetime.now(UTC))), discord.home
        here = [OnTelegram(telegram, telegram.person(n, first_name=f"T{n}"), acts) for n in range(1, 5)]
        everybody = [discord.person(n, name=f"D{n}") for n in range(11, 15)]
        there = [OnDiscord(discord, person, home if person.id % 2 else None, acts) for person in everybody]
        self.there, self.talkers = there, list[Talker]([*here, *there])
        self.sleepers = {id: "discord" if id % 2 else "telegram" for id in range(1000, 1000 + SLEEPERS)}
        for id, platform in self.sleepers.items():
            if platform == "telegram":
                telegram.person(id).state = "member"
            else:
                discord.person(id)

    def room(self, id: int) -> str:
        return str(id if self.sleepers[id] == "telegram" else self.discord.people[id].dm.id)

    @property
    def calls(self) -> int:
        return len(self.telegram.calls) + len(self.discord.calls)

    async def until(self, condition: Callable[[], object]) -> None:
        """Asked at each change on either."""
        waits = [asyncio.ensure_future(s.until(condition, timeout=PATIENCE)) for s in (self.telegram, self.discord)]
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            await done.pop()
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def shown(self) -> tuple[list[str], list[str]]:
        """Of all that was sent on each, the prompt where it was a question. What Discord knows already is not sent."""
        here = [s.keyboard[0][0][1] if s.method == "sendMessage" and s.keyboard else "" for s in self.telegram.sent]
        posted = ("createMessage", "followup")
        there = [s.keys[0] if s.name in posted and s.keys else "" for s in self.discord.sent]
        return [key[2:].partition(":")[0] for key in here], [key[2:].partition(":")[0] for key in there]

    def pushes(self, id: int) -> int:
        if self.sleepers[id] == "telegram":
            return len([m for m in self.telegram.chats[id].messages if m.by_bot])
        return len([m for m in self.discord.people[id].messages() if m.by_bot])


class Process:
    """`steady run`, begun again after each kill."""

    def __init__(self, world: World, path: Path) -> None:
        self.world, self.lives = world, list[tuple[int, int]]()  # how much had been sent on each when one began
        telegram, discord = world.telegram, world.discord
        ours = {
            "STORE__URL": f"sqlite:///{path}",
            "VAULT__KEY": KEY,
            "TELEGRAM__TOKEN": telegram.token,
            "TELEGRAM__BASE_URL": telegram.base_url,
            "DISCORD__TOKEN": discord.token,
            "DISCORD__API_URL": discord.rest_url,
            "DISCORD__GATEWAY_URL": discord.gateway_url,
        }
        pace = {"TELEGRAM__PER_SECOND": "1000", "TELEGRAM__PER_CHAT": "0", "DISCORD__PER_SECOND": "1000"}
        settings = ours | pace | {"LOG__FORMAT": "json"}
        self._environment = os.environ | {f"STEADY_{key}": value for key, value in settings.items()}
        self.log = path.with_suffix(".log")
        self._running: Forked | None = None

    async def start(self) -> None:
        self.lives.append((len(self.world.telegram.sent), len(self.world.discord.sent)))
        with self.log.open("ab") as log:
            folder = self.log.parent
            self._running = await Forked.start("run", folder=folder, environment=self._environment, errors=log)

    async def end(self, by: signal.Signals) -> int:
        assert self._running is not None
        if self._running.returncode is None:
            self._running.send_signal(by)
        async with asyncio.timeout(15):
            code = await self._running.wait()
        await self._running.close()
        return code

    async def lives_until(self, condition: Awaitable[None]) -> None:
        """Raises AssertionError, with the end of its log, when the process ends by itself before that."""
        assert self._running is not None
        ended = asyncio.ensure_future(self._running.wait())
        waits: set[asyncio.Future[Any]] = {asyncio.ensure_future(condition), ended}
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
        assert self._running.returncode is None, self.log.read_text("utf-8")[-2000:]

    def asked(self) -> Counter[tuple[int, str]]:
        """How often each question was sent in each life."""
        lives = zip(*self.lives, strict=True)
        sent = ((bisect_right(began, n), prompt) for began, on in zip(lives, self.world.shown(), strict=True)
                for n, prompt in enumerate(on) if prompt)  # fmt: skip
        return Counter(sent)


async def settle(path: Path, world: World) -> None:
    """Sleepers, as if they had been through /start yesterday, in a zone where it is about noon."""
    now = datetime.now(UTC)
    person = Person(Age.ADULT, now, "GB", f"Etc/GMT{now.hour - 12:+d}", since=now.date(), settled=True)

    def write(vault: Vault, store: Statements) -> None:
        records = Records(vault)
        for id, platform in world.sleepers.items():
            tag = f"{id:08d}"
            [row] = store.fetch("new_person", (tag, b""))
            vault.admit(row["id"])
            store.run("save_person", [(records.write("person", row["id"], person), row["id"])])
            session = records.write("session", row["id"], Session(tag, heard=now - timedelta(days=1)))
            store.run("save_session", [(row["id"], session)])
            store.run("new_account", [(platform, str(id), row["id"], world.room(id))])

    store = await Sqlite.open(str(path))
    try:
        vault = await UNLOCK(store)
        await store.transact(partial(write, vault))
        vault.close()
    finally:
        await store.close()


def come_due(path: Path, ids: Iterable[int]) -> None:
    """While no process runs: their wakes are due now."""
    due = millis(datetime.now(UTC) - timedelta(seconds=1))
    query = "insert or replace into wake select person, 'nudge', ? from account where account = ?"
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany(query, [(due, str(id)) for id in ids])


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("pragma integrity_check").fetchall() == [("ok",)]


def entries(path: Path, account: int) -> list[Entry]:
    query = "select e.person, e.body from account a join entry e on e.person = a.person where a.account = ?"
    with closing(sqlite3.connect(path)) as db, unsealed(path) as records:
        return [records.entry(*row) for row in db.execute(f"{query} order by e.n", (str(account),))]


async def torment(world: World, path: Path) -> tuple[int, Process]:
    """Start, kill, start again, until everybody has said all they had to say. Returns the kills, and what runs then."""
    chance, process, kills, sleepers = random.Random(7), Process(world, path), 0, list(world.sleepers)  # noqa: S311
    talking = asyncio.gather(*(talker.talk() for talker in world.talkers))
    while not talking.done() or kills < KILLS:
        come_due(path, [sleepers.pop() for _ in range(min(AT_ONCE, len(sleepers)))])
        await process.start()
        enough = world.calls + chance.randint(*CALLS)
        await process.lives_until(world.until(lambda n=enough: world.calls >= n or talking.done()))
        await process.end(signal.SIGKILL)
        kills += 1
        assert is_sound(path)
    await talking
    await process.start()
    known, calls = world.discord.gateway.identified, len(world.telegram.calls)
    await process.lives_until(world.discord.until(lambda: world.discord.gateway.identified > known))
    await process.lives_until(
        world.telegram.until(lambda: "getUpdates" in {c.method for c in world.telegram.calls[calls:]})
    )
    return kills, process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crash.db"


async def test_nothing_is_lost_and_nothing_doubled(
    path: Path, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    async with BotApi(LOOPBACK) as telegram, DiscordApi() as discord:
        # An edit, a courtesy or a first answer was on its way in a former life.
        telegram.tolerate("not modified", "query is too old")
        world = World(telegram, discord)
        await settle(path, world)
        async with asyncio.timeout(LONGEST):
            kills, process = await torment(world, path)
        await telegram.settled()
        discord.clock.skip(ALIVE)  # what was promised to a press that got no answer is not kept
        await discord.settled()
        assert await process.end(signal.SIGTERM) == 0, "it ends cleanly when it is asked to"
        assert sung(process.log.read_text("utf-8")) == []
        turns = sum(talker.turns for talker in world.talkers)
        assert kills >= KILLS
        assert turns >= TURNS
        for talker in world.talkers:
            kinds = Counter(e.kind for e in entries(path, talker.id))
            told = dict.fromkeys(("mood", "urge", "contact", "own", "word", "rule", "action"), CHECKINS)
            assert {k: n for k, n in kinds.items() if k != "push"} == {**told, "window": 1, "chances": 1}
            words = [e.note for e in entries(path, talker.id) if e.kind == "word"]
            assert words == [f"word {n}" for n in range(CHECKINS)]
        pushes = Counter({id: world.pushes(id) for id in world.sleepers})
        assert max(pushes.values()) == 1, "no push is sent twice"
        assert telegram.faults + discord.faults == []
        asked = process.asked()
        again = asked.total() - len({prompt for _, prompt in asked})
        assert max(asked.values()) == 1, "what may have arrived is sent again by the next process, once"
        figures = (
            f"{kills} kills over {turns} turns on two platforms: {pushes.total()} of {SLEEPERS} pushes sent, none "
        )
        figures += f"twice; {again} of {asked.total() - again} questions sent again, "
        figures += f"{sum(talker.again for talker in world.there)} presses made again, nothing lost, nothing doubled"
        record_property("crash", figures)
        with capsys.disabled():
            sys.stdout.write(f"\n{figures}\n")
