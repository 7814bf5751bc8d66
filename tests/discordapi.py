"""A strict, scriptable stand-in for Discord on the loopback: REST here, the gateway beside it, people to use both.

It refuses what Discord refuses, with Discord's codes, and keeps each refusal that is the client's own mistake in
`DiscordApi.faults`. What the world did to the client (closed DMs, a limit, an outage) is refused but is no fault. It
reaches into no client, which may be another process: `Route.BASE` is `server.rest_url` there, and
`DiscordWebSocket.DEFAULT_GATEWAY` a yarl.URL of `server.gateway_url`.
"""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Self, TypeVar, cast

from aiohttp import web

from tests import discordrules as rules
from tests.botapi import Drop, Fault, Garbage, GaveUp, Hang, LostAnswer, Upload, parts
from tests.discordgate import Gateway
from tests.discordrules import (
    EPHEMERAL,
    LOADING,
    SILENT,
    SUPPRESS_EMBEDS,
    UPLOADED,
    ApiError,
    Body,
    Json,
    RetryAfter,
    refusal,
)
from tests.discordworld import (
    ALIVE,
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DIRECT_MESSAGES,
    GUILD_MESSAGES,
    IN_TIME,
    SUBMIT,
    Channel,
    Clock,
    Form,
    Guild,
    Interaction,
    Keyboard,
    Message,
    Person,
    Pulse,
    Value,
    member,
)

When = Callable[[Json], bool]
LOOPBACK = "NDI0Mg.loop.back"
BOT, ADMIN = 4242, 1
SAME_NONCE = 300.0  # seconds: "in the past few minutes"
FOLLOWUPS = 5
# What may come first, by the kind of interaction: 4 a message, 5 and 6 a promise, 7 an edit, 8 choices, 9 a form.
ANSWERS = {COMMAND: (4, 5, 9), COMPONENT: (4, 5, 6, 7, 9), AUTOCOMPLETE: (8,), SUBMIT: (4, 5, 6, 7)}
FIELDS = "content embeds components flags tts allowed_mentions attachments"


@dataclass
class Rule:
    name: str
    fault: ApiError | Fault
    left: int
    when: When | None


@dataclass
class Call:
    """An admitted request; the outcome is "open", "ok", the error's code or the scripted fault's name."""

    at: float
    name: str
    params: Json
    person: Person | None = None
    outcome: str = "open"


@dataclass(frozen=True)
class Sent:
    """A message as it was sent or edited, by whichever way; `keys` are the custom ids under it."""

    at: float
    name: str
    channel_id: int
    message_id: int
    person: Person | None
    text: str
    keyboard: Keyboard
    ephemeral: bool
    silent: bool
    nonce: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ack:
    """A first response: how long after the act it came, and whether nothing else was done for that person before."""

    at: float
    interaction: Interaction
    type: int
    after: float
    first: bool


@dataclass(frozen=True)
class Route:
    name: str
    spec: str
    body: str
    query: str
    open: bool
    run: Callable[["DiscordApi", Json], object]


ROUTES: dict[str, Route] = {}
R = TypeVar("R", bound=Callable[["DiscordApi", Json], object])


def _route(name: str, spec: str, body: str = "", query: str = "", *, open: bool = False) -> Callable[[R], R]:
    """A parameter outside the lists is refused; an `open` route asks for no token but the interaction's."""

    def keep(function: R) -> R:
        ROUTES[name] = Route(name, spec, body, query, open, function)
        return function

    return keep


class DiscordApi:
    """`async with DiscordApi() as server`; everybody is in the guild `server.home` unless told otherwise.

    With `limit=(5, 5.0)` so many sends in so many seconds go into a channel, said in headers and refused beyond.
    `at`: what the clock says at the beginning, which is otherwise the time.
    """

    def __init__(
        self,
        token: str = LOOPBACK,
        *,
        port: int = 0,
        beat: float = 41.25,
        limit: tuple[int, float] | None = None,
        at: float | None = None,
    ) -> None:
        self.token, self.port, self.limit, self.revoked = token, port, limit, False
        self.clock, self._pulse = Clock(self._moved, at), Pulse()
        self._last_id = 0
        self.me: Json = {"id": str(BOT), "username": "steady", "global_name": None, "discriminator": "0", "bot": True}
        self.me |= {"avatar": None, "public_flags": 0}
        self.faults: list[str] = []
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.files: dict[int, list[Upload]] = {}  # by the message that they came with
        self.acks: list[Ack] = []
        self.opened: list[tuple[float, Person]] = []  # each time the client asked for a person's DM channel
        self.rules: list[Rule] = []
        self.people: dict[int, Person] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: dict[str, Json] = {}
        self.interactions: dict[str, Interaction] = {}
        self.changes = 0  # anything a client did, or was told
        self.down = False
        self.gateway = Gateway(self, beat)
        self._messages: dict[int, Message] = {}
        self._live: dict[int, Interaction] = {}
        self._nonces: dict[str, tuple[float, Message]] = {}
        self._buckets: dict[int, tuple[float, int]] = {}
        self._tolerated: tuple[str, ...] = ()
        self._open, self._closed = 0, False
        self.home = self.guild("Home")

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=30_000_000)
        for route in ROUTES.values():
            method, _, path = route.spec.partition(" ")
            app.router.add_route(method, f"/api/v10{path}", partial(self._handle, route))
        for path in ("/gateway", "/resume"):
            app.router.add_get(path, self.gateway.handle)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=1024).start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closed = True
        self.gateway.drop()
        self.stir()
        await self._runner.cleanup()

    @property
    def rest_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    # The world.

    def snowflake(self) -> int:
        """Ordered by the server's clock, and never the same."""
        now = (int(self.clock.now() * 1000) - 1_420_070_400_000) << 22
        self._last_id = max(self._last_id + 1, now)
        return self._last_id

    def guild(self, name: str, *, installed: bool = True) -> Guild:
        """With the app in it, unless only members have it for themselves."""
        made = Guild(self, self.snowflake(), name, installed)
        self.guilds[made.id] = made
        self.channels[made.channel.id] = made.channel
        if installed and self.gateway.connected:
            made.adds_bot()
        return made

    def person(
        self,
        user_id: int,
        *,
        name: str = "Ada",
        locale: str = "en-US",
        guilds: tuple[Guild, ...] | None = None,
        installed: bool = False,
        bot: bool = False,
    ) -> Person:
        """In `home` unless `guilds` says where; `installed` is having the app for oneself."""
        self.people[user_id] = person = Person(self, user_id, name, locale, bot)
        person.installed = installed
        for guild in (self.home,) if guilds is None else guilds:
            person.joins(guild)
        return person

    def dm(self, person: Person) -> Channel:
        if person.channel is None:
            person.channel = Channel(self.snowflake(), person=person)
            self.channels[person.channel.id] = person.channel
        return person.channel

    def among(self, *people: Person) -> Channel:
        """Direct messages of people among themselves: who has the app for themselves can use it there."""
        channel = Channel(self.snowflake())
        self.channels[channel.id] = channel
        for person in people:
            person.among = channel
        return channel

    def post(self, channel: Channel, author: Person | None, fields: Json, *, only_for: Person | None = None) -> Message:
        """A message, of a person or (None) of the app, on the screen and on its way."""
        user = self.me if author is None else author.user
        payload: Json = {"id": str(self.snowflake()), "channel_id": str(channel.id), "type": 0, "author": user}
        payload |= {"content": "", "timestamp": self.clock.stamp(), "edited_timestamp": None, "flags": 0, "tts": False}
        payload |= {"mentions": [], "mention_roles": [], "mention_everyone": False, "pinned": False}
        payload |= {"attachments": [], "embeds": [], "components": [], **fields}
        made = Message(channel, payload, author is None, only_for)
        shelf = channel.posted if only_for is None else only_for.whispers.setdefault(channel.id, {})
        shelf[made.id] = self._messages[made.id] = made
        self._tell("MESSAGE_CREATE", made)
        return made

    def edit(self, shown: Message, fields: Json) -> None:
        """A promise kept is no edit; all else is."""
        flags = shown.payload["flags"] & ~LOADING
        stamp = shown.payload["edited_timestamp"] if shown.thinking else self.clock.stamp()
        shown.payload = {**shown.payload, **fields, "flags": flags, "edited_timestamp": stamp}
        self._tell("MESSAGE_UPDATE", shown)

    def delete(self, shown: Message) -> None:
        shown.gone = True
        shelf = shown.channel.posted if shown.only_for is None else shown.only_for.whispers[shown.channel.id]
        del shelf[shown.id]
        self._tell("MESSAGE_DELETE", shown)

    def _tell(self, event: str, shown: Message) -> None:
        """To the client as far as its intents go; an ephemeral message comes as if it were a DM."""
        guild, direct = shown.channel.guild, shown.channel.guild is None or shown.only_for is not None
        payload = dict(shown.payload)
        if event == "MESSAGE_DELETE":
            payload = {name: shown.payload[name] for name in ("id", "channel_id")}
        elif not direct and not shown.by_bot and f"<@{BOT}>" not in payload["content"]:
            payload |= {"content": ""} | {name: list[Json]() for name in ("attachments", "embeds", "components")}
        if guild is not None and not direct:
            payload |= {"guild_id": str(guild.id)}
            payload |= {"member": member(payload["author"])} if "author" in payload else {}
        if direct or (guild is not None and guild.installed):
            self.gateway.dispatch(event, payload, DIRECT_MESSAGES if direct else GUILD_MESSAGES)
        self.stir(shown.channel.person or shown.only_for)
        for person in guild.members.values() if guild is not None and shown.only_for is None else ():
            person.pulse.beat()

    def interact(
        self,
        kind: int,
        person: Person,
        channel: Channel,
        what: str,
        data: Json,
        owners: Json,
        shown: Message | None = None,
        submitted: Form | None = None,
    ) -> Interaction:
        """On its way to a client that is there now; to nobody later."""
        made_id, guild = self.snowflake(), channel.guild
        now = self.clock.now()
        act = Interaction(self, made_id, f"token{made_id:x}", kind, person, channel, what, data, owners, now)
        act.message, act.form, act.seen_calls = shown, submitted, person.calls
        payload: Json = {"id": str(act.id), "application_id": self.me["id"], "type": kind, "data": data, "version": 1}
        payload |= {"token": act.token, "channel": channel.json, "channel_id": str(channel.id), "entitlements": []}
        payload |= {"app_permissions": "2147483648", "locale": person.locale, "attachment_size_limit": 10_485_760}
        payload |= {"authorizing_integration_owners": owners, "context": channel.context}
        if guild is not None:
            payload |= {"guild": guild.partial, "guild_id": str(guild.id), "guild_locale": "en-US"}
        payload |= {"member": member(person.user)} if guild is not None else {"user": person.user}
        payload |= {} if shown is None else {"message": shown.payload}
        self.interactions[act.token] = act
        person.acts.append(act)
        act.delivered = self.gateway.dispatch("INTERACTION_CREATE", payload, owed=False)
        if act.delivered:
            self._live[act.id] = act
        self.stir(person)
        return act

    def _moved(self) -> None:
        self.stir()
        for person in self.people.values():
            person.pulse.beat()

    # The script.

    def fail(self, name: str, fault: ApiError | Fault, *, times: int = 1, when: When | None = None) -> None:
        """The next `times` requests to this route ("*": to any) that `when` picks meet the fault; rules in order."""
        seconds = fault.seconds if isinstance(fault, Fault) else 0
        if name not in (*ROUTES, "*") or not 1 <= times <= 10_000 or not 0 <= seconds <= 60:
            raise ValueError("unknown route, or times outside 1..10000, or seconds outside 0..60")
        self.rules.append(Rule(name, fault, times, when))

    def tolerate(self, *parts: str) -> None:
        """Refusals that contain one of these are no faults: what a resend after a crash may rightly run into."""
        self._tolerated += parts

    def blame(self, fault: str) -> None:
        if not any(part in fault for part in self._tolerated):
            self.faults.append(fault)

    def drop_socket(self) -> None:
        self.gateway.drop()

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9. Not resumable, the session is gone, and with it all that was owed."""
        self.gateway.invalidate(resumable=resumable)

    def ask_reconnect(self) -> None:
        self.gateway.reconnect()

    def revokes_token(self) -> None:
        """As when the operator resets it: the sockets are closed, and nothing is let in again."""
        self.revoked = True
        self.gateway.close(4004)

    def goes_down(self, *, rest: bool = True) -> None:
        """Every socket breaks off and no other is let in; with `rest`, requests break off as well, unheard."""
        self.gateway.down, self.down = True, rest
        self.gateway.drop()

    def comes_back(self) -> None:
        self.gateway.down = self.down = False

    # Waiting.

    def stir(self, person: Person | None = None) -> None:
        self._pulse.beat()
        if person is not None:
            person.pulse.beat()

    async def until(self, condition: Callable[[], object], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Returns as soon as the condition holds; it is asked at each change here."""
        try:
            await self._pulse.until(condition, timeout)
        except TimeoutError:
            raise TimeoutError(f"not within {timeout} s: {self._state()}") from None

    async def connected(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        await self.until(lambda: self.gateway.connected, timeout)

    async def settled(self, timeout: float = 10.0, *, calm: float = 0.02) -> None:  # noqa: ASYNC109
        """All was taken by the client and answered, no request is open, and for a moment there was nothing new."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while True:
                    before = self.changes
                    await self.gateway.ping()
                    await asyncio.sleep(calm)
                    await self.gateway.ping()
                    if before == self.changes and not self._open and not self._pending():
                        return
        raise TimeoutError(f"not settled within {timeout} s: {self._state()}")

    def _pending(self) -> bool:
        """Whether an answer is due, from a client that is there; what needs none any more is forgotten."""
        while self._live and self.gateway.connected:
            act = next(iter(self._live.values()))
            if act.pending:
                return True
            del self._live[act.id]
        return False

    def _state(self) -> str:
        pending = [act for act in self._live.values() if act.pending][:9]
        screens = {person.name: person.screen() for person in list(self.people.values())[:9]}
        return f"open={self._open} pending={pending} faults={self.faults[:9]} screens={screens}"

    async def _silence(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await self._pulse.until(lambda: self._closed, seconds)

    # Requests.

    async def _unknown(self, request: web.Request) -> web.Response:
        self.blame(f"404 {request.method} {request.path} is not emulated")
        return self._answer({"message": "404: Not Found", "code": 0}, 404)

    def _answer(self, body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
        """discord.py reads JSON only if the type is exactly this, without a charset."""
        if body is None:
            return web.Response(status=204, headers=headers)
        text, kind = (body, "text/html") if isinstance(body, str) else (json.dumps(body), "application/json")
        return web.Response(body=text.encode(), status=status, headers={**(headers or {}), "Content-Type": kind})

    async def _handle(self, route: Route, request: web.Request) -> web.Response:
        call = Call(self.clock.now(), route.name, {})
        self._open += 1
        self.changes += 1
        try:
            return await self._serve(route, request, call)
        except ApiError as error:
            call.outcome = str(error.code or error.status)
            # A client that is gone, killed while it asked, made no mistake and reads no answer.
            if error.mistake and request.transport is not None:
                self.blame(f"{route.name}: {error}")
            return self._answer(error.body, error.status, error.headers | self._limits(call, error))
        except Exception as error:  # noqa: BLE001 - a bug here or in a rule's `when` must not pass for an answer
            call.outcome = "500"
            self.faults.append(f"{route.name}: the test server failed: {error!r}")
            return self._answer({"message": repr(error), "code": 0}, 501)
        finally:
            self._open -= 1
            self.changes += 1
            self.stir(call.person)

    async def _serve(self, route: Route, request: web.Request, call: Call) -> web.Response:
        if self.down:
            return self._cut(request)
        call.params = await self._admit(route, request)
        call.person = self._whose(call.params)
        if call.person is not None and route.name != "respond":
            call.person.calls += 1
        self.calls.append(call)
        self.stir()
        fault = self._scripted(route.name, call.params)
        if isinstance(fault, ApiError):
            # The same object serves many times, and would grow a traceback each time.
            raise fault.with_traceback(None)
        if isinstance(fault, (Drop, Hang)):
            await self._silence(fault.seconds)
        answer: object = None
        if not isinstance(fault, (Drop, Garbage)):
            answer = self._run(route, call, unsure=isinstance(fault, (LostAnswer, GaveUp)))
        if isinstance(fault, LostAnswer):
            self.stir(call.person)
            await self._silence(fault.seconds)
        call.outcome = type(fault).__name__ if fault else "ok"
        if isinstance(fault, (Drop, LostAnswer)):
            return self._cut(request)
        if isinstance(fault, Garbage):
            return self._answer(fault.text)
        if isinstance(fault, GaveUp):
            self.stir(call.person)
            return self._answer("upstream request timeout", fault.status)
        return self._answer(answer, headers=self._limits(call))

    def _cut(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=503)

    def _run(self, route: Route, call: Call, *, unsure: bool) -> object:
        if route.name == "createMessage":
            self._spend(call)
        answer = route.run(self, call.params)
        if route.name == "respond":
            self.interactions[call.params["token"]].unsure |= unsure
        return answer

    async def _admit(self, route: Route, request: web.Request) -> Json:
        token = request.headers.get("Authorization")
        if not route.open and (token != f"Bot {self.token}" or self.revoked):
            raise ApiError(401, 0, "401: Unauthorized", mistake=not self.revoked)
        form = request.content_type == "multipart/form-data"
        params, uploaded = await self._form(request) if form else (await self._body(request), {})
        Body(params).only(route.body)
        params |= {UPLOADED: uploaded} if uploaded else {}
        query = dict(request.query)
        Body(query).only(route.query)
        params |= query
        for name, text in request.match_info.items():
            number = name.endswith("_id")
            if number and not re.fullmatch(r"\d{1,20}", text):
                raise rules.invalid([name], "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
            params[name] = int(text) if number else text
        return params

    async def _body(self, request: web.Request) -> Json:
        raw = await request.read()
        if raw and request.content_type != "application/json":
            raise rules.invalid(["_"], "CONTENT_TYPE_INVALID", f"not emulated: {request.content_type}")
        try:
            value: object = json.loads(raw) if raw else {}
        except (ValueError, RecursionError):
            raise refusal(50109, mistake=True) from None
        if b"\\u" in raw and not rules.storable(value):
            raise refusal(50109, mistake=True)
        return {"commands": cast("list[object]", value)} if isinstance(value, list) else dict(Body(value).json)

    async def _form(self, request: web.Request) -> tuple[Json, Json]:
        """A message that has files: what it says, and each file under the number that it is listed by."""
        found = dict(await parts(request))
        said = found.pop("payload_json", "{}")
        if not isinstance(said, str) or not all(re.fullmatch(r"files\[\d\]", name) for name in found):
            raise refusal(50109, mistake=True)
        return dict(Body(json.loads(said)).json), {name[6:-1]: file for name, file in found.items()}

    def _scripted(self, name: str, params: Json) -> ApiError | Fault | None:
        for rule in self.rules:
            if rule.name in ("*", name) and (rule.when is None or rule.when(params)):
                rule.left -= 1
                if not rule.left:
                    self.rules.remove(rule)
                return rule.fault
        return None

    def _whose(self, params: Json) -> Person | None:
        act = self.interactions.get(params.get("token", ""))
        if act is not None:
            return act.person
        channel = self.channels.get(params.get("channel_id", 0))
        return channel.person if channel is not None else self.people.get(_number(params.get("recipient_id")))

    # Limits.

    def _spend(self, call: Call) -> None:
        if self.limit is not None:
            most, seconds = self.limit
            until, used = self._buckets.get(call.params["channel_id"], (0.0, 0))
            until, used = (until, used) if until > call.at else (call.at + seconds, 0)
            self._buckets[call.params["channel_id"]] = until, used + 1
            if used >= most:
                self.blame(f"{call.name}: 429 more than {most} in {seconds} s in one channel")
                raise RetryAfter(round(until - call.at, 3))

    def _limits(self, call: Call, error: ApiError | None = None) -> dict[str, str]:
        seconds, most, left = 0.0, 1, 0
        if isinstance(error, RetryAfter) and "Via" in error.headers:
            seconds = error.seconds
        elif self.limit is not None and call.name == "createMessage" and call.params:
            until, used = self._buckets.get(call.params["channel_id"], (call.at, 0))
            seconds, most, left = max(until - self.clock.now(), 0.0), self.limit[0], max(self.limit[0] - used, 0)
        else:
            return {}
        made = {"Limit": str(most), "Remaining": str(left), "Reset-After": f"{seconds:.3f}", "Bucket": call.name}
        made["Reset"] = f"{self.clock.now() + seconds:.3f}"
        return {f"X-RateLimit-{name}": value for name, value in made.items()}

    # The app, its commands, its channels.

    @_route("getMe", "GET /users/@me")
    def _get_me(self, _: Json) -> Json:
        return self.me | {"verified": True, "mfa_enabled": True, "flags": 0, "email": None, "locale": "en-US"}

    @_route("getApplication", "GET /oauth2/applications/@me")
    def _get_application(self, _: Json) -> Json:
        owner = {"id": str(ADMIN), "username": "admin", "discriminator": "0", "avatar": None, "global_name": "Admin"}
        made: Json = {"id": self.me["id"], "name": "Steady", "description": "", "icon": None, "owner": owner}
        return made | {"bot_public": True, "bot_require_code_grant": False, "verify_key": "0", "flags": 0, "team": None}

    @_route("getCommands", "GET /applications/{application_id}/commands", query="with_localizations")
    def _get_commands(self, params: Json) -> list[Json]:
        self._own(params)
        return list(self.commands.values())

    @_route("setCommands", "PUT /applications/{application_id}/commands", "commands")
    def _set_commands(self, params: Json) -> list[Json]:
        self._own(params)
        old, made = self.commands, list[Json]()
        for command in rules.commands(params.get("commands")):
            had = old.get(command["name"], {})
            known = {"id": had.get("id") or str(self.snowflake()), "version": str(self.snowflake())}
            made.append({"type": 1, **command, "application_id": self.me["id"], **known})
        self.commands = {command["name"]: command for command in made}
        return made

    def _own(self, params: Json) -> None:
        if params["application_id"] != BOT:
            raise ApiError(403, 20012, "You are not authorized to perform this action", mistake=True)

    @_route("createDM", "POST /users/@me/channels", "recipient_id")
    def _create_dm(self, params: Json) -> Json:
        person = self.people.get(_number(params.get("recipient_id")))
        if person is None or person.bot:
            raise refusal(50033, mistake=True)
        self.opened.append((self.clock.now(), person))
        return self.dm(person).json | {"recipients": [person.user]}

    @_route("getChannel", "GET /channels/{channel_id}")
    def _get_channel(self, params: Json) -> Json:
        channel = self._channel(params)
        return channel.json | ({"recipients": [channel.person.user]} if channel.person else {})

    def _channel(self, params: Json) -> Channel:
        channel = self.channels.get(params["channel_id"])
        if channel is None:
            raise refusal(10003, mistake=True)
        if channel.guild is not None and not channel.guild.installed:
            raise refusal(50001)
        return channel

    def _reach(self, params: Json) -> Channel:
        channel = self._channel(params)
        if channel.person is not None and channel.person.unreachable:
            raise refusal(channel.person.unreachable)
        return channel

    @_route("getMessages", "GET /channels/{channel_id}/messages", query="after before limit")
    def _get_messages(self, params: Json) -> list[Json]:
        """Newest first; after an id, those that come next after it."""
        channel, limit = self._channel(params), _number(params.get("limit", 50))
        if not 1 <= limit <= 100 or ("after" in params and "before" in params):
            raise rules.invalid(["limit"], "NUMBER_TYPE_MAX", "from 1 to 100, with after or before but not both")
        low, high = _number(params.get("after", 0)), _number(params.get("before", 1 << 63))
        found = [shown for number, shown in channel.posted.items() if low < number < high]
        chosen = found[:limit] if "after" in params else found[-limit:]
        return [shown.payload for shown in reversed(chosen)]

    @_route("typing", "POST /channels/{channel_id}/typing")
    def _typing(self, params: Json) -> None:
        self._reach(params)

    # Messages under the app's own token.

    @_route("createMessage", "POST /channels/{channel_id}/messages", f"{FIELDS} nonce enforce_nonce message_reference")
    def _create_message(self, params: Json) -> Json:
        channel, body = self._reach(params), Body(params)
        fields, nonce = rules.message(body, SILENT | SUPPRESS_EMBEDS), str(params.get("nonce", ""))
        body.need(len(nonce) <= 25, "nonce", "Must be 25 or fewer in length.", "BASE_TYPE_MAX_LENGTH")
        body.need(nonce or not body.flag("enforce_nonce"), "enforce_nonce", "There is no nonce")
        self._demand_filled(fields)
        if params.get("enforce_nonce") and (known := self._nonces.get(nonce)) and known[0] > self.clock.now():
            return known[1].payload
        if reference := params.get("message_reference"):
            fields |= {"type": 19, "message_reference": {**reference, "channel_id": str(channel.id)}}
        shown = self.post(channel, None, fields | ({"nonce": nonce} if nonce else {}))
        shown.owners = self._owners(channel)
        if nonce:
            self._nonces[nonce] = self.clock.now() + SAME_NONCE, shown
        return self._note("createMessage", params, shown, nonce)

    def _owners(self, channel: Channel) -> Json:
        if channel.person is None:
            return {"0": str(channel.guild.id)} if channel.guild else {}
        person = channel.person
        return ({"0": "0"} if person.near else {}) | ({"1": str(person.id)} if person.installed else {})

    def _demand_filled(self, fields: Json) -> None:
        if not rules.filled(fields):
            raise refusal(50006, mistake=True)

    def _note(self, name: str, params: Json, shown: Message, nonce: str = "") -> Json:
        """What was sent, and whether it could have pinged anybody."""
        if params.get("content") and not rules.quiet(params):
            self.blame(f"{name}: sent without allowed_mentions that allow none")
        person = shown.channel.person or shown.only_for
        what = (shown.channel.id, shown.id, person, shown.text, shown.keyboard, shown.ephemeral, shown.silent, nonce)
        if files := params.get(UPLOADED):
            self.files[shown.id] = list(files.values())
        keys = tuple(item["custom_id"] for row in shown.rows for item in row if "custom_id" in item)
        self.sent.append(Sent(self.clock.now(), name, *what, keys))
        return shown.payload

    def _amend(self, name: str, params: Json, shown: Message, place: tuple[str, ...] = ()) -> Json:
        fields = rules.message(Body(params, place), SUPPRESS_EMBEDS | shown.payload["flags"])
        self._demand_filled(shown.payload | fields)
        fields.pop("flags", None)
        self.edit(shown, fields)
        return self._note(name, params, shown)

    @_route("editMessage", "PATCH /channels/{channel_id}/messages/{message_id}", FIELDS)
    def _edit_message(self, params: Json) -> Json:
        return self._amend("editMessage", params, self._mine(params, 50005))

    @_route("deleteMessage", "DELETE /channels/{channel_id}/messages/{message_id}")
    def _delete_message(self, params: Json) -> None:
        self.delete(self._mine(params, 50003))

    def _mine(self, params: Json, foreign: int) -> Message:
        """An ephemeral message cannot be found here."""
        channel = self._channel(params)
        shown = channel.posted.get(params["message_id"])
        if shown is None:
            gone = self._messages.get(params["message_id"])
            raise refusal(10008, mistake=gone is None or not gone.gone)
        if not shown.by_bot:
            raise refusal(foreign, mistake=True)
        return shown

    # Interactions.

    @_route("respond", "POST /interactions/{interaction_id}/{token}/callback", "type data", "with_response", open=True)
    def _respond(self, params: Json) -> Json | None:
        act = self.interactions.get(params["token"])
        if act is None or act.id != params["interaction_id"]:
            raise refusal(10062, mistake=True)
        if act.answer:
            raise refusal(40060, mistake=not act.unsure)
        if act.age > IN_TIME:
            act.late = True
            raise refusal(10062, mistake=True)
        body = Body(params)
        kind = body.whole("type", 1, 12)
        allowed = kind in ANSWERS[act.kind] and (kind != 7 or act.message is not None)
        body.need(allowed, "type", f"Value must be one of {ANSWERS[act.kind]}.")
        data = Body(params.get("data") or {}, ("data",))
        shown = self._first(act, kind, data)
        # Only now, when nothing is left to refuse, is it answered.
        act.answer = kind
        self.acks.append(Ack(self.clock.now(), act, kind, act.age, act.person.calls == act.seen_calls))
        if act.form is not None and act.person.form is act.form:
            act.person.form = None
        return self._taken(act, kind, shown) if params.get("with_response") in ("1", "true") else None

    def _first(self, act: Interaction, kind: int, data: Body) -> Message | None:
        """Does what the response says, unless it has to be refused; the message that it is about."""
        if kind in (4, 5):
            data.only(FIELDS if kind == 4 else "flags")
            allowed = EPHEMERAL | (SILENT | SUPPRESS_EMBEDS if kind == 4 else 0)
            fields = rules.message(data, allowed)
            if kind == 4:
                self._demand_filled(fields)
            else:
                fields["flags"] = fields.get("flags", 0) | LOADING
            act.original = self._said(act, fields)
            if kind == 4:
                self._note("respond", data.json, act.original)
            return act.original
        if kind in (6, 7):
            data.only(FIELDS if kind == 7 else "")
            act.original = act.message
            if kind == 7 and act.message is not None:
                self._there(act.message)
                self._amend("respond", data.json, act.message, ("data",))
            return act.original
        if kind == 8:
            data.only("choices")
            self._suggest(act, data)
        else:
            act.person.form = Form(rules.form(data), act)
        return None

    def _suggest(self, act: Interaction, data: Body) -> None:
        option = next(option for option in _leaves(act) if option.get("focused"))
        rules.choices(data, option["type"])
        act.choices = [(choice["name"], cast("Value", choice["value"])) for choice in data.json.get("choices", [])]

    def _said(self, act: Interaction, fields: Json) -> Message:
        """A message in answer to an act; the app is named as its webhook."""
        about: Json = {"id": str(act.id), "type": act.kind, "user": act.person.user}
        about["authorizing_integration_owners"] = act.owners
        fields = {"type": 20 if act.kind == COMMAND else 0, **fields, "webhook_id": self.me["id"]}
        fields |= {"application_id": self.me["id"], "interaction_metadata": about}
        whisper = fields.get("flags", 0) & EPHEMERAL
        shown = self.post(act.channel, None, fields, only_for=act.person if whisper else None)
        shown.owners = act.owners
        act.sent.add(shown.id)
        return shown

    def _there(self, shown: Message | None) -> Message:
        if shown is None or shown.gone:
            raise refusal(10008, mistake=shown is None)
        return shown

    def _taken(self, act: Interaction, kind: int, shown: Message | None) -> Json:
        about: Json = {"id": str(act.id), "type": act.kind}
        if shown is not None:
            about |= {"response_message_id": str(shown.id), "response_message_ephemeral": shown.ephemeral}
            about["response_message_loading"] = shown.thinking
        resource: Json = {"type": kind} | ({"message": shown.payload} if shown is not None and kind in (4, 7) else {})
        return {"interaction": about, "resource": resource}

    def _token(self, params: Json) -> Interaction:
        act = self.interactions.get(params["token"])
        if params["application_id"] != BOT:
            raise refusal(10015, mistake=True)
        if act is None or act.age > ALIVE:
            raise refusal(50027, mistake=True)
        if not act.answer or act.kind == AUTOCOMPLETE:
            raise refusal(10015, mistake=True)
        return act

    @_route("followup", "POST /webhooks/{application_id}/{token}", FIELDS, "wait with_components thread_id", open=True)
    def _followup(self, params: Json) -> Json:
        act = self._token(params)
        if act.thinking:
            # Not a new message: the promise is kept, and as ephemeral as it was made.
            return self._amend("followup", {**params, "flags": 0}, self._there(act.original))
        fields = rules.message(Body(params), EPHEMERAL | SILENT | SUPPRESS_EMBEDS)
        self._demand_filled(fields)
        if "0" not in act.owners and act.channel.person is None:
            if act.followups >= FOLLOWUPS:
                raise refusal(40094, mistake=True)
            act.followups += 1
        return self._note("followup", params, self._said(act, fields))

    def _original(self, params: Json) -> Message:
        return self._there(self._token(params).original)

    def _webhook_message(self, params: Json) -> Message:
        """Only through a token by which it was sent, or of a component that stands on it."""
        act, number = self._token(params), params["message_id"]
        if number not in act.sent and (act.message is None or act.message.id != number):
            raise refusal(10008, mistake=True)
        return self._there(self._messages[number])

    @_route("getOriginal", "GET /webhooks/{application_id}/{token}/messages/@original", open=True)
    def _get_original(self, params: Json) -> Json:
        return self._original(params).payload

    @_route(
        "editOriginal",
        "PATCH /webhooks/{application_id}/{token}/messages/@original",
        FIELDS,
        "with_components",
        open=True,
    )
    def _edit_original(self, params: Json) -> Json:
        return self._amend("editOriginal", params, self._original(params))

    @_route("deleteOriginal", "DELETE /webhooks/{application_id}/{token}/messages/@original", open=True)
    def _delete_original(self, params: Json) -> None:
        self.delete(self._original(params))

    @_route("getFollowup", "GET /webhooks/{application_id}/{token}/messages/{message_id}", open=True)
    def _get_followup(self, params: Json) -> Json:
        return self._webhook_message(params).payload

    @_route(
        "editFollowup",
        "PATCH /webhooks/{application_id}/{token}/messages/{message_id}",
        FIELDS,
        "with_components thread_id",
        open=True,
    )
    def _edit_followup(self, params: Json) -> Json:
        return self._amend("editFollowup", params, self._webhook_message(params))

    @_route("deleteFollowup", "DELETE /webhooks/{application_id}/{token}/messages/{message_id}", open=True)
    def _delete_followup(self, params: Json) -> None:
        self.delete(self._webhook_message(params))


def _number(value: object) -> int:
    """A snowflake, which JSON carries as a text; 0 is nobody's."""
    text = str(value)
    return int(text) if text.isdecimal() else 0


def _leaves(act: Interaction) -> list[Json]:
    options: list[Json] = act.data.get("options", [])
    while options and "options" in options[0]:
        options = options[0]["options"]
    return options
