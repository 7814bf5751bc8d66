"""python-telegram-bot's ConversationHandler with PicklePersistence, written out after every turn or every minute.

`python -m bench.rivals.ptb_pickle IN_FLIGHT [turn]`.
"""

import sys
import tempfile
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from bench import quiz
from bench.stub import Stub
from bench.updates import TOKEN, update

Context = ContextTypes.DEFAULT_TYPE


def _conversation() -> ConversationHandler[Any]:
    async def begin(update: Update, context: Context) -> int:
        assert update.message
        await update.message.reply_text(quiz.text(1))
        return 1

    async def next_one(update: Update, context: Context) -> int:
        assert update.message
        assert context.user_data is not None
        asked = len(context.user_data) + 1
        context.user_data[f"q{asked}"] = update.message.text
        if asked >= quiz.QUESTIONS:
            await update.message.reply_text("Thank you, that is all.")
            return ConversationHandler.END
        await update.message.reply_text(quiz.text(asked + 1))
        return 1

    steps: Any = {1: [MessageHandler(filters.TEXT, next_one)]}
    return ConversationHandler([CommandHandler("ten", begin)], steps, [], name="ten", persistent=True)


async def run(in_flight: int) -> quiz.Run:
    each_turn = sys.argv[2:] == ["turn"]
    with tempfile.TemporaryDirectory() as folder:
        stub = Stub()
        kept = PicklePersistence(f"{folder}/rival.pickle", update_interval=60)
        app = (
            Application.builder()
            .token(TOKEN)
            .request(stub)
            .get_updates_request(stub)
            .persistence(kept)
            .concurrent_updates(in_flight)
            .build()
        )
        app.add_handler(_conversation())
        async with app:

            async def answer(person: int, question: int) -> None:
                sent = stub.sent(person + 1)
                await app.process_update(Update.de_json(update(person, question), app.bot))
                await sent
                if each_turn:
                    await app.update_persistence()
                    await kept.flush()

            return await quiz.play(answer, in_flight, most=1_600 if each_turn else None)


if __name__ == "__main__":
    quiz.tell(run)
