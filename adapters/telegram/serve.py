"""Telegram, put together out of its settings."""

from adapters.port import Listening, Platform, Served
from adapters.telegram.outbound import TelegramMessenger
from adapters.telegram.run import TelegramPoll, make_bot


def serve(*, token: str, base_url: str, per_second: float, per_chat: float) -> Served:
    bot = make_bot(token, base_url)
    messenger = TelegramMessenger(bot)

    async def listen(to: Listening) -> None:
        await TelegramPoll(bot, to.handle, to.menu).run()

    return Served(Platform(messenger.surface, messenger, per_second, per_chat), listen, bot.shutdown)
