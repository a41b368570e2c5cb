"""书面决定 in words: the body, the basis, the facts, the effect, and what the person may still do."""

import datetime as dt

from django.utils import translation

from approvals.policies.read import read
from tests.workflows.adjustment.conftest import text_of
from workflows.adjustment.words import Right, Told, basis_of, ends_by_itself, heard_in_words, letter, rights_in_words

TOLD = Told(
    person="李桂兰",
    unit="海州第1小学",
    body="局党组",
    what="杰出教师",
    effect="取消称号",
    reasons="连续两年履职考核不合格。",
    decided_on=dt.date(2026, 4, 1),
    in_effect_on=dt.date(2026, 4, 3),
    basis=("《考核规定》第三十条",),
    heard="您2026年3月10日的陈述申辩已听取并研究。",
    rights=(Right("申请复核", "区教育局 局领导", "30个自然日"),),
)


def changed(**fields) -> Told:
    return Told(**{**vars(TOLD), **fields})


def test_a_decision_says_who_decided_what_by_which_article_and_how_to_appeal():
    said = letter(TOLD)

    assert said.title == "调整决定书"
    assert said.signed == "局党组"
    text = "\n".join(said.paragraphs)
    for words in (
        "连续两年",
        "陈述申辩已听取",
        "《考核规定》第三十条",
        "局党组集体研究",
        "2026年4月3日",
        "申请复核：向区教育局 局领导提出，期限30个自然日",
        "不停止",
    ):
        assert words in text, words


def test_what_lapsed_by_itself_is_told_and_not_decided():
    said = letter(changed(by_itself=True, body="组织人事科", heard=""))

    assert said.title == "称号自行失效告知书"
    assert "无需作出决定" in "\n".join(said.paragraphs)
    assert "集体研究" not in "\n".join(said.paragraphs)


def test_a_lower_post_is_named_and_an_effect_that_has_not_come_is_not_claimed():
    assert "八级岗" in "\n".join(letter(changed(new_post="八级岗")).paragraphs)
    assert "尚未生效" in "\n".join(letter(changed(in_effect_on=None)).paragraphs)


def test_a_decision_reads_in_english_too():
    with translation.override("en"):
        assert letter(TOLD).title == "Decision on an adjustment"


def test_silence_is_said_as_silence():
    assert "未作陈述申辩" in heard_in_words("lapsed", dt.date(2026, 3, 10))
    assert "放弃" in heard_in_words("decline", dt.date(2026, 3, 10))
    assert heard_in_words("withdrawn", dt.date(2026, 3, 10)) == ""


def test_the_rights_are_those_of_the_policy_with_their_days_and_bodies():
    policy = read(text_of("xiqing-adjustment"))

    rights = rights_in_words(policy, track="cancel_title", places={"bureau": "区教育局", "labour": "区人社局"})

    assert [(right.what, right.within) for right in rights] == [("申请复核", "30个自然日"), ("提出申诉", "30个自然日")]
    assert "区人社局" in rights[1].of


def test_the_basis_is_the_triggers_article_and_that_of_the_effect():
    policy = read(text_of("xiqing-adjustment"))

    assert basis_of(policy, track="end_employment", trigger="failed_twice") == (
        "《事业单位人事管理条例（国务院令第652号）》第十六条",
    )
    assert ends_by_itself(policy, track="title_lapses")
    assert not ends_by_itself(policy, track="cancel_title")
