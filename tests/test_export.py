"""A copy of everything: what is in it, and how it is handed over on each platform."""

import json
import re
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from adapters.port import NotSent, Unknown
from adapters.surface import TELEGRAM, Card
from adapters.text import units
from bot.store.records import millis
from coach.book import Book, headed, texts
from coach.export import DATA, FILES, PAGE, VERSION, Kept, document, plain
from coach.ledger import Entry
from coach.person import Age, Gate, Goal, Person
from coach.session import Left, Offered, Session
from tests.botapi import BotApi
from tests.discordapi import DiscordApi
from tests.guests import Parlour
from tests.office import MORNING, NINE, Office, count
from tests.people import House
from tests.properties import examples
from tests.test_chat import CHECKED_IN, SETTLED, chat

AT = datetime(2026, 7, 4, 22, 30, tzinfo=UTC)  # the fifth, in Kathmandu
NASTY = [
    "<b>bold</b> </td></table><script>alert(1)</script>",
    "*_[x](tg://user?id=1) `code` || ~",
    "@everyone <@1> <#2> /start@the_bot",
    "{0.__class__} {word} %s ${7*7} {{7*7}} #{x}",
    "'; drop table person; --",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
    "zero\u200bwidth\u200d\ufeff e\u0301\u0301",
    "👨‍👩‍👧‍👦 \x1b[31m \x07",
    'quote " and \\ and \n a line',
    "&lt;already&gt; &amp; ]]> <!-- -->",
]


def kept(*entries: Entry, person: Person | None = None, session: Session | None = None, **sending: Any) -> Kept:
    zone = "Asia/Kathmandu"
    return Kept(person or Person(zone=zone, consented=AT), session or Session("a1b2c3d4"), entries, sending, AT)


def word(text: str) -> Entry:
    return Entry("word", "", date(2026, 7, 4), AT, text)


class Cells(HTMLParser):
    """What a browser would show in each cell, and which tags stood there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.cells, self.text, self._inside = set[str](), list[str](), "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._inside = tag == "bdi"
        self.cells += [""] if self._inside else []

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._inside:
            self.cells[-1] += data


QUIZ = '{"q01_safety":"putdown+control","q02_boundary":"silent","q99":"x"}'
TAGS = {"html", "meta", "style", "title", "h1", "h2", "p", "table", "tr", "th", "td", "bdi"}


# What is in it


def test_an_instant_is_told_in_utc_and_by_their_clock(book: Book) -> None:
    told = json.loads(document(book, kept(word("x")), DATA).text)
    assert told["made"] == {"utc": "2026-07-04T22:30:00+00:00", "local": "2026-07-05T04:15:00+05:45"}
    assert (told["format"], told["version"], told["zone"]) == ("steady-export", VERSION, "Asia/Kathmandu")
    assert told["ledger"] == [{"kind": "word", "value": "", "day": "2026-07-04", "at": told["made"], "note": "x"}]


def test_the_files_are_named_by_their_own_day(book: Book) -> None:
    names = [(made.name, made.kind) for made in (document(book, kept(), name) for name in FILES)]
    assert names == [("steady-2026-07-05.html", "text/html"), ("steady-2026-07-05.json", "application/json")]


def test_every_field_of_a_person_and_a_session_is_in_both(book: Book) -> None:
    left = {"chances": Left("q3", {"q2": "silent"}, ("q2",), AT)}
    person = Person(
        Age.ADULT, AT, "NP", "Asia/Kathmandu", Goal.HEAL, date(2026, 6, 1), hour=time(21, 5), gates=frozenset(Gate)
    )
    session = Session("a1b2c3d4", "settings", "zone", left=left, offered=(Offered("a", "A b"),), heard=AT)
    made = kept(person=person, session=session)
    told = json.loads(document(book, made, DATA).text)
    assert told["settings"].keys() == {field.name for field in fields(person)}
    assert told["conversation"].keys() == {field.name for field in fields(session)}
    assert (told["settings"]["gates"], told["settings"]["hour"]) == (["abuse", "harm", "no", "order"], "21:05:00")
    assert told["conversation"]["left"]["chances"]["answers"] == {"q2": "silent"}
    page = Cells(document(book, made, PAGE).text)
    for shown in ("abuse, harm, no, order", "21:05", "1 June 2026", "heal", "NP", "5 July 2026, 04:15", "yes", "no"):
        assert shown in page.cells, shown
    assert "q2: silent" in page.text


def test_what_sending_needs_is_in_both(book: Book) -> None:
    made = kept(addresses=[{"platform": "telegram", "account": "7", "heard": AT, "reachable": True}], planned=[])
    told = json.loads(document(book, made, DATA).text)
    assert told["addresses"] == [{"platform": "telegram", "account": "7", "heard": told["made"], "reachable": True}]
    assert told["planned"] == []
    page = Cells(document(book, made, PAGE).text)
    assert {"telegram", "7", "5 July 2026, 04:15", "yes"} <= set(page.cells)
    assert "Where I reach you" in page.text


def test_answers_are_told_as_they_were_given(book: Book) -> None:
    entries = (
        Entry("contact", "wrote", date(2026, 7, 4), AT),
        Entry("own", "part", date(2026, 7, 4), AT),
        Entry("contact", "of old", date(2026, 7, 4), AT),
        Entry("tea", "green", date(2026, 7, 4), AT),
        Entry(
            "chances", "p5", date(2026, 7, 4), AT, '{"q01_safety":"putdown+control","q02_boundary":"silent","q99":"x"}'
        ),
        Entry("chances", "p5", date(2026, 7, 4), AT),
    )
    page = Cells(document(book, kept(*entries), PAGE).text)
    for shown in ("I reached out", "Part of it", "of old", "tea", "green"):
        assert shown in page.cells, shown
    assert "Put-downs, shouting or humiliation, often, They checked on me, isolated or controlled me" in page.text
    assert "Nothing. It's just quiet" in page.text
    assert "q99: x" in page.text
    told = json.loads(document(book, kept(*entries), DATA).text)
    assert told["ledger"][4]["note"] == {"q01_safety": "putdown+control", "q02_boundary": "silent", "q99": "x"}


def test_contact_and_what_became_of_it_are_told_in_words(book: Book) -> None:
    day, note = date(2026, 7, 4), '{"said":"2","taken":"2026-04-01"}'
    entries = (
        Entry("contact", "replied", day, AT),
        Entry("outcome", "may", day, AT, note),
        Entry("outcome", "may_not", day, AT),
        Entry("outcome", "touch", day, AT, note),
        Entry("outcome", "touch", day, AT, "{}"),
    )
    page = Cells(document(book, kept(*entries), PAGE).text)
    shown = [(page.cells[n + 3], page.cells[n + 4]) for n in range(0, 25, 5)]
    wrote_back, note_read = (
        str(getattr(book.flows["checkin"].steps["replied"], "choices", {})["yes"]),
        "said: 2\ntaken: 1 April 2026",
    )
    assert shown == [
        (wrote_back, ""),
        ("You may ask me once", note_read),
        ("Don't ask after all", ""),
        ("In touch, not together", note_read),
        ("In touch, not together", "{}"),
    ]
    told = json.loads(document(book, kept(*entries), DATA).text)
    assert told["ledger"][1]["note"] == {"said": "2", "taken": "2026-04-01"}


def test_curves_and_habits_are_told_by_their_headlines_and_their_answers(book: Book) -> None:
    moments = '[["first","",3],["best","the sea",5],["own2","",-4],["of_old","",1]]'
    entries = (
        Entry("curve", "v4", date(2026, 7, 4), AT, moments),
        Entry("curve", "v99", date(2026, 7, 4), AT, moments),
        Entry("habits", "reach", date(2026, 7, 4), AT, '{"reach1":"4"}'),
        Entry("held", "1", date(2026, 7, 4), AT, '{"text":"come back"}'),
        Entry("date", "d1", date(2026, 7, 4), AT, '{"occasion":"birthday","plan":{"where":"by the sea"}}'),
    )
    page = Cells(document(book, kept(*entries), PAGE).text)
    assert {"A good story with a bad last page", "v99", "Reach for", "come back"} <= set(page.cells)
    assert "The first time: 3\nthe sea: 5\nA moment of your own: \u22124\nof_old: 1" in page.text
    assert "writing the story of why" in page.text
    assert "where: by the sea" in page.text
    told = json.loads(document(book, kept(*entries), DATA).text)
    assert told["ledger"][0]["note"][1] == ["best", "the sea", 5]
    assert told["ledger"][2]["note"] == {"reach1": "4"}


@pytest.mark.parametrize("text", NASTY)
def test_whatever_was_written_is_literal_in_both(book: Book, text: str) -> None:
    session = Session("a1b2c3d4", answers={"argument": text})
    made = kept(word(text), session=session, waiting=[{"text": text}])
    assert json.loads(document(book, made, DATA).text)["ledger"][0]["note"] == text
    page = Cells(document(book, made, PAGE).text)
    assert page.cells.count(text) == 2
    assert page.tags <= TAGS


@examples(60)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=60))
def test_any_words_at_all_are_literal_in_both(book: Book, text: str) -> None:
    made = kept(word(text))
    assert json.loads(document(book, made, DATA).text)["ledger"][0]["note"] == text
    page = Cells(document(book, made, PAGE).text)
    assert page.tags <= TAGS
    assert not text or text in page.cells


def test_the_page_loads_nothing_from_anywhere(book: Book) -> None:
    page = document(book, kept(word("https://example.org/x.png")), PAGE).text
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=", page)


def test_odds_are_named_in_neither(book: Book) -> None:
    """A result has a name that tells of odds: who may see none must not find them here."""
    entry = Entry("chances", "p9", date(2026, 7, 4), AT, '{"q02_boundary":"silent"}')
    page = document(book, kept(entry), PAGE).text
    words = book.flows["chances"].words
    told = [w for key, w in words.items() if key.startswith(("short", "name", "band", "range"))]
    assert not any(str(w) in page for w in told)


@pytest.mark.parametrize("value", [None, 3, "x", True, (1, "a"), frozenset({"b", "a"}), {"a": {"b": AT}}, Age.ADULT])
def test_plain_values_are_json(value: object) -> None:
    json.dumps(plain(value, "UTC"))


def test_the_words_beside_the_files_fit_there(book: Book) -> None:
    for path, text in texts(book):
        if path in ("export.words.made_now", "export.words.large"):
            assert units("\n\n".join(headed(text))) < TELEGRAM.caption


# On Telegram


@pytest.fixture
async def house(book: Book, tmp_path: Path) -> AsyncGenerator[House]:
    async with BotApi() as server:
        yield House(server, book, tmp_path / "steady.db")
        assert server.faults == []


def instant(at: datetime) -> dict[str, str]:
    """In winter London's clocks say the same."""
    return {"utc": at.isoformat(), "local": at.isoformat()}


def told(content: bytes) -> dict[str, Any]:
    return json.loads(content)


async def test_both_files_come_and_go_by_one_button(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.checks_in(word=NASTY[0])
        await ada.says("/export")
        assert house.server.files == {}, "it is asked about first"
        await ada.taps("yes")
        page, data = house.server.files.values()
        assert (page.kind, data.kind) == ("text/html", "application/json")
        own = told(data.content)
        assert [e["note"] for e in own["ledger"] if e["kind"] == "word"] == [NASTY[0]]
        assert own["addresses"] == [
            {"platform": "telegram", "account": "7", "room": "7", "reachable": True, "heard": instant(MORNING)}
        ]
        assert {row["key"] for row in own["planned"]} >= {"nudge", "prompt", "silent"}
        assert {m["message"] for m in own["messages"]} <= {str(m.message_id) for m in ada.person.messages}
        assert NASTY[0] in Cells(page.content.decode()).cells
        before = len(ada.person.messages)
        await ada.taps("remove")
        assert [m for m in ada.person.messages if "document" in m.payload] == []
        assert len(ada.person.messages) == before - 2, "nothing is said, and nothing else has gone"
        house.tidy()


async def test_nothing_of_a_copy_is_kept(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/export")
        await ada.taps("yes")
    for end in ("", "-wal"):
        file = house.path.with_name(house.path.name + end)
        assert not file.exists() or b"steady-export" not in file.read_bytes()


async def test_files_that_are_too_old_stay_and_it_is_said(house: House) -> None:
    house.server.tolerate("message can't be deleted")
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/export")
        await ada.taps("yes")
        for message in ada.person.messages:
            message.payload["date"] -= 49 * 3600
        await house.skip(hours=49)
        await ada.taps("remove")
        assert "can't take those files back" in ada.said[-1]
        assert len([m for m in ada.person.messages if "document" in m.payload]) == 2


async def test_after_its_receipt_has_aged_nothing_is_asked_of_the_platform(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.settles_in()
        await ada.says("/export")
        await ada.taps("yes")
        await house.skip(days=61)
        calls = len(house.server.calls)
        await ada.taps("remove")
        assert "can't take those files back" in ada.said[-1]
        assert not [call for call in house.server.calls[calls:] if call.method.startswith("delete")]


async def test_in_a_group_it_is_refused_and_not_even_who_is_known_is_told(house: House) -> None:
    """Test 58: to somebody who is known and to somebody who is not, the very same."""
    async with house.serving():
        ada, bob = house.friend(7), house.server.person(8, first_name="Bob")
        await ada.settles_in()
        said = list[str]()
        for number, person in enumerate((ada.person, bob), start=1):
            group = house.server.group(-number, state="member")
            for command in ("export", "export yes", "forget", "delete", "privacy", "status", "remove"):
                group.says(person, f"/{command}@the_bot")
            await house.quiet()
            said.append("\n".join(m.text for m in group.messages if m.by_bot))
            assert not [m for m in group.messages if m.by_bot and m.buttons]
        assert said[0] == said[1]
        assert "only talk in private" in said[0]
        assert house.server.files == {}
        assert (count(house.path, "person"), house.at(7)) == (1, ("", ""))


async def test_somebody_who_never_agreed_gets_what_there_is(house: House) -> None:
    async with house.serving():
        ada = house.friend()
        await ada.says("/export")
        await ada.taps("yes")
        _, data = house.server.files.values()
        own = told(data.content)
        assert (own["settings"]["consented"], own["ledger"]) == (None, [])
        assert [row["key"] for row in own["planned"]] == ["lapse"]


# On Discord


async def test_in_a_server_only_they_see_the_files(
    house: House, discord: DiscordApi, book: Book, tmp_path: Path
) -> None:
    parlour = Parlour(discord, book, tmp_path / "discord.db")
    async with parlour.serving():
        ada = await parlour.settled()
        await ada.checks_in(word=NASTY[2])
        await ada.uses("export")
        await ada.picks("yes")
        [shown] = [m for m in ada.messages if m.id in discord.files]
        page, data = discord.files[shown.id]
        assert shown.only_for is ada.person
        assert discord.person(8).messages(discord.home) == []
        assert told(data.content)["ledger"][-3]["note"] == NASTY[2]
        assert NASTY[2] in Cells(page.content.decode()).cells
        discord.clock.skip(3600)
        await ada.picks("remove")
        assert shown.gone


async def test_at_home_the_files_go_at_any_time(discord: DiscordApi, book: Book, tmp_path: Path) -> None:
    parlour = Parlour(discord, book, tmp_path / "discord.db")
    async with parlour.serving():
        ada = (await parlour.settled()).at_home()
        await ada.uses("export")
        await ada.picks("yes")
        [shown] = [m for m in ada.messages if m.id in discord.files]
        assert (shown.ephemeral, len(discord.files[shown.id])) == (False, 2)
        await parlour.skip(days=10)
        await ada.picks("remove")
        assert shown.gone


# In the terminal


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".html", ".json"))


async def test_files_are_written_beside_the_data_for_nobody_else(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}{CHECKED_IN}/export\n1\n/export\n1\n")
    written = files(tmp_path)
    assert len(written) == 4, "a second copy takes the place of nothing"
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    for path in written:
        assert path.name in re.sub(r"\s", "", said)
    assert [e["kind"] for e in told(written[1].read_bytes())["ledger"]][:1] == ["window"]


async def test_the_button_and_delete_take_the_files_away_where_they_still_are(tmp_path: Path) -> None:
    said = await chat(tmp_path, f"{SETTLED}/export\n1\n1\n")
    assert said.count("Removed: ") == 2, "a tap is answered where nothing is seen to go"
    assert files(tmp_path) == []
    await chat(tmp_path, "/export\n1\n/export\n1\n")
    files(tmp_path)[0].unlink()
    await chat(tmp_path, "/delete\n2\n")
    assert files(tmp_path) == []


# What goes wrong on the way


@pytest.fixture
async def office(book: Book, tmp_path: Path) -> Office:
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    return office


async def puts(office: Office, *, otherwise: str = "too large") -> None:
    parcel = {"files": FILES, "otherwise": Card(otherwise)}
    await office.puts("Here.", op="export", prompt="tag00001m1", parcel=parcel)


async def test_a_copy_whose_fate_is_unknown_is_not_sent_again(office: Office) -> None:
    """One of the two would lie there, and no button takes it away."""
    office.board.fails = {"Here.": [Unknown()]}
    await puts(office)
    await office.send()
    assert office.board.calls.count("Here.") == 1
    assert "cut off" in office.board.texts()[-1]


async def test_a_copy_that_was_not_sent_is_tried_again(office: Office) -> None:
    office.board.fails = {"Here.": [NotSent()]}
    await puts(office)
    await office.send()
    office.clock.skip(minutes=2)
    await office.send()
    assert [one.name for one in office.board.documents] == ["steady-2026-03-10.html", "steady-2026-03-10.json"]


async def test_a_copy_that_is_too_large_is_said_to_be(office: Office) -> None:
    office.board.on = replace(TELEGRAM, file=100)
    await puts(office)
    await office.send()
    assert (office.board.texts(), office.board.documents) == (["too large"], [])


async def test_a_copy_for_somebody_who_is_gone_is_not_sent(office: Office) -> None:
    await puts(office)
    await office.write("delete from person where id = 1")
    await office.send()
    assert (office.board.calls, office.board.documents) == ([], [])


async def test_what_cannot_be_read_keeps_nobody_from_the_rest(office: Office) -> None:
    await office.write("insert into entry values (1, 1, ?, ?)", millis(NINE), b"\x00spoilt")
    await office.puts("waits", not_before=millis(NINE) * 2, lane=1)
    await office.write("update outbox set body = x'00ff' where lane = 1")
    await puts(office)
    await office.send()
    own = json.loads(office.board.documents[1].text)
    assert (own["ledger"], [row["text"] for row in own["waiting"]]) == ([], [""])
