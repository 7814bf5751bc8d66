"""The functions that packs may name. The loader refuses a pack that names another."""

from coach import chances_steps, checkin_steps, control, settle
from coach.here import Do, Named, says

NAMED = Named(
    do={
        "welcome": settle.WELCOME,
        "agree": settle.AGREE,
        "one_clock": settle.ONE_CLOCK,
        "teen": settle.TEEN,
        "decline": settle.DECLINE,
        "too_young": settle.TOO_YOUNG,
        "stopped_early": settle.EARLY,
        "finish": settle.FINISH,
        "settings": settle.SETTINGS,
        "apply": settle.APPLY,
        "current": control.CURRENT,
        "chances_begin": chances_steps.BEGIN,
        "chances_result": chances_steps.RESULT,
        "chances_gates": chances_steps.GATES,
        "chances_why": Do(chances_steps.why),
        "chances_numbers": Do(chances_steps.numbers),
        "safety_question": Do(chances_steps.safety, says("noted")),
        "checkin_gap": checkin_steps.GAP,
        "checkin_own": checkin_steps.OWN,
        "checkin_reply": checkin_steps.REPLY,
        "checkin_tomorrow": checkin_steps.TOMORROW,
        "checkin_safe": checkin_steps.SAFE,
        "status": control.STATUS,
        "pause": control.PAUSE_DO,
        "resume": control.RESUME,
        "less": control.LESS,
        "stop": control.STOP,
        "erase": control.ERASE,
        "help": control.HELP,
    },
    read={
        "country": settle.read_country,
        "zone": settle.read_zone,
        "hour": settle.read_hour,
        "when": settle.read_when,
        "window": settle.read_window,
        "safe": checkin_steps.read_safe,
        "age": settle.read_age,
    },
    offer={"countries": settle.offer_countries, "zones": settle.offer_zones, "hours": settle.offer_hours},
    value={"action": checkin_steps.action, "now": settle.clock, "contact": settle.contact},
)
