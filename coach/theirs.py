"""Somebody whom they know may be in danger from themselves: what the worried one is told, and asked."""

from datetime import datetime

from msgspec.structs import replace

from coach.content import ScaleStep, TextStep
from coach.course import Course
from coach.danger_steps import LATELY, noted, told_of
from coach.effects import Ask
from coach.here import Do, Here, Outcome, says, urgent
from coach.ledger import Ledger
from coach.person import Person
from coach.safety import cues, lines, worried
from coach.safety.notice import NOTHING, Danger, Noticed
from coach.safety.written import bare

FLOW = "theirs"
KNOWN = frozenset({"now", "reach", "silent", "others", "safe", "lost"})
KNOWN_BY = {cues.THEIR_DEATH: "lost", cues.THEIR_ACT: "now"}


def told(here: Here) -> Outcome:
    """Who to call for them; in short, if all of it was just said. That it was told is noted, and not of whom.

    Those who have to stay apart from somebody, or were hurt, are not asked whether they can reach them.
    """
    go = "apart" if here.person.gated else ""
    if _lately(here.person, here.ledger, here.now):
        return Outcome((_about(here, "more"),), go)
    book, key = here.book, "theirs"
    apart = f"\n\n{here.words('apart')[1]}" if go else ""
    title, text = book.fill(book.phrases.say[key], here.seed(key), {"help": lines.help(book, here.there)})
    ask = urgent(book, title, text + apart, *here.buttons("elsewhere"))
    return Outcome((*noted(here.person, here.now, "danger", key), ask), go)


def reached(here: Here) -> Outcome:
    """What helps next, by how they can be reached. Other words are answered as well."""
    answer = here.answers.get("reach", "")
    return Outcome((_about(here, answer if answer in KNOWN else "more"),))


def _about(here: Here, key: str) -> Ask:
    """In other words each time, where there are some. Nobody is told to talk to one from whom they stay apart."""
    words = here.flow.words["more" if here.person.gated and key == "reach" else key]
    title, text = here.book.fill(words, here.session.asked, {"help": lines.crisis(here.book, here.there)})
    return urgent(here.book, title, text, *here.buttons("elsewhere"))


def _lately(person: Person, ledger: Ledger, now: datetime) -> bool:
    """Whether somebody else's danger was told of: for so long words about them are understood as such."""
    return FLOW in told_of(person, ledger, now, LATELY)


def ask(course: Course, noticed: Noticed = NOTHING) -> None:
    """What was open waits for it, and is asked again after it; but a question for words, which might take theirs.

    Of what has been done, or of a death, nothing is asked.
    """
    if isinstance(course.asking, TextStep):
        course.put_away()
    known = next((KNOWN_BY[cue] for cue in KNOWN_BY if cue in noticed.cues), "")
    if known:
        note(course)
        course.interrupt(FLOW, "reached", goes_back=True, reach=known)
    else:
        course.interrupt(FLOW, course.book.flows[FLOW].start, goes_back=True)


def tell(course: Course) -> None:
    """The same without the question, where another one is asked."""
    course.emit(*told(course.here(course.book.flows[FLOW])).effects)


def note(course: Course) -> None:
    """That it was told, where it is answered together with another danger."""
    course.emit(*noted(course.kept, course.now, "danger", FLOW))


def is_open(course: Course) -> bool:
    return course.session.flow == FLOW and course.asking is not None


def is_below(course: Course, text: str) -> bool:
    """Whether it is a number, and the question that waits under this one asks for one."""
    under = course.session.under if is_open(course) and text.strip().isdecimal() else None
    flow = course.book.flows.get(under.flow) if under is not None else None
    return flow is not None and under is not None and isinstance(flow.steps.get(under.step), ScaleStep)


def goes_on(course: Course, text: str) -> bool:
    """Whether words to no question are about them: shortly after it was told, "she isn't answering" is no slip."""
    key = worried.reached(bare(text), asked=False)
    if key is None or not _lately(course.kept, course.ledger, course.now):
        return False
    course.emit(_about(course.here(course.book.flows[FLOW]), key))
    return True


def weighed(course: Course, noticed: Noticed, text: str) -> Noticed:
    """What words tell of, where somebody else's danger was told of.

    Whoever stands before the door of one whom they are worried about watches nobody. "Me too" is asked about.
    """
    harm = set(noticed.cues) & cues.HARM.keys()
    looks = harm == {"watching"} and Danger.OTHERS not in noticed.dangers and not course.person.gated
    too = noticed.tier == 0 and worried.too(bare(text))
    if not looks and not too:
        return noticed
    told_now = looks and Danger.THEIRS in noticed.dangers
    if not told_now and not is_open(course) and not _lately(course.kept, course.ledger, course.now):
        return noticed
    if too:
        return replace(noticed, tier=1, cues=(*noticed.cues, "too"))
    return replace(noticed, dangers=tuple(danger for danger in noticed.dangers if danger is not Danger.HARM))


def read_reach(_: Here, text: str) -> str | None:
    """An answer to `reach`, or to what may follow it; None for other words."""
    return worried.reached(bare(text), asked=True)


TOLD = Do(told, says("apart"), frozenset({"apart"}))
REACHED = Do(reached, says("now reach silent others safe lost more", "help"))
