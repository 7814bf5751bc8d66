"""Days that have gone by: an illness or a journey told of afterwards, and what another counter had before we met."""

import re
from datetime import date, timedelta

from msgspec.structs import replace

from coach import numbers, typed
from coach.counts import AWAY, BROUGHT
from coach.effects import Ask, Change, Record
from coach.here import Do, Here, Outcome, Reading, says
from coach.ledger import Entry

LONGEST = 90  # days, as of a pause that lies ahead
MOST = 999  # days on which they reached out
_LAST = re.compile(r"(?:for )?(?:the )?(?:last|past|these) (.*)")
_SINCE = re.compile(r"(?:since|from) (?:last )?(.*)")


def read_away(here: Here, text: str) -> Reading:
    """A number of days before today: 3, the last three days, since 2 March. None where it is none, or too long."""
    said = numbers.unhedged(text)
    if found := _SINCE.fullmatch(said):
        day = typed.read_day(found[1], here.today)
        days = (here.today - day).days if day is not None else 0
    else:
        days = length(said) or typed.read_span(said) or 0
    return str(days) if 0 < days <= LONGEST else None


def length(text: str) -> int | None:
    """How many days "the last three days" are, and yesterday. None for other words."""
    said = numbers.unhedged(text)
    found = _LAST.fullmatch(said)
    if found:
        return typed.read_span(found[1]) or typed.read_span(f"a {found[1]}")  # the last week is one
    return 1 if said == "yesterday" else None


def days_given(here: Here) -> Outcome:
    """The same for a number of days, which may stand behind a button, too."""
    days = read_away(here, here.answers.get("argument", ""))
    if not isinstance(days, str):
        return given(here)
    return Outcome(go="known", session=replace(here.session, answers={**here.answers, "days": days}))


def given(here: Here) -> Outcome:
    """What stands behind the command is the answer."""
    return Outcome(ahead=here.answers.get("argument", ""))


def away(here: Here) -> Outcome:
    days = int(here.answers.get("days", "1"))
    since = here.today - timedelta(days=days)
    title, text = here.words("away", days=days, since=here.spoken(since)) if days > 1 else here.words("away_one")
    told = Entry(AWAY, str(days), since, here.now)
    known = any((e.value, e.day) == (told.value, told.day) for e in here.ledger.of(AWAY))
    return Outcome(
        (*(() if known else (Record(told),)), Ask("", text, title, here.buttons("pause", "story", "status")))
    )


def read_slips(_: Here, text: str) -> Reading:
    """A number of days."""
    number = typed.read_span(text) or numbers.read(numbers.unhedged(text))
    return str(number) if number is not None and 0 <= number <= MOST else None


def bring(here: Here) -> Outcome:
    """From that day on: the window runs from it, and what is not known of single days is counted as they say."""
    told = here.answers.get("since", "")
    if not told:
        return Outcome((here.say("nothing"),))
    since, slips = date.fromisoformat(told), here.answers.get("slips", "")
    entries = (Record(Entry(BROUGHT, slips, since, here.now)),) if slips else ()
    title, text = here.words("brought" if here.person.counting else "brought_uncounted", since=here.spoken(since))
    shown = Ask("", text, title, here.buttons("status", "story", "settings"))
    return Outcome((Change(replace(here.person, since=since)), *entries, shown))


GIVEN, DAYS_GIVEN = Do(given), Do(days_given, goes=frozenset({"known"}))
AWAY_DO = Do(away, says("away", "days since") | says("away_one"))
BRING = Do(bring, says("brought brought_uncounted", "since") | says("nothing"))
