"""Who sits in a meeting, who keeps it, and who steps out of a matter."""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from approvals.conflicts.services import barred_users, find_conflicts, is_barred, kept_out
from approvals.covers.services import covered_holder
from approvals.meetings.models import AgendaItem, Attendance, Meeting
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import is_subject, office_of
from core import clock
from core.clock import day_of
from core.errors import Refused
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holders, holds


def stage_of(meeting: Meeting):
    """Return the stage the meeting belongs to, as the policy words it."""
    return meeting.campaign.policy.stages[meeting.stage]


def body_of(round: Round) -> tuple[Role, Organisation]:
    """Return whose members vote on a round: the first seat the policy names."""
    role, organisation = office_of(round.case, round.rule.seats(round.track)[0])
    if organisation is None:
        raise Refused(_("The district has no body for “%(stage)s”.") % {"stage": round.rule.title})
    return Role(role), organisation


def clerk_office(round: Round) -> tuple[Role, Organisation] | None:
    """Return the office that keeps the meetings of a round's stage."""
    seat = round.rule.clerk
    role, body = office_of(round.case, seat) if seat else ("", None)
    return (Role(role), body) if body else None


def office_keeping(meeting: Meeting) -> tuple[Role, Organisation] | None:
    """Return the office that keeps a meeting: the clerk its stage names."""
    item = meeting.items.select_related("round__process__version", "round__process__district").first()
    return clerk_office(item.round) if item else None


def may_clerk(user: User, meeting: Meeting) -> bool:
    """Tell whether a user keeps this meeting: the clerk its stage names."""
    office = office_keeping(meeting)
    return office is not None and keeps(user, office, process=meeting.campaign.policy.process)


def keeps(user: User, office: tuple[Role, Organisation], *, process: str) -> bool:
    """Tell whether a user sits in the clerk's office today, or stands in for who does."""
    return holds(user, *office) or covered_holder(user, *office, on=clock.today(), process=process) is not None


def check_clerk(by: User, rounds: list[Round], *, now: dt.datetime) -> None:
    """Let only a clerk act who steps out of none of these rounds.

    Raises PermissionDenied without the office, Refused where they step out: the sentence names who can do it.
    """
    for round in rounds:
        office = clerk_office(round)
        if office is None or not keeps(by, office, process=round.case.policy.process):
            raise PermissionDenied
        barred = barred_users(round.case, at=office[1])
        if by.pk in barred:
            raise Refused(_steps_out(round, office=office, barred=barred, now=now))


def _steps_out(round: Round, *, office: tuple[Role, Organisation], barred: Collection[int], now: dt.datetime) -> str:
    others = [user.name for user in holders(*office, on=day_of(now)) if user.pk not in barred]
    words = {"title": round.case.title, "names": _(", ").join(others), "body": office[1]}
    if others:
        return _("You step out of “%(title)s” and cannot record it. Who can: %(names)s.") % words
    return (
        _(
            "You step out of “%(title)s” and cannot record it, and nobody else keeps the meetings of %(body)s. "
            "Ask the system administrator to appoint a second clerk."
        )
        % words
    )


def electorate(round: Round, *, members: list[User], at: Organisation, now: dt.datetime) -> list[User]:
    """Return the members who vote on a round; Refused where every one of them steps out of it."""
    find_conflicts(round.case, now=now)
    barred = barred_users(round.case, at=at)
    voters = [user for user in members if user.pk not in barred]
    if not voters:
        raise Refused(
            _(
                "Every member of %(body)s steps out of “%(title)s”; nobody could vote. Leave it off the agenda and "
                "ask the bureau's leaders who decides in their place."
            )
            % {"body": at, "title": round.case.title}
        )
    return voters


def here(meeting: Meeting) -> set[int]:
    """Return the members who are in the room now."""
    return set(meeting.attendances.filter(is_present=True).values_list("user", flat=True))


def attended(meeting: Meeting) -> set[int]:
    """Return the members who were there: in the room at the end, or gone after they had voted."""
    voted = Ballot.objects.filter(round__agenda_item__meeting=meeting, role="", state=Ballot.State.CAST)
    return here(meeting) | set(voted.values_list("user", flat=True))


def members_of(meeting: Meeting) -> list[User]:
    """Return the frozen electorate."""
    seats = Attendance.objects.filter(meeting=meeting).select_related("user")
    return [seat.user for seat in seats]


def steps_out_of(item: AgendaItem, user: User) -> bool:
    """Tell whether a user steps out of a matter: they neither vote on it nor read what is said of it."""
    return is_barred(user, item.round.case, at=item.meeting.organisation)


def stepped_out(meeting: Meeting, user: User) -> set[int]:
    """Return the matters of an agenda that a user steps out of, in one question to the database."""
    path = kept_out(user, case="round__process", office="meeting__organisation")
    out = set(meeting.items.filter(path).values_list("pk", flat=True))
    if user.person_id:
        out |= set(meeting.items.filter(round__process__person=user.person_id).values_list("pk", flat=True))
    return out


def is_own(item: AgendaItem, user: User) -> bool:
    """Tell whether a matter is about this very user."""
    return is_subject(user, item.round.case)
