"""Whatever is written is answered, nothing is lost, no error is logged, and a word about a day is kept as it was."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.surface import TELEGRAM
from adapters.text import units
from coach.book import Book
from tests.botapi import BotApi
from tests.people import CHOSEN, Friend, House

FAMILY = "👨‍👩‍👧‍👦"
TEXTS = {
    "empty": "",
    "only spaces": " \t\n \u00a0\u2003",
    "only marks nobody sees": "\u200b\u200d\u2060\ufeff",
    "as long as Telegram lets": "x" * 4096,
    "one more": "word " * 819 + "xy",
    "a forged length": "y " * 10_000,
    "longer than anybody takes": "z" * 20_001,
    "NUL": "a\0b",
    "only NUL": "\0",
    "half a character": "a\ud800b",
    "only halves": "\ud800\ud800",
    "right to left": "\u202eabc\u202c \u05e9\u05dc\u05d5\u05dd",
    "zero width": "a\u200bb\u200dc\ufeff",
    "a format string": "{0.__class__} {mood} {n} {}",
    "percent": "%s %d %(mood)s %%",
    "HTML": "<b>bold</b> &amp; <script>alert(1)</script> </code>",
    "Markdown": "*bold* _it_ [x](tg://user?id=1) `code` ```pre``` ||s|| ~s~",
    "a template": "{{7*7}} ${7*7} #{7*7} `id`",
    "SQL": "'; drop table person; --",
    "a mention": "@everyone <@1> @the_bot #tag https://example.org/?a=b",
    "ten thousand marks": "e" + "\u0301" * 10_000,
    "families": FAMILY * 600,
    "a bell": "\a\b\x1b[31mred\x1b[0m\x7f",
    "line ends": "one\r\ntwo\rthree\u2028four\u2029five\x0bsix\x85seven",
    "a heading": "# Title\n\nbody",
    "a digit of elsewhere": "\u0663\u096b",
    "a power": "6\u00b2",
    "a number without end": "9" * 4000,
    "an answer's id": "_back _skip _stop o1",
}


@pytest.fixture
async def house(book: Book, tmp_path: Path) -> AsyncGenerator[House]:
    async with BotApi() as server:
        house = House(server, book, tmp_path / "steady.db")
        with capture_logs() as log:
            yield house
        house.tidy()
        assert [entry for entry in log if entry["log_level"] not in ("info", "debug")] == []
        assert server.faults == []


async def answered(friend: Friend, text: str) -> list[str]:
    """What is said to a text; never nothing, never more than Telegram shows."""
    before = friend.said
    await friend.says(text)
    said = friend.texts_since(before)
    assert said, "nobody answered"
    assert all(0 < units(one) <= TELEGRAM.text for one in said)
    return said


async def test_with_nothing_open(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        for text in TEXTS.values():
            await answered(ada, text)
        await ada.settles_in()
        before = house.entries(7)
        for name, text in TEXTS.items():
            await answered(ada, text)
            assert (house.entries(7), house.at(7)) == (before, ("", "")), name
            assert ada.person.messages[-1].buttons or len(text) > 20_000, f"{name}: what can be done is shown"


# opened by, buttons pressed on the way, the step that is asked
QUESTIONS = {
    "one of several": ("/checkin", ("6", "3"), "contact"),
    "as many as fit": ("/chances", (), "q01_safety"),
    "a scale": ("/checkin", (), "mood"),
    "an hour": ("/settings hour", (), "hour"),
    "a place": ("/settings zone", (), "zone"),
    "a country": ("/settings country", (), "country"),
    "a day": ("/settings last_contact", (), "last_contact"),
    "a length": ("/settings window", (), "window"),
    "a yes or no": ("/delete", (), "sure"),
}


@pytest.mark.parametrize(("opening", "taps", "step"), QUESTIONS.values(), ids=QUESTIONS)
async def test_in_the_middle_of_a_question(house: House, opening: str, taps: tuple[str, ...], step: str) -> None:
    """What cannot be read leaves the question open and everything as it was; a third time, too."""
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        for name, text in TEXTS.items():
            if house.at(7)[1] != step:
                await ada.says(f"{opening} new" if opening == "/chances" else opening)
                await ada.taps(*taps)
            assert house.at(7)[1] == step, name
            person, entries, answers = house.person(7), house.entries(7), house.answers(7)
            await answered(ada, text)
            if house.at(7)[1] == step:
                assert (house.person(7), house.entries(7), house.answers(7)) == (person, entries, answers), name
                assert ada.person.messages[-1].buttons, name
        assert house.person(7).settled


async def test_a_word_about_a_day_is_kept_as_it_was_written(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        kept: list[str] = []
        for name, text in TEXTS.items():
            house.clock.skip(minutes=1)
            await ada.says("/checkin")
            await ada.taps("6", "3", "kept", "done")
            await answered(ada, text)
            cleaned = text.replace("\0", "").encode("utf-8", "ignore").decode().strip()
            if house.at(7)[1] == "word":
                assert not cleaned or len(text) > 20_000, f"{name}: only nothing and too much are asked again"
                await ada.taps("_skip")
            else:
                kept.append(cleaned)
                stands = ada.answered[-1].rstrip("…").rstrip()
                assert " ".join(cleaned.split()).startswith(stands), name
            assert [entry.note for entry in house.entries(7, "word")] == kept, name
        assert len(house.entries(7, "mood")) == len(TEXTS)


CRIES = [
    *(
        "I want to die",
        "i  WANT\nto   die",
        "I wa\u200bnt to die",
        "<b>I want to die</b>",
        "I want to die {0.__class__}",
    ),
    "I want to die. " + "x" * 4000,
]


async def test_a_cry_for_help_is_heard_through_what_hides_it(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        for cry in CRIES:
            said = "".join(await answered(ada, cry))
            assert "Samaritans" in said, cry


async def test_a_flood_of_one_person_holds_nobody_up(house: House) -> None:
    async with house.serving():
        ada, bob = house.friend(), house.friend(8, "Bob")
        for friend in (ada, bob):
            await friend.settles_in()
        for number in range(200):
            ada.person.says(f"flood {number}")
        bob.person.says("/status")
        before, flooded = len(bob.said), len(ada.said)
        await house.server.until(lambda: len(bob.said) > before)
        await house.quiet()
        assert len(ada.said) == flooded + 200
        assert CHOSEN not in bob.said[-1]


async def test_a_file_is_refused_and_never_fetched(house: House) -> None:
    """Whatever it is, and however large: nothing of it is asked for, and nothing of it is kept (test 61)."""
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/checkin")
        await ada.taps("6", "3", "kept", "done")
        huge = {"file_id": "bomb", "file_unique_id": "bomb", "file_size": 20_000_000_000, "file_name": "x.zip"}
        for kind in ("document", "voice", "photo", "sticker"):
            file: dict[str, Any] = {"document": huge} if kind == "document" else {}
            ada.person.sends(kind, **file)
            await ada.reads()
            assert "can only read words" in " ".join(ada.said[-2:])
        assert house.at(7) == ("checkin", "word")
        assert house.entries(7, "word") == []
        assert not [call for call in house.server.calls if "file" in call.method.casefold()]
    assert b"bomb" not in house.path.read_bytes()
