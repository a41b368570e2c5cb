"""督办事项: what the minutes ask of somebody, reported by its owner, closed by the clerk (销号)."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.escalation.ladder import ladder
from approvals.meetings.locks import locked_meeting
from approvals.meetings.minutes import redraft
from approvals.meetings.models import Duty, Meeting
from approvals.meetings.people import may_clerk, office_keeping
from approvals.policies.document import Stage
from core.calendar.services import load_calendar
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.organisations.services import holders
from core.record.services import record
from notifications.models import Message
from notifications.services import notify


@transaction.atomic
def give(meeting: Meeting, *, text: str, owner: User, due_on: dt.date, by: User, now: dt.datetime) -> Duty:
    """Write a duty into the minutes and tell its owner; only the clerk does, and until the minutes are signed."""
    meeting = locked_meeting(meeting)
    if not may_clerk(by, meeting):
        raise PermissionDenied
    if meeting.closed_at is None or meeting.signed_at:
        raise Conflict(_("Duties are given between the count and the signature; these minutes are not open for them."))
    if not text.strip():
        raise Refused(_("Say what is to be done."))
    if due_on < day_of(now):
        raise Refused(_("The last day is past; give a day that can still be met."))
    if owner.district_id != meeting.district_id or not owner.is_active:
        raise Refused(_("%(name)s has no office in this district.") % {"name": owner})
    duty = Duty(
        meeting=meeting,
        district_id=meeting.district_id,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
        given_by=by,
        given_at=now,
    )
    if not keepers(duty, on=day_of(now)):
        raise Refused(
            _(
                "%(name)s keeps these meetings alone, and nobody closes their own duty. Give it to somebody else, or "
                "ask the system administrator to appoint a second clerk."
            )
            % {"name": owner}
        )
    duty.save()
    _record("duty.given", duty, by=by, now=now, owner=owner.pk, due_on=str(due_on), text=duty.text)
    _tell(duty, "given", to=[owner], letter="duty", now=now)
    redraft(meeting)
    return duty


@transaction.atomic
def report(duty: Duty, *, text: str, by: User, now: dt.datetime) -> Duty:
    """Say that a duty is done and how; its owner does, and the clerk is told."""
    duty = _open(duty)
    if duty.owner_id != by.pk:
        raise PermissionDenied
    if duty.reported_at:
        raise Conflict(_("This is reported already; the clerk has not answered yet."))
    if not text.strip():
        raise Refused(_("Say what was done."))
    duty.report, duty.reported_at = "\n".join(filter(None, [duty.report, text.strip()])), now
    duty.save(update_fields=["report", "reported_at"])
    _record("duty.reported", duty, by=by, now=now, text=text.strip())
    _tell(duty, f"reported:{now:%Y%m%d%H%M%S}", to=keepers(duty, on=day_of(now)), letter="duty_done", now=now)
    return duty


@transaction.atomic
def close(duty: Duty, *, by: User, now: dt.datetime) -> Duty:
    """Close a duty that was reported (销号); only the meeting's clerk does, and never on a duty of their own."""
    duty = _reported(duty, by=by)
    duty.closed_by, duty.closed_at = by, now
    duty.save(update_fields=["closed_by", "closed_at"])
    _record("duty.closed", duty, by=by, now=now)
    return duty


@transaction.atomic
def send_back(duty: Duty, *, reason: str, by: User, now: dt.datetime) -> Duty:
    """Send a duty back to its owner, with what is still missing."""
    duty = _reported(duty, by=by)
    if not reason.strip():
        raise Refused(_("Say what is still missing."))
    duty.report = "\n".join([duty.report, _("Sent back: %(reason)s") % {"reason": reason.strip()}])
    duty.reported_at = None
    duty.save(update_fields=["report", "reported_at"])
    _record("duty.sent_back", duty, by=by, now=now, reason=reason.strip())
    _tell(duty, f"back:{now:%Y%m%d%H%M%S}", to=[duty.owner], letter="duty_back", now=now, answer=reason.strip())
    return duty


def _open(duty: Duty) -> Duty:
    rows = Duty.objects.select_for_update(of=("self",), no_key=True)
    duty = rows.select_related("owner", "meeting__organisation", "meeting__campaign__version").get(pk=duty.pk)
    if duty.closed_at:
        raise Conflict(_("This duty is closed already."))
    return duty


def _reported(duty: Duty, *, by: User) -> Duty:
    duty = _open(duty)
    if not may_close(by, duty):
        raise PermissionDenied
    if duty.reported_at is None:
        raise Refused(_("%(name)s has not reported yet; there is nothing to close.") % {"name": duty.owner})
    return duty


def may_close(user: User, duty: Duty) -> bool:
    """Tell whether a user may close a duty: who keeps the meeting, and nobody for themselves."""
    return duty.owner_id != user.pk and may_clerk(user, duty.meeting)


def keepers(duty: Duty, *, on: dt.date) -> list[User]:
    """Return who may close a duty on a day."""
    office = office_keeping(duty.meeting)
    return [user for user in holders(*office, on=on) if user.pk != duty.owner_id] if office else []


def _record(verb: str, duty: Duty, *, by: User, now: dt.datetime, **details) -> None:
    record(verb, on=duty.meeting.organisation, by=by, now=now, duty=duty.pk, meeting=duty.meeting_id, **details)


def _tell(duty: Duty, what: str, *, to: list[User], letter: str, now: dt.datetime, **words) -> int:
    context = {"title": duty.text, "due": duty.due_on.isoformat(), "link": reverse("duties"), "by": duty.owner, **words}
    return notify(f"duty:{duty.pk}:{what}", to=to, template=f"approvals/messages/{letter}", context=context, now=now)


def remind(now: dt.datetime) -> int:
    """Remind owners on the days of the ladder around a duty's last day; a sweep calls it as often as it likes.

    A sweep that comes late sends the last reminder that is due, not every one that was missed.
    """
    calendar, said = load_calendar(), 0
    waiting = Duty.objects.filter(closed_at=None, reported_at=None, owner__is_active=True).select_related("owner")
    rungs = {duty: _rung(duty, now=now, calendar=calendar) for duty in waiting}
    keys = {duty: f"duty:{duty.pk}:{duty.due_on}:{rung.offset:+d}" for duty, rung in rungs.items() if rung}
    sent = set(Message.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    for duty, key in keys.items():
        if key not in sent:
            said += _remind(duty, what=key.partition(f"duty:{duty.pk}:")[2], days=abs(rungs[duty].offset), now=now)
    return said


@transaction.atomic
def _remind(duty: Duty, *, what: str, days: int, now: dt.datetime) -> int:
    letter = "duty_late" if duty.due_on < day_of(now) else "duty_due"
    return _tell(duty, what, to=[duty.owner], letter=letter, now=now, days=days)


def _rung(duty: Duty, *, now: dt.datetime, calendar):
    """Return the last step of the ladder that has come; none that had passed when the duty was given."""
    steps = ladder(duty.due_on, offsets=Stage.remind, escalates=False, calendar=calendar)
    come = [step for step in steps if duty.given_at < step.at <= now]
    return come[-1] if come else None
