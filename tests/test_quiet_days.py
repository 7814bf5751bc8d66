"""Words in the days after a danger, and in the place of a tap: what is read in them. None is left unread."""

from dataclasses import replace as with_
from datetime import timedelta

import pytest

from coach.book import Book
from coach.content import variants
from coach.effects import Ask, Say
from coach.events import Said, Started
from coach.person import Age, Gate, Pace, Person
from coach.safety import lines
from coach.safety.notice import judge
from coach.safety.spoken import cannot_speak
from coach.safety.written import how
from coach.stock import Helpline, Line
from tests.test_danger import at, seen, unsure
from tests.test_engine import do, settled, take
from tests.transcript import Player


def quiet(book: Book) -> Player:
    """Somebody who said an hour ago that they wanted to die."""
    player = settled(book)
    do(player, "I want to die", "[Yes]", "[I'm alone]")
    player.now += timedelta(hours=1)
    return player


def last(player: Player) -> Ask:
    return player.screen[-1]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        *(
            (words, "better")
            for words in ("better", "A bit better now", "i'm ok now", "it passed", "feeling calmer", "much easier")
        ),
        *(
            (words, "same")
            for words in ("the same", "still the same", "no change", "not much better", "no better", "about the same")
        ),
        *(
            (words, "worse")
            for words in ("worse", "much worse", "it's worse now", "not good", "i feel awful", "even worse")
        ),
        *((words, "same") for words in ("not getting any better", "still no better", "not easier", "i'm not calmer")),
        *((words, "same") for words in ("not bad", "not worse", "not even a little better")),
        *(
            (words, None)
            for words in ("ok", "yes", "no", "the bus was late", "better than him", "i want to text her", "")
        ),
    ],
)
def test_how_it_is_now_is_read_as_people_write_it(words: str, meant: str | None) -> None:
    assert how(words) == meant


@pytest.mark.parametrize(
    ("words", "key"), [("a bit better", "eased"), ("same", "hard enough"), ("worse", "Please call now")]
)
def test_a_look_after_them_can_be_answered_in_words(book: Book, words: str, key: str) -> None:
    assert key in do(quiet(book), words)


@pytest.mark.parametrize(
    ("words", "so"),
    [
        ("i cant call, he will hear me", True),
        ("I can't talk right now", True),
        ("they might hear", True),
        ("she'll overhear", True),
        ("i can't speak", True),
        ("i can't talk to him any more", False),
        ("i can't call her, i promised", False),
        ("i heard her voice", False),
        ("i can hear the rain", False),
        ("i will hear from her tomorrow", False),
        ("i cant speak spanish", False),
        ("i cant call in sick again", False),
    ],
)
def test_whoever_cannot_speak_is_heard(words: str, so: bool) -> None:
    assert cannot_speak(words) is so


def test_whoever_cannot_speak_is_told_how_to_reach_somebody_without_a_word(book: Book) -> None:
    said = do(quiet(book), "i can't talk, he's asleep next door")
    assert "press 55" in said
    assert said.index("Samaritans") < said.index("press 55")


def test_where_no_silent_way_is_known_none_is_made_up(book: Book) -> None:
    assert lines.silent(book, Person(country="US")) == ""
    assert lines.silent(book, Person()) == ""
    there = book.helplines.country["GB"]
    assert there.silent is not None
    doubtful = there.model_copy(update={"silent": there.silent.model_copy(update={"mark": "M"})})
    assert lines.silent(helped(book, doubtful), Person(country="GB")) == ""


@pytest.mark.parametrize("words", ["thank you", "thanks so much", "cheers"])
def test_thanks_are_taken_as_thanks_and_who_to_call_stays(book: Book, words: str) -> None:
    said = do(quiet(book), words)
    assert "Samaritans" in said
    assert "I read that" not in said


@pytest.mark.parametrize(
    "intent", ["urge", "slip", "ex_contacted", "progress", "control", "will_ex_return", "low_mood", "question"]
)
def test_whatever_is_meant_who_to_call_stands_under_it(book: Book, intent: str) -> None:
    player = quiet(book)
    [ask] = take(player, Said("the lamp is lit in the hall", seen=seen(intent)))
    assert isinstance(ask, Ask)
    assert "Samaritans" in ask.text
    assert "chances" not in [choice.id for choice in ask.choices]
    assert ask.choices[0].id == "crisis"


@pytest.mark.parametrize(
    ("intent", "flow"), [("slip", "slip"), ("ex_contacted", "they"), ("control", "settings"), ("question", "help")]
)
@pytest.mark.parametrize("plain", [True, False])
def test_what_is_wanted_is_answered_in_these_days_where_it_is_plain(
    book: Book, plain: bool, intent: str, flow: str
) -> None:
    player = quiet(book)
    ask = take(player, Said("the lamp is lit in the hall", seen=seen(intent) if plain else unsure(intent)))[-1]
    assert isinstance(ask, Ask)
    assert ask.choices[0].id == "crisis"
    assert plain == any(ask.text.startswith(words) for words in variants(book.phrases.say[f"meant_{intent}"]))
    assert not plain or flow in [choice.id for choice in ask.choices]


def test_an_order_told_in_these_days_is_heard_and_who_to_call_stands_under_it(book: Book) -> None:
    player = quiet(book)
    said = do(player, "there is a restraining order")
    assert Gate.ORDER in player.person.gates
    assert "Samaritans" in said


def test_a_picture_in_these_days_meets_who_to_call(book: Book) -> None:
    assert "Samaritans" in do(quiet(book), "(photo)")


def test_words_that_miss_an_open_question_are_read_and_the_question_comes_again(book: Book) -> None:
    player = quiet(book)
    do(player, "/checkin")
    said = do(player, "thank you")
    assert said.index("Samaritans") < said.index("How is today")


# A country


def test_the_country_that_is_told_in_the_middle_of_it_shows_who_to_call_there(book: Book) -> None:
    player = Player(book)
    do(player, "I want to die")
    said = do(player, "I'm in Ireland")
    assert said.index("50808") < said.index("Are you thinking about ending your life")
    assert player.person.country == "IE"
    assert player.session.step == "asked"


@pytest.mark.parametrize("words", ["NO", "no", "Chad", "yes", "i'm with Jordan", "i am with chad", "I'm Jordan"])
def test_an_answer_is_not_taken_for_a_country(book: Book, words: str) -> None:
    player = settled(book)
    do(player, "I want to die")
    do(player, words)
    assert player.session.step != "asked"
    assert player.person.country == "GB"


@pytest.mark.parametrize(
    ("words", "line"),
    [("i'm in spain", "024"), ("estoy en España", "024"), ("Deutschland", "116 123"), ("portugal", "112")],
)
def test_abroad_the_lines_of_there_are_shown_and_home_is_kept(book: Book, words: str, line: str) -> None:
    player = quiet(book)
    assert line in do(player, words)
    assert player.person.country == "GB"


def test_out_of_those_days_a_country_is_no_call_for_help(book: Book) -> None:
    assert "112" not in do(settled(book), "i'm in spain")


# The light question


@pytest.mark.parametrize(
    "words", ["what do you mean", "stop", "Stop", "skip", "later", "purple", "/nonsense is no answer"]
)
def test_what_is_no_answer_to_the_light_question_need_not_be_one(book: Book, words: str) -> None:
    player = settled(book)
    do(player, "i can't do this anymore")
    said = do(player, words)
    assert "couldn't match" not in said
    assert player.person.pace is Pace.TWO, "no message of ours was stopped by it"


@pytest.mark.parametrize(
    ("words", "opened"), [("status", "days"), ("erase everything", "Erase"), ("hide this", "Done")]
)
def test_a_command_in_plain_words_over_the_light_question_is_done(book: Book, words: str, opened: str) -> None:
    player = settled(book)
    do(player, "i can't do this anymore")
    assert opened in do(player, words)


def test_what_answers_the_question_under_it_goes_there(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "i can't do this anymore")
    assert "How strong is the pull" in do(player, "4")
    assert player.session.answers["mood"] == "4"
    assert [e.value for e in player.entries if e.kind == "phrase"] == ["at_the_end"]


def test_a_picture_is_no_answer_and_the_question_stays(book: Book) -> None:
    player = settled(book)
    do(player, "i can't do this anymore")
    take(player, Said(""))
    assert player.session.step == "light"


# Those under 18


def test_an_adult_is_named_beside_every_number_to_those_under_18(book: Book) -> None:
    teen = Person(country="GB", age=Age.TEEN)
    for line in (lines.crisis(book, teen), lines.abuse(book, teen), lines.help(book, teen), lines.quiet(book, teen)):
        assert line.count("an adult you trust") == 1
    assert "adult" not in lines.help(book, Person(country="GB", age=Age.ADULT))


@pytest.mark.parametrize(("mark", "shown"), [("A", True), ("C", True), ("M", False), ("CONFLICT", False)])
def test_a_line_for_children_comes_first_where_it_can_be_vouched_for(book: Book, mark: str, shown: bool) -> None:
    child = Line.model_validate({"say": "Somebody Kind 000", "mark": mark, "source": "a page"})
    told = lines.crisis(
        helped(book, book.helplines.country["GB"].model_copy(update={"child": child})),
        Person(country="GB", age=Age.TEEN),
    )
    assert told.startswith("United Kingdom, for people under 18: Somebody Kind 000.") is shown
    assert ("Somebody Kind" in told) is shown


def helped(book: Book, there: Helpline) -> Book:
    """With other lines for the United Kingdom."""
    countries = {**book.helplines.country, "GB": there}
    return with_(book, helplines=book.helplines.model_copy(update={"country": countries}))


def test_an_age_told_with_danger_counts_before_anything_is_said(book: Book) -> None:
    player = settled(book)
    assert "an adult you trust" in do(player, "i'm 12 and i want to die")
    assert player.person.age is Age.TEEN


def test_a_number_that_may_be_an_answer_is_no_age(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "I'm 8, I want to die")
    assert player.person.age is Age.ADULT


def test_whoever_said_at_the_beginning_that_they_are_young_is_answered_so_before_they_agree(book: Book) -> None:
    player = Player(book)
    do(player, "/start", "[13 to 17]")
    assert "an adult you trust" in do(player, "goodbye everyone")
    assert player.person.age is Age.UNASKED, "and nothing is kept of it"


@pytest.mark.parametrize("words", ["i'm 14", "im 15 btw and i lied about my age", "I am 16, actually."])
def test_an_age_alone_is_no_danger_whatever_a_model_hears(book: Book, words: str) -> None:
    player = settled(book)
    take(player, Said(words, seen=seen(ask=0.9, danger=0.5)))
    assert player.person.age is Age.TEEN
    assert player.session.flow == ""
    other = settled(book)
    take(other, Said(f"{words} and nobody is left", seen=seen(ask=0.9, danger=0.5)))
    assert other.session.step == "asked"


@pytest.mark.parametrize("words", ["i'm 15 and i want to die", "i am 11. i want to kill myself"])
def test_an_age_told_in_the_first_words_of_all_counts_while_it_is_about_them(book: Book, words: str) -> None:
    player = Player(book)
    for said in (words, "[Yes]", "[I'm alone]"):
        assert "an adult you trust" in do(player, said)
    assert player.person.age is Age.UNASKED, "and nothing is kept of it"
    assert "an adult you trust" not in do(player, "/crisis")


def test_an_age_told_with_somebody_else_s_violence_counts_too(book: Book) -> None:
    assert "an adult you trust" in do(Player(book), "i'm a 14 year old girl and my boyfriend hit me")


# Danger from somebody else, told twice


def test_the_second_time_it_is_short_and_after_that_in_full_again(book: Book) -> None:
    player = settled(book)
    first, second = do(player, "he hit me"), do(player, "he hit me again")
    assert len(second) < len(first) * 0.6
    assert "0808 2000 247" in second
    player.now += timedelta(hours=3)
    assert "It isn't your fault" in do(player, "he hit me again")


def test_whoever_has_not_agreed_is_told_in_full_each_time(book: Book) -> None:
    player = Player(book)
    do(player, "he hit me")
    assert "It isn't your fault" in do(player, "he hit me again")


# A plan


def test_a_form_keeps_all_its_lines_and_is_asked_about_once(book: Book) -> None:
    player = settled(book)
    do(player, "/plan")
    take(
        player,
        Said("i think of dying, i want to die", player.session.prompt, more=("tea", "Ann", "the library", "my cat")),
    )
    kept = {e.value: e.note for e in player.entries if e.kind == "plan"}
    assert kept["signs"] == "i think of dying, i want to die"
    assert kept["reasons"] == "my cat"
    assert player.session.step == "signs"
    assert "Good to know" in do(player, "[Yes, I'm safe]")


def test_danger_in_another_line_of_the_form_is_a_cry(book: Book) -> None:
    player = settled(book)
    do(player, "/plan")
    take(player, Said("no sleep", player.session.prompt, more=("tea", "Ann", "", "there is no reason, i want to die")))
    assert player.session.step == "asked"
    assert not [e for e in player.entries if e.kind == "plan"]


def test_what_only_the_model_sees_in_a_form_is_a_cry(book: Book) -> None:
    """It has read all lines at once, and does not say in which it was."""
    player = settled(book)
    do(player, "/plan")
    lines = ("", "", "", "they will be better once i'm not here")
    take(player, Said("i stop eating", player.session.prompt, more=lines, seen=seen(ask=0.9, danger=0.9)))
    assert player.session.step == "asked"
    assert not [e for e in player.entries if e.kind == "plan"]


def test_a_form_whose_first_line_sounds_like_a_call_is_read_to_its_end(book: Book) -> None:
    player = settled(book)
    do(player, "/plan")
    take(player, Said("i can't breathe", player.session.prompt, more=("tea", "Ann", "", "my cat")))
    assert {e.value: e.note for e in player.entries if e.kind == "plan"}["signs"] == "i can't breathe"
    other = settled(book)
    do(other, "/plan")
    take(other, Said("i can't cope", other.session.prompt, more=("", "", "", "nothing, i don't want to wake up")))
    assert other.session.step == "asked"


def test_words_that_are_not_for_the_plan_are_read_as_ever(book: Book) -> None:
    player = settled(book)
    do(player, "/plan")
    do(player, "/status i want to die")
    assert player.session.step == "asked"


def test_intent_in_a_plan_is_no_sign(book: Book) -> None:
    player = settled(book)
    do(player, "/plan", "i've got the pills in my hand")
    assert player.session.step == "near"
    assert not [e for e in player.entries if e.kind == "plan"]


def test_ten_minutes_are_a_tap_away_from_a_strong_pull(book: Book) -> None:
    strong, slight = settled(book), settled(book)
    for player, pull in ((strong, "9"), (slight, "2")):
        do(player, "/checkin", "5", pull, "[No contact]", "[Not today]", "skip")
    assert "sos" in [choice.id for choice in last(strong).choices]
    assert "sos" not in [choice.id for choice in last(slight).choices]


# A call for help, and answers as people write them

CALLS = (
    "i need an ambulance", "call 911", "can you call someone for me", "what number do i ring", "who do i call",
    "who can i talk to right now", "sos", "\N{SQUARED SOS}", "hotline", "ayuda", "hilfe", "au secours", "crisis",
    "HELP ME PLEASE", "need help now", "suicide hotline number",
)  # fmt: skip


@pytest.mark.parametrize("words", CALLS)
def test_a_call_for_help_is_answered_with_who_to_call_whatever_is_open_and_whatever_a_model_doubts(
    book: Book, words: str
) -> None:
    player = settled(book)
    do(player, "/checkin")
    effects = take(player, Said(words, seen=seen(ask=0.9, danger=0.3)))
    assert any("Samaritans" in e.text for e in effects if isinstance(e, Ask))
    assert player.session.flow == "checkin", "and the question is still there"


@pytest.mark.parametrize("words", ["help with my essay", "who do i call him", "call me", "what can i do", "7"])
def test_other_words_are_no_call_for_help(book: Book, words: str) -> None:
    assert not book.asks_for_help(words)


def test_a_command_for_help_is_done_whatever_stands_behind_it(book: Book) -> None:
    effects = take(settled(book), Started("crisis", "please", seen(ask=0.9)))
    assert any("call somebody" in e.title for e in effects if isinstance(e, Ask))


WRITTEN = {
    "asked": {
        "yes": [
            "yes tonight",
            "yes i want to",
            "yes please help",
            "i already have",
            "i think so",
            "absolutely",
            "every day",
        ],
        "sometimes": ["yes but not now", "not tonight", "no but i want to disappear"],
        "no": ["no, i love my kids too much", "its a song lyric", "im not going to do anything", "not really"],
    },
    "soft": {"no": ["not really", "dont think so", "no im fine thanks", "nope my mum is coming over"]},
    "near": {
        "with": ["my boyfriend is here", "yes my sister", "my mum is coming over"],
        "alone": ["yes im alone", "nobody is here"],
        "safer": ["i called 999", "ambulance is coming"],
    },
    "light": {"yes": ["lol yes", "its just how i talk"], "no": ["not a phrase"]},
    "past": {"over": ["not really no"]},
}


NO_NO = ("no point in living", "no hope left", "no idea", "i am not ok", "im not thinking straight", "its a bad night")


@pytest.mark.parametrize("words", NO_NO)
def test_what_only_begins_like_a_no_is_none(book: Book, words: str) -> None:
    player = at(book, "asked")
    effects = take(player, Said(words, seen=seen(ask=1, danger=0.9)))
    assert player.session.step != "soft"
    assert any("Samaritans" in e.text for e in effects if isinstance(e, Ask))


@pytest.mark.parametrize(
    ("step", "answer", "words"),
    [
        (step, answer, words)
        for step, kinds in WRITTEN.items()
        for answer, several in kinds.items()
        for words in several
    ],
)
def test_an_answer_in_a_sentence_is_that_answer(book: Book, step: str, answer: str, words: str) -> None:
    """Also where a model hears danger in it: it was asked about."""
    written, tapped = at(book, step), at(book, step)
    heard = seen(ask=0.9, danger=0.8) if step in ("asked", "soft", "near") else None
    said = [e.text for e in take(written, Said(words, seen=heard)) if isinstance(e, Ask | Say)]
    do(tapped, f"[{answer}]")
    assert said[0] in "\n".join(e.text for e in tapped.screen) or said[0] in do(at(book, step), f"[{answer}]")
    assert written.session.step == tapped.session.step


@pytest.mark.parametrize("intent", ["progress", "slip", "ex_contacted", "control", "urge"])
def test_after_intent_nothing_but_who_to_call_is_spoken_of(book: Book, intent: str) -> None:
    player = settled(book)
    do(player, "i've got the pills in my hand", "[I'm alone]")
    [ask] = take(player, Said("the lamp is lit in the hall", seen=seen(intent)))
    assert isinstance(ask, Ask)
    assert ask.title == ""
    assert ask.text in {text.strip().replace("{help}", lines.crisis(book, player.person)) for text in stays(book)}


def stays(book: Book) -> list[str]:
    return [text for key in ("stay", "stay_now") for text in variants(book.phrases.say[key])]


def test_whoever_means_to_kill_somebody_is_not_asked_about_themselves(book: Book) -> None:
    own = seen(ask=1, danger=1, now=1)
    assert (judge("i'm going to kill him", own).tier, judge("i'm going to kill him and then myself", own).tier) == (
        0,
        3,
    )


def test_whoever_stops_our_messages_after_a_danger_is_told_what_still_comes(book: Book) -> None:
    player = settled(book)
    do(player, "goodbye everyone", "[I'm alone]")
    said = do(player, "/stop")
    assert "I still do" in said
    assert "Erase" not in said


@pytest.mark.parametrize("words", ["are you real", "will you tell anyone", "are you going to report me"])
def test_a_plain_question_about_us_has_a_plain_answer(book: Book, words: str) -> None:
    said = do(quiet(book), words)
    assert "I tell nobody" in said
    assert "Samaritans" in said


def test_no_numbers_are_shown(book: Book) -> None:
    assert "nothing is weighed up in these days" in do(quiet(book), "/numbers")
