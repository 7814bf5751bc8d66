"""What the stand-in for Discord refuses, asked for without a library that would refuse it first."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.discordapi import DiscordApi

pytestmark = pytest.mark.unmeasured  # of what is around the coach

Body = dict[str, Any]
Raw = tuple[str, Any]
Refused = list[tuple[Raw, str]]

QUIET: Body = {"allowed_mentions": {"parse": []}}
BUTTON: Body = {"type": 2, "style": 1, "label": "x", "custom_id": "x"}
ROW: Body = {"type": 1, "components": [BUTTON]}
OPTION: Body = {"label": "x", "value": "x"}
CHOICE: Body = {"name": "x", "value": "x"}
COMMAND: Body = {"name": "x", "description": "x", "type": 1}
STRING: Body = {"name": "x", "description": "x", "type": 3}
INPUT: Body = {"type": 4, "style": 1, "custom_id": "x"}
SELECT: Body = {"type": 3, "custom_id": "x", "options": [OPTION]}
FIELD: Body = {"type": 18, "label": "x", "component": INPUT}
FORM: Body = {"title": "x", "custom_id": "x", "components": [FIELD]}


def say(**more: Any) -> Raw:
    return "POST /channels/{dm}/messages", {"content": "x", **QUIET, **more}


def row(*components: Body, **more: Any) -> Raw:
    return say(components=[{"type": 1, "components": components or [{**BUTTON, **more}]}])


def pick(*options: Body, **more: Any) -> Raw:
    return row({"type": 3, "custom_id": "x", "options": options, **more})


def sync(*items: Body, **more: Any) -> Raw:
    return "PUT /applications/4242/commands", [*items, {**COMMAND, **more}]


def option(*others: Body, **more: Any) -> Raw:
    return sync(options=[*others, {**STRING, **more}])


def respond(kind: int, **data: Any) -> Raw:
    return "POST /interactions/{act}/{token}/callback", {"type": kind, "data": data}


def ask(**more: Any) -> Raw:
    return respond(9, **{**FORM, **more})


def fill(**more: Any) -> Raw:
    return ask(components=[{**FIELD, "component": {**INPUT, **more}}])


MESSAGES: Refused = [
    (say(content=""), "50006"), (say(content=" \n"), "50006"), (say(content="x" * 2001), "content: Must be 2000"),
    (say(content="\0"), "50109"), (say(content="\ud800"), "50109"), (say(content=5), "content: Could not"),
    (say(poll={}), "poll: not emulated"), (say(tts=True), "tts"), (say(embeds=[{}] * 11), "embeds: Must be"),
    (say(flags=64), "flags"), (say(flags=1 << 15), "flags"), (say(allowed_mentions={"x": 1}), "allowed_mentions.x"),
    (say(nonce="x" * 26), "nonce"), (say(enforce_nonce=True), "enforce_nonce"), (say(attachments=[{}]), "attachments"),
    (say(components=[ROW] * 6), "components: Must be between 0 and 5"), (say(components=[ROW] * 2), "Must be unique"),
    (say(components=[{"type": 17}]), "components.0.type"), (say(components={}), "components: Only iterables"),
    (row(*[BUTTON] * 6), "0.components: Must be between 1 and 5"), (row(BUTTON, {"type": 3}), "maximum width"),
    (row(label=""), "label"), (row(label="x" * 81), "label: Must be 80"), (row(label=" "), "label"),
    (row(custom_id="x" * 101), "custom_id"), (row(custom_id=None), "custom_id: This field is required"),
    (row(url="https://x"), "url"), (row(style=9), "style"), (row(style=5), "custom_id"), (row(disabled=1), "disabled"),
    (row({"type": 2, "style": 5, "label": "x", "url": "ftp://x"}), "url: Scheme"), (row(type=9), "not emulated"),
    (row(sku_id="1"), "sku_id: not emulated"), (pick(), "options: Must be between 1 and 25"),
    (pick(*[{**OPTION, "value": str(n)} for n in range(26)]), "options: Must be between 1 and 25"),
    (pick(OPTION, OPTION), "options: Must be unique"), (pick({**OPTION, "label": "x" * 101}), "label: Must be 100"),
    (pick({**OPTION, "value": ""}), "value"), (pick({**OPTION, "description": "x" * 101}), "description"),
    (pick(OPTION, placeholder="x" * 151), "placeholder"), (pick(OPTION, max_values=2), "max_values"),
    (pick(OPTION, min_values=2), "max_values"), (pick({**OPTION, "default": 1}), "default: Must be either"),
]  # fmt: skip
COMMANDS: Refused = [
    (sync(COMMAND), "commands: Must be unique"), (sync(name="X"), "name: Command name"), (sync(name="a b"), "name"),
    (sync(name="x" * 33), "name"), (sync(description=""), "description"), (sync(description="x" * 101), "description"),
    (sync(name_localizations={"xx": "x"}), "Unknown locale"), (sync(name_localizations={"de": "X"}), "is invalid"),
    (sync(contexts=[3]), "contexts"), (sync(integration_types=[]), "integration_types"), (sync(type=2), "type"),
    (sync(nsfw=True), "nsfw"), (sync(x=1), "x: not emulated"), (sync(*[COMMAND] * 100), "commands: Must be between"),
    (option(type=6), "type: Not emulated"), (option(name="X"), "name"), (option(STRING), "options: Must be unique"),
    (option(choices=[{**CHOICE, "value": 1}]), "value"), (option(choices=[CHOICE] * 26), "choices: Must be between"),
    (option(choices=[CHOICE, CHOICE]), "choices: Must be unique"), (option(choices=[CHOICE], type=5), "choices"),
    (option(choices=[CHOICE], autocomplete=True), "autocomplete"), (option(type=5, autocomplete=True), "autocomplete"),
    (option(min_value=1), "min_value"), (option(min_length=9, max_length=8), "min_length"),
    (option(type=4, max_length=8), "max_length"), (option({**STRING, "name": "y"}, required=True), "required"),
    (option(*[{**STRING, "name": f"x{n}"} for n in range(25)]), "options: Must be between"),
    (option({**COMMAND, "name": "y"}), "exclusive"), (sync(options=[{**COMMAND, "options": [COMMAND]}]), "nested"),
    (sync(options=[{**COMMAND, "type": 2, "options": [STRING]}]), "nested"),
    (sync(options=[
        {**STRING, "name": name, "choices": [{"name": f"{n}{'x' * 90}", "value": "x" * 99} for n in range(25)]}
        for name in "ab"
    ]), "maximum size"),
]  # fmt: skip
ANSWERS: Refused = [
    (respond(4), "50006"), (respond(4, content="x", flags=1 << 7), "flags"), (respond(4, nonce="x"), "nonce: not"),
    (respond(5, content="x"), "content: not"), (respond(5, flags=1 << 12), "flags"), (respond(6), "type: Value must"),
    (respond(7, content="x"), "type: Value must"), (respond(8, choices=[]), "type: Value must"), (respond(1), "type"),
    (ask(title=""), "title"), (ask(title="x" * 46), "title"), (ask(custom_id="x" * 101), "custom_id"),
    (ask(components=[]), "components"), (ask(components=[FIELD] * 6), "components: Must be between 1 and 5"),
    (ask(components=[FIELD] * 2), "unique"), (ask(components=[ROW]), "holds a text input"), (fill(label="x"), "label"),
    (ask(components=[{**FIELD, "label": "x" * 46}]), "label"), (fill(max_length=4001), "max_length"),
    (ask(components=[{**FIELD, "description": "x" * 101}]), "description"), (fill(placeholder="x" * 101), "place"),
    (fill(min_length=9, max_length=8), "min_length"), (fill(value="xx", max_length=1), "value"), (fill(type=2), "type"),
    (ask(components=[{"type": 1, "components": [{**INPUT, "label": "x" * 46}]}]), "label: Must be 45"),
    (ask(components=[{**FIELD, "component": {**SELECT, "min_values": 0}}]), "1 if required"),
    (("POST /interactions/{act}/nope/callback", {"type": 5}), "10062"),
    (("POST /webhooks/4242/nope", {"content": "x"}), "50027"), (("POST /webhooks/1/{token}", {}), "10015"),
    (("GET /webhooks/4242/{token}/messages/@original", None), "10015"),
]  # fmt: skip
PLACES: Refused = [
    (("POST /channels/1/messages", {"content": "x", **QUIET}), "10003"), (("GET /channels/x", None), "channel_id"),
    (("PATCH /channels/{dm}/messages/{hers}", {"content": "x", **QUIET}), "50005"), (("GET /gateway", None), "404"),
    (("DELETE /channels/{dm}/messages/{hers}", None), "50003"), (("DELETE /channels/{dm}/messages/1", None), "10008"),
    (("POST /users/@me/channels", {"recipient_id": 9}), "50033"), (("PATCH /users/@me", None), "404"),
    (("GET /channels/{dm}/messages?limit=101", None), "limit"), (("GET /channels/{dm}?x=1", None), "x: not emulated"),
    (("GET /channels/{dm}/messages?after=1&before=2", None), "both"), (("GET /applications/1/commands", None), "200"),
]  # fmt: skip


TAKEN: list[Raw] = [
    say(content="x" * 2000, nonce="x" * 25, enforce_nonce=True, flags=1 << 12, tts=False, attachments=[]),
    say(content=None, embeds=[{"type": "rich", "title": "x", "description": "x" * 4096}]), say(components=[]),
    say(components=[{"type": 1, "components": [{**BUTTON, "custom_id": a + b} for a in "abcde"]} for b in "abcde"]),
    row({**BUTTON, "label": "x" * 80}), row({"type": 2, "style": 5, "label": "x", "url": "https://x"}),
    row({**BUTTON, "label": "", "emoji": {"name": "✅"}}),
    pick(*[{**OPTION, "value": f"{n:0100}", "description": "x" * 100} for n in range(25)], min_values=0, max_values=25),
    sync(name="x" * 32, description="x" * 100, contexts=[0, 1, 2], integration_types=[0, 1]), sync(contexts=None),
    sync(name_localizations={"de": "grüße"}, description_localizations={"pt-BR": "Oi"}),
    sync(options=[{**COMMAND, "type": 2, "options": [{**COMMAND, "options": [STRING]}]}, {**COMMAND, "name": "y"}]),
    option(required=True, autocomplete=True, min_length=1, max_length=6000), option(type=10, min_value=0.5),
    option(choices=[{"name": f"{n:0100}", "value": n} for n in range(25)], type=4),
    respond(4, content="x", flags=1 << 6 | 1 << 12, **QUIET), respond(5, flags=1 << 6), respond(5),
    fill(min_length=0, max_length=4000, value="x" * 4000, placeholder="x" * 100, required=False),
    ask(components=[{"type": 10, "content": "x"}, {**FIELD, "component": SELECT}], title="x" * 45, custom_id="x" * 100),
    ask(components=[{"type": 1, "components": [{**INPUT, "label": "x" * 45, "style": 2}]}]),
]  # fmt: skip


@pytest.fixture
async def server() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as server:
        yield server


@pytest.fixture
async def raw(server: DiscordApi) -> AsyncIterator[ClientSession]:
    async with ClientSession(headers={"Authorization": f"Bot {server.token}"}) as raw:
        await raw.put(f"{server.rest_url}/applications/4242/commands", json=[COMMAND])
        yield raw


@pytest.mark.parametrize(("call", "words"), [*MESSAGES, *COMMANDS, *ANSWERS, *PLACES])
async def test_a_mistake_is_refused_and_kept(server: DiscordApi, raw: ClientSession, call: Raw, words: str) -> None:
    ada = server.person(7)
    hers, act, (method, _, path) = ada.dms("hers"), ada.uses("x"), call[0].partition(" ")
    at = path.format(dm=ada.dm.id, hers=hers.id, act=act.id, token=act.token)
    answer = await raw.request(method, server.rest_url + at, json=call[1])
    assert (answer.status >= 400, answer.headers["Content-Type"]) == (True, "application/json")
    assert (await answer.json()).keys() >= {"code", "message"}
    [fault] = server.faults
    assert words in fault
    assert ([m.text for m in ada.messages()], act.answer, list(server.commands)) == (["hers"], 0, ["x"])


async def test_what_is_within_the_limits_is_taken(server: DiscordApi, raw: ClientSession) -> None:
    ada = server.person(7)
    for call in TAKEN:
        await raw.put(f"{server.rest_url}/applications/4242/commands", json=[COMMAND])
        act, (method, _, path) = ada.uses("x"), call[0].partition(" ")
        at = path.format(dm=ada.dm.id, act=act.id, token=act.token)
        answer = await raw.request(method, server.rest_url + at, json=call[1])
        assert (answer.status < 300, server.faults) == (True, [])


async def test_a_message_that_could_ping_is_a_fault_though_it_is_sent(server: DiscordApi, raw: ClientSession) -> None:
    ada, could_ping = server.person(7), "createMessage: sent without allowed_mentions that allow none"
    for mentions in ({}, {"parse": ["users"]}, {"parse": [], "users": [7]}):
        body: Body = {"content": "@everyone"} | ({"allowed_mentions": mentions} if mentions else {})
        assert (await raw.post(f"{server.rest_url}/channels/{ada.dm.id}/messages", json=body)).ok
    assert (len(ada.messages()), server.faults) == (3, [could_ping] * 3)


async def test_only_json_and_only_with_the_token(server: DiscordApi, raw: ClientSession) -> None:
    at = f"{server.rest_url}/channels/{server.person(7).dm.id}/messages"
    for body in ("{", "[" * 100_000):
        assert (await raw.post(at, data=body, headers={"Content-Type": "application/json"})).status == 400
    assert (await raw.post(at, data={"content": "x"})).status == 400
    assert (await raw.post(at, json={"content": "x"}, headers={"Authorization": server.token})).status == 401
    assert ([fault.split()[2] for fault in server.faults], server.sent) == (["50109", "50109", "50035", "0"], [])
