"""What /chances, /why and /numbers do: open, tell the result, explain it. Judged in chances.py, worded in the packs."""

import json
from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from coach import chances, schedule
from coach.chances import Reading
from coach.content import ChoiceStep, ManyStep
from coach.effects import Ask, Change, Effect, Record, Say, Wake
from coach.here import Do, Here, Outcome, says
from coach.ledger import Entry, note_of
from coach.person import Gate, Goal
from coach.points import QUIZ, Points
from coach.safety import lines

FLOW = "chances"
WHY = {
    Gate.ABUSE: "why_gate_abuse",
    Gate.ORDER: "why_gate_order",
    Gate.NO: "why_gate_no",
    Gate.HARM: "why_gate_harm",
}
PROFILES = range(1, 13)
UNREAD = {5: "why_peaks", 6: "why_early", 7: "why_loop"}


def before(here: Here) -> Outcome:
    """Nothing is weighed in the days after words of danger, nor before the question about them is answered."""
    return Outcome(shut, "closed") if (shut := _shut(here)) else Outcome()


def _shut(here: Here) -> tuple[Ask, ...]:
    if here.person.is_calm(here.now):
        return (_calm(here),)
    if not here.person.worded:
        return ()
    title, text = here.words("ask_first")
    return (Ask("", text, title, here.buttons("safety", "crisis")),)


def begin(here: Here) -> Outcome:
    """Open the quiz, or say when it opens again: answers swing with moods, so not within 14 days."""
    argument, last = here.answers.get("argument", ""), here.ledger.last(FLOW)
    if argument == "why":
        return Outcome(why(here).effects, "closed")
    intro = (here.say("intro"), *((here.say("intro_gated"),) if here.person.gated else ()))
    if last is None:
        return Outcome(intro)
    opens = last.day + timedelta(days=chances.AGAIN_AFTER)
    if here.today < opens:
        title, text = here.words("too_soon", date=here.spoken(opens))
        return Outcome((Ask("", text, title, here.buttons("why", "status", "crisis")),), "closed")
    return Outcome((*intro, here.say("again")))


def result(here: Here) -> Outcome:
    """Read the answers, say what they say, and keep both this result and the last. Its gates are up."""
    if shut := _shut(here):
        return Outcome(shut)
    reading = chances.read(here.answers, here.person.standing)
    if reading.band is not None and reading.unknown > chances.TOO_OPEN:
        return Outcome((here.say("too_few"), *_later(here, reading)))
    entry = here.entry(FLOW, f"p{reading.profile}", _note(here.answers))
    person = replace(here.person, goal=Goal.HEAL) if reading.profile == 1 else here.person
    effects: list[Effect] = [Record(entry), Change(person)]
    effects += [*_odds(here, reading), profile(here, reading), _conditions(here, reading), *_later(here, reading)]
    effects += _may_ask(here, reading)
    return Outcome(tuple(effects))


def _calm(here: Here) -> Ask:
    """Nothing is weighed in the days after words of danger."""
    title, text = here.words("calm")
    return Ask("", text, title, here.buttons("crisis", "checkin"))


def _odds(here: Here, reading: Reading) -> list[Effect]:
    """The worded band. Nothing at all where a gate or another override stands."""
    if (band := chances.band_range(reading)) is None:
        return []
    low, high = band
    names = [here.words(f"name{n}")[1] for n in band]
    wide = low != high
    text = here.words("open", low=names[0], high=names[1])[1] if wide else here.words(f"band{low}")[1]
    return [Say(f"{text}\n\n{here.words('survey')[1]}")]


def profile(here: Here, reading: Reading) -> Say:
    key, person = f"p{reading.profile}", here.person
    match reading.profile:
        case 1:
            return here.say(key, dv=lines.abuse(here.book, person))
        case 4:
            return here.say(key, help=lines.crisis(here.book, person))
        case _:
            return here.say(key)


def _conditions(here: Here, reading: Reading) -> Ask:
    """The article's two conditions, the lines that the answers call for, and what can be asked next."""
    keys = [*chances.modifiers(reading)]
    if not reading.gated:
        footing = [] if "NO_GROWTH" in reading.flags else [chances.footing(reading.g)]  # whose own line says it
        keys = [chances.memories(reading), *footing, *keys, "closing"]
    parts = [here.words(key)[1] for key in keys] + ([] if reading.gated else _compared(here, reading))
    buttons = ["why", "numbers", "checkin", "crisis"] if reading.band is not None else ["why", "crisis", "checkin"]
    if not parts:
        parts = [here.words("next")[1]]
    return Ask("", "\n\n".join(parts), choices=here.buttons(*buttons))


def _compared(here: Here, reading: Reading) -> list[str]:
    """Beside the result before. One that had a band is not named where none is shown now: its name tells of odds."""
    before = here.ledger.last(FLOW)
    profile = None if before is None else next((n for n in PROFILES if f"p{n}" == before.value), None)
    if profile is None or (reading.band is None and profile not in chances.UNBANDED):
        return []
    key = "same" if profile == reading.profile else "changed"
    return [here.words(key, before=here.words(f"short{profile}")[1])[1]]


def _may_ask(here: Here, reading: Reading) -> tuple[Ask, ...]:
    """Whether they may be asked once, much later, what became of it: where a band was named, and not by itself."""
    if reading.band is None:
        return ()
    later = replace(here, flow=here.book.flows["outcome"])
    title, text = later.words("offer")
    return (Ask("", text, title, (later.choice("yes", "may"),)),)


def _later(here: Here, reading: Reading) -> list[Effect]:
    """Too early to read: offered again when it can be read. The safety question passed over: offered once, next day.

    What an earlier result promised is taken back where this one has answered it. A wake's key stands in plain sight in
    the store, so that the second is only `later`.
    """
    early = schedule.promised(here.person, here.now, days=chances.AGAIN_AFTER)
    later = schedule.promised(here.person, here.now, days=1)
    return [
        Wake("early", early if reading.profile == 6 else None),
        Wake("later", later if "ASK_LATER" in reading.flags else None),
    ]


def standing(here: Here, last: Entry | None) -> frozenset[Gate]:
    """Theirs, and what the last result stood under: taking a gate down does not turn that result into odds."""
    under = (gate for gate, profile in chances.GATED.items() if last is not None and last.value == f"p{profile}")
    return here.person.standing | set(under)


def why(here: Here) -> Outcome:
    """Which answers weighed most, and where the figures come from. With a gate: which answer led here, and no more."""
    quiz, last = replace(here, flow=here.book.flows[FLOW]), here.ledger.last(FLOW)
    answers = note_of(last, dict[str, str]) or {}
    reading = chances.read(answers, standing(here, last))
    if here.person.is_calm(here.now):
        return Outcome((_calm(quiz),))
    if here.person.worded:
        return _said(quiz, "why_words", "safety", "crisis")
    stands = standing(here, last) | reading.gates
    for gate in chances.GATED:
        if gate in stands:
            return _said(quiz, WHY[gate], "crisis", "checkin")
    if last is None:
        return _said(quiz, "no_result", FLOW)
    if reading.profile in UNREAD:
        return _said(quiz, UNREAD[reading.profile], "checkin")
    weighed = [_lean(quiz, q, answers[q], p) for q, p in chances.weightiest(answers)]
    title, opening = quiz.words("why_open")
    leaning = quiz.words("why_lean" if weighed else "why_even")[1]
    head = Say("\n\n".join(filter(None, (opening, leaning, "\n".join(weighed)))), title)
    text = "\n\n".join(quiz.words(key)[1] for key in ("why_base", "why_points", "why_sources"))
    return Outcome((head, Ask("", text, choices=quiz.buttons("numbers", "checkin", "crisis"))))


def _said(here: Here, key: str, *flows: str) -> Outcome:
    title, text = here.words(key)
    return Outcome((Ask("", text, title, here.buttons(*flows)),))


def _lean(here: Here, question: str, answer: str, points: Points) -> str:
    step = here.flow.steps[question]
    assert isinstance(step, ChoiceStep | ManyStep)
    picked = ", ".join(step.choices[code] for code in answer.split("+") if code in step.choices)
    by_r = abs(points.r) >= abs(points.v)
    key = ("lean_for" if points.r > 0 else "lean_against") if by_r else ("lean_good" if points.v > 0 else "lean_bad")
    return here.words("why_line", question=step.text, answer=picked, lean=here.words(key)[1])[1]


def numbers(here: Here) -> Outcome:
    """The range behind the band, only when asked for, and only where odds may be shown at all."""
    quiz, last = replace(here, flow=here.book.flows[FLOW]), here.ledger.last(FLOW)
    stands = standing(here, last)
    if here.person.is_calm(here.now):
        return Outcome((_calm(quiz),))
    if last is None and not stands:
        return _said(quiz, "no_result", FLOW)
    if last is None:
        return _said(quiz, "numbers_shut", "checkin", "crisis")
    reading = chances.read(note_of(last, dict[str, str]) or {}, stands)
    if (band := chances.band_range(reading)) is None:
        return _said(quiz, "numbers_none", "why", "crisis")
    low, high = band
    spread = {"low": chances.TENTHS[low][0], "high": chances.TENTHS[high][1]}
    figures = quiz.words(f"range{low}")[1] if low == high else quiz.words("range_open", **spread)[1]
    text = f"{figures}\n\n{quiz.words('survey')[1]}"
    return Outcome((Ask("", text, choices=quiz.buttons("why", "checkin", "crisis")),))


def _note(answers: Mapping[str, str]) -> str:
    return json.dumps({q: answers[q] for q in QUIZ if answers.get(q)}, separators=(",", ":"))


_PROFILES = {f"p{n}": frozenset[str]() for n in PROFILES} | says("p1", "dv") | says("p4", "help")
_WHY_WORDS = says(
    "no_result why_words why_open why_lean why_even why_base why_points why_sources"
    " lean_for lean_against lean_good lean_bad"
)
BEFORE = Do(before, says("ask_first calm"), frozenset({"closed"}))
BEGIN = Do(
    begin,
    says("intro intro_gated again early_prompt later_safety") | says("too_soon", "date"),
    frozenset({"closed"}),
)
RESULT = Do(
    result,
    _PROFILES
    | says(" ".join(f"band{n} name{n} range{n}" for n in range(1, 5)))
    | says(" ".join(f"short{n}" for n in PROFILES))
    | says("survey closing next numbers_none numbers_shut too_few " + " ".join((*WHY.values(), *UNREAD.values())))
    | says("memories_good memories_mixed memories_poor footing_firm footing_starting footing_none")
    | says(" ".join(key for key, _ in chances.MODIFIERS.values()))
    | says("open range_open", "low high")
    | says("changed same", "before")
    | says("why_line", "question answer lean")
    | _WHY_WORDS,
)
