"""`steady calibration`: what the quiz said, against what happened, of everybody together who allowed the question.

In counts. A count of fewer than five is not shown, and neither is any sum that it is a part of: every number that is
printed follows from others that are printed, and so nobody can be found out by subtraction.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from bot import config
from bot.config import Settings
from bot.store.file import beside
from bot.store.reading import entries, reading
from bot.store.records import Records
from bot.store.sqlite import Statements
from bot.vault import source
from bot.vault.keys import END, Keys, told
from bot.vault.opening import fitting, marked, refuse_lost
from bot.vault.vault import Vault
from coach.chances import TENTHS
from coach.ledger import Entry, note_of
from coach.outcome import FLOW, MAY, Note

LEAST, HIDDEN = 5, "fewer than 5"
SAID = {"1": "very unlikely", "2": "unlikely", "3": "less likely than not", "4": "no better than a coin"}
HAPPENED = {  # a column, and the answers in it
    "together": ("together",),
    "together, parted again": ("parted",),
    "not together": ("touch", "no", "better"),
    "would not say": ("rather",),
    "no answer yet": (MAY,),
}
OPEN = "left open"  # a result that named more than one band
Table = Counter[tuple[str, str]]
"""How many people, by what was said and what happened."""


def calibration(settings: Settings) -> list[str]:
    """The lines to print. Raises BadStore and BadConfig as a start would."""
    return lines(_table(settings))


def lines(table: Table) -> list[str]:
    """What may be told of it: the counts of five and more, and the sums of nothing but such."""
    cells = {(row, column): table[row, column] for row in _rows() for column in HAPPENED}
    if all(count < LEAST for count in cells.values()):
        return [f"Too little to show: no cell has {LEAST} people in it. {MEANING}"]
    head = ["said", *HAPPENED, "sum"]
    body = [[_named(row), *_shown([cells[row, column] for column in HAPPENED])] for row in _rows()]
    columns = [[cells[row, column] for row in _rows()] for column in HAPPENED]
    foot = ["sum", *(_sum(counts) for counts in columns), _sum(list(cells.values()))]
    return [*_aligned([head, *body, foot]), "", MEANING]


MEANING = (
    "Of those who allowed the question after a result, ninety days later. Both columns of being together are what the"
    " bands speak of: getting back together at some point. Whoever answers has chosen to, and this is no measure of"
    ' people who do not use Steady. "-" is a sum in which a hidden count would be.'
)


def _rows() -> list[str]:
    return [*SAID, OPEN]


def _named(row: str) -> str:
    if row == OPEN:
        return OPEN
    low, high = TENTHS[int(row)]
    return f"{SAID[row]} ({low} to {high} in 10)"


def _shown(counts: Sequence[int]) -> list[str]:
    return [*(str(count) if count >= LEAST else HIDDEN for count in counts), _sum(counts)]


def _sum(counts: Sequence[int]) -> str:
    return str(sum(counts)) if all(count >= LEAST for count in counts) else "-"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_line(row, widths) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join([first.strip().ljust(widths[0]), *rest])


# Out of the store


def _table(settings: Settings) -> Table:
    table: Table = Counter()
    for answer in _answers(settings.vault, Path(settings.store.path)):
        table[answer] += 1
    return table


def _answers(wanted: config.Vault, database: Path) -> list[tuple[str, str]]:
    """One for each person who allowed it. Nothing else of what they told is kept, not even for the length of this."""
    held = source.find(wanted, database)
    with reading(database) as (db, is_running):
        marks, file = marked(Statements(db)), beside(database, END)
        if not file.exists():
            refuse_lost(file, marks)
            return []
        with closing(Keys.beside(file) if is_running else Keys.look(file)) as keys, told(file):
            records = Records(Vault(keys, fitting(keys, held, marks)))
            return [found for person, bodies in entries(db) if (found := _answer(records, person, bodies)) is not None]


def _answer(records: Records, person: int, bodies: Iterable[bytes]) -> tuple[str, str] | None:
    """The last that somebody said of it. None where they never allowed it, or took that back."""
    outcomes = [entry for body in bodies if (entry := _entry(records, person, body)) is not None and entry.kind == FLOW]
    return cell_of(outcomes[-1]) if outcomes else None


def _entry(records: Records, person: int, body: bytes) -> Entry | None:
    """None where it cannot be read, as it is not in a turn: somebody may be erased at this very moment."""
    try:
        return records.entry(person, body)
    except ValueError:
        return None


def cell_of(entry: Entry) -> tuple[str, str] | None:
    """The row and the column that it counts in."""
    column = next((name for name, answers in HAPPENED.items() if entry.value in answers), None)
    note = note_of(entry, Note)
    return None if column is None or note is None else (note.said if note.said in SAID else OPEN, column)
