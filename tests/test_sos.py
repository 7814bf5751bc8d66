"""The ten minutes, what is asked after them, what is held instead of sent, and the hours that are often hard."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from coach import hold, hours, nudges, reasons, sos
from coach.book import Book
from coach.content import variants
from coach.effects import Ask, Effect, Kind, Record, Say, Wake
from coach.events import Pressed, Woken
from coach.ledger import Entry, Ledger
from coach.person import Age, Gate, Pace, Person
from coach.still import still
from tests.test_engine import do, settled, take
from tests.transcript import BEGIN, Player

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def said(effects: list[Effect]) -> str:
    return "\n".join(e.text for e in effects if isinstance(e, Say | Ask))


def pushed(effects: list[Effect]) -> list[Ask]:
    return [e for e in effects if isinstance(e, Ask) and e.push is not None]


def through(book: Book, *more: str) -> Player:
    """Ten minutes that are over."""
    player = settled(book)
    do(player, "/sos", "yes", "8", "[passed]", *(more or ("2",)))
    return player


# The minutes


@pytest.mark.parametrize("minute", [0, 5, 7])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("write it", "Write it here, as it comes"),
        ("my reasons", "You haven't written any yet"),
        ("somebody to ring", "Whoever comes to mind"),
        ("perhaps i tidy something small", "I take that to mean"),
        ("move", "I ask again in four minutes"),
    ],
)
def test_what_can_be_chosen_later_can_be_typed_at_any_minute(book: Book, minute: int, words: str, said: str) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    player.travel(minute * MINUTE)
    assert re.search(said, do(player, words))
    assert player.session.flow == "sos"


def test_back_from_what_was_chosen_gives_no_more_time(book: Book) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    player.travel(7 * MINUTE)
    assert "Minute 8" in do(player, "[move]", "[Back]") or "Minute 7" in player.screen[-1].text
    came = "\n".join(player.travel(3 * MINUTE))
    assert "How strong is the pull now" in came


def test_after_one_thing_another_can_be_chosen(book: Book) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    player.travel(7 * MINUTE)
    do(player, "[move]", "[other]")
    tidied = do(player, "[tidy]")
    assert any(text in tidied for text in variants(book.flows["sos"].words["tidy"]))
    moved = do(player, "move")
    assert any(text in moved for text in variants(book.flows["sos"].words["move"]))


def test_nothing_is_written_to_somebody_who_frightened_them(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset([Gate.ABUSE]))
    do(player, "/sos", "yes", "8")
    player.travel(7 * MINUTE)
    said = do(player, "[box]")
    assert any(text in said for text in variants(book.flows["sos"].words["box_hurt"]))
    assert player.session.step == "rest"


@pytest.mark.parametrize(("passed", "anew"), [(20 * MINUTE, False), (2 * HOUR, True)])
def test_a_new_pull_begins_anew_where_an_old_question_still_stands(book: Book, passed: timedelta, anew: bool) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    player.travel(10 * MINUTE + passed)
    said = do(player, "i really want to text him")
    assert ("are you safe" in said) is anew
    assert player.session.flow == "sos"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("still bad", "same"), ("it's still hard", "same"), ("not really", "same"),
        ("a lot less", "less"), ("gone", "less"),
    ],
)  # fmt: skip
def test_how_it_is_after_three_taps_can_be_written(book: Book, words: str, value: str) -> None:
    player = settled(book)
    do(player, "/sos", "yes, short")
    player.travel(10 * MINUTE)
    assert player.session.step == "short_again"
    do(player, words)
    assert [e.value for e in player.entries if e.kind == "ride"] == [str(sos.WORDS[value])]


@pytest.mark.parametrize("last", [(), ("8",), ("[Stop]",)])
def test_whoever_puts_the_phone_down_is_asked_how_it_went_on_all_the_same(book: Book, last: tuple[str, ...]) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    player.travel(10 * MINUTE)
    if last:
        do(player, *last)
    came = [e.note for e in player.entries if e.kind == "push"]
    player.travel(DAY + 2 * HOUR)
    new = [e.note for e in player.entries if e.kind == "push"][len(came) :]
    assert new.count("follow") == 2
    assert [e.value for e in player.entries if e.kind == "push" and book.kind_of(e.value) == "sosnext"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("easier", "easier"), ("a bit better", "easier"), ("3", "easier"), ("4 out of 10", "easier"),
        ("same", "still"), ("5", "harder"), ("The same", "still"), ("still bad", "still"),
        ("it's still there", "still"),
        ("worse", "harder"), ("stronger", "harder"), ("8", "harder"), ("Harder", "harder"),
        ("it's much harder now", "harder"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("told", [True, False])
def test_how_it_went_on_can_be_written(book: Book, told: bool, words: str, key: str) -> None:
    player = through(book) if told else settled(book)
    if not told:
        do(player, "/sos", "yes", "8")
        player.travel(10 * MINUTE)
    player.travel(16 * MINUTE)
    said = do(player, words)
    if told or not any(c.isdigit() for c in words):  # the open question takes a number
        assert any(text in said for text in variants(book.flows["ridden"].words[key]))


@pytest.mark.parametrize(("words", "key"), [("5", "harder"), ("2", "easier"), ("better", "easier"), ("Same", "still")])
def test_what_was_asked_last_is_what_is_answered(book: Book, words: str, key: str) -> None:
    player = through(book)
    do(player, "/checkin")
    player.travel(16 * MINUTE)
    said = do(player, words)
    assert any(text in said for text in variants(book.flows["ridden"].words[key]))
    assert player.session.flow == "checkin"
    assert "mood" not in player.session.answers
    do(player, "6")  # which is about the question that was asked again
    assert player.session.answers["mood"] == "6"


def test_what_was_asked_after_a_message_is_answered_first(book: Book) -> None:
    player = through(book)
    player.travel(16 * MINUTE)
    do(player, "/checkin", "4")
    assert player.session.answers["mood"] == "4"


@pytest.mark.parametrize(("words", "value"), [("no", "kept"), ("Wrote nothing", "kept")])
def test_how_the_night_went_can_be_written(book: Book, words: str, value: str) -> None:
    player = through(book)
    player.travel(DAY + 2 * HOUR)
    do(player, words)
    assert [e.value for e in player.entries if e.kind == "contact"][-1] == value


@pytest.mark.parametrize(("words", "mood"), [("4", "4"), ("a seven", "7"), ("yes", None), ("ok", None)])
def test_an_invitation_can_be_answered_in_words(book: Book, words: str, mood: str | None) -> None:
    player = settled(book)
    player.travel(13 * HOUR)
    assert player.entries[-1].note == "prompt"
    do(player, words)
    assert player.session.flow == "checkin"
    assert player.session.answers.get("mood") == mood


def test_a_no_to_an_invitation_is_taken_as_one(book: Book) -> None:
    player = settled(book)
    player.travel(13 * HOUR)
    assert "/less" in do(player, "no thanks")
    assert player.session.flow == ""


@pytest.mark.parametrize(("after", "words"), [(4 * HOUR, "4"), (4 * HOUR, "no"), (timedelta(0), "the lamp is lit")])
def test_other_words_or_later_ones_are_no_answer_to_a_message(book: Book, after: timedelta, words: str) -> None:
    player = settled(book)
    player.travel(13 * HOUR + after)
    do(player, words)
    assert player.session.flow == ""


def test_in_the_days_after_a_danger_a_word_is_no_answer_to_a_message(book: Book) -> None:
    player = through(book)
    player.travel(16 * MINUTE)
    do(player, "I want to die", "[No]", "[No, I'm all right]")
    assert "Samaritans" in do(player, "same")


def test_what_was_sent_in_the_night_leads_to_what_came_before_it(book: Book) -> None:
    player = through(book)
    player.travel(DAY + 2 * HOUR)
    said = do(player, "[night.sent]")
    assert "[What came before it]" in said
    assert "What was going on just before" in do(player, "[What came before it]")


def test_the_message_changes_in_its_place_and_only_where_it_still_stands(book: Book) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    prompt = player.session.prompt
    player.now += MINUTE
    [ask, wake] = take(player, Woken("timer", player.now))
    assert isinstance(ask, Ask)
    assert (ask.prompt, ask.again, ask.changes, ask.kind) == (prompt, True, True, Kind.REPLY)
    assert ask.until == BEGIN + 10 * MINUTE
    assert wake == Wake("timer", player.now + MINUTE)


def test_a_timer_is_nothing_where_no_question_has_one(book: Book) -> None:
    player = settled(book)
    assert take(player, Woken("timer", player.now)) == []
    do(player, "/checkin")
    assert take(player, Woken("timer", player.now)) == []


def test_asking_again_gives_no_more_time(book: Book) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    player.now += 9 * MINUTE
    do(player, "hm", "/help")
    player.now += MINUTE
    assert "How strong is the pull now" in said(take(player, Woken("timer", player.now)))


def test_what_stood_there_a_minute_ago_can_still_be_pressed(book: Book) -> None:
    """Two things at once: the message has changed, and a button of before was on its way."""
    player = settled(book)
    do(player, "/sos", "yes", "8")
    assert "I don't keep it" in said(take(player, Pressed(player.session.prompt, "box")))


def test_no_word_written_in_the_box_is_kept(book: Book) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    take(player, Pressed(player.session.prompt, "box"))
    do(player, "the lighthouse in august")
    assert "lighthouse" not in repr((player.session, player.entries))


def test_a_danger_in_the_middle_comes_first_and_the_minutes_wait_under_it(book: Book) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8", "i want to kill myself")
    assert player.session.flow == "danger"
    assert take(player, Woken("timer", player.now)) == []


def test_nobody_under_18_is_shown_them(book: Book) -> None:
    player = settled(book)
    player.person = replace(player.person, age=Age.TEEN)
    assert "ten minutes" not in do(player, "/sos").casefold()


@pytest.mark.parametrize(("hour", "late"), [(21, False), (22, True), (3, True), (6, False)])
def test_the_small_hours_have_a_word_of_their_own(book: Book, hour: int, late: bool) -> None:
    player = settled(book)
    player.now = NOW.replace(hour=hour)
    do(player, "/sos", "yes", "8")
    assert any(e.kind == "push" and e.note == "late" for e in player.entries) == late


def test_when_its_words_are_used_up_the_night_has_none(book: Book) -> None:
    player = settled(book)
    player.now = NOW.replace(hour=23)
    player.entries += [Entry("push", n.id, NOW.date(), NOW, "late") for n in book.messages if n.pool.kind == "late"]
    do(player, "/sos", "yes", "8")
    assert player.session.step == "ten"


# After them


def test_it_is_asked_three_times_how_it_is_and_a_new_round_begins_that_anew(book: Book) -> None:
    player = through(book)
    assert {"follow.1", "follow.2", "follow.3"} <= player.wakes.keys()
    before = dict(player.wakes)
    player.now += HOUR
    do(player, "/sos", "yes", "8", "[passed]", "2")
    assert all(player.wakes[f"follow.{n}"] >= before[f"follow.{n}"] for n in (1, 2, 3))


@pytest.mark.parametrize("key", ["follow.1", "follow.2"])
def test_it_comes_at_any_pace_and_at_night_in_silence(book: Book, key: str) -> None:
    player = through(book)
    do(player, "/stop")
    player.now = NOW.replace(hour=23)
    [ask] = pushed(take(player, Woken(key, player.now)))
    assert ask.push is not None
    assert ask.push.silent
    assert still(player.person, player.session, ask.push, player.now) == player.now
    assert still(replace(player.person, calm_until=player.now + DAY), player.session, ask.push, player.now) is None


def test_it_does_not_come_late_nor_while_they_are_at_it_nor_after_a_danger(book: Book) -> None:
    player = through(book)
    due = player.now + 15 * MINUTE
    player.now = due + 4 * HOUR
    assert take(player, Woken("follow.1", due)) == []
    do(player, "/sos")
    assert take(player, Woken("follow.1", player.now)) == []
    do(player, "i want to kill myself", "yes")
    player.now += 4 * HOUR
    assert take(player, Woken("follow.2", player.now)) == []


def test_it_is_asked_four_times_a_day_at_the_most(book: Book) -> None:
    player = through(book)
    times = [pushed(take(player, Woken("follow.1", player.now))) for _ in range(6)]
    assert [len(asks) for asks in times] == [1, 1, 1, 1, 0, 0]


def test_the_morning_after_has_one_message(book: Book) -> None:
    player = through(book)
    player.now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert pushed(take(player, Woken("follow.3", player.now)))
    player.now += MINUTE
    assert pushed(take(player, Woken("nudge", player.now))) == []


@pytest.mark.parametrize(
    ("told", "answer", "then"),
    [
        (None, "kept", "kept"),
        (None, "sent", "wrote"),
        (None, "they", "they"),
        ("wrote", "kept", "wrote"),  # what was told of that day stands
        ("wrote", "sent", "wrote"),
        ("kept", "sent", "wrote"),
        (None, "tea", None),
    ],
)
def test_how_the_night_went_is_told_of_its_day(book: Book, told: str | None, answer: str, then: str | None) -> None:
    player = through(book)
    day = player.now.date()
    player.entries += [Entry("contact", told, day, player.now)] if told else []
    player.now += DAY
    take(player, Pressed(f"{player.session.tag}m9", f"night.{answer}"))
    last = Ledger(tuple(player.entries)).by_day("contact").get(day)
    assert (last.value if last else None) == then
    assert player.person.last_contact == (day if then in ("wrote", "they") and told != "wrote" else date(2026, 2, 18))


def test_of_a_night_that_was_none_nothing_is_noted(book: Book) -> None:
    player = settled(book)
    assert "I'm here" in said(take(player, Pressed(f"{player.session.tag}m9", "night.sent")))
    assert not any(e.kind == "contact" for e in player.entries)


@pytest.mark.parametrize("kind", ["sos15", "sos120", "sosnext", "jit"])
def test_what_is_asked_later_gives_nothing_away(book: Book, kind: str) -> None:
    for nudge in book.messages:
        if nudge.pool.kind == kind and kind != "jit":
            assert not any(w in nudge.text.casefold().split() for w in ("ex", "them", "breakup", "urge", "contact"))


def test_somebody_discreet_opens_it_with_the_answers_it_has(book: Book) -> None:
    player = through(book)
    do(player, "/hide")
    player.now += 15 * MINUTE
    [ask] = pushed(take(player, Woken("follow.1", player.now)))
    assert [c.id.partition(".")[0] for c in ask.choices] == ["open", "show"]
    [opened] = [e for e in take(player, Pressed(ask.prompt, ask.choices[0].id)) if isinstance(e, Ask)]
    assert [c.id for c in opened.choices] == ["ridden.easier", "ridden.same", "ridden.harder", "sos", "crisis"]


# Hard hours


def strong(*at: datetime, kind: str = "sos", value: str = "8") -> Ledger:
    return Ledger(tuple(Entry(kind, value, one.date(), one) for one in at))


ADA = Person(age=Age.ADULT, zone="UTC", settled=True)
EVENINGS = [datetime(2026, 3, day, 19, 10, tzinfo=UTC) for day in (1, 4, 8)]


@pytest.mark.parametrize(
    ("ledger", "hour"),
    [
        (strong(*EVENINGS), 19),
        (strong(*EVENINGS[:2]), None),  # two are no habit
        (strong(*EVENINGS, kind="held", value="1"), 19),
        (strong(*EVENINGS, kind="urge", value="7"), 19),
        (strong(*EVENINGS, kind="urge", value="6"), None),
        (strong(*(EVENINGS[2] + n * MINUTE for n in range(5))), None),  # five on one day are one day
        (strong(*(at - 30 * DAY for at in EVENINGS)), None),  # long ago
        (strong(*(at + 7 * DAY for at in EVENINGS)), None),  # still to come: the clock was ahead
        (strong(*EVENINGS, *(at - 10 * HOUR for at in EVENINGS), EVENINGS[0] - 10 * HOUR + DAY), 9),
    ],
)
def test_the_hour_that_is_often_hard(ledger: Ledger, hour: int | None) -> None:
    assert hours.hard_hour(ADA, ledger, NOW) == hour


def test_nothing_is_learned_in_the_first_days() -> None:
    assert hours.hard_hour(ADA, strong(*EVENINGS), EVENINGS[0] + 7 * DAY - MINUTE) is None


def test_the_hour_of_an_answer_to_our_own_question_is_ours(book: Book) -> None:
    asked = [Entry("push", "p1", at.date(), at - HOUR, "prompt") for at in EVENINGS]
    told = strong(*EVENINGS, kind="urge")
    assert hours.hard_hour(ADA, told.plus(*asked), NOW) is None


@pytest.mark.parametrize(
    ("hour", "at"),
    [(19, "18:30"), (22, "21:30"), (0, "21:30"), (3, "21:30"), (5, None), (8, None), (9, "08:30"), (13, "12:30")],
)
def test_the_word_before_it_never_comes_at_night(hour: int, at: str | None) -> None:
    moments = [one.replace(hour=hour) for one in EVENINGS]
    ahead = hours.before_hard(ADA, strong(*moments), NOW)
    assert (f"{ahead:%H:%M}" if ahead else None) == at


@pytest.mark.parametrize("person", [replace(ADA, pace=Pace.NONE), replace(ADA, age=Age.TEEN)])
def test_it_comes_to_nobody_who_wants_none(person: Person) -> None:
    assert hours.before_hard(person, strong(*EVENINGS), NOW) is None


def with_hard_evenings(book: Book) -> Player:
    player = settled(book)
    player.entries += list(strong(*EVENINGS))
    player.now = NOW.replace(hour=18, minute=30)
    return player


def test_it_comes_once_a_day_and_the_next_is_set(book: Book) -> None:
    player = with_hard_evenings(book)
    effects = take(player, Woken("before", player.now))
    assert [a.push.kind for a in pushed(effects) if a.push] == ["before"]
    assert Wake("before", player.now + DAY) in effects
    assert pushed(take(player, Woken("before", player.now))) == []


@pytest.mark.parametrize("hour", [21, 22, 23, 1])
def test_an_invitation_gives_way_to_it_and_is_asked_with_it(book: Book, hour: int) -> None:
    player = settled(book)
    player.entries += list(strong(*[one.replace(hour=hour) for one in EVENINGS]))
    player.now = NOW.replace(hour=19)
    due = hours.before_hard(player.person, Ledger(tuple(player.entries)), player.now)
    assert due is not None
    player.now = NOW.replace(hour=20)
    assert pushed(take(player, Woken("prompt", player.now))) == []
    player.now = due
    [ask] = pushed(take(player, Woken("before", due)))
    assert "checkin" in [choice.id for choice in ask.choices]


def test_it_does_not_ask_what_is_told(book: Book) -> None:
    player = with_hard_evenings(book)
    player.entries.append(Entry("mood", "4", NOW.date(), player.now - 4 * HOUR))
    [ask] = pushed(take(player, Woken("before", player.now)))
    assert "checkin" not in [choice.id for choice in ask.choices]


@pytest.mark.parametrize("state", ["other hour", "late", "paused", "danger", "used up", "full"])
def test_it_does_not_come_where_it_has_no_place(book: Book, state: str) -> None:
    player = with_hard_evenings(book)
    due = player.now
    match state:
        case "other hour":
            due -= HOUR
        case "late":
            player.now += 3 * HOUR
        case "paused":
            player.person = replace(player.person, paused_until=NOW + 2 * DAY)
        case "danger":
            player.person = replace(player.person, calm_until=NOW - HOUR)
        case "used up":
            jit = [n.id for n in book.messages if n.pool.kind == "jit"]
            player.entries += [Entry("push", id, NOW.date() - 9 * DAY, NOW - 9 * DAY, "x") for id in jit]
        case _:
            player.entries.append(Entry("push", "p1", NOW.date(), player.now - HOUR, "prompt"))
    assert pushed(take(player, Woken("before", due))) == []


def test_what_is_hard_no_more_is_not_asked_about(book: Book) -> None:
    player = settled(book)
    assert take(player, Woken("before", player.now)) == [Wake("before", None)]


# What is held


def handed_in(book: Book, until: str = "[An hour]") -> Player:
    player = settled(book)
    hand_in(player, until)
    return player


def hand_in(player: Player, until: str) -> None:
    do(player, "/hold", "please come back", until, "no", "no", "fine")


def key_of(player: Player) -> str:
    """The wake for the message that was handed in last."""
    return f"due.{[e.value for e in player.entries if e.kind == 'held'][-1]}"


def test_it_is_sealed_before_anything_is_asked_about_it(book: Book) -> None:
    player = settled(book)
    do(player, "/hold", "Please come back")
    [entry] = player.entries[-1:]
    assert (entry.kind, "Please come back" in entry.note) == ("held", True)
    assert "Please come back" not in str(player.session)
    came = "\n".join(player.travel(DAY + 2 * HOUR))
    assert "verdict" in str([ask.choices for ask in player.screen]), came
    assert "Write it here, or paste" in do(player, "/hold new")


def test_it_is_sealed_in_one_entry_and_nowhere_else(book: Book) -> None:
    player = handed_in(book)
    assert [e.kind for e in player.entries if "please come back" in e.note] == ["held"]
    assert "please come back" not in repr(player.session)


@pytest.mark.parametrize("until", ["[Ten minutes]", "[An hour]"])
def test_it_is_asked_about_when_the_time_is_over_and_in_the_morning(book: Book, until: str) -> None:
    player = handed_in(book, until)
    assert {key_of(player), f"{key_of(player)}m"} <= player.wakes.keys()


def test_until_the_morning_it_is_asked_about_once(book: Book) -> None:
    player = handed_in(book, "[Until the morning]")
    assert key_of(player) not in player.wakes
    assert player.wakes[f"{key_of(player)}m"] == datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pulls", "waits"), [((), False), ((8,), True), ((8, 3), True), ((3, 8), True), ((8, 3, 4), False), ((4, 4), False)]
)
def test_a_yes_by_daylight_waits_for_two_pulls_under_five(book: Book, pulls: tuple[int, ...], waits: bool) -> None:
    player = handed_in(book, "[Until the morning]")
    player.travel(DAY + 2 * HOUR)
    for n, pull in enumerate(pulls):
        at = player.now - timedelta(minutes=len(pulls) - n)
        player.entries.append(Entry("urge", str(pull), at.date(), at))
    said = do(player, f"[{book.label('send_yes')}]")
    words = variants(book.flows["verdict"].words["yes_pulled" if waits else "yes_last"])
    assert any(text in said for text in words)


@pytest.mark.parametrize("state", ["late", "danger", "gone"])
def test_it_is_not_asked_about_where_that_has_no_place(book: Book, state: str) -> None:
    player = handed_in(book)
    due, key = player.now + HOUR, key_of(player)
    player.now = due
    match state:
        case "late":
            player.now += 3 * HOUR
        case "danger":
            player.person = replace(player.person, calm_until=due + DAY)
        case _:
            player.entries = [e for e in player.entries if e.kind != "held"]
    effects = take(player, Woken(key, due))
    assert pushed(effects) == []
    assert effects == ([Wake(key, datetime(2026, 3, 4, 9, tzinfo=UTC))] if state == "danger" else [])


def test_a_question_about_it_is_sent_at_any_pace(book: Book) -> None:
    player = handed_in(book)
    do(player, "/stop")
    player.now += HOUR
    [ask] = pushed(take(player, Woken(key_of(player), player.now)))
    assert ask.push is not None
    assert still(player.person, player.session, ask.push, player.now) == player.now
    id = key_of(player).removeprefix("due.")
    assert [c.id for c in ask.choices] == [f"verdict.{id}.no", f"verdict.{id}.unsure", f"verdict.{id}.yes"]
    for since in (Gate.ORDER, Gate.NO, Gate.HARM, Gate.ABUSE):  # told while it waited to be sent
        barred = replace(player.person, gates=frozenset([since]))
        assert still(barred, player.session, ask.push, player.now) is None
    assert still(replace(player.person, age=Age.TEEN), player.session, ask.push, player.now) is None


@pytest.mark.parametrize("argument", ["", "9.no", "{id}.maybe", "{id}", "x.y.z"])
def test_an_answer_about_nothing_changes_nothing(book: Book, argument: str) -> None:
    player = handed_in(book)
    before = list(player.entries)
    told = argument.format(id=key_of(player).removeprefix("due."))
    take(player, Pressed(f"{player.session.tag}m9", f"verdict.{told}"))
    assert player.entries == before


def test_what_was_forgotten_meanwhile_has_no_words_to_show(book: Book) -> None:
    player = handed_in(book)
    player.now += 2 * DAY
    take(player, Pressed(f"{player.session.tag}m9", f"verdict.{key_of(player).removeprefix('due.')}.no"))
    player.entries = [e for e in player.entries if e.kind != "held"]
    assert "no longer have that one" in do(player, "read")


def test_the_figure_counts_each_message_once_by_its_last_answer() -> None:
    answers = [("1", "yes"), ("1", "no"), ("2", "no"), ("3", "unsure")]
    ledger = Ledger(tuple(Entry("verdict", value, NOW.date(), NOW, id) for id, value in answers))
    assert hold.figure(ledger) == hold.Figure(3, 2)


@pytest.mark.parametrize("gate", list(Gate))
def test_where_a_gate_stands_no_message_is_taken(book: Book, gate: Gate) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset([gate]))
    do(player, "/hold")
    assert player.session.flow == ""
    do(player, "/sos", "yes", "8", "[passed]", "9", "[send]")
    assert not any(c.id == "hold" for ask in player.screen for c in ask.choices)


# Letters and reasons


def test_a_letter_is_a_page_and_no_more_of_it_is_kept(book: Book) -> None:
    player = settled(book)
    assert "That's the page" in do(player, "/letter", "x" * 1500, "y" * 1500)
    do(player, "skip", "keep it")
    [letter] = [e for e in player.entries if e.kind == "letter"]
    assert len(letter.note) <= 2000


def test_ten_minutes_are_over_also_for_one_long_page(book: Book) -> None:
    player = settled(book)
    do(player, "/letter")
    player.now += 11 * MINUTE
    assert "Those were ten minutes" in do(player, "one long thought")


def test_a_letter_that_is_gone_is_not_read_again(book: Book) -> None:
    player = settled(book)
    do(player, "/letter", "one line", "done", "skip", "keep it", "/letter")
    player.entries = [e for e in player.entries if e.kind != "letter"]
    assert "There is none any more" in do(player, "read it")


def test_somebody_of_whom_it_was_said_lately_that_they_go_over_it_writes_no_letter(book: Book) -> None:
    player = settled(book)
    player.entries.append(Entry("rule", "r7", player.now.date(), player.now - DAY))
    assert "What did you do today" in do(player, "/letter")
    player.now += 8 * DAY
    assert "A letter that stays here" in do(player, "[Stop]", "/letter")


@pytest.mark.parametrize("way", ["[Stop]", "/sos"])
def test_reasons_that_were_written_are_there_before_all_five_are(book: Book, way: str) -> None:
    player = settled(book)
    do(player, "/reasons", "He lied", "I sleep better", way)
    assert reasons.kept(Ledger(tuple(player.entries))) == ["He lied", "I sleep better"]
    before = len(player.entries)
    do(player, "/reasons", "[Stop]")
    assert len(player.entries) == before


@pytest.mark.parametrize("enough", ["[Done]", "done", "that's all", "no more"])
def test_two_reasons_are_enough_for_whoever_says_so(book: Book, enough: str) -> None:
    player = settled(book)
    said = do(player, "/reasons", "He lied", "I sleep better", enough)
    assert "1. He lied\n  2. I sleep better" in said
    assert any(text in said for text in variants(book.flows["reasons"].words["pleasant"]))
    assert player.session.flow == ""


def test_a_dash_takes_a_reason_out(book: Book) -> None:
    player = settled(book)
    do(player, "/reasons", "sleep", "skip", "skip", "skip", "skip")
    assert reasons.kept(Ledger(tuple(player.entries))) == ["sleep"]
    assert "Nothing written" in do(player, "/reasons", "-", "skip", "skip", "skip", "skip")
    assert reasons.kept(Ledger(tuple(player.entries))) == []


def test_each_pool_of_the_ten_minutes_lasts(book: Book) -> None:
    """Six a day of the quarter hours would be over the cap; the pools hold for a week of hard nights."""
    counts = {kind: sum(n.pool.kind == kind for n in book.messages) for kind in ("jit", "late", "sos15", "sosnext")}
    assert counts["jit"] >= 45
    assert counts["late"] >= 15
    assert min(counts.values()) >= 8


def test_a_used_up_pool_says_nothing(book: Book) -> None:
    player = through(book)
    ids = [n.id for n in book.messages if n.pool.kind == "sos15"]
    player.entries += [Entry("push", id, BEGIN.date(), BEGIN, "x") for id in ids]
    assert pushed(take(player, Woken("follow.1", player.now))) == []
    assert nudges.choose is not None
    assert not [e for e in take(player, Woken("follow.1", player.now)) if isinstance(e, Record)]


# What was found by those who tried to break it


def test_a_discreet_person_gets_a_line_that_says_nothing_of_what_is_held(book: Book) -> None:
    player = handed_in(book)
    do(player, "/hide")
    player.now += HOUR
    [ask] = pushed(take(player, Woken(key_of(player), player.now)))
    assert [c.id.partition(".")[0] for c in ask.choices] == ["open", "show"]
    assert "send" not in ask.text
    [opened] = [e for e in take(player, Pressed(ask.prompt, ask.choices[0].id)) if isinstance(e, Ask)]
    assert [c.id.partition(".")[0] for c in opened.choices] == ["verdict"] * 3


def test_whoever_turns_out_to_be_under_18_is_asked_nothing_more_of_it(book: Book) -> None:
    player = handed_in(book)
    do(player, "/sos", "yes", "8", "[passed]", "2")
    player.person = replace(player.person, age=Age.TEEN)
    player.now += HOUR
    for key in ("follow.1", "follow.3", key_of(player)):
        assert take(player, Woken(key, player.now)) == []
    for choice in ("night.sent", "ridden.same", f"verdict.{key_of(player).removeprefix('due.')}.yes"):
        before = list(player.entries)
        take(player, Pressed(f"{player.session.tag}m9", choice))
        assert player.entries == before


def test_in_the_days_after_a_danger_nothing_is_weighed(book: Book) -> None:
    player = handed_in(book)
    player.person = replace(player.person, calm_until=player.now + 3 * DAY)
    effects = take(player, Pressed(f"{player.session.tag}m9", f"verdict.{key_of(player).removeprefix('due.')}.yes"))
    assert "116 123" in said(effects)
    assert "One message" not in said(effects)
    assert "116 123" in do(player, "/hold")
    assert player.session.flow == ""


def test_what_was_in_hand_before_a_danger_is_asked_about_after_it(book: Book) -> None:
    player = handed_in(book, "[Until the morning]")
    key, until = f"{key_of(player)}m", player.now + 3 * DAY
    player.person = replace(player.person, calm_until=until)
    player.now = player.wakes[key]
    take(player, Woken(key, player.now))
    assert player.wakes[key] > until
    player.now = player.wakes[key]
    assert pushed(take(player, Woken(key, player.now)))


def test_it_does_not_come_into_the_ten_minutes_nor_a_question_about_danger(book: Book) -> None:
    player = handed_in(book)
    player.now += HOUR
    do(player, "/sos", "yes", "8")
    assert take(player, Woken(key_of(player), player.now)) == [Wake(key_of(player), player.now + 10 * MINUTE)]
    do(player, "[Stop]", "i can't do this anymore")
    assert player.session.flow == "danger"
    assert pushed(take(player, Woken(key_of(player), player.now))) == []
    assert take(player, Woken("follow.1", player.now)) == []


def test_nobody_is_asked_about_ten_of_them_in_a_day(book: Book) -> None:
    player, asked = settled(book), 0
    for _ in range(6):
        hand_in(player, "[Ten minutes]")
        player.now += 10 * MINUTE
        asked += len(pushed(take(player, Woken(key_of(player), player.now))))
    assert asked == 4
    assert player.wakes[key_of(player)] == datetime(2026, 3, 3, 9, tzinfo=UTC)


def test_no_message_has_the_number_of_one_that_was_taken_back(book: Book) -> None:
    player = handed_in(book)
    first = key_of(player)
    do(player, "/forget", "yes")
    assert not {first, f"{first}m"} & player.wakes.keys()
    player.now += MINUTE
    hand_in(player, "[An hour]")
    assert key_of(player) != first
    hand_in(player, "[An hour]")
    assert len({e.value for e in player.entries if e.kind == "held"}) == 2


def test_to_forget_the_ten_minutes_is_to_be_asked_nothing_about_them(book: Book) -> None:
    player = through(book)
    do(player, "/forget", "yes")
    assert not any(key.startswith("follow") for key in player.wakes)


@pytest.mark.parametrize("hour", [time(21), time(12, 30), time(3)])
def test_a_morning_is_a_morning_whatever_their_hour_is(book: Book, hour: time) -> None:
    player = settled(book)
    player.person = replace(player.person, hour=hour)
    player.now = NOW.replace(hour=15, minute=30)
    hand_in(player, "[Until the morning]")
    do(player, "/sos", "yes", "8", "[passed]", "2")
    assert player.wakes[f"{key_of(player)}m"].time() == time(9, 30)
    assert "follow.3" not in player.wakes, "the morning has one question"


def test_whoever_has_moved_is_asked_in_their_own_morning(book: Book) -> None:
    player = through(book)
    player.person = replace(player.person, zone="America/Los_Angeles")
    player.now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert take(player, Woken("follow.3", player.now)) == [Wake("follow.3", datetime(2026, 3, 3, 17, tzinfo=UTC))]
    hand_in(player, "[Until the morning]")
    key = f"{key_of(player)}m"
    assert take(player, Woken(key, player.now)) == [Wake(key, datetime(2026, 3, 3, 17, tzinfo=UTC))]


def test_the_morning_after_waits_for_the_days_own_message(book: Book) -> None:
    player = through(book)
    player.now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert pushed(take(player, Woken("nudge", player.now)))
    player.now += MINUTE
    assert take(player, Woken("follow.3", player.now)) == [Wake("follow.3", datetime(2026, 3, 3, 12, tzinfo=UTC))]


def test_in_the_morning_it_comes_three_hours_after_another_message(book: Book) -> None:
    player = handed_in(book, "[Until the morning]")
    key = f"{key_of(player)}m"
    player.now = player.wakes[key]
    player.entries.append(Entry("push", "y1a", player.now.date(), player.now - HOUR, "nudge"))
    assert take(player, Woken(key, player.now)) == [Wake(key, player.now + 2 * HOUR)]


def test_to_somebody_who_is_gone_nothing_follows(book: Book) -> None:
    player = Player(book)
    assert take(player, Woken("follow.1", player.now)) == []


def test_a_minute_that_is_kept_to_the_millisecond_is_the_minute(book: Book) -> None:
    """A wake that came a part of a millisecond early once found the minute before, and the message stood still."""
    player = settled(book)
    player.now = BEGIN.replace(microsecond=345_678)
    do(player, "/sos", "yes", "8")
    for minute in range(2, 7):
        due = player.wakes["timer"]
        player.now = due
        assert f"Minute {minute} of 10" in said(take(player, Woken("timer", due)))


@pytest.mark.parametrize("chosen", ["move", "tidy"])
def test_one_thing_is_said_for_the_rest_of_the_minutes(book: Book, chosen: str) -> None:
    player = settled(book)
    do(player, "/sos", "yes", "8")
    for _ in range(6):
        player.now = player.wakes["timer"]
        take(player, Woken("timer", player.now))
    shown = do(player, f"[{chosen}]")
    assert any(variant.splitlines()[0] in shown for variant in book.flows["sos"].words[chosen])
    assert "I ask again in four minutes" in shown


def test_words_after_the_minutes_are_over_are_heard_too(book: Book) -> None:
    """The process was away, and nobody has said yet that they are over."""
    player = settled(book)
    do(player, "/sos", "yes", "9")
    player.now += 12 * MINUTE
    assert "The last minute" in do(player, "what now")
    assert player.wakes["timer"] > player.now


@pytest.mark.parametrize("words", ["help", "they texted me", "pause", "status"])
@pytest.mark.parametrize("command", ["away", "bring", "dates"])
def test_words_behind_a_command_that_open_something_else_do_so_once(book: Book, command: str, words: str) -> None:
    assert do(settled(book), f"/{command} {words}").startswith("< ")


@pytest.mark.parametrize("card", ["walking", "peakend", "moveon", "time", "cost"])
@pytest.mark.parametrize("gate", list(Gate))
def test_no_card_behind_a_gate_tells_of_being_missed_or_of_a_return(book: Book, gate: Gate, card: str) -> None:
    player = settled(book)
    player.person = replace(player.person, gates=frozenset([gate]))
    shown = do(player, f"/learn {card}").casefold()
    for hope in (
        "being missed",
        "one may be missed, and",
        "sees it one day",
        "notices what",
        "peak may come back",
        "a third of",
    ):
        assert hope not in shown


def test_a_copy_of_everything_has_the_words_in_hand_and_no_code(book: Book) -> None:
    player = handed_in(book)
    do(player, "/export", "yes")
    [page] = [one.text for one in player.documents if one.kind == "text/html"]
    assert "please come back" in page
    assert "2026-03-03T09" not in page


@pytest.mark.parametrize(("words", "key"), [("8", "still"), ("9", "still"), ("10", "harder"), ("3", "easier")])
def test_a_number_is_held_against_the_last_one(book: Book, words: str, key: str) -> None:
    player = through(book, "9", "[Stop]")
    player.travel(16 * MINUTE)
    said = do(player, words)
    assert any(text in said for text in variants(book.flows["ridden"].words[key]))


def test_the_question_of_the_morning_waits_in_hold_where_it_was_missed(book: Book) -> None:
    player = settled(book)
    do(player, "/hold", "I miss you", "morning", "skip", "skip", "skip")
    player.travel(2 * DAY)
    said = do(player, "/hold")
    assert "[Yes, still]" in said
    do(player, "[No]")
    assert [e.value for e in player.entries if e.kind == "verdict"] == ["no"]
    assert "[Yes, still]" not in do(player, "/hold")


def test_a_no_is_no_reason(book: Book) -> None:
    player = settled(book)
    do(player, "/reasons", "I sleep", "no", "done")
    assert reasons.kept(Ledger(tuple(player.entries))) == ["I sleep"]


def test_no_message_is_held_in_the_days_after_a_danger(book: Book) -> None:
    player = settled(book)
    do(player, "i want to die", "/hold")
    assert "Nothing is kept or sent in these days" in do(player, "/hold")
