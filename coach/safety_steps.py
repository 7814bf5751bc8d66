"""The safety question, wherever it is asked: what it raises counts at once, and is answered where it is told."""

from msgspec.structs import replace

from coach import chances
from coach.chances import SAFETY
from coach.chances_steps import FLOW, profile
from coach.effects import Change, Effect, Say, Wake
from coach.here import Do, Here, Outcome, Told, says
from coach.person import Gate, Goal, Person
from coach.safety import lines


def asked(here: Here) -> Outcome:
    """What the question by itself decides for those who wrote words of danger."""
    return Outcome((here.say("asked_words"),) if here.person.worded else ())


def safety(here: Here) -> Outcome:
    """The safety question by itself: it can put a gate up, and takes none down but what words of danger stand for."""
    answer = here.answers.get(SAFETY, "")
    effects: list[Effect] = [Wake("later", None)]
    reading = chances.read({SAFETY: answer})
    settled = here.person.worded and answer not in chances.UNTOLD
    if settled:
        effects.append(Change(replace(here.person, worded=frozenset[Gate]())))
    if reading.gates:
        return Outcome((*effects, profile(replace(here, flow=here.book.flows[FLOW]), reading)))
    free = settled and not here.person.gates
    return Outcome((*effects, here.say("noted_words" if free else "noted")))


def told(here: Here) -> Person:
    """With the gates that the answers raise, from the moment they are given; fear or harm sets the goal as well."""
    raised = chances.read(here.session.told).gates
    goal = Goal.HEAL if Gate.ABUSE in raised else here.person.goal
    return replace(here.person, gates=here.person.gates | raised, goal=goal)


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
    return (here.say(key, dv=lines.abuse(here.book, here.person)),) if afraid else ()


TOLD = Told(told)
HEARD = Do(heard, says("told_abuse", "dv"))
LEFT = Do(left, says("left_abuse", "dv"))
LEFT_ALONE = Do(left)  # where the question is asked by itself: the words are the quiz's
ASKED = Do(asked, says("asked_words"))
SAFETY_DO = Do(safety, says("noted noted_words"))
