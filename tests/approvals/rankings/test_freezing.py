"""A list is frozen once, from what was seen, and every case on it moves on."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from approvals.campaigns.services import balance, grant_places
from approvals.cohorts import waiting
from approvals.models import Case, Ranking
from approvals.rankings.services import freeze, preview
from core.errors import Conflict, Refused
from core.facts.services import establish
from core.models import Event
from tests.season import POLICY

pytestmark = pytest.mark.django_db
WHERE = {"stage": "shortlist", "track": "teacher"}


@pytest.fixture
def tight(season):
    """A campaign with one place for teachers and one on the waiting list."""
    text = POLICY.read_text(encoding="utf-8").replace("teacher: 20", "teacher: 1").replace("{n: 2}", "{n: 1}")
    season.campaign = season.open(text)
    return season


def listed(season, *shares):
    """Put one teacher a share on the list, each scored so."""
    for school, _share in enumerate(shares, start=1):
        season.nominate(f"教师{school}", school=school)
    season.walk_to("panel")
    for case, share in zip(Case.objects.order_by("pk"), shares, strict=True):
        season.score(season.round(case), share=Decimal(share))
    season.walk_to("shortlist")
    return list(waiting(season.campaign, **WHERE))


def frozen(season, rounds, **fields):
    seen = [round.pk for round in rounds]
    return freeze(season.campaign, **WHERE, **{"by": season.officer, "now": season.now, "seen": seen, **fields})


def test_who_is_within_the_places_goes_on_who_is_next_waits_and_who_is_not_leaves(tight):
    rounds = listed(tight, "0.8", "0.9", "0.7")
    ranking = frozen(tight, rounds)

    assert [(entry.round.case.title, entry.standing) for entry in ranking.entries.all()] == [
        ("教师2", "in"),
        ("教师1", "waitlist"),
        ("教师3", "out"),
    ]
    assert [case.outcome for case in Case.objects.order_by("pk")] == ["", "", "refused"]
    assert [tight.round(round.case).stage for round in rounds[:2]] == ["reserve", "clearance"]
    assert balance(tight.campaign, track="teacher") == 0


def test_freezing_stands_on_the_record_with_the_digest_of_the_list(tight):
    rounds = listed(tight, "0.9")
    ranking = frozen(tight, rounds)

    event = Event.objects.get(chain=rounds[0].case.chain, verb="ranking.frozen")
    assert ranking.digest in event.body


def test_a_list_that_changed_since_it_was_seen_is_a_conflict(tight):
    rounds = listed(tight, "0.8", "0.9")

    with pytest.raises(Conflict):
        frozen(tight, rounds[:1])
    assert not Ranking.objects.exists()


def test_a_second_freeze_is_a_conflict_and_changes_nothing(tight):
    rounds = listed(tight, "0.9")
    frozen(tight, rounds)

    with pytest.raises(Conflict):
        frozen(tight, rounds)
    assert Ranking.objects.count() == 1


def test_equals_at_the_line_wait_for_a_person_and_their_reason(tight):
    rounds = listed(tight, "0.9", "0.9")
    first, second = (round.pk for round in rounds)

    with pytest.raises(Refused, match="并列"):
        frozen(tight, rounds)
    with pytest.raises(Refused):
        frozen(tight, rounds, chosen=[second, first], reason=" ")
    ranking = frozen(tight, rounds, chosen=[second, first], reason="后者在农村学校任教十五年")

    assert list(ranking.entries.values_list("round", "standing")) == [(second, "in"), (first, "waitlist")]
    assert ranking.reason == "后者在农村学校任教十五年"


def test_the_preview_names_equals_at_the_line_and_at_the_end_of_the_waiting_list(tight):
    rounds = listed(tight, "0.9", "0.9", "0.9")
    _placed, tied = preview(rounds, campaign=tight.campaign, **WHERE)

    assert set(tied) == {round.pk for round in rounds}


def test_the_tie_rule_sets_equals_apart_and_says_so(tight):
    person = tight.teacher("教龄长者", school=3, without="teaching")
    establish(
        "teaching", about=person, value="数学", true_from=person.born_on.replace(year=2000), by=None, now=tight.began
    )
    tight.nominate("教师1", school=1)
    tight.nominate(person=person, school=3)
    tight.walk_to("shortlist")
    ranking = frozen(tight, list(waiting(tight.campaign, **WHERE)))

    first = ranking.entries.first()
    assert first.round.case.person == person
    assert "教龄" in first.words


def test_only_the_office_of_the_stage_freezes(tight):
    rounds = listed(tight, "0.9")

    with pytest.raises(PermissionDenied):
        frozen(tight, rounds, by=tight.head)


def test_the_line_moves_once_within_what_the_policy_allows_and_with_a_reason(tight):
    grant = {"track": "teacher", "by": tight.leader, "now": tight.now}
    for refused in ({"places": 2, "reason": "超出"}, {"places": 1, "reason": " "}, {"places": 0, "reason": "无"}):
        with pytest.raises(Refused):
            grant_places(tight.campaign, **grant, **refused)
    with pytest.raises(PermissionDenied):
        grant_places(tight.campaign, **{**grant, "by": tight.officer}, places=1, reason="申报踊跃")
    grant_places(tight.campaign, **grant, places=1, reason="申报踊跃")

    assert balance(tight.campaign, track="teacher") == 2
    with pytest.raises(Conflict):
        grant_places(tight.campaign, **grant, places=-1, reason="再调")


def test_a_line_that_was_moved_since_the_list_was_seen_is_a_conflict(tight):
    rounds = listed(tight, "0.8", "0.9")
    grant = {"track": "teacher", "by": tight.leader, "now": tight.now}
    grant_places(tight.campaign, **grant, places=1, reason="申报踊跃")

    with pytest.raises(Conflict):
        frozen(tight, rounds, places=1)
    assert frozen(tight, rounds, places=2).places == 2
