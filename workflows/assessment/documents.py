"""考核结果通知书: what somebody is told in writing of the grade that holds."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.documents.kinds import SIGNERS, DocumentKind, register
from approvals.documents.standard import bureau_of
from approvals.documents.subjects import has_post
from approvals.documents.words import Words
from approvals.models import Case
from core.models import User
from workflows.assessment.opening import opener
from workflows.assessment.page import SETTLED, told
from workflows.assessment.words import notification


def result(case: Case, *, reader: User | None) -> Words:
    """Return 考核结果通知书: the same lines as the page of the assessment shows, each a paragraph."""
    addressee, *lines = notification(told(case.assessment))
    return Words(
        title=_("Notification of the result"),
        issuer=str(case.organisation) if case.person else bureau_of(case.district),
        addressee=addressee,
        paragraphs=tuple(lines),
    )


def tells(user: User, case: Case) -> bool:
    """Tell whether a user issues it: those who lead the unit, for its people; the bureau, for a unit assessed itself.

    The bureau's office is the one that opened the assessments of all.
    """
    if case.person:
        return user.has_perm("assessment.lead", case.assessment)
    return has_post(user, SIGNERS) or opener(user, case.campaign) is not None


def register_documents() -> None:
    """Make the papers of assessment known."""
    register(
        DocumentKind(
            key="assessment_result",
            title=gettext_lazy("Notification of the result"),
            of="case",
            words=result,
            process="assessment",
            when=lambda case: case.assessment.state in SETTLED,
            may_issue=tells,
        )
    )
