"""驳回任意节点: where whoever returns a case may send it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from approvals.policies.document import ANY_EARLIER, Policy, Stage
from approvals.policies.kinds import KINDS
from approvals.rounds.models import Round
from core.errors import Refused
from core.models import User


def targets(round: Round) -> list[str]:
    """Return the stages a return may name, the policy's own first, then those the case has passed, in their order."""
    rule = round.rule
    if "return" not in rule.then:
        return []
    if not rule.returns_to:
        return [rule.then["return"]]
    passed = _passed(round)
    order = list(round.case.policy.stages)
    earlier = order[: order.index(round.stage)]
    named = earlier if ANY_EARLIER in rule.returns_to else [key for key in earlier if key in rule.returns_to]
    return [rule.then["return"], *(key for key in named if key in passed and key != rule.then["return"])]


def chosen_target(round: Round, *, verdict: str, target: str) -> str:
    """Return the stage a return goes to where one was chosen; Refused where it may not go there."""
    if verdict != "return" or not target:
        return ""
    if target not in targets(round):
        raise Refused(_("The case cannot be returned there: choose a stage that it has passed."))
    return target


def choose(round: Round, *, by: User, target: str) -> None:
    """Keep to which stage somebody who answers a round would return it, until the round closes."""
    chosen = {user: key for user, key in round.result.get("targets", {}).items() if user != str(by.pk)}
    wanted = {**chosen, **({str(by.pk): target} if target else {})}
    if wanted != round.result.get("targets", {}):
        round.result = {**round.result, "targets": wanted}
        round.save(update_fields=["result"])


def agreed_target(round: Round) -> str:
    """Return the earliest stage among those to which a round was returned; empty where nobody chose one.

    Who returned it without a choice meant the policy's own.
    """
    chosen, policy = round.result.get("targets", {}), round.case.policy
    returned = round.ballots.standing().filter(verdict="return").values_list("user", flat=True)
    return earliest([chosen.get(str(user), "") for user in returned], rule=round.rule, policy=policy)


def earliest(chosen: Iterable[str], *, rule: Stage, policy: Policy) -> str:
    """Return the first on the road of the stages chosen, empty where all are; an empty one means the policy's own."""
    wanted, road = list(chosen), [*policy.stages, *policy.outcomes]
    return min((key or rule.then["return"] for key in wanted), key=road.index) if any(wanted) else ""


def _passed(round: Round) -> set[str]:
    """Return the stages whose onward answer stands."""
    answered = Round.objects.filter(process=round.process_id, is_void=False).exclude(closed_at=None)
    rows = answered.values_list("stage", "kind", "verdict")
    return {stage for stage, kind, verdict in rows if verdict == KINDS[kind].onward}
