"""Telegram's updates in, events out: a table of what people and the platform do."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from adapters.port import Arrived, Where
from adapters.telegram.inbound import read
from coach.events import Event, Pressed, Said, Started, Via
from tests.botapi import BotApi, Group, Person

pytestmark = pytest.mark.unmeasured  # of what is around the coach

PRIVATE, GROUP = Where("telegram", "7", "7"), Where("telegram", "7", "-5")
Act = Callable[[Person, Group], Any]


class Street(BotApi):
    """A person and a group on a Telegram that nobody polls: only what they do is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[dict[str, Any]] = []
        self.ada, self.square = self.person(7), self.group(-5, state="member")

    def queue(self, kind: str, payload: dict[str, Any]) -> int:
        self.seen.append({"update_id": 41 + len(self.seen), kind: json.loads(json.dumps(payload))})
        return 41 + len(self.seen)


def arrived(act: Act, back: int = 1) -> Arrived | None:
    """What the last thing done means, or one before it."""
    street = Street()
    street.ada.says("before")
    act(street.ada, street.square)
    return read(street.seen[-back], street.me["username"])


IN_PRIVATE: list[tuple[Act, Event]] = [
    (lambda a, _: a.says("hello"), Said("hello")),
    (lambda a, _: a.says("/start"), Started("start")),
    (lambda a, _: a.says("/START"), Started("START")),
    (lambda a, _: a.says("/settings zone now"), Started("settings", "zone now")),
    (lambda a, _: a.says("/start@the_bot x"), Started("start", "x")),
    (lambda a, _: a.says("/start@The_Bot"), Started("start")),
    (lambda a, _: a.says("/start\nmore"), Started("start", "more")),
    (lambda a, _: a.says("/sos\nkill myself"), Started("sos", "kill myself")),  # nothing of it is lost
    (lambda a, _: a.says("/start@other_bot"), Said("/start@other_bot")),
    (lambda a, _: a.says("/"), Said("/")),
    (lambda a, _: a.says("/ start"), Started("", "start")),
    (lambda a, _: a.says("say /start"), Said("say /start")),
    (lambda a, _: a.says("a\0b\ud800c"), Said("abc")),
    (lambda a, _: a.says("/st\0art a\ud800b"), Started("start", "ab")),
    (lambda a, _: a.says(""), Said("")),
    (lambda a, _: a.edits("again"), Said("again", via=Via.EDIT)),
    (lambda a, _: a.edits("/delete"), Said("/delete", via=Via.EDIT)),
    (lambda a, _: a.forwards("theirs"), Said("theirs", via=Via.FORWARD)),
    (lambda a, _: a.forwards("/delete"), Said("/delete", via=Via.FORWARD)),
    (lambda a, _: a.sends("sticker"), Said("", via=Via.ATTACHED)),
    (lambda a, _: a.sends("photo"), Said("", via=Via.ATTACHED)),
    (lambda a, _: a.sends("voice"), Said("", via=Via.ATTACHED)),
    (lambda a, _: a.sends("document"), Said("", via=Via.ATTACHED)),
    (lambda a, _: a.sends("location"), Said("", via=Via.ATTACHED)),
    (lambda a, _: a.sends("contact"), Said("", via=Via.ATTACHED)),
    (lambda a, _: a.sends("photo", caption="look"), Said("look", via=Via.ATTACHED)),
    (lambda a, _: a.sends("voice", caption="/delete"), Said("/delete", via=Via.ATTACHED)),
    (lambda a, _: a.presses_old(1, "1:abcdef011:yes"), Pressed("abcdef011", "yes")),
    (lambda a, _: a.presses_old(1, "1:abcdef01m2:pause.7"), Pressed("abcdef01m2", "pause.7")),
    (lambda a, _: a.presses_old(1, "1:abcdef01\ud8001:\0yes"), Pressed("abcdef011", "yes")),
    (lambda a, _: a.presses_old(1, ""), Pressed("", "")),
    (lambda a, _: a.presses_old(1, "2:abcdef011:yes"), Pressed("", "")),
    (lambda a, _: a.presses_old(1, "1:a:b:c"), Pressed("", "")),
    (lambda a, _: a.presses_old(1, "x" * 64), Pressed("", "")),
    (lambda a, _: a.presses_old(99, "1:abcdef011:yes"), Pressed("abcdef011", "yes")),
]


@pytest.mark.parametrize(("act", "event"), IN_PRIVATE)
def test_what_is_said_in_private(act: Act, event: Event) -> None:
    assert arrived(act) == Arrived("42", PRIVATE, event)


AMONG_OTHERS: list[tuple[Act, Event]] = [
    (lambda a, g: g.says(a, "/start"), Started("start")),
    (lambda a, g: g.says(a, "/start@the_bot"), Started("start")),
    (lambda a, g: g.forge(a.user, 1, "1:abcdef011:yes"), Pressed("abcdef011", "yes")),
]


@pytest.mark.parametrize(("act", "event"), AMONG_OTHERS)
def test_what_is_meant_for_us_where_others_read(act: Act, event: Event) -> None:
    assert arrived(act) == Arrived("42", GROUP, event, private=False)


def test_being_put_into_a_group_is_the_moment_to_say_where_we_talk() -> None:
    assert arrived(lambda a, g: g.adds_bot(a), back=2) == Arrived("42", GROUP, Started("start"), private=False)


STICKER = {"file_id": "f", "file_unique_id": "f", "type": "regular", "width": 1, "height": 1}
NOT_FOR_US: dict[str, Act] = {
    "talk": lambda a, g: g.says(a, "good morning everybody"),
    "another bot's command": lambda a, g: g.says(a, "/start@other_bot"),
    "a sticker among others": lambda a, g: g.says(
        a, None, sticker={**STICKER, "is_animated": False, "is_video": False}
    ),
    "an edit among others": lambda a, g: (g.says(a, "x"), g.amend(a.user, "/start", None)),
    "the note that somebody came": lambda a, g: g.adds_bot(a),
    "being thrown out": lambda a, g: g.removes_bot(a),
    "another bot": lambda _, g: g.other_bot_says("/start"),
    "a channel": lambda _, g: g.server.channel(-6).channel_post("/start"),
    "being put into a channel": lambda a, g: g.server.channel(-6).change_member(a.user, "left", "member"),
    "a pin": lambda a, _: a.says(None, pinned_message={"message_id": 1, "date": 1, "chat": a.json}),
    "a block": lambda a, _: a.blocks(),
    "its end": lambda a, _: a.unblocks(),
    "a kind of tomorrow": lambda _, g: g.server.queue("of_tomorrow", {"a": 1}),
}


@pytest.mark.parametrize("act", NOT_FOR_US.values(), ids=NOT_FOR_US)
def test_what_is_not_said_to_us(act: Act) -> None:
    assert arrived(act) is None


def test_an_administrator_who_hides_writes_as_the_group() -> None:
    got = arrived(lambda _, g: g.anonymous_admin_says("/start"))
    assert got == Arrived("42", Where("telegram", "1087968824", "-5"), Started("start"), private=False)
    without = arrived(lambda _, g: g.anonymous_admin_says("/start", **{"from": None}))
    assert without == Arrived("42", Where("telegram", "-5", "-5"), Started("start"), private=False)


@given(st.text(max_size=200))
def test_whatever_is_written_or_pressed_can_be_stored(text: str) -> None:
    ways: list[Act] = [lambda a, _: a.says(text), lambda a, _: a.presses_old(1, text), lambda a, _: a.edits(f"{text}.")]
    for act in ways:
        got = arrived(act)
        assert got is not None
        words = "".join(map(str, asdict(got.event).values()))
        assert "\0" not in words
        assert words.encode().decode() == words
