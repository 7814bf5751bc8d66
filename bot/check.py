"""`steady check`: all that can be looked at without starting, and all that is wrong with it at once."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot import build, clock, config
from bot.config import BadConfig, Settings, Store
from bot.noticing.load import load
from bot.store.faults import StoreFault
from bot.store.file import look
from bot.vault import look as vault
from bot.vault import source
from bot.vault.source import Held
from coach.book import BadPack
from coach.stock import Helplines


def check(path: Path | None) -> tuple[list[str], list[str]]:
    """What was found, and what is wrong, a line each. Nothing is made, changed or kept waiting."""
    found: list[str] = []
    faults: list[str] = []
    for one in _looks(path, faults):
        try:
            found.append(one())
        except (BadConfig, BadPack, StoreFault) as bad:
            faults += bad.faults
    return found, faults


def _looks(path: Path | None, faults: list[str]) -> list[Callable[[], str]]:
    """Where settings are wrong, the packs can be read without them, and the store if it is known which one it is."""
    try:
        settings = config.load(path)
    except BadConfig as bad:
        faults += bad.faults
        store = bad.store
        return [lambda: _packs(Settings.model_construct()), *([lambda: _store(store)] if store else [])]
    held: list[Held] = []
    return [
        lambda: _packs(settings),
        _noticing,
        lambda: _vault(settings, held),
        lambda: _store(settings.store, *held),
        lambda: _platforms(settings),
    ]


def _packs(settings: Settings) -> str:
    words = build.book(settings)
    texts = sum(len(texts) for pool in words.nudges.pool.values() for texts in pool.theme.values())
    packs = f"Packs: {len(words.flows)} flows, {texts} messages, {len(words.helplines.country)} countries. No faults."
    return f"{packs}\n{_helplines(words.helplines)}"


def _helplines(lines: Helplines) -> str:
    if not (old := lines.old(clock.now().date())):
        return (
            f"Helplines: looked up {lines.checked} or later, in lists and pages; dial those of your countries yourself"
        )
    code, day = old[0]
    named = ", ".join(code for code, _ in old[:12]) + (", ..." if len(old) > 12 else "")
    since = f"Helplines: not checked for 90 days in {len(old)} countries ({named}), the oldest, {code}, since {day}"
    return f"{since}. Call them, and write the day into coach/packs/helplines.toml"


def _vault(settings: Settings, held: list[Held]) -> str:
    database = Path(settings.store.path)
    held.append(source.find(settings.vault, database))
    return vault.look(held[0], database)


def _store(store: Store, held: Held | None = None) -> str:
    """What people told is read where the key is there."""
    database = Path(store.path)
    return f"Store: {store.url}, {look(database, partial(vault.people, held, database)) if held else look(database)}"


def _noticing() -> str:
    """What reads messages. Cues alone miss three of five who are in danger (tools/notice/README.md)."""
    loaded = load()
    missed = f" (not {'; '.join(loaded.why_not)})" if loaded.why_not else ""
    if loaded.reader is None:
        return f"Noticing: by cues alone{missed}. Install numpy and onnxruntime: without them most danger is missed"
    slower = ", the same but some ten times slower" if loaded.why_not else ""
    return f"Noticing: the model, in {loaded.reader.name}{slower}{missed}"


def _platforms(settings: Settings) -> str:
    served = ", ".join(build.served(settings))
    return f"Platforms: {served or 'none has a token; `steady run` opens the terminal chat'}"
