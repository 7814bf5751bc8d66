"""A card as Discord is told of it. layout() has decided everything; here it is said in Discord's words."""

import re
from collections.abc import Iterator
from typing import Any

from adapters import token
from adapters.discord.inbound import MENU, SEVERAL
from adapters.surface import DISCORD, Card
from coach.effects import Choice

ROW, BUTTON, SELECT = 1, 2, 3
GREY, BLURPLE = 2, 1
NOBODY: dict[str, Any] = {"parse": []}
_ADDRESS = r"""(?:https?|steam)://[^\s<]+[^\s<.,:;"'\]]"""  # of a page: Discord reads no marks in it
_PLAIN = re.compile(f"{_ADDRESS}|[{re.escape(''.join(DISCORD.marks))}]")


def body(card: Card, flags: int = 0) -> dict[str, Any]:
    """An edit has no flags; nobody is pinged, whatever a text says."""
    title = f"**{_plain(card.title)}**" if card.title else ""
    content = "\n\n".join(part for part in (title, _plain(card.text)) if part)
    made: dict[str, Any] = {"content": content, "components": list(_rows(card)), "allowed_mentions": NOBODY}
    return made | ({"flags": flags} if flags else {})


def _plain(text: str) -> str:
    """As it stands: what would be read as a mark gets one before it that says otherwise."""
    return _PLAIN.sub(lambda found: found[0] if len(found[0]) > 1 else f"\\{found[0]}", text)


def _rows(card: Card) -> Iterator[dict[str, Any]]:
    for row in card.rows:
        yield _row(_button(card.prompt, choice, BLURPLE) for choice in row)
    if card.menu:
        yield _row([_menu(card)])
    if card.controls:
        yield _row(_button(card.prompt, choice, GREY) for choice in card.controls)


def _row(parts: "Iterator[dict[str, Any]] | list[dict[str, Any]]") -> dict[str, Any]:
    return {"type": ROW, "components": list(parts)}


def _button(prompt: str, choice: Choice, style: int) -> dict[str, Any]:
    return {"type": BUTTON, "style": style, "label": choice.label, "custom_id": token.write(prompt, choice.id)}


def _menu(card: Card) -> dict[str, Any]:
    options = [{"label": choice.label, "value": choice.id, "default": choice.on} for choice in card.menu]
    key = token.write(card.prompt, SEVERAL if card.several else MENU)
    most = len(options) if card.several else 1
    return {"type": SELECT, "custom_id": key, "options": options, "min_values": 1, "max_values": most}
