"""Published tables that select: people scored on them by hand, and the arithmetic in words."""

from decimal import Decimal

import pytest

from approvals.policies.proof import prove
from approvals.processes import law_of
from tests.approvals.panels.tables import TABLES, listed, policy_of, score_on, told


def test_there_are_eight_of_them():
    assert len(TABLES) == 8


@pytest.mark.parametrize("key", TABLES)
def test_each_could_be_published(key):
    assert [str(finding) for finding in prove(policy_of(key), law=law_of("selection"))] == []


def test_shouxian_strikes_two_of_five_and_converts_the_mean():
    """去掉92和71，(85+86.5+88)÷3=86.5，86.5×60÷100=51.9；去掉95和78，251÷3≈83.6667，折算50.2。"""
    key = "shouxian-scoring-rule"
    first = score_on(key, *({"review": Decimal(n)} for n in ("92", "71", "85", "86.5", "88")))
    second = score_on(key, *({"review": Decimal(n)} for n in ("90", "78", "80", "81", "95")))

    assert (first.value, second.value) == (Decimal("51.90"), Decimal("50.20"))
    assert told(key, first)[5:] == [
        "去掉最高分92和最低分71。",
        "85、86.5、88的平均分：86.5。",
        "由100分折算为60分：86.5 × 60 ÷ 100 = 51.9。",
        "按四舍五入保留到0.01：51.90。",
    ]
    assert told(key, second, language="en")[5:] == [
        "Highest 95 and lowest 78 struck.",
        "Mean of 80, 81, 90: ≈ 83.6667.",
        "Converted from 100 to 60: ≈ 83.6667 × 60 ÷ 100 = 50.2.",
        "Rounded half up to 0.01: 50.20.",
    ]


def test_yunnan_takes_the_highest_of_a_year_and_the_mean_of_several_classes():
    """教龄(18−5)×0.5=6.5；近三年优秀两次4；同年取高3；2020年两个班(6+4)÷2×1.2=6，2021年一个班4.5；15×0.1=1.5。

    6.5+4+3+10.5+1.5=25.5。
    """
    key = "transfer-scoring-yunnan"
    file = ["有正式文件可查"]
    given = {
        "years": [{"title": "教龄", "number": "18"}],
        "reviews": listed(("优秀", "", "2019-12-31"), ("优秀", "", "2020-12-31"), ("优秀", "", "2017-12-31")),
        "honours": [
            {"title": "县局先进", "level": "县局级", "date": "2019-09-10", "marks": file},
            {"title": "园丁奖", "level": "园丁奖、县委县政府或市局级", "date": "2019-11-01", "marks": file},
            {"title": "省厅先进", "level": "市委市政府或省厅级", "date": "2020-09-10"},
        ],
        "classes?": True,
        "classes": [
            {"title": "一班", "number": "12", "date": "2020-07-01"},
            {"title": "二班", "number": "8", "date": "2020-07-01"},
            {"title": "三班", "number": "9", "date": "2021-07-01"},
        ],
        "class_teacher": [{"title": "入围", "number": "15"}],
    }
    score = score_on(key, given)

    assert score.value == Decimal("25.50")
    assert told(key, score)[0] == (
        "第1份：教龄 6.5（教龄 18年，超出5的13 × 0.5 = 6.5）；"
        "年度考核优秀 4（优秀 2；优秀 2；优秀不计分：不符合“近3年内”）；"
        "综合性表彰 3（县局先进 县局级 2，不重复计分：同类已取最高；园丁奖 园丁奖、县委县政府或市局级 3；"
        "省厅先进 市委市政府或省厅级不计分：不符合“有正式文件可查”）；"
        "毕业班成绩 10.5（一班 12人 × 0.5 = 6；二班 8人 × 0.5 = 4；三班 9人 × 0.5 = 4.5；"
        "2020：6、4的平均数 × 1.2 = 6）；"
        "初三班主任入围 1.5（入围 15人次 × 0.1 = 1.5）。合计25.5。"
    )


def test_yunnan_cuts_to_the_caps_and_gives_nothing_where_the_condition_fails():
    """教龄25×0.5=12.5封顶8；优秀三次6；6+3=9封顶6；未一直任教该学科，毕业班0；50×0.1=5封顶4；合计24。"""
    key = "transfer-scoring-yunnan"
    given = {
        "years": [{"title": "教龄", "number": "30"}],
        "reviews": listed(("优秀", "", "2018-12-31"), ("优秀", "", "2019-12-31"), ("优秀", "", "2020-12-31")),
        "honours": listed(
            ("教育部表彰", "省委省政府或教育部级", "2018-09-10"),
            ("市局表彰", "园丁奖、县委县政府或市局级", "2019-09-10"),
            marks=["有正式文件可查"],
        ),
        "classes": [{"title": "一班", "number": "30", "date": "2021-07-01"}],
        "class_teacher": [{"title": "入围", "number": "50"}],
    }
    score = score_on(key, given)

    assert score.value == Decimal("24.00")
    assert told(key, score)[0] == (
        "第1份：教龄 8（教龄 30年，超出5的25 × 0.5 = 12.5；封顶：8）；"
        "年度考核优秀 6（优秀 2；优秀 2；优秀 2）；"
        "综合性表彰 6（教育部表彰 省委省政府或教育部级 6；市局表彰 园丁奖、县委县政府或市局级 3；封顶：6）；"
        "毕业班成绩 0（一班 30人 × 0.5 = 15；封顶：12；不计分：不符合“近三年一直任教该学科”）；"
        "初三班主任入围 4（入围 50人次 × 0.1 = 5；封顶：4）。合计24。"
    )


def test_zhenggaoji_lessens_by_author_state_and_age():
    """论文6+(4−2)+0=8，专著5×0.5=2.5，课题5×0.5+1×0.5=3；主持10，培训4，兼职3，荣誉7；13.5+24=37.5。"""
    key = "zhenggaoji-score-sheet"
    given = {
        "research.papers": listed(("甲", "国家级", "", "1"), ("乙", "省级", "", "2"), ("丙", "省级", "", "4")),
        "research.books": [
            {"title": "丁", "level": "第二或副主编", "marks": ["有ISBN与CIP", "教辅"]},
            {"title": "戊", "level": "编委"},
        ],
        "research.projects": [
            {"title": "己", "level": "省级已结题", "date": "2017-06-01"},
            {"title": "庚", "level": "市级未结题", "date": "2021-03-01", "marks": ["参与者"]},
        ],
        "influence.studio": listed(("省工作室", "省级"), ("市工作室", "市级")),
        "influence.training": listed(
            ("国培", "市级", "2019-05-01"), ("省培", "省级", "2020-05-01"), ("市培", "市级", "2021-05-01")
        ),
        "influence.posts": listed(("学会", "省级"), ("学会", "市级")),
        "influence.honours": Decimal(7),
    }
    score = score_on(key, given)

    assert score.value == Decimal("37.50")
    assert told(key, score)[0] == (
        "第1份：教科研 13.5（论文 8（甲 国家级 6 （第1作者） = 6；乙 省级 4 − 2（第2作者） = 2；"
        "丙 省级 4 × 0（第4作者） = 0）；"
        "学术专著 2.5（丁 第二或副主编 5 × 0.5（教辅） = 2.5；戊 编委不计分：不符合“有ISBN与CIP”）；"
        "科研课题 3（己 省级已结题 5 × 0.5（满3年以上） = 2.5；庚 市级未结题 1 × 0.5（参与者） = 0.5））；"
        "专业影响 24（名师工作室主持人 10（省工作室 省级 10；市工作室 市级 6；只取最高一项：10）；"
        "承担高层次人才培训 4（国培 市级 2；省培 省级 4；市培 市级 2；只取最高一项：4）；"
        "校外学术兼职 3（学会 省级 3；学会 市级 2；只取最高一项：3）；专业荣誉 7）。合计37.5。"
    )


def test_zhenggaoji_counts_no_training_where_a_year_is_without():
    """论文6×4=24封顶18，专著10+5=15，课题8+5=13封顶10；2020年未培训，0；兼职1，荣誉10；43+11=54。"""
    key = "zhenggaoji-score-sheet"
    given = {
        "research.papers": listed(*((name, "国家级", "", "1") for name in "甲乙丙丁")),
        "research.books": listed(("戊", "独立、第一或主编"), ("己", "第二或副主编"), marks=["有ISBN与CIP"]),
        "research.projects": listed(("庚", "国家级已结题", "2020-06-01"), ("辛", "省级已结题", "2021-03-01")),
        "influence.training": listed(("国培", "国家级", "2019-05-01"), ("省培", "省级", "2021-05-01")),
        "influence.posts": listed(("学会", "县级")),
        "influence.honours": Decimal(10),
    }
    score = score_on(key, given)

    assert score.value == Decimal("54.00")
    assert "承担高层次人才培训 0（国培 国家级 6；省培 省级 4；近3年中有一年不足1项，均不计分）" in told(key, score)[0]
