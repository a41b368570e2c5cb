"""A list under caps and reserved shares is frozen with its basis, and says of everybody why they stand there."""

import json
from decimal import Decimal
from hashlib import sha256

import pytest

from approvals.cohorts import waiting
from approvals.models import Campaign, Case, Ranking, RankingEntry
from approvals.rankings.services import freeze, look
from core.errors import Refused
from core.models import Event
from tests.approvals.rankings.short import short, teacher, waiting_cases
from tests.season import ACTS

pytestmark = pytest.mark.django_db
WHERE = {"stage": "shortlist", "track": "teacher"}
RURAL = "rural: {says: 农村学校至少1人, at_least: 1, who: rural, assumed: 试}"
TWO_RURAL = "rural: {says: 农村学校至少2人, at_least: 2, who: rural, assumed: 试}"
ONE_A_SCHOOL = "school: {says: 同校至多1人, at_most: 1, per: school, assumed: 试}"
ONE_A_SUBJECT = "subject: {says: 同学科至多1人, at_most: 1, per: subject, assumed: 试}"


def frozen(season, **fields):
    seen = [round.pk for round in waiting(season.campaign, **WHERE)]
    return freeze(season.campaign, **WHERE, **{"by": season.officer, "now": season.now, "seen": seen, **fields})


def listed(season, shares, *people, caps="", changes=()):
    season.campaign = season.open(short(changes, caps=caps))
    return waiting_cases(season, shares, people)


def standings(ranking):
    return [(entry.round.case.title, entry.standing) for entry in ranking.entries.order_by("position")]


def test_a_reserved_share_lets_in_who_is_meant_and_says_so(season):
    listed(season, ("0.9", "0.8", "0.7"), {}, {}, {"rural": True}, caps=RURAL)
    ranking = frozen(season)

    assert standings(ranking) == [("教师1", "in"), ("教师2", "waitlist"), ("教师3", "in")]
    words = dict(ranking.entries.values_list("position", "words"))
    assert [("农村学校至少1人" in words[position]) for position in (1, 2, 3)] == [False, True, True]


def test_a_cap_by_school_counts_the_school_of_the_case(season):
    cases = listed(
        season,
        ("0.9", "0.8", "0.7"),
        caps=ONE_A_SCHOOL,
        changes={"per_unit: {at: school, max: 1": "per_unit: {at: school, max: 9"}.items(),
    )
    Case.objects.filter(pk=cases[1].pk).update(organisation=cases[0].organisation)
    ranking = frozen(season)

    assert standings(ranking) == [("教师1", "in"), ("教师2", "waitlist"), ("教师3", "in")]


def test_a_later_list_counts_those_whom_an_earlier_one_let_in(season):
    listed(season, ("0.9",), {"subject": "数学"}, caps=ONE_A_SUBJECT)
    frozen(season)
    season.walk_to("party")
    others = [teacher(season, f"后来{number}", school=number, subject="数学") for number in (2, 3)]
    Case.objects.filter(pk=others[1].pk).update(facts={**others[1].facts, "subject": "语文"})
    season.walk_to("shortlist")
    later = frozen(season)

    assert standings(later) == [("后来2", "waitlist"), ("后来3", "in")]
    assert "同学科至多1人" in later.entries.get(position=1).words
    assert later.basis["places"] == 1
    assert [one["case"] for one in later.basis["standing"]] == [Case.objects.earliest("pk").number]


def test_who_was_sent_back_behind_the_list_does_not_count_against_themselves(season):
    (case,) = listed(season, ("0.9",), {"subject": "数学"}, caps=ONE_A_SUBJECT)
    frozen(season)
    season.approve(season.round(case), verdict="return", opinion="材料不全。")
    season.walk_to("shortlist")
    again = frozen(season)

    assert (standings(again), again.basis["standing"]) == ([("教师1", "in")], [])


def test_newcomers_do_not_take_the_place_of_who_was_sent_back_behind_the_list(season):
    first, second = listed(season, ("0.9", "0.8"))
    frozen(season)
    season.approve(season.round(first), verdict="return", opinion="材料不全。")
    season.nominate("后来者", school=7)
    walk_but(season, first, second, until="shortlist")
    ranking = frozen(season)

    assert (ranking.places, standings(ranking)) == (0, [("后来者", "waitlist")])
    season.walk_to("shortlist")
    assert (frozen(season).places, standings(Ranking.objects.latest("pk"))) == (1, [("教师1", "in")])


def walk_but(season, *cases, until):
    """Let everybody but some cases come to a stage."""
    while moving := season._open().exclude(stage=until).exclude(process__in=cases):
        ACTS[moving[0].kind](season, moving[0])


def test_a_share_is_one_of_all_places_and_not_of_those_left(season):
    half = "rural: {says: 农村学校至多半数, at_most: {pct: 50, round: down}, who: rural, assumed: 试}"
    listed(season, ("0.9",), caps=half)
    frozen(season)
    season.walk_to("party")
    teacher(season, "后来2", school=2, rural=True)
    season.walk_to("shortlist")

    assert standings(frozen(season)) == [("后来2", "in")]


def test_who_has_no_such_fact_on_file_is_under_no_cap_and_that_is_said(season):
    listed(season, ("0.9", "0.8", "0.7"), {"subject": ""}, {"subject": ""}, {"subject": "数学"}, caps=ONE_A_SUBJECT)
    ranking = frozen(season)

    assert standings(ranking)[:2] == [("教师1", "in"), ("教师2", "in")]
    assert ["同学科至多1人" in entry.words for entry in ranking.entries.order_by("position")] == [True, True, False]


def test_what_the_tie_rule_asks_and_the_file_lacks_is_the_lowest_and_said_so(season):
    cases = listed(season, ("0.9", "0.9", "0.9"))
    facts = {**cases[0].facts, "teaching_since": None, "reviews": None}
    Case.objects.filter(pk=cases[0].pk).update(facts=facts)
    ranking = frozen(season)

    assert standings(ranking)[-1] == ("教师1", "waitlist")
    assert "近五年年度考核优秀次数" in ranking.entries.get(round__process=cases[0]).words


def test_rules_that_clash_stop_the_list_until_a_person_puts_one_aside(season):
    same = {"rural": True, "subject": "数学"}
    listed(season, ("0.9", "0.8", "0.7"), same, same, {}, caps=f"{TWO_RURAL}\n    {ONE_A_SUBJECT}")

    found = look(list(waiting(season.campaign, **WHERE)), campaign=season.campaign, **WHERE)
    assert found.clash == ("rural", "subject")
    with pytest.raises(Refused, match=r"农村学校至少2人. ?同学科至多1人"):
        frozen(season)
    with pytest.raises(Refused):
        frozen(season, aside=["subject"], reason=" ")
    assert not Ranking.objects.exists()

    ranking = frozen(season, aside=["subject"], reason="仅有的两名农村教师同为数学学科")
    assert standings(ranking) == [("教师1", "in"), ("教师2", "in"), ("教师3", "waitlist")]
    assert ranking.basis["put_aside"] == ["subject"]


def test_a_rule_that_does_not_clash_cannot_be_put_aside(season):
    listed(season, ("0.9", "0.8", "0.7"), {}, {}, {"rural": True}, caps=RURAL)

    with pytest.raises(Refused, match="农村学校至少1人"):
        frozen(season, aside=["rural"], reason="无人")
    with pytest.raises(Refused):
        frozen(season, aside=["nothing"], reason="无人")
    assert not Ranking.objects.exists()


def test_the_basis_holds_all_that_the_list_is_made_from_and_the_digest_binds_it(season):
    cases = listed(season, ("0.9", "0.8", "0.7"), {}, {}, {"rural": True}, caps=RURAL)
    ranking = frozen(season)

    keys = [case.rounds.get(stage="shortlist").pk for case in cases]
    assert ranking.basis["entries"] == [
        {"key": key, "case": case.number, "score": score, "ties": ["1", "22"]}
        for key, case, score in zip(keys, cases, ("90.0000", "80.0000", "70.0000"), strict=True)
    ]
    assert ranking.basis["rules"] == [
        {"rule": "rural", "members": [keys[2]], "at_least": 1, "at_most": None, "unfilled": "release"}
    ]
    assert (ranking.basis["places"], ranking.basis["waitlist"]) == (2, 2)
    assert ranking.basis["policy"] == season.campaign.version.digest
    lines = [list(line) for line in ranking.entries.order_by("position").values_list("round", "position", "standing")]
    text = json.dumps(
        {"basis": ranking.basis, "list": lines}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert ranking.digest == sha256(text.encode()).hexdigest()
    assert ranking.digest in Event.objects.get(chain=cases[0].chain, verb="ranking.frozen").body


def test_why_somebody_is_not_in_is_stored_with_what_would_have_been_enough(season):
    cases = listed(season, ("0.9", "0.8", "0.7"))
    frozen(season)

    entry = RankingEntry.objects.get(round__process=cases[2])
    inside = sorted(case.rounds.get(stage="shortlist").pk for case in cases[:2])
    assert entry.why == {
        "position": 3,
        "of": 3,
        "places": 2,
        "inside": 2,
        "link": "score",
        "number": 0,
        "rules": [],
        "least": "80.01",
        "withdrawals": inside,
    }
    assert RankingEntry.objects.get(round__process=cases[0]).why == {}


def test_the_tie_rule_is_fixed_before_scoring_opens_for_the_version_of_a_case_never_changes(season):
    cases = listed(season, ("0.9", "0.9", "0.9"))
    changed = short(
        {"- {says: {zh: 教龄": "- {says: {zh: 年龄", "by: 'years(teaching_since, measured_on)'": "by: age"}.items()
    )
    newer = season.open(changed)
    ranking = frozen(season, chosen=[case.rounds.get(stage="shortlist").pk for case in cases], reason="按到达先后")

    assert newer.version.digest != ranking.campaign.version.digest
    assert ranking.basis["policy"] == cases[0].version.digest
    assert [entry["ties"] for entry in ranking.basis["entries"]] == [["1", "22"]] * 3
    assert Campaign.objects.get(pk=season.campaign.pk).version_id == cases[0].version_id


def test_the_person_the_nominator_and_who_watches_read_why_and_nobody_else(season, client):
    cases = listed(season, ("0.9", "0.8", "0.7"))
    address = f"/cases/{cases[2].pk}/"
    season.officer.person = None
    readers = (season.principal3, season.inspector, season.leader)
    before = [_why(client, user, address) for user in readers]
    frozen(season)

    assert before == [[]] * 3
    said = [_why(client, user, address) for user in readers]
    assert said[0] == said[1] == said[2]
    assert "80.01" in " ".join(said[0])
    assert [name in " ".join(said[0]) for name in ("教师1", "教师2")] == [False, False]
    assert _why(client, season.officer, address) == []
    assert _why(client, season.principal1, f"/cases/{cases[0].pk}/") == []


def _why(client, user, address):
    client.force_login(user)
    return client.get(address).context["why"]


def test_a_score_that_nobody_gave_is_the_lowest_and_said_so(season):
    cases = listed(season, ("0.9", "0.8", "0.7"))
    cases[0].rounds.filter(kind="panel").update(score=None)
    ranking = frozen(season)

    last = ranking.entries.order_by("position").last()
    assert (last.round.process_id, last.score) == (cases[0].pk, Decimal(0))
    assert last.words != ""
