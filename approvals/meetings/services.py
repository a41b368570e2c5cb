"""A meeting is called, attended and voted in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.cohorts import led_for, may_lead, take_up
from approvals.meetings.agenda import check_papers, in_ranking_order, lay_on
from approvals.meetings.closing import close_meeting
from approvals.meetings.count import options_of, seal_choice
from approvals.meetings.forms import VOTE_TITLES
from approvals.meetings.locks import locked_meeting, matters_of, open_matters, open_meeting, sitting
from approvals.meetings.models import AgendaItem, Attendance, Meeting
from approvals.meetings.people import body_of, check_clerk, electorate, here, may_clerk, stage_of, stepped_out
from approvals.rounds.late import note_late
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import seat_people
from approvals.rounds.services import closed_already, give, locked
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.organisations.services import holders
from core.record.services import record
from core.templatetags.yucai import day
from notifications.services import notify

__all__ = ["attend", "call", "close_meeting", "vote", "vote_all"]

Uploads = Mapping[int, Sequence[UploadedFile]]


@transaction.atomic
def call(
    campaign: Campaign,
    *,
    stage: str,
    rounds: list[int],
    by: User,
    now: dt.datetime,
    held_on: dt.date | None = None,
    venue: str = "",
    papers: Uploads | None = None,
) -> Meeting:
    """Call a meeting over the chosen waiting cases and freeze its electorate as of today.

    ``papers`` are laid on, by round. Refused with nothing on the agenda, a matter without papers where the policy asks
    for them, nobody who could vote on one, or a day that is past; Conflict while another one of the stage is open.
    """
    chosen = in_ranking_order(take_up(campaign, stage=stage, rounds=rounds))
    held_on = held_on or day_of(now)
    _check_call(campaign, stage=stage, chosen=chosen, by=by, held_on=held_on, now=now)
    role, body = body_of(chosen[0])
    members = list(holders(role, body, on=day_of(now)))
    if not members:
        raise Refused(_("%(body)s has no members today; nobody could vote.") % {"body": body})
    voters = {round.pk: electorate(round, members=members, at=body, now=now) for round in chosen}
    check_papers(chosen, papers=papers or {})
    meeting = Meeting.objects.create(
        district_id=campaign.district_id,
        campaign=campaign,
        stage=stage,
        organisation=body,
        called_at=now,
        called_by=by,
        held_on=held_on,
        venue=venue.strip(),
    )
    _seat(meeting, members=members, voters=voters, rounds=chosen, papers=papers or {}, by=by, now=now)
    _invite(meeting, members=members, count=len(chosen), now=now)
    return meeting


def _check_call(
    campaign: Campaign, *, stage: str, chosen: list[Round], by: User, held_on: dt.date, now: dt.datetime
) -> None:
    if not chosen:
        raise Refused(_("Choose at least one matter for the agenda."))
    if not may_lead(by, chosen):
        check_clerk(by, chosen, now=now)  # says who can, where the clerk steps out of a matter
        raise PermissionDenied
    open_ones = Meeting.objects.filter(campaign=campaign, stage=stage, closed_at=None)
    if open_ones.filter(organisation=body_of(chosen[0])[1]).exists():
        raise Conflict(_("A meeting of this stage is still open; close it first."))
    if held_on < day_of(now):
        raise Refused(_("%(day)s is past. Choose the day on which the meeting is held.") % {"day": day(held_on)})
    if len({round.rule.seats(round.track)[0] for round in chosen}) > 1:
        raise Refused(_("These matters belong to different bodies. Call a meeting for each of them."))


def _seat(
    meeting: Meeting,
    *,
    members: list[User],
    voters: Mapping[int, list[User]],
    rounds: list[Round],
    papers: Uploads,
    by: User,
    now: dt.datetime,
) -> None:
    """Put the rounds on the agenda and freeze who votes on each: who steps out of one is not of its electorate."""
    district = meeting.district_id
    Attendance.objects.bulk_create([Attendance(meeting=meeting, district_id=district, user=user) for user in members])
    for order, round in enumerate(rounds, start=1):
        item = AgendaItem.objects.create(meeting=meeting, district_id=district, round=round, order=order)
        round.ballots.exclude(role="").update(counts=False)  # the clerk's seat calls the meeting; it is no vote
        seat_people(round, voters[round.pk])
        lay_on(item, papers.get(round.pk, ()), by=by, now=now)
        told = {"meeting": meeting.pk, "members": [user.pk for user in voters[round.pk]], **led_for(by, round)}
        record("meeting.called", on=round.case, by=by, now=now, **told)


def _invite(meeting: Meeting, *, members: list[User], count: int, now: dt.datetime) -> None:
    notify(
        f"meeting:{meeting.pk}:called",
        to=members,
        template="approvals/messages/meeting",
        context={
            "stage": stage_of(meeting).title,
            "count": count,
            "day": meeting.held_on,
            "venue": meeting.venue,
            "link": reverse("meeting", args=[meeting.pk]),
        },
        now=now,
    )


@transaction.atomic
def attend(meeting: Meeting, *, present: set[int], by: User, now: dt.datetime) -> None:
    """Record who is in the room now; only the clerk does, as people come and go, until the meeting is closed.

    Who has voted on a matter was there for it, also when they left afterwards. Refused before the day of the meeting.
    """
    meeting = open_meeting(meeting)
    if not may_clerk(by, meeting):
        raise PermissionDenied
    _check_day(meeting, now=now)
    matters = open_matters(meeting)
    if matters and {item.pk for item in matters} <= stepped_out(meeting, by):
        check_clerk(by, [item.round for item in matters], now=now)  # says who can keep it
    meeting.attendances.filter(user__in=present).update(is_present=True)
    meeting.attendances.exclude(user__in=present).update(is_present=False)
    record(
        "meeting.attended", on=meeting.organisation, by=by, now=now, meeting=meeting.pk, present=sorted(here(meeting))
    )


def _check_day(meeting: Meeting, *, now: dt.datetime) -> None:
    if meeting.held_on and day_of(now) < meeting.held_on:
        message = _(
            "The meeting is on %(day)s; who is there is recorded on that day. To meet earlier, put every matter off "
            "and call a meeting for the earlier day."
        )
        raise Refused(message % {"day": day(meeting.held_on)})


@transaction.atomic
def vote(item: AgendaItem, *, by: User, choice: str, now: dt.datetime) -> Ballot:
    """Cast a present member's vote on one matter; it stands once cast.

    Raises PermissionDenied for who is not an elector of it, Refused for who is not recorded as present, Conflict where
    they have voted. A vote after the count comes back as noted: it is kept and does not count.
    """
    item = sitting(item)
    ballot = item.round.ballots.filter(user=by, role="", vote_no=item.ballot_no).order_by("pk").last()
    if item.round.is_open:
        item.round = locked(item.round.process_id, item.round_id)
    return _vote(item, ballot, by=by, choice=choice, in_room=here(item.meeting), now=now)


def _vote(
    item: AgendaItem, ballot: Ballot | None, *, by: User, choice: str, in_room: set[int], now: dt.datetime
) -> Ballot:
    """Cast a vote on a matter whose meeting and case are locked."""
    round = item.round
    if ballot is None or ballot.state == Ballot.State.RECUSED:
        raise PermissionDenied
    ballot.round = round
    if choice not in options_of(round.rule):
        raise Refused(_("Choose one of the votes."))
    if round.result:
        return _late(ballot, by=by, choice=choice, now=now)
    if not round.is_open:
        raise closed_already(round)
    if by.pk not in in_room:
        raise Refused(_("The clerk has not recorded you as present yet."))
    give(ballot, by=by, now=now, verdict="" if round.rule.secret else choice)
    if round.rule.secret:
        ballot.sealed = seal_choice(ballot, choice)
        ballot.save(update_fields=["sealed"])
    record("ballot.voted", on=round.case, by=by, now=now, meeting=item.meeting_id, stage=round.stage)
    return ballot


def _late(ballot: Ballot, *, by: User, choice: str, now: dt.datetime) -> Ballot:
    """Keep a vote that came after the count; of a secret one only that it came."""
    said = _("A vote after the count: %(vote)s") % {"vote": dict(VOTE_TITLES)[choice]}
    if ballot.round.rule.secret:
        said = _("A vote after the count; how is not kept, since the ballot is secret.")
    noted = None if ballot.cast_at else note_late(ballot, by=by, text=said, now=now)
    if noted is None:
        raise Conflict(_("This was already handed in; nothing was changed."))
    return noted


@dataclass(frozen=True)
class Row:
    """What became of one line of a list of votes: the ballot, or why it was not taken."""

    item: AgendaItem
    ballot: Ballot | None
    refusal: str = ""


@transaction.atomic
def vote_all(meeting: Meeting, *, by: User, choices: Mapping[int, str], rest: str = "", now: dt.datetime) -> list[Row]:
    """Cast a member's votes on many matters, each as if it were cast alone; ``rest`` goes to every line left empty.

    A line that is refused keeps none of the others back.
    """
    meeting = locked_meeting(meeting)
    matters = matters_of(meeting)
    list(Case.objects.locked().filter(pk__in=[item.round.process_id for item in matters]).order_by("pk"))
    matters, ballots, in_room = matters_of(meeting), _ballots(meeting, by=by), here(meeting)
    rows = []
    for item in matters:
        mine = ballots.get(item.round_id, {}).get(item.ballot_no)
        awaited = mine is not None and mine.state == Ballot.State.OPEN
        choice = choices.get(item.pk, "") or (rest if awaited else "")
        if choice:
            rows.append(_row(item, mine, by=by, choice=choice, in_room=in_room, now=now))
    return rows


def _ballots(meeting: Meeting, *, by: User) -> dict[int, dict[int, Ballot]]:
    """Return a member's seats in the matters of a meeting, by round and ballot; the newest of each."""
    found: dict[int, dict[int, Ballot]] = {}
    seats = Ballot.objects.filter(user=by, role="", round__agenda_item__meeting=meeting).order_by("pk")
    for ballot in seats.select_related("organisation", "instead_of"):
        found.setdefault(ballot.round_id, {})[ballot.vote_no] = ballot
    return found


def _row(item: AgendaItem, ballot: Ballot | None, *, by: User, choice: str, in_room: set[int], now: dt.datetime) -> Row:
    try:
        return Row(item, _vote(item, ballot, by=by, choice=choice, in_room=in_room, now=now))
    except (Refused, Conflict) as refusal:
        return Row(item, None, refusal.message)
    except PermissionDenied:
        return Row(item, None, _("You step out of this matter and have no vote."))
