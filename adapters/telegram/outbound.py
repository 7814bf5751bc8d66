"""Cards out to Telegram. layout() has decided everything; here it is said in Telegram's words."""

from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData

from adapters import token
from adapters.port import NotSent, Refused, Revoked, TooSoon, Unknown, Unreachable, Where
from adapters.surface import TELEGRAM, Card, File, Surface, attached
from adapters.telegram.connector import NotConnected
from adapters.telegram.request import Upload, Values
from adapters.text import units
from coach.effects import Choice

T = TypeVar("T")
Json = dict[str, Any]
NO_PREVIEW = {"is_disabled": True}
GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
SAME = "message is not modified"
PAST = ("message to edit not found", "message can't be edited", "message_id_invalid")
TAKEN, STAYS = "message to delete not found", "message can't be deleted"
OURS = ("message is too long", "message text is empty", "button_data_invalid", "entities_too_long", "reply markup is")
OTHER = "400"  # in the place of words that nobody knows: they may quote what was sent


class TelegramMessenger:
    """Asks in plain values and takes plain values: the library's own methods make objects of both, which costs as much
    as all else that a message needs. Its requests, and what its errors mean, are used as they are.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @property
    def surface(self) -> Surface:
        return TELEGRAM

    @property
    def remembers(self) -> timedelta:
        return timedelta()  # Telegram has no such thing

    async def open(self, where: Where) -> str:
        return where.room  # everybody talks in their own

    async def show(self, where: Where, card: Card, *, silent: bool, nonce: str) -> str:
        """`nonce` goes unused, so a time-out leaves us not knowing."""
        if files := attached(card, TELEGRAM):
            return await self._upload(where, card, files[0], silent)
        return _id(await self._ask("sendMessage", where, **_shown(card), disable_notification=silent))

    async def _upload(self, where: Where, card: Card, file: File, silent: bool) -> str:
        """`surface.files` is one."""
        values = {"caption": card.whole or None, "caption_entities": _bold(card), "reply_markup": _keyboard(card)}
        method, field = ("sendPhoto", "photo") if card.picture else ("sendDocument", "document")
        sent = (file.name, file.content, file.kind)
        told = Upload(field, sent, chat_id=int(where.room), disable_notification=silent, **values)
        return _id(await self._post(method, told))

    async def edit(self, where: Where, receipt: str, card: Card) -> bool:
        return await _is_there(self._ask("editMessageText", where, message_id=int(receipt), **_shown(card)))

    async def strip(self, where: Where, receipt: str) -> None:
        await _is_there(self._ask("editMessageReplyMarkup", where, message_id=int(receipt)))

    async def take_back(self, where: Where, receipts: Sequence[str]) -> bool:
        """Of several, Telegram passes over in silence those that it does not take back."""
        ids = [int(receipt) for receipt in receipts]
        if len(ids) > 1:
            await self._ask("deleteMessages", where, message_ids=ids)
            return True
        try:
            await self._ask("deleteMessage", where, message_id=ids[0])
        except Refused as refused:
            if not refused.code.startswith((TAKEN, STAYS)):
                raise
            return refused.code.startswith(TAKEN)
        return True

    async def _ask(self, method: str, where: Where, **values: Any) -> Any:
        return await self._post(method, Values(chat_id=int(where.room), **values))

    async def _post(self, method: str, values: Values) -> Any:
        return await _asked(self._bot.request.post(f"{self._bot.base_url}/{method}", cast("RequestData", values)))


def _id(sent: Any) -> str:
    """Raises Unknown for an answer that is not Telegram's."""
    if not isinstance(sent, dict) or "message_id" not in sent:
        raise Unknown
    return str(cast(Json, sent)["message_id"])


def _shown(card: Card) -> Json:
    """The title is marked by its place and not by signs in the text: nothing has to be escaped, whatever it says."""
    look = {"reply_markup": _keyboard(card), "link_preview_options": NO_PREVIEW}
    return {"text": card.whole, "entities": _bold(card), **look}


def _bold(card: Card) -> list[Json] | None:
    return [{"type": "bold", "offset": 0, "length": units(card.title)}] if card.title else None


def _keyboard(card: Card) -> Json | None:
    rows = [*card.rows, *([card.controls] if card.controls else [])]
    return {"inline_keyboard": [[_button(card.prompt, c) for c in row] for row in rows]} if rows else None


def _button(prompt: str, choice: Choice) -> Json:
    return {"text": choice.label, "callback_data": token.write(prompt, choice.id)}


async def _is_there(call: Awaitable[object]) -> bool:
    """An edit of what is gone, too old or already so is no fault. False where it is gone or too old."""
    try:
        await _asked(call)
    except Refused as refused:
        if not refused.code.startswith((SAME, *PAST)):
            raise
        return refused.code.startswith(SAME)
    return True


async def _asked(call: Awaitable[T]) -> T:
    """Telegram's errors in the port's words. BadRequest and TimedOut are kinds of NetworkError: they come first."""
    try:
        return await call
    except RetryAfter as bad:
        wait = bad.retry_after
        raise TooSoon(wait if isinstance(wait, int) else wait.total_seconds()) from None
    except InvalidToken as bad:
        raise Revoked from bad
    except (Forbidden, ChatMigrated) as bad:
        raise Unreachable from bad
    except BadRequest as bad:
        said = bad.message.casefold().removeprefix("bad request: ")
        raise (Unreachable() if said.startswith(GONE) else Refused(_reason(said))) from None
    except NetworkError as bad:
        raise (NotSent if _never_arrived(bad) else Unknown) from bad
    except (TelegramError, KeyError, TypeError) as bad:  # an answer that is none: whatever was asked may have been done
        raise Unknown from bad


def _reason(said: str) -> str:
    return next((known for known in (SAME, *PAST, TAKEN, STAYS, *OURS) if said.startswith(known)), OTHER)


def _never_arrived(bad: NetworkError) -> bool:
    """No connection was made, or the server answered that it failed. A time-out or a lost answer leaves it open."""
    answered = bad.__cause__ is None or isinstance(bad.__cause__, TelegramError)
    return isinstance(bad, NotConnected) or (answered and not isinstance(bad, TimedOut))
