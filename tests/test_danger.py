"""The questions that words of danger raise: what may be typed at each, what is kept, and what can never happen."""

import dataclasses
from datetime import timedelta

import pytest
from msgspec.structs import replace

from coach import reasons
from coach.book import Book
from coach.content import ChoiceStep, TextStep, variants
from coach.effects import Ask, Kind, Say
from coach.engine import calls
from coach.events import Pressed, Said, Started, Via, Woken
from coach.ledger import Entry, Ledger
from coach.person import Age, Gate, Pace
from coach.safety import tongues
from coach.safety.notice import Danger, judge
from coach.safety.seen import LABELS, Seen
from coach.still import still
from tests.test_engine import do, settled, take
from tests.transcript import Player

TYPED = {
    "light": {
        "yes": ["yes", "yeah", "yes, just a phrase", "just a joke", "figure of speech", "I'm fine", "y"],
        "no": ["no", "not really", "nope", "not safe", "maybe"],
    },
    "signs": {
        "yes": ["yes", "yes I'm safe", "I'm fine", "ok"],
        "no": ["no", "not really", "not safe", "idk"],
    },
    "past": {
        "over": ["no", "no it's past", "it's over", "long ago", "no I'm fine now"],
        "still": ["yes", "sometimes", "yes sometimes", "a little", "still"],
    },
    "asked": {
        "yes": [
            "yes",
            "Yes I am",
            "yeah I think so",
            "i have been thinking about it",
            "kind of",
            "i guess",
            "haan",
            "1",
        ],
        "sometimes": ["sometimes", "not now but sometimes", "on and off", "maybe"],
        "no": ["no", "no I'm not", "nope", "I'm fine", "god no", "no i would never do that to my mum", "nein", "3"],
        "skip": ["I don't want to say", "purple", "why do you ask", "it's my birthday"],
    },
    "soft": {
        "no": ["no", "no I'm all right", "I'm ok", "nothing"],
        "bit": ["a little", "maybe", "the evening", "i had a row with mum", "2)"],
        "yes": ["yes", "yeah"],
    },
    "near": {
        "with": ["yes", "my sister is here", "my mum", "somebody is here"],
        "alone": ["no", "I'm alone", "nobody", "nobody is here", "2"],
        "safer": ["I'm safer now", "i moved away", "it passed"],
    },
}
LEADS = {"light": "i can't do this anymore", "past": "years ago i tried to kill myself", "asked": "I want to die"}


def at(book: Book, step: str) -> Player:
    """Somebody to whom this question is put."""
    player = settled(book)
    match step:
        case "soft":
            do(player, "I want to die", "[No]")
        case "near":
            do(player, "I've got the pills in my hand")
        case "signs":
            do(player, "/plan", "i start thinking i want to die")
        case _:
            do(player, LEADS[step])
    assert (player.session.flow, player.session.step) == ("danger", step)
    return player


@pytest.mark.parametrize(
    ("step", "answer", "words"),
    [(step, answer, words) for step, kinds in TYPED.items() for answer, several in kinds.items() for words in several],
)
def test_what_is_typed_is_read_as_that_answer(book: Book, step: str, answer: str, words: str) -> None:
    by_word, by_button = at(book, step), at(book, step)
    assert do(by_word, words) == do(by_button, f"[{answer}]")


@pytest.mark.parametrize("words", ["ok", "thank you", "my mum is asleep in the next room", "i dont know"])
def test_other_words_after_the_number_are_read_and_the_number_stands_again(book: Book, words: str) -> None:
    said = do(at(book, "near"), words)
    assert "I read that" in said
    assert "999" in said


@pytest.mark.parametrize("intent", ["urge", "slip", "ex_contacted"])
def test_nothing_easy_about_contact_is_said_to_those_who_must_leave_the_other_alone(book: Book, intent: str) -> None:
    player = settled(book)
    do(player, "/settings gate", "[An order]")
    said = says(player, seen(intent))
    assert "an order" in said.casefold()
    assert "undo" not in said


@pytest.mark.parametrize("step", TYPED)
def test_every_answer_to_every_question_ends_in_who_to_call_or_where_they_were(book: Book, step: str) -> None:
    for answer in TYPED[step]:
        player = at(book, step)
        said = do(player, f"[{answer}]")
        harmless = (step, answer) in (("light", "yes"), ("signs", "yes"), ("past", "over"))
        assert ("Samaritans" in said) != harmless


@pytest.mark.parametrize("step", TYPED)
def test_worse_words_at_any_of_these_questions_bring_the_number_first(book: Book, step: str) -> None:
    player = at(book, step)
    said = do(player, "I've swallowed bleach")
    assert said.index("Please call now") < said.index("999")
    assert player.session.step == "near"
    assert player.wakes.keys() >= {"soon", "morning"}


@pytest.mark.parametrize("step", TYPED)
def test_a_question_left_open_for_half_a_day_is_not_asked_any_more(book: Book, step: str) -> None:
    player = at(book, step)
    player.now += timedelta(hours=13)
    do(player, "hello")
    assert player.session.flow == ""
    assert player.session.under is None


def test_nothing_is_said_first_for_three_days_but_the_two_looks_after_them(book: Book) -> None:
    player = settled(book)
    do(player, "goodbye everyone")
    begun, kinds = player.now, list[str]()
    while player.now < begun + timedelta(hours=71):
        kinds += [e.push.kind.partition(".")[0] for e in _pushed(player) if e.push]
        player.now += timedelta(hours=1)
    assert kinds == ["soon", "morning"]


def _pushed(player: Player) -> list[Ask]:
    due = [key for key, at in player.wakes.items() if at <= player.now]
    return [e for key in due for e in take(player, Woken(key, player.wakes[key])) if isinstance(e, Ask) and e.push]


def test_the_looks_after_them_come_to_those_who_stopped_our_messages_too(book: Book) -> None:
    player = settled(book)
    do(player, "/stop", "goodbye everyone")
    assert player.person.pace is Pace.NONE
    [ask] = take(player, Woken("soon", player.now + timedelta(hours=3)))
    assert isinstance(ask, Ask)
    assert "breakup" not in ask.text.casefold()


@pytest.mark.parametrize("late", [timedelta(hours=3, minutes=1), timedelta(days=4)])
def test_a_look_after_them_that_is_too_late_is_left_out(book: Book, late: timedelta) -> None:
    player = settled(book)
    do(player, "goodbye everyone")
    due = player.wakes["soon"]
    player.now = due + late
    assert take(player, Woken("soon", due)) == []


def test_what_was_a_phrase_is_asked_about_again_the_next_day(book: Book) -> None:
    player = settled(book)
    do(player, LEADS["light"], "[yes]")
    assert "are you safe" not in do(player, LEADS["light"])
    player.now += timedelta(hours=25)
    assert "are you safe" in do(player, LEADS["light"])


# What only a model sees


def seen(label: str = "smalltalk", **heads: float) -> Seen:
    rest = {"ask": 0.0, "danger": 0.0, "now": 0.0, "abuse": 0.0, "stalking": 0.0, "theirs": 0.0, "past": 0.0} | heads
    return Seen(tuple(float(label == one) for one in LABELS), **rest, words=10)


def unsure(label: str) -> Seen:
    """It is the likeliest, and not by much."""
    return replace(seen(), labels=tuple(0.4 if label == one else 0.6 / (len(LABELS) - 1) for one in LABELS))


def says(player: Player, seen: Seen) -> str:
    effects = take(player, Said("the lamp is lit in the hall", seen=seen))
    return "\n".join(e.text for e in effects if isinstance(e, Say | Ask))


def test_hinted_danger_is_asked_about_directly(book: Book) -> None:
    player = settled(book)
    assert "being alive is very hard" in says(player, seen(ask=1, danger=0.95))
    assert player.session.step == "asked"


def test_what_was_a_phrase_is_a_reason_like_any_other(book: Book) -> None:
    player, doubt = settled(book), seen(ask=0.9, danger=0.1)
    says(player, doubt)
    do(player, "[yes]", "/reasons")
    assert "Another? It can be small" in says(player, doubt)
    assert player.session.flow == "reasons"


def test_what_might_be_danger_is_asked_about_lightly(book: Book) -> None:
    player = settled(book)
    assert "are you safe just now" in says(player, seen(ask=0.9, danger=0.1))


def test_hinted_intent_brings_the_number_first(book: Book) -> None:
    player = settled(book)
    assert "call the emergency number first" in says(player, seen(ask=1, danger=1, now=0.99))
    assert player.session.step == "near"


def test_plain_words_in_which_the_model_sees_nothing_are_asked_about_lightly(book: Book) -> None:
    player = settled(book)
    take(player, Said("writing an essay about suicide", seen=seen()))
    assert player.session.step == "light"


DENIED = [
    "I don't want to die, I just miss her",
    "no, I do not want to end it all",
    "I never wanna be dead",
    "I'm not suicidal",
    "I would never kill myself",
]
SUNG = [  # what is said in a song or a film, or only of a thing
    ('"i wanna die in your arms tonight" what a lyric', "light"),
    ("writing an essay about suicide", "light"),
    ("that song 'if i die young' is stuck in my head", ""),
    ("our song is til the day i die", ""),
    ("killing me softly is on the radio", ""),
    ("suicide squad was on", "light"),
    ("everyone dies in the finale", ""),
]


@pytest.mark.parametrize(("words", "step"), [*((words, "light") for words in DENIED), *SUNG])
def test_what_is_denied_or_sung_is_asked_about_at_the_most(book: Book, words: str, step: str) -> None:
    """Nothing is taken for more than a question (test 54)."""
    player = settled(book)
    take(player, Said(words, seen=seen()))
    assert player.session.step == step


@pytest.mark.parametrize("words", DENIED)
def test_nobody_is_told_that_they_wrote_what_they_have_denied(book: Book, words: str) -> None:
    """Also where no model is there to say that there is nothing in it."""
    player = settled(book)
    said = do(player, words)
    assert player.session.step == "asked"
    assert "you don't want to be alive" not in said


def test_a_command_s_words_are_read_with_it(book: Book) -> None:
    player = settled(book)
    take(player, Started("checkin", "the lamp is lit", seen(ask=1, danger=0.95)))
    assert player.session.step == "asked"


@pytest.mark.parametrize(("head", "gate"), [("abuse", Gate.ABUSE), ("stalking", Gate.HARM)])
def test_hinted_abuse_and_following_put_up_their_gate(book: Book, head: str, gate: Gate) -> None:
    player = settled(book)
    heard = seen("abuse" if head == "abuse" else "stalking", **{head: 0.99})
    says(player, heard)
    assert player.person.worded == {gate}
    assert book.noticed("the lamp is lit in the hall", heard).dangers in ((Danger.OTHERS,), (Danger.HARM,))


@pytest.mark.parametrize(
    ("intent", "first"),
    [("slip", "slip"), ("ex_contacted", "they"), ("low_mood", "people"), ("smalltalk", "checkin")],
)
def test_a_line_after_the_check_in_is_put_with_the_day_and_what_may_be_of_use_comes_first(
    book: Book, intent: str, first: str
) -> None:
    player = settled(book)
    do(player, "/checkin", "[4]", "[4]", "[kept]", "[no]", "skip")
    [ask] = [e for e in take(player, Said("the lamp is lit", seen=unsure(intent))) if isinstance(e, Ask)]
    assert ask.choices[0].id == first
    assert player.entries[-1].kind == "word"


@pytest.mark.parametrize(
    ("intent", "flow"),
    [
        ("urge", "checkin"), ("slip", "checkin"), ("ex_contacted", "checkin"), ("will_ex_return", "chances"),
        ("low_mood", "crisis"), ("progress", "progress"), ("question", "why"), ("control", "settings"),
    ],
)  # fmt: skip
def test_what_is_meant_is_answered_and_offered_and_nothing_is_done_unasked(book: Book, intent: str, flow: str) -> None:
    player = settled(book)
    [ask] = take(player, Said("the lamp is lit in the hall", seen=seen(intent)))
    assert isinstance(ask, Ask)
    assert flow in [choice.id for choice in ask.choices]
    assert player.session.flow == ""


def test_to_whoever_has_contact_that_cannot_be_avoided_a_practical_reply_is_offered_first(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, limited=("child",))
    [ask] = take(player, Said("the lamp is lit in the hall", seen=seen("urge")))
    assert isinstance(ask, Ask)
    assert ask.choices[0].id == "reply"


def test_in_the_middle_of_a_question_it_is_answered_and_the_question_asked_again(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin")
    said = says(player, seen("urge"))
    assert "ten minutes" in said.casefold()
    assert said.rstrip().endswith("from 0 (worst) to 10 (best)?")


def test_whoever_is_shown_no_odds_is_offered_none_by_a_question_about_a_return(book: Book) -> None:
    player = settled(book)
    do(player, "he hit me")
    player.now += timedelta(days=4)
    effects = take(player, Said("the lamp is lit in the hall", seen=seen("will_ex_return")))
    assert not any(isinstance(e, Ask) and "chances" in [c.id for c in e.choices] for e in effects)


def test_help_is_always_sent_again_until_it_is_known_to_have_arrived(book: Book) -> None:
    player = settled(book)
    for effects in (take(player, Said("i want to die")), take(player, Said("yes"))):
        assert all(e.kind is Kind.URGENT for e in effects if isinstance(e, Say | Ask))


def test_a_form_stops_where_its_questions_do(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "[4]", "[4]", "[No contact]", "[Not today]")
    take(player, Said("tea", player.session.prompt, more=("one more", "and another")))
    assert [e.note for e in player.entries if e.kind == "word"] == ["tea"]


def test_a_question_that_must_be_answered_is_not_skipped_by_a_form(book: Book) -> None:
    flow = book.flows["plan"]
    steps = {
        key: step.model_copy(update={"skip": None}) if key == "soothes" else step for key, step in flow.steps.items()
    }
    strict = dataclasses.replace(book, flows={**book.flows, "plan": flow.model_copy(update={"steps": steps})})
    player = settled(strict)
    do(player, "/plan")
    take(player, Said("no sleep", player.session.prompt, more=("", "Ann")))
    assert player.session.step == "soothes"


# Whatever else is told


@pytest.mark.parametrize(
    "words", ["I'm scared of my ex", "i hit her", "he forced me to have sex", "I am being stalked"]
)
def test_what_a_pack_lists_as_people_s_own_words_is_read_like_any_other(book: Book, words: str) -> None:
    assert not book.is_ours(words)
    player = settled(book)
    do(player, words)
    assert player.person.worded


@pytest.mark.parametrize("before", ["he hit me", "how do i find his new address, i'm outside her house"])
def test_other_danger_does_not_stand_in_for_the_direct_question(book: Book, before: str) -> None:
    player = settled(book)
    do(player, before)
    player.now += timedelta(minutes=10)
    assert "ask you directly" in do(player, "I want to die")


def test_a_lighter_word_beside_another_danger_is_asked_about_directly(book: Book) -> None:
    player = settled(book)
    said = do(player, "he hit me, i can't do this anymore")
    assert said.index("0808 2000 247") < said.index("ask you directly")


def test_in_the_quiet_days_a_plan_s_line_is_read_for_what_it_is(book: Book) -> None:
    player = settled(book)
    do(player, "I want to die", "[No]", "[No, I'm all right]", "/plan")
    player.now += timedelta(hours=3)
    assert "ask you directly" in do(player, "I really can't go on, I want to die tonight")
    assert not [e for e in player.entries if e.kind == "plan"]


def test_what_may_be_a_phrase_is_met_with_who_to_call_in_the_quiet_days_and_not_kept(book: Book) -> None:
    player = settled(book)
    do(player, "I want to die", "[No]", "[No, I'm all right]")
    do(player, "/checkin", "[4]", "[4]", "[No contact]", "[Not today]")
    assert "Samaritans" in do(player, "i can't do this anymore")
    assert not [e for e in player.entries if e.kind == "word"]


def test_one_phrase_does_not_silence_another(book: Book) -> None:
    player = settled(book)
    for words in ("the lamp is lit", "the lamp is out"):
        take(player, Said(words, seen=seen(ask=0.9)))
        assert player.session.step == "light"
        do(player, "[yes]")
    take(player, Said("the lamp is lit", seen=seen(ask=0.9)))
    assert player.session.flow == ""


def test_a_late_yes_to_the_direct_question_is_a_yes(book: Book) -> None:
    player = at(book, "asked")
    player.now += timedelta(hours=20)
    assert "Samaritans" in do(player, "[Yes]")
    assert player.session.step == "near"


@pytest.mark.parametrize(
    ("step", "words", "after", "said"),
    [
        ("asked", "yes", "near", "Thank you for saying it"),
        ("asked", "no", "soft", "a softer one"),
        ("near", "alone", "", "the nearest person"),
        ("soft", "no", "", "I'm glad I asked"),
    ],
)
def test_a_late_answer_in_plain_words_counts_too(book: Book, step: str, words: str, after: str, said: str) -> None:
    player = at(book, step)
    player.now += timedelta(hours=20)
    assert said in do(player, words)
    assert player.session.step == after


@pytest.mark.parametrize(("words", "hours"), [("the bus was late", 20), ("yes", 73), ("47", 20)])
def test_what_is_no_plain_answer_or_comes_after_the_quiet_days_is_none(book: Book, words: str, hours: int) -> None:
    player = at(book, "asked")
    player.now += timedelta(hours=hours)
    do(player, words)
    assert player.session.flow == ""


def test_the_wish_said_again_after_a_no_asks_whether_somebody_is_near(book: Book) -> None:
    player = settled(book)
    do(player, "I want to die", "[No]", "[No, I'm all right]")
    said = do(player, "i want to die")
    assert "Samaritans" in said
    assert "Is somebody near you?" in said
    assert "the nearest person" in do(player, "[I'm alone]")


def test_a_clear_no_told_beside_danger_stands(book: Book) -> None:
    player = settled(book)
    do(player, "she told me not to contact her and I want to die")
    assert player.person.gates == {Gate.NO}


@pytest.mark.parametrize(
    ("words", "tier", "danger", "past"),
    [
        ("my ex says he'll kill himself if I leave", 0, (Danger.THEIRS,), False),
        ("my mum said she wants to end her life", 0, (Danger.THEIRS,), False),
        ("when I was 17 I tried to kill myself, years ago", 0, (), True),
        ("I used to be happy. I want to kill myself tonight", 2, (), False),
        ("He used to beat me. I want to die.", 2, (Danger.OTHERS,), False),
        ("he says he will kill himself and i want to die too", 2, (), False),
        ("quiero morir", 2, (), False),
        ("quero morrer", 2, (), False),
        ("je veux mourir", 2, (), False),
        ("ich bringe mich um", 2, (), False),
        ("mujhe marna hai", 2, (), False),
    ],
)
def test_whose_danger_it_is_and_when(words: str, tier: int, danger: tuple[Danger, ...], past: bool) -> None:
    dark = seen(ask=0.99, danger=0.99)
    for found in (judge(words, None), judge(words, dark)):
        assert (found.tier, found.dangers, found.past) == (tier, danger, past)


def test_a_closed_note_stays_closed_in_the_quiet_days_and_for_minors(book: Book) -> None:
    for before in ("I want to die", "i'm 15 actually"):
        player = settled(book)
        player.entries.append(Entry("push", "mno3", player.now.date(), player.now, "nudge"))
        do(player, before)
        effects = take(player, Pressed(f"{player.session.tag}mff", "open.mno3"))
        assert [e.choices[0].id for e in effects if isinstance(e, Ask) and "no longer fits" in e.text] == ["crisis"]


# At the edges


def test_what_calls_for_help(book: Book) -> None:
    calling = (Started("crisis"), Started("help"), Said("help me"), Said("i want to die"), Pressed("p", "crisis"))
    assert all(calls(book, event) for event in calling)
    others = (Started("status"), Said("hello"), Pressed("p", "checkin"), Woken("nudge", settled(book).now))
    assert not any(calls(book, event) for event in others)


def test_a_doubt_of_the_model_s_does_not_stand_before_a_plain_answer(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin")
    take(player, Said("4", seen=seen(ask=0.9)))
    take(player, Said("about a five", seen=seen(ask=0.9)))
    assert player.session.step == "contact"
    take(player, Said("the lamp is lit", seen=seen(ask=0.9)))
    assert player.session.step == "light"


IN_THEIR_WORDS = {  # a flow's first question in one's own words, and how to get there
    "checkin": ("/checkin", "[4]", "[4]", "[kept]", "[no]"),
    "ifthen": ("/ifthen",),
    "reasons": ("/reasons",),
    "people": ("/people",),
    "own": ("/own mine",),
    "dates": ("/dates", "[other]"),
    "back": ("/back", "[none]"),
}


@pytest.mark.parametrize("flow", IN_THEIR_WORDS)
def test_an_answer_in_their_own_words_is_taken_and_then_asked_about_where_a_model_alone_doubts(
    book: Book, flow: str
) -> None:
    doubted, plain = settled(book), settled(book)
    for player, ask in ((doubted, 0.9), (plain, 0.0)):
        do(player, *IN_THEIR_WORDS[flow])
        step = book.flows[flow].steps[player.session.step]
        assert isinstance(step, TextStep) or (isinstance(step, ChoiceStep) and step.free)
        take(player, Said("the lamp is lit", seen=seen(ask=ask)))
    assert doubted.session.step == "light"
    do(doubted, "[yes]")
    assert (doubted.session.flow, doubted.session.step) == (plain.session.flow, plain.session.step)
    assert doubted.session.answers == plain.session.answers
    assert [(e.kind, e.value) for e in doubted.entries if e.kind != "phrase"] == [
        (e.kind, e.value) for e in plain.entries
    ]


def test_in_the_days_after_a_danger_a_doubt_comes_before_an_answer_in_their_own_words(book: Book) -> None:
    player = settled(book)
    do(player, "I want to die", "[No]", "[No, I'm all right]", "/people")
    assert "Samaritans" in "".join(
        e.text for e in take(player, Said("the lamp is lit", seen=seen(ask=0.9))) if isinstance(e, Ask | Say)
    )
    assert not any(e.kind == "person" for e in player.entries)


def test_a_doubt_where_nothing_is_open_is_asked_about(book: Book) -> None:
    player = settled(book)
    take(player, Said("the lamp is lit", seen=seen(ask=0.9)))
    assert player.session.step == "light"


@pytest.mark.parametrize(("step", "after"), [("light", "asked"), ("past", "asked"), ("asked", "")])
def test_more_doubt_at_these_questions_leads_on(book: Book, step: str, after: str) -> None:
    player = at(book, step)
    take(player, Said("the lamp in the hall is lit this evening", seen=seen(ask=0.9)))
    assert player.session.step == after


def test_a_question_for_words_is_put_away_in_the_quiet_days_where_there_is_one(book: Book) -> None:
    for before in (("/checkin",), ("/checkin", "[4]", "[4]", "[No contact]", "[Not today]")):
        player = settled(book)
        do(player, "I want to die", "[No]", "[No, I'm all right]", *before)
        assert "Samaritans" in do(player, "i can't do this anymore")
        assert bool(player.session.prompt) == (len(before) == 1)


def test_an_age_under_18_told_with_danger_counts_in_silence(book: Book) -> None:
    player = settled(book)
    said = do(player, "I want to die and i'm 15")
    assert player.person.age is Age.TEEN
    assert "An adult you trust" not in said


def test_somebody_who_has_not_agreed_can_pass_over_a_phrase_and_nothing_is_noted(book: Book) -> None:
    player = Player(book)
    do(player, "/start", "i can't do this anymore")
    assert player.session.step == "light"
    do(player, "[adult]")
    assert player.entries == []
    assert player.session.flow == "start"


def test_what_waits_under_a_light_question_is_taken_up_again_after_a_nearer_one(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "[4]", "i can't do this anymore", "I want to die", "[No]", "[No, I'm all right]")
    assert "take this up" in do(player, "/checkin")


def test_a_look_after_them_is_sent_whatever_holds_the_other_messages(book: Book) -> None:
    player = settled(book)
    do(player, "goodbye everyone")
    [ask] = [e for e in take(player, Woken("soon", player.now + timedelta(hours=3))) if isinstance(e, Ask)]
    assert ask.push is not None
    at = player.now + timedelta(hours=3)
    assert still(player.person, player.session, ask.push, at) == at
    assert still(player.person, player.session, ask.push, at + timedelta(hours=4)) is None


def test_a_form_takes_its_lines_in_order_and_leaves_out_what_is_empty(book: Book) -> None:
    player = settled(book)
    do(player, "/plan")
    effects = take(player, Said("no sleep", player.session.prompt, more=("tea", "", "the park", "my dog")))
    assert [(e.value, e.note) for e in player.entries if e.kind == "plan"] == [
        ("signs", "no sleep"),
        ("soothes", "tea"),
        ("places", "the park"),
        ("reasons", "my dog"),
    ]
    assert len([e for e in effects if isinstance(e, Ask)]) == 1, "no question in between is shown"


@pytest.mark.parametrize(
    ("words", "tier"),
    [
        ("my sister wants to die and I just took all my pills, goodbye", 3),
        ("my brother wants to kill himself and i have the pills in my hand", 3),
        ("my mum tried to kill herself last year. I have the pills in my hand now", 3),
        ("my friend took pills and wants to die", 0),
        ("my ex says he will kill himself", 0),
    ],
)
def test_their_own_danger_is_not_lost_in_somebody_else_s(words: str, tier: int) -> None:
    assert judge(words, None).tier == tier


def test_what_the_model_sees_is_done_now_is_not_lost_in_what_is_over() -> None:
    words = "i tried to kill myself in 2020. tonight i finish it"
    assert judge(words, seen(ask=1, danger=1, now=0.9)).tier == 3
    assert judge("used to want to die. I want to die", seen(ask=0.1, danger=0.07, past=0.9)).tier == 1


def test_means_in_hand_come_before_somebody_else_s_danger(book: Book) -> None:
    player = settled(book)
    said = do(player, "my mum tried to kill herself last year. I have the pills in my hand now")
    assert said.index("Please call now") < said.index("Is somebody near you")
    assert player.wakes.keys() >= {"soon", "morning"}


def test_where_it_may_be_theirs_alone_that_comes_first_and_then_the_question(book: Book) -> None:
    said = says(settled(book), seen(ask=1, danger=0.9, now=0.9, theirs=0.9))
    assert said.index("Take it seriously") < said.index("Are you thinking about ending your life")


@pytest.mark.parametrize("tongue", [*tongues.DANGER, *tongues.UNSPACED])
def test_the_plainest_sentences_of_other_languages_are_noticed_without_a_model(tongue: str) -> None:
    for one in (tongues.DANGER | tongues.UNSPACED)[tongue]:
        sentence = one.rstrip("$")
        for words in (sentence, sentence.upper(), f"ok. {sentence}!"):
            assert judge(words, None).tier == 2, words


@pytest.mark.parametrize("words", tongues.HELP)
def test_a_call_for_help_in_other_languages_is_one(book: Book, words: str) -> None:
    assert calls(book, Said(f"{words}!"))


@pytest.mark.parametrize(
    "words",
    [
        "не хочу жить с ним",
        "ik wil niet meer leven met hem",
        "לא רוצה לחיות איתו",
        "不想活在过去",
        "想死你了",
        "интересно",
        "oggi ho dormito bene",
        "想你",
        "tolong saya mau makan",
        "kuolema on elokuva",
    ],
)
def test_other_words_of_those_languages_are_none(book: Book, words: str) -> None:
    assert book.noticed(words, None).calm
    assert not calls(book, Said(words))


# Among their reasons


def test_what_was_done_to_them_is_answered_first_and_stays_a_reason(book: Book) -> None:
    player = settled(book)
    said = do(player, "/reasons", "I sleep", "he hit me in the kitchen")
    assert said.startswith("< # Your safety first")
    assert "one of your reasons" in said
    assert "don't keep your words" not in said
    assert Gate.ABUSE in player.person.gates | player.person.worded
    assert reasons.kept(Ledger(tuple(player.entries))) == ["I sleep", "he hit me in the kitchen"]


def test_a_reason_that_was_kept_is_shown_the_next_time_and_not_written_over(book: Book) -> None:
    player = settled(book)
    do(player, "/reasons", "I sleep", "he hit me in the kitchen")
    assert "he hit me in the kitchen" in do(player, "/reasons")
    do(player, "skip", "skip", "my evenings are mine", "done")
    assert reasons.kept(Ledger(tuple(player.entries))) == [
        "I sleep",
        "he hit me in the kitchen",
        "my evenings are mine",
    ]


NO_REASONS = (
    *("he hit me and I want to die", "I'm going to hit him", "I'll kill myself"),
    *("/checkin he hit me", "(edit) he hit me last night", "(photo) he hit me last night"),
    *("he is hitting me right now, help me", "he's hitting me", "he is outside my door", "my dad hits me"),
    *("he hit me, I am 15", "he hit me and years ago I tried to kill myself"),
)


@pytest.mark.parametrize("words", NO_REASONS)
def test_no_other_danger_is_kept_as_a_reason(book: Book, words: str) -> None:
    player = settled(book)
    assert "one of your reasons" not in do(player, "/reasons", words)
    assert "reason" not in {e.kind for e in player.entries}


@pytest.mark.parametrize(
    "said",
    [
        Said("he hit me last night", prompt="zzz"),
        Said("I sleep", more=("he hit me in the kitchen", "my son is calmer")),
        Said("he hit me", via=Via.FORWARD),
    ],
)
def test_nor_what_is_no_plain_answer(book: Book, said: Said) -> None:
    player = settled(book)
    do(player, "/reasons")
    take(player, said)
    assert not [e for e in player.entries if e.kind == "reason" and "hit" in e.note]


@pytest.mark.parametrize(("before", "offered"), [((), True), (("/checkin",), False)])
def test_after_a_phrase_what_was_told_can_still_be_told(book: Book, before: tuple[str, ...], offered: bool) -> None:
    player = settled(book)
    if before:
        do(player, *before)
    says(player, seen(ask=0.9, danger=0.1))
    said = do(player, "yes")
    assert ("[It happened]" in said) is offered
    assert ("How is today" in said) is not offered


# A goodbye by itself


LAST = {"ask": 1.0, "danger": 0.9, "now": 0.9}


@pytest.mark.parametrize(
    ("words", "step"),
    [("goodbye", "light"), ("Bye for now", "light"), ("goodbye everyone", "near"), ("the end", "near")],
)
def test_a_goodbye_by_itself_is_asked_about_lightly(book: Book, words: str, step: str) -> None:
    player = settled(book)
    take(player, Said(words, seen=seen("crisis", **LAST)))
    assert (player.session.flow, player.session.step) == ("danger", step)


def test_a_no_to_that_leads_deeper_and_after_a_danger_nothing_is_taken_off_it(book: Book) -> None:
    player = settled(book)
    take(player, Said("goodbye", seen=seen("crisis", **LAST)))
    do(player, "not really")
    assert player.session.step == "asked"
    assert book.noticed("goodbye", seen("crisis", **LAST), calm=True).tier == 3


def test_a_plain_goodbye_has_a_plain_answer(book: Book) -> None:
    said = do(settled(book), "bye")
    assert any(text in said for text in variants(book.phrases.say["bye"]))
