"""Telegram's updates in, events out. Decides nothing."""

from telegram import CallbackQuery, Chat, Message, Update, User

from adapters import token
from adapters.port import Arrived, Where
from adapters.text import clean, command
from coach.events import Event, Pressed, Said, Started, Via

NAME = "telegram"


def read(update: Update, username: str) -> Arrived | None:
    """What an update means; None for what is not said to us: other bots, channels, group talk, kinds unknown.

    `username` is our own, without the @: in a group, a command may be meant for somebody else.
    """
    if (query := update.callback_query) is not None:
        return _pressed(update, query)
    message, edited = update.message, update.edited_message
    if message is None and edited is not None:
        changed = _private(edited.chat) and (edited.text or edited.caption)  # a place that moves is edited all the time
        return _arrived(update, edited, _words(edited, Via.EDIT)) if changed else None
    if message is None:
        return _joined(update)
    return _message(update, message, username)


def _message(update: Update, message: Message, username: str) -> Arrived | None:
    if _a_bot(message):
        return None
    given = _command(message, username)
    if not _private(message.chat):
        return None if given is None else _arrived(update, message, given)
    if given is not None:
        return _arrived(update, message, given)
    if message.text is None and message.caption is None and not message.effective_attachment:
        return None  # something happened in the chat: a pin, a changed photo
    via = Via.FORWARD if message.forward_origin else Via.WORDS if message.text is not None else Via.ATTACHED
    return _arrived(update, message, _words(message, via))


def _pressed(update: Update, query: CallbackQuery) -> Arrived | None:
    chat = query.message.chat if query.message else None
    room = str(chat.id) if chat else str(query.from_user.id)
    where = Where(NAME, str(query.from_user.id), room)
    pressed: Pressed = token.read(clean(query.data or ""))
    return Arrived(str(update.update_id), where, pressed, chat is None or _private(chat))


def _joined(update: Update) -> Arrived | None:
    """Somebody put us into a group: the moment to say that we talk in private."""
    change = update.my_chat_member
    if change is None or _private(change.chat) or change.new_chat_member.status not in ("member", "administrator"):
        return None
    if change.chat.type == Chat.CHANNEL or change.old_chat_member.status in ("member", "administrator"):
        return None
    where = Where(NAME, str(change.from_user.id), str(change.chat.id))
    return Arrived(str(update.update_id), where, Started("start"), private=False)


def _command(message: Message, username: str) -> Started | None:
    """/word, /word@us and what stands behind; None where it is no command, or another bot's."""
    said = command(clean(message.text or ""))
    if said is None or message.forward_origin:
        return None
    (word, argument) = said
    name, _, to = word.partition("@")
    if to and to.casefold() != username.casefold():
        return None
    return Started(name, argument)


def _words(message: Message, via: Via) -> Said:
    return Said(clean(message.text or message.caption or ""), via=via)


def _arrived(update: Update, message: Message, event: Event) -> Arrived:
    sender = message.from_user.id if message.from_user else message.chat.id
    where = Where(NAME, str(sender), str(message.chat.id))
    return Arrived(str(update.update_id), where, event, _private(message.chat))


def _private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE


def _a_bot(message: Message) -> bool:
    """Another bot. An administrator who writes anonymously looks like one and is not: they write as the group."""
    user: User | None = message.from_user
    return user is not None and user.is_bot and message.sender_chat is None
