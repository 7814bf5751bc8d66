"""Every pattern that reads what people write is fed what is made to take long, and is done with it in time (test 53).

The time is the processor's in this thread, the best of three: no clock on the wall, and nothing else on the machine,
has a say in it. A pattern that looks from every place to the end of a text takes some twenty times as much as it may,
and one that backtracks without a bound would not end here in the life of this machine.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import cast

import pytest

import adapters
import bot
import coach
from adapters import token
from coach import heard, numbers
from coach.safety import cues, notice

LONG, MOST = 4096, 0.005  # characters, and seconds
VERY_LONG = 20_000
GROUPS = {name: getattr(cues, name) for name in ("NOW", "WISH", "EITHER", "HARM", "OTHERS", "THEIRS")}
CUES = [(f"{group}.{name}", part) for group, found in GROUPS.items() for name, parts in found.items() for part in parts]
PARTS = (
    "want to ", "i wish i was ", "i took a handful of ", "better ", "he ", "my ex ", "he says he ", "years ",
    "used to ", "a", "a ", " ", "'", "-", "i'm so so so ", "k i l l ", "s*i*c", "0@$!", "no no ", "yes i am ",
    "she has been ", "my friend ", "in the in the ", "i've got the ", "outside ", "\u0301", "\U0001f600",
    "i am only just really 1", "d.i.e.", "9", "9 ", "9:", ",", ", ", ". ", "!", "\n", ":", "/", "[", "https://a",
)  # fmt: skip
SHOWN = {  # characters, where it is fewer
    "coach.numbers._AFTER": numbers.LONGEST,
    "coach.heard._AFTER": heard.WHOLE,
    "adapters.token.PATTERN": 100,  # Discord's custom ids; Telegram's data has 64
}


def modules() -> Iterator[ModuleType]:
    for package in (coach, adapters, bot):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def held(name: str, value: object) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that a value is or holds, by name."""
    if isinstance(value, re.Pattern):
        yield name, cast("re.Pattern[str]", value)
    elif isinstance(value, dict) and not name.endswith("__"):
        for key, one in cast("dict[object, object]", value).items():
            yield from held(f"{name}.{key}", one)


def written(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Those that stand where they are used: re.sub("...", ...)."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), name), [ast.Constant(str(pattern)), *_]) if name != "compile":
                yield f"{module.__name__}:{node.lineno}", re.compile(pattern)
            case _:
                pass


def every() -> dict[str, re.Pattern[str]]:
    """Of each module of ours, by the first name it has."""
    found = {"adapters.token.PATTERN": re.compile(token.PATTERN)}
    for module in modules():
        own = (one for name, value in vars(module).items() for one in held(f"{module.__name__}.{name}", value))
        found |= {name: pattern for name, pattern in (*own, *written(module)) if pattern not in found.values()}
    return found


EVERY = every()


def hostile(pattern: re.Pattern[str]) -> Iterator[str]:
    """What is repeated: odd things, and each word of the pattern's own, with a space behind it and without."""
    words = sorted(set(re.findall(r"[a-z']+", pattern.pattern)))
    yield from dict.fromkeys((*PARTS, *words, *(f"{word} " for word in words)))


def seconds(use: Callable[[], object]) -> float:
    begun = time.thread_time()
    use()
    return time.thread_time() - begun


@pytest.mark.parametrize("name", EVERY)
def test_a_pattern_is_done_in_time_whatever_it_is_fed(name: str) -> None:
    pattern, long = EVERY[name], SHOWN.get(name, LONG)
    for part in hostile(pattern):
        text = (part * long)[:long]
        uses: tuple[Callable[[], object], ...] = (
            lambda t=text: pattern.findall(t),
            lambda t=text: pattern.fullmatch(t),
        )
        for use in uses:
            assert any(seconds(use) < MOST for _ in range(3)), f"{part!r}, again and again"


def test_the_whole_of_reading_ends_whatever_it_is_fed() -> None:
    for part in PARTS:
        text = (part * VERY_LONG)[:VERY_LONG]
        assert notice.judge(text, None).tier <= 3
        assert not notice.asks_for_help(text)


def test_no_cue_has_a_gap_without_a_bound() -> None:
    for name, pattern in CUES:
        unbounded = re.findall(r"(?:\.|\\w|\\s|\))[*+]", pattern)
        assert not unbounded, f"{name}: {pattern}"


def test_every_pattern_is_among_them() -> None:
    """Those that stand by themselves, in a table, in a table of tables, and where they are used."""
    names = {"safety.written._NEAR.with", "safety.normal._LEET", "safety.notice._HELP", "safety.notice._TIERS.3.taken"}
    assert {f"coach.{name}" for name in names} | {"bot.logs._TOKEN", "adapters.text._COMMAND"} <= EVERY.keys()
    assert [name for name in EVERY if name.startswith("coach.places:")]
    assert SHOWN.keys() <= EVERY.keys()
