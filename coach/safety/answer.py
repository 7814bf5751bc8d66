"""The answer to words of danger. It comes before everything else, what was open waits, and no word is kept.

But for two that were asked for: the signs that a plan names, and what was done to somebody, among their reasons.
"""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from msgspec.structs import replace

from coach import menu, theirs
from coach.chances import FEAR, SAFETY
from coach.content import ChoiceStep, ManyStep, TextStep, is_free
from coach.course import Course
from coach.danger_steps import LATELY, looks, only_a_phrase, quiet, told_of
from coach.effects import Change
from coach.events import Event, Pressed, Said, Via
from coach.here import Here
from coach.person import CALM, Age, Gate, Goal
from coach.phrases import PARTS
from coach.safety import cues, lines, worried
from coach.safety.notice import MARK, VIOLENT, Danger, Noticed
from coach.safety.written import bare, denies, read_ending, read_near, read_worried

FLOW, PLAN, REASONS = "danger", "plan", "reasons"
MEANT = frozenset(  # whose answers are words for the other, the reasons not to send any, or things of their own
    [("hold", "message"), ("letter", "page"), ("letter", "more"), ("sos", "box"), ("reply", "draft")]
    + [("reply", "again"), ("reply", "needs"), ("own", "mine"), ("own", "did")]
    + [("reasons", place) for place in ("one", "two", "three", "four", "five")]
)
ASKED_FIRST = {FLOW: timedelta(hours=12), theirs.FLOW: LATELY}  # after which they are not asked any more
NOW = frozenset(cues.NOW)
STANDS_FOR = {Danger.OTHERS: Gate.ABUSE, Danger.HARM: Gate.HARM}
SAYS = {Danger.HARM: "harm", Danger.OTHERS: "danger", Danger.THEIRS: "theirs"}
OF_THEMSELVES = frozenset({"light", "signs", "past", "asked", "soft", "near"})
SOFTLY = {"asked": "no", "near": "wrong"}  # answers after which the softer question comes
_NOW = re.compile(  # what may go on as they write
    rf"\b(?:{cues.PRESENT}|help|here|outside|door|coming|(?:is|are|keeps?|hes|shes|theyre|whos) \w+ing)\b"
)
DEEPER = {"light": "no", "signs": "no", "past": "still"}  # the answers after which the direct question comes
PHRASE_FOR = timedelta(hours=24)  # words that were a phrase are not asked about again (content 3.2)


def answer(course: Course, noticed: Noticed, event: Event) -> bool:
    """Whether it was answered here: first who to call, then the one question that belongs to it."""
    again = _asked_lately(course)
    ticked = Danger.OTHERS in noticed.dangers and _tick_fear(course)
    if noticed.tier >= 2 and Danger.THEIRS in noticed.dangers and not _is_now(noticed):  # perhaps theirs alone
        _beside(course, noticed, event)
        _own(course, replace(noticed, tier=2), again)
        return True
    if noticed.tier >= 2:
        _own(course, noticed, again)
    elif not noticed.dangers:
        return _lightly(course, noticed)
    if noticed.dangers:
        _beside(course, noticed, event)
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
    if course.kept.ready:
        return any(value.startswith("tier") for value in told_of(course.kept, course.ledger, course.now, LATELY))
    return course.kept.calm_until is not None and course.kept.calm_until - CALM > course.now - LATELY


# To their own life


def _own(course: Course, noticed: Noticed, again: bool) -> None:
    at = "now" if noticed.tier == 3 else "asked"
    open_step = course.session.step if course.session.flow == FLOW else ""
    course.emit(*quiet(course.kept, course.now, f"tier{noticed.tier}"))
    if at == "asked" and open_step in ("asked", "soft"):
        course.interrupt(FLOW, "answered", goes_back=False, asked="yes")
    elif at == "asked" and (open_step == "near" or again):
        _who_to_call(course)
        course.interrupt(FLOW, "near", goes_back=False)
    else:
        course.interrupt(FLOW, at, goes_back=False, heard=_cue(noticed))
    if at == "now":
        course.emit(*looks(course.kept, course.now))


def drop_what_is_old(course: Course, event: Event) -> None:
    """A question of these that was left open for half a day is not asked any more.

    A late tap on it still counts, and so do words that plainly answer one about their own life.
    """
    session = course.session
    age = course.now - (session.began or course.now)
    if age <= ASKED_FIRST.get(session.flow, age):
        return
    tapped = isinstance(event, Pressed) and event.prompt == session.prompt
    if not tapped and (age > CALM or not _answers_plainly(course, event)):
        course.drop_under()
        course.set_aside()


def _answers_plainly(course: Course, event: Event, only: Collection[str] | None = None) -> bool:
    """Whether words are an answer to the open question about their own life, and no sentence to be read into.

    `only`: it has to be one of these.
    """
    reader = PLAIN.get(course.session.step) if course.session.flow == FLOW and course.asking is not None else None
    if reader is None or not isinstance(event, Said) or not _is_here(course, event):
        return False
    read, other = reader
    found = read(course.here_now(), event.text)
    return found in only if only is not None else found not in (None, other)


def _who_to_call(course: Course) -> None:
    if _waits(course, STANDS_FOR):
        course.put_away()
    menu.stay(course)


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
        _who_to_call(course)
        return True
    if _was_phrase(course, _cue(noticed)):
        return False
    at, heard = ("past", "past") if noticed.past else ("light", _cue(noticed))
    course.interrupt(FLOW, at, goes_back=True, heard=heard)
    return True


def is_kept(course: Course, event: Event, noticed: Noticed) -> bool:
    """Whether a plan names the signs of danger, as it should: they are kept, and asked about lightly after that.

    So is what a model alone hears in words that are meant for the other, where heartbreak sounds like anything, or in a
    few that name a thing of their own, and what it alone doubts in any answer in somebody's own words: they would have
    to write it again.

    Not in the answers that follow, nor in the days after a danger: there they may be no signs.
    """
    at = (course.session.flow, course.session.step)
    doubted = (is_free(course.asking) and noticed.hinted) or (at in MEANT and noticed.by_model_alone)
    writes = _is_here(course, event) and (at == (PLAN, PARTS[0]) or doubted)
    if not isinstance(event, Said):
        return False
    others = event.more
    if not writes or not all(course.book.noticed(words, None).calm for words in others):
        return False
    if others and _hides_more(course, event, noticed):  # it read all lines at once, and says not which it was
        return False
    return 0 < noticed.tier < 3 and not noticed.dangers and not course.person.is_calm(course.now)


def _hides_more(course: Course, event: Said, noticed: Noticed) -> bool:
    """Whether more is seen in a form than its first line says in exact words."""
    return noticed.tier >= 2 and course.book.noticed(event.text, None).tier < noticed.tier


def after_kept(course: Course, noticed: Noticed, of_plan: bool) -> None:
    """`of_plan`: it was a sign in a plan."""
    if not _was_phrase(course, _cue(noticed)):
        course.interrupt(FLOW, "signs" if of_plan else "light", goes_back=True, heard=_cue(noticed))


Reader = Callable[[Here, str], str | None]
PLAIN: dict[str, tuple[Reader, str]] = {  # a question's reader, and what it makes of other words
    "asked": (read_ending, "skip"),
    "soft": (read_worried, "bit"),
    "near": (read_near, "words"),
}


def reads_plainly(course: Course, event: Event, noticed: Noticed) -> bool:
    """Whether words are a plain answer to the question that is open here, whatever else a model hears in them."""
    if theirs.is_open(course):  # more about them, where they were asked about them
        return _is_here(course, event) and _theirs_alone(noticed)
    if noticed.dangers or noticed.past:
        return False
    named = {cue for cue in noticed.cues if not cue.startswith(MARK)}
    if named:  # a plain no may name what it denies
        denied = named == {"said_plainly"} and isinstance(event, Said) and denies(event.text)
        return denied and _answers_plainly(course, event, {"no", "wrong"})
    return _answers_plainly(course, event)


def _theirs_alone(noticed: Noticed) -> bool:
    return noticed.tier == 0 and not noticed.past and set(noticed.dangers) <= {Danger.THEIRS}


def _is_here(course: Course, event: Event) -> bool:
    """Whether it is said now, and to no other message than the open question."""
    return isinstance(event, Said) and event.via is not Via.EDIT and event.prompt in ("", course.session.prompt)


def passed_over(course: Course) -> None:
    """The light question was not answered, and what was open before it was: that is the answer."""
    heard = course.session.answers.get("heard", "")
    course.close()
    course.back_under()
    if heard:
        course.emit(*only_a_phrase(course.kept, course.now, heard))


def somebody_else(course: Course, event: Event, noticed: Noticed) -> bool:
    """Whether they say, asked about themselves, that the danger is somebody else's. They are believed."""
    step = course.asking if course.session.flow == FLOW and course.session.step in OF_THEMSELVES else None
    says = isinstance(event, Said) and worried.instead(bare(event.text))
    if not isinstance(step, ChoiceStep) or not says or not _is_here(course, event) or not _theirs_alone(noticed):
        return False
    if (no := SOFTLY.get(course.session.step)) is not None:  # a no is followed by one softer question
        theirs.tell(course)
        course.answer(no, step.choices[no])
        return True
    course.close()
    course.back_under()
    theirs.ask(course)
    return True


def _was_phrase(course: Course, cue: str) -> bool:
    said = (e for e in course.ledger.of("phrase") if e.value == cue) if course.kept.ready else ()
    return any(timedelta(0) <= course.now - e.at < PHRASE_FOR for e in said)


# From somebody else, and to somebody else


def _beside(course: Course, noticed: Noticed, event: Event) -> None:
    """Who to call, for each of these dangers. Where it is theirs alone, one question besides."""
    person, dangers = course.kept, noticed.dangers
    if _theirs_alone(noticed) and course.session.flow not in ASKED_FIRST:
        theirs.ask(course, noticed)
        return
    at_home, again = _is_at_home(noticed), _told_lately(course)
    gating = [danger for danger in dangers if danger in STANDS_FOR]
    healing = Goal.HEAL if gating else person.goal
    gated = replace(person, worded=person.worded.union(STANDS_FOR[danger] for danger in gating), goal=healing)
    if gated != person:
        course.emit(Change(gated))
    if gating:
        course.emit(*quiet(course.kept, course.now, cues.AT_HOME if at_home else gating[0].value))
    reason = "" if at_home else _reason(course, event, noticed)
    keys, after = _keys(noticed, at_home, again), ["after_reason" if reason else "after_danger"]
    after += ["after_goal"] if person.goal is Goal.RECONCILE else []
    if reason:
        course.session = replace(course.session, answers={**course.session.answers, course.session.step: reason})
    for key in keys:
        _tell(course, key, after if key == keys[-1] and gating else [])
    if noticed.tier < 2 and _waits(course, dangers):
        course.put_away()
    if reason:  # all that was written stands, and the next time it is shown from the beginning
        left = {name: one for name, one in course.session.left.items() if name != REASONS}
        course.session = replace(course.session, left=left)


def _keys(noticed: Noticed, at_home: bool, again: bool) -> list[str]:
    """What is said, to each danger."""
    says = dict(SAYS)
    if VIOLENT.isdisjoint(noticed.cues):
        says[Danger.HARM] = "following"
    if at_home or again:
        says[Danger.OTHERS] = "danger_home" if at_home else "danger_again"
    keys = [says[danger] for danger in noticed.dangers]
    hurt = not set(noticed.cues).isdisjoint(cues.OTHERS)  # in exact words
    if {Danger.OTHERS, Danger.THEIRS} <= set(noticed.dangers) and not hurt:  # it is threatened, to hold them
        keys = ["held", *(key for key in keys if key not in (says[Danger.OTHERS], "theirs"))]
    return keys


def _is_at_home(noticed: Noticed) -> bool:
    """Whether it is their family that hurts them, and nobody else."""
    return cues.AT_HOME in noticed.cues and set(noticed.cues).isdisjoint(cues.OTHERS.keys() - {cues.AT_HOME, "fear"})


def _told_lately(course: Course) -> bool:
    """Whether the whole of what belongs to danger from somebody else was said within two hours."""
    return Danger.OTHERS.value in told_of(course.kept, course.ledger, course.now, LATELY)


def _waits(course: Course, dangers: Iterable[Danger]) -> bool:
    """What weighs things up, or asks for words, is taken up again at the same place, when they open it.

    The next words are about the danger, and must not be taken for an answer.
    """
    flow = course.flow
    weighs = flow is not None and bool(flow.before) and course.session.step != SAFETY
    return (weighs and any(danger in STANDS_FOR for danger in dangers)) or isinstance(course.asking, TextStep)


def _reason(course: Course, event: Event, noticed: Noticed) -> str:
    """What was done to them, where it is one of the reasons that they write down: it is answered first, and not lost.

    Empty for what may be happening now, words for another message, an edit, or several lines at once.
    """
    asked = course.session.flow == REASONS and isinstance(course.asking, TextStep) and _is_here(course, event)
    if not asked or not isinstance(event, Said) or event.via is not Via.WORDS or event.more:
        return ""
    alone = noticed.dangers == (Danger.OTHERS,) and noticed.tier == 0 and not noticed.past
    grown = course.kept.ready and course.kept.age is Age.ADULT and not course.young
    words = event.text.strip()
    return words if alone and grown and "\n" not in words and not _NOW.search(bare(words)) else ""


def _tell(course: Course, key: str, follows: list[str]) -> None:
    """`follows`: what follows from all of it, under the last of these."""
    book, person = course.book, course.there
    after = "\n\n".join(course.phrase(k)[1] for k in follows)
    match key:
        case "danger_home":
            course.urge(key, "hide", line=lines.at_home(book, person), after=after)
        case "danger" | "danger_again":
            course.urge(key, "hide", line=lines.abuse(book, person), after=after)
        case "theirs":
            theirs.tell(course)
        case "held":
            theirs.note(course)
            course.urge(key, "hide", help=lines.help(book, person), after=after)
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
