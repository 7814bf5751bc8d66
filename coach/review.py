"""/review: five minutes with the week, as it was told. Every part can be passed over, and nothing in it is marked."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from coach import dates, graduation, ifthen, invite, nudges, occasions, own, scales, sketch, week
from coach.content import ChoiceStep, Flow, ManyStep
from coach.effects import Ask, Effect, Record, Say
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, Value, says
from coach.ledger import Entry
from coach.person import Gate
from coach.safety import lines
from coach.week import Week

AGAIN_AFTER = 3  # days, for which the week that was looked at is still the same one
REFERRED_FOR = timedelta(days=14)  # so long the same advice is not given again
AHEAD = 14  # days in which hard dates are asked after
LATER = ("progress", "dates")  # flows to go on with, where the packs have them


def begin(here: Here) -> Outcome:
    """The week on a page. Its questions come once a week."""
    page, last = _page(here), here.ledger.last("review")
    if last is not None and (here.today - last.day).days < AGAIN_AFTER and here.answers.get("argument") != "new":
        opens = here.spoken(last.day + timedelta(days=AGAIN_AFTER))
        return Outcome((page, here.menu("soon", "checkin", "status", "crisis", date=opens)), "closed")
    return Outcome((page,))


# The page


def _page(here: Here) -> Say:
    seen = week.week(here.ledger, here.person, here.today)
    title, span = here.words("page", first=here.spoken(seen.first), last=here.spoken(seen.last))
    parts = [span, *_lines(here, seen)] if seen.told else [span, here.words("page_blank")[1]]
    return Say("\n\n".join([*parts, *_rest(here, seen)]), title)


def _lines(here: Here, seen: Week) -> list[str]:
    """Moods and pulls as numbers, which are read aloud, and as bars, which are seen at a glance."""
    found = [
        here.words(key, numbers=_spoken(here, numbers), bars=sketch.spark(numbers, 0, 10))[1]
        for key, numbers in (("mood", seen.mood), ("urge", seen.urge))
        if any(n is not None for n in numbers)
    ]
    parts = [here.words(key, part=_part(here, part))[1] for key, part in _parts(seen) if part]
    return [*found, *([" ".join(parts)] if parts else [])]


def _parts(seen: Week) -> tuple[tuple[str, str], ...]:
    return ("best", seen.best), ("worst", seen.worst)


def _spoken(here: Here, numbers: tuple[int | None, ...]) -> str:
    blank = here.words("blank_day")[1]
    return ", ".join(blank if n is None else str(n) for n in numbers)


def _part(here: Here, part: str) -> str:
    return here.book.fill(here.book.flows["checkin"].words[f"slot_{part}"], 0, {})[1]


def _rest(here: Here, seen: Week) -> list[str]:
    """Contact is no score for those whom the other hurt or frightened, and what set it off no question."""
    afraid, found = Gate.ABUSE in here.person.standing, list[str]()
    counting = here.person.counting
    if seen.contact and not afraid and counting:
        ruled = "kept_rule" if here.person.rule else "kept"
        key = "kept_harm" if Gate.HARM in here.person.standing else ruled
        found.append(here.words(key, kept=seen.kept, days=seen.contact)[1])
    if seen.triggers and not afraid:
        named = ", ".join(_named(here.book.flows, "trigger", id) for id in seen.triggers)
        found.append(here.words("triggers", triggers=named)[1])
    if seen.own and counting:
        areas = ", ".join(here.words("area", area=own.label(here.book, area), number=n)[1] for area, n in seen.areas)
        found.append(here.words("own_areas" if areas else "own", days=seen.own, areas=areas)[1])
    plan = scales.before(here.ledger, ifthen.KIND, here.today)
    if plan is not None and (here.today - plan.day).days <= AGAIN_AFTER + week.DAYS:
        found.append(here.words("last_plan", plan=plan.note)[1])
    return found


def _named(flows: Mapping[str, Flow], question: str, id: str) -> str:
    """An answer as its question shows it, in whichever flow asks it."""
    steps = [flow.steps[question] for flow in flows.values() if question in flow.steps]
    labels = [step.choices[id] for step in steps if isinstance(step, ChoiceStep | ManyStep) and id in step.choices]
    return labels[0] if labels else id.replace("_", " ")


# What was told


def close(here: Here) -> Outcome:
    """All that was told is kept, and set beside the weeks before. What is worth showing to somebody is said."""
    told = _told(here)
    after = replace(here, ledger=here.ledger.plus(*told))
    advice = _referral(after) if any(e.kind == "load" for e in told) else ""
    asked = invite.wanted(here.book, here.person, here.ledger, here.now, here.session.tag)
    out = None if advice else invite.parting(asked, here.ledger)
    parts = _beside(here, told) if told else [here.words("nothing")[1]]
    effects: list[Effect] = [*map(Record, told), Record(here.entry("review", "done", out.id if out else ""))]
    if advice:
        effects.append(Record(here.entry("referral", advice)))
        parts.append(here.words(f"refer_{advice}", help=lines.quiet(here.book, here.person))[1])
        return Outcome((*effects, _last(after, parts, advice)))
    if told:
        parts.append(nudges.worded(here.book, here.person, out.text, here.today)[1] if out else here.words("out")[1])
    return Outcome((*effects, _last(after, parts), *graduation.asked(after, asked)))


def _told(here: Here) -> list[Entry]:
    helped = here.answers.get("helped", "")
    found = [here.entry("helped", helped)] if helped not in ("", "none") else []
    found += [here.entry("week", "", here.answers["week"])] if here.answers.get("week") else []
    if plan := shortened(here.answers.get("ifthen", "").strip(), ifthen.LONGEST):
        found.append(here.entry(ifthen.KIND, ifthen.OWN, plan))
    for kind, items in (("load", scales.LOAD), ("clarity", scales.CLARITY)):
        if (told := scales.summed(here.answers, items)) is not None:
            found.append(here.entry(kind, str(sum(told)), scales.note(told)))
    return found


def _beside(here: Here, told: list[Entry]) -> list[str]:
    """What the two scales came to, beside the time before and nobody else's."""
    found = list[str]()
    for entry in told:
        if entry.kind not in ("load", "clarity"):
            continue
        last = scales.before(here.ledger, entry.kind, here.today)
        values: dict[str, Value] = {"sum": entry.value}
        if last is None:
            found.append(here.words(f"{entry.kind}_first", **values)[1])
            continue
        way = "same" if entry.value == last.value else "up" if int(entry.value) > int(last.value) else "down"
        values |= {"before": last.value, "date": here.spoken(last.day)}
        found.append(here.words(f"{entry.kind}_{way}", **values)[1])
    return found


def _referral(here: Here) -> str:
    """What is worth showing to a doctor or counsellor, unless that was said in the last two weeks."""
    found = scales.referral(scales.loads(here.ledger))
    said = [e for e in here.ledger.of("referral") if e.value == found and here.now - e.at < REFERRED_FOR]
    return "" if said else found


def _last(here: Here, parts: list[str], advice: str = "") -> Ask:
    """The last word, and where to go from here: help first where something is worth showing."""
    phq = ["phq"] if here.book.asks_phq2 and scales.phq_due(here.person, here.ledger, here.today) else []
    more = [name for name in LATER if name in here.book.flows]
    names = ["crisis", *phq, "settings"] if advice else [*phq, *more, "settings", "crisis"]
    title, _ = here.words("closing")
    asked = [here.words("phq")[1]] if phq else []
    asked += [] if advice or "dates" not in more else [_ahead(here)]
    return Ask("", "\n\n".join([*parts, *asked, here.words("change")[1]]), title, here.offered(*names))


def _ahead(here: Here) -> str:
    """The next hard date, or the question whether there is one (content 4.6)."""
    known = dates.ahead(here.ledger, here.person.zone, here.today + timedelta(days=1), AHEAD)
    if not known:
        return here.words("hard")[1]
    day, one = known[0]
    return here.words("hard_next", date=here.spoken(day), what=occasions.named(here.book, one))[1]


BEGIN = Do(
    begin,
    says("page", "first last")
    | says("page_blank blank_day")
    | says("mood urge", "numbers bars")
    | says("best worst", "part")
    | says("kept kept_harm kept_rule", "kept days")
    | says("triggers", "triggers")
    | says("own own_areas", "days areas")
    | says("area", "area number")
    | says("last_plan", "plan")
    | says("soon", "date"),
    frozenset({"closed"}),
)
CLOSE = Do(
    close,
    says("nothing out offer phq change closing hard")
    | says("hard_next", "date what")
    | says("load_first clarity_first", "sum")
    | says("load_same load_up load_down clarity_same clarity_up clarity_down", "sum before date")
    | says("refer_load refer_body refer_work", "help"),
)
