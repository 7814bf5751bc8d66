"""What must stand in no log, whichever test is running: what people tell there, tokens and keys (test 66)."""

import re

from tests.botapi import LOOPBACK as TELEGRAM
from tests.discordapi import LOOPBACK as DISCORD
from tests.office import KEY

_SECRET = re.compile("|".join(["canar", *map(re.escape, (TELEGRAM, DISCORD, KEY))]), re.IGNORECASE)

LOGGED = re.compile(r"\d{4}-\d\d-\d\d |[A-Z]{4,8} ")
"""How a line of a log begins, structlog's or that of logging. What a defect says below it is no business of this."""


def sung(log: str, *more: str) -> list[str]:
    """The lines that hold one. Whatever a test tells and watches over begins with "canar"."""
    return [line for line in log.splitlines() if _SECRET.search(line) or any(word in line for word in more)]
