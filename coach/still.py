"""Whether a message is still wanted at the moment of sending."""

from datetime import datetime, timedelta

from coach import chances, schedule, times
from coach.effects import Push
from coach.person import BARRED, Person
from coach.promises import is_unfit
from coach.sending import FOLLOWING, LATE
from coach.session import Session

LOOKS = ("soon", "morning")  # after words of danger, and all that comes for three days (content 3.2)
PARTING = "farewell"  # the kind of the last message to somebody who does not answer
NOTICE = "silent"  # and of the one before they are erased (retention.py)
NOTICE_FOR = timedelta(days=7)  # so long a word before an erasure waits for its platform
BUSY = timedelta(minutes=15)


def still(person: Person, session: Session, push: Push, now: datetime) -> datetime | None:
    """Read at the moment of sending: `now` to send, a later instant to wait until, None to leave it be."""
    if now >= push.expires:
        return None
    kind = push.kind.partition(".")[0]
    if kind in LOOKS:
        return now
    if kind in FOLLOWING:
        unfit = person.is_calm(now) or (person.gated and push.hopes) or not person.may_open("grown")
        return None if unfit else now
    if push.kind in (PARTING, NOTICE):  # messages have stopped by then; not to somebody who has come back since
        since = push.expires - NOTICE_FOR if push.kind == NOTICE else now - LATE
        back = session.heard is not None and session.heard > since
        if back or schedule.held(person, now) is not None:
            return None
        woken = times.is_quiet(now, person.zone) and not push.silent  # one that comes late waits for their hour
        return times.next_time(person.hour, person.zone, now) if woken else now
    told = [open_now.told for open_now in (session, session.under) if open_now]  # also by the quiz that is open now
    standing = person.standing.union(*(chances.read(answers).gates for answers in told))
    unfit = (standing and push.hopes) or (standing & BARRED and push.easy) or is_unfit(push.kind, standing)
    if unfit or not schedule.wanted(person, now):
        return None
    if push.kind == "prompt" and (person.told == push.day or schedule.next_prompt(person, session.tag, now) is None):
        return None  # today is told by now, or they want one message a day
    if push.kind == "midday" and schedule.next_midday(person, session.tag, now) is None:
        return None
    free = session.heard + BUSY if session.heard and session.heard <= now else now
    return max(now, free) if free < push.expires else None
