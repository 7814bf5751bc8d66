"""The answer to words of danger. It comes before everything else; what was open waits, and no word is kept."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from msgspec.structs import replace

from coach import menu, places, times
from coach.chances import FEAR, SAFETY
from coach.content import ManyStep, TextStep
from coach.course import Course
from coach.danger_steps import cannot_speak, how, only_a_phrase, quiet, read_ending, read_near, read_worried
from coach.effects import Ask, Change, Kind, Wake
from coach.events import Event, Said, Via
from coach.here import Here
from coach.person import CALM, Gate, Goal
from coach.phrases import PARTS
from coach.safety import cues, lines
from coach.safety.notice import MARK, Danger, Noticed

FLOW, PLAN = "danger", "plan"
NOW = frozenset(cues.NOW)
IN = frozenset(
    ["in", "from", "live", "living", "en", "em", "estoy", "vivo", "estou", "moro", "wohne"]
)  # before a country that they are in
STANDS_FOR = {Danger.OTHERS: Gate.ABUSE, Danger.HARM: Gate.HARM}
TALKED_OF = frozenset({"urge", "will_ex_return"})  # in quiet days too: after a danger "I feel at peace" is no progress
VIOLENT = frozenset({"violence_meant", "violence_done"})  # any other harm is finding, following, watching
SAYS = {Danger.HARM: "harm", Danger.OTHERS: "danger", Danger.THEIRS: "theirs"}
DEEPER = {"light": "no", "signs": "no", "past": "still"}  # the answers after which the direct question comes
PHRASE_FOR = timedelta(hours=24)  # words that were a phrase are not asked about again (content 3.2)
OLD = timedelta(hours=12)
AGAIN = timedelta(hours=2)  # for so long the direct question is not asked once more
LATER, MORNING = timedelta(hours=3), timedelta(hours=6)  # until the first look after them, and at least to the second


def answer(course: Course, noticed: Noticed) -> bool:
    """Whether it was answered here: first who to call, then the one question that belongs to it."""
    again = _asked_lately(course)
    ticked = Danger.OTHERS in noticed.dangers and _tick_fear(course)
    if noticed.tier >= 2 and Danger.THEIRS in noticed.dangers and not _is_now(noticed):  # perhaps theirs alone
        _beside(course, noticed)
        _own(course, replace(noticed, tier=2), again)
        return True
    if noticed.tier >= 2:
        _own(course, noticed, again)
    elif not noticed.dangers:
        return _lightly(course, noticed)
    if noticed.dangers:
        _beside(course, noticed)
    if noticed.tier == 1:  # beside another danger it is no phrase
        course.interrupt(FLOW, "asked", goes_back=False, heard=_cue(noticed))
    elif ticked and noticed.tier == 0:
        course.ask_again()
    return True


def _is_now(noticed: Noticed) -> bool:
    """Whether exact words tell of what is meant to be done, or is done."""
    return noticed.tier == 3 and not NOW.isdisjoint(noticed.cues)


def _asked_lately(course: Course) -> bool:
    """Whether the direct question was put within two hours."""
    begun = course.now - AGAIN
    if course.kept.ready:
        return any(e.value.startswith("tier") and begun < e.at <= course.now for e in course.ledger.of("danger"))
    return course.kept.calm_until is not None and course.kept.calm_until - CALM > begun


# To their own life


def _own(course: Course, noticed: Noticed, again: bool) -> None:
    at = "now" if noticed.tier == 3 else "asked"
    open_step = course.session.step if course.session.flow == FLOW else ""
    course.emit(*quiet(course.kept, course.now, f"tier{noticed.tier}"))
    if at == "asked" and open_step in ("asked", "soft"):
        course.interrupt(FLOW, "answered", goes_back=False, asked="yes")
    elif at == "asked" and (open_step == "near" or again):
        if _waits(course, STANDS_FOR):
            course.put_away()
        stay(course)
    else:
        course.interrupt(FLOW, at, goes_back=False, heard=_cue(noticed))
    if at == "now":
        look_in(course)


def drop_what_is_old(course: Course, pressed: str) -> None:
    """A question of these that was left open for half a day is not asked any more; a late tap on it still counts."""
    session = course.session
    is_old = session.began is not None and course.now - session.began > OLD
    if session.flow == FLOW and is_old and pressed != session.prompt:
        course.drop_under()
        course.set_aside()


def look_in(course: Course) -> None:
    """One soft message some hours later, and one next morning."""
    person, later = course.kept, course.now + LATER
    morning = times.next_time(person.hour, person.zone, later + MORNING)
    course.emit(Wake("soon", later), Wake("morning", morning))


def _cue(noticed: Noticed) -> str:
    return noticed.cues[0] if noticed.cues else ""


def _lightly(course: Course, noticed: Noticed) -> bool:
    """One question, unless they said today that these words are a phrase, or are in the days after a danger."""
    if course.session.flow == FLOW:
        if noticed.tier and (more := DEEPER.get(course.session.step)):
            course.answer(more, "")
            return True
        return False
    if course.person.is_calm(course.now) and noticed.tier:  # in these days it may be no phrase
        if _waits(course, STANDS_FOR):
            course.put_away()
        stay(course)
        return True
    if _was_phrase(course, _cue(noticed)):
        return False
    at, heard = ("past", "past") if noticed.past else ("light", _cue(noticed))
    course.interrupt(FLOW, at, goes_back=True, heard=heard)
    return True


def in_plan(course: Course, event: Event, noticed: Noticed) -> bool:
    """Whether a plan names the signs of danger, as it should: they are kept, and asked about lightly after that.

    Not in the answers that follow, nor in the days after a danger: there they may be no signs.
    """
    here = isinstance(event, Said) and event.via is not Via.EDIT and event.prompt in ("", course.session.prompt)
    writes = here and (course.session.flow, course.session.step) == (PLAN, PARTS[0])
    others = event.more if isinstance(event, Said) else ()
    if not writes or not all(course.book.noticed(words, None).calm for words in others):
        return False
    return 0 < noticed.tier < 3 and not noticed.dangers and not course.person.is_calm(course.now)


def after_plan(course: Course, noticed: Noticed) -> None:
    if not _was_phrase(course, _cue(noticed)):
        course.interrupt(FLOW, "signs", goes_back=True, heard=_cue(noticed))


PLAIN: dict[str, tuple[Callable[[Here, str], str], str]] = {  # a question's reader, and what it makes of other words
    "asked": (read_ending, "skip"),
    "soft": (read_worried, "bit"),
    "near": (read_near, "words"),
}


def reads_plainly(course: Course, event: Event, noticed: Noticed) -> bool:
    """Whether words are a plain answer to the question that is open here, whatever else a model hears in them."""
    reader = PLAIN.get(course.session.step) if course.session.flow == FLOW and course.asking else None
    doubted = all(cue.startswith(MARK) for cue in noticed.cues) and not noticed.dangers and not noticed.past
    if reader is None or not isinstance(event, Said) or not doubted:
        return False
    read, other = reader
    return read(course.here_now(), event.text) != other


def passed_over(course: Course) -> None:
    """The light question was not answered, and what was open before it was: that is the answer."""
    heard = course.session.answers.get("heard", "")
    course.close()
    course.back_under()
    course.emit(*only_a_phrase(course.kept, course.now, heard))


def _was_phrase(course: Course, cue: str) -> bool:
    said = (e for e in course.ledger.of("phrase") if e.value == cue) if course.kept.ready else ()
    return any(timedelta(0) <= course.now - e.at < PHRASE_FOR for e in said)


# From somebody else, and to somebody else


def _beside(course: Course, noticed: Noticed) -> None:
    """Who to call, for each of these dangers, and nothing asked."""
    person, dangers = course.kept, noticed.dangers
    again = _told_lately(course)
    gating = [danger for danger in dangers if danger in STANDS_FOR]
    healing = Goal.HEAL if gating else person.goal
    gated = replace(person, worded=person.worded.union(STANDS_FOR[danger] for danger in gating), goal=healing)
    if gated != person:
        course.emit(Change(gated))
    if gating:
        course.emit(*quiet(course.kept, course.now, gating[0].value))
    keys = ["following" if d is Danger.HARM and VIOLENT.isdisjoint(noticed.cues) else SAYS[d] for d in dangers]
    for key in keys:
        said = "danger_again" if key == "danger" and again else key
        _tell(course, said, last=key == keys[-1] and bool(gating), reason=person.goal is Goal.RECONCILE)
    if noticed.tier < 2 and _waits(course, dangers):
        course.put_away()


def _told_lately(course: Course) -> bool:
    """Whether the whole of what belongs to danger from somebody else was said within two hours."""
    said = course.ledger.of("danger") if course.kept.ready else ()
    return any(e.value == Danger.OTHERS.value and timedelta(0) <= course.now - e.at < AGAIN for e in said)


def _waits(course: Course, dangers: Iterable[Danger]) -> bool:
    """What weighs things up, or asks for words, is taken up again at the same place, when they open it.

    The next words are about the danger, and must not be taken for an answer.
    """
    flow = course.flow
    weighs = flow is not None and bool(flow.before) and course.session.step != SAFETY
    return (weighs and any(danger in STANDS_FOR for danger in dangers)) or isinstance(course.asking, TextStep)


def _tell(course: Course, key: str, last: bool, reason: bool) -> None:
    """`last`: what follows from all of it is said under this one.   `reason`: the goal was another until now."""
    book, person = course.book, course.there
    after = "\n\n".join(course.phrase(k)[1] for k in ("after_danger", *(["after_goal"] if reason else [])) if last)
    match key:
        case "danger" | "danger_again":
            course.urge(key, "hide", line=lines.abuse(book, person), after=after)
        case "theirs":
            course.urge(key, help=lines.help(book, person))
        case _:
            course.urge(key, help=lines.crisis(book, person), after=after)


def _tick_fear(course: Course) -> bool:
    """Whether the open question is about it: these words are an answer to it as well, and it is ticked."""
    step = course.asking
    if not isinstance(step, ManyStep) or course.session.step != SAFETY:
        return False
    ticks = {*course.session.picked, FEAR} - set(step.alone)
    course.session = replace(course.session, picked=tuple(id for id in step.choices if id in ticks))
    return True


# In the days after a danger


def stay(course: Course) -> None:
    """More words after a danger, to no question: who to call stands before anything else."""
    menu.stay(course)


def in_quiet_days(course: Course, text: str, noticed: Noticed) -> None:
    """Words to no question in these days: what can be answered is, and who to call stands in every answer."""
    if (now := how(text)) is not None:
        course.open("after", now)
    elif cannot_speak(text):
        silent = lines.silent(course.book, course.person)
        values = {"silent": f"{silent}\n\n" if silent else "", "directory": course.book.helplines.directory}
        menu.stay(course, "unspoken", **values)
    elif (small := menu.small_talk(course.book, text)) in ("thanks", "who"):
        menu.stay(course, f"stay_{small}")
    elif noticed.intent not in TALKED_OF or _was_near(course) or not menu.of_intent(course, noticed):
        stay(course)


def _was_near(course: Course) -> bool:
    """Whether it was near in these days: then nothing but who to call is spoken of."""
    near = (e for e in course.ledger.of("danger") if e.value == "tier3") if course.kept.ready else ()
    return any(timedelta(0) <= course.now - e.at < CALM for e in near)


def elsewhere(course: Course, text: str) -> bool:
    """Whether they say, and say nothing else, which country they are in: those to call there are shown at once."""
    read, words = places.read_country(course.book.places, text), places.plain(text).split()
    if not read.sure or "with" in words or not (IN & set(words) or (course.asking is None and len(words[0]) > 3)):
        return False  # by itself it may be a name, or NO
    country = read.found[0]
    if not course.person.country:
        course.emit(Change(replace(course.kept, country=country)))
    there = lines.help(course.book, replace(course.there, country=country))
    course.emit(Ask("", there, controls=course.book.reach, kind=Kind.URGENT))
    course.ask_again()
    return True
