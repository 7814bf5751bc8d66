"""Telegram, through the typed Bot of python-telegram-bot. Not its updater, which confirms before we have committed."""

import os

os.environ.setdefault(
    "PTB_TIMEDELTA", "true"
)  # the library's switch to its own next form; without it, a warning each time
