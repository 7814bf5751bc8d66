"""Buttons, menus and forms. One dynamic item answers every one ever sent, also after a restart: its token says all."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, cast

import discord

from adapters import token
from adapters.discord.inbound import FORM, is_form

Act = discord.Interaction[Any]
Take = Callable[[Act], Awaitable[None]]
LONGEST = 4000  # characters that a form takes


def item(take: Take, ask: Callable[[Act], Awaitable[None]]) -> type[discord.ui.DynamicItem[Any]]:
    """`take` is given every press and every choice; `ask` those that want a form, which has to be the first answer."""

    class Tapped(discord.ui.DynamicItem[Any], template=token.PATTERN):
        @classmethod
        async def from_custom_id(cls, interaction: Act, item: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
            return cls(item)

        async def callback(self, interaction: Act) -> None:
            await (ask if is_form(self.custom_id) else take)(interaction)

    return Tapped


def is_stray(act: Act) -> bool:
    """A press that the dynamic item does not take: not a token of ours, or not one that stands under its message."""
    if act.type is not discord.InteractionType.component:
        return False
    pressed = str(cast("dict[str, Any]", act.data)["custom_id"])
    rows = act.message.components if act.message else []
    shown = (getattr(part, "custom_id", None) for row in rows for part in getattr(row, "children", ()))
    return re.fullmatch(token.PATTERN, pressed) is None or pressed not in shown


def form(custom_id: str, title: str, fields: Sequence[tuple[str, bool]]) -> discord.ui.Modal:
    """A form, with the label of each field, and whether it must be filled in.

    It needs nothing but its own token to be understood when it comes back.

    The library need not remember it (`stop`): most are put away, and Discord does not say so.
    """
    modal = discord.ui.Modal(title=title, custom_id=token.write(token.read(custom_id).prompt, FORM))
    for label, required in fields:
        words: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.long, max_length=LONGEST // len(fields), required=required
        )
        modal.add_item(discord.ui.Label(text=label, component=words))
    return modal
