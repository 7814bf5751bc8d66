"""Contact told by itself: the day stands as the most that was told of it, once, and the check-in goes by it."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from coach import asked, back, biff, friends, ifthen, mute, slip, they, touch
from coach.book import Book
from coach.content import variants
from coach.counts import count
from coach.effects import Ask, Close, Record
from coach.events import Said
from coach.export import DATA, PAGE, Kept, document
from coach.here import Here
from coach.ledger import Entry, Ledger
from coach.person import CALM, Age, Gate, Person
from coach.session import Session
from tests.test_danger import seen
from tests.test_engine import do, settled, take
from tests.transcript import BEGIN, Player

DAY = timedelta(days=1)
TODAY = BEGIN.date()


def here(book: Book, *entries: Entry, person: Person | None = None, flow: str = "slip") -> Here:
    return Here(book, book.flows[flow], person or Person(), Session("a1b2c3d4"), Ledger(entries), BEGIN)


def contact(value: str) -> Entry:
    return Entry("contact", value, TODAY, BEGIN)


@pytest.mark.parametrize("before", tuple(touch.WEIGHT))
@pytest.mark.parametrize("now", tuple(touch.WEIGHT))
def test_the_day_stands_as_the_most_that_was_told_of_it(book: Book, before: str, now: str) -> None:
    first = here(book, contact(before))
    after = first.ledger.plus(*(e.entry for e in touch.told(first, now, TODAY) if isinstance(e, Record)))
    heavier = max(before, now, key=tuple(touch.WEIGHT).index)
    assert after.by_day("contact")[TODAY].value == heavier
    assert count(after, Person()).days == 1


@pytest.mark.parametrize("what", list(slip.COUNTED))
def test_a_slip_is_counted_as_what_it_is(book: Book, what: str) -> None:
    player = settled(book)
    do(player, "/slip", f"[{what}]", "[now]")
    [told] = [e for e in player.entries if e.kind == "contact"]
    assert told.value == slip.COUNTED[what]
    counts = count(Ledger(tuple(player.entries)), player.person)
    assert (counts.days, counts.kept) == (1, told.value != "wrote")
    assert counts.looked == (told.value == "looked")


def test_told_here_and_at_the_check_in_it_is_one_day(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "5", "5", "wrote", "yes", "skip", "/slip", "replied", "today", "skip")
    do(player, "/slip", "wrote", "today", "skip")
    assert [e.kind for e in player.entries].count("contact") == 1
    counts = count(Ledger(tuple(player.entries)), player.person)
    assert (counts.days, counts.kept) == (1, 0)


@pytest.mark.parametrize(("how", "kept"), [("/slip wrote", 0), ("/they they liked my story", 1)])
def test_the_check_in_of_that_day_asks_no_more(book: Book, how: str, kept: int) -> None:
    player = settled(book)
    do(player, how, "[now]" if "slip" in how else "skip", "skip")
    said = do(player, "/checkin", "6", "2", "yes", "skip")
    assert "Any contact" not in said
    assert {e.value for e in player.entries if e.kind == "rule"} == {"r13"}
    assert any(
        " ".join(text.split()) in " ".join(said.split()) for text in variants(book.flows["checkin"].words["r13_apart"])
    )
    assert count(Ledger(tuple(player.entries)), player.person).kept == kept
    player.now += DAY
    assert "Any contact" in do(player, "/checkin", "6", "2")


def test_a_low_number_comes_before_that(book: Book) -> None:
    player = settled(book)
    do(player, "/slip", "wrote", "now", "skip", "/checkin", "3", "2", "yes", "skip")
    said = str([e.text for e in player.screen])
    assert "stands as you told it" not in said


@pytest.mark.parametrize(
    ("gates", "said"),
    [
        ({Gate.ORDER}, "order"),
        ({Gate.NO, Gate.ABUSE}, "abuse"),
        ({Gate.HARM, Gate.NO}, "no"),
        ({Gate.HARM, Gate.ORDER}, "order"),
        ({Gate.ABUSE}, "abuse"),
        (set[Gate](), ""),
    ],
)
def test_one_gate_has_the_word(gates: set[Gate], said: str) -> None:
    assert touch.gate(Person(gates=frozenset(gates))) == said


@pytest.mark.parametrize("gate", list(Gate))
@pytest.mark.parametrize("kind", they.KINDS)
def test_no_kind_of_message_lifts_a_gate(book: Book, gate: Gate, kind: str) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset({gate}))
    said = do(player, "/they", f"[{kind}]")
    assert player.session.prompt == "", "nothing more is asked, and no wait is offered"
    assert "Three questions" not in said
    if kind in ("angry", "emergency"):
        assert "Samaritans" in said
    else:
        own = variants(book.flows["they"].words[f"gate_{gate.value}"])
        assert any(" ".join(text.split()) in " ".join(said.split()) for text in own)


@pytest.mark.parametrize("gate", list(Gate))
@pytest.mark.parametrize("what", ["wrote", "met", "looked"])
def test_a_slip_behind_a_gate_has_the_gates_words(book: Book, gate: Gate, what: str) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset({gate}))
    said = " ".join(do(player, "/slip", f"[{what}]", "[now]").split())
    barred = gate is not Gate.ABUSE
    own = f"looked_{'harm' if gate is Gate.HARM else 'gate'}" if barred else "looked"
    r5 = f"r5_{'abuse' if not barred else 'harm' if gate is Gate.HARM else 'gate'}"
    texts = book.flows["slip"].words[own] if what == "looked" else book.flows["checkin"].words[r5]
    assert any(" ".join(text.replace("{number:day}", "1 day").split()) in said for text in variants(texts))


@pytest.mark.parametrize("flow", ["reply", "back"])
@pytest.mark.parametrize("gate", [Gate.ORDER, Gate.NO, Gate.HARM])
def test_nobody_is_helped_past_a_gate(book: Book, flow: str, gate: Gate) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset({gate}), limited=("child",))
    for opened in (f"/{flow}", f"/{flow} go", f"/{flow} show"):
        do(player, opened)
        assert player.session.prompt == ""


@pytest.mark.parametrize("flow", ["reply", "back", "dating"])
def test_in_quiet_days_nothing_is_weighed(book: Book, flow: str) -> None:
    player = settled(book)
    player.person = replace(player.person, calm_until=BEGIN + CALM)
    do(player, f"/{flow}")
    assert player.session.prompt == ""


@pytest.mark.parametrize("words", ["I texted him", "she texted me", "we met", "she's seeing someone", "mutual friends"])
def test_words_open_it_but_not_in_quiet_days_nor_under_18(book: Book, words: str) -> None:
    player = settled(book)
    do(player, words)
    assert player.session.flow in ("slip", "they", "dating", "friends")
    for other in (replace(settled(book).person, calm_until=BEGIN + CALM), replace(settled(book).person, age=Age.TEEN)):
        player = Player(book, person=other)
        do(player, words)
        assert player.session.flow == ""


def test_words_that_say_what_it_was_answer_the_first_question(book: Book) -> None:
    for words, flow, key, answer in (
        ("I called her", "slip", "what", "wrote"),
        ("we met", "slip", "what", "met"),
        ("he liked my photo", "they", "kind", "crumb"),
    ):
        player = settled(book)
        do(player, words)
        assert (player.session.flow, player.session.answers.get(key)) == (flow, answer)
    player = settled(book)
    do(player, "/slip of the tongue")
    assert player.session.step == "what"


def test_a_question_that_was_open_is_left_for_what_was_told(book: Book) -> None:
    player = settled(book)
    do(player, "/slip", "purple", "I've slipped again")
    assert player.session.step == "what"


# Plans


@pytest.mark.parametrize("trigger", ifthen.TRIGGERS)
def test_every_moment_has_four_plans_in_two_halves_and_they_take_turns(book: Book, trigger: str) -> None:
    plans = variants(book.flows["slip"].words[f"plan_{trigger}"])
    assert len(plans) == 4
    assert all(plan.startswith("If ") and ", then " in plan and len(plan) <= ifthen.LONGEST for plan in plans)
    player = settled(book)
    do(player, "/slip", "wrote", "now", f"[{trigger}]", "[Another plan]", "[Another plan]", "[Another plan]")
    made = [e.note for e in player.entries if e.kind == "ifthen"]
    assert sorted(made) == sorted(plans)


def test_a_plan_of_their_own_is_kept_for_what_set_off_the_last(book: Book) -> None:
    player = settled(book)
    do(player, "/ifthen", "If I see the bus, then I count to ten")
    do(player, "/slip", "wrote", "now", "night", "/ifthen", "If it's late, then the radio")
    own = [(e.value, e.note) for e in player.entries if e.kind == "ifthen"]
    assert own[0] == ("own", "If I see the bus, then I count to ten")
    assert own[-1] == ("night", "If it's late, then the radio")
    said = do(player, "/slip", "wrote", "now", "night")
    assert "If it's late, then the radio" in said
    assert "another" not in [e.value for e in player.entries]


@pytest.mark.parametrize(("hour", "shown"), [(8, True), (11, True), (13, False), (23, False)])
def test_a_plan_is_shown_in_the_hours_in_which_it_was_made(hour: int, shown: bool) -> None:
    told = Ledger((Entry("ifthen", "tiny", TODAY, BEGIN, "If x, then y"),))
    assert (ifthen.for_hour(told, "Europe/London", BEGIN.replace(hour=hour)) != "") is shown


def test_a_plan_for_the_night_is_shown_at_night() -> None:
    told = Ledger((Entry("ifthen", "night", TODAY, BEGIN, "If x, then y"),))
    assert ifthen.for_hour(told, "Europe/London", BEGIN.replace(hour=23)) == "If x, then y"


# The ladder


@pytest.mark.parametrize("gate", [None, *Gate])
def test_the_ladder_is_climbed_to_its_top_and_remembers(book: Book, gate: Gate | None) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset({gate} if gate else ()))
    for rung in mute.ladder(player.person):
        do(player, "/mute")
        assert mute.ahead(Ledger(tuple(player.entries)), player.person) == rung
        do(player, "done", "no")
    assert "the last of the steps" in do(player, "/mute")
    assert player.session.prompt == ""
    assert ("unfollow" in mute.ladder(player.person)) is (gate is not Gate.ABUSE)
    for argument in ("held", "slid"):
        assert "the last of the steps" in do(player, f"/mute {argument}")


def test_the_last_rung_that_does_not_fit_ends_at_the_top(book: Book) -> None:
    player = settled(book)
    do(player, "/mute", *["[Doesn't fit, the next]"] * 5)
    assert player.session.prompt == ""
    assert [e.note for e in player.entries if e.kind == "rung"] == ["pass"] * 5


def test_a_rung_is_asked_about_although_the_ladder_has_been_climbed_meanwhile(book: Book) -> None:
    climbed = [Entry("rung", rung, TODAY, BEGIN, "done") for rung in mute.LADDER]
    there = here(book, *climbed, flow="mute")
    assert "Step 1" in mute.rung(there)
    told = mute.answered(replace(there, session=replace(there.session, answers={"rung": "done"})))
    assert not [effect for effect in told.effects if isinstance(effect, Record)]


# All of it can be taken back, and is in the copy

TOLD = (
    ("/slip", "wrote", "now", "drink"),
    ("/they", "talk", "a", "b", "c", "no"),
    ("/dating", "5", "skip"),
    ("/friends", "event", "Sam", "ten", "bye"),
    ("/mute", "done", "no"),
    ("/back", "none", "a", "b", "c", "d", "e", "no"),
)


def test_all_of_it_can_be_forgotten_to_the_last(book: Book) -> None:
    player = settled(book)
    before, last = player.person, player.person.last_contact
    for told in TOLD:
        player.now += timedelta(minutes=1)
        for what in told:
            player.now += timedelta(seconds=10)
            do(player, what)
    assert player.person.last_contact != last
    for _ in range(40):
        player.now += timedelta(minutes=1)
        if "Forget that?" not in do(player, "/forget"):
            break
        do(player, "yes")
    left = {e.kind for e in player.entries}
    assert left <= {"window", "trigger"}, left
    assert player.person.last_contact == before.since
    assert not [e for e in player.entries if e.kind == "trigger"]


def test_a_message_from_them_on_a_day_that_was_heavier_is_forgotten_with_its_mark(book: Book) -> None:
    player = settled(book)
    last = player.person.last_contact
    do(player, "/slip", "looked", "now", "skip")
    player.now += timedelta(minutes=1)
    do(player, "/they", "a hey", "skip")
    assert player.person.last_contact == player.now.date()
    player.now += timedelta(minutes=1)
    do(player, "/forget", "yes")
    assert player.person.last_contact == last


def test_all_of_it_is_in_the_copy_by_name(book: Book) -> None:
    player = settled(book)
    for told in TOLD:
        do(player, *told)
    kept = Kept(player.person, player.session, tuple(player.entries), {}, player.now)
    page, data = (document(book, kept, which).text for which in (PAGE, DATA))
    for name in ("I wrote or called", "A drink, or the like", "A wish to talk, or try again", "An if-then plan"):
        assert name in page
    for kind in ("slip", "trigger", "ifthen", "they", "talk", "dating", "group", "rung", "agree"):
        assert f'"{kind}"' in data
        assert book.flows["export"].words[f"kind_{kind}"]


def test_a_draft_is_kept_nowhere(book: Book) -> None:
    player = settled(book)
    do(player, "/reply", "a child", "yes", "CANARY you never call")
    assert "CANARY" not in str(player.entries)
    do(player, "it will do")
    assert "CANARY" not in f"{player.entries}{player.session}{player.person}"


def test_nothing_of_a_draft_is_left_standing_in_the_chat(book: Book) -> None:
    player = settled(book)
    do(player, "/reply", "a child", "yes")
    closes = [e for e in take(player, Said("CANARY you never call")) if isinstance(e, Close)]
    assert closes
    assert "CANARY" not in str(closes)


def test_the_lines_that_are_kept_are_short(book: Book) -> None:
    player = settled(book)
    do(player, "/back", "none", "x" * 2000, "skip", "skip", "skip", "skip", "no")
    assert len(back.kept(Ledger(tuple(player.entries)))["thing"]) <= back.LONGEST
    do(player, "/friends", "event", "x" * 2000, "skip", "skip")
    assert len(friends.kept(Ledger(tuple(player.entries)))["arrive"]) <= friends.LONGEST
    assert biff.check("x" * 5000)


def test_where_nothing_is_written_nothing_is_kept(book: Book) -> None:
    player = settled(book)
    assert "Nothing written" in do(player, "/friends", "event", "skip", "skip", "skip")
    assert "nothing is changed" in do(player, "/people", "that's all")
    assert player.entries == settled(book).entries


def test_with_what_is_forgotten_goes_what_was_to_be_asked_about_it(book: Book) -> None:
    player = settled(book)
    do(player, "/they", "a hey", "yes")
    player.now += timedelta(minutes=1)
    do(player, "/mute", "done", "yes")
    assert {asked.WAIT, asked.RUNG} <= player.wakes.keys()
    player.now += timedelta(minutes=1)
    do(player, "/forget", "yes", "/forget", "yes")
    assert {asked.WAIT, asked.RUNG}.isdisjoint(player.wakes)


# Where a pull is told


@pytest.mark.parametrize("calm", [False, True])
def test_a_pull_in_plain_words_brings_the_plan_for_that_hour(book: Book, calm: bool) -> None:
    player = settled(book)
    do(player, "/ifthen", "If it's morning, then the kettle")
    player.person = replace(player.person, calm_until=BEGIN + CALM if calm else None)
    effects = player.step(Said("the lamp is lit in the hall", seen=seen("urge"))).effects
    said = "\n".join(effect.text for effect in effects if isinstance(effect, Ask))
    assert ("then the kettle" in said) is not calm


def test_going_over_it_leads_to_the_ladder(book: Book) -> None:
    player = settled(book)
    player.entries += [Entry("word", "", TODAY - n * DAY, BEGIN - n * DAY, "why, and what if") for n in (1, 2)]
    said = do(player, "/checkin", "5", "2", "kept", "yes", "should have known")
    assert "r7" in [e.value for e in player.entries if e.kind == "rule"]
    assert "[See less of them]" in said


@pytest.mark.parametrize("gate", list(Gate))
@pytest.mark.parametrize(("intent", "flow"), [("slip", "slip"), ("ex_contacted", "they")])
def test_behind_a_gate_what_is_meant_can_still_be_told(book: Book, gate: Gate, intent: str, flow: str) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset({gate}))
    [ask] = take(player, Said("the lamp is lit in the hall", seen=seen(intent)))
    assert isinstance(ask, Ask)
    assert {flow, "crisis"} <= {choice.id for choice in ask.choices}


@pytest.mark.parametrize(
    ("intent", "said"), [("ex_contacted", "to protect you|for your protection"), ("slip", "send nothing more|any word")]
)
def test_whoever_an_order_protects_is_not_spoken_to_as_one_whom_it_binds(book: Book, intent: str, said: str) -> None:
    for day in range(2):
        player = settled(book)
        player.travel(timedelta(days=day))
        do(player, "/settings gate", "[An order]")
        [ask] = take(player, Said("the lamp is lit in the hall", seen=seen(intent)))
        assert isinstance(ask, Ask)
        assert re.search(said, ask.text)


def test_an_answer_that_the_pack_no_longer_has_is_nothing_told(book: Book) -> None:
    for flow, run in (("slip", slip.reply), ("slip", slip.stopped), ("they", they.reply)):
        assert not [effect for effect in run(here(book, flow=flow)).effects if isinstance(effect, Record)]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("I texted him last night", "2026-03-01"),
        ("I called her this morning", "2026-03-02"),
        ("we met yesterday", "2026-03-01"),
        ("I texted him again", None),
    ],
)
def test_when_it_was_is_asked_where_it_was_not_said(book: Book, words: str, day: str | None) -> None:
    player = settled(book)
    said = do(player, words)
    assert ("When was that?" in said) is (day is None)
    assert [e.day.isoformat() for e in player.entries if e.kind == "contact"] == ([day] if day else [])
