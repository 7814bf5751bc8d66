"""Cards out to Telegram. layout() has decided everything; here it is said in Telegram's words."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity
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

from adapters import token
from adapters.port import NotSent, Refused, Revoked, TooSoon, Unknown, Unreachable, Where
from adapters.surface import TELEGRAM, Card, Surface
from adapters.telegram.connector import NotConnected
from adapters.text import units
from coach.effects import Choice

T = TypeVar("T")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
SAME = "message is not modified"
PAST = ("message to edit not found", "message can't be edited", "message_id_invalid")


class TelegramMessenger:
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
        sent = await _asked(
            self._bot.send_message(
                int(where.room),
                card.whole,
                entities=_bold(card),
                reply_markup=_keyboard(card),
                link_preview_options=NO_PREVIEW,
                disable_notification=silent,
            )
        )
        return str(sent.message_id)

    async def edit(self, where: Where, receipt: str, card: Card) -> bool:
        return await _is_there(
            self._bot.edit_message_text(
                card.whole,
                int(where.room),
                int(receipt),
                entities=_bold(card),
                reply_markup=_keyboard(card),
                link_preview_options=NO_PREVIEW,
            )
        )

    async def strip(self, where: Where, receipt: str) -> None:
        await _is_there(self._bot.edit_message_reply_markup(int(where.room), int(receipt), reply_markup=None))


def _bold(card: Card) -> list[MessageEntity]:
    """The title, marked by its place and not by signs in the text: nothing has to be escaped, whatever it says."""
    return [MessageEntity(MessageEntity.BOLD, 0, units(card.title))] if card.title else []


def _keyboard(card: Card) -> InlineKeyboardMarkup | None:
    rows = [*card.rows, *([card.controls] if card.controls else [])]
    return InlineKeyboardMarkup([[_button(card.prompt, c) for c in row] for row in rows]) if rows else None


def _button(prompt: str, choice: Choice) -> InlineKeyboardButton:
    return InlineKeyboardButton(choice.label, callback_data=token.write(prompt, choice.id))


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
        raise (Unreachable() if said.startswith(GONE) else Refused(said[:80])) from None
    except NetworkError as bad:
        raise (NotSent if _never_arrived(bad) else Unknown) from bad
    except TelegramError as bad:  # an answer that is no answer: whatever was asked may have been done
        raise Unknown from bad


def _never_arrived(bad: NetworkError) -> bool:
    """No connection was made, or the server answered that it failed. A time-out or a lost answer leaves it open."""
    answered = bad.__cause__ is None or isinstance(bad.__cause__, TelegramError)
    return isinstance(bad, NotConnected) or (answered and not isinstance(bad, TimedOut))
