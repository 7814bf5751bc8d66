"""The questions that words of danger raise, and what is answered to each answer (content 3.2)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from coach import plan, schedule, times
from coach.effects import Ask, Change, Effect, Kind, Record, Wake
from coach.here import Do, Here, Outcome, says, urgent
from coach.ledger import Entry, Ledger
from coach.person import CALM, Person
from coach.phrases import REFLECTED
from coach.safety import lines


def quiet(person: Person, now: datetime, what: str) -> tuple[Effect, ...]:
    """Three days without odds and without our own messages. What it was and when is kept, and no word of it."""
    return Change(replace(person, calm_until=now + CALM)), *noted(person, now, "danger", what)


def looks(person: Person, now: datetime) -> tuple[Effect, ...]:
    """One soft message some hours later, and one next morning."""
    later = now + LATER
    return Wake("soon", later), Wake("morning", times.next_time(schedule.morning(person), person.zone, later + MORNING))


def told_of(person: Person, ledger: Ledger, now: datetime, within: timedelta) -> list[str]:
    """What was noted of danger within this time, oldest first. Of somebody who has not agreed nothing is noted."""
    entries = ledger.of("danger") if person.ready else ()
    return [entry.value for entry in entries if timedelta(0) <= now - entry.at < within]


def only_a_phrase(person: Person, now: datetime, heard: str) -> tuple[Effect, ...]:
    """What was heard was a way of saying it, and is not asked about again today."""
    return noted(person, now, "phrase", heard)


def noted(person: Person, now: datetime, kind: str, value: str) -> tuple[Effect, ...]:
    """Of somebody who has not agreed to be remembered nothing is noted."""
    return (Record(Entry(kind, value, times.today(now, person.zone), now)),) if person.ready else ()


def phrase(here: Here) -> Outcome:
    """On with what was open; where nothing was, with what they may have been telling, for their words are not kept."""
    noted, said = only_a_phrase(here.person, here.now, here.answers.get("heard", "")), here.say("phrase")
    if here.session.under is not None or not here.person.ready or not here.person.may_open("adult"):
        return Outcome((*noted, said))
    text = f"{said.text}\n\n{here.words('phrase_on')[1]}"
    return Outcome((*noted, Ask("", text, choices=here.offered("slip", "they", "checkin", "crisis"))))


def unsaid(here: Here) -> Outcome:
    return Outcome((here.urge("unsaid", help=who_to_call(here)),))


def deeper(here: Here) -> Outcome:
    """Not only a phrase: what was open waits, and the direct question comes."""
    return Outcome(quiet(here.person, here.now, "tier2"), alone=True)


def answered(here: Here) -> Outcome:
    """All four answers show who to call. A no is followed by one softer question, and never by silence."""
    match here.answers.get("asked"):
        case "yes":
            return Outcome((_urge(here, "yes"), *looks(here.person, here.now)), "near")
        case "sometimes":
            return Outcome((_urge(here, "sometimes"),))
        case "no":
            return Outcome(go="soft")
        case _:
            return Outcome((_urge(here, "not_said"),))


def softly(here: Here) -> Outcome:
    is_well = here.answers.get("soft") == "no"
    wrong = is_well and here.answers.get("near") == "wrong"
    misread = noted(here.person, here.now, "danger", MISREAD) if wrong else ()
    return Outcome((*misread, _urge(here, "all_right" if is_well else "worried")))


def now(here: Here) -> Outcome:
    return Outcome((_urge(here, "now"),))


def nearness(here: Here, answer: str) -> Effect:
    """What is said to somebody who is with another, alone, or safer."""
    return _urge(here, answer)


def near(here: Here) -> Outcome:
    """Other words are asked about once more. Whoever was misread is asked one softer question."""
    answer = here.answers.get("near", "")
    if answer == "wrong":
        return Outcome(go="soft")
    if answer in NEARNESS:
        return Outcome((nearness(here, answer),))
    if ASKED in here.answers:
        return Outcome((_urge(here, "stays"),))
    session = replace(here.session, answers={**here.answers, ASKED: "yes"})
    return Outcome((_urge(here, "stays"),), "near", session=session)


def crisis(here: Here) -> Outcome:
    """Who to call, at any moment: their own plan first, then the numbers, and a way to write on."""
    ask = here.urge("crisis", help=lines.help(here.book, here.there), plan=plan.shown(here))
    return Outcome((replace(ask, choices=here.buttons("elsewhere", *(("plan",) if here.person.ready else ()))),))


def elsewhere(here: Here) -> Outcome:
    """The lines of the country that was asked about; theirs from then on, if none was known."""
    country = here.answers.get("where", "")
    own = () if here.person.country else (Change(replace(here.person, country=country)),)
    return Outcome((*own, urgent(here.book, "", lines.help(here.book, replace(here.there, country=country)))))


def after(here: Here) -> Outcome:
    """How it is, some hours or a night later."""
    key = here.answers.get("argument", "")
    return Outcome((_urge(here, key if key in ("better", "worse") else "same"),))


def reflected(here: Here) -> str:
    """Their own words given back, by what was heard in them."""
    heard = here.answers.get("heard", "")
    key = f"reflected_{heard}" if heard in REFLECTED else "reflected"
    return here.book.fill(here.book.phrases.say[key], here.seed(key), {})[1]


def who_to_call(here: Here) -> str:
    return lines.crisis(here.book, here.there)


def _urge(here: Here, key: str) -> Effect:
    kind = Kind.REPLY if key == "all_right" else Kind.URGENT
    own = {} if key in ("all_right", "with", "better") else {"plan": plan.shown(here)}
    return here.urge(key, kind, help=who_to_call(here), **own)


LATELY = timedelta(hours=2)  # for so long what was asked or told is not asked or told in full again
LATER, MORNING = timedelta(hours=3), timedelta(hours=6)  # until the first look after them, and at least to the second
NEARNESS = ("with", "alone", "safer")
ASKED = "again"  # noted when it is asked for the second time whether somebody is near
MISREAD = "misread"  # noted of an alarm that was wrong, as they say twice

PHRASE, UNSAID, DEEPER = Do(phrase, says("phrase phrase_on")), Do(unsaid, says("unsaid", "help")), Do(deeper)
ANSWERED = Do(answered, says("yes sometimes not_said", "help plan"), frozenset({"near", "soft"}))
SOFTLY = Do(softly, says("all_right", "help") | says("worried", "help plan"))
NOW = Do(now, says("now", "help plan"))
NEAR = Do(near, says("with", "help") | says("alone safer stays", "help plan"), frozenset({"near", "soft"}))
AFTER = Do(after, says("better", "help") | says("same worse", "help plan"))
ELSEWHERE = Do(elsewhere)
CRISIS = Do(crisis, says("crisis", "help plan"))
