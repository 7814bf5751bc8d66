"""/own: what was done, the areas to grow in, small things of one's own, and the hours that did not go to the other."""

from msgspec.structs import replace

from coach import meter, numbers, own
from coach.counts import count
from coach.effects import Ask, Change, Choice, Record, Say
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, says
from coach.ledger import Ledger
from coach.person import Goal
from coach.safety import lines
from coach.session import Offered

LONGEST = 120  # characters of what somebody writes that are kept
GOES = ("did", "areas", "mine", "hours")
DROP = "drop_"  # before the place of a small thing, where it is to be taken away


def begin(here: Here) -> Outcome:
    """One of the four by its name; other words tell of something done; nothing, or a number, shows how it stands."""
    argument = here.answers.get("argument", "").strip()
    first, _, rest = argument.replace(":", " ", 1).partition(" ")
    go = first.casefold()
    if go == "hours" and not meter.is_due(here.ledger, here.today):
        return Outcome((here.say("hours_lately"), *_told_hours(here, here.ledger)))
    if go in GOES:
        return Outcome(go=go, ahead=rest.strip())
    if argument and numbers.read(argument.casefold()) is None:
        return Outcome(go="did", ahead=argument)
    return Outcome((_shown(here),))


# How it stands


def _shown(here: Here) -> Ask:
    """In the days after a danger nothing is weighed: who to call, and what can be told."""
    if here.person.is_calm(here.now):
        title, text = here.words("calm", help=lines.quiet(here.book, here.there))
        return Ask("", text, title, (*here.offered("checkin", "crisis"), *_buttons(here, "did")))
    parts = [*_suggested(here), *_chosen(here), *_listed(here), *_where(here)]
    title, text = here.words("shown", parts="\n\n".join(parts)) if parts else here.words("nothing")
    hours = ("hours",) if meter.is_due(here.ledger, here.today) else ()
    return Ask("", text, title, (*_buttons(here, "did", "areas", "mine", *hours), *here.offered("checkin")))


def _buttons(here: Here, *names: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"own.{name}", here.book.label(f"own_{name}")) for name in names)


def _suggested(here: Here) -> list[str]:
    last, told = here.ledger.last("action"), here.ledger.last("own")
    if last is None or here.today - last.day > own.OPEN or (told is not None and told.at > last.at):
        return []
    return [here.words("suggested", day=here.spoken(last.day), action=last.note)[1]]


def _chosen(here: Here) -> list[str]:
    names = [own.label(here.book, area).lower() for area in here.person.areas]
    return [here.words("chosen", areas=", ".join(names))[1]] if names else []


def _listed(here: Here) -> list[str]:
    listed = own.mine(here.ledger).values()
    return ["\n".join([here.words("listed")[1], *(f"- {words}" for words in listed)])] if listed else []


def _where(here: Here) -> list[str]:
    """The hours that were left, beside where they went: days by area, and minutes where some were named."""
    counting = here.person.counting
    days, minutes = (count(here.ledger, here.person).own, own.told_minutes(here.ledger)) if counting else (0, 0)
    told = [said.text for said in _told_hours(here, here.ledger)]
    if days:
        areas = own.by_area(here.ledger).items()
        named = ", ".join(f"{own.label(here.book, area).lower()} {n}" for area, n in areas)
        by = here.words("days_by", number=days, areas=named) if named else here.words("days", number=days)
        told.append(by[1])
    if minutes:
        told.append(here.words("minutes", minutes=minutes)[1])
    return ["\n".join(told)] if told else []


def _told_hours(here: Here, ledger: Ledger) -> tuple[Say, ...]:
    """In the words of their goal; where a gate stands nobody is spoken to of a return."""
    found = meter.spared(ledger)
    if found is None:
        return ()
    if not found.first:
        return (here.say("hours_little"),)
    if found.hours is None:
        return (here.say("hours_first", number=found.first),)
    if found.hours == 0:
        way = "none" if found.last == found.first else "more" if found.last > found.first else "even"
        return (here.say(f"hours_{way}"),)
    goal = Goal.HEAL if here.person.gated else here.person.goal
    return (here.say(f"hours_{goal.value}", number=found.hours, date=here.spoken(found.since)),)


# What is told


def read(here: Here) -> Outcome:
    """What was done has its area behind a comma, or is asked for one."""
    if not here.answers.get("did"):
        return Outcome((here.say("left"),), "left")
    return Outcome(go="known" if own.parted(here.book, here.answers["did"])[1] else "")


def keep(here: Here) -> Outcome:
    words, area = own.parted(here.book, here.answers.get("did", ""))
    area = area or here.answers.get("area", "")
    entry = here.entry("did", area, shortened(words, LONGEST))
    days = count(here.ledger.plus(entry), here.person).own
    title, text = here.words("kept", number=days) if here.person.counting else here.words("kept_plain")
    return Outcome((Record(entry), Ask("", text, title, here.offered("own", "status"))))


def areas(here: Here) -> Outcome:
    """Three at the most. More than that are asked about again; none is all of them."""
    told = here.answers.get("areas", "")
    if not told:
        return Outcome((here.say("left"),))
    chosen = tuple(area for area in told.split("+") if area != "all")
    if len(chosen) > own.MOST:
        return Outcome((here.say("too_many"),), "again")
    change = Change(replace(here.person, areas=chosen))
    names = ", ".join(own.label(here.book, area).lower() for area in chosen)
    title, text = here.words("areas_kept", areas=names) if chosen else here.words("areas_all")
    return Outcome((change, Ask("", text, title, here.offered("own"))))


def offer_mine(here: Here) -> tuple[Offered, ...]:
    """Those that there are, each to be taken away."""
    listed = own.mine(here.ledger).items()
    shown = {place: shortened(here.words("drop", action=words)[1], 60) for place, words in listed}
    return tuple(Offered(f"{DROP}{place}", label) for place, label in shown.items())


def keep_mine(here: Here) -> Outcome:
    told, listed = here.answers.get("mine", ""), own.mine(here.ledger)
    free = [place for n in range(1, own.SLOTS + 1) if (place := str(n)) not in listed]
    if not told:
        return Outcome((here.say("left"),))
    if told.startswith(DROP):
        entry, key = here.entry("mine", told.removeprefix(DROP)), "mine_gone"
    elif not free:
        return Outcome((here.say("mine_full"),), "again")
    else:
        entry, key = here.entry("mine", free[0], shortened(told, LONGEST)), "mine_kept"
    ledger = here.ledger.plus(entry)
    parts = _listed(replace(here, ledger=ledger))
    title, text = here.words(key)
    ways = (*_buttons(here, "mine"), *here.offered("own"))
    return Outcome((Record(entry), Ask("", "\n\n".join([text, *parts]), title, ways)))


def hours(here: Here) -> Outcome:
    """The lower end of what was answered, for a rough sum never claims more than it was told."""
    told = here.answers.get("hours", "")
    if not told:
        return Outcome((here.say("left"),))
    entry = here.entry("hours", told.partition("_")[0])
    said = [one.text for one in _told_hours(here, here.ledger.plus(entry))]
    title, text = here.words("hours_kept")
    return Outcome((Record(entry), Ask("", "\n\n".join([text, *said]), title, here.offered("own"))))


BEGIN = Do(
    begin,
    says("nothing listed hours_little hours_none hours_more hours_even hours_lately")
    | says("shown", "parts")
    | says("calm", "help")
    | says("suggested", "day action")
    | says("chosen", "areas")
    | says("days", "number")
    | says("days_by", "number areas")
    | says("minutes", "minutes")
    | says("hours_first", "number")
    | says(" ".join(f"hours_{goal.value}" for goal in Goal), "number date"),
    frozenset(GOES),
)
READ = Do(read, says("left"), frozenset({"known", "left"}))
KEEP = Do(keep, says("kept", "number") | says("kept_plain"))
AREAS = Do(areas, says("too_many areas_all left") | says("areas_kept", "areas"), frozenset({"again"}))
MINE = Do(keep_mine, says("mine_kept mine_gone mine_full left") | says("drop", "action"), frozenset({"again"}))
HOURS = Do(hours, says("hours_kept left"))
