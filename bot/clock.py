"""The only place that asks what time it is."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    return datetime.now(UTC)


def read_ahead(seconds: str) -> timedelta:
    """What was skipped, as it was kept; none where that is no number any more."""
    try:
        return max(timedelta(), timedelta(seconds=float(seconds)))
    except (ValueError, OverflowError):
        return timedelta()


class TravelClock:
    """The present, and as much of the future as was skipped. Never goes back."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        return now() + self.ahead

    def to(self, instant: datetime) -> None:
        """Be at `instant`, if that is still to come."""
        self.ahead = max(self.ahead, instant - now())
