"""卷宗各部分: what a verdict was given on, so that it is seen later which part of a dossier has changed since."""

import datetime as dt

from approvals.processes import process
from approvals.rounds.models import Round

ANSWERING = ("filing", "review", "countersign", "panel")  # kinds in which people answer for what they have read


def parts_of(round: Round, *, now: dt.datetime) -> dict[str, str]:
    """Return the digests of the dossier's parts for a round that answers for them.

    They are asked for only where the policy sends a case straight back: nothing else looks at them.
    """
    policy = round.case.policy
    if round.kind not in ANSWERING or not any(stage.straight_back for stage in policy.stages.values()):
        return {}
    return dossier_parts(round.case, now=now)


def dossier_parts(case, *, now: dt.datetime) -> dict[str, str]:
    """Return the digest of each part of a case's dossier as it stands now."""
    told = process(case.policy.process)
    return told.parts_of(told.subject_of(case), now=now)


def is_unchanged(round: Round, *, now_parts: dict[str, str]) -> bool:
    """Tell whether everything that a round's stage answers for is as it was when the round closed."""
    wanted = round.rule.answers_for
    if not round.parts:
        return False
    if wanted is None:
        return round.parts == now_parts
    return all(part in round.parts and round.parts[part] == now_parts.get(part) for part in wanted)
