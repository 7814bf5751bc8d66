"""What is written below a message of ours in the place of a tap on one of its buttons."""

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from coach import discreet, matching, occasions, outcome
from coach.content import ChoiceStep, ScaleStep
from coach.course import Course
from coach.effects import Choice
from coach.events import Said
from coach.heard import heard
from coach.ledger import Entry, note_of
from coach.lessons import AGAIN
from coach.safety.written import bare, how
from coach.sending import ANSWERS
from coach.signs import STRONG
from coach.sos import EASED

WITHIN = timedelta(hours=3)  # after a message, in which words may be an answer to it
STANDS = timedelta(hours=24)  # in which the words of its own buttons are
VERDICT, SENDING = "verdict", {"no": "no", "unsure": "unknown", "yes": "yes"}  # would they still send it
FEWER = ("pause",)  # under every message
NOTHING, NOT_THAT = "", "-"  # in the place of a flow: a no to the question of the day, and to what was held out
NO = {NOTHING: "not_today", NOT_THAT: "not_that"}  # what is said then
DONE = ("im done", "did it", "i did it")  # of a lesson
RIDING, NIGHT, INVITATION = ("sos15", "sos120"), "sosnext", "prompt"
HOW = {"better": "ridden.easier", "same": "ridden.same", "worse": "ridden.harder"}
_STILL = frozenset(["here", "there", "bad", "hard", "strong", "awful"])
_SCALE = tuple(Choice(str(n), str(n)) for n in range(11))


class Meant(Struct, frozen=True):
    """The flow, what stands behind its command, and words that answer its first question; a plain no is in NO."""

    flow: str
    argument: str = ""
    ahead: str = ""


def meant(course: Course, text: str) -> Meant | None:
    """None for words that are no answer to the last message, or where that came too long ago."""
    last = _lately(course, "push")
    found = _outright(course, text, last) if course.asking is None else None
    found = found or (None if last is None else _of_a_push(course, last, text))
    return found or (_of_a_question(course, heard(text)) if course.asking is None else None)


def _outright(course: Course, text: str, last: Entry | None) -> Meant | None:
    """Where nothing else is asked: an answer below a result, below what was held out, or below a lesson."""
    if heard(text) in course.book.heard["yes"] and _may_be_asked(course):
        return Meant(outcome.FLOW, "yes")
    if taken := _of_a_proposal(course, text, last):
        return taken
    lesson = _lately(course, "programme")
    newest = lesson is not None and (last is None or last.at < lesson.at)
    return _of_a_lesson(course, lesson, text) if lesson is not None and newest else None


def _of_a_push(course: Course, last: Entry, text: str) -> Meant | None:
    kind, lists = course.book.kind_of(last.value), course.book.heard
    if kind == INVITATION:
        number, none_asked = _number(text), course.asking is None
        waits = none_asked and not any((e := course.ledger.last(k)) and e.at > last.at for k in ("rule", "mood"))
        no = Meant(NOTHING) if waits and heard(text) in lists["no"] else None
        return Meant("checkin", ahead=number) if number or heard(text) in lists["yes"] else no
    if (pressed := _of_a_button(course, last, heard(text))) is not None:
        return pressed
    found = _how(course, text) if kind in RIDING else None
    if kind == NIGHT and heard(text) in lists["no"]:
        found = "night.kept"
    flow, _, argument = (found or "").partition(".")
    return Meant(flow, argument) if flow else None


def asks_last(course: Course, event: Said) -> bool:
    """Whether a message of ours that asks how it went on came after all that they have said, and the check-in did not.

    It asks for a number too. To any other question a number, or a word, is an answer.
    """
    last, before, session = _lately(course, "push"), course.heard_before, course.session
    if last is None or event.prompt or session.flow != "checkin" or not isinstance(course.asking, ScaleStep):
        return False
    if not ANSWERS.get(course.book.kind_of(last.value)):
        return False
    return all(at is None or at < last.at for at in (before, session.since))


def _may_be_asked(course: Course) -> bool:
    """Whether the last that was said is the question below a result, whether they may be asked what became of it."""
    result, told = course.ledger.last("chances"), course.ledger.last(outcome.FLOW)
    if result is None or not outcome.said(note_of(result, dict[str, str]) or {}) or course.person.gated:
        return False
    before, same = course.heard_before, timedelta(seconds=1)  # a store keeps one of them to the millisecond
    at_once = before is not None and abs(before - result.at) < same
    return at_once and (told is None or told.at < result.at)


def _of_a_proposal(course: Course, text: str, last: Entry | None) -> Meant | None:
    """A yes or a no to what was held out to their last words, where no message of ours came after it."""
    before, lists, said = course.heard_before, course.book.heard, heard(text)
    if not course.proposed or before is None or course.now - before > WITHIN or (last and last.at > before):
        return None
    return Meant(course.proposed) if said in lists["yes"] else Meant(NOT_THAT) if said in lists["no"] else None


def _of_a_question(course: Course, said: str) -> Meant | None:
    """The words of a button of one of our questions of this day, also where another message came after it."""
    lately = (e for e in reversed(course.ledger.of("push")) if timedelta(0) <= course.now - e.at <= STANDS)
    return next((found for sent in lately if (found := _of_a_button(course, sent, said))), None)


def _of_a_button(course: Course, sent: Entry, said: str) -> Meant | None:
    """A button of that message that answers something by itself, as it stands for them now."""
    shown = discreet.message(course.here(course.book.flows["open"]), sent.value) if said else None
    alone = course.heard_before is None or sent.at > course.heard_before
    for choice in shown.choices if shown else ():
        flow, _, argument = choice.id.partition(".")
        words = {heard(choice.label), *_other_words(course, flow, argument, alone)}
        if argument and flow not in FEWER and said in words:
            return Meant(flow, argument)
    return None


def _other_words(course: Course, flow: str, argument: str, alone: bool) -> Iterable[str]:
    """A yes or a no only where they have said nothing since: later it may be to anything."""
    contact = course.book.flows["checkin"].steps["contact"]
    if flow == occasions.WAS and isinstance(contact, ChoiceStep):
        return contact.also.get(argument.partition(".")[0], ())
    return course.book.heard[SENDING[argument.rpartition(".")[2]]] if flow == VERDICT and alone else ()


def _lately(course: Course, kind: str) -> Entry | None:
    last = next((e for e in reversed(course.ledger.of(kind)) if e.at <= course.now), None)
    return last if last is not None and course.now - last.at <= WITHIN else None


def _of_a_lesson(course: Course, shown: Entry, text: str) -> Meant | None:
    """A lesson that was shown, and of which nothing has been told since: done, in its two minutes, or passed over."""
    told, words = course.ledger.last("lesson"), heard(text)
    if shown.value not in ("begin", "on", AGAIN) or (told is not None and told.at >= shown.at):
        return None
    offered = ("done", "small") if shown.value == AGAIN else ("done", "small", "skip")
    ways = {way: heard(course.book.label(way)) for way in offered}
    way = next((way for way, label in ways.items() if words == label), "done" if words in DONE else None)
    return Meant("lesson", f"{way}.{shown.note}") if way else None


def _number(text: str) -> str:
    found = matching.on_scale(_SCALE, matching.plain(text))
    return found.id if found else ""


def _how(course: Course, text: str) -> str | None:
    """By a word, or by how strong it is, from 0 to 10."""
    if number := _number(text):
        last = course.ledger.last("ride")  # how it was at the end of the ten minutes
        before = int(last.value) if last is not None and last.value.isdecimal() else STRONG - 1
        return HOW["better" if int(number) <= EASED else "worse" if int(number) > before else "same"]
    said, words = how(text), bare(text).split()
    if "still" in words and said in (None, "worse") and not _STILL.isdisjoint(words):
        return HOW["same"]  # "still hard" is no harder than before
    return HOW.get(said or "")
