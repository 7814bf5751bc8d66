"""What is found in a practical message: each rule where it holds, and plain messages in which nothing is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.biff import CHECKS, READ, check
from coach.book import Book
from tests.properties import examples

FINE = [
    "Hi. Pick-up on Friday is at five, at school. I'll bring the blue bag. Thanks.",
    "Hello, the rent for March was paid on Monday. Thank you.",
    "Morning. The file is in the shared folder.",
    "Thanks, Tuesday works for us. I'll be there at 9.",
    "Hi, yes, that's fine. Thank you.",
    "Hello. Ella has a cough, so she'll stay home tomorrow. The doctor is at ten. I'll write after it. Thanks.",
    "Hi. Can you do five or six on Saturday? Please say by Thursday noon. Thanks.",
    "Good morning. Sorry for the short notice: the meeting is at 3 now, in room 12. Regards.",
    "Hi, do you still have the spare key? I need it by the 4th. Thanks.",
    "Hello, I need you to sign the form by Friday. It's in Tom's bag. Thanks.",
    "Hi, are you ok with Sunday at two? Thanks.",
    "Hi. Would five be good for you? Thanks.",
    "Hi, is Sunday good for you at two? Thanks.",
    "Hi, if you say so on the form by Friday, the school will know. Thanks.",
    "OK. Fine. Thanks for Tuesday.",
    "Hi, I'm happy with whatever you want for Saturday. Thanks.",
    "Hi. I\N{RIGHT SINGLE QUOTATION MARK}ll drop the boxes at your door on Saturday at noon. Thank you.",
    "Hi, you should get the letter from the bank by Monday. Thanks.",
    "Hello, let me know by Wednesday whether the 14th works. Thanks.",
    "Hi, we could talk about the lease on Friday at six, on the phone. Thanks.",
]
FOUND = [
    ("threat", "Hi, be there at five or else. Thanks."),
    ("threat", "Hi, I'll take you to court on Monday. Thanks."),
    ("us", "Hi, pick-up at five. I miss you. Thanks."),
    ("us", "Hi, pick-up at five. I keep thinking about us. Thanks."),
    ("us", "Thanks for Friday at five, darling."),
    ("us", "Thanks, five is fine x"),
    ("us", "Hi, at five. Maybe we could work things out. Thanks."),
    ("fishing", "Hi, five is fine. Are you seeing someone? Thanks."),
    ("fishing", "Thanks for Friday. I saw your story yesterday."),
    ("fishing", "Hi, just wanted to hear how Friday was. Thanks."),
    ("fishing", "Hello, keys on Monday. Can we talk sometime? Thanks."),
    ("past", "Hi, at five, like you did in May. Thanks."),
    ("past", "Hello. Remember when we took the 9 o'clock train? Thanks."),
    ("past", "Hi, five o'clock, after everything I did for you. Thanks."),
    ("bait", "Hi, at five. I'm so sorry. Thanks."),
    ("bait", "Hello, Monday is fine. Sorry about everything. Thanks."),
    ("blame", "Hi, you never bring the bag on Friday. Thanks."),
    ("blame", "Hi, Tuesday, as usual. Thanks for nothing."),
    ("blame", "Hello. Why don't you answer on Mondays? Thanks."),
    ("cold", "Hi. Fine. Five it is, whatever you want. Thanks."),
    ("cold", "Thanks. Fine. See you at five."),
    ("cold", "Hello. Do what you like. I'm there on Friday. Thanks."),
    ("cold", "Hi, Tuesday then. I don't care. Thanks."),
    ("advice", "Hi, you need to put him to bed by eight. Thanks."),
    ("advice", "Hi, it's at five. You'd better hurry. Thanks."),
    ("feelings", "Hi, how are you? The keys are at work. Thanks."),
    ("feelings", "Hello, it's at five. Do you still love the blue one? Thanks."),
    ("feelings", "Hi. Why did you leave on Monday? Thanks."),
    ("long", "Hi. " + "The bag is at school on Monday. " * 6 + "Thanks."),
    ("long", "Hi, at five, " + "and " * 90 + "thanks."),
    ("loud", "Hi, bring the bag at five!! Thanks."),
    ("loud", "Hi, NEVER EVER at five. Thanks."),
    ("open", "Hi, the 4th or the 5th. What suits you? Thanks."),
    ("open", "Hello, at five. Let me know. Thanks."),
    ("open", "Hi, it's about Friday. When can you take him? Thanks."),
    ("fact", "Hi, the usual arrangement. Thanks."),
    ("civil", "The keys are under the mat since Monday."),
]


@pytest.mark.parametrize("draft", FINE)
def test_nothing_is_found_in_a_plain_message(draft: str) -> None:
    assert check(draft) == ()


@pytest.mark.parametrize(("key", "draft"), FOUND)
def test_what_belongs_elsewhere_is_found(key: str, draft: str) -> None:
    assert check(draft) == (key,)


def test_every_rule_is_in_the_table_and_has_its_line(book: Book) -> None:
    assert {key for key, _ in FOUND} == set(CHECKS)
    assert {f"fix_{key}" for key in CHECKS} <= book.flows["reply"].words.keys()


def test_what_is_said_first_is_the_gravest() -> None:
    assert check("you always lie. who is she") == ("fishing", "blame", "fact", "civil")


@pytest.mark.parametrize(("draft", "found"), [("", ("fact", "civil")), ("hi " * READ, ("long", "fact"))])
def test_however_much_is_written(draft: str, found: tuple[str, ...]) -> None:
    assert check(draft) == found


@examples(150)
@given(st.text())
def test_any_words_at_all_are_read(draft: str) -> None:
    assert set(check(draft)) <= set(CHECKS)
