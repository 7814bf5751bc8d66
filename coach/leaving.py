"""A turn under way: how a question is closed, and how what is open is left, put aside and gone back to."""

from msgspec.structs import replace

from coach import asking, daily
from coach.content import ChoiceStep, Flow
from coach.effects import Ask, Change, Choice, Close, Effect, Kind, Recall, Say, Show
from coach.scene import Scene
from coach.session import Left


class Leaving(Scene):
    def close(self, chosen: str = "") -> None:
        session, closed, moved = self.session, self.session.closed, self.session.moved
        if self.asking is not None:
            shown = asking.question(self.here_now()) if chosen else None
            self.emit(Close(session.prompt, shown, chosen))
            closed, moved = (session.prompt, self.now) if chosen else (closed, moved)
        left = {"prompt": "", "answers": session.told, "picked": (), "misses": 0, "resumed": False}
        self.session = replace(session, **left, closed=closed, moved=moved)

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

    def _set_aside_first(self) -> list[Effect]:
        """Set everything aside; what is shown of that comes after what is asked first."""
        begun = len(self.effects)
        self.drop_under()
        self.set_aside()
        new = self.effects[begun:]
        self.effects[begun:] = [effect for effect in new if not isinstance(effect, Say | Ask | Show | Close)]
        return [effect for effect in new if isinstance(effect, Say | Ask | Show | Close)]

    def drop_what_is_gone(self) -> None:
        """A question that the pack no longer has is as if it had not been asked."""
        if self.session.prompt and self.asking is None:
            self.emit(Close(self.session.prompt))
            self._tell()
            self._end()

    def _leave(self) -> None:
        """Put what is open aside, if its flow can be taken up again. What was told in it counts at once."""
        self._tell()
        flow, session = self.flow, self.session
        begun = session.trail or session.step in session.answers
        if flow is not None and flow.keep and begun and not is_passing(flow.steps.get(session.step)):
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

    def _end(self) -> None:
        """Nothing is open any more. What was told is kept."""
        if (person := self.person) != self.kept:
            self.emit(Change(person))
        ended = replace(self.session, flow="", step="", prompt="", answers={}, trail=(), picked=(), offered=())
        self.session = replace(ended, kept=False)

    def _stale(self, left: Left, flow: Flow) -> bool:
        """What is about a day can be taken up again as long as the day lasts; a question in passing not at all."""
        if is_passing(flow.steps.get(left.step)):
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

    # What was left

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


def is_passing(step: object) -> bool:
    return isinstance(step, ChoiceStep) and step.passing
