"""A policy as everybody in the district may read it."""

import pytest

from core.organisations.services import found_district
from tests.season import POLICY

pytestmark = pytest.mark.django_db


def test_the_table_names_offices_times_and_ways_on(season, client):
    client.force_login(season.principal1)
    page = client.get("/policies/xiqing-sanming/").content.decode()

    assert "/policies/xiqing-sanming/" in client.get("/policies/").content.decode()
    for words in ("资格初审", "组织人事科", "从教满10年", "处分期内", "师德师风", season.campaign.version.digest):
        assert words in page
    assert "源文件未规定；公示通行5个工作日" in page


def test_a_clause_names_the_categories_it_is_for(season, client):
    client.force_login(season.principal1)

    assert "（杰出校长）" in client.get("/policies/xiqing-sanming/").content.decode()


def test_older_versions_stay_readable(season, client):
    season.open(POLICY.read_text(encoding="utf-8").replace("teacher: 20", "teacher: 19"))
    client.force_login(season.officer)

    newest = client.get("/policies/xiqing-sanming/").context
    older = client.get("/policies/xiqing-sanming/?version=1").context
    assert (newest["version"].number, older["version"].number) == (2, 1)
    assert client.get("/policies/xiqing-sanming/?version=9").status_code == 404


def test_policies_of_other_districts_are_not_found(season, client, make_user):
    client.force_login(make_user("邻区", district=found_district(code="other", name="邻区")))

    assert client.get("/policies/").status_code == 200
    assert client.get("/policies/xiqing-sanming/").status_code == 404


def test_nobody_reads_without_signing_in(season, client):
    assert client.get("/policies/").status_code == 302
    assert client.get("/policies/xiqing-sanming/").status_code == 302


def test_the_page_reads_in_english(season, client):
    client.force_login(season.officer)
    client.cookies["django_language"] = "en"

    assert "Eligibility review" in client.get("/policies/xiqing-sanming/").content.decode()
