"""/progress: mood and urge over time, what each day was, the milestones, and one sentence a friend might say."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean

from msgspec.structs import replace

from coach import friend, telling
from coach.chart import KEPT, LOOKED, MARKS, NEEDED, OWN, SLIP, Badge, Day, Days
from coach.counts import MILESTONES, REPLIED, count, window_day
from coach.effects import Ask, Change, Choice, Effect, Show
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Ledger
from coach.person import Age, Gate
from coach.safety import lines
from coach.signs import Signs, signs

LONGEST, WEEKS = 90, 30  # days shown at most, and from which on the lines go through the means of weeks
PICTURED = 3  # days told of, from which there is something to draw
MARK = {"kept": KEPT, "they": KEPT, "replied": KEPT, "needed": NEEDED, "wrote": SLIP, "looked": LOOKED}
TWO_WEEKS = 14  # days, from which on the words go by the week
NAMED = 15  # days between two dates under the picture
WORDS, ALWAYS, AGAIN = "words", "always", "pictures"  # behind the command: this time, and from now on


def progress(here: Here) -> Outcome:
    """As much as there is to show. In the days after a danger nothing is weighed, and who to call stands there."""
    argument = here.answers.get("argument", "")
    if here.person.is_calm(here.now):
        return Outcome((_calm(here),))
    here, changed = _as_wished(here, argument)
    ledger = telling.with_open(here)
    s = signs(ledger, here.person, here.today, here.now)
    told = sorted(day for day in friend.told_days(s) if day <= here.today)
    if not told:
        return Outcome((*changed, here.menu("none", "checkin", "status", "crisis")))
    shown = list(_days(here.today, told[0], argument))
    text = _told(here, s, shown)
    pictured = len(told) >= PICTURED
    show = Show(_sentence(here, s, _ways(here, argument) if pictured else ()), _chart(here, s, shown), text)
    return Outcome((*changed, show if pictured and argument != WORDS else show.in_words))


def is_pictured(ledger: Ledger) -> bool:
    """Whether so much was told that there is something to draw."""
    return len({entry.day for entry in ledger if entry.kind in ("mood", "urge", "contact", "own")}) >= PICTURED


def _calm(here: Here) -> Effect:
    return here.urge("calm", help=lines.quiet(here.book, here.person))


def _as_wished(here: Here, argument: str) -> tuple[Here, tuple[Effect, ...]]:
    """In words from now on, or in pictures again, everywhere."""
    if argument not in (ALWAYS, AGAIN):
        return here, ()
    person = replace(here.person, pictures=argument == AGAIN)
    return replace(here, person=person), (Change(person),)


def _days(today: date, first: date, argument: str) -> Iterator[date]:
    """All since the first that was told of, or as many of the last as were asked for."""
    there = (today - first).days + 1
    wanted = int(argument[:3]) if argument.isdecimal() else LONGEST
    return (today - timedelta(days=n) for n in reversed(range(min(there, max(PICTURED, wanted), LONGEST))))


def _sentence(here: Here, s: Signs, ways: tuple[Choice, ...]) -> Ask:
    key, values = friend.friend(s)
    spoken: dict[str, Value] = {n: here.spoken(v) if isinstance(v, date) else v for n, v in values.items()}
    title, _ = here.words("heading")
    text = "\n".join((here.words("friend")[1], here.words(key, **spoken)[1]))
    badge = here.offered("milestone") if _reached(here) else ()
    return Ask("", text, title, (*badge, *ways, *here.offered("checkin", "status", "crisis")))


def _ways(here: Here, argument: str) -> tuple[Choice, ...]:
    """To the same in words, this time or from now on, or back to pictures."""
    way = (ALWAYS if argument == WORDS else WORDS) if here.person.pictures else AGAIN
    return (Choice(f"progress.{way}", here.words(f"to_{way}")[1]),)


# The picture


def _chart(here: Here, s: Signs, shown: list[date]) -> Days:
    weeks = len(shown) > WEEKS
    days = tuple(_day(s, day) for day in shown)
    there = {day.mark for day in days} | {OWN for day in days if day.own}
    return Days(
        here.words("picture", days=len(shown))[1],
        days,
        here.words("line_mood_weeks" if weeks else "line_mood")[1],
        here.words("line_urge_weeks" if weeks else "line_urge")[1],
        tuple((n, _short(here, shown[n])) for n in _ticks(len(shown))),
        tuple((n, str(mark)) for n, mark in _milestones(here, shown)),
        here.words("key_milestone")[1],
        tuple((mark, here.words(_key(here, mark))[1]) for mark in (*MARKS, OWN) if mark in there),
        every=7 if weeks else 1,
        few=here.words("key_few")[1] if weeks else "",
    )


def _day(s: Signs, day: date) -> Day:
    """By their own rule; nothing of contact on a day that counts nowhere, or for those who want no counting."""
    told = s.contact.get(day, "") if s.counting and day not in s.away else ""
    mark = SLIP if told == REPLIED and not friend.is_kept(s, day) else MARK.get(told, "")
    return Day(s.mood.get(day), s.urge.get(day), mark, s.counting and day in s.own_days)


def _ticks(days: int) -> list[int]:
    """Where each row of a strip begins; and the last day, where there is one row."""
    begins = list(range(0, days, NAMED))
    return begins if len(begins) > 1 else sorted({0, days - 1})


def _short(here: Here, day: date) -> str:
    return here.book.spoken(day, day).replace(month := here.book.phrases.months[day.month - 1], month[:3])


def _key(here: Here, mark: str) -> str:
    if mark == SLIP and REPLIED in here.person.rule:
        return "key_slip_replied"
    return f"key_{mark}_teen" if mark == KEPT and here.person.age is Age.TEEN else f"key_{mark}"


def _milestones(here: Here, shown: list[date]) -> list[tuple[int, int]]:
    """(place, milestone) of those that lie in these days. Those under 18 have set no window."""
    since, window = here.person.since, here.person.window
    if since is None or here.person.age is Age.TEEN or not here.person.counting:
        return []
    by_day = {since + timedelta(days=mark): mark for mark in (*MILESTONES, window) if mark}
    return [(n, by_day[day]) for n, day in enumerate(shown) if day in by_day]


# The same in words


def _told(here: Here, s: Signs, shown: list[date]) -> str:
    first, last = here.spoken(shown[0]), here.spoken(shown[-1])
    span = (
        here.words("span", days=len(shown), first=first, last=last) if len(shown) > 1 else here.words("day", day=last)
    )
    parts = [span[1], *_range(here, "mood", s.mood, shown), *_range(here, "urge", s.urge, shown)]
    if not here.person.counting:
        return "\n".join(parts)
    if contact := friend.counted(s).intersection(shown):
        teen = "_teen" if here.person.age is Age.TEEN else ""
        kept = sum(friend.is_kept(s, day) for day in contact)
        parts.append(here.words(f"told_kept{teen}", kept=kept, days=len(contact))[1])
    days = [_day(s, day) for day in shown]
    marked = {mark: sum(day.mark == mark for day in days) for mark in (NEEDED, SLIP, LOOKED)}
    marked[OWN] = sum(day.own for day in days)
    other = {LOOKED: "told_looked_harm"} if Gate.HARM in here.person.standing else {}
    other |= {SLIP: "told_slip_replied"} if REPLIED in here.person.rule else {}
    for mark, number in marked.items():
        if number:
            parts.append(here.words(other.get(mark, f"told_{mark}"), number=number)[1])
    if reached := [(str(mark), here.spoken(shown[n])) for n, mark in _milestones(here, shown)]:
        mark, day = reached[-1]
        parts.append(here.words("told_milestone", milestone=mark, day=day)[1])
    return "\n".join(parts)


def _range(here: Here, kind: str, numbers: dict[date, int], shown: list[date]) -> list[str]:
    told = [numbers[day] for day in shown if day in numbers]
    if len(told) < 2:
        return [here.words(f"{kind}_once", last=told[0])[1]] if told else []
    values = {"mean": _tenths(told), "low": min(told), "high": max(told), "last": told[-1]}
    return [here.words(f"{kind}_range", **values)[1], _course(here, numbers, shown)]


def _course(here: Here, numbers: dict[date, int], shown: list[date]) -> str:
    """How it went, as the line in the picture shows it: day by day, or the means of weeks."""
    by = "weeks" if len(shown) >= TWO_WEEKS else "days"
    every = 7 if by == "weeks" else 1
    parts = [shown[at : at + every] for at in range(0, len(shown), every)]
    told = [[numbers[day] for day in part if day in numbers] for part in parts]
    course = list[str]()
    for there, run in groupby(told, bool):
        gap = len(several := list(run))
        blank = here.words("untold")[1] if gap == 1 else here.words("untold_several", number=gap)[1]
        course += [_tenths(part) for part in several] if there else [blank]
    return here.words(f"course_{by}", course=", ".join(course))[1]


def _tenths(told: list[int]) -> str:
    return f"{fmean(told):.1f}".removesuffix(".0")


# A milestone


def _reached(here: Here) -> int | None:
    """The last milestone that was reached; None before the first, and for those who want no counting."""
    if not here.person.counting:
        return None
    day, window = window_day(here.person, here.today) or 0, here.person.window
    return max((mark for mark in {*MILESTONES, window} if 0 < mark <= day), default=None)


def milestone(here: Here) -> Outcome:
    """The badge of the last milestone, for nobody else: it is sent where they talk to us, and nowhere besides."""
    if here.person.is_calm(here.now):
        return Outcome((_calm(here),))
    mark, choices = _reached(here), here.offered("progress", "checkin", "crisis")
    if mark is None:
        title, text = here.words("not_yet" if here.person.counting else "uncounted")
        return Outcome((Ask("", text, title, choices),))
    counts = count(telling.with_open(here), here.person)
    title, text = here.words("reached", milestone=mark)
    kept = here.words("counted", kept=counts.kept, days=counts.days)[1] if counts.kept else ""
    ask = Ask("", "\n\n".join(filter(None, (text, kept))), title, choices)
    _, words = here.words("badge")
    _, number = here.words("badge_number", milestone=mark)
    return Outcome((Show(ask, Badge(number, words), here.words("told", milestone=mark)[1]),))


PROGRESS = Do(
    progress,
    says(
        "heading none line_mood line_urge line_mood_weeks line_urge_weeks key_kept_teen to_words to_always to_pictures"
        " key_slip_replied key_milestone key_few untold friend"
    )
    | says("slip_today level unsaid down up")
    | says(" ".join(f"key_{mark}" for mark in (*MARKS, OWN)))
    | says("picture", "days")
    | says("span", "days first last")
    | says("day", "day")
    | says("mood_range urge_range", "mean low high last")
    | says("mood_once urge_once", "last")
    | says("untold_several", "number")
    | says("course_days course_weeks", "course")
    | says("told_kept told_kept_teen", "kept days")
    | says("told_needed told_slip told_looked told_looked_harm told_own told_slip_replied", "number")
    | says("told_milestone", "milestone day")
    | says("calm", "help")
    | says("slip_barred slip_hurt few own needed gaps kept", "number")
    | says("after_slip", "day number")
    | says("slip_lately", "day")
    | says("pulls_gone", "before")
    | says("pulls_fewer pulls_more", "before number"),
)
MILESTONE = Do(
    milestone,
    says("not_yet uncounted badge")
    | says("reached told badge_number", "milestone")
    | says("counted", "kept days")
    | says("calm", "help"),
)
