"""How a case moves along its road: one stage closes and the next opens, all in the caller's transaction."""

import datetime as dt
from typing import Any

from viewflow.workflow.activation import Activation
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from approvals.conflicts.services import look_once
from approvals.moves.stepping import keep, standing_answer
from approvals.rounds import opening
from approvals.rounds.closing import leads_to
from approvals.rounds.models import Round
from approvals.stages import law
from approvals.stages.kinds import on_open
from core.record.services import record


class Step(Activation):
    """What all our activations share: the moment and the actor, handed from one to the next."""

    now: dt.datetime
    by: Any = None
    asks: str = ""  # the stage that is asked in any case: the one a case was returned to
    kept: tuple[int, ...] = ()  # the rounds that count again because their stages were stepped over

    def handed(self, now: dt.datetime, by: Any):
        self.now, self.by = now, by
        return self

    def enter(self, node, *, token: Token):
        """Go on to a node, past every stage that does not apply to the case or has answered for it already."""
        while (onward := self._past(node)) is not None:
            node = onward
        return node._create(self, token)

    def _past(self, node):
        """Return the node after one that need not be asked; None where it must."""
        if not hasattr(node, "applies_to"):
            return None
        if not node.applies_to(self.process, now=self.now):
            record("stage.skipped", on=self.process, by=None, now=self.now, stage=node.name)
            return node.onward
        before = standing_answer(self.process, node.rule, now=self.now)
        if before is None or node.name == self.asks:
            return None
        keep(before)
        self.kept = (*self.kept, before.pk)
        record("stage.kept", on=self.process, by=None, now=self.now, stage=before.stage, visit=before.visit)
        return node.leads_to[before.verdict]


class StageActivation(Step):
    """A stage is activated when its round opens and moves on when the round has its verdict.

    A stage that leads to itself (asked again, deferred) calls the law once.
    """

    is_again = False

    @classmethod
    def create(cls, flow_task, prev_activation, token, data=None, seed=None):
        row = opening.new_round(prev_activation.process, flow_task, token=token, now=prev_activation.now)
        before = getattr(prev_activation, "task", None)  # a case begins without one
        stage = cls(row).handed(prev_activation.now, prev_activation.by)
        stage.is_again = before is not None and before.stage == row.stage
        return stage

    @Activation.status.super()
    def activate(self) -> None:
        if not self.is_again:
            law.fire(self.flow_task.rule.law, case=self.process, by=self.by, now=self.now)
        begin(self.task, by=self.by, now=self.now)

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        """The round is closed; its row is saved by the verb that closed it."""

    @Activation.status.super()
    def create_next(self):
        round = self.task
        again = self.flow_task.is_asked_again(self.process, verdict=round.verdict, now=self.now)
        node = (
            self.flow_task if again else self.flow_task.flow_class.instance.node(leads_to(round, verdict=round.verdict))
        )
        self.asks = node.name if again or round.verdict == "return" else ""
        yield self.enter(node, token=round.token)
        if self.kept:
            round.result = {**round.result, "kept": list(self.kept)}
            round.save(update_fields=["result"])

    @Activation.status.super()
    def activate_next(self) -> None:
        for activation in self.create_next():
            activation.activate()


def begin(round: Round, *, by: Any, now: dt.datetime) -> None:
    """Open a round whose row is written: its seats, its clock and its messages."""
    record("round.opened", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit)
    look_once(round.case, now=now)
    on_open(round, now=now, by=by)


class StartActivation(Step):
    """The beginning of a case; it needs no row of its own."""

    def __init__(self, case) -> None:
        self.process = case


class OutcomeActivation(Step):
    """The end of a case: the law has the last word, then the fact is written."""

    def __init__(self, task) -> None:
        self.task, self.process = task, task.process

    @classmethod
    def create(cls, flow_task, prev_activation, token, data=None, seed=None):
        row = prev_activation.flow_class.task_class(process=prev_activation.process, flow_task=flow_task, token=token)
        return cls(row).handed(prev_activation.now, prev_activation.by)

    @Activation.status.super()
    def activate(self) -> None:
        case, rule = self.process, self.flow_task.rule
        law.fire(rule.law, case=case, by=self.by, now=self.now)
        case.status, case.finished, case.outcome = PROCESS.DONE, self.now, rule.key
        case.save(update_fields=["status", "finished", "outcome"])
        event = record("case.ended", on=case, by=self.by, now=self.now, outcome=rule.key)
        law.establish_outcome(case, rule=rule, event=event, by=self.by, now=self.now)
        opening.announce_end(case, rule=rule, now=self.now)
