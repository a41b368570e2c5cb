"""The words of a placement: the plan line by line, and the order of appointment (任免文件)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from approvals.policies.document import Policy
from core.errors import Refused
from core.templatetags.yucai import day
from workflows.placement.models import Placement


def kinds_of(policy: Policy) -> dict[str, str]:
    """Return the kinds of task a plan may give: the criteria by which the service is judged in the end."""
    criteria = [criterion for sheet in policy.sheets.values() for criterion in sheet.criteria]
    return {criterion.key: str(criterion.title) for criterion in criteria}


def sheet_lines(placement: Placement) -> list[str]:
    """Return the plan as lines of text, each heading with what it says."""
    return [line for line in _lines(placement) if line]


def _lines(placement: Placement) -> Iterator[str]:
    kinds = kinds_of(placement.campaign.policy)
    yield _said(pgettext("placement", "Post"), f"{placement.host or ''} {placement.post}".strip())
    yield _said(pgettext("placement", "Term"), _between(placement))
    yield _said(_("Probation until"), day(placement.probation_until))
    yield _said(_("Mentor"), str(placement.mentor or ""))
    yield _said(_("Why this person, and what for"), placement.aims)
    yield _said(_("Why although a condition is not met"), placement.exception)
    for task in placement.tasks.all():
        yield _said(_("Task: %(kind)s") % {"kind": kinds.get(task.kind, task.kind)}, task.words)
    for milestone in placement.milestones.all():
        yield _said(_("Milestone by %(day)s") % {"day": day(milestone.due_on)}, milestone.what)
    for indicator in placement.indicators.all():
        yield _said(_("Indicator"), _("%(what)s: %(target)s") % {"what": indicator.what, "target": indicator.target})
    yield _said(_("Resources"), placement.resources)
    yield _said(_("Exit rule"), placement.exit_rule)


def _said(heading: str, words: str) -> str:
    return _("%(heading)s: %(words)s") % {"heading": heading, "words": words} if words.strip() else ""


def _between(placement: Placement) -> str:
    if not (placement.term_from and placement.term_until):
        return ""
    return _("%(first)s to %(last)s") % {"first": day(placement.term_from), "last": day(placement.term_until)}


@dataclass(frozen=True)
class Order:
    """What an order of appointment says."""

    title: str
    person: str
    paragraphs: tuple[str, ...]
    basis: str


def order_of_appointment(placement: Placement) -> Order:
    """Return the words of the order that appoints somebody: whom, to which post, where, for how long, by which policy.

    Refused before the appointment: what has not been decided and published cannot be written.
    """
    if not placement.is_appointed:
        raise Refused(_("%(person)s is not appointed yet; there is no order to write.") % {"person": placement.person})
    words = {
        "person": placement.person.name,
        "home": placement.organisation,
        "host": placement.host,
        "post": placement.post,
        "term": _between(placement),
        "trial": day(placement.probation_until),
        "policy": placement.campaign.policy.title,
        "case": placement.case.number if placement.case else "",
    }
    return Order(
        title=_("Appointment of %(person)s") % words,
        person=placement.person.name,
        paragraphs=(
            _("%(person)s, of %(home)s, is appointed %(post)s at %(host)s.") % words,
            _("The term is %(term)s; the probation lasts until %(trial)s.") % words,
        ),
        basis=_("By %(policy)s, decided collectively and published; case %(case)s.") % words,
    )
