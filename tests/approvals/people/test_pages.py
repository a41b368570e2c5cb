"""The pages of a talent file: what each reader sees, finds and is refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import end_of
from core.facts.services import correct, facts_about
from core.people.services import move
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db
READERS = {"principal1", "secretary1", "group", "officer", "head", "leader", "inspector"}
OTHERS = {"principal2", "secretary2", "expert1", "party1", "joint_clerk", "admin", "police"}


def file_for(client, user, desk, question="", part=""):
    client.force_login(user)
    return client.get(f"/people/{desk.teacher.pk}/{part}{question}")


def titles(answer):
    return [(entry.kind, entry.title) for entry in answer.context["entries"]]


def words_of(answer):
    return " ".join(Page(answer.content.decode()).words)


def found_by(client, words):
    return [person.name for person in client.get("/people/", {"q": words}).context["page"]]


def test_who_may_read_a_file_may_open_its_pages_and_nobody_else(desk, client):
    for part in ("", "growth/"):
        opened = {
            post for post in READERS | OTHERS if file_for(client, desk.users[post], desk, part=part).status_code == 200
        }
        assert opened == READERS
        assert file_for(client, desk.principal2, desk, part=part).status_code == 404
    assert file_for(client, desk.me, desk).status_code == 200


def test_a_moved_person_is_read_at_the_new_school_and_their_past_in_words_only(desk, client):
    case = desk.nominate(person=desk.teacher).case
    desk.walk_to()
    move(desk.teacher, to=desk.schools[1], on=desk.now.date(), by=None, now=desk.now)

    assert file_for(client, desk.principal1, desk).status_code == 404
    answer = file_for(client, desk.principal2, desk)
    assert case.number in words_of(answer)
    assert f"/cases/{case.pk}/" not in answer.content.decode()
    assert "case" not in [kind for kind, _title in titles(answer)]


def test_an_honour_leads_to_its_decision_and_the_record_for_who_may_read_that(desk, client):
    case = desk.nominate(person=desk.teacher).case
    desk.walk_to()
    [honour] = [entry for entry in file_for(client, desk.me, desk).context["entries"] if entry.kind == "honour"]

    assert (honour.title, honour.word, honour.source.url) == ("杰出教师", "有效", f"/cases/{case.pk}/")
    for user, url in ((desk.inspector, f"/cases/{case.pk}/record/"), (desk.principal1, f"/cases/{case.pk}/")):
        answer = file_for(client, user, desk, "?kind=honour")
        assert [entry.source.url for entry in answer.context["entries"]] == [url]
        assert client.get(url).status_code == 200


def test_cases_stand_on_the_line_beside_facts_newest_first(desk, client):
    case = desk.nominate(person=desk.teacher).case
    answer = file_for(client, desk.me, desk)
    kinds = [kind for kind, _title in titles(answer)]

    assert kinds[0] == "case"
    days = [entry.on for entry in answer.context["entries"]]
    assert days == sorted(days, reverse=True)
    assert answer.context["entries"][0].source.url == f"/cases/{case.pk}/"
    assert [kind for kind, _title in titles(file_for(client, desk.me, desk, "?kind=review"))] == ["review"] * 6
    assert len(titles(file_for(client, desk.me, desk, "?kind=nonsense"))) == len(kinds)


@pytest.mark.parametrize(
    ("until", "word"),
    [
        (None, "有效"),
        (dt.date(2026, 2, 28), "已结束"),
        (dt.date(2026, 4, 1), "即将到期"),
        (dt.date(2029, 1, 1), "有效"),
    ],
)
def test_an_honour_says_whether_it_is_in_force(desk, client, until, word):
    desk.says("honour", "骨干教师", true_from=dt.date(2023, 1, 1), true_until=until)

    [honour] = file_for(client, desk.me, desk).context["file"].honours
    assert (honour.title, honour.word) == ("骨干教师", word)


def test_a_sanction_is_no_good_news_and_a_review_is_of_a_day(desk, client):
    desk.says("sanction", "警告", true_until=dt.date(2027, 1, 1))
    entries = file_for(client, desk.me, desk).context["entries"]

    assert [(entry.word, entry.tone) for entry in entries if entry.kind == "sanction"] == [("有效", "soon")]
    assert {entry.kind for entry in entries if entry.is_of_a_day} == {"review"}


def test_a_review_of_a_year_says_which_year_and_does_not_end(desk, client):
    desk.says("review", "优秀", true_from=dt.date(2024, 1, 1), true_until=dt.date(2024, 12, 31))
    answer = file_for(client, desk.me, desk, "?kind=review")

    [whole] = [entry for entry in answer.context["entries"] if entry.fact.true_until]
    assert (whole.title, whole.word, whole.is_of_a_day) == ("优秀", "", False)
    assert "2024年1月1日 星期一至2024年12月31日" in words_of(answer)


def test_what_is_sensitive_is_read_by_few(desk, client):
    desk.says("sanction", "警告")
    desk.says("ethics_breach", "有偿补课")

    for user, reads in (
        *((desk.me, True), (desk.officer, True), (desk.leader, True), (desk.inspector, True)),
        *((desk.principal1, False), (desk.secretary1, False), (desk.group, False)),
    ):
        answer, growth = file_for(client, user, desk), file_for(client, user, desk, part="growth/")
        assert ("有偿补课" in answer.content.decode()) == reads
        assert {kind for kind, _label, _n in answer.context["kinds"]} >= {"title"}
        assert bool({"sanction", "ethics_breach"} & {kind for kind, _title in titles(answer)}) == reads
        assert ("处分期内" in growth.content.decode()) == reads


def test_a_correction_shows_both_versions_and_since_when(desk, client):
    correct(desk.fact("title"), by=desk.officer, now=desk.now, reason="证书为正高级", value="正高级教师")
    words = words_of(file_for(client, desk.me, desk))

    assert "正高级教师" in words
    assert "证书为正高级" in words
    assert "高级教师" in [
        entry.statement.earlier[0].value for entry in file_for(client, desk.me, desk, "?kind=title").context["entries"]
    ]


def test_a_corrected_honour_still_leads_to_the_decision_that_conferred_it(desk, client):
    case = desk.nominate(person=desk.teacher).case
    desk.walk_to()
    correct(desk.fact("honour"), by=desk.officer, now=desk.now, reason="证书日期", true_until=dt.date(2029, 1, 1))
    answer = file_for(client, desk.me, desk, "?kind=honour")

    [entry] = answer.context["entries"]
    [(_before, source)] = entry.earlier
    assert source.url == f"/cases/{case.pk}/"
    assert f'href="/cases/{case.pk}/"' in answer.content.decode()
    assert "已更正" in words_of(answer)


def test_what_a_decision_changed_is_no_correction(desk, client):
    case = desk.nominate(person=desk.teacher).case
    desk.walk_to()
    fact = desk.fact("honour")
    correct(fact, by=None, now=desk.now, reason="已取消", event=fact.event, true_until=desk.now.date())
    answer = file_for(client, desk.me, desk, "?kind=honour")

    assert [entry.source.url for entry in answer.context["entries"]] == [f"/cases/{case.pk}/"]
    assert "已更正" not in words_of(answer)
    assert "经决定变更" in words_of(answer)


def test_what_was_taken_back_stays_readable_and_counts_for_nothing(desk, client):
    honour = desk.says("honour", "骨干教师")
    type(honour).objects.filter(pk=honour.pk).update(known_until=desk.now)
    answer = file_for(client, desk.me, desk, "?kind=honour")

    assert [(entry.title, entry.word) for entry in answer.context["entries"]] == [("骨干教师", "已撤销记载")]
    assert answer.context["file"].honours == []
    assert f"facts/{honour.pk}/correct/" not in answer.content.decode()


def test_a_file_as_known_on_a_day_is_what_was_known_at_its_end(desk, client):
    first = desk.now.date()
    desk.pass_days(10)
    correct(desk.fact("title"), by=desk.officer, now=desk.now, reason="证书", value="正高级教师")
    desk.says("honour", "骨干教师", true_from=dt.date(2023, 1, 1))
    desk.nominate(person=desk.teacher)
    desk.pass_days(10)

    for days in (0, 9, 10, 15):
        day = first + dt.timedelta(days=days)
        answer = file_for(client, desk.me, desk, f"?as_of={day}")
        known = facts_about(desk.teacher, known_at=end_of(day)).values_list("pk", flat=True)
        assert {entry.fact.pk for entry in answer.context["entries"] if entry.fact} == set(known)
        assert ("case" in [kind for kind, _title in titles(answer)]) == (days >= 10)
        assert str(day.day) in words_of(answer)
    assert "correct/" not in file_for(client, desk.me, desk, f"?as_of={first}").content.decode()


def test_a_day_that_is_none_is_said_so_and_one_to_come_is_today(desk, client):
    answer = file_for(client, desk.me, desk, "?as_of=gestern")
    assert answer.status_code == 422
    assert len(titles(answer)) == desk.teacher.facts.count()
    assert file_for(client, desk.me, desk, "?as_of=2099-01-01").context["look_back"].day is None


def test_people_are_found_by_name_pinyin_number_and_school(desk, client):
    rare = desk.season.teacher("㛃喆", school=2, staff_no="X9")
    client.force_login(desk.officer)

    assert found_by(client, "买买提·吐") == ["买买提·吐尔逊"]
    for point in "•・．.":
        assert found_by(client, f"买买提{point}吐") == ["买买提·吐尔逊"]
    assert found_by(client, "maimaiti") == ["买买提·吐尔逊"]
    assert found_by(client, "㛃") == found_by(client, "x9") == found_by(client, "第2小学") == [rare.name]
    assert found_by(client, "无此人") == []
    assert found_by(client, "\0") == found_by(client, "")


def test_a_search_finds_nobody_whose_file_is_closed_to_the_reader(desk, client):
    desk.season.teacher("刘二", school=2)
    for user, names in (
        *((desk.principal1, ["买买提·吐尔逊"]), (desk.principal2, ["刘二"]), (desk.expert1, [])),
        *((desk.me, ["买买提·吐尔逊"]), (desk.inspector, ["刘二", "买买提·吐尔逊"])),
    ):
        client.force_login(user)
        assert sorted(found_by(client, "")) == sorted(names)
        assert found_by(client, "刘二") == [name for name in names if name == "刘二"]


def test_the_menu_leads_to_ones_own_file_and_to_others_where_they_are_open(desk, client):
    for user, mine, others, kept in (
        (desk.me, True, False, False),
        (desk.principal1, False, True, False),
        (desk.officer, False, True, True),
        (desk.expert1, False, False, False),
    ):
        page = file_for(client, user, desk)
        page = client.get("/messages/").content.decode()
        assert (f'href="/people/{desk.teacher.pk}/"' in page) == mine
        assert ('href="/people/"' in page) == others
        assert ('href="/corrections/"' in page) == kept


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages_and_when_empty(desk, client, language, settings):
    bare = desk.season.teacher("无事实")
    bare.facts.all().delete()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(desk.officer)
    for address in (
        "/people/",
        "/people/?q=nobody",
        f"/people/{bare.pk}/",
        f"/people/{bare.pk}/growth/",
        "/corrections/",
    ):
        assert client.get(address).status_code == 200


def queries(client, address):
    client.get(address)  # what is read once for all is read now
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_a_file_asks_the_same_number_of_questions_however_long_it_is(desk, client):
    desk.nominate(person=desk.teacher)
    desk.walk_to()
    client.force_login(desk.officer)
    address = f"/people/{desk.teacher.pk}/"
    before = queries(client, address), queries(client, f"{address}growth/")
    for number in range(30):
        fact = desk.says("honour", f"荣誉{number}")
        correct(fact, by=desk.officer, now=desk.now, reason="更正", value=f"荣誉{number}（更正）")

    assert (queries(client, address), queries(client, f"{address}growth/")) == before
    assert before[0] < 40


def test_a_search_asks_the_same_number_of_questions_for_one_and_for_thirty(desk, client):
    client.force_login(desk.officer)
    before = queries(client, "/people/")
    for number in range(30):
        desk.season.teacher(f"教师{number}")

    assert queries(client, "/people/") == before
    assert len(client.get("/people/").context["page"]) == 30
    assert len(client.get("/people/?page=2").context["page"]) == 1
