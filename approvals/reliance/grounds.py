"""What a case's own page shows of what it rests on."""

from dataclasses import dataclass
from typing import Any

from approvals.cases.models import Case
from approvals.processes import process
from approvals.reliance.models import Reconsideration, Reliance
from core.facts.kinds import kind_words
from core.models import Fact, User
from core.people.readers import watches_everybody


@dataclass(frozen=True)
class RestsOn:
    """A statement a case used, and under which names."""

    fact: Fact
    kind: str
    names: tuple[str, ...]


def rests_on(case: Case, *, user: User) -> dict[str, Any]:
    """Return what a case rests on and what was looked at again, for its page."""
    rows = Reliance.objects.filter(case=case).exclude(fact=None).select_related("fact")
    names: dict[Fact, list[str]] = {}
    for row in rows.order_by("fact__kind", "fact__true_from", "pk"):
        names.setdefault(row.fact, []).append(row.name)  # type: ignore[arg-type]  # those without one are left out
    labels = process(case.policy.process).facts
    told = [
        RestsOn(
            fact,
            kind_words(fact.kind),
            tuple(dict.fromkeys(str(labels[name].label) for name in found if name in labels)),
        )
        for fact, found in names.items()
    ]
    again = list(Reconsideration.objects.filter(case=case).order_by("pk"))
    return {"statements": told, "reconsiderations": again, "may_find_false": watches_everybody(user)}
