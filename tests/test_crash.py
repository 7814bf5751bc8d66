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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.store.records import millis
from bot.store.sqlite import Sqlite, Statements
from coach.ledger import Entry
from coach.person import Age, Person
from coach.session import Session
from tests.botapi import LOOPBACK, BotApi, Shown
from tests.botapi import Person as Peer
from tests.office import RECORDS

KILLS, TURNS = 40, 400  # at least
TALKERS, CHECKINS = 8, 5
SLEEPERS, AT_ONCE = 60, 3  # who say nothing and are written to; of whom so many come due at each start
CALLS = (1, 70)  # of the process to Telegram before it is killed
PATIENCE = 150.0  # seconds for the whole of it
QUIZ = [
    *("1", "4", "They did", "I can't remember", "I don't know", "A warm message or two", "Once", "2", "Two of them"),
    *("Up and down", "Cold or confusing", "2", "2 to 6 months", "I'm working on my part", "2", "On 3 or 4"),
]
Act = tuple[str, str]  # what has to be new on the screen, in a text or on a button; the button pressed, or = and words


def script() -> list[Act]:
    begin: list[Act] = [("", "=/start"), ("How old", "18 or over"), ("May I keep", "Yes, keep it")]
    begin += [("Which country", "=uk"), ("What would you like", "I don't know"), ("last in touch", "Yesterday")]
    begin += [("How long", "30 days"), ("can't avoid", "None"), ("against contact", "Nothing"), ("what time", "09:00")]
    quiz = [("all I need", "=/chances"), *((f"{n} of 16", answer) for n, answer in enumerate(QUIZ, start=1))]
    checkins: list[Act] = []
    for n in range(CHECKINS):
        checkins += [("How it stands" if n else "Why this result", "=/checkin"), ("How is today", "6")]
        checkins += [
            ("How strong", "2"),
            ("Any contact", "No contact"),
            ("only yours", "Yes"),
            ("One word", f"=word {n}"),
        ]
    return [*begin, *quiz, *checkins]


@dataclass
class Talker:
    """Somebody who answers each question as soon as it stands there, and once."""

    peer: Peer
    server: BotApi
    turns: int = 0
    last: int = 0  # the newest message at the time of the last act

    async def talk(self) -> None:
        for sign, act in script():
            await self._sees(sign)
            message = self._with(sign)
            self.last = max((m.message_id for m in self.peer.messages), default=0)
            if act.startswith("="):
                self.peer.says(act[1:])
            else:
                assert message is not None
                self.peer.presses(act, message.message_id)
            self.turns += 1
        await self._sees("How it stands")

    async def _sees(self, sign: str) -> None:
        await self.server.until(lambda: not sign or self._with(sign) is not None, timeout=PATIENCE)

    def _with(self, sign: str) -> Shown | None:
        new = (m for m in reversed(self.peer.messages) if m.by_bot and m.message_id > self.last)
        return next((m for m in new if sign in m.text or sign in labels(m)), None)


def labels(message: Shown) -> set[str]:
    return {label for row in message.keyboard for label, _ in row}


def prompt_of(keyboard: list[list[tuple[str, str]]]) -> str:
    return keyboard[0][0][1].split(":")[1]


class Process:
    """`steady run`, started again after each kill."""

    def __init__(self, server: BotApi, path: Path) -> None:
        self.server, self.lives = server, list[int]()  # how many messages had been sent when each life began
        ours = {
            "STORE__URL": f"sqlite:///{path}",
            "TELEGRAM__TOKEN": server.token,
            "TELEGRAM__BASE_URL": server.base_url,
        }
        pace = {"TELEGRAM__PER_SECOND": "1000", "TELEGRAM__PER_CHAT": "0", "LOG__FORMAT": "json"}
        self._environment = os.environ | {f"STEADY_{key}": value for key, value in (ours | pace).items()}
        self.log = path.with_suffix(".log")
        self._running: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.lives.append(len(self.server.sent))
        with self.log.open("ab") as log:
            command = (sys.executable, "-m", "bot", "run")
            self._running = await asyncio.create_subprocess_exec(*command, env=self._environment, stderr=log)

    def asked(self) -> Counter[tuple[int, str]]:
        """How often each question was sent in each life."""
        sent = ((n, s) for n, s in enumerate(self.server.sent) if s.method == "sendMessage" and s.keyboard)
        return Counter((bisect_right(self.lives, n), prompt_of(s.keyboard)) for n, s in sent)

    async def end(self, by: signal.Signals) -> int:
        assert self._running is not None
        if self._running.returncode is None:
            self._running.send_signal(by)
        async with asyncio.timeout(15):
            return await self._running.wait()

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


async def settle(path: Path, server: BotApi) -> None:
    """Sleepers, as if they had been through /start yesterday, in a zone where it is about noon."""
    now = datetime.now(UTC)
    person = Person(Age.ADULT, now, "GB", f"Etc/GMT{now.hour - 12:+d}", since=now.date(), settled=True)

    def write(store: Statements) -> None:
        for id in range(SLEEPERS):
            tag = f"{id:08d}"
            [row] = store.fetch("new_person", (tag, b""))
            store.run("save_person", [(RECORDS.write("person", row["id"], person), row["id"])])
            session = RECORDS.write("session", row["id"], Session(tag, heard=now - timedelta(days=1)))
            store.run("save_session", [(row["id"], session)])
            store.run("new_account", [("telegram", str(1000 + id), row["id"], str(1000 + id))])
            server.person(1000 + id).state = "member"

    store = await Sqlite.open(str(path))
    try:
        await store.transact(write)
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
    with closing(sqlite3.connect(path)) as db:
        return [RECORDS.entry(*row) for row in db.execute(f"{query} order by e.n", (str(account),))]


async def torment(server: BotApi, path: Path, talkers: list[Talker]) -> tuple[int, Process]:
    """Start, kill, start again, until everybody has said all they had to say. Returns the kills, and what runs then."""
    chance, process, kills, sleepers = random.Random(7), Process(server, path), 0, list(range(1000, 1000 + SLEEPERS))  # noqa: S311
    talking = asyncio.gather(*(talker.talk() for talker in talkers))
    while not talking.done() or kills < KILLS:
        come_due(path, [sleepers.pop() for _ in range(min(AT_ONCE, len(sleepers)))])
        await process.start()
        enough = len(server.calls) + chance.randint(*CALLS)
        calls = server.until(lambda n=enough: len(server.calls) >= n or talking.done(), timeout=PATIENCE)
        await process.lives_until(calls)
        await process.end(signal.SIGKILL)
        kills += 1
        assert is_sound(path)
    await talking
    await process.start()
    calls = len(server.calls)
    await process.lives_until(server.until(lambda: "getUpdates" in {c.method for c in server.calls[calls:]}))
    return kills, process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crash.db"


async def test_nothing_is_lost_and_nothing_doubled(
    path: Path, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    async with BotApi(LOOPBACK) as server:
        server.tolerate("not modified", "query is too old")  # an edit or a courtesy was on its way in a former life
        await settle(path, server)
        talkers = [Talker(server.person(n, first_name=f"T{n}"), server) for n in range(1, TALKERS + 1)]
        kills, process = await torment(server, path, talkers)
        await server.settled()
        assert await process.end(signal.SIGTERM) == 0, "it ends cleanly when it is asked to"
        turns = sum(talker.turns for talker in talkers)
        assert kills >= KILLS
        assert turns >= TURNS
        for talker in talkers:
            kinds = Counter(e.kind for e in entries(path, talker.peer.id))
            told = dict.fromkeys(("mood", "urge", "contact", "own", "word", "rule", "action"), CHECKINS)
            assert {k: n for k, n in kinds.items() if k != "push"} == {**told, "window": 1, "chances": 1}
            words = [e.note for e in entries(path, talker.peer.id) if e.kind == "word"]
            assert words == [f"word {n}" for n in range(CHECKINS)]
        pushes = Counter(chat for chat in range(1000, 1000 + SLEEPERS) for m in server.chats[chat].messages if m.by_bot)
        assert max(pushes.values()) == 1, "no push is sent twice"
        assert server.faults == []
        asked = process.asked()
        again = asked.total() - len({prompt for _, prompt in asked})
        assert max(asked.values()) == 1, "what may have arrived is sent again by the next process, once"
        figures = f"{kills} kills over {turns} turns: {sum(pushes.values())} of {SLEEPERS} pushes sent, none twice; "
        figures += f"{again} of {asked.total() - again} questions sent again, nothing lost, nothing doubled"
        record_property("crash", figures)
        with capsys.disabled():
            sys.stdout.write(f"\n{figures}\n")
