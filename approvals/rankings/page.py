"""What the page of a ranking shows: the list with its quota line, and how every figure came about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from approvals.campaigns.models import Campaign, PlaceGrant
from approvals.campaigns.services import balance
from approvals.panels.words import words
from approvals.policies.document import Sheet
from approvals.rankings.models import Ranking, RankingEntry
from approvals.rankings.rank import IN
from approvals.rankings.scores import panel_rounds
from approvals.rankings.services import look, rule_of, said_of
from approvals.rankings.words import rule_words, why_words
from approvals.rounds.models import Round


@dataclass(frozen=True)
class Figures:
    """How the judges scored one case: each criterion's mean over the sheets that counted, and how far they part."""

    means: tuple[Decimal, ...]
    apart: Decimal
    words: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    round: Round
    position: int
    score: Decimal
    standing: str
    words: str
    figures: Figures | None
    why: tuple[str, ...] = ()
    called_up: RankingEntry | None = None
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
    clash: tuple[tuple[str, str], ...] = ()  # rules that cannot be kept together, and their words
    aside: tuple[tuple[str, str], ...] = ()  # those that a person has put aside

    @property
    def columns(self) -> int:
        return len(self.sheet.criteria) + 5

    @property
    def all_within(self) -> bool:
        return not any(line.opens_line for line in self.lines)


@dataclass(frozen=True)
class Places:
    """名额 in words: what the term gives, what is used, what was granted, what is left, and what was given too much."""

    term: int
    years: int | None
    used: int
    granted: PlaceGrant | None
    left: int
    over: int
    approx: int

    @property
    def is_moved_down(self) -> bool:
        return self.granted is not None and self.granted.places < 0


def places_of(campaign: Campaign, *, track: str, ranked: Collection[int] = ()) -> Places:
    """Return how the places of a track stand now, while some cases are being ranked."""
    rule, left = campaign.policy.places, balance(campaign, track=track, ranked=ranked)
    term, granted = rule.by_track.get(track, 0), campaign.place_grants.filter(track=track).select_related("granted_by")
    moved = granted.first()
    return Places(
        term=term,
        years=rule.term_years,
        used=term + (moved.places if moved else 0) - left,
        granted=moved,
        left=max(left, 0),
        over=max(-left, 0),
        approx=rule.approx,
    )


def waiting_board(
    rounds: Sequence[Round], *, campaign: Campaign, stage: str, track: str, aside: Sequence[str] = ()
) -> Board:
    """Return the list as it would be frozen now; equals that a person must put in order are marked."""
    rule, found = rule_of(campaign, stage), look(rounds, campaign=campaign, stage=stage, track=track, aside=aside)
    by_pk, tied = {round.pk: round for round in rounds}, found.tied
    scores = {entry.key: entry.score for entry in found.basis.entries}
    words = said_of(found.placed, campaign=campaign, stage=stage, basis=found.basis)
    panels = panel_rounds([round.process_id for round in rounds], sheet=rule.sheet)
    sheet = campaign.policy.sheets[rule.sheet]
    lines = [
        Line(
            round=(round := by_pk[place.key]),
            position=place.position,
            score=scores[place.key],
            standing=place.standing,
            words="" if place.key in tied else words[place.key],
            figures=figures_of(panels[round.process_id], sheet=sheet) if round.process_id in panels else None,
            is_tied=place.key in tied,
        )
        for place in found.placed
    ]
    clash, put_aside = _rules(campaign, found.clash), _rules(campaign, found.aside)
    return replace(_board(lines, places=found.basis.places, sheet=sheet), clash=clash, aside=put_aside)


def _rules(campaign: Campaign, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, rule_words(campaign.policy, [key])) for key in keys)


def frozen_board(ranking: Ranking) -> Board:
    """Return a list as it was frozen."""
    rule = rule_of(ranking.campaign, ranking.stage)
    sheet = ranking.campaign.policy.sheets[rule.sheet]
    entries = list(
        ranking.entries.select_related(
            "called_up_by", "round__process__person", "round__process__organisation", "round__process__version"
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
            why=tuple(why_words(entry.why, policy=ranking.campaign.policy, rule=rule)) if entry.why else (),
            called_up=entry if entry.called_up_at else None,
            figures=_figures_then(entry, panels.get(entry.round.process_id), sheet=sheet),
        )
        for entry in entries
    ]
    aside = _rules(ranking.campaign, ranking.basis.get("put_aside", ()))
    return replace(_board(lines, places=ranking.places, sheet=sheet, ranking=ranking), aside=aside)


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


def figures_of(panel: Round, *, sheet: Sheet) -> Figures | None:
    """Return how a panel's sheets came to its score; no sheet says whose it is.

    None for a panel that was closed before scores were kept with their derivation.
    """
    told = panel.result
    if "derivation" not in told:
        return None
    return Figures(
        means=tuple(Decimal(told["means"].get(criterion.key, "0")) for criterion in sheet.criteria),
        apart=Decimal(told["apart"]),
        words=tuple(words(told["derivation"], sheet=sheet)),
    )
