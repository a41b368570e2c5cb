"""离岗委托: leaving a cover and ending it, and who acts for whom on a day."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.covers.models import Cover
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Appointment, Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holds
from core.reading import asked_once
from core.record.services import record
from notifications.services import notify

# Judges and members are asked as persons, and a system administrator's keys are never lent.
NEVER_COVERED = (Role.EXPERT, Role.MEMBER, Role.ADMINISTRATOR)


def holders_covered(user: User, *, on: dt.date, process: str | None = None) -> list[User]:
    """Return for whom a user acts on a day, in one process or in any; whom those cover is no matter of theirs."""
    covers = Cover.objects.in_force(on).filter(substitute=user, holder__is_active=True)
    if process is not None:
        covers = covers.filter(process__in=["", process])
    people = {cover.holder_id: cover.holder for cover in covers.select_related("holder")}
    return [people[pk] for pk in sorted(people)]


def substitutes_of(holders: Iterable[User], *, on: dt.date, process: str) -> dict[User, list[User]]:
    """Return who acts on a day for each of the holders that are away."""
    covers = Cover.objects.in_force(on).filter(
        holder__in=list(holders), substitute__is_active=True, process__in=["", process]
    )
    found: dict[User, list[User]] = {}
    for cover in covers.select_related("holder", "substitute"):
        found.setdefault(cover.holder, []).append(cover.substitute)
    return found


def covered_holder(user: User, role: Role, organisation: Organisation, *, on: dt.date, process: str) -> User | None:
    """Return for whom a user acts from an office that is not theirs; None where they stand in for nobody there."""
    if role in NEVER_COVERED:
        return None
    covered = holders_covered(user, on=on, process=process)
    return next((holder for holder in covered if holds(holder, role, organisation)), None)


@asked_once
def covered_offices(user: User, *, on: dt.date) -> list[tuple[Cover, Appointment]]:
    """Return the offices from which a user acts for somebody else on a day, each with the cover that lends it."""
    covers = list(Cover.objects.in_force(on).filter(substitute=user, holder__is_active=True).select_related("holder"))
    appointments = Appointment.objects.in_force(on).filter(user__in=[cover.holder_id for cover in covers])
    lent = list(appointments.exclude(role__in=NEVER_COVERED)) if covers else []
    return [(cover, office) for cover in covers for office in lent if office.user_id == cover.holder_id]


@transaction.atomic
def leave_cover(
    holder: User,
    *,
    substitute: User,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    process: str = "",
    by: User,
    now: dt.datetime,
) -> Cover:
    """Let somebody act from a holder's offices for some days, in one process or, without one, in all.

    Raises PermissionDenied for anybody but the holder; Refused for days that are past or the wrong way round, where
    the holder has no office that can be covered, where the substitute has none or is away, and where a cover overlaps.
    """
    if by.pk != holder.pk:
        raise PermissionDenied
    User.objects.select_for_update(no_key=True).get(pk=holder.pk)  # one cover at a time
    _check_days(starts_on, ends_on, reason=reason, today=day_of(now))
    _check_people(holder, substitute, starts_on=starts_on)
    _check_overlap(holder, substitute, starts_on=starts_on, ends_on=ends_on, process=process)
    cover = Cover.objects.create(
        district_id=holder.district_id,  # type: ignore[misc]  # who holds an office has a district
        holder=holder,
        substitute=substitute,
        process=process,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        made_at=now,
    )
    _write("cover.left", cover, by=by, now=now, reason=reason)
    _tell(cover, now=now)
    return cover


@transaction.atomic
def end_cover(cover: Cover, *, by: User, now: dt.datetime) -> Cover:
    """End a cover at once: its holder is back, or its substitute gives it back; Conflict where it is over already."""
    cover = (
        Cover.objects.select_for_update(of=("self",), no_key=True)
        .select_related("holder", "substitute")
        .get(pk=cover.pk)
    )
    if by.pk not in (cover.holder_id, cover.substitute_id):
        raise PermissionDenied
    if cover.ended_at or cover.ends_on < day_of(now):
        raise Conflict(_("This cover has ended already."))
    cover.ended_at = now
    cover.save(update_fields=["ended_at"])
    _write("cover.ended", cover, by=by, now=now)
    return cover


def covers_of(user: User) -> QuerySet[Cover]:
    """Return the covers that a user left or holds, the latest first."""
    mine = Cover.objects.filter(Q(holder=user) | Q(substitute=user))
    return mine.select_related("holder", "substitute").order_by("-starts_on", "-pk")


def _check_days(starts_on: dt.date, ends_on: dt.date, *, reason: str, today: dt.date) -> None:
    if ends_on < starts_on:
        raise Refused(_("The last day comes before the first. Correct the days."))
    if starts_on < today:
        raise Refused(_("A cover begins today or later; what was done before was done by somebody else."))
    if not reason.strip():
        raise Refused(_("Say why you are away; it stands on the record."))


def _check_people(holder: User, substitute: User, *, starts_on: dt.date) -> None:
    if substitute.pk == holder.pk:
        raise Refused(_("Choose somebody else; nobody stands in for themselves."))
    if substitute.district_id != holder.district_id or not substitute.is_active:
        raise Refused(_("%(name)s does not work in this district. Choose somebody who does.") % {"name": substitute})
    offices = Appointment.objects.in_force(starts_on)
    if not offices.filter(user=substitute).exists():
        raise Refused(_("%(name)s holds no office on that day. Choose somebody who does.") % {"name": substitute})
    if not offices.filter(user=holder).exclude(role__in=NEVER_COVERED).exists():
        raise Refused(
            _(
                "You hold no office that somebody could stand in for: judges and committee members act themselves, "
                "and a system administrator's office is not lent."
            )
        )


def _check_overlap(holder: User, substitute: User, *, starts_on: dt.date, ends_on: dt.date, process: str) -> None:
    meanwhile = Cover.objects.filter(ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on)
    same = Q(process__in=["", process]) if process else Q()
    if left := meanwhile.filter(same, holder=holder).select_related("substitute").first():
        raise Refused(
            _("%(name)s stands in for you from %(start)s to %(end)s already. End that cover first.")
            % {"name": left.substitute, "start": left.starts_on, "end": left.ends_on}
        )
    if meanwhile.filter(holder=substitute).exists():
        raise Refused(
            _("%(name)s is away in that time, and a cover is not passed on. Choose somebody else.")
            % {"name": substitute}
        )


def _write(verb: str, cover: Cover, *, by: User, now: dt.datetime, **details: str) -> None:
    record(
        verb,
        on=cover.district,
        by=by,
        now=now,
        cover=cover.pk,
        holder=cover.holder_id,
        substitute=cover.substitute_id,
        names=[cover.holder.name, cover.substitute.name],
        process=cover.process,
        starts_on=str(cover.starts_on),
        ends_on=str(cover.ends_on),
        **details,
    )


def _tell(cover: Cover, *, now: dt.datetime) -> None:
    notify(
        f"cover:{cover.pk}:left",
        to=[cover.substitute],
        template="approvals/messages/cover",
        context={
            "holder": cover.holder.name,
            "start": cover.starts_on.isoformat(),
            "end": cover.ends_on.isoformat(),
            "reason": cover.reason,
            "link": reverse("covers"),
        },
        now=now,
    )
