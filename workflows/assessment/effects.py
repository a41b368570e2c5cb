"""考核结果: what the law's steps put on file."""

from approvals.gradings.services import grade_of
from core.facts.services import correct, establish
from core.models import Fact
from workflows.assessment.models import Assessment


def keep_proposal(assessment: Assessment, *, case, event, by, now) -> None:
    """Keep which grade the unit's list proposes, by the name the policy gives it."""
    entry = grade_of(case)
    if entry:
        assessment.proposed = _title(case, entry)
        assessment.save(update_fields=["proposed"])


def establish_grade(assessment: Assessment, *, case, event, by, now) -> None:
    """Put the grade on file, true for the year that was assessed."""
    entry = grade_of(case)
    fact = establish(
        "review",
        about=assessment.subject,
        value=assessment.grade,
        true_from=case.campaign.term_from,
        true_until=case.campaign.term_until,
        by=by,
        now=now,
        event=event,
        detail={
            "policy": case.policy.key,
            "case": case.number,
            "campaign": case.campaign_id,
            "score": str(entry.score) if entry and entry.score is not None else None,
        },
    )
    assessment.fact = fact
    assessment.save(update_fields=["fact"])


def correct_grade(assessment: Assessment, *, case, event, by, now) -> None:
    """Replace the grade on file by the better one; the old one stays readable as what was known until now."""
    before = Fact.objects.get(pk=str(assessment.fact_id))
    reason = f"{case.number} {before.value} → {assessment.grade}"
    assessment.fact = correct(before, event=event, by=by, now=now, reason=reason, value=assessment.grade)
    assessment.save(update_fields=["fact"])


def _title(case, entry) -> str:
    rule = case.policy.gradings[case.policy.stages[entry.grading.stage].grading]
    return rule.named(entry.grade).title.zh
