"""重提直达: which stages a corrected case is spared, because nothing they answer for has changed."""

import datetime as dt

from approvals.policies.document import Stage
from approvals.policies.kinds import KINDS
from approvals.rounds.models import Round
from approvals.rounds.parts import ANSWERING, dossier_parts, is_unchanged


def standing_answer(case, stage: Stage, *, now: dt.datetime) -> Round | None:
    """Return the earlier round whose answer still holds for a case on its way back to the stage that returned it.

    Sittings and checks never answer for later, nor does a stage that calls the law on entering.
    """
    if stage.kind not in ANSWERING or stage.law:
        return None
    returns = returns_in_force(case)
    if not returns or stage.key in {returned.stage for returned in returns}:
        return None
    stood = [pk for returned in returns for pk in returned.result["stood"]]
    onward = KINDS[stage.kind].onward
    before = Round.objects.filter(process=case, pk__in=stood, stage=stage.key, verdict=onward).order_by("-pk").first()
    if before is None:
        return None
    before.process = case
    return before if is_unchanged(before, now_parts=dossier_parts(case, now=now)) else None


def returns_in_force(case) -> list[Round]:
    """Return the returns from which a case still comes straight back: their stage has not been asked again since.

    Any other move backward since then asks everybody anew.
    """
    policy = case.policy
    if not any(stage.straight_back for stage in policy.stages.values()):
        return []
    found: list[Round] = []
    asked: set[str] = set()
    for round in Round.objects.filter(process=case).exclude(closed_at=None).order_by("-pk"):
        round.process = case
        if is_undone(round):
            continue
        if is_straight_return(round):
            found += [round] if round.stage not in asked else []
        elif _goes_back(round):
            break
        asked.add(round.stage)
    return found


def is_undone(round: Round) -> bool:
    """Tell whether a round's answer was taken back, or the round ended because an answer before it was."""
    return round.verdict == "taken_back" or "taken_back" in round.result


def is_straight_return(round: Round) -> bool:
    """Tell whether a round returned the case from a stage to which it comes straight back."""
    return round.verdict == "return" and "stood" in round.result


def _goes_back(round: Round) -> bool:
    """Tell whether a round sent the case backward against its will: not the hand-in of a correction."""
    rule = round.rule
    if round.verdict not in rule.then or round.verdict == KINDS[round.kind].onward:
        return False
    # A correction may stand after its reviewer in the policy's text; a return to it is a move backward all the same.
    return round.verdict == "return" or round.case.policy.goes_back(round.stage, to=rule.then[round.verdict])


def keep(round: Round) -> None:
    """Let an earlier round count again."""
    Round.objects.filter(pk=round.pk).update(is_void=False)
