"""What /story does: screens of days, one day, and one thing of it corrected, moved to another day or taken out."""

from collections import Counter
from datetime import date, datetime

from msgspec.structs import replace

from coach import forgetting, settle, slip, story, telling, typed
from coach.counts import REPLIED
from coach.effects import Ask, Change, Choice, Effect, Record, Strike
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry
from coach.safety import lines
from coach.session import Session
from coach.story import FLOW, Item

PAGE = 7  # days on a screen
DEEP = 1  # a mood up to here asks for somebody to call


# Screens


def opened(here: Here) -> Outcome:
    """The newest days by itself; p2: the second screen; 20260302, or a date: that day; with .mood: one thing."""
    argument = here.answers.get("argument", "").casefold()
    on, _, key = argument.partition(".")
    day = _read(on) or typed.read_day(argument, here.today)
    if day is not None and (here.today - day).days > settle.FAR:
        day = None  # no day of these
    if day is not None and day > here.today:
        return Outcome((here.say("ahead"),))
    if day is not None and key:
        return _one(here, day, key)
    if day is not None:
        return Outcome((_day(here, day),))
    number = int(on[1:]) if on[:1] == "p" and on[1:].isdecimal() else 1
    return Outcome((_page(here, number),))


def _read(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None


def _page(here: Here, number: int) -> Ask:
    days = list(story.by_day(here.ledger, here.person))
    pages = [days[n : n + PAGE] for n in range(0, len(days), PAGE)]
    if not pages:
        return here.menu("empty", "checkin")
    number = max(1, min(number, len(pages)))
    title, text = here.words("page", days="\n".join(_line(here, day) for day in pages[number - 1]))
    choices = [Choice(f"{FLOW}.{day:%Y%m%d}", here.spoken(day)) for day in pages[number - 1]]
    turns = {"newer": number - 1, "older": number + 1}
    more = [Choice(f"{FLOW}.p{n}", here.words(key)[1]) for key, n in turns.items() if 1 <= n <= len(pages)]
    return Ask("", text, title, (*choices, *more))


def _line(here: Here, day: date) -> str:
    told = Counter(story.lines(here.book, here.ledger, here.person, day))
    said = "; ".join(one if n == 1 else here.words("several", what=one, number=n)[1] for one, n in told.items())
    return here.words("line", day=here.spoken(day), said=said)[1]


def _day(here: Here, day: date) -> Ask:
    """What is known of a day, with a button each. Contact can be told where nothing was."""
    there = story.by_day(here.ledger, here.person).get(day, [])
    choices = [Choice(_id(day, one.key), story.said(here.book, one)) for one in there if one.kind not in story.SHOWN]
    if not any(one.kind == "contact" for one in there):
        choices.append(Choice(_id(day, "contact"), here.words("tell_contact")[1]))
    told = "\n".join(story.lines(here.book, here.ledger, here.person, day)) or here.words("nothing")[1]
    return Ask("", told, here.spoken(day), (*choices, Choice(FLOW, here.words("all_days")[1])))


def _id(day: date, key: str) -> str:
    return f"{FLOW}.{day:%Y%m%d}.{key}"


def _one(here: Here, day: date, key: str) -> Outcome:
    """What can be done about it: an answer can be changed, words can be shown, everything can go."""
    one = story.item(here.ledger, here.person, day, key)
    if one is None and key != "contact":
        return Outcome((here.say("gone_already"), _day(here, day)))
    if one is None:
        return Outcome(go="contact")
    if one.kind in story.SHOWN:
        return Outcome((_day(here, day),))
    return Outcome(go="answer" if key in telling.TOLD else "words" if one.last.note and one.kind == "word" else "sure")


def _about(here: Here) -> tuple[date, str]:
    on, _, key = here.answers.get("argument", "").casefold().partition(".")
    return _read(on) or here.today, key


def _item(here: Here) -> Item | None:
    return story.item(here.ledger, here.person, *_about(here))


def entry_said(here: Here) -> Value:
    """What it is about, with its day."""
    one, (day, _) = _item(here), _about(here)
    return here.words(
        "line", day=here.spoken(day), said=story.said(here.book, one) if one else here.words("nothing")[1]
    )[1]


# An answer corrected, moved, or taken out


def kind(here: Here) -> Outcome:
    """Which question is asked again."""
    return Outcome(go=_about(here)[1])


def wrote_back(here: Here) -> Outcome:
    return Outcome(go=REPLIED if here.answers.get("contact") == "they" else "")


def change(here: Here) -> Outcome:
    """A later entry about the same day takes the place of the one before, and everything is counted anew."""
    (day, key), one = _about(here), _item(here)
    if key not in telling.TOLD:
        return Outcome((here.say("gone_already"),))
    value = telling.contact(here.answers) if key == "contact" else here.answers.get(key, "")
    new = Entry(key, value, day, here.now)
    effects, session = _instead(here, one, new)
    if key == "contact" and (apart := _told_apart(here, day, but=value)):
        effects = (*effects, Strike(apart))
    if key == "mood" and int(value) <= DEEP:
        return Outcome((*effects, here.urge("changed_low", help=lines.crisis(here.book, here.person))), session=session)
    return Outcome((*effects, _after(here, "changed", day, new)), session=session)


def _instead(here: Here, one: Item | None, new: Entry) -> tuple[tuple[Effect, ...], Session]:
    ledger, person, left = here.ledger.plus(new), here.person, here.session.left
    if one is not None:
        person = forgetting.undone(person, one.last, here.ledger.without(*one.entries).plus(new))
        left = forgetting.untold(here, left, one.last)
    told = max(e.day for e in ledger if e.kind in forgetting.CHECKIN)
    person = telling.in_touch(replace(person, told=told), [new])
    return (Record(new), Change(person)), replace(here.session, left=left)


def _told_apart(here: Here, day: date, but: str = "") -> tuple[Entry, ...]:
    """Contact of that day that was told by itself, which the day's answer takes along. `but`: what says the same."""
    return tuple(e for e in here.ledger.of("slip") if e.day == day and slip.COUNTED.get(e.value) != but)


def move(here: Here) -> Outcome:
    """Told of the wrong day: it goes there, and is gone here."""
    (day, _), one = _about(here), _item(here)
    to = date.fromisoformat(here.answers["to_day"])
    if one is None or to == day or to > here.today:
        return Outcome((here.say("same_day"),))
    new = Entry(one.kind, one.last.value, to, here.now, one.last.note)
    apart = _told_apart(here, day) if one.kind == "contact" else ()
    struck, left = forgetting.taken_out(here, (*one.entries, *apart))
    changed = next(effect.person for effect in struck if isinstance(effect, Change))
    others = [effect for effect in struck if not isinstance(effect, Change)]
    person = telling.in_touch(replace(changed, told=max(filter(None, (changed.told, to)))), [new])
    effects = (*others, Record(new), Change(person), _after(here, "moved", to, new))
    return Outcome(effects, session=replace(here.session, left=left))


def shown(here: Here) -> Outcome:
    """Their own words, because they asked."""
    one = _item(here)
    if one is None:
        return Outcome((here.say("gone_already"),))
    day, _ = _about(here)
    return Outcome((here.say("own_words", day=here.spoken(day), words=one.last.note),))


def gone(here: Here) -> Outcome:
    """Taken out of everything, as by /forget."""
    one, (day, _) = _item(here), _about(here)
    if one is None:
        return Outcome((here.say("gone_already"),))
    apart = _told_apart(here, day) if one.kind == "contact" else ()
    effects, left = forgetting.taken_out(here, (*one.entries, *apart))
    struck = [entry for effect in effects if isinstance(effect, Strike) for entry in effect.entries]
    rest = replace(here, ledger=here.ledger.without(*struck))
    return Outcome((*effects, here.say("gone"), _day(rest, day)), session=replace(here.session, left=left))


def _after(here: Here, key: str, day: date, new: Entry) -> Ask:
    said = story.said(here.book, Item(new.kind, new.kind, (new,)))
    title, text = here.words(key, day=here.spoken(day), said=said)
    text += f" {here.words('anew')[1]}" if here.person.counting else ""
    choices = Choice(f"{FLOW}.{day:%Y%m%d}", here.spoken(day)), Choice(FLOW, here.words("all_days")[1])
    return Ask("", text, title, (*choices, *here.offered("status")))


OPENED = Do(
    opened,
    says("empty older newer all_days nothing tell_contact gone_already ahead")
    | says("sos ride load clarity phq2", "value")
    | says("sos_begun word window pause away brought date away_day")
    | says("mood urge contact own slip", "value")
    | says("several", "what number")
    | says("page", "days")
    | says("line", "day said"),
    frozenset({"contact", "answer", "words", "sure"}),
)
KIND = Do(kind, goes=frozenset(telling.TOLD))
WROTE_BACK = Do(wrote_back, goes=frozenset({REPLIED}))
CHANGE = Do(change, says("changed", "day said") | says("anew gone_already") | says("changed_low", "help"))
MOVE = Do(move, says("moved", "day said") | says("same_day"))
SHOW = Do(shown, says("own_words", "day words") | says("gone_already"))
GONE = Do(gone, says("gone gone_already"))
