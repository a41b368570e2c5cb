"""The lock of a meeting comes before those of its cases, so that a vote and a count never pass each other."""

from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.conflicts.services import look_again
from approvals.meetings.models import AgendaItem, Meeting
from core.errors import Conflict


def locked_meeting(meeting: Meeting) -> Meeting:
    """Return a meeting afresh with its row locked, whether it is open or closed."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign__version", "organisation", "district").get(pk=meeting.pk)


def open_meeting(meeting: Meeting) -> Meeting:
    """Return a meeting with its row locked; Conflict when it is closed."""
    meeting = locked_meeting(meeting)
    if meeting.closed_at:
        raise Conflict(_("The meeting is closed; its count stands."))
    return meeting


def sitting(item: AgendaItem) -> AgendaItem:
    """Return a matter afresh, its meeting locked."""
    meeting = locked_meeting(item.meeting)
    fresh = AgendaItem.objects.select_related("round__process__version", "round__process__person").get(pk=item.pk)
    fresh.meeting = meeting
    return fresh


def matters_of(meeting: Meeting) -> list[AgendaItem]:
    """Return the matters of an agenda, counted or not, with what a vote asks of each."""
    found = meeting.items.select_related(
        "round__process__version", "round__process__campaign", "round__process__person__user", "round__campaign"
    )
    matters = list(found.select_related("round__process__organisation", "round__process__nominator_at"))
    for matter in matters:
        matter.meeting = meeting
    return matters


def open_matters(meeting: Meeting, *, only: int | None = None) -> list[AgendaItem]:
    """Lock the cases on the agenda and return its matters that are not counted yet, without those withdrawn since."""
    agenda = meeting.items.all() if only is None else meeting.items.filter(pk=only)
    for case in Case.objects.locked().filter(rounds__agenda_item__in=agenda).order_by("pk"):
        look_again(case)
    items = agenda.filter(round__closed_at=None).select_related(
        "round__process__version", "round__process__campaign", "round__process__district", "round__process__person"
    )
    matters = list(items.select_related("round__process__organisation"))
    for item in matters:
        item.meeting = meeting
    return matters
