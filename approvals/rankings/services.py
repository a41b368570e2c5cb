"""A cohort is ranked: previewed by anyone who leads it, frozen once."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.campaigns.services import balance
from approvals.cohorts import lock_cohort, may_lead
from approvals.policies.document import Ranking as Rule
from approvals.policies.expressions import Missing, evaluate
from approvals.processes import process
from approvals.rankings.models import Ranking, RankingEntry
from approvals.rankings.rank import Entry, Placed, TieAtLine, rank
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


def entries(rounds: Sequence[Round], *, rule: Rule) -> list[Entry]:
    """Return what is ranked: each case's panel score and its values along the tie rule."""
    panels = panel_rounds([round.process_id for round in rounds], sheet=rule.sheet)
    return [Entry(round.pk, panels[round.process_id].score or Decimal(0), _ties(round, rule)) for round in rounds]


def panel_rounds(cases: Sequence[int], *, sheet: str) -> dict[int, Round]:
    """Return the panel that scored each case on a sheet; a later one replaces an earlier one."""
    rounds = Round.objects.filter(process__in=cases, kind="panel", is_void=False, score__isnull=False)
    rounds = rounds.select_related("process__version").prefetch_related("ballots").order_by("pk")
    return {round.process_id: round for round in rounds if round.rule.sheet == sheet}


def _ties(round: Round, rule: Rule) -> tuple[Decimal, ...]:
    facts = {**round.case.facts, "track": round.track}
    ranks = process(round.case.policy.process).rank_table()
    found = [evaluate(tie.by, facts, ranks=ranks) for tie in rule.ties if tie.by]
    return tuple(Decimal(0) if isinstance(value, Missing) else Decimal(str(value)) for value in found)


def preview(rounds: Sequence[Round], *, campaign: Campaign, stage: str, track: str, chosen: Sequence[int] = ()):
    """Return the list as it would be frozen now, and the keys of equals at a line that a person must order."""
    rule, places = rule_of(campaign, stage), max(balance(campaign, track=track), 0)
    listed, order = entries(rounds, rule=rule), list(chosen)
    tied: list[int] = []
    while True:  # there may be equals at the quota line and others at the end of the waiting list
        try:
            return rank(listed, places=places, waitlist=rule.waitlist, chosen=order), tuple(tied)
        except TieAtLine as tie:
            tied += tie.keys
            order += [key for key in tie.keys if key not in order]


@transaction.atomic
def freeze(
    campaign: Campaign,
    *,
    stage: str,
    track: str,
    by: User,
    now: dt.datetime,
    seen: Sequence[int],
    chosen: Sequence[int] = (),
    reason: str = "",
) -> Ranking:
    """Freeze the list of a category and give every waiting case its verdict.

    ``seen`` are the rounds that were on the page when it was decided: a case that joined or left since is
    a Conflict. Refused on a tie at a line that nobody has ordered, or ordered without a reason.
    """
    rounds = lock_cohort(campaign, stage=stage, track=track)
    check_seen(rounds, seen=seen)
    if not may_lead(by, rounds):
        raise PermissionDenied
    if chosen and not reason.strip():
        raise Refused(_("Say why you put those who are equal in this order."))
    rule, places = rule_of(campaign, stage), max(balance(campaign, track=track), 0)
    listed = entries(rounds, rule=rule)
    try:
        placed = rank(listed, places=places, waitlist=rule.waitlist, chosen=chosen)
    except TieAtLine as tie:
        raise Refused(_("Equals stand at the line. Put them in order and say why.")) from tie
    scores = {entry.key: entry.score for entry in listed}
    ranking = _write(campaign, stage, track, places=places, placed=placed, scores=scores, reason=reason, by=by, now=now)
    _settle(rounds, ranking=ranking, placed=placed, by=by, now=now)
    return ranking


def check_seen(rounds: Sequence[Round], *, seen: Sequence[int]) -> None:
    """Raise Conflict where the list that was looked at is not the one that waits now."""
    if not rounds or {round.pk for round in rounds} != set(seen):
        raise Conflict(_("The list has changed since you opened it. Look at it again, then freeze it."))


def _write(campaign, stage, track, *, places, placed: list[Placed], scores, reason, by, now) -> Ranking:
    text = json.dumps([[place.key, place.position, str(scores[place.key]), place.standing] for place in placed])
    ranking = Ranking.objects.create(
        district_id=campaign.district_id,
        campaign=campaign,
        stage=stage,
        track=track,
        places=places,
        frozen_at=now,
        frozen_by=by,
        reason=reason,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    rule = rule_of(campaign, stage)
    RankingEntry.objects.bulk_create(
        [
            RankingEntry(
                ranking=ranking,
                district_id=campaign.district_id,
                round_id=place.key,
                position=place.position,
                score=scores[place.key],
                standing=place.standing,
                words=words_of(place, rule),
            )
            for place in placed
        ]
    )
    return ranking


def _settle(rounds: Sequence[Round], *, ranking: Ranking, placed: list[Placed], by: User, now: dt.datetime) -> None:
    """Give every case on a frozen list its verdict."""
    rule, standing = rule_of(ranking.campaign, ranking.stage), {place.key: place for place in placed}
    for round in rounds:
        place = standing[round.pk]
        verdict = "in" if place.standing == "in" else "out"
        round.result = {"position": place.position, "places": ranking.places, "standing": place.standing}
        told = {"stage": round.stage, "digest": ranking.digest, **round.result}
        record("ranking.frozen", on=round.case, by=by, now=now, **told)
        give(seat_of(by, round), by=by, now=now, verdict=verdict, opinion=ranking.reason)
        finish(round, verdict=verdict, by=by, reason=words_of(place, rule), now=now)


def words_of(place: Placed, rule: Rule) -> str:
    """Return which link of the rule set somebody apart from the next below."""
    if place.parted_by == 0:
        return ""
    links = [tie for tie in rule.ties if tie.by]
    says = links[place.parted_by - 1].says if place.parted_by <= len(links) else rule.ties[-1].says
    return _("Equal score; set apart by: %(link)s") % {"link": says}


def frozen(campaign: Campaign, *, stage: str, track: str):
    """Return the frozen lists of a category, newest first."""
    return campaign.rankings.filter(stage=stage, track=track).order_by(F("frozen_at").desc())
