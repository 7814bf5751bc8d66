"""Flows that are about a day: how old the day is, and when nobody is taken to come back to one that is open."""

from datetime import datetime, time, timedelta

from coach import times
from coach.content import Asking, ChoiceStep, Flow

SILENT = timedelta(hours=1)  # for so long nobody is taken to have gone away
LATEST = 1  # days ago: a question about an older day is no longer answered


def days_since(began: datetime | None, now: datetime, zone: str) -> int:
    """How many dates ago it was begun, by the person's own clock."""
    return (times.today(now, zone) - times.today(began or now, zone)).days


def must_be_answered(step: Asking | None) -> bool:
    """Whether it says itself what comes of Stop: it is never left without a word, and never too old."""
    return isinstance(step, ChoiceStep) and step.stop is not None


def left_at(flow: Flow, step: Asking | None, began: datetime, now: datetime, zone: str) -> datetime:
    """When a question that was just asked is left by itself: at the day's end, or when its hours are over.

    After an hour at the earliest, and at once then where it must not be left without a word.
    """
    soon = now + SILENT
    if must_be_answered(step):
        return soon
    return max(soon, min(times.next_time(time(0), zone, began), began + timedelta(hours=flow.keep)))
