"""The one sentence that a friend might say about somebody's last weeks: what is so, and only that (content 7, 1.6)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from statistics import fmean

from msgspec import Struct

from coach.counts import SLIP, keeps
from coach.person import BARRED, Gate, afraid
from coach.signs import Signs

LEAST = 5  # days told of in each of two weeks, before one is held against the other
MOVED, FEWER = 1.0, 2  # points of a mean mood, and strong days, that are a difference
OWN, NEEDED = 3, 2  # days of a week that are worth a word
LATELY = 14  # days in which a slip is still spoken of, when days were kept after it
JUST = 3  # days in which one is spoken of by itself
Values = Mapping[str, int | date]


class Week(Struct, frozen=True):
    """Seven days, by what was told of them."""

    told: int
    moods: list[int]
    urges: list[int]
    own: int
    needed: int
    not_kept: int
    strong: int


def told_days(s: Signs) -> set[date]:
    return {*s.mood, *s.urge, *s.contact, *s.own}


def is_kept(s: Signs, day: date) -> bool:
    """As coach.counts has it."""
    return keeps(s.contact[day], s.gates, s.rule)


def counted(s: Signs) -> set[date]:
    """The days about whose contact was told, but for those of a pause."""
    return s.contact.keys() - s.away


def week(s: Signs, ago: int) -> Week:
    """`ago`: 0 for the last seven days, today among them, 1 for those before."""
    days = [s.today - timedelta(days=7 * ago + n) for n in range(7)]
    contact = counted(s).intersection(days)
    return Week(
        told=len(told_days(s).intersection(days)),
        moods=[s.mood[day] for day in days if day in s.mood],
        urges=[s.urge[day] for day in days if day in s.urge],
        own=len(s.own_days.intersection(days)),
        needed=sum(s.contact[day] == "needed" for day in contact),
        not_kept=sum(not is_kept(s, day) for day in contact),
        strong=len(s.pulled.intersection(days)),
    )


def friend(s: Signs) -> tuple[str, Values]:
    """The key of the sentence, and what it quotes: the first that is so. There is always one.

    To those who want no counting it has no figure in it, but for those who have to leave the other alone, and did not;
    "unsaid" where there is nothing to say but one with a figure.
    """
    now, before, unsaid = week(s, 0), week(s, 1), False
    for key, judged in RULES.items():
        values = judged(s, now, before)
        if values is not None and (s.counting or key == "slip_barred" or not _counts(values)):
            return key, values
        unsaid = unsaid or values is not None
    return "unsaid" if unsaid else "level", {}


def _counts(values: Values) -> bool:
    return any(isinstance(value, int) for value in values.values())


def _slip_barred(s: Signs, now: Week, _: Week) -> Values | None:
    barred = bool(s.gates & BARRED) and not afraid(s.gates)
    return {"number": now.not_kept} if barred and now.not_kept else None


def _slip_hurt(s: Signs, now: Week, _: Week) -> Values | None:
    return {"number": now.not_kept} if Gate.ABUSE in s.gates and now.not_kept else None


def _last_slip(s: Signs) -> date | None:
    return max((day for day, value in s.contact.items() if value == SLIP and day <= s.today), default=None)


def _since(s: Signs, slip: date) -> list[date]:
    return [day for day in counted(s) if slip < day <= s.today]


def _after_slip(s: Signs, _: Week, __: Week) -> Values | None:
    """Two days told of since, or more, and all of them kept."""
    slip = _last_slip(s)
    if slip is None or s.gates or (s.today - slip).days > LATELY:
        return None
    since = _since(s, slip)
    return {"day": slip, "number": len(since)} if len(since) >= 2 and all(is_kept(s, day) for day in since) else None


def _slip_today(s: Signs, _: Week, __: Week) -> Values | None:
    return {} if _last_slip(s) == s.today and not s.gates else None


def _slip_lately(s: Signs, _: Week, __: Week) -> Values | None:
    slip = _last_slip(s)
    return {"day": slip} if slip is not None and not s.gates and (s.today - slip).days <= JUST else None


def _few(s: Signs, _: Week, __: Week) -> Values | None:
    number = len(told_days(s))
    return {"number": number} if number < LEAST else None


def _mood(now: Week, before: Week) -> float:
    """By how much the mean mood rose; 0 where one of the weeks has too few days."""
    if min(len(now.moods), len(before.moods)) < LEAST:
        return 0
    return fmean(now.moods) - fmean(before.moods)


def _strong(now: Week, before: Week) -> int:
    """How many days more a strong pull came on; 0 where one of the weeks has too few days."""
    return now.strong - before.strong if min(len(now.urges), len(before.urges)) >= LEAST else 0


def _down(_: Signs, now: Week, before: Week) -> Values | None:
    return {} if _mood(now, before) <= -MOVED else None


def _pulls_gone(_: Signs, now: Week, before: Week) -> Values | None:
    return {"before": before.strong} if _strong(now, before) <= -FEWER and not now.strong else None


def _pulls_fewer(_: Signs, now: Week, before: Week) -> Values | None:
    return {"before": before.strong, "number": now.strong} if _strong(now, before) <= -FEWER else None


def _pulls_more(_: Signs, now: Week, before: Week) -> Values | None:
    return {"before": before.strong, "number": now.strong} if _strong(now, before) >= FEWER else None


def _up(_: Signs, now: Week, before: Week) -> Values | None:
    return {} if _mood(now, before) >= MOVED else None


def _own(_: Signs, now: Week, __: Week) -> Values | None:
    return {"number": now.own} if now.own >= OWN else None


def _needed(s: Signs, now: Week, _: Week) -> Values | None:
    """Not where they were hurt, or must not be in touch: how it went is not for us to call well."""
    return {"number": now.needed} if now.needed >= NEEDED and not (s.gates or now.not_kept) else None


def _gaps(_: Signs, now: Week, __: Week) -> Values | None:
    return {"number": now.told} if now.told < LEAST else None


def _kept(s: Signs, _: Week, __: Week) -> Values | None:
    """Only where all was silence: looking, a reply or a needed word may be kept, and it is none."""
    days = [day for day in counted(s) if (s.today - day).days < 7]
    return {"number": len(days)} if len(days) >= LEAST and all(s.contact[day] == "kept" for day in days) else None


RULES: Mapping[str, Callable[[Signs, Week, Week], Values | None]] = {
    "slip_barred": _slip_barred,
    "slip_hurt": _slip_hurt,
    "after_slip": _after_slip,
    "slip_today": _slip_today,
    "slip_lately": _slip_lately,
    "few": _few,
    "down": _down,
    "pulls_gone": _pulls_gone,
    "pulls_fewer": _pulls_fewer,
    "pulls_more": _pulls_more,
    "up": _up,
    "own": _own,
    "needed": _needed,
    "gaps": _gaps,
    "kept": _kept,
}
"""In this order. What was hard is not passed over for something nicer; a fall is said before a rise of another kind."""
