"""What the engine is told of assessment."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.policies.law import NoticeRule
from approvals.processes import Dossier, Process, digest_of, register
from core.calendar.rules import Span
from core.facts.services import facts_about
from core.models import Paper, Person, User
from workflows.assessment.effects import correct_grade, establish_grade, keep_proposal
from workflows.assessment.facts import FACTS, TITLES, gather, standing
from workflows.assessment.models import Assessment


def dossier_of(assessment: Assessment) -> Dossier:
    """Return the report and its evidence, each under the policy's heading for it."""
    materials = assessment.campaign.policy.materials
    papers = [(str(materials[one.material].title), one.paper) for one in assessment.papers.select_related("paper")]
    statement = assessment.statement or _("No report was handed in.")
    return Dossier(title=_("Report on the year"), statement=statement, papers=tuple(papers))


def parts_of(assessment: Assessment, *, now) -> dict[str, str]:
    """Return the digest of each part: the report, and the papers under each heading."""
    given: dict[str, list[str]] = {material: [] for material in assessment.campaign.policy.materials}
    for material, digest in assessment.papers.values_list("material", "paper__digest"):
        given.setdefault(material, []).append(digest)
    return {
        **{material: digest_of(sorted(digests)) for material, digests in given.items()},
        "statement": digest_of(assessment.statement),
    }


def holding(paper: Paper) -> set[int]:
    """Return the cases of the assessments that a paper is evidence of."""
    return set(Assessment.objects.filter(papers__paper=paper).exclude(case=None).values_list("case", flat=True))


def host_of(assessment: Assessment) -> User | None:
    """Return the login of a studio's host (主持人), as the studio's file names them."""
    facts = facts_about(assessment.organisation, known_at=assessment.opened_at).filter(kind="host")
    hosts = [fact for fact in facts if fact.true_until is None or fact.true_until >= assessment.campaign.term_from]
    person = Person.objects.filter(pk=hosts[-1].detail.get("person")).first() if hosts else None
    return getattr(person, "user", None)


def register_assessment() -> None:
    """Make assessment known to the engine.

    Everybody is assessed and nobody is put forward for it: no condition is to be met first, and it answers no growth.
    """
    register(
        Process(
            key="assessment",
            title=gettext_lazy("Annual assessment"),
            subject="assessment.Assessment",
            facts=FACTS,
            ranks=TITLES,
            gather=gather,
            dossier=dossier_of,
            holding=holding,
            notice=NoticeRule(least=Span.parse("5 working days"), audience="school"),
            parts=parts_of,
            part_names=("statement",),
            standing=standing,
            effects={
                "propose": keep_proposal,
                "conclude": establish_grade,
                "commend": establish_grade,
                "restore": correct_grade,
            },
            people={"host": host_of},
            places={"other": lambda assessment: assessment.other_unit},
            files_on_its_page=lambda _round: True,
            seat_words={"host": gettext_lazy("the host"), "other": gettext_lazy("the other unit")},
        )
    )
