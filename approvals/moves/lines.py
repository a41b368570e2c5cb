"""The lines of the inbox about where a case goes besides onward."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.deadlines import days_since
from approvals.inbox.lines import Line
from approvals.moves.queries import withdrawals_for
from core.clock import day_of
from core.models import User


def lines_of_withdrawals(user: User, *, now: dt.datetime) -> list[Line]:
    """Return the requests to withdraw a case that wait for a user's consent."""
    return [
        Line(
            url=reverse("verb", args=[case.pk, case.round_now, "answer-withdrawal"]),
            title=case.title,
            under=case.organisation.name if case.person else "",
            number=case.number,
            campaign=case.campaign.title,
            track=str(case.policy.tracks[case.track].title),
            stage=_("Withdrawal asked for"),
            waited=days_since(case.withdrawal_asked_at or now, now=now),
        )
        for case in withdrawals_for(user, on=day_of(now))
    ]
