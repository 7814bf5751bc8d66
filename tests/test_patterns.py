"""Every pattern that reads what people write is fed what is made to take long: it comes to an end, and in time.

A pattern that backtracks without a bound would not end here in the life of this machine.
"""

import re
from typing import cast

import pytest

from coach import danger_steps, overheard
from coach.safety import cues, normal, notice

LONG = 20_000
GROUPS = {name: getattr(cues, name) for name in ("NOW", "WISH", "EITHER", "HARM", "OTHERS", "THEIRS")}
CUES = [(f"{group}.{name}", part) for group, found in GROUPS.items() for name, parts in found.items() for part in parts]
PARTS = (
    "want to ", "i wish i was ", "i took a handful of ", "better ", "he ", "my ex ", "he says he ", "years ",
    "used to ", "a", "a ", " ", "'", "-", "i'm so so so ", "k i l l ", "s*i*c", "0@$!", "no no ", "yes i am ",
    "she has been ", "my friend ", "in the in the ", "i've got the ", "outside ", "\u0301", "\U0001f600",
    "i am only just really 1", "d.i.e.",
)  # fmt: skip
HOSTILE = [(part * LONG)[:LONG] for part in PARTS]
MODULES = {"normal": normal, "notice": notice, "danger_steps": danger_steps, "overheard": overheard}


def compiled() -> list[tuple[str, str]]:
    """Those that stand in the modules themselves, by themselves or in a table, by name."""
    held: list[tuple[str, object]] = [(f"{m}.{n}", v) for m, of in MODULES.items() for n, v in vars(of).items()]
    tables = [(name, cast("dict[str, object]", v)) for name, v in held if isinstance(v, dict) and "._" in name]
    held += [(f"{name}.{key}", v) for name, table in tables for key, v in table.items()]
    return [(name, cast("re.Pattern[str]", v).pattern) for name, v in held if isinstance(v, re.Pattern)]


@pytest.mark.parametrize(("name", "pattern"), [*CUES, *compiled()], ids=lambda x: x[:40])
def test_a_pattern_ends_whatever_it_is_fed(name: str, pattern: str) -> None:
    found = re.compile(rf"(?:\b|^)(?:{pattern})\b" if name.split(".")[0] in GROUPS else pattern)
    for text in HOSTILE:
        for _ in found.finditer(text):
            pass
        found.fullmatch(text)


def test_the_whole_of_reading_ends_whatever_it_is_fed() -> None:
    for text in HOSTILE:
        assert notice.judge(text, None).tier <= 3
        assert not notice.asks_for_help(text)


def test_no_cue_has_a_gap_without_a_bound() -> None:
    for name, pattern in CUES:
        unbounded = re.findall(r"(?:\.|\\w|\\s|\))[*+]", pattern)
        assert not unbounded, f"{name}: {pattern}"


def test_the_tables_of_patterns_are_among_them() -> None:
    assert {"danger_steps._NEAR.with", "normal._LEET", "notice._HELP"} <= {name for name, _ in compiled()}
