"""抄送: who may copy a case to whom, what a copy shows, and that nothing waits for it."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from approvals.access import visible_cases
from approvals.copies.services import copy_to, may_copy, readers_for
from approvals.models import Copy, Recusal, Round
from core.clock import day_of
from core.errors import Refused
from core.models import Event
from tests.approvals.addresses import page_of
from tests.approvals.twins import twins

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(season):
    return season.nominate().case


def copy(case, season, *names, by="secretary1", note=""):
    users = [getattr(season, name) for name in names]
    return copy_to(case, users=users, note=note, by=getattr(season, by), now=season.now)


def test_who_acts_in_a_case_copies_it_and_who_does_not_may_not(case, season):
    names = ("secretary1", "principal1", "officer", "police", "expert1", "principal2", "admin")

    assert {name for name in names if may_copy(getattr(season, name), case)} == {"secretary1", "principal1"}
    with pytest.raises(PermissionDenied):
        copy(case, season, "head", by="admin")


def test_a_copy_that_is_sent_on_stays_within_who_acts(case, season):
    copy(case, season, "police")

    with pytest.raises(PermissionDenied):
        copy(case, season, "leader", by="police")


@pytest.mark.parametrize("name", ["expert1", "expert5"])
def test_nobody_of_a_blind_pool_is_shown_the_case(case, season, name):
    with pytest.raises(Refused):
        copy(case, season, "police", name)

    assert Copy.objects.count() == 0


def test_nobody_is_shown_a_case_they_stay_out_of(case, season):
    Recusal.objects.create(
        district=case.district, case=case, user=season.police, rule="kin", words="表姐妹", found_at=season.now
    )

    with pytest.raises(Refused):
        copy(case, season, "police")
    assert season.police not in readers_for(case, on=day_of(season.now))


def test_a_copy_to_nobody_and_a_second_copy_are_refused(case, season):
    copy(case, season, "police")

    for names in ((), ("police",), ("secretary1",)):
        with pytest.raises(Refused):
            copy(case, season, *names)
    assert Copy.objects.count() == 1


def test_who_works_in_another_district_is_shown_nothing(case, season, make_user):
    from core.organisations.services import found_district

    season.users["stranger"] = make_user("外区", district=found_district(code="other", name="邻区"))

    with pytest.raises(Refused):
        copy(case, season, "stranger")


def test_who_has_read_a_case_is_never_drawn_to_judge_it_blindly(case, season):
    copy(case, season, "police")
    season.police.appointments.create(
        district=season.district, role="expert", organisation=season.bodies["pool"], starts_on=day_of(season.now)
    )

    season.walk_to("panel")

    (drawn,) = Event.objects.filter(chain=case.chain, verb="panel.drawn")
    assert season.police.pk not in season.round(case).ballots.values_list("user", flat=True)
    details = json.loads(drawn.body)["details"]
    assert details["excluded"] == [season.police.pk]
    assert details["excluded_by"] == [{"user": season.police.pk, "name": season.police.name, "rules": ["copied"]}]


def test_a_copy_never_holds_a_case_up(case, season):
    copy(case, season, "police")

    season.walk_to()

    assert not Round.objects.filter(process=case, closed_at=None).exists()


def test_a_copy_is_unread_until_the_case_is_opened(case, season, client):
    copy(case, season, "police", note="供了解<b>。")
    client.force_login(season.police)
    tab = client.get("/inbox/?tab=copied")
    unread = [(title, count) for key, title, count, _query in tab.context["tabs"] if key == "copied"]

    client.get(f"/cases/{case.pk}/")
    after = client.get("/inbox/?tab=copied")

    assert [(line.title, line.note) for line in tab.context["lines"]] == [("王秀英", "供了解<b>。")]
    assert [count for _title, count in unread] == [1]
    assert [count for key, _title, count, _query in after.context["tabs"] if key == "copied"] == [0]
    assert "供了解&lt;b&gt;。" in tab.content.decode()
    assert Copy.objects.get().read_at is not None


def test_a_case_is_copied_on_its_page(case, season, client):
    client.force_login(season.secretary1)
    address = page_of(season.round(case), "verbs/copy/")

    page = client.get(address)
    done = client.post(address, {"users": [season.police.pk, season.leader.pk], "note": "供了解。"})

    offered = {user.username for user in page.context["form"].fields["users"].queryset}
    assert (done.status_code, Copy.objects.count()) == (302, 2)
    assert offered & {"expert1", "secretary1", "police"} == {"police"}


def test_the_tab_asks_the_database_no_more_for_thirty_than_for_one(case, season, client, django_assert_max_num_queries):
    copy(case, season, "police")
    client.force_login(season.police)
    client.get("/inbox/?tab=copied")
    with django_assert_max_num_queries(60) as one:
        client.get("/inbox/?tab=copied")
    for twin in twins(case, 29):
        Copy.objects.create(
            district=case.district, case=twin, user=season.police, sent_by=season.secretary1, sent_at=season.now
        )
    with django_assert_max_num_queries(60) as thirty:
        response = client.get("/inbox/?tab=copied")

    assert (len(response.context["lines"]), len(thirty)) == (30, len(one))
    assert visible_cases(season.police).count() == 30
