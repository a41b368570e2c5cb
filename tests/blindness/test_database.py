"""What is sealed is sealed in the database too: two of them that differ in it differ in the sealed tokens only."""

from collections.abc import Iterator

import pytest
from django.apps import apps

from approvals.models import Ballot
from core.seal import unseal
from tests.blindness.facts import COUNTED, SCORES, VOTE
from tests.blindness.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# What differs between any two databases, and why.
BY_LOT = {
    ("core_user", "password"): "salted",
    ("core_user", "date_joined"): "written by the wall's clock",
    ("core_paper", "file"): "stored under a name drawn by lot",
}
FLOORS = ("core", "notifications", "approvals", "selection", "placement", "assessment", "adjustment")


def cells() -> Iterator[tuple[tuple[str, int, str], object]]:
    """Give every value of every table of the product."""
    for model in apps.get_models():
        if model._meta.app_label in FLOORS:
            for row in model._base_manager.values():
                yield from (((model._meta.db_table, row["id"], column), value) for column, value in row.items())


@pytest.mark.parametrize("fact", [SCORES, VOTE, COUNTED], ids=lambda fact: fact.name)
def test_two_databases_that_differ_in_what_is_sealed_differ_in_the_tokens_only(fact):
    seen, lengths, opened = [], set(), []
    for way in fact.ways:
        with world(fact.tell, way):
            seen.append(dict(cells()))
            tokens = Ballot.objects.exclude(sealed="").order_by("pk").values_list("pk", "sealed")
            opened.append([unseal(sealed, about=f"ballot:{pk}") for pk, sealed in tokens])
            lengths |= {len(sealed) for _pk, sealed in tokens}

    first, second = seen
    assert first.keys() == second.keys()
    differing = {(table, column) for (table, pk, column), value in first.items() if second[table, pk, column] != value}
    assert differing - BY_LOT.keys() == {("approvals_ballot", "sealed")}
    assert len(lengths) == 1
    assert opened[0] != opened[1]
