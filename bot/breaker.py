"""A platform that refuses our token is left alone for a while, and then tried again.

Not for good: one refusal may be that of a server that stands before the platform. Whether a token is gone is found out
by listening (bot/run.py).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

FIRST, LONGEST = timedelta(minutes=1), timedelta(minutes=10)  # doubled in between


class Pause(Struct, frozen=True):
    since: datetime
    length: timedelta

    def left(self, now: datetime) -> timedelta:
        """Nothing, too, where the clock was put back: nobody has to wait for it to get here again."""
        return self.since + self.length - now if self.since <= now else timedelta()


class Breaker:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._pauses: dict[str, Pause] = {}

    def left(self, platform: str) -> float:
        """For how many seconds nothing is sent there; 0 where it may be."""
        pause = self._pauses.get(platform)
        return max(0.0, pause.left(self._clock()).total_seconds()) if pause else 0.0

    def trip(self, platform: str) -> bool:
        """It has refused our token. False where it is left alone already: this was sent before."""
        if self.left(platform):
            return False
        last = self._pauses.get(platform)
        self._pauses[platform] = Pause(self._clock(), min(LONGEST, last.length * 2) if last else FIRST)
        return True

    def reset(self, platform: str) -> None:
        """It has taken something; the next pause is a short one. One that is under way is not ended by it."""
        if not self.left(platform):
            self._pauses.pop(platform, None)
