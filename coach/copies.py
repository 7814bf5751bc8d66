"""/export, and taking a message of ours back."""

from coach import menu
from coach.effects import Ask, Export, Recall
from coach.here import Do, Here, Outcome, says

PARTS = "ledger settings conversation addresses planned waiting messages"
COLUMNS = "day at kind value note"
KINDS = (
    "mood urge contact own word plan action rule queue push chances curve habits window pause danger phrase"
    " sos ride reason good held verdict letter slip trigger ifthen they talk dating group rung agree"
    " helped week load clarity review referral phq2 graduate outcome date dated away brought"
    " lesson programme did mine hours"
)
FIELDS = "before parted rule counting told worded reached settled since heard asked misses moved began left under"


def send(here: Here) -> Outcome:
    """The words that come with the files, and the button that takes both away again."""
    title, text = here.words("made_now")
    return Outcome((Export(Ask("", text, title, here.buttons("remove")), here.say("large")),))


def remove(here: Here) -> Outcome:
    """The message whose button was pressed in this very turn, and what came with it. Words alone take nothing away."""
    session = here.session
    if session.moved != here.now or not menu.is_standing(session, session.closed):
        return Outcome((here.say("which"),))
    return Outcome((Recall(session.closed, here.say("stays")),))


SEND = Do(
    send,
    says("made_now large title made value_yes value_no")
    | says(" ".join(f"part_{key}" for key in PARTS.split()))
    | says(" ".join(f"column_{key}" for key in COLUMNS.split()))
    | says(" ".join(f"kind_{key}" for key in KINDS.split()))
    | says(" ".join(f"field_{key}" for key in FIELDS.split())),
)
REMOVE = Do(remove, says("stays which"))
