"""Drawing up a plan for one person: draft, write, attach, submit, correct."""

import datetime as dt
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from approvals.campaigns.services import check_unit_quota, check_window
from approvals.cases.services import start
from approvals.models import Campaign, Case, Round
from approvals.rounds.services import decide
from core.errors import Conflict, Refused
from core.models import Person, User
from core.papers.services import store
from workflows.placement.checks import check_plan, gaps, plan_of
from workflows.placement.models import ENDED, Indicator, Milestone, Placement, PlacementPaper, PlanTask, State
from workflows.placement.plans import Plan
from workflows.placement.process import facts_of
from workflows.placement.rules import office_for
from workflows.placement.words import kinds_of


def draft(campaign: Campaign, *, person: Person, track: str, by: User, now: dt.datetime) -> Placement:
    """Begin a plan; PermissionDenied without the office for it, Refused when the person has a live one already."""
    placement = Placement(
        district_id=campaign.district_id,
        campaign=campaign,
        organisation=person.organisation,
        person=person,
        track=track,
        drafted_by=by,
        changed_at=now,
    )
    if person.district_id != campaign.district_id or not by.has_perm("placement.plan", placement):
        raise PermissionDenied
    live = Placement.objects.filter(campaign=campaign, person=person).exclude(state__in=ENDED)
    if standing := live.first():
        raise already(standing)
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError:
        raise already(live.get()) from None
    return placement


def already(standing: Placement) -> Refused:
    """Return the refusal of a second plan: which one there is, and how it stands."""
    return Refused(
        _("There is a plan for %(person)s already: “%(track)s” (%(state)s). One person, one plan.")
        % {"person": standing.person, "track": standing.track_title, "state": standing.get_state_display()}
    )


@transaction.atomic
def revise(placement: Placement, *, plan: Plan, by: User, now: dt.datetime) -> Placement:
    """Write the plan anew; Refused when it contradicts itself, Conflict once it is under way.

    What is still missing is no hindrance: it is asked for when the plan is put forward.
    """
    placement = editable(placement, by=by)
    own = plan.mentor is not None and plan.mentor.person_id == placement.person_id
    check_plan(placement, replace(plan, home=placement.organisation, is_own_mentor=own))
    written = ("post", "host", "term_from", "term_until", "probation_until", "mentor", "aims", "exception")
    for name in (*written, "resources", "exit_rule"):
        setattr(placement, name, getattr(plan, name))
    placement.changed_at = now
    placement.save()
    _write_parts(placement, plan)
    return placement


def _write_parts(placement: Placement, plan: Plan) -> None:
    """Write the rows of the plan anew: nothing hangs on them before it is put into effect."""
    hangs_on = {"district_id": placement.district_id, "placement": placement}
    kinds = kinds_of(placement.campaign.policy)
    for rows in (placement.tasks, placement.milestones, placement.indicators):
        rows.all().delete()
    tasks = {kind: words for kind, words in (plan.tasks or {}).items() if kind in kinds and words.strip()}
    PlanTask.objects.bulk_create(PlanTask(**hangs_on, kind=kind, words=words) for kind, words in tasks.items())
    Milestone.objects.bulk_create(
        Milestone(**hangs_on, what=step.what, due_on=step.due_on, asks_paper=step.asks_paper) for step in plan.steps
    )
    Indicator.objects.bulk_create(Indicator(**hangs_on, what=what, target=target) for what, target in plan.indicators)


def locked(placement: Placement) -> Placement:
    """Return a placement afresh, its case locked first and then its own row."""
    if placement.case_id:
        Case.objects.select_for_update(no_key=True).get(pk=placement.case_id)
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign__version", "person", "organisation", "host", "mentor").get(pk=placement.pk)


def editable(placement: Placement, *, by: User) -> Placement:
    """Return a plan locked; Conflict once it is under way, PermissionDenied without the office."""
    placement = locked(placement)
    if not by.has_perm("placement.plan", placement):
        raise PermissionDenied
    if not placement.is_editable:
        raise Conflict(
            _("The plan is “%(state)s” and cannot be rewritten now.") % {"state": placement.get_state_display()}
        )
    return placement


@transaction.atomic
def attach(placement: Placement, *, material: str, upload, by: User, now: dt.datetime) -> PlacementPaper:
    """Add a paper under one of the policy's headings; Refused when the file is empty, too large or of a wrong type."""
    placement = editable(placement, by=by)
    if material not in placement.campaign.policy.materials:
        raise Refused(_("The policy asks for no such paper."))
    paper = store(upload, by=by, now=now)
    return PlacementPaper.objects.create(
        placement=placement, district_id=placement.district_id, material=material, paper=paper
    )


@transaction.atomic
def detach(entry: PlacementPaper, *, by: User) -> None:
    """Take a paper off the plan; the stored file stays for the record."""
    editable(entry.placement, by=by)
    entry.delete()


@transaction.atomic
def discard(placement: Placement, *, by: User, now: dt.datetime) -> Placement:
    """Take a draft back before it was ever put forward; Conflict when it was: then its case is withdrawn."""
    placement = editable(placement, by=by)
    if placement.case_id:
        raise Conflict(_("This plan was put forward already; withdraw the case instead."))
    placement.withdraw()
    placement.changed_at = now
    placement.save()
    return placement


@transaction.atomic
def submit(placement: Placement, *, by: User, now: dt.datetime) -> Placement:
    """Put a plan on its road, at first or after a correction: the person and the schools are asked.

    Raises Refused outside the window, with every gap at once, or where the person is placed in that time already;
    Conflict when it is under way.
    """
    placement = editable(placement, by=by)
    first = placement.state == State.DRAFT
    if first:
        check_window(placement.campaign, now=now)
        Campaign.objects.select_for_update(no_key=True).get(pk=placement.campaign_id)
        check_unit_quota(placement.campaign, track=placement.track, organisation=placement.organisation)
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=placement.person_id)  # one term at a time
    if missing := gaps(placement, plan=plan_of(placement), now=now):
        raise Refused(" ".join(gap.words for gap in missing))
    return _begin(placement, by=by, now=now) if first else _hand_in_again(placement, by=by, now=now)


def _begin(placement: Placement, *, by: User, now: dt.datetime) -> Placement:
    office = office_for(by, placement)
    if office is None:
        raise PermissionDenied
    placement.submit()
    placement.changed_at = now
    placement.save()

    def _tie(case: Case) -> None:
        placement.case = case
        placement.save(update_fields=["case"])

    start(
        placement.campaign,
        track=placement.track,
        organisation=placement.organisation,
        person=placement.person,
        nominator=office,
        facts=facts_of(placement, now=now),
        bind=_tie,
        by=by,
        now=now,
    )
    return placement


def _hand_in_again(placement: Placement, *, by: User, now: dt.datetime) -> Placement:
    round = Round.objects.get(process=placement.case, closed_at=None)
    placement.submit()
    placement.changed_at = now
    placement.save()
    decide(round, by=by, verdict="done", now=now)
    return placement
