"""The terminal's side of the door: cards as text, typed lines as events."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace
from rich.console import Console

from adapters.console.console import ConsoleMessenger, Screen, arrived, read, read_skip
from adapters.port import Where
from adapters.surface import CONSOLE, Card, layout
from coach.effects import Ask, Choice, Say
from coach.events import Event, Pressed, Said, Started

pytestmark = pytest.mark.unmeasured  # of what is around the coach

HERE = Where("console", "you", "you")
YES_NO = Card(
    "Fine?", "Title", ((Choice("yes", "Yes"),), (Choice("no", "No, not at all"),)), (Choice("_stop", "Stop"),), "p1"
)
SCALE = Card("How much?", "", (tuple(Choice(str(n), str(n)) for n in range(11)),), (Choice("_stop", "Stop"),), "p2")
MENU = Card("Something?", rows=((Choice("checkin", "Check in"),), (Choice("less", "Less"),)), prompt="tagm1")
SIGNED = tuple(Choice(f"o{n}", label) for n, label in enumerate(("\u22121", "0", "1", "Not safe"), start=1))
NUMBERS = Card("How was it?", rows=(SIGNED,), controls=(Choice("_skip", "Skip"),), prompt="p4")
WORDS = Card("Say it.", controls=(Choice("_skip", "Skip"),), prompt="p3")


class Terminal:
    def __init__(self, folder: Path = Path(), *, colour: bool = False) -> None:
        self.written = io.StringIO()
        console = Console(file=self.written, width=60, highlight=False, force_terminal=colour, no_color=not colour)
        self.messenger = ConsoleMessenger(console, folder)

    async def shows(self, card: Card) -> str:
        """What a card adds to the screen."""
        before = len(self.written.getvalue())
        await self.messenger.show(HERE, card, silent=False, nonce="")
        return self.written.getvalue()[before:]


async def test_answers_are_numbered_and_the_ways_out_are_named() -> None:
    shown = await Terminal().shows(YES_NO)
    assert [line.rstrip() for line in shown.splitlines()] == [
        "", "  Title", "  Fine?", "   1  Yes", "   2  No, not at all", "  Stop"]  # fmt: skip


async def test_a_scale_needs_no_list_and_words_need_none() -> None:
    screen = Terminal()
    assert "10" not in await screen.shows(SCALE)
    assert [line.strip() for line in (await screen.shows(WORDS)).splitlines()] == ["", "Say it.", "Skip"]


async def test_an_answer_that_is_a_number_is_typed_as_it_stands() -> None:
    shown = await Terminal().shows(NUMBERS)
    assert [line.strip() for line in shown.splitlines()] == ["", "How was it?", "Not safe", "Skip"]


async def test_colour_is_for_a_terminal_that_has_it() -> None:
    assert "\x1b[" in await Terminal(colour=True).shows(YES_NO)
    assert "\x1b[" not in await Terminal().shows(YES_NO)


@pytest.mark.parametrize("text", ["[red]x[/red]", "[/]", "[bold", "{0}", "https://example.org", ":smile:", "\\[x]"])
async def test_marks_of_the_library_are_only_signs(text: str) -> None:
    shown = await Terminal().shows(
        Card(text, text, ((Choice("a", text), Choice("b", text)),), (Choice("c", text),), "p")
    )
    assert shown.count(text) == 5


CONTROLS = "".join(map(chr, (*range(9), 11, 12, 13, *range(14, 32), *range(127, 160))))


async def test_what_would_command_a_terminal_does_not_reach_it() -> None:
    """Somebody's words come back in questions, titles and names."""
    text = f"a{CONTROLS}b\tc\n\x1b[31md"
    card = Card(text, text, ((Choice("a", text), Choice("b", "x")),), (Choice("c", text),), "p")
    screen = Terminal()
    await screen.messenger.show(Where("console", text, text), card, silent=False, nonce="")
    shown = screen.written.getvalue() + await screen.shows(card)
    assert not set(shown) & set(CONTROLS)
    assert shown.count("[31md") == 7, "the rest of it is shown"


async def test_the_time_that_is_left_is_counted_down_as_long_as_the_question_is_open() -> None:
    screen, begun = Terminal(), datetime(2026, 3, 2, 8, tzinfo=UTC)
    timed = replace(YES_NO, until=begun + timedelta(minutes=10))
    assert screen.messenger.left(begun) is None
    await screen.shows(timed)
    assert screen.messenger.left(begun + timedelta(seconds=61)) == timedelta(minutes=8, seconds=59)
    assert screen.messenger.left(begun + timedelta(hours=1)) == timedelta()
    await screen.messenger.strip(HERE, "1")
    assert screen.messenger.left(begun) is None


async def test_what_was_printed_stays_and_ticks_are_shown_again() -> None:
    screen = Terminal()
    first = await screen.messenger.show(HERE, YES_NO, silent=False, nonce="")
    before = screen.written.getvalue()
    await screen.messenger.edit(HERE, first, Card("Fine?\n\n› Yes"))
    await screen.messenger.strip(HERE, first)
    assert screen.written.getvalue() == before
    ticked = layout(Ask("p1", "Which?", choices=(Choice("a", "A", on=True), Choice("b", "B"))), CONSOLE)[-1]
    await screen.messenger.edit(HERE, first, ticked)
    assert "✓ A" in screen.written.getvalue()
    assert screen.messenger.screen.numbered == ticked


async def test_a_message_without_a_question_leaves_the_last_one_to_be_answered() -> None:
    screen = Terminal()
    await screen.shows(YES_NO)
    await screen.shows(layout(Say("By the way."), CONSOLE)[0])
    assert screen.messenger.screen == Screen(YES_NO)


async def test_a_menu_beside_an_open_question_has_letters_and_leaves_it_its_numbers() -> None:
    screen = Terminal()
    asked = await screen.messenger.show(HERE, YES_NO, silent=False, nonce="")
    assert [line.strip() for line in (await screen.shows(MENU)).splitlines()][2:] == ["a  Check in", "b  Less"]
    assert read("1", screen.messenger.screen) == Pressed("p1", "yes")
    assert read("b", screen.messenger.screen) == Pressed("tagm1", "less")
    assert read("c", screen.messenger.screen) == Said("c")
    await screen.messenger.edit(HERE, asked, Card("Fine?\n\n› Yes"))
    assert read("1", screen.messenger.screen) == Said("1")
    assert [line.strip() for line in (await screen.shows(MENU)).splitlines()][2:] == ["1  Check in", "2  Less"]
    assert read("2", screen.messenger.screen) == Pressed("tagm1", "less")
    assert read("b", screen.messenger.screen) == Said("b")


async def test_a_question_that_is_asked_again_below_a_menu_leaves_it_its_letters() -> None:
    screen = Terminal()
    asked = await screen.messenger.show(HERE, YES_NO, silent=False, nonce="")
    await screen.shows(MENU)
    await screen.messenger.strip(HERE, asked)
    await screen.shows(YES_NO)
    assert read("b", screen.messenger.screen) == Pressed("tagm1", "less")
    assert read("1", screen.messenger.screen) == Pressed("p1", "yes")


async def test_a_question_whose_ticks_changed_is_still_the_one_that_is_closed() -> None:
    screen = Terminal()
    asked = await screen.messenger.show(HERE, YES_NO, silent=False, nonce="")
    await screen.messenger.edit(HERE, asked, YES_NO)
    await screen.messenger.strip(HERE, "0")
    assert read("1", screen.messenger.screen) == Pressed("p1", "yes")
    await screen.messenger.strip(HERE, asked)
    assert screen.messenger.screen == Screen()


async def test_a_button_of_an_earlier_menu_can_be_said_while_no_question_is_open() -> None:
    screen = Terminal()
    await screen.shows(
        replace(MENU, rows=((Choice("lesson.done.3", "Done"),), (Choice("less", "Less"),)), prompt="tagm0")
    )
    await screen.shows(MENU)
    assert read("done", screen.messenger.screen) == Pressed("tagm0", "lesson.done.3")
    assert read("less", screen.messenger.screen) == Pressed("tagm1", "less"), "the newest has the word"
    await screen.shows(YES_NO)
    assert read("done", screen.messenger.screen) == Said("done"), "a question has it first"


async def test_a_no_is_no_answer_to_an_earlier_menu() -> None:
    screen = Terminal()
    asked = replace(
        MENU, rows=((Choice("verdict.1.no", "No"),), (Choice("verdict.1.yes", "Yes, still"),)), prompt="tagm0"
    )
    await screen.shows(asked)
    assert read("no", screen.messenger.screen) == Pressed("tagm0", "verdict.1.no")
    await screen.shows(MENU)
    assert read("no", screen.messenger.screen) == Said("no")
    assert read("yes, still", screen.messenger.screen) == Pressed("tagm0", "verdict.1.yes")


READ: list[tuple[str, Card | None, Event]] = [
    ("hello", None, Said("hello")),
    ("  hello ", None, Said("  hello ")),
    ("/start", None, Started("start")),
    (" /settings hour now", None, Started("settings", "hour now")),
    ("/", None, Said("/")),
    ("1", None, Said("1")),
    ("1", YES_NO, Pressed("p1", "yes")),
    (" 2 ", YES_NO, Pressed("p1", "no")),
    ("3", YES_NO, Said("3")),
    ("0", YES_NO, Said("0")),
    ("-1", YES_NO, Said("-1")),
    ("1.", YES_NO, Said("1.")),
    ("\u0661", YES_NO, Said("\u0661")),
    ("\u00b2", YES_NO, Said("\u00b2")),
    ("9" * 5000, YES_NO, Said("9" * 5000)),
    ("00001", YES_NO, Said("00001")),
    ("7", SCALE, Said("7")),
    ("1", WORDS, Said("1")),
    ("1", NUMBERS, Said("1")),
    ("3", NUMBERS, Said("3")),
    ("yes", YES_NO, Said("yes")),
    ("a\0b\udcffc", None, Said("abc")),
    ("/st\0art \udcff", None, Started("start", "")),
]


@pytest.mark.parametrize(("line", "last", "event"), READ)
def test_a_typed_line_is_a_command_an_answer_or_words(line: str, last: Card | None, event: Event) -> None:
    assert read(line, Screen(last)) == event


@given(st.text(st.characters(exclude_categories=()), max_size=60), st.sampled_from([None, YES_NO, SCALE, WORDS]))
def test_whatever_is_typed_is_an_event_that_can_be_stored(line: str, last: Card | None) -> None:
    found = arrived(line, Screen(last, MENU), "you", "id")
    assert (found.where, found.private) == (HERE, True)
    words = "".join(map(str, asdict(found.event).values()))
    assert "\0" not in words
    assert words.encode().decode() == words


FAR = {"1d": 24, "12h": 12, "30m": 0.5, " 2W ": 336, "1 d": 24, "400d": 9600}
NOT_FAR = ("401d", "0d", "", "d", "1", "-1d", "1.5d", "99999d", "1y", "\u0661d", "1d2h")


@pytest.mark.parametrize(("words", "hours"), [*FAR.items(), *((words, None) for words in NOT_FAR)])
def test_how_far_to_skip(words: str, hours: float | None) -> None:
    assert read_skip(words) == (None if hours is None else timedelta(hours=hours))
