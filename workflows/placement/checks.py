"""What stands against a plan: what contradicts itself, what is missing, where the person is placed already."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.eligibility import Answer, judge
from approvals.policies.document import Material, Veto
from core.clock import day_of
from core.errors import Refused
from core.facts.services import facts_about
from core.organisations.models import Kind
from core.templatetags.yucai import day
from workflows.placement.effects import PLACEMENT
from workflows.placement.models import HOLDING, Placement
from workflows.placement.plans import Gap, Plan, Step, contradictions, omissions, overlap
from workflows.placement.process import facts_of


def check_plan(placement: Placement, plan: Plan) -> None:
    """Raise Refused for a plan that contradicts itself, or whose host is no school of the district."""
    wrong = [gap.words for gap in contradictions(plan)]
    if plan.host is not None and (plan.host.district_id, plan.host.kind) != (placement.district_id, Kind.SCHOOL):
        wrong.append(_("%(host)s is no school of this district.") % {"host": plan.host})
    if plan.mentor is not None and plan.mentor.district_id != placement.district_id:
        wrong.append(_("%(mentor)s belongs to another district.") % {"mentor": plan.mentor})
    if wrong:
        raise Refused(" ".join(wrong))


def plan_of(placement: Placement) -> Plan:
    """Return a placement's plan as it is written."""
    mentor = placement.mentor
    return Plan(
        post=placement.post,
        home=placement.organisation,
        host=placement.host,
        term_from=placement.term_from,
        term_until=placement.term_until,
        probation_until=placement.probation_until,
        mentor=mentor,
        is_own_mentor=mentor is not None and mentor.person_id == placement.person_id,
        aims=placement.aims,
        exception=placement.exception,
        resources=placement.resources,
        exit_rule=placement.exit_rule,
        tasks={task.kind: task.words for task in placement.tasks.all()},
        indicators=tuple((indicator.what, indicator.target) for indicator in placement.indicators.all()),
        milestones=tuple(Step(step.what, step.due_on, step.asks_paper) for step in placement.milestones.all()),
    )


def explain(placement: Placement, *, now: dt.datetime) -> list[Answer]:
    """Answer every clause of the policy for the person; a person decides what follows from the answers."""
    return judge(placement.campaign.policy, track=placement.track, facts=facts_of(placement, now=now))


def gaps(placement: Placement, *, plan: Plan, now: dt.datetime) -> list[Gap]:
    """Return everything that stands against putting a plan forward, all at once."""
    found = [*contradictions(plan), *omissions(plan), *_papers(placement)]
    found += _clauses(placement, plan, now=now)
    if placement.person.organisation_id != placement.organisation_id:
        moved = _("%(person)s has moved to another school since; draw the plan up anew from there.")
        found.append(Gap(moved % {"person": placement.person}, "person"))
    return found if any(gap.part == "term" for gap in found) else [*found, *clashes(placement, now=now)]


def _papers(placement: Placement) -> Iterator[Gap]:
    for material in lacking(placement):
        yield Gap(_("Attach “%(paper)s”.") % {"paper": material.title}, f"material-{material.key}")


def lacking(placement: Placement) -> list[Material]:
    """Return the papers that the policy asks for with the plan and that are not there yet."""
    given = set(placement.papers.values_list("material", flat=True))
    asked = placement.campaign.policy.materials.values()
    return [material for material in asked if material.required and material.key not in given]


def _clauses(placement: Placement, plan: Plan, *, now: dt.datetime) -> Iterator[Gap]:
    """Give the vetoes that hold, and the conditions not met for which no reason is written (破格)."""
    for answer in explain(placement, now=now):
        if answer.is_clear or answer.relaxed:
            continue
        words = {"clause": answer.clause.says}
        if isinstance(answer.clause, Veto):
            yield Gap(_("This stands against it: %(clause)s") % words, "eligibility")
        elif not plan.exception.strip():
            message = _("Not met, or not known: %(clause)s Say why although it is not, or have the file corrected.")
            yield Gap(message % words, "exception")


def clashes(placement: Placement, *, now: dt.datetime) -> Iterator[Gap]:
    """Give the placements whose term the person's new one would touch, under way or on file."""
    first, last = placement.term_from, placement.term_until
    if first is None or last is None:
        return
    running = Placement.objects.filter(person=placement.person_id, state__in=HOLDING).exclude(pk=placement.pk)
    others = [
        (other.post, other.term_from, other.term_until, other.get_state_display())
        for other in running.exclude(term_from=None)
    ]
    on_file = facts_about(placement.person, known_at=now).filter(kind=PLACEMENT)
    own = {other.case.number for other in running.select_related("case") if other.case}
    others += [
        (fact.value, fact.true_from, fact.true_until, _("on file"))
        for fact in on_file
        if fact.detail.get("case") not in own and (fact.true_until is None or fact.true_until >= day_of(now))
    ]
    for post, since, until, standing in others:
        if overlap(first, last, other_first=since, other_last=until):
            words = {"person": placement.person, "post": post, "since": day(since), "until": day(until) or "…"}
            message = _(
                "%(person)s is placed as “%(post)s” from %(since)s to %(until)s already (%(standing)s). "
                "Choose another term, or end that placement first."
            )
            yield Gap(message % {**words, "standing": standing}, "term")
