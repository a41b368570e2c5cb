import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.people.spelling import LONGEST, spellings


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("李芳", "lifang lf"),
        ("单雄信", "shanxiongxin sxx danxiongxin dxx"),
        ("仇和", "qiuhe qh chouhe ch"),
        ("尉迟恭", "yuchigong ycg"),
        ("买买提·艾力", "maimaitiaili mmtal"),
        ("Ana Li", "anali a"),
        ("", ""),
    ],
)
def test_a_name_is_found_by_its_full_pinyin_and_its_initials(name, words):
    assert spellings(name) == words


@given(st.text(max_size=60))
def test_any_name_gets_a_spelling_that_fits(name):
    assert len(spellings(name)) <= LONGEST
