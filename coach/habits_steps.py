"""What /habits does: two bars and a plain description, and then, where they want it, what they saw the other do.

What they say of the other is kept nowhere.
"""

from datetime import timedelta

from coach import habits
from coach.chart import Bar, Bars
from coach.effects import Ask, Record, Show
from coach.here import Do, Here, Outcome, says
from coach.person import Gate

KIND = "habits"


def before(here: Here) -> Outcome:
    """Nothing is weighed in the days after words of danger."""
    if not here.person.is_calm(here.now):
        return Outcome()
    title, text = here.words("calm")
    return Outcome((Ask("", text, title, here.buttons("crisis", "checkin")),), "closed")


def begin(here: Here) -> Outcome:
    """The last one, where it was drawn within 14 days: answers swing with moods."""
    last = here.ledger.last(KIND)
    if last is None:
        return Outcome((here.say("intro"),))
    opens = last.day + timedelta(days=habits.AGAIN_AFTER)
    if here.today >= opens:
        return Outcome((here.say("intro"), here.say("again")))
    reading = habits.read(habits.load(last))
    shown = (_shown(here, reading),) if reading is not None else ()
    return Outcome((*shown, here.menu("too_soon", "learn", "checkin", "crisis", date=here.spoken(opens))), "closed")


def result(here: Here) -> Outcome:
    """Two bars and what they say. The questions about the other only where no gate stands."""
    reading = habits.read(here.answers)
    if reading is None:
        return Outcome((here.say("too_few"),), "done")
    entry = here.entry(KIND, reading.name, habits.write(here.answers))
    if here.person.gated:
        close = here.menu("next", "learn", "checkin", "crisis")
        return Outcome((Record(entry), _shown(here, reading), close), "done")
    return Outcome((Record(entry), _shown(here, reading)))


def _shown(here: Here, reading: habits.Reading) -> Show:
    """The numbers and the description stand by themselves; the bars are a picture."""
    means = {"reach": reading.reach, "step": reading.step}
    names = {key: here.words(f"name_{key}")[1] for key in means}
    bands = tuple(here.words(f"band_{band}")[1] for band in habits.BANDS)
    rows = [
        here.words("row", name=names[key], mean=f"{mean:.1f}", band=bands[habits.band(mean)])[1]
        for key, mean in means.items()
    ]
    title, text = here.words(reading.name)
    hurt = [here.words("hurt")[1]] if Gate.ABUSE in here.person.standing else []
    parts = ["\n".join(rows), *hurt, text, here.words(f"try_{reading.name}")[1], here.words("footer")[1]]
    heading, told = here.words("bars")
    bars = tuple(Bar(names[key], mean) for key, mean in means.items())
    picture = Bars(heading, bars, bands, (habits.SOME, habits.STRONG))
    return Show(Ask("", "\n\n".join(parts), title), picture, told)


def pairs(here: Here) -> Outcome:
    """The two side by side: it explains a dance, and predicts nothing."""
    last, theirs = here.ledger.last(KIND), habits.seen(here.answers)
    buttons = here.offered("learn", "checkin", "crisis")
    if here.person.gated or last is None:
        title, text = here.words("next")
        return Outcome((Ask("", text, title, buttons),))
    if theirs is None:
        title, text = here.words("unknown")
        return Outcome((Ask("", text, title, buttons),))
    title, text = here.words(f"seen_{theirs}")
    dance = here.words(f"pair_{habits.pair(last.value, theirs)}")[1]
    return Outcome((Ask("", "\n\n".join([text, dance, here.words("dance")[1]]), title, buttons),))


_NAMES = ("steady", "reach", "step", "both")
_SHOWN = (
    says(" ".join([*_NAMES, *(f"try_{name}" for name in _NAMES), *(f"band_{band}" for band in habits.BANDS)]))
    | says("name_reach name_step hurt footer bars")
    | says("row", "name mean band")
)
BEFORE = Do(before, says("calm"), frozenset({"closed"}))
BEGIN = Do(begin, _SHOWN | says("intro again") | says("too_soon", "date"), frozenset({"closed"}))
RESULT = Do(result, _SHOWN | says("too_few next"), frozenset({"done"}))
PAIRS = Do(
    pairs,
    says("next unknown dance pair_chase pair_chased pair_two_reach pair_two_step pair_open")
    | says(" ".join(f"seen_{name}" for name in _NAMES)),
)
