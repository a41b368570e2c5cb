"""议程: the order of the matters, the papers laid on them, and what members wrote beforehand."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.meetings.locks import open_meeting, sitting
from approvals.meetings.models import AgendaItem, Comment, Meeting
from approvals.meetings.people import check_clerk, may_clerk, steps_out_of
from approvals.processes import process
from approvals.rankings.models import RankingEntry
from approvals.rounds.models import Ballot, Round
from core.errors import Conflict, Refused
from core.models import User
from core.papers.services import store
from core.record.services import record

UNRANKED = 10**6  # behind everybody who was ranked


def in_ranking_order(rounds: Sequence[Round]) -> list[Round]:
    """Return rounds as an agenda lists them: category by category, each in the order of its ranking."""
    if not rounds:
        return []
    entries = RankingEntry.objects.filter(round__process__in=[round.process_id for round in rounds])
    places = dict(entries.order_by("pk").values_list("round__process", "position"))
    tracks = list(rounds[0].case.policy.tracks)
    return sorted(
        rounds,
        key=lambda round: (tracks.index(round.track), places.get(round.process_id, UNRANKED), round.process_id),
    )


def dossier_papers(round: Round) -> list[tuple[str, object]]:
    """Return the papers of a case's own dossier, each under its heading."""
    told = process(round.case.policy.process)
    return list(told.dossier(told.subject_of(round.case)).papers)


def check_papers(rounds: Sequence[Round], *, papers: Mapping[int, Collection[UploadedFile]]) -> None:
    """Keep a matter without papers off the agenda where the policy says so; the dossier's own papers count."""
    bare = [
        round.case.title
        for round in rounds
        if round.rule.papers and not papers.get(round.pk) and not dossier_papers(round)
    ]
    if bare:
        raise Refused(
            _("No papers, not on the agenda: %(titles)s. Add at least one paper to each of them, or leave it off.")
            % {"titles": _(", ").join(bare)}
        )


def lay_on(item: AgendaItem, uploads: Sequence[UploadedFile], *, by: User, now: dt.datetime) -> None:
    """Store papers and lay them on a matter; Refused for a file that is not what its name says."""
    stored = [store(upload, by=by, now=now) for upload in uploads]
    item.papers.add(*stored)
    if stored:
        names = [paper.name for paper in stored]
        digests = [paper.digest for paper in stored]
        record(
            "meeting.papers", on=item.round.case, by=by, now=now, meeting=item.meeting_id, papers=names, sha256=digests
        )


@transaction.atomic
def add_papers(item: AgendaItem, *, uploads: Sequence[UploadedFile], by: User, now: dt.datetime) -> None:
    """Lay more papers on a matter before its first vote; only a clerk does who does not step out of it."""
    item = sitting(item)
    check_clerk(by, [item.round], now=now)
    _check_before_votes(item)
    if not uploads:
        raise Refused(_("Choose at least one file."))
    lay_on(item, uploads, by=by, now=now)


@transaction.atomic
def comment(item: AgendaItem, *, text: str, by: User, now: dt.datetime) -> Comment:
    """Keep what a member writes on a matter before the meeting votes on it.

    Raises PermissionDenied for who is no member or steps out of it, Conflict once a vote is cast.
    """
    item = sitting(item)
    if not item.meeting.attendances.filter(user=by).exists() or steps_out_of(item, by):
        raise PermissionDenied
    _check_before_votes(item)
    if not text.strip():
        raise Refused(_("Write your comment first."))
    record("meeting.commented", on=item.round.case, by=by, now=now, meeting=item.meeting_id)
    return Comment.objects.create(item=item, district_id=item.district_id, user=by, text=text.strip(), written_at=now)


@transaction.atomic
def move(item: AgendaItem, *, is_up: bool, by: User, now: dt.datetime) -> None:
    """Change a matter's place with the one before or after it; until the first vote of the meeting."""
    meeting = open_meeting(item.meeting)
    if not may_clerk(by, meeting):
        raise PermissionDenied
    if _votes(meeting).exists():
        raise Conflict(_("Voting has begun; the order of the agenda stands."))
    agenda = list(meeting.items.order_by("order"))
    at = [one.pk for one in agenda].index(item.pk)
    to = at - 1 if is_up else at + 1
    if 0 <= to < len(agenda):
        agenda[at], agenda[to] = agenda[to], agenda[at]
        for order, one in enumerate(agenda, start=1):
            one.order = order
        AgendaItem.objects.bulk_update(agenda, ["order"])
        order_now = [one.pk for one in agenda]
        record("meeting.reordered", on=meeting.organisation, by=by, now=now, meeting=meeting.pk, agenda=order_now)


def _votes(meeting: Meeting):
    return Ballot.objects.filter(round__agenda_item__meeting=meeting, role="", state=Ballot.State.CAST)


def _check_before_votes(item: AgendaItem) -> None:
    if not item.round.is_open or item.meeting.closed_at:
        raise Conflict(_("This matter is counted; nothing is added to it any more."))
    if _votes(item.meeting).filter(round=item.round_id).exists():
        raise Conflict(_("Voting on this matter has begun; nothing is added to it any more."))
