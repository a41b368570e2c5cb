"""Score tables that counties and cities publish, as far as they are printed, each in the least of policies."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from django.utils import translation

from approvals.panels.score import Score, combine, weigh
from approvals.panels.sheets import check_scores
from approvals.panels.words import words
from approvals.policies.document import Policy
from approvals.policies.read import read
from approvals.policies.strict import load
from tests.tools.recomputing import module

ON = dt.date(2021, 8, 31)
recompute = module()

HERE = Path(__file__).parent
TABLES = sorted(path.stem for path in HERE.glob("*.yaml"))
FRAME = """
policy: {key}
title: {key}
process: selection
dates: {{opens: 开始日, measured_on: 计算截止日}}
windows:
  school: {{starts: opens, for: 20 working days, shuts_at: "18:00", assumed: 只为评分表而写}}
stages:
{scored}
  decision:
    kind: meeting
    title: 审定
    by: member@party
    clerk: clerk@party
    quorum: 2/3
    passes: more than 1/2 of electorate
    within: 20 working days
    scope: campaign
    then: {{reject: refused}}
    assumed: 只为评分表而写
  notice:
    kind: public_notice
    title: 公示
    by: officer@personnel
    within: 5 working days
    then: {{upheld: decision}}
    assumed: 只为评分表而写
outcomes:
  honoured: {{title: 认定, law: honour, fact: honour, assumed: 只为评分表而写}}
  refused: {{title: 不予认定, law: refuse, assumed: 只为评分表而写}}
"""
PANEL = """
  scoring:
    kind: panel
    title: 评审打分
    by: expert@pool
    clerk: officer@personnel
    within: 10 working days
    draw: {n: 5}
    closes: all
    score: sheet
    assumed: 只为评分表而写
"""
COLUMN = """
  {key}:
    kind: filing
    title: 填写
    by: officer@personnel
    within: 10 working days
    score: sheet
    column: {key}
    assumed: 只为评分表而写
"""


def policy_of(key: str, *, limits: str = "") -> Policy:
    """Read the policy around a table: a panel scores it, or an office fills in each of its columns."""
    table = (HERE / f"{key}.yaml").read_text("utf-8")
    columns = [name for name in ("self", "school", "bureau") if f"\n      {name}: {{title" in table]
    scored = "".join(COLUMN.format(key=name) for name in columns) or PANEL
    return read(FRAME.format(key=key, scored=scored) + limits + table)


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
    """Return the derivation of a score on a table in words."""
    with translation.override(language):
        return words(score.derivation, sheet=policy_of(key).sheets["sheet"])


def columns_on(key, columns) -> tuple[dict[str, Decimal], Score]:
    """Return the score of each column, and what they come to."""
    values = {name: score_on(key, given).value for name, given in columns.items()}
    return values, weigh(values, sheet=policy_of(key).sheets["sheet"])


def listed(*items, **more):
    """Return items from their title, level, date, author rank and marks."""
    names = ("title", "level", "date", "rank", "marks")
    return [dict(zip(names, item, strict=False)) | more for item in items]
