"""Published tables of yearly reviews: people scored on them by hand, their grades, and the arithmetic in words."""

from decimal import Decimal

from tests.approvals.panels.tables import columns_on, listed, score_on, told

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
