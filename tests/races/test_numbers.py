"""Several papers ask for the next number in the same instant: each gets its own, and none is left out."""

from collections import Counter

import pytest

from approvals.documents.kinds import find
from approvals.documents.services import draft_words
from approvals.documents.templates import set_prefix
from approvals.documents.words import digest_of
from tests.races.racing import at_once, session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
NUMBERS = "SELECT number FROM approvals_issueddocument ORDER BY number"
CAMPAIGNS = 3


def press(season, user, campaign):
    """Return the issuing of a campaign's recognition as a browser posts it."""
    seen = digest_of(draft_words(find("recognition"), campaign, reader=None))
    address = f"/documents/drafts/recognition/{campaign.pk}/"
    return session_of(user), address, {"seen": seen, "is_sure": "on"}


def test_papers_issued_in_the_same_instant_are_numbered_without_gap_or_double(season, serve):
    set_prefix(find("recognition"), prefix="海教人", by=season.admin, now=season.now)
    campaigns, text = [], season.campaign.policy.text
    for number in range(1, CAMPAIGNS + 1):
        season.campaign = season.open(text, title=f"第{number}批")
        campaigns.append(season.campaign)
        season.nominate(f"教师{number}", school=number)
        season.walk_to()
    presses = [press(season, season.leader, campaign) for campaign in campaigns]
    service = serve(2)

    found = at_once(service, presses)

    assert Counter(found) == {302: CAMPAIGNS}, service.said()
    year = season.now.year
    assert service.ask(NUMBERS) == [(f"海教人〔{year}〕{n}号",) for n in range(1, CAMPAIGNS + 1)]


def test_one_paper_issued_twice_in_the_same_instant_is_issued_once(season, serve):
    set_prefix(find("recognition"), prefix="海教人", by=season.admin, now=season.now)
    season.nominate()
    season.walk_to()
    presses = [press(season, user, season.campaign) for user in (season.leader, season.head)]
    service = serve(2)

    found = at_once(service, presses)

    # Whoever comes after the first one's commit finds nothing left to issue; who comes during it, a conflict.
    assert Counter(found) in ({302: 1, 409: 1}, {302: 1, 404: 1}), service.said()
    assert len(service.ask(NUMBERS)) == 1
