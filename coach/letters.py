"""/letter: what would be said to them, to nobody: ten minutes, one page, and an end that looks ahead (content 10).

Separated people who searched for a meaning did worse after writing of their feelings, and best after plain writing
(Sbarra, Boals, Mason, Larson & Mehl 2013). So whoever is going over it is asked for the day, and not for a letter.
"""

from datetime import timedelta

from msgspec.structs import replace

from coach import checkin
from coach.effects import Record, Say, Strike
from coach.graphemes import shortened
from coach.here import Do, Here, Outcome, says
from coach.ledger import Entry, Ledger
from coach.person import Gate
from coach.safety import lines
from coach.signs import signs

PAGE = 2000  # characters
MINUTES = timedelta(minutes=10)
LAST = "ahead"  # the question for the last line
BROODING = timedelta(days=7)  # for so long after it was said that somebody is going over it


def kept(ledger: Ledger) -> list[Entry]:
    return ledger.of("letter")


def begin(here: Here) -> Outcome:
    """Not to somebody who was dangerous; not for somebody who is going over it; and there may be letters already."""
    if Gate.ABUSE in here.person.standing:
        return Outcome((here.urge("hurt", help=lines.abuse(here.book, here.there)),), "no")
    if _broods(here):
        return Outcome((here.say("brooding"),), "plain")
    letters = kept(here.ledger)
    if letters and not here.answers.get("there"):
        return Outcome((here.say("kept_before", letters=len(letters)),), "there")
    return Outcome()


def _broods(here: Here) -> bool:
    said = [e for e in here.ledger.of("rule") if e.value == "r7"]
    lately = bool(said) and here.now - said[-1].at < BROODING
    return lately or checkin.ruminating(signs(here.ledger, here.person, here.today, here.now))


def old(here: Here) -> Outcome:
    """The last letter, read or erased."""
    letters = kept(here.ledger)
    if not letters:
        return Outcome((here.say("none"),), "done")
    if here.answers.get("there") == "erase":
        return Outcome((Strike((letters[-1],)), here.say("erased")), "done")
    return Outcome((here.say("read", text=letters[-1].note, day=here.spoken(letters[-1].day)),), "again")


def page(here: Here) -> Outcome:
    """One part of it more. The page ends where a page ends, and after ten minutes."""
    so_far, new = here.answers.get("pages", ""), here.answers.get("more") or here.answers.get("page", "")
    if not new:
        return Outcome(go="over" if so_far else "none")
    whole = f"{so_far}\n{new.strip()}".strip()
    answers = {**here.answers, "pages": shortened(whole, PAGE), "page": "", "more": ""}
    session = replace(here.session, answers=answers)
    if len(whole) > PAGE:
        return Outcome((here.say("full"),), "over", session=session)
    if here.now - (here.session.began or here.now) >= MINUTES:
        return Outcome((here.say("time"),), "over", session=session)
    return Outcome(session=session)


def end(here: Here) -> Outcome:
    """Kept sealed, or gone, but that only by their wish. What is more of it comes too late, and is kept nowhere."""
    answer = here.answers.get("keep", "keep")
    if not here.answers.get("pages"):
        return Outcome((here.say("nothing"),))
    if answer not in ("keep", "erase"):
        title, text = here.book.fill(here.flow.words["after_end"], here.session.asked, {})
        answers = {key: value for key, value in here.answers.items() if key != "keep"}
        return Outcome((Say(text, title),), "again", session=replace(here.session, answers=answers))
    next_thing = f"\n\n{here.words('do_it')[1]}" if here.answers.get("ahead", "").strip() else ""
    if answer == "erase":
        return Outcome((Say(here.words("let_go")[1] + next_thing),))
    return Outcome((_sealed(here), Say(here.words("sealed")[1] + next_thing)))


def _sealed(here: Here) -> Record:
    ahead = here.answers.get("ahead", "").strip()
    last = here.words("last_line", ahead=ahead)[1] if ahead else ""
    written = "\n\n".join(filter(None, (here.answers["pages"], last)))
    return Record(here.entry("letter", "", written))


def left(here: Here) -> Outcome:
    """A letter that lacks its last line alone is a letter; one in the middle is not."""
    over = here.session.step == LAST and here.answers.get("pages")
    return Outcome((_sealed(here), here.say("sealed"))) if over else Outcome()


BEGIN = Do(
    begin, says("brooding") | says("hurt", "help") | says("kept_before", "letters"), frozenset({"no", "plain", "there"})
)
OLD = Do(old, says("none erased") | says("read", "text day"), frozenset({"done", "again"}))
PAGES = Do(page, says("full time"), frozenset({"over", "none"}))
END = Do(end, says("nothing let_go sealed do_it after_end") | says("last_line", "ahead"), frozenset({"again"}))
LEFT = Do(left, says("sealed") | says("last_line", "ahead"))
