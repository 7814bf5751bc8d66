"""aiosqlite with a commit for every turn, as a tutorial does it: no engine, only the state read, changed, stored."""

import asyncio
import json
import tempfile

import aiosqlite

from bench import quiz


async def run(in_flight: int) -> quiz.Run:
    with tempfile.TemporaryDirectory() as folder:
        async with aiosqlite.connect(f"{folder}/rival.db", isolation_level=None) as db:
            for pragma in ("journal_mode = wal", "synchronous = full"):
                await db.execute(f"pragma {pragma}")
            await db.execute("create table state (person integer primary key, body text not null)")
            one = asyncio.Lock()  # a connection has one transaction at a time

            async def answer(person: int, question: int) -> None:
                async with one:
                    await db.execute("begin immediate")
                    found = await db.execute_fetchall("select body from state where person = ?", (person,))
                    state = json.loads(next(iter(found))[0]) if found else {"answers": {}}
                    state |= {"at": question + 1, "answers": state["answers"] | {f"q{question}": "yes"}}
                    await db.execute("insert or replace into state values (?, ?)", (person, json.dumps(state)))
                    await db.commit()

            return await quiz.play(answer, in_flight)


if __name__ == "__main__":
    quiz.tell(run)
