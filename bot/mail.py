"""What a transaction will have sent: rows of the outbox, as the effects of its turns become them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from adapters.port import Where
from adapters.surface import Card, Surface, closed, layout
from bot.known import Known
from bot.lost import CHANGE, CLOSES, EXPORT, RECALL
from bot.store.records import Parcel, Records, millis
from bot.store.sqlite import Statements
from bot.vault.vault import NOBODY
from coach.effects import Ask, Close, Export, Kind, Recall, Say, Show
from coach.export import FILES

LANES = {Kind.REPLY: 0, Kind.URGENT: 0, Kind.RECEIPT: 0, Kind.PUSH: 1}


class Letter(Struct, frozen=True):
    """One row to be. `known`: None where it is nobody's.   The rest is as in Waiting."""

    known: Known | None
    where: Where
    kind: Kind
    lane: int
    op: str
    parcel: Parcel
    prompt: str = ""
    closes: str = ""

    def look(self) -> "Letter | None":
        """The look of an answered question that it is, or takes along, by itself."""
        if self.op in CLOSES:
            return self
        if not self.closes:
            return None
        parcel = Parcel(self.parcel.closed, way=self.parcel.way)
        return replace(self, op="edit" if parcel.card else "strip", parcel=parcel, prompt=self.closes, closes="")


class Mail:
    def __init__(self, records: Records, surfaces: dict[str, Surface], now: datetime) -> None:
        self._records, self._surfaces, self._now = records, surfaces, now
        self._letters: list[Letter] = []
        self._closing: dict[Known, Letter] = {}  # the answered question whose look goes with what comes next

    def add(self, known: Known | None, where: Where, effect: Say | Ask | Show | Close) -> None:
        if known is not None and known.gone:
            known = None  # said in parting: it belongs to nobody any more
        surface = self._surfaces[where.platform]
        if isinstance(effect, Close):
            card = closed(effect.question, effect.chosen, surface) if effect.question else None
            op, parcel = "edit" if card else "strip", Parcel(card, way=where.way)
            self._put(Letter(known, where, Kind.REPLY, 0, op, parcel, effect.prompt))
            return
        said = effect.ask if isinstance(effect, Show) else effect
        push, op = said.push if isinstance(said, Ask) else None, "show"
        if isinstance(said, Ask) and said.again:
            op = CHANGE if said.changes else "replace"
        for card in layout(effect, surface):
            parcel = Parcel(card, push, way="" if push else where.way)
            shown = op if card.prompt else "show"
            self._put(Letter(known, where, said.kind, LANES[said.kind], shown, parcel, card.prompt))

    def export(self, known: Known, effect: Export) -> None:
        """As many messages as the documents need. All of one prompt; the last has the words, and the button."""
        where, surface = known.where, self._surfaces[known.where.platform]
        said = replace(surface, text=surface.caption)
        *_, card = layout(effect.ask, said)
        *_, large = layout(effect.large, said)
        parts = [FILES[at : at + surface.files] for at in range(0, len(FILES), surface.files)]
        for files in parts:
            last = files is parts[-1]
            parcel = Parcel(card if last else Card(""), way=where.way, files=files, otherwise=large if last else None)
            self._put(Letter(known, where, Kind.REPLY, 0, EXPORT, parcel, effect.ask.prompt))

    def recall(self, known: Known, where: Where, effect: Recall, found: Sequence[tuple[str, str, str]]) -> None:
        """`found`: platform, room and id of each message. One by one where it is said that one stays: of several, a
        platform may not tell. What was somebody's who is gone takes its time, in the lane of what we begin.
        """
        gone, way = known.gone, where.way if effect.prompt else ""
        kind, lane = (Kind.RECEIPT, 1) if gone else (Kind.REPLY, 0)
        calls = [
            (Where(platform, where.person, room, way), ids[at : at + most])
            for (platform, room), rows in groupby(found, key=lambda row: row[:2])
            if platform in self._surfaces
            for ids in [tuple(id for _, _, id in rows)]
            for most in [1 if effect.stays else self._surfaces[platform].recall]
            for at in range(0, len(ids), most)
        ]
        stays = layout(effect.stays, self._surfaces[where.platform])[-1] if effect.stays else None
        for to, ids in calls:
            card = stays if (to, ids) == calls[-1] else None
            self._put(Letter(None if gone else known, to, kind, lane, RECALL, Parcel(card, way=way, messages=ids)))
        if not calls and effect.stays:
            self.add(known, where, effect.stays)

    def knock(self, known: Known, said: Say) -> None:
        """In the lane of what we begin: should the room not open for hours, no answer waits behind it."""
        for card in layout(said, self._surfaces[known.where.platform]):
            self._put(Letter(known, known.where, Kind.REPLY, 1, "knock", Parcel(card, way=known.where.way)))

    def _put(self, letter: Letter) -> None:
        known = letter.known
        if known is not None and not known.reachable and not letter.parcel.way:
            return  # nobody is there
        if known is None or letter.lane:
            self._letters.append(letter)
        elif letter.op in CLOSES:
            self._close_by_itself(known)
            self._closing[known] = letter
        else:
            self._letters.append(self._with_closing(known, letter))

    def _with_closing(self, known: Known, letter: Letter) -> Letter:
        """A reply takes the look of the question before it along. Help waits for none."""
        before = self._closing.get(known)
        if before is not None and before.where == letter.where and letter.kind is Kind.REPLY and letter.op == "show":
            del self._closing[known]
            return replace(letter, closes=before.prompt, parcel=replace(letter.parcel, closed=before.parcel.card))
        self._close_by_itself(known)
        return letter

    def _close_by_itself(self, known: Known) -> None:
        if (closing := self._closing.pop(known, None)) is not None:
            self._letters.append(closing)

    def withdraw(self, known: Known) -> list[Letter]:
        """Nothing of theirs is sent. Gives what their answered questions were to look like."""
        self._close_by_itself(known)
        theirs = [letter for letter in self._letters if letter.known is known]
        self._letters = [letter for letter in self._letters if letter.known is not known]
        return [look for letter in theirs if (look := letter.look()) is not None]

    def close_last(self, look: Letter, message: str) -> None:
        """Of somebody who is gone, and their receipts with them: the buttons under this message go, before all else.

        The answer is not left standing: it would be a word of theirs, written after they were erased.
        """
        parcel = Parcel(None, receipt=message, way=look.parcel.way)
        self._letters.insert(0, replace(look, known=None, op="strip", parcel=parcel))

    def write(self, store: Statements) -> None:
        """Everybody has their number by now."""
        letters = [*self._letters, *self._closing.values()]
        store.run("add_outbox", [self._row(letter) for letter in letters])

    def _row(self, letter: Letter) -> dict[str, Any]:
        where, push = letter.where, letter.parcel.push
        person = letter.known.number if letter.known else None
        return {
            "dedup": f"nudge:{person}:{push.kind}:{push.day}" if push else None,
            "person": person,
            "platform": where.platform,
            "account": where.person,
            "room": where.room,
            "kind": letter.kind.value,
            "lane": letter.lane,
            "op": letter.op,
            "by_way": int(bool(letter.parcel.way)),
            "prompt": letter.prompt,
            "closes": letter.closes,
            "silent": int(push.silent) if push else 0,
            "body": self._records.write("outbox", person or NOBODY, letter.parcel),
            "created": millis(self._now),
            "expires": millis(push.expires) if push else None,
        }
