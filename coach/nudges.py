"""Which message: what is eligible, nothing sent in thirty days and no theme of the last two, then drawn by weight."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from coach import draw, states
from coach.book import Book, Nudge
from coach.counts import MILESTONES, window_day
from coach.ledger import Ledger
from coach.person import BARRED, Goal, Person
from coach.stock import Pool

NO_ID_WITHIN, NO_THEME_WITHIN = 30, 2  # days
FAREWELL = 21  # days without an answer, after which the coach stops writing
OVER_FOR = 3  # days after a window's last on which its end may still be said, where that day had no room for it
HOPING = (Goal.RECONCILE.value, Goal.UNDECIDED.value)  # the goals whose messages leave a return open
WEIGHTS = {"state": 5, "trend": 3, "goal": 2, "fresh": 1}  # content 9.4
GRAVE = frozenset({"slip1", "low", "falling", "ex_wrote", "ex_dating"})  # in these days nothing is funny


class Wanted(Struct, frozen=True):
    """What is so for one person now. `sent`: id -> local date it was last sent. `quiet`: days without an answer.

    `over`: their window has just ended, and it has not been said. `barred`: they have to leave the other alone.
    `plain`: one beside the day's own, which has its milestones and ends. `mark`: a milestone that is no day, and has
    just been reached. `counting`: they want to see days and figures. `occasion`, `when`: of a hard date.
    """

    book: Book
    today: date
    seed: str
    slot: str
    goal: str | None
    kind: str = "nudge"
    plain: bool = False
    states: frozenset[str] = frozenset()
    day: int | None = None
    mark: str | None = None
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
    day = window_day(person, today)
    return Wanted(
        *(book, today, seed, slot, goal),
        states=states.states(ledger, person, today),
        day=day,
        mark=_unsaid(book, states.mark(ledger, person, today), sent, today),
        over=_is_over(book, person, day, {id for id, on in sent.items() if (today - on).days <= OVER_FOR}),
        barred=bool(person.standing & BARRED),
        counting=person.counting,
        quiet=quiet,
        sent=sent,
    )


def _unsaid(book: Book, mark: str | None, sent: Mapping[str, date], today: date) -> str | None:
    """A mark is said once; that of the longest run so far again after a month."""
    if mark is None:
        return None
    said = [on for id, on in sent.items() if (one := book.by_id.get(id)) is not None and one.pool.mark == mark]
    again = mark == states.LONGEST and all((today - on).days >= NO_ID_WITHIN for on in said)
    return mark if not said or again else None


def _is_over(book: Book, person: Person, day: int | None, said: set[str]) -> bool:
    ended = day is not None and person.window > 0 and 0 <= day - person.window <= OVER_FOR
    return ended and not any(book.kind_of(id) == "end" for id in said)


def choose(wanted: Wanted) -> Nudge | None:
    """One message, or None: the thirty days are never relaxed, nor the two."""
    themes = _themes(wanted)
    for kind in _kinds(wanted):
        tired = themes if kind == "nudge" else set[str]()
        fits = [n for n in _eligible(wanted, kind) if n.theme not in tired and not is_recent(wanted, n.id)]
        fresh = _gentle(wanted, fits)
        if fresh:
            return draw.weighted([(n, _weight(wanted, n)) for n in fresh], wanted.seed, wanted.today, wanted.kind)
    return None


def _kinds(wanted: Wanted) -> tuple[str, ...]:
    """What is looked for, in order. A farewell comes alone; the day after a slip or a danger is no milestone."""
    stage = _quiet_stage(wanted.quiet)
    if wanted.kind != "nudge" or wanted.plain:
        return (wanted.kind,)
    if stage is not None:
        return ("quiet",) if stage == FAREWELL else ("quiet", "nudge")
    if wanted.states & {"slip1", "danger"}:
        return ("nudge",)
    days = {"end": wanted.over, "milestone": wanted.day in MILESTONES or wanted.mark is not None}
    return (*(kind for kind, is_one in days.items() if is_one), "nudge")


def _quiet_stage(days: int) -> int | None:
    """Which of the messages for those who do not answer is due on this day."""
    return FAREWELL if days >= FAREWELL else days if days in (2, 5, 10) else None


def _themes(wanted: Wanted) -> set[str]:
    """The themes sent within the last two days."""
    late = [id for id, on in wanted.sent.items() if (wanted.today - on).days <= NO_THEME_WITHIN]
    sent = [one for id in late if (one := wanted.book.by_id.get(id)) is not None]
    return {one.theme for one in sent if one.pool.kind == "nudge"}


def is_recent(wanted: Wanted, id: str) -> bool:
    last = wanted.sent.get(id)
    return last is not None and (wanted.today - last).days < NO_ID_WITHIN


def _eligible(wanted: Wanted, kind: str) -> tuple[Nudge, ...]:
    """All that fit, whenever they were sent. Looked up once for everybody of whom the same is so."""
    day = wanted.day if wanted.day in MILESTONES else None
    so = (wanted.slot, wanted.goal, wanted.states, day, wanted.mark, wanted.barred, wanted.counting)
    key = (kind, *so, wanted.occasion, wanted.when, _quiet_stage(wanted.quiet))
    found = wanted.book.eligible.get(key)
    if found is None:
        found = tuple(n for n in wanted.book.messages if _fits(wanted, kind, n.pool))
        wanted.book.eligible[key] = found
    return found


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
        and pool.mark in (None, wanted.mark)
        and pool.occasion in (None, wanted.occasion)
        and pool.when in (None, wanted.when)
        and pool.quiet in (None, _quiet_stage(wanted.quiet))
    )


def _gentle(wanted: Wanted, fresh: list[Nudge]) -> list[Nudge]:
    """The day after a slip and a low have messages of their own; when those are used up, at least nothing funny.

    So has the day after looking, where the other is to be left alone. Nothing is funny in grave days.
    """
    for state in ("slip1", *(["looked"] if wanted.barred else []), "low"):
        if state in wanted.states and (own := [n for n in fresh if n.pool.state == state]):
            return own
    if not wanted.states & GRAVE:
        return fresh
    return [n for n in fresh if n.theme != "humour_light"]


def _weight(wanted: Wanted, nudge: Nudge) -> float:
    """Points for what fits most closely, squared so that they are felt among a hundred that merely fit."""
    state = nudge.pool.state
    points = 1 + WEIGHTS["goal"] * (nudge.pool.goal is not None)
    points += 0 if state is None else WEIGHTS["trend" if state in states.TRENDS else "state"]
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
    return id in book.by_id and book.by_id[id].pool.quiet == FAREWELL
