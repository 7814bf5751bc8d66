"""/reply: a practical answer to somebody one has to deal with, read by plain rules. Theirs to write, and to send."""

from msgspec.structs import replace

from coach import biff, touch
from coach.effects import Ask, Say
from coach.here import Do, Here, Outcome, says
from coach.person import BARRED, SPEAKS, Gate
from coach.safety import lines

AT_ONCE = 4  # things to change that are said at a time
ANSWERS = ("", "yes", "no", "unsure", "again", "enough")  # that are listed, to the questions where a draft is pasted
GO = "go"  # behind the command: straight on, whether or not it needs an answer


def before(here: Here) -> Outcome:
    """Nobody is helped to write past an order, a clear no or somebody's fear. The routes there are, are named."""
    if here.person.is_calm(here.now):
        return Outcome((here.urge("calm", help=lines.quiet(here.book, here.there)),), "closed")
    barred = next((gate for gate in SPEAKS if gate in here.person.standing & BARRED), None)
    if barred is not None:
        return Outcome((here.menu(f"closed_{barred.value}", "checkin", "crisis"),), "closed")
    return Outcome()


def begin(here: Here) -> Outcome:
    """An advocate first, where there was fear. Whoever has told of contact they can't avoid is not asked what it is."""
    if Gate.ABUSE in here.person.standing:  # also where an old button would go straight on
        return Outcome((here.urge("abuse", help=lines.help(here.book, here.there)),), "afraid")
    if here.answers.get("argument") == GO:
        return Outcome(go="draft")
    return Outcome(go="needed" if here.person.limited else "")


def afraid(here: Here) -> Outcome:
    return Outcome(go="needed" if here.person.limited else "")


def other(here: Here) -> Outcome:
    """Not practical: it is no message to be written well, but one to be kept."""
    return Outcome((here.menu("not_practical", "hold", "sos", "crisis"),))


def unneeded(here: Here) -> Outcome:
    """It needs none, or that isn't known yet."""
    unsure = here.answers.get("needs") == "unsure"
    title, text = here.words("unsure" if unsure else "no_answer")
    go = (touch.button(here, f"reply.{GO}", "to_draft"),) if unsure else ()
    return Outcome((Ask("", text, title, (*go, *here.offered("status", "crisis"))),))


def pasted(here: Here) -> Outcome:
    """A draft that stands where something else was asked is the draft. Other words are asked about once more."""
    asked = next(key for key in ("again", "needs") if here.answers.get(key, "") not in ANSWERS)
    words = here.answers[asked]
    answers = {key: value for key, value in here.answers.items() if key != asked}
    if not biff.is_draft(words):
        title, text = _in_turn(here, "unclear")
        return Outcome((Say(text, title),), "unclear", session=replace(here.session, answers=answers))
    return Outcome(session=replace(here.session, answers={**answers, "draft": words}))


def check(here: Here) -> Outcome:
    """What to change, a line each. The draft is kept no longer than the flow is open, and never shown again."""
    if not any(letter.isalpha() for letter in here.answers.get("draft", "")):
        title, text = _in_turn(here, "unclear")
        return Outcome((Say(text, title),), "unclear")
    found = biff.check(here.answers.get("draft", ""))
    if not found:
        title, text = _in_turn(here, "fine")
        return Outcome((Ask("", text, title, here.offered("checkin", "crisis")),), "fine")
    rows = [here.words(f"fix_{key}")[1] for key in found[:AT_ONCE]]
    if len(found) > AT_ONCE:
        rows.append(here.words("more")[1])
    title, text = _in_turn(here, "found", lines="\n".join(rows))
    return Outcome((Say(text, title),))


def _in_turn(here: Here, key: str, **values: str) -> tuple[str, str]:
    """In other words for each draft of a day."""
    return here.book.fill(here.flow.words[key], here.session.asked, values)


def done(here: Here) -> Outcome:
    return Outcome((here.menu("done", "checkin", "crisis"),))


BEFORE = Do(before, says("calm", "help") | says("closed_order closed_no closed_harm"))
BEGIN = Do(begin, says("abuse", "help"), frozenset({"draft", "afraid", "needed"}))
AFRAID = Do(afraid, goes=frozenset({"needed"}))
OTHER = Do(other, says("not_practical"))
UNNEEDED = Do(unneeded, says("unsure no_answer to_draft"))
PASTED = Do(pasted, says("unclear"), frozenset({"unclear"}))
CHECK = Do(
    check,
    says("found", "lines") | says("fine more unclear") | says(" ".join(f"fix_{key}" for key in biff.CHECKS)),
    frozenset({"fine", "unclear"}),
)
DONE = Do(done, says("done"))
