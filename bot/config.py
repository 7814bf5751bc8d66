"""Configuration: TOML, then the environment. Every key is in config.example.toml with its default."""

import json
import os
import stat
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.vault.vaultkey import parsed

PREFIX, BETWEEN = "STEADY_", "__"
KEY = "STEADY_STORE__URL"  # how a variable is written
DEFAULT_FILE = Path("config.toml")
SQLITE = "sqlite:///"
LEAST_DAYS, MOST_DAYS = 60, 1095  # two months, three years
A_PATH = "Give sqlite:/// and a path, such as sqlite:///steady.db or sqlite:////var/lib/steady/steady.db"


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Store(Section):
    url: str = "sqlite:///steady.db"

    @field_validator("url")
    @classmethod
    def _names_a_file(cls, url: str) -> str:
        path = url.strip().removeprefix(SQLITE)
        if path.startswith("sqlite:") or not path.strip():
            raise ValueError(f"there is no path after sqlite:///. {A_PATH}")
        if path == url.strip():
            raise ValueError(f"{'only SQLite is there yet' if '://' in path else 'this is no address'}. {A_PATH}")
        if path == ":memory:":
            raise ValueError(f"in memory, everything would be lost at the end. {A_PATH}")
        if path.casefold().startswith("file:"):
            raise ValueError(f"the path is a file: address. {A_PATH}")
        if "?" in path:
            raise ValueError("there are parameters after the path. Leave out the ? and what follows")
        if not path.isprintable():
            raise ValueError(f"there are signs in the path that cannot be printed. {A_PATH}")
        return SQLITE + path

    @property
    def path(self) -> str:
        return self.url.removeprefix(SQLITE)


def address(url: str, kinds: tuple[str, str], example: str) -> str:
    """Without a slash at its end. Raises ValueError where it is no address of these kinds."""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in kinds and parts.hostname and parts.port != 0 and not (parts.query or parts.fragment)
    except ValueError:
        whole = False
    if not whole:
        raise ValueError(f"give an address with {kinds[0]}:// or {kinds[1]}://, such as {example}")
    return url.rstrip("/")


class Telegram(Section):
    token: SecretStr | None = None
    base_url: str = "https://api.telegram.org"
    per_second: float = Field(default=25.0, gt=0, le=1000)
    per_chat: float = Field(default=1.0, ge=0, le=1000)

    @field_validator("token")
    @classmethod
    def _looks_like_one(cls, token: SecretStr | None) -> SecretStr | None:
        """Telegram's tokens are a number, a colon, and letters, digits, - and _."""
        if token is None or not token.get_secret_value().strip():
            return None
        number, colon, rest = token.get_secret_value().strip().partition(":")
        plain = rest.replace("-", "").replace("_", "")
        if not (number.isascii() and number.isdigit() and colon and plain.isascii() and plain.isalnum()):
            raise ValueError("this is not a token as BotFather gives it: digits, a colon, letters. Copy it again")
        return SecretStr(token.get_secret_value().strip())

    @field_validator("base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        return address(url, ("http", "https"), "http://localhost:8081")


class Discord(Section):
    token: SecretStr | None = None
    api_url: str = "https://discord.com/api/v10"
    gateway_url: str = "wss://gateway.discord.gg"
    sync: bool = True
    per_second: float = Field(default=40.0, gt=0, le=1000)
    per_room: float = Field(default=1.0, ge=0, le=1000)

    @field_validator("token")
    @classmethod
    def _looks_like_one(cls, token: SecretStr | None) -> SecretStr | None:
        """Discord's tokens are three parts of letters, digits, - and _, with dots between them."""
        if token is None or not token.get_secret_value().strip():
            return None
        parts = token.get_secret_value().strip().split(".")
        plain = [part.replace("-", "").replace("_", "") for part in parts]
        if len(parts) != 3 or not all(part.isascii() and part.isalnum() for part in plain):
            raise ValueError("this is not a bot's token: three parts with dots between. Reset Token shows a new one")
        return SecretStr(token.get_secret_value().strip())

    @field_validator("api_url", "gateway_url")
    @classmethod
    def _addresses(cls, url: str, info: ValidationInfo) -> str:
        kinds = ("ws", "wss") if info.field_name == "gateway_url" else ("http", "https")
        return address(url, kinds, "ws://localhost:3000/gateway" if "ws" in kinds else "http://localhost:3000/api/v10")


class Vault(Section):
    key: SecretStr | None = None
    key_file: Path | None = None
    former_key: SecretStr | None = None

    @field_validator("key", "former_key")
    @classmethod
    def _is_one(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            parsed(key.get_secret_value())
        return key

    @field_validator("key_file")
    @classmethod
    def _names_one(cls, file: Path | None) -> Path | None:
        if file is not None and not file.name:
            raise ValueError("there is no name of a file. Give the path of one, or leave the key out")
        return file


class Log(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "text", "json"] = "auto"


class Operator(Section):
    contact: str = Field(default="the community that runs it", max_length=200)

    @field_validator("contact")
    @classmethod
    def _somebody(cls, contact: str) -> str:
        if not contact.strip():
            raise ValueError("say who runs this copy and how to reach them, or leave the key out")
        return contact.strip()


class Retention(Section):
    days: int = 365

    @field_validator("days")
    @classmethod
    def _within_reason(cls, days: int) -> int:
        if not LEAST_DAYS <= days <= MOST_DAYS:
            raise ValueError(
                f"give a number of days from {LEAST_DAYS} to {MOST_DAYS}: sooner would erase people who are still in"
                " their window, later is longer than anybody meant to be remembered"
            )
        return days


class Review(Section):
    phq2: bool = True


class _Sources(BaseSettings):
    """Where values come from: what is handed over, and before it the environment. Frozen."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter=BETWEEN, frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (env_settings, init_settings)


class Settings(_Sources):
    """All of them; an unknown key is refused."""

    model_config = SettingsConfigDict(extra="forbid")

    store: Store = Store()
    telegram: Telegram = Telegram()
    discord: Discord = Discord()
    vault: Vault = Vault()
    log: Log = Log()
    operator: Operator = Operator()
    retention: Retention = Retention()
    review: Review = Review()


class _StoreAlone(_Sources):
    model_config = SettingsConfigDict(extra="ignore")

    store: Store = Store()


class BadConfig(Exception):
    """The operator's mistake, or several. `faults`: a line for each, naming the key and the remedy, never a secret.

    `store` is where the store is, if that much is in order: so that it can be looked at as well.
    """

    def __init__(self, faults: list[str], store: Store | None = None) -> None:
        super().__init__("\n".join(faults))
        self.faults, self.store = faults, store


def load(path: Path | None = None) -> Settings:
    """`path`, otherwise config.toml if it is there, otherwise defaults; then the environment. Raises BadConfig."""
    chosen = path or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    values = _read(chosen) if chosen else {}
    faults = [*_strangers(), *(_open_to_everybody(chosen, values) if chosen else ())]
    settings = None
    try:
        settings = Settings(**values)
    except SettingsError:
        faults += [_no_value(PREFIX + name.upper(), name) for name in _given_whole()]
    except ValidationError as bad:
        faults += [_fault(error) for error in bad.errors(include_input=False, include_url=False)]
    if settings is None or faults:
        raise BadConfig(faults, _store(values))
    return settings


def _store(values: dict[str, Any]) -> Store | None:
    try:
        return _StoreAlone(**values).store
    except (SettingsError, ValidationError):
        return None


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.is_dir():
            raise BadConfig([f"--config: {path} is a folder. Name the file in it, such as {path / DEFAULT_FILE}"])
        if not path.is_file():
            none = f"--config: there is no file {path}. Copy config.example.toml there, or leave --config out"
            raise BadConfig([none])
        return dict(TomlConfigSettingsSource(Settings, toml_file=path)())
    except OSError as bad:
        raise BadConfig([f"{path}: {bad.strerror}. Let the user Steady runs as read it"]) from None
    except ValueError as bad:
        raise BadConfig([f"{path}: {bad}. Compare it with config.example.toml"]) from None


def _open_to_everybody(path: Path, values: dict[str, Any]) -> list[str]:
    """A vault key in a file that everybody on the machine can read is none."""
    given = [name for name in ("key", "former_key") if isinstance(v := values.get("vault"), dict) and name in v]
    if not given or not path.stat().st_mode & stat.S_IROTH:
        return []
    return [f"vault.{given[0]}: {path} is open to everybody on this machine. Run chmod 600 {path}, and rotate the key"]


def _strangers() -> list[str]:
    """Variables with our prefix that name nothing: mistyped ones, which would otherwise be passed over in silence."""
    sections = set(Settings.model_fields)
    ours = [name for name in os.environ if name.startswith(PREFIX)]
    lost = [n for n in ours if n.removeprefix(PREFIX).lower().partition(BETWEEN)[0] not in sections]
    return [
        f"{name}: no such setting. The sections are {', '.join(sorted(sections))}, as in {KEY}" for name in sorted(lost)
    ]


def _given_whole() -> list[str]:
    """Sections that a variable names without a key, and gives a value that is no JSON."""
    values = {name.upper(): value for name, value in os.environ.items()}
    given = {name: values.get(PREFIX + name.upper()) for name in Settings.model_fields}
    return [name for name, value in given.items() if value is not None and not _is_json(value)]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _no_value(given: str, section: str) -> str:
    key, *_ = type(cast(Section, Settings.model_fields[section].default)).model_fields
    variable = f"{PREFIX}{section}{BETWEEN}{key}".upper()
    keys = f"Write its keys below [{section}], such as {key}, or set {variable} and the like"
    return f"{given}: this is a section and has no value of its own. {keys}"


def _fault(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{where}: no such key. config.example.toml lists them all"
    if error["type"] == "value_error":
        return f"{where}: {error['msg'].removeprefix('Value error, ')}"
    if error["type"] == "model_type":
        return _no_value(where, where)
    return f"{where}: {error['msg']}. config.example.toml shows how it is written"
