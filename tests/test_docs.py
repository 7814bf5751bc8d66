"""What is told of packs and commands is whole: every field in docs/packs.md, every command in docs/commands.md."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from coach import content, stock
from coach.book import Book

pytestmark = pytest.mark.unmeasured  # of what is around the coach

DOCS = Path(__file__).parent.parent / "docs"
DOC = (DOCS / "packs.md").read_text("utf-8")
QUOTED = " ".join([*re.findall(r"`([^`\n]+)`", DOC), *re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)])
KNOWN = {**vars(content), **vars(stock)}.values()
MODELS = [m for m in KNOWN if isinstance(m, type) and issubclass(m, BaseModel) and m.model_fields]
WHOLE_FILES = {"pool", "area", "lesson", "country", "say", "label", "unit", "months", "heard"}  # tables of a file


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_named(model: type[BaseModel]) -> None:
    named = [field.alias or name for name, field in model.model_fields.items()]
    assert [name for name in named if not re.search(rf"\b{name}\b", QUOTED) and name not in WHOLE_FILES] == []


def test_every_command_is_listed_as_its_pack_has_it(book: Book) -> None:
    listed = [line for line in (DOCS / "commands.md").read_text("utf-8").splitlines() if line.startswith("| `/")]
    packs = sorted((flow for flow in book.flows.values() if flow.command), key=lambda flow: flow.command or "")
    for line, flow in zip(listed, packs, strict=True):
        _, names, words, _, _ = line.split("|")
        assert names.split("`")[1::2] == [f"/{name}" for name in (flow.command, *flow.aliases)]
        about, *options = words.strip().split("<br>")
        assert about == flow.about
        assert options == [f"`{name}`: {option.about}" for name, option in flow.options.items()]
