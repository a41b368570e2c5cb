"""What the page of a meeting shows; a vote is shown to nobody but who cast it, and a count only once it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from approvals.meetings.forms import VOTE_TITLES, VoteForm
from approvals.meetings.models import AgendaItem, Attendance, Meeting
from approvals.meetings.services import may_clerk, stage_of
from approvals.meetings.tally import quorum_of
from approvals.policies.kinds import VERDICT_TITLES
from approvals.rounds.models import Ballot
from approvals.rounds.seats import is_subject
from core.models import User


@dataclass(frozen=True)
class Matter:
    """One matter of the agenda, as one reader sees it."""

    item: AgendaItem
    track: Any
    voted: int
    voters: int
    steps_out: bool
    my_vote: str
    form: VoteForm | None

    @property
    def round(self):
        return self.item.round

    @property
    def is_withdrawn(self) -> bool:
        return self.round.verdict == "withdrawn"

    @property
    def verdict(self) -> str:
        return str(VERDICT_TITLES.get(self.round.verdict, ""))


@dataclass(frozen=True)
class Seat:
    """A member in the attendance list; who has voted was there."""

    attendance: Attendance
    has_voted: bool


def meeting_page(meeting: Meeting, *, user: User, forms: Mapping[int, VoteForm]) -> dict[str, Any]:
    """Return everything the page of a meeting shows to a user; ``forms`` are votes that were refused, by matter."""
    attendances = list(meeting.attendances.select_related("user"))
    matters = [_matter(item, meeting=meeting, user=user, form=forms.get(item.pk)) for item in _items(meeting)]
    voted = {
        ballot.user_id for matter in matters for ballot in _voters(matter.item) if ballot.state == Ballot.State.CAST
    }
    return {
        "meeting": meeting,
        "stage": stage_of(meeting),
        "matters": matters,
        "seats": [Seat(attendance, attendance.user_id in voted) for attendance in attendances],
        "electorate": len(attendances),
        "present": sum(attendance.is_present for attendance in attendances),
        "quorum": quorum_of(len(attendances), quorum=stage_of(meeting).quorum),
        "may_clerk": may_clerk(user, meeting),
        "is_member": any(attendance.user_id == user.pk for attendance in attendances),
        "is_present": any(attendance.user_id == user.pk and attendance.is_present for attendance in attendances),
    }


def _items(meeting: Meeting):
    return meeting.items.select_related(
        "round__process__person", "round__process__organisation", "round__process__version"
    ).prefetch_related("round__ballots")


def _voters(item: AgendaItem) -> list[Ballot]:
    return [ballot for ballot in item.round.ballots.all() if not ballot.role]


def _matter(item: AgendaItem, *, meeting: Meeting, user: User, form: VoteForm | None) -> Matter:
    voters = _voters(item)
    mine = next((ballot for ballot in voters if ballot.user_id == user.pk), None)
    may_vote = bool(mine and mine.state == Ballot.State.OPEN and meeting.closed_at is None)
    return Matter(
        item=item,
        track=meeting.campaign.policy.tracks[item.round.track].title,
        voted=sum(ballot.state == Ballot.State.CAST for ballot in voters),
        voters=len(voters),
        steps_out=is_subject(user, item.round.case),
        my_vote=str(dict(VOTE_TITLES).get(mine.verdict, "")) if mine else "",
        form=(form or VoteForm(prefix=f"matter{item.pk}")) if may_vote else None,
    )
