"""One turn: it never fails, never leaves a question that cannot be answered, and never tells of odds past a gate."""

import dataclasses
import re
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from datetime import date, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import encode
from msgspec.structs import replace

from coach import times
from coach.book import Book
from coach.chances import GATES
from coach.content import Asking, ChoiceStep, Flow, ManyStep, SayStep, Step, TextStep, variants
from coach.course import Course
from coach.doing import LONGEST
from coach.effects import Ask, Close, Effect, Kind, Say
from coach.engine import step
from coach.events import Event, Pressed, Said, Started, Via, Woken
from coach.ledger import NOT_LOADED, Entry, Ledger, Unread
from coach.person import Age, Gate, Goal, Pace
from coach.points import QUIZ
from coach.reading import Answer, read
from coach.wakes import ERRANDS
from tests.properties import examples
from tests.transcript import BEGIN, Player

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


SETTLED: dict[int, Player] = {}


def settled(book: Book) -> Player:
    """Somebody who has been through the beginning; a copy of the first, since it is always the same."""
    if id(book) not in SETTLED:
        SETTLED[id(book)] = Player(book)
        SETTLED[id(book)].settle(12)
    one = SETTLED[id(book)]
    kept = {name: copy(getattr(one, name)) for name in ("entries", "wakes", "screen", "gone", "prompts", "documents")}
    return dataclasses.replace(one, **kept)


def do(player: Player, *what: str) -> str:
    """What comes of the last of several things, in one text."""
    return "\n".join([player.take(player.event(one)) for one in what][-1])


# Any sequence of events

WORDS = (
    "my brother wants to kill himself",
    "i can't do this anymore",
    "hello",
    "no",
    "yes",
    "7",
    "1, 3",
    "back",
    "skip",
    "stop",
    "done",
    "none",
    "chances",
    "delete",
    "i want to die",
    "12 days ago",
    "9999 years ago",
    "14:35",
    "London",
    "",
    "   ",
    "...",
    "{0.__class__} {word} %s {",
    "<b>bold</b> *star* _under_ [x](y) &amp;",
    "\u202eright to left\u202c \u200b\u200d\ufeff",
    "👨‍👩‍👧‍👦" * 50,
    "x" * 20_001,
    "9" * 5000,
)
KEYS = (*sorted(ERRANDS), "follow.1", "follow.3", "due.1", "due.1m", "tea", "")
AGO = (0, 1, 5, 11, 60, 3600, 4 * 3600, 26 * 3600, 15 * 86400)

ACTIONS = st.one_of(
    st.tuples(st.just("tap"), st.integers(0, 60)),
    st.tuples(st.just("tap"), st.integers(0, 60)),
    st.tuples(st.just("old"), st.integers(0, 60)),
    st.tuples(st.just("say"), st.integers(0, len(WORDS) - 1)),
    st.tuples(st.just("label"), st.integers(0, 60)),
    st.tuples(st.just("command"), st.integers(0, 60)),
    st.tuples(st.just("wake"), st.integers(0, len(KEYS) - 1)),
    st.tuples(st.just("wait"), st.integers(0, len(AGO) - 1)),
)
LOOSE = st.one_of(
    st.builds(Said, st.text(max_size=200), st.sampled_from(["", "a1b2c3d41", "zzz"]), st.sampled_from(Via)),
    st.builds(Pressed, st.text(max_size=20), st.text(max_size=30)),
    st.builds(Pressed, st.sampled_from(["a1b2c3d4m1", "a1b2c3d4m"]), st.from_regex(r"\A[a-z_.]{0,20}\Z")),
    st.builds(Started, st.text(max_size=20), st.text(max_size=80)),
    st.builds(Started, st.sampled_from(["settings", "pause", "chances", "start"]), st.text(max_size=20)),
)


def event_of(player: Player, action: tuple[str, int]) -> Event | None:
    kind, number = action
    commands = sorted(f.command for f in player.book.flows.values() if f.command)
    match kind:
        case "tap" | "old":
            asks = player.screen if kind == "tap" else player.gone
            buttons = [(a.prompt, c.id) for a in asks[-3:] for c in (*a.choices, *a.controls)]
            return Pressed(*buttons[number % len(buttons)]) if buttons else None
        case "label":
            labels = [c.label for a in player.screen for c in a.choices]
            return Said(labels[number % len(labels)]) if labels else None
        case "say":
            return Said(WORDS[number])
        case "command":
            return Started(commands[number % len(commands)])
        case "wake":
            return Woken(KEYS[number], player.now)
        case _:
            player.now += AGO[number] * SECOND
            return None


def take(player: Player, event: Event) -> list[Effect]:
    """One turn, which must not depend on whether the ledger was loaded before it was asked for."""
    full = step(player.book, player.person, player.session, Ledger(tuple(player.entries)), event, player.now)
    with suppress(Unread):
        assert step(player.book, player.person, player.session, NOT_LOADED, event, player.now) == full
    player.take(event)
    return list(full.effects)


def can_be_left(player: Player) -> bool:
    """Whether Stop, and Stop again where it leads to a question, closes what is open; after a danger any answer."""
    for _ in range(3):
        if not player.session.prompt:
            return True
        flow = player.book.flows[player.session.flow]
        step = flow.steps[player.session.step]
        way = next(iter(step.choices)) if flow.urgent and isinstance(step, ChoiceStep) else "_stop"
        take(player, Pressed(player.session.prompt, way))
    return not player.session.prompt


@examples(150)
@given(st.booleans(), st.lists(ACTIONS | LOOSE, min_size=20, max_size=60))
def test_nothing_that_happens_is_too_much(book: Book, is_settled: bool, happens: list[tuple[str, int] | Event]) -> None:
    player = settled(book) if is_settled else Player(book)
    for what in happens:
        event = event_of(player, what) if isinstance(what, tuple) else what
        if event is not None:
            take(player, event)
        is_answerable(player)
    assert can_be_left(player)


def is_answerable(player: Player) -> None:
    """The open question takes one of its own answers."""
    if not player.session.prompt:
        return
    [ask] = [a for a in player.screen if a.prompt == player.session.prompt]
    answer = Pressed(ask.prompt, ask.choices[0].id) if ask.choices else Said("London")
    ledger = Ledger(tuple(player.entries))
    turn = step(player.book, player.person, player.session, ledger, answer, player.now + HOUR)
    assert turn.session.prompt != ask.prompt or turn.session.picked != player.session.picked, "its own answer is none"


@pytest.mark.unmeasured
@pytest.mark.parametrize("words", WORDS)
def test_every_question_of_every_flow_bears_any_words(book: Book, words: str) -> None:
    for name, flow in book.flows.items():
        for key, one in flow.steps.items():
            if isinstance(one, Asking):
                player = settled(book)
                player.session = replace(player.session, flow=name, step=key, prompt="a1b2c3d4f", asked=15)
                player.screen = [Ask("a1b2c3d4f", "?")]
                take(player, Said(words))
                assert can_be_left(player)


def test_a_cry_for_help_is_answered_first_at_every_question_and_kept_nowhere(book: Book) -> None:
    """But for the signs of a plan, which name danger: they are asked for, kept, and asked about after that."""
    for name, flow in book.flows.items():
        for key, one in flow.steps.items():
            if isinstance(one, Asking) and (name, key) != ("plan", "signs"):
                player = settled(book)
                player.session = replace(player.session, flow=name, step=key, prompt="a1b2c3d4f", asked=15)
                player.screen = [Ask("a1b2c3d4f", "?")]
                effects = take(player, Said("honestly I want to die"))
                urgent = [e.kind is Kind.URGENT for e in effects if isinstance(e, Say | Ask)]
                assert urgent[0]
                assert not player.session.prompt or player.session.flow == "danger", "what was open waits"
                kept = [encode(value) for value in (player.session, *player.entries)]
                assert b"want to die" not in b"".join(kept)


@pytest.mark.parametrize("is_settled", [True, False])
def test_after_a_cry_for_help_any_words_are_answered_with_who_to_call(book: Book, is_settled: bool) -> None:
    """ "Type anything and I answer": not with a menu, and not with the beginning."""
    player = settled(book) if is_settled else Player(book)
    line = "Samaritans 116 123" if is_settled else "findahelpline.com"
    do(player, "i want to die")
    for _ in range(2):
        assert line in do(player, "i'm alone")
        assert not player.session.prompt
        player.now += 35 * HOUR
    player.now += 3 * HOUR
    assert line not in do(player, "i'm back")


@examples(60)
@given(st.text(max_size=3000))
def test_a_persons_words_are_never_read_as_a_template(book: Book, words: str) -> None:
    player = settled(book)
    do(player, "/checkin", "[5]", "[5]", "[No contact]", "[Yes]")
    take(player, Said(words))
    kept = [e.note for e in player.entries if e.kind == "word"]
    assert kept in ([], [words.strip()])


# No odds past a gate

ODDS = ("band1", "band2", "band3", "band4", "range1", "range2", "range3", "range4", "range_open", "open", "survey")
WHY = ("why_base", "why_lean", "why_line", "why_even", "lean_for", "lean_against")


def sentences_of_odds(book: Book) -> list[str]:
    """Every stretch of words that tells of odds, without what is filled in."""
    words = book.flows["chances"].words
    texts = [text for key in (*ODDS, *WHY) for text in variants(words[key])]
    pieces = [piece.strip() for text in texts for piece in re.split(r"\{\w+\}|\n|(?<=[.:;]) ", text)]
    return [piece for piece in pieces if len(piece) > 12]


def tells_of_odds(book: Book, effects: list[Effect]) -> bool:
    texts = [f"{e.title} {e.text}" for e in effects if isinstance(e, Say | Ask)]
    return any(piece in text for piece in sentences_of_odds(book) for text in texts)


def results_of(player: Player) -> list[str]:
    return [e.value for e in player.entries if e.kind == "chances"]


def may_be_told(player: Player) -> bool:
    results = results_of(player)
    return not player.person.gates and bool(results) and int(results[-1][1:]) >= 8


def is_gate(question: str, answer: str) -> bool:
    return question in QUIZ and QUIZ[question][answer].flag in GATES


def walk_through_the_quiz(player: Player, chance: Random) -> Iterator[list[Effect]]:
    """Random answers, half of the time without a gate among them, with everything a person may do in between."""
    results, harmless = len(results_of(player)), chance.random() < 0.5
    for _ in range(90):
        if len(results_of(player)) > results:
            return
        if player.session.flow != "chances":
            yield take(player, Started("chances", chance.choice(["", "", "", "new"])))
        elif chance.random() < 0.75:
            [ask] = [a for a in player.screen if a.prompt == player.session.prompt]
            ways = [c for c in ask.choices if not (harmless and is_gate(player.session.step, c.id))]
            one = chance.choice(ways if chance.random() < 0.95 else [*ways, *ask.controls])
            yield take(player, Pressed(ask.prompt, one.id) if chance.random() < 0.7 else Said(one.label))
            if player.session.picked and chance.random() < 0.6:
                yield take(player, Pressed(player.session.prompt, "_done"))
        else:
            for event in meanwhile(player, chance):
                yield take(player, event)


def meanwhile(player: Player, chance: Random) -> list[Event]:
    commands = ["why", "numbers", "status", "help", "checkin", "settings", "chances", "start", "safety", "resume"]
    odd: list[list[Event]] = [
        [Started(chance.choice(commands), chance.choice(["", "why", "gate", "goal"]))],
        [Started(chance.choice(commands)), Started("chances")],
        [Said(chance.choice(WORDS))],
        [Woken(chance.choice(KEYS), player.now)],
        [Pressed(player.session.prompt, chance.choice(["_back", "_skip", "_stop", "hurt", "order"]))],
    ]
    return chance.choice(odd)


@examples(60)
@given(st.integers(0, 2**32), st.frozensets(st.sampled_from(Gate), max_size=1))
def test_no_path_leads_to_odds_past_a_gate(book: Book, seed: int, standing: frozenset[Gate]) -> None:
    chance, player = Random(seed), settled(book)  # noqa: S311
    player.person = replace(player.person, gates=standing, goal=chance.choice(list(Goal)))
    for _ in range(3):
        for effects in walk_through_the_quiz(player, chance):
            assert may_be_told(player) or not tells_of_odds(book, effects)
        for event in (*asking_for_odds(), Woken("nudge", player.now), Woken("early", player.now)):
            effects = take(player, event)
            assert may_be_told(player) or not tells_of_odds(book, effects)
        player.now += 15 * DAY


def asking_for_odds() -> tuple[Event, ...]:
    return (Started("chances", "why"), *(Started(name) for name in ("why", "numbers", "status", "start", "help")))


ANSWERS = dict(
    zip(
        QUIZ,
        [
            "none",
            "silent",
            "them",
            "mixed",
            "dk",
            "none",
            "0",
            "circ",
            "3",
            "good",
            "kind",
            "long",
            "m6",
            "me",
            "none",
            "3_4",
        ],
        strict=True,
    )
)


def taken(player: Player, **other: str) -> list[Effect]:
    """The quiz, with other answers to the questions that begin so; what its end says."""
    take(player, Started("chances"))
    effects: list[Effect] = []
    for question, answer in ANSWERS.items():
        code = next((a for key, a in other.items() if question.startswith(key)), answer)
        effects = take(player, Pressed(player.session.prompt, code))
        if player.session.picked:
            effects = take(player, Pressed(player.session.prompt, "_done"))
    return effects


def test_without_a_gate_odds_are_told_of_in_all_those_words(book: Book) -> None:
    """The property above could not fail if this did not hold."""
    player = settled(book)
    for effects in (taken(player), take(player, Started("why")), take(player, Started("numbers"))):
        assert tells_of_odds(book, effects)
    found = sentences_of_odds(book)
    assert len(found) > 30
    assert all(
        any(piece in found for piece in found if piece in text)
        for text in variants(book.flows["chances"].words["survey"])
    )


@pytest.mark.parametrize(
    ("question", "answer", "gate"),
    [
        ("q01", "hurt", Gate.ABUSE),
        ("q01", "i_did", Gate.HARM),
        ("q02", "order", Gate.ORDER),
        ("q02", "told_no", Gate.NO),
        ("q15", "show", Gate.HARM),
    ],
)
def test_a_gate_stays_through_every_retake(book: Book, question: str, answer: str, gate: Gate) -> None:
    player = settled(book)
    taken(player, **{question: answer})
    assert player.person.gates == {gate}
    for _ in range(3):
        player.now += 15 * DAY
        assert not tells_of_odds(book, taken(player))
        for event in asking_for_odds():
            assert not tells_of_odds(book, take(player, event))
        assert player.person.gates == {gate}


def test_a_result_behind_a_gate_that_was_since_taken_down_is_still_explained_by_it(book: Book) -> None:
    player = settled(book)
    taken(player, q02="order")
    do(player, "/settings gate", "[Nothing]")
    assert not player.person.gates
    for event in asking_for_odds():
        assert not tells_of_odds(book, take(player, event))


def test_fear_sets_the_goal_to_feeling_better(book: Book) -> None:
    player = settled(book)
    assert player.person.goal is Goal.RECONCILE
    taken(player, q01="afraid")
    assert player.person.goal is Goal.HEAL


# Between 13 and 17


def teen(book: Book) -> Player:
    player = Player(book)
    do(player, "/start", "[13 to 17]", "[yes]", "[Ireland]", "[18:00]")
    return player


@pytest.mark.parametrize("what", ["hello", "/dance", "/help", "/status", "/start", "[!a1b2c3d41:adult]"])
def test_nobody_under_18_is_offered_the_quiz(book: Book, what: str) -> None:
    player = teen(book)
    do(player, what)
    assert {c.id for a in player.screen for c in a.choices} & {"chances", "why", "numbers", "safety"} == set()
    assert "checkin" in {c.id for a in player.screen for c in a.choices}


@pytest.mark.parametrize("command", ["chances", "quiz", "why", "numbers", "safety", "chances new"])
def test_nobody_under_18_opens_the_quiz_by_any_name(book: Book, command: str) -> None:
    player = teen(book)
    assert "18 and over" in do(player, f"/{command}")
    assert "18 and over" in do(player, f"[!a1b2c3d4m1:{command.replace(' ', '.').replace('quiz', 'chances')}]")
    assert player.session.prompt == ""


def test_the_settings_of_somebody_under_18_are_four(book: Book) -> None:
    player = teen(book)
    said = do(player, "/settings")
    assert "Reminder: once a day, at 18:00\n" in said
    assert not re.search(r"Goal|back together|Window|contact", said)
    for one in ("goal", "window", "last contact", "limited", "gate"):
        do(player, f"/settings {one}")
        assert player.session.step == "which_teen"
    assert "Reminder: once a day, at 20:00" in do(player, "[Hour]", "[20:00]")
    assert "Ireland" in do(player, "/settings country", "[Ireland]")


# Two taps, old taps, other people's taps


def test_the_second_of_two_taps_means_nothing_and_a_later_one_is_told(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin")
    first = player.event("[5]")
    player.take(first)
    player.now += 9 * SECOND
    assert player.take(first) == []
    player.now += 2 * SECOND
    assert "earlier question" in "\n".join(player.take(first))


def test_a_button_of_somebody_else_takes_no_buttons_off(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin")
    theirs = step(book, player.person, player.session, Ledger(), Pressed("ffffffff1", "5"), player.now)
    assert not any(isinstance(e, Close) and e.prompt == "ffffffff1" for e in theirs.effects)


def test_words_for_a_question_of_before_are_not_taken_for_another(book: Book) -> None:
    """A form may be sent in when its question is long over."""
    player = settled(book)
    do(player, "/checkin", "[5]")
    assert "earlier question" in "\n".join(player.take(Said("7", prompt="a1b2c3d41")))
    assert player.take(Said("7", prompt=player.session.prompt))
    assert player.session.step == "contact"


def test_every_question_has_a_prompt_of_its_own(book: Book) -> None:
    player, seen = settled(book), list[str]()
    for what in ("/checkin", "5", "x", "x", "/help", "back", "6", "/status", "7", "stop"):
        seen += [e.prompt for e in take(player, player.event(what)) if isinstance(e, Ask)]
    assert len(set(seen)) == len(seen)
    assert all(prompt.startswith(player.session.tag) for prompt in seen)


# Packs that change while people are in the middle


def changed(book: Book, name: str, flow: Flow) -> Book:
    return dataclasses.replace(book, flows={**book.flows, name: flow})


def without(flow: Flow, key: str, then: str) -> Flow:
    """The flow with a step less; whatever led to it leads on."""
    steps = {k: s.model_copy(update={"next": then}) if s.next == key else s for k, s in flow.steps.items() if k != key}
    return flow.model_copy(update={"steps": steps})


def test_a_step_that_was_removed_under_somebody_is_as_if_nothing_were_open(book: Book) -> None:
    for what in ("[No contact]", "kept it", "/status"):
        player = settled(book)
        do(player, "/checkin", "5", "5")
        press = player.event(what)
        player.book = changed(book, "checkin", without(book.flows["checkin"], "contact", "gap"))
        player.take(press) if what != "/status" else do(player, what)
        assert not any(a.prompt == player.session.prompt for a in player.screen) or not player.session.prompt
        do(player, "/checkin")
        assert player.session.step == "mood"


def test_a_flow_that_was_removed_under_somebody_is_as_if_nothing_were_open(book: Book) -> None:
    player = settled(book)
    tea = ChoiceStep(kind="choice", text="Tea?", choices={"y": "Yes", "n": "No"})
    player.book = changed(book, "tea", Flow(command="tea", start="tea", keep=9, button="Tea", steps={"tea": tea}))
    do(player, "/tea")
    press = player.event("[Yes]")
    player.book = book
    assert "finished with" in "\n".join(player.take(press))
    assert player.session.prompt == ""
    assert "still waiting" not in do(player, "/delete", "[No, keep it]")


def test_a_question_put_in_between_is_asked_and_nothing_is_lost(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "5")
    flow = book.flows["checkin"]
    weather = ChoiceStep(kind="choice", text="Rain?", choices={"y": "Yes", "n": "No"}, next="contact")
    steps = {**flow.steps, "urge": flow.steps["urge"].model_copy(update={"next": "weather"}), "weather": weather}
    player.book = changed(book, "checkin", flow.model_copy(update={"steps": steps}))
    assert "Rain?" in do(player, "6")
    do(player, "[No]", "[No contact]", "[Yes]", "skip")
    assert {e.kind: e.value for e in player.entries if e.kind in ("mood", "urge", "contact")} == {
        "mood": "5",
        "urge": "6",
        "contact": "kept",
    }


def test_a_text_quotes_an_answer_as_the_person_saw_it(book: Book) -> None:
    player = settled(book)
    tea = ChoiceStep(kind="choice", text="Tea?", choices={"y": "Yes, please", "n": "No"}, next="why", skip="")
    why = TextStep(kind="text", text="You said: {tea}. Why?", next="so")
    steps: dict[str, Step] = {
        "tea": tea,
        "why": why,
        "so": SayStep(kind="say", text="{tea}, because {why}. {your_clock}"),
    }
    player.book = changed(book, "tea", Flow(command="tea", start="tea", steps=steps))
    assert "You said: Yes, please. Why?" in do(player, "/tea", "[Yes, please]")
    assert "Yes, please, because {now} {x}. It is 08:00 for you now." in do(player, "{now} {x}")
    assert "You said: . Why?" in do(player, "/tea", "skip")


def test_a_tick_whose_answer_was_removed_is_let_go(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[putdown]", "[afraid]")
    flow = book.flows["chances"]
    first = flow.steps["q01_safety"]
    assert isinstance(first, ManyStep)
    fewer = {id: label for id, label in first.choices.items() if id != "putdown"}
    steps = {**flow.steps, "q01_safety": first.model_copy(update={"choices": fewer})}
    player.book = changed(book, "chances", flow.model_copy(update={"steps": steps}))
    do(player, "[Done]")
    assert player.session.answers["q01_safety"] == "afraid"


def test_what_was_left_at_a_step_that_was_removed_begins_anew(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[none]", "[silent]", "/checkin")
    player.book = changed(book, "chances", without(book.flows["chances"], "q03_who_ended", "q04_definite"))
    assert "1 of 15" in do(player, "/chances")


# Leaving and taking up again


@pytest.mark.parametrize(("hours", "kept"), [(5, True), (15, True), (16, False)])
def test_a_check_in_is_taken_up_again_until_its_day_is_over(book: Book, hours: int, kept: bool) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "5", "/chances", "[none]")
    player.now += hours * HOUR
    do(player, "/checkin")
    assert player.session.step == ("urge" if kept else "mood")


def test_begin_again_begins_again(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[none]", "[silent]", "[Stop]", "/chances")
    assert player.session.step == "q03_who_ended"
    do(player, "[Begin again]")
    assert player.session.step == "q01_safety"
    assert player.session.answers.keys() == {"argument"}


def test_what_is_too_old_to_be_taken_up_is_not_offered(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/chances", "[none]")
    assert "still waiting" in do(player, "/delete", "[No, keep it]")
    player.now += 15 * DAY
    assert "still waiting" not in do(player, "/delete", "[No, keep it]")


# How answers are read


@pytest.mark.parametrize(
    ("question", "words", "answer"),
    [
        ("q03_who_ended", "They did", "them"),
        ("q03_who_ended", "they did!", "them"),
        ("q03_who_ended", "3", "me"),
        ("q03_who_ended", "3.", "me"),
        ("q03_who_ended", "3)", "me"),
        ("q03_who_ended", "it faded", "drift"),
        ("q03_who_ended", "drift", "drift"),
        ("q03_who_ended", "th", None),
        ("q03_who_ended", "6", None),
        ("q03_who_ended", "0", None),
        ("q03_who_ended", "٣", None),
        ("q05_new", "I don\N{RIGHT SINGLE QUOTATION MARK}t know", "dk"),
        ("q07_cycles", "0", "0"),  # an answer by its own number, before its place in the list
        ("q07_cycles", "1", "1"),
        ("q16_own", "6", "5_7"),
        ("q16_own", "0 days", "0"),
        ("q16_own", "8", None),
        ("q16_own", "two", "1_2"),
        ("q16_own", "about four days, I think", "3_4"),
        ("q16_own", "a couple of days", "1_2"),
        ("q16_own", "none", "0"),
        ("q16_own", "seven", "5_7"),
        ("q16_own", "eight", None),
        ("q16_own", "2 or 3", None),
        ("q07_cycles", "two times", "2_3"),
        ("q07_cycles", "zero", "0"),
        ("q03_who_ended", "three", "me"),  # the third answer
        ("q03_who_ended", "about three", None),
        ("q03_who_ended", "six", None),
        ("q08_reason", "one", "conflict"),  # "One argument, over and over"
        ("q04_definite", "That", "final"),
        ("q11_end", "c", None),  # two begin so
        ("q01_safety", "no", "none"),
        ("q01_safety", "nothing", "none"),
        ("q01_safety", "2 4", "putdown+afraid"),
        ("q01_safety", "4 and 2", "putdown+afraid"),
        ("q01_safety", "two, four", "putdown+afraid"),
        ("q01_safety", "a couple", None),
        ("q01_safety", "they hit, put-downs", "putdown+hurt"),
        ("q01_safety", "Put-downs, shouting or humiliation, often", "putdown"),
        ("q01_safety", "none of this", "none"),
        ("q01_safety", "1, 2", None),  # one excludes the other
        ("q01_safety", "2, 9", None),
        ("q01_safety", ", ,", None),
        ("q02_boundary", "a clear no", "told_no"),
    ],
)
def test_reads_an_answer(book: Book, question: str, words: str, answer: str | None) -> None:
    player = settled(book)
    session = replace(player.session, flow="chances", step=question, prompt="a1b2c3d4f")
    course = Course(book, player.person, session, Ledger(), BEGIN)
    assert course.asking is not None
    found = read(course, course.asking, Said(words))
    assert (found.value if isinstance(found, Answer) else None) == answer


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("7", "7"),
        ("7/10", "7"),
        ("10", "10"),
        ("7 out of 10", "7"),
        ("7 I think", "7"),
        ("seven", "7"),
        ("Ten!", "10"),
        ("seven out of ten", "7"),
        ("maybe 7 out of 10, I guess", "7"),
        ("about 6", "6"),
        ("a 6", "6"),
        ("7 or 8", None),  # which, is for them to say
        ("7-8", None),
        ("6.5", None),
        ("2 much to say", None),
        ("11", None),
        ("eleven", None),
        ("-1", None),
    ],
)
def test_reads_a_number(book: Book, words: str, answer: str | None) -> None:
    player = settled(book)
    do(player, "/checkin", words)
    assert player.session.answers.get("mood") == answer


def test_a_way_out_that_is_not_shown_is_a_word_like_any_other(book: Book) -> None:
    player = settled(book)
    assert "whole number" in do(player, "/checkin", "back")
    do(player, "5", "5", "kept", "no", "skip")
    player.now += DAY
    do(player, "/checkin", "5", "5", "kept")
    assert player.session.step == "own"
    do(player, "Done")
    assert player.session.answers["own"] == "done"
    do(player, "done")
    assert [e.note for e in player.entries if e.kind == "word"] == ["done"]


def test_skip_is_an_answer_where_it_stands_among_the_answers(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "0")
    assert player.session.step == "ask_safe"
    assert "You don't have to say" in do(player, "skip")
    assert not player.session.prompt


@pytest.mark.parametrize("words", ["yes", "OK.", "1", "germany", "[Germany]"])
def test_a_suggestion_by_itself_is_taken_by_a_yes_too(book: Book, words: str) -> None:
    player = settled(book)
    do(player, "/settings country", "germny", words)
    assert player.person.country == "DE"


def test_of_several_suggestions_a_yes_takes_none(book: Book) -> None:
    player = settled(book)
    do(player, "/settings country", "australa", "yes")
    assert player.person.country == "GB"


def test_a_suggestion_is_taken_by_its_number_and_its_name(book: Book) -> None:
    for words in ("2", "austria", "[Austria]"):
        player = settled(book)
        do(player, "/settings country", "australa", words)
        assert player.person.country == "AT"


def test_forged_choices_are_no_answers(book: Book) -> None:
    player = settled(book)
    for choice in ("o1", "o99", "_done", "_back", "_", "", "11", "mood"):
        do(player, "/checkin", f"[!{choice}]" if choice else "[!:]")
        assert player.session.step == "mood"


def test_a_form_of_two_misses_explains_the_way_out_and_an_answer_forgives_them(book: Book) -> None:
    player = settled(book)
    assert "whole number" in do(player, "/checkin", "x")
    assert "my limit, not yours" in do(player, "y")
    assert "my limit, not yours" in do(player, "z")
    do(player, "5")
    assert "whole number" in do(player, "x")


def test_a_text_needs_a_word(book: Book) -> None:
    player = settled(book)
    assert "a few words" in do(player, "/checkin", "5", "5", "kept", "yes", "...")
    assert isinstance(book.flows["checkin"].steps["word"], TextStep)
    assert "only read words" in do(player, "(voice)")
    do(player, "(photo) us in march")
    assert [e.note for e in player.entries if e.kind == "word"] == ["us in march"]


def test_what_is_too_long_is_not_taken_and_the_question_stays(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "5", "5", "kept", "yes")
    assert "longer than I can take" in do(player, "x" * (LONGEST + 1))
    do(player, "x" * LONGEST)
    assert [len(e.note) for e in player.entries if e.kind == "word"] == [LONGEST]


# Pausing and coming back


@pytest.mark.parametrize(
    ("words", "days", "remark"),
    [
        ("", 7, None),
        ("3", 3, None),
        ("1 day", 1, None),
        ("2 weeks", 14, None),
        ("0", 7, "couldn't read how long"),
        ("a while", 7, "couldn't read how long"),
        ("9999", 90, "90 days is the longest"),
    ],
)
def test_how_long_a_pause_is(book: Book, words: str, days: int, remark: str | None) -> None:
    """What was not taken as it was said is said."""
    player = settled(book)
    told = do(player, f"/pause {words}".strip())
    assert remark in told if remark else "couldn't" not in told and "longest" not in told
    assert player.person.paused_until is not None
    morning = times.local(player.person.paused_until, player.person.zone)
    assert (morning.date(), morning.time()) == (BEGIN.date() + days * DAY, time(0))


def test_coming_back_while_the_quiet_after_a_danger_lasts(book: Book) -> None:
    player = settled(book)
    do(player, "i want to die", "/stop")
    assert "They begin on 5 March" in do(player, "/resume")
    assert player.person.pace is Pace.TWO
    player.now += 3 * DAY
    assert "They begin" not in do(player, "/resume")


def test_the_pace_that_was_chosen_is_kept_by_a_pause(book: Book) -> None:
    player = settled(book)
    do(player, "/less", "/pause", "/resume")
    assert player.person.pace is Pace.ONE


# How things stand, on a day of every sort


@pytest.mark.parametrize(
    ("since", "window", "says"),
    [
        (0, 30, "Your window begins today"),
        (30, 30, "Day 30 of 30"),
        (31, 30, "Day 31, past the end"),
        (31, 0, "Day 31, open-ended"),
        (None, 30, "Your window begins today"),
    ],
)
def test_the_day_of_the_window(book: Book, since: int | None, window: int, says: str) -> None:
    player = settled(book)
    begun: date | None = None if since is None else BEGIN.date() - since * DAY
    player.person = replace(player.person, since=begun, window=window)
    assert says in do(player, "/status")


def test_after_the_last_milestone_none_is_promised(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, since=BEGIN.date() - 91 * DAY)
    assert "milestone" not in do(player, "/status")


def test_a_slip_that_was_mended_is_counted(book: Book) -> None:
    player = settled(book)
    for ago, value in ((3, "wrote"), (2, "kept"), (1, "kept")):
        player.entries.append(Entry("contact", value, BEGIN.date() - ago * DAY, BEGIN))
    assert "you kept the two days that followed, once." in do(player, "/status")


@pytest.mark.parametrize("age", [Age.ADULT, Age.TEEN])
@pytest.mark.parametrize("days", [1, 2])
def test_whoever_has_kept_no_day_so_far_is_shown_no_noughts(book: Book, age: Age, days: int) -> None:
    player = settled(book)
    player.person = replace(player.person, age=age)
    player.entries += [Entry("contact", "wrote", BEGIN.date() - ago * DAY, BEGIN) for ago in range(days)]
    said = do(player, "/status")
    assert f"You told me about {days} day" in said
    assert not re.search(r"\b0\b", said)


@pytest.mark.parametrize("pace", list(Pace))
def test_every_pace_is_said(book: Book, pace: Pace) -> None:
    player = settled(book)
    player.person = replace(player.person, pace=pace)
    said = {
        Pace.FULL: "a line at midday",
        Pace.TWO: "invitation at 20:00",
        Pace.ONE: "once a day",
        Pace.SOME: "every third day",
        Pace.THREE: "on Monday, Wednesday and Friday",
        Pace.WEEKLY: "once a week",
        Pace.NONE: "don't write first",
    }
    assert said[pace] in do(player, "/status")
    settings = {
        Pace.FULL: "Messages: at 09:00, a line at midday, and an invitation at 20:00\n",
        Pace.TWO: "Messages: at 09:00, and an invitation at 20:00\n",
        Pace.ONE: "Messages: once a day, at 09:00\n",
        Pace.SOME: "Messages: every third day, at 09:00\n",
        Pace.THREE: "Messages: Monday, Wednesday and Friday, at 09:00\n",
        Pace.WEEKLY: "Messages: once a week, at 09:00\n",
        Pace.NONE: "Messages: none\n",
    }
    assert settings[pace] in do(player, "/settings")


def test_another_waits_in_status_for_todays_message_that_the_pack_has_dropped(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, reached=False)
    assert "couldn't reach you" in do(player, "/status")
    [*_, said] = player.entries
    player.entries[-1] = replace(said, value="gone")
    assert "couldn't reach you" in do(player, "/status")
    assert player.entries[-1].value != "gone"


@pytest.mark.parametrize("gate", [["he hit me"], ["/settings gate", "[An order]"]])
def test_another_waits_in_status_where_todays_message_speaks_of_a_return_and_a_gate_has_come(
    book: Book, gate: list[str]
) -> None:
    player = settled(book)
    player.person = replace(player.person, reached=False)
    hoping = next(n for n in book.messages if n.pool.goal == "reconcile")
    player.entries.append(Entry("push", hoping.id, player.now.date(), player.now, "nudge"))
    assert hoping.text in do(player, "/status")
    assert hoping.text not in do(player, *gate, "/status")


def test_back_passes_over_what_the_pack_has_dropped(book: Book) -> None:
    """Somebody is at the contact question when an edited pack no longer has the urge, or anything before it."""
    player = settled(book)
    do(player, "/checkin", "6", "2")
    checkin = book.flows["checkin"]
    for gone, expected in ((("urge",), "How is today"), (("urge", "mood"), "Any contact")):
        left = {key: one for key, one in checkin.steps.items() if key not in gone}
        edited = dataclasses.replace(book, flows={**book.flows, "checkin": checkin.model_copy(update={"steps": left})})
        turn = step(edited, player.person, player.session, Ledger(()), Said("back"), player.now)
        asked = [effect for effect in turn.effects if isinstance(effect, Ask)]
        assert [expected in ask.text for ask in asked] == [True]


# Each check-in is about its own day, and nothing that was told in it is lost


def told(player: Player) -> dict[str, list[str]]:
    """What the ledger has of each kind, with the date where that is not the day on which the story begins."""
    found: dict[str, list[str]] = {}
    for e in player.entries:
        if e.kind in ("mood", "urge", "contact", "own", "word"):
            day = "" if e.day == BEGIN.date() else f" {e.day.day}"
            found.setdefault(e.kind, []).append(f"{e.value or e.note}{day}")
    return found


WAYS = ["/chances", "/settings", "/delete", "/start", "stop", "/safety", "/settings zone Berlin", "@12h", "@30h"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answers", [("4",), ("4", "6"), ("4", "6", "wrote"), ("4", "6", "wrote", "part")])
def test_what_was_told_counts_however_the_check_in_is_left(book: Book, way: str, answers: tuple[str, ...]) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", *answers)
    player.travel(int(way[1:-1]) * HOUR) if way.startswith("@") else do(player, way)
    kinds = ("mood", "urge", "contact", "own")
    assert told(player) == {kind: [value] for kind, value in zip(kinds, answers, strict=False)}
    assert player.person.told == BEGIN.date()


def test_what_was_told_is_recorded_once_and_a_change_of_it_too(book: Book) -> None:
    player = settled(book)
    for what in (
        *("/checkin", "5", "6", "/settings", "stop", "/checkin", "back", "7"),
        *("/settings", "/checkin", "kept", "yes", "fine", "/checkin", "stop"),
    ):
        do(player, what)
    assert told(player) == {"mood": ["5"], "urge": ["6", "7"], "contact": ["kept"], "own": ["done"], "word": ["fine"]}


def test_the_hour_at_which_it_was_told_is_that_of_the_last_answer(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "4", "9")
    player.travel(8 * HOUR)
    assert {e.at for e in player.entries if e.kind == "urge"} == {BEGIN}


def test_an_open_check_in_is_put_away_in_silence(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "4")
    assert player.travel(6 * HOUR - SECOND) == []
    assert player.session.step == "urge"
    assert player.travel(SECOND) == []
    assert player.session.prompt == ""
    assert player.screen[-1].prompt.startswith("a1b2c3d4m"), "no button of its is left"
    assert "take this up" in do(player, "/checkin")
    assert player.session.step == "urge"


def test_an_hour_of_silence_at_the_least(book: Book) -> None:
    """Somebody who is in the middle at midnight, or has just taken it up again, is not cut off."""
    player = settled(book)
    do(player, "/stop")
    player.now = BEGIN.replace(hour=23, minute=40)
    do(player, "/checkin", "4")
    player.travel(59 * SECOND * 60)
    assert player.session.step == "urge"
    player.travel(SECOND * 60)
    assert player.session.prompt == ""
    assert "take this up" not in do(player, "/checkin"), "that was another day"


def test_a_wake_for_what_is_no_longer_open_means_nothing(book: Book) -> None:
    player = settled(book)
    for opened in ("/stop", "/chances", "/settings"):
        do(player, opened)
        before = player.session
        assert player.take(Woken("idle", player.now)) == []
        assert player.session == before


def test_after_midnight_an_answer_is_still_about_the_day_before(book: Book) -> None:
    player = settled(book)
    player.now = BEGIN.replace(hour=23, minute=50)
    do(player, "/checkin", "4")
    player.now += HOUR
    do(player, "[6]", "stop")
    assert told(player) == {"mood": ["4"], "urge": ["6"]}


@pytest.mark.parametrize("way", ["/checkin", "check in", "[Check in]", "today"])
def test_on_a_new_day_a_new_check_in_begins(book: Book, way: str) -> None:
    player = settled(book)
    do(player, "/status", "/checkin", "4", "6", "kept", "yes")
    assert player.session.step == "word"
    player.now += DAY  # and no wake came
    assert "How is today" in do(player, way)
    do(player, "7", "stop")
    assert told(player) == {"mood": ["4", "7 3"], "urge": ["6"], "contact": ["kept"], "own": ["done"]}


@pytest.mark.parametrize("what", ["[7]", "7", "skip", "stop", "hello", "[!nonsense]"])
def test_a_question_about_a_day_long_gone_is_put_away_with_a_word(book: Book, what: str) -> None:
    player = settled(book)
    do(player, "/checkin", "4")
    player.now += 2 * DAY
    assert "a day that has gone by" in do(player, what)
    assert player.session.prompt == ""
    assert told(player) == {"mood": ["4"]}


def test_a_question_that_went_with_its_pack_takes_no_answer_with_it(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "4", "6")
    player.book = changed(book, "checkin", without(book.flows["checkin"], "contact", "gap"))
    do(player, "/status")
    assert told(player) == {"mood": ["4"], "urge": ["6"]}


# "Are you safe right now?" is asked at once, and no way round it is left without who to call

LINE = "Samaritans 116 123"


@pytest.mark.parametrize("mood", ["0", "1", "[0]", "[1]", "zero"])
def test_a_very_low_mood_is_asked_about_before_anything_else(book: Book, mood: str) -> None:
    player = settled(book)
    do(player, "/checkin", mood)
    assert player.session.step == "ask_safe"
    assert [e.kind for e in player.entries if e.kind in ("mood", "rule")] == ["mood", "rule"]


@pytest.mark.parametrize(
    "way",
    ["/chances", "/checkin new", "/settings", "/delete", "stop", "skip", "back", "next", "no", "hm", "@1h", "@3d"],
)
def test_no_way_past_it_is_without_who_to_call(book: Book, way: str) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "1")
    said = "\n".join(player.travel(int(way[1:-1]) * (HOUR if way[-1] == "h" else DAY)) if way[0] == "@" else [])
    assert LINE in (said or do(player, way))


@pytest.mark.parametrize("days", [0, 1, 2, 9])
@pytest.mark.parametrize("answer", ["no", "[No]", "[I'm not sure]", "i don't know"])
def test_it_can_be_answered_however_late(book: Book, days: int, answer: str) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "0")
    player.travel(days * DAY)
    assert LINE in do(player, answer)
    assert player.person.calm_until == player.now + 3 * DAY


def test_silence_at_it_is_answered_once(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "/checkin", "0")
    assert LINE in "\n".join(player.travel(HOUR))
    assert player.travel(9 * DAY) == []
    assert [e.value for e in player.entries if e.kind == "mood"] == ["0"]


def test_nothing_else_is_offered_beside_who_to_call(book: Book) -> None:
    player = settled(book)
    do(player, "/chances", "[none]", "/checkin", "0")
    assert "still waiting" not in do(player, "no")


def test_a_number_of_the_morning_is_not_asked_about_again_in_the_evening(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "1", "yes")
    player.now += 8 * HOUR
    do(player, "/checkin", "skip", "9", "stop")
    assert [e.value for e in player.entries if e.kind == "rule"] == ["r1", "r3"]


def test_a_number_that_was_given_before_the_question_was_moved_is_still_asked_about(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "5")
    player.session = replace(player.session, answers={**player.session.answers, "mood": "1"})
    do(player, "stop")
    assert player.session.step == "ask_safe"


# Where what we begin does not arrive


def test_where_every_message_was_sent_lately_none_waits(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, reached=False)
    today = times.today(player.now, player.person.zone)
    sent = [
        Entry("push", n.id, today - timedelta(days=3), player.now - timedelta(days=3), "nudge") for n in book.messages
    ]
    player.entries += sent
    assert "couldn't reach you" not in do(player, "/status")


@pytest.mark.parametrize("pace", list(Pace))
@pytest.mark.parametrize("command", ["/less", "/more", "/stop", "/resume", "/graduate"])
def test_at_every_pace_there_are_words_for_another(book: Book, pace: Pace, command: str) -> None:
    player = settled(book)
    player.person = replace(player.person, pace=pace)
    assert do(player, command).startswith("< ")
    do(player, "/stop")
    assert do(player, "/resume").startswith("< ")


# What a platform tells besides words


def test_a_changed_message_is_only_spoken_of_to_somebody_who_has_agreed(book: Book) -> None:
    words = Said("no, 8", via=Via.EDIT)
    assert [effect for effect in take(Player(book), words) if isinstance(effect, Say | Ask)] == []
    player = settled(book)
    do(player, "/checkin")
    noticed, again = [effect for effect in take(player, words) if isinstance(effect, Say | Ask)]
    assert isinstance(noticed, Say)
    assert "I go by what stood there first" in noticed.text
    assert isinstance(again, Ask), "what was open is asked again"


def test_words_below_a_menu_are_words_out_of_nowhere(book: Book) -> None:
    player = settled(book)
    do(player, "/help")
    menu = player.screen[-1].prompt
    assert menu != player.session.prompt
    assert any(
        "Day 12 of 30" in effect.text for effect in take(player, Said("status", menu)) if isinstance(effect, Say | Ask)
    )


def test_a_plan_of_which_nothing_is_written_is_none(book: Book) -> None:
    player = settled(book)
    assert "Nothing written, and that's all right." in do(player, "/plan", *["[Skip]"] * 5)
