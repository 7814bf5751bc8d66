"""The poll loop: fetch, hand over, and ask for more only when everything fetched is committed."""

import asyncio
import warnings
from collections.abc import Sequence
from typing import Any

import structlog
from telegram import Bot, BotCommand, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from adapters.port import Arrived, Handle, Revoked, StoreDown
from adapters.telegram import inbound
from adapters.telegram.request import AiohttpRequest

log = structlog.get_logger()
KINDS = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
LONG_POLL = 30  # seconds Telegram keeps a request for updates open
FORGET_OFFSET = 6 * 86400.0  # seconds without updates after which their numbers may begin anew, and lower
SLOW = 1.0  # seconds after which a turn is announced by "typing"
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0  # seconds, doubled in between
CONNECTIONS = 48  # more than there are hands: nothing waits for a connection


def make_bot(token: str, base_url: str) -> Bot:
    """Raises ValueError where the environment names a proxy that cannot be used."""
    request = AiohttpRequest(connection_pool_size=CONNECTIONS, pool_timeout=10)
    request.check(base_url)
    return Bot(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=request,
        get_updates_request=AiohttpRequest(connection_pool_size=1, read_timeout=LONG_POLL + 10),
    )


class TelegramPoll:
    """`commands`: (name, description) for the menu beside the input line."""

    def __init__(self, bot: Bot, handle: Handle, commands: Sequence[tuple[str, str]]) -> None:
        self._bot, self._handle, self._commands = bot, handle, commands
        self._presses: asyncio.Queue[str] = asyncio.Queue(maxsize=1000)
        self._heard = 0.0

    async def run(self) -> None:
        """Until cancelled. The bot stays open. Raises Revoked when Telegram does not know the token."""
        courtesies = [asyncio.create_task(self._answer_presses()) for _ in range(2)]
        try:
            await self._introduce()
            await self._poll()
        except InvalidToken:
            raise Revoked from None
        finally:
            for task in courtesies:
                task.cancel()
            await asyncio.gather(*courtesies, return_exceptions=True)

    async def _introduce(self) -> None:
        """Who we are, no webhook, the command menu. Waits for as long as Telegram cannot be reached."""
        wait = FIRST_WAIT
        while True:
            try:
                await self._bot.initialize()
                await self._bot.delete_webhook(drop_pending_updates=False)
                await self._bot.set_my_commands([BotCommand(name, about) for name, about in self._commands])
                log.info("telegram.ready", username=self._bot.username)
                return
            except InvalidToken:
                raise
            except TelegramError as bad:
                log.warning("telegram.unreachable", error=type(bad).__name__)
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)

    async def _poll(self) -> None:
        offset: int | None = None
        wait = FIRST_WAIT
        while True:
            try:
                updates = await self._fetch(self._current(offset))
            except InvalidToken:
                raise
            except TelegramError as bad:
                wait = await self._pause(bad, wait)
                continue
            wait = FIRST_WAIT
            if updates:
                await self._take(sorted((u for u in updates if isinstance(u, Update)), key=_id))
                offset = max(_id(u) for u in updates) + 1  # the next request confirms them: they are committed
                self._heard = asyncio.get_running_loop().time()

    def _current(self, offset: int | None) -> int | None:
        """Without an offset after a week of silence: the numbers may have begun lower, and `seen` knows what is old."""
        now = asyncio.get_running_loop().time()
        return None if offset is not None and now - self._heard > FORGET_OFFSET else offset

    async def _fetch(self, offset: int | None) -> "list[Update | int]":
        """The updates; of one that cannot be read, its number, so that it is passed over and not met for ever."""
        try:
            return list(await self._bot.get_updates(offset, timeout=LONG_POLL, allowed_updates=KINDS))
        except TelegramError:
            raise
        except Exception as bad:  # noqa: BLE001 (the library could not read what Telegram sent)
            log.error("telegram.unreadable", error=type(bad).__name__)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # the library would rather have its own method called, which has just failed
            raw: list[dict[str, Any]] = await self._bot.do_api_request(
                "getUpdates", {"offset": offset, "timeout": 0, "allowed_updates": KINDS} if offset else {"timeout": 0}
            )
        return [self._read(update) for update in raw]

    def _read(self, raw: dict[str, Any]) -> Update | int:
        number = int(raw["update_id"])
        try:
            return Update.de_json(raw, self._bot)
        except Exception as bad:  # noqa: BLE001 (whatever is wrong with it, it is passed over)
            log.error("telegram.passed_over", error=type(bad).__name__)
            return number

    async def _pause(self, bad: TelegramError, wait: float) -> float:
        if isinstance(bad, Conflict):
            log.error("telegram.conflict", remedy="another program polls with this token: stop it")
        elif not isinstance(bad, NetworkError | RetryAfter):
            log.error("telegram.poll", error=type(bad).__name__)
        await asyncio.sleep(wait)
        return min(LONGEST_WAIT, wait * 2)

    async def _take(self, updates: list[Update]) -> None:
        """Every turn of a batch. While the store is down they are offered again: nothing confirmed, nothing lost."""
        for update in updates:
            if update.callback_query is not None and not self._presses.full():
                self._presses.put_nowait(update.callback_query.id)
        arrived = [a for a in (inbound.read(u, self._bot.username) for u in updates) if a is not None]
        wait = FIRST_WAIT
        while arrived:
            try:
                await self._turns(arrived)
                return
            except StoreDown:
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)

    async def _turns(self, arrived: list[Arrived]) -> None:
        """All of them; whose takes long is told that it goes on."""
        turns = [asyncio.ensure_future(self._handle(one)) for one in arrived]
        await asyncio.wait(turns, timeout=SLOW)
        slow = {a.where.room for a, turn in zip(arrived, turns, strict=True) if a.private and not turn.done()}
        await asyncio.gather(*(self._quietly(self._bot.send_chat_action(int(room), "typing")) for room in slow))
        await asyncio.gather(*turns)

    async def _answer_presses(self) -> None:
        """Stops the little clock on a button. Says nothing and decides nothing, so it need not wait for the turn."""
        while True:
            await self._quietly(self._bot.answer_callback_query(await self._presses.get()))

    async def _quietly(self, call: Any) -> None:
        try:
            await call
        except TelegramError as bad:
            log.debug("telegram.courtesy", error=type(bad).__name__)


def _id(update: Update | int) -> int:
    return update.update_id if isinstance(update, Update) else update
