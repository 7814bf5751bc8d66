"""What people type in the place of a button, at every question: taken, asked about, or not guessed at."""

import pytest
from msgspec.structs import replace

from coach.book import Book
from coach.content import ChoiceStep, ManyStep
from coach.course import Course
from coach.curve_moments import MIX, OWN
from coach.events import Said
from coach.heard import expand, heard, within
from coach.ledger import Ledger
from coach.person import Gate
from coach.reading import Answer, Control, Meant, Suggested, read
from tests.test_engine import do, settled
from tests.transcript import BEGIN, Player

# An answer by its id; "id?" is asked about first; (skip) is a way out; "-" is not guessed at
SAID = """
start.age
  18 = adult | I'm 18 = adult | just turned 18 = adult | 18 years old = adult | turned 18 last week = adult
  over 18 = adult | 18+ = adult | I was 18 in May = adult | forty two = adult | I'm 34, turning 35 next week = adult
  eighteen = adult | an adult = adult | I am an adult = adult | 18 since May = adult | 25 next month = adult
  17 = teen | I'll be 18 next week = teen | turning 18 soon = teen | 18 in May = teen | nearly 18 = teen
  almost eighteen = teen | 18 tomorrow = teen | I turn 18 in june = teen | not 18 yet = teen | I'm not 18 = teen
  17 going on 18 = teen | about to be 18 = teen | I'm 17, turning 18 soon = teen | in 3 weeks I'll be 18 = teen
  when I'm 18 = teen | under 18 = teen | I'm 13 turning 14 soon = teen | 16 or 17 = teen | 18 next month = teen
  18 this summer = teen | not quite 18 = teen | I will be eighteen on the 4th of June = teen | not yet 18 = teen
  18 in two days = teen | I'm 18 in 2 weeks = teen | turning 13 soon = child | 12 = child | not 13 yet = child
  17 or 18 = - | old enough = - | teenager = - | yes = - | a minor = - | i don't know = - | 1987 = -
start.consent
  ok = yes | sure = yes | yes please = yes | I agree = yes | OKAY! = yes | of course = yes | yep = yes
  go ahead = yes | Yes, keep it = yes | keep it = yes | no thanks = no | nope = no | I don't agree = no | don't = no
  please don't = no | not sure = - | yes but not for long = - | maybe = - | what do you keep = - | I'm not okay = -
  next = - | yes and no = -
start.goal
  I want her back = reconcile | want him back = reconcile | to get back together = reconcile
  get my ex back = reconcile | her back = reconcile | feel better = heal | to feel better = heal | move on = heal
  I want to get over him = heal | healing = heal | i dont know = undecided | idk = undecided | dunno = undecided
  not sure = undecided | both = undecided | don't know yet = undecided | I do not know = undecided
  Don\u2019t know = undecided | no idea! = undecided | skip = (skip) | I don't want her back = -
  I want to feel better and get her back = - | honestly I just want her back so much = reconcile?
  I wish I could move on = - | better or back = -
start.last_contact
  last night = YESTERDAY | this morning = TODAY | we still talk = still | every day = still
  12 days ago = 2026-02-18 | ages ago = MONTHS | can't remember = (skip) | pass = (skip) | skip this = (skip)
start.window
  forever = open | no limit = open | six weeks = 42 | i don't know = (skip) | open ended = open
start.limited
  kids = child | we have kids = child | the kids and work = child+work | job = work | rent, money = home+things
  nope = none | no = none | we live together = home | my stuff = things | not really = none | we don't have kids = -
  she works with me = - | the kids go to school there = -
start.gate
  blocked = told_no | she blocked me = told_no | he's blocked me = told_no | court order = order
  restraining order = order | a restraining order = order | There is a court order = order | an injunction = order
  she said no = told_no | they told me to stop texting them = told_no | told me not to contact her = -
  she told me not to contact her = told_no | she doesn't want any contact = told_no | no = none
  nothing at all = none | not that I know of = none | idk = (skip) | next = (skip)
  she blocked me on everything last week = told_no? | yes there is a restraining order since march = order?
  she hasn't blocked me = - | no restraining order = none | no order = none | there is no order = none
  the order was dropped = - | he blocked me but unblocked me = - | not blocked = -
  she asked for space = - | I think she blocked me = told_no | will she block me = - | the order expired = -
  yes = -
start.hour
  whenever = - | half nine = 09:30 | don't know = (skip)
checkin.mood
  don't know = (skip) | pass = (skip) | next = (skip) | skip it = (skip) | seven = 7
checkin.contact
  no = kept | no contact = kept | nothing = kept | none at all = kept | I didn't = kept | nope = kept
  kept it = kept | I haven't = kept | radio silence = kept | I didn't text him = kept | I texted him = wrote
  texted = wrote | called her = wrote | I've messaged them = wrote | I reached out to her = wrote | I caved = wrote
  rang him = wrote | I sent him a message = wrote | emailed my ex = wrote | I wrote to her = wrote
  she texted me = they | he called = they | got a text from him = they | they wrote to me = they
  we kissed = wrote | I went to see her = wrote | I told him I love him = wrote | I saw her = wrote?
  he asked how I am = they | she left a voicemail = they | he said he misses me = they | she apologised = they
  I watched her story = looked | I looked again = looked | I nearly texted but didn't = kept
  I heard from her = they | looked at his insta = looked | checked her profile = looked | I looked him up = looked
  stalked her instagram = looked | I looked = looked | only the kids = needed | just work = needed
  about the kids = needed | practical stuff = needed | I texted him last night = wrote?
  she texted me this morning = they? | then I looked at her profile again = looked?
  I texted her and she texted me = - | I almost texted him = - | yes = - | I wanted to text him = - | we talked = -
  I replied to him = they? | he texted and I replied = they? | no I called him = wrote?
  I haven't looked them up = kept?
  I nearly called her = - | I texted him but only about the kids = - | hmm = - | idk = (skip)
  I'd rather not say = (skip)
checkin.own_first
  yeah = done | a bit = part | nah = no | nothing = no | sort of = part
checkin.word
  skip = (skip) | pass = (skip) | next = (skip) | skip this = (skip)
  next week will be better = next week will be better | idk = idk | enough = enough | later = later | no = no
checkin.ask_safe
  yes I am = yes | i'm safe = yes | nope = no | I'm not = no | ok = unsure | idk = unsure | next = unsure
  skip = skip | not now = (stop)
chances.q01_safety
  never = none | nope = none | shouting = putdown | she was controlling = control | I was scared of him = afraid
  I frightened her = i_did | put downs and shouting = putdown | prefer not to say = (skip) | don't know = (skip)
  she pushed me once = hurt? | I was never afraid of him = - | he never hurt me = - | maybe = -
chances.q02_boundary
  court order = order | she blocked me = told_no | blocked everywhere = told_no | he needs space = space
  ghosted me = silent | she ghosted me = silent | radio silence = silent | still friends = friendly
  only about the kids = logistics | not sure = (skip) | she blocked me on instagram = told_no?
  he might have blocked me = - | they never blocked me = -
chances.q03_who_ended
  she did = them | he ended it = them | both = mutual | it was mutual = mutual | I did = me | she dumped me = them
  I broke up with him = me | we drifted apart = drift | don't know = unsure | hard to tell = unsure
  well, she ended it = them | she ended it in march = them? | I didn't end it = - | she didn't end it = -
  me or her = -
chances.q04_definite
  a break = break | it's over = final | mixed signals = mixed | he ghosted me = nothing | don't remember = unsure
  she said she needs a break = break | she wasn't sure = break | it's not over = -
chances.q05_new
  she has a new boyfriend = steady | he's seeing someone = dating | single = no | not that I know of = no
  no clue = dk | dunno = dk | I do not know = dk | she's not seeing anyone = -
chances.q06_warmth
  she misses me = miss | no = none | practical = practical | drunk texts = drunk | she doesn't miss me = -
chances.q07_cycles
  twice = 2_3 | 2 = 2_3 | many times = 4 | no = 0 | several times = -
chances.q08_reason
  cheating = betray | long distance = circ | she fell out of love = feelings | no idea = dk | money = circ
chances.q09_peaks
  all good = 3 | none good = 0 | two = 2 | idk = (skip)
chances.q10_week
  ups and downs = mixed | walking on eggshells = tense | not sure = dk | great = good | not great = -
chances.q11_end
  cruel = ugly | out of nowhere = cold | amicable = kind | don't know = (skip)
chances.q12_bond
  married = lived | 6 months = mid | a year and a half = long | 2 years = long | 3 weeks = short
  we were together for 5 years = long | 3 months = mid | a year = mid | about two months = short
  over a year = long | less than 3 months = short | nearly a year = mid? | over 6 months = mid? | 5-6 months = mid
  2 years and lived together = lived? | 18 months = long | 1.5 years = long | half a year = mid | kids = lived
  we weren't married = -
chances.q13_time
  10 days = lt2 | 3 weeks ago = m2 | a month ago = m2 | 4 months = m6 | 8 months = m12 | two years ago = gt12
  last week = lt2 | yesterday = lt2 | 6 months = m12? | 2 months = m6? | under 2 weeks = lt2
  more than a year = gt12 | 1 january = m2 | ages = - | a year or two = -
chances.q14_change
  nothing = nothing | working on it = me | we both are working on it = - | they have to change = them | therapy = me
chances.q15_pursuit
  nothing = none | once = once | twice = once | I begged = many | I followed her = show
  I turned up at her house = show? | I left him alone = none | I never followed her = -
chances.q16_own
  every day = 5_7 | once = 1_2 | no = 0 | 3 days = 3_4 | most days = -
settings.rule
  replies = replied | when I reply = replied | looking them up = looked | replies and looking = replied+looked
  only what I begin = none | nothing else = none | nope = none | skip = (skip) | everything = -
settings.counting
  yes = on | hide them = off | no = off | turn it off = off | don't show them = off | back on = on | maybe = -
settings.since
  today = TODAY | 12 days ago = 2026-02-18 | 1 february = 2026-02-01 | next week = -
checkin.replied
  no = no | yes = yes | I didn't reply = no | I replied to him = yes | I ignored it = no | not yet = no
  I wrote her back = yes | left them on read = no | skip = (skip) | rather not say = (skip) | hmm = -
away.days
  yesterday = 1 | 3 = 3 | three = 3 | the last three days = 3 | last week = 7 | since 25 february = 5 | 12 days = 12
  a couple of days = 2 | 200 = - | a while = -
bring.since
  40 days ago = 2026-01-21 | 1 january = 2026-01-01 | ages = - | skip = (skip)
bring.slips
  none = 0 | never = 0 | once = 1 | twice = 2 | 3 = 3 | about 12 = 12 | five = 5 | no idea = (skip) | many = -
dates.what
  my birthday = your_birthday | her birthday = their_birthday | my ex's birthday = their_birthday
  my son's birthday = childs_birthday | our anniversary = anniversary | valentines = valentines | nye = new_year
  Christmas = christmas | xmas = christmas | Easter = festival
  a friend's wedding = wedding | finals = exam | the first weekend alone = weekend
  kids swap = handover | court date = hearing | moving day = moving | something else = other | dunno = -
dates.when
  tomorrow = 2026-03-03 | saturday = 2026-03-07 | 12 June = 2026-06-12 | June 12 = 2026-06-12 | 12/6 = 2026-06-12
  in three weeks = 2026-03-23 | next week = 2026-03-09 | yesterday = - | someday = -
dates.rhythm
  no = once | weekly = week | every other week = fortnight | every week = week | skip = (skip) | sometimes = -
dates.yearly
  no = once | yes = year | every year = year | once = once | maybe = -
dates.sure
  yes = yes | no = no | keep it = no | remove it = yes | don't remove it = no | hmm = -
story.answer
  correct it = change | that's wrong = change | wrong day = day | delete it = gone | hmm = -
story.words
  show it = show | read them = show | erase it = gone | hmm = -
story.contact
  no contact = kept | I texted him = wrote | she texted me = they | looked = looked
story.replied
  no = no | I answered = yes | hmm = -
story.own
  yes = done | a bit = part | no = no
story.to_day
  yesterday = YESTERDAY | today = TODAY | 3 days ago = 2026-02-27 | tomorrow = -
story.sure
  yes = yes | no = no | take it out = - | keep it = no | don't delete it = no
settings.pace
  twice = two | once a day = one | sometimes = some | never = none | once a week = weekly | three times a week = three
  3 a week = three | weekly = weekly
settings.which
  timezone = zone | what time = - | how long = window | goal = goal
sos.safe
  yes = yes | I'm safe = yes | no = unsure | not really = unsure | idk = unsure | not sure = unsure
  yes but keep it short = short | quick = short | panic = short
sos.ten
  it's gone = passed | it has passed = passed | better = passed | im better now = passed | i hate this = -
sos.short_ten
  easier = passed | better now = passed | not safe = worse | it's worse = worse | please = -
sos.short_again
  better = less | a bit better = less | same = same | no change = same | worse = more | idk = (skip)
sos.rest
  now = done | ready = done | not yet = longer | still at it = longer | maybe = -
  something different = other | my reasons = reasons | move = move | type it = box
sos.choose
  my reasons = reasons | write it = box | call somebody = person | tidy something small = tidy | hmm = -
sos.half
  yes = another | ten more = another | more = another | no = enough | done = enough | send it = send
  I still want to text him = send | put the phone away = away | hmm = -
sos.strong_then
  yes = another | one more = another | no = enough | I want to send it = send | hmm = -
sos.refused
  yes = another | ten more = another | no = enough | hmm = -
hold.until
  ten minutes = ten | 10 min = ten | one hour = hour | 60 minutes = hour | tomorrow = morning | overnight = morning
  for a day or so = morning | after I have slept = morning | forever = -
hold.needed
  yes = yes | no = no | not really = no | maybe = unsure | idk = unsure | about the keys = -
hold.noon
  yes = yes | nope = no | probably not = no | maybe = unsure | who knows = unsure | at two = -
hold.silence
  ok = fine | relieved = fine | worse = hurt | devastated = hurt | i'd text again = again | idk = hurt | hmm = -
verdict.words
  delete them = erase | bin it = erase | show me = read | let me see = read | keep it = keep | leave it = keep | hmm = -
letter.there
  new one = new | write = new | read it = read | the last one = read | delete it = erase | hmm = -
letter.more
  done = done | that's it = done | the end = done | enough = stop_here | not today = stop_here
  and I still have your scarf = and I still have your scarf
letter.keep
  keep it = keep | fold it up = keep | let it go = erase | burn it = erase | idk = (skip)
  please keep it = keep | I want to keep it = keep | seal it = keep | throw it away = erase | tear it up = erase
  I don't want it = erase | and I still have your scarf = and I still have your scarf
slip.what
  texted him = wrote | I called her last night drunk = wrote | I sent it = wrote | drunk dialled him = wrote
  I replied = replied | I texted him back = replied | she called and I answered = replied | we slept together = met
  I saw him yesterday = met | I looked = looked | checked her page again = looked
  I liked his photo by mistake = looked | I liked her photo = wrote
  only the kids = needed | practical stuff = needed | nothing = - | I almost texted him = - | I didn't text him = -
slip.when
  this minute = now | last night = yesterday | this morning = today | an hour ago = today | tonight = today
  last week = - | don't know = - | yes = - | no = - | three days ago = 2026-02-27
slip.trigger
  I was drunk = drink | wine = drink | couldn't sleep = night | I was lonely = night | saw her story = tiny
  he was online = tiny | our song = date | her birthday = date | good news = news | a bad day = news
  don't know = (skip) | nothing = -
they.kind
  about the kids = logistics | hospital = emergency | hey = crumb | she liked my post = crumb | how are you = crumb
  he said sorry = sorry | closure = sorry | she wants me back = talk | he wants to meet up = talk | he misses me = talk
  insults = angry | she blamed me = angry | threats = angry | she doesn't want to talk = - | yes = -
they.look
  yes please = yes | ask me = yes | nope = no | don't ask = no | don't know = (skip)
friends.which
  what do I say = sentence | they tell me things = sentence | a wedding = event | she will be there = event | yes = -
dating.helps
  the night = sleep | sleep = sleep | exercise = body | no news = news | weekend = weekend | none = - | idk = (skip)
mute.rung
  already done = done | yes = done | not today = later | I don't use it = pass | doesn't apply = pass | purple = -
mute.look
  yes = yes | no thank you = no | ask me = yes
back.rest
  yes please = yes | let them rest = yes | no thanks = no | leave them as they are = no | keep them coming = no
  idk = (skip)
back.look
  all three = yes | nope = no | don't = no | idk = (skip)
reply.go_on
  yes = yes | I've talked to someone = yes | not yet = no | I'll ask first = no
reply.topic
  handover = child | the dog = things | rent = home | colleague = work | closure = other
  us = other | I miss him = other
reply.needs
  it does = yes | nope = no | maybe = unsure | I don't know = unsure | not really = no
  I think so = yes | they want an answer = yes | I don't think so = no | it can wait = no | it depends = unsure
  Hi, five on Friday is fine. = Hi, five on Friday is fine.
reply.again
  once more = again | rewrite = again | good enough = enough | leave it = enough | fine as it is = enough
  try again = again | thanks = enough | perfect = enough | looks good = enough | I'll send it = enough
  Hi, five on Friday is fine. = Hi, five on Friday is fine.
review.helped
  no = none | nothing really = none | talking to friends = people? | i went running = body? | running = body
  sleep and work = sleep+craft | writing = words | idk = (skip) | not really = none | my phone away = away
review.scales
  yes = go | show me = go | no thanks = no | not now = (stop) | skip = (skip)
review.week
  skip = (skip) | nothing = nothing
phq.interest
  never = not | most days = half | every day = nearly | some days = several | 2 = several | idk = (skip)
phq.down
  not at all = not | all the time = nearly | a few days = several | maybe = -
graduate.which
  once a week = weekly | 3 times a week = three | no = stay | leave it = stay | every day = daily | maybe = -
outcome.which
  friends = touch | no = no | we broke up again = parted | better this way = better | we are together = together
  i'd rather not say = rather | maybe = -
delete.sure
  nope = keep | erase everything = erase | don't = keep | don't erase everything = keep | maybe later = (stop)
  yes, and your messages here too = both | everything and your messages = both | yes = - | erase it all = erase
export.sure
  yes please = yes | send them = yes | ok = yes | don't = no | nope = no | send it here = yes | not now = (stop)
curve.again
  yes = yes | draw it again = yes | no thanks = no | leave it = no | idk = -
curve.ask
  ok = yes | ask me = yes | nope = no | don't ask me = no | maybe = -
curve.check
  yes = ok | in that order = ok | one more = add | 9 9 = - | no = -
curve.few
  yes = add | one more = add | one of my own = add | one I skipped = passed | one of those = passed | hm = -
curve.unsafe
  he was = them | I wasn't safe = them | I was scared of her = them | it was me = me | she wasn't safe with me = me
  no = else | wrong button = else | I slipped = else | something else = else | rather not say = (skip) | maybe = -
habits.theirs
  yes = yes | sure = yes | no = no | that's all = no
habits.seen_quiet
  always = often | a lot = often | sometimes = some | never = no | not really = no | no idea = dk | pass = (skip)
habits.seen_asked
  yes = often | rarely = no
forget.sure
  yes = yes | forget it = yes | no = no | keep it = no | don't forget it = no | delete that = yes | idk = -
own.did
  swam, body = swam, body | skip = (skip) | pass = (skip) | nothing much = nothing much
own.area
  body = body | the gym = body | my friends = people | work = craft | the house = home | reading = mind
  2 = sleep | myself = values | what matters = values | idk = (skip) | skip = (skip) | purple = -
own.areas
  body and people = body+people | 1, 2, 3 = body+sleep+people | friends = people | everything = all | any = all
  no preference = all | skip = (skip) | work, reading = craft+mind | not the body = -
own.mine
  walk to the bridge = walk to the bridge | skip = (skip) | next = (skip) | no idea = (skip)
own.hours
  none = 0 | 2 = 2_3 | ten hours = 5_24 | three = 2_3 | about 4 hours = 4
  7 = 5_24 | all day = 5_24 | an hour = 1 | hardly any = 0
  a few hours = 2_3 | constantly = 5_24 | half an hour = 0 | too much = - | idk = (skip) | 0 = 0 | 1 hour = 1
"""


def table() -> list[tuple[str, str, str]]:
    rows, question = list[tuple[str, str, str]](), ""
    for line in SAID.strip().splitlines():
        if not line.startswith(" "):
            question = line
            continue
        for cell in line.split("|"):
            words, _, answer = cell.strip().rpartition(" = ")
            rows.append((question, words, answer))
    return rows


def course_at(book: Book, question: str) -> Course:
    player = settled(book)
    flow, step = question.split(".")
    session = replace(player.session, flow=flow, step=step, prompt="a1b2c3d4f", trail=(step,))
    return Course(book, player.person, session, Ledger(), BEGIN)


DAYS = {"TODAY": "2026-03-02", "YESTERDAY": "2026-03-01", "MONTHS": "2025-12-02"}


@pytest.mark.parametrize(("question", "words", "answer"), table())
def test_reads_what_is_said(book: Book, question: str, words: str, answer: str) -> None:
    course = course_at(book, question)
    assert course.asking is not None
    match read(course, course.asking, Said(words)):
        case Answer(value, _):
            found = value
        case Meant(choice):
            found = f"{choice.id}?"
        case Control(name):
            found = f"({name})"
        case Suggested(offered):
            found = "~" + "+".join(o.value for o in offered)
        case other:
            found = "-" if other is None else str(other)
    assert found == DAYS.get(answer, answer)


def test_the_table_is_long_and_asks_every_question(book: Book) -> None:
    rows = table()
    assert len(rows) > 300
    assert len(set(rows)) == len(rows)
    asked = {
        f"{n}.{k}" for n, f in book.flows.items() for k, s in f.steps.items() if isinstance(s, ChoiceStep | ManyStep)
    }
    used = {
        "dating.ask_safe",
        "back.q01_safety",
        "settings.goal",
        "safety.q01_safety",
        "checkin.gap_one",
        "checkin.gap_two",
        "checkin.own",
    }
    used |= {
        name for name in asked if name.startswith(("settings.", "safety.", "age.", "danger.", "theirs.", "elsewhere."))
    } | {
        *(name for name in asked if name.startswith("habits.seen_")),
        *(f"curve.{key}" for key in (*MIX, *OWN)),  # tests/test_curve.py
        "start.country",
        "start.zone",
    }
    assert asked - used - {question for question, _, _ in rows} == set()


# What is only likely is asked about, and a yes takes it


def player_at(book: Book, *what: str) -> Player:
    player = settled(book)
    do(player, "/stop", *what)
    return player


@pytest.mark.parametrize("yes", ["yes", "Yeah!", "that's right", "ok"])
def test_a_likely_answer_is_taken_by_a_yes(book: Book, yes: str) -> None:
    player = player_at(book, "/settings gate")
    said = do(player, "she blocked me on everything last week")
    assert 'I take that to mean: "They clearly said no, or blocked me"' in said
    assert player.person.gates == frozenset()
    do(player, yes)
    assert player.person.gates == {Gate.NO}


@pytest.mark.parametrize("other", ["[Nothing]", "nothing", "no"])
def test_or_something_else_is_said_instead(book: Book, other: str) -> None:
    player = player_at(book, "/settings gate", "she blocked me on everything last week", other)
    assert player.person.gates == frozenset()


def test_a_no_to_what_was_likely_is_not_taken_for_the_answer(book: Book) -> None:
    """ "I take that to mean: I looked them up." No: and that is not "no contact"."""
    player = player_at(book, "/checkin", "5", "5", "then I looked at her profile again")
    assert "couldn't match" in do(player, "no")
    assert player.session.step == "contact"
    do(player, "no")
    assert player.session.answers["contact"] == "kept", "asked anew, it is"


def test_a_likely_answer_is_forgotten_with_the_next_word_that_means_nothing(book: Book) -> None:
    player = player_at(book, "/settings gate", "she blocked me on everything last week", "purple")
    assert "still can't read" in do(player, "yes") or player.session.step == "gate"
    assert player.person.gates == frozenset()


def test_a_likely_tick_is_taken_beside_the_others(book: Book) -> None:
    player = player_at(book, "/chances", "[Put-downs, shouting or humiliation, often]", "she pushed me once")
    do(player, "yes")
    assert player.session.answers["q01_safety"] == "putdown+hurt"


def test_a_likely_answer_that_excludes_the_rest_is_taken_alone(book: Book) -> None:
    player = player_at(book, "/chances", "it was nothing like that really, all fine")
    do(player, "yes")
    assert player.session.answers["q01_safety"] == "none"


# How it is heard


@pytest.mark.parametrize(
    ("entry", "phrases"),
    [
        ("back together", ["back together"]),
        ("[i] texted/rang them", ["texted they", "rang they", "i texted they", "i rang they"]),
        ("[i/ive] rang", ["rang", "i rang", "ive rang"]),
        ("a [court] order", ["order", "court order"]),
    ],
)
def test_an_entry_stands_for_several_phrases(entry: str, phrases: list[str]) -> None:
    assert list(expand(entry)) == phrases


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("She\N{RIGHT SINGLE QUOTATION MARK}s blocked me!!", "they blocked me"),
        ("well, I think it was mutual, to be honest", "mutual"),
        ("I do not know", "i dont know"),
        ("my ex", "they"),
        ("👍", ""),
        ("I guess", "i guess"),
        ("not_sure", "not sure"),
        ("yes " + "please " * 40, ""),
    ],
)
def test_how_words_are_heard(text: str, plain: str) -> None:
    assert heard(text) == plain


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("they ended it in may", "them"),
        ("i ended it and they ended it", None),
        ("they ended it or i did", None),
        ("they never ended it", None),
        ("both of us ended it", "us"),
        ("if they ended it", None),
        ("it", None),
        ("they ended it " + "so " * 12, None),
    ],
)
def test_what_stands_in_a_sentence(words: str, found: str | None) -> None:
    assert (
        within({"them": ["they ended it"], "me": ["i ended it"], "us": ["both of us ended it", "it"]}, words) == found
    )
