"""A meeting is called, attended, votes and is closed; each matter then moves on by its count."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.cohorts import may_lead, take_up
from approvals.meetings.models import AgendaItem, Attendance, Meeting
from approvals.meetings.tally import VOTES, Tally, quorum_of, tally
from approvals.rounds.closing import finish
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import seat_people
from approvals.rounds.seats import is_subject, office_of
from approvals.rounds.services import give, is_clerk
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holders
from core.record.services import record
from notifications.services import notify


def stage_of(meeting: Meeting):
    """Return the stage the meeting belongs to, as the policy words it."""
    return meeting.campaign.policy.stages[meeting.stage]


def body_of(round: Round) -> tuple[Role, Organisation]:
    """Return whose members vote on a round: the first seat the policy names."""
    role, organisation = office_of(round.case, round.rule.seats(round.track)[0])
    if organisation is None:
        raise Refused(_("The district has no body for “%(stage)s”.") % {"stage": round.rule.title})
    return Role(role), organisation


@transaction.atomic
def call(campaign: Campaign, *, stage: str, rounds: list[int], by: User, now: dt.datetime) -> Meeting:
    """Call a meeting over the chosen waiting cases and freeze its electorate as of today.

    Refused with nothing on the agenda or no member to ask; Conflict while another one of the stage is open.
    """
    chosen = take_up(campaign, stage=stage, rounds=rounds)
    if not chosen:
        raise Refused(_("Choose at least one matter for the agenda."))
    if not may_lead(by, chosen):
        raise PermissionDenied
    if Meeting.objects.filter(campaign=campaign, stage=stage, closed_at=None).exists():
        raise Conflict(_("A meeting of this stage is still open; close it first."))
    if len({round.rule.seats(round.track)[0] for round in chosen}) > 1:
        raise Refused(_("These matters belong to different bodies. Call a meeting for each of them."))
    role, body = body_of(chosen[0])
    members = list(holders(role, body, on=day_of(now)))
    if not members:
        raise Refused(_("%(body)s has no members today; nobody could vote.") % {"body": body})
    meeting = Meeting.objects.create(
        district_id=campaign.district_id, campaign=campaign, stage=stage, organisation=body, called_at=now, called_by=by
    )
    _invite(meeting, members=members, rounds=chosen, by=by, now=now)
    return meeting


def _invite(meeting: Meeting, *, members: list[User], rounds: list[Round], by: User, now: dt.datetime) -> None:
    district = meeting.district_id
    Attendance.objects.bulk_create([Attendance(meeting=meeting, district_id=district, user=user) for user in members])
    for order, round in enumerate(rounds, start=1):
        AgendaItem.objects.create(meeting=meeting, district_id=district, round=round, order=order)
        # A member never votes on their own case: they step out of that matter, and the count knows it.
        voters = [user for user in members if not is_subject(user, round.case)]
        seat_people(round, voters)
        record(
            "meeting.called", on=round.case, by=by, now=now, meeting=meeting.pk, members=[user.pk for user in voters]
        )
    rule = stage_of(meeting)
    notify(
        f"meeting:{meeting.pk}:called",
        to=members,
        template="approvals/messages/meeting",
        context={"stage": rule.title, "count": len(rounds), "link": reverse("meeting", args=[meeting.pk])},
        now=now,
    )


def may_clerk(user: User, meeting: Meeting) -> bool:
    """Tell whether a user keeps this meeting: the clerk its stage names."""
    item = meeting.items.select_related("round__process__version").first()
    return item is not None and is_clerk(user, item.round)


@transaction.atomic
def attend(meeting: Meeting, *, present: set[int], by: User, now: dt.datetime) -> None:
    """Record who is present; only the clerk does, and until the meeting is closed."""
    meeting = _open(meeting)
    if not may_clerk(by, meeting):
        raise PermissionDenied
    voted = set(
        Ballot.objects.filter(round__agenda_item__meeting=meeting, state=Ballot.State.CAST, role="").values_list(
            "user", flat=True
        )
    )
    meeting.attendances.filter(user__in=present | voted).update(is_present=True)
    meeting.attendances.exclude(user__in=present | voted).update(is_present=False)


def _open(meeting: Meeting) -> Meeting:
    meeting = Meeting.objects.select_for_update(no_key=True).select_related("campaign__version").get(pk=meeting.pk)
    if meeting.closed_at:
        raise Conflict(_("The meeting is closed; its count stands."))
    return meeting


@transaction.atomic
def vote(item: AgendaItem, *, by: User, choice: str, now: dt.datetime) -> Ballot:
    """Cast a present member's vote on one matter; it stands once cast.

    Raises PermissionDenied for who is not an elector of it, Refused for who is not recorded as present.
    """
    meeting = _open(item.meeting)
    ballot = item.round.ballots.filter(user=by, role="").exclude(state=Ballot.State.VOID).first()
    if ballot is None:
        raise PermissionDenied
    if choice not in VOTES:
        raise Refused(_("Choose one of the votes."))
    if not meeting.attendances.filter(user=by, is_present=True).exists():
        raise Refused(_("The clerk has not recorded you as present yet."))
    give(ballot, by=by, now=now, verdict=choice)
    record("ballot.voted", on=item.round.case, by=by, now=now, meeting=meeting.pk, stage=item.round.stage)
    return ballot


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User, now: dt.datetime) -> Meeting:
    """Count every matter and move each case on; Refused below the quorum or while a present member has not voted."""
    meeting = _open(meeting)
    if not may_clerk(by, meeting):
        raise PermissionDenied
    rule = stage_of(meeting)
    electorate, present = meeting.attendances.count(), meeting.attendances.filter(is_present=True).count()
    needed = quorum_of(electorate, quorum=rule.quorum)
    if present < needed:
        raise Refused(
            _("No quorum: %(present)d of %(electorate)d members are present, %(needed)d are needed.")
            % {"present": present, "electorate": electorate, "needed": needed}
        )
    silent = _silent(meeting)
    if silent:
        raise Refused(_("Still to vote: %(names)s.") % {"names": _(", ").join(silent)})
    meeting.closed_at, meeting.closed_by = now, by
    meeting.save(update_fields=["closed_at", "closed_by"])
    for item in _standing(meeting):
        _settle(item, electorate=electorate, present=present, by=by, now=now)
    return meeting


def _standing(meeting: Meeting) -> list[AgendaItem]:
    """Lock the cases on the agenda and return its matters, without those withdrawn since it was called."""
    list(
        Case.objects.select_for_update(no_key=True)
        .filter(rounds__agenda_item__meeting=meeting)
        .order_by("pk")
        .values_list("pk")
    )
    items = meeting.items.filter(round__closed_at=None)
    return list(items.select_related("round__process__version", "round__process__campaign"))


def _silent(meeting: Meeting) -> list[str]:
    present = meeting.attendances.filter(is_present=True).values("user")
    waiting = Ballot.objects.filter(
        round__agenda_item__meeting=meeting, state=Ballot.State.OPEN, role="", user__in=present
    )
    return sorted(set(waiting.values_list("user__name", flat=True)))


def _settle(item: AgendaItem, *, electorate: int, present: int, by: User, now: dt.datetime) -> None:
    round = item.round
    counted = count(item, electorate=electorate)
    round.result = {
        "approve": counted.approve,
        "reject": counted.reject,
        "defer": counted.defer,
        "abstain": counted.abstain,
        "needed": counted.needed,
        "electorate": electorate,
        "present": present,
    }
    record("meeting.counted", on=round.case, by=by, now=now, meeting=item.meeting_id, stage=round.stage, **round.result)
    finish(round, verdict=counted.verdict, by=by, now=now)


def count(item: AgendaItem, *, electorate: int) -> Tally:
    """Return the count of one matter; who steps out of it is not of its electorate, nor present for it."""
    voters = item.round.ballots.filter(role="")
    present = item.meeting.attendances.filter(is_present=True, user__in=voters.values("user")).count()
    out = electorate - voters.count()
    votes = list(voters.filter(state=Ballot.State.CAST).values_list("verdict", flat=True))
    return tally(votes, electorate=electorate - out, present=present, rule=item.round.rule.passes)
