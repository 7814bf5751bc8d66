"""A turn under way: the conversation as it moves from question to question. Lives for one call of step()."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from coach import asking, daily, times
from coach.book import Book
from coach.content import END, Asking, ChoiceStep, DoStep, Flow, ManyStep, SayStep, TextStep
from coach.counts import PAUSE, still_paused
from coach.effects import (
    Ask,
    Change,
    Choice,
    Close,
    Effect,
    Export,
    Forget,
    Kind,
    Recall,
    Record,
    Say,
    Show,
    Strike,
    Wake,
)
from coach.here import Here, Value, as_told, buttons, urgent
from coach.ledger import Entry, Ledger
from coach.person import Age, Person
from coach.session import Left, Offered, Session

STANDING = "m"  # after the tag; a question's number is hexadecimal and cannot begin with it
MISSES = 2  # unreadable answers before the way out is shown


class Course:
    LATE = timedelta(minutes=30)  # after its time a question that goes on by itself does so no more

    def __init__(self, book: Book, person: Person, session: Session, ledger: Ledger, now: datetime) -> None:
        self.book, self.now = book, now
        self.kept: Person = person  # as they are stored, and as the last Change has them
        self.session: Session = session
        self.ledger: Ledger = ledger
        self.effects: list[Effect] = []
        self.young = False  # under 18, by what they have just written beside words of danger
        self.ahead = ""  # words that stood behind a command and answer the question it opened

    # What is so

    @property
    def person(self) -> Person:
        """Them, with all that the open flow has been told of them: it counts from the moment it is told."""
        person = self.kept
        for session in (self.session.under, self.session):
            flow = self.book.flows.get(session.flow) if session else None
            if session is not None and flow is not None and flow.told is not None and person.ready:
                here = Here(self.book, flow, person, session, self.ledger, self.now)
                person = self.book.named.told[flow.told].run(here)
        return person

    @property
    def today(self) -> date:
        """By their own clock."""
        return times.today(self.now, self.person.zone)

    @property
    def there(self) -> Person:
        """They, as those to call are chosen for them."""
        person = as_told(self.person, self.session)
        return replace(person, age=Age.TEEN) if self.young else person

    @property
    def flow(self) -> Flow | None:
        return self.book.flows.get(self.session.flow)

    @property
    def asking(self) -> Asking | None:
        """The open question; None when there is none, or when the pack has dropped it."""
        flow, session = self.flow, self.session
        step = flow.steps.get(session.step) if flow and session.prompt else None
        return step if isinstance(step, Asking) else None

    def here(self, flow: Flow) -> Here:
        return Here(self.book, flow, self.person, self.session, self.ledger, self.now)

    @property
    def has_timer(self) -> bool:
        """Whether the open question goes on by itself."""
        return self.asking is not None and asking.ends(self.here_now(), self.asking) is not None

    # What is done

    def emit(self, *effects: Effect) -> None:
        for effect in effects:
            if isinstance(effect, Show) and not self.kept.pictures:
                effect = effect.in_words
            if isinstance(effect, Change) and effect.person.gated and effect.person.together is not None:
                effect = self._no_more_together(effect.person)
            match effect:
                case Change(person):
                    self.kept = person
                case Record(entry) if self.ledger.entries is not None:
                    self.ledger = self.ledger.plus(entry)
                case Strike(entries):
                    self.ledger = self.ledger.without(*entries)
                case Forget():
                    self.session = Session(self.session.tag, asked=self.session.asked)
                case Ask(prompt=""):
                    effect = self._standing(effect)
                case Export(ask=ask) | Show(ask=ask):
                    effect = replace(effect, ask=self._standing(ask))
                case _:
                    pass
            self.effects.append(effect)

    def _no_more_together(self, person: Person) -> Change:
        """A gate ends what they had begun, and its pause: nobody is helped to go on with it. One of their own stays."""
        left = str(still_paused(person, self.now))
        self.emit(Record(Entry(PAUSE, left, times.today(self.now, person.zone), self.now)))
        return Change(replace(person, together=None))

    def _standing(self, ask: Ask) -> Ask:
        """Give a message with standing buttons its own prompt: its buttons work at any time, whatever is open."""
        self.session = replace(self.session, asked=self.session.asked + 1)
        return replace(ask, prompt=f"{self.session.tag}{STANDING}{self.session.asked:x}")

    def say(self, key: str, kind: Kind = Kind.REPLY, **values: Value) -> None:
        title, text = self.phrase(key, **values)
        self.emit(Say(text, title, kind))

    def urge(self, key: str, *flows: str, **values: Value) -> None:
        """Who to call, and elsewhere, with a way to write on."""
        title, text = self.phrase(key, **values)
        self.emit(urgent(self.book, title, text, *buttons(self.book, *flows, "elsewhere")))

    def phrase(self, key: str, **values: Value) -> tuple[str, str]:
        turn = self.book.turn_of(self.session.tag, key, self.today)
        return self.book.fill(self.book.phrases.say[key], turn, values)

    # What comes before everything else

    def interrupt(self, name: str, step: str, goes_back: bool, **answers: str) -> None:
        """Ask something first. What is open waits under it, and is gone back to, or is set aside for another time."""
        before = self._set_aside_first() if not goes_back else []
        if goes_back and self.flow is not None and self.flow.urgent:  # one question of these at a time
            self.close()
            self.back_under()
        under = self.session if self.session.prompt else None
        answers |= {"age": Age.TEEN.value} if self.young else {}
        fresh = replace(self.session, flow=name, step=step, prompt="", answers=answers, trail=(), picked=(), offered=())
        self.session = replace(fresh, misses=0, began=self.now, resumed=False, kept=False, under=under)
        self._walk(self.book.flows[name])
        self.effects += before

    def _set_aside_first(self) -> list[Effect]:
        """Set everything aside; what is shown of that comes after what is asked first."""
        begun = len(self.effects)
        self.drop_under()
        self.set_aside()
        new = self.effects[begun:]
        self.effects[begun:] = [effect for effect in new if not isinstance(effect, Say | Ask | Show | Close)]
        return [effect for effect in new if isinstance(effect, Say | Ask | Show | Close)]

    def back_under(self) -> bool:
        """Whether there was something to go back to. Its question is open again, and not shown again."""
        under, now = self.session.under, self.session
        if under is None:
            return False
        kept = {"asked": now.asked, "left": now.left, "heard": now.heard}
        self.session = replace(under, **kept, closed=now.closed, moved=now.moved)
        return True

    def drop_under(self) -> None:
        """What waits is set aside, and not gone back to."""
        open_now = self.session
        if self.back_under():
            self.set_aside()
            self.session = replace(open_now, asked=self.session.asked, left=self.session.left, under=None)

    def set_aside(self) -> None:
        """Leave what is open without a word; what can be taken up again is kept for that."""
        if self.session.prompt:
            self.close()
            self._leave()

    # Opening and leaving

    def drop_what_is_gone(self) -> None:
        """A question that the pack no longer has is as if it had not been asked."""
        if self.session.prompt and self.asking is None:
            self.emit(Close(self.session.prompt))
            self._tell()
            self._end()

    def open(self, name: str, argument: str = "") -> None:
        flow = self.book.flows[name]
        if flow.who not in ("anyone", "grown") and not self.person.ready:
            self.say("first")
            self.open("start")
        elif not self.person.may_open(flow.who):
            self.say("not_for_teens")
            self.ask_again()
        elif flow.before and (shut := self.book.named.do[flow.before].run(self.here(flow))).go == "closed":
            self.emit(*shut.effects)
            self.ask_again()
        elif flow.aside:
            self._aside(flow, argument)
        elif name == self.session.flow and self.asking and self._goes_on(flow, argument):
            self.ask_again()
        else:
            self._enter(name, flow, argument)

    def _goes_on(self, flow: Flow, argument: str) -> bool:
        """Whether the command asks the open question again: not for something else, nor long after it was put."""
        same = not argument or (bool(flow.keep) and argument == self.session.answers.get("argument"))
        old = flow.fresh and self.now - (self.session.since or self.now) > timedelta(minutes=flow.fresh)
        return same and not self.days_old and not old and not _is_passing(self.asking)

    def _aside(self, flow: Flow, argument: str) -> None:
        open_now = self.session
        answers = {**open_now.told, "argument": argument}
        self.session = replace(open_now, step=flow.start, answers=answers, picked=())
        self._walk(flow)
        self.session = replace(open_now, asked=self.session.asked, left=self.session.left)
        if not self.person.is_calm(self.now):  # after a danger the last word is who to call
            self.ask_again()

    def _enter(self, name: str, flow: Flow, argument: str) -> None:
        self.drop_under()
        self._answer_for_them()
        self.close()
        self._leave()
        left = self.session.left.get(name)
        there = left if left is not None and left.step in flow.steps and not self._stale(left, flow) else None
        left = there if there is not None and argument in ("", there.answers.get("argument", "")) else None
        waits = there is not None and left is None and argument != "new"  # it is opened for something else
        others = {n: kept for n, kept in self.session.left.items() if n != name or waits}
        fresh = replace(self.session, flow=name, left=others, picked=(), offered=(), misses=0)
        if left is not None:
            self.session = replace(fresh, step=left.step, trail=left.trail, **_as_left(flow, left.step, left.answers))
            self.session = replace(self.session, began=left.began, resumed=True)
            self.say("resumed")
        else:
            new = {"answers": {"argument": argument}, "trail": (), "began": self.now, "clocks": {}}
            self.session = replace(fresh, step=flow.start, **new)
        self._walk(flow)

    def _answer_for_them(self) -> None:
        """A question that must not be left without a word is answered as by Stop, before anything else is opened."""
        step, flow = self.asking, self.flow
        if flow is not None and isinstance(step, ChoiceStep) and step.stop:
            self.close()
            self.session = replace(self.session, step=step.stop, trail=())
            self._walk(flow)

    def _leave(self) -> None:
        """Put what is open aside, if its flow can be taken up again. What was told in it counts at once."""
        self._tell()
        flow, session = self.flow, self.session
        begun = session.trail or session.step in session.answers
        if flow is not None and flow.keep and begun and not _is_passing(flow.steps.get(session.step)):
            spent = self.book.named.told[flow.told].spent if flow.told else frozenset[str]()
            answers = {key: a for key, a in session.answers.items() if key not in spent or key == session.step}
            kept = Left(session.step, answers, session.trail, self.now, session.began)
            session = replace(session, left={**session.left, session.flow: kept})
        self._end()
        self.session = replace(self.session, left=session.left)

    def _tell(self) -> None:
        """What a flow does with the answers so far when it is left."""
        flow = self.flow
        if flow is not None and flow.leaving:
            self.emit(*self.book.named.do[flow.leaving].run(self.here(flow)).effects)

    def _stale(self, left: Left, flow: Flow) -> bool:
        """What is about a day can be taken up again as long as the day lasts; a question in passing not at all."""
        if _is_passing(flow.steps.get(left.step)):
            return True
        if flow.daily:
            return daily.days_since(left.began, self.now, self.person.zone) > 0
        return (self.now - left.at).total_seconds() > flow.keep * 3600

    # A flow that is about a day

    @property
    def days_old(self) -> int:
        """How many days ago the day was that the open flow is about; 0 for one that is about no day."""
        about = self.flow is not None and self.flow.daily
        return max(0, daily.days_since(self.session.began, self.now, self.person.zone)) if about else 0

    @property
    def too_late(self) -> bool:
        """Whether the open question is about a day so long ago that it is put away rather than answered."""
        return self.days_old > daily.LATEST and not daily.must_be_answered(self.asking)

    def drop_days_gone(self) -> bool:
        """Whether something about a day that has gone by had been left by itself. It is said once."""
        left, flows = self.session.left, self.book.flows
        gone = {n for n, kept in left.items() if n in flows and flows[n].daily and self._stale(kept, flows[n])}
        self.session = replace(self.session, left={name: kept for name, kept in left.items() if name not in gone})
        return bool(gone)

    def put_away(self) -> None:
        """Leave what is open, which nobody comes back to. Nothing is said, unless it must not be left so.

        Then it is said, and the question can still be answered.
        """
        step, flow, open_now = self.asking, self.flow, self.session
        if flow is not None and isinstance(step, ChoiceStep) and step.stop:
            self.session = replace(open_now, step=step.stop, prompt="")
            self._walk(flow)
            self.session = replace(open_now, asked=self.session.asked)
        else:
            self.set_aside()

    # Moving

    def answer(self, value: str, label: str) -> None:
        step, flow = self.asking, self.flow
        assert step is not None
        assert flow is not None
        self.close(label)
        session = self.session
        after = step.then.get(value, step.next) if isinstance(step, ChoiceStep) else step.next
        trail = (*session.trail, session.step)
        self.session = replace(session, step=after, answers={**session.answers, session.step: value}, trail=trail)
        self._walk(flow)

    def tick(self, picked: tuple[str, ...]) -> None:
        self.session = replace(self.session, picked=picked)
        self.emit(asking.ask(self.here_now(), again=True))

    def suggest(self, offered: tuple[Offered, ...]) -> None:
        self.close()
        self._put(offered)

    def confirm(self, choice: Choice) -> None:
        """What was written may mean this answer: it is said, and a yes takes it."""
        self.session = replace(self.session, offered=(Offered(choice.id, choice.label),))
        self.say("meant", label=choice.label)
        self.ask_again()

    def back(self) -> None:
        steps = self.here_now().flow.steps
        there = [key for key in self.session.trail if isinstance(steps.get(key), Asking)]
        if not there:  # the pack has dropped every question before this one
            self.ask_again()
            return
        *before, last = there
        self.close(self.book.label("back"))
        flow = self.here_now().flow
        gone = (self.session.step,) if flow.told else (last, self.session.step)
        answers = {key: value for key, value in self.session.answers.items() if key not in gone}
        since = self.session.clocks.get(last, self.now)  # a question with a time of its own: the time has gone on
        self.session = replace(
            self.session, step=last, trail=tuple(before), since=since, **_as_left(flow, last, answers)
        )
        self._put()

    def skip(self) -> None:
        step = self.asking
        assert step is not None
        assert step.skip is not None
        told = self.session.told.get(self.session.step)
        kept = told if told is not None and self.lifts(step.skip) else step.skip
        self.answer(kept, self.book.label("skip"))

    def lifts(self, value: str) -> bool:
        """Whether this answer to the open question would take a gate away that stands."""
        open_now, stands = self.session, self.person.gates
        self.session = replace(open_now, answers={**open_now.answers, open_now.step: value}, picked=())
        lifted = stands - self.person.gates
        self.session = open_now
        return bool(lifted)

    def stop(self) -> None:
        flow, name, step = self.flow, self.session.flow, self.asking
        assert flow is not None
        self.close(self.book.label("stop"))
        own = step.stop if isinstance(step, ChoiceStep) else None
        to = own or flow.stop or (None if self.kept.ready else flow.unagreed)
        if to is not None:
            self.session = replace(self.session, step=to, trail=())
            self._walk(flow)
            return
        told, noted, begun = self.person != self.kept, self.session.kept, len(self.effects)
        self._leave()
        noted = noted or any(isinstance(effect, Record) for effect in self.effects[begun:])
        if name in self.session.left and flow.command:
            self.say("stopped_kept", command=flow.command)
        elif name in self.session.left:
            self.say("stopped_open")
        else:
            self.say("stopped_told" if told else "stopped_noted" if noted else "stopped")
        self.offer_left(but=name)

    def done(self) -> None:
        """On to where Done leads, with what was written so far."""
        step = self.asking
        assert isinstance(step, TextStep)
        assert step.done is not None
        self.close(self.book.label("done"))
        self.go_to(step.done)

    def again(self) -> None:
        """From the first question, with what was told so far counted."""
        name = self.session.flow
        self.close(self.book.label("again"))
        self._leave()
        self.open(name, "new")

    def go_to(self, step: str) -> None:
        """On from another step of the open flow."""
        flow = self.flow
        assert flow is not None
        self.close()
        self.session = replace(self.session, step=step)
        self._walk(flow)

    def missed(self, attached: bool) -> None:
        offered = asking.made_up(self.session.offered, self.asking)
        self.session = replace(self.session, misses=self.session.misses + 1, offered=offered)
        if attached:
            self.say("only_words")
        elif self.session.misses >= MISSES:
            self.say("stuck")
        else:
            self.emit(asking.hint(self.here_now()))
        self.ask_again()

    def ask_again(self) -> None:
        """The open question once more, below what was said in between."""
        if self.asking is None:
            return
        self.emit(Close(self.session.prompt))
        self._put(self.session.offered)

    def close(self, chosen: str = "") -> None:
        session, closed, moved = self.session, self.session.closed, self.session.moved
        if self.asking is not None:
            shown = asking.question(self.here_now()) if chosen else None
            self.emit(Close(session.prompt, shown, chosen))
            closed, moved = (session.prompt, self.now) if chosen else (closed, moved)
        left = {"prompt": "", "answers": session.told, "picked": (), "misses": 0, "resumed": False}
        self.session = replace(session, **left, closed=closed, moved=moved)

    # Walking

    def here_now(self) -> Here:
        flow = self.flow
        assert flow is not None
        return self.here(flow)

    def _walk(self, flow: Flow) -> None:
        """On, until something has to be asked or the flow ends. The loader refuses flows that go round for ever."""
        while self.session.step != END:
            match flow.steps[self.session.step]:
                case SayStep() as step:
                    self.emit(asking.said(self.here(flow), step))
                    self.session = replace(self.session, step=step.next)
                case DoStep() as step:
                    outcome = self.book.named.do[step.by].run(self.here(flow))
                    self.session = outcome.session or self.session
                    self.emit(*outcome.effects)
                    self.ahead = outcome.ahead or self.ahead
                    if Forget() in outcome.effects:
                        return
                    if outcome.alone:
                        self.drop_under()
                    kept = self.session.kept or any(isinstance(effect, Record) for effect in outcome.effects)
                    done = any(not isinstance(effect, Say) for effect in outcome.effects)
                    trail = () if done else self.session.trail  # Back does not undo what was done
                    self.session = replace(
                        self.session, step=step.then.get(outcome.go, step.next), trail=trail, kept=kept
                    )
                case step:
                    # whole seconds: a wake is kept to the millisecond, and must not come before its minute
                    since, clocks = self.now.replace(microsecond=0), self.session.clocks
                    if isinstance(step, ChoiceStep) and step.minutes:
                        clocks = {**clocks, self.session.step: since}
                    self.session = replace(self.session, since=since, clocks=clocks)
                    self._put()
                    return
        if self.session.under is not None and not flow.aside:
            self.back_under()
            self.ask_again()
        elif not flow.aside:
            self._end()
            if not flow.urgent and not any(isinstance(effect, Ask) and effect.choices for effect in self.effects):
                self.offer_left()  # not below a menu: in a terminal it would take its numbers

    def _put(self, offered: tuple[Offered, ...] | None = None) -> None:
        """Ask the question of the session's step. None: what is offered for it is made up now."""
        session, asked = self.session, self.session.asked + 1
        made = asking.offers(self.here_now()) if offered is None else offered
        self.session = replace(session, asked=asked, prompt=f"{session.tag}{asked:x}", offered=made)
        here = self.here_now()
        self.emit(asking.ask(here))
        self._set_timer()
        if here.flow.daily:
            began, zone = session.began or self.now, self.person.zone
            self.emit(Wake("idle", daily.left_at(here.flow, self.asking, began, self.now, zone)))

    def _set_timer(self) -> None:
        """For the next change of what stands there."""
        step, here = self.asking, self.here_now()
        if isinstance(step, ChoiceStep) and step.minutes:
            at = (self.session.since or self.now) + timedelta(minutes=step.changes_after(asking.minute(here)))
            self.emit(Wake("timer", max(at, self.now + timedelta(seconds=1))))  # it is over, and nobody has said so yet

    def time_goes_by(self) -> None:
        """The open question has been open for so long that its message changes, or that it goes on by itself.

        Where nobody was there to say so for long, it is left as it is.
        """
        step = self.asking
        over = None if step is None else asking.ends(self.here_now(), step)
        if over is None:
            return
        if self.now >= over + self.LATE:
            self.set_aside()
        elif self.now >= over:
            self.answer("", self.book.label("time_up"))
        else:
            self.emit(replace(asking.ask(self.here_now(), again=True), changes=True))
            self._set_timer()

    def _end(self) -> None:
        """Nothing is open any more. What was told is kept."""
        if (person := self.person) != self.kept:
            self.emit(Change(person))
        ended = replace(self.session, flow="", step="", prompt="", answers={}, trail=(), picked=(), offered=())
        self.session = replace(ended, kept=False)

    def offer_left(self, but: str = "", daily: bool = False) -> None:
        """Say what was left in the middle and can be taken up again. `daily`: only what is about today."""
        left = {n: f for n in self.session.left if (f := self.book.flows.get(n)) and f.button and n != but}
        left = {n: f for n, f in left.items() if (f.daily or not daily) and self.person.may_open(f.who)}
        if self.person.is_calm(self.now):
            left = {n: f for n, f in left.items() if not f.before}  # nothing is weighed
        choices = tuple(Choice(n, f.button) for n, f in left.items() if not self._stale(self.session.left[n], f))
        urgent = any(isinstance(effect, Say | Ask) and effect.kind is Kind.URGENT for effect in self.effects)
        hidden = any(isinstance(effect, Recall) for effect in self.effects)
        if choices and not urgent and not hidden:
            title, text = self.phrase("left")
            self.emit(Ask("", text, title, choices))


def _is_passing(step: object) -> bool:
    return isinstance(step, ChoiceStep) and step.passing


def _as_left(flow: Flow, at: str, answers: Mapping[str, str]) -> dict[str, Any]:
    """What a question that is gone back to shows as ticked, and the other answers. An answer stands until another."""
    if not isinstance(flow.steps[at], ManyStep):
        return {"answers": dict(answers), "picked": ()}
    others = {key: value for key, value in answers.items() if key != at}
    return {"answers": others, "picked": tuple(id for id in answers.get(at, "").split("+") if id)}
