"""The safety question, wherever it is asked: what it raises counts at once, and is answered where it is told."""

from msgspec.structs import replace

from coach import chances
from coach.chances import SAFETY
from coach.chances_steps import FLOW, profile
from coach.effects import Say, Wake
from coach.here import Do, Here, Outcome, Told, says
from coach.person import Gate, Goal, Person
from coach.safety import lines


def safety(here: Here) -> Outcome:
    """The safety question by itself, answered later: it can put a gate up and never takes one down."""
    reading, answered = chances.read({SAFETY: here.answers.get(SAFETY, "")}), Wake("later", None)
    if not reading.gates:
        return Outcome((answered, here.say("noted")))
    return Outcome((answered, profile(replace(here, flow=here.book.flows[FLOW]), reading)))


def told(here: Here) -> Person:
    """With the gates that the answers raise, from the moment they are given; fear or harm sets the goal as well.

    An answer settles what words of danger left open. Passing the question over does not.
    """
    raised = chances.read(here.session.told).gates
    goal = Goal.HEAL if Gate.ABUSE in raised else here.person.goal
    open_yet = here.person.endangered and here.session.told.get(SAFETY, "") in chances.UNTOLD
    return replace(here.person, gates=here.person.gates | raised, goal=goal, endangered=open_yet)


def heard(here: Here) -> Outcome:
    """Fear, control or harm is answered where it is told, and not fifteen questions later."""
    return Outcome(_believed(here, "told_abuse"))


def left(here: Here) -> Outcome:
    """What is ticked when the question is left was told, and nothing has been said to it yet."""
    if here.session.step != SAFETY:
        return Outcome()
    return Outcome(_believed(replace(here, flow=here.book.flows[FLOW]), "left_abuse"))


def _believed(here: Here, key: str) -> tuple[Say, ...]:
    """To the safety question that was answered last, or is open with its ticks."""
    afraid = Gate.ABUSE in chances.read({SAFETY: here.answers.get(SAFETY, "")}).gates
    return (here.say(key, dv=lines.abuse(here.book, here.person.country)),) if afraid else ()


TOLD = Told(told)
HEARD = Do(heard, says("told_abuse", "dv"))
LEFT = Do(left, says("left_abuse", "dv"))
LEFT_ALONE = Do(left)  # where the question is asked by itself: the words are the quiz's
SAFETY_DO = Do(safety, says("noted"))
