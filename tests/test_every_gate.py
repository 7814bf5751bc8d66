"""Every command, and the plain words for contact, with every gate there may be: each has an answer, to its end."""

from itertools import chain, combinations

import pytest
from msgspec.structs import replace

from coach.book import Book
from coach.person import Gate, Goal
from tests.test_engine import do, settled
from tests.transcript import Player

TOGETHER = list(chain.from_iterable(combinations(Gate, n) for n in range(1, 5)))
WORDS = ("i texted him", "she texted me", "we're back together", "how do i get him back", "mutual friends")


def first_answers(player: Player) -> None:
    for _ in range(12):
        if player.session.prompt:
            [ask] = [a for a in player.screen if a.prompt == player.session.prompt]
            do(player, f"[{ask.choices[0].id}]" if ask.choices else "some words")


@pytest.mark.parametrize("gates", TOGETHER, ids=lambda gates: "+".join(gate.value for gate in gates))
@pytest.mark.parametrize("told", ["gates", "worded"])
def test_each_is_answered(book: Book, gates: tuple[Gate, ...], told: str) -> None:
    commands = [f"/{flow.command}" for flow in book.flows.values() if flow.command]
    for what in (*commands, *WORDS):
        player = settled(book)
        player.person = replace(player.person, goal=Goal.HEAL, limited=("child",), **{told: frozenset(gates)})
        assert do(player, what), what
        first_answers(player)
