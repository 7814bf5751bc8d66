"""What is so for a person of late, as messages are chosen by: after a slip, low, sliding, a week that was kept."""

from datetime import UTC, date, datetime, time, timedelta

from coach import checkin, times
from coach.checkin import LOW
from coach.counts import REPLIED, SLIP, is_kept, own_days, paused
from coach.ledger import Entry, Ledger
from coach.person import CALM, Gate, Person
from coach.signs import signs

TRENDS = frozenset({"falling", "flat", "rising"})
LOW_FOR = 7  # days for which a low mood counts as the present one, and somebody who was not safe as low
DATING_FOR = 7  # days after it was told that the other is seeing somebody
DANGER_FOR = 30  # days after the quiet for which that was their last word, unless they tell of something better
BETTER_AFTER = timedelta(hours=12)  # a number of the same hours is no better word than the words were
FRESH = 2  # days for which the last one told says how it is going
LONGEST = "longest"
WEEK, OWN, SHORT = 7, 10, 3  # days: of the first week, with something of one's own, of a run that is worth passing


def states(ledger: Ledger, person: Person, today: date) -> frozenset[str]:
    return ledger.once(("states", person, today), lambda: _states(ledger, person, today))


def _states(ledger: Ledger, person: Person, today: date) -> frozenset[str]:
    contact = ledger.by_day("contact")
    ago = {(today - d).days for d, e in contact.items() if e.value == SLIP}
    looked = {(today - d).days for d, e in contact.items() if e.value == "looked"}
    danger = was_unsafe(ledger, person, today)
    so = {
        "slip1": 1 in ago,
        "slip2": bool(ago & {2, 3}) and 1 not in ago,
        "slip7": 7 in ago and not ago & {1, 2, 3},
        "looked": 1 in looked,
        "ex_wrote": not person.limited and any((today - e.day).days == 1 for e in _they(ledger)),
        "ex_dating": any(0 < (today - e.day).days <= DATING_FOR for e in ledger.of("dating")),
        "low": danger or _is_low(ledger, person, today),
        "danger": danger,
        **_trends(ledger, person, today),
        "limited": bool(person.limited) and not person.standing & {Gate.ORDER, Gate.HARM},
    }
    return frozenset(name for name, is_so in so.items() if is_so)


def _they(ledger: Ledger) -> list[Entry]:
    """They got in touch, as it was told by itself or in a check-in."""
    return [*ledger.of("they"), *(e for e in ledger.by_day("contact").values() if e.value in ("they", REPLIED))]


def _trends(ledger: Ledger, person: Person, today: date) -> dict[str, bool]:
    """Which way the days have gone, up to the last one told; unknown where that is some days ago."""
    last = max(ledger.by_day("mood"), default=None)
    if last is None or (today - last).days > FRESH:
        return {}
    s = signs(ledger, person, last, datetime.combine(last, time(12), UTC))
    return {"falling": checkin.falling(s), "flat": checkin.flat(s), "rising": checkin.rising(s)}


def mark(ledger: Ledger, person: Person, today: date) -> str | None:
    """A milestone that is no day of the window and was just reached, by what was told; None where none was."""
    if not person.counting:
        return None
    away, contact = paused(ledger), ledger.by_day("contact")
    own = own_days(ledger)
    told = sorted(contact.keys() - away)
    if told and (today - told[-1]).days <= FRESH:
        kept = [is_kept(contact[day], person) for day in told]
        if len(told) == WEEK and all(kept) and (told[-1] - told[0]).days == WEEK - 1:
            return "first_week"
        *before, now = _runs(kept)
        if before and max(before) >= SHORT and now == max(before) + 1:
            return LONGEST
    return "own10" if len(own) == OWN and (today - max(own)).days <= FRESH else None


def _runs(kept: list[bool]) -> list[int]:
    """How long each run of kept days was; the last is the present one, which may be 0."""
    runs = [0]
    for is_so in kept:
        runs = [*runs[:-1], runs[-1] + 1] if is_so else [*runs, 0]
    return runs


def was_unsafe(ledger: Ledger, person: Person, today: date) -> bool:
    """Their last word was that they were not safe: no better mood than a low one was told since, a night later."""
    if person.calm_until is None or (today - times.today(person.calm_until, person.zone)).days > DANGER_FOR:
        return False
    later = person.calm_until - CALM + BETTER_AFTER
    return not any(e.at > later and int(e.value) > LOW for e in ledger.of("mood"))


def _is_low(ledger: Ledger, person: Person, today: date) -> bool:
    """The mood told last was low, and nothing better was told since; or somebody was not safe in the last days."""
    after = person.calm_until is not None and (today - times.today(person.calm_until, person.zone)).days < LOW_FOR
    moods = ledger.by_day("mood")
    last = max(moods, default=None)
    return after or (last is not None and (today - last).days < LOW_FOR and int(moods[last].value) <= LOW)
