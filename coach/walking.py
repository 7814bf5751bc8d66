"""A turn under way: on through the steps of a flow, to the next thing that has to be asked."""

from datetime import timedelta

from msgspec.structs import replace

from coach import asking, daily
from coach.content import END, ChoiceStep, DoStep, Flow, SayStep
from coach.effects import Ask, Close, Forget, Record, Say, Wake
from coach.leaving import Leaving
from coach.person import Age
from coach.session import Offered


class Walking(Leaving):
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

    def go_to(self, step: str) -> None:
        """On from another step of the open flow."""
        flow = self.flow
        assert flow is not None
        self.close()
        self.session = replace(self.session, step=step)
        self._walk(flow)

    def ask_again(self) -> None:
        """The open question once more, below what was said in between."""
        if self.asking is None:
            return
        self.emit(Close(self.session.prompt))
        self._put(self.session.offered)

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

    # What must not be left without a word

    def _answer_for_them(self) -> None:
        """A question that must not be left without a word is answered as by Stop, before anything else is opened."""
        step, flow = self.asking, self.flow
        if flow is not None and isinstance(step, ChoiceStep) and step.stop:
            self.close()
            self.session = replace(self.session, step=step.stop, trail=())
            self._walk(flow)

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
