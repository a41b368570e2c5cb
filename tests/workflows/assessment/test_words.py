"""考核结果通知书: what stands in it, and what does not."""

import datetime as dt

from workflows.assessment.sampling import lots
from workflows.assessment.words import Told, notification

DAY = dt.date(2026, 3, 20)


def test_who_may_ask_for_a_review_reads_until_when_and_that_nothing_becomes_worse():
    said = notification(Told("戊", "海州第1小学", 2025, "不合格", score="50", decided_on=DAY, ask_until=DAY))

    assert said[1] == "你的2025年度考核档次为“不合格”。"
    assert "2026年3月20日" in said[-2]
    assert "不因此加重" in said[-2]


def test_who_has_signed_is_not_asked_to_sign_again():
    told = {"name": "甲", "unit": "海州第1小学", "year": 2025, "grade": "优秀", "published": (DAY, DAY)}

    assert "请签署知悉" in notification(Told(**told))[-1]
    assert notification(Told(**told, is_signed=True))[-1] == "本结果自即日起生效。"


def test_the_same_seed_draws_the_same_cases_whatever_their_order():
    numbers = [f"2026-01-{number:04d}" for number in range(1, 31)]

    drawn = lots(numbers, pct=10, seed="abc")

    assert drawn == lots(numbers[::-1], pct=10, seed="abc")
    assert len(drawn) == 3
    assert len(lots(numbers[:1], pct=10, seed="abc")) == 1
