"""Discord, through discord.py: slash commands and buttons anywhere, words in private messages."""

NAME = "discord"
