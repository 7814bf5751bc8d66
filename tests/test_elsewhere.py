"""Somebody who talks elsewhere than in their own room: their answers take the short way, what we begin knocks first."""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.port import Arrived, Later, Unknown, Unreachable, Where
from bot.app import App
from coach.book import Book
from coach.effects import Kind
from coach.events import Pressed, Said, Started
from tests.office import NINE, Office, count, rows, until

pytestmark = pytest.mark.unmeasured  # of what is around the coach

KNOCK = "Hello. This is where my messages will come"
CLOSED = "My messages can't reach you"


@pytest.fixture
async def office(book: Book, tmp_path: Path) -> Office:
    office = Office(book, tmp_path / "steady.db")
    await office.prepare()
    await office.write("update account set room = '' where account = '1'")
    return office


def from_afar(flow: str, id: str = "e1", room: str = "", way: str = "way 1") -> Arrived:
    """A button under some message, from elsewhere unless their own room is given."""
    return Arrived(id, Where("board", "1", room, way), Pressed(f"tag00001m{id[1:]}", flow))


async def does(office: Office, app: App, *arrived: Arrived) -> list[tuple[str, str]]:
    """What is shown, and where, after these."""
    before = len(office.board.shown)
    for one in arrived:
        await app.handle(one)
    await app.delivery.drained()
    return [(at, text.split(".")[0].split(":")[0]) for at, text in office.board.shown[before:]]


def account(office: Office) -> tuple[str, int]:
    [found] = rows(office.path, "select room, reachable from account where account = '1'")
    return found


async def test_answers_take_the_way_they_were_asked_by(office: Office) -> None:
    async with office.open() as app:
        [(at, _)] = await does(office, app, from_afar("status"))
        assert (at, account(office)) == ("way 1", ("", 1))
        [(at, _)] = await does(office, app, Arrived("e2", Where("board", "1", "room 9"), Said("hello")))
        assert (at, account(office)) == ("room 9", ("room 9", 1))
        await does(office, app, from_afar("status", "e3"))
        assert account(office) == ("room 9", 1), "the room is kept while they talk elsewhere"


async def test_a_knock_opens_the_room_and_what_we_begin_comes_there(office: Office) -> None:
    async with office.open() as app:
        shown = await does(office, app, from_afar("knock"))
        assert sorted(shown) == [("room 1", "Hello"), ("way 1", "I'm writing to you privately now")]
        assert account(office) == ("room 1", 1)
        assert "open 1" in office.board.calls


async def test_whoever_writes_in_their_own_room_is_not_knocked_at(office: Office) -> None:
    async with office.open() as app:
        shown = await does(office, app, from_afar("knock", room="room 1", way=""))
        assert [at for at, _ in shown] == ["room 1"]


async def test_a_button_in_their_own_room_shows_nothing_of_whether_it_is_open(office: Office) -> None:
    await office.write("update account set reachable = 0, room = 'room 1' where account = '1'")
    async with office.open() as app:
        await does(office, app, from_afar("status", room="room 1"))
        assert account(office) == ("room 1", 0)
        shown = await does(office, app, from_afar("knock", "e2", room="room 1"))
        assert [at for at, _ in shown] == ["way 1", "room 1"]
        assert account(office) == ("room 1", 1)


async def test_a_closed_room_is_told_at_once_and_what_we_begin_waits(office: Office) -> None:
    """Nothing more is tried there until they knock again or write from it."""
    office.board.fails[str(office.book.flows["knock"].words["knock"])] = [Unreachable()]
    async with office.open() as app:
        shown = await does(office, app, from_afar("knock"))
        assert [at for at, _ in shown] == ["way 1", "way 1"]
        assert CLOSED in [text for _, text in shown]
        assert account(office)[1] == 0
        await office.write("insert into wake values (1, 'nudge', ?)", int(NINE.timestamp() * 1000))
        await app.wakes.tick()
        assert count(office.path, "outbox", "state = 'pending'") == 0, "nobody is there"
        told = await does(office, app, from_afar("status", "e2"))
        assert next(text for _, text in told) == "Today's message, which couldn't reach you"
        await does(office, app, from_afar("knock", "e3"))
        assert account(office) == ("room 1", 1)


async def test_whoever_is_erased_while_we_knock_is_not_stored_again(office: Office) -> None:
    """The knock is on its way, they finish /delete, and then their room turns out to be closed."""
    knock = str(office.book.flows["knock"].words["knock"])
    office.board.fails[knock] = [Unreachable()]
    office.board.slow = KNOCK
    office.board.going.clear()
    async with office.open(sending=True) as app:
        await app.handle(from_afar("knock"))
        await until(app, lambda: knock in office.board.calls)
        await app.handle(Arrived("e2", Where("board", "1", "", "way 1"), Started("delete")))
        await app.handle(Arrived("e3", Where("board", "1", "", "way 1"), Said("erase everything")))
        await until(app, lambda: count(office.path, "person") == 1)
        office.board.going.set()
        await app.delivery.drained()
        left = {table: count(office.path, table, "account = '1'") for table in ("account", "outbox")}
        assert (left, count(office.path, "person"), count(office.path, "wake")) == ({"account": 0, "outbox": 0}, 1, 0)
    assert CLOSED not in "".join(office.board.texts())


async def test_a_room_that_cannot_be_opened_for_hours_holds_up_no_answer(office: Office) -> None:
    office.board.fails["open 1"] = [Later(7200)]
    async with office.open(rate=100) as app:
        shown = await does(office, app, from_afar("knock"), from_afar("status", "e2"))
        assert {at for at, _ in shown} == {"way 1"}
        assert len(shown) == 2
        office.clock.skip(hours=2, seconds=1)
        await app.delivery.drained()
        assert office.board.shown[-1][0] == "room 1"


async def test_a_way_that_has_closed_is_no_way_and_a_reply_without_room_ends(office: Office) -> None:
    async with office.open() as app:
        text = "gone"
        office.board.fails[text] = [Unreachable()]
        await office.puts(text, by_way=1)
        await office.puts("still here", by_way=1)
        await app.delivery.drained()
        assert "still here" in office.board.texts(), "what has a way of its own is not dropped with the room"
        assert account(office)[1] == 0


# Where the platform itself notices that a message is there already


@pytest.mark.parametrize(("memory", "after", "sent"), [(120, 60, 1), (120, 121, 0), (0, 1, 0)])
async def test_a_push_of_unknown_fate_is_sent_again_only_where_a_second_one_is_noticed(
    office: Office, memory: int, after: int, sent: int
) -> None:
    office.board.memory = timedelta(seconds=memory)
    await office.write("update account set room = 'room 1' where account = '1'")
    await office.puts("a push", Kind.PUSH, created=NINE - timedelta(seconds=after))
    office.board.fails["a push"] = [Unknown()]
    async with office.open() as app:
        await app.delivery.drained()
        office.clock.skip(seconds=50)
        await app.delivery.drained()
        assert office.board.texts().count("a push") == sent


@pytest.mark.parametrize(("memory", "states"), [(120, []), (0, ["unknown"])])
async def test_a_push_that_was_on_its_way_when_the_process_died(office: Office, memory: int, states: list[str]) -> None:
    office.board.memory = timedelta(seconds=memory)
    await office.write("update account set room = 'room 1' where account = '1'")
    await office.puts("a push", Kind.PUSH, state="sending", created=NINE - timedelta(seconds=30))
    await office.send()
    assert (office.board.texts() == ["a push"]) == (not states)
    assert [s for s in office.states() if s != "sent"] == states
