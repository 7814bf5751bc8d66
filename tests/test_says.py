"""What a pack may quote, it gets: wherever a key is said, all the values that are declared for it are handed over.

Read from the source, for a key that is said in a rare case is rarely met by a test. Keys that are put together, and
values that are handed on as they came, are not seen here.
"""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import NamedTuple

import pytest

import coach
from coach.named import NAMED
from coach.phrases import SAYS

SAYING = {
    "words",
    "say",
    "menu",
    "urge",
    "phrase",
    "in_turn",
}  # of Here and of Course; the first of their arguments is the key
HANDED = {"kind"}  # what else these take by name
SOURCES = sorted(Path(coach.__path__[0]).rglob("*.py"))


class Said(NamedTuple):
    """A key as it is said in one place. `by`: what it is said of, `given`: the values that it is given, by name."""

    by: str
    key: str
    given: frozenset[str]
    where: str


def said(tree: ast.AST, where: str) -> Iterator[Said]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Attribute(of, name), [key, *_], keywords) if name in SAYING:
                given = frozenset(keyword.arg or "" for keyword in keywords) - HANDED
                keys = whole(key) if "" not in given else []
                yield from (Said(ast.unparse(of), one, given, f"{where}:{node.lineno}") for one in keys)
            case _:
                pass


def whole(key: ast.expr) -> list[str]:
    """The keys that it may be: one, or one of two; none where it is put together."""
    match key:
        case ast.Constant(str() as one):
            return [one]
        case ast.IfExp(_, one, other):
            return [*whole(one), *whole(other)]
        case _:
            return []


@cache
def function(run: FunctionType) -> ast.AST:
    """As it was written; its lines are those of its file."""
    lines, first = inspect.getsourcelines(run)
    return ast.increment_lineno(ast.parse("".join(lines)), first - 1)


def named(run: FunctionType) -> Iterator[FunctionType]:
    """The functions of ours that it names, in its own module or another of ours."""
    space = vars(inspect.getmodule(run))
    for node in ast.walk(function(run)):
        match node:
            case ast.Name(id=name):
                found = space.get(name)
            case ast.Attribute(value=ast.Name(id=module), attr=name) if isinstance(space.get(module), ModuleType):
                found = getattr(space[module], name, None)
            case _:
                continue
        if isinstance(found, FunctionType) and found.__module__.startswith("coach."):
            yield found


def reached(run: FunctionType) -> set[FunctionType]:
    """What may run where it runs."""
    there, ahead = set[FunctionType](), [run]
    while ahead:
        if (one := ahead.pop()) not in there:
            there.add(one)
            ahead += named(one)
    return there


@pytest.mark.parametrize("name", sorted(NAMED.do))
def test_a_function_hands_over_all_that_its_words_may_quote(name: str) -> None:
    do = NAMED.do[name]
    assert isinstance(do.run, FunctionType)
    own = [one for one in reached(do.run) if one.__module__ == do.run.__module__]
    told = [one for run in own for one in said(function(run), run.__module__)]
    assert [one for one in told if one.by == "here" and not do.says.get(one.key, frozenset()) <= one.given] == []


def test_the_engine_hands_over_all_that_its_words_may_quote() -> None:
    told = [one for path in SOURCES for one in said(ast.parse(path.read_text()), path.name)]
    engine = [one for one in told if one.by in ("course", "self")]
    assert len(engine) > 20
    assert [one for one in engine if not set(SAYS.get(one.key, "").split()) <= one.given] == []


def test_what_is_not_handed_over_is_seen() -> None:
    """The test, tested."""
    source = 'here.words("calm", date=day)\nhere.menu("shown" if so else "other", "checkin", kind=1)\nhere.say(f"p{n}")'
    told = [(one.by, one.key, one.given, one.where) for one in said(ast.parse(source), "here")]
    assert told == [
        ("here", "calm", {"date"}, "here:1"),
        ("here", "shown", set(), "here:2"),
        ("here", "other", set(), "here:2"),
    ]
