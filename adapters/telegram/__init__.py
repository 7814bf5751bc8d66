"""Telegram, by python-telegram-bot. Not its updater, which confirms before we have committed: decisions 1 and 13."""

import os

# The library's own switch to the form its durations will have; without it, reading one is a warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
