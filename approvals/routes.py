"""The roads: a published policy version, compiled into a viewflow Flow when it is first asked for.

viewflow stores ``approvals/routes.P<digest>.<stage>``; the digest is that of the policy's text, so a stored
reference means the same road for ever, in every process and in every database.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from approvals.cases.models import Case
from approvals.policies.document import Policy as Document
from approvals.policies.models import PolicyVersion
from approvals.rounds.models import Round
from approvals.stages.nodes import Outcome, Stage

PREFIX = "P"
DIGITS = 24
RESERVED = frozenset(dir(flow.Flow)) | {"start"}


def __getattr__(name: str) -> Any:
    if not name.startswith(PREFIX) or len(name) != len(PREFIX) + DIGITS:
        raise AttributeError(name)
    version = PolicyVersion.objects.filter(digest__startswith=name.removeprefix(PREFIX)).first()
    if version is None:
        raise AttributeError(name)
    globals()[name] = road = build(name, version.document)
    return road


def route(version: PolicyVersion) -> type[flow.Flow]:
    """Return the road of a policy version, compiled once a process."""
    name = PREFIX + version.digest[:DIGITS]
    return globals().get(name) or __getattr__(name)


def build(name: str, policy: Document) -> type[flow.Flow]:
    """Compile a policy into a Flow whose nodes are its stages and outcomes, under the policy's own keys."""
    nodes: dict[str, Any] = {
        key: Stage(rule).On(**{verdict: getattr(this, target) for verdict, target in rule.then.items()})
        for key, rule in policy.stages.items()
    }
    nodes |= {key: Outcome(rule) for key, rule in policy.outcomes.items()}
    first = next(iter(policy.stages))
    return type(
        name,
        (flow.Flow,),
        {
            "__module__": __name__,
            "__doc__": str(policy.title),
            "process_class": Case,
            "task_class": Round,
            "lock_impl": SelectForUpdateLock(nowait=False),
            "start": flow.StartHandle().Next(getattr(this, first)),
            **nodes,
        },
    )
