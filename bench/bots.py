"""The bots that bench/http.py asks, each a process: says that it begins, and answers until it is killed.

python -m bench.bots NAME BASE_URL FOLDER
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from adapters.port import Arrived, Platform, Where
from adapters.surface import TELEGRAM
from adapters.telegram.serve import serve
from bench.botserver import PEOPLE, TOKEN
from bench.people import UNLOCK, VAULT
from bot import build, clock
from bot.app import opened
from bot.config import Settings
from bot.run import run
from coach.book import Book
from coach.events import Said, Started

SETTLED = ("/start", "adult", "yes", "United Kingdom", "heal", "week", "30", "none", "none", "09:00")


class Nobody:
    """Where nothing is sent, a platform needs no more than this."""

    surface = TELEGRAM
    remembers = timedelta()


def steady(base: str, folder: Path) -> None:
    """All of `steady run` but its limits: people who have settled in, and a store that is durable to a power cut."""
    book, store = build.book(Settings()), folder / "steady.db"
    asyncio.run(settle(book, store))
    telegram = serve(token=TOKEN, base_url=base, per_second=0, per_chat=0)
    asyncio.run(run(book, str(store), VAULT, {"telegram": telegram}))


async def settle(book: Book, store: Path) -> None:
    """Everybody goes through the first conversation; what would be sent of it is dropped."""
    platform = Platform(TELEGRAM, Nobody())  # pyright: ignore[reportArgumentType]
    async with opened(book, str(store), {"telegram": platform}, clock.now, UNLOCK, sending=False) as app:
        for number, text in enumerate(SETTLED):
            await app.desk.handle_all([_says(person, number, text) for person in PEOPLE])
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("delete from outbox")


def _says(person: int, number: int, text: str) -> Arrived:
    event = Started(text[1:]) if text.startswith("/") else Said(text)
    return Arrived(f"{person}:{number}", Where("telegram", str(person), str(person)), event)


TITLE, LABELS = "Where you are", ("Check in", "My chances", "Settings")
TEXT = (
    f"{TITLE}\n\nDay 12 of 30. You set out to heal; your window is seven weeks.\n\n"
    + "It’s quiet, and you’re here. " * 9
)


def stock(at_once: int, base: str) -> None:
    """As in the examples of python-telegram-bot: one handler, which answers with such a message as Steady's is."""

    async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(
            TEXT,
            entities=[MessageEntity(MessageEntity.BOLD, 0, len(TITLE))],
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in LABELS]),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    application = Application.builder().token(TOKEN).base_url(f"{base}/bot").concurrent_updates(at_once).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling(stop_signals=None)


BOTS: dict[str, Callable[[str, Path], None]] = {
    "steady": steady,
    "stock": lambda base, _: stock(1, base),
    "concurrent": lambda base, _: stock(64, base),
}


def main() -> None:
    name, base, folder = sys.argv[1:]
    sys.stdout.write(f"{name}\n")
    sys.stdout.flush()
    BOTS[name](base, Path(folder))


if __name__ == "__main__":
    main()
