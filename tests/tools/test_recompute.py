"""tools/recompute.py: short, a stranger to the product, and of one mind with it on every rule a policy can write."""

import ast
import datetime as dt
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.panels.score import combine, weigh
from approvals.policies.read_sheets import read_sheet
from approvals.rankings.rank import Bound, Entry, OverConstrained, TieAtLine, rank
from tests.tools.recomputing import TOOL, module

STANDARD = {"hashlib", "json", "math", "sys", "collections", "datetime", "fractions", "functools", "itertools"}
ON = dt.date(2026, 3, 2)
recompute = module()


def test_it_is_under_three_hundred_lines():
    assert len(TOOL.read_text(encoding="utf-8").splitlines()) < 300


def test_it_imports_nothing_but_the_standard_library():
    nodes = list(ast.walk(ast.parse(TOOL.read_text(encoding="utf-8"))))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert imported == STANDARD
    assert called & {"__import__", "exec", "eval", "compile"} == set()


figures = st.decimals(min_value=0, max_value=40, places=2).map(str)
factors = st.sampled_from(["0.5", "0.8", "1", "1.5"])
dates = st.dates(min_value=dt.date(2018, 1, 1), max_value=ON).map(str)
names = st.sampled_from(["获奖", "论文", "older_than_3y", "within_2y"])


@st.composite
def pipelines(draw):
    said = {"each": draw(st.sampled_from([{"国家": 10, "省": "6.5", "区": 3}, 4]))}
    optional = {
        "only": st.lists(names, min_size=1, max_size=2, unique=True),
        "factors": st.dictionaries(names, factors, min_size=1, max_size=2),
        "author": st.sampled_from([{1: 1, 2: "0.6", 3: "0.4"}, {"less": 2}, {"less": 1, "to": 3}]),
        "highest_per": st.sampled_from(["year", "work"]),
        "take": st.sampled_from(["sum", "max", "mean"]),
        "times": factors,
    }
    said |= {key: draw(value) for key, value in optional.items() if draw(st.booleans())}
    return {**said, "unit": "次", "beyond": draw(st.integers(0, 2))} if draw(st.booleans()) else said


@st.composite
def sheets(draw):
    criteria = {}
    for number in range(draw(st.integers(1, 3))):
        line = {"title": "项", "max": 40}
        if draw(st.booleans()):
            line["weight"] = draw(factors)
        if draw(st.booleans()):
            line["for"] = draw(st.sampled_from([["teacher"], ["head"], ["head", "teacher"]]))
        kind = draw(st.sampled_from(["figure", "levels", "points"]))
        if kind != "figure":
            line[kind] = draw(pipelines()) if kind == "points" else {"优秀": 40, "合格": "24.5"}
        criteria[f"c{number}"] = line
    criteria["always"] = {"title": "项", "max": 40}
    judges = {"then": draw(st.sampled_from(["mean", "median", "sum"]))}
    judges |= {"trim": 1, "from": draw(st.integers(3, 5))} if draw(st.booleans()) else {}
    judges |= {"per": draw(st.sampled_from(["judge", "criterion"]))} if draw(st.booleans()) else {}
    rule = {
        "to": draw(st.sampled_from(["1", "0.1", "0.01", "0.001"])),
        "half": draw(st.sampled_from(["up", "even", "down"])),
    }
    rule |= {"when": draw(st.sampled_from(["end", "judge", "criterion"]))} if draw(st.booleans()) else {}
    said = {"out_of": 120, "criteria": criteria, "judges": judges, "round": rule, "missing": "zero"}
    return said | ({"cap": 50} if draw(st.booleans()) else {})


@st.composite
def items(draw, rule):
    item = {
        "title": draw(st.sampled_from(["甲", "甲 ", "乙"])),
        "date": draw(dates),
        "rank": str(draw(st.integers(1, 5))),
    }
    item |= {"marks": draw(st.lists(st.sampled_from(["获奖", "论文"]), unique=True))}
    item |= {"level": draw(st.sampled_from(sorted(rule["each"])))} if isinstance(rule["each"], dict) else {}
    return item | ({"number": draw(figures)} if "unit" in rule else {})


@st.composite
def panels(draw):
    sheet = draw(sheets())
    answers = {}
    for key, line in sheet["criteria"].items():
        answers[key] = st.one_of(st.none(), figures)
        if "levels" in line:
            answers[key] = st.sampled_from(sorted(line["levels"]))
        if "points" in line:
            answers[key] = st.lists(items(line["points"]), max_size=4)
    return sheet, draw(st.lists(st.fixed_dictionaries(answers), min_size=1, max_size=6))


@given(panels(), st.sampled_from(["head", "teacher"]))
@settings(max_examples=300)
def test_it_scores_every_sheet_a_policy_can_write_as_the_product_does(panel, track):
    said, given_ = panel
    score = combine(given_, sheet=read_sheet("sheet", said), track=track, on=ON)
    as_json = said | {"criteria": {key: _texts(line) for key, line in said["criteria"].items()}}
    value, _totals, counted, struck = recompute.score_of(given_, as_json, track, ON)

    assert recompute.digits(value, len(said["round"]["to"].partition(".")[2])) == str(score.value)
    assert [recompute.exact(total) for total in counted] == [str(total) for total in score.counted]
    assert [recompute.exact(total) for total in struck] == [str(total) for total in score.struck]


def _texts(line):
    """Return a line as an export has it: the ranks of authors are texts there."""
    author = line.get("points", {}).get("author")
    return line | {"points": line["points"] | {"author": {str(k): v for k, v in author.items()}}} if author else line


@given(st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=2), st.sampled_from(["up", "even", "down"]))
def test_it_weighs_columns_as_the_product_does(values, half):
    columns = {
        "school": {"title": "学校", "weight": "0.4"},
        "bureau": {"title": "局", "weight": "0.6"},
        "own": {"title": "自评"},
    }
    rule = {"to": "0.1", "half": half}
    said = {"out_of": 100, "criteria": {}, "judges": {"then": "mean"}, "round": rule, "columns": columns}
    score = weigh(dict(zip(("school", "bureau"), values, strict=True)), sheet=read_sheet("sheet", said))
    scores = {("甲", "sheet", key): [Fraction(value)] for key, value in zip(("school", "bureau"), values, strict=True)}

    assert recompute.brought("甲", "sheet", said, scores) == [Fraction(score.value)]


@st.composite
def lists(draw):
    keys = list(range(1, draw(st.integers(1, 7)) + 1))
    ties = st.tuples(st.one_of(st.none(), st.integers(0, 2).map(Decimal)))
    entries = [Entry(key, Decimal(draw(st.integers(1, 3))), draw(ties)) for key in keys]
    bounds, standing = [], list(range(101, draw(st.integers(101, 104))))
    for number in range(draw(st.integers(0, 3))):
        members = frozenset(draw(st.lists(st.sampled_from(keys + standing), unique=True)))
        at = {"most": draw(st.integers(0, 3))} if draw(st.booleans()) else {"least": draw(st.integers(1, 3))}
        bounds.append(Bound(f"rule{number}", members, releases=draw(st.booleans()), **at))
    places, waitlist = draw(st.integers(0, 6)), draw(st.integers(0, 3))
    return entries, bounds, standing, places, waitlist, draw(st.permutations(keys))


@given(lists())
@settings(max_examples=500)
def test_it_lists_as_the_product_does(case):
    entries, bounds, standing, places, waitlist, chosen = case
    left = [bound.after(standing) for bound in bounds]
    try:
        placed = rank(entries, places=places, waitlist=waitlist, chosen=chosen, bounds=left)
    except (OverConstrained, TieAtLine):
        return
    basis = {
        "entries": [
            {"key": one.key, "score": str(one.score), "ties": [None if tie is None else str(tie) for tie in one.ties]}
            for one in entries
        ],
        "places": places,
        "standing": [{"key": key, "case": str(key)} for key in standing],
        "waitlist": waitlist,
        "rules": [
            {
                "rule": one.rule,
                "members": sorted(one.members),
                "at_least": one.least,
                "at_most": one.most,
                "unfilled": "release" if one.releases else "keep",
            }
            for one in bounds
        ],
        "order_of_equals": chosen,
        "put_aside": [],
    }

    assert recompute.listed(basis) == [[place.key, place.position, place.standing] for place in placed]
