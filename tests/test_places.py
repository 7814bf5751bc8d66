"""Countries, zones, towns and clocks as people type them."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gazetteer import Towns
from coach import times
from coach.book import Book
from coach.places import Gazetteer, mentions, phrases, plain, read_country
from coach.zones import MOST_SUGGESTED, clocks, read_offset, read_zone, suggest
from tests.properties import examples

WINTER, SUMMER = datetime(2026, 1, 15, 8, 7, tzinfo=UTC), datetime(2026, 7, 15, 8, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def places(book: Book) -> Gazetteer:
    return book.places


# What else may stand in a text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("  St. John's ", "st johns"),
        ("KØBENHAVN", "kobenhavn"),
        ("Łódź!", "lodz"),
        ("New_York", "new york"),
        ("US/Eastern", "us/eastern"),
        ("Bosnia & Herzegovina", "bosnia and herzegovina"),
        ("Straße", "strasse"),
        ("...", ""),
    ],
)
def test_a_name_is_one_however_it_is_written(text: str, read: str) -> None:
    assert plain(text) == read


def test_words_that_lead_up_to_a_place_are_taken_off_one_by_one() -> None:
    assert list(phrases("I'm in The Hague, thanks")) == [
        "im in the hague thanks",
        "im in the hague",
        "in the hague thanks",
        "in the hague",
        "the hague thanks",
        "the hague",
        "hague thanks",
        "hague",
    ]
    assert list(phrases("in")) == ["in"]
    assert list(phrases("now please")) == ["now please", "now"]
    assert list(phrases("?")) == []
    assert list(mentions("back in rural Wales")) == ["rural wales", "rural"]
    assert list(mentions("back in the UK")) == ["the uk", "the", "uk"]
    assert list(mentions("what I live in")) == []
    assert list(mentions("I'm not in Wales")) == []


# A country


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
        ("NO", "NO"),
        ("IT", "IT"),
        ("ge", "GE"),
        ("Bosnia and Herzegovina", "BA"),
        ("cote d'ivoire", "CI"),
        # in a sentence that only leads up to it
        ("i live in germany", "DE"),
        ("I'm from the Netherlands", "NL"),
        ("We're in New Zealand now", "NZ"),
        ("it's the uk", "GB"),
        ("usa please", "US"),
        ("I live in the US", "US"),
        ("I live in US", "US"),
    ],
)
def test_reads_a_country_that_is_named(places: Gazetteer, text: str, codes: str) -> None:
    meant = read_country(places, text)
    assert (meant.found, meant.sure) == ((codes,), True)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Irland", "IE IR IS FI"),  # near
        ("united", "AE GB US"),
        ("ger", "DE"),  # begun
        ("i'm in germny", "DE"),
        ("Georgia", "GE US"),  # a state as well
        # by a town
        ("Manchester", "GB US"),
        ("i'm in london", "CA GB"),
        ("texas", "US"),
        ("la", "CL US"),
        # in the middle or at the end of a sentence
        ("I grew up in Peru, as it happens", "PE"),
        ("my mother's flat in the UK with her", "GB"),
        ("Glasgow, UK", "GB"),
        ("Bozeman, MT", "MT US"),
        ("Santa Fe New Mexico", "US"),
        ("a village near Leeds", "GB"),
        ("smalltown france", "FR"),
        # a word, and no country
        ("no", ""),
        ("in", ""),
        ("it", ""),
        ("me", ""),
        ("it's us", ""),
        ("just us two", ""),
        ("a break from us", ""),
        ("help me", ""),
        ("here", ""),
        ("at home", ""),
        ("ok", ""),
        # where they aren't, and which of two
        ("I'm not in Germany", ""),
        ("I left Spain", ""),
        ("not germany", ""),
        ("germany or austria", ""),
        ("x", ""),
        ("", ""),
        ("?", ""),
        ("nowhere in particular", ""),
        ("why do you want to know", ""),
    ],
)
def test_what_may_be_a_country_has_to_be_confirmed(places: Gazetteer, text: str, codes: str) -> None:
    meant = read_country(places, text)
    assert (sorted(meant.found), meant.sure) == (sorted(codes.split()), False)


# A zone


@pytest.mark.parametrize(
    ("text", "country", "zone"),
    [
        ("London", "", "Europe/London"),
        ("europe/london", "", "Europe/London"),
        ("new york", "US", "America/New_York"),
        ("New_York", "US", "America/New_York"),
        ("kyiv", "", "Europe/Kyiv"),
        ("berlin", "GB", "Europe/Berlin"),
        ("sao paulo", "", "America/Sao_Paulo"),
        # zones as they were called once
        ("US/Eastern", "", "America/New_York"),
        ("asia/calcutta", "GB", "Asia/Kolkata"),
        ("GB", "GB", "Europe/London"),
        # towns and regions in the person's country
        ("Mumbai", "IN", "Asia/Kolkata"),
        ("Bangalore", "IN", "Asia/Kolkata"),
        ("Manchester", "GB", "Europe/London"),
        ("manchester", "US", "America/New_York"),
        ("Hyderabad", "IN", "Asia/Kolkata"),
        ("hyderabad", "PK", "Asia/Karachi"),
        ("San Francisco", "US", "America/Los_Angeles"),
        ("nyc", "US", "America/New_York"),
        ("st louis", "US", "America/Chicago"),
        ("Saint Louis", "US", "America/Chicago"),
        ("munich", "DE", "Europe/Berlin"),
        ("München", "DE", "Europe/Berlin"),
        ("Donostia", "ES", "Europe/Madrid"),
        ("Arizona", "US", "America/Phoenix"),
        ("georgia", "US", "America/New_York"),
        ("germany", "DE", "Europe/Berlin"),
        ("Vancouver", "US", "America/Los_Angeles"),  # in Washington; the other one has the same clock
        # in a sentence that only leads up to it
        ("i'm in chicago", "US", "America/Chicago"),
        ("new york city please", "US", "America/New_York"),
        ("same time as London, I think", "GB", "Europe/London"),
        ("lisbon time", "GB", "Europe/Lisbon"),
        # with the country or region behind it
        ("I live near Glasgow, UK", "US", "Europe/London"),
        ("glasgow scotland", "US", "Europe/London"),
        ("Portland, Oregon", "US", "America/Los_Angeles"),
        ("portland me", "US", "America/New_York"),
        ("Springfield, IL", "US", "America/Chicago"),
        ("Athens, GA", "US", "America/New_York"),
        ("Toronto, CA", "US", "America/Toronto"),
        ("London, Ontario", "GB", "America/Toronto"),
        ("santa fe new mexico", "", "America/Denver"),
    ],
)
def test_reads_a_zone_that_is_named(places: Gazetteer, text: str, country: str, zone: str) -> None:
    meant = read_zone(places, text, country, WINTER)
    assert (meant.found, meant.sure) == ((zone,), True)


@pytest.mark.parametrize(
    ("text", "country", "zones"),
    [
        ("Germany", "", "Europe/Berlin"),
        ("Spain", "", "Europe/Madrid Atlantic/Canary"),
        ("berlni", "", "Europe/Berlin"),
        ("auck", "", "Pacific/Auckland"),
        ("san fransisco", "AR", "America/Argentina/Cordoba America/Los_Angeles Asia/Manila America/Costa_Rica"),
        ("germny", "", "Europe/Berlin"),
        # several of one name: the person's own country, then the most people
        ("Portland", "US", "America/Los_Angeles America/New_York"),
        ("texas", "US", "America/Chicago America/Denver"),
        ("london", "CA", "America/Toronto Europe/London"),
        ("Melbourne", "US", "America/New_York Australia/Melbourne"),
        ("Manchester", "", "Europe/London America/New_York"),
        ("Barcelona", "GB", "Europe/Madrid America/Caracas"),
        ("georgia", "", "America/New_York Asia/Tbilisi"),
        ("Mumbai", "GB", "Asia/Kolkata"),  # the only one, and not where they said they were
        # a country or region behind a town that isn't known
        ("Bozeman, MT", "US", "America/Denver Europe/Malta"),
        ("a village in montana", "US", "America/Denver"),
        ("smalltown france", "", "Europe/Paris"),
        ("Paris, Texas", "US", "America/Chicago America/Denver"),
        # in the middle of a sentence
        ("a small place near Denver, in the hills", "US", "America/Denver"),
        ("somewhere in texas with a horse", "US", "America/Chicago America/Denver"),
        # letters, in the person's own country first
        ("EST", "US", "America/New_York"),
        ("est", "CA", "America/Toronto America/Atikokan"),
        ("EST", "AU", "Australia/Sydney Australia/Brisbane"),
        ("eastern time", "US", "America/New_York"),
        ("Pacific Standard Time", "US", "America/Los_Angeles"),
        ("MST", "US", "America/Denver America/Phoenix"),
        ("PST", "PH", "Asia/Manila"),
        ("ist", "IN", "Asia/Kolkata"),
        ("IST", "IE", "Europe/Dublin"),
        ("IST", "GB", "Asia/Kolkata"),
        ("i'm on cet", "", "Europe/Berlin"),
        ("GMT", "GB", "Europe/London"),
        ("gmt", "US", "Europe/London"),
        ("BST", "", "Europe/London"),
        ("central european time", "FR", "Europe/Paris"),
        # the time it is there
        ("8:07", "", "Europe/London"),
        ("08:07", "GB", "Europe/London"),
        ("13:37", "IN", "Asia/Kolkata"),
        ("1:52 pm", "", "Asia/Kathmandu"),
        ("3:07", "US", "America/New_York"),
        ("it's 3:07 here", "US", "America/New_York"),
        ("It was 3.07 a.m. when I looked", "US", "America/New_York"),
        ("seven minutes past eight", "GB", "Europe/London"),
        ("21:07", "NZ", "Pacific/Auckland"),
        ("8:11", "", "Europe/London"),  # a clock may be some minutes out
        ("UTC", "", "Europe/London"),
        ("UTC-5", "US", "America/New_York"),
        ("gmt +5:30", "", "Asia/Kolkata"),
    ],
)
def test_what_may_be_a_zone_has_to_be_confirmed(places: Gazetteer, text: str, country: str, zones: str) -> None:
    meant = read_zone(places, text, country, WINTER)
    assert (meant.found, meant.sure) == (tuple(zones.split()), False)


@pytest.mark.parametrize(
    "text",
    [
        *("", "?", "x", "no", "ok", "OK", "here", "home", "at home", "in bed", "in love", "in my room", "to be honest"),
        *("i don't know", "why do you ask", "none of these", "I'd rather not say", "on and off", "same as yours"),
        *("not in chicago", "I moved from Denver", "I'm not in Texas", "london or paris", "between Rome and Paris"),
        *("between 8:07 and 9:15", "a" * 200, "in " * 60, "utc+", "date", "mission"),
    ],
)
def test_what_is_no_zone_is_none(places: Gazetteer, text: str) -> None:
    assert read_zone(places, text, "US", WINTER).found == ()


@pytest.mark.parametrize(("text", "country"), [("19.37", "AU"), ("22:22", "NZ")])
def test_a_clock_that_is_nowhere_in_a_country_is_looked_for_elsewhere(
    places: Gazetteer, text: str, country: str
) -> None:
    assert not set(read_zone(places, text, country, WINTER).found) & set(places.first[country])


def test_a_clock_that_differs_from_every_other_is_found(places: Gazetteer) -> None:
    assert read_zone(places, "17:37", "", WINTER).found == ("Australia/Darwin",)
    assert read_zone(places, "16:52", "", WINTER).found == ("Australia/Eucla",)
    assert read_zone(places, "09:52", "", WINTER).found == ()  # nobody's


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
        for zone in read_zone(places, shown, "", WINTER.replace(minute=0)).found:
            assert f"{times.local(WINTER.replace(minute=0), zone):%H:%M}" == shown


@pytest.mark.parametrize(
    ("shown", "minutes"),
    [("08:07", 0), ("8:00", 0), ("20:07", -720), ("20:06", -720), ("19:52", 705), ("nine", 60), ("now", None)],
)
def test_how_far_a_clock_is_from_utc(shown: str, minutes: int | None) -> None:
    assert read_offset(shown, WINTER) == (None if minutes is None else timedelta(minutes=minutes))


@examples(200)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["in", "the", "new", "york", "ca", "or", "OK", "london", "uk", "9:30", "-tx"])).map(
        " ".join
    )
)
def test_any_words_are_places_or_none(places: Gazetteer, text: str) -> None:
    assert set(read_country(places, text).found) <= places.countries.keys()
    assert set(read_zone(places, text, "US", WINTER).found) <= places.zones.keys()


# What may be meant by what has been begun


SUGGESTED: list[tuple[str, list[str]]] = [
    ("lisb", ["Lisbon (Europe/Lisbon)"]),
    ("europe/lis", ["Lisbon (Europe/Lisbon)"]),
    ("Mumb", ["Mumbai (Asia/Kolkata)"]),
    ("kolk", ["Kolkata (Asia/Kolkata)"]),
    ("zzzz", []),
    ("", []),
    (" \u202e", []),
]


@pytest.mark.parametrize(("begun", "first"), SUGGESTED)
def test_a_place_is_completed(book: Book, begun: str, first: list[str]) -> None:
    assert [one.label for one in suggest(book, begun)][:1] == first


def test_of_many_places_as_many_as_can_be_shown_are_suggested_and_each_zone_once(book: Book) -> None:
    found = suggest(book, "s")
    assert len(found) == MOST_SUGGESTED == len({one.value for one in found})
    assert {one.value for one in found} <= book.places.zones.keys()


# The file of towns


def test_the_towns_are_read_when_somebody_asks(places: Gazetteer) -> None:
    towns = Towns(places.zones, places.cities)
    assert vars(towns).keys() == {"_zones", "_cities"}
    assert towns["-tx"] == [("US", "America/Chicago"), ("US", "America/Denver")]
    assert "_found" in vars(towns)
    assert "nowhere" not in towns
    assert len(towns) == len(list(towns)) > 12_000


def test_every_line_of_the_towns_can_be_found_by_what_people_type(places: Gazetteer) -> None:
    head, *lines = (files("bot") / "cities.tsv").read_text("utf-8").splitlines()
    assert "GeoNames" in head
    assert "CC BY 4.0" in head
    names = [line.split("\t")[0] for line in lines]
    assert all(before < after for before, after in pairwise(names))
    assert [name for name in names if plain(name.removeprefix("-")) != name.removeprefix("-")] == []
    assert {zone for line in lines for _, zone in places.towns[line.split("\t")[0]]} <= places.zones.keys()
    assert [name for name in names if not places.towns[name]] == [], "a zone that is called otherwise by now"
