"""What a blind panel must not read is covered."""

import pytest

from approvals.panels.masking import masked


@pytest.mark.parametrize(
    ("text", "names", "covered"),
    [
        ("王秀英老师扎根一线", ["王秀英", "秀英"], "□□老师扎根一线"),
        ("秀英老师所在的海州实验小学", ["王秀英", "秀英", "海州实验小学"], "□□老师所在的□□"),
        ("王 秀　英老师", ["王秀英"], "□□老师"),
        ("teacher LI Min", ["Li Min"], "teacher □□"),
        ("C++ (a+b)", ["(a+b)"], "C++ □□"),
        ("没有姓名", [], "没有姓名"),
    ],
)
def test_names_are_covered_wherever_they_stand(text, names, covered):
    assert masked(text, names=names) == covered
