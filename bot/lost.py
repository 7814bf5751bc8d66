"""How a row of the outbox ends that will not be shown any more, and what is said about it: docs/decisions/0003."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.surface import Card
from bot.store.records import Parcel, Records, millis
from bot.store.sqlite import Row, Statements, listed
from coach.book import Book
from coach.effects import Kind

log = structlog.get_logger()
AGAIN_WITHIN = timedelta(minutes=10)  # for how long a reply whose fate is unknown is sent again
WORTH = timedelta(days=1)  # after which a message that never left is no longer worth it; a push expires long before
CHANGE = "change"  # of a message that goes on having its buttons
CLOSES = ("edit", "strip")
EDITS = (*CLOSES, CHANGE)
EXPORT, RECALL = "export", "recall"


def end(store: Statements, state: str, code: str, ids: Iterable[int]) -> None:
    """Laid aside for some days, without its words. What is nobody's goes at once, and the address on it too."""
    store.run("finished", [(state, code, id) for id in ids])
    store.run("drop_nobodys", [()])


class CutOff:
    """The short word to a room that we were cut off. One waits in a room at most, and it is a reply like any other."""

    def __init__(self, book: Book, records: Records) -> None:
        self._records = records
        _, self._text = book.fill(book.phrases.say["cut_off"], 0, {})

    def lose(self, store: Statements, row: Row, state: str, code: str, now: datetime) -> bool:
        """End a row that may not have arrived (`unknown`) or never left (`dead`). True when its room is told.

        Nobody is told of one that cannot be read, by a defect or after a change of format: no start may fail for it.
        """
        try:
            word = self._word(row, now) if _is_told(row, state) else None
        except ValueError as bad:
            log.error("delivery.unreadable", error=type(bad).__name__, kind=row["kind"], op=row["op"])
            word, state, code = None, "dead", "unreadable"
        end(store, state, code, [row["id"]])
        if word is not None:
            store.run("add_outbox", [word])
        return word is not None

    def _word(self, row: Row, now: datetime) -> dict[str, Any]:
        way = self._records.parcel(row).way
        return {
            "dedup": f"cut_off:{row['platform']}:{row['account']}",
            **{key: row[key] for key in ("person", "platform", "account", "room")},
            "kind": Kind.REPLY.value,
            "lane": 0,
            "op": "show",
            "by_way": int(bool(way)),
            "prompt": "",
            "closes": "",
            "silent": 0,
            "body": self._records.write("outbox", row["person"], Parcel(Card(self._text), way=way)),
            "created": millis(now),
            "expires": None,
        }


def _is_told(row: Row, state: str) -> bool:
    """Not of a push, a knock, a lost look or what was to go, nor in a room of others; nor of this very word."""
    itself = row["dedup"] is not None and state == "unknown"
    said = row["kind"] != Kind.PUSH.value and row["op"] not in (*EDITS, "knock", RECALL)
    return row["person"] is not None and said and not itself


def recover(store: Statements, cut_off: CutOff, remembers: Mapping[str, timedelta], now: datetime) -> None:
    """What was in hand when the last process ended, by the rule of its kind. `remembers`: see adapters/port.py."""
    remembering = {name: millis(now - length) for name, length in remembers.items()}
    store.run("recover_pushes", [{"remembering": listed(remembering)}])
    old = {"uncertain": millis(now - AGAIN_WITHIN), "late": millis(now - WORTH)}
    lost = store.fetch("old_replies", old)
    told = [row for row in lost if cut_off.lose(store, row, row["ending"], "old", now)]
    store.run("recover_rest", [()])
    store.run("drop_nobodys", [()])
    if told:
        log.warning("delivery.cut_off", rooms=len({(row["platform"], row["room"]) for row in told}))
