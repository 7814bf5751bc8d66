"""Configuration: what comes first, and every fault as one line that names the key and the remedy and no secret."""

import os
import tomllib
from pathlib import Path

import pytest

from bot.config import BadConfig, Log, Settings, Store, Telegram, load
from tests.test_store_file import nobody_special

pytestmark = pytest.mark.unmeasured  # of what is around the coach

GIVEN = "4242424242:AAF-abcdefghijklmnopqrstuvwxyz_01234"
CANARY = "5ecr3t"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Our own folder, and none of the variables of whoever runs this."""
    for name in list(os.environ):
        if name.startswith("STEADY_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def faults(path: Path | None = None) -> list[str]:
    with pytest.raises(BadConfig) as bad:
        load(path)
    assert str(bad.value) == "\n".join(bad.value.faults)
    assert all(fault and "\n" not in fault for fault in bad.value.faults)
    assert CANARY not in str(bad.value)
    return bad.value.faults


def write(text: str, name: str = "config.toml") -> Path:
    path = Path(name)
    path.write_text(text, "utf-8")
    return path


def test_without_anything_there_are_defaults() -> None:
    settings = load()
    assert (settings.store.path, settings.telegram.token, settings.log.level) == ("steady.db", None, "info")
    assert settings.telegram.base_url == "https://api.telegram.org"


def test_a_file_comes_before_defaults_and_the_environment_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[store]\nurl = "sqlite:///file.db"\n[telegram]\nper_second = 3\nper_chat = 2\n[log]\nlevel = "debug"\n')
    monkeypatch.setenv("STEADY_STORE__URL", "sqlite:////var/lib/steady.db")
    monkeypatch.setenv("STEADY_TELEGRAM__PER_SECOND", "7.5")
    monkeypatch.setenv("steady_telegram__token", f"  {GIVEN}\n")
    settings = load()
    assert settings.store == Store(url="sqlite:////var/lib/steady.db")
    assert settings.store.path == "/var/lib/steady.db"
    assert (settings.telegram.per_second, settings.telegram.per_chat) == (7.5, 2)
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == GIVEN
    assert settings.log == Log(level="debug")
    assert GIVEN not in repr(settings) + str(settings)


def test_a_named_file_is_taken_in_the_place_of_the_usual_one() -> None:
    write('[log]\nlevel = "debug"\n')
    assert load(write('[log]\nlevel = "error"\n', "other.toml")).log.level == "error"


def test_the_path_of_the_store_is_what_stands_after_the_third_slash() -> None:
    assert Store(url=" sqlite:///my store#1.db\n").path == "my store#1.db"
    assert Store(url="sqlite:////var/lib/steady/steady.db").path == "/var/lib/steady/steady.db"


@pytest.mark.parametrize("token", ["", "   "])
def test_an_empty_token_is_none(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("STEADY_TELEGRAM__TOKEN", token)
    assert load().telegram.token is None


def test_nothing_can_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().store.url = "sqlite:///other.db"  # pyright: ignore[reportAttributeAccessIssue]


WRONG = [
    ('[store]\nurl = "postgresql://me:5ecr3t@x/y"', "store.url: only SQLite is there yet. Give sqlite:/// and a path"),
    ('[store]\nurl = "5ecr3t.db"', "store.url: this is no address. Give sqlite:/// and a path"),
    ('[store]\nurl = "sqlite://5ecr3t.db"', "store.url: there is no path after sqlite:///. Give sqlite:/// and a path"),
    ('[store]\nurl = "sqlite:///"', "store.url: there is no path after sqlite:///. Give"),
    ('[store]\nurl = "sqlite:///  "', "store.url: there is no path after sqlite:///. Give"),
    ('[store]\nurl = ""', "store.url: there is no path after sqlite:///. Give"),
    ('[store]\nurl = "sqlite:///:memory:"', "store.url: in memory, everything would be lost at the end. Give"),
    ('[store]\nurl = "sqlite:///file:5ecr3t.db"', "store.url: the path is a file: address. Give"),
    ('[store]\nurl = "sqlite:///FILE::memory:"', "store.url: the path is a file: address. Give"),
    ('[store]\nurl = "sqlite:///5ecr3t.db?mode=ro"', "store.url: there are parameters after the path. Leave out the ?"),
    ('[store]\nurl = "sqlite:///a\\nb\\u0000"', "store.url: there are signs in the path that cannot be printed. Give"),
    ("[store]\nurl = 7", "store.url: "),
    *(
        (written, f"{name}: this is a section and has no value of its own. Write its keys below [{name}], such as")
        for name, written in (
            ("store", 'store = "5ecr3t"'),
            ("telegram", 'telegram = "5ecr3t"'),
            ("log", "log = 7"),
            ("discord", '[[discord]]\ntoken = "5ecr3t"'),
        )
    ),
    ('[telegram]\ntoken = "5ecr3t"', "telegram.token: this is not a token as BotFather gives it"),
    ('[telegram]\ntoken = "12:5ecr3t!"', "telegram.token: this is not a token"),
    ('[telegram]\ntoken = "x:5ecr3t"', "telegram.token: this is not a token"),
    ("[telegram]\ntoken = 12345", "telegram.token: "),
    ('[telegram]\nbase_url = "5ecr3t"', "telegram.base_url: give an address with http:// or https://"),
    ('[telegram]\nbase_url = "http://x/?q=5ecr3t"', "telegram.base_url: give an address with http:// or https://"),
    ('[operator]\ncontact = " "', "operator.contact: say who runs this copy"),
    ('[discord]\ntoken = "5ecr3t"', "discord.token: this is not a bot's token"),
    ('[discord]\ngateway_url = "http://5ecr3t"', "discord.gateway_url: give an address with ws:// or wss://"),
    ('[discord]\napi_url = "ws://5ecr3t"', "discord.api_url: give an address with http:// or https://"),
    ('[telegram]\nbase_url = "http://"', "telegram.base_url: give an address with http:// or https://"),
    ('[telegram]\nbase_url = "http://[5ecr3t"', "telegram.base_url: give an address with http:// or https://"),
    ('[telegram]\nbase_url = "http://x:5ecr3t"', "telegram.base_url: give an address with http:// or https://"),
    ("[telegram]\nper_second = 0", "telegram.per_second: "),
    ("[telegram]\nper_second = 1001", "telegram.per_second: "),
    ('[telegram]\nper_second = "5ecr3t"', "telegram.per_second: "),
    ("[telegram]\nper_chat = -1", "telegram.per_chat: "),
    ('[log]\nlevel = "5ecr3t"', "log.level: "),
    ('[log]\nformat = "xml"', "log.format: "),
    (f'[operator]\ncontact = "{"x" * 201}"', "operator.contact: "),
    ("[retention]\ndays = 59", "retention.days: give a number of days from 60 to 1095"),
    ("[retention]\ndays = 1096", "retention.days: give a number of days from 60 to 1095"),
    ("[retention]\ndays = 0", "retention.days: give a number of days from 60 to 1095"),
    ('[retention]\ndays = "a year"', "retention.days: "),
    ("[telegram]\ntokn = 1", "telegram.tokn: no such key. config.example.toml lists them all"),
    ("[telegrm]\ntoken = 1", "telegrm: no such key. config.example.toml lists them all"),
    ("secret = '5ecr3t'", "secret: no such key. config.example.toml lists them all"),
]


@pytest.mark.parametrize(("text", "fault"), WRONG)
def test_a_fault_in_the_file_is_a_line(text: str, fault: str) -> None:
    write(text)
    [line] = faults()
    assert line.startswith(fault)


def test_all_faults_are_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[store]\nurl = "x"\n[log]\nlevel = "loud"\n[nowhere]\na = 1\n')
    monkeypatch.setenv("STEADY_TELEGRAM__PER_CHAT", "many")
    monkeypatch.setenv("STEADY_TELGRAM__TOKEN", CANARY)
    named = {fault.partition(":")[0] for fault in faults()}
    assert named == {"store.url", "log.level", "nowhere", "telegram.per_chat", "STEADY_TELGRAM__TOKEN"}


def test_a_store_that_is_in_order_is_known_where_other_things_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that `steady check` can look at it, too."""
    write('[store]\nurl = "sqlite:///mine.db"\n[log]\nlevel = "loud"\n')
    assert known() == Store(url="sqlite:///mine.db")
    monkeypatch.setenv("STEADY_TELEGRAM", CANARY)
    assert known() == Store(url="sqlite:///mine.db")
    monkeypatch.setenv("STEADY_STORE__URL", "sqlite:///other.db")
    assert known() == Store(url="sqlite:///other.db")
    for url in ("x", "sqlite:///:memory:"):
        monkeypatch.setenv("STEADY_STORE__URL", url)
        assert known() is None
    write("no toml")
    assert known() is None


def known() -> Store | None:
    with pytest.raises(BadConfig) as bad:
        load()
    return bad.value.store


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("STEADY_TELEGRAM__TOKEN", CANARY, "telegram.token: this is not a token"),
        ("STEADY_TELEGRAM__TOKN", CANARY, "telegram.tokn: no such key"),
        (
            "STEADY_TELEGRM__TOKEN",
            CANARY,
            "STEADY_TELEGRM__TOKEN: no such setting. The sections are discord, log, operator, retention, review, store",
        ),
        ("STEADY_TOKEN", CANARY, "STEADY_TOKEN: no such setting"),
        ("STEADY_STORE_URL", CANARY, "STEADY_STORE_URL: no such setting"),
        ("STEADY_TELEGRAM", CANARY, "STEADY_TELEGRAM: this is a section and has no value of its own. Write its keys"),
        ("steady_log", CANARY, "STEADY_LOG: this is a section and has no value of its own. Write its keys below [log]"),
        ("STEADY_TELEGRAM", f'"{CANARY}"', "telegram: this is a section and has no value of its own. Write its keys"),
        ("STEADY_TELEGRAM", f'{{"token": "{CANARY}"}}', "telegram.token: this is not a token"),
        ("STEADY_TELEGRAM__TOKEN__X", CANARY, "telegram.token: "),
    ],
)
def test_a_fault_in_the_environment_is_a_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str
) -> None:
    monkeypatch.setenv(name, value)
    [line] = faults()
    assert line.startswith(fault)


@pytest.mark.parametrize("text", ["[store\n", "store = = 1", "\x00", 'a = "5ecr3t', "a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_a_line_that_names_it(text: str) -> None:
    [line] = faults(write(text, "mine.toml"))
    assert line.startswith("mine.toml: ")
    assert line.endswith("Compare it with config.example.toml")


def test_a_file_that_is_no_text_is_a_line_that_names_it() -> None:
    Path("mine.toml").write_bytes(b"\xff\xfe\x00")
    [line] = faults(Path("mine.toml"))
    assert line.startswith("mine.toml: ")


def test_a_file_that_is_not_there_is_a_line() -> None:
    [line] = faults(Path("nowhere.toml"))
    assert line.startswith("--config: there is no file nowhere.toml")


def test_a_folder_in_the_place_of_a_file_is_a_line() -> None:
    Path("steady").mkdir()
    [line] = faults(Path("steady"))
    assert line == "--config: steady is a folder. Name the file in it, such as steady/config.toml"


def test_a_section_that_is_in_order_is_not_named_with_one_that_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEADY_LOG", '{"level": "debug"}')
    monkeypatch.setenv("STEADY_TELEGRAM", CANARY)
    [line] = faults()
    assert line.startswith("STEADY_TELEGRAM: ")
    assert line.endswith("below [telegram], such as token, or set STEADY_TELEGRAM__TOKEN and the like")


@pytest.mark.parametrize("closed", ["mine.toml", "."])
def test_a_file_that_may_not_be_read_is_a_line(closed: str) -> None:
    with nobody_special() as above:
        folder = above / "folder"
        folder.mkdir()
        (folder / "mine.toml").touch()
        (folder / closed).chmod(0)
        [line] = faults(folder / "mine.toml")
        assert line.startswith(f"{folder / 'mine.toml'}: Permission denied. Let the user Steady runs as read it")
        folder.chmod(0o777)


def test_what_the_example_says_is_so() -> None:
    text = (Path(__file__).parent.parent / "config.example.toml").read_text("utf-8")
    assert Settings(**tomllib.loads(text)) == Settings()
    assert Settings().telegram == Telegram()
