"""The poll loop: fetch, hand over, and ask for more only when everything fetched is committed."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from telegram import Bot, BotCommand, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from adapters.port import Arrived, Handle, Revoked, StoreDown
from adapters.telegram import inbound
from adapters.telegram.inbound import Json
from adapters.telegram.request import AiohttpRequest, NotFound

log = structlog.get_logger()
KINDS = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
LONG_POLL, PATIENCE = 30, 10  # seconds Telegram keeps a request for updates open, and we wait beyond that
FORGET_OFFSET = 6 * 86400.0  # seconds without updates after which their numbers may begin anew, and lower
SLOW = 1.0  # seconds after which a turn is announced by "typing"
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0  # seconds, doubled in between
CONNECTIONS = 80  # more than there are hands: nothing waits for a connection

NOT_FOUND = (
    "it is tried again by itself; if this goes on, correct telegram.token, or, where telegram.base_url is set, look"
    " whether that is right, and at the server there and what stands before it"
)


class TelegramBot(Bot):
    """The library's, and updates as they come: see inbound.py."""

    async def raw_updates(self, offset: int | None) -> list[Json]:
        """In their order. Raises TelegramError, also where the answer is none."""
        asked = {"offset": offset, "timeout": LONG_POLL, "allowed_updates": KINDS}
        try:
            found: list[Json] = await self._post("getUpdates", asked, read_timeout=LONG_POLL + PATIENCE)
            return sorted(found, key=_id)
        except (LookupError, TypeError, ValueError) as bad:
            raise TelegramError("no updates") from bad


def make_bot(token: str, base_url: str) -> TelegramBot:
    """Raises ValueError where the environment names a proxy that cannot be used."""
    request = AiohttpRequest(connection_pool_size=CONNECTIONS, pool_timeout=10)
    request.check(base_url)
    return TelegramBot(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=request,
        get_updates_request=AiohttpRequest(connection_pool_size=1),
    )


class TelegramPoll:
    """`commands`: (name, description) for the menu beside the input line."""

    def __init__(self, bot: TelegramBot, handle: Handle, commands: Sequence[tuple[str, str]]) -> None:
        self._bot, self._handle, self._commands = bot, handle, commands
        self._presses: asyncio.Queue[str] = asyncio.Queue(maxsize=1000)
        self._heard = 0.0

    async def run(self) -> None:
        """Until cancelled. The bot stays open. Raises Revoked when Telegram does not know the token.

        At first that is also where nothing is found at this address; once it has known us, it is waited for there.
        """
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
            except TelegramError as bad:
                if _is_final(bad):  # initialize() makes a plain InvalidToken of a 404, too
                    raise
                log.warning("telegram.unreachable", error=type(bad).__name__)
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)

    async def _poll(self) -> None:
        offset: int | None = None
        wait = FIRST_WAIT
        while True:
            try:
                updates = await self._bot.raw_updates(self._current(offset))
            except TelegramError as bad:
                if _is_final(bad):
                    raise
                wait = await self._pause(bad, wait)
                continue
            wait = FIRST_WAIT
            if updates:
                await self._take(updates)
                offset = _id(updates[-1]) + 1  # the next request confirms them: they are committed
                self._heard = asyncio.get_running_loop().time()

    def _current(self, offset: int | None) -> int | None:
        """Without an offset after a week of silence: the numbers may have begun lower, and `seen` knows what is old."""
        now = asyncio.get_running_loop().time()
        return None if offset is not None and now - self._heard > FORGET_OFFSET else offset

    async def _pause(self, bad: TelegramError, wait: float) -> float:
        if isinstance(bad, Conflict):
            log.error("telegram.conflict", remedy="another program polls with this token: stop it")
        elif isinstance(bad, NotFound):
            log.error("telegram.not_found", remedy=NOT_FOUND)
        elif not isinstance(bad, NetworkError | RetryAfter):
            log.error("telegram.poll", error=type(bad).__name__)
        await asyncio.sleep(wait)
        return min(LONGEST_WAIT, wait * 2)

    async def _take(self, updates: list[Json]) -> None:
        """Every turn of a batch. While the store is down they are offered again: nothing confirmed, nothing lost."""
        arrived = [a for a in map(self._read, updates) if a is not None]
        wait = FIRST_WAIT
        while arrived:
            try:
                await self._turns(arrived)
                return
            except StoreDown:
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)

    def _read(self, update: Json) -> Arrived | None:
        """What nobody can read is passed over, so that it is not met for ever."""
        try:
            arrived = inbound.read(update, self._bot.username)
        except Exception as bad:  # noqa: BLE001 (whatever is wrong with it)
            log.error("telegram.passed_over", error=type(bad).__name__, update=_id(update))
            return None
        if (query := update.get("callback_query")) is not None and not self._presses.full():
            self._presses.put_nowait(query["id"])
        return arrived

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


def _is_final(bad: TelegramError) -> bool:
    """Telegram does not know the token. That nothing is found at its address may pass."""
    return isinstance(bad, InvalidToken) and not isinstance(bad, NotFound)


def _id(update: Json) -> int:
    return int(update["update_id"])
