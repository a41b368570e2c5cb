"""Notices in public and inside a school, objections to them and their answers, as readers meet them."""

import datetime as dt

import pytest

from approvals.cohorts import waiting
from approvals.models import Objection, PublicNotice
from approvals.notices.answering import answer
from approvals.notices.objecting import object_to
from core import clock
from core.organisations.services import found_district
from tests.approvals.notices.objections import ANSWERED, SAID, UNSIGNED, objected, publish, reopen
from tests.approvals.twins import twins

pytestmark = pytest.mark.django_db
WORDS = {"name": "李群众", "contact": "13800001111", "text": "2024年曾受<处分>。"}
LOOK_UP = "/objections/look-up/"
NOINDEX = '<meta name="robots" content="noindex">'


@pytest.fixture
def published(season) -> PublicNotice:
    """A public notice that names one teacher and stands from today."""
    case = season.nominate().case
    season.walk_to("public_notice")
    return season.publish(season.round(case))


@pytest.fixture
def entry(published):
    return published.entries.get()


@pytest.fixture
def inside(season) -> PublicNotice:
    """A notice inside the first school."""
    case = season.nominate().case
    season.walk_to("school_notice")
    return season.round(case).notice_entry.notice


def cohort(season, verb=""):
    return f"/campaigns/{season.campaign.pk}/public_notice/{verb}"


def form_of(entry):
    return f"/notices/{entry.notice_id}/entries/{entry.pk}/object/"


def over(season, notice):
    return season.at(clock.end_of(notice.ends_on) + dt.timedelta(seconds=1))


def test_anybody_reads_names_schools_and_categories_and_nothing_else(published, client):
    page = client.get(f"/notices/{published.pk}/").content.decode()

    assert all(word in page for word in ("王秀英", "海州第1小学", "杰出教师", "组织人事科"))
    assert not any(word in page for word in ("T00001", "1980", "13900000000", "扎根一线"))
    assert "/cases/" not in page
    assert NOINDEX in page
    assert f"/notices/{published.pk}/" in client.get("/notices/").content.decode()


def test_a_notice_that_has_ended_says_so_and_names_nobody_any_more(season, published, entry, client):
    over(season, published)
    page = client.get(f"/notices/{published.pk}/").content.decode()
    archive = client.get("/notices/")

    assert NOINDEX in page
    assert (form_of(entry) in page, "王秀英" in page, "海州第1小学" in page) == (False, False, False)
    assert (archive.context["standing"], archive.context["ended"]) == ([], [published])


def test_the_office_still_reads_the_names_of_a_notice_that_has_ended(season, published, client):
    over(season, published)
    client.force_login(season.officer)

    assert "王秀英" in client.get(f"/notices/{published.pk}/").content.decode()


def test_an_objection_gets_a_receipt_that_says_nothing_of_its_answer(season, entry, client):
    sent = client.post(form_of(entry), WORDS)
    objection = Objection.objects.get()
    assert sent["Location"] == f"{form_of(entry)}?receipt={objection.receipt}"
    answer(objection, finding="dismissed", text="经查不实。", by=season.officer, now=season.now)
    page = client.get(sent["Location"]).content.decode()

    assert objection.receipt in page
    assert ("经查不实。" in page, "李群众" in page) == (False, False)
    assert client.get(f"{form_of(entry)}?receipt=20260101-00000000").status_code == 404


def test_receipt_and_contact_open_the_answer_and_no_name(season, entry, client):
    client.post(form_of(entry), WORDS)
    objection = Objection.objects.get()
    asked = {"receipt": objection.receipt, "contact": WORDS["contact"]}
    assert client.post(LOOK_UP, asked).context["objection"] == objection
    answer(objection, finding="dismissed", text="经查不实。", by=season.officer, now=season.now)
    page = client.post(LOOK_UP, asked).content.decode()

    assert "经查不实。" in page
    assert [word for word in ("李群众", "王秀英", "13800001111", "officer") if word in page] == []


def test_a_wrong_contact_and_a_wrong_receipt_answer_alike(entry, client):
    client.post(form_of(entry), WORDS)
    receipt = Objection.objects.get().receipt
    tried = [(receipt, "13900000000"), ("20260302-AAAAAAAAAA", WORDS["contact"])]
    answers = [client.post(LOOK_UP, {"receipt": one, "contact": contact}) for one, contact in tried]

    assert [response.status_code for response in answers] == [422, 422]
    first, second = (response.context["form"].non_field_errors() for response in answers)
    assert first == second


def test_one_objection_names_several_persons_and_gets_a_receipt_for_each(season, client):
    notice = publish(season, names=3)
    first, _second, third = notice.entries.all()
    response = client.post(form_of(first), {**WORDS, "others": [third.pk]})

    assert set(Objection.objects.values_list("entry", flat=True)) == {first.pk, third.pk}
    page = client.get(response["Location"]).content.decode()
    assert [receipt in page for receipt in Objection.objects.values_list("receipt", flat=True)] == [True, True]
    assert client.post(form_of(first), {**WORDS, "others": [third.pk + 99]}).status_code == 422


def test_a_policy_without_real_names_takes_an_objection_without_a_name(season, client):
    reopen(season, (SAID, UNSIGNED))
    entry = publish(season).entries.get()

    assert client.post(form_of(entry), {"text": WORDS["text"]}).status_code == 302
    assert not Objection.objects.get().is_signed


def test_the_office_takes_up_has_looked_into_and_answers(season, entry, client):
    objection = object_to(entry, **WORDS, now=season.now)
    address = f"/objections/{objection.pk}/"
    client.force_login(season.officer)

    def comes_next(user):
        client.force_login(user)
        return client.get(address).context["next"]

    assert client.post(f"{address}decline/", {"decline-reason": ""}).status_code == 422
    assert client.post(f"{address}take-up/")["Location"] == address
    assert comes_next(season.officer) == "ask"
    assert client.post(f"{address}ask/", {"ask-inquirer": season.principal1.pk}).status_code == 422
    assert client.post(f"{address}ask/", {"ask-inquirer": season.inspector.pk})["Location"] == address
    assert (comes_next(season.officer), comes_next(season.inspector)) == ("", "report")
    assert "李群众" in client.get(address).content.decode()
    assert client.post(f"{address}report/", {"report-text": "查无实据。"})["Location"] == "/inbox/"
    assert comes_next(season.officer) == "answer"
    assert "查无实据。" in client.get(address).content.decode()
    assert client.post(address, {"finding": "dismissed", "text": "不实。"})["Location"] == address
    assert client.post(f"{address}nothing/").status_code == 404


def test_an_objection_waits_in_the_inbox_of_its_office_and_on_the_board_once_it_is_late(season, client):
    reopen(season, (SAID, ANSWERED))
    objection = objected(season)
    client.force_login(season.officer)
    assert f"/objections/{objection.pk}/" in client.get("/inbox/").content.decode()
    client.force_login(season.leader)
    assert client.get("/board/?reason=overdue").context["lines"] == []
    season.at(objection.due_at + dt.timedelta(seconds=1))

    assert [line["item"].objections for line in client.get("/board/?reason=overdue").context["lines"]] == [[objection]]


def test_an_objection_that_lacks_something_keeps_what_was_typed(entry, client):
    response = client.post(form_of(entry), {**WORDS, "contact": ""})

    assert response.status_code == 422
    assert "2024年曾受&lt;处分&gt;。" in response.content.decode()
    assert not Objection.objects.exists()


def test_an_objection_after_the_end_is_refused_and_keeps_what_was_typed(season, published, entry, client):
    over(season, published)
    response = client.post(form_of(entry), WORDS)

    assert response.status_code == 422
    assert "李群众" in response.content.decode()
    assert '<form method="post"' not in client.get(form_of(entry)).content.decode().split("<main")[1]
    assert not Objection.objects.exists()


def test_an_entry_of_another_notice_is_not_found(published, entry, client):
    assert client.get(f"/notices/{published.pk + 1}/entries/{entry.pk}/object/").status_code == 404
    assert client.post(f"/notices/{published.pk}/entries/{entry.pk + 9}/object/", WORDS).status_code == 404


def test_only_the_office_and_who_watches_read_an_objection(season, entry, client, make_user):
    objection = object_to(entry, **WORDS, now=season.now)
    address, notice = f"/objections/{objection.pk}/", f"/notices/{entry.notice_id}/"
    other = make_user("邻区", district=found_district(code="other", name="邻区"))
    for user, status in ((season.officer, 200), (season.inspector, 200), (season.principal1, 404), (other, 404)):
        client.force_login(user)
        response = client.get(address)
        assert response.status_code == status
        assert ("李群众" in response.content.decode()) == (user == season.officer)
        assert (objection.receipt in client.get(notice).content.decode()) == (status == 200)
    client.force_login(season.inspector)
    assert client.post(address, {"finding": "upheld", "text": "属实"}).status_code == 403


def test_who_is_objected_to_never_reads_who_objected(season, entry, client):
    objection = object_to(entry, **WORDS, now=season.now)
    season.leader.person = entry.round.case.person
    season.leader.save()
    client.force_login(season.leader)

    assert client.get(f"/objections/{objection.pk}/").status_code == 404
    assert objection.receipt not in client.get(f"/notices/{entry.notice_id}/").content.decode()


def test_an_answer_without_words_keeps_the_page_and_a_second_one_is_a_conflict(season, entry, client):
    objection = object_to(entry, **WORDS, now=season.now)
    client.force_login(season.officer)
    address = f"/objections/{objection.pk}/"

    assert client.post(address, {"finding": "upheld"}).status_code == 422
    assert client.post(address, {"finding": "upheld", "text": "情况属实。"}).status_code == 302
    assert client.post(address, {"finding": "dismissed", "text": "不实。"}).status_code == 409
    assert season.round(entry.round.case).stage == "party"
    assert form_of(entry) not in client.get(f"/notices/{entry.notice_id}/").content.decode()


def test_a_notice_inside_a_school_is_for_its_own_people(season, inside, client):
    address = f"/notices/{inside.pk}/"
    assert client.get(address)["Location"].startswith("/sign-in/")
    assert address not in client.get("/notices/").content.decode()
    for user, status in (
        (season.principal1, 200),
        (season.principal2, 404),
        (season.expert1, 404),
        (season.leader, 200),
    ):
        client.force_login(user)
        assert client.get(address).status_code == status
    season.expert1.person = season.teacher("同校教师", school=1)
    season.expert1.save()
    client.force_login(season.expert1)
    page = client.get(address).content.decode()
    assert "王秀英" in page
    assert NOINDEX in page


def test_the_office_ticks_whom_it_publishes(season, client):
    season.nominate("教师1", school=1)
    season.nominate("教师2", school=2)
    season.walk_to("public_notice")
    first, second = waiting(season.campaign, stage="public_notice").values_list("pk", flat=True)
    client.force_login(season.officer)

    assert client.post(cohort(season, "publish-notice/"), {}).status_code == 422
    response = client.post(cohort(season, "publish-notice/"), {"rounds": [second]})
    notice = PublicNotice.objects.get(audience="public")
    assert response["Location"] == f"/notices/{notice.pk}/"
    assert notice.entries.get().round_id == second
    assert client.post(cohort(season, "publish-notice/"), {"rounds": [second]}).status_code == 409
    client.force_login(season.leader)
    assert client.post(cohort(season, "publish-notice/"), {"rounds": [first]}).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_a_notice_asks_no_more_for_thirty_names_than_for_one(count, season, client, django_assert_num_queries):
    case = season.nominate().case
    season.walk_to("public_notice")
    twins(case, count - 1)
    notice = season.publish(season.round(case))

    with django_assert_num_queries(NOTICE):
        assert len(client.get(f"/notices/{notice.pk}/").context["lines"]) == count


NOTICE = 4


def test_ended_notices_are_listed_thirty_at_a_time(season, published, client):
    PublicNotice.objects.bulk_create(_like(published) for _number in range(35))
    over(season, published)
    first = client.get("/notices/").context
    rest = client.get(f"/notices/?before={first['older']}").context

    assert (len(first["ended"]), len(rest["ended"]), rest["older"]) == (30, 6, None)
    assert client.get("/notices/?before=x").status_code == 200


def _like(notice):
    fields = {field.attname: getattr(notice, field.attname) for field in PublicNotice._meta.fields}
    return PublicNotice(**{**fields, "id": None})


def test_the_page_reads_in_english(published, client):
    client.cookies["django_language"] = "en"
    page = client.get(f"/notices/{published.pk}/").content.decode()

    assert "That is 5 working days; the day of publication is not counted." in page
