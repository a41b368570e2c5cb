"""What a judge reads: the candidate, without names where the panel is blind, and their own sheet."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.cases.page import answers_of, dossier_of
from approvals.panels.columns import earlier_columns
from approvals.panels.exact import shown
from approvals.panels.masking import masked, telling_names
from approvals.panels.services import LEFT, measured_on, said_on, sheet_of
from approvals.panels.sheets import marked
from approvals.panels.words import line_words
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import code_of
from core.models import Paper, User
from core.seal import SealBroken

FIRST_SHOWN = (Ballot.State.OPEN, Ballot.State.CAST, Ballot.State.NOTED, Ballot.State.VOID)


def rounds_shown():
    """Return rounds with what a sheet's page shows of their cases."""
    return Round.objects.select_related(
        "process__version",
        "process__person",
        "process__organisation__parent",
        "process__opened_by",
        "process__campaign",
        "campaign",
    )


def panel_of(user: User, *, case: int, round: int) -> Round:
    """Return a panel's round that a user is a judge of; 404 otherwise, and once they have left it."""
    seats = Ballot.objects.filter(user=user, role="", round__kind="panel").exclude(state__in=LEFT)
    return get_object_or_404(rounds_shown().filter(pk__in=seats.values("round")), pk=round, process=case)


def name_of(round: Round) -> str:
    """Return what a judge may call a candidate: a code where the panel is blind."""
    return code_of(round) if round.rule.blind else round.case.title


def seat_shown(user: User, round: Round) -> Ballot:
    """Return a judge's seat; of a seat and a sheet that came too late for it, the seat that counted."""
    mine = round.ballots.filter(user=user, role="").exclude(state__in=LEFT)
    return min(mine, key=lambda ballot: FIRST_SHOWN.index(Ballot.State(ballot.state)))


@dataclass(frozen=True)
class BlindPaper:
    """A paper that names nobody, under a name that does not either."""

    number: int
    heading: str
    name: str
    url: str
    paper: Paper


def blind_papers(round: Round) -> list[BlindPaper]:
    """Return the papers a blind panel may read, numbered; only those the policy says name nobody."""
    found = dossier_of(round.case).anonymous
    return [_neutral(round, number, heading, paper) for number, (heading, paper) in enumerate(found, start=1)]


def _neutral(round: Round, number: int, heading: str, paper: Paper) -> BlindPaper:
    name = _("Paper %(number)d") % {"number": number} + PurePath(paper.name).suffix.lower()
    url = reverse("panel-paper", args=[round.process_id, round.pk, number])
    return BlindPaper(number, heading, name, url, paper)


def readable(round: Round) -> dict[str, Any]:
    """Return what a judge may read: without names, and only papers without names, where the panel is blind."""
    case, dossier = round.case, dossier_of(round.case)
    read = {
        "track": case.policy.tracks[case.track].title,
        "answers": answers_of(case),
        "statement_title": dossier.title,
    }
    if not round.rule.blind:
        return {**read, "statement": dossier.statement, "papers": dossier.papers, "unit": case.organisation.name}
    statement = masked(dossier.statement, names=telling_names(case))
    return {**read, "statement": statement, "papers": (), "unit": "", "blind_papers": blind_papers(round)}


@dataclass(frozen=True)
class GivenLine:
    """A criterion of a sheet that is handed in."""

    title: str
    figure: str
    max: Any
    level: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """A judge's own sheet, as handed in."""

    lines: tuple[GivenLine, ...]
    total: str
    opinion: str
    lacks: str = ""  # what the total is 0 without


def given_on(ballot: Ballot, *, round: Round) -> dict[str, Any]:
    """Return the sheet a judge handed in, for their own eyes; nothing before, and a word where its seal is broken."""
    if ballot.cast_at is None:
        return {}
    try:
        said = said_on(ballot)
    except SealBroken:
        return {"seal_broken": True}
    sheet = sheet_of(round)
    one = marked(said["scores"], sheet=sheet, track=round.track, on=measured_on(round))
    told = {line["key"]: line for line in one.told["criteria"]}
    lines = [_line(criterion, told[criterion.key]) for criterion in sheet.of(round.track)]
    lacks = _(", ").join(
        str(lacking.title) for lacking in sheet.of(round.track) if lacking.key in one.told.get("lacks", ())
    )
    return {"given": Given(tuple(lines), shown(one.told["total"]), said["opinion"], lacks)}


def _line(criterion, told) -> GivenLine:
    figure = _("left out") if told.get("missing") else shown(told["points"])
    return GivenLine(
        str(criterion.title), figure, criterion.max, told.get("level", ""), tuple(line_words(told, criterion))
    )


def columns_of(round: Round) -> dict[str, Any]:
    """Return the columns filled in before, side by side."""
    filled, criteria = earlier_columns(round), sheet_of(round).of(round.track)
    rows = [(str(one.title), [shown(column.figures.get(one.key, "0")) for column in filled]) for one in criteria]
    heads = [{"title": one.column.title, "weight": one.column.weight, "score": one.score.normalize()} for one in filled]
    return {"columns": heads, "column_rows": rows}
