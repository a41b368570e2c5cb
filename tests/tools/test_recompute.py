"""tools/recompute.py: short, a stranger to the product, and of one mind with it on every rule a policy can write."""

import ast
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.panels.score import combine, weigh
from approvals.policies.read_sheets import read_sheet
from approvals.rankings.rank import Bound, Entry, OverConstrained, TieAtLine, rank
from tests.tools.recomputing import TOOL, module
from tests.tools.sheets import ON, panels

STANDARD = {"hashlib", "json", "math", "sys", "collections", "datetime", "fractions", "functools", "itertools"}
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


@given(panels(), st.sampled_from(["head", "teacher"]))
@settings(max_examples=300)
def test_it_scores_every_sheet_a_policy_can_write_as_the_product_does(panel, track):
    said, given_ = panel
    score = combine(given_, sheet=read_sheet("sheet", said), track=track, on=ON)
    value, _totals, counted, struck = recompute.score_of(given_, said, track, ON)

    assert recompute.digits(value, len(said["round"]["to"].partition(".")[2])) == str(score.value)
    assert [recompute.exact(total) for total in counted] == [str(total) for total in score.counted]
    assert [recompute.exact(total) for total in struck] == [str(total) for total in score.struck]


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
