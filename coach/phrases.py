"""What the engine itself has to say and to offer; the words are in packs/, and the loader holds the two together."""

from collections.abc import Mapping

PARTS = ("signs", "soothes", "people", "places", "reasons")
"""Of the safety plan, in the order in which they are asked and shown."""

INTENTS = (
    "urge", "slip", "ex_contacted", "will_ex_return", "no_odds", "barred", "hurt", "low_mood", "progress", "question",
    "control",
)  # fmt: skip
"""What words may seem to mean that has an answer of its own; no_odds is for those who are shown none, barred for those
who have to leave the other alone, hurt for those whom the other hurt or frightened."""

REFLECTED = ("wish_to_die", "said_plainly", "self_harm", "burden", "no_point", "at_the_end", "past")
"""The cues that have words of their own to be given back by."""

SAYS: Mapping[str, str] = {  # key -> the values it may quote
    "first": "",
    "not_for_teens": "",
    "nothing_open": "",
    "hello": "",
    "thanks": "",
    "who": "",
    "added": "",
    **{f"meant_{intent}": "" for intent in INTENTS},
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
    "in_private": "directory",
    "silent": "since date",
    "crisis": "help after",
    "danger": "line after",
    "danger_again": "line after",
    "danger_home": "line after",
    "harm": "help after",
    "following": "help after",
    "after_danger": "",
    "after_goal": "",
    "theirs": "help",
    "held": "help after",
    "stay": "help",
    "stay_thanks": "help",
    "stay_who": "help",
    "stay_now": "help",
    "stay_called": "help",
    "stay_say": "help",
    "stay_hold": "help",
    "not_for_them": "",
    "heard_order": "label",
    "unspoken": "help silent directory",
    **{f"reflected{of}": "" for of in ("", *(f"_{cue}" for cue in REFLECTED))},
    "look_in_soon": "",
    "closed_note": "",
    "closed_prompt": "",
    "look_in_morning": "",
    "plan_title": "",
    **{f"plan_{part}": "" for part in PARTS},
    "help_line": "country emergency line",
    "abuse_line": "country emergency line",
    "hurt_line": "country line",
    "child_line": "country line",
    "silent_line": "country line",
    "adult_line": "",
    "adult_outside": "",
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
    "crisis",
    "elsewhere",
    "hide",
    "show",
    "open",
    "plan",
    "safety",
    "why",
    "numbers",
    "resume",
    "delete",
    "export",
    "remove",
    "knock",
)
"""The flows whose buttons the coach shows."""

NAMED = {
    "start": ("age_branch", "teen_notice"),
    "settings": ("gate",),
    "age": ("age",),
    "danger": ("light", "signs", "past", "asked", "answered", "soft", "now", "near"),
    "after": ("said",),
    "theirs": ("told", "reach", "reached"),
}
"""The steps of flows that the coach goes to, or reads, by name."""

LABELS = (
    "back",
    "skip",
    "stop",
    "done",
    "write",
    "write_to",
    "form",
    "again",
    "less",
    "pause",
    "quiet",
    "better",
    "same",
    "worse",
    "open",
    "show",
)
