"""Who must stay out of a case, whatever they hold."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q

from approvals.conflicts.files import found_in_files
from approvals.conflicts.models import Recusal
from approvals.conflicts.rules import Found
from approvals.conflicts.words import why_not
from core import clock
from core.models import Organisation, User
from core.reading import asked_once
from core.record.services import record

SAME_SCHOOL = Recusal.Rule.SAME_SCHOOL


def is_barred(user: User, case, *, at: Organisation | None = None) -> bool:
    """Tell whether a user stays out of a case: it is about themselves, or a recusal binds them.

    ``at`` is the body of the office they would act from: being at the same school keeps nobody from acting for it.
    """
    return user.pk in barred_users(case, at=at)


@asked_once
def barred_users(case, *, at: Organisation | None = None) -> frozenset[int]:
    """Return the users who stay out of a case when they act from an office of ``at``."""
    binding = Recusal.objects.filter(case=case).binding()
    if at is not None and at.pk in own_bodies(case):
        binding = binding.exclude(rule=SAME_SCHOOL)
    barred = frozenset(binding.values_list("user", flat=True))
    login = getattr(case.person, "user", None)
    return barred | ({login.pk} if login else set())


def own_bodies(case) -> set[int | None]:
    """Return the bodies a case comes from: the school, its group, and whoever put it forward."""
    return {case.organisation_id, case.organisation.parent_id, case.nominator_at_id}


def recused_at(round, *, now: dt.datetime) -> dict[int, set[str]]:
    """Return who may not judge in a round, and by which rules: the case's, and those of the stage."""
    case, rules = round.case, round.rule.recuse
    login, out = getattr(case.person, "user", None), defaultdict[int, set[str]](set)
    for user, rule in Recusal.objects.filter(case=case).binding().values_list("user", "rule"):
        out[user].add(rule)
    for user, found in found_in_files(case, rules=rules, years=_years(case), now=now).items() if rules else ():
        out[user] |= {one.rule for one in found if one.rule in rules}
    if login:
        out[login.pk].add("subject")
    return {user: why for user, why in out.items() if why}


def kept_out(user: User, *, case: str, office: str = "") -> Q:
    """Return, for a query, which rows belong to a case that a user stays out of.

    ``case`` and ``office`` are the paths to the case and to the body of the office the row belongs to.
    """
    binding = Recusal.objects.binding().filter(user=user, case=OuterRef(case))
    school = binding.filter(rule=SAME_SCHOOL)
    if not office:
        return Q(Exists(binding))
    bodies = ("case__organisation", "case__organisation__parent", "case__nominator_at")
    own = school.filter(Q.create([(body, OuterRef(office)) for body in bodies], connector=Q.OR))
    return Q(Exists(binding.exclude(rule=SAME_SCHOOL))) | (Q(Exists(school)) & ~Q(Exists(own)))


def stays_out_of_any(user: User, campaign, *, track: str) -> bool:
    """Tell whether a user stays out of one of the live cases of a category, which its line concerns.

    The cases are locked and looked at again; the caller holds the campaign's lock.
    """
    live = campaign.cases.filter(track=track, finished=None)
    for case in live.locked().order_by("pk"):
        look_again(case)
    about = Q(person=user.person_id) if user.person_id else Q(pk=None)
    return live.filter(about | kept_out(user, case="pk")).exists()


def find_conflicts(case, *, now: dt.datetime, user: User | None = None) -> list[Recusal]:
    """Write down everybody whom the policy's rules, or their own word, keep out of a case; return those found anew.

    The caller holds the case's lock. What two people dismissed stays dismissed until the files say something else.
    """
    rules = case.policy.conflicts.rules if case.policy.conflicts else ()
    found = found_in_files(case, rules=rules, years=_years(case), now=now, user=user)
    known = {(recusal.user_id, recusal.rule): recusal for recusal in Recusal.objects.filter(case=case)}
    pairs = [(pk, one, known.get((pk, one.rule))) for pk, findings in found.items() for one in findings]
    fresh = [_new(case, pk, one, now=now) for pk, one, before in pairs if before is None]
    fresh = Recusal.objects.bulk_create(fresh)
    fresh += [_again(before, one, now=now) for _pk, one, before in pairs if before and _is_other(before, one)]
    if fresh:
        names = dict(User.objects.filter(pk__in=[one.user_id for one in fresh]).values_list("pk", "name"))
        people = [{"user": one.user_id, "name": names[one.user_id], **_told(one)} for one in fresh]
        record("conflict.found", on=case, by=None, now=now, people=people)
    return fresh


def look_again(case) -> None:
    """Look anew at who stays out of a case that is about to be acted on; the caller has locked it.

    The files count as they stand at this very moment, so the clock is read here. Once a transaction is enough: who
    puts a relation on file, or says that somebody stays out, takes the case's lock first.
    """
    find_conflicts(case, now=clock.now())
    case.was_looked_at = True


def look_once(case, *, now: dt.datetime, user: User | None = None) -> None:
    """Look at who stays out of a case, unless its row was looked at since it was locked."""
    if not case.was_looked_at:
        find_conflicts(case, now=now, user=user)


def recheck(user: User, case, *, now: dt.datetime, at: Organisation | None = None) -> None:
    """Look again before a user acts in a case; PermissionDenied, in words, where they stay out of it."""
    look_once(case, now=now, user=user)
    if is_barred(user, case, at=at):
        raise PermissionDenied(why_not(user, case))


def tallied(case) -> dict[str, int]:
    """Return how many recusals bind in a case and how many were dismissed as false alarms."""
    return Recusal.objects.filter(case=case).aggregate(
        binding=Count("pk", filter=Q(dismissed_at=None)), dismissed=Count("pk", filter=~Q(dismissed_at=None))
    )


def _years(case) -> int:
    return case.policy.conflicts.years if case.policy.conflicts else 0


def _new(case, user: int, found: Found, *, now: dt.datetime) -> Recusal:
    said = {"rule": found.rule, "words": found.words[:200], "found_at": now}
    return Recusal(district_id=case.district_id, case=case, user_id=user, **said)


def _is_other(before: Recusal, found: Found) -> bool:
    return before.dismissed_at is not None and before.words != found.words[:200]


def _again(recusal: Recusal, found: Found, *, now: dt.datetime) -> Recusal:
    """Bind a dismissed recusal anew: what it rested on has changed."""
    recusal.words, recusal.found_at, recusal.doubt = found.words[:200], now, ""
    recusal.doubted_by, recusal.dismissed_by, recusal.dismissed_at = None, None, None
    recusal.save()
    return recusal


def _told(recusal: Recusal) -> dict[str, Any]:
    return {"rule": str(recusal.rule), "words": recusal.words}
