"""What the engine itself has to say and to offer; the words are in packs/, and the loader holds the two together."""

from collections.abc import Mapping

SAYS: Mapping[str, str] = {  # key -> the values it may quote
    "first": "",
    "not_for_teens": "",
    "nothing_open": "",
    "hello": "",
    "thanks": "",
    "who": "",
    "added": "",
    "unknown_command": "",
    "closed": "",
    "day_over": "",
    "not_yours_open": "",
    "not_yours": "",
    "unreached": "",
    "closed_question_open": "",
    "pick": "",
    "meant": "label",
    "heard_gate": "label",
    "scale": "low high",
    "words": "",
    "stuck": "",
    "only_words": "",
    "edited": "",
    "too_long": "",
    "stopped": "",
    "stopped_kept": "command",
    "stopped_told": "",
    "resumed": "",
    "left": "",
    "your_clock": "clock",
    "guessed_clock": "clock place",
    "apology": "help",
    "cut_off": "",
    "in_private": "",
    "crisis": "help after",
    "danger": "line after",
    "harm": "help after",
    "after_danger": "",
    "stay": "help",
    "help_line": "country emergency line",
    "abuse_line": "country emergency line",
    "hurt_line": "country line",
    "no_line": "country emergency directory",
    "nowhere": "directory",
}

OFFERED = (
    "age",
    "start",
    "checkin",
    "chances",
    "status",
    "settings",
    "help",
    "safety",
    "why",
    "numbers",
    "resume",
    "delete",
    "knock",
)
"""The flows whose buttons the coach shows."""

NAMED = {"start": ("age_branch", "teen_notice"), "settings": ("gate",), "age": ("age",)}
"""The steps of flows that the coach goes to, or reads, by name."""

LABELS = ("back", "skip", "stop", "done", "write", "write_to", "form", "again", "less", "pause", "quiet")
