"""会议纪要: written from what is on record, signed by a member who was there, and bound to the ballots it rests on."""

import datetime as dt
import hashlib
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from approvals.covers.services import substitutes_of
from approvals.meetings.locks import locked_meeting
from approvals.meetings.models import Meeting
from approvals.meetings.people import attended, may_clerk, office_keeping, stepped_out
from approvals.meetings.wording import body
from approvals.rounds.models import Ballot
from core import clock
from core.errors import Conflict, Refused
from core.models import Appointment, User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import holders
from core.record import chain
from core.record.services import record
from notifications.services import notify

BREAK = "\n\n"  # between the parts of the minutes: the head, each matter, the duties, the clerk's paragraph


def text_of(meeting: Meeting, *, remark: str = "") -> str:
    """Return the minutes as the record gives them, always in the language of the office: same data, same bytes."""
    with translation.override(settings.LANGUAGE_CODE):
        parts = ["\n".join(map(_on_one_line, part)) for part in body(meeting)]
        if remark:
            parts += [f"{_remark_heading()}\n{remark}"]
    return BREAK.join(parts) + "\n"


def _on_one_line(line: str) -> str:
    return " ".join(line.split())


def remark_in(minutes: str) -> str:
    """Return the clerk's own paragraph of stored minutes."""
    with translation.override(settings.LANGUAGE_CODE):
        return minutes.partition(f"{BREAK}{_remark_heading()}\n")[2].rstrip("\n")


def _remark_heading() -> str:
    return _("Remark of the clerk:")


@transaction.atomic
def write_remark(meeting: Meeting, *, text: str, by: User, now: dt.datetime) -> None:
    """Put the clerk's own paragraph under the minutes, until they are signed."""
    meeting = _unsigned(meeting)
    if not may_clerk(by, meeting):
        raise PermissionDenied
    remark = "\n".join(line.rstrip() for line in text.strip().splitlines())
    _draft(meeting, remark=remark)
    record("minutes.remarked", on=meeting.organisation, by=by, now=now, meeting=meeting.pk, text=remark)


def redraft(meeting: Meeting) -> None:
    """Write the minutes anew from the record; the clerk's paragraph stays."""
    _draft(meeting, remark=remark_in(meeting.minutes))


def draft_missing(now: dt.datetime) -> int:
    """Write the minutes of meetings that were closed before there were minutes; a sweep, harmless to repeat."""
    unwritten = Meeting.objects.filter(minutes="", signed_at=None).exclude(closed_at=None)
    return sum(_draft_one(meeting) for meeting in unwritten)


@transaction.atomic
def _draft_one(meeting: Meeting) -> bool:
    meeting = locked_meeting(meeting)
    if meeting.minutes:
        return False
    _draft(meeting, remark="")
    return True


def _draft(meeting: Meeting, *, remark: str) -> None:
    meeting.minutes = text_of(meeting, remark=remark)
    meeting.save(update_fields=["minutes"])


@transaction.atomic
def sign(meeting: Meeting, *, seen: str, by: User, now: dt.datetime) -> Meeting:
    """Sign the minutes: one of their signers does, and from then on they are frozen.

    ``seen`` is the digest of the text that was read; Conflict when it has changed since or is signed already.
    """
    meeting = _unsigned(meeting)
    check_signer(by, meeting)
    if seen != digest_of(meeting):
        raise Conflict(_("The minutes have changed since you opened them. Read them again before you sign."))
    meeting.digest, meeting.signed_at, meeting.signed_by = seen, now, by
    meeting.save(update_fields=["digest", "signed_at", "signed_by"])
    for item in meeting.items.select_related("round__process"):
        record("minutes.signed", on=item.round.case, by=by, now=now, meeting=meeting.pk, digest=seen)
    record("minutes.signed", on=meeting.organisation, by=by, now=now, meeting=meeting.pk, digest=seen)
    return meeting


def _unsigned(meeting: Meeting) -> Meeting:
    meeting = locked_meeting(meeting)
    if meeting.closed_at is None:
        raise Refused(_("The minutes are written once every matter is counted or put off."))
    if meeting.signed_at:
        raise Conflict(_("The minutes are signed; nothing in them is changed any more."))
    return meeting


def check_signer(user: User, meeting: Meeting) -> None:
    """Let only who may sign do so.

    Raises PermissionDenied for who is no member, Refused for who was absent, keeps the meeting, or stepped out of a
    matter while somebody else was there who did not.
    """
    able = signers(meeting)
    if user.pk in {one.pk for one in able}:
        return
    if not meeting.attendances.filter(user=user).exists():
        raise PermissionDenied
    names = _(", ").join(one.name for one in able)
    if user.pk == meeting.closed_by_id or may_clerk(user, meeting):
        raise Refused(_("Whoever keeps the minutes does not sign them. Who can sign: %(names)s.") % {"names": names})
    raise Refused(_("You were not present throughout. Who can sign: %(names)s.") % {"names": names})


def signers(meeting: Meeting) -> list[User]:
    """Return who may sign: who was there, does not keep the meeting and stepped out of nothing; else who was there.

    Where everybody who was there keeps it, those of them who did not count this one; where that was one alone, the
    bureau's leaders who stay clear of every matter.
    """
    present = list(User.objects.filter(pk__in=attended(meeting) - {meeting.closed_by_id}).order_by("pk"))
    kept_by = _keepers(meeting)
    there = [user for user in present if user.pk not in kept_by] or present
    return _clear_of_all(meeting, there) or there or _clear_of_all(meeting, _leaders(meeting))


def _keepers(meeting: Meeting) -> set[int]:
    """Return who keeps a meeting today: the holders of the clerk's office, and who stands in for them."""
    office, today = office_keeping(meeting), clock.today()
    own = list(holders(*office, on=today)) if office else []
    others = substitutes_of(own, on=today, process=meeting.campaign.policy.process).values()
    return {user.pk for users in (own, *others) for user in users}


def _leaders(meeting: Meeting) -> list[User]:
    posts = Appointment.objects.in_force(clock.today()).filter(district=meeting.district_id, role=Role.LEADER)
    posts = posts.filter(organisation__kind=Kind.BUREAU).exclude(user=meeting.closed_by)
    return list(User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("pk"))


def _clear_of_all(meeting: Meeting, users: list[User]) -> list[User]:
    return [user for user in users if not stepped_out(meeting, user)]


def tell_signers(meeting: Meeting, *, now: dt.datetime) -> None:
    """Tell who may sign that the minutes are there to be read."""
    notify(
        f"meeting:{meeting.pk}:minutes",
        to=signers(meeting),
        template="approvals/messages/minutes",
        context={"stage": meeting.campaign.policy.stages[meeting.stage].title, "link": minutes_link(meeting)},
        now=now,
    )


def minutes_link(meeting: Meeting) -> str:
    """Return where the minutes are read."""
    return reverse("minutes", args=[meeting.pk])


def digest_of(meeting: Meeting) -> str:
    """Return what binds the minutes to the ballots they rest on: nothing of either can change without it changing."""
    matters = [
        {
            "matter": item.pk,
            "case": item.round.process_id,
            "counts": item.counts,
            "ballots": [
                [ballot.pk, ballot.user_id, ballot.vote_no, ballot.state, ballot.sealed or ballot.verdict]
                for ballot in item.round.ballots.filter(role="").exclude(state=Ballot.State.NOTED).order_by("pk")
            ],
        }
        for item in meeting.items.select_related("round").order_by("pk")
    ]
    body = chain.canonical({"meeting": meeting.pk, "minutes": meeting.minutes, "matters": matters})
    return hashlib.sha256(body.encode()).hexdigest()


def minutes_hold(meeting: Meeting) -> bool:
    """Tell whether signed minutes and the ballots under them are still what was signed."""
    return bool(meeting.signed_at) and meeting.digest == digest_of(meeting)


def readable(meeting: Meeting, *, without: Collection[int]) -> str:
    """Return the minutes as somebody reads them who stepped out of some matters: those are left out.

    They are cut where they stand, not by their words: what is on record may have changed since they were written.
    """
    parts = meeting.minutes.split(BREAK)
    for at, item in enumerate(meeting.items.order_by("order", "pk"), start=1):
        if item.pk in without:
            with translation.override(settings.LANGUAGE_CODE):
                parts[at] = _("%(order)d. Left out: you step out of this matter.") % {"order": item.order}
    return BREAK.join(parts)
