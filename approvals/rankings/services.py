"""A cohort is ranked: previewed by anyone who leads it, frozen once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.campaigns.services import all_places, balance, lock_term, standing
from approvals.cohorts import lock_cohort, may_lead
from approvals.policies.document import Ranking as Rule
from approvals.rankings.basis import Basis, basis_of, digest
from approvals.rankings.models import Ranking, RankingEntry
from approvals.rankings.rank import IN, OUT, Placed, TieAtLine
from approvals.rankings.why import reasons
from approvals.rankings.words import rule_words, why_text, words_of
from approvals.rounds.closing import finish
from approvals.rounds.models import Round
from approvals.rounds.seats import seat_of
from approvals.rounds.services import give
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record


def rule_of(campaign: Campaign, stage: str) -> Rule:
    """Return the ranking rule of a stage, as the policy words it."""
    return campaign.policy.rankings[campaign.policy.stages[stage].ranking]


@dataclass(frozen=True)
class Preview:
    """A list as it would be frozen now: who is where, which equals a person must order, which rules clash.

    Where rules still clash besides those put aside, the list is the one without them.
    """

    basis: Basis
    placed: list[Placed]
    tied: tuple[int, ...]
    clash: tuple[str, ...]
    aside: tuple[str, ...]


def look(rounds: Sequence[Round], *, campaign: Campaign, stage: str, track: str, aside: Sequence[str] = ()) -> Preview:
    """Return the list as it would be frozen now, some of its clashing rules put aside."""
    basis = _basis(rounds, campaign=campaign, stage=stage, track=track).put_aside(aside)
    clash, shown = basis.clash(), basis
    while clashing := shown.clash():
        shown = replace(shown, aside=(*shown.aside, *clashing))
    ordered, tied = shown.in_order()
    return Preview(ordered, ordered.ranked(), tied, clash, basis.aside)


def _basis(rounds: Sequence[Round], *, campaign: Campaign, stage: str, track: str) -> Basis:
    """Return what a list is made from now: the places left, and those that are held already."""
    ranked = [round.process_id for round in rounds]
    return basis_of(
        rounds,
        policy=campaign.policy,
        stage=stage,
        track=track,
        places=max(balance(campaign, track=track, ranked=ranked), 0),
        of=max(all_places(campaign, track=track), 0),
        standing=standing(campaign, track=track),
    )


def preview(rounds: Sequence[Round], *, campaign: Campaign, stage: str, track: str):
    """Return the list as it would be frozen now, and the keys of equals that a person must order."""
    found = look(rounds, campaign=campaign, stage=stage, track=track)
    return found.placed, found.tied


@transaction.atomic
def freeze(
    campaign: Campaign,
    *,
    stage: str,
    track: str,
    by: User,
    now: dt.datetime,
    seen: Sequence[int],
    places: int | None = None,
    chosen: Sequence[int] = (),
    aside: Sequence[str] = (),
    reason: str = "",
) -> Ranking:
    """Freeze the list of a category and give every waiting case its verdict.

    ``seen`` are the rounds that were on the page when it was decided, and ``places`` those that were to be given: a
    case that joined or left since, or a line that was moved, is a Conflict. Refused on equals whose order matters and
    nobody has given, on caps and shares that clash unless one of them is put ``aside``, and where either is done
    without a reason.
    """
    lock_term(campaign)
    rounds = lock_cohort(campaign, stage=stage, track=track)
    check_seen(rounds, seen=seen)
    if not may_lead(by, rounds):
        raise PermissionDenied
    if chosen and not reason.strip():
        raise Refused(_("Say why you put those who are equal in this order."))
    if aside and not reason.strip():
        raise Refused(_("Say why you put this rule aside."))
    basis = _basis(rounds, campaign=campaign, stage=stage, track=track)
    if places not in (None, basis.places):
        raise Conflict(_("The places have changed since you opened the list. Look at it again, then freeze it."))
    basis = replace(_unclashed(basis, campaign, aside=aside), chosen=tuple(chosen))
    placed = _ranked(basis)
    ranking = _write(campaign, stage, track, basis=basis, placed=placed, reason=reason, by=by, now=now)
    _settle(rounds, ranking=ranking, placed=placed, by=by, now=now)
    return ranking


def check_seen(rounds: Sequence[Round], *, seen: Sequence[int]) -> None:
    """Raise Conflict where the list that was looked at is not the one that waits now."""
    if not rounds or {round.pk for round in rounds} != set(seen):
        raise Conflict(_("The list has changed since you opened it. Look at it again, then freeze it."))


def _unclashed(basis: Basis, campaign: Campaign, *, aside: Sequence[str]) -> Basis:
    """Return the basis with the rules put aside; Refused for one that does not clash, and where others still do."""
    basis = basis.put_aside(aside)
    policy = campaign.policy
    if spared := [rule for rule in aside if rule not in basis.aside]:
        known = rule_words(policy, [rule for rule in spared if rule in policy.caps])
        raise Refused(_("Only a rule that clashes can be put aside; this one does not: %(rules)s.") % {"rules": known})
    if clash := basis.clash():
        message = _(
            "These rules cannot be kept together on this list: %(rules)s. Decide which to put aside, and say why."
        )
        raise Refused(message % {"rules": rule_words(policy, clash)})
    return basis


def _ranked(basis: Basis) -> list[Placed]:
    try:
        return basis.ranked()
    except TieAtLine as tie:
        raise Refused(_("Equals stand at the line. Put them in order and say why.")) from tie


def _write(campaign, stage, track, *, basis: Basis, placed: list[Placed], reason, by, now) -> Ranking:
    said = {"policy": campaign.version.digest, **basis.text()}
    ranking = Ranking.objects.create(
        district_id=campaign.district_id,
        campaign=campaign,
        stage=stage,
        track=track,
        places=basis.places,
        frozen_at=now,
        frozen_by=by,
        reason=reason,
        basis=said,
        digest=digest(said, placed),
    )
    scores, whys = {entry.key: entry.score for entry in basis.entries}, _whys(campaign, stage, basis, placed)
    words = said_of(placed, campaign=campaign, stage=stage, basis=basis)
    RankingEntry.objects.bulk_create(
        RankingEntry(
            ranking=ranking,
            district_id=campaign.district_id,
            round_id=place.key,
            position=place.position,
            score=scores[place.key],
            standing=place.standing,
            words=words[place.key],
            why=whys.get(place.key, {}),
        )
        for place in placed
    )
    return ranking


def said_of(placed: Sequence[Placed], *, campaign: Campaign, stage: str, basis: Basis) -> dict[int, str]:
    """Return what stands beside each line of a list."""
    policy, rule, unknown = campaign.policy, rule_of(campaign, stage), basis.unknown or {}
    return {
        place.key: words_of(place, policy=policy, rule=rule, unknown=unknown.get(place.key, ())) for place in placed
    }


def _whys(campaign: Campaign, stage: str, basis: Basis, placed: list[Placed]) -> Mapping[int, dict[str, Any]]:
    """Return why each of those who are not in is not, and what would have been enough."""
    sheet = campaign.policy.sheets[rule_of(campaign, stage).sheet]
    steps = {"unit": Decimal(1).scaleb(-sheet.places), "full": Decimal(sheet.out_of)}
    inside = sum(place.standing == IN for place in placed)
    found = reasons(basis.run(), placed, **steps)
    return {key: why_text(why, of=len(placed), inside=inside) for key, why in found.items()}


def _settle(rounds: Sequence[Round], *, ranking: Ranking, placed: list[Placed], by: User, now: dt.datetime) -> None:
    """Give every case on a frozen list its verdict."""
    standing = {place.key: place for place in placed}
    words = dict(ranking.entries.values_list("round", "words"))
    for round in rounds:
        place = standing[round.pk]
        verdict = place.standing if place.standing in round.rule.then else OUT
        round.result = {"position": place.position, "places": ranking.places, "standing": place.standing}
        told = {"stage": round.stage, "digest": ranking.digest, **round.result}
        record("ranking.frozen", on=round.case, by=by, now=now, **told)
        give(seat_of(by, round), by=by, now=now, verdict=verdict, opinion=ranking.reason)
        finish(round, verdict=verdict, by=by, reason=words[round.pk], now=now)


def frozen(campaign: Campaign, *, stage: str, track: str):
    """Return the frozen lists of a category, newest first."""
    return campaign.rankings.filter(stage=stage, track=track).order_by(F("frozen_at").desc())
