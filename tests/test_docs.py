"""What writers of packs are told is whole: every field that a pack may have is named in docs/packs.md."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from coach import content, stock

DOC = (Path(__file__).parent.parent / "docs" / "packs.md").read_text("utf-8")
QUOTED = " ".join([*re.findall(r"`([^`\n]+)`", DOC), *re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)])
KNOWN = {**vars(content), **vars(stock)}.values()
MODELS = [m for m in KNOWN if isinstance(m, type) and issubclass(m, BaseModel) and m.model_fields]
WHOLE_FILES = {"pool", "area", "lesson", "country", "say", "label", "unit", "months", "heard"}  # tables of a file


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_named(model: type[BaseModel]) -> None:
    named = [field.alias or name for name, field in model.model_fields.items()]
    assert [name for name in named if not re.search(rf"\b{name}\b", QUOTED) and name not in WHOLE_FILES] == []
