"""A year from the notice to the file, and back where a review finds for the person."""

from decimal import Decimal

from approvals.models import Round
from core.models import Fact
from workflows.assessment.models import Assessment, State


def grades(year):
    return dict(Assessment.objects.filter(campaign=year.campaign).values_list("person__name", "grade"))


def test_five_people_of_a_school_walk_to_the_end_and_one_in_five_is_graded_best(year):
    year.shares = {"甲": Decimal("0.95"), "乙": Decimal("0.92"), "丙": Decimal("0.8"), "丁": Decimal("0.75")}
    for name in ("甲", "乙", "丙", "丁", "戊"):
        year.worker(name)
    year.shares["戊"] = Decimal("0.5")
    year.begin()

    year.walk_to("ask_review")

    assert grades(year) == {"甲": "优秀", "乙": "合格", "丙": "合格", "丁": "合格", "戊": "不合格"}
    states = dict(Assessment.objects.values_list("person__name", "state"))
    assert states == {**dict.fromkeys("甲乙丙丁", State.CLOSED), "戊": State.IN_EFFECT}
    facts = Fact.objects.filter(kind="review").order_by("person__name")
    assert {fact.value for fact in facts} == {"优秀", "合格", "不合格"}
    assert {(str(fact.true_from), str(fact.true_until)) for fact in facts} == {("2025-01-01", "2025-12-31")}


def test_who_stood_second_reads_how_many_places_there_were(year):
    year.shares = {"甲": Decimal("0.95"), "乙": Decimal("0.92")}
    for name in ("甲", "乙", "丙", "丁", "戊"):
        year.worker(name)
    year.begin()

    year.walk_to("group_decision")

    second = Round.objects.get(stage="grade_list", process__person__name="乙")
    assert second.reason == (
        "得分92.00；“合格”从70分起。 名次2；“优秀”有1个名额：应考核5人的20%，不足一人舍去，为1人。"
    )
