"""公示: published for counted days, ended by the clock."""

import datetime as dt
import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.cohorts import led_for, may_lead, take_up
from approvals.notices.models import NoticeEntry, Objection, PublicNotice
from approvals.rounds.closing import finish
from approvals.rounds.models import Round
from approvals.rounds.opening import announce, date, seat
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record

logger = logging.getLogger(__name__)


def on_open_notice(round: Round, *, now: dt.datetime, by: User | None) -> None:
    """Publish a case's own notice at once; one for a whole campaign waits for its office to publish the list."""
    if round.rule.seats(round.track):
        seat(round, now=now)
    if round.rule.scope == "case":
        _publish([round], by=by, now=now)
    else:
        date(round, now=now)
        announce(round, now=now)


@transaction.atomic
def publish_notice(campaign: Campaign, *, stage: str, rounds: list[int], by: User, now: dt.datetime) -> PublicNotice:
    """Publish the chosen waiting cases as one list; Refused with none chosen."""
    chosen = take_up(campaign, stage=stage, rounds=rounds)
    if not chosen:
        raise Refused(_("Choose at least one case for the notice."))
    if not may_lead(by, chosen):
        raise PermissionDenied
    return _publish(chosen, by=by, now=now)


def _publish(rounds: list[Round], *, by: User | None, now: dt.datetime) -> PublicNotice:
    """Write the notice: the day it appears does not count, the last counts whole (民法典 第二百零一、二百零三条)."""
    first, rule = rounds[0], rounds[0].rule
    start, calendar = day_of(now), load_calendar()
    notice = PublicNotice.objects.create(
        district_id=first.district_id,
        campaign=first.campaign,
        stage=first.stage,
        audience=rule.audience,
        organisation=first.case.organisation if rule.audience == "school" else None,
        starts_on=start,
        ends_on=rule.within.end(start, calendar),
        published_at=now,
        published_by=by,
    )
    for round in rounds:
        NoticeEntry.objects.create(notice=notice, district_id=notice.district_id, round=round)
        round.due_at = end_of(notice.ends_on)
        round.save(update_fields=["due_at"])
        round.promises.filter(kept_at=None, void_at=None).update(void_at=now)
        record(
            "notice.published",
            on=round.case,
            by=by,
            now=now,
            stage=round.stage,
            starts_on=str(notice.starts_on),
            ends_on=str(notice.ends_on),
            **(led_for(by, round) if by else {}),
        )
    return notice


def end_due_notices(now: dt.datetime) -> int:
    """End every notice whose last day is over and whose person no objection holds; a sweep, harmless to repeat."""
    due = Round.objects.filter(kind="public_notice", closed_at=None, notice_entry__notice__ends_on__lt=day_of(now))
    due = due.exclude(Exists(Objection.objects.unanswered(OuterRef("process"))))
    return sum(_end(pk, now=now) for pk in list(due.values_list("pk", flat=True)))


def _end(pk: int, *, now: dt.datetime) -> int:
    """End one notice in a transaction of its own: what hinders one case holds up no other."""
    try:
        with transaction.atomic():
            case = Case.objects.locked().get(rounds=pk)
            round = Round.objects.select_for_update(no_key=True).get(pk=pk)
            round.process = case
            if not round.is_open or Objection.objects.unanswered(case).exists():
                return 0
            finish(round, verdict="clear", by=None, now=now)
            return 1
    except (Refused, Conflict) as refusal:
        logger.warning("The notice of round %s cannot end: %s", pk, refusal)
        return 0
