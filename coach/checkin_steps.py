"""What /checkin does: ask about blank days, record what was told, reply, and suggest tomorrow's small own thing."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from coach import checkin, good, hours, ifthen, lessons, own, progress, scales, telling, times
from coach.counts import LOOKED, TOUCH, blanks, count, paused
from coach.effects import Ask, Change, Choice, Effect, Kind, Record, Say
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry, Ledger
from coach.person import CALM, Age, Person
from coach.safety import lines
from coach.signs import HOURS, STRONG, Signs, signs
from coach.telling import GAPS, TOLD, entry, fresh, is_told_apart, told

LISTENING = timedelta(minutes=30)


def own_thing(here: Here) -> Outcome:
    """Whether there is a small thing from yesterday to ask about."""
    return Outcome(go="" if _action(here.ledger, here) is None else "suggested")


def touch(here: Here) -> Outcome:
    """Contact that was told by itself today is not asked about again, nor is any while they are trying again."""
    told = here.person.tries_again(here.now) or is_told_apart(here.ledger, here.day)
    return Outcome(go="told" if told else "")


def gap(here: Here) -> Outcome:
    """Which of the last two days is blank and has not been asked about yet."""
    empty = blanks(here.ledger, here.person, here.day)
    ahead = [name for name, n in zip(GAPS, (1, 2), strict=True) if here.day - timedelta(days=n) in empty]
    unasked = [name for name in ahead if name not in here.answers]
    return Outcome(go=unasked[0] if unasked else "")


def day_before(here: Here) -> Value:
    return _named(here, here.day - timedelta(days=1), "day_before")


def two_before(here: Here) -> Value:
    return _named(here, here.day - timedelta(days=2), "two_before")


def _named(here: Here, day: date, key: str) -> str:
    """Yesterday is yesterday only while the check-in is about today; after midnight the day is named."""
    return here.words(key)[1] if here.day == here.today else here.spoken(day)


def low(here: Here) -> Outcome:
    """A mood so low that nothing else is asked before the one question. It is recorded now, whatever comes of it."""
    ledger, s = _with(here, here.now)
    if not here.answers.get("mood") or not checkin.very_low(s):
        return Outcome(go="together" if here.person.tries_again(here.now) else "")
    return Outcome((*_recorded(here, here.now), *_speaks(here, "r1", (), s, ledger)), "ask_safe")


def left(here: Here) -> Outcome:
    """What was told in a check-in counts when it is left, from the moment at which it was told."""
    return Outcome(_recorded(here, here.session.moved or here.now))


def reply(here: Here) -> Outcome:
    """Record what was told, then let one rule speak."""
    if not told(here, here.now):
        earlier = any(e.day == here.day and e.kind in TOLD for e in here.ledger)
        return Outcome((here.say("nothing_more" if earlier else "nothing_told"),), "done")
    ledger, s = _with(here, here.now)
    silent = frozenset({"r1"} if not here.answers.get("mood") else ())  # it speaks of the number just given
    apart = is_told_apart(here.ledger, here.day) and not here.answers.get("contact")
    silent |= {"r5", "r6", "r11"} if apart else set[str]()  # what was told by itself was answered there
    rule, others = checkin.judge(s, checkin.waiting(here.ledger, here.day), silent)
    if rule != "r1" and here.person.is_calm(here.now):
        return Outcome((*_recorded(here, here.now), calm(here)), "done")
    effects = [*_recorded(here, here.now), *_speaks(here, rule, others, s, ledger)]
    if rule == "r1":  # asked at the mood, as long as the pack has it so
        return Outcome(tuple(effects), "ask_safe")
    if rule == "r3" and (plan := ifthen.for_hour(ledger, here.person.zone, here.now)):
        effects.append(here.say("tail_plan", plan=plan))
    return Outcome((*effects, *(() if apart else _tails(here, s, ledger)), *_changed(here)))


def _tails(here: Here, s: Signs, ledger: Ledger) -> Iterator[Say]:
    """What is added about the day: what takes it away, and that it lies in a pause."""
    if key := checkin.tail(s):
        counts = count(ledger, here.person)
        values = {"kept": counts.kept, "days": counts.days} if key == "tail_replied" else {}
        yield here.say(key, **values)
    if s.counting and here.day in s.contact and here.day in paused(ledger):
        yield here.say("tail_paused")


def calm(here: Here) -> Ask:
    """In the days after a danger no rule speaks and nothing is suggested: who to call stands there instead."""
    help_line = lines.quiet(here.book, here.person)
    return here.urge("calm", Kind.REPLY, help=help_line)


def _changed(here: Here) -> tuple[Say, ...]:
    """Contact that was told earlier in the day and is now told otherwise: the last word counts, and is said."""
    before, now = here.ledger.by_day("contact").get(here.day), telling.contact(here.answers)
    if before is None or not now or now == before.value or before.value not in TOUCH:
        return ()
    labels = telling.labels(here.book)
    return (here.say("tail_changed", now=labels[now], before=labels[before.value]),)


def _with(here: Here, at: datetime) -> tuple[Ledger, Signs]:
    """The ledger with what was told just now, and the signs in it."""
    ledger = here.ledger.plus(*told(here, at))
    return ledger, signs(ledger, here.person, here.day, here.now)


def _recorded(here: Here, at: datetime) -> tuple[Effect, ...]:
    new = fresh(here, told(here, at))
    if not new:
        return ()
    ahead = hours.learned(here.person, here.ledger.plus(*new), here.now)
    return (*map(Record, new), Change(telling.in_touch(replace(here.person, told=here.day), new)), *ahead)


def _speaks(here: Here, rule: str, others: tuple[str, ...], s: Signs, ledger: Ledger) -> tuple[Effect, ...]:
    notes = [_entry(here, "rule", rule), *(_entry(here, "queue", other) for other in others)]
    return (*map(Record, notes), _spoken(here, rule, s, ledger))


def _spoken(here: Here, rule: str, s: Signs, ledger: Ledger) -> Say:
    key, counts = checkin.variant_of(rule, s), count(ledger, here.person)
    if rule == "r13" and key != "r13_low" and is_told_apart(ledger, here.day):
        return here.say("r13_apart")
    match key:
        case "r5" | "r13" | "r5_teen" | "r13_teen":
            return here.say(key, kept=counts.kept, days=counts.days)
        case "r4":
            return here.say(key, slot=here.words(f"slot_{s.strong_hours}")[1])
        case _:
            return here.say(key)


def tomorrow(here: Here) -> Outcome:
    """A small own thing for tomorrow; two minutes of it where days slide, and of the last one after three of none.

    With it comes what the day asks for: the plan where the pull is strong, the seven areas where there is nothing of
    one's own, and, on a day with nothing graver in it, the lesson.
    """
    rules = {e.value for e in here.ledger.of("rule") if e.day == here.day}
    chosen = own.suggestion(here, shrink="r8" in rules, small=bool(rules & {"r2", "r8"}))
    title, text = here.words("tomorrow", action=chosen.words)
    near = ("sos",) if int(here.answers.get("urge") or 0) >= STRONG else ()
    grows = ("own",) if rules & {"r8", "r12"} else ()
    waits = "r13" in rules and lessons.waits(here.book, here.person, here.ledger, here.now)
    shown = "progress" if progress.is_pictured(here.ledger) else "status"
    if "r2" in rules and _may_look_closer(here):
        text, near = f"{text}\n\n{here.words('tomorrow_phq')[1]}", (*near, "phq")
    back = ("resume",) if here.person.parted else ()
    if back:
        text = f"{text}\n\n{here.words('tomorrow_parted')[1]}"
    ways = here.offered(*back, *near, *grows, *(("lesson",) if waits else ()), shown, "crisis")
    bright = here.offered("good") if good.is_wanted(here.ledger, rules, here.answers.get("mood", "")) else ()
    ask = Ask("", text, title, (*_onward(here, rules), *bright, *ways))
    return Outcome((Record(_entry(here, "action", chosen.value, chosen.words)), ask))


def _may_look_closer(here: Here) -> bool:
    """Whether the two questions of the PHQ-2 are offered."""
    asked = here.book.asks_phq2 and here.person.may_open(here.book.flows["phq"].who)
    return asked and scales.phq_due(here.person, here.ledger, here.day)


def _onward(here: Here, rules: set[str]) -> tuple[Choice, ...]:
    """Where today's answer about contact leads, and going over it, or looking, again and again."""
    if here.person.age is Age.TEEN:
        return ()
    match here.answers.get("contact"):
        case "wrote":
            return (Choice("slip.told", here.words("to_slip")[1]),)
        case "they":
            return (Choice("they.told", here.words("to_they")[1]),)
        case "needed" if not here.person.standing:
            return here.buttons("reply")
        case answer:
            return here.buttons("mute") if answer == LOOKED or "r7" in rules else ()


def safe(here: Here) -> Outcome:
    """The answer to "are you safe right now?"."""
    help_line = lines.crisis(here.book, here.person)
    match here.answers.get("ask_safe"):
        case "yes":
            return Outcome((here.urge("safe_yes", Kind.REPLY, help=help_line),))
        case "no" | "unsure" as answer:
            calm = Change(replace(here.person, calm_until=here.now + CALM))
            return Outcome((calm, here.urge(f"safe_{answer}", help=help_line)))
        case _:
            return Outcome((here.urge("safe_skip", help=help_line),))


def has_just_told(ledger: Ledger, now: datetime) -> bool:
    """Whether a check-in was answered so lately that words out of nowhere may belong to it."""
    last = ledger.last("rule")
    return last is not None and now - last.at < LISTENING


def added(person: Person, text: str, now: datetime) -> Entry:
    return Entry("word", "", times.today(now, person.zone), now, text.strip())


def read_safe(_: Here, text: str) -> str:
    """Words in the place of a tap. Whatever is not plainly a yes, or a no, is taken for neither."""
    said = " ".join("".join(c for c in text.casefold() if c.isalpha() or c.isspace()).split())
    return "yes" if _IS_SAFE.fullmatch(said) else "no" if _IS_NOT_SAFE.fullmatch(said) else "unsure"


_YES, _NO = r"y|yes|yeah|yep|yup|aye", r"n|no|nope|nah"
_IS_SAFE = re.compile(rf"(?:{_YES})|(?:(?:{_YES}) )?(?:(?:i am|im) )?safe|(?:{_YES}) i am")
_IS_NOT_SAFE = re.compile(
    rf"(?:{_NO})|(?:(?:{_NO}) )?(?:(?:i am|im) )?not(?: safe| really)|(?:(?:{_NO}) )?(?:i am|im) not"
)


def action(here: Here) -> str:
    """The small thing that was suggested last, as it was worded."""
    found = _action(here.ledger, here)
    return found.note if found else ""


def _action(ledger: Ledger, here: Here) -> Entry | None:
    """The last suggestion made before today, as long as it is asked after, if nothing has been said of it since."""
    earlier = [e for e in ledger.of("action") if timedelta(0) < here.day - e.day <= own.OPEN]
    told = ledger.last("own")
    return earlier[-1] if earlier and not (told is not None and told.at > earlier[-1].at) else None


def _entry(here: Here, kind: str, value: str, note: str = "") -> Entry:
    return entry(here, kind, value, here.now, note)


_RULES = " ".join(rule.id for rule in checkin.RULES if rule.id not in ("r4", "r5", "r13"))
LOW = Do(low, says("r1"), frozenset({"ask_safe", "together"}))
LEFT = Do(left)
REPLY = Do(
    reply,
    says(
        f"{_RULES} r2_low r5_harm r5_abuse r5_both r5_many r5_gate r5_none r6_gate r6_abuse r11_gate r11_abuse"
        " r13_first r13_watched r13_blank r13_low r13_apart"
        " tail_looked tail_looked_harm tail_looked_gate nothing_told nothing_more"
    )
    | says("r5 r13 r5_teen r13_teen", "kept days")
    | says("r4", "slot")
    | says("r5_plain r13_plain r6_back r6_back_gate r6_back_abuse tail_looked_plain tail_looked_rule tail_paused")
    | says("tail_replied", "kept days")
    | says("tail_changed", "now before")
    | says("tail_plan", "plan")
    | says("calm", "help")
    | says(" ".join(f"slot_{name}" for name, _ in HOURS)),
    frozenset({"ask_safe", "done"}),
)
TOMORROW = Do(tomorrow, says("tomorrow tiny_mine", "action") | says("to_slip to_they tomorrow_phq tomorrow_parted"))
SAFE = Do(safe, says("safe_yes safe_unsure safe_no safe_skip", "help"))
TOUCHED = Do(touch, goes=frozenset({"told"}))
GAP = Do(gap, says("day_before two_before"), frozenset(GAPS))
OWN = Do(own_thing, goes=frozenset({"suggested"}))
