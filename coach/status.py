"""/status: the day, the days kept, the next milestone, and when the next message comes."""

from coach import dates, lessons, nudges, occasions, progress, schedule, states, telling, times
from coach.counts import LOOKED, REPLIED, Counts, count, next_milestone, paused, window_day
from coach.effects import Ask, Effect, Record, Say
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry
from coach.person import BARRED, Age, Gate, Pace

OLDER = 7  # days by which a silence is older than the window, from which it is spoken of


def status(here: Here) -> Outcome:
    """The day of the window, the days kept, the next milestone, and when the next message comes."""
    grown, begun = here.person.age is Age.ADULT, here.person.settled
    parts = [*_days(here, grown and begun), *_pause(here), _messages(here)]
    last = here.ledger.last("chances")
    if last is not None and grown and not here.person.is_calm(here.now):
        parts.append(here.words("result", day=here.spoken(last.day))[1])
    title, _ = here.words("heading")
    shown = ("progress",) if progress.is_pictured(here.ledger) else ()
    told = ("story",) if any(e.kind in telling.TOLD for e in here.ledger) else ()
    names = (*(() if begun else ("start",)), "checkin", *shown, "settings", "chances", *told, "crisis")
    page = Ask("", "\n".join(parts), title, here.offered(*names))
    return Outcome((*_waiting(here), page))


def _days(here: Here, window: bool) -> list[str]:
    """What is counted, or that nothing is shown of it. Those under 18 have set no window."""
    if not here.person.counting:
        return [here.words("uncounted")[1]]
    kept = _kept(here, count(telling.with_open(here), here.person))
    return [_day(here), *kept, *_lessons(here), *_ahead(here)] if window else kept


def _lessons(here: Here) -> list[str]:
    done = lessons.done(here.ledger)
    return [here.words("lessons", number=done)[1]] if done else []


def _pause(here: Here) -> list[str]:
    """That today counts for nothing: it is a day of a pause."""
    return [here.words("paused")[1]] if here.person.counting and here.today in paused(here.ledger) else []


def _waiting(here: Here) -> tuple[Effect, ...]:
    """Today's message, where their own room is closed to it. It counts as said: it comes once, as any other does."""
    person, today = here.person, here.today
    if person.reached or not schedule.wanted(person, here.now) or schedule.next_nudge(person, "", here.now) is None:
        return ()
    if (dated := _dated(here)) is not None:
        return dated
    if person.tries_again(here.now) or not schedule.is_day(person, today):
        return ()
    by_id = {nudge.id: nudge for nudge in here.book.messages if nudges.suits(nudge.pool, person)}
    said = [e for e in here.ledger.of("push") if e.day == today and e.note == "nudge" and e.value in by_id]
    hour = times.local(here.now, person.zone).hour
    asked = nudges.wanted_for(here.book, person, here.ledger, today, hour, 0, here.session.tag)
    chosen = by_id[said[-1].value] if said else nudges.choose(asked)
    if chosen is None:
        return ()
    title, text = nudges.worded(here.book, person, chosen.text, today)
    record = () if said else (Record(Entry("push", chosen.id, today, here.now, "nudge")),)
    return (*record, here.say("waiting"), Say(text, title))


def _dated(here: Here) -> tuple[Effect, ...] | None:
    """A hard date, where one takes the place of today's message; the same one for all of the day."""
    book, person, today = here.book, here.person, here.today
    danger = states.was_unsafe(here.ledger, person, today)
    sent = [e for e in here.ledger.of("push") if e.day == today and e.note == "nudge"]
    if sent:
        told = occasions.again(book, person, here.ledger, sent[-1], danger)
        return None if told is None else (here.say("waiting"), Ask("", told.text, told.title, told.buttons))
    if (due := dates.due(here.ledger, person.zone, today, evening=False)) is None:
        return None
    told = occasions.spoken(book, person, due, today, None, danger)
    records = (Entry("push", told.id, today, here.now, "nudge"), *occasions.marks(due, here.now))
    return (*map(Record, records), here.say("waiting"), Ask("", told.text, told.title, told.buttons))


def _day(here: Here) -> str:
    """The day of the window; where the silence is older than that, how old it is."""
    last, since = here.person.last_contact, here.person.since
    before = last is not None and since is not None and (since - last).days >= OLDER
    silent = f"\n{here.words('silent', days=(here.today - last).days)[1]}" if before and last is not None else ""
    return _of_window(here) + silent


def _of_window(here: Here) -> str:
    day = window_day(here.person, here.today) or 0
    if day == 0:
        return here.words("day_zero")[1]
    if here.person.window and day <= here.person.window:
        return here.words("day_of", day=day, window=here.person.window)[1]
    return here.words("day_past" if here.person.window else "day_open", day=day)[1]


def _kept(here: Here, counts: Counts) -> list[str]:
    if not counts.days:
        return [here.words("kept_none")[1]]
    teen = "_teen" if here.person.age is Age.TEEN else ""  # who never set a time to keep
    values: dict[str, Value] = {"kept": counts.kept, "days": counts.days}
    if not counts.kept:  # noughts would tell them nothing that they don't know
        told = [here.words(f"kept_first{teen}", days=counts.days)[1]]
    elif not counts.longest:  # all of them from another counter, of which no run is known
        told = [here.words("kept_only", **values)[1]]
    else:
        told = [here.words(f"kept{teen}", **values, longest=counts.longest)[1]]
    standing = here.person.standing
    rule = "_rule" if LOOKED in here.person.rule else "_gate" if standing & BARRED else ""
    looked = "looked_harm" if Gate.HARM in standing else f"looked{rule}"
    for key, number in ((looked, counts.looked), ("own", counts.own), (f"mended{teen}", counts.mended)):
        if number:
            told.append(here.words(key, number=number)[1])
    return [*told, *([here.words("replies")[1]] if REPLIED in here.person.rule else [])]


def _ahead(here: Here) -> list[str]:
    day = window_day(here.person, here.today) or 0
    ahead = next_milestone(day, here.person.window)
    return [here.words("milestone", milestone=ahead, left=ahead - day)[1]] if ahead else []


def _messages(here: Here) -> str:
    person = here.person
    if not person.settled:
        return here.words("messages_unsettled")[1]
    if not person.reached:
        return here.words("messages_closed")[1]
    if person.pace is Pace.NONE:
        return here.words("messages_none")[1]
    if (held := schedule.held(person, here.now)) is not None:
        return here.words("messages_held", date=here.spoken(held))[1]
    if person.together is not None and person.tries_again(here.now):
        return here.words("messages_rest", date=here.spoken(times.today(person.together, person.zone)))[1]
    evening = f"{schedule.prompt_hour(person):%H:%M}"
    return here.words(f"messages_{person.pace.value}", hour=f"{person.hour:%H:%M}", evening=evening)[1]


STATUS = Do(
    status,
    says("heading day_zero kept_none uncounted paused replies messages_unsettled messages_closed messages_none waiting")
    | says("day_of", "day window")
    | says("day_past day_open", "day")
    | says("silent", "days")
    | says("kept kept_teen", "kept days longest")
    | says("kept_only", "kept days")
    | says("kept_first kept_first_teen", "days")
    | says("looked looked_harm looked_gate looked_rule own lessons mended mended_teen", "number")
    | says("milestone", "milestone left")
    | says("messages_full messages_two messages_one messages_some messages_three messages_weekly", "hour evening")
    | says("messages_held messages_rest", "date")
    | says("result", "day"),
)
