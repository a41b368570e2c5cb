"""比例: how many of a unit are due, and how many of them may get each grade that is capped."""

from collections.abc import Collection, Mapping

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.gradings.basis import Cap, answers_of, apart_of
from approvals.gradings.models import CapGrant, GradingEntry
from approvals.policies.grades import Grade, Grades
from approvals.policies.quotas import Share
from core.models import Organisation


def due(campaign: Campaign, *, rule: Grades, unit: Organisation | None) -> int:
    """Count whom the caps are a part of: everybody of the unit who is due, those not at the stage yet included.

    Outside it are those who get no grade by the facts their case began with, and those whose case ended before there
    was one.
    """
    cases = Case.objects.filter(campaign=campaign).select_related("version")
    cases = cases if unit is None else cases.filter(organisation=unit)
    graded = _standing(campaign, unit=unit)
    ended = set(graded.values_list("round__process", flat=True))
    return sum(
        apart_of(answers_of(case, {**case.facts, "track": case.track}, rule=rule), rule=rule) is None
        for case in cases
        if case.finished is None or case.pk in ended
    )


def caps_of(
    campaign: Campaign,
    *,
    stage: str,
    rule: Grades,
    unit: Organisation | None,
    due: int,
    again: Collection[int] = (),
) -> dict[str, Cap]:
    """Return the caps of a unit's grades, as the policy and what was granted say; ``again`` are cases graded anew."""
    granted = grants_of(campaign, stage=stage, unit=unit)
    taken = _standing(campaign, unit=unit).exclude(round__process__in=again)
    given = list(taken.values_list("grade", flat=True))
    return {
        one.key: _cap(one, granted.get(one.key), due=due, taken=given.count(one.key))
        for one in rule.grades
        if one.most is not None
    }


def grants_of(campaign: Campaign, *, stage: str, unit: Organisation | None) -> Mapping[str, CapGrant]:
    """Return the other caps granted to a unit, by grade."""
    found = CapGrant.objects.filter(campaign=campaign, stage=stage, organisation=unit).select_related("granted_by")
    return {grant.grade: grant for grant in found} if unit else {}


def _cap(grade: Grade, grant: CapGrant | None, *, due: int, taken: int) -> Cap:
    variant = grade.variants.get(grant.variant) if grant else None
    usual = grade.most or Share()
    most = Share(pct=variant.pct, up=usual.up) if variant else usual
    return Cap(most.of(due), due, taken, "" if most.pct is None else str(most.pct), most.up, variant)


def _standing(campaign: Campaign, *, unit: Organisation | None):
    """Return the grades of a campaign that stand: their list was not gone back behind."""
    entries = GradingEntry.objects.filter(grading__campaign=campaign, round__is_void=False)
    return entries if unit is None else entries.filter(round__process__organisation=unit)
