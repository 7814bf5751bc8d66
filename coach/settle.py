"""Settling in: what was asked at the start becomes the person. The same questions serve /settings, one at a time."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta

from msgspec.structs import replace

from coach import numbers, places, schedule, times, typed, zones
from coach.counts import RULE
from coach.effects import Ask, Change, Effect, Forget, Kind, Knock, Record, Say, Wake
from coach.here import Do, Here, Outcome, Reading, Told, Value, says
from coach.ledger import Entry
from coach.person import Age, Gate, Goal, Pace, Person
from coach.safety import lines
from coach.session import Offered

DAYS_AGO = {"today": 0, "yesterday": 1, "days": 3, "week": 7, "fortnight": 14, "month": 30, "months": 90}
FAR = 3650  # days; an older last contact is no answer
COMMON = ("GB", "US", "IE", "IN", "AU", "CA")  # offered; every other country is typed
HOURS = ("07:30", "09:00", "12:30", "18:00", "20:00", "21:00")


# What the questions offer, and how typed answers are read


def offer_countries(here: Here) -> tuple[Offered, ...]:
    return _named(here, COMMON)


def _named(here: Here, codes: tuple[str, ...]) -> tuple[Offered, ...]:
    return tuple(Offered(code, here.book.places.countries[code]) for code in codes)


def read_country(here: Here, text: str) -> Reading:
    meant = places.read_country(here.book.places, text)
    return meant.found[0] if meant.sure else _named(here, meant.found)


def offer_zones(here: Here) -> tuple[Offered, ...]:
    return _clocks(here, zones.clocks(here.book.places, here.country, here.now)[:6])


def read_zone(here: Here, text: str) -> Reading:
    """A bare number is that of a suggestion, and where there is none of that number, the hour it is for the person."""
    bare = _BARE.fullmatch(text.casefold())
    if bare and 1 <= numbers.value(bare[0]) <= len(here.session.offered):
        return None
    meant = zones.read_zone(here.book.places, text, here.country, here.now)
    return meant.found[0] if meant.sure else _clocks(here, meant.found)


_BARE = re.compile(numbers.NUMBER, re.ASCII)


def one_clock(here: Here) -> Outcome:
    """A country with a single clock answers the next question by itself."""
    known = len(zones.clocks(here.book.places, here.answers.get("country", ""), here.now)) == 1
    return Outcome(go="known" if known else "")


def _zone(here: Here) -> str:
    """The zone as answered; or the one known before, if it fits the country answered; or the country's most used."""
    there = here.book.places.first.get(here.answers.get("country", ""), (here.person.zone,))
    return here.answers.get("zone") or (here.person.zone if here.person.zone in there else there[0])


def _clocks(here: Here, found: tuple[str, ...]) -> tuple[Offered, ...]:
    return tuple(Offered(z, f"{here.book.places.cities[z]}, {times.local(here.now, z):%H:%M}") for z in found)


def offer_hours(_: Here) -> tuple[Offered, ...]:
    return tuple(Offered(hour, hour) for hour in HOURS)


def read_hour(_: Here, text: str) -> Reading:
    at = typed.read_clock(text)
    return None if at is None else f"{at:%H:%M}"


def read_when(here: Here, text: str) -> Reading:
    """A day in the past: a date (2026-03-01, 1.3.2026, 1 March), or how many days, weeks or months ago."""
    today = _today(here)
    day = typed.read_day(text, today)
    known = day is not None and timedelta(0) <= today - day <= timedelta(days=FAR)
    return day.isoformat() if day is not None and known else None


def mean_day(here: Here, choice: str) -> str:
    """The date that "today" or "about a week ago" is; other choices are what they are."""
    return (_today(here) - timedelta(days=DAYS_AGO[choice])).isoformat() if choice in DAYS_AGO else choice


def _today(here: Here) -> date:
    """By the clock that was just answered, which is not the person's yet."""
    return times.today(here.now, _zone(here))


def read_window(_: Here, text: str) -> Reading:
    """A number of days from 7 to 365: 40, forty, six weeks, or the only number there is in a sentence."""
    alone = _NUMBERS.findall(text)
    days = typed.read_span(text) or (int(alone[0]) if len(alone) == 1 else 0)
    return str(days) if 7 <= days <= 365 else None


_NUMBERS = re.compile(r"\d{1,4}", re.ASCII)


# What the answers change


def _last_contact(person: Person, answer: str, today: date) -> Person:
    """The window runs from the last contact. "Still in touch" begins it anew, skipping the question takes nothing."""
    last = None if answer in ("", "still") else date.fromisoformat(answer)
    since = today if answer == "still" else _since(last, person, today)
    return replace(person, last_contact=last, since=since)


def _since(last: date | None, person: Person, today: date) -> date:
    """From the last contact, unless that lies further back than the window is long: then the days there are go on."""
    recent = last is not None and (person.window == 0 or (today - last).days < person.window)
    return last if last is not None and recent else person.since or today


def _window(person: Person, answer: str, today: date) -> Person:
    """Another length takes nothing from the days: they run on from where they began. At the start they begin here."""
    person = replace(person, window=0 if answer == "open" else int(answer))
    return (
        person
        if person.settled
        else replace(person, since=_since(person.last_contact, replace(person, since=None), today))
    )


def _gate(person: Person, answer: str, _: date) -> Person:
    """What stands today by word or order; what the quiz has found about safety stays. Skip changes nothing."""
    if not answer:
        return person
    kept = person.gates - {Gate.ORDER, Gate.NO}
    stands = {"order": {Gate.ORDER}, "told_no": {Gate.NO}}.get(answer, set[Gate]())
    return replace(person, gates=kept | stands)


def _pace(person: Person, answer: str, _: date) -> Person:
    pace = Pace(answer)
    return person.at_pace(schedule.most(person) if pace in schedule.DAILY and person.age is Age.TEEN else pace)


CHANGES: Mapping[str, Callable[[Person, str, date], Person]] = {
    "country": lambda p, a, _: replace(p, country=a),
    "zone": lambda p, a, _: replace(p, zone=a),
    "goal": lambda p, a, _: replace(p, goal=Goal(a)),
    "last_contact": _last_contact,
    "window": _window,
    "since": lambda p, a, _: replace(p, since=date.fromisoformat(a)) if a else p,
    "rule": lambda p, a, _: replace(p, rule=frozenset(a.split("+")) & frozenset(RULE)) if a else p,
    "counting": lambda p, a, _: replace(p, counting=a == "on"),
    "limited": lambda p, a, _: replace(p, limited=tuple(k for k in a.split("+") if k not in ("", "none"))),
    "gate": _gate,
    "hour": lambda p, a, _: replace(p, hour=time.fromisoformat(a)),
    "pace": _pace,
    "pictures": lambda p, a, _: replace(p, pictures=a == "yes"),
}


TEENS = frozenset({"country", "zone", "hour", "pace", "counting", "pictures"})  # what somebody under 18 is asked


def changed(here: Here) -> Person:
    """The person with every answer that was given. Answers are applied in the order of CHANGES."""
    person, answers = here.person, {**here.session.told, "zone": _zone(here)}
    for question, change in CHANGES.items():
        if question in answers:
            person = change(person, answers[question], times.today(here.now, person.zone))
    return person


# What the flows do


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
    known = CHANGES if here.person.age is not Age.TEEN else TEENS
    for key in known:
        name = key.replace("_", " ")
        if f"{argument.casefold().replace('_', ' ')} ".startswith(f"{name} "):
            return Outcome(go=key, ahead=argument[len(name) :].strip())
    return Outcome()


def apply(here: Here) -> Outcome:
    """One setting changed: the messages are planned anew, and what is so now is said."""
    person = changed(here)
    effects: list[Effect] = [Change(person)]
    if person.settled:
        effects += schedule.plan(person, here.session.tag, here.now)
    if "window" in here.answers:
        today = times.today(here.now, person.zone)
        effects.append(Record(Entry("window", str(person.window), today, here.now)))
    hoping = here.answers.get("goal") == Goal.RECONCILE.value and person.gated
    return Outcome((*effects, here.say("changed_gated" if hoping else "changed")))


# What texts quote about the person


def clock(here: Here) -> Value:
    """What time it is for them; where that is only guessed at, whose clock it is."""
    zone, key = _zone(here), "your_clock" if knows_clock(here) else "guessed_clock"
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


def in_country(here: Here) -> Person:
    """One setting at a time counts when it is applied; the country, which a cry for help is answered by, at once."""
    return replace(here.person, country=here.country)


COUNTRY = Told(in_country)
TOLD = Told(changed, frozenset(CHANGES))
WELCOME = Do(welcome, says("back"), frozenset({"known", "begun"}))
AGREE = Do(agree)
ONE_CLOCK = Do(one_clock, goes=frozenset({"known"}))
TEEN = Do(teen, goes=frozenset({"teen"}))
FINISH = Do(finish, says("settled settled_gate settled_teen", "hour place other help") | says("settled_quiet", "date"))
AGED = Do(aged, says("aged_adult") | says("aged_teen", "help"))
DECLINE = Do(decline, says("declined"))
TOO_YOUNG = Do(too_young, says("too_young"))
SETTINGS = Do(settings, goes=frozenset(CHANGES))
APPLY = Do(apply, says("changed changed_gated"))
