"""What the page of a ranking shows: the list with its quota line, and how every figure came about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from approvals.campaigns.models import Campaign
from approvals.campaigns.services import balance, taken
from approvals.policies.document import Sheet
from approvals.rankings.models import Ranking, RankingEntry
from approvals.rankings.rank import IN
from approvals.rankings.services import panel_rounds, preview, rule_of, words_of
from approvals.rounds.models import Ballot, Round


@dataclass(frozen=True)
class Figures:
    """How the judges scored one case: each criterion's mean over the sheets that counted, and how far they part."""

    means: tuple[Decimal, ...]
    apart: Decimal
    counted: tuple[Decimal, ...]
    struck: tuple[Decimal, ...]


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    round: Round
    position: int
    score: Decimal
    standing: str
    words: str
    figures: Figures | None
    is_tied: bool = False
    opens_line: bool = False  # the quota line is drawn above it

    @property
    def label(self) -> str:
        return str(RankingEntry.Standing(self.standing).label)


@dataclass(frozen=True)
class Board:
    """A list as it stands now or as it was frozen."""

    lines: list[Line]
    places: int
    gap: Decimal | None
    sheet: Sheet
    ranking: Ranking | None = None

    @property
    def columns(self) -> int:
        return len(self.sheet.criteria) + 5

    @property
    def all_within(self) -> bool:
        return not any(line.opens_line for line in self.lines)


@dataclass(frozen=True)
class Places:
    """名额 in words: what the term gives, what is used, what was granted, what is left."""

    term: int
    years: int | None
    used: int
    granted: Any
    left: int
    approx: int


def places_of(campaign: Campaign, *, track: str) -> Places:
    """Return how the places of a track stand now."""
    rule = campaign.policy.places
    return Places(
        term=rule.by_track.get(track, 0),
        years=rule.term_years,
        used=taken(campaign, track=track),
        granted=campaign.place_grants.filter(track=track).select_related("granted_by").first(),
        left=balance(campaign, track=track),
        approx=rule.approx,
    )


def waiting_board(rounds: Sequence[Round], *, campaign: Campaign, stage: str, track: str) -> Board:
    """Return the list as it would be frozen now; equals that a person must put in order are marked."""
    rule = rule_of(campaign, stage)
    placed, tied = preview(rounds, campaign=campaign, stage=stage, track=track)
    by_pk = {round.pk: round for round in rounds}
    panels = panel_rounds([round.process_id for round in rounds], sheet=rule.sheet)
    sheet = campaign.policy.sheets[rule.sheet]
    lines = [
        Line(
            round=(round := by_pk[place.key]),
            position=place.position,
            score=panels[round.process_id].score or Decimal(0),
            standing=place.standing,
            words="" if place.key in tied else words_of(place, rule),
            figures=figures_of(panels[round.process_id], sheet=sheet),
            is_tied=place.key in tied,
        )
        for place in placed
    ]
    return _board(lines, places=max(balance(campaign, track=track), 0), sheet=sheet)


def frozen_board(ranking: Ranking) -> Board:
    """Return a list as it was frozen."""
    rule = rule_of(ranking.campaign, ranking.stage)
    sheet = ranking.campaign.policy.sheets[rule.sheet]
    entries = list(
        ranking.entries.select_related(
            "round__process__person", "round__process__organisation", "round__process__version"
        )
    )
    panels = panel_rounds([entry.round.process_id for entry in entries], sheet=rule.sheet)
    lines = [
        Line(
            round=entry.round,
            position=entry.position,
            score=entry.score,
            standing=entry.standing,
            words=entry.words,
            figures=_figures_then(entry, panels.get(entry.round.process_id), sheet=sheet),
        )
        for entry in entries
    ]
    return _board(lines, places=ranking.places, sheet=sheet, ranking=ranking)


def _board(lines: list[Line], *, places: int, sheet: Sheet, ranking: Ranking | None = None) -> Board:
    inside = [line for line in lines if line.standing == IN]
    outside = [line for line in lines if line.standing != IN]
    gap = inside[-1].score - outside[0].score if inside and outside else None
    if outside:
        outside[0] = replace(outside[0], opens_line=True)
    return Board(inside + outside, places, gap, sheet, ranking)


def _figures_then(entry: RankingEntry, panel: Round | None, *, sheet: Sheet) -> Figures | None:
    """Return the figures behind a frozen score; None where the case has gone back since and was scored anew."""
    return figures_of(panel, sheet=sheet) if panel and panel.score == entry.score else None


def figures_of(panel: Round, *, sheet: Sheet) -> Figures:
    """Return how a panel's sheets came to its score; no sheet says whose it is."""
    sheets = [ballot for ballot in panel.ballots.all() if ballot.state == Ballot.State.CAST]
    ordered = sorted(sheets, key=lambda ballot: ballot.total or Decimal(0))
    strike = len(panel.result["struck"]) // 2
    counted = ordered[strike : len(ordered) - strike]
    totals = [ballot.total or Decimal(0) for ballot in ordered]
    return Figures(
        means=tuple(_mean(counted, criterion.key, places=sheet.places) for criterion in sheet.criteria),
        apart=totals[-1] - totals[0],
        counted=tuple(Decimal(total) for total in panel.result["counted"]),
        struck=tuple(Decimal(total) for total in panel.result["struck"]),
    )


def _mean(sheets: Sequence[Ballot], criterion: str, *, places: int) -> Decimal:
    total = sum((Decimal(ballot.scores[criterion]) for ballot in sheets), Decimal(0))
    return (total / len(sheets)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
