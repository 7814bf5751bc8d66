"""Discord's errors in the port's words."""

import discord

from adapters.port import Later, NotSent, Refused, Revoked, TooSoon, Unknown, Unreachable

OPENING_PAUSE = 3 * 3600.0  # after Discord has called the opening of rooms too fast
SOON = 60.0  # after a refusal that may be Discord's own error
TOO_FAST, NO_ROOM, NO_MESSAGE, NO_ACCESS = 40003, 10003, 10008, 50001
CLOSED = (50007, 50278, 10013)  # they take no messages, share no server, or are gone
SPENT = (50027, 10015, 10062, 40094)  # the way is: fifteen minutes, not answered in time, or five answers
GAVE_UP = (504, 520, 524)  # whoever stands before Discord stopped waiting, or lost its answer


class Spent(Exception):
    """The way does not answer any more."""


class Gone(Exception):
    """The message is not there any more."""


class Moved(Unreachable):
    """There is no such room any more: they can be reached in another, once it is opened."""


def meant(bad: discord.HTTPException) -> Exception:
    """What a refusal means; its code before its status."""
    match bad.code:
        case code if code in CLOSED:
            return Unreachable()
        case code if code in SPENT:
            return Spent()
        case code if code == NO_ROOM:
            return Moved()
        case code if code == NO_MESSAGE:
            return Gone()
        case code if code == TOO_FAST:
            return Later(OPENING_PAUSE)
        case code if code == NO_ACCESS:
            return Later(SOON)  # also said in error (discord-api-docs#7666)
        case _:
            return _by_status(bad)


def _by_status(bad: discord.HTTPException) -> Exception:
    if bad.status == 401:
        return Revoked()
    if bad.status == 429:
        return TooSoon(_patience(bad))
    if bad.status in GAVE_UP:
        return Unknown()
    return NotSent() if bad.status >= 500 else Refused(f"{bad.status} {bad.code}")


def _patience(bad: discord.HTTPException) -> float:
    try:
        return float(bad.response.headers.get("Retry-After", SOON))
    except ValueError:
        return SOON
