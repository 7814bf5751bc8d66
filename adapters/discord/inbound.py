"""Discord's interactions and private messages in, events out. Decides nothing."""

from typing import Any, cast

import discord

from adapters import token
from adapters.discord import NAME
from adapters.discord.commands import arguments
from adapters.discord.way import Way
from adapters.port import Arrived, Where
from adapters.text import clean, command
from coach.book import Book
from coach.effects import writes
from coach.events import Event, Pressed, Said, Started, Via

MENU, SEVERAL, FORM = "_menu", "_several", "_form"  # in the place of a choice: what comes is in the values or the words
SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


def read(interaction: "discord.Interaction[Any]", book: Book) -> list[Arrived]:
    """What an interaction means, in order; nothing for kinds we never offered."""
    data = cast("dict[str, Any]", interaction.data or {})
    match interaction.type:
        case discord.InteractionType.application_command:
            return _arrived(interaction, *_started(data, book))
        case discord.InteractionType.component:
            return _arrived(interaction, _chosen(token.read(str(data["custom_id"])), data))
        case discord.InteractionType.modal_submit:
            prompt = token.read(str(data["custom_id"])).prompt
            first, *more = [clean(words) for words in _words(data)] or [""]
            return _arrived(interaction, Said(first, prompt, more=tuple(more)))
        case _:
            return []


def is_form(custom_id: str) -> bool:
    """Whether a button asks for a form to write in."""
    return writes(token.read(custom_id).choice)


def form(custom_id: str, book: Book) -> tuple[str, list[tuple[str, bool]]]:
    """The title of the form that a button asks for, and its fields: all the questions of a flow, or a single one."""
    flow = book.flows.get(token.read(custom_id).choice.partition(".")[2])
    if flow is None or not flow.form:
        return book.label("write"), [(book.label("form"), True)]
    return flow.button, [(step.field, step.skip is None) for step in flow.form]


def _started(data: dict[str, Any], book: Book) -> list[Started]:
    name = str(data["name"])
    flow = book.flows.get(book.by_command(name) or "")
    given = cast("list[dict[str, Any]]", data.get("options") or [])
    return [Started(clean(name), clean(words)) for words in (arguments(flow, given) if flow else [""])]


def _chosen(pressed: Pressed, data: dict[str, Any]) -> Event:
    values = [str(value) for value in cast("list[Any]", data.get("values") or [])]
    if pressed.choice == SEVERAL:
        return Said(clean(", ".join(values)), pressed.prompt)
    if pressed.choice == MENU:
        return Pressed(pressed.prompt, clean(values[0] if values else ""))
    return pressed


def _words(data: Any) -> list[str]:
    """The text fields of a form, however deep Discord puts them."""
    if isinstance(data, list):
        return [word for part in cast("list[Any]", data) for word in _words(part)]
    if not isinstance(data, dict):
        return []
    form = cast("dict[str, Any]", data)
    own = [str(form["value"])] if "value" in form else []
    return own + _words(form.get("components")) + _words(form.get("component"))


def _arrived(interaction: "discord.Interaction[Any]", *events: Event) -> list[Arrived]:
    """In their own room a press is answered by a message; all else by its way, or Discord says we did not answer."""
    at_home, pressed = interaction.context.dm_channel, interaction.type is discord.InteractionType.component
    message = str(interaction.message.id) if interaction.message else ""
    way = Way(interaction.token, message, hidden=not at_home, last=at_home and pressed)
    room = str(interaction.channel_id) if at_home else ""
    where, id = Where(NAME, str(interaction.user.id), room, way.write()), str(interaction.id)
    return [Arrived(f"{id}.{n}" if n else id, where, event) for n, event in enumerate(events)]


def said(message: discord.Message) -> Arrived | None:
    """A private message; None for what is not said to us: other bots, our own, pins and calls."""
    if message.author.bot or message.type not in SPOKEN:
        return None
    where = Where(NAME, str(message.author.id), str(message.channel.id))
    return Arrived(str(message.id), where, _event(message))


def edited(data: dict[str, Any]) -> Arrived | None:
    """A private message that its writer has changed; None for a bot's, or where Discord has only added a preview."""
    author, at = cast("dict[str, Any]", data.get("author") or {}), data.get("edited_timestamp")
    if at is None or "id" not in author or author.get("bot") or data.get("guild_id") is not None:
        return None
    where = Where(NAME, str(author["id"]), str(data["channel_id"]))
    return Arrived(f"{data['id']}:{at}", where, Said(clean(str(data.get("content", ""))), via=Via.EDIT))


def _event(message: discord.Message) -> Event:
    text = clean(message.content)
    if message.message_snapshots:
        return Said(clean(message.message_snapshots[0].content), via=Via.FORWARD)
    if (given := command(text)) is not None:
        return Started(*given)
    attached = message.attachments or message.stickers or message.poll or not text
    return Said(text, via=Via.ATTACHED if attached else Via.WORDS)
