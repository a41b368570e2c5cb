"""The pages of statements, false papers and reconsiderations: what they show, to whom, and what is done there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.conflicts.models import Recusal
from approvals.models import Reconsideration, Reliance
from approvals.reliance.services import correct_statement, find_paper_false
from core.models import Fact, Paper
from tests.approvals.reliance.conftest import HOUR

pytestmark = pytest.mark.django_db
WHY = "原件与系统不符"


@pytest.fixture
def corrected(season, ended, title_of):
    """A decision whose statement was corrected."""
    correct_statement(title_of(ended), value="一级教师", by=season.officer, now=season.now, reason=WHY)
    return Reconsideration.objects.get()


def read(client, user, address, *, status=200) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_statement_shows_what_it_said_and_who_used_it(season, client, corrected):
    content = read(client, season.officer, f"/statements/{corrected.before_id}/")

    assert WHY in content
    assert f"/statements/{corrected.after_id}/" in content
    assert "/correct/" not in content


def test_who_keeps_the_files_corrects_on_the_statements_page(season, client, ended, title_of):
    fact = title_of(ended)
    assert "/correct/" in read(client, season.officer, f"/statements/{fact.pk}/")
    given = {"correct-value": "一级教师", "correct-true_from": str(fact.true_from), "correct-reason": WHY}

    answer = client.post(f"/statements/{fact.pk}/correct/", given)

    assert answer.status_code == 302
    assert Fact.objects.get(previous=fact).value == "一级教师"
    assert client.post(f"/statements/{fact.pk}/correct/", given).status_code == 409


def test_a_correction_that_corrects_nothing_is_refused_in_words(season, client, ended, title_of):
    fact = title_of(ended)
    client.force_login(season.officer)

    same = {"correct-value": fact.value, "correct-true_from": str(fact.true_from), "correct-reason": WHY}

    assert client.post(f"/statements/{fact.pk}/correct/", same).status_code == 422
    assert client.post(f"/statements/{fact.pk}/retract/", {"retract-reason": " "}).status_code == 422
    assert not Fact.objects.filter(previous=fact).exists()


def test_a_statement_is_open_to_whom_it_concerns_only(season, client, ended, title_of):
    address = f"/statements/{title_of(ended).pk}/"

    for user in (season.officer, season.leader, season.inspector, season.joint_clerk, season.principal1):
        read(client, user, address)
    for user in (season.principal2, season.admin, season.expert1):
        read(client, user, address, status=404)
    client.force_login(season.leader)
    assert client.post(f"{address}retract/", {"retract-reason": WHY}).status_code == 403


def test_the_page_of_a_case_says_what_it_rests_on(season, client, corrected):
    content = read(client, season.principal1, f"/cases/{corrected.case_id}/")

    assert f"/statements/{corrected.before_id}/" in content
    assert f"/reconsiderations/{corrected.pk}/" in content


def test_a_case_from_before_says_that_it_is_not_on_record(season, client, ended, title_of):
    Reliance.objects.all().delete()

    assert "未记录" in read(client, season.leader, f"/cases/{ended.pk}/")
    assert f"/cases/{ended.pk}/" in read(client, season.officer, f"/statements/{title_of(ended).pk}/")


def test_the_inbox_and_the_board_show_what_is_to_be_looked_at_again(season, client, corrected):
    address = f"/reconsiderations/{corrected.pk}/"
    assert address in read(client, season.joint_clerk, "/inbox/")
    assert address not in read(client, season.officer, "/inbox/")
    assert address not in read(client, season.joint_clerk, "/board/")

    season.pass_days(45)

    assert address in read(client, season.joint_clerk, "/board/")


def test_the_committee_answers_on_the_page(season, client, corrected):
    address = f"/reconsiderations/{corrected.pk}/"
    content = read(client, season.leader, address)
    assert ("高级教师" in content, "一级教师" in content, 'name="finding"' in content) == (True, True, True)

    assert client.post(address, {"finding": "stands", "reason": " "}).status_code == 422
    assert client.post(address, {"finding": "change", "reason": "另行办理"}).status_code == 302

    corrected.refresh_from_db()
    assert (corrected.state, corrected.answered_by) == ("changed", season.leader)
    assert 'name="finding"' not in read(client, season.leader, address)
    assert client.post(address, {"finding": "stands", "reason": "再答"}).status_code == 409


def test_who_put_it_forward_reads_it_and_does_not_answer(season, client, corrected):
    address = f"/reconsiderations/{corrected.pk}/"

    assert 'name="finding"' not in read(client, season.principal1, address)
    assert client.post(address, {"finding": "stands", "reason": "成立"}).status_code == 403
    read(client, season.principal2, address, status=404)


def test_who_stays_out_of_the_case_sees_nothing_of_it(season, client, corrected):
    Recusal.objects.create(
        district=season.district,
        case=corrected.case,
        user=season.joint_clerk,
        rule=Recusal.Rule.DECLARED,
        found_at=season.now,
    )
    season.pass_days(45)
    address = f"/reconsiderations/{corrected.pk}/"

    assert address not in read(client, season.joint_clerk, "/inbox/")
    assert address not in read(client, season.joint_clerk, "/board/")
    read(client, season.joint_clerk, address, status=403)
    content = read(client, season.joint_clerk, f"/statements/{corrected.before_id}/")
    assert corrected.case.number not in content


def test_a_paper_is_found_false_on_its_page_and_marked_wherever_it_is_listed(season, client):
    case = season.nominate().case
    paper = Paper.objects.get()
    address = f"/papers/{paper.pk}/false/"
    assert address in read(client, season.inspector, f"/cases/{case.pk}/")
    assert client.post(address, {"false-reason": " "}).status_code == 422

    assert client.post(address, {"false-reason": "发证机关否认签发"}).status_code == 302

    content = read(client, season.inspector, address)
    assert ("发证机关否认签发" in content, case.number in content) == (True, True)
    for user in (season.principal1, season.leader):
        assert "经查不实" in read(client, user, f"/cases/{case.pk}/")
    client.force_login(season.principal1)
    assert client.post(address, {"false-reason": "再认定"}).status_code == 403
    read(client, season.principal2, address, status=404)


def test_a_list_on_which_a_case_with_a_false_paper_stands_is_named_with_everybody_on_it(season, client):
    cases = [season.nominate(name, school=n).case for n, name in enumerate(("甲甲", "乙乙"), start=1)]
    season.walk_to()
    paper = Paper.objects.get(reliances__case=cases[0], reliances__round=None)

    find_paper_false(paper, by=season.inspector, now=season.now, reason=WHY)

    content = read(client, season.inspector, f"/papers/{paper.pk}/false/")
    assert [case.number in content for case in cases] == [True, True]
    assert list(Reconsideration.objects.values_list("case", flat=True)) == [cases[0].pk]


@pytest.mark.parametrize("address", ["/statements/{before}/", "/inbox/", "/board/"])
def test_pages_ask_no_more_for_thirty_cases_than_for_one(address, season, client, corrected):
    season.at(season.now + 60 * 24 * HOUR)
    client.force_login(season.joint_clerk)
    where = address.format(before=corrected.before_id)
    client.get(where)
    with CaptureQueriesContext(connection) as one:
        client.get(where)
    for number in range(29):
        other = season.draft(f"李秀英{number}", school=number % 19 + 2)
        case = _case_of(other, like=corrected.case, number=number)
        Reliance.objects.create(district=season.district, case=case, fact=corrected.before, name="title")
        same = {"before": corrected.before, "after": corrected.after, "due_on": corrected.due_on}
        said = {"opened_at": corrected.opened_at, "event": corrected.event, "district": season.district}
        Reconsideration.objects.create(case=case, **same, **said)

    with CaptureQueriesContext(connection) as thirty:
        content = client.get(where).content.decode()

    assert "李秀英28" in content
    assert len(thirty) == len(one)


def _case_of(nomination, *, like, number):
    """Return a case that ended as another did, without walking the whole road again."""
    from approvals.models import Case

    copied = {field: getattr(like, field) for field in ("district", "campaign", "version", "track", "opened_by")}
    said = {field: getattr(like, field) for field in ("nominator_role", "nominator_at", "facts", "outcome", "finished")}
    place = {"person": nomination.person, "organisation": nomination.organisation, "number": f"2026-x-{number}"}
    return Case.objects.create(**copied, **said, **place, flow_class=like.flow_class, created=like.created)
