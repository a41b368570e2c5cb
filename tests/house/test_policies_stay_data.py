"""Code names no stage, clause, criterion or quota of a policy: another district's file needs no other line of code.

A policy's *word* is a key or a title of a track, a stage, a clause, a veto, a criterion or a sheet. It may stand in
code only where it is a word of the engine too: a key of the format's schema, a kind and its label, a verdict, a role,
the name of an office, a fact or kind of fact that the process's facts.py declares, a placeholder of a message. The demo
district plays one policy's journey and is therefore left out.

A bare number proves nothing (10 is a quota and a page length), so a figure counts as named where a literal above 1 is
given to, or compared with, something called by a quota's word: places, quota, waitlist, per_unit, pass_mark, quorum.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from django.utils.translation import override

from approvals.policies.kinds import KIND_TITLES, KINDS
from core.organisations.models import Kind
from core.organisations.roles import Role
from tests.house.repository import FLOORS, ROOT, files, product_code, strings, text, tree

POLICIES = [path for path in files() if path.suffix == ".yaml" and "policies" in path.parts and path.parts[0] in FLOORS]
CODE = [path for path in product_code() if path.parts[:2] != ("workflows", "demo")]
QUOTA_WORD = re.compile(r"(?<!decimal_)(?<![a-z])(?:places|quotas?|waitlist|per_unit|pass_mark|quorum)(?![a-z])")


def titles(entry: Any) -> Iterator[str]:
    """Yield the title or sentence of one entry, in each of its languages."""
    for said in (entry.get("title"), entry.get("says")) if isinstance(entry, dict) else ():
        yield from said.values() if isinstance(said, dict) else filter(None, [said])


def words_of(policy: dict[str, Any]) -> Iterator[str]:
    sheets = policy.get("scores", {})
    sections = [policy["tracks"], policy["stages"], policy.get("eligibility", {}), policy.get("vetoes", {}), sheets]
    for section in [*sections, *(sheet.get("criteria", {}) for sheet in sheets.values())]:
        for key, entry in section.items():
            yield key
            yield from titles(entry)


def names_in(schema: Any) -> Iterator[str]:
    """Yield every property name and fixed value of a JSON Schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (value for value in schema.get("enum", ()) if isinstance(value, str))
        yield from (name for part in schema.values() for name in names_in(part))
    elif isinstance(schema, list):
        yield from (name for part in schema for name in names_in(part))


def offices_in(policy: Any) -> Iterator[str]:
    """Yield the places of every ``role@place`` in a policy: they are codes of organisations."""
    if isinstance(policy, dict | list):
        parts = policy.values() if isinstance(policy, dict) else policy
        yield from (place for part in parts for place in offices_in(part))
    elif isinstance(policy, str) and re.fullmatch(r"[a-z_]+@[a-z_]+", policy):
        yield policy.partition("@")[2]


def engine_words() -> set[str]:
    schema = json.loads((ROOT / "approvals/policies/schema.json").read_text(encoding="utf-8"))
    verdicts = {verdict for rule in KINDS.values() for verdict in rule.verdicts}
    facts = {word for path in CODE if path.match("workflows/*/facts.py") for _, word in strings(path)}
    placeholders = {name for path in CODE for name in re.findall(r"%\((\w+)\)s", text(path))}
    with override("en"):
        labels = {str(title) for title in KIND_TITLES.values()}
    return {*names_in(schema), *KINDS, *labels, *verdicts, *facts, *placeholders, *Role.values, *Kind.values}


@cache
def policy_words() -> frozenset[str]:
    policies = [yaml.safe_load(text(path)) for path in POLICIES]
    said = {word for policy in policies for word in words_of(policy)}
    return frozenset(said - engine_words() - {place for policy in policies for place in offices_in(policy)})


def quota_figures(module: ast.Module) -> Iterator[int]:
    """Yield the lines where something called by a quota's word is given, or compared with, a literal number above 1."""
    for node in ast.walk(module):
        for name, value in pairs(node):
            match value:
                case ast.Constant(value=int(figure), lineno=line) if figure > 1 and QUOTA_WORD.search(name):
                    yield line


def pairs(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Yield what a piece of code gives to, or compares with, which name."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((name_of(target), value) for target in targets)
        case ast.AnnAssign(target=target, value=value):
            yield name_of(target), value
        case ast.keyword(arg=str(name), value=value):
            yield name, value
        case ast.Dict(keys=keys, values=values):
            yield from ((name_of(key), value) for key, value in zip(keys, values, strict=True))
        case ast.Compare(left=left, comparators=[right]):
            yield from ((name_of(left), right), (name_of(right), left))


def name_of(node: ast.AST | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return name.lower()
    return ""


def test_policies_are_shipped():
    assert len(POLICIES) >= 2
    assert len(policy_words()) >= 20


@pytest.mark.parametrize("path", CODE, ids=str)
def test_code_names_no_word_of_a_policy(path):
    assert [(line, word) for line, word in strings(path) if word in policy_words()] == []


@pytest.mark.parametrize("path", CODE, ids=str)
def test_code_names_no_quota_figure(path):
    assert list(quota_figures(tree(path))) == []


def test_the_search_for_quota_figures_sees_each_way_to_name_one():
    code = "PLACES = 5\nopen_round(places=10)\n{'waitlist': 2}\nx.places > 20\npage_length = 10\nplaces = 0\n"

    assert sorted(quota_figures(ast.parse(code))) == [1, 2, 3, 4]
