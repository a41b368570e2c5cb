"""What the engine is told of adjustments."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from approvals.policies.expressions import names_in
from approvals.policies.law import Evidence
from approvals.processes import Dossier, Gathered, Process, digest_of, register
from core.clock import day_of
from core.models import Paper
from workflows.adjustment.effects import EFFECTS
from workflows.adjustment.facts import FACTS, gather, read_from
from workflows.adjustment.hearing import asks_the_person, hinders
from workflows.adjustment.lines import line_of, proposals_late, proposals_waiting
from workflows.adjustment.models import Adjustment, Proposal

CONSENT = "willing"  # whoever is asked for it answers yes or no, and has nothing to state
EVIDENCE = {
    "verified": Evidence(_("a verification of the facts"), kinds=("review", "countersign")),
    "heard": Evidence(_("a hearing of the person"), kinds=("filing",), seat="self", silence=True),
    "discipline": Evidence(_("a check by discipline"), kinds=("review", "countersign"), seat="inspector"),
    CONSENT: Evidence(_("the person's own consent"), kinds=("filing",), seat="self"),
}


def facts_of(adjustment: Adjustment, *, now: dt.datetime) -> Gathered:
    """Return the person's facts as they are known now, measured on the day the case began; before that, today."""
    on = dt.date.fromisoformat(adjustment.case.facts["measured_on"]) if adjustment.case else day_of(now)
    return gather(adjustment.person, track=adjustment.track, on=on, now=now, grounds=grounds_of(adjustment))


def grounds_of(adjustment: Adjustment) -> set[str]:
    """Return the facts it is brought up for: those of its trigger or named by the section, and what is to end.

    Who competes for a post is not adjusted: the clauses of the round say what matters.
    """
    if adjustment.is_competition():
        return set()
    about = {adjustment.target.kind} if adjustment.target else set()
    proposal = Proposal.objects.filter(adjustment=adjustment).select_related("campaign__version").first()
    if proposal:
        return read_from(about) | set(names_in(proposal.rule.test))
    return read_from(about.union(adjustment.rests_on.values_list("kind", flat=True)))


def dossier_of(adjustment: Adjustment) -> Dossier:
    """Return the reasons and the papers: under the policy's headings, or by the stage at which they were handed in."""
    policy = adjustment.campaign.policy
    titles = {**policy.stages, **policy.materials}
    papers = tuple(
        (str(titles[entry.heading].title), entry.paper) for entry in adjustment.papers.select_related("paper")
    )
    return Dossier(title=_("Reasons"), statement=adjustment.reasons, papers=papers)


def parts_of(adjustment: Adjustment, *, now: dt.datetime) -> dict[str, str]:
    """Return the digest of each part of a dossier: the reasons, the facts, and the papers under each heading."""
    given: dict[str, list[str]] = {material: [] for material in adjustment.campaign.policy.materials}
    for heading, digest in adjustment.papers.values_list("heading", "paper__digest"):
        given.setdefault(heading, []).append(digest)
    return {
        **{heading: digest_of(sorted(digests)) for heading, digests in given.items()},
        "statement": digest_of(adjustment.reasons),
        "facts": digest_of(facts_of(adjustment, now=now)),
    }


def holding(paper: Paper) -> set[int]:
    """Return the cases of the adjustments that a paper is attached to."""
    return set(Adjustment.objects.filter(papers__paper=paper).exclude(case=None).values_list("case", flat=True))


def register_adjustment() -> None:
    """Make adjustment known to the engine.

    Nobody grows towards losing something, and its triggers are no conditions to be met: it answers no growth.
    """
    register(
        Process(
            key="adjustment",
            title=_("Adjustment"),
            subject="adjustment.Adjustment",
            facts=FACTS,
            ranks=(),
            gather=facts_of,
            dossier=dossier_of,
            holding=holding,
            parts=parts_of,
            part_names=("statement", "facts"),
            waiting=proposals_waiting,
            late=proposals_late,
            line=line_of,
            hinders=hinders,
            evidence=EVIDENCE,
            effects=EFFECTS,
            files_on_its_page=lambda round: asks_the_person(round) and CONSENT not in round.rule.gives,
        )
    )
