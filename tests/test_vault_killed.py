"""The vault in a process that is killed with -9 at any line of it: nothing is lost, and a start puts it right."""

from pathlib import Path

import pytest

from bot import config
from bot.store.file import beside
from bot.vault import source
from bot.vault.keys import END, VAULT_KEY, Keys
from bot.vault.rotate import rotate
from coach.book import Book
from tests.killed import STORE, killed
from tests.office import Office, rows
from tests.test_vault import everything, keyed, on_disk, plain, starts, texts

pytestmark = pytest.mark.unmeasured  # of what is around the coach

DEFAULT = config.Vault()  # the key beside the store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "before").mkdir()
    return tmp_path / "before" / STORE


def key_of(path: Path) -> str:
    keys = Keys.open(beside(path, END))
    try:
        return keys.fact(VAULT_KEY)
    finally:
        keys.close()


async def test_a_rotation_can_be_read_at_any_moment_and_ends_when_it_is_run_again(tmp_path: Path, path: Path) -> None:
    plain(path, stray=1)
    await starts(path, DEFAULT)
    told, old = everything(path, DEFAULT), key_of(path)
    folders = await killed("rotate", tmp_path)
    news: set[bool] = set()
    for left in folders:
        now = left / STORE
        assert everything(now, DEFAULT) == told
        await starts(now, DEFAULT)
        news.add(key_of(now) != old)
        rotate(DEFAULT, now)
        held = source.find(DEFAULT, now)
        assert held.key is not None
        assert held.key.id == key_of(now) != old
        assert held.next is None, "and nothing else lies there"
        assert everything(now, DEFAULT) == told
    assert len(folders) > 50
    assert news == {False, True}, "it was killed before and after the keys were wrapped anew"


async def test_a_store_of_before_is_sealed_however_often_that_is_cut_off(tmp_path: Path, path: Path) -> None:
    plain(path, stray=1)
    told = texts(path)
    folders = await killed("seal", tmp_path)
    for left in folders:
        await starts(left / STORE, DEFAULT)
        assert everything(left / STORE, DEFAULT) == told
        assert on_disk(left) == []
    assert len(folders) > 80


async def test_a_first_run_that_is_cut_off_can_be_begun_again(tmp_path: Path, path: Path) -> None:
    folders = await killed("seal", tmp_path)
    for left in folders:
        await starts(left / STORE, DEFAULT)
        assert await starts(left / STORE, DEFAULT) == []
    assert len(folders) > 60


async def test_everybody_has_a_key_and_nobody_leaves_one_behind(tmp_path: Path, path: Path, book: Book) -> None:
    """People come and go, and the process dies on the way."""
    await Office(book, path).prepare()
    folders = await killed("live", tmp_path)
    for left in folders:
        numbers = rows(left / STORE, "select coalesce(max(seq), 0) from sqlite_sequence where name = 'person'")[0][0]
        await starts(left / STORE)
        people = {id for [id] in rows(left / STORE, "select id from person")}
        assert {person for person in keyed(left / STORE) if person <= numbers} == people
        assert {person for _, person, _ in everything(left / STORE)} >= people
    assert len(folders) > 60
