"""更正申请: the verbs of a correction together with the letters they write, and the reminders of its clock."""

import datetime as dt
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from approvals.escalation.ladder import ladder
from approvals.policies.document import Stage
from approvals.reliance.services import correct_statement
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from core.clock import day_of
from core.corrections import services
from core.corrections.models import Rectification
from core.corrections.services import Proposed
from core.models import Fact, User
from core.people.readers import file_keepers
from notifications.models import Message
from notifications.services import notify


@transaction.atomic
def ask(
    fact: Fact, *, says: str, proposed: Proposed, uploads: Iterable[UploadedFile], by: User, now: dt.datetime
) -> Rectification:
    """Ask that a fact of one's own file be corrected, and tell whoever keeps the files."""
    calendar = load_calendar()
    asked = services.ask(fact, says=says, proposed=proposed, uploads=uploads, by=by, calendar=calendar, now=now)
    _tell(asked, "asked", to=keepers_of(asked), letter="correction_asked", now=now)
    return asked


@transaction.atomic
def accept(asked: Rectification, *, by: User, now: dt.datetime) -> Rectification:
    """Correct the fact as was asked, and tell the person; what was decided upon it is looked at again."""
    asked = services.accept(asked, by=by, now=now, correct=correct_statement)
    _tell(asked, "answered", to=[asked.asked_by], letter="correction_made", now=now)
    return asked


@transaction.atomic
def refuse(asked: Rectification, *, reason: str, by: User, now: dt.datetime) -> Rectification:
    """Leave the fact as it stands, and tell the person that the reason is there to read."""
    asked = services.refuse(asked, reason=reason, by=by, now=now)
    _tell(asked, "answered", to=[asked.asked_by], letter="correction_refused", now=now)
    return asked


def withdraw(asked: Rectification, *, by: User, now: dt.datetime) -> Rectification:
    """Take one's own request back; it waits for nobody any more."""
    return services.withdraw(asked, by=by, now=now)


def keepers_of(asked: Rectification) -> list[User]:
    """Return who may answer a request: who keeps the files, but for the person it is about."""
    keepers = file_keepers(asked.district_id).exclude(pk=asked.asked_by_id)
    return [user for user in keepers if user.person_id != asked.person_id]


def remind(now: dt.datetime) -> int:
    """Remind whoever keeps the files on the days of the ladder around a request's last day; a sweep calls it.

    A sweep that comes late sends the last reminder that is due, not every one that was missed.
    """
    calendar, said = load_calendar(), 0
    waiting = Rectification.objects.waiting().told()
    steps = {asked: _rung(asked, now=now, calendar=calendar) for asked in waiting}
    due = {asked: f"due:{asked.due_at:%Y%m%d}:{offset:+d}" for asked, offset in steps.items() if offset is not None}
    keys = {_key(asked, what) for asked, what in due.items()}
    sent = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    for asked, what in due.items():
        if _key(asked, what) not in sent:
            letter = "correction_late" if asked.due_at < now else "correction_due"
            said += _tell(asked, what, to=keepers_of(asked), letter=letter, now=now)
    return said


def _rung(asked: Rectification, *, now: dt.datetime, calendar: Calendar) -> int | None:
    """Return the last step of the ladder that has come; none that had passed when the request was made."""
    steps = ladder(day_of(asked.due_at), offsets=Stage.remind, escalates=False, calendar=calendar)
    come = [step.offset for step in steps if asked.asked_at < step.at <= now]
    return come[-1] if come else None


def _key(asked: Rectification, what: str) -> str:
    return f"correction:{asked.pk}:{what}"


@transaction.atomic
def _tell(asked: Rectification, what: str, *, to: Iterable[User], letter: str, now: dt.datetime) -> int:
    """Write a letter; it names the person and never what the file says of them."""
    link, due = reverse("file-correction", args=[asked.pk]), day_of(asked.due_at).isoformat()
    context = {"title": asked.person.name, "unit": asked.person.organisation.name, "due": due, "link": link}
    return notify(_key(asked, what), to=to, template=f"approvals/messages/{letter}", context=context, now=now)
