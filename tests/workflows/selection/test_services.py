"""What a school may do with a nomination, and what is refused with a sentence that helps."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied

from approvals.cases.services import withdraw
from approvals.models import Case, Round
from approvals.rounds.services import decide
from core.clock import day_of
from core.errors import Conflict, Refused
from core.facts.services import correct, establish
from core.models import Appointment, Event
from core.organisations.services import end_appointment
from core.people.services import move
from notifications.models import Channel, Message, State
from notifications.services import deliver_due
from tests.season import paper
from workflows.selection import services
from workflows.selection.models import Nomination

SECOND = dt.timedelta(seconds=1)


def afresh(nomination):
    return Nomination.objects.get(pk=nomination.pk)


def words_of(nomination, *, now):
    return [gap.words for gap in services.gaps(nomination, now=now)]


def test_a_second_nomination_of_a_person_is_refused_and_says_as_what_the_first_stands(season):
    first = season.draft()

    with pytest.raises(Refused, match=r"王秀英.*杰出教师"):
        services.draft(
            season.campaign, person=first.person, track="class_teacher", by=season.principal1, now=season.now
        )

    assert Nomination.objects.count() == 1


def test_a_withdrawn_draft_leaves_the_person_free(season):
    first = season.draft()
    services.discard(first, by=season.principal1, now=season.now)

    second = services.draft(season.campaign, person=first.person, track="teacher", by=season.principal1, now=season.now)

    assert afresh(first).state == "withdrawn"
    assert second.state == "draft"


def test_a_submitted_nomination_is_not_discarded_behind_its_case(season):
    nomination = season.nominate()

    with pytest.raises(Conflict):
        services.discard(afresh(nomination), by=season.principal1, now=season.now)


def test_the_last_second_of_the_window_is_in_time_and_the_next_is_not(season):
    late, punctual = season.draft("王秀英", school=1), season.draft("李敏", school=2)
    shuts = season.campaign.closes_at

    with pytest.raises(Refused, match="2026-03-30 18:00"):
        services.submit(late, by=season.principal1, now=shuts + SECOND)
    services.submit(punctual, by=season.principal2, now=shuts)

    assert afresh(late).state == "draft"
    assert afresh(late).statement == "扎根一线二十年，所带班级连年获评区级先进。"
    assert afresh(punctual).case is not None


def test_everything_that_stands_against_submitting_is_said_at_once(season):
    person = season.teacher(without="title")
    nomination = services.draft(season.campaign, person=person, track="teacher", by=season.principal1, now=season.now)
    move(person, to=season.schools[1], on=day_of(season.now), by=None, now=season.now)

    nomination = afresh(nomination)
    parts = [gap.part for gap in services.gaps(nomination, now=season.now)]
    assert parts == ["grounds", "material-form", "eligibility", "person"]
    with pytest.raises(Refused) as refusal:
        services.submit(nomination, by=season.principal1, now=season.now)
    assert all(words in refusal.value.message for words in words_of(nomination, now=season.now))


def test_a_clause_over_an_empty_fact_is_not_known_and_names_what_is_missing(season):
    nomination = season.draft(person=season.teacher(without="teaching"))

    [unknown] = [answer for answer in services.explain(nomination, now=season.now) if answer.met is None]
    [gap] = words_of(nomination, now=season.now)
    assert unknown.clause.key == "teaching_years"
    assert "从教满10年" in gap
    assert [str(label) in gap for label, value in unknown.facts if value is None] == [True]


def test_a_veto_is_said_as_what_stands_against_the_person(season):
    nomination = season.draft()
    establish("sanction", about=nomination.person, value="警告", true_from=dt.date(2026, 1, 5), by=None, now=season.now)

    [gap] = words_of(nomination, now=season.now)
    assert gap.endswith("处分期内")


def test_a_condition_that_may_be_relaxed_does_not_stop_the_school(season):
    nomination = season.draft()
    school = nomination.organisation
    school.phase = "初中"
    school.save()
    title = nomination.person.facts.get(kind="title")
    correct(title, value="一级教师", by=None, now=season.now, reason="录入有误")

    assert words_of(afresh(nomination), now=season.now) == []


def test_nobody_puts_themselves_forward(season):
    person = season.teacher("校长本人")
    season.principal1.person = person
    season.principal1.save()

    with pytest.raises(PermissionDenied):
        services.draft(season.campaign, person=person, track="teacher", by=season.principal1, now=season.now)


def test_the_office_must_be_the_one_the_policy_names_for_the_category(season):
    person = season.teacher()

    with pytest.raises(PermissionDenied):
        services.draft(season.campaign, person=person, track="head", by=season.principal1, now=season.now)
    drafted = services.draft(season.campaign, person=person, track="head", by=season.group, now=season.now)

    assert drafted.organisation == season.schools[0]


def test_a_school_cannot_put_forward_more_than_its_quota(season):
    season.nominate("王秀英")
    second = season.draft("李敏")

    with pytest.raises(Refused, match="杰出教师"):
        services.submit(second, by=season.principal1, now=season.now)

    assert afresh(second).state == "draft"


def test_what_is_withdrawn_gives_the_school_its_place_back(season):
    first, second = season.nominate("王秀英"), season.draft("李敏")
    withdraw(first.case, by=season.principal1, reason="本人申请退出", now=season.now)

    services.submit(second, by=season.principal1, now=season.now)

    assert afresh(first).state == "withdrawn"
    assert afresh(second).state == "under_review"


def test_submitting_twice_begins_one_case(season):
    nomination = season.nominate()

    with pytest.raises(Conflict):
        services.submit(nomination, by=season.principal1, now=season.now)

    assert Case.objects.count() == 1


def test_nothing_is_changed_while_it_is_under_review(season):
    nomination = season.nominate()

    with pytest.raises(Conflict):
        services.revise(nomination, statement="改写", by=season.principal1, now=season.now)
    with pytest.raises(Conflict):
        services.attach(nomination, material="form", upload=paper(), by=season.principal1, now=season.now)
    with pytest.raises(Conflict):
        services.detach(nomination.papers.get(), by=season.principal1)


@pytest.mark.parametrize(
    ("name", "content"),
    [("空.pdf", b""), ("大.pdf", b"%PDF-1.4" + bytes(50 * 1024 * 1024)), ("程序.exe", b"MZ"), ("假.pdf", b"MZ" * 40)],
    ids=["empty", "50 MB", "wrong type", "not what it says"],
)
def test_a_refused_file_loses_nothing(season, name, content):
    nomination = season.draft()

    with pytest.raises(Refused, match=name):
        services.attach(
            nomination, material="evidence", upload=paper(name, content), by=season.principal1, now=season.now
        )

    assert [entry.paper.name for entry in afresh(nomination).papers.all()] == ["申报表.pdf"]


def test_somebody_who_moves_while_their_nomination_is_returned_cannot_be_handed_in_by_the_old_school(season):
    nomination = season.nominate()
    season.walk_to("review")
    season.approve(season.round(nomination.case), verdict="return", opinion="缺页。")
    move(nomination.person, to=season.schools[1], on=day_of(season.now), by=None, now=season.now)

    with pytest.raises(Refused, match="王秀英"):
        services.submit(afresh(nomination), by=season.principal1, now=season.now)

    assert afresh(nomination).state == "returned"
    assert season.round(nomination.case).stage == "correction"


def test_a_judge_of_the_school_that_somebody_has_moved_to_steps_aside(season):
    nomination = season.nominate()
    season.walk_to("approval")
    move(nomination.person, to=season.schools[1], on=day_of(season.now), by=None, now=season.now)
    season.expert1.person = season.teacher("新同事", school=2)
    season.expert1.save()

    season.walk_to("panel")

    drawn = json.loads(Event.objects.get(verb="panel.drawn").body)
    assert drawn["details"]["excluded"] == [season.expert1.pk]
    assert [(one["name"], one["rules"]) for one in drawn["details"]["excluded_by"]] == [
        (season.expert1.name, ["same_school"])
    ]


def test_a_vacant_post_stops_the_case_before_it_and_names_the_post(season):
    nomination = season.nominate()
    season.walk_to("review")
    round = season.round(nomination.case)
    yesterday = day_of(season.now) - dt.timedelta(days=1)
    end_appointment(Appointment.objects.get(user=season.head), on=yesterday, by=None, now=season.now)
    events, messages = Event.objects.count(), Message.objects.count()

    with pytest.raises(Refused) as refusal:
        decide(round, by=season.officer, verdict="approve", opinion="同意。", now=season.now)

    assert "科室负责人审核" in refusal.value.message
    assert "组织人事科" in refusal.value.message
    assert season.round(nomination.case) == round
    assert not round.ballots.filter(state="cast").exists()
    assert (Event.objects.count(), Message.objects.count()) == (events, messages)


def test_a_post_without_phone_and_mail_holds_up_nothing(season, mail_server, sms_gateway):
    season.secretary1.email = season.secretary1.phone = ""
    season.secretary1.save()

    nomination = season.nominate()
    deliver_due(season.now)

    told = Message.objects.filter(recipient=season.secretary1)
    assert dict(told.values_list("channel", "state")) == {
        Channel.INAPP: State.SENT,
        Channel.EMAIL: State.UNDELIVERABLE,
        Channel.SMS: State.UNDELIVERABLE,
    }
    season.approve(season.round(nomination.case))
    assert Round.objects.get(process=nomination.case, closed_at=None).stage == "school_notice"
