"""Telegram, through the typed Bot of python-telegram-bot. Not its updater, which confirms before we have committed."""
