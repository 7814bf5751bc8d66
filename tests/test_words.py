"""Every sentence that a person may read: what is never claimed, the tone, the lengths, the spelling."""

import re
from collections import Counter
from typing import get_args

import pytest

from adapters.surface import TELEGRAM
from adapters.text import units
from coach.book import Book, headed, texts
from coach.checkin import RULES
from coach.content import DoStep, fields, variants
from coach.person import Gate, Person
from coach.safety import lines
from coach.stock import Helpline, Occasion

OCCASIONS = get_args(Occasion)

# What no sentence may hold (content 9.2 and the honesty rules of section 0)

CLAIMS = (
    r"guarantee",
    r"\b(?:will|'ll|going to) (?:come|be) back\b",
    r"\b(?:come|coming|comes) back to you\b",
    r"\bmake (?:him|her|them|your ex) (?:miss|want|regret|jealous|chase|beg)",
    r"regret",
    r"obsess",
    r"text (?:him|her|them) now",
    r"\b(?:get|win|getting|winning) (?:him|her|them|your ex) back\b",
    r"\bmiss(?:es|ing)? you\b",
    r"\b(?:increase|improve|raise|better) your (?:chances|odds)",
    r"\b(?:30|thirty) days? (?:works?|is proven|heals?)",
    r"\b(?:meant to be|soul ?mates?|destiny|destined|the one for you)\b",
    r"\d+ ?(?:%|per ?cent) (?:chance|likely)",
)
MINDS = (  # nobody's mind is read, least of all theirs
    r"\b(?<!what )(?:they|your ex) (?:still |really |secretly |must |probably )*(?:miss|love|want|regret|think of)",
    r"\b(?:avoidant|anxious attachment|narcissis|toxic|gaslight|borderline|codependen)",
)
TONE = (
    r"\bstay strong\b",
    r"\beverything happens for a reason\b",
    r"\byou(?:'ll| will| can) find (?:some(?:one|body)|better)",
    r"\b(?:better off without (?:him|her|them))\b",
    r"\b(?:king|queen|warrior|hero|boss)s?\b",
    r"\b(?:battle|fight|weapon|enemy|war|victory|defeat|conquer|win|wins|won(?!')|winner|winning|power|powerful)\b",
    r"\b(?:streak|back to zero|level up|high score|leaderboard)\b",
    r"\b(?:last chance|before it's too late|act now|don't miss)\b",
    r"!",
    r"\b(?:god|pray|prayer|bless|blessed|heaven|karma|the universe)\b",
    r"\b(?:sexy|hot new|body count|rebound)\b",
    r"\bjust (?:get over|move on|relax|breathe|block)\b",
    r"\b(?:cheer up|look on the bright side|at least you)\b",
)
ONE_SEX = (r"\b(?:he|she|him|her|his|hers|boyfriend|girlfriend|husband|wife|guys|ladies|mankind)\b",)
HARM = (  # how a danger is spoken of (content 3.2)
    r"\bcommit(?:ted|ting)? suicide\b",
    r"\b(?:successful|failed) (?:suicide|attempt)",
    r"\b(?:selfish|cowardly|stupid|attention.seeking)\b",
    r"\bthink of your (?:family|children|parents)\b",
    r"\b(?:overdose|noose|razor|blade)\b",
    r"\b(?:between us|our secret|i won't tell anyone)\b",
)
AMERICAN = (
    r"\b(?:color|favor|favorite|behavior|honor|neighbor|labor|humor|rumor|harbor|flavor)(?:s|ed|ing|ful)?\b",
    r"\b(?:center|theater|meter|fiber|gray|mom|gotten|cozy|pajamas|sidewalk|skeptical|aluminum)s?\b",
    r"\b(?:apologi|recogni|organi|reali|criti[cs]i|empathi|emphasi|memori|prioriti|summari)z(?:e|es|ed|ing)\b",
    r"\b(?:traveled|traveling|canceled|canceling|labeled|counselor|counseling|fulfill|enroll|judgment)s?\b|\b(?:toward|afterward)\b",
    r"\b(?:vacation|apartment|cell ?phone|trash|garbage|soccer|math|elevator)\b",
    r"\b(?:analyz|paralyz)\w+",
)
EMOJI = (r"[\u2600-\u27bf\U0001f000-\U0001faff]",)


CONCEPTS = ("learn.words.attachment", "learn.words.reverie")
"""The cards that say what people have heard these two words for, and that nobody is to be called by them."""


def found(book: Book, patterns: tuple[str, ...], but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path}: {match[0]}"
        for path, text in texts(book)
        if not path.startswith(but)
        for pattern in patterns
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    ("patterns", "but"),
    [
        (CLAIMS, ()),
        (MINDS, ("chances.q", *CONCEPTS)),  # an answer may say what they said
        (TONE, ()),
        (ONE_SEX, ("helplines.",)),  # names of services
        (HARM, ()),
        (AMERICAN, ()),
        (EMOJI, ()),
    ],
    ids=["claims", "minds", "tone", "one sex", "harm", "american", "emoji"],
)
def test_nothing_that_must_not_be_said(book: Book, patterns: tuple[str, ...], but: tuple[str, ...]) -> None:
    assert found(book, patterns, but) == []


@pytest.mark.parametrize(
    ("sentence", "patterns"),
    [
        ("They will come back if you wait.", CLAIMS),
        ("Silence will make them miss you.", CLAIMS),
        ("You have a 40% chance.", CLAIMS),
        ("How to win her back", CLAIMS),
        ("Your ex secretly misses you; they still love you.", MINDS),
        ("A typical avoidant", MINDS),
        ("Stay strong!", TONE),
        ("You're back to zero.", TONE),
        ("Don't break your streak", TONE),
        ("You can win this", TONE),
        ("Tell him", ONE_SEX),
        ("people who commit suicide", HARM),
        ("your favorite color", AMERICAN),
        ("I apologize", AMERICAN),
        ("Well done 🎉", EMOJI),
    ],
)
def test_what_must_not_be_said_would_be_found(sentence: str, patterns: tuple[str, ...]) -> None:
    assert any(re.search(pattern, sentence, re.IGNORECASE) for pattern in patterns)


# How it stands on the page


def test_no_sentence_is_sloppy(book: Book) -> None:
    for path, whole in texts(book):
        text = whole.replace("then I ...", "then I.")  # a plan to be filled in
        assert text.strip(), path
        assert not re.search(r" {2}|\t| \n|\n{3,}| [.,;:?]|\.\.", text), path
        assert text.count("(") == text.count(")"), path
        assert text.count('"') % 2 == 0, path


def test_everything_that_is_said_is_a_sentence(book: Book) -> None:
    """Labels, names and the pieces that texts are put together from are none."""
    pieces = ("chances.words.name", "chances.words.lean_", "chances.words.short", "checkin.words.slot_")
    pieces += (
        "checkin.words.day_before",
        "checkin.words.two_before",
        "settings.words.",
        "status.words.heading",
        "checkin.words.tomorrow",
        "checkin.words.tiny_mine",
        *("own.words.shown", "own.words.suggested", "own.words.drop"),
        "help.words.help",
        "letter.words.last_line",
        *(f"export.words.{piece}" for piece in ("title", "made", "value_", "part_", "column_", "kind_", "field_")),
        *(f"progress.words.{piece}" for piece in ("heading", "picture", "line_", "key_", "to_", "untold")),
        "milestone.words.badge",
        *(f"{flow}.words.to_" for flow in ("checkin", "slip", "they", "mute", "back", "reply")),
        *("slip.words.next", "they.words.heading_", "back.words.line_"),
        *(f"review.words.{piece}" for piece in ("mood", "urge", "blank_day", "area", "last_plan", "closing")),
        *("outcome.words.may", "outcome.words.dont"),
        *(f"dates.words.{piece}" for piece in ("title", "plan_", "on_", "add_", "list_", "move_", "gone_", "replan_")),
        "dates.words.saved",
        *(
            f"story.words.{piece}"
            for piece in ("older", "newer", "all_", "tell_", "mood", "urge", "contact", "own", "word")
        ),
        *(
            f"story.words.{piece}"
            for piece in ("window", "pause", "away", "brought", "date", "line", "slip", "several")
        ),
        *(f"story.words.{piece}" for piece in ("sos", "ride", "load", "clarity", "phq2")),
        *("forget.words.both", "forget.words.thing_", "forget.words.about_answer"),
        *(f"curve.words.{piece}" for piece in ("m_", "mark_", "row", "not_safe", "both")),
        *(f"habits.words.{piece}" for piece in ("row", "name_", "band_")),
        "learn.words.label_",
    )
    for name, flow in book.flows.items():
        for key, words in flow.words.items():
            for text in variants(words):
                if not f"{name}.words.{key}".startswith(pieces):
                    assert re.search(r"[.?:]\Z|\.\"\Z", headed(text)[1]), f"{name}.words.{key}"
    for nudge in book.messages:
        assert nudge.text.endswith((".", "?")), nudge.id


def test_actions_begin_small_and_end_open_for_they_follow_a_lead_in(book: Book) -> None:
    for area in book.actions.area.values():
        for key, action in area.items():
            for text in (action.text, action.tiny):
                assert text[0].islower(), key
                assert text[-1] not in ".:,;", key


# Lengths


def test_the_lengths(book: Book) -> None:
    for nudge in book.messages:
        assert len(nudge.text) <= 220, nudge.id
        assert nudge.pool.kind != "prompt" or len(nudge.text) <= 80, nudge.id
    for path, text in texts(book):
        assert units(text) < 2000, f"{path}: it would be two messages on a smaller surface"
    for flow in book.flows.values():
        for step in flow.steps.values():
            assert all(len(label) <= 70 for label in getattr(step, "choices", {}).values())
        assert len(flow.button) <= TELEGRAM.width // 2 or not flow.button


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_a_reply_has_two_to_four_lines_and_four_variants_at_least(book: Book, rule: str) -> None:
    words = book.flows["checkin"].words
    for key in (key for key in words if key == rule or key.startswith(f"{rule}_")):
        assert len(variants(words[key])) >= (20 if key == "r13" else 4), key  # that one is met most days
        assert all(2 <= text.count("\n") + 1 <= 4 for text in variants(words[key])), key
        assert all(len(text) <= 330 for text in variants(words[key])), key


def test_no_two_sentences_are_the_same(book: Book) -> None:
    """A question that two flows ask, and the labels of buttons, are."""
    own = [nudge.text for nudge in book.messages] + [text for path, text in texts(book) if ".words." in path]
    assert [text for text, times in Counter(own).items() if times > 1] == []


def pooled(book: Book, **so: object) -> int:
    """How many messages are in pools of which this is so."""
    pools = book.nudges.pool.values()
    fits = [p for p in pools if all(getattr(p, key) == value for key, value in so.items())]
    return sum(len(texts) for pool in fits for texts in pool.theme.values())


ANY: dict[str, object] = {"kind": "nudge", "goal": None, "state": None}


@pytest.mark.parametrize(
    ("so", "least"),
    [
        *[(ANY | {"slot": [slot]}, 45) for slot in ("morning", "midday", "evening")],
        *[({"kind": "nudge", "goal": goal}, 30) for goal in ("reconcile", "heal", "undecided")],
        *[({"kind": "prompt", "state": None}, 45), ({"kind": "jit"}, 45), ({"kind": "late"}, 15)],
        *[({"state": "falling"}, 20), ({"state": "flat"}, 20), ({"state": "rising"}, 15), ({"state": "low"}, 30)],
        *[({"state": state}, 8) for state in ("slip1", "slip2", "slip7")],
        *[
            ({"state": "ex_wrote"}, 12),
            ({"state": "ex_dating"}, 15),
            ({"state": "looked"}, 20),
            ({"state": "limited"}, 30),
        ],
        *[({"kind": "milestone", "goal": goal}, 16) for goal in ("reconcile", "heal", "undecided")],
        *[
            ({"kind": "occasion", "occasion": one, "when": w}, 1)
            for one in OCCASIONS
            for w in ("before", "day", "after")
        ],
        *[({"kind": "quiet", "quiet": days, "state": None}, 3) for days in (2, 5, 10, 21)],
        *[({"kind": kind}, 8) for kind in ("sos15", "sos120", "sosnext")],
        *[({"kind": "review_in"}, 13), ({"kind": "review_out"}, 13)],
    ],
)
def test_each_pool_has_as_many_as_it_needs(book: Book, so: dict[str, object], least: int) -> None:
    """Content 9.4: as many as are needed for thirty days without a repeat, and half as many again."""
    assert pooled(book, **so) >= least


def test_the_messages_are_enough(book: Book) -> None:
    assert len(book.messages) == 918, "as CHANGELOG.md has it; content.md asks for 668"


# What is filled in

NUMBERS = frozenset(
    [
        "days",
        "kept",
        "longest",
        "number",
        "left",
        "window",
        "day",
        "low",
        "high",
        "retention",
        "letters",
        "asked",
        "milestone",
        "before",
        "told",
        "minutes",
    ]
)


def test_every_value_can_be_filled_in(book: Book) -> None:
    values = {name: 3 if name in NUMBERS else "x" for _, text in texts(book) for name, _ in fields(text)}
    for path, text in texts(book):
        assert all(not unit or name in NUMBERS for name, unit in fields(text)), path
        assert "{" not in book.render(text, values), path


def test_every_word_that_is_there_is_said_by_something(book: Book) -> None:
    """The loader holds the packs to it; this holds the functions to it: none is named that no pack uses."""
    used = {step.by for flow in book.flows.values() for step in flow.steps.values() if isinstance(step, DoStep)}
    used |= {by for flow in book.flows.values() for by in (flow.leaving, flow.before) if by}
    steps = [step for flow in book.flows.values() for step in flow.steps.values()]
    assert used == book.named.do.keys()
    assert {getattr(step, "read", None) for step in steps} - {None} == book.named.read.keys()
    assert {getattr(step, "offer", None) for step in steps} - {None} == book.named.offer.keys()


# Who to call


def test_no_number_stands_without_its_country(book: Book) -> None:
    for code in book.helplines.country:
        assert code in book.places.countries
        for line in (lines.crisis(book, Person(country=code)), lines.abuse(book, Person(country=code))):
            assert line.startswith(f"{book.places.countries[code]}: ")


def test_the_emergency_number_comes_first_where_life_is_in_danger(book: Book) -> None:
    for code, there in book.helplines.country.items():
        line = lines.crisis(book, Person(country=code))
        assert there.emergency in line
        if there.crisis:
            assert line.index(there.emergency) < line.index(there.crisis.say)


def test_only_what_was_read_somewhere_is_shown(book: Book) -> None:
    marks = {line.mark for there in book.helplines.country.values() for line in (there.crisis, there.abuse) if line}
    assert marks <= {"A", "B", "C"}
    assert len(book.helplines.country) >= 37


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("PT", "crisis"),  # the lists disagree
        ("TR", "crisis"),
        ("TR", "abuse"),  # from memory alone
        ("FI", "abuse"),
        ("PL", "abuse"),
        ("UA", "abuse"),
        ("AR", "abuse"),
        ("CL", "abuse"),
        ("CO", "abuse"),
        ("KE", "abuse"),
        ("KR", "abuse"),
        ("IL", "abuse"),
        ("NG", "abuse"),
    ],
)
def test_a_number_that_nobody_can_vouch_for_is_not_here(book: Book, code: str, missing: str) -> None:
    there: Helpline = book.helplines.country[code]
    assert getattr(there, missing) is None
    say = lines.crisis if missing == "crisis" else lines.abuse
    assert book.helplines.directory in say(book, Person(country=code))


def test_without_a_known_country_there_is_the_directory(book: Book) -> None:
    for code in ("", "AQ", "ZZ"):
        assert book.helplines.directory in lines.crisis(book, Person(country=code))
        assert book.helplines.directory in lines.abuse(book, Person(country=code))
        assert not re.search(r"\d", lines.crisis(book, Person(country=code))), "a number of another country"


# What stands in every answer to a danger, and behind every gate


@pytest.mark.parametrize("key", ["safe_no", "safe_unsure", "safe_skip"])
def test_whoever_may_not_be_safe_is_told_who_to_call_and_that_a_program_cannot(book: Book, key: str) -> None:
    [text] = variants(book.flows["checkin"].words[key])
    assert "{help}" in text
    assert "I'm a program" in text
    assert "can't send help" in text


def test_a_cry_for_help_is_answered_with_a_number_before_anything_to_do(book: Book) -> None:
    [text] = variants(book.phrases.say["crisis"])
    assert text.index("{help}") < text.index("If somebody is near")
    assert "I can't send help" in text


@pytest.mark.parametrize(("profile", "gate"), list(enumerate((Gate.ABUSE, Gate.ORDER, Gate.NO, Gate.HARM), start=1)))
def test_a_profile_behind_a_gate_says_that_there_are_no_odds_and_why(book: Book, profile: int, gate: Gate) -> None:
    words = book.flows["chances"].words
    [text] = variants(words[f"p{profile}"])
    assert re.search(r"[Nn]o odds", text)
    assert "on purpose" in text
    [why] = variants(words[f"why_gate_{gate.value}"])
    assert "no odds" in why
    for told in (text, why):
        assert not re.search(r"\d in 10|\d ?%|likely|survey|chance of it", told)
