"""/dating: the other is seeing somebody. The shock first, safety where somebody is low, then one thing to do."""

from coach import checkin_steps, touch
from coach.effects import Kind
from coach.here import Do, Here, Outcome, says
from coach.person import BARRED, Gate
from coach.safety import lines

LOW = 2  # a number at which safety comes before anything to do (content 4.3)
HELPS = ("news", "body", "sleep", "weekend")


def begin(here: Here) -> Outcome:
    """That it was told is noted, and nothing of whom."""
    noted = touch.note(here, "dating", "heard", here.today)
    if here.person.is_calm(here.now):
        return Outcome((noted, here.urge("calm", Kind.REPLY, help=lines.quiet(here.book, here.there))), "done")
    standing = here.person.standing
    key = "shock_barred" if standing & BARRED else "shock_abuse" if Gate.ABUSE in standing else "shock"
    return Outcome((noted, here.say(key)))


def low(here: Here) -> Outcome:
    """So low a number is asked about plainly, as it is in the check-in."""
    now = here.answers.get("now")
    return Outcome((here.say("low"),), "ask_safe") if now and int(now) <= LOW else Outcome()


def safe(here: Here) -> Outcome:
    return checkin_steps.safe(touch.of_checkin(here))


def helps(here: Here) -> Outcome:
    """One thing to do. Where it is looking that hurts, the ladder."""
    choice = here.answers.get("helps") or "none"
    beside = ("friends",) if choice == "news" else ("mute",)
    return Outcome((here.menu(choice, *beside, "checkin", "crisis"),))


BEGIN = Do(begin, says("shock shock_barred shock_abuse") | says("calm", "help"), frozenset({"done"}))
LOW_DO = Do(low, says("low"), frozenset({"ask_safe"}))
SAFE = Do(safe)
HELPS_DO = Do(helps, says(f"{' '.join(HELPS)} none"))
