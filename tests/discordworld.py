"""The people on the loopback Discord, where they are, and what they see and do there."""

import asyncio
import heapq
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.discordrules import (
    BUTTON,
    EPHEMERAL,
    INPUT,
    LOADING,
    SELECT,
    SILENT,
    SUBCOMMANDS,
    TEXT,
    VALUES,
    Json,
    contexts,
    installs,
)

if TYPE_CHECKING:
    from tests.discordapi import DiscordApi

Keyboard = list[list[tuple[str, str]]]
Value = str | int | float | bool
OLD = "2026-01-01T00:00:00+00:00"
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5  # kinds of interaction
IN_TIME, ALIVE = 3.0, 900.0  # seconds in which an interaction has to be answered first, and in which at all
DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS = 1 << 12, 1 << 9, 1 << 0


class Clock:
    """The server's own time: it runs by itself, and a test moves it on."""

    def __init__(self, moved: Callable[[], None], at: float | None = None) -> None:
        self._ahead, self._moved = (time.time() if at is None else at) - time.monotonic(), moved

    def now(self) -> float:
        return time.monotonic() + self._ahead

    def skip(self, seconds: float) -> None:
        self._ahead += seconds
        self._moved()

    def stamp(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).isoformat()


class Pulse:
    """Wakes all who wait at each beat; without a task, so that what people do can be plain functions."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def beat(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, condition: Callable[[], object], seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self._waiting.append(asyncio.get_running_loop().create_future())
                await self._waiting[-1]


class Guild:
    """A server, with one channel; the app is in it if `installed`, else some members may have it for themselves."""

    def __init__(self, server: "DiscordApi", guild_id: int, name: str, installed: bool) -> None:
        self.server, self.id, self.name, self.installed = server, guild_id, name, installed
        self.members: dict[int, Person] = {}
        self.channel = Channel(server.snowflake(), self)

    def adds_bot(self) -> None:
        self.installed = True
        self.server.gateway.dispatch("GUILD_CREATE", self.full(), GUILDS)

    def removes_bot(self) -> None:
        self.installed = False
        self.server.gateway.dispatch("GUILD_DELETE", {"id": str(self.id)}, GUILDS)

    @property
    def partial(self) -> Json:
        return {"id": str(self.id), "locale": "en-US", "features": []}

    def full(self) -> Json:
        everyone = {"id": str(self.id), "name": "@everyone", "permissions": "0", "position": 0, "flags": 0}
        made: Json = {"id": str(self.id), "name": self.name, "unavailable": False, "roles": [everyone], "large": False}
        made |= {"member_count": len(self.members) + 1, "members": [member(self.server.me)], "owner_id": "1"}
        made |= {"channels": [self.channel.json], "preferred_locale": "en-US", "joined_at": self.server.clock.stamp()}
        lists = "emojis stickers features threads voice_states presences stage_instances guild_scheduled_events"
        return made | {name: [] for name in lists.split()}


def member(user: Json) -> Json:
    joined: Json = {"roles": [], "joined_at": "2020-01-01T00:00:00+00:00", "flags": 0, "deaf": False, "mute": False}
    return {**joined, "user": user, "permissions": "2147483648", "nick": None, "avatar": None, "premium_since": None}


class Channel:
    """A guild's channel, the direct messages of a person with the app, or (neither) of people among themselves."""

    def __init__(self, channel_id: int, guild: Guild | None = None, person: "Person | None" = None) -> None:
        self.id, self.guild, self.person = channel_id, guild, person
        self.posted: dict[int, Message] = {}

    @property
    def context(self) -> int:
        """Where a command is used: 0 in a guild, 1 in direct messages with the app, 2 among others."""
        return 0 if self.guild else 1 if self.person else 2

    @property
    def json(self) -> Json:
        """Without the recipient, as an interaction brings a DM."""
        kind = {0: 0, 1: 1, 2: 3}[self.context]
        made: Json = {"id": str(self.id), "type": kind, "last_message_id": None, "flags": 0}
        if self.guild is not None:
            made |= {"name": "general", "position": 0, "guild_id": str(self.guild.id), "permission_overwrites": []}
        return made


@dataclass(eq=False)
class Message:
    """A message as it stands now; an ephemeral one is there `only_for` one person."""

    channel: Channel
    payload: Json
    by_bot: bool
    only_for: "Person | None" = None
    owners: Json = field(default_factory=dict[str, Any])
    gone: bool = False

    @property
    def id(self) -> int:
        return int(self.payload["id"])

    @property
    def text(self) -> str:
        return self.payload["content"]

    @property
    def ephemeral(self) -> bool:
        return bool(self.payload["flags"] & EPHEMERAL)

    @property
    def thinking(self) -> bool:
        return bool(self.payload["flags"] & LOADING)

    @property
    def silent(self) -> bool:
        return bool(self.payload["flags"] & SILENT)

    @property
    def edited(self) -> bool:
        return self.payload["edited_timestamp"] is not None

    @property
    def rows(self) -> list[list[Json]]:
        return [row["components"] for row in self.payload["components"]]

    @property
    def keyboard(self) -> Keyboard:
        """Rows of (label, custom id or address) of the buttons, and of (label, value) of a select's options."""
        return [[pair for item in row for pair in _pairs(item)] for row in self.rows]

    def screen(self) -> str:
        """The text and a line for each row: [button] [button], or {option | option}."""
        lines = ["(thinking)" if self.thinking else self.text, *map(_line, self.rows)]
        return "\n".join(lines)


def _pairs(item: Json) -> Iterator[tuple[str, str]]:
    if item["type"] == SELECT:
        yield from ((option["label"], option["value"]) for option in item["options"])
    else:
        yield label_of(item), item.get("custom_id") or item["url"]


def label_of(button: Json) -> str:
    return button.get("label") or button["emoji"]["name"]


def _line(row: list[Json]) -> str:
    if row[0]["type"] == SELECT:
        return "{" + " | ".join(option["label"] for option in row[0]["options"]) + "}"
    return " ".join(f"[{label_of(button)}]" for button in row)


@dataclass
class Form:
    """A modal that stands open before a person."""

    payload: Json
    opener: "Interaction"

    @property
    def fields(self) -> list[tuple[str, Json]]:
        """Label and component of whatever can be filled in."""
        found: list[tuple[str, Json]] = []
        for outer in self.payload["components"]:
            if outer["type"] != TEXT:
                inner: Json = outer.get("component") or outer["components"][0]
                found.append((outer.get("label") or inner["label"], inner))
        return found

    def screen(self) -> str:
        """The title and a line for each field, with what stands in it or can be chosen."""
        stands = (
            (name, _line([item]) if item["type"] == SELECT else item.get("value") or "") for name, item in self.fields
        )
        return "\n".join([self.payload["title"], *(f"{name}: {what}" for name, what in stands)])


@dataclass(eq=False)
class Interaction:
    """What a person did and whether the app answered; the token is good for fifteen minutes."""

    server: "DiscordApi"
    id: int
    token: str
    kind: int
    person: "Person"
    channel: Channel
    what: str
    data: Json
    owners: Json
    created: float
    message: Message | None = None
    form: Form | None = None
    delivered: bool = False
    answer: int = 0  # the type of the first response; 0: none yet
    late: bool = False
    unsure: bool = False  # the client was not told that its first response had been taken
    original: Message | None = None
    choices: list[tuple[str, Value]] | None = None
    sent: set[int] = field(default_factory=set[int])
    followups: int = 0
    seen_calls: int = 0

    @property
    def age(self) -> float:
        return self.server.clock.now() - self.created

    @property
    def thinking(self) -> bool:
        return self.answer == 5 and self.original is not None and self.original.thinking and not self.original.gone

    @property
    def why(self) -> str:
        """Why "the application did not respond"; empty if it did, or still may."""
        if not self.delivered:
            return "nobody was connected"
        if not self.answer and (self.late or self.age > IN_TIME):
            return "answered too late" if self.late else "no answer in 3 seconds"
        return "left thinking" if self.thinking and self.age > ALIVE else ""

    @property
    def pending(self) -> bool:
        return not self.why and (not self.answer or self.thinking)

    def __repr__(self) -> str:
        return f"<{self.person.name} {self.what}: {self.why or ('pending' if self.pending else 'answered')}>"


class Person:
    """Everything somebody does here is a plain function, but for typing, which waits for the suggestions."""

    def __init__(self, server: "DiscordApi", user_id: int, name: str, locale: str, bot: bool) -> None:
        self.server, self.id, self.name, self.locale, self.bot = server, user_id, name, locale, bot
        self.user: Json = {"id": str(user_id), "username": name.lower(), "global_name": name, "discriminator": "0"}
        self.user |= {"avatar": None, "public_flags": 0} | ({"bot": True} if bot else {})
        self.guilds: dict[int, Guild] = {}
        self.installed, self.closed = False, False
        self.channel: Channel | None = None
        self.among: Channel | None = None  # direct messages with others, where the app is not
        self.form: Form | None = None
        self.whispers: dict[int, dict[int, Message]] = {}  # what is ephemeral, by channel
        self.acts: list[Interaction] = []
        self.calls = 0  # of the client, that had to do with this person
        self.pulse = Pulse()

    def __repr__(self) -> str:
        return f"<{self.name}>"

    # Where they are.

    def joins(self, guild: Guild) -> None:
        self.guilds[guild.id] = guild
        guild.members[self.id] = self

    def leaves_servers(self) -> None:
        for guild in self.guilds.values():
            del guild.members[self.id]
        self.guilds.clear()

    def installs(self) -> None:
        """The app for oneself, which works everywhere."""
        self.installed = True

    def uninstalls(self) -> None:
        self.installed = False

    def closes_dms(self) -> None:
        self.closed = True

    def opens_dms(self) -> None:
        self.closed = False

    @property
    def near(self) -> bool:
        """Whether app and person share a server."""
        return any(guild.installed for guild in self.guilds.values())

    @property
    def unreachable(self) -> int:
        """The code of the refusal the app meets when it writes to this person; 0: none."""
        return 50007 if self.closed else 0 if self.near or self.installed else 50278

    @property
    def dm(self) -> Channel:
        """The direct messages with the app; they are there once either side opened them."""
        return self.server.dm(self)

    # What they see.

    def messages(self, where: "Place | None" = None) -> list[Message]:
        """All that this person sees in a guild, or in the direct messages with the app; the oldest first."""
        return list(self._newest(self._place(where)))[::-1]

    def screen(self, where: "Place | None" = None) -> str:
        """The form that stands open, if one does; or the last message, whoever wrote it, with its buttons."""
        if self.form is not None:
            return self.form.screen()
        last = next(self._newest(self._place(where)), None)
        return last.screen() if last else ""

    @property
    def failures(self) -> list[Interaction]:
        """What this person did and was told of: "the application did not respond"."""
        return [act for act in self.acts if act.why]

    def sees(self, message: Message) -> bool:
        place = message.channel
        there = place.person is self or place.guild in self.guilds.values() or place is self.among
        return there and not message.gone and message.only_for in (None, self)

    async def until(self, condition: Callable[[], object], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Asked only when something changed for this person: a thousand may wait at once."""
        try:
            await self.pulse.until(condition, timeout)
        except TimeoutError:
            raise TimeoutError(f"not within {timeout} s; {self.name} sees:\n{self._last()}") from None

    def _place(self, where: "Place | None") -> list[Channel]:
        if isinstance(where, Channel):
            return [where]
        return [where.channel] if where else [self.channel] if self.channel else []

    def _channels(self) -> list[Channel]:
        own = [channel for channel in (self.channel, self.among) if channel]
        return own + [guild.channel for guild in self.guilds.values()]

    def _newest(self, channels: Iterable[Channel]) -> Iterator[Message]:
        heaps = [c.posted for c in channels] + [self.whispers.get(c.id, {}) for c in channels]
        return heapq.merge(*(reversed(heap.values()) for heap in heaps), key=lambda m: -m.id)

    # What they write.

    def dms(
        self, text: str, *, attachments: int = 0, stickers: int = 0, reply_to: Message | None = None, **extra: Any
    ) -> Message:
        if self.unreachable:
            raise RuntimeError(f"this person cannot write to the app: {self.unreachable}")
        files = [{"id": str(self.server.snowflake()), "filename": "a.png", "size": 9} for _ in range(attachments)]
        at = "https://cdn.discordapp.com/a.png"
        body: Json = {"content": text, "attachments": [{**f, "url": at, "proxy_url": at} for f in files]}
        body["sticker_items"] = [{"id": str(n), "name": "wave", "format_type": 1} for n in range(1, stickers + 1)]
        if reply_to is not None:
            place = {"message_id": str(reply_to.id), "channel_id": str(reply_to.channel.id)}
            body |= {"type": 19, "message_reference": place, "referenced_message": reply_to.payload}
        return self.server.post(self.dm, self, body | extra)

    def forwards(self, text: str) -> Message:
        """Something of somebody else's, to the app: its words stand in a snapshot."""
        place = {"type": 1, "message_id": "5", "channel_id": "6"}
        there: Json = {name: [] for name in ("embeds", "attachments", "mentions", "mention_roles", "components")}
        there |= {"type": 0, "content": text, "flags": 0, "timestamp": OLD, "edited_timestamp": None}
        return self.server.post(
            self.dm, self, {"content": "", "message_reference": place, "message_snapshots": [{"message": there}]}
        )

    def says(self, text: str, guild: Guild) -> Message:
        """In front of others: without an intent we do not ask for, the app sees that, not what, unless mentioned."""
        return self.server.post(self._in(guild), self, {"content": text})

    def edits(self, text: str, message: Message | None = None) -> Message:
        mine = (m for m in self._newest(self._channels()) if m.payload["author"]["id"] == str(self.id))
        found = message or next(mine, None)
        if found is None or found.payload["author"]["id"] != str(self.id):
            raise LookupError("this person has no such message")
        self.server.edit(found, {"content": text})
        return found

    def deletes(self, message: Message) -> None:
        """A message of one's own; or, dismissed, an ephemeral one."""
        if message.payload["author"]["id"] != str(self.id) and message.only_for is not self:
            raise LookupError("this person cannot delete it")
        self.server.delete(message)

    def _in(self, guild: Guild) -> Channel:
        if guild.id not in self.guilds:
            raise LookupError(f"{self.name} is not in {guild.name}")
        return guild.channel

    # What they use.

    def uses(self, name: str, /, *, guild: "Place | None" = None, **options: Value) -> Interaction:
        """A slash command, "settings zone" for a sub-command; as Discord's client lets one, so never a wrong one."""
        command, data, leaf = self._command(name, guild)
        given = [_option(spec, options, required=True) for spec in leaf.get("options", [])]
        _nobody_left(name, leaf, options)
        return self._commands(COMMAND, name, command, data, list(filter(None, given)), guild)

    async def types_into(
        self, name: str, option: str, text: str, /, *, guild: "Place | None" = None, **options: Value
    ) -> list[tuple[str, Value]]:
        """The (name, value) the app suggests; TimeoutError if it does not in time."""
        command, data, leaf = self._command(name, guild)
        specs = {spec["name"]: spec for spec in leaf.get("options", [])}
        if not specs.get(option, {}).get("autocomplete"):
            raise LookupError(f"/{name} suggests nothing for {option!r}")
        _nobody_left(name, leaf, options)
        others = (_option(spec, options, required=False) for spec in specs.values() if spec["name"] != option)
        here: Json = {"name": option, "type": specs[option]["type"], "value": text, "focused": True}
        act = self._commands(AUTOCOMPLETE, f"{name} {option}", command, data, [*filter(None, others), here], guild)
        with suppress(TimeoutError):
            await self.pulse.until(lambda: act.choices is not None or act.why, IN_TIME)
        if act.choices is None:
            raise TimeoutError(repr(act))
        return act.choices

    def presses(self, wanted: str, message: Message | None = None) -> Interaction:
        """By label or custom id, on the newest message that has it, or on this one, be it somebody else's."""
        for shown in self._shown(message):
            for button in (item for row in shown.rows for item in row if item["type"] == BUTTON):
                live = "custom_id" in button and not button.get("disabled")
                if live and wanted in (label_of(button), button["custom_id"]):
                    return self._component(f"presses {wanted!r}", shown, BUTTON, button["custom_id"])
        raise LookupError(f"no button {wanted!r} is displayed; the last message is:\n{self._last()}")

    def selects(self, *wanted: str, message: Message | None = None) -> Interaction:
        """By labels or values, in the newest message that offers them all."""
        for shown in self._shown(message):
            for menu in (item for row in shown.rows for item in row if item["type"] == SELECT):
                values = _picked(menu, wanted)
                if values is not None and not menu.get("disabled"):
                    return self._component(f"selects {wanted}", shown, SELECT, menu["custom_id"], values)
        raise LookupError(f"nothing offers {wanted}; the last message is:\n{self._last()}")

    def forges(self, custom_id: str, message: Message | None = None, *, values: list[str] | None = None) -> Interaction:
        """A press that Discord's own client would never send: of a button that was not there, under any message."""
        found = message or next((m for m in self._newest(self._channels()) if m.by_bot), None)
        if found is None:
            raise LookupError("there is no message to forge a press on")
        return self._component("forges a press", found, BUTTON if values is None else SELECT, custom_id, values)

    def submits(self, *texts: str, fields: dict[str, str] | None = None) -> Interaction:
        """The form that stands open: its fields in order, or by label or custom id; the others as they stand."""
        form = self.form
        if form is None:
            raise LookupError(f"no form is open; the last message is:\n{self._last()}")
        given = dict(fields or {})
        if len(texts) > len(form.fields):
            raise LookupError(f"the form has {len(form.fields)} fields, not {len(texts)}")
        filled = {item["custom_id"]: _filled(label, item, given) for label, item in form.fields}
        for (label, item), text in zip(form.fields, texts, strict=False):
            filled[item["custom_id"]] = _filled(label, item, {label: text})
        if given:
            raise LookupError(f"the form has no field {sorted(given)}")
        for label, item in form.fields:
            _check(label, item, filled[item["custom_id"]])
        outer = [_submitted(component, filled) for component in form.payload["components"]]
        opener, data = form.opener, {"custom_id": form.payload["custom_id"], "components": outer}
        return self.server.interact(
            SUBMIT,
            self,
            opener.channel,
            f"submits {form.payload['title']!r}",
            data,
            opener.owners,
            opener.message,
            form,
        )

    def closes_form(self) -> None:
        self.form = None

    def _shown(self, message: Message | None) -> Iterator[Message]:
        if message is not None and not self.sees(message):
            raise LookupError(f"{self.name} cannot see that message")
        return self._newest(self._channels()) if message is None else iter([message])

    def _last(self) -> str:
        last = next(self._newest(self._channels()), None)
        return last.screen() if last else "(none)"

    def _component(
        self, what: str, message: Message, kind: int, custom_id: str, values: list[str] | None = None
    ) -> Interaction:
        data: Json = {"custom_id": custom_id, "component_type": kind, "id": 1}
        data |= {} if values is None else {"values": values}
        return self.server.interact(COMPONENT, self, message.channel, what, data, message.owners, message)

    def _command(self, name: str, guild: "Place | None") -> tuple[Json, Json, Json]:
        """The command, the data of its innermost part, and the specification of that."""
        first, *rest = name.split()
        command = self.server.commands.get(first)
        if command is None or not self._owners(command, guild):
            raise LookupError(f"/{first} is not offered to {self.name} there")
        data: Json = {"id": command["id"], "name": first, "type": 1}
        inner, leaf = data, command
        for part in rest:
            subs = {spec["name"]: spec for spec in leaf.get("options", []) if spec["type"] in SUBCOMMANDS}
            if part not in subs:
                raise LookupError(f"/{name}: there is no {part!r}")
            leaf = subs[part]
            inner["options"] = [{"name": part, "type": leaf["type"]}]
            inner = inner["options"][0]
        if any(spec["type"] in SUBCOMMANDS for spec in leaf.get("options", [])):
            raise LookupError(f"/{name} needs one of its sub-commands")
        return command, data, leaf

    def _owners(self, command: Json, where: "Place | None") -> Json:
        """By whose installation the command is offered there; none if it is not."""
        among = isinstance(where, Channel)
        guild = None if isinstance(where, Channel) else where
        context = 2 if among else 0 if guild else 1
        if context not in contexts(command) or (guild and guild.id not in self.guilds):
            return {}
        types = installs(command)
        owners: Json = {}
        if 0 in types and not among and (guild.installed if guild else self.near):
            owners["0"] = str(guild.id) if guild else "0"
        return owners | ({"1": str(self.id)} if 1 in types and self.installed else {})

    def _commands(
        self, kind: int, name: str, command: Json, data: Json, given: list[Json], guild: "Place | None"
    ) -> Interaction:
        inner = data
        while "options" in inner:
            inner = inner["options"][0]
        inner |= {"options": given} if given else {}
        what = f"{'uses' if kind == COMMAND else 'types into'} /{name}"
        channel = guild if isinstance(guild, Channel) else self._in(guild) if guild else self.dm
        return self.server.interact(kind, self, channel, what, data, self._owners(command, guild))


Place = Guild | Channel


def _nobody_left(name: str, leaf: Json, options: dict[str, Value]) -> None:
    known = {spec["name"] for spec in leaf.get("options", [])}
    if options.keys() - known:
        raise LookupError(f"/{name} has no option {sorted(options.keys() - known)}")


def _option(spec: Json, options: dict[str, Value], *, required: bool) -> Json | None:
    name, kind = spec["name"], spec["type"]
    if name not in options:
        if required and spec.get("required"):
            raise LookupError(f"{name!r} is required")
        return None
    value, given = options[name], {choice["name"]: choice["value"] for choice in spec.get("choices", [])}
    value = given.get(str(value), value)
    wanted = (VALUES[kind], int) if kind == 10 else VALUES[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != 5):
        raise LookupError(f"{name!r} is not of the option's type: {value!r}")
    size, ends = (len(value), "length") if isinstance(value, str) else (value, "value")
    least = spec.get(f"min_{ends}", 1 if ends == "length" else -(2**53))
    if not least <= size <= spec.get(f"max_{ends}", 6000 if ends == "length" else 2**53) or (
        given and value not in given.values()
    ):
        raise LookupError(f"{name!r} cannot be {value!r}")
    return {"name": name, "type": kind, "value": value}


def _picked(menu: Json, wanted: Iterable[str]) -> list[str] | None:
    """The values for these labels or values, if all are there and the menu takes so many."""
    by_name = {option["value"]: option["value"] for option in menu["options"]}
    by_name = {option["label"]: option["value"] for option in menu["options"]} | by_name
    values = [by_name[name] for name in wanted if name in by_name]
    enough = menu.get("min_values", 1) <= len(values) <= menu.get("max_values", 1)
    return values if enough and len(values) == len(list(wanted)) else None


def _filled(label: str, item: Json, given: dict[str, str]) -> str:
    """Takes what is meant for this field out of `given`."""
    names = [name for name in (label, item["custom_id"]) if name in given]
    if names:
        return given.pop(names[0])
    if item["type"] == SELECT:
        return next((option["value"] for option in item["options"] if option.get("default")), "")
    return item.get("value") or ""


def _check(label: str, item: Json, text: str) -> None:
    if item["type"] == SELECT:
        if _picked(item, [text] if text else []) is None:
            raise ValueError(f"{label!r} does not offer {text!r}")
        return
    short = item["style"] == 1 and "\n" in text
    low = item.get("min_length") or 0 if text or item.get("required", True) else 0
    low = max(low, 1) if item.get("required", True) else low
    if short or not low <= len(text) <= (item.get("max_length") or 4000):
        raise ValueError(f"{label!r} does not take {len(text)} characters, or several lines")


def _submitted(outer: Json, filled: dict[str, str]) -> Json:
    made: Json = {"type": outer["type"], "id": outer["id"]}
    if outer["type"] == TEXT:
        return made
    inner: Json = outer.get("component") or outer["components"][0]
    value = filled[inner["custom_id"]]
    answer: Json = {"type": inner["type"], "id": inner["id"], "custom_id": inner["custom_id"]}
    answer |= {"value": value} if inner["type"] == INPUT else {"values": _picked(inner, [value] if value else []) or []}
    return made | ({"component": answer} if "component" in outer else {"components": [answer]})
