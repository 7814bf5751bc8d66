"""What nobody should read over a shoulder: messages that come closed, and taking back what stands in the chat."""

from datetime import timedelta

from msgspec.structs import replace

from coach import asked, chances, hold, invite, lessons, nudges, occasions, promises, sending, states
from coach.effects import Ask, Change, Effect, Recall
from coach.here import Do, Here, Outcome, says
from coach.person import Age

DAY = timedelta(days=1)


def hide(here: Here) -> Outcome:
    """What stands there is taken back, as far as the platform lets us, and what we begin comes closed from now on."""
    change: tuple[Effect, ...] = (Change(replace(here.person, discreet=True)),) if here.person.ready else ()
    title, text = here.words("hidden")
    return Outcome((*change, Recall(), Ask("", text, title, here.buttons("show") if change else ())))


def show(here: Here) -> Outcome:
    """From now on; and the one that waits behind this button as well."""
    title, text = here.words("shown")
    newest = here.ledger.last("push") if here.person.discreet else None
    waits = newest is not None and here.now - newest.at < DAY
    found = message(here, newest.value) if newest is not None and waits else None
    change = Change(replace(here.person, discreet=False)), Ask("", text, title, here.buttons("hide"))
    return Outcome((*change, *((found,) if found is not None else ())))


def open_one(here: Here) -> Outcome:
    """The message behind the button, if it may still be read by them: much can have been told since it was sent."""
    newest = here.ledger.last("push")
    found = message(here, here.answers.get("argument", "") or (newest.value if newest is not None else ""))
    if found is None:
        title, text = here.words("gone")
        found = Ask("", text, title, here.buttons("crisis"))
    return Outcome((found,))


def message(here: Here, id: str) -> Ask | None:
    """A message of ours as it stands for them now; None where it is no longer one for them."""
    sent = [e for e in here.ledger.of("push") if e.value == id]
    calm, teen = here.person.is_calm(here.now), here.person.age is Age.TEEN
    if not sent or calm:
        return None
    if id in promises.PROMISED:
        return _promised(here, id)
    if (found := asked.shown(here.book, here.person, id, sent[-1].day)) is not None:
        return Ask("", found[0], choices=found[1])
    if (invited := invite.sent(here.book, id)) is not None and not teen:
        return Ask("", invited, choices=(*invite.under(here.book, id), *sending.fewer(here.book)))
    if (held := hold.question(here.book, here.person, here.ledger, id, here.seed(hold.KIND))) is not None and not teen:
        return Ask("", held[0], choices=held[1])
    danger = states.was_unsafe(here.ledger, here.person, here.today)
    dated = None if teen else occasions.again(here.book, here.person, here.ledger, sent[-1], danger)
    if dated is not None:
        return Ask("", dated.text, dated.title, (*dated.buttons, *sending.fewer(here.book)))
    nudge = here.book.by_id.get(id)
    if nudge is None or nudge.pool.kind == "occasion" or not nudges.suits(nudge.pool, here.person):
        return None
    if teen and nudge.pool.kind != "prompt":
        return None
    title, text = nudges.worded(here.book, here.person, nudge.text, sent[-1].day)
    lesson = lessons.waits(here.book, here.person, here.ledger, here.now)
    return Ask("", text, title, sending.under(here.book, nudge, lesson))


def _promised(here: Here, id: str) -> Ask | None:
    _, _, (flow, *_) = promises.PROMISED[id]
    standing = here.person.standing | chances.read(here.session.told).gates
    if promises.is_unfit(id, standing) or not here.person.may_open(here.book.flows[flow].who):
        return None
    text, buttons = promises.promised(here.book, id)
    return Ask("", text, choices=buttons)


HIDE, SHOW, OPEN = Do(hide, says("hidden")), Do(show, says("shown")), Do(open_one, says("gone"))
