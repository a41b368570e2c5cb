import pytest

from approvals.models import Round
from tests.approvals.variants import changed, signed_first


@pytest.fixture
def signing(season):
    """Open a countersignature of so many offices as the first stage; the case is about somebody of school 1."""

    def opened(n: int, **rule: str) -> Round:
        season.campaign = season.open(signed_first(n, **rule))
        return season.round(season.nominate().case)

    return opened


@pytest.fixture
def judging(season):
    """Bring a case to its panel; each pair is a text of the policy and what stands there instead."""

    def opened(*changes: tuple[str, str]) -> Round:
        season.campaign = season.open(changed(*changes))
        case = season.nominate().case
        season.walk_to("panel")
        return season.round(case)

    return opened
