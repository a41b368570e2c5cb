"""What the engine is told of placement."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Ballot
from approvals.policies.law import Evidence, NoticeRule
from approvals.processes import Dossier, Gathered, Process, digest_of, register
from core.calendar.rules import Span
from core.models import Paper
from workflows.placement import effects
from workflows.placement.facts import FACTS, TITLES, gather, standing
from workflows.placement.models import Placement, State
from workflows.placement.words import sheet_lines

EVIDENCE = {
    "consent": Evidence(gettext_lazy("the person's consent"), kinds=("filing",), seat="self"),
    "host_consent": Evidence(
        gettext_lazy("the host school's consent"), kinds=("review", "countersign", "filing"), seat="host"
    ),
    "home_consent": Evidence(
        gettext_lazy("the home school's consent"), kinds=("review", "countersign", "filing"), seat="school"
    ),
    "final_review": Evidence(
        gettext_lazy("a review of the term that was passed"), kinds=("panel", "review", "countersign")
    ),
    "heard": Evidence(gettext_lazy("the person's hearing"), kinds=("filing",), seat="self", silence=True),
    "ending": Evidence(gettext_lazy("a collective decision on how the term ends"), kinds=("meeting",)),
    "verified": Evidence(gettext_lazy("a confirmation that the person has left"), kinds=("review",)),
}

RECORD_WORDS = {
    "milestone.reported": gettext_lazy("Milestone reported"),
    "milestone.answered": gettext_lazy("Milestone answered"),
    "milestone.moved": gettext_lazy("Milestone moved"),
    "placement.broken_off": gettext_lazy("The section says that it cannot go on"),
}

# 党政领导干部选拔任用工作条例 第四十二条: no fewer than five working days.
NOTICE = NoticeRule(least=Span.parse("5 working days"))


def facts_of(placement: Placement, *, now: dt.datetime) -> Gathered:
    """Return the person's facts as they stand now, measured on the campaign's day."""
    measured_on = placement.campaign.measured_on
    return gather(placement.person, track=placement.track, measured_on=measured_on, now=now)


def dossier_of(placement: Placement) -> Dossier:
    """Return the plan in words, and the papers: those that go with it and those that prove a milestone."""
    materials = placement.campaign.policy.materials
    papers = [(str(materials[entry.material].title), entry.paper) for entry in placement.papers.select_related("paper")]
    for milestone in placement.milestones.select_related("paper"):
        if milestone.paper:
            papers.append((_("Milestone: %(what)s") % {"what": milestone.what}, milestone.paper))
    return Dossier(title=_("The plan"), statement="\n".join(sheet_lines(placement)), papers=tuple(papers))


def parts_of(placement: Placement, *, now: dt.datetime) -> dict[str, str]:
    """Return the digest of the plan, of the facts, and of the papers under each heading."""
    given: dict[str, list[str]] = {material: [] for material in placement.campaign.policy.materials}
    for material, digest in placement.papers.values_list("material", "paper__digest"):
        given.setdefault(material, []).append(digest)
    return {
        **{material: digest_of(sorted(digests)) for material, digests in given.items()},
        "plan": digest_of(sheet_lines(placement)),
        "facts": digest_of(facts_of(placement, now=now)),
    }


def holding(paper: Paper) -> set[int]:
    """Return the cases of the placements that a paper goes with or proves a milestone of."""
    held = Placement.objects.filter(Q(papers__paper=paper) | Q(milestones__paper=paper)).exclude(case=None)
    return set(held.values_list("case", flat=True))


def hinders(placement: Placement, *, ballot: Ballot, verdict: str, now: dt.datetime) -> str:
    """Return, in a sentence, what stands against an answer: a plan that was sent back is handed in as a whole."""
    if placement.state == State.SENT_BACK and verdict == "done":
        return _("A plan that was sent back is handed in again on the page of the plan.")
    return ""


def register_placement() -> None:
    """Make placement known to the engine; its categories are posts, and what they ask for can be grown towards."""
    register(
        Process(
            key="placement",
            title=gettext_lazy("Placement by personal plan"),
            subject="placement.Placement",
            facts=FACTS,
            ranks=TITLES,
            gather=facts_of,
            dossier=dossier_of,
            holding=holding,
            notice=NOTICE,
            parts=parts_of,
            part_names=("plan", "facts"),
            hinders=hinders,
            evidence=EVIDENCE,
            standing=standing,
            effects=effects.EFFECTS,
            people={"mentor": lambda placement: placement.mentor},
            places={"host": lambda placement: placement.host},
            of_file=gather,
            record_words=RECORD_WORDS,
            seat_words={"mentor": gettext_lazy("the mentor"), "host": gettext_lazy("the host school")},
        )
    )
