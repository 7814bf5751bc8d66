"""A strict, scriptable stand-in for api.telegram.org on the loopback.

It refuses what Telegram refuses, in Telegram's words, and keeps each refusal that is the client's own mistake in
`BotApi.faults`. What the world did to the client (blocked, deactivated, a query grown old) is refused but is no fault.
Files are taken as an upload of one document or photo (a PNG), and kept in `BotApi.files`.
Not emulated, hence refused: parse_mode, other files, webhooks, reply keyboards.
"""

import asyncio
import inspect
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from itertools import accumulate
from typing import Any, Self, TypeVar, cast
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

T = TypeVar("T")
Json = dict[str, Any]
When = Callable[[Json], bool]
Keyboard = list[list[tuple[str, str]]]


def _words(*lines: str) -> list[str]:
    return " ".join(lines).split()


LIST, DICT = cast("type[list[Any]]", list), cast("type[Json]", dict)
LOOPBACK = "4242:loopback"
LINKS = ("http://", "https://", "tg://")
COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(@\w+)?")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
NOT_UTF8 = "strings must be encoded in UTF-8"
TOO_OLD = "query is too old and response timeout expired or query id is invalid"
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
REFUSALS = {
    "stranger": "bot can't initiate conversation with a user",
    "blocked": "bot was blocked by the user",
    "deactivated": "user is deactivated",
    "outside": "bot is not a member of the group chat",
    "kicked": "bot was kicked from the group chat",
}
ACTIONS = _words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker",
    "find_location record_video_note upload_video_note",
)
ENTITIES = _words(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler code pre",
    "blockquote expandable_blockquote text_link text_mention custom_emoji date_time",
)
SCOPES = _words(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators chat_member"
)
GIFTS = _words("unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels")
NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")
# Never JSON inside a form: a message that reads "12" must stay a text.
PLAIN = _words("text caption action callback_query_id language_code description short_description message_effect_id")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
FILE = {"file_id": "file", "file_unique_id": "file", "file_size": 9}
MEDIA: dict[str, Any] = {
    "sticker": {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False},
    "photo": [{**FILE, "width": 9, "height": 9}],
    "voice": {**FILE, "duration": 1, "mime_type": "audio/ogg"},
    "document": {**FILE, "file_name": "a.pdf", "mime_type": "application/pdf"},
    "location": {"latitude": 1.0, "longitude": 2.0},
    "contact": {"phone_number": "+100", "first_name": "Someone"},
}


class ApiError(Exception):
    """A refusal in Telegram's shape. As a rule given to `fail` it is no fault of the client."""

    def __init__(self, code: int, description: str, parameters: Json | None = None, *, mistake: bool = False) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters, self.mistake = code, description, parameters, mistake


class RetryAfter(ApiError):
    def __init__(self, seconds: int) -> None:
        super().__init__(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class ServerError(ApiError):
    def __init__(self, code: int = 502) -> None:
        super().__init__(code, HTTPStatus(code).phrase)


@dataclass(frozen=True)
class Fault:
    seconds: float = 0.0


class LostAnswer(Fault):
    """All is done and shown, then the connection is cut: at once, or after some seconds of silence."""


@dataclass(frozen=True)
class GaveUp(Fault):
    """All is done and shown, but a server in between has waited long enough, and answers in its place."""

    status: int = 504


class Drop(Fault):
    """The connection is cut before anything is done: at once, or after some seconds of silence."""


class Hang(Fault):
    """A slow server: nothing is done for so long; then all is, unless the client has left meanwhile."""


@dataclass(frozen=True)
class Garbage(Fault):
    """A proxy's page, or half an answer, with status 200 instead of an answer; nothing is done."""

    text: str = "<html>not JSON</html>"


@dataclass
class Rule:
    method: str
    fault: ApiError | Fault
    left: int
    when: When | None


@dataclass
class Call:
    """An admitted request; the outcome is "open", "ok", the error's code or the scripted fault's name."""

    at: float
    method: str
    params: Json
    outcome: str = "open"


@dataclass(frozen=True)
class Sent:
    at: float
    method: str
    chat_id: int
    message_id: int
    text: str
    keyboard: Keyboard
    disable_notification: bool
    link_preview_disabled: bool
    entities: list[Json]


@dataclass(frozen=True)
class Answer:
    query_id: str
    text: str
    show_alert: bool


@dataclass(frozen=True)
class Shown:
    """A message as the chat shows it now; an edit puts a new one in its place."""

    payload: Json
    by_bot: bool

    @property
    def message_id(self) -> int:
        return self.payload["message_id"]

    @property
    def text(self) -> str:
        return self.payload.get("text", self.payload.get("caption", ""))

    @property
    def buttons(self) -> list[list[Json]]:
        return self.payload.get("reply_markup", {}).get("inline_keyboard", [])

    @property
    def keyboard(self) -> Keyboard:
        """Rows of (label, callback data); a link or a text to copy stands where there is no data."""
        return [[(button["text"], _target(button)) for button in row] for row in self.buttons]


@dataclass
class Queued:
    update_id: int
    payload: Json
    again: bool = False


def _target(button: Json) -> str:
    return button.get("callback_data") or button.get("url") or button.get("copy_text", {}).get("text", "")


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _demand(met: bool, description: str) -> None:
    if not met:
        raise ApiError(400, f"Bad Request: {description}", mistake=True)


def _get(params: Json, name: str, kind: type[T], default: T | None = None) -> T:
    value = params.get(name, default)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ApiError(400, f"Bad Request: invalid {name} specified", mistake=True)
    return value


def _dicts(params: Json, name: str, default: list[Any] | None = None) -> list[Json]:
    return [_get({name: item}, name, DICT) for item in _get(params, name, LIST, default)]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        inner = cast("list[object] | dict[str, object]", value)
        for item in inner if isinstance(inner, list) else [*inner, *inner.values()]:
            yield from _strings(item)


def _entities(params: Json, text: str) -> list[Json]:
    entities = _dicts(params, "entities", [])
    _demand(len(entities) <= 100, "ENTITIES_TOO_LONG")
    edges = set(accumulate(map(units, text), initial=0))
    for entity in entities:
        start, length = _get(entity, "offset", int), _get(entity, "length", int)
        inside = length > 0 and {start, start + length} <= edges
        _demand(inside, f"entity beginning at UTF-16 offset {start} ends outside of the text or inside a character")
        _demand(_get(entity, "type", str) in ENTITIES, "can't parse MessageEntity: unsupported type specified")
        linked = entity["type"] != "text_link" or _get(entity, "url", str).startswith(LINKS)
        _demand(linked, "can't parse MessageEntity: wrong URL")
    return entities


def _text(params: Json) -> Json:
    """The text as Telegram keeps it: trimmed, with the entities moved along."""
    raw = _get(params, "text", str, "")
    entities, text = _entities(params, raw), raw.strip()
    size, lead = units(text), units(raw) - units(raw.lstrip())
    _demand(bool(text), "message text is empty")
    _demand(size <= 4096, "message is too long")
    kept: list[Json] = []
    for entity in entities:
        start, end = entity["offset"] - lead, entity["offset"] + entity["length"] - lead
        if (start := max(start, 0)) < (end := min(end, size)):
            kept.append({**entity, "offset": start, "length": end - start})
    return {"text": text} | ({"entities": kept} if kept else {})


def _caption(params: Json) -> Json:
    """As a text, but it may be empty, and is shorter."""
    raw = _get(params, "caption", str, "")
    entities, caption = _entities({"entities": params.get("caption_entities", [])}, raw), raw.strip()
    _demand(units(caption) <= 1024, "message caption is too long")
    kept = {"caption": caption} if caption else {}
    return kept | ({"caption_entities": entities} if entities else {})


def _button(button: Json) -> Json:
    label, action = _get(button, "text", str), sorted(button.keys() - {"text", "style"})
    wrong = "can't parse inline keyboard button: "
    _demand(bool(label.strip()) and len(label) <= 64, "BUTTON_TEXT_INVALID")
    _demand(button.get("style", "primary") in ("danger", "success", "primary"), wrong + "invalid button style")
    match action:
        case ["callback_data"]:
            _demand(1 <= len(_get(button, "callback_data", str).encode()) <= 64, "BUTTON_DATA_INVALID")
        case ["url"]:
            _demand(_get(button, "url", str).startswith(LINKS), "BUTTON_URL_INVALID")
        case ["copy_text"]:
            copied = _get(_get(button, "copy_text", DICT), "text", str)
            _demand(1 <= len(copied) <= 256, "BUTTON_COPY_TEXT_INVALID")
        case []:
            _demand(False, wrong + "text buttons are unallowed in the inline keyboard")
        case _:
            _demand(False, f"{wrong}not emulated: {action}")
    return button


def _markup(params: Json) -> Json:
    markup = _get(params, "reply_markup", DICT, {})
    _demand(markup.keys() <= {"inline_keyboard"}, f"reply markup is not emulated: {sorted(markup)}")
    rows = [_dicts({"row": row}, "row") for row in _get(markup, "inline_keyboard", LIST, [])]
    _demand(sum(map(len, rows)) <= 100 and all(len(row) <= 8 for row in rows), "reply markup is too long")
    rows = [[_button(button) for button in row] for row in rows if row]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _native(name: str, value: object) -> object:
    if isinstance(value, str) and name not in PLAIN:
        with suppress(ValueError, RecursionError):
            return json.loads(value)
    return value


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    kind: str
    content: bytes


async def parts(request: web.Request) -> list[tuple[str, "str | Upload"]]:
    """What stands in a form of several parts. Raises ValueError where it is none."""
    found: list[tuple[str, str | Upload]] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise ValueError("not emulated: parts of parts")
        content = bytes(await part.read())
        kind = part.headers.get("Content-Type", "")
        found.append((part.name, content.decode() if part.filename is None else Upload(part.filename, kind, content)))
    return found


async def _read(request: web.Request) -> Json:
    """A form or JSON; complex values in a form are JSON, as the documentation asks."""
    pairs: list[tuple[str, Any]] = []
    if request.content_type == "multipart/form-data":
        return _kept(await parts(request))
    try:
        body, form = (await request.read()).decode(), request.content_type == "application/x-www-form-urlencoded"
        _demand(form or not body or request.content_type == "application/json", "unsupported content type")
        for query in filter(None, (request.rel_url.raw_query_string, body if form else "")):
            pairs += parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict")
        pairs += [] if form or not body else _get({"body": json.loads(body)}, "body", DICT).items()
    except UnicodeError:
        _demand(False, NOT_UTF8)
    except (ValueError, RecursionError, web.HTTPRequestEntityTooLarge):
        _demand(False, "can't parse the body of the request")
    return _kept(pairs)


def _kept(pairs: Sequence[tuple[str, Any]]) -> Json:
    params: Json = {name: _native(name, value) for name, value in pairs}
    _demand(len(params) == len(pairs), "a parameter is given twice")
    _demand(not any(map(UNSTORABLE.search, _strings(params))), NOT_UTF8)
    return params


class Chat:
    """What a person and a group have in common: the messages on the screen and the buttons under them."""

    def __init__(self, server: "BotApi", kind: str, chat_id: int, state: str, **names: str) -> None:
        self.server, self.id, self.state = server, chat_id, state
        self.json: Json = {"id": chat_id, "type": kind, **names}
        self.shown: dict[int, Shown] = {}

    @property
    def messages(self) -> list[Shown]:
        return list(self.shown.values())

    def screen(self) -> str:
        """The last message, whoever wrote it, and a line for each row of its buttons."""
        last = self.messages[-1:]
        rows = [" ".join(f"[{label}]" for label, _ in row) for message in last for row in message.keyboard]
        return "\n".join([message.text for message in last] + rows)

    def add(self, sender: Json | None, body: Json, *, by_bot: bool = False) -> Shown:
        message = {"message_id": self.server.new_message_id(), "date": int(time.time()), "chat": self.json}
        message |= {"from": sender, **body}
        # A test takes a field away with None, as Telegram leaves "from" out of some messages.
        shown = Shown({name: value for name, value in message.items() if value is not None}, by_bot)
        self.shown[shown.message_id] = shown
        return shown

    def post(self, sender: Json | None, text: str | None, extra: Json, kind: str = "message") -> int:
        if self.state in REFUSALS:
            raise RuntimeError(f"nobody can write to the bot here: {REFUSALS[self.state]}")
        # Without these entities python-telegram-bot's CommandHandler sees no command.
        found = [(units(text[: hit.start()]), units(hit[0])) for hit in COMMAND.finditer(text)] if text else []
        commands = [{"type": "bot_command", "offset": start, "length": length} for start, length in found]
        return self.server.queue(kind, self.add(sender, {"text": text, "entities": commands or None, **extra}).payload)

    def amend(self, sender: Json, text: str, message_id: int | None) -> int:
        own = [m for m in self.messages if m.payload.get("from") == sender and message_id in (None, m.message_id)]
        if not own:
            raise LookupError(f"this person has no such message: {message_id}")
        payload = {**own[-1].payload, "text": text, "edit_date": int(time.time())}
        self.shown[own[-1].message_id] = Shown(payload, by_bot=False)
        return self.server.queue("edited_message", payload)

    def press(self, user: Json, wanted: str, message_id: int | None) -> int:
        for message in reversed(self.messages):
            buttons = [b for row in message.buttons for b in row if "callback_data" in b]
            hits = [b["callback_data"] for b in buttons if wanted in (b["text"], b["callback_data"])]
            if hits and message_id in (None, message.message_id):
                return self.server.queue_press(user, message.payload, hits[0])
        raise LookupError(f"no button {wanted!r} is displayed; the last message is:\n{self.screen()}")

    def forge(self, user: Json, message_id: int, data: str) -> int:
        gone: Json = {"message_id": message_id, "date": 0, "chat": self.json}
        message = self.shown[message_id].payload if message_id in self.shown else gone
        return self.server.queue_press(user, message, data)

    def change_member(self, user: Json, old: str, new: str) -> int:
        self.state = "member" if new == "member" else "blocked" if self.json["type"] == "private" else "kicked"
        change = {"chat": self.json, "from": user, "date": int(time.time())}
        for name, status in (("old_chat_member", old), ("new_chat_member", new)):
            change[name] = {"user": self.server.me, "status": status} | (
                {"until_date": 0} if status == "kicked" else {}
            )
        return self.server.queue("my_chat_member", change)


class Person(Chat):
    """Each act queues an update and gives its update_id, or 0 if the bot's allowed_updates leave it out."""

    def __init__(self, server: "BotApi", user_id: int, first_name: str, language_code: str | None) -> None:
        super().__init__(server, "private", user_id, "stranger", first_name=first_name)
        self.user: Json = {"id": user_id, "is_bot": False, "first_name": first_name}
        self.user |= {"language_code": language_code} if language_code else {}

    def says(self, text: str | None, **extra: Any) -> int:
        self.state = "member" if self.state == "stranger" else self.state
        return self.post(self.user, text, extra)

    def sends(self, kind: str, caption: str | None = None, **extra: Any) -> int:
        if caption is not None and kind not in ("photo", "voice", "document"):
            raise ValueError(f"a {kind} has no caption")
        return self.says(None, **{kind: MEDIA[kind], "caption": caption, **extra})

    def forwards(self, text: str, **extra: Any) -> int:
        origin = {"type": "hidden_user", "date": int(time.time()) - 60, "sender_user_name": "Someone else"}
        return self.says(text, forward_origin=origin, **extra)

    def edits(self, text: str, message_id: int | None = None) -> int:
        return self.amend(self.user, text, message_id)

    def presses(self, label_or_data: str, message_id: int | None = None) -> int:
        return self.press(self.user, label_or_data, message_id)

    def presses_old(self, message_id: int, data: str) -> int:
        """A press Telegram does not vouch for: under a message that is gone, with data no button ever had."""
        return self.forge(self.user, message_id, data)

    def blocks(self) -> int:
        return self.change_member(self.user, "member", "kicked")

    def unblocks(self) -> int:
        return self.change_member(self.user, "kicked", "member")

    def deactivated(self) -> None:
        self.state = "deactivated"


class Group(Chat):
    """A group, or a channel when `BotApi.channel` made it."""

    def says(self, person: Person, text: str | None, **extra: Any) -> int:
        return self.post(person.user, text, extra)

    def presses(self, person: Person, label_or_data: str, message_id: int | None = None) -> int:
        return self.press(person.user, label_or_data, message_id)

    def adds_bot(self, by: Person) -> int:
        """my_chat_member, whose update_id it gives, and the service message that follows it."""
        update_id = self.change_member(by.user, "left", "member")
        self.post(by.user, None, {"new_chat_members": [self.server.me]})
        return update_id

    def removes_bot(self, by: Person) -> int:
        return self.change_member(by.user, "member", "kicked")

    def anonymous_admin_says(self, text: str, **extra: Any) -> int:
        sender = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        return self.post(sender, text, {"sender_chat": self.json, **extra})

    def other_bot_says(self, text: str, **extra: Any) -> int:
        sender = {"id": 777001, "is_bot": True, "first_name": "Other", "username": "other_bot"}
        return self.post(sender, text, extra)

    def channel_post(self, text: str, **extra: Any) -> int:
        return self.post(None, text, {"sender_chat": self.json, **extra}, "channel_post")


METHODS: dict[str, tuple[Callable[["BotApi", Json], object], set[str]]] = {}
M = TypeVar("M", bound=Callable[["BotApi", Json], object])


def _method(name: str, parameters: str = "") -> Callable[[M], M]:
    """A parameter outside the list is refused: taken in silence it would let a test pass for the wrong reason."""

    def keep(function: M) -> M:
        METHODS[name] = (function, set(parameters.split()))
        return function

    return keep


class BotApi:
    """`async with BotApi() as server`; the client appends `/bot<token>/<method>` to `server.base_url`."""

    def __init__(self, token: str = LOOPBACK, *, first_update_id: int = 1000, port: int = 0) -> None:
        self.token, self.port, self.revoked = token, port, False
        self.me: Json = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Bot", "username": "the_bot"}
        self.faults: list[str] = []
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.answers: list[Answer] = []
        self.files: dict[int, Upload] = {}  # by the message under which they lie
        self.rules: list[Rule] = []
        self.chats: dict[int, Chat] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.queries: dict[str, str] = {}
        self._tolerated: tuple[str, ...] = ()
        self._pending: list[Queued] = []
        self._confirmed: list[Queued] = []
        self._allowed: list[Any] = []
        self._next_update_id, self._last_message_id, self._polls, self._closed = first_update_id, 0, 0, False
        self._changed = asyncio.Condition()
        self._telling: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        # Kept, because a plain pytest fixture acts for a person while the loop stands still.
        self._loop = asyncio.get_running_loop()
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/{path:.*}", self._handle)
        # Without cancellation a killed bot's long poll would live on, and its successor would meet a conflict.
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closed = True
        await self._tell()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def unconfirmed(self) -> list[int]:
        return [queued.update_id for queued in self._pending]

    def person(self, user_id: int, *, first_name: str = "Ada", language_code: str | None = "en") -> Person:
        self.chats[user_id] = person = Person(self, user_id, first_name, language_code)
        return person

    def group(self, chat_id: int, *, title: str = "Group", kind: str = "group", state: str = "outside") -> Group:
        if chat_id >= 0:
            raise ValueError("the id of a group or a channel is negative")
        self.chats[chat_id] = group = Group(self, kind, chat_id, state, title=title)
        return group

    def channel(self, chat_id: int, *, title: str = "Channel") -> Group:
        return self.group(chat_id, title=title, kind="channel", state="member")

    def queue(self, kind: str, payload: Json) -> int:
        """Queues an update of any kind, even one nobody knows."""
        if (self._allowed and kind not in self._allowed) or (not self._allowed and kind in NOT_BY_DEFAULT):
            return 0
        self._pending.append(Queued(self._next_update_id, {"update_id": self._next_update_id, kind: payload}))
        self._next_update_id += 1
        self._stir()
        return self._next_update_id - 1

    def queue_press(self, user: Json, message: Json, data: str) -> int:
        query_id = str(9_000_000 + len(self.queries))
        self.queries[query_id] = "open"
        query = {"id": query_id, "from": user, "message": message, "chat_instance": "1", "data": data}
        return self.queue("callback_query", query)

    def new_message_id(self) -> int:
        self._last_message_id += 1
        return self._last_message_id

    def fail(self, method: str, fault: ApiError | Fault, *, times: int = 1, when: When | None = None) -> None:
        """The next `times` requests to this method ("*": to any) that `when` picks meet the fault; rules in order."""
        seconds = fault.seconds if isinstance(fault, Fault) else 0
        if method not in (*METHODS, "*") or not 1 <= times <= 10_000 or not 0 <= seconds <= 60:
            raise ValueError("unknown method, or times outside 1..10000, or seconds outside 0..60")
        self.rules.append(Rule(method, fault, times, when))

    def tolerate(self, *parts: str) -> None:
        """Refusals that contain one of these are no faults: what a resend after a crash may rightly run into."""
        self._tolerated += parts

    def expire_queries(self) -> None:
        self.queries.update({query_id: "old" for query_id, state in self.queries.items() if state == "open"})

    def restart_ids(self, at: int) -> None:
        """As after a week of silence. An offset more than 10 beyond it confirms nothing, as in TDLib's TQueue."""
        if self._pending:
            raise RuntimeError("Telegram restarts only an empty queue: await settled() first")
        self._next_update_id = at

    def redeliver(self) -> list[int]:
        """The updates confirmed last come once more, whatever the offset: a platform fault."""
        self._pending[:0] = [Queued(queued.update_id, queued.payload, again=True) for queued in self._confirmed]
        self._stir()
        return [queued.update_id for queued in self._confirmed]

    def jumble(self) -> None:
        """What waits is delivered in the opposite order: a platform fault."""
        self._pending.reverse()

    async def until(self, condition: Callable[[], object], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Returns as soon as the condition holds; it is asked at each change here."""
        try:
            await self._wait(condition, timeout)
        except TimeoutError:
            screens = {chat.id: chat.screen() for chat in self.chats.values()}
            state = f"unconfirmed={self.unconfirmed} faults={self.faults} screens={screens}"
            raise TimeoutError(f"not within {timeout} s: {state}") from None

    async def settled(self, n_unconfirmed: int = 0, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        await self.until(lambda: len(self._pending) <= n_unconfirmed, timeout)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _stir(self) -> None:
        # A task of its own, so that says() and its like can stay plain functions; the set keeps it alive.
        task = self._loop.create_task(self._tell())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _wait(self, condition: Callable[[], object], seconds: float) -> None:
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: bool(condition()))

    async def _silence(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await self._wait(lambda: self._closed, seconds)

    async def _handle(self, request: web.Request) -> web.Response:
        method, call = request.path.rpartition("/")[2], Call(time.monotonic(), "", {})
        try:
            return await self._serve(request, method, call)
        except ApiError as error:
            call.outcome = str(error.code)
            # A client that is gone, killed while it polled, made no mistake and reads no answer.
            blamed = error.mistake and request.transport is not None
            if blamed and not any(part in error.description for part in self._tolerated):
                self.faults.append(f"{method}: {error.description}")
            body: Json = {"ok": False, "error_code": error.code, "description": error.description}
            body |= {"parameters": error.parameters} if error.parameters else {}
            return web.json_response(body, status=error.code)
        except Exception as error:  # noqa: BLE001 - a bug here or in a rule's `when` must not pass for an answer
            call.outcome = "500"
            self.faults.append(f"{method}: the test server failed: {error!r}")
            return web.json_response({"ok": False, "error_code": 500, "description": repr(error)}, status=500)
        finally:
            self._stir()

    async def _serve(self, request: web.Request, method: str, call: Call) -> web.Response:
        call.method, call.params = method, await self._admit(request, method)
        self.calls.append(call)
        self._stir()
        fault = self._scripted(method, call.params)
        if isinstance(fault, ApiError):
            # The same object serves many times, and would grow a traceback each time.
            raise fault.with_traceback(None)
        if isinstance(fault, (Drop, Hang)):
            await self._silence(fault.seconds)
        answer: object = None
        if not isinstance(fault, (Drop, Garbage)):
            answer = METHODS[method][0](self, call.params)
            answer = await answer if inspect.isawaitable(answer) else answer
        if isinstance(fault, LostAnswer):
            self._stir()
            await self._silence(fault.seconds)
        call.outcome = type(fault).__name__ if fault else "ok"
        if isinstance(fault, (Drop, LostAnswer)) and request.transport is not None:
            request.transport.abort()
        if isinstance(fault, Garbage):
            return web.Response(text=fault.text, content_type="text/html")
        return web.json_response({"ok": True, "result": answer})

    async def _admit(self, request: web.Request, method: str) -> Json:
        if request.path != f"/bot{self.token}/{method}" or self.revoked:
            raise ApiError(401, "Unauthorized", mistake=not self.revoked)
        if method not in METHODS:
            raise ApiError(404, "Not Found", mistake=True)
        params = await _read(request)
        _demand(params.keys() <= METHODS[method][1], f"not emulated: {sorted(params.keys() - METHODS[method][1])}")
        return params

    def _scripted(self, method: str, params: Json) -> ApiError | Fault | None:
        for rule in self.rules:
            if rule.method in ("*", method) and (rule.when is None or rule.when(params)):
                rule.left -= 1
                if not rule.left:
                    self.rules.remove(rule)
                return rule.fault
        return None

    @_method("getMe")
    def _get_me(self, _: Json) -> Json:
        return self.me | {"can_join_groups": True, "can_read_all_group_messages": True}

    @_method("getUpdates", "offset limit timeout allowed_updates")
    async def _get_updates(self, params: Json) -> list[Json]:
        limit, timeout = _get(params, "limit", int, 100), _get(params, "timeout", int, 0)
        offset, allowed = _get(params, "offset", int, 0), _get(params, "allowed_updates", LIST, self._allowed)
        _demand(1 <= limit <= 100 and timeout >= 0, "invalid limit or timeout specified")
        _demand(all(isinstance(kind, str) for kind in allowed), "can't parse allowed_updates: expected Strings")
        self._allowed = allowed
        self._confirm(offset)
        self._polls = mine = self._polls + 1
        self._stir()
        with suppress(TimeoutError):
            await self._wait(lambda: self._pending or self._polls != mine or self._closed, min(timeout, 50))
        if self._polls != mine:
            raise ApiError(409, CONFLICT, mistake=True)
        for queued in self._pending[:limit]:
            queued.again = False
        return [queued.payload for queued in self._pending[:limit]]

    def _confirm(self, offset: int) -> None:
        if offset < 0 and self._pending:
            offset = self._pending[offset:][0].update_id
        # TDLib takes such an offset for one of another series, and answers from the head of the queue.
        if offset > self._next_update_id + 10:
            return
        done = [queued for queued in self._pending if queued.update_id < offset and not queued.again]
        if done:
            self._confirmed = done
            self._pending = [queued for queued in self._pending if queued.update_id >= offset or queued.again]

    @_method("deleteWebhook", "drop_pending_updates")
    def _delete_webhook(self, params: Json) -> bool:
        if _get(params, "drop_pending_updates", bool, False):
            self._pending.clear()
        return True

    def _audience(self, params: Json) -> tuple[str, str]:
        scope = _get(_get(params, "scope", DICT, {"type": "default"}), "type", str)
        language = _get(params, "language_code", str, "")
        _demand(scope in SCOPES, "can't parse BotCommandScope: unsupported type specified")
        _demand(re.fullmatch("([a-z]{2})?", language) is not None, "invalid language code specified")
        return scope, language

    @_method("setMyCommands", "commands scope language_code")
    def _set_commands(self, params: Json) -> bool:
        commands = _dicts(params, "commands")
        _demand(len(commands) <= 100, "BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            name, text = _get(command, "command", str), _get(command, "description", str)
            _demand(re.fullmatch("[a-z0-9_]{1,32}", name) is not None, "BOT_COMMAND_INVALID")
            _demand(bool(text.strip()) and len(text) <= 256, "BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[self._audience(params)] = commands
        return True

    @_method("getMyCommands", "scope language_code")
    def _get_commands(self, params: Json) -> list[Json]:
        return self.commands.get(self._audience(params), [])

    @_method("setMyDescription", "description language_code")
    def _set_description(self, params: Json) -> bool:
        return self._describe(params, "description", 512)

    @_method("setMyShortDescription", "short_description language_code")
    def _set_short_description(self, params: Json) -> bool:
        return self._describe(params, "short_description", 120)

    def _describe(self, params: Json, name: str, limit: int) -> bool:
        text, (_, language) = _get(params, name, str, ""), self._audience(params)
        _demand(len(text) <= limit, f"{name} is too long")
        self.profile[name, language] = text
        return True

    def _chat(self, params: Json) -> Chat:
        chat_id = params.get("chat_id")
        chat = self.chats.get(chat_id) if type(chat_id) is int else None
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found", mistake=True)
        return chat

    def _reach(self, params: Json) -> Chat:
        chat = self._chat(params)
        if chat.state in REFUSALS:
            # Nobody can know of a block beforehand; but a bot that writes to a stranger has made up the address.
            stranger = chat.state in ("stranger", "outside")
            raise ApiError(403, f"Forbidden: {REFUSALS[chat.state]}", mistake=stranger)
        return chat

    @_method("sendDocument", "chat_id document caption caption_entities reply_markup disable_notification")
    def _send_document(self, params: Json) -> Json:
        chat, file = self._reach(params), _get(params, "document", Upload)
        _demand(bool(file.content), "file must be non-empty")
        _demand(len(file.content) <= 50_000_000, "file is too big")
        body = _caption(params) | _markup(params)
        about = {**FILE, "file_name": file.name, "mime_type": file.kind, "file_size": len(file.content)}
        shown = self._show("sendDocument", params, chat, {**body, "document": about})
        self.files[shown["message_id"]] = file
        return shown

    @_method("sendPhoto", "chat_id photo caption caption_entities reply_markup disable_notification")
    def _send_photo(self, params: Json) -> Json:
        """It looks at what the file is, whatever it is called. A picture is kept in several sizes, as JPEG."""
        chat, file = self._reach(params), _get(params, "photo", Upload)
        _demand(bool(file.content), "file must be non-empty")
        _demand(len(file.content) <= 10_000_000, "file is too big")
        _demand(file.content.startswith(PNG), "IMAGE_PROCESS_FAILED")
        width, height = (int.from_bytes(file.content[at : at + 4]) for at in (16, 20))
        fits = width + height <= 10_000 and max(width, height) <= 20 * min(width, height)
        _demand(fits, "PHOTO_INVALID_DIMENSIONS")
        sizes = [{**FILE, "width": width, "height": height}]
        shown = self._show("sendPhoto", params, chat, {**_caption(params), **_markup(params), "photo": sizes})
        self.files[shown["message_id"]] = file
        return shown

    def _message(self, chat: Chat, params: Json, purpose: str) -> Shown:
        message = chat.shown.get(_get(params, "message_id", int))
        if message is None:
            raise ApiError(400, f"Bad Request: message to {purpose} not found", mistake=True)
        return message

    def _show(self, method: str, params: Json, chat: Chat, payload: Json) -> Json:
        quiet = _get(params, "disable_notification", bool, False)
        bare = "text" not in payload or _get(_get(params, "link_preview_options", DICT, {}), "is_disabled", bool, False)
        # Only now, when nothing is left to refuse, may the message be seen.
        sender = None if chat.json["type"] == "channel" else self.me
        shown = Shown(payload, by_bot=True) if "message_id" in payload else chat.add(sender, payload, by_bot=True)
        chat.shown[shown.message_id] = shown
        what = (chat.id, shown.message_id, shown.text, shown.keyboard, quiet, bare)
        self.sent.append(Sent(time.monotonic(), method, *what, shown.payload.get("entities", [])))
        return shown.payload

    @_method(
        "sendMessage",
        "chat_id text entities reply_markup disable_notification link_preview_options protect_content reply_parameters "
        "message_effect_id",
    )
    def _send(self, params: Json) -> Json:
        chat = self._reach(params)
        body = _text(params) | _markup(params)
        reply = _get(params, "reply_parameters", DICT, {})
        optional = _get(reply, "allow_sending_without_reply", bool, False)
        if reply and (reply.get("message_id") in chat.shown or not optional):
            body["reply_to_message"] = self._message(chat, reply, "be replied").payload
        body |= {"has_protected_content": True} if _get(params, "protect_content", bool, False) else {}
        return self._show("sendMessage", params, chat, body)

    @_method("editMessageText", "chat_id message_id text entities reply_markup link_preview_options")
    def _edit_text(self, params: Json) -> Json:
        return self._edit("editMessageText", params, _text(params), ("text", "entities", "reply_markup"))

    @_method("editMessageReplyMarkup", "chat_id message_id reply_markup")
    def _edit_markup(self, params: Json) -> Json:
        return self._edit("editMessageReplyMarkup", params, {}, ("reply_markup",))

    def _edit(self, method: str, params: Json, body: Json, replaced: tuple[str, ...]) -> Json:
        chat = self._reach(params)
        shown = self._message(chat, params, "edit")
        _demand(shown.by_bot, "message can't be edited")
        _demand("text" not in body or "text" in shown.payload, "there is no text in the message to edit")
        payload = {name: value for name, value in shown.payload.items() if name not in replaced}
        payload |= body | _markup(params)
        _demand(payload != shown.payload, SAME)
        return self._show(method, params, chat, payload | {"edit_date": int(time.time())})

    @_method("answerCallbackQuery", "callback_query_id text show_alert cache_time")
    def _answer(self, params: Json) -> bool:
        query_id, text = _get(params, "callback_query_id", str), _get(params, "text", str, "")
        _demand(len(text) <= 200, "MESSAGE_TOO_LONG")
        state = self.queries.get(query_id, "unknown")
        if state != "open":
            raise ApiError(400, f"Bad Request: {TOO_OLD}", mistake=state != "old")
        self.answers.append(Answer(query_id, text, _get(params, "show_alert", bool, False)))
        self.queries[query_id] = "answered"
        return True

    @_method("sendChatAction", "chat_id action")
    def _act(self, params: Json) -> bool:
        self._reach(params)
        _demand(_get(params, "action", str) in ACTIONS, "wrong parameter action in request")
        return True

    def _deletable(self, chat: Chat, message: Shown) -> bool:
        young = message.payload["date"] > time.time() - 48 * 3600
        return young and (message.by_bot or chat.json["type"] == "private")

    @_method("deleteMessage", "chat_id message_id")
    def _delete(self, params: Json) -> bool:
        chat = self._reach(params)
        message = self._message(chat, params, "delete")
        _demand(self._deletable(chat, message), "message can't be deleted")
        del chat.shown[message.message_id]
        return True

    @_method("deleteMessages", "chat_id message_ids")
    def _delete_many(self, params: Json) -> bool:
        chat, ids = self._reach(params), _get(params, "message_ids", LIST)
        _demand(1 <= len(ids) <= 100 and all(type(i) is int for i in ids), "message identifiers are not specified")
        for message in [chat.shown[i] for i in set(ids) & chat.shown.keys()]:
            # The real one, too, passes over what it cannot find or delete.
            if self._deletable(chat, message):
                del chat.shown[message.message_id]
        return True

    @_method("getChat", "chat_id")
    def _get_chat(self, params: Json) -> Json:
        more = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(GIFTS, False)}
        return self._chat(params).json | more
