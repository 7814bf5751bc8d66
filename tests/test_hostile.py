"""Whatever is written is answered, nothing is lost, no error is logged, and a word about a day is kept as it was."""

from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.surface import TELEGRAM
from adapters.text import units
from coach.book import Book
from tests.botapi import BotApi, Person
from tests.office import MORNING
from tests.people import CHOSEN, Friend, House, is_standing

pytestmark = pytest.mark.unmeasured  # much of the same, or much at once: see test_engine.py and the transcripts

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
    "a command in the middle": "see /start@the_bot, and /delete",
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
                assert not stands.startswith(FAMILY) or not stands.replace(FAMILY, ""), "nobody is parted"
            assert [entry.note for entry in house.entries(7, "word")] == kept, name
        assert len(house.entries(7, "mood")) == len(TEXTS)


ECHOED = (  # a line of a plan each
    "<b>bold</b> </code> &amp;",
    "*_[x](tg://user?id=8) ||s||",
    "@everyone @here <@8> <@&1> <#1>",
    "see /start@the_bot",
    "{0.__class__} %s {{7*7}} ${7*7} '; drop table person; --",
)


async def test_what_is_told_is_shown_again_as_it_was_written_and_a_name_never(house: House) -> None:
    """No mark is read, nobody is pinged, and Telegram refuses none of it (test 49)."""
    name = "<b>@everyone</b> *_[x](tg://user?id=8)"
    async with house.serving():
        ada = house.friend(7, name)
        await ada.settles_in()
        for text in ("/plan", *ECHOED, "/crisis"):
            await ada.says(text)
        again = [text for text in ada.said if all(line in text for line in ECHOED)]
        assert len(again) == 2, "once it is kept, and beside who to call"
        assert ada.answered[-len(ECHOED) :] == list(ECHOED)
        assert not [text for text in ada.said if name in text]
        assert {entity["type"] for sent in house.server.sent for entity in sent.entities} == {"bold"}


CRIES = [
    *(
        "I want to die",
        "i  WANT\nto   die",
        "I wa\u200bnt to die",
        "<b>I want to die</b>",
        "I want to die {0.__class__}",
        "I want to d\0ie",
        "I want to d\ud800ie",
        "\u202eI want to die\u202c",
        "I w\u0301ant to d\u0308ie",
        "I want to di3 😀",
        "\u0301" * 10_000 + " I want to die",
    ),
    "I want to die. " + "x" * 4000,
]


async def test_a_cry_for_help_is_heard_through_what_hides_it(house: House) -> None:
    async with house.serving():
        for id, cry in enumerate(CRIES, start=10):
            ada = house.friend(id)  # somebody new each time: in the days after one cry any words are met so
            await ada.settles_in()
            said = "".join(await answered(ada, cry))
            assert "Are you thinking about ending your life?" in said, cry


def nudge(person: Person) -> dict[str, Any]:
    """The last message of ours with buttons that stay."""
    return next(m.payload for m in reversed(person.messages) if m.buttons and is_standing(m))


CRY = "I want to die"
WAYS: dict[str, Callable[[Person], object]] = {
    "in reply to that message": lambda a: a.says(CRY, reply_to_message=nudge(a)),
    "below a voice message": lambda a: a.sends("voice", caption=CRY),
    "below a picture": lambda a: a.sends("photo", caption=CRY),
    "in a message that is changed": lambda a: a.edits(CRY),
    "forwarded": lambda a: a.forwards(CRY),
    "behind a slash": lambda a: a.says(f"/{CRY}"),
    "behind a command": lambda a: a.says(f"/start {CRY}"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_a_cry_for_help_is_heard_first_however_it_comes(house: House, way: Callable[[Person], object]) -> None:
    """In the middle of a check-in, after our own message of that morning (test 54)."""
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        house.clock.at = MORNING + timedelta(hours=1.75)
        await house.tick()
        assert len(house.entries(7, "push")) == 1
        await ada.says("/checkin")
        await ada.taps("6", "3", "kept", "done")
        before = ada.said
        way(ada.person)
        await ada.reads()
        assert "Samaritans" in ada.texts_since(before)[0]
        assert [entry.value for entry in house.entries(7, "danger")] == ["tier2"]
        assert house.entries(7, "word") == []


BEHIND = ("x" * 64, "ref_1234-AbC", "%00%ff" * 10, "../../etc/passwd", "1:abcdef011:erase", "{0.__class__}", "9" * 64)


async def test_what_stands_behind_start_is_ignored(house: House) -> None:
    """By somebody new, in the middle of the beginning, and afterwards: nothing else is said or kept (test 62)."""
    async with house.serving():
        for n, junk in enumerate(BEHIND):
            pair = [house.friend(100 + n), house.friend(200 + n)]
            for friend, opening in zip(pair, ("/start", f"/start {junk}"), strict=True):
                await friend.says(opening)
                await friend.taps("adult", "yes")
                await friend.says("United Kingdom")
                await friend.says(opening)
                await friend.taps("heal", "week", "30", "none", "none")
                await friend.says("09:00")
                await friend.says(opening)
            one, other = pair
            assert one.said == other.said, junk
            assert house.person(one.id) == house.person(other.id)
            assert junk not in repr((house.session(other.id), house.entries(other.id)))


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


BOMB = {"file_id": "bomb", "file_unique_id": "bomb", "file_size": 20_000_000}
FILES: list[tuple[str, dict[str, Any]]] = [
    ("voice", {**BOMB, "duration": 3600, "mime_type": "audio/ogg"}),
    ("document", {**BOMB, "file_name": "bomb.svg", "mime_type": "image/svg+xml"}),
    ("document", {**BOMB, "file_name": "bomb.zip", "mime_type": "application/zip", "file_size": 20_000_000_000}),
    ("document", {**BOMB, "file_name": "bomb.exe", "mime_type": "bomb"}),
    ("photo", {**BOMB, "width": 9, "height": 9}),
    ("sticker", BOMB),
]


async def test_a_file_is_refused_and_never_fetched(house: House) -> None:
    """Whatever it is, and however large: nothing of it is asked for, and nothing of it is kept (test 61)."""
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/checkin")
        await ada.taps("6", "3", "kept", "done")
        for kind, file in FILES:
            told: dict[str, Any] = {kind: [file] if kind == "photo" else file}
            ada.person.sends(kind, None, **told)
            await ada.reads()
            assert "can only read words" in " ".join(ada.said[-2:])
        assert house.at(7) == ("checkin", "word")
        assert house.entries(7, "word") == []
        ada.person.sends("photo", caption="a quiet day", photo=[BOMB])
        await ada.reads()
        assert [entry.note for entry in house.entries(7, "word")] == ["a quiet day"], "the words beside it are kept"
        assert not [call for call in house.server.calls if "file" in call.method.casefold()]
        await ada.says("/export")
        await ada.taps("yes")
        kept = b"".join(file.content for file in house.server.files.values())
        assert b"a quiet day" in kept
        assert b"bomb" not in kept
    files = (file.read_bytes() for file in house.path.parent.iterdir() if file.is_file())
    assert b"bomb" not in b"".join(files)
