"""The string behind a button: `1:<prompt>:<choice>`. At most 47 bytes by construction, where Telegram allows 64."""

from coach.events import Pressed

FORMAT = "1"
PATTERN = r"\d+:[^:]*:[^:]*"  # of every format there ever was: an old button has to be recognised to be called closed
GONE = Pressed("", "")  # fits no open question, so the coach calls it closed
LONGEST = 47


def write(prompt: str, choice: str) -> str:
    """The token of a choice. Raises ValueError where it would be too long, which the loader's limits rule out."""
    token = f"{FORMAT}:{prompt}:{choice}"
    if len(token.encode()) > LONGEST:
        raise ValueError("a button's token is too long")
    return token


def read(token: str) -> Pressed:
    """What was pressed. Anything we never wrote is GONE."""
    match token.split(":"):
        case [version, prompt, choice] if version == FORMAT and len(token) <= LONGEST:
            return Pressed(prompt, choice)
        case _:
            return GONE
