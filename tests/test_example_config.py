"""config.example.toml documents the settings: it names every key, and says the truth about its default."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.config import Settings, load

pytestmark = pytest.mark.unmeasured  # of what is around the coach

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
# Named in a comment: there is no value that would do.
WITHOUT_DEFAULT = {"telegram.token", "discord.token", "vault.key", "vault.key_file", "vault.former_key"}


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= keys(field.annotation, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def test_the_example_loads_and_changes_nothing() -> None:
    assert load(EXAMPLE) == Settings()


def test_every_key_is_in_it_and_none_besides() -> None:
    written = tomllib.loads(EXAMPLE.read_text("utf-8"))
    named = {f"{section}.{key}" for section, values in written.items() for key in values}
    assert named | WITHOUT_DEFAULT == keys(Settings)
    for key in WITHOUT_DEFAULT:
        assert re.search(rf"^# {key.partition('.')[2]} = ", EXAMPLE.read_text("utf-8"), re.MULTILINE)


def test_every_key_is_explained() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    for before, line in pairwise(lines):
        if re.match(r"(# )?\w+ = ", line):
            assert before.startswith("#"), line
