"""Which message: what is eligible, nothing sent in thirty days and no theme of the last two, then drawn by weight."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct, field

from coach import draw, times
from coach.book import Book, Nudge
from coach.checkin import LOW
from coach.content import Pool
from coach.counts import MILESTONES, REPLIED, SLIP, window_day
from coach.ledger import Entry, Ledger
from coach.person import BARRED, CALM, Gate, Goal, Person

NO_ID_WITHIN, NO_THEME_WITHIN = 30, 2  # days
FAREWELL = 21  # days without an answer, after which the coach stops writing
OVER_FOR = 3  # days after a window's last on which its end may still be said, where that day had no room for it
LOW_FOR = 7  # days for which a low mood counts as the present one, and somebody who was not safe as low
DATING_FOR = 7  # days after it was told that the other is seeing somebody
DANGER_FOR = 30  # days after the quiet for which that was their last word, unless they tell of something better
BETTER_AFTER = timedelta(hours=12)  # a number of the same hours is no better word than the words were
HOPING = (Goal.RECONCILE.value, Goal.UNDECIDED.value)  # the goals whose messages leave a return open
WEIGHTS = {"state": 5, "goal": 2, "fresh": 1}  # content 9.4


class Wanted(Struct, frozen=True):
    """What is so for one person now. `sent`: id -> local date it was last sent. `quiet`: days without an answer.

    `over`: their window has just ended, and it has not been said. `barred`: they have to leave the other alone.
    `counting`: they want to see days and figures. `occasion`, `when`: of a hard date.
    """

    book: Book
    today: date
    seed: str
    slot: str
    goal: str | None
    kind: str = "nudge"
    states: frozenset[str] = frozenset()
    day: int | None = None
    over: bool = False
    barred: bool = False
    counting: bool = True
    occasion: str | None = None
    when: str | None = None
    quiet: int = 0
    sent: dict[str, date] = field(default_factory=dict[str, date])


def wanted_for(book: Book, person: Person, ledger: Ledger, today: date, hour: int, quiet: int, seed: str) -> Wanted:
    """To a gated person neither a wish for a return is spoken to, nor the choice of one: theirs is for any goal."""
    goal = None if person.gated and person.goal is not Goal.HEAL else person.goal.value
    slot = "morning" if hour < 12 else "midday" if hour < 17 else "evening"
    sent = {e.value: e.day for e in ledger.of("push")}
    day, states = window_day(person, today), _states(ledger, person, today)
    over = _is_over(book, person, day, {id for id, on in sent.items() if (today - on).days <= OVER_FOR})
    barred = bool(person.standing & BARRED)
    return Wanted(
        book, today, seed, slot, goal, "nudge", states, day, over, barred, person.counting, quiet=quiet, sent=sent
    )


def _is_over(book: Book, person: Person, day: int | None, said: set[str]) -> bool:
    ended = day is not None and person.window > 0 and 0 <= day - person.window <= OVER_FOR
    return ended and not any(n.pool.kind == "end" and n.id in said for n in book.messages)


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
        "ex_wrote": any((today - e.day).days == 1 for e in (*ledger.of("they"), *_they(contact))),
        "ex_dating": any(0 < (today - e.day).days <= DATING_FOR for e in ledger.of("dating")),
        "low": danger or _is_low(ledger, person, today),
        "danger": danger,
        "limited": bool(person.limited) and not person.standing & {Gate.ORDER, Gate.HARM},
    }
    return frozenset(name for name, is_so in so.items() if is_so)


def _they(contact: Mapping[date, Entry]) -> Iterator[Entry]:
    """They got in touch, as a check-in has it."""
    return (entry for entry in contact.values() if entry.value in ("they", REPLIED))


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


def choose(wanted: Wanted) -> Nudge | None:
    """One message, or None: the thirty days are never relaxed, nor the two."""
    themes = _themes(wanted)
    for kind in _kinds(wanted):
        tired = themes if kind == "nudge" else set[str]()
        fits = [n for n in wanted.book.messages if _fits(wanted, kind, n.pool) and not is_recent(wanted, n.id)]
        fresh = _gentle(wanted, [n for n in fits if n.theme not in tired])
        if fresh:
            return draw.weighted([(n, _weight(wanted, n)) for n in fresh], wanted.seed, wanted.today, wanted.kind)
    return None


def _kinds(wanted: Wanted) -> tuple[str, ...]:
    """What is looked for, in order. A farewell comes alone; the day after a slip or a danger is no milestone."""
    stage = _quiet_stage(wanted.quiet)
    if wanted.kind != "nudge":
        return (wanted.kind,)
    if stage is not None:
        return ("quiet",) if stage == FAREWELL else ("quiet", "nudge")
    if wanted.states & {"slip1", "danger"}:
        return ("nudge",)
    days = {"end": wanted.over, "milestone": wanted.day in MILESTONES}
    return (*(kind for kind, is_one in days.items() if is_one), "nudge")


def _quiet_stage(days: int) -> int | None:
    """Which of the messages for those who do not answer is due on this day."""
    return FAREWELL if days >= FAREWELL else days if days in (2, 5, 10) else None


def _themes(wanted: Wanted) -> set[str]:
    """The themes sent within the last two days."""
    sent = (n for n in wanted.book.messages if n.pool.kind == "nudge" and n.id in wanted.sent)
    return {n.theme for n in sent if (wanted.today - wanted.sent[n.id]).days <= NO_THEME_WITHIN}


def is_recent(wanted: Wanted, id: str) -> bool:
    last = wanted.sent.get(id)
    return last is not None and (wanted.today - last).days < NO_ID_WITHIN


def _fits(wanted: Wanted, kind: str, pool: Pool) -> bool:
    """Invitations and words about silence that are for everybody are not for those who were not safe."""
    return (
        pool.kind == kind
        and (not pool.slot or wanted.slot in pool.slot)
        and pool.goal in (None, wanted.goal)
        and (pool.state in wanted.states if pool.state else kind == "nudge" or "danger" not in wanted.states)
        and pool.barred in (None, wanted.barred)
        and (wanted.counting or not counts(pool))
        and pool.milestone in (None, wanted.day)
        and pool.occasion in (None, wanted.occasion)
        and pool.when in (None, wanted.when)
        and pool.quiet in (None, _quiet_stage(wanted.quiet))
    )


def _gentle(wanted: Wanted, fresh: list[Nudge]) -> list[Nudge]:
    """The day after a slip and a low have messages of their own; when those are used up, at least nothing funny.

    Nor in the days after they heard that the other is seeing somebody.

    So has the day after looking, where the other is to be left alone.
    """
    for state in ("slip1", *(["looked"] if wanted.barred else []), "low"):
        if state in wanted.states and (own := [n for n in fresh if n.pool.state == state]):
            return own
    if not wanted.states & {"slip1", "low", "ex_dating"}:
        return fresh
    return [n for n in fresh if n.theme != "humour_light"]


def _weight(wanted: Wanted, nudge: Nudge) -> float:
    """Points for what fits most closely, squared so that they are felt among a hundred that merely fit."""
    points = 1 + WEIGHTS["state"] * (nudge.pool.state is not None) + WEIGHTS["goal"] * (nudge.pool.goal is not None)
    return (points + WEIGHTS["fresh"] * (nudge.id not in wanted.sent)) ** 2


def worded(book: Book, person: Person, text: str, day: date) -> tuple[str, str]:
    """Title and text of a message, with what it says of their days."""
    return book.fill(text, 0, {"day": window_day(person, day) or 0, "window": person.window})


def hopes(pool: Pool) -> bool:
    return pool.goal in HOPING


def counts(pool: Pool) -> bool:
    """Whether it speaks of how many days there are."""
    return pool.counts or pool.kind in ("milestone", "end")


def suits(pool: Pool, person: Person) -> bool:
    """Whether it may be read by somebody with all that stands for them now."""
    if counts(pool) and not person.counting:
        return False
    barred = bool(person.standing & BARRED)
    return not (hopes(pool) and person.gated) and pool.barred in (None, barred)


def is_farewell(book: Book, id: str) -> bool:
    return any(n.id == id and n.pool.quiet == FAREWELL for n in book.messages)
