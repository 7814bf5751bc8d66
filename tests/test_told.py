"""What somebody has told counts from the moment it is told, whatever they do next."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.book import Book
from coach.chances import GATES
from coach.course import Course
from coach.effects import Ask, Effect, Push, Say
from coach.engine import noticed, step
from coach.events import Event, Pressed, Said, Started, Woken
from coach.ledger import Ledger
from coach.person import Gate, Goal, Person
from coach.points import QUIZ
from coach.reading import Answer, read
from coach.still import still
from tests.properties import examples
from tests.test_engine import do, sentences_of_odds, settled
from tests.transcript import Player

DAY = timedelta(days=1)


@dataclass
class Memory:
    """What was told, as anybody would remember it who only watches the questions and the answers.

    `open` is of the flow that is open and can be taken back in it; `kept` is of those that were left or ended.
    """

    book: Book
    kept: set[Gate] = field(default_factory=set[Gate])
    open: set[Gate] = field(default_factory=set[Gate])

    @property
    def gates(self) -> set[Gate]:
        return self.kept | self.open

    def watch(self, player: Player, event: Event) -> list[Effect]:
        """A turn. What it answers is told in it, also where the flow is over with that answer."""
        before, answered = player.session, self._answer(player, event)
        effects = step(
            player.book, player.person, player.session, Ledger(tuple(player.entries)), event, player.now
        ).effects
        player.take(event)
        if answered and answered[0] == "gate" and answered[1]:  # what stands today, told anew
            self.kept -= {Gate.ORDER, Gate.NO}
        open_now = gates_of(before.told) | (gates_of(dict([answered])) if answered else set[Gate]())
        if player.session.flow != before.flow or player.session.began != before.began:
            self.kept |= open_now
        self.open = gates_of(player.session.told)
        return list(effects)

    def _answer(self, player: Player, event: Event) -> tuple[str, str] | None:
        course = Course(self.book, player.person, player.session, Ledger(tuple(player.entries)), player.now)
        asking = course.asking
        if not isinstance(event, Said | Pressed) or asking is None:
            return None
        if not noticed(self.book, event).calm:
            return None
        if isinstance(event, Pressed) and event.prompt != player.session.prompt:
            return None
        found = read(course, asking, event)
        return (player.session.step, found.value) if isinstance(found, Answer) else None


def gates_of(answers: dict[str, str]) -> set[Gate]:
    """By the tables themselves: what is ticked counts too."""
    flags = {QUIZ[q][a].flag for q, told in answers.items() if q in QUIZ for a in told.split("+") if a in QUIZ[q]}
    stands = {"order": Gate.ORDER, "told_no": Gate.NO}
    found = {stands[answers["gate"]]} if answers.get("gate") in stands else set[Gate]()
    return found | {GATES[flag] for flag in flags if flag in GATES}


@pytest.fixture(scope="module")
def hopes(book: Book) -> list[str]:
    """Every stretch of words that tells of odds or speaks to a wish for a return."""
    own = [n.text for n in book.messages if n.pool.goal in (Goal.RECONCILE.value, Goal.UNDECIDED.value)]
    return [*sentences_of_odds(book), *own, str(book.flows["chances"].words["early_prompt"])]


def tells_of(hopes: list[str], effects: list[Effect]) -> bool:
    texts = [f"{e.title} {e.text}" for e in effects if isinstance(e, Say | Ask)]
    return any(piece in text for piece in hopes for text in texts)


COMMANDS = (
    *("start", "start", "chances", "chances", "chances", "chances new", "settings", "settings gate", "settings gate"),
    *("settings country", "settings limited", "settings goal", "safety", "safety", "why", "numbers", "status", "help"),
    *("checkin", "resume", "pause", "less", "delete"),
)
WORDS = (
    "hello",
    "back",
    "skip",
    "stop",
    "done",
    "none",
    "1",
    "2",
    "4",
    "2 4",
    "1, 2",
    "yes",
    "no",
    "",
)
DANGER = ("i want to die", "he hit me", "I'm going to kill him")
KEYS = ("nudge", "nudge", "early", "later", "prompt")


def next_event(player: Player, chance: Random, harmless: bool) -> Event:
    """Mostly one of the open question's own answers, in half the walks one without a gate; else anything at all."""
    roll = chance.random()
    questions = [a for a in player.screen if a.prompt == player.session.prompt]
    if questions and roll < 0.74:
        [ask] = questions
        key = player.session.step
        ways = [c for c in ask.choices if c.id != "no" and not (harmless and gates_of({key: c.id}))]
        one = chance.choice(ways or [*ask.controls]) if roll < 0.62 else chance.choice([*ways, *ask.controls])
        return Pressed(ask.prompt, one.id) if chance.random() < 0.7 else Said(one.label)
    if roll < 0.80:
        return Said(chance.choice(WORDS if harmless else WORDS + DANGER))
    if roll < 0.86:
        return Woken(chance.choice(KEYS), player.now)
    if roll < 0.9 and player.screen:
        ask = chance.choice(player.screen)
        return Pressed(ask.prompt, chance.choice([*ask.choices, *ask.controls]).id) if ask.choices else Said("1")
    name, _, argument = chance.choice(COMMANDS).partition(" ")
    return Started(name, argument)


@examples(120)
@given(st.integers(0, 2**32))
def test_no_path_leads_past_what_was_told(book: Book, hopes: list[str], seed: int) -> None:
    """Across the beginning, the quiz left and taken up and stopped, the settings and the safety question.

    The messages that could not be sent wait in /status; words of danger stand for a gate, too.
    """
    chance = Random(seed)  # noqa: S311
    player = settled(book) if chance.random() < 0.4 else begun(book)
    player.person = replace(player.person, reached=chance.random() < 0.7)
    memory, harmless = Memory(book), chance.random() < 0.5
    for _ in range(90):
        if chance.random() < 0.1:
            player.now += chance.choice([timedelta(minutes=1), timedelta(hours=5), DAY, 15 * DAY])
        event = next_event(player, chance, harmless and chance.random() < 0.97)
        effects = memory.watch(player, event)
        if not player.person.ready:  # everything was erased
            return
        assert so_far(player) >= memory.gates, (event, player.session)
        stands = memory.gates or player.person.gated
        assert not stands or not tells_of(hopes, effects), (event, memory)
        if stands and player.person.settled:
            push = Push("nudge", player.now.date(), player.now + DAY, hopes=True)
            assert still(player.person, player.session, push, player.now) is None


def begun(book: Book) -> Player:
    player = Player(book)
    do(player, "/start", "[18 or over]", "[Yes, keep it]")
    return player


def so_far(player: Player) -> frozenset[Gate]:
    return as_told(player).gates


def as_told(player: Player) -> Person:
    return Course(player.book, player.person, player.session, Ledger(()), player.now).person


@pytest.mark.unmeasured
def test_where_nothing_was_told_hope_may_be_told_of(book: Book, hopes: list[str]) -> None:
    """The property above could not fail if this did not hold."""
    seen = 0
    for seed in range(60):
        chance, player = Random(seed), settled(book)  # noqa: S311
        memory = Memory(book)
        for _ in range(90):
            effects = memory.watch(player, next_event(player, chance, harmless=True))
            seen += tells_of(hopes, effects)
    assert seen > 10


@pytest.mark.parametrize("way", ["/checkin", "/pause", "i want to die", "[Stop]", "/settings", "/status"])
def test_the_country_told_at_the_start_is_known_from_then_on(book: Book, way: str) -> None:
    player = begun(book)
    do(player, "[United Kingdom]", way)
    assert "Samaritans 116 123" in do(player, "i want to kill myself")


def test_a_country_told_in_the_settings_is_known_while_the_clock_is_still_asked_for(book: Book) -> None:
    player = settled(book)
    do(player, "/settings country", "united states")
    assert player.session.step == "zone"
    assert "988" in do(player, "i want to die")
    assert "988" in do(player, "/help")


def test_what_was_told_and_left_is_not_told_again_by_finishing(book: Book) -> None:
    """The last word counts: what the settings changed in between is not undone by the end of the beginning."""
    player = begun(book)
    do(player, "[United Kingdom]", "[I want them back]", "skip", "skip", "none", "[Nothing]")
    do(player, "/settings goal", "[I want to feel better]", "/settings gate", "[An order]")
    do(player, "/start", "09:00")
    assert player.person.settled
    assert (player.person.goal, player.person.gates) == (Goal.HEAL, {Gate.ORDER})


def test_an_answer_taken_back_after_the_beginning_was_left_is_the_last_word(book: Book) -> None:
    player = begun(book)
    do(player, "[United Kingdom]", "[I want them back]", "skip", "skip", "none", "[An order]", "/status", "/checkin")
    assert player.person.gates == {Gate.ORDER}
    do(player, "/start", "back", "[Nothing]", "09:00")
    assert not player.person.gates


def test_asides_tell_of_nothing_that_can_still_be_taken_back(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[afraid]", "[Done]", "/why")
    assert so_far(player) == {Gate.ABUSE}
    do(player, "back", "[none]", "/why")
    assert so_far(player) == frozenset()
    assert not player.person.gates


@pytest.mark.parametrize("way", ["[Stop]", "/checkin", "i want to die", "stop", "/start"])
def test_ticks_are_told(book: Book, way: str) -> None:
    for flow in ("/chances", "/safety"):
        player = settled(book)
        said = do(player, flow, "[putdown]", "[hurt]", way)
        assert so_far(player) == {Gate.ABUSE}
        assert as_told(player).goal is Goal.HEAL
        assert way == "i want to die" or "0808 2000 247" in said
        assert "Nothing was added" not in said


def test_ticks_stand_as_they_were_left(book: Book) -> None:
    player = begun(book)
    do(player, "[United Kingdom]", "skip", "skip", "skip", "[A child]", "/checkin", "/start")
    assert player.session.picked == ("child",)
    do(player, "[Work or school]", "[Stop]")
    assert player.person.limited == ("child", "work")
    assert not player.person.settled


def test_back_shows_the_ticks_again_and_another_answer_takes_them_away(book: Book) -> None:
    player = begun(book)
    do(player, "[United Kingdom]", "skip", "skip", "skip", "[A child]", "[Done]", "back")
    assert player.session.picked == ("child",)
    do(player, "[none]", "[Done]")
    assert player.session.answers["limited"] == "none"


@pytest.mark.parametrize(
    "way",
    [
        ("back", "/checkin"),
        ("back", "stop"),
        ("back", "[Stop]"),
        ("back", "skip", "[Done]", "stop"),
        ("back", "[skip]", "[Done]", "stop"),
        ("back", "/status"),
        ("back", "/less"),
    ],
)
def test_only_another_answer_takes_fear_away(book: Book, way: tuple[str, ...]) -> None:
    player = settled(book)
    do(player, "/chances", "[afraid]", "[Done]", *way)
    assert so_far(player) == {Gate.ABUSE}


@pytest.mark.parametrize("flow", ["/chances", "/safety"])
def test_words_of_danger_answer_the_question_about_it(book: Book, flow: str) -> None:
    player = settled(book)
    said = do(player, flow, "[putdown]", "he hit me")
    assert said.index("0808 2000 247") < said.rindex("even once?"), "who to call first, then what is ticked now"
    assert player.session.picked == ("putdown", "afraid")
    assert so_far(player) == {Gate.ABUSE}
    do(player, "[Done]", "stop")
    assert player.person.gates == {Gate.ABUSE}


GOOD = (
    *("[friendly]", "[me]", "[break]", "[no]", "[miss]", "[1]", "[circ]", "[3]", "[good]", "[kind]", "[long]", "[m2]"),
    *("[both]", "[none]", "[5_7]"),
)


def quiz(player: Player, first: str) -> str:
    """The last answer to all sixteen, the first as given and the others as good as they can be."""
    return do(player, "/chances", first, *GOOD)


DANGERS = {"he hit me": Gate.ABUSE, "I'm going to kill her": Gate.HARM}


@pytest.mark.parametrize(("words", "gate"), DANGERS.items())
@pytest.mark.parametrize("open_now", ["/status", "/settings", "/checkin"])
def test_no_odds_after_words_of_danger_until_the_question_is_answered_by_itself(
    book: Book, open_now: str, words: str, gate: Gate
) -> None:
    player = settled(book)
    do(player, open_now, words)
    assert player.person.standing == {gate}
    player.travel(4 * DAY)
    assert "One question first" in do(player, "/chances")
    assert "No numbers" in do(player, "/numbers")
    assert "/safety asks" in do(player, "/why")
    assert "/safety asks" in do(player, "/checkin", "/settings")
    assert "counts in its place" in do(player, "/safety")
    do(player, "skip")
    assert player.person.gated
    assert "in place of what you wrote" in do(player, "/safety", "none of this")
    assert not player.person.gated
    assert "no odds" not in quiz(player, "none of this").casefold()


def test_nothing_is_weighed_in_the_days_after_words_of_danger(book: Book) -> None:
    player = settled(book)
    quiz(player, "none of this")
    do(player, "i want to die")
    for command in ("/chances", "/numbers", "/why"):
        said = do(player, command)
        assert "Not in these days" in said
        assert "March" not in said
    player.travel(15 * DAY)
    assert "no odds" not in quiz(player, "none of this").casefold()


def test_a_quiz_in_which_danger_was_told_waits_and_is_taken_up_again(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "none of this", *GOOD[:5], "he hit me")
    assert player.session.flow == ""
    assert "Not in these days" in do(player, "/chances")
    player.travel(4 * DAY)
    assert "One question first" in do(player, "/chances")
    assert "We take this up" in do(player, "/safety", "none of this", "/chances")
    assert "no odds" not in do(player, *GOOD[5:]).casefold()


def test_a_quiz_that_is_open_at_its_question_about_danger_ends_without_odds(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "he hit me", "[afraid]", "[none]")
    assert "Not in these days" in do(player, *GOOD)
    assert player.session.flow == ""


def test_all_the_dangers_that_are_told_of_are_answered_and_all_of_them_stand(book: Book) -> None:
    player = settled(book)
    said = do(player, "he hit me last night, i want to kill him, i want to die")
    assert said.index("Samaritans") < said.index("Stop here") < said.index("0808 2000 247")
    assert player.person.worded == {Gate.ABUSE, Gate.HARM}


def test_words_of_danger_at_their_question_are_ticked_whatever_else_they_tell_of(book: Book) -> None:
    player = settled(book)
    said = do(player, "/chances", "he strangled me, I want to kill myself")
    assert said.index("ask you directly") < said.index("0808 2000 247")
    assert player.session.left["chances"].answers["q01_safety"] == "afraid"


def test_what_cannot_be_read_after_words_of_danger_is_answered_with_who_to_call(book: Book) -> None:
    player = settled(book)
    said = do(player, "/checkin", "4", "4", "he hit me", "purple")
    assert said.rindex("0808 2000 247") < said.rindex("Any contact since yesterday?")
    assert "couldn't match" not in said


@pytest.mark.parametrize("words", ["skip", "[skip]", "I'd rather not say"])
def test_a_skip_beside_ticks_takes_no_fear_away(book: Book, words: str) -> None:
    player = settled(book)
    do(player, "/chances", "[afraid]", "[hurt]", words)
    assert player.session.picked == ("afraid", "hurt")
    do(player, "stop")
    assert player.person.gates == {Gate.ABUSE}


def test_an_answer_other_than_fear_takes_it_away_before_the_end(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[afraid]", "[Done]", "back", "[afraid]", "[none]", "stop")
    assert not player.person.gates


@pytest.mark.parametrize("way", [("skip", "09:00"), ("/checkin",), ("/chances",), ("stop",)])
def test_only_another_answer_takes_an_order_away(book: Book, way: tuple[str, ...]) -> None:
    player = begun(book)
    do(player, "[United Kingdom]", "[I want them back]", "skip", "skip", "none", "[An order]", "back", *way)
    assert so_far(player) == {Gate.ORDER}


@pytest.mark.parametrize(
    ("what", "picked", "answer"),
    [
        (["[child]", "[none]"], ("none",), None),  # it takes their place, and is seen before it is told
        (["[child]", "none"], ("none",), None),
        (["[child]", "[none]", "[none]"], (), None),
        (["[child]", "[none]", "[work]"], ("work",), None),
        (["[child]", "[none]", "[Done]"], (), "none"),
        (["[child]", "work"], (), "child+work"),  # words come on top of ticks
        (["[child]", "[none]", "work"], (), "work"),
        (["[child]", "1, none"], ("child",), None),
        (["[none]"], (), "none"),
        (["none"], (), "none"),
    ],
)
def test_ticks_and_what_excludes_them(book: Book, what: list[str], picked: tuple[str, ...], answer: str | None) -> None:
    player = begun(book)
    do(player, "[United Kingdom]", "skip", "skip", "skip", *what)
    assert player.session.picked == picked
    assert player.session.answers.get("limited") == answer


def test_there_is_no_skip_beside_ticks(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[afraid]")
    assert "_skip" not in {c.id for a in player.screen for c in a.controls}
    do(player, "[!_skip]")
    assert player.session.picked == ("afraid",)


def test_what_was_told_before_something_else_is_opened_was_told_then(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "5", "8")
    at = player.now
    player.now += 4 * timedelta(hours=1)
    do(player, "/chances")
    assert {e.at for e in player.entries if e.kind in ("mood", "urge")} == {at}


def test_what_may_not_be_begun_again_now_is_left(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[putdown]", "stop", "/chances", "he hit me")
    assert "Not in these days" in do(player, "[Begin again]")
    assert player.session.flow == ""
    assert player.person.gates == {Gate.ABUSE}, "what was ticked was told"


@pytest.mark.parametrize("command", ["/numbers", "/why"])
def test_where_no_quiz_was_taken_there_is_no_result(book: Book, command: str) -> None:
    assert "There's no result to explain yet" in do(settled(book), command)


@pytest.mark.parametrize(("words", "asked"), [("yes", True), ("no", False), ("sure thing", True)])
def test_the_consent_below_a_result_can_be_written(book: Book, words: str, asked: bool) -> None:
    player = settled(book)
    assert "[You may ask me once]" in quiz(player, "none of this")
    do(player, words)
    assert [e.value for e in player.entries if e.kind == "outcome"] == (["may"] if asked else [])
