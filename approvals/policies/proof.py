"""发布前的证明: the reasons why a policy cannot be published, each in a sentence; pure."""

from collections.abc import Iterator

from approvals.policies.clauses import clause_findings
from approvals.policies.conflicts import conflict_findings
from approvals.policies.document import Policy
from approvals.policies.evidence import evidence_findings
from approvals.policies.figures import figure_findings
from approvals.policies.findings import Finding
from approvals.policies.law import Law, NoticeRule, Offices
from approvals.policies.lists import list_findings
from approvals.policies.meetings import meeting_findings
from approvals.policies.moves import move_findings
from approvals.policies.notices import notice_findings
from approvals.policies.panels import panel_findings
from approvals.policies.people import people_findings
from approvals.policies.rounds import round_findings
from approvals.policies.scores import sheet_findings
from approvals.policies.stages import road_findings, stage_findings

__all__ = ["Law", "NoticeRule", "Offices", "prove"]


def prove(
    policy: Policy, *, law: Law, offices: Offices | None = None, reserved: frozenset[str] = frozenset()
) -> list[Finding]:
    """List why a policy cannot be published, in the order of its text; an empty list is the proof that it can.

    Without ``offices`` nothing is said about who sits where. ``reserved`` are keys a stage or an outcome may not
    have. The roads are walked only once every stage leads somewhere and every condition can be asked.
    """
    found = [
        *stage_findings(policy, law=law, reserved=reserved),
        *clause_findings(policy, law=law),
        *evidence_findings(policy, law=law),
        *move_findings(policy, law=law),
    ]
    if not found:
        found.extend(road_findings(policy, law=law))
    found.extend(_rest(policy, law=law, offices=offices))
    return sorted(found, key=lambda finding: finding.line or 0)


def _rest(policy: Policy, *, law: Law, offices: Offices | None) -> Iterator[Finding]:
    yield from sheet_findings(policy)
    yield from panel_findings(policy)
    yield from figure_findings(policy)
    yield from round_findings(policy)
    yield from list_findings(policy)
    yield from notice_findings(policy)
    yield from meeting_findings(policy, offices=offices)
    yield from people_findings(policy, law=law, offices=offices)
    yield from conflict_findings(policy, offices=offices)
