"""Eight score tables that counties and cities publish, people scored on them by hand, and the arithmetic in words."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from approvals.panels.score import Score, combine, weigh
from approvals.panels.sheets import check_scores
from approvals.panels.words import words
from approvals.policies.limits import limit_findings, unlimited
from approvals.policies.proof import prove
from approvals.policies.strict import load
from approvals.processes import law_of
from tests.approvals.panels.tables import TABLES, policy_of
from tests.tools.recomputing import module

ON = dt.date(2021, 8, 31)
recompute = module()


def test_there_are_eight_of_them():
    assert len(TABLES) == 8


@pytest.mark.parametrize("key", TABLES)
def test_each_could_be_published(key):
    assert [str(finding) for finding in prove(policy_of(key), law=law_of("selection"))] == []


def score_on(key, *sheets, track="teacher") -> Score:
    """Score somebody by the product, and by the tool that knows nothing of it."""
    policy = policy_of(key)
    sheet = policy.sheets["sheet"]
    for given in sheets:
        check_scores(given, sheet=sheet, track=track)
    score = combine(sheets, sheet=sheet, track=track, on=ON)
    said = load(policy.text)[0]["scores"]["sheet"]
    assert recompute.score_of(sheets, said, track, ON)[0] == Fraction(score.value)
    return score


def told(key, score, *, language="zh-hans"):
    with translation.override(language):
        return words(score.derivation, sheet=policy_of(key).sheets["sheet"])


def columns_on(key, columns) -> tuple[dict[str, Decimal], Score]:
    """Return the score of each column, and what they come to."""
    values = {name: score_on(key, given).value for name, given in columns.items()}
    return values, weigh(values, sheet=policy_of(key).sheets["sheet"])


def listed(*items, **more):
    names = ("title", "level", "date", "rank", "marks")
    return [dict(zip(names, item, strict=False)) | more for item in items]


# 霍邱县: three assessors go to a studio and score four parts; the mean has a grade.


def studio(*figures):
    return dict(zip(("work", "building", "influence", "results"), map(Decimal, figures), strict=True))


def test_huoqiu_one_studio_is_passed_and_another_excellent():
    """24+23+22.5+21=90.5，23+23+22+20.5=88.5，(90.5+88.5)÷2=89.5，不到90分，合格；(94+92)÷2=93，优秀。"""
    key = "huoqiu-studio-review"
    passed = score_on(key, studio("24", "23", "22.5", "21"), studio("23", "23", "22", "20.5"), track="studio")
    excellent = score_on(key, studio("25", "24", "23", "22"), studio("24", "24", "22", "22"), track="studio")

    assert (passed.value, excellent.value) == (Decimal("89.50"), Decimal("93.00"))
    assert told(key, passed) == [
        "第1份：年度工作完成情况 23；工作室建设 23；职能作用发挥 22；教科研成果及推广 20.5。合计88.5。",
        "第2份：年度工作完成情况 24；工作室建设 23；职能作用发挥 22.5；教科研成果及推广 21。合计90.5。",
        "88.5、90.5的平均分：89.5。",
        "按四舍五入保留到0.01：89.50。",
        "等次：合格（60分起）。",
    ]
    assert told(key, excellent)[-1] == "等次：优秀（90分起）。"


def test_jintan_one_miss_fails_whoever_of_the_group_sees_it():
    """三人都认为达到，(1+1+1)÷3=1，合格；一人认为有一项未达到，(1+1+0)÷3≈0.67，不合格。"""
    key = "jintan-2014-annual-review"
    meets, misses = {"duties": "达到各项要求"}, {"duties": "有一项未达到"}
    passed, failed = score_on(key, meets, meets, meets), score_on(key, meets, misses, meets)

    assert (passed.value, failed.value) == (Decimal("1.00"), Decimal("0.67"))
    assert told(key, passed)[-1] == "等次：合格（1分起）。"
    assert told(key, failed) == [
        "第1份：文件规定各项义务 有一项未达到 0。合计0。",
        "第2份：文件规定各项义务 达到各项要求 1。合计1。",
        "第3份：文件规定各项义务 达到各项要求 1。合计1。",
        "0、1、1的平均分：≈ 0.6667。",
        "按四舍五入保留到0.01：0.67。",
        "等次：不合格（0分起）。",
    ]


PUYANG = {
    "ethics": ("rules", "duty", "conduct", "care"),
    "growth": ("books", "theory", "training", "lessons", "observing", "technology"),
    "research": ("paper", "project", "cases"),
}


def puyang(ethics, growth, research, team):
    figures = {"ethics": ethics, "growth": growth, "research": research}
    pairs = [(f"{key}.{part}", n) for key, parts in PUYANG.items() for part, n in zip(parts, figures[key], strict=True)]
    return {key: Decimal(str(figure)) for key, figure in pairs} | {"team": Decimal(team)}


def test_puyang_adds_the_parts_up_and_the_bureaus_column_counts():
    """师德5+5+4.5+4.5=19，专业成长7+4+4+5+3+2=25，教育科研4+4+3=11，团队合作4；19+25+11+4=59。"""
    key = "puyang-annual-review-form"
    bureau = puyang((5, 5, 4.5, 4.5), (7, 4, 4, 5, 3, 2), (4, 4, 3), 4)
    full = puyang((5, 5, 5, 5), (8, 5, 5, 5, 4, 3), (5, 5, 5), 5)
    columns, final = columns_on(key, {"self": full, "school": full, "bureau": bureau})

    assert (columns["self"], columns["bureau"], final.value) == (Decimal("70.0"), Decimal("59.0"), Decimal("59.0"))
    assert told(key, score_on(key, bureau))[0] == (
        "第1份：师德修养 19（遵守职业道德规范 5；事业心与责任感 5；言行举止文明规范 4.5；"
        "关爱学生、师生和谐 4.5）；"
        "专业成长 25（每年研读3本以上理论书籍并写心得 7；理论基础与教学特色 4；参加继续教育和培训 4；"
        "每年县区或校际1节以上公开课和1次讲座 5；参与常态教研和听评课 3；信息技术运用 2）；"
        "教育科研 11（每年1篇以上市级CN刊物发表或市县级获奖交流 4；"
        "每年校内1次以上学科研讨；主持1个校级或参与1个市县级课题 4；每年2个以上案例分析或1个以上优质课例 3）；"
        "团队合作 4。合计59。"
    )
    assert told(key, final) == ["教育局复评 59.0 × 1 = 59。", "59合计：59。", "按四舍五入保留到0.1：59.0。"]


def test_puyang_gives_nothing_for_growth_without_reading_and_nothing_at_all_without_the_team():
    """未研读书籍：专业成长整项0分，20+0+10+5=35；没有团队合作：合计0分。"""
    key = "puyang-annual-review-form"
    unread = score_on(key, puyang((5, 5, 5, 5), (0, 5, 5, 5, 4, 3), (5, 5, 0), 5))
    alone = score_on(key, puyang((5, 5, 5, 5), (8, 5, 5, 5, 4, 3), (5, 5, 5), 0))

    assert (unread.value, alone.value) == (Decimal("35.0"), Decimal("0.0"))
    assert told(key, unread)[0] == (
        "第1份：师德修养 20（遵守职业道德规范 5；事业心与责任感 5；言行举止文明规范 5；关爱学生、师生和谐 5）；"
        "专业成长 0（每年研读3本以上理论书籍并写心得 0；理论基础与教学特色 5；参加继续教育和培训 5；"
        "每年县区或校际1节以上公开课和1次讲座 5；参与常态教研和听评课 4；信息技术运用 3；"
        "缺必备项“每年研读3本以上理论书籍并写心得”，不计分）；"
        "教育科研 10（每年1篇以上市级CN刊物发表或市县级获奖交流 5；"
        "每年校内1次以上学科研讨；主持1个校级或参与1个市县级课题 5；每年2个以上案例分析或1个以上优质课例 0）；"
        "团队合作 5。合计35。"
    )
    assert told(key, alone)[0].endswith("团队合作 0。缺必备项“团队合作”，合计0。")


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


def test_wenzhou_scores_each_tier_on_parts_of_its_own():
    """第一层次15+(9+10)=34，成效5+3+2+1=11封顶10；第二层次10+(8+2+10)=30；第三层次10+(4+0+8)=22。"""
    key = "wenzhou-backbone-scoring"
    first = {
        "ethics": "优秀",
        "team_first.studio": Decimal(9),
        "team_first.results": listed(("公开课", "省级"), ("比赛", "市级"), ("论文", "县级"), ("课题", "校级")),
    }
    second = {
        "ethics": "合格",
        "team_second.mentoring": "带教3名",
        "team_second.mentoring?": True,
        "team_second.studio": Decimal(2),
        "team_second.results": listed(("公开课", "市级"), ("比赛", "县级")),
    }
    third = {
        "ethics": "合格",
        "team_third.mentoring": "带教1名",
        "team_third.studio": Decimal(0),
        "team_third.results": listed(("公开课", "校级"), ("比赛", "校级")),
    }
    found = [
        score_on(key, given, track=track)
        for track, given in zip(("first", "second", "third"), (first, second, third), strict=True)
    ]

    assert [score.value for score in found] == [Decimal("34.00"), Decimal("30.00"), Decimal("22.00")]
    assert [told(key, score)[0] for score in found] == [
        "第1份：师德修养 优秀 15；骨干团队建设及成效 19（设立工作室并有效运行 9；"
        "工作室成效 10（公开课 省级 5；比赛 市级 3；论文 县级 2；课题 校级 1；封顶：10））。合计34。",
        "第1份：师德修养 合格 10；骨干团队建设及成效 20（带教3名 带教3名 8；被录取为名师工作室学员并积极参加 2；"
        "带教成效 10（公开课 市级 6；比赛 县级 4））。合计30。",
        "第1份：师德修养 合格 10；骨干团队建设及成效 12（带教2名 带教1名 4；被录取为名师工作室学员 0；"
        "带教成效 8（公开课 校级 4；比赛 校级 4））。合计22。",
    ]
    inside = score_on(key, second | {"team_second.mentoring?": False}, track="second")
    # without a teacher of another school the eight points for mentoring fall away: 30 − 8 = 22
    assert inside.value == Decimal("22.00")
    assert "带教3名 0（不计分：不符合“至少1名外校”）" in told(key, inside)[0]


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


ZHASHUI = ("ethics", "management", "teaching", "research", "example", "training")


def duties(levels):
    names = {"优": "优秀", "合": "合格", "不": "不合格"}
    return {key: names[level] for key, level in zip(ZHASHUI, levels, strict=True)}


def test_zhashui_converts_each_column_and_grades_their_weighted_sum():
    """学校4×10+2×7=54，折合90；县局5×10+7=57，折合95；90×0.4+95×0.6=93，优秀。

    另一人：学校6×7=42，折合70；县局4×7=28，折合46.67；70×0.4+46.67×0.6=56.002，不合格。
    """
    key = "zhashui-duty-review"
    one, first = columns_on(
        key, {"self": duties("优优优优优优"), "school": duties("优优优优合合"), "bureau": duties("优优优优优合")}
    )
    two, second = columns_on(
        key, {"self": duties("优优优优优优"), "school": duties("合合合合合合"), "bureau": duties("合合合合不不")}
    )

    assert one == {"self": Decimal("100.00"), "school": Decimal("90.00"), "bureau": Decimal("95.00")}
    assert (two["school"], two["bureau"]) == (Decimal("70.00"), Decimal("46.67"))
    assert (first.value, second.value) == (Decimal("93.00"), Decimal("56.00"))
    assert told(key, first) == [
        "学校考核 90.00 × 0.4 = 36。",
        "县科教局考核 95.00 × 0.6 = 57。",
        "36 + 57合计：93。",
        "按四舍五入保留到0.01：93.00。",
        "等次：优秀（90分起）。",
    ]
    assert told(key, second)[-1] == "等次：不合格（0分起）。"
    assert told(key, score_on(key, duties("优优优优合合")))[1:] == [
        "54的平均分：54。",
        "由60分折算为100分：54 × 100 ÷ 60 = 90。",
        "按四舍五入保留到0.01：90.00。",
    ]


# 破五唯


def test_what_weighs_without_a_limit_is_listed_for_somebody_to_confirm():
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
    with translation.override("en"):
        found = [str(finding) for finding in limit_findings(policy)]

    sentence = f"Score sheet “sheet”: papers (Papers, Books) weigh 48.72% of full marks; the limit is {papers}%."
    assert found == ([sentence] if refused else [])
    assert unlimited(policy) == []
