import pytest


@pytest.fixture
def case(season):
    return season.nominate().case


def test_an_inspector_reads_every_line_and_that_the_chain_is_whole(client, season, case):
    client.force_login(season.inspector)

    answer = client.get(f"/cases/{case.pk}/record/")

    case.refresh_from_db()
    assert len(answer.context["lines"]) == case.chain_length > 1
    assert answer.context["is_whole"]


def test_score_sheets_stay_sealed_from_the_inspector_while_the_panel_is_open(client, season, case):
    season.walk_to("panel")
    season.score(season.round(case), judges=1)
    client.force_login(season.inspector)

    lines = [line for line in client.get(f"/cases/{case.pk}/record/").context["lines"] if line.is_sealed]

    assert [(line.actor, line.details) for line in lines] == [("", "")] * 3  # the draw, a judge's word, and the sheet


def test_who_does_not_watch_over_the_district_is_turned_away(client, season, case):
    client.force_login(season.principal1)

    assert client.get(f"/cases/{case.pk}/record/").status_code == 403
