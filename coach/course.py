"""A turn under way: the conversation as it moves from question to question. Lives for one call of step()."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from coach import asking
from coach.content import Asking, ChoiceStep, Flow, ManyStep, TextStep
from coach.effects import Choice, Record
from coach.leaving import is_passing
from coach.session import Offered
from coach.walking import Walking

MISSES = 2  # unreadable answers before the way out is shown
LATE = timedelta(minutes=30)  # after its time a question that goes on by itself does so no more


class Course(Walking):
    # Opening

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
        return same and not self.days_old and not old and not is_passing(self.asking)

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

    # Answering

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

    def time_goes_by(self) -> None:
        """The open question has been open for so long that its message changes, or that it goes on by itself.

        Where nobody was there to say so for long, it is left as it is.
        """
        step = self.asking
        over = None if step is None else asking.ends(self.here_now(), step)
        if over is None:
            return
        if self.now >= over + LATE:
            self.set_aside()
        elif self.now >= over:
            self.answer("", self.book.label("time_up"))
        else:
            self.emit(replace(asking.ask(self.here_now(), again=True), changes=True))
            self._set_timer()

    # By a button that every question may have

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


def _as_left(flow: Flow, at: str, answers: Mapping[str, str]) -> dict[str, Any]:
    """What a question that is gone back to shows as ticked, and the other answers. An answer stands until another."""
    if not isinstance(flow.steps[at], ManyStep):
        return {"answers": dict(answers), "picked": ()}
    others = {key: value for key, value in answers.items() if key != at}
    return {"answers": others, "picked": tuple(id for id in answers.get(at, "").split("+") if id)}
