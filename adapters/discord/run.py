"""The gateway: what is said to us is acknowledged inside three seconds, then handed over."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

import discord
import structlog
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord import buttons, commands, inbound
from adapters.discord.buttons import Act
from adapters.discord.client import Client
from adapters.discord.link import UNCERTAIN, Link, within
from adapters.discord.missed import Missed
from adapters.discord.order import Order, Place
from adapters.port import Arrived, Listening, NotSent, Revoked, StoreDown

log = structlog.get_logger()
T = TypeVar("T")
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0  # seconds, doubled in between
SPARING = 100.0  # the longest wait before a new session: there are a thousand a day, and the token is reset beyond
CALM = 600.0  # seconds after which a failure is a new one
AWAY = 60.0  # seconds without a connection until we begin anew; the library's own waits grow to a quarter of an hour
IN_TIME = 3.0  # seconds in which Discord wants a first answer; after that it takes none
BRIEF = 2.0  # seconds that what somebody does now waits for what they said before
SLOW = 1.0  # seconds after which a turn is announced by "typing"
SESSIONS = 10  # begun within CALM, after which the next one waits
UNKNOWN_TOKEN = 4004  # the gateway's code for it
ANSWERED = 40060  # somebody has acknowledged this interaction already
UNREACHABLE = (
    "it is tried again by itself; if this goes on, look at the network, at what stands before it, and at"
    " discord.api_url and discord.gateway_url where they are set"
)


def point_at(api_url: str, gateway_url: str) -> None:
    """Where Discord is. The library keeps both for the whole process."""
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)


class DiscordGateway:
    """`sync`: tell Discord our commands at the start."""

    def __init__(self, link: Link, token: str, to: Listening, *, sync: bool) -> None:
        self._link, self._token, self._to = link, token, to
        self._untold = commands.payload(to.book, to.order) if sync else None
        self._line, self._missed = Order(), Missed(link, self._offer)
        self._patience = asyncio.timeout(None)
        self._sessions: deque[float] = deque(maxlen=SESSIONS)
        self._rounds = 0  # in which so many sessions came to nothing

    async def run(self) -> None:
        """Until cancelled; the client stays open. Raises Revoked when Discord does not know the token."""
        loop, wait = asyncio.get_running_loop(), FIRST_WAIT
        while True:
            begun, longest = loop.time(), LONGEST_WAIT
            try:
                await self._serve()
            except discord.LoginFailure:
                raise Revoked from None
            except discord.ConnectionClosed as closed:
                if closed.code == UNKNOWN_TOKEN:
                    raise Revoked from None
                log.warning("discord.closed", code=str(closed.code))
                longest = SPARING
            except UNCERTAIN as bad:
                log.warning("discord.unreachable", error=type(bad).__name__, remedy=UNREACHABLE)
            except Exception as bad:  # the library could not read what Discord sent
                log.exception("discord.unreadable", error=type(bad).__name__)
                longest = SPARING
            lasted = loop.time() - begun > CALM
            wait = FIRST_WAIT if lasted else min(longest, wait * 2)
            await asyncio.sleep(self._spared(lasted) if self._is_unsteady() else wait)

    async def _serve(self) -> None:
        self._missed.known.clear()
        client = self._link.client = Client(self)
        try:
            async with asyncio.timeout(None) as self._patience:
                await client.start(self._token)
        except Exception:  # but not when we are stopped: what is being sent may end, and then the link is closed
            await self._link.close()
            raise

    # The connection

    async def begun(self) -> None:
        self._link.reached.set()
        await self._tell_commands()

    async def left(self) -> None:
        """What comes with the next session may be older than what has not been read."""
        self._missed.known.clear()
        if self._patience.when() is None:
            self._wait_for_it(asyncio.get_running_loop().time() + AWAY)

    async def returned(self) -> None:
        self._wait_for_it(None)
        self._missed.known.set()

    async def ready(self) -> None:
        """A new session: what was said in private since they were heard last, before this or while nobody listened."""
        log.info("discord.ready", username=self._link.client and self._link.client.user and self._link.client.user.name)
        self._wait_for_it(None)
        self._sessions.append(asyncio.get_running_loop().time())
        if self._is_unsteady():
            log.error("discord.unsteady", remedy="Discord ends every session; nothing is heard for a while, then again")
            self._wait_for_it(self._sessions[-1])
            return
        self._missed.look(await _patiently(self._to.recent))
        await asyncio.gather(self._tell_commands(), self._read_missed())

    def _is_unsteady(self) -> bool:
        """So many sessions so soon: the library begins a new one every few seconds, and the day's would be used up."""
        return len(self._sessions) == SESSIONS and self._sessions[-1] - self._sessions[0] < CALM

    def _spared(self, lasted: bool) -> float:
        """For how many seconds none is begun: each time longer, up to an hour, until one has lasted."""
        self._rounds = 0 if lasted else min(self._rounds + 1, 5)
        self._sessions.clear()
        return SPARING * 2**self._rounds

    def _wait_for_it(self, until: float | None) -> None:
        with suppress(RuntimeError):  # it has ended
            self._patience.reschedule(until)

    async def _tell_commands(self) -> None:
        """Once; where it fails, again with the next session. All else works without it."""
        if self._untold is None:
            return
        try:
            http = await self._link.http()
            await within(LONGEST_WAIT, http.bulk_upsert_global_commands(self._link.application, self._untold))
        except (*UNCERTAIN, NotSent) as bad:
            remedy = "Discord keeps the commands it had; they are told again with the next session or start"
            log.error("discord.commands", error=type(bad).__name__, code=str(getattr(bad, "code", "")), remedy=remedy)
        else:
            self._untold = None

    async def _read_missed(self) -> None:
        """Each in its person's own line, again and again where it fails."""
        wait = FIRST_WAIT
        while people := self._missed.people:
            for person in people:
                async with self._line.place(person) as place:
                    await place.called()
                    await self._catch_up(person)
            if self._missed.people:
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)

    # What is done

    async def acted(self, act: Act) -> None:
        """A command, a press or a form: acknowledged at once, whatever follows."""
        async with self._line.place(str(act.user.id)) as place:
            await self._answers(act.response.defer(ephemeral=not act.context.dm_channel))
            for arrived in inbound.read(act, self._to.book):
                await self._hand_over(arrived, place)

    async def wants_form(self, act: Act) -> None:
        custom_id = str(cast("dict[str, Any]", act.data)["custom_id"])
        words = buttons.form(custom_id, *inbound.form(custom_id, self._to.book))
        await self._answers(act.response.send_modal(words))
        words.stop()

    async def completes(self, act: Act) -> None:
        """Suggestions for what is being typed behind a command."""
        offered = commands.suggested(self._to.book, cast("dict[str, Any]", act.data))
        choices = [app_commands.Choice(name=one.label[:100], value=one.value) for one in offered]
        await self._answers(act.response.autocomplete(choices))

    async def _answers(self, answer: Awaitable[Any]) -> None:
        """The first answer. Where it fails or is late, what was done counts all the same."""
        try:
            async with asyncio.timeout(IN_TIME):
                await answer
        except Exception as bad:  # noqa: BLE001 (whatever it is, it must not cost them what they did)
            if getattr(bad, "code", 0) == ANSWERED:
                log.error("discord.conflict", remedy="another program answers with this token: stop it")
            else:
                log.warning("discord.late", error=type(bad).__name__)

    # What is said in private

    async def said(self, message: discord.Message) -> None:
        if message.guild is None and (arrived := inbound.said(message)) is not None:
            async with self._line.place(arrived.where.person) as place:
                await self._hand_over(arrived, place)

    async def edited(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Discord says so too when it has added a preview; then nobody has edited anything."""
        if (arrived := inbound.edited(cast("dict[str, Any]", payload.data))) is not None:
            async with self._line.place(arrived.where.person) as place:
                await self._hand_over(arrived, place)

    # Handing over

    async def _hand_over(self, arrived: Arrived, place: Place) -> None:
        """After all they did before, also what was said while nobody listened."""
        await self._missed.known.wait()
        await place.called()
        await self._catch_up(arrived.where.person)
        turn = asyncio.ensure_future(self._offer(arrived))
        done, _ = await asyncio.wait({turn}, timeout=SLOW)
        if not done and arrived.where.room:
            await self._types(arrived.where.room)
        await turn

    async def _catch_up(self, person: str) -> None:
        """What they said while nobody listened comes first, unless Discord takes long to give it out."""
        with suppress(TimeoutError):
            await within(BRIEF, self._missed.read(person))

    async def _types(self, room: str) -> None:
        try:
            await within(SLOW, (await self._link.http()).send_typing(int(room)))
        except (*UNCERTAIN, NotSent) as bad:
            log.debug("discord.courtesy", error=type(bad).__name__)

    async def _offer(self, arrived: Arrived) -> None:
        """Discord does not bring it a second time."""
        await _patiently(lambda: self._to.handle(arrived))


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Again and again while the store is down."""
    wait = FIRST_WAIT
    while True:
        try:
            return await call()
        except StoreDown:
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)
