"""Settling in, and changing one thing later: what the answers make of a person."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from coach import ages, settle, settle_steps
from coach.book import Book
from coach.effects import Change
from coach.here import Here
from coach.ledger import Ledger
from coach.person import Age, Gate, Goal, Pace, Person
from coach.session import Offered, Session
from tests.test_engine import do, settled
from tests.transcript import Player

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TODAY = NOW.date()
BEGUN = Person(age=Age.ADULT, consented=NOW, country="GB", zone="Europe/London")
ADA = Person(age=Age.ADULT, consented=NOW, country="GB", zone="Europe/London", since=TODAY, settled=True)


def here(book: Book, person: Person = ADA, offered: tuple[Offered, ...] = (), **answers: str) -> Here:
    return told(book, person, answers, offered)


def told(book: Book, person: Person, answers: dict[str, str], offered: tuple[Offered, ...] = ()) -> Here:
    session = Session("a1b2c3d4", "start", answers=answers, offered=offered)
    return Here(book, book.flows["start"], person, session, Ledger(), NOW)


# What is offered and read


def test_a_country_is_offered_by_its_name(book: Book) -> None:
    assert settle.offer_countries(here(book))[0] == Offered("GB", "United Kingdom")


def test_a_country_that_is_near_is_offered_and_one_that_is_clear_is_taken(book: Book) -> None:
    assert settle.read_country(here(book), "germany") == "DE"
    assert settle.read_country(here(book), "congo") == (
        Offered("CD", "Congo - Kinshasa"),
        Offered("CG", "Congo - Brazzaville"),
    )
    assert settle.read_country(here(book), "no") == ()


def test_zones_are_offered_with_their_clocks(book: Book) -> None:
    offered = settle.offer_zones(here(book, country="US"))
    assert offered[0] == Offered("America/New_York", "New York, 03:00")
    assert len({o.label for o in offered}) == len(offered) <= 6
    assert settle.offer_zones(here(book, Person(), country="")) == ()
    assert settle.offer_zones(here(book))[0].value == "Europe/London", "in settings, the country there is"


def test_a_typed_clock_is_offered_to_be_confirmed(book: Book) -> None:
    assert settle.read_zone(here(book, country="GB"), "8:03") == (Offered("Europe/London", "London, 08:00"),)
    assert settle.read_zone(here(book, country="GB"), "Berlin") == "Europe/Berlin"
    assert settle.read_zone(here(book, country="GB"), "nowhere near") == ()


def test_a_bare_number_is_the_number_of_what_is_offered_or_else_an_hour(book: Book) -> None:
    two = settle.offer_zones(here(book, country="US"))[:2]
    assert settle.read_zone(here(book, offered=two, country="US"), "2") is None
    assert settle.read_zone(here(book, offered=two, country="US"), "3") == (
        Offered("America/New_York", "New York, 03:00"),
    )


@pytest.mark.parametrize(
    ("text", "age"),
    [
        *(("34", "adult"), ("I'm 17", "teen"), ("i am 12", "child"), ("2", None), ("old enough", None), ("", None)),
        *(("thirty-four", "adult"), ("I'm Sixteen", "teen"), ("twelve", "child"), ("twenty one", "adult")),
        *(("two", None), ("someone", None), ("under 18", "teen"), ("almost thirteen", "child"), ("not yet 18", "teen")),
        *(("over eighteen", "adult"), ("i was 18 when we met", None), ("we met when I was 17, now I'm 34", "adult")),
        *(("since i was 16", None), ("I was 15 back then, I'm 17 now", "teen"), ("I'll be 18 then", None)),
    ],
)
def test_reads_an_age(book: Book, text: str, age: str | None) -> None:
    assert ages.read(here(book), text) == age


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *(
            ("7:15", "07:15"),
            ("9 pm", "21:00"),
            ("noon", "12:00"),
            ("half nine", "09:30"),
            ("9 in the evening", "21:00"),
        ),
        ("later", None),
    ],
)
def test_reads_an_hour(book: Book, text: str, read: str | None) -> None:
    assert settle.read_hour(here(book), text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12 days ago", "2026-02-18"),
        ("today", "2026-03-02"),
        ("3 March", "2025-03-03"),
        ("2026-03-03", None),  # tomorrow
        ("2014-01-01", None),  # too far to be about this
        ("whenever", None),
    ],
)
def test_reads_the_last_contact(book: Book, text: str, read: str | None) -> None:
    assert settle.read_when(here(book), text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *(("100 days", "100"), ("7", "7"), ("6", None), ("365", "365"), ("366", None), ("long", None)),
        *(
            ("30 or 45", None),
            ("forty-five", "45"),
            ("six weeks", "42"),
            ("about 3 months", "90"),
            ("a fortnight", "14"),
        ),
        *(("let's say 40 days", "40"), ("12345", None), ("", None)),
    ],
)
def test_reads_a_window(book: Book, text: str, read: str | None) -> None:
    assert settle.read_window(here(book), text) == read


# What the answers change


@pytest.mark.parametrize(
    ("answer", "last", "since"),
    [
        ("2026-03-02", "2026-03-02", "2026-03-02"),
        ("2026-01-31", "2026-01-31", "2026-03-02"),  # longer ago than the window is long: it begins today
        ("2026-02-18", "2026-02-18", "2026-02-18"),
        ("still", None, "2026-03-02"),
        ("", None, "2026-03-02"),
    ],
)
def test_the_window_runs_from_the_last_contact(book: Book, answer: str, last: str | None, since: str) -> None:
    person = settle.changed(here(book, last_contact=answer))
    assert person.last_contact == (date.fromisoformat(last) if last else None)
    assert person.since == date.fromisoformat(since)


@pytest.mark.parametrize(
    ("choice", "means"), [("today", "2026-03-02"), ("days", "2026-02-27"), ("months", "2025-12-02"), ("still", "still")]
)
def test_a_choice_of_when_is_a_date_by_the_clock_just_answered(book: Book, choice: str, means: str) -> None:
    assert settle.mean_day(here(book), choice) == means
    late = replace(here(book, zone="Pacific/Auckland"), now=NOW + timedelta(hours=8))
    assert settle.mean_day(late, "today") == settle.read_when(late, "today") == "2026-03-03", "tomorrow there"


def test_an_open_window_runs_from_the_last_contact_however_long_ago(book: Book) -> None:
    person = settle.changed(here(book, BEGUN, last_contact="2025-12-02", window="open"))
    assert (person.window, person.since) == (0, TODAY - timedelta(days=90))


def test_at_the_start_a_longer_window_reaches_back_to_the_last_contact(book: Book) -> None:
    forty = (TODAY - timedelta(days=40)).isoformat()
    assert settle.changed(here(book, BEGUN, last_contact=forty, window="60")).since == TODAY - timedelta(days=40)
    assert settle.changed(here(book, BEGUN, last_contact=forty, window="30")).since == TODAY


@pytest.mark.parametrize("last", [None, 3, 20, 25, 70])
@pytest.mark.parametrize("window", ["21", "45", "90", "open"])
def test_another_window_keeps_the_count_of_days(book: Book, last: int | None, window: str) -> None:
    """They run on from where they began, wherever the last contact lies."""
    twenty = TODAY - timedelta(days=20)
    person = replace(ADA, since=twenty, last_contact=None if last is None else TODAY - timedelta(days=last))
    assert settle.changed(here(book, person, window=window)).since == twenty


@pytest.mark.parametrize(
    ("answer", "since"),
    [
        ("2026-02-27", "2026-02-27"),  # a later one begins the days anew, because they say so
        ("2026-02-05", "2026-02-05"),
        ("2025-12-24", "2026-02-10"),  # further back than the window is long: the days there are go on
        ("still", "2026-03-02"),
    ],
)
def test_another_last_contact_moves_the_days(book: Book, answer: str, since: str) -> None:
    person = replace(ADA, since=date(2026, 2, 10), last_contact=date(2026, 2, 10))
    assert settle.changed(here(book, person, last_contact=answer)).since == date.fromisoformat(since)


@pytest.mark.parametrize(
    ("before", "answers", "zone"),
    [
        ("UTC", {"country": "GB"}, "Europe/London"),
        ("UTC", {"country": "US"}, "America/New_York"),  # the most used, where the question was skipped
        ("UTC", {"country": "US", "zone": ""}, "America/New_York"),
        ("UTC", {"country": "US", "zone": "America/Denver"}, "America/Denver"),
        ("America/Denver", {"country": "US"}, "America/Denver"),  # fits already
        ("Europe/London", {"country": "US"}, "America/New_York"),
        ("Europe/London", {"country": ""}, "Europe/London"),
        ("Europe/London", {"zone": ""}, "Europe/London"),
        ("Europe/London", {"goal": "heal"}, "Europe/London"),
    ],
)
def test_the_clock_follows_the_country(book: Book, before: str, answers: dict[str, str], zone: str) -> None:
    assert settle.changed(told(book, replace(ADA, zone=before), answers)).zone == zone


def test_what_stands_today_is_told_anew_and_what_the_quiz_found_stays(book: Book) -> None:
    gated = replace(ADA, gates=frozenset({Gate.ABUSE, Gate.ORDER}))
    assert settle.changed(here(book, gated, gate="none")).gates == {Gate.ABUSE}
    assert settle.changed(here(book, gated, gate="told_no")).gates == {Gate.ABUSE, Gate.NO}
    assert settle.changed(here(book, gated, gate="order")).gates == {Gate.ABUSE, Gate.ORDER}


def test_everything_else_is_taken_as_it_is(book: Book) -> None:
    person = settle.changed(here(book, goal="heal", limited="child+work", hour="21:30", pace="some"))
    assert (person.goal, person.limited, person.hour, person.pace) == (
        Goal.HEAL,
        ("child", "work"),
        time(21, 30),
        Pace.SOME,
    )
    assert settle.changed(here(book, limited="none")).limited == ()


def test_nobody_under_18_is_written_to_twice_a_day(book: Book) -> None:
    teen = replace(ADA, age=Age.TEEN, pace=Pace.ONE)
    assert settle.changed(here(book, teen, pace="two")).pace is Pace.ONE


def test_what_was_not_answered_stays_as_it_was(book: Book) -> None:
    assert settle.changed(here(book)) == ADA


def test_consent_is_remembered_with_its_hour_and_the_age(book: Book) -> None:
    [change, *_] = settle_steps.agree(here(book, Person(), age="teen")).effects
    assert change == Change(Person(age=Age.TEEN, consented=NOW, pace=Pace.ONE))
    [change, *_] = settle_steps.agree(here(book, Person(), age="adult")).effects
    assert change == Change(Person(age=Age.ADULT, consented=NOW))


# /settings: everything one tap away, and nothing changed that was not meant


@pytest.mark.parametrize("setting", sorted(settle.CHANGES))
@pytest.mark.parametrize("way_out", ["skip", "_skip", "stop", "_stop"])
def test_a_way_out_of_a_setting_changes_nothing(book: Book, setting: str, way_out: str) -> None:
    """The default that Skip stands for at the start is not what it means here."""
    stands = replace(
        ADA,
        goal=Goal.RECONCILE,
        window=60,
        hour=time(21),
        limited=("child",),
        gates=frozenset({Gate.ORDER}),
        last_contact=TODAY - timedelta(days=5),
        pace=Pace.SOME,
    )
    player = Player(book, person=stands)
    player.take(player.event(f"/settings {setting}"))
    assert player.session.step == setting
    player.take(player.event(f"[!{way_out}]" if way_out.startswith("_") else way_out))
    assert player.person == stands


def test_a_setting_changed_half_way_through_the_beginning_plans_nothing_yet(book: Book) -> None:
    player = Player(book)
    for what in ("/start", "[adult]", "[yes]", "/settings hour", "[21:00]"):
        player.take(player.event(what))
    assert player.person.hour == time(21)
    assert player.wakes.keys() == {"silent"}
    player.take(player.event("/start"))
    assert player.session.step == "country"


def test_everything_that_stands_against_contact_is_shown(book: Book) -> None:
    player = Player(book, person=replace(ADA, gates=frozenset({Gate.NO, Gate.ABUSE})))
    said = "\n".join(player.take(player.event("/settings")))
    assert "Stands against contact: your safety, a clear no" in said


@pytest.mark.parametrize(
    ("days", "said"), [(12, "Last in touch: 18 February\n"), (62, "Last in touch: 30 December 2025\n")]
)
def test_a_last_contact_of_another_year_is_shown_with_it(book: Book, days: int, said: str) -> None:
    player = Player(book, person=replace(ADA, last_contact=TODAY - timedelta(days=days)))
    assert said in "\n".join(player.take(player.event("/settings")))


@pytest.mark.parametrize("argument", ["", "colour", "settled", "gates"])
def test_settings_without_a_word_that_it_knows_shows_the_list(book: Book, argument: str) -> None:
    player = Player(book, person=ADA)
    player.take(player.event(f"/settings {argument}"))
    assert player.session.step == "which"


@pytest.mark.parametrize(
    ("answers", "last"),
    [
        (["[kept]"], 12),
        (["[wrote]"], 0),
        (["[they]"], 0),
        (["[looked]"], 12),
        (["[needed]"], 12),
    ],
)
def test_the_last_contact_follows_the_check_in_and_the_days_run_on(book: Book, answers: list[str], last: int) -> None:
    player = Player(book)
    player.settle(12)
    for what in ("/checkin", "5", "5", *answers, "skip", "skip", "skip"):
        player.take(player.event(what))
    assert player.person.last_contact == TODAY - timedelta(days=last)
    assert player.person.since == TODAY - timedelta(days=12)


@pytest.mark.parametrize(("typed", "hour"), [("2", "09:00"), ("5", "20:00"), ("2 am", "02:00"), ("9", "09:00")])
def test_a_small_number_is_one_of_those_offered_and_no_hour_of_the_night(book: Book, typed: str, hour: str) -> None:
    player = settled(book)
    do(player, "/settings hour", typed)
    assert f"{player.person.hour:%H:%M}" == hour
