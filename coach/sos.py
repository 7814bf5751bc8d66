"""/sos: ten minutes in the company of an urge, as often as it takes (content 10). Nobody has to have agreed to it.

People who smoked and rode the wave of wanting wanted it no less, and smoked less in the week after (Bowen & Marlatt
2009). So nothing here says that the wanting goes away.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from coach import hold, hours, nudges, plan, reasons, schedule, times, touch
from coach.counts import SLIP
from coach.danger_steps import looks, quiet
from coach.effects import Ask, Change, Effect, Record, Say, Wake
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry, Ledger
from coach.person import Gate
from coach.safety import lines
from coach.signs import STRONG
from coach.telling import in_touch

EASED = 4  # a pull that can be left alone (content 10, S6)
ROUNDS = 3  # after so many the night, or the day, is slept over
WORDS = {"less": EASED, "same": EASED + 1, "more": STRONG}  # in the place of a number, where it is kept short
ROUND = timedelta(minutes=10)
FOLLOW = {"1": timedelta(minutes=15), "2": timedelta(hours=2)}  # after the end of a round
LATE = "late"  # the pool of words for the night, and the note of what was said of it
DARK, DAWN = 22, 6  # hours
MORNING = timedelta(hours=6)  # at least so long until it is asked how the night went
CONTACT = {"kept": "kept", "sent": SLIP, "they": "they"}


def began(ledger: Ledger) -> list[Entry]:
    """Each time the ten minutes were begun. `value` is the pull then, empty where it was not told."""
    return ledger.of("sos")


def first(here: Here) -> Outcome:
    """In the days after words of danger who to call comes before anything."""
    calm = here.person.is_calm(here.now)
    return Outcome((here.urge("calm", help=lines.quiet(here.book, here.there)),) if calm else ())


def unsafe(here: Here) -> Outcome:
    """Not sure of being safe: who to call, and the days after are quiet."""
    person, now = here.person, here.now
    kept = (*quiet(person, now, "unsafe"), *looks(person, now)) if person.ready else ()
    return Outcome((*kept, here.urge("unsafe", help=lines.crisis(here.book, here.there), plan=plan.shown(here))))


def begin(here: Here) -> Outcome:
    """A round begins. The first is noted: when a pull comes is what the hours to come are learned from.

    It is asked how it went on, whether or not anybody says so when the minutes are over.
    """
    rounds = int(here.answers.get("round", "0")) + 1
    session = replace(here.session, answers={**here.answers, "round": str(rounds)})
    noted = _follow(here, here.now + ROUND)
    if rounds == 1 and here.person.ready:
        entry = here.entry("sos", here.answers.get("pull", ""))
        learned = hours.learned(here.person, here.ledger.plus(entry), here.now)
        noted = (*noted, Record(entry), *learned, *_at_night(here))
    return Outcome(noted, session=session)


def _at_night(here: Here) -> tuple[Effect, ...]:
    """A word for the small hours, when everything looks final."""
    hour = times.local(here.now, here.person.zone).hour
    if DAWN <= hour < DARK:
        return ()
    asked = nudges.wanted_for(here.book, here.person, here.ledger, here.today, hour, 0, here.session.tag)
    chosen = nudges.choose(replace(asked, kind=LATE))
    if chosen is None:
        return ()
    return Record(here.entry("push", chosen.id, LATE)), Say(chosen.text)


def after(here: Here) -> Outcome:
    """How strong it is when the minutes are over decides what is offered."""
    now, rounds = _pull(here), int(here.answers.get("round", "1"))
    noted = (*_ridden(here, now), *_follow(here, here.now))
    if now <= EASED:
        return Outcome((*noted, _ended(here, "eased")))
    if rounds >= ROUNDS:
        at = f"{schedule.morning(here.person):%H:%M}"
        return Outcome((*noted, _ended(here, "sleep_on_it", hour=at)))
    return Outcome(noted, "half" if now < STRONG else "strong")


def _pull(here: Here) -> int:
    """The number that was told, or the words in its place; a question passed over tells of no easing."""
    told = here.answers.get("again") or str(WORDS.get(here.answers.get("short_again", "same"), STRONG))
    return int(told)


def _ridden(here: Here, now: int) -> tuple[Effect, ...]:
    return (Record(here.entry("ride", str(now))),) if here.person.ready else ()


def _follow(here: Here, end: datetime) -> tuple[Effect, ...]:
    """A quarter of an hour, two hours and a night after the end of a round it is asked how it is."""
    if not here.person.ready:
        return ()
    night = times.next_time(schedule.morning(here.person), here.person.zone, end + MORNING)
    later = {key: end + wait for key, wait in FOLLOW.items()}
    if not hold.is_waiting(here.ledger, here.now):  # the morning has one question, and not two
        later["3"] = night
    return tuple(Wake(f"follow.{key}", at) for key, at in later.items())


def _ended(here: Here, key: str, **values: Value) -> Ask:
    title, text = here.words(key, **values)
    if not here.person.ready:
        return Ask("", text, title, here.buttons("sos", "start", "crisis"))
    later = here.words("look_in")[1] if key in ("eased", "enough") else ""
    words = "\n\n".join(filter(None, (text, later)))
    return Ask("", words, title, here.offered("sos", "status", "crisis"))


def enough(here: Here) -> Outcome:
    return Outcome((_ended(here, "enough"),))


def box(here: Here) -> Outcome:
    """Nothing is written to somebody who frightened or hurt them (content 10), kept or not."""
    hurt = Gate.ABUSE in here.person.standing
    return Outcome((here.say("box_hurt"),) if hurt else (), "rest" if hurt else "")


def boxed(here: Here) -> Outcome:
    """What was written is kept nowhere."""
    written = bool(here.answers.get("box"))
    session = replace(here.session, answers={**here.answers, "box": ""})
    return Outcome((here.say("boxed" if written else "not_boxed"),), session=session)


def own_reasons(here: Here) -> Outcome:
    """Their own reasons, and then something pleasant: reasons alone lower the mood (Langeslag & Sanchez 2018)."""
    told = reasons.kept(here.ledger) if here.person.ready else []
    if not told:
        return Outcome((here.say("no_reasons"),))
    return Outcome((here.say("reasons", reasons=reasons.listed(told)), here.say("pleasant")))


def somebody(here: Here) -> Outcome:
    """Who can be rung: those whom they named, or whoever comes to mind; the lines are there for this too."""
    people = plan.kept(here.ledger).get("people", "") if here.person.ready else ""
    help_line = lines.crisis(here.book, here.there)
    return Outcome((here.say("people" if people else "no_people", people=people, help=help_line),))


def thing(here: Here) -> Outcome:
    """A small thing for the body, or for the room: as they chose last."""
    chosen = next((here.answers.get(step) for step in reversed(here.session.trail)), None)
    return Outcome((here.say("tidy" if chosen == "tidy" else "move"),))


def wants(here: Here) -> Outcome:
    """They would still send it. Nobody is helped to write to somebody who is to be left alone (content 10)."""
    if here.person.first_gate is Gate.ABUSE:
        return Outcome((here.urge("wants_hurt", help=lines.abuse(here.book, here.there)),), "refused")
    if here.person.gated:
        return Outcome((here.say("wants_barred"),), "refused")
    title, text = here.words("wants")
    choices = here.buttons("hold", "sos") if here.person.ready else here.buttons("start", "sos")
    return Outcome((Ask("", text, title, choices),))


# Some time later


def ridden(here: Here) -> Outcome:
    """The answer to how it is, a quarter of an hour or two hours later."""
    key = {"same": "still", "harder": "harder"}.get(here.answers.get("argument", ""), "easier")
    return Outcome((here.menu(key, "sos", *(("people",) if key == "harder" else ()), "crisis"),))


def night(here: Here) -> Outcome:
    """How the night went: it is a word about contact, of the day on which the ten minutes were."""
    answer = here.answers.get("argument", "")
    last = began(here.ledger)
    if answer not in CONTACT or not last:
        return Outcome((_ended(here, "night_other"),))
    day = last[-1].day
    told = here.ledger.by_day("contact").get(day)
    if told is not None and (answer == "kept" or told.value == CONTACT[answer]):
        effects: tuple[Effect, ...] = ()  # what was told of that day stands
    else:
        entry = Entry("contact", CONTACT[answer], day, here.now)
        effects = (Record(entry), Change(in_touch(here.person, [entry])))
    ended = _ended(here, f"night_{answer}")
    further = {"sent": ("slip.told", "to_slip"), "they": ("they", "to_they")}.get(answer)
    on = (touch.button(touch.of_checkin(here), *further),) if further else ()
    return Outcome((*effects, replace(ended, choices=(*on, *ended.choices))))


FIRST = Do(first, says("calm", "help"))
UNSAFE = Do(unsafe, says("unsafe", "help plan"))
BEGIN = Do(begin)
BOX, BOXED = Do(box, says("box_hurt"), frozenset({"rest"})), Do(boxed, says("boxed not_boxed"))
AFTER = Do(after, says("eased look_in") | says("sleep_on_it", "hour"), frozenset({"half", "strong"}))
ENOUGH = Do(enough, says("enough look_in"))
REASONS = Do(own_reasons, says("no_reasons pleasant") | says("reasons", "reasons"))
PEOPLE = Do(somebody, says("people no_people", "people help"))
THING = Do(thing, says("move tidy"))
WANTS = Do(wants, says("wants wants_barred") | says("wants_hurt", "help"), frozenset({"refused"}))
RIDDEN = Do(ridden, says("easier still harder"))
NIGHT = Do(night, says("night_kept night_sent night_they night_other"))
