"""The gateway of the loopback Discord: sessions, the sockets they come and go on, and the events they are owed.

JSON without compression, which discord.py asks for but does not insist on. Not emulated: shards, presences, voice.
"""

import asyncio
import json
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from aiohttp import WSMsgType, web

from tests.discordrules import Json
from tests.discordworld import GUILDS

if TYPE_CHECKING:
    from tests.discordapi import DiscordApi

PRIVILEGED = {1 << 1: "GUILD_MEMBERS", 1 << 8: "GUILD_PRESENCES", 1 << 15: "MESSAGE_CONTENT"}
INTENTS = (1 << 26) - 1
RESUMABLE, OWED, AWAY = 180.0, 5000, 3  # seconds; events kept for a session; sessions without a socket kept
BEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, INVALID, HELLO, ACK = 1, 2, 3, 6, 7, 9, 10, 11


class Session:
    """What a client identified for; it outlives its socket for a while."""

    def __init__(self, session_id: str, intents: int) -> None:
        self.id, self.intents, self.seq = session_id, intents, 0
        self.events: deque[tuple[int, str]] = deque(maxlen=OWED)
        self.link: Link | None = None
        self.left_at = 0.0

    def add(self, event: str, data: str) -> None:
        self.seq += 1
        frame = f'{{"op":0,"s":{self.seq},"t":"{event}","d":{data}}}'
        self.events.append((self.seq, frame))
        if self.link is not None:
            self.link.queue(frame)

    def owes(self, seq: int) -> bool:
        """Whether all after this event is still known."""
        return seq <= self.seq and (not self.events or seq >= self.events[0][0] - 1)


class Link:
    """A socket; what is queued goes out in order, a ping behind the events, and a close behind everything."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.session: Session | None = None
        self.open = True
        self._socket, self._request = socket, request
        self._queued: asyncio.Queue[str | int] = asyncio.Queue()
        self._pings: dict[bytes, asyncio.Future[None]] = {}

    def queue(self, frame: str) -> None:
        self._queued.put_nowait(frame)

    def send(self, op: int, data: object = None) -> None:
        self.queue(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int) -> None:
        self._queued.put_nowait(code)

    def abort(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()

    async def ping(self) -> None:
        """Returns when the client has taken everything that was queued before, or the socket is gone."""
        if self.open:
            name = str(len(self._pings))
            self._pings[name.encode()] = future = asyncio.get_running_loop().create_future()
            self.queue(name)
            await future

    def ponged(self, name: bytes) -> None:
        future = self._pings.get(name)
        if future is not None and not future.done():
            future.set_result(None)
            # All that were sent before were answered before.
            self._pings = {} if all(other.done() for other in self._pings.values()) else self._pings

    def ended(self) -> None:
        self.open = False
        for future in self._pings.values():
            if not future.done():
                future.set_result(None)

    async def write(self) -> None:
        with suppress(ConnectionError):
            while True:
                item = await self._queued.get()
                if isinstance(item, int):
                    await self._socket.close(code=item)
                elif item.startswith("{"):
                    await self._socket.send_str(item)
                else:
                    await self._socket.ping(item.encode())


class Gateway:
    def __init__(self, server: "DiscordApi", beat: float) -> None:
        self.server, self.beat, self.down = server, beat, False
        self.sessions: dict[str, Session] = {}
        self.identified = self.resumed = self.beats = 0
        self._links: set[Link] = set()

    @property
    def connected(self) -> bool:
        return any(session.link is not None for session in self.sessions.values())

    def dispatch(self, event: str, data: Json, intent: int = 0, *, owed: bool = True) -> bool:
        """Whether a client that is there was sent it; one that is away for a moment is `owed` it, or is not."""
        self._forget()
        told, text = False, ""
        for session in self.sessions.values():
            if (intent and not session.intents & intent) or (session.link is None and not owed):
                continue
            text = text or json.dumps(data)
            session.add(event, text)
            told = told or session.link is not None
        self.server.changes += told
        return told

    async def ping(self) -> None:
        await asyncio.gather(*(link.ping() for link in self._links))

    def drop(self) -> None:
        """All sockets break off, without a word."""
        for link in self._links:
            self._leave(link, None)
            link.abort()

    def close(self, code: int) -> None:
        for link in self._links:
            link.close(code)

    def invalidate(self, *, resumable: bool = False) -> None:
        for session in list(self.sessions.values()):
            if session.link is not None:
                session.link.send(INVALID, resumable)
            if not resumable:
                del self.sessions[session.id]

    def reconnect(self) -> None:
        for link in self._links:
            link.send(RECONNECT)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        query = dict(request.query)
        if self.down:
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoping=False, max_msg_size=4096)
        await socket.prepare(request)
        link = Link(socket, request)
        self._links.add(link)
        writing = asyncio.create_task(link.write())
        try:
            if query.get("v") != "10" or query.get("encoding") != "json":
                self._end(link, 4012, f"not emulated: {query}")
            link.send(HELLO, {"heartbeat_interval": int(self.beat * 1000)})
            await self._read(socket, link)
        finally:
            writing.cancel()
            link.ended()
            self._leave(link, socket.close_code)
            self._links.discard(link)
            self.server.stir()
        return socket

    async def _read(self, socket: web.WebSocketResponse, link: Link) -> None:
        while True:
            try:
                message = await socket.receive(self.beat * 2)
            except TimeoutError:
                link.close(4009)
                continue
            if message.type is WSMsgType.PONG:
                link.ponged(bytes(message.data))
            elif message.type is WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._take(link, message.data)
            else:
                return

    def _take(self, link: Link, text: str) -> None:
        try:
            frame = cast("Json", json.loads(text))
            op, data = frame["op"], cast("Any", frame.get("d"))
        except (ValueError, TypeError, KeyError):
            return self._end(link, 4002, "cannot decode the payload")
        if op == BEAT:
            self.beats += 1
            link.send(ACK)
            self.server.stir()
        elif op == IDENTIFY:
            self._identify(link, data)
        elif op == RESUME:
            self._resume(link, data)
        elif link.session is None:
            self._end(link, 4003, f"op {op} before IDENTIFY")
        elif op != PRESENCE:
            self._end(link, 4001, f"op {op} is not emulated")
        return None

    def _end(self, link: Link, code: int, fault: str = "") -> None:
        if fault:
            self.server.blame(f"gateway: {code} {fault}")
        link.close(code)

    def _identify(self, link: Link, data: Json) -> None:
        if link.session is not None:
            return self._end(link, 4005, "already identified")
        if self._refused(link, data):
            return None
        intents: Any = data.get("intents")
        if type(intents) is not int or intents & ~INTENTS:
            return self._end(link, 4013, f"invalid intents {intents}")
        privileged = [name for bit, name in PRIVILEGED.items() if intents & bit]
        if privileged:
            return self._end(link, 4014, f"privileged intents {privileged}")
        self.identified += 1
        session = Session(f"session{self.identified}", intents)
        self.sessions[session.id] = session
        self._join(link, session)
        guilds = [guild for guild in self.server.guilds.values() if guild.installed]
        ready: Json = {"v": 10, "user": self.server.me, "session_id": session.id, "session_type": "normal"}
        ready |= {"resume_gateway_url": self.server.gateway_url.replace("gateway", "resume"), "private_channels": []}
        ready |= {"application": {"id": self.server.me["id"], "flags": 0}}
        ready |= {"guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds]}
        session.add("READY", json.dumps(ready))
        for guild in guilds if intents & GUILDS else ():
            session.add("GUILD_CREATE", json.dumps(guild.full()))
        return self.server.stir()

    def _resume(self, link: Link, data: Json) -> None:
        if self._refused(link, data):
            return
        self._forget()
        session, seq = self.sessions.get(str(data.get("session_id"))), data.get("seq")
        if session is None or not isinstance(seq, int) or not session.owes(seq):
            link.send(INVALID, False)
            return
        if session.link is not None:
            self._end(session.link, 4000)
        self.resumed += 1
        owed = [frame for number, frame in session.events if number > seq]
        self._join(link, session)
        for frame in owed:
            link.queue(frame)
        session.add("RESUMED", "{}")
        self.server.stir()

    def _refused(self, link: Link, data: Json) -> bool:
        """Whether the token is none; one that was revoked is no mistake."""
        revoked, known = self.server.revoked, data.get("token") == self.server.token
        if revoked or not known:
            self._end(link, 4004, "" if revoked else "wrong token")
        return revoked or not known

    def _join(self, link: Link, session: Session) -> None:
        link.session, session.link = session, link

    def _leave(self, link: Link, code: int | None) -> None:
        session, link.session = link.session, None
        if session is not None and session.link is link:
            session.link, session.left_at = None, self.server.clock.now()
            # A goodbye: 1000 and 1001 end the session for good.
            if code in (1000, 1001):
                self.sessions.pop(session.id, None)

    def _forget(self) -> None:
        away = [session for session in self.sessions.values() if session.link is None]
        now = self.server.clock.now()
        for n, session in enumerate(reversed(away)):
            if n >= AWAY or session.left_at + RESUMABLE < now:
                del self.sessions[session.id]
