"""How a row of the outbox ends that will not be shown any more: docs/decisions/0003."""

from collections.abc import Iterable

from bot.store.sqlite import Sqlite


async def end(store: Sqlite, state: str, code: str, ids: Iterable[int]) -> None:
    """Laid aside for some days, without its words. What is nobody's goes at once, and the address on it too."""
    await store.run("finished", [(state, code, id) for id in ids])
    await store.run("drop_nobodys", [()])
