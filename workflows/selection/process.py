"""What the engine is told of selection."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Ballot
from approvals.processes import Dossier, Gathered, Process, digest_of, register
from core.models import Paper
from workflows.selection.facts import FACTS, TITLES, gather
from workflows.selection.models import Nomination, State


def facts_of(nomination: Nomination, *, now) -> Gathered:
    """Return the nominee's facts as they stand now, measured on the campaign's day."""
    measured_on = nomination.campaign.measured_on
    return gather(nomination.person, track=nomination.track, measured_on=measured_on, now=now)


def dossier_of(nomination: Nomination) -> Dossier:
    """Return the grounds and the papers, each under the policy's heading for it."""
    materials = nomination.campaign.policy.materials
    papers = [(materials[entry.material], entry.paper) for entry in nomination.papers.select_related("paper")]
    return Dossier(
        title=_("Grounds for the nomination"),
        statement=nomination.statement,
        papers=tuple((str(material.title), paper) for material, paper in papers),
        anonymous=tuple((str(material.title), paper) for material, paper in papers if material.anonymous),
    )


def parts_of(nomination: Nomination, *, now) -> dict[str, str]:
    """Return the digest of each part of a dossier: the grounds, the facts, and the papers under each heading."""
    given: dict[str, list[str]] = {material: [] for material in nomination.campaign.policy.materials}
    for material, digest in nomination.papers.values_list("material", "paper__digest"):
        given.setdefault(material, []).append(digest)
    return {
        **{material: digest_of(sorted(digests)) for material, digests in given.items()},
        "statement": digest_of(nomination.statement),
        "facts": digest_of(facts_of(nomination, now=now)),
    }


def holding(paper: Paper) -> set[int]:
    """Return the cases of the nominations that a paper is attached to."""
    return set(Nomination.objects.filter(papers__paper=paper).exclude(case=None).values_list("case", flat=True))


def hinders(nomination: Nomination, *, ballot: Ballot, verdict: str, now: dt.datetime) -> str:
    """Return, in a sentence, what stands against an answer: what was sent back is handed in as a whole."""
    if nomination.state == State.RETURNED and verdict == "done":
        return _("What was sent back is handed in again on the page of the nomination, with its papers.")
    return ""


def register_selection() -> None:
    """Make selection known to the engine."""
    register(
        Process(
            key="selection",
            title=gettext_lazy("Selection of distinguished educators"),
            subject="selection.Nomination",
            facts=FACTS,
            ranks=TITLES,
            gather=facts_of,
            dossier=dossier_of,
            holding=holding,
            parts=parts_of,
            part_names=("statement", "facts"),
            hinders=hinders,
            of_file=gather,
        )
    )
