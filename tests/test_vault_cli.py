"""The vault as an operator meets it: the real process, where its key is, how it is changed, every refusal's line."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.vault.vaultkey import fresh
from tests.botapi import BotApi
from tests.test_cli import CLEAN, Ended, ended, polls, steady, telegram
from tests.test_store_file import nobody_special
from tests.test_vault import plain

pytestmark = pytest.mark.unmeasured  # of what is around the coach

TALK = "/start\n1\n1\n"
STORY = ":story\n"
KNOWN, UNKNOWN = "Zone UTC", "Nothing is stored about you."
MISSING = "vault.key_file: the vault key is missing: the store is sealed, and steady.db.vault-key is not there. Put it"
WRONG = "vault.key: this is not the key by which the keys in steady.db.keys are wrapped. Give that one;"


async def line(folder: Path, *words: str, **settings: str) -> str:
    """The one line with which it is refused, by code 2 and with no key in it."""
    found = await ended(folder, *words, **settings)
    assert (found.code, found.out) == (2, "")
    [said] = found.err.splitlines()
    assert not any(key in said for key in settings.values() if len(key) == 44)
    return said


async def well(folder: Path, *words: str, typed: str = "", **settings: str) -> str:
    found = await ended(folder, *words, typed=typed, **settings)
    assert (found.code, found.err) == (0, "")
    return found.out


def state(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    command = (sys.executable, "-m", "bot", "chat")
    found = subprocess.run(command, cwd=folder, input=TALK, capture_output=True, env=CLEAN, check=True, text=True)
    assert "a key that was made now: steady.db.vault-key" in found.stdout
    return folder


@pytest.fixture
def sealed(first_run: Path, tmp_path: Path) -> Path:
    """A folder with a store in which somebody is, and the key that the first run made."""
    return shutil.copytree(first_run, tmp_path, dirs_exist_ok=True)


# Where the key is


async def test_the_first_run_says_where_it_has_made_a_key(tmp_path: Path) -> None:
    async with BotApi() as server, steady(tmp_path, "run", **telegram(server)) as running:
        await polls(server)
        found = await running.end()
    assert '"event": "vault.key_made"' in found.err
    assert '"place": "steady.db.vault-key"' in found.err
    assert stat.S_IMODE((tmp_path / "steady.db.vault-key").stat().st_mode) == 0o600
    assert KNOWN not in await well(tmp_path, "chat", typed=STORY)


async def test_a_key_beside_the_data_is_warned_of(sealed: Path) -> None:
    for settings in ({}, {"VAULT__KEY_FILE": "steady.db.vault-key"}):
        found = await well(sealed, "check", **settings)
        assert "Vault: the key is in steady.db.vault-key, beside the data, where it helps against a leaked " in found
        assert "name it in vault.key_file, or hand it over as a systemd credential\n" in found


async def test_before_the_first_run_check_says_what_it_will_make(tmp_path: Path) -> None:
    assert "Vault: the first run makes a key, steady.db.vault-key, beside the data," in await well(tmp_path, "check")
    assert os.listdir(tmp_path) == []


async def test_the_key_is_taken_from_the_environment_a_file_and_a_credential(
    sealed: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this order: where all are there, the first is taken."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    key = (sealed / "steady.db.vault-key").read_text("ascii")
    (sealed / "steady.db.vault-key").replace(elsewhere / "vault_key")
    assert (await line(sealed, "check")).startswith(MISSING)
    assert KNOWN in await well(sealed, "chat", typed=STORY, VAULT__KEY=key)
    assert "Vault: the key is given as vault.key\n" in await well(sealed, "check", VAULT__KEY=key)
    file = str(elsewhere / "vault_key")
    assert KNOWN in await well(sealed, "chat", typed=STORY, VAULT__KEY_FILE=file)
    assert f"Vault: the key is in {file}\n" in await well(sealed, "check", VAULT__KEY_FILE=file)
    monkeypatch.setitem(CLEAN, "CREDENTIALS_DIRECTORY", str(elsewhere))
    assert KNOWN in await well(sealed, "chat", typed=STORY)
    assert f"Vault: the key is in {file}\n" in await well(sealed, "check")
    none = await line(sealed, "chat", VAULT__KEY_FILE="nowhere")
    assert none.startswith("vault.key_file: there is no file nowhere. ")
    assert KNOWN in await well(sealed, "chat", typed=STORY, VAULT__KEY=key, VAULT__KEY_FILE="nowhere")
    assert (await line(sealed, "chat", VAULT__KEY=fresh(), VAULT__KEY_FILE=file)).startswith(WRONG)


async def test_a_configuration_file_names_the_key_file(sealed: Path) -> None:
    (sealed / "steady.db.vault-key").rename(sealed / "k")
    (sealed / "config.toml").write_text('[vault]\nkey_file = "k"\n')
    assert KNOWN in await well(sealed, "chat", typed=STORY)


# Refusals


@pytest.mark.parametrize("words", [("run",), ("chat",), ("check",), ("vault", "rotate")])
async def test_a_key_that_is_missing_or_another_is_a_line(sealed: Path, words: tuple[str, ...]) -> None:
    async with BotApi() as server:
        settings = telegram(server) if words == ("run",) else {}
        assert (await line(sealed, *words, VAULT__KEY=fresh(), **settings)).startswith(WRONG)
        (sealed / "steady.db.vault-key").unlink()
        before = state(sealed)
        assert (await line(sealed, *words, **settings)).startswith(MISSING)
        assert server.calls == []
    assert state(sealed).keys() == before.keys(), "no other key is made"


@pytest.mark.parametrize("key", ["", " ", "s3cr3t", "c2hvcnQ=", "c3RlYWR5IGluIHRlc3RzIGlzIHNlYWxlZCBieSB0aGk"])
@pytest.mark.parametrize("name", ["KEY", "FORMER_KEY"])
async def test_a_key_that_is_none_is_a_line(tmp_path: Path, key: str, name: str) -> None:
    said = await line(tmp_path, "chat", **{f"VAULT__{name}": key})
    assert said.startswith(f"vault.{name.lower()}: this is no key: 32 bytes, written as base64. `steady vault init` ")
    assert not key.strip() or key not in said
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["", ".", "/"])
async def test_a_key_file_without_a_name_is_a_line(tmp_path: Path, name: str) -> None:
    said = await line(tmp_path, "chat", VAULT__KEY_FILE=name)
    assert said == "vault.key_file: there is no name of a file. Give the path of one, or leave the key out"


def _none(file: Path) -> None:
    file.unlink(missing_ok=True)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _bytes(file: Path) -> None:
    file.write_bytes(bytes(range(32)))


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


def _open_to_all(file: Path) -> None:
    file.chmod(0o604)


def _writable_by_all(file: Path) -> None:
    file.chmod(0o602)


FAULTS: list[tuple[Callable[[Path], None], str]] = [
    (_none, "there is no file KEY. Put the key there; for a new store `steady vault init` makes one"),
    (_empty, "KEY: this is no key: 32 bytes, written as base64. "),
    (_bytes, "KEY: this is no key: 32 bytes, written as base64. "),
    (_folder, "KEY is no file. Give the path of one"),
    (_pipe, "KEY is no file. Give the path of one"),
    (_open_to_all, "KEY is open to everybody on this machine. Run chmod 600 KEY"),
    (_writable_by_all, "KEY is open to everybody on this machine. Run chmod 600 KEY"),
]


@pytest.mark.parametrize(("spoil", "said"), FAULTS)
async def test_a_key_file_that_will_not_do_is_a_line(sealed: Path, spoil: Callable[[Path], None], said: str) -> None:
    (sealed / "key").write_bytes((sealed / "steady.db.vault-key").read_bytes())
    (sealed / "key").chmod(0o640)
    assert KNOWN in await well(sealed, "chat", typed=STORY, VAULT__KEY_FILE="key"), "a group may read it"
    spoil(sealed / "key")
    for word in ("chat", "check"):
        found = await line(sealed, word, VAULT__KEY_FILE="key")
        assert found.startswith(f"vault.key_file: {said.replace('KEY', 'key')}")


async def test_a_key_beside_the_data_that_everybody_can_read_is_a_line(sealed: Path) -> None:
    (sealed / "steady.db.vault-key").chmod(0o644)
    said = await line(sealed, "chat")
    assert said.startswith("vault.key_file: steady.db.vault-key is open to everybody on this machine. Run chmod 600 st")


async def test_a_key_in_a_configuration_that_everybody_can_read_is_a_line(tmp_path: Path) -> None:
    from bot.vault.vaultkey import fresh

    config = tmp_path / "config.toml"
    config.write_text(f'[vault]\nkey = "{fresh()}"\n')
    config.chmod(0o644)
    assert (await line(tmp_path, "check")).startswith("vault.key: config.toml is open to everybody on this machine.")
    config.chmod(0o600)
    await well(tmp_path, "check")


def test_a_key_file_that_may_not_be_read_is_a_line() -> None:
    from bot import config
    from bot.config import BadConfig
    from bot.vault import source

    with nobody_special() as folder:
        (folder / "key").write_text(fresh())
        (folder / "key").chmod(0)
        (folder / "closed").mkdir(0)
        for file in (folder / "key", folder / "closed" / "key"):
            with pytest.raises(BadConfig) as bad:
                source.find(config.Vault(key_file=file), folder / "steady.db")
            [line] = bad.value.faults
            assert line.startswith(f"vault.key_file: {file}: Permission denied. Give it to the user Steady runs as")
        (folder / "closed").chmod(0o700)


async def test_keys_that_are_lost_are_a_line(sealed: Path) -> None:
    (sealed / "steady.db.keys").unlink()
    before = state(sealed)
    for word in ("chat", "check"):
        said = await line(sealed, word)
        assert said.startswith("store.url: steady.db.keys: the keys are not there, without which nothing that people ")
    assert state(sealed).keys() == before.keys()
    said = await line(sealed, "vault", "rotate")
    assert said == "store.url: steady.db.keys: there are no keys yet. The first `steady run` makes them"


# `steady check`


async def test_check_reads_the_rows_of_a_sealed_store_and_leaves_no_trace(sealed: Path) -> None:
    before = state(sealed)
    assert "Store: sqlite:///steady.db, version " in await well(sealed, "check")
    assert state(sealed) == before
    with closing(sqlite3.connect(sealed / "steady.db")) as db, db:
        db.execute("update session set body = substr(body, 1, 40)")
    said = await line(sealed, "check")
    assert said.startswith("store.url: steady.db: 1 row of session can't be read: ")


async def test_check_reads_a_store_of_before(tmp_path: Path) -> None:
    plain(tmp_path / "steady.db", stray=1)
    with closing(sqlite3.connect(tmp_path / "steady.db")) as db, db:
        db.execute("update person set body = (select body from person where id = 1) where id = 2")
    before = state(tmp_path)
    assert "Store: sqlite:///steady.db, version 1, " in await well(tmp_path, "check")
    assert state(tmp_path) == before


async def test_check_has_nothing_against_a_copy_from_before_an_erasure(sealed: Path) -> None:
    """The start erases them in it, too."""
    copy = (sealed / "steady.db").read_bytes()
    assert "gone" in await well(sealed, "chat", typed="/delete\nerase everything\n")
    (sealed / "steady.db").write_bytes(copy)
    assert "Store: sqlite:///steady.db, version " in await well(sealed, "check")
    assert UNKNOWN in await well(sealed, "chat", typed=STORY)


# Another key


async def test_init_makes_a_key_where_one_is_configured_and_leaves_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    said = await well(tmp_path, "vault", "init", VAULT__KEY_FILE="etc/key")
    assert said.startswith("A vault key was made: etc/key, mode 0600. Keep a copy of it apart from the data: ")
    assert os.listdir(tmp_path / "etc") == ["key"]
    assert stat.S_IMODE((tmp_path / "etc" / "key").stat().st_mode) == 0o600
    key = (tmp_path / "etc" / "key").read_bytes()
    assert await line(tmp_path, "vault", "init", VAULT__KEY_FILE="etc/key") == (
        "vault.key_file: etc/key is there already, and is left as it is"
    )
    assert (tmp_path / "etc" / "key").read_bytes() == key
    assert "vault-key" not in await well(tmp_path, "chat", typed=TALK, VAULT__KEY_FILE="etc/key")
    assert sorted(os.listdir(tmp_path)) == ["etc", "steady.db", "steady.db.keys", "steady.db.lock"]


async def test_init_makes_none_where_it_would_be_the_wrong_one(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await line(sealed, "vault", "init", VAULT__KEY_FILE="k")).startswith(
        "vault.key_file: steady.db is sealed already. Move its key to k; for another one, run `steady vault rotate` th"
    )
    assert (await line(sealed, "vault", "init", VAULT__KEY=fresh())).startswith("vault.key: the key comes from there ")
    assert (await line(sealed, "vault", "init", VAULT__KEY_FILE="nowhere/k", STORE__URL="sqlite:///new.db")).startswith(
        "vault.key_file: nowhere/k can't be written: No such file or directory. "
    )
    monkeypatch.setitem(CLEAN, "CREDENTIALS_DIRECTORY", str(sealed))
    (sealed / "vault_key").write_text(fresh())
    assert (await line(sealed, "vault", "init")).startswith("credential vault_key: the key comes from there already")


async def test_rotation_puts_a_new_key_in_the_place_of_the_old_one(sealed: Path) -> None:
    old = (sealed / "steady.db.vault-key").read_text("ascii")
    said = await well(sealed, "vault", "rotate")
    assert said.startswith("All keys are wrapped by a new vault key, in steady.db.vault-key, and the old one is gone. ")
    assert (sealed / "steady.db.vault-key").read_text("ascii") != old
    assert stat.S_IMODE((sealed / "steady.db.vault-key").stat().st_mode) == 0o600
    assert KNOWN in await well(sealed, "chat", typed=STORY)
    assert (await line(sealed, "chat", VAULT__KEY=old)).startswith(WRONG)
    assert not any(name.endswith(".new") for name in os.listdir(sealed))


async def test_rotation_of_a_key_that_is_not_ours_to_write_takes_the_former_beside_the_new_one(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (sealed / "steady.db.vault-key").read_text("ascii"), fresh()
    (sealed / "steady.db.vault-key").unlink()
    assert (await line(sealed, "vault", "rotate", VAULT__KEY=old)).startswith(
        "vault.key: Steady cannot write the key there. Give a new one there, the old one as vault.former_key, and run "
    )
    both = {"VAULT__KEY": new, "VAULT__FORMER_KEY": old}
    assert KNOWN in await well(sealed, "chat", typed=STORY, **both), "it runs before the rotation, too"
    assert "There is a former key, too: run `steady vault rotate`" in await well(sealed, "check", **both)
    assert (await line(sealed, "vault", "rotate", VAULT__FORMER_KEY=old)).startswith(
        "vault.key_file: there is a former key, and no new one. Give that, too"
    )
    said = await well(sealed, "vault", "rotate", **both)
    assert said == "All keys are wrapped by vault.key now. The former key can be removed, wherever it is.\n"
    assert await well(sealed, "vault", "rotate", **both) == said, "there is nothing left to do"
    assert KNOWN in await well(sealed, "chat", typed=STORY, VAULT__KEY=new)
    monkeypatch.setitem(CLEAN, "CREDENTIALS_DIRECTORY", str(sealed))
    (sealed / "vault_former_key").write_text(new)
    (sealed / "vault_former_key").chmod(0o400)
    assert "All keys are wrapped by vault.key now" in await well(sealed, "vault", "rotate", VAULT__KEY=fresh())


async def test_whoever_could_read_the_old_key_can_read_the_new_one(sealed: Path) -> None:
    """Root may rotate a key of which the service is the owner, or its group."""
    key = sealed / "steady.db.vault-key"
    key.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(key, 65534, 65533)
    before = key.stat()
    await well(sealed, "vault", "rotate")
    after = key.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino


async def test_a_start_that_was_cut_off_before_there_were_keys_is_no_loss(tmp_path: Path) -> None:
    """An empty file is all there is of them."""
    (tmp_path / "steady.db.keys").touch()
    (tmp_path / "steady.db").touch()
    assert "Store: sqlite:///steady.db, empty, will be filled" in await well(tmp_path, "check")
    assert "there are no keys yet" in await line(tmp_path, "vault", "rotate")
    plain(tmp_path / "steady.db", stray=1)
    with closing(sqlite3.connect(tmp_path / "steady.db")) as db, db:
        db.execute("update person set body = (select body from person where id = 1) where id = 2")
    assert "Store: sqlite:///steady.db, version 1, " in await well(tmp_path, "check")
    await well(tmp_path, "chat", typed=TALK)
    assert KNOWN in await well(tmp_path, "chat", typed=STORY)


async def test_rotation_is_refused_while_steady_runs(sealed: Path) -> None:
    async with BotApi() as server, steady(sealed, "run", **telegram(server)) as running:
        await polls(server)
        assert (await line(sealed, "vault", "rotate")).startswith("store.url: steady.db: another Steady has it open. ")
        assert (await running.end()).code == 0


async def test_no_key_is_in_any_log(sealed: Path) -> None:
    key = (sealed / "steady.db.vault-key").read_text("ascii").strip()
    async with BotApi() as server:
        settings = telegram(server) | {"LOG__LEVEL": "debug", "VAULT__KEY": key, "VAULT__FORMER_KEY": fresh()}
        async with steady(sealed, "run", **settings) as running:
            server.person(7).says("/start")
            await server.settled(timeout=20)
            found: Ended = await running.end()
    assert (found.code, found.out) == (0, "")
    assert key not in found.err
    assert settings["VAULT__FORMER_KEY"] not in found.err
