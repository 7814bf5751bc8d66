"""The week looked at, the short scales, needing less of us, and the one question for later: where each just holds."""

import json
from dataclasses import replace as rebound
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import graduation, ifthen, invite, scales, sketch, week
from coach.book import Book
from coach.content import ChoiceStep
from coach.effects import Ask
from coach.events import Woken
from coach.ledger import Entry, Ledger
from coach.person import CALM, Age, Gate, Pace, Person
from coach.sending import LATE
from coach.session import Session
from coach.still import still
from coach.stock import Pool
from tests.properties import examples
from tests.test_engine import do, settled
from tests.test_pushes import ADA, DAY, HOUR, NOW, TODAY, Life
from tests.transcript import Player

TAG = "a1b2c3d4"
MONTH = replace(ADA, since=TODAY - timedelta(days=28))


def entry(kind: str, value: str, ago: int = 0, note: str = "", hour: int = 9) -> Entry:
    at = NOW.replace(hour=hour) - ago * DAY
    return Entry(kind, value, at.date(), at, note)


def days(**told: str) -> list[Entry]:
    """By kind, a digit a day, today's last; "." is a blank day."""
    pairs = [(kind, ago, n) for kind, text in told.items() for ago, n in enumerate(reversed(text)) if n != "."]
    return [entry(kind, n, ago) for kind, ago, n in sorted(pairs, key=lambda one: -one[1])]


def seen(*entries: Entry, person: Person = ADA) -> week.Week:
    return week.week(Ledger(entries), person, TODAY)


# The week


def test_the_week_is_of_seven_days_and_blank_ones_stay_blank() -> None:
    found = seen(*days(mood="12345678", urge=".....9."))
    assert (found.first, found.last) == (TODAY - timedelta(days=6), TODAY)
    assert found.mood == (2, 3, 4, 5, 6, 7, 8)
    assert found.urge == (None, None, None, None, None, 9, None)
    assert (found.told, seen().told) == (7, 0)


@examples(50)
@given(st.lists(st.none() | st.integers(0, 10), min_size=7, max_size=7))
def test_a_bar_is_as_high_as_its_number(numbers: list[int | None]) -> None:
    bars = sketch.spark(numbers, 0, 10)
    assert len(bars) == len(numbers)
    assert [bar == sketch.BLANK for bar in bars] == [n is None for n in numbers]
    told = [(n, bar) for n, bar in zip(numbers, bars, strict=True) if n is not None]
    assert [bar for _, bar in sorted(told)] == sorted(bar for _, bar in told)


def test_the_best_and_the_worst_part_of_the_day_are_named_where_they_can_be_compared() -> None:
    mornings = [entry("mood", n, ago, hour=8) for ago, n in enumerate("67")]
    evenings = [entry("mood", n, ago, hour=19) for ago, n in enumerate("44")]
    strong = [entry("urge", "8", ago, hour=19) for ago in (0, 1)]
    found = seen(*mornings, *evenings, *strong)
    assert (found.best, found.worst) == ("morning", "evening")
    assert seen(*mornings, *evenings[:1]).best == "", "a single evening is no evenings"
    assert seen(*[replace(e, value="6") for e in (*mornings, *evenings)]).best == "", "they are all the same"
    assert seen(*strong[:1]).worst == ""
    asked = [Entry("push", f"p{n}", e.day, e.at - timedelta(minutes=5), "prompt") for n, e in enumerate(strong)]
    assert seen(*strong, *asked).worst == "", "the hour of an answer to our own question is ours"
    assert seen(*strong, *[replace(e, at=e.at.replace(hour=8)) for e in strong]).worst == "", "as many in the morning"


def test_contact_triggers_and_own_things_are_counted() -> None:
    found = seen(
        *(entry("contact", value, ago) for ago, value in enumerate(("kept", "wrote", "looked"))),
        *(entry("trigger", value) for value in ("photo", "night", "photo", "drink", "night")),
        *(entry("action", "body.x", ago + 1) for ago in (1, 3)),
        *(entry("own", value, ago) for ago, value in enumerate(("no", "done", "done", "part", "done"))),
        entry("own", "done", 30),
    )
    assert (found.contact, found.kept) == (3, 2)
    assert found.triggers == ("photo", "night")
    assert (found.own, found.areas) == (4, (("body", 3),)), "one was theirs, and nobody had suggested it"
    harm = seen(entry("contact", "looked"), person=replace(ADA, gates=frozenset({Gate.HARM})))
    assert (harm.contact, harm.kept) == (1, 0)


def page(book: Book, *entries: Entry, gates: frozenset[Gate] = frozenset(), **more: object) -> str:
    player = settled(book)
    player.person = replace(player.person, gates=gates, **more)
    player.entries += [replace(e, day=player.now.date() - (TODAY - e.day)) for e in entries]
    return do(player, "/review")


def test_the_page_says_what_was_told(book: Book) -> None:
    said = page(
        book,
        *days(mood="667788"),
        *(entry("urge", "8", ago, hour=19) for ago in (0, 1)),
        entry("trigger", "song"),
        entry("contact", "kept"),
        entry("own", "done"),
        entry("ifthen", "", 7, "if it is late, then bed"),
    )
    for words in ("6, 6, 7, 7, 8, 8", "in the evening", "most often: song", "1 day told, and on 1 of", "own on 1 day."):
        assert words in said
    assert "Your plan from last time: if it is late, then bed" in said


def test_a_blank_week_is_no_reproach(book: Book) -> None:
    said = page(book, entry("ifthen", "", 30, "long ago"))
    assert "nothing to draw" in said
    assert "long ago" not in said


@pytest.mark.parametrize(
    ("gate", "said", "unsaid"),
    [
        (Gate.ABUSE, "Something of your own", "reach out"),
        (Gate.ABUSE, "Something of your own", "set it off"),
        (Gate.HARM, "1 day told, and on 0 of them you left them alone, looking included", "reach out"),
        (Gate.NO, "1 day told, and on 1 of them you didn't reach out", "left them alone"),
    ],
)
def test_behind_a_gate_contact_is_spoken_of_as_it_stands(book: Book, gate: Gate, said: str, unsaid: str) -> None:
    told = (entry("mood", "5"), entry("contact", "looked"), entry("trigger", "song"), entry("own", "done"))
    found = page(book, *told, gates=frozenset({gate}))
    assert said in found
    assert unsaid not in found


def test_contact_is_counted_by_their_own_rule_and_not_where_they_want_no_counting(book: Book) -> None:
    told = (entry("mood", "5"), entry("contact", "looked"), entry("own", "done"))
    assert "1 day told, of which 0 kept, by the rule you chose" in page(book, *told, rule=frozenset({"looked"}))
    hidden = page(book, *told, counting=False)
    assert "5" in hidden
    for figure in ("1 day", "reach out", "of your own"):
        assert figure not in hidden


def test_a_day_of_a_pause_is_no_day_of_the_week(book: Book) -> None:
    ill = seen(entry("away", "1", 2), entry("contact", "wrote", 2), entry("contact", "kept"))
    assert (ill.contact, ill.kept) == (1, 1)


def test_a_trigger_is_named_as_its_question_has_it(book: Book) -> None:
    step = ChoiceStep(kind="choice", text="?", choices={"song": "A song", "x": "X"})
    flow = book.flows["less"].model_copy(update={"steps": {**book.flows["less"].steps, "trigger": step}})
    told = rebound(book, flows={**book.flows, "less": flow})
    assert "most often: A song, late night" in page(told, *[entry("trigger", t) for t in ("song", "late_night")])


def test_in_the_days_after_a_danger_no_week_is_looked_at(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, calm_until=player.now + CALM)
    for command in ("/review", "/graduate", "/phq2", "/outcome"):
        said = do(player, command)
        assert "999" in said
        assert player.session.flow == ""


def test_a_teen_has_none_of_it(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, age=Age.TEEN)
    for command in ("/review", "/graduate", "/phq2", "/outcome"):
        assert "18 and over" in do(player, command)


# What a review comes to


def reviewed(player: Player, lines: str = "", *, helped: str = "Skip", words: str = "Skip") -> str:
    """Through a review: the lines of both scales as digits, or none."""
    do(player, "/review new", helped, words, "Skip")
    if not lines:
        return do(player, "[Not this week]")
    do(player, "[Show me the lines]")
    return [do(player, digit) for digit in lines][-1]


def later(player: Player, days: int) -> None:
    player.now += timedelta(days=days)


def test_a_review_with_nothing_in_it_is_all_right(book: Book) -> None:
    player = settled(book)
    assert "Nothing noted" in reviewed(player)
    assert [e.kind for e in player.entries if e.kind != "window"] == ["review"]
    assert "Nothing noted" in reviewed(player, helped="[Nothing I can name]")


def test_what_was_told_is_kept_and_set_beside_the_time_before(book: Book) -> None:
    player = settled(book)
    said = reviewed(player, "312222", helped="friends", words="It rained")
    assert "comes to 8 of 16. It's the first time" in said
    assert "Knowing yourself comes to 4 of 8, for the first time" in said
    kept = {e.kind: (e.value, e.note) for e in player.entries}
    assert kept["helped"] == ("people", "")
    assert kept["week"] == ("", "It rained")
    assert (kept["load"], kept["clarity"]) == (("8", "3+1+2+2"), ("4", "2+2"))
    for lines, load, self_known in (("112233", "less room", "up from 4"), ("312222", "more in it", "On")):
        later(player, 7)
        said = reviewed(player, lines)
        assert load in said
        assert self_known in said
    later(player, 7)
    said = reviewed(player, "312222")
    assert "the same as on" in said
    assert "as on" in said


def test_a_plan_of_a_review_is_one_like_those_of_a_slip(book: Book) -> None:
    player = settled(book)
    do(player, "/review new", "Skip", "Skip", "if it is late, then bed", "[Not this week]")
    [plan] = [e for e in player.entries if e.kind == "ifthen"]
    assert (plan.value, plan.note) == (ifthen.OWN, "if it is late, then bed")


def test_a_line_that_was_left_out_makes_no_sum(book: Book) -> None:
    player = settled(book)
    do(player, "/review new", "Skip", "Skip", "Skip", "[Show me the lines]", "1", "Skip", "1", "1", "1")
    assert "comes to" not in do(player, "Skip")


def load(text: str, ago: int) -> scales.Load:
    return scales.Load(TODAY - timedelta(days=ago), tuple(map(int, text)))


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ([], ""),
        ([load("2222", 0)], ""),
        ([load("2322", 7), load("2322", 0)], "body"),
        ([load("2322", 5), load("2322", 0)], ""),  # that is one week
        ([load("2322", 22), load("2322", 0)], ""),  # and that is long ago
        ([load("2222", 7), load("2322", 0)], ""),
        ([load("2223", 7), load("2232", 14), load("2232", 7), load("2232", 0)], "work"),
        ([load("2222", 42), load("2222", 0)], "load"),
        ([load("2222", 41), load("2222", 0)], ""),
        ([load("2222", 42), load("2220", 0)], ""),  # it has fallen
        ([load("2222", 42), load("2221", 0)], "load"),
        ([load("1211", 42), load("1211", 0)], ""),  # it was never high
        ([load("2222", 49), load("2222", 42), load("1111", 7), load("2222", 0)], ""),  # the last two together
    ],
)
def test_what_is_worth_showing_to_somebody(told: list[scales.Load], found: str) -> None:
    assert scales.referral(told) == found


def test_it_is_said_plainly_once_in_two_weeks_and_no_less_of_us_is_asked_then(book: Book) -> None:
    player = settled(book)
    reviewed(player, "032222")
    later(player, 7)
    said = reviewed(player, "032222")
    assert "worth showing to a doctor or a counsellor" in said
    assert "Samaritans" in said
    assert said.index("[Need help now]") < said.index("[Settings]")
    later(player, 7)
    assert "worth showing" not in reviewed(player, "032222")
    later(player, 7)
    assert "worth showing" in reviewed(player, "032222")


@pytest.mark.parametrize(
    ("day", "entries", "due"),
    [
        (13, [], False),
        (14, [], True),
        (20, [], True),
        (21, [], False),
        (28, [], True),
        (45, [], False),
        (60, [], True),
        (66, [], True),
        (67, [], False),
        (14, [entry("phq2", "2", 13)], False),
        (28, [entry("phq2", "2", 14)], True),
        (8, [entry("rule", "r2", 3)], True),
        (8, [entry("rule", "r2", 4)], False),
        (8, [entry("rule", "r13", 0)], False),
    ],
)
def test_when_the_two_questions_are_offered(day: int, entries: list[Entry], due: bool) -> None:
    person = replace(ADA, since=TODAY - timedelta(days=day))
    assert scales.phq_due(person, Ledger(tuple(entries)), TODAY) == due
    assert not scales.phq_due(replace(ADA, since=None), Ledger(), TODAY)


def test_the_two_questions_stand_as_published(book: Book) -> None:
    flow = book.flows["phq"]
    steps = [flow.steps[item] for item in scales.PHQ]
    lead = "Over the last 2 weeks, how often have you been bothered by the following problems?"
    items = ["Little interest or pleasure in doing things", "Feeling down, depressed, or hopeless"]
    assert [getattr(step, "text", "").strip() for step in steps] == [f"{lead}\n\n{item}" for item in items]
    answers = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
    assert [list(getattr(step, "choices", {}).values()) for step in steps] == [answers, answers]
    assert [list(getattr(step, "choices", {})) for step in steps] == [list(scales.OFTEN)] * 2
    assert list(scales.OFTEN.values()) == [0, 1, 2, 3]


@pytest.mark.parametrize(("answers", "worth"), [("not not", False), ("several several", False), ("half several", True)])
def test_from_three_on_it_is_worth_showing(book: Book, answers: str, worth: bool) -> None:
    player = settled(book)
    said = do(player, "/phq2", *(f"[{answer}]" for answer in answers.split()))
    assert ("worth showing to a doctor" in said) == worth
    assert ("Samaritans" in said) == worth
    assert "Kroenke" in said


def test_an_operator_may_leave_the_two_questions_out(book: Book) -> None:
    player = settled(rebound(book, asks_phq2=False))
    later(player, 14)
    assert "Two questions" not in reviewed(player, "222222")
    assert "aren't asked here" in do(player, "/phq2")


def test_they_are_offered_at_the_end_of_a_review(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, since=player.now.date() - timedelta(days=14))
    assert "[Two questions]" in reviewed(player, "222222")


# What takes the place of a daily message


def told(*, strong: str = "22", ago: int = 0) -> list[Entry]:
    return [entry("urge", n, ago + k) for k, n in enumerate(strong)]


def due(book: Book, person: Person, *entries: Entry, key: str = "prompt", now: datetime = NOW) -> str | None:
    found = invite.due(book, person, Ledger(entries), now, TAG, key)
    return None if found is None else "review" if invite.is_review(book, found.id) else found.id.rstrip("123456789")


@pytest.mark.parametrize(
    ("person", "entries", "key", "id"),
    [
        (MONTH, told(), "prompt", "review"),
        (MONTH, told(), "nudge", None),  # for those who get two a day it is the evening's
        (replace(MONTH, pace=Pace.ONE, since=TODAY - timedelta(days=29)), told(), "nudge", "review"),
        (replace(MONTH, pace=Pace.ONE), told(), "nudge", None),  # day 28 is a milestone
        (replace(MONTH, window=28, pace=Pace.ONE), told(), "nudge", None),  # and here the window's end
        (replace(MONTH, pace=Pace.ONE), told(), "prompt", None),
        (MONTH, told(strong="2"), "prompt", None),  # too little was told
        (replace(MONTH, age=Age.TEEN), told(), "prompt", None),
        (replace(MONTH, consented=NOW - 6 * DAY), told(), "prompt", None),  # no week has been told
        (replace(MONTH, consented=None), told(), "prompt", None),
        (MONTH, [*told(), entry("contact", "wrote", 1)], "prompt", None),  # that day has one message
        (replace(MONTH, calm_until=NOW - DAY), [], "prompt", None),
        (MONTH, [*told(), entry("push", "review1", 0)], "prompt", None),
        (MONTH, [*told(), entry("push", "review1", 4)], "prompt", None),
        (MONTH, [*told(), entry("push", "review1", 5)], "prompt", "review"),
        (MONTH, [*told(), entry("review", "done", 3)], "prompt", None),
        (replace(MONTH, since=TODAY - timedelta(days=30)), [*told(), entry("push", "review1", 2)], "prompt", None),
        (replace(MONTH, since=TODAY - timedelta(days=6)), told(), "prompt", None),  # no week of it has ended
        (replace(MONTH, since=None), told(), "prompt", "review"),
        (replace(MONTH, window=0), told(), "prompt", "review"),
        (replace(MONTH, since=TODAY - timedelta(days=400)), told(), "prompt", "review"),
        (replace(MONTH, pace=Pace.WEEKLY, since=None), [*told(), entry("push", "review1", 12)], "nudge", None),
        (replace(MONTH, pace=Pace.WEEKLY, since=None), [*told(), entry("push", "review1", 13)], "nudge", "review"),
    ],
)
def test_when_the_week_is_offered(book: Book, person: Person, entries: list[Entry], key: str, id: str | None) -> None:
    assert due(book, person, *entries, key=key) == id


def test_no_words_are_said_again_within_thirty_days(book: Book) -> None:
    ledger, ids, plain = told(), list[str](), with_pool(book, "prompt")
    for n in range(7):
        found = invite.due(plain, MONTH, Ledger((*ledger, *[entry("push", id, 6) for id in ids])), NOW, TAG, "prompt")
        ids += [found.id] if found else []
        assert len(ids) == min(n + 1, 5)
    assert len(set(ids)) == 5


def with_pool(book: Book, kind: str) -> Book:
    """With this pool alone for what is said before and after a week."""
    pool = Pool.model_validate({"kind": kind, "theme": {"rest": {"zz1": "Words of the pool, day {day}."}}})
    others = {name: one for name, one in book.nudges.pool.items() if one.kind not in (invite.IN, invite.OUT)}
    nudges = book.nudges.model_copy(update={"pool": {**others, "pooled": pool}})
    return rebound(book, nudges=nudges)


def test_a_pool_of_the_packs_comes_first(book: Book) -> None:
    pooled = with_pool(book, invite.IN)
    life = Life(pooled, replace(MONTH, discreet=True), entries=told())
    [ask] = life.wake("prompt")
    assert ask.choices[0].id == "open.zz1"
    assert invite.is_review(pooled, "zz1")
    assert due(pooled, MONTH, *life.entries) is None
    player = Player(pooled, now=NOW, person=replace(MONTH, zone="UTC"), entries=life.entries)
    opened = opened_by(player, "open.zz1")
    assert "Words of the pool" in opened
    assert "[Look at my week] [Check in]" in opened


def test_and_so_do_its_parting_words_once_in_thirty_days(book: Book) -> None:
    player = settled(with_pool(book, invite.OUT))
    assert "Words of the pool" in reviewed(player, "222222")
    later(player, 7)
    assert "Words of the pool" not in reviewed(player, "111222")
    later(player, 30)
    assert "Words of the pool" in reviewed(player, "111222")


def opened_by(player: Player, choice: str) -> str:
    player.now += timedelta(minutes=1)  # sooner it would be the same tap
    return do(player, f"[!{player.session.tag}m1:{choice}]")


def test_a_closed_invitation_is_opened_by_its_button(book: Book) -> None:
    book = with_pool(book, "prompt")  # in words of the flow's own
    life = Life(book, replace(MONTH, discreet=True), entries=told())
    [ask] = life.wake("prompt")
    [button, _] = ask.choices
    assert ask.push is not None
    assert (ask.push.kind, life.entries[-1].note) == ("review", "prompt")
    player = Player(book, now=NOW, person=MONTH, entries=life.entries)
    assert "[Look at my week] [Check in]" in opened_by(player, button.id)
    player.person = replace(MONTH, calm_until=NOW + DAY)
    assert "[Look at my week]" not in opened_by(player, button.id)


@pytest.mark.parametrize("id", ["review9", "lighter_tea1", "review0", "tea"])
def test_what_the_packs_have_dropped_is_nothing(book: Book, id: str) -> None:
    assert invite.sent(book, id) is None


def test_somebody_who_does_not_answer_is_not_offered_anything(book: Book) -> None:
    life = Life(book, MONTH, Session(TAG, heard=NOW - 5 * DAY), entries=told(ago=5))
    assert not any(ask.push and ask.push.kind == "review" for ask in life.wake("prompt"))
    seldom = replace(MONTH, pace=Pace.WEEKLY, since=TODAY - timedelta(days=35))
    life = Life(book, seldom, Session(TAG, heard=NOW - 6 * DAY), entries=told(ago=5))
    [ask] = life.wake("nudge")
    assert ask.push is not None
    assert ask.push.kind == "review", "once a week one answers seldom"


# Needing less of us

CALMED = {"urge": "11212121", "mood": "66666777"}


def ready(person: Person = MONTH, states: str = "", extra: tuple[Entry, ...] = (), **told: str) -> bool:
    ledger = Ledger((*days(**{**CALMED, **told}), *extra))
    return graduation.is_ready(person, ledger, TODAY, frozenset(states.split()))


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ({}, True),
        ({"urge": "1121212"}, False),  # seven pulls are too few to say
        ({"urge": "117121211"}, True),  # one strong day
        ({"urge": "117127211"}, False),
        ({"extra": (entry("sos", "8", 3), entry("held", "1", 5))}, False),  # it was strong on those days
        ({"urge": "55555555"}, False),
        ({"mood": "88887666"}, False),  # falling
        ({"mood": "33333333"}, False),  # low all along
        ({"mood": "6"}, False),
        ({"states": "low"}, False),
        ({"states": "slip7"}, False),
        ({"extra": (entry("contact", "wrote", 10),)}, False),
        ({"extra": (entry("contact", "wrote", 14),)}, True),
        ({"person": replace(MONTH, consented=NOW - 20 * DAY)}, False),
        ({"person": replace(MONTH, consented=None)}, False),
        ({"person": replace(MONTH, pace=Pace.THREE), "urge": "1111"}, True),
        ({"person": replace(MONTH, pace=Pace.THREE), "urge": "111"}, False),
        ({"person": replace(MONTH, pace=Pace.WEEKLY), "urge": "11"}, True),
    ],
)
def test_when_less_of_us_may_be_enough(case: dict[str, object], found: bool) -> None:
    assert ready(**case) == found  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("pace", "extra", "step"),
    [
        (Pace.TWO, [], "three"),
        (Pace.ONE, [], "three"),
        (Pace.SOME, [], "weekly"),  # three a week are more than every third day
        (Pace.THREE, [], "weekly"),
        (Pace.WEEKLY, [], "bye"),
        (Pace.NONE, [], None),
        (Pace.TWO, [entry("graduate", "stay", 13)], None),
        (Pace.TWO, [entry("graduate", "stay", 14)], "three"),
        (Pace.TWO, [entry("push", "lighter_three1", 13)], None),
    ],
)
def test_the_next_step(book: Book, pace: Pace, extra: list[Entry], step: str | None) -> None:
    person, ledger = replace(MONTH, pace=pace), Ledger((*days(**CALMED), *extra))
    asked = invite.wanted(book, person, ledger, NOW, TAG)
    assert graduation.to_ask(person, ledger, asked) == step
    assert graduation.to_ask(replace(person, age=Age.TEEN), ledger, asked) is None


def test_it_is_asked_in_the_place_of_a_message_and_never_done_unasked(book: Book) -> None:
    life = Life(book, replace(MONTH, discreet=True), entries=[*days(**CALMED), entry("push", "review1", 1)])
    [ask] = life.wake("prompt")
    [button, _] = ask.choices
    assert life.person.pace is Pace.TWO
    player = Player(book, now=NOW, person=MONTH, entries=life.entries)
    said = opened_by(player, button.id)
    assert "[Three times a week]" in said
    assert "[Less]" in said
    do(player, "[Leave it as it is]")
    assert player.person.pace is Pace.TWO


def test_it_is_asked_at_the_end_of_a_review_too(book: Book) -> None:
    player = settled(book)
    later(player, 21)
    player.entries += [replace(e, day=player.now.date() - (TODAY - e.day)) for e in days(**CALMED)]
    assert "[Three times a week]" in reviewed(player, "111222")
    assert [e.value for e in player.entries if e.kind == "graduate"] == ["asked"]
    assert "Monday, Wednesday" in do(player, "[Three times a week]")
    assert player.person.pace is Pace.THREE


def test_a_step_may_be_named_behind_the_command(book: Book) -> None:
    player = settled(book)
    do(player, "/graduate weekly")
    assert player.person.pace is Pace.WEEKLY
    assert "stays as it is" in do(player, "/graduate weekly")
    do(player, "/graduate daily")
    assert player.person.pace is Pace.ONE
    assert "told me little" in do(player, "/graduate")


@pytest.mark.parametrize("pace", list(Pace))
def test_no_step_that_is_more_is_called_less(book: Book, pace: Pace) -> None:
    player = settled(book)
    player.person = replace(player.person, pace=pace, before=Pace.ONE)
    said = do(player, "/graduate")
    assert ("three messages a week" in said) == (pace in (Pace.FULL, Pace.TWO, Pace.ONE))
    assert ("one message a week" in said) == (pace in (Pace.SOME, Pace.THREE))
    assert ("don't write first" in said) == (pace is Pace.NONE)
    assert "none" not in said
    assert "[Once a day]" in said


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        (None, "It was strong on 1 day. You reached out on 1 day."),
        (Gate.HARM, "It was strong on 1 day. You reached out or looked on 2 days."),
        (Gate.ABUSE, "It was strong on 1 day.\n"),
    ],
)
def test_the_last_two_weeks_are_said_as_they_were(book: Book, gate: Gate | None, said: str) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset([gate] if gate else []))
    told = (*days(urge="11119111"), entry("contact", "wrote", 1), entry("contact", "looked", 2))
    player.entries += [replace(e, day=player.now.date() - (TODAY - e.day)) for e in told]
    assert said in do(player, "/graduate")


@pytest.mark.parametrize(
    ("pace", "up", "last"),
    [
        (Pace.WEEKLY, Pace.THREE, False),
        (Pace.THREE, Pace.ONE, False),
        (Pace.SOME, Pace.ONE, False),
        (Pace.ONE, Pace.TWO, True),
        (Pace.TWO, Pace.TWO, True),
    ],
)
def test_more_of_us_one_step_at_a_time(book: Book, pace: Pace, up: Pace, last: bool) -> None:
    player = settled(book)
    player.person = replace(player.person, pace=pace)
    said = do(player, "/more")
    assert player.person.pace is up
    assert ("[More often]" in said) != last


def test_more_after_a_goodbye_is_as_much_as_before_it(book: Book) -> None:
    player = settled(book)
    do(player, "/graduate weekly", "/graduate bye")
    assert (player.person.pace, player.wakes.keys() & {"nudge", "prompt"}) == (Pace.NONE, set())
    do(player, "/more")
    assert player.person.pace is Pace.WEEKLY


def test_nobody_under_18_is_written_to_more_than_once_a_day(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, age=Age.TEEN, pace=Pace.ONE)
    assert "the most" in do(player, "/more")
    assert player.person.pace is Pace.ONE
    player.person = replace(player.person, settled=False, pace=Pace.WEEKLY)
    do(player, "/more")
    assert player.person.pace is Pace.THREE


def checked_in(player: Player, urge: str) -> str:
    """A check-in, all of it."""
    said = do(player, "/checkin", "5", urge)
    while player.session.flow == "checkin":
        said = do(player, "Skip")
    return said


def test_more_is_offered_where_a_strong_pull_comes_back_and_once_a_week(book: Book) -> None:
    player = settled(book)
    assert "More often" not in checked_in(player, "8")
    do(player, "/graduate bye")
    later(player, 1)
    assert "More often" not in checked_in(player, "6")
    later(player, 1)
    assert "[More often]" in checked_in(player, "8")
    later(player, 6)
    assert "More often" not in checked_in(player, "8")
    later(player, 1)
    assert "[More often]" in checked_in(player, "8")
    do(player, "/graduate weekly")
    later(player, 7)
    assert "[More often]" in checked_in(player, "8")
    do(player, "/stop")
    later(player, 7)
    assert "More often" not in checked_in(player, "8"), "they stopped the messages, and did not take leave"


def test_three_a_week_and_one(book: Book) -> None:
    for pace, gaps in ((Pace.THREE, {2, 3}), (Pace.WEEKLY, {7})):
        life = Life(book, replace(MONTH, pace=pace))
        life.plan(NOW)
        for at in life.until(NOW + 60 * DAY):
            life.session = replace(life.session, heard=at - HOUR)
        dates = [at.date() for at, _ in life.said]
        assert {(b - a).days for a, b in pairwise(dates)} == gaps


def test_silence_thins_three_a_week_and_ends_both(book: Book) -> None:
    for pace, most in ((Pace.THREE, 8), (Pace.WEEKLY, 4)):
        life = Life(book, replace(MONTH, pace=pace))
        life.plan(NOW)
        for _ in life.until(NOW + 60 * DAY):
            pass
        kinds = [ask.push.kind for _, ask in life.said if ask.push]
        assert kinds[-1] == "farewell"
        assert len(kinds) <= most
        quiet = {n.id for n in book.messages if n.pool.quiet in (2, 5, 10)}
        assert not quiet & {e.value for e in life.entries}, "who is written to seldom has less to answer"


# What became of it

ALLOWED = entry("outcome", "may", 90, json.dumps({"said": "2", "taken": str(TODAY - timedelta(days=90))}))
QUESTION = "question"


def asked(life: Life, at: datetime = NOW) -> list[Ask]:
    return life.take(Woken(QUESTION, at), at)


def test_the_question_comes_once_with_ways_to_have_fewer(book: Book) -> None:
    life = Life(book, MONTH, entries=[ALLOWED])
    [ask] = asked(life)
    assert [c.id for c in ask.choices] == ["outcome", "less", "pause.7", "stop"]
    assert life.wakes == {}
    assert not any(m.push and m.push.kind == "prompt" for m in life.wake("prompt", NOW + 4 * HOUR))


@pytest.mark.parametrize("gate", list(Gate))
def test_it_is_never_asked_behind_a_gate(book: Book, gate: Gate) -> None:
    gated = replace(MONTH, gates=frozenset({gate}))
    life = Life(book, gated, entries=[ALLOWED])
    assert not asked(life)
    assert life.wakes == {}
    [ask] = asked(Life(book, MONTH, entries=[ALLOWED]))
    assert ask.push is not None
    assert still(gated, Session(TAG), ask.push, NOW) is None
    player = Player(book, now=NOW, person=gated, entries=[entry("push", QUESTION)])
    assert "[Answer the question]" not in opened_by(player, "open.question")
    player.person = MONTH
    assert "[Answer the question]" in opened_by(player, "open.question")


@pytest.mark.parametrize(
    ("person", "entries"),
    [
        (replace(MONTH, pace=Pace.NONE), [ALLOWED]),
        (replace(MONTH, settled=False), [ALLOWED]),
        (MONTH, []),
        (MONTH, [ALLOWED, entry("outcome", "may_not", 1)]),
        (MONTH, [ALLOWED, entry("outcome", "no", 1)]),
        (MONTH, [ALLOWED, entry("chances", "p3", 1, "{}")]),  # the last result stood under a no
    ],
)
def test_it_is_not_asked_of_whoever_has_gone_or_taken_it_back(book: Book, person: Person, entries: list[Entry]) -> None:
    life = Life(book, person, entries=list(entries))
    assert not life.take(Woken(QUESTION, NOW), NOW)
    assert life.wakes == {}


@pytest.mark.parametrize(
    ("person", "entries", "late"),
    [
        (replace(MONTH, paused_until=NOW + 3 * DAY), [], timedelta()),
        (replace(MONTH, calm_until=NOW - 9 * DAY), [], timedelta()),
        (MONTH, [entry("contact", "wrote", 1)], timedelta()),
        (MONTH, [entry("mood", "2", 1)], timedelta()),
        (MONTH, [], LATE),
        (replace(MONTH, pace=Pace.ONE), [entry("push", "x", 0, "nudge")], timedelta()),
    ],
)
def test_it_waits_for_a_better_day(book: Book, person: Person, entries: list[Entry], late: timedelta) -> None:
    life = Life(book, person, entries=[ALLOWED, *entries])
    life.take(Woken(QUESTION, NOW), NOW + late)
    assert life.said == []
    assert life.wakes[QUESTION].date() > TODAY


QUIZ = {
    "q01_safety": "none", "q02_boundary": "silent", "q03_who_ended": "them", "q09_peaks": "3", "q10_week": "good",
    "q11_end": "kind", "q13_time": "m6", "q14_change": "me", "q15_pursuit": "none", "q16_own": "3_4",
}  # fmt: skip


def took_the_quiz(book: Book, **answers: str) -> Player:
    player = settled(book)
    note = json.dumps({**QUIZ, **answers})
    player.entries.append(Entry("chances", "p9", player.now.date(), player.now, note))
    return player


def test_it_is_only_allowed_after_a_result_that_named_a_band(book: Book) -> None:
    player = took_the_quiz(book)
    do(player, "/outcome yes")
    told = json.loads(player.entries[-1].note)
    assert told["taken"] == player.now.date().isoformat()
    assert told["said"] in ("1-3", "1-4", "2-4"), "many were left open"
    assert QUESTION in player.wakes
    assert "I don't ask" in do(player, "/outcome no")
    assert QUESTION not in player.wakes
    for none in (settled(book), took_the_quiz(book, q09_peaks="0")):
        assert "No question is open" in do(none, "/outcome yes")
        assert "No question is open" in do(none, "/outcome")


def test_it_is_answered_when_its_time_has_come_and_kept_with_what_was_said(book: Book) -> None:
    player = took_the_quiz(book)
    do(player, "/outcome yes")
    said = json.loads(player.entries[-1].note)["said"]
    later(player, 89)
    assert "around" in do(player, "/outcome")
    later(player, 1)
    do(player, "/outcome")
    assert "no answer" in do(player, "Skip")
    do(player, "/outcome", "[In touch, not together]")
    assert (player.entries[-1].value, json.loads(player.entries[-1].note)["said"]) == ("touch", said)
    assert "is closed" in do(player, "/outcome")


def test_a_gate_that_comes_to_stand_closes_the_open_question(book: Book) -> None:
    player = took_the_quiz(book)
    do(player, "/outcome yes")
    later(player, 90)
    do(player, "/outcome", "there is a restraining order against me")
    assert Gate.ORDER in player.person.gates
    do(player, "[Not together]")
    assert player.entries[-1].value == "may"
    do(player, "/outcome", "/status")
    assert player.session.flow == ""
    assert "because of what you've told me" in do(player, "/outcome yes")


def test_whoever_takes_leave_is_told_where_the_question_waits(book: Book) -> None:
    player = took_the_quiz(book)
    do(player, "/outcome yes")
    said = do(player, "/graduate bye")
    assert "waits in /outcome" in said
    assert QUESTION not in player.wakes


def test_what_is_forgotten_takes_the_promise_with_it(book: Book) -> None:
    player = took_the_quiz(book)
    do(player, "/outcome yes", "/forget", "yes")
    assert QUESTION not in player.wakes
    assert [e.kind for e in player.entries if e.kind in ("chances", "outcome")] == ["chances"]
    do(player, "/outcome yes")
    player.now += timedelta(minutes=1)
    do(player, "/phq2", "[not]", "[not]", "/forget", "yes")
    assert QUESTION in player.wakes
    kept = player.entries
    player.entries = [e for e in kept if e.kind == "outcome"] + [e for e in kept if e.kind != "outcome"]
    do(player, "/forget", "yes")
    assert [e.kind for e in player.entries if e.kind in ("chances", "outcome")] == [], "and its consent"
    assert QUESTION not in player.wakes


def test_a_review_that_is_forgotten_takes_what_was_made_of_it(book: Book) -> None:
    player = settled(book)
    reviewed(player, "032222")
    later(player, 7)
    reviewed(player, "032222")
    do(player, "/forget", "yes", "/forget", "yes")
    assert [e.kind for e in player.entries if e.kind in ("load", "referral")] == ["load"]


def test_whoever_wants_no_counting_sees_no_figure_where_they_graduate(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, counting=False)
    assert "no counting" in do(player, "/graduate")


def test_the_next_hard_date_is_not_one_of_today(book: Book) -> None:
    player = settled(book)
    do(player, "/dates", "an exam", "today", "/dates add", "a hearing", "in a week")
    assert "The next hard date that I know of is on 9 March" in reviewed(player)
