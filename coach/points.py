"""What each answer of /chances weighs: (R, V, G) and a flag.

R: signs about getting back together. V: was it good, and is the cause changing. G: the person's own footing. The
directions come from the studies named beside each question, or are our judgement; the sizes are judgement throughout
and not fitted to data. `why` says so.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Points(NamedTuple):
    r: int
    v: int
    g: int
    flag: str = ""


QUIZ: Mapping[str, Mapping[str, Points]] = {
    "q01_safety": {  # HARK/HITS constructs (Sohal 2007; NBK533715); original wording
        "none": Points(0, 0, 0),
        "putdown": Points(0, -2, 0, "emotional_abuse_soft"),
        "control": Points(0, -4, 0, "ABUSE"),
        "afraid": Points(0, -4, 0, "ABUSE"),
        "hurt": Points(0, -4, 0, "ABUSE"),
        "i_did": Points(0, -4, 0, "USER_HARM"),
        "skip": Points(0, 0, 0, "ASK_LATER"),
    },
    "q02_boundary": {  # Consent; Dardis & Gidycz 2017; harassment definitions
        "order": Points(0, 0, 0, "LEGAL"),
        "told_no": Points(0, 0, 0, "EXPLICIT_NO"),
        "space": Points(0, 0, 0),
        "silent": Points(-1, 0, 0),
        "logistics": Points(0, 0, 0, "LIMITED_CONTACT"),
        "friendly": Points(1, 0, 0),
    },
    "q03_who_ended": {  # Dailey 2011 (mutual endings: fewer renewals); Belu 2016
        "them": Points(-2, 0, 0),
        "mutual": Points(-1, 0, 0),
        "me": Points(2, 0, 0, "USER_ENDED"),
        "drift": Points(0, 0, 0),
        "unsure": Points(0, 0, 0, "DK"),
    },
    "q04_definite": {  # Dailey 2011 (uncertainty about the ending: more renewals)
        "final": Points(-2, 0, 0),
        "mixed": Points(1, 0, 0),
        "break": Points(2, 0, 0),
        "nothing": Points(-2, -1, 0),
        "unsure": Points(0, 0, 0, "DK"),
    },
    "q05_new": {  # Dailey 2011 (not having dated others: more renewals)
        "steady": Points(-3, 0, 0),
        "dating": Points(-1, 0, 0),
        "no": Points(1, 0, 0),
        "dk": Points(0, 0, 0, "DK"),
    },
    "q06_warmth": {  # Dailey 2011 (lingering feelings = main stated reason); design judgement
        "miss": Points(4, 0, 0),
        "warm": Points(2, 0, 0),
        "practical": Points(0, 0, 0),
        "none": Points(-2, 0, 0),
        "drunk": Points(0, -1, 0, "BREADCRUMB"),
    },
    "q07_cycles": {  # Vennum 2014; Dailey 2009; Halpern-Meekin 2013
        "0": Points(0, 0, 0),
        "1": Points(1, 0, 0),
        "2_3": Points(2, -1, 0, "ON_OFF"),
        "4": Points(2, -3, 0, "ON_OFF"),
    },
    "q08_reason": {  # Design judgement (low confidence)
        "circ": Points(1, 1, 0),
        "conflict": Points(0, 0, 0),
        "betray": Points(-1, -2, 0),
        "feelings": Points(-2, 0, 0),
        "future": Points(-1, -2, 0),
        "untreated": Points(0, -2, 0),
        "dk": Points(0, 0, 0, "DK"),
    },
    "q09_peaks": {  # Seed article; Alaybek 2022
        "3": Points(1, 3, 0),
        "2": Points(0, 1, 0),
        "1": Points(-1, -3, 0),
        "0": Points(-2, -5, 0, "NEG_PEAKS"),
    },
    "q10_week": {  # Strijbosch 2019 and Alaybek 2022 (the average matters as much)
        "good": Points(0, 2, 0),
        "mixed": Points(0, 0, 0),
        "tense": Points(0, -3, 0, "BAD_WEEKS"),
        "dk": Points(0, 0, 0, "DK"),
    },
    "q11_end": {  # Seed article (end = low point); Fredrickson & Kahneman 1993
        "kind": Points(1, 1, 0),
        "cold": Points(0, 0, 0),
        "ugly": Points(-1, -1, 0),
    },
    "q12_bond": {  # Halpern-Meekin 2013 (cohabitors churn more); Vennum 2014
        "short": Points(-1, 0, 0),
        "mid": Points(0, 0, 0),
        "long": Points(1, 0, 0),
        "lived": Points(1, 0, 0),
    },
    "q13_time": {  # Design judgement (low confidence)
        "lt2": Points(0, 0, 0, "TOO_EARLY"),
        "m2": Points(0, 0, 0),
        "m6": Points(0, 0, 0),
        "m12": Points(-1, 0, 0),
        "gt12": Points(-3, 0, 0),
    },
    "q14_change": {  # Seed ('what you do with the time'); Dailey 2011 (renewals seen as improving)
        "both": Points(2, 2, 1),
        "me": Points(0, 1, 2),
        "plan": Points(0, 0, 1),
        "nothing": Points(-1, -2, 0),
        "them": Points(0, -2, 0),
    },
    "q15_pursuit": {  # Dardis & Gidycz 2017; Lee & O'Sullivan 2014
        "none": Points(0, 0, 1),
        "once": Points(0, 0, 0),
        "many": Points(-2, 0, 0, "PURSUIT"),
        "show": Points(-2, -1, 0, "STALK_FLAG"),
    },
    "q16_own": {  # Seed; Slotter 2010; Lewandowski & Bizzoco 2007
        "0": Points(0, 0, 0, "NO_GROWTH"),
        "1_2": Points(0, 0, 1),
        "3_4": Points(0, 0, 2),
        "5_7": Points(0, 0, 3),
    },
}
