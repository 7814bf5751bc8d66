"""Loaded once by the process that those of `tests.forked` are forked from: what every `python -m bot` loads anew.

Not what reads messages: it has threads of its own, which no fork takes along.
"""

import gc
from importlib import import_module

from bot.build import book
from bot.config import Settings

for name in ("__main__", "chat", "check", "run", "vault.rotate"):
    import_module(f"bot.{name}")
for name in ("telegram", "discord"):
    import_module(f"adapters.{name}.serve")
book(Settings())
gc.freeze()
