"""候补名单: who waits for a place, in the frozen order, and whose turn it is."""

from dataclasses import dataclass

from approvals.campaigns.models import Campaign
from approvals.campaigns.services import balance, standing
from approvals.cohorts import waiting
from approvals.rankings.basis import bounds_of
from approvals.rankings.models import Ranking, RankingEntry
from approvals.rankings.reserves import Bound
from approvals.rounds.models import Round
from approvals.waitlists.order import next_of


@dataclass(frozen=True)
class Waiting:
    """Somebody on the waiting list: the round that waits, and the line of the frozen list it stands on."""

    round: Round
    entry: RankingEntry


def waiting_list(campaign: Campaign, *, stage: str, track: str) -> list[Waiting]:
    """Return who waits at a stage, lists in the order they were frozen and people in the order of the list."""
    rounds = {round.process_id: round for round in waiting(campaign, stage=stage, track=track)}
    entries = (
        RankingEntry.objects.filter(
            ranking__stage=campaign.policy.stages[stage].ranking,
            round__process__in=rounds,
            round__is_void=False,
            standing=RankingEntry.Standing.WAITLIST,
            called_up_at=None,
        )
        .select_related("ranking__campaign__version", "round__process__version", "round__process__organisation")
        .order_by("ranking__frozen_at", "ranking", "position")
    )
    return [Waiting(rounds[entry.round.process_id], entry) for entry in entries]


def free_places(campaign: Campaign, *, track: str) -> int:
    """Return the places that somebody may be called up to."""
    return max(balance(campaign, track=track), 0)


def called_up(campaign: Campaign, *, stage: str, track: str):
    """Return the lines of a waiting list that were called up, in the order it was done."""
    ranker = campaign.policy.stages[stage].ranking
    entries = RankingEntry.objects.filter(ranking__campaign=campaign, ranking__stage=ranker, ranking__track=track)
    return (
        entries.exclude(called_up_at=None)
        .select_related("called_up_by", "round__process__person", "round__process__organisation")
        .order_by("called_up_at", "pk")
    )


def next_up(waits: list[Waiting], *, places: int) -> Waiting | None:
    """Return who takes a free place: the first of the earliest list who keeps its caps and reserved shares.

    Those who stand count along, whichever list let them in or called them up.
    """
    by_list: dict[int, list[Waiting]] = {}
    for waits_on in waits:
        by_list.setdefault(waits_on.entry.ranking_id, []).append(waits_on)
    for listed in by_list.values() if places else ():
        found = {one.entry.round_id: one for one in listed}
        ranking = listed[0].entry.ranking
        stands = standing(ranking.campaign, track=ranking.track)
        bounds = _bounds(ranking, [*(one.entry.round for one in listed), *stands])
        key = next_of(list(found), standing=[round.pk for round in stands], bounds=bounds, places=places)
        if key is not None:
            return found[key]
    return None


def _bounds(ranking: Ranking, rounds: list[Round]) -> list[Bound]:
    """Return the caps and shares that bound a list, over these rounds: as parts of the places there were then."""
    said = ranking.basis
    bounds = bounds_of(rounds, policy=ranking.campaign.policy, track=ranking.track, of=said.get("of", said["places"]))
    return [bound for bound in bounds if bound.rule not in said["put_aside"]]
