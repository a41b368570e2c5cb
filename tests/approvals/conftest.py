"""What the tests of reviews may ask for."""

import pytest

from approvals.models import Round
from tests.approvals.variants import signed_first


@pytest.fixture
def countersign(season):
    """Open a countersignature of so many offices under a rule; the case is about somebody of school 1."""

    def opened(n: int, **rule: str) -> Round:
        season.campaign = season.open(signed_first(n, **rule))
        return season.round(season.nominate().case)

    return opened
