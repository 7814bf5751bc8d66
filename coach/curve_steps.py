"""What /curve does: open, draw and read the line, set it beside the one before, and ask once more in three weeks.

Judged in curve.py, collected in curve_moments.py.
"""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from coach import chart, curve, schedule, times
from coach.chart import Curve, Line
from coach.curve import Moment, signed
from coach.curve_moments import label, moments
from coach.effects import Ask, Effect, Record, Say, Show, Wake
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry
from coach.person import Gate, Pace
from coach.safety import lines
from coach.sketch import columns

KIND = "curve"
AGAIN, AFTER = "again", 21  # the wake that asks for it once more, and after how many days
GATED = frozenset({2, 4, 5, 6})  # the verdicts that have other words where a gate stands


def before(here: Here) -> Outcome:
    """Nothing is weighed in the days after words of danger, and no line is drawn through fear."""
    if here.person.is_calm(here.now):
        return _shut(here, "calm", "crisis", "checkin")
    if Gate.ABUSE in here.person.standing:
        first = ("safety",) if here.person.worded else ()
        return _shut(here, "abuse", *first, "crisis", "checkin", dv=lines.abuse(here.book, here.person))
    if here.person.worded:
        return _shut(here, "ask_first", "safety", "crisis")
    return Outcome()


def _shut(here: Here, key: str, *flows: str, **values: Value) -> Outcome:
    title, text = here.words(key, **values)
    return Outcome((Ask("", text, title, here.buttons(*flows)),), "closed")


def begin(here: Here) -> Outcome:
    """The last one, where there is one, and whether it shall be drawn anew; with "new" straight to the moments."""
    last = curve.last(here.ledger)
    if last is None or here.answers.get("argument") == "new":
        return Outcome((here.say("intro"),))
    line = _line(here, curve.load(last), last.day)
    return Outcome((_picture(here, "last", line, day=line.name),), "again")


def draw(here: Here) -> Outcome:
    """The line, the one before beside it, and the verdict; nothing where it has been closed to them in between."""
    if (shut := before(here)).effects:
        return replace(shut, go="done")
    found = moments(here)
    if not curve.is_enough(found):  # asked for them by a question of before
        return Outcome(go="few")
    reading, last = curve.read(found), curve.last(here.ledger, here.today) or curve.last(here.ledger)
    entry = here.entry(KIND, f"v{reading.verdict}", curve.write(found))
    effects: list[Effect] = [Record(entry), *_drawn(here, found, last)]
    title, text = _verdict(here, reading)
    effects.append(Ask("", text, title, here.offered("learn", "checkin", "crisis")))
    asks = last is None and here.person.pace is not Pace.NONE
    return Outcome(tuple(effects), "" if asks else "done")


def _drawn(here: Here, found: list[Moment], last: Entry | None) -> tuple[Effect, ...]:
    """The new line, and, faint, the one before, with what moved said in words."""
    if last is None:
        return (_picture(here, "drawn", _line(here, found, here.today)),)
    both = curve.beside(curve.load(last), found)
    now = _line(here, found, here.today, both.now_at)
    before = _line(here, both.then, last.day, both.at)
    return (_picture(here, "drawn", now, before), _beside(here, last, found, (now, before)))


def _line(here: Here, found: Sequence[Moment], day: date, at: tuple[int, ...] = ()) -> Line:
    reading = curve.read(found)
    moments = tuple(chart.Moment(label(here, one), one.score) for one in found)
    return Line(here.spoken(day), moments, reading.at, reading.mean, at)


def _picture(here: Here, head: str, *lines: Line, **values: Value) -> Show:
    """The line, and beside it each moment with its number and the three figures, which stand by themselves."""
    line = lines[0]
    title, opening = here.words(head, **values)
    was = {at: one for earlier in lines[1:] for at, one in zip(earlier.at, earlier.moments, strict=True)}
    rows = [_row(here, line, n, was.get(line.at[n])) for n in range(len(line.moments))]
    pe = (line.moments[line.peak].score + line.moments[-1].score) / 2
    figures = here.words("figures", mean=signed(line.mean, 1), pe=signed(pe, 1))[1]
    marks = {key: here.words(f"mark_{key}")[1] for key in ("peak", "end", "mean", "good", "bad")}
    picture = Curve(title, lines, **marks)
    return Show(Ask("", "\n".join(rows) + f"\n\n{figures}", title), picture, opening)


def _row(here: Here, line: Line, n: int, was: chart.Moment | None) -> str:
    """`was`: the same moment, as it stood before."""
    marks = [name for name, at in (("peak", line.peak), ("end", len(line.moments) - 1)) if at == n]
    marked = ", ".join(here.words(f"mark_{name}")[1] for name in marks)
    one = line.moments[n]
    values: dict[str, Value] = {"n": n + 1, "name": one.label, "score": signed(one.score)}
    if was is not None and was.score != one.score:
        row = here.words("row_was", **values, before=signed(was.score))[1]
    else:
        row = here.words("row" if was is None else "row_same", **values)[1]
    return f"{row} ({marked})" if marked else row


def _verdict(here: Here, reading: curve.Reading) -> tuple[str, str]:
    gated = here.person.gated and reading.verdict in GATED
    title, text = here.words(f"v{reading.verdict}{'_gate' if gated else ''}")
    harm = [here.words("harm")[1]] if Gate.HARM in here.person.standing else []
    pulled = [here.words("gap_up" if reading.gap > 0 else "gap_down")[1]] if reading.is_pulled else []
    return title, "\n\n".join([text, *harm, *pulled, here.words("closing")[1]])


def _beside(here: Here, last: Entry, found: list[Moment], both: tuple[Line, Line]) -> Say:
    """Both curves, and what moved, in words."""
    before = curve.load(last)
    moved = curve.moved(before, found)
    now, then = both
    end = max(*now.at, *then.at)
    title, text = here.words("both", day=then.name, then=columns(then, end), now=columns(now, end))
    means = {"before": signed(curve.read(before).mean, 1), "now": signed(curve.read(found).mean, 1)}
    told = [here.words({0: "mean_same", 1: "mean_up", -1: "mean_down"}[moved.mean], **means)[1]]
    for key, change in (("moved_end", moved.end), ("moved_peak", moved.peak)):
        if change is not None:
            told.append(here.words(key, before=signed(change[0]), now=signed(change[1]))[1])
    if moved.moment is not None and tuple(m.score for m in moved.moment) not in (moved.end, moved.peak):
        a, b = moved.moment
        told.append(here.words("moved_most", name=label(here, b), before=signed(a.score), now=signed(b.score))[1])
    gone = [(m.label, signed(m.score)) for at, m in zip(then.at, then.moments, strict=True) if at not in now.at]
    if gone:
        told.append(here.words("only_then", moments="; ".join(f"{name}: {score}" for name, score in gone))[1])
    return Say("\n\n".join([text, " ".join(told), here.words("moved_close")[1]]), title)


# Once more, if they want


def again(here: Here) -> Outcome:
    """One message in three weeks, for a yes. A wake's key stands in plain sight in the store, and says no more."""
    if here.answers.get("ask") != "yes":
        return Outcome((here.say("not_asked"),))
    due = schedule.promised(here.person, here.now, days=AFTER)
    return Outcome((Wake(AGAIN, due), here.say("will_ask", day=here.spoken(times.today(due, here.person.zone)))))


_VERDICTS = " ".join([*(f"v{n}" for n in range(1, 7)), *(f"v{n}_gate" for n in sorted(GATED))])
_SHUT = says("calm ask_first") | says("abuse", "dv")
BEFORE = Do(before, _SHUT, frozenset({"closed"}))
BEGIN = Do(begin, says("intro again_prompt") | says("last", "day"), frozenset({"again"}))
DRAW = Do(
    draw,
    _SHUT
    | says(
        f"{_VERDICTS} drawn harm gap_up gap_down closing moved_close mark_peak mark_end mark_mean mark_good mark_bad"
    )
    | says("figures", "mean pe")
    | says("row row_same", "n name score")
    | says("row_was", "n name score before")
    | says("only_then", "moments")
    | says("both", "day then now")
    | says("mean_same mean_up mean_down moved_end moved_peak", "before now")
    | says("moved_most", "name before now"),
    frozenset({"done", "few"}),
)
ASK = Do(again, says("not_asked") | says("will_ask", "day"))
