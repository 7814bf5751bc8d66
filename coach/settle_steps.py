"""What the flows of the beginning and of /settings do, and what their texts quote about the person."""

from msgspec.structs import replace

from coach import places, schedule, settle, times, zones
from coach.effects import Ask, Change, Effect, Forget, Kind, Knock, Record, Say, Wake
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry
from coach.person import Age, Goal, Person
from coach.safety import lines

# What they do


def welcome(here: Here) -> Outcome:
    """/start again erases nothing: somebody known is shown what can be done."""
    person = here.person
    if not person.settled:
        return Outcome(go="" if not person.ready else "begun")
    menu = here.menu("back", "checkin", "chances", "status", "settings", "crisis")
    return Outcome((menu, *(() if person.reached else (knock_at(here),))), "known")


def agree(here: Here) -> Outcome:
    """Consent: from here on the person is remembered, and their silence is looked at."""
    age = Age.TEEN if here.answers.get("age") == "teen" else Age.ADULT
    person = replace(here.person, age=age, consented=here.now)
    wakes = Wake("lapse", None), Wake(schedule.SILENT, here.now + schedule.LOOK)
    return Outcome((Change(replace(person, pace=schedule.most(person))), *wakes))


def one_clock(here: Here) -> Outcome:
    """A country with a single clock answers the next question by itself."""
    known = len(zones.clocks(here.book.places, here.answers.get("country", ""), here.now)) == 1
    return Outcome(go="known" if known else "")


def teen(here: Here) -> Outcome:
    return Outcome(go="teen" if here.person.age is Age.TEEN else "")


def finish(here: Here) -> Outcome:
    """The end of the beginning: what was answered counts already, the rest stays at its default, the days begin."""
    person = replace(here.person, settled=True)
    if person.since is None:
        person = replace(person, since=times.today(here.now, person.zone))
    begun = Entry("window", str(person.window), times.today(here.now, person.zone), here.now)
    wakes = schedule.plan(person, here.session.tag, here.now)
    key = "settled_teen" if person.age is Age.TEEN else "settled_gate" if person.gated else "settled"
    at, where = f"{person.hour:%H:%M}", place(here.book.places, person.zone)
    other, help_line = f"{schedule.prompt_hour(person):%H:%M}", lines.crisis(here.book, person)
    title, text = here.words(key, hour=at, place=where, other=other, help=help_line)
    calm = person.calm_until if person.is_calm(here.now) else None
    quiet = (here.say("settled_quiet", date=here.spoken(times.today(calm, person.zone))),) if calm else ()
    buttons = here.offered("checkin", *(() if calm else ("lesson",)), "chances", "crisis")
    return Outcome((Change(person), Record(begun), *wakes, Ask("", text, title, buttons), *quiet, knock_at(here)))


def knock_at(here: Here) -> Knock:
    """To where their messages will come, where that is not here."""
    title, text = here.book.fill(here.book.flows["knock"].words["knock"], 0, {})
    return Knock(text, title)


def place(gazetteer: places.Gazetteer, zone: str) -> str:
    return gazetteer.cities.get(zone, zone)


def decline(here: Here) -> Outcome:
    """Nothing is kept. What is said in parting is a receipt: anything else would be erased with the rest."""
    return Outcome((Forget(), replace(here.say("declined"), kind=Kind.RECEIPT)))


def too_young(here: Here) -> Outcome:
    return Outcome((Forget(), replace(here.say("too_young"), kind=Kind.RECEIPT)))


def aged(here: Here) -> Outcome:
    """Another age than was told before. Somebody under 18 keeps the check-in and its reminder, and nothing else."""
    answer = here.answers.get("age")
    if answer == "child":
        gone = here.book.fill(here.book.flows["start"].words["too_young"], 0, {})
        return Outcome((Forget(), Say(gone[1], gone[0], Kind.RECEIPT)))
    return Outcome(of_age(here, Age.TEEN if answer == "teen" else Age.ADULT))


def of_age(here: Here, age: Age) -> tuple[Effect, ...]:
    """They are of another age than was told before, are written to no more often than is right for it, and told."""
    person = replace(here.person, age=age)
    person = replace(person, pace=schedule.most(person)) if person.pace in schedule.DAILY else person
    wakes = schedule.plan(person, here.session.tag, here.now) if person.settled else ()
    told = lines.crisis(here.book, person)
    words = here.say("aged_teen", help=told) if person.age is Age.TEEN else here.say("aged_adult")
    return Change(person), *wakes, words


def settings(here: Here) -> Outcome:
    """/settings zone goes to the question at once, /settings zone Berlin answers it, by itself it shows the list."""
    argument = here.answers.get("argument", "")
    known = settle.CHANGES if here.person.age is not Age.TEEN else settle.TEENS
    for key in known:
        name = key.replace("_", " ")
        if f"{argument.casefold().replace('_', ' ')} ".startswith(f"{name} "):
            return Outcome(go=key, ahead=argument[len(name) :].strip())
    return Outcome()


def apply(here: Here) -> Outcome:
    """One setting changed: the messages are planned anew, and what is so now is said."""
    person = settle.changed(here)
    effects: list[Effect] = [Change(person)]
    if person.settled:
        effects += schedule.plan(person, here.session.tag, here.now)
    if "window" in here.answers:
        effects.append(Record(here.entry("window", str(person.window))))
    hoping = here.answers.get("goal") == Goal.RECONCILE.value and person.gated
    return Outcome((*effects, here.say("changed_gated" if hoping else "changed")))


# What texts quote about the person


def clock(here: Here) -> Value:
    """What time it is for them; where that is only guessed at, whose clock it is."""
    zone, key = settle.zone_of(here), "your_clock" if knows_clock(here) else "guessed_clock"
    values = {"clock": f"{times.local(here.now, zone):%H:%M}", "place": place(here.book.places, zone)}
    return here.book.fill(here.book.phrases.say[key], 0, values)[1]


def knows_clock(here: Here) -> bool:
    """Whether their clock was told, or follows from their country, and is not only taken for the likeliest."""
    if "country" in here.answers and not here.answers.get("zone"):
        return one_clock(here).go == "known"
    return bool(here.answers.get("zone") or here.person.country) or here.person.zone != Person().zone


def contact(here: Here) -> Value:
    return here.book.operator


def retention(here: Here) -> Value:
    return here.book.counted(here.book.retention, "day")


WELCOME = Do(welcome, says("back"), frozenset({"known", "begun"}))
AGREE = Do(agree)
ONE_CLOCK = Do(one_clock, goes=frozenset({"known"}))
TEEN = Do(teen, goes=frozenset({"teen"}))
FINISH = Do(finish, says("settled settled_gate settled_teen", "hour place other help") | says("settled_quiet", "date"))
AGED = Do(aged, says("aged_adult") | says("aged_teen", "help"))
DECLINE = Do(decline, says("declined"))
TOO_YOUNG = Do(too_young, says("too_young"))
SETTINGS = Do(settings, goes=frozenset(settle.CHANGES))
APPLY = Do(apply, says("changed changed_gated"))
