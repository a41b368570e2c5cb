"""抄送: showing a case to somebody who has nothing to decide in it; it never holds the case up."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.conflicts.services import barred_users, look_again
from approvals.copies.models import Copy
from approvals.rounds.models import Ballot
from approvals.rounds.seats import is_subject, office_of
from core.clock import day_of
from core.errors import Refused
from core.models import Appointment, User
from core.organisations.roles import Role
from core.organisations.services import holders
from core.record.services import record
from notifications.services import notify


def may_copy(user: User, case: Case) -> bool:
    """Tell whether a user may copy a case to others: who put it forward, and who acts or acted in it by name or office.

    A judge of a panel does not: what they see is a sheet, not the case.
    """
    # The rules of who sees a case read the copies themselves.
    from approvals.access import own_cases, visible_cases
    from approvals.inbox.queries import seats_of
    from core import clock

    seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round__process=case).exclude(round__kind="panel")
    acts = seats.exclude(state__in=[Ballot.State.HANDED, Ballot.State.DROPPED]).exists()
    mine = Case.objects.filter(own_cases(user), pk=case.pk).exclude(person=user.person_id or 0).exists()
    if is_subject(user, case):
        return False
    return (acts or mine) and visible_cases(user).filter(pk=case.pk).exists()


@transaction.atomic
def copy_to(case: Case, *, users: Iterable[User], note: str = "", by: User, now: dt.datetime) -> list[Copy]:
    """Copy a case to users and tell them; who has it already keeps the copy they have.

    Refused for nobody, for another district, for who stays out of the case, and for who judges it without names.
    """
    case = Case.objects.locked().get(pk=case.pk)
    look_again(case)
    if not may_copy(by, case):
        raise PermissionDenied
    people = list({user.pk: user for user in users}.values())
    _check(case, people, on=day_of(now))
    known = set(Copy.objects.filter(case=case, user__in=people).values_list("user", flat=True))
    fresh = [user for user in people if user.pk not in known and user.pk != by.pk]
    if not fresh:
        raise Refused(_("They all have this case already."))
    copies = Copy.objects.bulk_create(
        [Copy(district_id=case.district_id, case=case, user=user, sent_by=by, sent_at=now, note=note) for user in fresh]
    )
    record("case.copied", on=case, by=by, now=now, to=[user.pk for user in fresh], names=_names(fresh), note=note)
    _tell(case, fresh, note=note, by=by, now=now)
    return copies


def readers_for(case: Case, *, on: dt.date) -> list[User]:
    """Return to whom a case may be copied on a day: whoever is in office and kept out by nothing."""
    offices = Appointment.objects.in_force(on).filter(district=case.district_id)
    known = Copy.objects.filter(case=case).values("user")
    found = User.objects.filter(is_active=True, district=case.district_id, pk__in=offices.values("user"))
    out = barred_users(case) | may_judge_blindly(case, on=on)
    return list(found.exclude(pk__in=out).exclude(pk__in=known).order_by("name", "pk"))


def readers_of(case: Case) -> set[int]:
    """Return everybody to whom a case was copied, and who so know whom it is about: nobody of them judges it."""
    return set(Copy.objects.filter(case=case).values_list("user", flat=True))


def mark_read(case: Case, *, by: User, now: dt.datetime) -> None:
    """Note when somebody first opened a case that was copied to them."""
    Copy.objects.filter(case=case, user=by, read_at=None).update(read_at=now)


def _check(case: Case, people: list[User], *, on: dt.date) -> None:
    if not people:
        raise Refused(_("Choose at least one person."))
    if strangers := [user for user in people if user.district_id != case.district_id or not user.is_active]:
        raise Refused(_("These do not work in this district: %(names)s.") % {"names": _(", ").join(_names(strangers))})
    out = barred_users(case) | may_judge_blindly(case, on=on)
    if kept := [user for user in people if user.pk in out]:
        raise Refused(
            _("The case cannot be copied to: %(names)s. A conflict of interest or a blind review keeps them out.")
            % {"names": _(", ").join(_names(kept))}
        )


def may_judge_blindly(case: Case, *, on: dt.date) -> set[int]:
    """Return everybody who judges, judged or may be drawn to judge a case without names.

    The whole pool, not only who was drawn: a refusal would tell who was.
    """
    blind = {key: stage for key, stage in case.policy.stages.items() if stage.blind}
    seats = Ballot.objects.filter(round__process=case, round__stage__in=blind, role="").exclude(user=None)
    offices = [office_of(case, seat) for stage in blind.values() for seat in stage.seats(case.track)]
    pools = [holders(Role(role), body, on=on).values_list("pk", flat=True) for role, body in offices if body]
    return set(seats.values_list("user", flat=True)).union(*pools)


def _names(users: list[User]) -> list[str]:
    return [user.name for user in users]


def _tell(case: Case, people: list[User], *, note: str, by: User, now: dt.datetime) -> None:
    notify(
        f"case:{case.pk}:copied:{now:%Y%m%d%H%M%S}",
        to=people,
        template="approvals/messages/copied",
        context={
            "title": case.title,
            "campaign": case.campaign.title,
            "by": by.name,
            "note": note,
            "link": reverse("case", args=[case.pk]),
        },
        now=now,
    )
