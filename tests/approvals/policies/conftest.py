"""A policy to break: 西青's, as shipped, in English so that a sentence can be read back."""

from pathlib import Path

import pytest
from django.utils import translation

import workflows.selection
from approvals.policies.proof import Law, prove
from approvals.policies.read import read

SHIPPED = Path(workflows.selection.__file__).parent / "policies"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def xiqing() -> str:
    return (SHIPPED / "xiqing-sanming.yaml").read_text("utf-8")


@pytest.fixture
def law() -> Law:
    """The law of selection, written out: what these tests break must not change with the product."""
    dates = dict.fromkeys(("post_since", "teaching_since", "class_teacher_since", "measured_on"), "date")
    flags = dict.fromkeys(("in_system", "is_head", "leads_class", "discipline", "ethics_failed"), "bool")
    words = {"reviews": "list<string>", "honours": "list<string>", "title": "string", "phase": "string"}
    return Law(
        transitions={"send_back": (), "honour": ("collective", "public_notice"), "refuse": ()},
        facts={**dates, **flags, **words},
        ranks=("三级教师", "二级教师", "一级教师", "高级教师", "正高级教师"),
    )


@pytest.fixture
def edited(xiqing):
    """西青's text with each first text replaced by the second; each stands there exactly once."""

    def edit(*changes: tuple[str, str]) -> str:
        text = xiqing
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the policy"
            text = text.replace(old, new)
        return text

    return edit


@pytest.fixture
def refusals(edited, law):
    """The sentences that refuse an edited 西青."""

    def sentences(*changes: tuple[str, str], **known) -> list[str]:
        return [finding.message for finding in prove(read(edited(*changes)), **{"law": law, **known})]

    return sentences
