"""An expression answers yes, no or not known."""

import datetime as dt

import pytest

from approvals.policies.expressions import Missing, evaluate, names_in, refusal

RANKS = {"二级教师": 0, "一级教师": 1, "高级教师": 2}


@pytest.mark.parametrize(
    ("text", "facts", "answer"),
    [
        ("years(since, on) >= 3", {"since": dt.date(2022, 9, 1), "on": dt.date(2025, 9, 1)}, True),
        ("years(since, on) >= 3", {"since": dt.date(2022, 9, 2), "on": dt.date(2025, 9, 1)}, False),
        ("years(since, on)", {"since": "2020-02-29", "on": "2025-02-28"}, 4),
        ('since < date("2014-11-01")', {"since": "2014-10-31"}, True),
        ('last(reviews, 2).all(r, r == "优秀")', {"reviews": ["合格", "优秀", "优秀"]}, True),
        ("last(reviews, 5)", {"reviews": ["合格"]}, ["合格"]),
        ("last(reviews, 0)", {"reviews": ["合格"]}, []),
        ('count(reviews, "优秀")', {"reviews": ["优秀", "合格", "优秀"]}, 2),
        ('rank(title) >= rank("一级教师")', {"title": "高级教师"}, True),
        ('rank(title) >= rank("一级教师")', {"title": "二级教师"}, False),
    ],
)
def test_what_is_known_is_answered(text, facts, answer):
    assert evaluate(text, facts, ranks=RANKS) == answer


@pytest.mark.parametrize(
    ("text", "facts", "names"),
    [
        ("years(since, on) >= 3", {"since": None, "on": "2025-09-01"}, ("since",)),
        ("years(since, on) >= 3", {"since": None, "on": None}, ("since", "on")),
        ("is_head && age > 3", {"is_head": True}, ("age",)),
        ("rank(title) > 0", {"title": "院士"}, ("title",)),
        ('reviews[3] == "优秀"', {"reviews": []}, ("reviews",)),
        ("1 / age > 0", {"age": 0}, ("age",)),
    ],
)
def test_what_is_not_known_is_missing_and_never_an_error(text, facts, names):
    assert evaluate(text, facts, ranks=RANKS) == Missing(names)


def test_what_is_known_may_be_enough():
    assert evaluate("is_head || age > 3", {"is_head": True, "age": None}) is True
    assert evaluate("is_head && age > 3", {"is_head": False, "age": None}) is False


def test_names_are_what_an_expression_asks_for():
    text = 'last(reviews, 5).all(r, r in ["age", "优秀"]) && title.size() > years(since, on)'

    assert names_in(text) == ["reviews", "r", "title", "since", "on"]


@pytest.mark.parametrize("text", ['honours.exists(h, h == "名师")', "since < on", "years(since, on) > 1 || age > 3"])
def test_a_sound_expression_is_not_refused(text):
    facts = {"honours": "list<string>", "since": "date", "on": "date", "age": "int"}

    assert refusal(text, facts=facts) is None


def test_a_date_that_does_not_exist_is_refused():
    assert refusal('since < date("2014-13-01")', facts={"since": "date"}) == (
        "“2014-13-01” is not a date; write it as 2014-11-01"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("age.all(a, a > 1)", "the compiler says “expression of type 'int' cannot be the range of a comprehension"),
        ("is_head ? 1 : age", "it gives int where bool is asked for"),
        ("honours + 1 == 2", "“+” cannot be applied to (list(string), int)"),
        ("is_haed", "there is no fact or function called “is_haed”"),
        ("is_head &&", "it cannot be read, from character 11 on"),
    ],
)
def test_an_unsound_expression_is_refused_in_words(text, says):
    facts = {"honours": "list<string>", "age": "int", "is_head": "bool"}

    assert refusal(text, facts=facts)[: len(says)] == says
