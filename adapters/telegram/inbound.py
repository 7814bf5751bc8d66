"""Telegram's updates in, events out. Decides nothing.

They are read as they come. The library's objects for one cost more than the whole turn that answers it: decision 13.
"""

from typing import Any

from telegram.constants import ChatMemberStatus, ChatType, MessageAttachmentType

from adapters import token
from adapters.port import Arrived, Where
from adapters.text import clean, command
from coach.events import Event, Pressed, Said, Started, Via

NAME = "telegram"
Json = dict[str, Any]
ATTACHED = tuple(kind.value for kind in MessageAttachmentType)
IN = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)


def read(update: Json, username: str) -> Arrived | None:
    """What an update means; None for what is not said to us: other bots, channels, group talk, kinds unknown.

    `username` is our own, without the @: in a group, a command may be meant for somebody else. Raises whatever comes of
    it where an update is not as Telegram describes it.
    """
    if (query := update.get("callback_query")) is not None:
        return _pressed(update, query)
    message, edited = update.get("message"), update.get("edited_message")
    if message is None and edited is not None:
        changed = _private(edited) and _text(edited)  # a place that moves is edited all the time
        return _arrived(update, edited, _words(edited, Via.EDIT)) if changed else None
    if message is None:
        return _joined(update)
    return _message(update, message, username)


def _message(update: Json, message: Json, username: str) -> Arrived | None:
    if _a_bot(message):
        return None
    given = _command(message, username)
    if not _private(message):
        return None if given is None else _arrived(update, message, given)
    if given is not None:
        return _arrived(update, message, given)
    worded = message.get("text") is not None
    if not worded and message.get("caption") is None and not any(map(message.get, ATTACHED)):
        return None  # something happened in the chat: a pin, a changed photo
    via = Via.FORWARD if message.get("forward_origin") else Via.WORDS if worded else Via.ATTACHED
    return _arrived(update, message, _words(message, via))


def _pressed(update: Json, query: Json) -> Arrived:
    person, under = str(query["from"]["id"]), query.get("message")
    where = Where(NAME, person, str(under["chat"]["id"]) if under else person)
    pressed: Pressed = token.read(clean(query.get("data") or ""))
    return Arrived(str(update["update_id"]), where, pressed, under is None or _private(under))


def _joined(update: Json) -> Arrived | None:
    """Somebody put us into a group: the moment to say that we talk in private."""
    change = update.get("my_chat_member")
    if change is None or _private(change) or change["new_chat_member"]["status"] not in IN:
        return None
    if change["chat"]["type"] == ChatType.CHANNEL or change["old_chat_member"]["status"] in IN:
        return None
    where = Where(NAME, str(change["from"]["id"]), str(change["chat"]["id"]))
    return Arrived(str(update["update_id"]), where, Started("start"), private=False)


def _command(message: Json, username: str) -> Started | None:
    """/word, /word@us and what stands behind; None where it is no command, or another bot's."""
    said = command(clean(message.get("text") or ""))
    if said is None or message.get("forward_origin"):
        return None
    (word, argument) = said
    name, _, to = word.partition("@")
    if to and to.casefold() != username.casefold():
        return None
    return Started(name, argument)


def _text(message: Json) -> str:
    return message.get("text") or message.get("caption") or ""


def _words(message: Json, via: Via) -> Said:
    return Said(clean(_text(message)), via=via)


def _arrived(update: Json, message: Json, event: Event) -> Arrived:
    sender = message.get("from", message["chat"])
    where = Where(NAME, str(sender["id"]), str(message["chat"]["id"]))
    return Arrived(str(update["update_id"]), where, event, _private(message))


def _private(inside: Json) -> bool:
    return inside["chat"]["type"] == ChatType.PRIVATE


def _a_bot(message: Json) -> bool:
    """Another bot. An administrator who writes anonymously looks like one and is not: they write as the group."""
    sender = message.get("from")
    return sender is not None and sender["is_bot"] and not message.get("sender_chat")
