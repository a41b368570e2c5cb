"""Everybody is listed with a reason, opened one by one, and nothing is opened twice."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from core.facts.services import establish
from core.models import Appointment, Organisation
from core.organisations.models import Kind
from core.organisations.services import found, sync_grants
from workflows.assessment import opening
from workflows.assessment.due import Due, Reason, Stay, due
from workflows.assessment.models import Assessment, Listed

YEAR = {"first": dt.date(2025, 1, 1), "last": dt.date(2025, 12, 31), "announced": dt.date(2026, 3, 2)}
LONG_AGO = dt.date(2003, 9, 1)


def test_the_unit_where_most_of_the_year_was_spent_assesses_and_the_other_is_heard():
    moved = [Stay("一小", LONG_AGO, dt.date(2025, 8, 31)), Stay("二小", dt.date(2025, 9, 1))]
    moved_early = [Stay("一小", LONG_AGO, dt.date(2025, 3, 31)), Stay("二小", dt.date(2025, 4, 1))]

    assert due(moved, **YEAR) == Due("一小", "二小", 365)
    assert due(moved_early, **YEAR) == Due("二小", "一小", 365)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"stays": [Stay("一小", dt.date(2026, 1, 5))]}, Reason.NEVER_THERE),
        ({"stays": [Stay("一小", LONG_AGO, dt.date(2026, 1, 31))]}, Reason.LEFT),
        ({"stays": [Stay("一小", LONG_AGO)], "retired": dt.date(2026, 2, 1)}, Reason.RETIRED),
        ({"stays": [Stay("一小", LONG_AGO)], "died": dt.date(2026, 2, 1)}, Reason.DIED),
        ({"stays": [Stay("一小", LONG_AGO)], "is_leader": True}, Reason.LEADER),
    ],
)
def test_who_is_not_due_has_a_reason(said, reason):
    assert due(said.pop("stays"), **said, **YEAR) == reason


def test_who_retires_after_the_notice_is_still_due():
    assert due([Stay("一小", LONG_AGO)], retired=dt.date(2026, 4, 1), **YEAR) == Due("一小", None, 365)


def test_everybody_is_listed_once_and_the_leaver_with_the_reason(year):
    year.worker("甲")
    leaver = year.worker("乙")
    leaver.facts.filter(kind="employment").update(true_until=dt.date(2026, 1, 31))

    year.begin()
    year.begin()

    assert Assessment.objects.count() == 1
    line = Listed.objects.get(person=leaver)
    assert (line.standing, line.words) == ("not_due", "考核通知前已离开本区教育系统，不参加考核。")


def test_an_opening_that_was_interrupted_goes_on_where_it_was(year):
    for name in "甲乙丙丁":
        year.worker(name)
    opening.announce(year.campaign, by=year.officer, now=year.now)

    assert opening.open_batch(year.campaign, now=year.now, limit=3) == 3
    assert opening.progress(year.campaign).percent == 75
    assert opening.open_waiting(year.now) == 1
    assert opening.open_waiting(year.now) == 0
    assert opening.progress(year.campaign).percent == 100


def test_what_hinders_one_line_is_written_beside_it_and_holds_up_no_other(year):
    year.worker("甲", login=False)
    year.worker("乙", school=2)
    post = Appointment.objects.get(user=year.principal1, role="principal")
    post.ends_on = year.now.date() - dt.timedelta(days=1)
    post.save()
    sync_grants(year.now)

    year.begin()

    assert dict(Listed.objects.values_list("person__name", "standing")) == {"甲": "held", "乙": "open"}
    assert "海州第1小学" in Listed.objects.get(standing="held").words
    post.ends_on = None
    post.save()
    sync_grants(year.now)
    opening.try_again(year.campaign, by=year.officer, now=year.now)
    assert opening.open_batch(year.campaign, now=year.now) == 1


def test_only_the_office_that_the_policy_names_announces(year):
    for stranger in (year.principal1, year.leader, year.admin):
        with pytest.raises(PermissionDenied):
            opening.announce(year.campaign, by=stranger, now=year.now)


def test_the_command_opens_everybody_and_says_how_many(year, capsys):
    year.worker("甲")

    call_command("assess", str(year.campaign.pk), by="officer")

    assert "1" in capsys.readouterr().out
    assert Assessment.objects.count() == 1


def test_a_mover_is_assessed_by_the_first_school_and_the_second_is_heard(year):
    person = year.worker("甲", since=LONG_AGO)
    person.facts.filter(kind="employment").update(true_until=dt.date(2025, 8, 31))
    second = year.schools[1]
    establish("employment", about=person, value=second.name, true_from=dt.date(2025, 9, 1), by=None, now=year.began)

    year.begin()
    year.walk_to("other_heard")

    found_ = Assessment.objects.get()
    assert (found_.organisation, found_.other_unit) == (year.schools[0], second)
    seat = found_.case.rounds.get(stage="other_heard").ballots.get()
    assert (seat.role, seat.organisation) == ("principal", second)


def test_studios_are_listed_as_bodies(year):
    studio = found(Kind.STUDIO, under=year.schools[0], code="studio1", name="王秀英名师工作室")

    opening.announce(year.campaign, by=year.officer, now=year.now, bodies=True)

    assert list(Listed.objects.values_list("organisation", "person")) == [(studio.pk, None)]
    assert Organisation.objects.get(kind=Kind.STUDIO).get_kind_display() == "工作室"
