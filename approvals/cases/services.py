"""A case begins, and whoever put it forward may take it back."""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from viewflow.workflow.status import PROCESS
from viewflow.workflow.token import Token

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.rounds.closing import end_round
from approvals.rounds.models import Round
from approvals.stages import law
from core.errors import Conflict, Refused
from core.models import Organisation, Person, User
from core.organisations.roles import Role
from core.organisations.services import holds
from core.record.services import record


@transaction.atomic
def start(
    campaign: Campaign,
    *,
    track: str,
    organisation: Organisation,
    person: Person | None,
    nominator: tuple[str, Organisation],
    facts: dict,
    bind: Callable[[Case], None],
    by: User,
    now: dt.datetime,
) -> Case:
    """Begin a case: number it, freeze its facts, bind it to its subject and open the first stage.

    ``bind(case)`` lets the process tie its subject to the case before the road calls the law.
    """
    from approvals.routes import route

    role, place = nominator
    case = Case.objects.create(
        flow_class=route(campaign.version),
        created=now,
        district_id=campaign.district_id,
        campaign=campaign,
        version=campaign.version,
        number=_next_number(campaign),
        track=track,
        person=person,
        organisation=organisation,
        opened_by=by,
        nominator_role=role,
        nominator_at=place,
        facts=facts,
    )
    bind(case)
    record("case.started", on=case, by=by, now=now, track=track, facts=facts, policy=case.version.digest)
    _enter(case, by=by, now=now)
    return case


def _next_number(campaign: Campaign) -> str:
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    campaign.case_count += 1
    campaign.save(update_fields=["case_count"])
    return f"{campaign.opens_on.year}-{campaign.pk:02d}-{campaign.case_count:04d}"


def _enter(case: Case, *, by: User, now: dt.datetime) -> None:
    from approvals.stages.activation import StartActivation

    start_node = case.flow_class.instance.node("start")
    StartActivation(case).handed(now, by).enter(start_node._next, token=Token("start")).activate()


@transaction.atomic
def withdraw(case: Case, *, by: User, reason: str, now: dt.datetime) -> Case:
    """Take a case back (撤回): only who put it forward, until it has ended; no task and no reminder stays."""
    case = Case.objects.locked().get(pk=case.pk)
    if not case.is_live:
        raise Conflict(_("This case has already ended."))
    if not may_withdraw(by, case):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."))
    for round in Round.objects.select_for_update(no_key=True).filter(process=case, closed_at=None):
        end_round(round, verdict="withdrawn", by=by, reason=reason, now=now)
    law.fire("withdraw", case=case)
    case.status, case.finished, case.outcome = PROCESS.CANCELED, now, "withdrawn"
    case.save(update_fields=["status", "finished", "outcome"])
    record("case.withdrawn", on=case, by=by, now=now, reason=reason)
    return case


def may_withdraw(user: User, case: Case) -> bool:
    """Tell whether a user may take the case back: the office that put it forward."""
    return case.is_live and holds(user, Role(case.nominator_role), case.nominator_at)
