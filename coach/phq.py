"""/phq2: the two questions of the PHQ-2, as published, for those who want them. What comes of them names nothing."""

from datetime import timedelta

from coach import scales
from coach.effects import Ask, Record
from coach.here import Do, Here, Outcome, says
from coach.safety import lines


def begin(here: Here) -> Outcome:
    """What they are, and whose. They ask about two weeks, and so not sooner than two weeks after the last time."""
    last = here.ledger.last("phq2")
    if not here.book.asks_phq2:
        return Outcome((here.say("not_here"),), "closed")
    if last is not None and (here.today - last.day).days < scales.PHQ_REST:
        again = here.spoken(last.day + timedelta(days=scales.PHQ_REST))
        return Outcome((here.say("soon", date=again),), "closed")
    return Outcome((here.say("intro"),))


def result(here: Here) -> Outcome:
    """The sum, beside the time before; from three on, who could have a closer look."""
    told = scales.summed(here.answers, scales.PHQ)
    if told is None:
        return Outcome((here.say("left_out"),))
    last, total = scales.before(here.ledger, "phq2", here.today), sum(told)
    parts = [here.words("sum", sum=total)[1]]
    if last is not None:
        parts.append(here.words("before", before=last.value, date=here.spoken(last.day))[1])
    high = total >= scales.WORTH_SHOWING
    parts.append(here.words("worth", help=lines.quiet(here.book, here.person))[1] if high else here.words("below")[1])
    title, credit = here.words("credit")
    entry = here.entry("phq2", str(total), scales.note(told))
    names = ("crisis", "checkin") if high else ("checkin", "crisis")
    return Outcome((Record(entry), Ask("", "\n\n".join([*parts, credit]), title, here.offered(*names))))


BEGIN = Do(begin, says("intro not_here") | says("soon", "date"), frozenset({"closed"}))
RESULT = Do(
    result, says("left_out below credit") | says("sum", "sum") | says("before", "before date") | says("worth", "help")
)
