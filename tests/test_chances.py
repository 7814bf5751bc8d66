"""An honest look: the scores, the gates in their order, the bands, the profiles."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach import chances
from coach.book import Book
from coach.content import ChoiceStep, ManyStep
from coach.person import Gate
from coach.points import QUIZ
from tests.properties import examples

QUESTIONS = tuple(QUIZ)
BASE = "none silent them mixed dk none 0 circ 3 good kind long m6 me none 3_4"  # even signs: p11
ANSWERS = st.fixed_dictionaries({q: st.sampled_from(["", *QUIZ[q]]) for q in QUESTIONS})


def told(codes: str) -> dict[str, str]:
    return dict(zip(QUESTIONS, codes.split(), strict=True))


def but(**answers: str) -> dict[str, str]:
    """BASE with other answers to the questions that begin so: but(q09="0")."""
    return {q: next((a for key, a in answers.items() if q.startswith(key)), code) for q, code in told(BASE).items()}


# The vectors of content 5: the numbers stand there, and were reckoned by hand


@pytest.mark.parametrize(
    ("codes", "r", "v", "g", "c", "band", "profile"),
    [
        ("none silent them final steady none 0 feelings 3 good cold long m12 me once 3_4", -11, 6, 4, "0.07", 1, 8),
        ("none friendly them break no warm 0 circ 3 good kind lived m2 both none 3_4", 10, 9, 4, "0.55", 4, 11),
        (
            "afraid+putdown friendly them break no miss 0 circ 3 good kind lived m2 both none 5_7",
            12,
            5,
            5,
            "0.55",
            4,
            1,
        ),
        ("none space mutual mixed no drunk 4 conflict 2 mixed cold long m2 nothing once 0", 3, -5, 0, "0.41", 4, 7),
        ("putdown space me mixed no miss 1 conflict 0 tense ugly long m2 them none 1_2", 7, -13, 2, "0.55", 4, 5),
        ("none space them mixed no practical 0 circ 3 good kind long m2 plan once 0", 4, 7, 1, "0.45", 4, 10),
        ("none silent them break dk none 0 dk 2 dk cold mid lt2 plan many 0", -5, 1, 1, "0.16", 2, 6),
        ("none told_no them final no none 1 conflict 3 good cold long m2 me many 3_4", -4, 6, 4, "0.18", 2, 3),
        ("none order them mixed no none 0 conflict 3 good cold lived m6 me once 3_4", 0, 6, 4, "0.30", 3, 2),
        ("none silent them final dating none 0 conflict 2 mixed cold long m2 plan show 1_2", -9, 0, 2, "0.09", 1, 4),
        ("none silent them mixed dk none 0 circ 3 good kind long m6 me none 3_4", 0, 8, 5, "0.30", 3, 11),
        ("none silent them final no none 0 circ 3 good kind long m6 me none 3_4", -2, 8, 5, "0.24", 2, 9),
        ("none friendly me mixed no warm 0 betray 2 mixed cold long m2 nothing none 1_2", 6, -3, 2, "0.53", 4, 12),
    ],
)
def test_the_vectors(codes: str, r: int, v: int, g: int, c: str, band: int, profile: int) -> None:
    reading = chances.read(told(codes))
    assert (reading.r, reading.v, reading.g, reading.profile) == (r, v, g, profile)
    assert f"{chances.centre(reading.r):.2f}" == c
    assert chances.band(chances.centre(reading.r)) == band
    assert reading.band == (band if profile >= 8 else None), "a band behind an override is not even reckoned"


def test_the_scores_reach_as_far_as_they_are_said_to() -> None:
    scores = [[list(p[:3]) for p in answers.values()] for answers in QUIZ.values()]
    lowest = [sum(min(s[i] for s in question) for question in scores) for i in range(3)]
    highest = [sum(max(s[i] for s in question) for question in scores) for i in range(3)]
    assert (lowest, highest) == ([-22, -23, 0], [18, 9, 6])


@pytest.mark.parametrize(
    ("c", "band"), [(0.03, 1), (0.1199, 1), (0.12, 2), (0.2499, 2), (0.25, 3), (0.3999, 3), (0.40, 4), (0.55, 4)]
)
def test_the_edges_of_the_bands(c: float, band: int) -> None:
    assert chances.band(c) == band


def test_the_centre_is_kept_between_its_ends() -> None:
    assert chances.centre(0) == pytest.approx(0.30)
    assert chances.centre(-22) == 0.03
    assert chances.centre(18) == 0.55


# The overrides, in their order

OVERRIDES = (  # answers that bring one about, and the profile; the earlier one speaks
    ({"q01": "hurt"}, 1),
    ({"q02": "order"}, 2),
    ({"q02": "told_no"}, 3),
    ({"q15": "show"}, 4),
    ({"q09": "0"}, 5),
    ({"q13": "lt2"}, 6),
    ({"q07": "4", "q10": "tense", "q09": "2"}, 7),
)


@pytest.mark.parametrize(("answers", "profile"), OVERRIDES)
def test_an_override_by_itself(answers: dict[str, str], profile: int) -> None:
    reading = chances.read(but(**answers))
    assert (reading.profile, reading.band, chances.band_range(reading)) == (profile, None, None)
    assert reading.gated == (profile <= 4)


@pytest.mark.parametrize(
    ("first", "second"),
    [(a, b) for a, b in combinations(OVERRIDES, 2) if not a[0].keys() & b[0].keys()],
    ids=lambda o: str(o[1]),
)
def test_of_two_overrides_the_first_in_order_speaks(
    first: tuple[dict[str, str], int], second: tuple[dict[str, str], int]
) -> None:
    assert chances.read(but(**second[0], **first[0])).profile == first[1]


@pytest.mark.parametrize(
    ("answers", "profile"),
    [
        ({"q01": "afraid"}, 1),
        ({"q01": "control"}, 1),
        ({"q01": "i_did"}, 4),
        ({"q01": "i_did+hurt"}, 1),  # both ways: safety first
        ({"q01": "putdown"}, 11),  # counts, and is no gate
        ({"q01": "skip"}, 11),
        ({"q09": "1", "q08": "future", "q14": "nothing"}, 8),  # V -4: poor, and not poor enough
        ({"q09": "1", "q08": "future", "q14": "nothing", "q10": "tense"}, 5),  # V -9
        ({"q07": "2_3"}, 11),  # a loop where it was good is none
        ({"q07": "2_3", "q09": "2", "q14": "nothing"}, 12),  # V 2
        ({"q07": "2_3", "q09": "2", "q14": "nothing", "q11": "cold"}, 7),  # V 1
    ],
)
def test_what_is_just_one_and_just_none(answers: dict[str, str], profile: int) -> None:
    assert chances.read(but(**answers)).profile == profile


def test_v_of_minus_seven_is_where_it_is_not_worth_going_back() -> None:
    six = chances.read(but(q09="1", q08="betray", q14="them", q10="dk"))
    seven = chances.read(but(q09="1", q08="betray", q14="them", q10="dk", q11="cold"))
    assert (six.v, six.profile) == (-6, 8)
    assert (seven.v, seven.profile) == (-7, 5)


def test_a_gate_that_stands_already_speaks_whatever_is_answered() -> None:
    for number, gate in enumerate((Gate.ABUSE, Gate.ORDER, Gate.NO, Gate.HARM), start=1):
        reading = chances.read(told(BASE), frozenset({gate}))
        assert (reading.profile, reading.band, reading.gated) == (number, None, True)
        assert not reading.gates, "it was not this time's answers"


@examples(500)
@given(ANSWERS, st.frozensets(st.sampled_from(Gate)))
def test_no_odds_past_a_gate(answers: dict[str, str], standing: frozenset[Gate]) -> None:
    reading = chances.read(answers, standing)
    if reading.gates | standing:
        assert reading.profile <= 4
    if reading.profile <= 7:
        assert reading.band is None
        assert chances.band_range(reading) is None
    else:
        low, high = chances.band_range(reading) or (0, 0)
        assert 1 <= low <= (reading.band or 0) <= high <= 4


# Questions that take several, questions left out


def test_of_several_ticks_all_flags_count_and_the_worst_score() -> None:
    reading = chances.read(but(q01="putdown+afraid+i_did"))
    assert reading.v == chances.read(told(BASE)).v - 4
    assert reading.flags >= {"emotional_abuse_soft", "ABUSE", "USER_HARM"}
    assert reading.gates == {Gate.ABUSE, Gate.HARM}


def test_an_answer_that_is_not_in_the_table_weighs_nothing() -> None:
    assert chances.read({"q03_who_ended": "aliens", "q99": "x"}) == chances.read({})


@pytest.mark.parametrize(
    ("answers", "span"),
    [
        ({}, (3, 3)),  # one unknown
        ({"q08": "dk"}, (3, 3)),
        ({"q08": "dk", "q10": "dk"}, (2, 4)),
        ({"q08": "", "q10": ""}, (2, 4)),  # left out is as open as not known
        ({"q08": "dk", "q10": "dk", "q02": "friendly", "q06": "miss"}, (3, 4)),
        ({"q08": "dk", "q10": "dk", "q04": "final", "q13": "gt12", "q06": "none", "q15": "many"}, (1, 2)),
    ],
)
def test_what_is_not_known_leaves_a_lot_open(answers: dict[str, str], span: tuple[int, int]) -> None:
    assert chances.band_range(chances.read(but(**answers))) == span


# The words that go with it


@pytest.mark.parametrize(
    ("v", "profile", "key"), [(3, 11, "good"), (2, 9, "mixed"), (0, 12, "mixed"), (-1, 12, "poor"), (3, 5, "poor")]
)
def test_were_the_memories_good(v: int, profile: int, key: str) -> None:
    reading = replace(chances.read(but()), v=v, profile=profile)
    assert chances.memories(reading) == f"memories_{key}"


@pytest.mark.parametrize(("g", "key"), [(3, "firm"), (2, "starting"), (1, "starting"), (0, "none")])
def test_how_is_your_own_footing(g: int, key: str) -> None:
    assert chances.footing(g) == f"footing_{key}"


@pytest.mark.parametrize(
    ("answers", "keys"),
    [
        ({}, []),
        ({"q01": "putdown"}, ["m_putdown"]),
        ({"q06": "drunk", "q15": "many"}, ["m_breadcrumb", "m_pursuit"]),
        ({"q02": "logistics", "q03": "me", "q16": "0"}, ["m_limited", "m_user_ended", "m_no_growth"]),
        ({"q01": "putdown+afraid"}, []),  # the profile says it
        ({"q02": "order", "q15": "many", "q16": "0", "q03": "me"}, []),  # nothing beside a gate
        ({"q01": "putdown", "q02": "told_no"}, ["m_putdown"]),  # but harm is named
        ({"q03": "me", "q09": "0"}, []),  # "you can ask once" has no place there
    ],
)
def test_modifier_lines(answers: dict[str, str], keys: list[str]) -> None:
    assert chances.modifiers(chances.read(but(**answers))) == keys


def test_the_three_that_weighed_most_heaviest_first() -> None:
    answers = but(q06="miss", q09="0", q05="steady", q04="break")
    assert [q[:3] for q, _ in chances.weightiest(answers)] == ["q09", "q06", "q05"]
    assert chances.weightiest({}) == []
    assert chances.weightiest({"q13_time": "m2"}) == [], "what weighs nothing is no reason"


def test_every_answer_in_the_pack_has_its_points_and_no_others(book: Book) -> None:
    flow = book.flows["chances"]
    steps = {key: step for key, step in flow.steps.items() if isinstance(step, ChoiceStep | ManyStep)}
    assert {key: set(step.choices) for key, step in steps.items()} == {q: set(a) for q, a in QUIZ.items()}
