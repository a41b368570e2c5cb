"""A season is exported so that its scores and lists can be worked out again, digit for digit, by a stranger to it."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from approvals.exports.document import canonical, season_document
from approvals.exports.services import export_season
from approvals.meetings.services import attend, close_meeting, vote
from approvals.models import Ballot, Case, Recusal
from approvals.panels.services import cast
from approvals.rounds.services import decide
from core.errors import Refused
from core.models import Event
from tests.approvals.panels.policies import with_columns
from tests.approvals.rankings.short import short, teacher
from tests.tools.recomputing import differing, leaves, mutated, run

pytestmark = pytest.mark.django_db
SHARES = ("0.9", "0.8333", "0.7", "0.7", "0.65")
CENT = Decimal("0.01")
SCHOOL = "school: {says: 同校至多1人, at_most: 1, per: school, assumed: 试}"
RURAL = "rural: {says: 农村学校至少半数, at_least: {pct: 50, round: up}, who: rural, assumed: 试}"


def scored(season, **quotas) -> None:
    """Bring five teachers to a list of two places, their judges of different minds."""
    season.campaign = season.open(short({"draw: {n: 1}": "draw: {n: 3}"}.items(), **quotas))
    people = [{"rural": number > 2} for number in range(len(SHARES))]
    for number, fields in enumerate(people, start=1):
        teacher(season, f"教师{number}", school=number, **fields)
    season.walk_to("panel")
    for case, share in zip(Case.objects.order_by("pk"), SHARES, strict=True):
        round = season.declare(season.round(case))
        for number, ballot in enumerate(round.ballots.filter(role="").select_related("user")):
            cast(round, by=ballot.user, scores=sheet_of(case, share=share, less=number), now=season.now)
    season.walk_to("shortlist")


def sheet_of(case, *, share="0.9", less=0) -> dict[str, str]:
    """Return a sheet with a figure for each criterion, no two judges' alike."""
    criteria = case.policy.sheets["sheet"].criteria
    return {one.key: str((one.max * Decimal(share) - Decimal("0.37") * less).quantize(CENT)) for one in criteria}


@pytest.fixture
def ended(season):
    """A season that has come to its end."""
    scored(season)
    season.walk_to()
    return season


def figures(season_text: str) -> list[tuple]:
    """Return the path of every figure that scores and lists are made of."""
    season = json.loads(season_text)
    panels = [
        path for path in leaves(season["panels"], ("panels",)) if not {"visit", "judge", "derivation"} & set(path)
    ]
    lists = [path for path in leaves(season["rankings"], ("rankings",)) if {"basis", "position"} & set(path)]
    return [*panels, *lists]


def test_a_whole_season_is_worked_out_again_digit_for_digit(ended, tmp_path):
    text = export_season(ended.campaign, by=ended.leader, now=ended.now)
    done = run(text, tmp_path / "season.json")
    lines = done.stdout.splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert len([line for line in lines if " score: " in line]) == len(SHARES)
    assert [line for line in lines if not line.endswith(" same")] == []


def test_every_figure_that_is_changed_is_found(ended):
    text = export_season(ended.campaign, by=ended.leader, now=ended.now)
    changed = figures(text)

    assert len(changed) > 100
    assert [path for path in changed if not differing(mutated(text, path))] == []


def test_a_list_under_a_cap_and_a_reserved_share_is_worked_out_again(season):
    scored(season, caps=f"{SCHOOL}\n    {RURAL}")
    season.walk_to("clearance")
    exported = json.loads(export_season(season.campaign, by=season.leader, now=season.now))

    standings = [entry["standing"] for entry in exported["rankings"][0]["entries"]]
    assert standings == ["in", "waitlist", "waitlist", "in", "out"]
    assert differing(exported) == []
    for word in ("at_least", "members"):
        text = canonical(exported)
        paths = [path for path in leaves(exported["rankings"], ("rankings",)) if word in path]
        assert [path for path in paths if not differing(mutated(text, path))] == []


def test_a_later_list_is_worked_out_again_with_those_whom_an_earlier_one_let_in(season):
    season.campaign = season.open(short(caps=f"{SCHOOL}\n    {RURAL}"))
    for number in (1, 2):
        teacher(season, f"教师{number}", school=number, rural=number == 1)
        season.walk_to("clearance" if number == 1 else "shortlist")
    season.walk_to("party")
    exported = json.loads(export_season(season.campaign, by=season.leader, now=season.now))

    assert [len(ranking["basis"]["standing"]) for ranking in exported["rankings"]] == [0, 1]
    assert differing(exported) == []


def test_the_columns_of_a_sheet_are_weighed_again(season):
    with_columns(season)
    case = season.nominate().case
    for by, share in ((season.principal1, "0.95"), (season.secretary1, "0.8333")):
        scores = sheet_of(case, share=share)
        decide(
            season.round(case), by=by, verdict=next(iter(season.round(case).rule.then)), scores=scores, now=season.now
        )
    season.walk_to("clearance")
    exported = json.loads(export_season(season.campaign, by=season.leader, now=season.now))

    assert [panel["column"] for panel in exported["panels"]] == ["self", "school", "bureau"]
    assert differing(exported) == []
    assert [path for path in figures(canonical(exported)) if not differing(mutated(canonical(exported), path))] == []


def test_a_changed_export_ends_with_one(ended, tmp_path):
    season = json.loads(export_season(ended.campaign, by=ended.leader, now=ended.now))
    season["panels"][0]["score"] = "99.99"
    done = run(canonical(season), tmp_path / "season.json")

    assert done.returncode == 1
    assert len([line for line in done.stdout.splitlines() if line.endswith("the export says 99.99")]) == 1


def test_the_export_names_nobody(ended):
    text = export_season(ended.campaign, by=ended.leader, now=ended.now)

    assert [word for word in ("教师1", "expert1", "T00001", "同志") if word in text] == []
    season = json.loads(text)
    judges = {one["judge"] for panel in season["panels"] for one in panel["sheets"]}
    assert judges == set(range(1, len(judges) + 1))


def test_who_left_after_voting_was_there_in_the_export_as_in_the_minutes(season):
    scored(season)
    season.walk_to("party")
    meeting = season.call(season.round(Case.objects.filter(rounds__stage="party").first()))
    for ballot in Ballot.objects.filter(role="", round__agenda_item__meeting=meeting).select_related("user"):
        vote(ballot.round.agenda_item, by=ballot.user, choice="approve", now=season.now)
    attend(meeting, present=set(), by=season.party_clerk, now=season.now)
    close_meeting(meeting, by=season.party_clerk, now=season.now)

    told = season_document(season.campaign)["meetings"][0]
    assert (told["electorate"], told["present"]) == (3, 3)


def test_what_is_still_sealed_is_left_out(season):
    season.nominate()
    season.walk_to("panel")
    round = season.round(Case.objects.get())
    season.score(round, judges=2)

    assert season_document(season.campaign)["panels"] == []


def test_the_same_season_is_written_the_same_way_twice(ended):
    assert canonical(season_document(ended.campaign)) == canonical(season_document(ended.campaign))


def test_nothing_is_exported_before_a_list_is_frozen(season):
    season.nominate()

    with pytest.raises(Refused):
        export_season(season.campaign, by=season.leader, now=season.now)


def test_only_who_watches_and_has_no_part_in_a_case_takes_a_season_away(ended):
    case = Case.objects.first()
    Recusal.objects.create(
        district_id=case.district_id, case=case, user=ended.inspector, rule="kin", found_at=ended.now
    )
    for user in (ended.officer, ended.principal1, ended.expert1, ended.inspector):
        with pytest.raises(PermissionDenied):
            export_season(ended.campaign, by=user, now=ended.now)

    assert Event.objects.filter(verb="season.exported").count() == 0
    export_season(ended.campaign, by=ended.leader, now=ended.now)
    assert Event.objects.get(verb="season.exported").actor == ended.leader


def test_the_ranking_page_hands_out_the_file(ended, client):
    page, address = f"/campaigns/{ended.campaign.pk}/shortlist/teacher/", f"/exports/{ended.campaign.pk}/season.json"
    client.force_login(ended.officer)
    assert address not in client.get(page).content.decode()
    assert client.post(address).status_code == 403
    client.force_login(ended.leader)
    assert address in client.get(page).content.decode()

    assert client.get(address).status_code == 405
    assert json.loads(client.post(address).content)["campaign"]["title"] == ended.campaign.title


def test_the_command_writes_the_file(ended, tmp_path):
    out = tmp_path / "season.json"
    call_command("export_season", ended.campaign.pk, out=out)

    assert out.read_text(encoding="utf-8") == canonical(season_document(ended.campaign))
    with pytest.raises(CommandError):
        call_command("export_season", ended.campaign.pk + 1)
