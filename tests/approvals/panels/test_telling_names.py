"""What tells who is meant is known to what covers it: names, also as they are spelt, the staff number, the bodies."""

import pytest

from approvals.panels.masking import masked, telling_names

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "covered"),
    [
        ("王秀英老师", "□□老师"),
        ("Wang Xiuying taught here", "□□ taught here"),
        ("工号T77001", "工号□□"),
        ("海州第1小学属北片教育集团", "□□属□□"),
        ("校长principal1同志推荐", "校长□□推荐"),
    ],
)
def test_whatever_tells_who_is_meant_is_covered(season, words, covered):
    case = season.nominate("王秀英", person=season.teacher("王秀英", staff_no="T77001")).case

    assert masked(words, names=telling_names(case)) == covered


def test_a_blank_name_covers_nothing():
    assert masked("没有姓名", names=["", " "]) == "没有姓名"
