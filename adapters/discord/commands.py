"""The slash commands, as Discord wants them told: everything that has a command, its options from its pack."""

from collections.abc import Sequence
from typing import Any, cast

from coach.book import Book
from coach.content import Flow, Option
from coach.session import Offered

TEXT, WHOLE = 3, 4  # kinds of option
EVERYWHERE = {
    "contexts": [0, 1, 2],
    "integration_types": [0, 1],
}  # servers, our messages, any; for a server, for oneself


def payload(book: Book, order: Sequence[str]) -> list[dict[str, Any]]:
    """Those in this order first, and then all the others: here a command that is not told cannot be typed."""
    names = dict.fromkeys((*order, *book.flows))
    return [_command(flow) for name in names if (flow := book.flows[name]).command]


def _command(flow: Flow) -> dict[str, Any]:
    options = [_option(name, option) for name, option in flow.options.items()]
    return {"type": 1, "name": flow.command, "description": flow.about, "options": options, **EVERYWHERE}


def _option(name: str, option: Option) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "description": option.about, "required": False}
    if option.range is not None:
        low, high = option.range
        return told | {"type": WHOLE, "min_value": low, "max_value": high}
    return told | {"type": TEXT, "max_length": 100, "autocomplete": option.suggest is not None}


def arguments(flow: Flow, given: Sequence[dict[str, Any]]) -> list[str]:
    """What would stand behind the command if it had been typed, once for each option; one that is empty for none."""
    told = ((flow.options.get(str(one["name"])), str(one.get("value", ""))) for one in given)
    return [option.says.replace("{value}", value) for option, value in told if option is not None] or [""]


def suggested(book: Book, data: dict[str, Any]) -> tuple[Offered, ...]:
    """What may be meant by what is being typed behind a command."""
    flow = book.flows.get(book.by_command(str(data["name"])) or "")
    typed = [one for one in cast("list[dict[str, Any]]", data.get("options") or []) if one.get("focused")]
    option = flow.options.get(str(typed[0]["name"])) if flow and typed else None
    if option is None or option.suggest is None:
        return ()
    return book.named.suggest[option.suggest](book, str(typed[0].get("value", ""))[:100])
