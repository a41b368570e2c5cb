"""What an adjustment puts on file: what was held ends on the day, a lower post follows, an appeal gives it back."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import Case
from core.clock import day_of
from core.errors import Conflict
from core.facts.services import correct, establish
from core.models import Event, Fact, Person, User
from workflows.adjustment.models import Adjustment

NOTICE = dt.timedelta(days=30)  # 事业单位人事管理条例第十六条: 提前30日书面通知
MARKS = ("ended", "ended_by", "was_until")


def current(fact: Fact) -> Fact | None:
    """Return a statement as it stands now: itself, or what replaced it; None where it stands no more."""
    same = Fact.objects.filter(person=fact.person_id, kind=fact.kind, value=fact.value, known_until=None)
    listed = (
        same.filter(detail__case=fact.detail["case"])
        if "case" in fact.detail
        else same.filter(true_from=fact.true_from)
    )
    return listed.order_by("-pk").first()


def has_ended(fact: Fact | None) -> bool:
    """Tell whether a statement stands no more, or was revoked, lowered or lapsed already."""
    return fact is None or "ended" in fact.detail


def already_ended(fact: Fact, found: Fact | None) -> str:
    """Return in words that what was to be ended has ended already, and when."""
    until = found.true_until if found else None
    return _("“%(what)s” has ended already%(when)s; there is nothing left to adjust.") % {
        "what": fact.value,
        "when": _(" (%(day)s)") % {"day": until} if until else "",
    }


def end(subject: Adjustment, *, how: str, on: dt.date, event: Event, by: User | None, now: dt.datetime) -> None:
    """End what an adjustment is about, and what goes with it; Conflict where it has ended already."""
    found = current(subject.target) if subject.target else None
    if subject.target and (found is None or has_ended(found)):
        raise Conflict(already_ended(subject.target, found))
    for fact in [*([found] if found else []), *_along(subject, found)]:
        last = max(min(fact.true_until or on, on), fact.true_from)
        was = str(fact.true_until) if fact.true_until else None
        marks = {"ended": how, "ended_by": subject.pk, "was_until": was}
        detail = {**fact.detail, **marks}
        correct(fact, event=event, by=by, now=now, reason=_reason(subject), true_until=last, detail=detail)


def _along(subject: Adjustment, target: Fact | None) -> Iterator[Fact]:
    """Give what ends with it: of the other kinds its track names, but for what belongs to another honour."""
    kinds = subject.campaign.policy.tracks[subject.track].ends[1:]
    listed = Fact.objects.filter(person=subject.person_id, kind__in=kinds, known_until=None)
    for fact in listed.filter(detail__ended__isnull=True).order_by("pk"):
        if target is None or fact.detail.get("honour", target.value) == target.value:
            yield fact


def _reason(subject: Adjustment) -> str:
    number = subject.case.number if subject.case else ""
    return _("%(what)s, case %(number)s") % {"what": subject.get_state_display(), "number": number}


def revoked(subject: Adjustment, *, case: Case, event: Event, by: User | None, now: dt.datetime) -> None:
    """What was conferred ends today, by a decision."""
    end(subject, how="revoked", on=day_of(now), event=event, by=by, now=now)


def lapsed(subject: Adjustment, *, case: Case, event: Event, by: User | None, now: dt.datetime) -> None:
    """What was conferred ends today, or ended with its term, by itself."""
    end(subject, how="lapsed", on=day_of(now), event=event, by=by, now=now)


def dismissed(subject: Adjustment, *, case: Case, event: Event, by: User | None, now: dt.datetime) -> None:
    """The employment ends thirty days from today."""
    end(subject, how="dismissed", on=day_of(now) + NOTICE, event=event, by=by, now=now)


def lowered(subject: Adjustment, *, case: Case, event: Event, by: User | None, now: dt.datetime) -> None:
    """The post ends today, and the lower one begins tomorrow."""
    end(subject, how="lowered", on=day_of(now), event=event, by=by, now=now)
    tomorrow = day_of(now) + dt.timedelta(days=1)
    detail = {"case": case.number, "policy": case.policy.key, "follows": subject.pk}
    lower = {"value": subject.new_post, "true_from": tomorrow}
    _write("post", subject.person, **lower, detail=detail, event=event, by=by, now=now)


def restored(subject: Adjustment, *, case: Case, event: Event, by: User | None, now: dt.datetime) -> None:
    """What was taken is on file again as it was; what had followed ends. All of it stays readable."""
    for fact in Fact.objects.filter(person=subject.person_id, known_until=None, detail__ended_by=subject.pk):
        kept = {key: value for key, value in fact.detail.items() if key not in MARKS}
        until = dt.date.fromisoformat(fact.detail["was_until"]) if fact.detail["was_until"] else None
        correct(fact, event=event, by=by, now=now, reason=_reason(subject), true_until=until, detail=kept)
    for lower in Fact.objects.filter(person=subject.person_id, known_until=None, detail__follows=subject.pk):
        last = max(day_of(now), lower.true_from)
        detail = {**lower.detail, "ended": "restored"}
        correct(lower, event=event, by=by, now=now, reason=_reason(subject), true_until=last, detail=detail)


def placed(subject: Adjustment, *, case: Case, event: Event, by: User | None, now: dt.datetime) -> None:
    """Posts held until now end, and so does being without one; the outcome of the policy writes the new post."""
    listed = Fact.objects.filter(person=subject.person_id, kind__in=("post", "redundant"), known_until=None)
    for fact in listed.filter(detail__ended__isnull=True):
        if fact.true_until is None or fact.true_until >= day_of(now):
            last = max(day_of(now), fact.true_from)
            detail = {**fact.detail, "ended": "placed", "ended_by": subject.pk}
            correct(fact, event=event, by=by, now=now, reason=_reason(subject), true_until=last, detail=detail)


def unplaced(subject: Adjustment, *, case: Case, event: Event, by: User | None, now: dt.datetime) -> None:
    """This round has placed them nowhere: the next one may ask for that."""
    _after_a_round("unplaced", case, event=event, by=by, now=now)


def trained(subject: Adjustment, *, case: Case, event: Event, by: User | None, now: dt.datetime) -> None:
    """No round has placed them, and training begins."""
    _after_a_round("unplaced", case, event=event, by=by, now=now)
    _after_a_round("training", case, event=event, by=by, now=now)


def _after_a_round(kind: str, case: Case, *, event: Event, by: User | None, now: dt.datetime) -> None:
    detail = {"policy": case.policy.key, "case": case.number, "campaign": case.campaign_id}
    told = {"value": case.policy.title.zh, "true_from": day_of(now)}
    _write(kind, case.person, **told, detail=detail, event=event, by=by, now=now)


def _write(kind: str, about: Person | None, **written: Any) -> None:
    if about is not None:  # every adjustment is about a person
        establish(kind, about=about, **written)


EFFECTS = {
    "revoke": revoked,
    "revoke_for_conduct": revoked,
    "step_down": lowered,
    "step_down_for_conduct": lowered,
    "end_contract": dismissed,
    "lapse": lapsed,
    "restore": restored,
    "place": placed,
    "leave_unplaced": unplaced,
    "send_to_training": trained,
}
