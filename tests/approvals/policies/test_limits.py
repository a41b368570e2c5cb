"""破五唯 as people meet it: on the policy's page, and from the command that checks a policy before it is published."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from approvals.policies.limits import limit_findings, unlimited
from tests.approvals.panels.tables import policy_of

TEACHING = "teaching: {title: {zh: 教育教学（办学治校）, en: Teaching or leadership}, max: 40}"
RESEARCH = "research: {title: {zh: 教研科研, en: Research}, max: 20}"
WEIGHTY = (RESEARCH, RESEARCH.replace("max: 20", "max: 20, weighs: papers"))
CONFIRM = "Weighs without a limit; a named person has to confirm each:"
SHARE = "papers (Research) weigh 20% of full marks, and the policy sets no limit."


def limit(papers: int) -> tuple[str, str]:
    return ("scores:\n", f"limits: {{papers: {papers}, assumed: 试}}\nscores:\n")


@pytest.fixture
def said(edited, tmp_path, capsys):
    """What the command says of an edited 西青."""

    def run(verb: str, *changes: tuple[str, str]) -> str:
        path = tmp_path / "policy.yaml"
        path.write_text(edited(*changes), "utf-8")
        call_command("policy", verb, str(path))
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("verb", ["check", "show"])
def test_what_weighs_without_a_limit_is_listed_and_does_not_stop_publishing(said, verb):
    out = said(verb, WEIGHTY)

    assert (CONFIRM in out, SHARE in out) == (True, True)
    assert CONFIRM not in said(verb)


def test_what_keeps_its_limit_is_not_listed(said):
    assert CONFIRM not in said("check", WEIGHTY, limit(20))


def test_what_passes_its_limit_stops_publishing(said):
    with pytest.raises(CommandError) as refusal:
        said("check", WEIGHTY, limit(19))

    assert "papers (Research) weigh 20% of full marks; the limit is 19%." in str(refusal.value)


def test_a_limit_says_where_it_comes_from(refusals):
    limits = ("scores:\n", "limits: {papers: 20}\nscores:\n")

    assert refusals(limits) == [
        "“limit on what may weigh” says neither where it comes from (from) nor why it is assumed (assumed)."
    ]


@pytest.mark.django_db
def test_the_page_of_a_policy_shows_limits_parts_and_grades(season, client, edited):
    lessons = "a: {title: {zh: 公开课, en: Lessons}, max: 30, required: true}"
    parts = f"parts: {{{lessons}, b: {{title: 带教, max: 10, only_if: 有协议书}}}}"
    season.open(
        edited(
            WEIGHTY,
            (TEACHING, TEACHING[:-1] + f", weighs: results, {parts}}}"),
            ("judges: {then: mean}", "judges: {then: mean}\n    grades: {优秀: {from: 90}, 合格: {from: 0}}"),
            limit(20),
        )
    )
    client.force_login(season.officer)

    response = client.get("/policies/xiqing-sanming/", headers={"accept-language": "zh-hans"})

    page = response.content.decode()
    words = ("公开课 30", "（必备项）", "计分条件：有协议书", "90分起", "论文、专著", "不超过满分的20%")
    assert [one for one in words if one not in page] == []
    assert [path for path, _why in response.context["unlimited"]] == ["scores.sheet"]


def test_a_published_table_is_listed_for_somebody_to_confirm():
    with translation.override("en"):
        assert unlimited(policy_of("zhenggaoji-score-sheet")) == [
            ("scores.sheet", "papers (Papers, Books) weigh 48.72% of full marks, and the policy sets no limit."),
            (
                "scores.sheet",
                "ranks and titles (Heads a studio, Academic posts) weigh 17.95% of full marks, and the policy sets no "
                "limit.",
            ),
            ("scores.sheet", "awards (Honours) weigh 12.82% of full marks, and the policy sets no limit."),
        ]
        assert unlimited(policy_of("huoqiu-studio-review")) == []


@pytest.mark.parametrize(("papers", "refused"), [("48.71", True), ("48.72", False), ("50", False)])
def test_more_than_the_policys_own_limit_is_refused_with_criteria_share_and_limit(papers, refused):
    limits = f"limits: {{papers: {papers}, titles: 20, honours: 20, assumed: 试}}\n"
    policy = policy_of("zhenggaoji-score-sheet", limits=limits)
    found = [str(finding) for finding in limit_findings(policy)]

    sentence = f"Score sheet “sheet”: papers (Papers, Books) weigh 48.72% of full marks; the limit is {papers}%."
    assert found == ([sentence] if refused else [])
    assert unlimited(policy) == []
