"""Everything can be reached by saying it: what people say in plain words, with nothing asked, and where it leads.

The words are said by nobody in danger. A model that hears danger in all of them changes nothing, for they were read
before; it does where they may be the words of somebody in danger, and where they are only like them.
"""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec.structs import replace as msgspec_replace

from coach.book import FELT, Book
from coach.events import Said
from coach.heard import heard
from coach.person import Gate
from tests.test_danger import seen
from tests.test_engine import do, settled, take
from tests.transcript import Player, model

LEADS = """
sos: I need ten minutes | I want to look her up | thumb is on send | I've got an urge
hold: can you keep this for me | i wrote her a message but i havent sent it | let me write it to you instead
letter: i want to write an unsent letter | get it all out
reasons: remind me why | Why am I doing this? | show my reasons
slip: i texted him last night | we slept together | I begged her | i watched his story | I relapsed again
slip: i looked again
they: she texted me | he asked how I am | She said she misses me | he left me a voicemail | she wants her things back
back: he wants me back | we're back together | she wants to try again | we're talking again
dating: he's got a new girlfriend | she is getting married | he left me for somebody else
friends: mutual friends | he'll be at the wedding | how do i tell our friends | I lost our friends
mute: I keep checking her facebook | should i block him | I can't stop stalking her | she still follows me
reply: i have to answer him about the kids | can you look at my draft | how do I reply to her
dates: it's her birthday tomorrow | our anniversary is next week | we have to do the hand-over tomorrow
dates: she picks up the kids tomorrow | he's got the kids this weekend | we have court next week
learn: I have to see him at school pickup on Friday | we work together | what is known | how long is no contact
story: what did I tell you | I told you wrong | i pressed the wrong button | can I change an answer
away: I was ill last week | don't count last week
progress: I want to see my progress | am i doing any better | show me how it's gone
status: how am I doing | what day is it | how many days of no contact | streak
lesson: i want a lesson | what should I do today | whats todays task | give me tomorrow's now | stop the lessons
own: give me ideas for myself | i did something for myself | I want to do something for myself
curve: I only remember the good times | was it all bad
habits: attachment style quiz | am I too clingy | do i push people away
graduate: I want to graduate | less of you please | I don't need you every day any more
less: fewer messages please | you write too often
pause: I need a break from the messages | please give me a week off
settings: change my hour | I don't want her back any more | stop counting my days | write to me later | no pictures
review: how did i do this week | sum up my week
chances: will she miss me | how do i get him back | is it over for good
people: who are my people
resume: write to me again | messages again please | we broke up again | he left me again
help: what can you do | how does this work | show me all the commands
export: can i get a copy of my data | can I have what I wrote
privacy: is this private | can anyone read this | do you sell my data
milestone: my badge
reasons: remind me of my reasons
good: what was good | show me my better days | I want to write down something good
hold: hold this message for me
phq: I'd like the PHQ
ifthen: show me my plans
dates: my dates | remove the anniversary
settings: hide the counter | once a week please
less: can you write less often
story: that entry is wrong
reply: help me reply to her | can I text him about the kids
letter: read my letter again
own: how many hours did I waste on him
learn: opportunity cost
lesson: the two-minute version | can I skip this lesson | I did the action
friends: our mutual friends keep telling me about him | there's a party and she'll be there | we have the same friends
friends: our friends invited both of us | Everyone keeps asking about us
hold: can I send you the message instead | I wrote something to him, can you keep it | stop me sending this
people: call list | save my sister's number | friends I can call | I want to add a friend's number
letter: I want to write a letter I won't send | write to him without sending | let me write to her but not send it
reasons: my list of reasons | what were my reasons | why did I leave again | write my reasons down
reasons: I want to add a reason
story: edit yesterday | I entered the wrong mood | delete an entry | I made a mistake yesterday in the check-in
story: What did I say yesterday? | show my history
reply: I have to answer my co-parent | look over my reply | check my reply to him | I need to reply about the rent
progress: How has it gone? | show my progress | how far have I come
milestone: show my milestone | what's my next milestone | did I get a badge
mute: mute her | help me mute him | how do I stop seeing his posts
phq: PHQ-2 | ask me the two questions again | do the two questions
review: do the review | I want to go over my week | give me a summary of the week
slip: I gave in and called him | I ended up texting her | we hooked up again
back: I went back to him | I took her back | I'm going back to her
dating: she got a new boyfriend already | I found out he's dating | I saw her on Tinder
dates: my birthday is coming up and I dread it | christmas is going to be hard | how do I get through Valentine's day
own: suggest something to do | I need an idea for tomorrow | what could I do for myself
curve: I want to do the curve | our good and bad times | was it really that bad
sos: I can't stop myself from writing | the urge to text him is so strong tonight | talk me out of calling her
lesson: I want tomorrow's lesson | read lesson 5 again | show me lesson two | back to lesson 3
settings: a reply should not count as a slip
status: how does it stand
habits: my habits in closeness
graduate: I'm ready to stop using this app
dates: xmas is coming and im dreading it | alone at Christmas | her bday is next week
dating: she has a new bf already
mute: i unblocked him | I unblocked her last night
settings: hide counting | turn the streak off
slip: i texted him about picking up the children | I slept with my ex last night | I stalked her instagram for two hours
they: she turned up at my door | he keeps texting me
dating: his new girlfriend posted a photo of them | I found out he's on tinder
reply: I need to answer his email about the flat
sos: give me ten minutes
reasons: remind me why I left
letter: show me my letters | I want to write a letter I'll never send
hold: keep this message for me until tomorrow
curve: show me my curve
story: take out what I told you yesterday
mute: how do I stop checking her instagram
away: I was ill last week
learn: peak and end | no guarantee
own: I did something for myself today | I went for a swim | what would I have done with the time
less: I want less of you
lesson: repeat the last lesson | can I read that one again | I want to skip today's lesson
"""
SAID = [
    (words.strip(), flow)
    for line in LEADS.strip().splitlines()
    for flow, _, several in [line.partition(":")]
    for words in several.split("|")
]
ALARM = {"ask": 1.0, "danger": 0.99, "now": 0.9, "stalking": 0.9, "abuse": 0.9}


def opened(book: Book, words: str, **heads: float) -> str:
    """All that is said to words out of nowhere."""
    player = settled(book)
    take(player, Said(words, seen=seen("crisis", **heads) if heads else None))
    return "\n".join(f"{ask.title}\n{ask.text}" for ask in player.screen[-2:])


@pytest.mark.parametrize(("words", "flow"), SAID)
def test_it_is_opened(book: Book, words: str, flow: str) -> None:
    found = book.topic(words) or (book.said.get(heard(words)), "")
    assert found[0] == flow


@pytest.mark.parametrize(("words", "flow"), [one for one in SAID if one[1] not in FELT])
def test_a_model_that_hears_danger_in_it_changes_nothing(book: Book, words: str, flow: str) -> None:
    assert opened(book, words, **ALARM) == opened(book, words)


@pytest.mark.parametrize(
    "words",
    [
        "forget me",
        "I have nobody",
        "I want to graduate from everything",
        "I'm going away soon",
        "I'm ill",
        "I was in hospital",
        "I'm sick",
        "I'm over it",
        "I'm ready to stop",
        "the urge is really bad right now",
    ],
)
def test_elsewhere_it_is_heeded(book: Book, words: str) -> None:
    assert "being alive is very hard" in opened(book, words, ask=1.0, danger=0.99)


@pytest.mark.parametrize("words", ["she won't let me see the kids", "I miss my kids so much", "I cant see my son"])
def test_children_who_are_missed_are_a_grief_and_no_danger(book: Book, words: str) -> None:
    assert "a mediator" in opened(book, words, **ALARM)
    assert "sounds as if somebody has hurt you" in opened(book, f"{words}, and she hits them", **ALARM)


@pytest.mark.parametrize(
    "words",
    ["i want her to suffer", "I hope it doesn't work out for them", "I'm so angry with him", "karma will get her"],
)
def test_anger_that_only_wishes_is_no_danger(book: Book, words: str) -> None:
    said = opened(book, words, **ALARM)
    assert re.search(r"wishing isn't doing|a lot of anger", said)
    assert "may hurt" in opened(book, f"{words}, i will make sure of it tonight", ask=0.0, danger=0.0, theirs=0.99)


@pytest.mark.parametrize("gate", [Gate.ORDER, Gate.ABUSE])
def test_nobody_behind_a_gate_is_sent_to_the_other_about_the_children(book: Book, gate: Gate) -> None:
    player = settled(book)
    player.person = msgspec_replace(player.person, gates=frozenset({gate}))
    said = do(player, "she won't let me see the kids")
    assert re.search(r"lawyer", said)
    assert "mediator" not in said


def test_an_illness_is_doubted_only_where_more_than_a_doubt_is_heard(book: Book) -> None:
    assert "getting well" in opened(book, "im ill", ask=0.3) or "passes soon" in opened(book, "im ill", ask=0.3)
    assert "being alive is very hard" in opened(book, "im ill", ask=1.0, danger=0.99)


def test_a_yes_opens_nothing_where_two_things_are_held_out(book: Book) -> None:
    player = settled(book)
    player.reader = model()
    player.person = msgspec_replace(player.person, limited=("child",))
    assert "[A practical reply]\n  [It happened]" in do(player, "i begged him to come back")
    assert "What was it?" not in do(player, "yes")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("I bumped into him", "nobody"),
        ("I saw her at the shop by accident", "nobody"),
        ("I met someone new", "changes nothing in your days|nothing here changes"),
        ("she won't let me swap weekends", "a mediator"),
    ],
)
def test_what_is_nobodys_slip_is_told_so(book: Book, words: str, said: str) -> None:
    assert re.search(said, opened(book, words, **ALARM))


def held_out(book: Book) -> Player:
    """Ten minutes before the daily message something is held out to somebody's words."""
    player = settled(book)
    player.now += timedelta(minutes=50)
    player.reader = model()
    assert "Three taps" in (said := do(player, "i begged him to come back")) or "It happened" in said
    return player


@pytest.mark.parametrize(
    ("length", "opened"),
    [(5, True), (15, False), (185, False)],
    ids=["at once", "after another message", "hours later"],
)
def test_a_yes_is_to_what_was_held_out_last_and_lately(book: Book, length: int, opened: bool) -> None:
    player = held_out(book)
    player.travel(timedelta(minutes=length))
    assert ("What was it?" in do(player, "yes")) is opened


def test_hours_later_a_yes_is_to_nothing_also_where_no_message_came(book: Book) -> None:
    player = held_out(book)
    player.wakes.clear()
    player.travel(timedelta(minutes=185))
    assert "What was it?" not in do(player, "yes")


def test_what_is_said_again_within_a_day_has_other_words(book: Book) -> None:
    player = settled(book)
    assert len({do(player, "ok"), do(player, "ok")}) == 2
    assert len({do(player, "the moon is up"), do(player, "a blue door"), do(player, "seven swans a-swimming")}) == 3


@pytest.mark.parametrize("words", ["habits", "Ten minutes", "call", "I've left it", "Another plan", "The two needs"])
def test_a_command_and_a_label_are_not_doubted(book: Book, words: str) -> None:
    assert opened(book, words, **ALARM) == opened(book, words)


def test_no_command_that_can_be_said_is_doubted_but_those_that_are_felt(book: Book) -> None:
    said = {word: name for name, flow in book.flows.items() if flow.spoken for word in (flow.command, *flow.aliases)}
    doubted = {name for word, name in said.items() if word and not book.noticed(word, seen("crisis", **ALARM)).calm}
    assert doubted == {"crisis", "delete"}


def test_a_command_is_judged_by_exact_words_too(book: Book) -> None:
    odd = replace(book, flows={**book.flows, "odd": book.flows["habits"].model_copy(update={"aliases": ["kms"]})})
    assert not odd.noticed("kms", None).calm


@pytest.mark.parametrize(
    ("words", "behind"),
    [
        ("read lesson 5 again", "day 5"),
        ("Lesson five, please", "day 5"),
        ("can I read the lesson of day 12 again?", "day 12"),
        ("lesson 5 6", None),
        ("lesson 5 was hard", None),
    ],
)
def test_a_number_in_the_words_stands_behind_the_command(book: Book, words: str, behind: str | None) -> None:
    found = book.topic(words)
    assert found == (("lesson", behind) if behind else None)


def test_an_earlier_lesson_is_shown_by_its_number(book: Book) -> None:
    player = settled(book)
    do(player, "/lesson 1")
    shown = player.screen[-1]
    do(player, "read lesson one again")
    assert player.screen[-1].title == shown.title != ""


def test_nothing_is_listed_that_is_heard_as_nothing(book: Book) -> None:
    assert "" not in {*book.said, *book.topics}


@pytest.mark.parametrize("words", ["tired", "Meh.", "I'm so tired", "i can't sleep", "long day", "nothing special"])
def test_a_word_about_how_somebody_is_has_no_weight_by_itself(book: Book, words: str) -> None:
    assert re.search("Heard|That's heard", opened(book, words, **ALARM))
    player = settled(book)
    do(player, "/checkin", "4", "6", "kept", "no", "skip", words)
    assert player.entries[-1].kind == "word"


def test_an_answer_that_a_pack_lists_is_one_whatever_a_model_hears_in_it(book: Book) -> None:
    player = settled(book)
    do(player, "/graduate")
    take(player, Said("goodbye", seen=seen("crisis", ask=1.0, danger=0.99, now=0.99)))
    assert "Goodbye, and go well" in player.screen[-1].title
    do(player, "/graduate")
    take(player, Said("goodbye then, all of you", seen=seen("crisis", ask=1.0, danger=0.99, now=0.99)))
    assert player.session.flow == "danger"


def test_in_the_days_after_a_danger_it_is_heeded_in_any_words(book: Book) -> None:
    player = settled(book)
    do(player, "i want to die")
    take(player, Said("no"))
    player.now += timedelta(hours=30)
    take(player, Said("tired", seen=seen("crisis", ask=1.0, danger=0.99)))
    assert player.session.flow == "danger"
    do(player, "[No]", "[No, I'm all right]")
    player.now += timedelta(hours=1)
    take(player, Said("I want to graduate", seen=seen("crisis", ask=1.0, danger=0.99)))
    assert player.session.flow == "danger"


def test_plain_danger_in_them_is_heard_by_its_own_words(book: Book) -> None:
    """An author may list what he should not have."""
    odd = replace(book)
    odd.__dict__["said"] = {**book.said, "i want to die today": "lesson"}
    assert "Samaritans" in opened(odd, "I want to die today")


@pytest.mark.parametrize(
    ("words", "offered"),
    [("I'm ill", ["pause", "away"]), ("i'm going on holiday next week", ["pause", "dates"])],
)
def test_whoever_is_ill_or_away_is_offered_a_pause_and_nothing_is_done(
    book: Book, words: str, offered: list[str]
) -> None:
    player = settled(book)
    before = player.person
    do(player, words)
    assert player.person == before
    assert [choice.id for choice in player.screen[-1].choices][: len(offered)] == offered
