"""Contact told by itself, outside the check-in: what the day stands as then, and when they were last in touch."""

from datetime import date

from msgspec.structs import replace

from coach import checkin_steps, telling, times
from coach.counts import LOOKED, REPLIED, SLIP, TOUCH
from coach.effects import Ask, Change, Choice, Effect, Record, Say
from coach.here import Here, Outcome, Value
from coach.ledger import Entry
from coach.person import Person

WEIGHT = {value: n for n, value in enumerate(("kept", "needed", "they", REPLIED, LOOKED, SLIP))}
"""How heavy a day is: what comes later takes nothing of what was told before."""


def told(here: Here, value: str, day: date) -> tuple[Effect, ...]:
    """The day stands as the most that was told of it: a message from them makes no kept day of one with a slip."""
    before = here.ledger.by_day("contact").get(day)
    more = before is None or WEIGHT.get(before.value, -1) < WEIGHT[value]
    record = (Record(Entry("contact", value, day, here.now)),) if more else ()
    if value not in TOUCH:
        return record
    return (*record, Change(telling.in_touch(here.person, [Entry("contact", value, day, here.now)])))


def note(here: Here, kind: str, value: str, day: date, words: str = "") -> Record:
    return Record(Entry(kind, value, day, here.now, words))


def gate(person: Person) -> str:
    """The gate that has the word; empty where none stands."""
    return person.first_gate.value if person.first_gate else ""


def of_checkin(here: Here) -> Here:
    """As the check-in speaks: what both have to say is said in its words."""
    return replace(here, flow=here.book.flows["checkin"])


def said(here: Here, key: str, **values: Value) -> Say:
    """In other words each time that this is told on one day; what is told just now is in the ledger already."""
    times_told = sum(times.today(e.at, here.person.zone) == here.today for e in here.ledger.of("slip"))
    title, text = here.book.fill(here.flow.words[key], here.seed(key) + times_told - 1, values)
    return Say(text, title)


def calm(here: Here) -> Effect:
    """In the days after a danger nothing is weighed: it is noted, and who to call stands there."""
    return checkin_steps.calm(of_checkin(here))


def trying_again(here: Here) -> Outcome:
    """For those who try again contact is no event, and what frightens is one all the same."""
    title, text = here.words("together")
    apart = Choice("resume.apart", here.book.label("apart"))
    return Outcome((Ask("", text, title, (*here.offered("back", "safety", "crisis"), apart)),), "done")


def button(here: Here, id: str, key: str) -> Choice:
    """A standing button for a flow and what stands behind its command, with words of the open flow's."""
    return Choice(id, here.words(key)[1])
