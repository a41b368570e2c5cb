"""推荐表、认定文件: the papers of selection."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.cases.page import answers_of
from approvals.cases.progress import outcome_words
from approvals.documents.kinds import DocumentKind, register
from approvals.documents.layouts import form
from approvals.documents.models import IssuedDocument
from approvals.documents.standard import CASE_FACTS, DESKS, answer_words, bureau_of, facts_of
from approvals.documents.words import Box, Opinion, Words
from approvals.models import Campaign, Case
from core.models import User
from workflows.selection.models import State

RECOGNITION = "recognition"


def recommendation(case: Case, *, reader: User | None) -> Words:
    """Return 推荐表: whom a school puts forward, on which grounds and with which papers."""
    nomination = case.nomination
    materials = case.policy.materials
    papers = [
        (str(materials[entry.material].title), entry.paper.name) for entry in nomination.papers.select_related("paper")
    ]
    return Words(
        title=_("%(title)s: recommendation form") % {"title": case.policy.title},
        issuer=str(case.organisation),
        facts=facts_of(case),
        columns=(_("Condition"), _("Answer")),
        rows=tuple((clause.says, answer_words(clause)) for clause in answers_of(case)),
        boxes=(
            Box(_("Grounds for the nomination"), (Opinion(nomination.statement),)),
            Box(_("Papers"), (Opinion("\n".join(f"{title}: {name}" for title, name in papers) or _("none")),)),
        ),
    )


def honoured(campaign: Campaign, *, replaces: IssuedDocument | None = None) -> QuerySet[Case]:
    """Return the cases that a recognition speaks of: honoured, and named in no other that stands."""
    others = IssuedDocument.objects.standing().filter(kind=RECOGNITION, campaign=campaign)
    others = others.exclude(pk=replaces.pk) if replaces else others
    named = campaign.cases.filter(nomination__state=State.HONOURED).exclude(documents__in=others)
    return named.filter(documents=replaces) if replaces else named


def recognition(campaign: Campaign, *, reader: User | None, replaces: IssuedDocument | None = None) -> Words:
    """Return 认定文件: who holds the honour from now on, category by category."""
    cases = list(
        honoured(campaign, replaces=replaces).select_related("person", "organisation", "version").order_by("pk")
    )
    order = list(campaign.policy.tracks)
    cases.sort(key=lambda case: order.index(case.track))
    return Words(
        title=_("Decision on those honoured in “%(title)s”") % {"title": campaign.title},
        issuer=bureau_of(campaign.district),
        addressee=_("To the schools and units of the district:"),
        paragraphs=(
            _("After review, public notice and a collective decision under “%(policy)s”, the following are honoured.")
            % {"policy": campaign.policy.title},
        ),
        columns=(_("Name"), _("School or unit"), _("Category"), _("Outcome")),
        rows=tuple(
            (case.title, str(case.organisation), str(campaign.policy.tracks[case.track].title), outcome_words(case))
            for case in cases
        ),
    )


def register_documents() -> None:
    """Make the papers of selection known."""
    register(
        DocumentKind(
            key="recommendation",
            title=gettext_lazy("Recommendation form"),
            of="case",
            words=recommendation,
            facts=CASE_FACTS,
            process="selection",
            issued_by=DESKS,
            layout=form,
            fits_one_page=True,
        ),
        DocumentKind(
            key=RECOGNITION,
            title=gettext_lazy("Recognition"),
            of="campaign",
            words=recognition,
            process="selection",
            numbered=True,
            public=True,
            when=lambda campaign: honoured(campaign).exists(),
            cases=honoured,
        ),
    )
