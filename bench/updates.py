"""What Telegram would bring, as JSON, for everybody who reads it."""

from itertools import count
from typing import Any

TOKEN = "4242:bench"  # noqa: S105 (nobody's)
numbers = count(1)


def update(person: int, question: int) -> dict[str, Any]:
    """What Telegram would bring: the command that begins, or an answer in words."""
    number, who = next(numbers), person + 1
    text = "yes" if question else "/ten"
    entities = [] if question else [{"type": "bot_command", "offset": 0, "length": 4}]
    message = {
        "message_id": number,
        "date": 1_780_000_000,
        "chat": {"id": who, "type": "private", "first_name": "A"},
        "from": {"id": who, "is_bot": False, "first_name": "A"},
        "text": text,
        "entities": entities,
    }
    return {"update_id": number, "message": message}
