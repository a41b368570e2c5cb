"""处理决定书、失效通知: what somebody is told in writing of an adjustment."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.documents.kinds import DocumentKind, register
from approvals.documents.readers import carries_out
from approvals.documents.words import Words
from approvals.models import Case
from core.models import User
from workflows.adjustment.models import IN_EFFECT, State
from workflows.adjustment.page import told_of
from workflows.adjustment.words import Told, letter

SPEAKS_IN = (State.UNDER_WAY, *IN_EFFECT)


def paper(case: Case, *, reader: User | None) -> Words:
    """Return 处理决定书, or of what has ended by itself 失效通知: the words of the page, and the facts behind them."""
    said = letter(told_of(case.adjustment, case))
    return Words(
        title=said.title,
        issuer=said.signed,
        addressee=said.to,
        paragraphs=said.paragraphs,
        columns=(_("Fact"), _("On file")) if said.facts else (),
        rows=said.facts,
    )


def is_decided(case: Case) -> bool:
    """Tell whether a body has decided together what is taken from somebody, and nothing has given it back since."""
    return bool((told := _told(case)) and not told.by_itself)


def is_lapsed(case: Case) -> bool:
    """Tell whether it is verified that something has ended by itself, which nobody decides."""
    return bool((told := _told(case)) and told.by_itself)


def _told(case: Case) -> Told | None:
    adjustment = case.adjustment
    if adjustment.is_competition() or adjustment.state not in SPEAKS_IN:
        return None
    told = told_of(adjustment, case)
    return told if told.decided_on else None


def register_documents() -> None:
    """Make the papers of adjustment known."""
    kinds = (
        ("adjustment_decision", gettext_lazy("Decision on an adjustment"), is_decided),
        ("lapse_notice", gettext_lazy("Notice that a title has lapsed"), is_lapsed),
    )
    register(
        *(
            DocumentKind(
                key=key,
                title=title,
                of="case",
                words=paper,
                process="adjustment",
                numbered=True,
                when=when,
                may_issue=carries_out,
            )
            for key, title, when in kinds
        )
    )
