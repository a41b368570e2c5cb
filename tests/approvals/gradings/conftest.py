"""A school whose people wait to be graded."""

from decimal import Decimal

import pytest

from approvals.cohorts import waiting
from approvals.gradings import services
from tests.workflows.assessment.conftest import year

__all__ = ["year"]


@pytest.fixture
def graded(year):
    """Bring people with these shares of full marks to the list of school 1; return what closes it."""

    def bring(**shares: str):
        year.shares = {name: Decimal(share) for name, share in shares.items()}
        for name in shares:
            year.worker(name)
        year.begin()
        year.walk_to("grade_list")
        unit = year.schools[0]

        def close(**said):
            seen = list(waiting(year.campaign, stage="grade_list", unit=unit).values_list("pk", flat=True))
            told = {"by": year.principal1, "now": year.now, "seen": seen, **said}
            return services.close(year.campaign, stage="grade_list", unit=unit, **told)

        return close

    return bring
