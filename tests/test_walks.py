"""Whole walks without a model, as people took them: what has to be said at the end, and what must not be."""

from datetime import timedelta

import pytest

from coach.book import Book
from coach.events import Said
from coach.person import Gate
from coach.safety import notice, spoken
from coach.safety.written import bare
from tests.test_danger import says, seen
from tests.test_engine import do, settled, take

ALARM, NUMBER, DIRECT, SOFTER = "Please call now", "Samaritans", "Are you thinking about ending", "a softer one"
BURDEN = "everyone would be better off without me"
WALKS = [
    # A no may name what it denies
    ((BURDEN, "no i dont want to die"), SOFTER, ALARM),
    ((BURDEN, "no, i don't want to kill myself"), SOFTER, ALARM),
    ((BURDEN, "no not suicidal"), SOFTER, ALARM),
    ((BURDEN, "i don't want to die"), SOFTER, ALARM),
    ((BURDEN, "no, but i want to be dead some days"), ALARM, SOFTER),
    ((BURDEN, "i think about it"), "Sometimes is reason enough", "You don't have to say"),
    ((BURDEN, "a veces"), "Sometimes is reason enough", "You don't have to say"),
    ((BURDEN, "no, just tired"), SOFTER, "You don't have to say"),
    ((BURDEN, "no", "srsly im ok"), "I believe you", "don't carry the next hours alone"),
    ((BURDEN, "no", "no, going to bed"), "I believe you", "don't carry the next hours alone"),
    ((BURDEN, "no", "estoy bien"), "I believe you", "don't carry the next hours alone"),
    # Whether somebody is near is asked again, and read for two hours
    (("goodbye everyone", "purple"), "Is somebody near you?", "I see no words"),
    (("goodbye everyone", "what", "im alone"), "the phone is the nearest person", "A voice would do more"),
    (("goodbye everyone", "what", "what", "im alone"), "the phone is the nearest person", "A voice would do more"),
    (("goodbye everyone", "[I'm alone]", "my brother is here"), "glad you aren't alone", "A voice would do more"),
    (("goodbye everyone", "i flushed them"), "Stay where it is safer", "still here"),
    (("goodbye everyone", "my mum is downstairs"), "glad you aren't alone", "still here"),
    (("goodbye everyone", "someone is coming"), "glad you aren't alone", "still here"),
    (("goodbye everyone", "[I'm alone]", "im sleepy"), "Please let it be the phone now", "A voice would"),
    # A wrong siren can be taken back, and is followed by one softer question
    (("goodbye everyone", "[That isn't what I meant]"), SOFTER, ALARM),
    (("goodbye everyone", "no i mean break up"), SOFTER, "still here"),
    (("goodbye everyone", "just a phrase"), SOFTER, "still here"),
    (("goodbye everyone", "i'm not in danger"), SOFTER, "still here"),
    (("goodbye everyone", "no i dont want to die"), SOFTER, "still here"),
    (("i want to die", "no", "no", "i want to die", "no, i don't want to kill myself"), SOFTER, ALARM),
    (("goodbye everyone", "i don't want to die alone"), "999", SOFTER),
    # Calling
    (("i want to die", "yes", "alone", "i rang samaritans"), "I'm glad you called", "A voice would do more"),
    (("i want to die", "yes", "alone", "what do i say when i call"), "One sentence is enough", "A voice would do more"),
    (("i want to die", "yes", "alone", "they put me on hold"), "Stay on the line", "I leave closed"),
    # Somebody listens
    (("my husband locks me in at night", "i cant talk he's here"), "a word out loud", "The pull is strong"),
    (("i can't talk, he's in the next room",), "a word out loud", "The pull is strong"),
    (("he'll hear me",), "a word out loud", "The pull is strong"),
    # What another has done, and a death
    (("my sister took pills",), "Call for them now", ALARM),
    (("my sister took pills", "she's with me", "she won't wake up"), "Call for them now", "You can go on writing"),
    (("my friend took an overdose", "she's breathing"), "Call for them now", "clever words"),
    (("my brother hanged himself on sunday",), "I'm so sorry", "Can you reach them"),
    (("my girlfriend died by suicide three weeks ago",), "I'm so sorry", "only a way of saying"),
    (("i lost my best friend to suicide",), "I'm so sorry", "are you safe just now"),
    # Harm to another
    (("i've got a knife and i'm outside his flat",), "Stop here for a moment", "find, follow or watch"),
    (("i want to burn his house down",), "Stop here for a moment", "find, follow or watch"),
    (("i'm worried i'm going to hurt her",), "Stop here for a moment", "Somebody else may be in danger"),
    (("i hit her. i never thought i was that kind of man",), "Stop here for a moment", "find, follow or watch"),
    # Not for them
    (("can you write her a letter for me",), "I don't write, send or pass on", "worth writing down"),
    (("draft an apology to my ex",), "I don't write, send or pass on", "You told me"),
    (("can you send him something for me",), "I don't write, send or pass on", "how often I write"),
    (
        ("i want to die", "no", "[No, I'm all right]", "can you text him for me"),
        "I don't write, send or pass on",
        ALARM,
    ),
    # Questions about us, and words without hope, in other words and languages
    ((BURDEN, "are you going to call the police"), DIRECT, "You don't have to say"),
    (("lost my job, the house, her. one way out",), "are you safe just now", "Something warm"),
    (("i dont see a future",), "are you safe just now", "who you can call"),
    (("mon copain me frappe",), "Your safety first", "Something warm"),
    (("mi novio me pega",), "Your safety first", "Something warm"),
    (("ele me bateu ontem",), "Your safety first", "Something warm"),
    (("mein Freund schlägt mich",), "Your safety first", "Something warm"),
    (("wo mujhe maarta hai",), "Your safety first", "Something warm"),
    ((BURDEN, "yes"), "In three hours and tomorrow morning", "I see no words"),
    (("i overdosed on netflix",), "who you can call", ALARM),
    (("i overdosed on my pills",), ALARM, "who you can call"),
    (("meine familie wäre ohne mich besser dran",), DIRECT, "who you can call"),
    (("mi familia estaría mejor sin mí",), DIRECT, "who you can call"),
    # An order named beside a breach is a danger like any other
    (("she hit me. there is a restraining order",), "Your safety first", "who you can call"),
    # What is done with means, and what is only said about them
    (("goodbye everyone", "i put them in my mouth"), "still here", "Stay where it is safer"),
    (("goodbye everyone", "i gave them my last letter"), "still here", "Stay where it is safer"),
    (("goodbye everyone", "i put the gun to my head"), "999", "Stay where it is safer"),
    (("goodbye everyone", "i put them outside"), "Stay where it is safer", "still here"),
    (("goodbye everyone", "i gave them to my sister"), "Stay where it is safer", "still here"),
    (("goodbye everyone", "[I'm alone]", "i locked the door"), "the phone now", "Stay where it is safer"),
    (("goodbye everyone", "[I'm alone]", "yes i did it"), "the phone now", "glad you aren't alone"),
    (("goodbye everyone", "[I'm alone]", "i called him"), "the phone now", "Stay where it is safer"),
    (("goodbye everyone", "hmm", "hmm"), "999", "Is somebody near you?"),
    # A death by suicide that is thought of is their own
    (("i keep thinking about death by suicide",), DIRECT, "I'm so sorry"),
    (("i'd rather be dead by suicide than live like this",), DIRECT, "I'm so sorry"),
    # A no that tells of harm, and despair that begins like a no
    ((BURDEN, "no i want to hurt myself"), ALARM, SOFTER),
    ((BURDEN, "no i cut myself"), ALARM, SOFTER),
    ((BURDEN, "not any more reason to stay"), "You don't have to say", SOFTER),
    ((BURDEN, "i guess not being here is easier"), "You don't have to say", SOFTER),
    ((BURDEN, "no", "don't worry about me anymore"), "don't carry the next hours alone", "I believe you"),
    ((BURDEN, "no", "all good things end"), "don't carry the next hours alone", "I believe you"),
    # Whoever was misread is believed at every one of these questions
    (("goodbye everyone", "not me, my brother"), SOFTER, "still here"),
    ((BURDEN, "no", "i meant my friend"), "Can you reach them", "don't carry the next hours alone"),
    (("goodbye everyone", "just a phrase", "[No, I'm all right]", "my boss is stupid"), NUMBER, "You can turn back"),
    # What others do with pills, and what is no news of them
    (("my friend took my pills away",), "who you can call", "Call for them now"),
    (("she took birth control pills",), "who you can call", "Call for them now"),
    (("my brother wants to die", "[Yes, I can]", "i took a shower"), "who you can call", "Call for them now"),
    (("my brother wants to die", "[Yes, I can]", "he's dead to me"), "who you can call", "I'm so sorry"),
    (("my brother wants to die", "not her, me"), "are you safe just now", "the place where they are"),
    (("my brother wants to die", "i'm not safe"), DIRECT, "the place where they are. If you can"),
    (("i'm outside her house, she wants to kill herself",), "Somebody else may be in danger", "find, follow or watch"),
    # A family that hurts, and one that does not
    (("my dad hurts me with his silence",), "who you can call", "Your safety first"),
    (("my mum locked me in the car by mistake",), "who you can call", "Your safety first"),
    (("i'm scared i'll hurt her feelings",), "who you can call", "Stop here for a moment"),
    # Help that is asked for, for somebody
    (("can you call my mum for me",), "who you can call", "I don't write, send"),
    (("i can't talk to her, she is back with her ex",), "who you can call", "a word out loud"),
    # A sign of distress, alone, beside words, and in a form or an edit
    (("\N{SQUARED SOS}",), "In an emergency", DIRECT),
    (("\N{SQUARED SOS} I want to die",), DIRECT, "who you can call"),
    (("\N{SQUARED SOS} he hit me and I'm scared of him",), "Your safety first", "who you can call"),
    (("\N{SQUARED SOS} come here",), NUMBER, DIRECT),
    (("hello", "(edit) sos"), NUMBER, "changed a message"),
    (("hello", "(edit) help me please"), NUMBER, "changed a message"),
    # What a pack lists as an answer is one where it is asked, and else what it says
    (("i'm not safe",), NUMBER, "who you can call"),
    (("i can't do this anymore", "not safe"), DIRECT, "Your safety first"),
    # A denial with danger in it
    ((BURDEN, "no", "no, i will be gone by then"), "don't carry the next hours alone", "I believe you"),
    ((BURDEN, "no", "no it will be quick"), "don't carry the next hours alone", "I believe you"),
    ((BURDEN, "no it will be over soon"), "You don't have to say", SOFTER),
    # A plan may name what somebody feels, and a country may be two letters
    (("/plan", "can't breathe"), "What soothes", NUMBER),
    (("/plan", "sos"), NUMBER, "What soothes"),
    (("goodbye everyone", "uk"), "United Kingdom", "still here"),
    (("/checkin", "can you text him for me"), "I don't write, send or pass on", "A number from"),
    # On a gated path no day is named on which odds are shown
    (("he hit me", "/chances"), "nothing is weighed up in these days", "taken again"),
]


@pytest.mark.parametrize(("words", "said", "unsaid"), WALKS, ids=lambda value: str(value)[:60])
def test_a_walk_ends_where_it_should(book: Book, words: tuple[str, ...], said: str, unsaid: str) -> None:
    last = do(settled(book), *words)
    assert said.casefold() in last.casefold()
    assert unsaid.casefold() not in last.casefold()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("i have a restraining order against him", "order"),
        ("theres a restraining order but she messaged me first so its ok if i reply right", "order"),
        ("she has a restraining order on me but i need to see her", "order"),
        ("i'm not allowed to contact her, judge said", "order"),
        ("my probation says no contact", "order"),
        ("she has a non-molestation order on me", "order"),
        ("i have an injunction against my ex", "order"),
        ("she said no contact but i dropped flowers at her door", "told_no"),
        ("he told me to leave him alone", "told_no"),
        ("should i get a restraining order", None),
        ("the restraining order was dropped", None),
        ("there is no restraining order", None),
        ("no contact day 12", None),
        ("i ordered a pizza", None),
        ("she said she wants contact", None),
        ("he said no contact is good for healing", None),
        ("she wants me to stop drinking", None),
        ("he told me to stop smoking", None),
        ("does he want no contact", None),
        ("if she said no contact i would respect that", None),
        ("i don't think she wants no contact", None),
        ("she said not to call before noon", None),
        ("court order for child support", None),
        ("my friend has a restraining order against her ex", None),
        ("my therapist says i'm not allowed to text him for 30 days", None),
        ("what is a no contact order", None),
        ("i want to get a restraining order", None),
        ("no we have a restraining order", "order"),
        ("need advice there is a restraining order", "order"),
        ("i never wanted this restraining order against me", "order"),
        ("she told me not to contact her again", "told_no"),
        ("he asked me to leave him alone, so i do", "told_no"),
    ],
)
def test_what_forbids_them_to_get_in_touch(words: str, meant: str | None) -> None:
    assert notice.forbids(words) == meant


def test_an_order_told_in_words_stays_and_is_no_danger(book: Book) -> None:
    player = settled(book)
    said = do(player, "i have a restraining order against him")
    assert Gate.ORDER in player.person.gates
    assert "even when the other writes first" in said
    assert "Your safety first" not in said


def test_a_death_in_which_a_model_hears_abuse_is_a_death(book: Book) -> None:
    player = settled(book)
    take(player, Said("he shot himself", seen=seen(abuse=0.9)))
    assert "I'm so sorry" in player.screen[-1].title
    assert not player.person.gated


def test_after_those_days_whoever_was_hurt_is_still_spoken_to_as_such(book: Book) -> None:
    player = settled(book)
    do(player, "he beats me")
    player.now += timedelta(days=4)
    for intent in ("urge", "ex_contacted", "slip"):
        assert "frighten" in says(player, seen(intent))


@pytest.mark.parametrize(
    "words",
    ["can you tell me how it works", "i wrote her a letter", "she can text me", "send help", "what do i write here"],
)
def test_other_requests_are_none_for_them(words: str) -> None:
    assert not spoken.for_them(bare(words))


@pytest.mark.parametrize(
    "words", ["i can't talk about it", "i can't talk to her any more", "i cant call in sick", "he'll hear from me"]
)
def test_other_words_of_talking_are_not_overheard(words: str) -> None:
    assert not spoken.overheard(bare(words))
