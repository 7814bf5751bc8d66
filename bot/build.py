"""The composition root: settings become a book, platforms and runners. A new platform is one line in PLATFORMS."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import SecretStr

import coach
from adapters.port import Served
from bot.config import BadConfig, Section, Settings
from bot.gazetteer import gazetteer, plural
from coach.book import Book, load_book
from coach.named import NAMED

PACKS = Path(coach.__file__).parent / "packs"
MENU = (
    "checkin",
    "chances",
    "status",
    "progress",
    "lesson",
    "own",
    "settings",
    "crisis",
    "plan",
    "review",
    "help",
    "pause",
    "resume",
    "why",
    "privacy",
    "export",
    "forget",
    "graduate",
    "stop",
    "delete",
    "start",
)


PLATFORMS = {"telegram": "telegram", "discord": "discord"}  # each its folder in adapters/, and the library it needs


def book(settings: Settings) -> Book:
    """All packs. Raises BadPack with all their faults."""
    contact, days, phq2 = settings.operator.contact, settings.retention.days, settings.review.phq2
    return load_book(PACKS, NAMED, gazetteer(), plural(), contact, days, phq2)


def served(settings: Settings) -> dict[str, Served]:
    """Every platform that has a token. Raises BadConfig where one can't be, with the remedy."""
    wanted = [name for name in PLATFORMS if getattr(settings, name).token is not None]
    if faults := [_missing(name) for name in wanted if find_spec(PLATFORMS[name]) is None]:
        raise BadConfig(faults)
    return {name: _serve(name, getattr(settings, name)) for name in wanted}


def _missing(name: str) -> str:
    return f"{name}.token: there is a token, but not the library for it. Install it with pip install '.[{name}]'"


def _serve(name: str, section: Section) -> Served:
    """Each platform's own settings, by their names in the configuration. It is loaded only where it is served."""
    told = {key: _open(getattr(section, key)) for key in type(section).model_fields}
    try:
        return import_module(f"adapters.{name}.serve").serve(**told)
    except ValueError as bad:
        raise BadConfig([str(bad)]) from None


def _open(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def secrets(settings: Settings) -> tuple[str, ...]:
    """What must never be seen in a log."""
    tokens = [getattr(settings, name).token for name in PLATFORMS]
    return tuple(_open(one) for one in (*tokens, settings.vault.key, settings.vault.former_key) if one is not None)
