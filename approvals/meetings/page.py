"""What the pages of a meeting show; a vote is shown to nobody but who cast it, and a count only once it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from approvals.meetings.count import SECOND, electors, is_decided, options_of
from approvals.meetings.forms import VOTE_TITLES, CountForm, LineForm, VoteForm
from approvals.meetings.models import AgendaItem, Attendance, Meeting
from approvals.meetings.people import may_clerk, stage_of, stepped_out
from approvals.policies.kinds import VERDICT_TITLES
from approvals.rounds.counting import quorum_of
from approvals.rounds.models import Ballot
from core.models import User


@dataclass(frozen=True)
class Matter:
    """One matter of the agenda, as one reader sees it; who steps out of it sees that it is there, and no more."""

    item: AgendaItem
    track: Any
    voted: int
    voters: int
    steps_out: bool
    my_vote: str
    form: VoteForm | None
    is_decided: bool | None

    @property
    def round(self):
        return self.item.round

    @property
    def is_withdrawn(self) -> bool:
        return self.round.verdict == "withdrawn"

    @property
    def is_done(self) -> bool:
        return not self.round.is_open

    @property
    def is_second(self) -> bool:
        return self.item.ballot_no == SECOND

    @property
    def is_put_off(self) -> bool:
        """Tell whether the matter went to the next meeting without a count."""
        return self.round.verdict == "defer" and not self.round.result

    @property
    def verdict(self) -> str:
        return str(VERDICT_TITLES.get(self.round.verdict, ""))

    @property
    def papers(self) -> list[tuple[str, Any]]:
        return [(_("Paper for the meeting"), paper) for paper in self.item.papers.all()]

    @property
    def count_form(self) -> CountForm:
        return CountForm(auto_id=f"count{self.item.pk}-%s")

    @property
    def is_commentable(self) -> bool:
        return not self.is_done and not self.voted and not self.is_second


@dataclass(frozen=True)
class Seat:
    """A member in the attendance list, and whether they have voted on something."""

    attendance: Attendance
    has_voted: bool


def meeting_page(meeting: Meeting, *, user: User, forms: Mapping[int, VoteForm]) -> dict[str, Any]:
    """Return everything the page of a meeting shows to a user; ``forms`` are votes that were refused, by matter."""
    attendances = list(meeting.attendances.select_related("user"))
    matters = matters_for(meeting, user=user, here=_here(attendances), forms=forms)
    voted = {
        ballot.user_id
        for matter in matters
        for ballot in matter.round.ballots.all()
        if ballot.state == Ballot.State.CAST and not ballot.role
    }
    stage = stage_of(meeting)
    return {
        "meeting": meeting,
        "stage": stage,
        "matters": matters,
        "seats": [Seat(attendance, attendance.user_id in voted) for attendance in attendances],
        "electorate": len(attendances),
        "present": sum(seat.is_present or seat.user_id in voted for seat in attendances),
        "quorum": quorum_of(len(attendances), quorum=stage.quorum),
        "may_clerk": may_clerk(user, meeting),
        "is_member": any(attendance.user_id == user.pk for attendance in attendances),
        "is_present": user.pk in _here(attendances),
        "to_vote": sum(matter.form is not None for matter in matters),
        "has_votes": bool(voted),
    }


def standing_page(meeting: Meeting, *, user: User) -> dict[str, Any]:
    """Return where each matter stands: how many have voted, and whether the rest could still change the result."""
    here = _here(list(meeting.attendances.all()))
    return {"meeting": meeting, "matters": matters_for(meeting, user=user, here=here, forms={})}


def ballot_page(meeting: Meeting, *, user: User, rows: Mapping[int, str], data=None) -> dict[str, Any]:
    """Return the list on which a member votes on every matter at once; ``rows`` are the refusals of lines."""
    here = _here(list(meeting.attendances.all()))
    matters = matters_for(meeting, user=user, here=here, forms={})
    waiting = [matter for matter in matters if matter.form]
    lines = [
        {"matter": matter, "form": line_form(matter.item, data), "refusal": rows.get(matter.item.pk, "")}
        for matter in waiting
    ]
    return {"meeting": meeting, "stage": stage_of(meeting), "lines": lines, "is_present": user.pk in here}


def line_form(item: AgendaItem, data=None) -> LineForm:
    """Return the form of one line of a list of votes."""
    return LineForm(data, prefix=f"matter{item.pk}", options=options_of(item.round.rule))


def vote_form(item: AgendaItem, data=None) -> VoteForm:
    """Return the form of a member's vote on a matter."""
    return VoteForm(data, prefix=f"matter{item.pk}", options=options_of(item.round.rule))


def _here(attendances: list[Attendance]) -> set[int]:
    return {attendance.user_id for attendance in attendances if attendance.is_present}


def matters_for(meeting: Meeting, *, user: User, here: set[int], forms: Mapping[int, VoteForm]) -> list[Matter]:
    """Return the agenda as a user sees it."""
    items = meeting.items.select_related(
        "round__process__person", "round__process__organisation", "round__process__version"
    ).prefetch_related("round__ballots", "papers", "comments__user")
    out = stepped_out(meeting, user)
    return [_matter(item, meeting=meeting, user=user, here=here, out=out, form=forms.get(item.pk)) for item in items]


def _matter(
    item: AgendaItem, *, meeting: Meeting, user: User, here: set[int], out: set[int], form: VoteForm | None
) -> Matter:
    item.meeting = meeting
    seats = electors(item)
    mine = next((ballot for ballot in seats if ballot.user_id == user.pk), None)
    may_vote = bool(mine and mine.state == Ballot.State.OPEN and item.round.is_open and item.pk not in out)
    return Matter(
        item=item,
        track=meeting.campaign.policy.tracks[item.round.track].title,
        voted=sum(ballot.state == Ballot.State.CAST for ballot in seats),
        voters=len(seats),
        steps_out=item.pk in out,
        my_vote=_my_vote(mine) if mine and mine.state == Ballot.State.CAST else "",
        form=(form or vote_form(item)) if may_vote else None,
        is_decided=is_decided(item, here=here) if item.round.is_open and item.pk not in out else None,
    )


def _my_vote(ballot: Ballot) -> str:
    """Return one's own vote in words; a sealed one is opened for the count and for nobody else."""
    return _("given and sealed") if ballot.sealed else str(dict(VOTE_TITLES).get(ballot.verdict, ""))
