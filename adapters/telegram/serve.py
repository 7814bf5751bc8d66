"""Telegram, put together out of its settings."""

from adapters.port import Listening, Platform, Served
from adapters.telegram.outbound import TelegramMessenger
from adapters.telegram.run import TelegramPoll, make_bot

BAD_PROXY = (
    "environment: the proxy in ALL_PROXY, HTTPS_PROXY or HTTP_PROXY can't be used. Give one that begins with http:// "
    "or https://, for a socks5:// one that of a program such as privoxy before it; or name what needs none in NO_PROXY"
)
UNKNOWN_BOT = (  # at the start a 404 ends here as a 401 does: what is no token, or an address where there is no Bot API
    "get a new token from @BotFather and set telegram.token; or, where telegram.base_url is set, correct that"
)


def serve(*, token: str, base_url: str, per_second: float, per_chat: float) -> Served:
    """Raises ValueError, with the fault and its remedy, where the machine's proxy will not do."""
    try:
        bot = make_bot(token, base_url)
    except ValueError:
        raise ValueError(BAD_PROXY) from None
    messenger = TelegramMessenger(bot)

    async def listen(to: Listening) -> None:
        await TelegramPoll(bot, to.handle, to.menu).run()

    async def close() -> None:
        await bot.shutdown()
        await bot.request.shutdown()  # it may have sent, and so been opened, before the bot was initialized

    return Served(Platform(messenger.surface, messenger, per_second, per_chat), listen, close, UNKNOWN_BOT)
