"""What a check-in answers: each rule where it holds and where it just does not, their order, their rests, the queue."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import checkin, checkin_steps
from coach.book import Book
from coach.checkin import RULES, judge, variant_of, waiting
from coach.content import variants
from coach.here import Here
from coach.ledger import Entry, Ledger
from coach.person import Gate, Person
from coach.session import Session
from coach.signs import Signs, part_of_day, signs
from tests.properties import examples
from tests.test_engine import do, settled

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
NIGHT = NOON.replace(hour=23)
TODAY = NOON.date()
LEVEL = {"mood": "6666666", "urge": "2", "contact": "kept", "own": "done"}  # a week of nothing in particular


def told(now: datetime = NOON, gates: frozenset[Gate] = frozenset(), /, **days: str) -> Signs:
    return signs(Ledger(tuple(entries(now, **days))), Person(gates=gates), TODAY, now)


def entries(now: datetime = NOON, /, **days: str) -> list[Entry]:
    """What was told, by kind, today's last: a digit a day, or words a day apart. "." is a day on which nothing was."""
    found: list[Entry] = []
    for kind, text in days.items():
        values = text.split() if " " in text or not text.replace(".", "").isdigit() else list(text)
        for ago, value in enumerate(reversed(values)):
            at = now - timedelta(days=ago)
            if value != ".":
                found.append(_entry(kind, value, at))
    return sorted(found, key=lambda e: e.at)


def _entry(kind: str, value: str, at: datetime) -> Entry:
    return (
        Entry(kind, "", at.date(), at, value.replace("_", " ")) if kind == "word" else Entry(kind, value, at.date(), at)
    )


def holds(rule: str, s: Signs) -> bool:
    return next(r for r in RULES if r.id == rule).holds(s)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("r1", {"mood": "1"}),
        ("r1", {"mood": "0"}),
        ("r1", {"mood": "22"}),
        ("r1", {"mood": "92"} | {"mood": "12"}),
        ("r2", {"mood": "8765"}),
        ("r2", {"mood": "7654"}),
        ("r2", {"mood": "66666444"}),  # the mean of three, two under the median
        ("r3", {"urge": "7"}),
        ("r4", {"urge": "777"}),
        ("r4", {"urge": "7..7..7"}),
        ("r5", {"contact": "wrote"}),
        ("r6", {"contact": "they"}),
        ("r7", {"word": "why_him why_me what_if"}),
        ("r7", {"word": "why . if_only . should_have"}),
        ("r7", {"contact": "looked kept kept kept kept kept looked"}),
        ("r8", {"own": "no no no"}),
        ("r8", {"own": "no . no . no"}),  # the last three that were told
        ("r9", {"mood": "555557"}),
        ("r10", {"mood": "56", "urge": "23"}),
        ("r10", {"mood": "5..6", "urge": "2..3"}),  # since the last day that was told
        ("r11", {"contact": "needed"}),
        ("r12", {"mood": "5454646545", "own": "no"}),
        ("r14", {"word": "too_much_wine", "mood": "3"}),
        ("r14", {"word": "drunk", "mood": "2"}),
        ("r13", {}),
    ],
)
def test_a_rule_holds(rule: str, days: dict[str, str]) -> None:
    assert holds(rule, told(**days))


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("r1", {"mood": "2"}),
        ("r1", {"mood": "32"}),
        ("r1", {"mood": "2.2"}),  # not running
        ("r1", {}),
        ("r1", {"mood": "1."}),  # yesterday's
        ("r2", {"mood": "876"}),
        ("r2", {"mood": "8775"}),  # not lower on each
        ("r2", {"mood": "87.65"}),
        ("r2", {"mood": "66666544"}),  # a mean of 4.33
        ("r2", {"mood": "6666444"[:6]}),
        ("r2", {"mood": "64.44"}),  # no baseline
        ("r3", {"urge": "6"}),
        ("r3", {"urge": "9."}),
        ("r4", {"urge": "77"}),
        ("r4", {"urge": "776"}),
        ("r4", {"urge": "77.....7"}),  # eight days
        ("r5", {"contact": "wrote kept"}),
        ("r5", {"contact": "looked"}),
        ("r6", {"contact": "they kept"}),
        ("r7", {"word": "why why"}),
        ("r7", {"word": "why . . why . why"}),  # six days
        ("r7", {"word": "whyever whatever shouldered"}),
        ("r7", {"contact": "looked kept kept kept kept kept kept looked"}),  # eight days
        ("r8", {"own": "no no part"}),
        ("r8", {"own": "no no"}),
        ("r8", {"own": "no no no ."}),  # not told today
        ("r9", {"mood": "55557"}),  # a median needs five
        ("r9", {"mood": "555556"}),
        ("r9", {"mood": "555559."}),
        ("r10", {"mood": "56", "urge": "33"}),
        ("r10", {"mood": "66", "urge": "23"}),
        ("r10", {"mood": "6", "urge": "3"}),
        ("r10", {"mood": "56", "urge": ".3"}),
        ("r10", {"mood": "5.", "urge": "23"}),
        ("r11", {"contact": "kept"}),
        ("r12", {"mood": "545464654", "own": "no"}),  # nine
        ("r12", {"mood": "5454646547", "own": "no"}),
        ("r12", {"mood": "5454646545", "own": "part no"}),
        ("r14", {"word": "wine", "mood": "4"}),
        ("r14", {"word": "winery", "mood": "1"}),
        ("r14", {"word": "wine .", "mood": "1"}),
        ("r14", {"word": "my_anxiety_is_so_high he_was_drunk drinking_tea_with_mum", "mood": "1"}),
    ],
)
def test_a_rule_just_does_not_hold(rule: str, days: dict[str, str]) -> None:
    assert not holds(rule, told(**days))


def test_drink_late_at_night_counts_whatever_the_mood() -> None:
    assert holds("r14", told(NIGHT, word="wine", mood="8"))
    assert holds("r14", told(NIGHT.replace(hour=2), word="wine"))
    assert not holds("r14", told(NIGHT.replace(hour=21), word="wine", mood="8"))


def test_the_same_hours_are_those_of_the_persons_own_clock() -> None:
    evening = [
        Entry("urge", "8", TODAY, NOON.replace(hour=h) - timedelta(days=d)) for h, d in ((10, 0), (9, 1), (8, 2))
    ]
    tokyo = Person(zone="Asia/Tokyo")
    assert holds("r4", signs(Ledger(tuple(evening)), tokyo, TODAY, NOON.replace(hour=10)))
    mixed = [replace(evening[0], at=NOON.replace(hour=1)), *evening[1:]]
    assert not holds("r4", signs(Ledger(tuple(mixed)), tokyo, TODAY, NOON.replace(hour=10)))


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (4, "night"),
        (5, "morning"),
        (11, "morning"),
        (12, "afternoon"),
        (16, "afternoon"),
        (17, "evening"),
        (22, "night"),
    ],
)
def test_the_parts_of_a_day(hour: int, part: str) -> None:
    assert part_of_day(NOON.replace(hour=hour), "UTC") == part


def test_the_baseline_is_the_median_of_fourteen_told_days() -> None:
    assert told(mood="66666").baseline is None, "today is not among them, and four are too few"
    assert told(mood="666660").baseline == 6
    assert told(mood="9999999" + "5" * 14 + "0").baseline == 5


# One rule speaks

EVERYTHING = {  # every rule but those that need another mood, at once
    "mood": "9998651",
    "urge": "778",
    "contact": "looked kept kept looked kept kept wrote",
    "own": "no no no",
    "word": "why . if_only . what_if_i_drank_wine",
}


def test_the_order_in_which_rules_speak() -> None:
    assert " ".join(r.id for r in RULES) == "r1 r5 r6 r3 r2 r14 r7 r4 r8 r11 r10 r9 r12 r13"
    speaks, waits = judge(told(**EVERYTHING))
    assert speaks == "r1"
    assert waits == ("r7", "r4")


@pytest.mark.parametrize(
    ("days", "speaks"),
    [
        ({"mood": "1", "contact": "wrote"}, "r1"),
        ({"mood": "5", "contact": "wrote", "urge": "9"}, "r5"),
        ({"mood": "5", "contact": "they", "urge": "9"}, "r6"),
        ({"mood": "8765", "urge": "9"}, "r3"),
        ({"mood": "8765", "urge": "2", "word": "wine"}, "r2"),
        ({"mood": "3", "word": "what_if why why_wine"}, "r14"),
        ({"own": "no no no", "word": "what_if why why"}, "r7"),
        ({"own": "no no no", "contact": "needed"}, "r8"),
        ({"mood": "555558", "urge": "2222.3", "contact": "needed"}, "r11"),
        ({"mood": "555558", "urge": "222223", "contact": "kept"}, "r10"),
        ({"mood": "555557", "urge": "222222", "contact": "kept"}, "r9"),
        ({"mood": "5555555555", "contact": "kept"}, "r12"),
        (LEVEL, "r13"),
    ],
)
def test_of_two_the_graver_speaks(days: dict[str, str], speaks: str) -> None:
    assert judge(told(**days))[0] == speaks


@pytest.mark.parametrize(
    ("rule", "days", "rest"),
    [
        ("r2", {"mood": "8765"}, 4),
        ("r14", {"mood": "3", "word": "wine"}, 3),
        ("r7", {"word": "why why why"}, 7),
        ("r8", {"own": "no no no"}, 5),
        ("r10", {"mood": "56", "urge": "23"}, 5),
        ("r9", {"mood": "555558"}, 3),
        ("r12", {"mood": "5555555555"}, 10),
    ],
)
def test_a_rule_that_has_spoken_rests(rule: str, days: dict[str, str], rest: int) -> None:
    s = told(**days)
    for ago in range(1, 12):
        spoken = replace(s, rules={rule: TODAY - timedelta(days=ago)})
        assert (judge(spoken)[0] == rule) == (ago >= rest), ago
    assert judge(replace(s, rules={rule: TODAY}))[0] == rule, "a second check-in today replaces the first"


@pytest.mark.parametrize("rule", ["r1", "r3", "r5", "r6", "r11", "r13"])
def test_what_happened_today_is_answered_every_day(rule: str) -> None:
    days = {"r1": {"mood": "1"}, "r3": {"urge": "8"}, "r5": {"contact": "wrote"}, "r6": {"contact": "they"}}
    s = told(**days.get(rule, {"contact": "needed"} if rule == "r11" else LEVEL))
    assert judge(replace(s, rules={rule: TODAY - timedelta(days=1)}))[0] == rule


def test_the_same_hours_come_after_the_strong_pull_itself_and_so_wait_for_another_day() -> None:
    assert judge(told(urge="888")) == ("r3", ("r4",))
    assert judge(told(urge="888.2"), frozenset({"r4"})) == ("r4", ())
    assert judge(told(urge="888.9"), frozenset({"r4"})) == ("r3", ("r4",))
    rested = replace(told(urge="8882"), rules={"r4": TODAY - timedelta(days=3)})
    assert judge(rested, frozenset({"r4"})) == ("r13", ())


def test_what_waits_is_still_true_the_day_after() -> None:
    """A better day, a slide, three days of "not today" may be over by tomorrow, and if not they hold by themselves."""
    assert {r.id for r in RULES if r.waits} == {"r4", "r7"}


@pytest.mark.parametrize(("ago", "there"), [(0, False), (1, True), (2, True), (3, False)])
def test_the_queue_is_that_of_the_last_check_in(ago: int, there: bool) -> None:
    at = NOON - timedelta(days=ago)
    assert waiting(Ledger((Entry("queue", "r4", at.date(), at),)), TODAY) == ({"r4"} if there else set())


def test_the_queue_of_a_check_in_before_the_last_is_over() -> None:
    queue = (
        Entry("queue", "r7", TODAY - timedelta(days=2), NOON),
        Entry("queue", "r4", TODAY - timedelta(days=1), NOON),
    )
    assert waiting(Ledger(queue), TODAY) == {"r4"}


# Which words


@pytest.mark.parametrize(
    ("rule", "days", "gates", "variant"),
    [
        ("r5", {"contact": "kept wrote"}, set[Gate](), "r5"),
        ("r5", {"contact": "wrote"}, set[Gate](), "r5_none"),  # "0 of 1 day kept" helps nobody
        ("r5", {"contact": "wrote kept wrote kept kept kept wrote"}, set[Gate](), "r5_many"),
        ("r5", {"contact": "kept wrote"}, {Gate.HARM}, "r5_harm"),
        ("r5", {"contact": "kept wrote"}, {Gate.HARM, Gate.ORDER}, "r5_gate"),
        ("r13", {"contact": "kept looked"}, {Gate.HARM}, "r13_watched"),
        ("r13", {"contact": "kept looked", "mood": "3"}, {Gate.ORDER}, "r13_watched"),
        ("r13", {"contact": "kept looked"}, {Gate.NO}, "r13_watched"),
        ("r13", {"contact": "kept looked"}, {Gate.ABUSE}, "r13"),
        ("r13", {"contact": "looked kept"}, {Gate.HARM}, "r13"),
        ("r5", {"contact": "wrote kept kept kept kept kept wrote wrote"}, set[Gate](), "r5"),  # one is 8 days ago
        ("r5", {"contact": "kept wrote"}, {Gate.ORDER}, "r5_gate"),
        ("r5", {"contact": "kept wrote"}, {Gate.NO}, "r5_gate"),
        ("r5", {"contact": "kept wrote"}, {Gate.ABUSE}, "r5_abuse"),
        ("r5", {"contact": "wrote wrote wrote"}, {Gate.ABUSE}, "r5_abuse"),
        ("r5", {"contact": "kept wrote"}, {Gate.ABUSE, Gate.ORDER}, "r5_both"),
        ("r5", {"contact": "kept wrote"}, {Gate.ABUSE, Gate.ORDER, Gate.HARM}, "r5_gate"),
        ("r5", {"contact": "wrote"}, {Gate.ABUSE, Gate.NO}, "r5_both"),
        ("r11", {"contact": "needed"}, {Gate.ABUSE}, "r11_abuse"),
        ("r2", {"mood": "9876"}, set[Gate](), "r2"),
        ("r2", {"mood": "7777777345"}, set[Gate](), "r2_low"),  # low, and rising
        ("r2", {"mood": "77777775443"}, set[Gate](), "r2_low"),  # not lower on each
        ("r2", {"mood": "77777776543"}, set[Gate](), "r2"),  # both
        ("r13", {"contact": "kept kept", "mood": "66"}, set[Gate](), "r13"),
        ("r13", {"contact": "kept", "mood": "6"}, set[Gate](), "r13_first"),
        ("r13", {"mood": "6"}, set[Gate](), "r13_first"),
        ("r13", {"contact": "kept .", "mood": "66"}, set[Gate](), "r13_blank"),  # nothing was said to be kept
        ("r13", {"contact": "kept kept", "mood": "63"}, set[Gate](), "r13_low"),
        ("r13", {"contact": "kept", "mood": "3"}, set[Gate](), "r13_low"),
        ("r3", {"urge": "9"}, {Gate.NO}, "r3"),
    ],
)
def test_the_words_fit_the_case(rule: str, days: dict[str, str], gates: set[Gate], variant: str) -> None:
    assert variant_of(rule, told(NOON, frozenset(gates), **days)) == variant


def test_the_hours_that_are_named_are_those_of_the_pull_and_not_of_the_telling() -> None:
    evenings = tuple(entries(NOON.replace(hour=19), urge="8880"))
    assert signs(Ledger(evenings), Person(), TODAY, NOON).strong_hours == "evening"
    assert told(urge="2").strong_hours == "afternoon", "without any, those of now"


# "Are you safe right now?" in words: what is not plainly a yes is not taken for one


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("yes", "yes"),
        ("Yeah.", "yes"),
        ("yes, I'm safe", "yes"),
        ("I am safe", "yes"),
        ("no", "no"),
        ("No!!", "no"),
        ("not safe", "no"),
        ("I'm not safe", "no"),
        ("not really", "no"),
        ("yes and no", "unsure"),
        ("yes but not for long", "unsure"),
        ("safe is not the word", "unsure"),
        ("safe?", "yes"),
        ("not sure", "unsure"),
        ("I don't know", "unsure"),
        ("👍", "unsure"),
        ("12", "unsure"),
    ],
)
def test_reads_safe(book: Book, words: str, answer: str) -> None:
    here = Here(book, book.flows["checkin"], Person(), Session("a1b2c3d4"), Ledger(), NOON)
    assert checkin_steps.read_safe(here, words) == answer


# Whatever was told, one rule speaks and its words are there

CONTACT = st.sampled_from(["kept", "needed", "wrote", "they", "looked"])
DAY = st.fixed_dictionaries(
    {},
    optional={
        "mood": st.integers(0, 10).map(str),
        "urge": st.integers(0, 10).map(str),
        "contact": CONTACT,
        "own": st.sampled_from(["done", "part", "no"]),
        "word": st.sampled_from(["why", "what if", "wine", "fine"]),
    },
)


@examples(150)
@given(st.lists(DAY, min_size=1, max_size=16), st.frozensets(st.sampled_from(Gate)), st.integers(0, 23))
def test_one_rule_always_speaks(book: Book, days: list[dict[str, str]], gates: frozenset[Gate], hour: int) -> None:
    now = NOON.replace(hour=hour)
    found = [
        _entry(kind, value, now - timedelta(days=ago)) for ago, day in enumerate(days) for kind, value in day.items()
    ]
    s = signs(Ledger(tuple(sorted(found, key=lambda e: e.at))), Person(gates=gates), TODAY, now)
    speaks, waits = judge(s)
    assert holds(speaks, s)
    assert speaks not in waits
    assert variant_of(speaks, s) in book.flows["checkin"].words


@pytest.mark.parametrize(
    ("gates", "key"),
    [
        (set[Gate](), "tail_looked"),
        ({Gate.ABUSE}, "tail_looked"),
        ({Gate.NO}, "tail_looked_gate"),
        ({Gate.ORDER}, "tail_looked_gate"),
        ({Gate.HARM}, "tail_looked_harm"),
        ({Gate.HARM, Gate.NO}, "tail_looked_harm"),
    ],
)
def test_what_is_added_for_those_who_looked(gates: set[Gate], key: str) -> None:
    assert checkin.tail(told(NOON, frozenset(gates), contact="looked")) == key


def test_to_those_who_have_to_leave_the_other_alone_no_looking_is_called_nothing(book: Book) -> None:
    words = book.flows["checkin"].words
    for key in ("tail_looked_gate", "tail_looked_harm", "r13_watched", "r5_harm", "r5_gate"):
        for text in variants(words[key]):
            assert not re.search(r"kept days stay|Lots of people|that's all I do|its own column|isn't a slip", text), (
                key
            )
    for key in ("r13_watched", "r5_harm", "r5_gate", "tail_looked_gate"):
        assert not any("kept" in text for text in variants(words[key])), key


@pytest.mark.parametrize(
    ("words", "kept"), [("4", False), ("yes", False), ("no", False), ("skip", False), ("hm, no idea why", True)]
)
def test_what_is_written_after_a_check_in_is_a_line_where_it_says_something(book: Book, words: str, kept: bool) -> None:
    player = settled(book)
    do(player, "/checkin", "6", "3", "no", "no", "skip", words)
    assert ("word" in {e.kind for e in player.entries}) is kept


def test_whoever_comes_back_after_the_farewell_is_told_how_to_be_written_to(book: Book) -> None:
    player = settled(book)
    player.travel(timedelta(days=30))
    assert player.person.parted
    do(player, "/checkin", "6", "3", "no")
    said = ""
    while player.session.flow == "checkin":
        said = do(player, "skip")
    assert "stopped writing first" in said
    assert "[Messages again]" in said
    do(player, "[Messages again]")
    assert not player.person.parted
