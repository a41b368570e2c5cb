"""A unit's cases are graded: previewed by anyone who leads them, closed once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.cohorts import led_for, lock_cohort, may_lead
from approvals.gradings.basis import Basis, basis_of, digest, in_arrival_order
from approvals.gradings.grade import Given, TieAtLine
from approvals.gradings.models import Grading, GradingEntry
from approvals.gradings.places import caps_of, due
from approvals.gradings.words import all_words
from approvals.policies.grades import Grades
from approvals.processes import process
from approvals.rankings.services import check_seen
from approvals.rounds.closing import finish
from approvals.rounds.models import Round
from approvals.rounds.seats import seat_of
from approvals.rounds.services import give
from core.errors import Refused
from core.models import Organisation, User
from core.record.services import record


def rule_of(campaign: Campaign, stage: str) -> Grades:
    """Return the grades of a stage, as the policy words them."""
    return campaign.policy.gradings[campaign.policy.stages[stage].grading]


def unit_of(campaign: Campaign, stage: str, unit: Organisation | None) -> Organisation | None:
    """Return the unit a list is of; None where the policy makes one list of the whole campaign."""
    return unit if campaign.policy.stages[stage].scope == "unit" else None


def gather(
    rounds: Sequence[Round], *, campaign: Campaign, stage: str, unit: Organisation | None, now: dt.datetime
) -> Basis:
    """Return what the grades would be made from now."""
    rule, of = rule_of(campaign, stage), unit_of(campaign, stage, unit)
    number = due(campaign, rule=rule, unit=of)
    cases = [round.process_id for round in rounds]
    caps = caps_of(campaign, stage=stage, rule=rule, unit=of, due=number, again=cases)
    return basis_of(rounds, rule=rule, caps=caps, due=number, now=now)


@dataclass(frozen=True)
class Preview:
    """The grades as they would be given now, and which equals a person must put in order."""

    basis: Basis
    given: list[Given]
    tied: tuple[int, ...]


def look(
    rounds: Sequence[Round], *, campaign: Campaign, stage: str, unit: Organisation | None, now: dt.datetime
) -> Preview:
    """Return the grades as they would be given now."""
    basis = gather(rounds, campaign=campaign, stage=stage, unit=unit, now=now)
    given, tied = in_arrival_order(basis)
    return Preview(basis, given, tied)


@transaction.atomic
def close(
    campaign: Campaign,
    *,
    stage: str,
    unit: Organisation | None,
    by: User,
    now: dt.datetime,
    seen: Sequence[int],
    chosen: Sequence[int] = (),
    reason: str = "",
) -> Grading:
    """Give every case that waits its grade, and let it go on.

    ``seen`` are the rounds that were on the page when it was decided: a case that joined or left since is a Conflict.
    Refused on equals at a cap that nobody has put in order, where they are without a reason, and while something is
    not known without which somebody cannot be graded.
    """
    of = unit_of(campaign, stage, unit)
    rounds = lock_cohort(campaign, stage=stage, unit=of)
    check_seen(rounds, seen=seen)
    if not may_lead(by, rounds):
        raise PermissionDenied
    if chosen and not reason.strip():
        raise Refused(_("Say why you put those who are equal in this order."))
    basis = replace(gather(rounds, campaign=campaign, stage=stage, unit=of, now=now), chosen=tuple(chosen))
    _check_known(basis, rounds)
    given = _graded(basis)
    grading = _write(campaign, stage, of, basis=basis, given=given, reason=reason, by=by, now=now)
    _settle(rounds, grading=grading, by=by, now=now)
    return grading


def _check_known(basis: Basis, rounds: Sequence[Round]) -> None:
    titles = {round.pk: round.case for round in rounds}
    said = [lacking_words(titles[key], lacks) for key, lacks in (basis.lacking or {}).items()]
    if said:
        raise Refused(_("These cannot be graded yet: %(people)s") % {"people": _("; ").join(said)})


def lacking_words(case, lacks: Sequence[str]) -> str:
    """Say what is not known of a case: its score, or facts by the words a reader knows them by."""
    facts = process(case.policy.process).facts
    labels = [_("no score on record") if one == "score" else _label(facts, one) for one in lacks]
    return _("%(title)s (%(lacks)s)") % {"title": case.title, "lacks": _(", ").join(labels)}


def _label(facts, name: str) -> str:
    return _("not on file: %(fact)s") % {"fact": facts[name].label if name in facts else name}


def _graded(basis: Basis) -> list[Given]:
    try:
        return basis.graded()
    except TieAtLine as tie:
        raise Refused(_("Equals stand at the cap. Put them in order and say why.")) from tie


def _write(campaign, stage, unit, *, basis: Basis, given: list[Given], reason, by, now) -> Grading:
    said = {"policy": campaign.version.digest, **basis.text()}
    grading = Grading.objects.create(
        district_id=campaign.district_id,
        campaign=campaign,
        stage=stage,
        organisation=unit,
        closed_at=now,
        closed_by=by,
        reason=reason,
        basis=said,
        digest=digest(said, given),
    )
    scores = {case.key: case.score for case in basis.cases}
    words = all_words(basis, given, rule=rule_of(campaign, stage))
    GradingEntry.objects.bulk_create(
        GradingEntry(
            grading=grading,
            district_id=campaign.district_id,
            round_id=one.key,
            position=one.position,
            score=scores[one.key],
            grade=one.grade,
            words=words[one.key],
        )
        for one in given
    )
    return grading


def _settle(rounds: Sequence[Round], *, grading: Grading, by: User, now: dt.datetime) -> None:
    entries = {entry.round_id: entry for entry in grading.entries.all()}
    for round in rounds:
        entry = entries[round.pk]
        round.result = told_of(entry)
        told = {"stage": round.stage, "digest": grading.digest, **round.result, **led_for(by, round)}
        record("grading.closed", on=round.case, by=by, now=now, **told)
        give(seat_of(by, round), by=by, now=now, verdict="graded", opinion=grading.reason)
        finish(round, verdict="graded", by=by, reason=entry.words, now=now)


def told_of(entry: GradingEntry) -> dict[str, Any]:
    """Return a grade as a round keeps it."""
    return {
        "grade": entry.grade,
        "position": entry.position,
        "score": None if entry.score is None else str(entry.score),
    }


def closed(campaign: Campaign, *, stage: str, unit: Organisation | None):
    """Return the closed lists of a unit, newest first."""
    return campaign.gradings.filter(stage=stage, organisation=unit_of(campaign, stage, unit)).order_by("-closed_at")


def grade_of(case) -> GradingEntry | None:
    """Return the grade a case has been given and that still stands; None before there is one."""
    entries = GradingEntry.objects.filter(round__process=case, round__is_void=False)
    return entries.select_related("grading").order_by("-pk").first()
