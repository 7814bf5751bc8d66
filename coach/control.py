"""Pausing, stopping, coming back, being forgotten, and what is known of somebody."""

from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from coach import counts, gone, hold, own, schedule, settle_steps, times, typed
from coach.counts import RULE
from coach.effects import Ask, Change, Choice, Effect, Forget, Kind, Recall, Record, Say
from coach.here import Do, Here, Outcome, Value, says
from coach.person import Age, Gate, Goal, Pace, Person
from coach.safety import lines

PAUSE, LONGEST_PAUSE = 7, 90  # days
APART = "apart"  # behind /resume: they had been trying again
SLOWER = {
    Pace.FULL: Pace.TWO,
    Pace.TWO: Pace.ONE,
    Pace.ONE: Pace.SOME,
    Pace.SOME: Pace.WEEKLY,
    Pace.THREE: Pace.WEEKLY,
    Pace.WEEKLY: Pace.NONE,
    Pace.NONE: Pace.NONE,
}


def pause(here: Here) -> Outcome:
    """Seven days, or as many as stand behind the command. The morning after, the messages are back."""
    asked = here.answers.get("argument", "")
    if (behind := gone.length(asked)) is not None and here.person.age is Age.ADULT:
        title, text = here.words("behind", days=behind)
        choices = Choice(f"away.{behind}", here.book.flows["away"].button), *here.buttons("pause")
        return Outcome((Ask("", text, title, choices),))
    read = typed.read_span(asked) if asked else PAUSE
    days = min(read or PAUSE, LONGEST_PAUSE)
    back = here.today + timedelta(days=days)
    effects = *rest(here, replace(here.person, paused_until=ends(here, back)), days), *hold.unasked(here)
    title, text = here.words("paused", days=days, date=here.spoken(back))
    if here.person.age is Age.ADULT and here.person.counting:
        text += f"\n{here.words('runs_on')[1]}"
    if days != read:
        text += f"\n{here.words('longest' if read else 'unread', days=days)[1]}"
    return Outcome((*effects, Ask("", text, title, here.offered("resume", "away"))))


def ends(here: Here, back: date) -> datetime:
    """When a pause is over of which that is the first day after it, in UTC."""
    return times.instant(back, time(0), here.person.zone) or here.now.astimezone(UTC) + (back - here.today)


def rest(here: Here, person: Person, days: int) -> tuple[Effect, ...]:
    """Nothing that we begin, and no day that counts, from today on: for so many, or as long as they try again."""
    until = person.together if person.together is not None and person.tries_again(here.now) else here.now
    counted = max(days, (times.today(until, person.zone) - here.today).days)
    effects = Change(person), Record(here.entry(counts.PAUSE, str(counted)))
    return *effects, *schedule.plan(person, here.session.tag, here.now)


def parted(here: Here) -> Outcome:
    """They are apart again: what rested for two comes again, and nothing else that they wanted is changed.

    A pause that they set themselves goes on.
    """
    if not here.person.tries_again(here.now):
        return Outcome((here.menu("apart", "sos", "checkin", "crisis"),))
    person = replace(here.person, together=None)
    left = counts.still_paused(person, here.now)
    title, text = here.words("apart")
    text = f"{text}\n\n{_after_two(here, left)}"
    effects = (
        Change(person),
        Record(here.entry(counts.PAUSE, str(left))),
        *schedule.plan(person, here.session.tag, here.now),
    )
    return Outcome((*effects, Ask("", text, title, here.offered("sos", "checkin", "crisis"))))


def _after_two(here: Here, left: int) -> str:
    """When what we begin comes again, and from when on days count. `left`: the days of a pause of their own."""
    if left:
        return here.words("again_paused", date=here.spoken(here.today + timedelta(days=left)))[1]
    if here.person.pace is Pace.NONE:
        return here.words("again_stopped")[1]
    return here.words("again", hour=f"{here.person.hour:%H:%M}")[1]


def resume(here: Here) -> Outcome:
    """Messages again, as many as there were before they were stopped. The quiet after a danger stays."""
    if here.answers.get("argument") == APART:
        return parted(here)
    pace = here.person.before if here.person.pace is Pace.NONE else here.person.pace
    person = replace(here.person.at_pace(pace), paused_until=None, together=None)
    paused = here.person.tries_again(here.now) or (
        here.person.paused_until is not None and here.now < here.person.paused_until
    )
    over = (Record(here.entry(counts.PAUSE, "0")),) if paused else ()  # today counts again
    effects = (*over, *schedule.plan(person, here.session.tag, here.now))
    hour = f"{person.hour:%H:%M}"
    if not person.settled:
        title, text = here.words("resumed_unsettled")
        return Outcome((Change(person), Ask("", text, title, here.buttons("start"))))
    if (calm := person.calm_until) is not None and person.is_calm(here.now):
        first = times.today(times.next_time(person.hour, person.zone, calm), person.zone)
        return Outcome((Change(person), *effects, here.say("resumed_later", hour=hour, date=here.spoken(first))))
    rhythm = here.say(f"resumed_{pace.value}", hour=hour, evening=f"{schedule.prompt_hour(person):%H:%M}")
    return Outcome((Change(person), *effects, rhythm))


def less(here: Here) -> Outcome:
    """One step fewer each time."""
    person = here.person.at_pace(SLOWER[here.person.pace])
    effects = schedule.plan(person, here.session.tag, here.now)
    effects += hold.unasked(here) if person.pace is Pace.NONE else ()
    title, text = here.words(f"less_{person.pace.value}")
    return Outcome((Change(person), *effects, Ask("", text, title, here.buttons("settings"))))


def calm(here: Here) -> Outcome:
    """Before what is closed in the days after a danger: who to call stands in its place."""
    if not here.person.is_calm(here.now):
        return Outcome()
    return Outcome((here.urge("calm", Kind.REPLY, help=lines.quiet(here.book, here.person)),), "closed")


def stop(here: Here) -> Outcome:
    """No more first words from us. Nothing is erased."""
    person = here.person.at_pace(Pace.NONE)
    plan = (*schedule.plan(person, here.session.tag, here.now), *hold.unasked(here))
    change = (Change(person), *plan) if here.person.ready else ()
    calm = here.person.is_calm(here.now)  # a look that was promised comes, and nothing is taken leave of
    values: dict[str, Value] = {} if calm else {"retention": here.book.retention}
    title, text = here.words("stopped_calm" if calm else "stopped", **values)
    return Outcome((*change, Ask("", text, title, here.buttons("resume", *(() if calm else ("delete",))))))


def erase(here: Here) -> Outcome:
    """Everything, and, where it was asked for, our messages in the chat. The receipt holds nothing of theirs."""
    both = here.answers.get("sure") == "both"
    title, text = here.words("gone_both" if both else "gone")
    return Outcome((*((Recall(),) if both else ()), Forget(), Say(text, title, Kind.RECEIPT)))


def knock(here: Here) -> Outcome:
    """Once more to their own room, which was closed to us."""
    return Outcome((settle_steps.knock_at(here), here.say("knocked")))


def helped(here: Here) -> Outcome:
    """Who to call, then what can be done here."""
    key = "help_teen" if here.there.age is Age.TEEN else "help"
    names = ("checkin", "chances", "status", "settings") if here.person.ready else ("start",)
    return Outcome((here.menu(key, "crisis", *names, line=lines.help(here.book, here.there)),))


def current(here: Here) -> Outcome:
    """Everything that was asked at the start, as it stands; those under 18 were asked less."""
    person = here.person
    reminder = {
        "rhythm": rhythm(here),
        "clock": _clock(here),
        "country": here.book.places.countries.get(person.country) or _word(here, "not_told"),
        "pictures": _word(here, "pictures_yes" if person.pictures else "pictures_no"),
        "counting": _word(here, "counting_on" if person.counting else "counting_off"),
    }
    if person.age is Age.TEEN:
        return Outcome((here.say("now_teen", **reminder),), "teen")
    standing = [_word(here, f"gate_{gate.value}") for gate in Gate if gate in person.gates]
    standing += [_word(here, "gate_words")] if person.worded else []
    limited = [_word(here, f"limited_{key}") for key in person.limited]
    rests = person.gated and person.goal is Goal.RECONCILE
    rest = {
        "goal": _word(here, "goal_rests" if rests else f"goal_{person.goal.value}"),
        "last": here.spoken(person.last_contact) if person.last_contact else _word(here, "not_told"),
        "window": _window(here),
        "rule": rule(here),
        "limited": ", ".join(limited) or _word(here, "none"),
        "gate": ", ".join(standing) or _word(here, "gate_none"),
        "areas": _areas(here),
    }
    return Outcome((here.say("now", **reminder, **rest),))


def _areas(here: Here) -> str:
    """A line of its own, for those who have chosen some."""
    names = [own.label(here.book, area).lower() for area in here.person.areas]
    return f"\n{_word(here, 'areas', areas=', '.join(names))}" if names else ""


def rule(here: Here) -> str:
    """What takes a day away, by the rule that they have now."""
    return ", ".join(_word(here, f"rule_{key}") for key in ("begun", *(key for key in RULE if key in here.person.rule)))


def rhythm(here: Here) -> str:
    """How often we write, as /settings has it."""
    here, person = replace(here, flow=here.book.flows["settings"]), here.person
    if not person.settled:
        return _word(here, "pace_unsettled")
    if person.pace is Pace.NONE:
        return _word(here, "none")
    hours = {"hour": f"{person.hour:%H:%M}", "evening": f"{schedule.prompt_hour(person):%H:%M}"}
    return _word(here, f"rhythm_{person.pace.value}", **hours)


def _window(here: Here) -> str:
    person = here.person
    if not person.counting:
        return _word(here, "window_hidden")
    since = here.spoken(person.since) if person.since else _word(here, "not_told")
    values: dict[str, Value] = {"since": since, "window": person.window} if person.window else {"since": since}
    return _word(here, "window_days" if person.window else "window_open", **values)


def _clock(here: Here) -> str:
    zone = settle_steps.place(here.book.places, here.person.zone)
    if not settle_steps.knows_clock(here):
        return _word(here, "clock_unknown", zone=zone)
    return _word(here, "clock_known", zone=zone, time=f"{times.local(here.now, here.person.zone):%H:%M}")


def _word(here: Here, key: str, **values: Value) -> str:
    return here.words(key, **values)[1]


PAUSE_DO = Do(pause, says("paused", "days date") | says("longest unread behind", "days") | says("runs_on"))
RESUME = Do(
    resume,
    says("resumed_unsettled apart again_stopped")
    | says("again", "hour")
    | says("again_paused", "date")
    | says("resumed_full resumed_two resumed_one resumed_some resumed_three resumed_weekly", "hour evening")
    | says("resumed_later", "hour date"),
)
LESS = Do(less, says("less_two less_one less_some less_weekly less_none"))
CALM = Do(calm, says("calm", "help"), frozenset({"closed"}))
STOP = Do(stop, says("stopped", "retention") | says("stopped_calm"))
ERASE = Do(erase, says("gone gone_both"))
KNOCK = Do(knock, says("knock knocked"))
HELP = Do(helped, says("help help_teen", "line"))
CURRENT = Do(
    current,
    says("now", "country clock goal last window limited gate rhythm rule counting pictures areas")
    | says("areas", "areas")
    | says("now_teen", "country clock rhythm counting pictures")
    | says("window_hidden not_told none gate_none rule_begun rule_replied rule_looked counting_on counting_off")
    | says("pictures_yes pictures_no")
    | says("window_open", "since")
    | says("window_days", "window since")
    | says(" ".join(f"limited_{key}" for key in ("child", "work", "home", "things")))
    | says("gate_abuse gate_order gate_no gate_harm gate_words pace_unsettled")
    | says("goal_rests")
    | says(" ".join(f"goal_{g.value}" for g in Goal))
    | says("rhythm_full rhythm_two", "hour evening")
    | says("rhythm_one rhythm_some rhythm_three rhythm_weekly", "hour")
    | says("clock_known", "zone time")
    | says("clock_unknown", "zone"),
    frozenset({"teen"}),
)
