"""What the loader refuses: every fault of every pack, each with its path, all at once."""

import re
from datetime import date
from pathlib import Path

import pytest

from coach.book import BadPack, Book, headed, load_book, texts
from coach.content import ChoiceStep
from coach.lint_safety import NUMBER
from coach.named import NAMED

FLOW, WORDS = "flows/less.toml", "phrases.toml"
ASKS = """
[steps.less]
kind = "choice"
text = "Which?"
choices = { x = "X", y = "Y" }
next = "then"

[steps.then]
kind = "do"
by = "less"
"""
DOES = """
[steps.less]
kind = "do"
by = "less"
"""


def load(packs: Path, book: Book) -> Book:
    return load_book(packs, NAMED, book.places, book.plural)


def faults(packs: Path, book: Book) -> list[str]:
    with pytest.raises(BadPack) as caught:
        load(packs, book)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def edit(packs: Path, file: str, old: str, new: str) -> None:
    text = (packs / file).read_text("utf-8")
    assert old in text, old
    (packs / file).write_text(text.replace(old, new, 1), "utf-8")


def asking(packs: Path) -> None:
    """/less asks a question first: a flow to spoil that is small enough to see what is wrong."""
    edit(packs, FLOW, DOES, ASKS)
    edit(packs, FLOW, "aside = true\n", "")


def test_the_packs_load(book: Book, packs: Path) -> None:
    assert load(packs, book).flows == book.flows
    asking(packs)
    assert "then" in load(packs, book).flows["less"].steps


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        # shapes
        ('kind = "choice"', 'kind = "choise"', "less.toml: steps.less: Input tag 'choise'"),
        ('text = "Which?"', 'text = "Which?"\ncolour = "red"', "less.toml: steps.less.choice.colour: Extra inputs"),
        ('who = "ready"', 'who = "everybody"', "less.toml: who: Input should be"),
        ('y = "Y"', 'Y = "Y"', "less.toml: steps.less.choice.choices.Y.[key]: String should match"),
        ('y = "Y"', f'{"y" * 17} = "Y"', "[key]: String should match"),  # could overflow a button's token
        ('y = "Y"', 'y = ""', "less.toml: steps.less.choice.choices.y: String should have at least 1 character"),
        ('button = "Less"', f'button = "{"L" * 31}"', "less.toml: button: String should have at most 30"),
        ('start = "less"', 'begin = "less"', "less.toml: start: Field required"),
        # steps that are not there
        ('start = "less"', 'start = "nowhere"', "less.toml: steps: no such step: nowhere"),
        ('next = "then"', 'next = "nowhere"', "less.toml: steps: no such step: nowhere"),
        ('next = "then"', 'next = "then"\nthen = { x = "nowhere" }', "less.toml: steps: no such step: nowhere"),
        ('next = "then"', 'next = "then"\nstop = "nowhere"', "less.toml: steps: no such step: nowhere"),
        ('start = "less"', 'start = "less"\nstop = "nowhere"', "less.toml: steps: no such step: nowhere"),
        # questions
        (', y = "Y"', "", "less.toml: steps.less.choices: a question needs two answers to choose from"),
        (
            'next = "then"',
            'next = "then"\nthen = { z = "then" }',
            "less.toml: steps.less.then: not among the choices: z",
        ),
        ('next = "then"', 'next = "then"\nskip = "z"', "less.toml: steps.less.skip: not among the choices: z"),
        ('next = "then"', 'next = "then"\nread = "tea"', "less.toml: steps.less.read: no such function: tea"),
        ('next = "then"', 'next = "then"\nmean = "tea"', "less.toml: steps.less.mean: no such function: tea"),
        (
            'next = "then"',
            'next = "then"\nmean = "day"\nthen = { x = "then" }',
            "less.toml: steps.less.then: the answer is what `mean` makes of a choice",
        ),
        ('next = "then"', 'next = "then"\noffer = "tea"', "less.toml: steps.less.offer: no such function: tea"),
        ('y = "Y" }', 'o1 = "Y" }\noffer = "hours"', "less.toml: steps.less.choices: o1 is the id of a suggestion"),
        ('kind = "choice"', 'kind = "many"\nalone = ["z"]', "less.toml: steps.less.alone: not among the choices: z"),
        ('kind = "choice"', 'kind = "many"\nskip = "z"', "less.toml: steps.less.skip: not among the choices: z"),
        ('choices = { x = "X", y = "Y" }', "range = [0, 11]", "less.toml: steps.less"),
        # other words for a choice
        (
            'next = "then"',
            'next = "then"\nalso = { z = ["zed"] }',
            "less.toml: steps.less.also: not among the choices: z",
        ),
        (
            'kind = "choice"\ntext = "Which?"\nchoices = { x = "X", y = "Y" }',
            'kind = "scale"\ntext = "How far?"\nrange = [0, 4]\nalso = { 5 = ["very"] }',
            "less.toml: steps.less.also: not among the choices: 5",
        ),
        (
            'next = "then"',
            'next = "then"\nalso = { x = ["*maybe"] }',
            "less.toml: steps.less.also.x: no such list: *maybe",
        ),
        (
            'next = "then"',
            'next = "then"\nalso = { x = ["[the] first"], y = ["a first"] }',
            'less.toml: steps.less.also.y: "first" means x',
        ),
        ('next = "then"', 'next = "then"\nalso = { y = ["x!"] }', 'less.toml: steps.less.also.y: "x" means x'),
        (
            'next = "then"',
            'next = "then"\nalso = { x = ["go back"] }',
            'less.toml: steps.less.also.x: "go back" is a way out: back',
        ),
        (
            'next = "then"',
            'next = "then"\nalso = { x = ["pass"] }\nskip = "y"',
            'less.toml: steps.less.also.x: "pass" is a way out: skip',
        ),
        (
            'next = "then"',
            'next = "then"\nalso = { x = ["the seven"] }',
            'less.toml: steps.less.also.x: "seven" is a number',
        ),
        (
            'next = "then"',
            'next = "then"\nlike = "more"',
            "less.toml: steps.less.like: no question of this flow with other words: more",
        ),
        # what they quote
        ("Which?", "Which, {name}?", "less.toml: steps.less.text: nothing gives the value {name}"),
        ("Which?", "Which, {less:day}?", "less.toml: steps.less.text: {less:day} counts what is no number"),
        ("Which?", "Which, {0.__class__}?", "less.toml: steps.less.text: {0.__class__} is not a plain name"),
        ("Which?", "Which, {less!r}?", "less.toml: steps.less.text: {less} is not a plain name"),
        ("Which?", "Which {?", "less.toml: steps.less.text: "),
        ('y = "Y"', 'y = "{less}"', "less.toml: steps.less.y: nothing gives the value {less}"),
        (
            'start = "less"',
            'start = "less"\nprogress = "{at} of {all}"',
            "less.toml: progress: nothing gives the value {all}",
        ),
        (
            'start = "less"',
            'start = "less"\noptions = { x = { about = "X", suggest = "tea" } }',
            "less.toml: options.x.suggest: no such function: tea",
        ),
        (
            'start = "less"',
            'start = "less"\noptions = { x = { about = "X", says = "x" } }',
            "less.toml: options.x.says: ",
        ),
        # judgement
        ('start = "less"', 'start = "less"\ndaily = true', "less.toml: daily: it needs `keep` and `leaving`"),
        ('by = "less"', 'by = "tea"', "less.toml: steps.then.by: no such function: tea"),
        (
            'by = "less"',
            'by = "less"\nthen = { x = "less" }',
            "less.toml: steps.then.then: less has no such outcome: x",
        ),
        ('by = "less"', 'by = "one_clock"', "less.toml: steps.then.then: nothing for the outcome: known"),
        ('start = "less"', 'start = "less"\nleaving = "tea"', "less.toml: leaving: no such function: tea"),
        ('start = "less"', 'start = "less"\ntold = "tea"', "less.toml: told: no such function: tea"),
        # the way through
        (
            "[steps.then]",
            '[steps.lost]\nkind = "say"\ntext = "?"\n\n[steps.then]',
            "less.toml: steps.lost: cannot be reached",
        ),
        ('by = "less"', 'by = "less"\nnext = "less"', "less.toml: steps.then: the flow cannot end from here"),
        (
            "[steps.then]",
            '[steps.a]\nkind = "say"\ntext = "?"\nnext = "b"\n\n[steps.b]\nkind = "do"\nby = "one_clock"\n'
            'then = { known = "a" }\n\n[steps.then]\nnext = "a"',
            "less.toml: steps.a: goes round for ever without asking",
        ),
        ('command = "less"', 'command = "less"\naside = true', "less.toml: aside: it asks something: less"),
        # words
        ("less_none =", "less_never =", "less.toml: words.less_none: missing"),
        ("less_none =", "less_never =", "less.toml: words.less_never: nobody says this"),
        ("Once a day from", "Once {often} from", "less.toml: words.less_one: nothing gives the value {often}"),
        (
            'less_some = "Every third day from now on."',
            'less_some = ["Only one variant"]',
            "less.toml: words.less_some",
        ),
        # commands
        ('command = "less"', 'command = "pause"', "pause.toml: command: pause is another flow's"),
        ('command = "less"', 'command = "less"\naliases = ["quiz"]', "less.toml: command: quiz is another flow's"),
        ("said = [", 'said = ["check in",', 'less.toml: said: "check in" opens checkin'),
        ('about = "Fewer messages from me"', "", "less.toml: about: /less is listed with it"),
        (
            'start = "less"',
            'start = "less"\noptions.tea = { about = "Which tea", suggest = "teas" }',
            "less.toml: options.tea.suggest: no such function: teas",
        ),
        # questions of another flow
        ('kind = "choice"', 'kind = "use"\nof = "start.tea"', "less.toml: steps.less.of: no such question: start.tea"),
    ],
)
def test_a_bad_flow_is_refused(packs: Path, book: Book, old: str, new: str, fault: str) -> None:
    asking(packs)
    edit(packs, FLOW, old, new)
    if 'kind = "use"' in new:
        edit(packs, FLOW, 'text = "Which?"\nchoices = { x = "X", y = "Y" }\n', "")
    assert any(found.startswith(fault) or ("[key]" in fault and fault in found) for found in faults(packs, book))


@pytest.mark.parametrize("of", ["tea.kettle", "start.hello", "start.finish", "settings.zone"])
def test_only_a_question_can_be_used_again(packs: Path, book: Book, of: str) -> None:
    edit(packs, "flows/settings.toml", 'of = "start.zone"', f'of = "{of}"')
    assert faults(packs, book) == [f"settings.toml: steps.zone.of: no such question: {of}"]


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("gate", "less.toml: told: missing: safety depends on gate"),
        ("country", "less.toml: told: missing: safety depends on country"),
        ("stands", "less.toml: steps.stands.of: gate counts at once, and by its own name"),
    ],
)
def test_a_question_that_safety_depends_on_counts_at_once_in_every_flow(
    packs: Path, book: Book, key: str, fault: str
) -> None:
    of = "country" if key == "country" else "gate"
    asking(packs)
    edit(packs, FLOW, "[steps.then]", f'[steps.{key}]\nkind = "use"\nof = "start.{of}"\n\n[steps.then]')
    assert fault in faults(packs, book)


@pytest.mark.parametrize(
    ("span", "fine"), [([0, 10], True), ([1, 5], True), ([5, 5], False), ([5, 1], False), ([0, 11], False)]
)
def test_a_scale_goes_up_and_has_eleven_steps_at_the_most(packs: Path, book: Book, span: list[int], fine: bool) -> None:
    asking(packs)
    edit(packs, FLOW, 'next = "then"', 'next = "far"')
    far = f'[steps.far]\nkind = "scale"\ntext = "How far?"\nrange = {span}\nnext = "then"\n\n[steps.then]'
    edit(packs, FLOW, "[steps.then]", far)
    if fine:
        assert load(packs, book).flows["less"].steps["far"]
    else:
        [fault] = faults(packs, book)
        assert fault.startswith("less.toml: steps.far.range: from a lower to a higher number")


def test_a_flow_whose_name_could_overflow_a_button(packs: Path, book: Book) -> None:
    text = (packs / FLOW).read_text().replace('command = "less"', 'command = "least"')
    text = re.sub(r"said = \[.*?\n\]\n", "", text, flags=re.DOTALL)
    (packs / "flows" / f"{'l' * 17}.toml").write_text(text)
    (packs / "flows" / "Less.toml").write_text(text.replace("least", "lesser"))
    assert faults(packs, book) == [
        f"{name}.toml: the name of a flow is at most 16 small letters, digits and underscores"
        for name in ("Less", "l" * 17)
    ]


def test_a_flow_that_the_coach_offers_needs_a_button(packs: Path, book: Book) -> None:
    edit(packs, "flows/status.toml", 'button = "How it stands"', "")
    assert faults(packs, book) == ["status.toml: button: it is offered as a button"]


def test_a_step_that_the_coach_goes_to_by_name_cannot_be_missing(packs: Path, book: Book) -> None:
    edit(packs, "flows/start.toml", "[steps.teen_notice]", "[steps.notice]")
    edit(packs, "flows/start.toml", 'teen = "teen_notice"', 'teen = "notice"')
    assert faults(packs, book) == ["start.toml: steps.teen_notice: missing: the coach goes there by name"]


@pytest.mark.parametrize("name", ["start", "help", "resume", "safety"])
def test_a_flow_that_the_coach_offers_by_name_cannot_be_missing(packs: Path, book: Book, name: str) -> None:
    (packs / "flows" / f"{name}.toml").rename(packs / f"{name}.away")
    assert any(found.startswith(f"{name}.toml: missing: the coach offers it") for found in faults(packs, book))


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (WORDS, "edited =", "edit =", "phrases.toml: say.edited: missing"),
        (WORDS, "edited =", "edit =", "phrases.toml: say.edit: nobody says this"),
        (WORDS, 'back = "Back"', 'bacon = "Back"', "phrases.toml: label.back: missing"),
        (WORDS, 'back = "Back"', 'bacon = "Back"', "phrases.toml: label.bacon: nobody says this"),
        (WORDS, "from {low}", "from {lowest}", "phrases.toml: say.scale: nothing gives the value {lowest}"),
        (WORDS, "from {low}", "from {low:mile}", "phrases.toml: say.scale: no such counted noun: {low:mile}"),
        (WORDS, 'other = "{n} days"', 'many = "{n} days"', "phrases.toml: unit.day: needs a form 'other'"),
        (WORDS, "[unit.day]", "[unit.day]\ndozen = 'x'", "phrases.toml: unit.day.dozen.[key]: Input should be"),
        (WORDS, '"March", ', "", "phrases.toml: months: List should have at least 12 items"),
        (WORDS, '"March", ', '"March", "Lent", ', "phrases.toml: months: List should have at most 12 items"),
        (WORDS, '"March", ', '"", ', "phrases.toml: months.2: String should have at least 1 character"),
        ("nudges/daily.toml", "mno2 =", "eno2 =", "nudges: pool.evening: eno2: another message has this id"),
        (
            "nudges/daily.toml",
            "Toast burns",
            "{Toast} burns",
            "nudges: pool.morning.mhu3: nothing gives the value {Toast}",
        ),
        ("nudges/daily.toml", "Toast burns", "{day} burns", "nudges: pool.morning.mhu3: nothing gives the value {day}"),
        (
            "nudges/daily.toml",
            "Toast burns",
            "Toast " * 40,
            "daily.toml: pool.morning.theme.humour_light.mhu3: String should",
        ),
        (
            "nudges/daily.toml",
            ".theme.humour_light]",
            ".theme.jokes]",
            "daily.toml: pool.morning.theme.jokes.[key]: Input should",
        ),
        (
            "nudges/daily.toml",
            'slot = ["morning"]',
            'slot = ["dawn"]',
            "daily.toml: pool.morning.slot.0: Input should be",
        ),
        (
            "actions.toml",
            "to_corner = { text",
            "to_corner = { words",
            "actions.toml: area.body.to_corner.text: Field required",
        ),
        (
            "actions.toml",
            "go as far as",
            "go " * 40,
            "actions.toml: area.body.to_corner.text: String should have at most 90",
        ),
        ("flows/start.toml", 'told = "start"', 'told = "chances"', "start.toml: told: it has to be start: safety"),
        (
            "flows/sos.toml",
            'shows = { 0 = ["done", "longer", "other"] }',
            'shows = { 0 = ["done", "tea"] }',
            "sos.toml: steps.rest.shows.0: not among the choices: tea",
        ),
        (
            "flows/sos.toml",
            "minutes = 4",
            'minutes = 4\nat = { 4 = "Over." }',
            "sos.toml: steps.rest.minutes: it is over before minute 4",
        ),
        (
            "flows/sos.toml",
            "minutes = 4",
            'minutes = 4\nat = { 1 = "{tea}" }',
            "sos.toml: steps.rest.at.1: nothing gives the value {tea}",
        ),
        ("flows/chances.toml", 'who = "adult"', 'who = "ready"', "chances.toml: who: it has to be adult: safety"),
        ("flows/danger.toml", "urgent = true", "urgent = false", "danger.toml: urgent: it has to be true: safety"),
        (
            "flows/danger.toml",
            'soft = "soft" }\n\n[steps.soft]',
            'soft = "end" }\n\n[steps.soft]',
            "danger.toml: steps: danger_answered has to lead",
        ),
        (
            "flows/danger.toml",
            'stop = "softly"',
            'stop = "end"',
            "danger.toml: steps.soft: next and stop: danger_softly has to decide",
        ),
        (
            "flows/danger.toml",
            "I'm glad you told me.\n\n{plan}{help}",
            "I'm glad you told me.\n\n{plan}",
            "danger.toml: words.now: it has to show who to call: {help}",
        ),
        (
            "phrases.toml",
            "It isn't your fault. No contact",
            "Call 116 123. No contact",
            "phrases.toml: say.danger: a number to call stands in helplines",
        ),
        (
            "flows/danger.toml",
            "Thank you for answering. One",
            "Call 0800 123 456. One",
            "danger.toml: steps.soft.text: a number to call stands",
        ),
        ("flows/danger.toml", 'read = "ending"\n', "", "danger.toml: steps.asked: read: it has to be ending: safety"),
        (
            "flows/danger.toml",
            'then = { yes = "phrase", no = "deeper" }',
            'then = { yes = "phrase", no = "phrase" }',
            "danger.toml: steps.light: then: it has to be {'yes': 'phrase', 'no': 'deeper'}: safety",
        ),
        (
            "flows/danger.toml",
            ', wrong = "That isn\'t what I meant"',
            "",
            "danger.toml: steps.near: choices: missing: wrong",
        ),
        (
            "flows/danger.toml",
            "Any answer is all right here. {who_to_call}",
            "Any answer is all right here.",
            "danger.toml: steps.asked: text: it has to show who to call: {who_to_call}",
        ),
        (
            "flows/danger.toml",
            'yes = [\n  "*yes"',
            'yes = [\n  "i want to die", "*yes"',
            'danger.toml: steps.light: also: "i want to die" tells of danger',
        ),
        (
            "flows/theirs.toml",
            'kind = "choice"\ntext = "Can you reach them now?"\nchoices = { reach = "Yes, I can",'
            ' silent = "They don\'t answer", others = "Somebody is with them" }\nread = "reach"\nstop = "reached"\n',
            'kind = "say"\ntext = "Hm."\n',
            "theirs.toml: steps.reach: it has to be a choice",
        ),
        (
            "flows/theirs.toml",
            "They don't answer",
            "Call 911",
            "theirs.toml: steps.reach.choices: a number to call stands in helplines",
        ),
        ("actions.toml", "go as far as", "dial 0800 123, and", "actions.toml: area.body.to_corner: a number to call"),
        ("helplines.toml", "[country.US]", "[country.XX]", "helplines.toml: country.XX: no such country"),
        ("helplines.toml", "[country.US]", "[country.us]", "helplines.toml: country.us.[key]: String should match"),
        (
            "helplines.toml",
            'mark = "B"',
            'mark = "D"',
            "helplines.toml: country.US.crisis.mark: Input should be 'A', 'B', 'C', 'M' or 'CONFLICT'",
        ),
        ("helplines.toml", 'emergency = "911"', "", "helplines.toml: country.US.emergency: Field required"),
        (
            "helplines.toml",
            'checked = "2026',
            'checked = "June 2026',
            "helplines.toml: checked: Input should be a valid date",
        ),
    ],
)
def test_a_bad_pack_is_refused(packs: Path, book: Book, file: str, old: str, new: str, fault: str) -> None:
    edit(packs, file, old, new)
    assert any(found.startswith(fault) for found in faults(packs, book))


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        *((w, True) for w in ("call 116123", "116 123", "dial 9-1-1", "text 741741", "ring 13 11 14", "0800 123 4567")),
        *(
            (w, False)
            for w in ("10,000 people", "Not 1,000", "2026-03-02", "2019-2024", "on day 112", "at 9 am", "n=792")
        ),
    ],
)
def test_what_is_taken_for_a_number_to_call(words: str, is_one: bool) -> None:
    assert bool(NUMBER.search(words)) is is_one


def test_an_area_without_an_action_is_refused(packs: Path, book: Book) -> None:
    (packs / "actions.toml").write_text("[area.body]\n[area.sleep]\n")
    assert [f.split(":")[1] for f in faults(packs, book)] == [" area.body", " area.sleep"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"start = ", "less.toml: Invalid value"),
        (b"\xff\xfe", "less.toml: 'utf-8' codec can't decode"),
        (b"", "less.toml: start: Field required"),
        (b"start = 'a'\nsteps = 3", "less.toml: steps: Input should be a valid dictionary"),
    ],
)
def test_a_file_that_is_none_is_refused(packs: Path, book: Book, content: bytes, fault: str) -> None:
    (packs / FLOW).write_bytes(content)
    assert faults(packs, book)[0].startswith(fault)


def test_a_file_that_is_not_there_is_named(packs: Path, book: Book) -> None:
    (packs / "actions.toml").unlink()
    assert faults(packs, book) == ["actions.toml: No such file or directory"]


def test_all_faults_of_all_packs_are_said_at_once(packs: Path, book: Book) -> None:
    edit(packs, FLOW, 'who = "ready"', 'who = "everybody"')
    edit(packs, "flows/stop.toml", 'kind = "do"', 'kind = "stop"')
    edit(packs, "helplines.toml", 'mark = "B"', 'mark = "D"')
    edit(packs, "nudges/daily.toml", 'slot = ["morning"]', 'slot = ["dawn"]')
    assert [fault.split(":")[0] for fault in faults(packs, book)] == [
        "daily.toml",
        "helplines.toml",
        "less.toml",
        "stop.toml",
    ]


def test_all_faults_of_the_second_look_are_said_at_once(packs: Path, book: Book) -> None:
    edit(packs, FLOW, 'by = "less"', 'by = "tea"')
    edit(packs, "flows/stop.toml", "stopped =", "halted =")
    edit(packs, "flows/settings.toml", 'of = "start.zone"', 'of = "start.tea"')
    edit(packs, WORDS, "edited =", "edit =")
    edit(packs, "helplines.toml", "[country.US]", "[country.XX]")
    found = {fault.split(":")[0] for fault in faults(packs, book)}
    assert found == {"less.toml", "stop.toml", "settings.toml", "phrases.toml", "helplines.toml"}


# How words are filled


def test_a_first_line_with_a_hash_is_the_title() -> None:
    assert headed("# Title\n\nWords\nand more") == ("Title", "Words\nand more")
    assert headed("# Title") == ("Title", "")
    assert headed("\nWords # of\n# mouth") == ("", "Words # of\n# mouth")


@pytest.mark.parametrize(("number", "words"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (21, "21 days")])
def test_nouns_are_counted(book: Book, number: int, words: str) -> None:
    assert book.render("{n:day}", {"n": number}) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-03-03", "3 March"),
        ("2026-12-31", "31 December"),
        ("2026-01-01", "1 January"),
        ("2025-03-03", "3 March 2025"),
        ("2027-01-01", "1 January 2027"),
    ],
)
def test_a_date_is_said_with_its_year_where_that_is_not_this_one(book: Book, day: str, words: str) -> None:
    assert book.spoken(date.fromisoformat(day), date(2026, 3, 2)) == words


def test_a_value_is_never_read_as_a_template(book: Book) -> None:
    assert book.render("{a}, {b}", {"a": "{b} {0.__class__}", "b": "x"}) == "{b} {0.__class__}, x"


def test_variants_take_turns(book: Book) -> None:
    words = ["one", "two", "three"]
    assert [book.fill(words, turn, {})[1] for turn in range(4)] == ["one", "two", "three", "one"]
    assert book.fill("only", 7, {})[1] == "only"


def test_every_sentence_has_a_path_of_its_own_or_shares_it_with_its_variants(book: Book) -> None:
    found = list(texts(book))
    assert len(found) > 900
    assert all(path and text for path, text in found)


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ('also = { z = ["zed"] }', "also: not among the choices: z"),
        ('also = { x = ["*maybe"] }', "also.x: no such list: *maybe"),
        ('also = { x = ["[the] first"], y = ["a first"] }', 'also.y: "first" means x'),
        ('also = { y = ["x!"] }', 'also.y: "x" means x'),
        ('also = { x = ["go back"] }', 'also.x: "go back" is a way out: back'),
        ('also = { x = ["pass"] }\nskip = "y"', 'also.x: "pass" is a way out: skip'),
        ('also = { x = ["the seven"] }', 'also.x: "seven" is a number'),
        ('like = "more"', "like: no question of this flow with other words: more"),
    ],
)
def test_other_words_that_mean_something_else_are_refused(packs: Path, book: Book, key: str, fault: str) -> None:
    asking(packs)
    edit(packs, FLOW, 'next = "then"', f'next = "then"\n{key}')
    assert f"less.toml: steps.less.{fault}" in faults(packs, book)


def test_words_that_pass_over_may_be_an_answer_where_nothing_can_be_passed_over(packs: Path, book: Book) -> None:
    asking(packs)
    edit(packs, FLOW, 'next = "then"', 'next = "then"\nalso = { x = ["pass", "done", "*no"] }')
    less = load(packs, book).flows["less"].steps["less"]
    assert isinstance(less, ChoiceStep)
    assert {"pass", "done", "no", "of course not"} <= set(less.also["x"])
