"""Settings: where they come from, and one line for each fault, naming the key and the remedy and never the secret."""

from pathlib import Path

import pytest

from bot.config import BadConfig, load

TOKEN = "123456:" + "A" * 35
CANARY = "c4n4ry-with-spaces in it"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a config.toml, and an environment without our variables."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str, name: str = "config.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def faults(path: Path | None = None) -> list[str]:
    with pytest.raises(BadConfig) as caught:
        load(path)
    return caught.value.faults


def test_nothing_at_all_is_the_defaults() -> None:
    settings = load()
    assert settings.store.path == "steady.db"
    assert settings.telegram.token is None


def test_config_toml_is_read_where_it_is(elsewhere: Path) -> None:
    write(elsewhere, '[store]\nurl = "sqlite:////var/lib/steady/steady.db"\n')
    assert load().store.path == "/var/lib/steady/steady.db"


def test_a_named_file_comes_in_the_place_of_config_toml(elsewhere: Path) -> None:
    write(elsewhere, '[store]\nurl = "sqlite:///one.db"\n')
    assert load(write(elsewhere, '[store]\nurl = "sqlite:///two.db"\n', "other.toml")).store.path == "two.db"


def test_the_environment_comes_before_the_file(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(elsewhere, '[store]\nurl = "sqlite:///file.db"\n[telegram]\nper_second = 10.0\n')
    monkeypatch.setenv("STEADY_STORE__URL", "sqlite:///environment.db")
    monkeypatch.setenv("STEADY_TELEGRAM__TOKEN", f" {TOKEN}\n")
    monkeypatch.setenv("STEADY_TELEGRAM__BASE_URL", "http://localhost:8081/")
    settings = load()
    assert settings.store.path == "environment.db"
    assert settings.telegram.per_second == 10
    assert settings.telegram.base_url == "http://localhost:8081"
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == TOKEN


@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_token_is_none(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEADY_TELEGRAM__TOKEN", empty)
    assert load().telegram.token is None


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("STORE__URL", "mysql://localhost", "store.url: give a path after sqlite:///"),
        ("STORE__URL", "sqlite:///", "store.url: give a path after sqlite:///"),
        ("TELEGRAM__TOKEN", CANARY, "telegram.token: this is not a token as BotFather gives it"),
        ("TELEGRAM__TOKEN", "123456:", "telegram.token: this is not a token"),
        ("TELEGRAM__TOKEN", "ünïcode:abc", "telegram.token: this is not a token"),
        ("TELEGRAM__BASE_URL", "localhost:8081", "telegram.base_url: give an address with http"),
        ("TELEGRAM__PER_SECOND", "0", "telegram.per_second: Input should be greater than 0"),
        ("TELEGRAM__PER_SECOND", "fast", "telegram.per_second: Input should be a valid number"),
        ("LOG__LEVEL", "loud", "log.level: Input should be 'debug', 'info', 'warning' or 'error'"),
        ("TELEGRAM__TOKN", CANARY, "telegram.tokn: no such key"),
        ("TELEGRM__TOKEN", CANARY, "STEADY_TELEGRM__TOKEN: no such setting. The sections are "),
        ("STORE", CANARY, "environment: "),
    ],
)
def test_a_line_for_a_fault(key: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"STEADY_{key}", value)
    [line] = faults()
    assert line.startswith(said)
    assert "\n" not in line
    assert CANARY not in line


def test_all_faults_at_once(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(elsewhere, '[store]\nurl = "postgres://"\ncolour = "red"\n[operator]\ncontact = 5\n')
    monkeypatch.setenv("STEADY_NOTHING", "1")
    lines = faults()
    assert len(lines) == 4
    assert [line.partition(":")[0] for line in lines] == [
        "STEADY_NOTHING",
        "store.url",
        "store.colour",
        "operator.contact",
    ]


@pytest.mark.parametrize("text", ["[store\n", "url = = 1\n", "\x00"])
def test_a_file_that_is_no_toml(text: str, elsewhere: Path) -> None:
    [line] = faults(write(elsewhere, text, "broken.toml"))
    assert "broken.toml: " in line
    assert "config.example.toml" in line


def test_a_file_that_is_no_text(elsewhere: Path) -> None:
    path = elsewhere / "binary.toml"
    path.write_bytes(b"\xff\xfe\x00")
    [line] = faults(path)
    assert "binary.toml: " in line


def test_a_file_that_is_not_there(elsewhere: Path) -> None:
    [line] = faults(elsewhere / "nowhere.toml")
    assert line.startswith("--config: there is no file ")


def test_a_folder_is_no_file(elsewhere: Path) -> None:
    [line] = faults(elsewhere)
    assert line.startswith("--config: there is no file ")


def test_settings_are_frozen_and_hide_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEADY_TELEGRAM__TOKEN", TOKEN)
    settings = load()
    assert TOKEN not in repr(settings)
    with pytest.raises(ValueError, match="frozen"):
        settings.store.url = "sqlite:///other.db"  # pyright: ignore[reportAttributeAccessIssue]
