"""破五唯: how much of full marks rests on papers, titles, degrees, honours or pupils' results; pure.

A policy says its own limits; what weighs without one is only listed, for a named person to confirm.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.policies.document import Policy
from approvals.policies.findings import Finding, found
from approvals.policies.sheets import Criterion, Sheet

WEIGHS = {
    "papers": gettext_lazy("papers"),
    "titles": gettext_lazy("ranks and titles"),
    "degrees": gettext_lazy("degrees"),
    "honours": gettext_lazy("awards"),
    "results": gettext_lazy("pupils' results"),
}


def limit_findings(policy: Policy) -> Iterator[Finding]:
    """Refuse sheets on which a kind of proof weighs more than the policy's own limit."""
    for sheet, kind, share, lines in _weights(policy):
        limit = policy.limits.shares.get(kind) if policy.limits else None
        if limit is not None and share > limit:
            message = _(
                "Score sheet “%(sheet)s”: %(kind)s (%(criteria)s) weigh %(share)s%% of full marks; the limit is "
                "%(limit)s%%."
            )
            path = f"scores.{sheet.key}.criteria.{lines[0].key.partition('.')[0]}"
            yield found(policy, path, message % {**_words(sheet, kind, share, lines), "limit": limit})


def unlimited(policy: Policy) -> list[tuple[str, str]]:
    """List what weighs without a limit, for a named person to confirm: the path of the sheet, and what weighs."""
    limits = policy.limits.shares if policy.limits else {}
    message = _("%(kind)s (%(criteria)s) weigh %(share)s%% of full marks, and the policy sets no limit.")
    return [
        (f"scores.{sheet.key}", message % _words(sheet, kind, share, lines))
        for sheet, kind, share, lines in _weights(policy)
        if kind not in limits
    ]


def _weights(policy: Policy) -> Iterator[tuple[Sheet, str, Decimal, list[Criterion]]]:
    """Give the heaviest share of each kind of proof on each sheet, over the tracks, in per cent of full marks."""
    for sheet in policy.sheets.values():
        for kind in WEIGHS:
            by_track = (_lines(sheet, kind, track) for track in policy.tracks)
            share, lines = max(((_share(sheet, lines), lines) for lines in by_track), key=lambda one: one[0])
            if lines:
                yield sheet, kind, share, [line for line, _weight in lines]


def _lines(sheet: Sheet, kind: str, track: str) -> list[tuple[Criterion, Decimal]]:
    """Return what rests on a kind of proof, each with its weight; a part that says nothing follows its criterion."""
    return [
        (line, criterion.weight)
        for criterion in sheet.of(track)
        for line in criterion.parts or (criterion,)
        if (line.weighs or criterion.weighs) == kind
    ]


def _share(sheet: Sheet, lines: list[tuple[Criterion, Decimal]]) -> Decimal:
    return sum((line.max * weight for line, weight in lines), Decimal(0)) * 100 / sheet.full


def _words(sheet: Sheet, kind: str, share: Decimal, lines: list[Criterion]) -> dict[str, object]:
    criteria = _(", ").join(str(line.title) for line in lines)
    figure = f"{share:.2f}".rstrip("0").rstrip(".")
    return {"sheet": sheet.key, "kind": WEIGHS[kind], "share": figure, "criteria": criteria}
