"""驳回任意节点: where whoever returns a case may send it."""

from django.utils.translation import gettext as _

from approvals.policies.document import ANY_EARLIER
from approvals.policies.kinds import KINDS
from approvals.rounds.models import Round
from core.errors import Refused


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


def _passed(round: Round) -> set[str]:
    """Return the stages whose onward answer stands."""
    answered = Round.objects.filter(process=round.process_id, is_void=False).exclude(closed_at=None)
    rows = answered.values_list("stage", "kind", "verdict")
    return {stage for stage, kind, verdict in rows if verdict == KINDS[kind].onward}
