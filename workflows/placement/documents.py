"""任免文件: the order that appoints somebody to the post of their plan."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.documents.kinds import DocumentKind, register
from approvals.documents.readers import carries_out
from approvals.documents.standard import bureau_of
from approvals.documents.words import Words
from approvals.models import Case
from core.models import User
from workflows.placement.words import order_of_appointment


def appointment(case: Case, *, reader: User | None) -> Words:
    """Return 任免文件: who is appointed to which post, where, for how long and by which policy."""
    order = order_of_appointment(case.placement)
    return Words(
        title=order.title,
        issuer=bureau_of(case.district),
        addressee=_("To the schools and units of the district:"),
        paragraphs=(*order.paragraphs, order.basis),
    )


def register_documents() -> None:
    """Make the papers of placement known."""
    register(
        DocumentKind(
            key="appointment",
            title=gettext_lazy("Appointment order"),
            of="case",
            words=appointment,
            process="placement",
            numbered=True,
            public=True,
            when=lambda case: case.placement.is_appointed,
            may_issue=carries_out,
        )
    )
