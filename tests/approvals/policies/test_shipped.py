"""Every policy that is shipped can be published, and says where each of its clauses comes from."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from approvals.policies.proof import prove
from approvals.policies.read import read
from approvals.policies.show import rows
from approvals.processes import law_of
from approvals.routes import RESERVED
from tests.approvals.policies.conftest import SHIPPED

POLICIES = sorted(SHIPPED.glob("*.yaml"))


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_shipped_policy_proves_clean(path):
    policy = read(path.read_text("utf-8"))

    assert prove(policy, law=law_of(policy.process), reserved=RESERVED) == []
    assert policy.key == path.stem


def test_what_no_source_says_is_listed_with_its_reason(xiqing):
    assumptions = dict(read(xiqing).assumptions())

    assert assumptions["stages.correction"] == "源文件未规定；补正一次性告知，限期5个工作日"
    assert "stages.joint" not in assumptions


def test_the_table_shows_a_stage_as_a_clerk_would(xiqing):
    review = rows(read(xiqing), places={"personnel": "Personnel section"})[2]

    assert review.cells == (
        "3",
        "Eligibility review",
        "Case handler (Personnel section)",
        "10 working days",
        "Approval by the head of section",
        "Return for correction → Correction; Reject → Not honoured",
        "Head of section (Personnel section)",
    )


def test_the_table_shows_a_policy_that_cannot_be_published_yet(edited):
    nowhere = ("then: {done: review}", "then: {done: nowhere}")
    nobody = ("by: leader@bureau\n    within", "by: boss@hill\n    within")

    table = rows(read(edited(nowhere, nobody)))

    assert [table[3].onward, table[6].who] == ["nowhere", "boss (hill)"]


def test_policy_show_prints_the_table_of_a_shipped_policy():
    out = StringIO()

    call_command("policy", "show", "zhuhai-xiangshan", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0] == "Zhuhai Xiangshan teachers and principals"
    assert lines[6].startswith("5    Public notice ")


def test_policy_check_says_that_a_policy_can_be_published():
    out = StringIO()

    call_command("policy", "check", "xiqing-sanming", stdout=out)

    assert out.getvalue() == "“Xiqing selection of distinguished educators” can be published.\n"


def test_policy_check_prints_what_stands_against_a_file_and_fails(edited, tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text(edited(("pass_mark: 60", "pass_mark: 101")), "utf-8")

    with pytest.raises(CommandError, match="the pass mark is above full marks") as failure:
        call_command("policy", "check", str(file))

    assert failure.value.returncode == 1


@pytest.mark.parametrize("name", ["nowhere", "../settings"])
def test_a_policy_that_is_not_there_is_said_so(name):
    with pytest.raises(CommandError, match="There is no file and no shipped policy"):
        call_command("policy", "show", name)


def test_a_policy_of_an_unknown_process_cannot_be_checked(edited, tmp_path):
    file = tmp_path / "other.yaml"
    file.write_text(edited(("process: selection", "process: fishing")), "utf-8")

    with pytest.raises(CommandError, match="There is no process “fishing”"):
        call_command("policy", "check", str(file))


def test_a_file_that_cannot_be_read_is_refused_line_by_line(edited, tmp_path):
    file = tmp_path / "typo.yaml"
    file.write_text(edited(("blind: true", "blint: true")), "utf-8")

    with pytest.raises(CommandError, match=r"Line \d+: “blint” is not known"):
        call_command("policy", "show", str(file))
