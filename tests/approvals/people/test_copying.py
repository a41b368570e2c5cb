"""A person's copy of their file: all of it, readable by office programs, computing nothing."""

import csv
import datetime as dt
import io

import pytest

from approvals.people.copying import safe, table
from core.facts.services import correct
from core.models import Event

pytestmark = pytest.mark.django_db


def rows(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def copy_for(client, user, desk):
    client.force_login(user)
    return client.post(f"/people/{desk.teacher.pk}/copy/")


def test_the_copy_holds_every_version_with_its_times_and_grounds(desk, client):
    correct(desk.fact("title"), by=desk.officer, now=desk.now, reason="证书", value="正高级教师")
    desk.says("sanction", "警告", true_until=dt.date(2026, 8, 1), detail={"文号": "教人〔2026〕1号"})
    answer = copy_for(client, desk.me, desk)
    found = rows(answer)

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert found[1][:2] == ["姓名", "买买提·吐尔逊"]
    assert {len(row) for row in found} == {8}
    assert [row[1] for row in found if row[0] == "职称"] == ["高级教师", "正高级教师"]
    [sanction] = [row for row in found if row[0] == "处分"]
    assert (sanction[3], "教人〔2026〕1号" in sanction[6], "officer同志" in sanction[7]) == ("2026-08-01", True, True)
    assert len(found) == 1 + 6 + desk.teacher.facts.count()


def test_nothing_in_a_copy_is_a_formula(desk, client):
    for value in ('=HYPERLINK("http://example.com")', "+1", "-1", "@SUM(A1)", "＝1+1", " =1", "\t=1"):
        desk.says("honour", value)
    cells = [cell for row in rows(copy_for(client, desk.me, desk)) for cell in row]

    assert [cell for cell in cells if cell.strip()[:1] in tuple("=+-@＝＋－＠")] == []
    assert '\'=HYPERLINK("http://example.com")' in cells


@pytest.mark.parametrize("cell", ["高级教师", "2016-01-01", "㛃喆", "买买提·吐尔逊", "", "1-2", "a=b"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert safe(cell) == cell
    assert list(csv.reader(io.StringIO(table([[cell, '逗号,引号"']]).lstrip("\ufeff")))) == [[cell, '逗号,引号"']]


def test_the_person_and_the_keepers_copy_and_that_is_on_the_record(desk, client):
    for user, status in (
        *((desk.me, 200), (desk.officer, 200), (desk.principal1, 403), (desk.leader, 403), (desk.inspector, 403)),
        *((desk.principal2, 404), (desk.expert1, 404)),
    ):
        assert copy_for(client, user, desk).status_code == status
    copied = Event.objects.filter(verb="file.copied").order_by("number")

    assert [event.actor for event in copied] == [desk.me, desk.officer]
    assert client.get(f"/people/{desk.teacher.pk}/copy/").status_code == 405
