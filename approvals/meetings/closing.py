"""Votes are counted: a matter moves on, is voted on once more, or waits for the next meeting."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.cohorts import led_for
from approvals.conflicts.services import barred_users
from approvals.meetings.count import SECOND, electors, numbers_of, stands_at
from approvals.meetings.locks import open_matters, open_meeting
from approvals.meetings.minutes import tell_signers, text_of
from approvals.meetings.models import AgendaItem, Meeting
from approvals.meetings.people import attended, check_clerk, here, may_clerk, stage_of
from approvals.rounds.closing import finish
from approvals.rounds.counting import AGAIN, quorum_of
from approvals.rounds.models import Ballot
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User, now: dt.datetime) -> Meeting:
    """Count every matter and move each case on.

    A tie that the policy lets vote again opens a second ballot, and the meeting stays open for it. Refused below the
    quorum, while a present member has not voted, or where the clerk steps out of a matter.
    """
    meeting = open_meeting(meeting)
    if not may_clerk(by, meeting):
        raise PermissionDenied
    matters = open_matters(meeting)
    _count_all(meeting, matters, by=by, now=now)
    return _end_if_done(meeting, by=by, now=now)


@transaction.atomic
def close_matter(item: AgendaItem, *, by: User, now: dt.datetime) -> AgendaItem:
    """Count one matter; the meeting closes by itself with its last one."""
    meeting = open_meeting(item.meeting)
    matter = _matter(meeting, item, by=by, now=now)
    _count_all(meeting, [matter], by=by, now=now)
    _end_if_done(meeting, by=by, now=now)
    return matter


@transaction.atomic
def put_off(item: AgendaItem, *, reason: str, by: User, now: dt.datetime) -> AgendaItem:
    """Leave a matter uncounted for the next meeting: no quorum, too many who step out, papers that are missing."""
    meeting = open_meeting(item.meeting)
    matter = _matter(meeting, item, by=by, now=now)
    if not reason.strip():
        raise Refused(_("Say why the matter is put off."))
    record("meeting.put_off", on=matter.round.case, by=by, now=now, meeting=meeting.pk, reason=reason)
    finish(matter.round, verdict="defer", by=by, reason=reason, now=now)
    _end_if_done(meeting, by=by, now=now)
    return matter


def _matter(meeting: Meeting, item: AgendaItem, *, by: User, now: dt.datetime) -> AgendaItem:
    """Return a matter that can still be counted by this clerk."""
    if not may_clerk(by, meeting):
        raise PermissionDenied
    matters = open_matters(meeting, only=item.pk)
    if not matters:
        raise Conflict(_("This matter is counted or withdrawn already."))
    check_clerk(by, [matters[0].round], now=now)
    return matters[0]


def _count_all(meeting: Meeting, matters: list[AgendaItem], *, by: User, now: dt.datetime) -> None:
    if not matters:
        return
    check_clerk(by, [matter.round for matter in matters], now=now)
    for matter in matters:
        _step_out(matter, by=by, now=now)
    in_room = here(meeting)
    _check_quorum(meeting)
    _check_all_voted(matters, in_room=in_room)
    for matter in matters:
        _check_matter_quorum(matter, in_room=in_room)
        _count(matter, in_room=in_room, by=by, now=now)


def _step_out(matter: AgendaItem, *, by: User, now: dt.datetime) -> None:
    """Take the seats of members whose conflict came up after the call out of the matter's electorate."""
    barred = barred_users(matter.round.case, at=matter.meeting.organisation)
    for seat in [seat for seat in electors(matter) if seat.user_id in barred]:
        seat.state = Ballot.State.RECUSED
        seat.save(update_fields=["state"])
        record("member.stepped_out", on=matter.round.case, by=by, now=now, meeting=matter.meeting_id, user=seat.user_id)


def _check_quorum(meeting: Meeting) -> None:
    electorate, present = meeting.attendances.count(), len(attended(meeting))
    needed = quorum_of(electorate, quorum=stage_of(meeting).quorum)
    if present < needed:
        raise Refused(
            _("No quorum: %(present)d of %(electorate)d members are present, %(needed)d are needed.")
            % {"present": present, "electorate": electorate, "needed": needed}
        )


def _check_all_voted(matters: list[AgendaItem], *, in_room: set[int]) -> None:
    silent = {
        str(seat.user)
        for matter in matters
        for seat in electors(matter)
        if seat.state == Ballot.State.OPEN and seat.user_id in in_room
    }
    if silent:
        raise Refused(_("Still to vote: %(names)s.") % {"names": _(", ").join(sorted(silent))})


def _check_matter_quorum(matter: AgendaItem, *, in_room: set[int]) -> None:
    """Ask the quorum of a matter's own electorate: who steps out of it is neither of it nor present for it."""
    seats = electors(matter)
    present = sum(seat.state == Ballot.State.CAST or seat.user_id in in_room for seat in seats)
    needed = quorum_of(len(seats), quorum=matter.round.rule.quorum)
    if not seats or present < needed:
        raise Refused(
            _(
                "No quorum for “%(title)s”: of %(electorate)d members who do not step out %(present)d are present, "
                "%(needed)d are needed. Wait for them, or put the matter off to the next meeting."
            )
            % {"title": matter.round.case.title, "electorate": len(seats), "present": present, "needed": max(needed, 1)}
        )


def _count(matter: AgendaItem, *, in_room: set[int], by: User, now: dt.datetime) -> None:
    round, stands = matter.round, stands_at(matter, here=in_room, is_over=True)
    numbers = numbers_of(matter, stands)
    matter.counts = [*matter.counts, {**numbers, "verdict": stands.verdict}]
    matter.save(update_fields=["counts"])
    details = {"meeting": matter.meeting_id, "stage": round.stage, "ballot": matter.ballot_no, **numbers}
    record("meeting.counted", on=round.case, by=by, now=now, **details, **led_for(by, round))
    if stands.verdict == AGAIN:
        _vote_again(matter, by=by, now=now)
        return
    round.result = numbers
    finish(round, verdict=str(stands.verdict), by=by, now=now)


def _vote_again(matter: AgendaItem, *, by: User, now: dt.datetime) -> None:
    """Open the second ballot; the first one is kept, and counts no more."""
    round, seats = matter.round, electors(matter)
    round.ballots.filter(pk__in=[seat.pk for seat in seats], state=Ballot.State.OPEN).update(state=Ballot.State.VOID)
    round.ballots.filter(pk__in=[seat.pk for seat in seats]).update(counts=False)
    again = [Ballot(district_id=round.district_id, round=round, user_id=seat.user_id, vote_no=SECOND) for seat in seats]
    Ballot.objects.bulk_create(again)
    matter.ballot_no = SECOND
    matter.save(update_fields=["ballot_no"])
    record("meeting.second_ballot", on=round.case, by=by, now=now, meeting=matter.meeting_id, stage=round.stage)


def _end_if_done(meeting: Meeting, *, by: User, now: dt.datetime) -> Meeting:
    """Close a meeting whose every matter is counted, put off or withdrawn, and draft its minutes."""
    if meeting.items.filter(round__closed_at=None).exists():
        return meeting
    meeting.closed_at, meeting.closed_by = now, by
    meeting.save(update_fields=["closed_at", "closed_by"])
    meeting.minutes = text_of(meeting)
    meeting.save(update_fields=["minutes"])
    record("meeting.closed", on=meeting.organisation, by=by, now=now, meeting=meeting.pk)
    tell_signers(meeting, now=now)
    return meeting
