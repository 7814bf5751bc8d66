"""Somebody whom they know may be in danger: what they are asked, what is read in their words, and whom it is about."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from coach.book import Book
from coach.events import Said
from coach.person import Age, Gate, Goal, Person
from coach.safety import lines
from coach.safety.notice import judge
from coach.safety.worried import instead, reached
from coach.safety.written import bare
from coach.stock import Line
from tests.test_danger import at, seen
from tests.test_engine import do, settled
from tests.test_quiet_days import helped
from tests.transcript import Player

THEIRS, REACH = "Somebody else may be in danger", "Can you reach them now?"
LOOK, MORE = "Then let somebody go and look", "about you as well, tell me"
DIRECT = "Are you thinking about ending your life?"
WORRIED = "my brother wants to kill himself"


KEYS: dict[str | None, tuple[str, ...]] = {
    "silent": (
        "she isn't answering", "he hasn't replied since nine", "straight to voicemail", "her phone is off now too",
        "no answer", "i can't reach him", "i can no longer reach her", "i don't know where she is", "no",
        "they haven't replied", "he's not picking up and his phone is off", "he isn't answering any more",
        "can't get hold of them", "she blocked me",
    ),
    "safe": ("she's ok now", "they are safe", "found him safe", "he's fine thank god", "yep she's safe", "false alarm"),
    "others": (
        "he's in hospital, mum is with him", "her mum's with her now", "the ambulance is here", "he is not alone",
        "the police are with them",
    ),
    "reach": ("yes", "yes i can", "he just texted back", "i'm with her", "she picked up", "i'm on the phone to him"),
    "now": (
        "yes he took pills", "she's cutting herself right now", "she texted me goodbye", "he's home and he has a rope",
        "he's asleep and won't wake up", "she's back at the bridge", "he is not breathing", "i can't wake her",
    ),
    "lost": ("he died in hospital", "she's dead", "my brother has died", "he killed himself"),
    "more": ("what do i do", "what should i say to him"),
    None: (
        "should i call the police", "they're back together", "she's not ok", "", "i miss her", "7",
        "he's right about me", "nobody is with him", "who is with him", "the police are looking for him",
        "he refuses to go to the hospital", "should i take him to the hospital", "he's not ready to talk",
        "i will not call the police", "she will never come back", "she is with him now, they moved in together",
        "yeah me too", "he's asleep", "they found her", "he took me home", "the ambulance is on its way",
        "i didn't call her yet",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("meant", "words"), [(meant, words) for meant, several in KEYS.items() for words in several])
def test_how_they_can_be_reached_is_read_where_it_is_plain(meant: str | None, words: str) -> None:
    assert reached(bare(words), asked=True) == meant


@pytest.mark.parametrize("words", ["yes", "no", "i can't", "she blocked me"])
def test_where_nothing_is_asked_nobody_knows_what_a_yes_is_to(words: str) -> None:
    assert reached(bare(words), asked=False) is None


@pytest.mark.parametrize(
    ("words", "so"),
    [
        *((w, True) for w in ("no it's him not me", "not me", "no, not me, my sister", "i meant my friend")),
        *((w, True) for w in ("it's my brother, not me", "No. Not about me", "i was talking about my flatmate")),
        *((w, False) for w in ("he chose her, not me", "i'm not me any more", "not me any more", "it's my birthday")),
        *((w, False) for w in ("no", "it's him i think about", "yes", "i mean it", "why not me", "no it's my husband")),
        *((w, False) for w in ("i mean he left me", "it's not me it's the voices", "this is not me", "it's my dad")),
        *((w, False) for w in ("i was talking about my ex and how i miss him", "i mean he wouldn't notice")),
        *((w, False) for w in ("i'm worried about my mum finding me", "no, not me. he hits me and i'm scared of him")),
    ],
)
def test_that_it_is_somebody_else_is_read_where_nothing_else_is_said(words: str, so: bool) -> None:
    assert instead(bare(words)) is so


@pytest.mark.parametrize("button", ["[Yes, I can]", "[They don't answer]", "[Somebody is with them]"])
def test_every_answer_shows_who_to_call_and_what_was_open_comes_back(book: Book, button: str) -> None:
    first, _, question = do(settled(book), "/checkin", WORRIED, button).rpartition("\n< ")
    assert "Samaritans" in first
    assert question.startswith("How is today")


def test_words_about_them_are_understood_for_two_hours(book: Book) -> None:
    player = settled(book)
    do(player, WORRIED, "[Yes, I can]")
    assert LOOK in do(player, "he isn't answering any more")
    do(player, "/checkin")
    said = do(player, "he isn't answering any more")
    assert LOOK in said
    assert "How is today" in said
    player.now += timedelta(hours=3)
    assert LOOK not in do(player, "he isn't answering any more")


def test_more_about_them_is_no_second_alarm(book: Book) -> None:
    player = settled(book)
    do(player, WORRIED)
    more = do(player, "my brother says he wants to die tonight")
    assert MORE in more
    assert REACH not in more
    again = do(player, "my sister wants to die as well")
    assert MORE in again
    assert REACH in again


def test_their_own_danger_comes_before_it(book: Book) -> None:
    assert DIRECT in do(settled(book), WORRIED, "i want to die too")


@pytest.mark.parametrize("step", ["light", "signs", "past"])
def test_whoever_did_not_mean_themselves_is_believed(book: Book, step: str) -> None:
    said = do(at(book, step), "no, i meant my brother")
    assert THEIRS in said
    assert REACH in said


def test_after_the_direct_question_a_softer_one_comes_besides(book: Book) -> None:
    said = do(at(book, "asked"), "it's my brother, not me")
    assert THEIRS in said
    assert "a softer one" in said


def test_other_danger_beside_it_is_not_passed_over(book: Book) -> None:
    player = at(book, "light")
    assert "Your safety first" in do(player, "not me. he hits me")
    assert Gate.ABUSE in player.person.standing


def test_whoever_was_hurt_and_names_who_it_was_is_not_asked_about_their_danger(book: Book) -> None:
    assert THEIRS not in do(settled(book), "he hit me last night", "i was talking about my flatmate")


def test_an_edit_is_no_answer(book: Book) -> None:
    player = settled(book)
    do(player, WORRIED)
    assert "999" in do(player, "(edit) my brother wants to kill himself tonight")
    assert player.session.step == "reach"


@pytest.mark.parametrize("words", ["yeah me too", "yes and so am i", "it's about me as well"])
def test_me_too_is_asked_about(book: Book, words: str) -> None:
    player = settled(book)
    do(player, WORRIED)
    assert "are you safe just now?" in do(player, words)
    after = settled(book)
    do(after, WORRIED, "[Yes, I can]")
    assert "are you safe just now?" in do(after, words)


def test_what_was_open_before_it_outlives_a_second_question(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "2", WORRIED, "i can't do this anymore")
    assert player.session.under is not None
    assert player.session.under.flow == "checkin"
    assert "How strong is the pull" in do(player, "[Yes, just a phrase]")


def test_an_age_told_at_the_beginning_is_known_under_it(book: Book) -> None:
    assert "an adult you trust" in do(
        Player(book), "/start", "[13 to 17]", WORRIED, "i can't do this anymore", "[Not really]"
    )


def test_a_question_for_words_does_not_take_the_next_ones(book: Book) -> None:
    player = settled(book)
    do(player, "/plan", WORRIED, "[They don't answer]")
    assert player.session.flow == ""
    assert LOOK in do(player, "he still isn't answering")


def test_whoever_stands_at_their_door_watches_nobody(book: Book) -> None:
    player = settled(book)
    do(player, WORRIED)
    do(player, "i'm outside his flat")
    assert not player.person.gated
    assert "Not that" in do(settled(book), "i'm outside his flat")


@pytest.mark.parametrize("before", ["there is a restraining order", "he hit me"])
def test_whoever_stays_apart_from_somebody_is_not_sent_to_them(book: Book, before: str) -> None:
    player = settled(book)
    do(player, before)
    said = do(player, "my ex wants to kill herself")
    assert "the call is all that is yours to do" in said
    assert REACH not in said
    assert "ask them in plain words" not in do(player, "she just texted back")


def test_a_number_goes_to_the_scale_under_it(book: Book) -> None:
    player = settled(book)
    do(player, "/checkin", "2", WORRIED)
    assert "Any contact since yesterday?" in do(player, "3")


def test_it_is_asked_for_two_hours(book: Book) -> None:
    player = settled(book)
    do(player, WORRIED)
    player.now += timedelta(hours=3)
    assert LOOK not in do(player, "no")


def test_in_the_quiet_days_too(book: Book) -> None:
    assert REACH in do(settled(book), "I want to die", "[No]", "[No, I'm all right]", "i was talking about my friend")


def test_somebody_new_is_asked_the_same_and_nothing_is_noted(book: Book) -> None:
    player = Player(book)
    assert REACH in do(player, WORRIED)
    assert LOOK in do(player, "no")
    assert not player.entries


def test_a_threat_that_holds_somebody_is_one_answer_to_both(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, goal=Goal.RECONCILE)
    said = "\n".join(player.take(Said("the lamp is lit in the hall", seen=seen(abuse=0.9, theirs=0.9))))
    assert said.count("# ") == 1
    assert "Two things at once" in said
    assert THEIRS not in said
    assert "Your safety first" not in said
    assert "if somebody hurts or frightens you" in said
    assert "your goal with me is to feel better" in said
    assert Gate.ABUSE in player.person.standing


AT_HOME = (
    "my dad hits me", "my parents are beating me", "my stepdad gets violent", "i'm scared of my dad", "dad hits me",
    "my brother hits me", "my mum's boyfriend hits me", "my dad pushed me down the stairs", "my dad used to hit me",
    "my dad hurts me", "my dad beat me up", "my stepdad hits me with the belt", "my mum hits me at night",
    "my dad beats me at home", "my dad hits me. i'm scared of him",
)  # fmt: skip


@pytest.mark.parametrize("words", AT_HOME)
def test_a_family_that_hurts_is_answered_as_that(book: Book, words: str) -> None:
    player = settled(book)
    said = do(player, words)
    assert "somebody in your family" in said
    assert "0808 2000 247" in said
    assert "one person outside the family" in said
    assert Gate.ABUSE in player.person.standing
    assert "0808 2000 247" in do(player, "what do i do now")
    assert "make them more dangerous" in do(player, "my ex hit me too")


def test_whoever_is_not_grown_up_has_the_line_for_children_there(book: Book) -> None:
    child = Line.model_validate({"say": "Somebody Kind 000", "mark": "A", "source": "a page"})
    there = helped(book, book.helplines.country["GB"].model_copy(update={"child": child}))
    for age, shown in ((Age.UNASKED, True), (Age.TEEN, True), (Age.ADULT, False)):
        assert ("Somebody Kind" in lines.at_home(there, Person(country="GB", age=age))) is shown
    assert "a parent" not in lines.at_home(there, Person(country="GB", age=Age.TEEN))


@pytest.mark.parametrize(
    "words",
    [
        "my dad beat me at chess", "my brother hit me up", "my mum hits me with the news", "my parents kicked me out",
        "my dad beats me in chess", "i'm not scared of my dad", "my dad beat me to it",
    ],
)  # fmt: skip
def test_what_a_family_does_otherwise_is_no_danger(words: str) -> None:
    assert judge(words, None).dangers == ()


def test_two_people_are_two_answers(book: Book) -> None:
    said = do(settled(book), "my ex hit me. now my sister is suicidal")
    assert "Your safety first" in said
    assert THEIRS in said
    assert "Two things at once" not in said
