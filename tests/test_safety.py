"""What is noticed outright, and who can be called. The whole of noticing comes later; this net must hold till then."""

import dataclasses
import re
from datetime import date, timedelta

import pytest

from coach.book import Book, texts
from coach.person import Person
from coach.safety import lines, notice
from coach.safety.notice import Danger, judge
from coach.stock import Helpline, Line


@pytest.mark.parametrize(
    "words",
    [
        "I want to die",
        "i wanna die tbh",
        "i dont want to be alive",
        "I don\N{RIGHT SINGLE QUOTATION MARK}t want to wake up tomorrow",
        "I do not want to live without her",
        "i don't want to be here anymore",
        "I'm going to kill myself",
        "thinking of killing myself",
        "im gonna end it all",
        "I wish I was dead",
        "they'd be better off without me",
        "she'd be better off dead or i would",
        "there is no point in living",
        "I have nothing left to live for",
        "i can't go on anymore",
        "I cut myself tonight",
        "been self-harming again",
        "I'm suicidal",
        "SUICIDE",
        "I\u200b want\u200b to\u200b die",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "I want\nto\ndie",
        "honestly I'd rather be dead",
        "kms",
        "I can't go on",
        "i want to end it",
        "life isnt worth living",
        "i took 20 pills",
        "I have a knife",
        "i've got the razor next to me",
        "took 30 paracetamol tablets",
        "I've swallowed bleach",
        "i'm going to jump",
        "i want it all to stop.",
        "what's the point of living",
        "I just want to sleep and never wake up",
        "tired of living",
        "I'm done with life",
        "i feel like dying",
        "I have no reason to go on",
        "nobody would miss me if I was gone",
        "I've got the pills in my hand",
        "i have got the pills in my hand.",
        "I'm standing on the bridge",
        "everyone would be better if I wasn't here",
        "x" * 3000 + " i want to die",
    ],
)
def test_said_outright(words: str) -> None:
    assert judge(words, None).tier >= 2


@pytest.mark.parametrize(
    "words",
    [
        "",
        "this traffic is killing me",
        "I could kill for a coffee",
        "dying to see that film",
        "my phone is dead",
        "he's dead to me",
        "I want to text her so badly",
        "deadline at work",
        "I killed it at the interview",
        "I want to dye my hair",
        "she wants to diet",
        "my skills",
        "I love myself a bit more",
        "I want to end it with him properly",
        "i can't go on holiday",
        "I took 2 weeks off",
        "I have a knife set of his to give back",
        "I want it all to stop being so complicated",
        "I'm going to jump in the shower",
    ],
)
def test_said_otherwise(words: str) -> None:
    assert judge(words, None).tier == 0


@pytest.mark.parametrize(
    "words",
    [
        "he hit me",
        "she's strangled me once",
        "my husband beats me",
        "I was raped",
        "i got attacked by my ex",
        "he said he'd kill me",
        "she says she will kill us",
        "my ex threatened to kill me",
        "he is stalking me",
        "they keep following me",
        "I don't feel right, i feel unsafe",
        "he's outside my house",
        "he beat me up",
        "she hit me with the phone",
        "I'm scared of him",
        "im terrified of my ex",
        "he's outside with a knife",
        "he has a knife",
        "he threatened me",
        "he is threatening me",
        "he'll hurt me",
        "he pushed me down the stairs",
        "he grabbed me by the throat",
        "he forced me to have sex",
        "she has been stalking me",
        "he won't let me leave",
        "my ex is violent",
        "I'm scared he will come back",
        "he tracks my phone",
        "he's hitting me",
        "he slapped me",
        "he will kill me",
        "she threatened me with a knife",
        "i'm so scared of him",
        "scared of him",
        "I am really really scared of my ex",
    ],
)
def test_said_outright_of_somebody_else(words: str) -> None:
    assert judge(words, None).dangers == (Danger.OTHERS,)


@pytest.mark.parametrize(
    "words",
    [
        "I want to kill him",
        "i'm going to kill my ex",
        "im gonna stab her new boyfriend",
        "I'm thinking of killing them",
        "I will murder her",
        "I want to hurt her",
        "I'm going to hurt him",
        "I'm outside her house right now",
        "I put a tracker on her car",
    ],
)
def test_said_outright_of_what_they_may_do(words: str) -> None:
    assert judge(words, None).dangers == (Danger.HARM,)


@pytest.mark.parametrize(
    "words",
    [
        "she hit me up on insta",
        "I'm not scared of him",
        "nobody is scared of him",
        "she was scared of them",
        "she's following me back",
        "he is following me on instagram again",
        "I'm never scared of her",
        "I don't want to hurt her",
        "I want to hurt her feelings",
        "he bought a knife set",
        "she is a knife thrower",
        "I'm on the edge of my seat",
        "I was tired of living in that flat",
        "I took the pills for my headache",
        "they have a gun dog",
        "he'd hate me",
        "the dog is following me",
        "I'm scared of losing him",
        "she won't let me see the kids' drawings",
        "he is abusive of the rules",
        "I'll shoot him a text",
        "his mum is going to kill him",
        "I want to kill this feeling",
        "the waiting is going to kill me",
        "she hit me with the news last night",
        "she beat me at chess",
        "he beat me to it",
        "they beat me to the bar",
        "got attacked by a dog",
        "he hurt me so much",
        "the song hit me hard",
        "I'm following them on there",
        "he said he'd call me",
    ],
)
def test_no_danger_from_anybody(words: str) -> None:
    assert judge(words, None).calm


@pytest.mark.parametrize(
    "words",
    [
        "help",
        "Help!!",
        "help me please",
        "please help",
        "i need help",
        "I need some help now",
        "somebody help me",
        "can someone help me",
        "I can't breathe",
        "can't cope any more",
        "I'm having a panic attack",
        "panicking",
        "emergency",
    ],
)
def test_a_call_for_help(words: str) -> None:
    assert notice.asks_for_help(words)


@pytest.mark.parametrize("words", ["", "helpful", "that helped", "help yourself", "can you help me write to her", "no"])
def test_no_call_for_help(words: str) -> None:
    assert not notice.asks_for_help(words)


@pytest.mark.parametrize(
    "words", ["want " * 2000, "i wish i " * 900, "a" * 20_000, "thoughts of " * 700, "\u0301" * 8000]
)
def test_long_and_hostile_words_are_read_to_the_end(words: str) -> None:
    assert judge(words, None).tier == 0


def test_a_number_is_never_shown_without_its_country(book: Book) -> None:
    for code, there in book.helplines.country.items():
        name = book.places.countries[code]
        for line in (lines.crisis(book, Person(country=code)), lines.abuse(book, Person(country=code))):
            assert name in line
            assert there.emergency in line


@pytest.mark.parametrize("code", ["", "ZZ", "AQ"])
def test_elsewhere_the_directory_stands_in(book: Book, code: str) -> None:
    for line in (lines.crisis(book, Person(country=code)), lines.abuse(book, Person(country=code))):
        assert book.helplines.directory in line
        assert not any(c.isdigit() for c in line)


def test_a_country_without_a_line_we_can_vouch_for_has_its_emergency_number_and_the_directory(book: Book) -> None:
    without = [code for code, there in book.helplines.country.items() if there.crisis is None]
    assert without
    for code in without:
        line = lines.crisis(book, Person(country=code))
        assert book.helplines.country[code].emergency in line
        assert book.helplines.directory in line


def test_help_shows_who_to_call_when_somebody_hurts_you_wherever_there_is_a_line(book: Book) -> None:
    """To everybody: who needs it may not have told us so. No number stands without its country."""
    for code, there in book.helplines.country.items():
        name, told = book.places.countries[code], lines.help(book, Person(country=code)).split("\n")
        assert [line.startswith(name) for line in told] == [True] * (2 if there.abuse else 1)
        assert there.abuse is None or there.abuse.say in told[1]
        assert told[0] == lines.crisis(book, Person(country=code))
    assert lines.help(book, Person(country="")) == lines.crisis(book, Person(country=""))


def test_no_page_promises_what_help_does_not_show(book: Book) -> None:
    promises = [text for _, text in texts(book) if "/help" in text and "for your country" in text]
    assert promises == []


def test_what_may_light_up_on_a_watched_phone_says_nothing_of_why(book: Book) -> None:
    told = str(book.flows["chances"].words["later_safety"])
    assert not re.search(r"\b(?:safe|quiz|fear|afraid|abuse|ex\b|hurt|help|order|breakup)", told, re.IGNORECASE)


@pytest.mark.parametrize("mark", ["M", "CONFLICT"])
def test_a_number_from_memory_or_in_dispute_is_never_shown(book: Book, mark: str) -> None:
    weak = Line.model_validate({"say": "0800 123", "mark": mark, "source": "somebody"})
    there = Helpline(emergency="112", crisis=weak, abuse=weak)
    lying = replace_in(book, {"GB": there})
    for shown in (
        lines.crisis(lying, Person(country="GB")),
        lines.abuse(lying, Person(country="GB")),
        lines.help(lying, Person(country="GB")),
    ):
        assert "0800" not in shown
        assert "112" in shown
        assert book.helplines.directory in shown


def replace_in(book: Book, country: dict[str, Helpline]) -> Book:
    return dataclasses.replace(book, helplines=book.helplines.model_copy(update={"country": country}))


def test_lines_that_nobody_has_checked_for_90_days_are_named_the_oldest_first(book: Book) -> None:
    day = date(2026, 1, 1)
    fresh = Line(say="1", mark="A", source="x", checked=day + timedelta(days=80))
    stale = Line(say="2", mark="A", source="x", checked=day - timedelta(days=5))
    of_the_file = Line(say="3", mark="A", source="x")
    country = {
        "GB": Helpline(emergency="999", crisis=fresh),
        "IE": Helpline(emergency="112", crisis=fresh, abuse=of_the_file),
        "US": Helpline(emergency="911", crisis=stale),
        "FR": Helpline(emergency="112"),
    }
    found = book.helplines.model_copy(update={"checked": day, "country": country})
    assert found.old(day + timedelta(days=90)) == [("US", day - timedelta(days=5))]
    assert found.old(day + timedelta(days=91)) == [("US", day - timedelta(days=5)), ("IE", day)]
