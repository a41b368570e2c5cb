"""Who may look at a meeting, and at the papers that lie before it."""

from approvals.access import sees_everything
from approvals.meetings.models import AgendaItem, Meeting
from approvals.meetings.people import may_clerk, steps_out_of
from core.models import Paper, User


def may_read(user: User, meeting: Meeting) -> bool:
    """Tell whether a user may look at a meeting: its members, its clerk, and who watches over the district."""
    is_member = meeting.attendances.filter(user=user).exists()
    return is_member or may_clerk(user, meeting) or sees_everything(user)


def reads_at_a_meeting(user: User, paper: Paper) -> bool:
    """Tell whether a paper lies on a matter that a user may look at and does not step out of."""
    items = AgendaItem.objects.filter(papers=paper, district=user.district_id)
    items = items.select_related("meeting__organisation", "meeting__campaign__version", "round__process__organisation")
    return any(may_read(user, item.meeting) and not steps_out_of(item, user) for item in items)
