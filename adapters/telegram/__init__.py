"""Telegram, through the typed Bot of python-telegram-bot. Its updater is not used: it confirms before we have committed."""
