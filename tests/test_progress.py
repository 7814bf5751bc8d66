"""What a friend might say, from what is so; the picture, and that its words tell the same."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from coach import friend, progress
from coach.book import Book
from coach.chart import Badge, Bar, Bars, Curve, Day, Days, Line, Moment
from coach.effects import Ask, Show
from coach.events import Started
from coach.ledger import Entry, Ledger
from coach.person import Gate
from coach.signs import signs
from coach.sketch import sketch
from tests.test_engine import do, settled
from tests.transcript import BEGIN

TODAY = date(2026, 5, 31)
CONTACT = {"k": "kept", "n": "needed", "w": "wrote", "t": "they", "l": "looked", "r": "replied"}


def told(mood: str = "", urge: str = "", contact: str = "", own: str = "", sos: str = "") -> list[Entry]:
    """The last sign is today's; a dot is a blank. "x" is a ten; of own things "d" is one."""
    rows = {"mood": mood, "urge": urge, "contact": contact, "own": own, "sos": sos}
    words = {**CONTACT, "x": "10", "d": "done"}
    return [
        Entry(kind, words.get(sign, sign), TODAY - timedelta(days=n), BEGIN + timedelta(days=90 - n))
        for kind, row in rows.items()
        for n, sign in enumerate(reversed(row))
        if sign != "."
    ]


SENTENCES = [
    # what was told, the gates, the sentence
    ({"mood": "4444"}, "", "few"),
    ({"mood": "88888889999999"}, "", "up"),
    ({"mood": "88888887777777"}, "", "down"),
    ({"mood": "88888887888888"}, "", "level"),
    ({"mood": "8888...7777777"}, "", "level"),  # four days are no week to hold another against
    ({"mood": "8888888777...."}, "", "gaps"),
    ({"urge": "9999999" + "9991111"}, "", "pulls_fewer"),
    ({"urge": "9911111" + "1111111"}, "", "pulls_gone"),
    ({"urge": "9911111" + "1111111", "sos": "." * 7 + ".8..8.."}, "", "level"),  # the ten minutes tell of one too
    ({"urge": "1111111" + "1111111", "sos": "." * 7 + ".2.2.2."}, "", "level"),  # but not of a faint one
    ({"urge": "9111111" + "1111111"}, "", "level"),  # one day is no difference
    ({"urge": "1111111" + "9911111"}, "", "pulls_more"),
    ({"urge": "99999.." + "111...."}, "", "gaps"),
    ({"mood": "88888887777777", "urge": "99999991111111"}, "", "down"),  # said before what is nicer
    ({"own": "d..d..d", "mood": "5555555"}, "", "own"),
    ({"contact": "knknkkk"}, "", "needed"),
    ({"contact": "knknkkk"}, "order", "level"),
    ({"contact": "kkkktkk"}, "", "level"),
    ({"contact": "kkklkkk"}, "", "level"),
    ({"contact": "kkklkkk"}, "harm", "slip_barred"),
    ({"contact": "kkkwkkk"}, "", "after_slip"),
    ({"contact": "kkkkwk"}, "", "slip_lately"),
    ({"contact": "kkkkw"}, "", "slip_today"),
    ({"contact": "kkkkwkwk"}, "", "slip_lately"),
    ({"contact": "w......kkkkkkkkk"}, "", "kept"),  # fifteen days ago: it is not brought up again
    ({"contact": "kkkwkkk"}, "no", "slip_barred"),
    ({"contact": "kkkwkkk"}, "abuse", "slip_hurt"),
    ({"contact": "kkkwkkk"}, "abuse order", "slip_hurt"),  # whomever the order protects
    ({"contact": "kkkwkkk"}, "abuse order harm", "slip_barred"),
    ({"contact": "wkkkkkkk"}, "abuse", "kept"),
    ({"contact": "w"}, "", "slip_today"),
]


@pytest.mark.parametrize(("rows", "gate", "key"), SENTENCES)
def test_one_sentence_is_said(book: Book, rows: dict[str, str], gate: str, key: str) -> None:
    person = replace(settled(book).person, gates=frozenset(map(Gate, gate.split())))
    s = signs(Ledger(tuple(told(**rows))), person, TODAY, BEGIN + timedelta(days=90))
    assert friend.friend(s)[0] == key


def test_every_sentence_is_reached() -> None:
    assert {key for _, _, key in SENTENCES} == {
        *friend.RULES,
        "level",
    }  # "unsaid" is for those who want no counting, below


def shown(book: Book, entries: list[Entry], argument: str = "", **more: object) -> Ask | Show:
    player = settled(book)
    player.entries, player.now = entries, BEGIN + timedelta(days=90)
    player.person = replace(player.person, **{"since": TODAY - timedelta(days=89), "zone": "UTC", **more})
    found = [e for e in player.step(Started("progress", argument)).effects if isinstance(e, Ask | Show)]
    return found[0]


@pytest.mark.parametrize(
    ("days", "argument", "number", "every", "ticks"),
    [
        (3, "", 3, 1, [0, 2]),
        (14, "", 14, 1, [0, 13]),
        (15, "", 15, 1, [0, 14]),
        (30, "", 30, 1, [0, 15]),
        (60, "", 60, 7, [0, 15, 30, 45]),
        (90, "", 90, 7, [0, 15, 30, 45, 60, 75]),
        (90, "14", 14, 1, [0, 13]),
        (90, "1", 3, 1, [0, 2]),
        (90, "9999", 90, 7, [0, 15, 30, 45, 60, 75]),
        (90, "of them", 90, 7, [0, 15, 30, 45, 60, 75]),
    ],
)
def test_as_many_days_as_there_are(
    book: Book, days: int, argument: str, number: int, every: int, ticks: list[int]
) -> None:
    show = shown(book, told(mood="5" * days, contact="k" * days), argument)
    assert isinstance(show, Show)
    chart = show.chart
    assert isinstance(chart, Days)
    assert (len(chart.days), chart.every, [at for at, _ in chart.ticks]) == (number, every, ticks)
    assert chart.title == f"Your last {number} days"


def test_the_words_tell_what_the_picture_shows(book: Book) -> None:
    show = shown(book, told(mood="x.25", urge="9...", contact="wnlk", own="d..."))
    assert isinstance(show, Show)
    assert isinstance(show.chart, Days)
    assert show.chart.days == (
        Day(10, 9, "slip", True), Day(None, None, "needed"), Day(2, None, "looked"), Day(5, None, "kept"),
    )  # fmt: skip
    assert [mark for mark, _ in show.chart.key] == ["kept", "needed", "slip", "looked", "own"]
    assert show.told.split("\n") == [
        "Your last 4 days, from 28 May to 31 May.",
        "How the day was, from 0 to 10: 5.7 on average, 2 at the lowest, 10 at the highest, 5 last.",
        "Day by day: 10, one not told, 2, 5.",
        "The pull, from 0 to 10: 9.",
        "Kept: 3 of 4 days.",
        "Only what was needed: 1 day.",
        "Reached out: 1 day.",
        "Looked them up: 1 day, counted apart.",
        "Something of your own: 1 day.",
    ]


def test_milestones_stand_over_their_days(book: Book) -> None:
    show = shown(book, told(mood="5" * 90))
    assert isinstance(show, Show)
    assert isinstance(show.chart, Days)
    marks = {1: 1, 3: 3, 5: 5, 7: 7, 10: 10, 14: 14, 21: 21, 28: 28, 30: 30, 45: 45, 60: 60, 75: 75}
    assert dict(show.chart.milestones) == {at: str(mark) for at, mark in marks.items()}
    assert "Last milestone: day 75, on 17 May." in show.told


def test_without_a_window_there_are_none(book: Book) -> None:
    show = shown(book, told(mood="555"), since=None)
    assert isinstance(show, Show)
    assert isinstance(show.chart, Days)
    assert show.chart.milestones == ()


def test_who_wants_words_has_words_everywhere(book: Book) -> None:
    assert isinstance(shown(book, told(mood="555"), "words"), Ask)
    assert isinstance(shown(book, told(mood="555"), pictures=False), Ask)
    assert isinstance(shown(book, told(mood="555"), "pictures", pictures=False), Show)
    player = settled(book)
    player.person = replace(player.person, pictures=False, since=TODAY - timedelta(days=200))
    [badge] = player.step(Started("milestone")).effects
    assert isinstance(badge, Ask), "other pictures, too"


@pytest.mark.parametrize("argument", ["", "words"])
def test_what_a_friend_might_say_is_said_to_be_that(book: Book, argument: str) -> None:
    found = shown(book, told(mood="555", contact="kkw"), argument)
    ask = found if isinstance(found, Ask) else found.ask
    lead, _, sentence = ask.text.rpartition("\n")
    assert lead.endswith("What a friend might say:")
    assert sentence


def test_a_badge_has_no_noughts_below_it(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, since=player.now.date() - timedelta(days=8))
    player.entries.append(Entry("contact", "wrote", player.now.date(), player.now))
    assert "0 of" not in do(player, "/milestone")


def test_two_days_are_no_picture(book: Book) -> None:
    words = shown(book, told(mood="55"))
    assert isinstance(words, Ask)
    assert [c.id for c in words.choices if c.id.startswith("progress")] == []
    assert not progress.is_pictured(Ledger(tuple(told(mood="55", own="dd"))))


# In characters


def test_the_words_of_weeks_tell_how_it_went_and_pass_over_what_was_not_told(book: Book) -> None:
    show = shown(book, told(mood="5" * 7 + "." * 21 + "6.8", urge="." * 29 + "99"))
    assert isinstance(show, Show)
    lines = show.told.split("\n")
    assert "Week by week, on average: 5, 3 not told, 7." in lines
    assert "Week by week, on average: 4 not told, 9." in lines


def test_a_sketch_of_every_kind() -> None:
    moments = tuple(Moment("x", score) for score in (-5, 0, 5))
    curve = Curve("C", (Line("now", moments, 0, 0), Line("3 March", moments[:2], 0, 0)), "p", "e", "m", "g", "b")
    assert sketch(curve) == "C\n\nnow      ▁▅█\n3 March  ▁▅·"
    assert sketch(Bars("B", (Bar("one", 4), Bar("other", 1)), ("low", "some"), (2.0,))).split("\n") == [
        "B", "", "one    " + "█" * 24, "other  " + "█" * 6 + "░" * 18,
    ]  # fmt: skip
    days = (Day(0, 10, "kept", True), Day(), Day(5, None, "slip"))
    assert sketch(Days("D", days, "mood", "pull", key=(("kept", "Kept"), ("own", "Own")))).split("\n") == [
        "D", "", "mood  ▁·▅", "pull  █··", "      ■·/", "      ◆", "", "■ Kept   ◆ Own",
    ]  # fmt: skip
    assert sketch(Days("D", (Day(1),) * 31, "mood", "pull")).count("mood") == 2
    assert sketch(Badge("21", "days")) == "( 21 )  days"


# As they have it: the rule, a pause, and no counting


def test_the_rule_and_a_pause_are_those_of_every_other_figure(book: Book) -> None:
    person = settled(book).person
    entries = told(contact="kkkklkk")
    looking = replace(person, rule=frozenset({"looked"}))
    assert friend.week(signs(Ledger(tuple(entries)), person, TODAY, BEGIN), 0).not_kept == 0
    assert friend.week(signs(Ledger(tuple(entries)), looking, TODAY, BEGIN), 0).not_kept == 1
    ill = Ledger((Entry("away", "3", TODAY - timedelta(days=6), BEGIN), *entries))
    assert friend.week(signs(ill, person, TODAY, BEGIN), 0).not_kept == 0
    assert len(friend.counted(signs(ill, person, TODAY, BEGIN))) == 4


@pytest.mark.parametrize(
    ("rows", "gate", "key"),
    [
        ({"contact": "kkkkkkk"}, "", "kept"),
        ({"contact": "kkkwkkk"}, "", "after_slip"),
        ({"contact": "kkkwkkk"}, "abuse", "slip_hurt"),
        ({"own": "d..d..d", "mood": "5555555"}, "", "own"),
        ({"urge": "9999999" + "9991111"}, "", "pulls_fewer"),
        ({"mood": "4444"}, "", "few"),
    ],
)
def test_a_sentence_to_those_who_want_no_counting_has_no_figure(
    book: Book, rows: dict[str, str], gate: str, key: str
) -> None:
    person = replace(settled(book).person, gates=frozenset({Gate(gate)} if gate else ()), counting=False)
    said, values = friend.friend(signs(Ledger(tuple(told(**rows))), person, TODAY, BEGIN))
    assert said not in (key, "level"), "that nothing moved is not known"
    assert not [value for value in values.values() if isinstance(value, int)]


def test_the_strip_goes_by_their_own_rule_a_pause_and_whether_they_count(book: Book) -> None:
    entries = told(mood="555", contact="rkk")
    strict = shown(book, entries, rule=frozenset({"replied"}))
    assert isinstance(strict, Show)
    assert isinstance(strict.chart, Days)
    assert ([day.mark for day in strict.chart.days], strict.chart.key[-1]) == (
        ["slip", "kept", "kept"],
        ("slip", "I reached out, or wrote back"),
    )
    assert "Reached out, or wrote back: 1 day." in strict.told
    away = shown(book, [Entry("away", "1", TODAY - timedelta(days=2), BEGIN), *entries])
    off = shown(book, entries, counting=False)
    for found, marks in ((away, ["", "kept", "kept"]), (off, ["", "", ""])):
        assert isinstance(found, Show)
        assert isinstance(found.chart, Days)
        assert [day.mark for day in found.chart.days] == marks


def test_those_who_have_to_leave_the_other_alone_are_told_all_the_same(book: Book) -> None:
    person = replace(settled(book).person, gates=frozenset({Gate.NO}), counting=False)
    assert friend.friend(signs(Ledger(tuple(told(contact="kkkwkkk"))), person, TODAY, BEGIN))[0] == "slip_barred"


def test_without_counting_the_words_have_moods_and_pulls_and_no_days_and_no_badge(book: Book) -> None:
    entries = told(mood="5566778", contact="kkwkknl", own="d..d..d")
    player = settled(book)
    player.person = replace(player.person, counting=False, since=TODAY - timedelta(days=12))
    player.entries, player.now = entries, BEGIN + timedelta(days=90)
    said = do(player, "/progress words")
    assert "on average" in said
    for figure in ("Kept", "Reached out", "milestone", "Something of your own:", "[A milestone"):
        assert figure not in said
    assert "no counting" in do(player, "/milestone")
