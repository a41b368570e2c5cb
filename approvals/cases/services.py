"""A case begins."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from viewflow.workflow.token import Token

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.cases.withdrawals import may_withdraw, withdraw
from approvals.reliance.resting import rest_on
from core.models import Organisation, Person, User
from core.record.services import record

__all__ = ["may_withdraw", "start", "withdraw"]


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
    rest_on(case, facts, now=now)
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
