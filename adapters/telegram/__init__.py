"""Telegram, through the typed Bot of python-telegram-bot. Not its updater, which confirms before we have committed."""

import os

# The library's own switch to the form its durations will have; without it, reading one is a warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
