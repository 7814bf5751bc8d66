"""Countries, zones and clocks as people type them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import times
from coach.book import Book
from coach.places import Gazetteer, clocks, read_country, read_offset, read_zone
from tests.properties import examples

WINTER, SUMMER = datetime(2026, 1, 15, 8, 7, tzinfo=UTC), datetime(2026, 7, 15, 8, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def places(book: Book) -> Gazetteer:
    return book.places


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("GB", "GB"),
        ("gb", "GB"),
        ("UK", "GB"),
        ("us", "US"),
        ("the States", "US"),
        ("Germany", "DE"),
        ("germany.", "DE"),
        ("new zealand", "NZ"),
        ("Irland", "IE IR IS FI"),  # near
        ("united", "AE GB US"),
        ("ger", "DE"),  # begun
        ("ge", "GE"),
        ("NO", "NO"),
        ("no", ""),  # a word, and no country
        ("in", ""),
        ("it", ""),
        ("me", ""),
        ("IT", "IT"),
        ("x", ""),
        ("", ""),
        ("nowhere in particular", ""),
    ],
)
def test_reads_a_country(places: Gazetteer, text: str, codes: str) -> None:
    assert sorted(read_country(places, text)) == sorted(codes.split())


@pytest.mark.parametrize(
    ("text", "country", "zones"),
    [
        ("London", "", "Europe/London"),
        ("europe/london", "", "Europe/London"),
        ("new york", "US", "America/New_York"),
        ("New_York", "US", "America/New_York"),
        ("kyiv", "", "Europe/Kyiv"),
        ("Germany", "", "Europe/Berlin"),
        ("Spain", "", "Europe/Madrid Atlantic/Canary"),
        ("berlni", "", "Europe/Berlin"),
        ("auck", "", "Pacific/Auckland"),
        ("8:07", "", "Europe/London"),
        ("08:07", "GB", "Europe/London"),
        ("13:37", "IN", "Asia/Kolkata"),
        ("1:52 pm", "", "Asia/Kathmandu"),
        ("3:07", "US", "America/New_York"),
        ("19.37", "AU", ""),  # nowhere in Australia, so wherever it is
        ("21:07", "NZ", "Pacific/Auckland"),
        ("22:22", "NZ", ""),
        ("8:11", "", "Europe/London"),  # a clock may be some minutes out
        ("no", "", ""),
        ("", "", ""),
        ("here", "", ""),
    ],
)
def test_reads_a_zone(places: Gazetteer, text: str, country: str, zones: str) -> None:
    found = read_zone(places, text, country, WINTER)
    if zones:
        assert found == zones.split()
    else:
        assert not set(found) & set(places.first.get(country, ()))


def test_a_clock_that_differs_from_every_other_is_found(places: Gazetteer) -> None:
    assert read_zone(places, "17:37", "", WINTER) == ["Australia/Darwin"]
    assert read_zone(places, "16:52", "", WINTER) == ["Australia/Eucla"]
    assert read_zone(places, "09:52", "", WINTER) == []  # nobody's


def test_one_of_each_clock_in_a_country(places: Gazetteer) -> None:
    assert clocks(places, "DE", WINTER) == ("Europe/Berlin",)
    assert clocks(places, "AR", WINTER) == ("America/Argentina/Buenos_Aires",)
    assert clocks(places, "US", WINTER)[:5] == tuple(
        f"America/{city}" for city in ("New_York", "Chicago", "Los_Angeles", "Denver", "Phoenix")
    )
    assert clocks(places, "US", SUMMER)[:5] == clocks(places, "US", WINTER)[:5]
    assert clocks(places, "XX", WINTER) == ()


def test_what_is_offered_shows_the_clock_that_was_typed(places: Gazetteer) -> None:
    for minutes in range(0, 1440, 15):
        shown = (WINTER.replace(hour=0, minute=0) + timedelta(minutes=minutes)).strftime("%H:%M")
        for zone in read_zone(places, shown, "", WINTER.replace(minute=0)):
            assert f"{times.local(WINTER.replace(minute=0), zone):%H:%M}" == shown


@pytest.mark.parametrize(
    ("shown", "minutes"),
    [("08:07", 0), ("8:00", 0), ("20:07", -720), ("20:06", -720), ("19:52", 705), ("nine", 60), ("now", None)],
)
def test_how_far_a_clock_is_from_utc(shown: str, minutes: int | None) -> None:
    assert read_offset(shown, WINTER) == (None if minutes is None else timedelta(minutes=minutes))


@examples(200)
@given(st.text(max_size=30))
def test_any_words_are_places_or_none(places: Gazetteer, text: str) -> None:
    assert set(read_country(places, text)) <= places.countries.keys()
    assert set(read_zone(places, text, "US", WINTER)) <= places.zones.keys()
