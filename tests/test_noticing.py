"""The model behind its port: it reads as it learnt to, off the loop, in order; whatever fails, there is an answer."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.port import Arrived, NotSent, StoreDown, Where
from bot.noticing.load import Lazily, Loaded, load
from bot.noticing.noticing import Noticing, to_read
from bot.noticing.onnx import OnnxModel
from bot.noticing.plain import PlainModel
from bot.noticing.port import Logits
from bot.noticing.reader import STEP, TOKENS, WEIGHTS, Reader, windows
from bot.noticing.wordpiece import WordPiece
from coach.book import Book
from coach.events import Pressed, Said, Started
from coach.safety import lines
from coach.safety.normal import normal
from coach.safety.notice import judge
from coach.safety.seen import HEADS, LABELS
from tests.office import Office
from tests.properties import examples

ADA = Where("board", "1", "room 1")
PIECES = Path(__file__).parent / "pieces.txt"


@pytest.fixture(scope="module")
def words() -> WordPiece:
    return WordPiece(WEIGHTS / "vocabulary.txt")


@pytest.fixture(scope="module")
def reader() -> Reader:
    found = load()
    assert found.reader is not None
    assert found.why_not == ()
    return found.reader


# Pieces


def test_words_are_cut_as_the_model_learnt_them(words: WordPiece) -> None:
    """Against what the tokenizers library made of the same texts (tools/notice/pieces.py)."""
    lines = PIECES.read_text("utf-8").splitlines()
    assert len(lines) > 100
    for line in lines:
        ids, _, text = line.partition("\t")
        assert words(normal(text)) == [int(id) for id in ids.split()]


@examples(200)
@given(st.text(max_size=200))
def test_any_text_can_be_cut(words: WordPiece, text: str) -> None:
    first, *_, last = words(normal(text))
    assert [first, last] == words("")


@pytest.mark.parametrize("many", [2, 190, 191, 192, 193, 342, 343, 1000, 5000])
def test_a_long_text_is_read_in_windows_and_no_word_of_it_is_left_out(many: int) -> None:
    ids = list(range(many))
    found = windows(ids)
    assert all(len(window) <= TOKENS and (window[0], window[-1]) == (0, many - 1) for window in found)
    assert {id for window in found for id in window} == set(ids)
    assert len(found) <= many // STEP + 1


# Reading


def test_danger_in_the_last_sentence_of_a_long_message_is_seen(reader: Reader) -> None:
    ordinary = "we argued about the rent and the cat again, and then i made soup for the whole week. " * 40
    assert reader.see(ordinary).danger < 0.5
    assert (
        reader.see(f"{ordinary} i have written the letters, and after tonight nobody has to carry me any more").danger
        > 0.5
    )


def test_both_runners_read_alike(words: WordPiece) -> None:
    texts = ("i want to text her", "what's the point of waking up", "he follows me home", "hello", "¿volverá conmigo?")
    runners = [Reader(make(WEIGHTS / "model.onnx"), words) for make in (OnnxModel, PlainModel)]
    for text in texts:
        ours, theirs = (runner.see(text) for runner in runners)
        assert ours.likely[0] == theirs.likely[0]
        assert abs(ours.danger - theirs.danger) < 0.15


class Fixed:
    """A model that says the same of everything."""

    name = "fixed"

    def __call__(self, ids: Sequence[Sequence[int]]) -> Logits:
        return [[0.0] * (len(LABELS) + len(HEADS)) for _ in ids]


class Broken(Fixed):
    def __call__(self, ids: Sequence[Sequence[int]]) -> Logits:
        raise RuntimeError("no")


class Slow(Fixed):
    """Reads nothing until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, ids: Sequence[Sequence[int]]) -> Logits:
        assert self.go.wait(30)
        return super().__call__(ids)


def says(text: str, id: str = "e1", where: Where = ADA) -> Arrived:
    return Arrived(id, where, Said(text))


async def test_what_is_written_is_read_before_the_turn(book: Book, words: WordPiece) -> None:
    noticing = Noticing(book, Reader(Fixed(), words).see)
    event = (await noticing(says("the lamp is lit"))).event
    assert isinstance(event, Said)
    assert event.seen is not None
    assert event.seen.danger == 0.5


@pytest.mark.parametrize(
    "event",
    [Pressed("p", "c"), Started("checkin"), Said("yes"), Said("7"), Said("No contact"), Said("..."), Said("stop")],
)
def test_our_own_words_and_numbers_are_not_read(book: Book, event: Pressed | Started | Said) -> None:
    assert to_read(book, event) == ""


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Said("i want to die"), "i want to die"),
        (Started("kill", "myself"), "kill myself"),
        (Started("unknown"), "unknown "),
        (Started("checkin", "i cannot"), "checkin i cannot"),
    ],
)
def test_their_words_are_read_wherever_they_stand(book: Book, event: Started | Said, words: str) -> None:
    assert to_read(book, event) == words


async def test_one_s_next_press_does_not_overtake_what_is_being_read(book: Book, words: WordPiece) -> None:
    slow, order = Slow(), list[str]()
    noticing = Noticing(book, Reader(slow, words).see)

    async def through(arrived: Arrived) -> None:
        await noticing(arrived)
        order.append(arrived.id)

    press = Arrived("2", ADA, Pressed("p", "c"))
    other = Arrived("3", Where("board", "2", "room 2"), Pressed("p", "c"))
    ends = [asyncio.ensure_future(through(one)) for one in (says("the lamp", "1"), press, other, says("is lit", "4"))]
    await ends[2]
    assert order == ["3"], "nobody else waits"
    slow.go.set()
    await asyncio.gather(*ends)
    assert order == ["3", "1", "2", "4"]


async def test_what_cannot_be_read_goes_through_by_its_cues(book: Book, words: WordPiece) -> None:
    arrived = says("i want to die")
    with capture_logs() as log:
        assert await Noticing(book, Reader(Broken(), words).see)(arrived) == arrived
    assert [(entry["event"], entry["error"]) for entry in log] == [("notice.failed", "RuntimeError")]
    assert await Noticing(book, None)(arrived) == arrived


# Which reader there is


def test_where_one_runner_cannot_load_the_next_is_taken() -> None:
    found = load(runners=(("missing", "Model"), ("plain", "PlainModel")))
    assert found.reader is not None
    assert found.reader.name == "numpy"
    assert found.why_not == ("missing: ModuleNotFoundError",)


def test_it_is_loaded_once_when_the_first_message_is_read() -> None:
    told = list[Loaded]()
    see = Lazily(told.append)
    assert told == []
    first, second = see("i want to text her"), see("i want to text her")
    assert first is not None
    assert first == second
    assert len(told) == 1


def test_where_none_can_load_cues_decide_alone(tmp_path: Path) -> None:
    found = load(weights=tmp_path)
    assert found.reader is None
    assert len(found.why_not) == 2
    assert judge("i want to die", None).tier == 2


# While the store is down


async def test_a_cry_for_help_is_answered_while_the_store_is_down(book: Book, tmp_path: Path) -> None:
    office = Office(book, tmp_path / "steady.db")
    async with office.open() as app:
        await office.write("drop table seen")  # as a disk may
        for _ in range(2):  # the platform offers it again until it is taken
            with pytest.raises(StoreDown):
                await app.handle(says("i want to die"))
        with pytest.raises(StoreDown):
            await app.handle(says("hello", "e2"))
        [text] = office.board.texts()
        assert "findahelpline.com" in text


async def test_where_even_that_cannot_be_sent_the_store_s_trouble_is_still_what_is_said(
    book: Book, tmp_path: Path
) -> None:
    office = Office(book, tmp_path / "steady.db")
    async with office.open() as app:
        await office.write("drop table seen")  # as a disk may
        office.board.fails = {lines.cry(book).text: [NotSent()]}
        with capture_logs() as log, pytest.raises(StoreDown):
            await app.handle(says("i want to die"))
        assert [entry["error"] for entry in log if entry["event"] == "unstored.unsent"] == ["NotSent"]
