"""The words a road is compiled into: stages that ask somebody, outcomes that end a case."""

from collections.abc import Iterator
from typing import Any

from viewflow import this
from viewflow.workflow.base import Edge, Node

from approvals.policies.expressions import evaluate
from approvals.processes import facts_now, process
from approvals.stages.activation import OutcomeActivation, StageActivation


def holds(condition: str, case, *, now) -> Any:
    """Answer a condition of the policy from a case's facts as they are now."""
    return evaluate(condition, facts_now(case, now=now), ranks=process(case.policy.process).rank_table())


class Stage(Node):
    """A question put to a seat, within a time, with verdicts that lead somewhere."""

    activation_class = StageActivation
    task_type = "STAGE"
    bpmn_element = "userTask"
    shape = {
        "width": 150,
        "height": 100,
        "text-align": "middle",
        "svg": '<rect class="task" width="150" height="100" rx="5" ry="5"/>',
    }

    def __init__(self, rule) -> None:
        super().__init__()
        self.rule = rule
        self.task_title = str(rule.title)
        self.leads_to: dict = {}

    def On(self, **leads_to) -> "Stage":  # noqa: N802 — viewflow's own spelling of what is written in roads
        self.leads_to = leads_to
        return self

    def _resolve(self, instance) -> None:
        self.leads_to = {verdict: this.resolve(instance, node) for verdict, node in self.leads_to.items()}

    def _outgoing(self) -> Iterator[Edge]:
        for verdict, node in self.leads_to.items():
            yield Edge(src=self, dst=node, edge_class="next", label=verdict)

    @property
    def onward(self) -> Node:
        """Where the first verdict of the kind leads, and a stage that does not apply."""
        return next(iter(self.leads_to.values()))

    def applies_to(self, case, *, now) -> bool:
        """Tell whether the stage's condition holds for the case; what is not known counts as holding.

        A panel for which nobody is drawn is passed by where the policy says so.
        """
        if self.rule.is_nobodys(case.track):
            return False
        return self.rule.when is None or holds(self.rule.when, case, now=now) is not False

    def is_asked_again(self, case, *, verdict: str, now) -> bool:
        """Tell whether the stage opens once more after a verdict, because what it repeats for still holds."""
        return self.rule.goes_round(verdict) and holds(self.rule.repeats, case, now=now) is True


class Outcome(Node):
    """An end of the road: it fires a transition of the law and writes a fact."""

    activation_class = OutcomeActivation
    task_type = "OUTCOME"
    bpmn_element = "endEvent"
    shape = {
        "width": 50,
        "height": 50,
        "svg": '<circle class="event end-event" cx="25" cy="25" r="25"/>',
    }

    def __init__(self, rule) -> None:
        super().__init__()
        self.rule = rule
        self.task_title = str(rule.title)

    def _outgoing(self) -> Iterator[Edge]:
        return iter(())
